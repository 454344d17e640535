//! What a return is read against: the forms of all packs, the regions, and
//! what each county's headers have meant before.

use ruku_intake::answers::Answers;
use ruku_intake::context::{Context, HeaderMemory, MeasureName, ReturnForm};
use ruku_intake::earlier::Earlier;
use ruku_intake::reader::Reader;
use ruku_model::region::Regions;
use ruku_policy::pack::Pack;

use crate::desk::Desk;
use crate::error::DeskError;

/// All that the reader is told.
pub(crate) struct Reading {
    forms: Vec<ReturnForm>,
    regions: Regions,
    memory: HeaderMemory,
    expected: Option<String>,
    earlier: Earlier,
}

impl Reading {
    /// What is told of one file, with what a clerk has said of it.
    pub(crate) fn context<'a>(&'a self, answers: &'a Answers) -> Context<'a> {
        Context {
            forms: &self.forms,
            expected: self.expected.as_deref(),
            regions: &self.regions,
            memory: &self.memory,
            answers,
            earlier: &self.earlier,
        }
    }
}

impl Desk {
    /// What a return is read against: one pack, or all that ship; for a
    /// programme also what earlier years brought.
    pub(crate) fn reading(
        &self,
        programme: Option<&str>,
        expected: Option<&Pack>,
    ) -> Result<Reading, DeskError> {
        let (shelf, _) = self.packs()?;
        // The expected pack as the library keeps it, the others as they ship.
        let others = shelf.iter().map(|pack| &**pack);
        let others = others.filter(|pack| expected.is_none_or(|expected| expected.id != pack.id));
        Ok(Reading {
            forms: expected
                .into_iter()
                .chain(others)
                .map(return_form)
                .collect(),
            regions: self.regions()?,
            memory: self.header_memory(expected)?,
            expected: expected.map(|pack| pack.id.clone()),
            earlier: match programme {
                Some(programme) => self.earlier_returns(programme)?,
                None => Earlier::default(),
            },
        })
    }

    /// The reader process.
    pub(crate) fn reader(&self) -> Result<Reader, DeskError> {
        if !self.setting.reader.is_file() {
            return Err(DeskError::NoReader(self.setting.reader.clone()));
        }
        Ok(Reader::new(self.setting.reader.clone()))
    }

    /// What the library remembers of every county's headers under a pack.
    fn header_memory(&self, pack: Option<&Pack>) -> Result<HeaderMemory, DeskError> {
        let mut memory = HeaderMemory::default();
        let (Some(pack), Ok(library)) = (pack, self.library()) else {
            return Ok(memory);
        };
        for county in &pack.return_decl.counties {
            for (header, fact) in library.header_memory(&pack.id, county)? {
                memory.remember(county, &header, fact);
            }
        }
        Ok(memory)
    }
}

/// How a pack's return looks, for the reader.
pub(crate) fn return_form(pack: &Pack) -> ReturnForm {
    let directions = pack.fact(&pack.return_decl.direction);
    let synonyms = |id: &str| {
        directions
            .and_then(|fact| fact.options.iter().find(|option| option.id == id))
            .map(|option| {
                let mut words = option.synonyms.clone();
                words.push(option.label.clone());
                words
            })
            .unwrap_or_default()
    };
    ReturnForm {
        id: pack.id.clone(),
        declaration: pack.return_decl.clone(),
        facts: pack.notice_facts().to_vec(),
        measures: pack
            .measures
            .iter()
            .map(|measure| MeasureName {
                id: measure.id.clone(),
                title: measure.title.clone(),
                synonyms: synonyms(&measure.id),
            })
            .collect(),
    }
}
