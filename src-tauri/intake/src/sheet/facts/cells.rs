//! What one cell of a project's row means for the facts of its column.

use ruku_model::fact::{FactType, FactValue};
use ruku_model::finding::{FindingKind, Severity};
use ruku_model::money::MoneyUnit;

use super::RowMaker;
use crate::across::evidence::part_of;
use crate::cell::{self, Look, Meaning, Reading, Remark};
use crate::columns::{ROW_NUMBER, Target};
use crate::sheet::memo::Readings;
use crate::text::{narrow, word_key};
use crate::workbook::Cell;

impl<'a> RowMaker<'a> {
    /// What a cell means for each fact of its column.
    pub(super) fn readings(&mut self, index: usize, cell: &Cell) -> Readings {
        // The same text means another amount where the row gives the unit.
        if self.units[index].is_none() && self.units_beside[index].is_some() {
            return self.read_anew(index, cell);
        }
        if let Some(known) = self.memos[index].recall(&cell.content) {
            return known;
        }
        let readings = self.read_anew(index, cell);
        self.memos[index].keep(&cell.content, &readings);
        readings
    }

    fn read_anew(&mut self, index: usize, cell: &Cell) -> Readings {
        let column = &self.columns[index];
        let look = self.look(cell);
        let one = match column.target {
            Target::Fact(fact) => self.read_fact(index, fact, cell.row, look),
            Target::Period(_, _) => {
                let (start, end) = cell::date::period::read_period(look);
                return (start, Some(end));
            }
            Target::Contact(_, _) => {
                let (name, phone) = cell::phone::read_contact(look);
                return (name, Some(phone));
            }
            Target::Disputed(_) => Reading {
                meaning: Meaning::Unknown,
                remarks: Vec::new(),
            },
            Target::RowNumber => match cell::count::read(look).value() {
                Some(value) => Reading::clear(value.clone()),
                None => cell::name::read_text(look),
            },
            Target::Extra => extra(cell::name::read_text(look), &column.header()),
        };
        (one, None)
    }

    /// The unit that the cell beside an amount gives.
    fn unit_in_row(&self, index: usize, row: u32) -> Option<MoneyUnit> {
        let col = self.units_beside[index]?;
        match crate::text::squeeze(&self.job.grid.text(row, col)).trim() {
            "万元" => Some(MoneyUnit::WanYuan),
            "元" => Some(MoneyUnit::Yuan),
            _ => None,
        }
    }

    fn read_fact(&mut self, index: usize, fact: usize, row: u32, look: Look<'_>) -> Reading {
        let declared = &self.job.form.facts[fact];
        let id = declared.id.as_str();
        match declared.fact_type {
            FactType::Money => {
                let unit = self.units[index].or_else(|| self.unit_in_row(index, row));
                let reading = match cell::amount::remark::of_other_tax(&declared.label, look) {
                    Some(reading) => reading,
                    None => cell::amount::read(look, unit),
                };
                // Without a unit, a number that is no nought says it is missing.
                self.said.unit_missing |= unit.is_none()
                    && reading.meaning == Meaning::Unknown
                    && reading.remarks.is_empty();
                reading
            }
            FactType::Number => cell::count::read_number(look),
            FactType::Count if id == ROW_NUMBER => match cell::count::read(look) {
                Reading {
                    meaning: Meaning::Unknown,
                    ..
                } => Reading::nothing(),
                reading => reading,
            },
            FactType::Count => cell::count::read(look),
            FactType::Date if id == "completed_on" => cell::date::read_completion(look),
            FactType::Date if id == "started_on" => cell::date::read_start(look),
            FactType::Date => cell::date::read_event(look),
            FactType::Flag => self.read_flag(index, look),
            FactType::Choice if declared.id == self.job.form.declaration.direction => {
                self.read_direction(look)
            }
            FactType::Choice => cell::choice::read(look, &declared.options),
            FactType::CreditCode => cell::code::read(look),
            FactType::Phone => cell::phone::read(look),
            FactType::Text if declared.id == self.job.form.declaration.direction => {
                self.read_direction(look)
            }
            FactType::Text if id == "project_name" && cell::name::names_several(look) => {
                Reading::unknown(Remark::new(FindingKind::SeveralInCell))
            }
            FactType::Text if id.ends_with("_name") || id == "county" => {
                cell::name::read_name(look, id == "enterprise_name")
            }
            FactType::Text => cell::name::read_text(look),
            // A list does not fit into a cell; what stands there is kept as text.
            FactType::List => cell::name::read_text(look),
        }
    }

    /// A flag; 1 and 0 where the header says what they mean: 是否规上[1是;0否].
    fn read_flag(&self, index: usize, look: Look<'_>) -> Reading {
        let header = narrow(&self.columns[index].parts.concat()).into_owned();
        let given = look.content.raw();
        let meant = ["1", "0"].iter().find(|sign| given.trim() == **sign);
        let says = |sign: &str, word: &str| {
            ["", "=", "-", ":"]
                .iter()
                .any(|mark| header.contains(&format!("{sign}{mark}{word}")))
        };
        match meant {
            Some(&"1") if says("1", "是") => Reading::clear(FactValue::Flag(true)),
            Some(&"0") if says("0", "否") => Reading::clear(FactValue::Flag(false)),
            _ => cell::flag::read(look),
        }
    }

    /// A direction; words of the programme's own title say which programme it is
    /// and not which direction.
    fn read_direction(&self, look: Look<'_>) -> Reading {
        let measures = &self.job.form.measures;
        let reading = cell::choice::read_direction(look, measures);
        let key = word_key(&look.content.raw());
        let titles = &self.job.form.declaration.title_words;
        let mut names = measures
            .iter()
            .flat_map(|one| one.synonyms.iter().chain([&one.title]));
        if reading.value().is_some()
            && titles.iter().any(|title| word_key(title).contains(&key))
            && !names.any(|name| word_key(name) == key)
        {
            return cell::choice::unknown_direction(measures);
        }
        reading
    }

    fn look<'b>(&self, cell: &'b Cell) -> Look<'b>
    where
        'a: 'b,
    {
        let format = self.job.book.format_of(cell);
        Look {
            content: &cell.content,
            format: Some(format).filter(|format| !format.is_empty()),
            date_1904: self.job.book.date_1904,
        }
    }
}

/// What a cell of a column that nobody asked for means: lost digits matter less
/// there, unless the column gives numbers of evidence.
fn extra(mut reading: Reading, header: &str) -> Reading {
    if part_of(header).is_none() {
        for remark in &mut reading.remarks {
            if remark.kind == FindingKind::NumberPrecisionLost {
                remark.severity = Severity::Warning;
            }
        }
    }
    reading
}
