//! How a workbook looks: fonts, fills, lines, widths. A reply needs it, so that
//! the county finds its own table again, and rows that are struck through show
//! in it; it is read apart from the cells, in the reader process like them.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use serde::{Deserialize, Serialize};

use crate::reader::Reader;
use crate::workbook::Area;

/// The argument that asks the reader process for the look instead of the cells.
pub const ARGUMENT: &str = "--look";

/// How a workbook looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The styles that cells refer to.
    pub styles: Vec<Style>,
    /// Its sheets.
    pub sheets: Vec<SheetLook>,
}

/// How a sheet looks. Rows and columns count from 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetLook {
    /// Its name.
    pub name: String,
    /// Columns of one width, as first and last, in characters.
    pub widths: Vec<(u32, u32, f64)>,
    /// Rows with a height of their own, in points.
    pub heights: Vec<(u32, f64)>,
    /// The style of each cell that has one, empty cells included: row, column,
    /// place in [`Look::styles`].
    pub cells: Vec<(u32, u32, u32)>,
    /// Printed across.
    pub landscape: bool,
    /// The paper's number in the format, 9 for A4 and 8 for A3.
    pub paper: Option<u8>,
    /// Rows and columns that stay when the sheet is scrolled.
    pub frozen: Option<(u32, u32)>,
    /// The table whose rows can be filtered, its header row included.
    pub filter: Option<Area>,
    /// Cells that offer words to choose from.
    pub drop_downs: Vec<DropDown>,
    /// What else may be typed into cells.
    pub input_checks: Vec<InputCheck>,
    /// Cells that take a colour by what stands in them.
    pub colour_rules: Vec<ColourRule>,
    /// How many checks and colours the county set that are not told here.
    pub rules_left_out: u32,
    /// Some of its cells are computed by formulas.
    pub formulas: bool,
}

/// Cells that offer words to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropDown {
    /// The cells.
    pub areas: Vec<Area>,
    /// Where the words come from.
    pub choices: Choices,
    /// Other words are refused.
    pub strict: bool,
}

/// Where the words of a drop-down come from. Only what is understood whole is
/// told: a list that a formula computes is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choices {
    /// They are written in the drop-down itself.
    Words(Vec<String>),
    /// They stand in cells of a sheet.
    Cells(String, Area),
}

/// What may be typed into cells, other than words of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputCheck {
    /// The cells; formulas speak from the first of them.
    pub areas: Vec<Area>,
    /// What is checked.
    pub kind: CheckKind,
    /// How it is compared; of no matter where a formula decides.
    pub comparison: Comparison,
    /// The number or formula it is compared with.
    pub first: String,
    /// The other end of a span.
    pub second: String,
    /// An empty cell is let pass.
    pub blank: bool,
    /// What happens to other input.
    pub strength: Strength,
    /// The title and text shown while typing.
    pub prompt: (String, String),
    /// The title and text shown when something else is typed.
    pub refusal: (String, String),
}

/// What an input check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckKind {
    /// A whole number.
    Whole,
    /// A number.
    Decimal,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// How many characters.
    Length,
    /// A formula that must hold.
    Formula,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// From the first to the second.
    Between,
    /// Outside of them.
    NotBetween,
    /// The same.
    Equal,
    /// Another.
    NotEqual,
    /// Greater.
    Greater,
    /// Greater or the same.
    GreaterOrEqual,
    /// Less.
    Less,
    /// Less or the same.
    LessOrEqual,
}

/// What a check does to other input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strength {
    /// It only shows its prompt.
    None,
    /// It refuses it.
    Stop,
    /// It asks again.
    Warning,
    /// It says so.
    Information,
}

/// Cells that take a colour by what stands in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColourRule {
    /// The cells; formulas speak from the first of them.
    pub areas: Vec<Area>,
    /// When they take it.
    pub when: When,
    /// Its colours.
    pub style: Style,
    /// Rules after it do not count where it holds.
    pub last: bool,
}

/// When a colour rule holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// The cell compares so with one or two values.
    Compares(Comparison, String, String),
    /// A formula holds.
    Formula(String),
    /// The cell's value stands in another cell too.
    Repeated,
    /// It stands nowhere else.
    Single,
}

/// How a cell looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Style {
    /// The font's name.
    pub font: Option<String>,
    /// Its size in points.
    pub size: Option<f64>,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Struck through.
    pub strike: bool,
    /// The colour of its characters, 0xRRGGBB.
    pub colour: Option<u32>,
    /// The colour behind it.
    pub fill: Option<u32>,
    /// Its lines: left, right, top, bottom.
    pub lines: [Line; 4],
    /// Where its text stands across, as the format names it: `center`.
    pub across: String,
    /// Where its text stands from top to bottom.
    pub down: String,
    /// Its text is broken into lines.
    pub wrap: bool,
    /// Its text is made smaller to fit.
    pub shrink: bool,
    /// How many steps its text is moved in.
    pub indent: u8,
    /// How far its text is turned, in degrees; 255 is one character above the
    /// other.
    pub turned: u8,
    /// Its number format; empty for the general one.
    pub number_format: String,
}

/// A line at a cell's edge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its kind as the format names it: `thin`; empty for none.
    pub kind: String,
    /// Its colour, 0xRRGGBB.
    pub colour: Option<u32>,
}

impl Reader {
    /// The look of a workbook, in a process of its own; `None` where the format
    /// keeps it in a way that is not read, or reading it fails. No value depends
    /// on it.
    #[must_use]
    pub fn look(&self, bytes: &[u8]) -> Option<Look> {
        let limits = serde_json::to_string(&self.limits).ok()?;
        let mut child = Command::new(&self.program)
            .arg(format!("--limits={limits}"))
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let to_child = child.stdin.take();
        let from_child = child.stdout.take();
        let (send, receive) = mpsc::channel();
        let answer = std::thread::scope(|scope| {
            scope.spawn(move || {
                // A reader that refuses early closes its end: no error of ours.
                let _ = to_child.map(|mut pipe| pipe.write_all(bytes));
            });
            scope.spawn(move || {
                let _ = send.send(from_child.and_then(received));
            });
            let answer = receive.recv_timeout(self.limits.wall()).ok().flatten();
            if answer.is_none() {
                let _ = child.kill();
            }
            answer
        });
        let ended = child.wait().is_ok_and(|status| status.success());
        answer
            .filter(|_| ended)
            .and_then(|answer| postcard::from_bytes(&answer).ok())
            .flatten()
    }
}

/// More than the looks of all cells that are kept take, several times over.
const LOOK_BYTES_MAX: u64 = 64 << 20;

/// All that comes, unless it does not end.
fn received(from: impl Read) -> Option<Vec<u8>> {
    let mut answer = Vec::new();
    let mut some = from.take(LOOK_BYTES_MAX + 1);
    some.read_to_end(&mut answer).ok()?;
    (answer.len() as u64 <= LOOK_BYTES_MAX).then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::received;

    #[test]
    fn a_look_without_end_is_none() {
        assert_eq!(
            received(&b"look"[..]).as_deref(),
            Some(&b"look"[..]),
            "whole"
        );
        assert_eq!(received(std::io::repeat(0)), None, "it is not waited for");
    }
}
