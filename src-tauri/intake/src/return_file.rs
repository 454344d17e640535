//! One county file as read: rows of facts, findings, totals, and what may be
//! done with it. Serialised it is one element of `files` in the command
//! line's contract.

use std::borrow::Cow;

use ruku_model::fact::{Fact, FactId, FactValue, Facts, Origin};
use ruku_model::finding::{Finding, RefusalCode, Severity, Verdict};
use ruku_model::money::{Money, MoneyUnit};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Serialize, Serializer};

use crate::shown;
use crate::workbook::{Content, Text, cell_name, format_in};

/// One file as read.
#[derive(Debug, Clone)]
pub struct ReturnFile {
    /// The file's name.
    pub file: String,
    /// Its SHA-256 in hex.
    pub sha256: String,
    /// What may be done with it.
    pub verdict: Verdict,
    /// Why it was refused.
    pub code: Option<RefusalCode>,
    /// One Chinese sentence: what it is and what to do.
    pub message: String,
    /// The programme it belongs to.
    pub programme: Option<String>,
    /// The county that sent it.
    pub county: Option<County>,
    /// 零报送: the county reports that it has no project.
    pub nil_return: bool,
    /// The SHA-256 of the return that this one corrects, if it was made on a
    /// reply to it.
    pub answers: Option<String>,
    /// The sheets and their parts in the file.
    pub sheets: Vec<SheetReading>,
    /// The facts that rows may carry; rows refer to them by index.
    pub fact_ids: Vec<FactId>,
    /// The rows read as projects, in the file's order.
    pub rows: Vec<ReturnRow>,
    /// What is wrong or doubtful.
    pub findings: Vec<Finding>,
    /// The totals the county states, recomputed.
    pub totals: Vec<TotalReading>,
    /// How its cells are shown.
    pub showing: Showing,
}

/// A reporting unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct County {
    /// Its id in the regions.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetRole {
    /// A list of projects.
    Projects,
    /// The list's form without entries.
    BlankForm,
    /// Nothing on it.
    Empty,
    /// Instructions.
    Notes,
    /// Words for drop-down lists.
    Lists,
    /// Invoices, contracts or machines of the projects.
    Evidence,
    /// Something else; nothing was read from it.
    Other,
}

impl SheetRole {
    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            SheetRole::Projects => "项目表",
            SheetRole::BlankForm => "空白表",
            SheetRole::Empty => "空表",
            SheetRole::Notes => "填报说明",
            SheetRole::Lists => "下拉选项",
            SheetRole::Evidence => "凭证明细",
            SheetRole::Other => "其他",
        }
    }
}

/// A sheet as read.
#[derive(Debug, Clone, Serialize)]
pub struct SheetReading {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: SheetRole,
    /// The rows of the table's header, as the clerk counts them.
    pub header_rows: Vec<u32>,
    /// The columns of the table.
    pub columns: Vec<ColumnReading>,
    /// One Chinese sentence: what it was taken for, or why nothing was read.
    pub verdict: String,
}

/// How sure the reader is of what a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Nobody knows; kept as an extra fact.
    Unknown,
    /// The header holds the words, with others around them.
    Similar,
    /// A wording the pack lists.
    Synonym,
    /// The pack's own label.
    Label,
    /// A clerk has said so for this county.
    Remembered,
}

/// A column of the table.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnReading {
    /// Its letters, `F`.
    pub column: String,
    /// Its header, upper parts first, joined by `/`.
    pub header: String,
    /// The facts it gives; two for a period or a contact in one cell.
    pub facts: Vec<FactId>,
    /// How sure that is.
    pub confidence: Confidence,
    /// The unit of its amounts.
    pub unit: Option<MoneyUnit>,
}

/// A row read as a project.
#[derive(Debug, Clone)]
pub struct ReturnRow {
    /// The sheet, as an index into [`ReturnFile::sheets`].
    pub sheet: usize,
    /// The row as the clerk counts it, from 1.
    pub row: u32,
    /// The measure (direction), if it was recognised.
    pub measure: Option<String>,
    /// What its cells gave.
    pub fields: Vec<Field>,
}

/// What one cell gave for one fact.
#[derive(Debug, Clone)]
pub struct Field {
    /// The fact, as an index into [`ReturnFile::fact_ids`].
    pub fact: u16,
    /// The value; `None` while it is unknown although the cell says something.
    pub value: Option<FactValue>,
    /// The cell it was read from, from 0: another row's where cells are merged;
    /// `None` where the sheet's name said it.
    pub cell: Option<(u32, u32)>,
    /// What that cell holds.
    pub content: Content,
    /// Its number format in [`Showing::formats`], where known.
    pub format: Option<u16>,
    /// The sheet it was read from, where that is another than its row's: a list
    /// of evidence beside the projects.
    pub sheet: Option<u16>,
}

impl Field {
    /// What its cell holds, as the file has it.
    #[must_use]
    pub fn raw(&self) -> Cow<'_, str> {
        self.content.raw()
    }
}

/// How the workbook shows what its cells hold. Kept instead of a text for each
/// cell, because a large return has millions of them.
#[derive(Debug, Clone, Default)]
pub struct Showing {
    /// The number formats that cells refer to.
    pub formats: Vec<String>,
    /// Days are counted from 1904-01-01.
    pub date_1904: bool,
    /// Per sheet, what the file itself says that a cell shows: row, column and
    /// text, in order.
    pub given: Vec<Vec<(u32, u32, Text)>>,
}

/// A total the county states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TotalReading {
    /// The sheet's name.
    pub sheet: String,
    /// The cell.
    pub cell: String,
    /// The fact that is added up.
    pub field: FactId,
    /// The row's own word: 合计, 小计.
    pub label: String,
    /// What the county states.
    pub stated: Option<Money>,
    /// What the rows add up to; unknown if one of them is.
    pub computed: Option<Money>,
    /// The row that explains the difference, if one does.
    pub explained_by: Option<u32>,
    /// The rows it stands for, first and last, as the clerk counts them.
    #[serde(skip)]
    pub covers: Vec<(u32, u32)>,
    /// It says a column's sum once more in words.
    #[serde(skip)]
    pub in_words: bool,
}

impl TotalReading {
    /// Whether a row, as the clerk counts it, is one of those it stands for.
    #[must_use]
    pub fn covers_row(&self, row: u32) -> bool {
        let span = |&(first, last): &(u32, u32)| (first..=last).contains(&row);
        self.covers.iter().any(span)
    }
}

impl ReturnFile {
    /// A file that was not taken in.
    #[must_use]
    pub fn refused(file: &str, sha256: &str, code: RefusalCode, message: String) -> ReturnFile {
        ReturnFile {
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            verdict: Verdict::Refuse,
            code: Some(code),
            message,
            programme: None,
            county: None,
            nil_return: false,
            answers: None,
            sheets: Vec::new(),
            fact_ids: Vec::new(),
            rows: Vec::new(),
            findings: Vec::new(),
            totals: Vec::new(),
            showing: Showing::default(),
        }
    }

    /// The value a row gives for a fact, if it is known.
    #[must_use]
    pub fn value<'a>(&self, row: &'a ReturnRow, fact: &str) -> Option<&'a FactValue> {
        self.field(row, fact)?.value.as_ref()
    }

    /// The text a row gives for a fact; empty if it is unknown or no text.
    #[must_use]
    pub fn text<'a>(&self, row: &'a ReturnRow, fact: &str) -> &'a str {
        self.value(row, fact)
            .and_then(FactValue::as_text)
            .unwrap_or_default()
    }

    /// What a row's cell gave for a fact.
    #[must_use]
    pub fn field<'a>(&self, row: &'a ReturnRow, fact: &str) -> Option<&'a Field> {
        row.fields
            .iter()
            .find(|field| self.id_of(field).as_str() == fact)
    }

    /// The id of a field's fact.
    #[must_use]
    pub fn id_of(&self, field: &Field) -> &FactId {
        &self.fact_ids[usize::from(field.fact)]
    }

    /// The name of a row's sheet.
    #[must_use]
    pub fn sheet_name(&self, row: &ReturnRow) -> &str {
        &self.sheets[row.sheet].name
    }

    /// Where a field was read.
    #[must_use]
    pub fn origin(&self, row: &ReturnRow, field: &Field) -> Origin {
        Origin {
            file: self.file.clone(),
            sha256: self.sha256.clone(),
            sheet: match field.sheet {
                Some(at) => self.sheets[usize::from(at)].name.clone(),
                None => self.sheet_name(row).to_owned(),
            },
            cell: field
                .cell
                .map(|(row, col)| cell_name(row, col))
                .unwrap_or_default(),
            raw: field.raw().into_owned(),
            shown: self.shown(row, field),
        }
    }

    /// What a spreadsheet program shows in a field's cell, as far as that is
    /// another text than the raw one.
    #[must_use]
    pub fn shown(&self, row: &ReturnRow, field: &Field) -> Option<String> {
        let place = field.cell.filter(|_| field.sheet.is_none())?;
        let given = self.showing.given.get(row.sheet)?;
        if let Ok(found) = given.binary_search_by_key(&place, |(row, col, _)| (*row, *col)) {
            return Some(given[found].2.to_string()).filter(|text| *text != field.raw());
        }
        let format = format_in(&self.showing.formats, field.format);
        field.content.shown(format, self.showing.date_1904)
    }

    /// A field's cell as it is quoted to a clerk (see [`shown::quoted`]).
    #[must_use]
    pub fn quoted(&self, row: &ReturnRow, field: &Field) -> String {
        shown::quoted(&field.raw(), self.shown(row, field).as_deref())
    }

    /// The known facts of a row, each with its origin: what the library keeps.
    #[must_use]
    pub fn facts(&self, row: &ReturnRow) -> Facts {
        row.fields
            .iter()
            .filter_map(|field| {
                let value = field.value.clone()?;
                let origin = Some(self.origin(row, field));
                Some((self.id_of(field).clone(), Fact { value, origin }))
            })
            .collect()
    }

    /// The findings about one row: those of its cells.
    pub fn findings_of<'a>(&'a self, row: &'a ReturnRow) -> impl Iterator<Item = &'a Finding> {
        let sheet = self.sheet_name(row);
        self.findings
            .iter()
            .filter(move |finding| finding.row == Some(row.row) && finding.sheet == sheet)
    }

    /// How many findings have a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }
}

impl Serialize for ReturnFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("ReturnFile", 14)?;
        out.serialize_field("file", &self.file)?;
        out.serialize_field("sha256", &self.sha256)?;
        out.serialize_field("verdict", &self.verdict)?;
        out.serialize_field("code", &self.code)?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("programme", &self.programme)?;
        out.serialize_field("county", &self.county.as_ref().map(|county| &county.name))?;
        out.serialize_field("county_id", &self.county.as_ref().map(|county| &county.id))?;
        out.serialize_field("nil_return", &self.nil_return)?;
        out.serialize_field("answers", &self.answers)?;
        out.serialize_field("sheets", &self.sheets)?;
        out.serialize_field("rows", &Rows(self))?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("totals", &self.totals)?;
        out.end()
    }
}

struct Rows<'a>(&'a ReturnFile);
struct Row<'a>(&'a ReturnFile, &'a ReturnRow);
struct Fields<'a>(&'a ReturnFile, &'a ReturnRow);

#[derive(Serialize)]
struct Value {
    value: serde_json::Value,
    origin: Origin,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.rows.iter().map(|row| Row(self.0, row)))
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Row", 4)?;
        out.serialize_field("sheet", self.0.sheet_name(self.1))?;
        out.serialize_field("row", &self.1.row)?;
        out.serialize_field("measure", &self.1.measure)?;
        out.serialize_field("fields", &Fields(self.0, self.1))?;
        out.end()
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.1.fields.len()))?;
        for field in &self.1.fields {
            let value = Value {
                value: field
                    .value
                    .as_ref()
                    .map_or(serde_json::Value::Null, FactValue::to_json),
                origin: self.0.origin(self.1, field),
            };
            out.serialize_entry(self.0.id_of(field), &value)?;
        }
        out.end()
    }
}
