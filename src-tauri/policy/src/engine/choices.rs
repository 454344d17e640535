//! Which way each open clause is read in one assessment, and who chose it.

use crate::assessment::{Input, Note, ReadingUsed};
use crate::pack::Pack;

/// The option used for each reading of the pack.
#[derive(Debug, Clone)]
pub(crate) struct Choices {
    /// The option's place, by the reading's place.
    pub(crate) chosen: Vec<usize>,
    /// Who chose it; empty for the pack's default.
    by: Vec<String>,
    /// Choices that fit no reading.
    pub(crate) notes: Vec<Note>,
}

impl Choices {
    /// The pack's defaults with the input's choices over them; the last choice
    /// for a reading counts.
    pub(crate) fn resolve(pack: &Pack, input: &Input) -> Choices {
        let place = |reading: &crate::pack::Reading, id: &str| {
            reading.options.iter().position(|option| option.id == id)
        };
        let mut choices = Choices {
            chosen: pack
                .readings
                .iter()
                .map(|reading| place(reading, &reading.default).unwrap_or(0))
                .collect(),
            by: vec![String::new(); pack.readings.len()],
            notes: Vec::new(),
        };
        for choice in &input.readings {
            let reading = pack
                .readings
                .iter()
                .position(|reading| reading.id == choice.id);
            let option = reading.and_then(|index| place(&pack.readings[index], &choice.chosen));
            match (reading, option) {
                (Some(reading), Some(option)) => {
                    choices.chosen[reading] = option;
                    choices.by[reading] = choice.by.clone();
                }
                _ => choices.notes.push(Note {
                    text: format!(
                        "文本理解“{}”没有选项“{}”，仍按默认理解计算。",
                        choice.id, choice.chosen
                    ),
                    clause: String::new(),
                }),
            }
        }
        choices
    }

    /// How a reading was used.
    pub(crate) fn used(&self, pack: &Pack, reading: usize) -> ReadingUsed {
        let decl = &pack.readings[reading];
        let option = &decl.options[self.chosen[reading]];
        ReadingUsed {
            id: decl.id.clone(),
            question: decl.question.clone(),
            chosen: option.id.clone(),
            text: option.text.clone(),
            by: self.by[reading].clone(),
        }
    }
}
