//! Policy packs: a city's notice as data, checked, evaluated and explained.
//!
//! `policy` is handed a pack as file name → bytes and facts as values. It does
//! not know where either comes from, does no I/O and reads no clock. Form
//! templates in a pack are opaque to it.

pub mod assessment;
pub mod declare;
