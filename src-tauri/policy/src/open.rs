//! Parameters that a reading of the text may decide, and where values come from.

/// A parameter: written down, or left to a reading.
#[derive(Debug, Clone)]
pub(crate) enum Param<T> {
    /// Written down.
    Is(T),
    /// One value for every option of a reading, in the reading's order.
    Open {
        /// The reading's place in the pack.
        reading: usize,
        /// The value under each option.
        by_option: Vec<T>,
    },
}

/// Where a step takes a value from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A fact, by its place in the pack.
    Fact(usize),
    /// An earlier step of the same measure, by its place.
    Step(usize),
    /// What the measure gave so far (steps over all measures).
    Result,
}

/// Something that holds only under one option of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Under {
    /// The reading's place in the pack.
    pub(crate) reading: usize,
    /// The option's place in the reading.
    pub(crate) option: usize,
}
