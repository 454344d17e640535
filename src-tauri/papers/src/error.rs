//! What can go wrong between a template and a printed sheet, and the one
//! place that says it in Chinese.

use std::fmt;

use crate::fonts::installed::spare_fonts;

/// Why a paper could not be made. `Display` is for developers; clerks read
/// [`PaperError::chinese`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// A font file is missing or damaged.
    #[error("font file {file} cannot be used: {reason}")]
    Font {
        /// The file's name.
        file: String,
        /// What the system or the parser says.
        reason: String,
    },
    /// The template has faults; all of them are listed.
    #[error("template has {} fault(s); first: {}", .0.len(), first(.0))]
    Template(Vec<TemplateFault>),
    /// The data handed to a template lacks something every form needs.
    #[error("data for the form lacks {key}")]
    Context {
        /// The key, `form.version`.
        key: String,
    },
    /// A value holds a character that cannot stand on paper.
    #[error("control character U+{code:04X} in a value near {near:?}")]
    Control {
        /// Its code point.
        code: u32,
        /// The text around it.
        near: String,
    },
    /// No font has some characters; each place is listed.
    #[error("{} character(s) in no font; first: {}", .0.len(), .0.first().map_or_else(String::new, ToString::to_string))]
    NoGlyph(Vec<NoGlyph>),
    /// Places a form is not printed without are not filled.
    #[error("{} required place(s) not filled; first: {}", .0.len(), .0.first().map_or_else(String::new, ToString::to_string))]
    Required(Vec<Place>),
    /// Something that may not be split is taller or wider than a page.
    #[error("too large for a page at {place}")]
    TooLarge {
        /// Where it stands.
        place: Place,
    },
    /// The nothing-lost check found text that is not on the sheets.
    #[error("text lost on page {page} at {place}: {text:?}")]
    Lost {
        /// The page where it should stand or begins, from 1.
        page: u32,
        /// Where it should stand.
        place: Place,
        /// The text.
        text: String,
    },
    /// The nothing-lost check found text outside its box or the page.
    #[error("text outside its box on page {page} at {place}: {text:?}")]
    Outside {
        /// The page, from 1.
        page: u32,
        /// Where it belongs.
        place: Place,
        /// The text.
        text: String,
    },
    /// The PDF, read back, does not say what was laid out.
    #[error("page {page} read back differs at {place}: expected {expected:?}, found {found:?}")]
    ReadBack {
        /// The page, from 1; 0 if the embedded font is at fault.
        page: u32,
        /// Where it stands.
        place: Box<Place>,
        /// What was laid out.
        expected: String,
        /// What was read.
        found: String,
    },
    /// The file could not be written.
    #[error("output: {0}")]
    Output(String),
    /// The PDF could not be put together or read.
    #[error("pdf: {0}")]
    Pdf(String),
    /// The workbook could not be written.
    #[error("workbook: {0}")]
    Workbook(String),
    /// A table's value does not fit its column or its total overflows.
    #[error("table {table}, row {row}, column {column}: {problem}")]
    Cell {
        /// The table's title.
        table: String,
        /// The row, from 1.
        row: usize,
        /// The column's header.
        column: String,
        /// What is wrong.
        problem: String,
    },
}

/// Where a text stands in a form, as a clerk finds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The nearest heading above.
    pub heading: String,
    /// The label beside or before it.
    pub label: String,
    /// The placeholder that supplied it, `facts.project_name`; empty for
    /// fixed text.
    pub field: String,
    /// The row of a table with a head, from 1 below the head; 0 elsewhere.
    pub row: u32,
    /// The line of the template.
    pub line: u32,
}

/// A character no font has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoGlyph {
    /// The character.
    pub character: char,
    /// The text it stands in.
    pub text: String,
    /// Where that stands.
    pub place: Place,
}

/// One fault of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// The template's file name.
    pub file: String,
    /// The line, from 1; 0 if the whole file is meant.
    pub line: u32,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is not UTF-8: its Chinese cannot be read.
    Encoding,
    /// It is not well-formed.
    NotWellFormed(String),
    /// The outermost element is not `form`, or `blocks` in a file to include.
    Root(String),
    /// There is no such file to include.
    NoBlocks(String),
    /// A file that is included includes another.
    Nested,
    /// There is no such element.
    Element(String),
    /// The element may not stand there.
    Misplaced {
        /// The element.
        element: String,
        /// Its parent.
        parent: String,
    },
    /// Text stands where only elements may.
    Text {
        /// The text.
        text: String,
        /// Its parent.
        parent: String,
    },
    /// The element has no such attribute.
    Attribute {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
        /// The attributes it has.
        known: String,
    },
    /// The attribute's value is not allowed.
    Value {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
        /// The value.
        value: String,
        /// What is allowed, in Chinese.
        allowed: &'static str,
    },
    /// The element needs an attribute.
    Missing {
        /// The element.
        element: String,
        /// The attribute.
        attribute: &'static str,
    },
    /// The placeholder language refuses it.
    Placeholder(String),
    /// The placeholder is not one of those a form is given.
    UnknownPlaceholder(String),
    /// A table's cells do not fill its grid.
    Grid {
        /// The row within the table, from 1.
        row: usize,
        /// How many columns its cells take.
        found: usize,
        /// How many the table has.
        expected: usize,
    },
}

impl PaperError {
    /// The places the error names, for who knows a better name of their fields.
    pub fn places_mut(&mut self) -> Vec<&mut Place> {
        match self {
            PaperError::NoGlyph(missing) => missing.iter_mut().map(|one| &mut one.place).collect(),
            PaperError::Required(places) => places.iter_mut().collect(),
            PaperError::TooLarge { place }
            | PaperError::Lost { place, .. }
            | PaperError::Outside { place, .. } => vec![place],
            PaperError::ReadBack { place, .. } => vec![place],
            _ => Vec::new(),
        }
    }

    /// The sentence a clerk reads: what, where, what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            PaperError::Font { file, reason } => format!(
                "字体文件“{file}”无法使用（{reason}）。请重新安装本软件，或把字体文件夹复制完整后再试。"
            ),
            PaperError::Template(faults) => faults
                .iter()
                .map(TemplateFault::chinese)
                .collect::<Vec<_>>()
                .join("\n"),
            PaperError::Context { key } => {
                format!("表单缺少必需的数据“{key}”，无法打印。请把此提示告诉软件维护人员。")
            }
            PaperError::Control { code, near } => format!(
                "“{near}”中含有不能打印的控制字符（U+{code:04X}）。请在项目资料中删除该处不可见字符后重新打印。"
            ),
            PaperError::NoGlyph(missing) => {
                let characters = missing.iter().map(|one| one.character);
                format!("{}，未打印。{}", listed(missing), install(characters))
            }
            PaperError::Required(places) => {
                let places = places.iter().map(Place::to_string).collect::<Vec<_>>();
                format!(
                    "{}没有内容，未打印。请先在项目资料中补齐后再打印；需要手工填写时，请打印空白表。",
                    places.join("、")
                )
            }
            PaperError::TooLarge { place } => {
                format!("{place}太大，一页放不下，未打印。请缩短内容，或在模板中改小该处的尺寸。")
            }
            PaperError::Lost { page, place, text } => format!(
                "打印核对未通过：第{page}页{place}的内容“{}”没有完整印在纸上，文件未生成。请缩短该处内容后重试；仍不通过时，请检查模板中该处的栏宽和行高。",
                shorten(text)
            ),
            PaperError::Outside { page, place, text } => format!(
                "打印核对未通过：第{page}页{place}的内容“{}”超出了表格或页边，文件未生成。请缩短该处内容，或在模板中加宽该栏。",
                shorten(text)
            ),
            PaperError::ReadBack {
                page,
                place,
                expected,
                found,
            } => read_back(*page, place, expected, found),
            PaperError::Output(reason) => {
                format!("文件无法写入（{reason}）。请检查磁盘空间和文件夹权限后重试。")
            }
            PaperError::Pdf(reason) => {
                format!("PDF 文件无法处理（{reason}）。请确认文件完整，且是本软件打印的 PDF。")
            }
            PaperError::Workbook(reason) => {
                format!("表格文件无法生成（{reason}）。请检查内容后重试。")
            }
            PaperError::Cell {
                table,
                row,
                column,
                problem,
            } => format!("表格“{table}”第{row}行“{column}”：{problem}。请先更正该数据再导出。"),
        }
    }
}

impl TemplateFault {
    /// File, line, what is wrong and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        let place = if self.line == 0 {
            format!("模板 {}", self.file)
        } else {
            format!("模板 {} 第{}行", self.file, self.line)
        };
        format!("{place}：{}", self.problem.chinese())
    }
}

impl Problem {
    /// What is wrong and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Problem::Encoding => {
                "文件不是UTF-8编码，汉字读不出来。请用记事本打开，“另存为”时“编码”选“UTF-8”，再试。"
                    .to_owned()
            }
            Problem::NotWellFormed(reason) => format!(
                "标签不完整（{reason}）。请检查每个标签是否成对关闭、属性是否加了引号；“<”“&”要写成“&lt;”“&amp;”。"
            ),
            Problem::Root(found) => {
                format!(
                    "最外层标签应为 <form>（公用块文件为 <blocks>），现为 <{found}>。请用 <form>…</form> 包住全部内容。"
                )
            }
            Problem::NoBlocks(file) => format!(
                "没有公用块文件“{file}”。请核对文件名；公用块放在政策包的 forms/blocks 文件夹，各政策包通用的放在软件的 assets/forms/blocks 文件夹。"
            ),
            Problem::Nested => {
                "公用块里不能再引用公用块。请把内容直接写在这里，或在表单里分别引用。".to_owned()
            }
            Problem::Element(name) => format!(
                "没有 <{name}> 这个标签。可用的标签见 docs/form-templates.md，请更正拼写或改用已有标签。"
            ),
            Problem::Misplaced { element, parent } => format!(
                "<{element}> 不能直接放在 <{parent}> 里面。请按 docs/form-templates.md 的层次调整。"
            ),
            Problem::Text { text, parent } => format!(
                "<{parent}> 里不能直接写文字“{}”。请用 <p>…</p> 等标签包住文字。",
                shorten(text)
            ),
            Problem::Attribute {
                element,
                attribute,
                known,
            } => {
                if known.is_empty() {
                    format!("<{element}> 不能有属性“{attribute}”。请删去该属性。")
                } else {
                    format!("<{element}> 没有属性“{attribute}”，可用的属性有：{known}。")
                }
            }
            Problem::Value {
                element,
                attribute,
                value,
                allowed,
            } => {
                format!("<{element}> 的属性 {attribute}=\"{value}\" 不对，应为{allowed}。")
            }
            Problem::Missing { element, attribute } => {
                format!("<{element}> 缺少属性“{attribute}”，请补上。")
            }
            Problem::Placeholder(reason) => format!(
                "占位符或控制语句有误（{reason}）。请检查 {{{{ }}}} 与 {{% %}} 是否成对、名称是否正确。"
            ),
            Problem::UnknownPlaceholder(name) => format!(
                "没有名为“{name}”的占位符。可用的占位符见 docs/form-templates.md，请更正拼写。"
            ),
            Problem::Grid {
                row,
                found,
                expected,
            } => format!(
                "表格第{row}行的单元格共占{found}列，表格有{expected}列。请增减单元格，或检查 colspan 与 rowspan。"
            ),
        }
    }
}

impl fmt::Display for NoGlyph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (character, code) = (self.character, u32::from(self.character));
        let (place, text) = (&self.place, shorten(&self.text));
        write!(
            f,
            "{place}“{text}”里的“{character}”（U+{code:04X}）字体中没有"
        )
    }
}

/// The places of characters no font has, the first of them in words.
fn listed(missing: &[NoGlyph]) -> String {
    const NAMED_MAX: usize = 5;
    let named = missing.iter().take(NAMED_MAX).map(NoGlyph::to_string);
    let named = named.collect::<Vec<_>>().join("；");
    if missing.len() > NAMED_MAX {
        format!("{named}；共{}处", missing.len())
    } else {
        named
    }
}

/// What to do about characters no font has: check them, or install a font
/// this program falls back to.
#[must_use]
pub fn install(characters: impl Iterator<Item = char>) -> String {
    let mut fonts = characters.map(spare_fonts).collect::<Vec<_>>();
    fonts.sort_unstable();
    fonts.dedup();
    format!(
        "请先核对是不是录错的字；确需使用的，请在这台电脑上安装{}（任一种），重新打开本软件后再打印。",
        fonts.join("和")
    )
}

impl fmt::Display for Place {
    /// As a clerk reads it: 「项目基本情况表」中“项目名称”.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.row > 0 {
            if !self.heading.is_empty() {
                write!(f, "“{}”", shorten(&self.heading))?;
            }
            write!(f, "表中第{}行", self.row)?;
            if !self.label.is_empty() {
                write!(f, "“{}”栏", shorten(&self.label))?;
            }
            return self.field(f);
        }
        match (self.heading.as_str(), self.label.as_str()) {
            ("", "") => write!(f, "模板第{}行处", self.line)?,
            ("", label) => write!(f, "“{}”处", shorten(label))?,
            (heading, "") => write!(f, "“{}”部分", shorten(heading))?,
            (heading, label) => {
                write!(f, "“{}”中“{}”处", shorten(heading), shorten(label))?;
            }
        }
        self.field(f)
    }
}

impl Place {
    fn field(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            Ok(())
        } else {
            write!(f, "（{}）", self.field)
        }
    }
}

fn read_back(page: u32, place: &Place, expected: &str, found: &str) -> String {
    let page = match page {
        0 => String::new(),
        page => format!("第{page}页"),
    };
    let place = match place {
        none if *none == Place::default() => "页眉页脚".to_owned(),
        some => some.to_string(),
    };
    format!(
        "打印核对未通过：{page}{place}应为“{}”，回读为“{}”，文件未生成。请重试；仍不通过时请联系软件维护人员。",
        shorten(expected),
        shorten(found)
    )
}

fn first(faults: &[TemplateFault]) -> String {
    faults.first().map_or_else(String::new, |fault| {
        format!("{}:{}: {:?}", fault.file, fault.line, fault.problem)
    })
}

/// The first characters of a long text.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 24;
    let mut chars = text.trim().chars();
    let start = chars.by_ref().take(LONGEST).collect::<String>();
    if chars.next().is_some() {
        format!("{start}…")
    } else {
        start
    }
}
