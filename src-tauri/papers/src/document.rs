//! A form filled with data, before it is laid out: sections of headings,
//! paragraphs, tables and seal places. It is what golden tests look at.

use std::fmt::Write as _;

use crate::error::Place;
use crate::fonts::Face;
use crate::units::Mp;

/// The level of the headings that the contents list.
pub(crate) const CONTENTS_LEVEL: u8 = 2;

/// A filled form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What every page says about the form.
    pub meta: Meta,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// What every page says about the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// The form's id in its pack.
    pub form_id: String,
    /// The form's full title; the PDF's title.
    pub title: String,
    /// Whose form it is; names the bookmark of a batch.
    pub subject: String,
    /// The version of the template.
    pub version: String,
    /// The fingerprint of the data, in short groups.
    pub fingerprint: String,
    /// Copies the notice asks for.
    pub copies: u32,
    /// The official layout is not available.
    pub illustrative: bool,
    /// It is printed to be filled in by hand: nothing is required.
    pub blank: bool,
}

impl Document {
    /// The placeholders of places that are required and have nothing to show.
    #[must_use]
    pub fn unfilled(&self) -> Vec<String> {
        let mut found = Vec::new();
        for section in &self.sections {
            unfilled(&section.blocks, &mut found);
        }
        found
    }
}

fn unfilled(blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => found.extend(paragraph.unfilled()),
            Block::Seal(seal) => found.extend(seal.lines.iter().flat_map(Paragraph::unfilled)),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    unfilled(&cell.blocks, found);
                }
            }
            Block::Keep(inner) => unfilled(inner, found),
            Block::Space { .. } | Block::Break | Block::Contents { .. } => {}
        }
    }
}

/// Part of a form with one page layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Where it starts.
    pub start: Start,
    /// Its pages.
    pub page: PageKind,
    /// A cover: no running head, and what follows starts on a fresh sheet.
    pub cover: bool,
    /// Its contents.
    pub blocks: Vec<Block>,
}

/// The kind of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// A4 with a running head.
    Portrait,
    /// A4 on its side.
    Landscape,
    /// 公文 by GB/T 9704-2012: 22 lines of 28 characters, no running head,
    /// the page's number between dashes.
    Official,
    /// A table across a 公文 page, read with the page turned: its head at the
    /// binding edge of odd pages and the cut edge of even ones, the number
    /// where all pages have it.
    OfficialTable,
}

/// Where a section starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// On the next page.
    Page,
    /// On the front of the next sheet, leaving a back blank if need be.
    Sheet,
}

/// A piece of a section or a table cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading or paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// A place to sign, date and seal.
    Seal(Seal),
    /// Vertical white space.
    Space {
        /// Its least height.
        height: Mp,
        /// Its share of the height the page has left.
        stretch: u32,
    },
    /// Blocks that stay on one page if one page can hold them.
    Keep(Vec<Block>),
    /// A page break.
    Break,
    /// The headings of a list with their pages.
    Contents {
        /// The list; empty for the headings of the second level.
        list: String,
    },
}

/// A heading or paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// How it looks.
    pub style: Style,
    /// Its text.
    pub inlines: Vec<Inline>,
    /// The list that names it with its page, if not the contents.
    pub list: String,
    /// The line of the template.
    pub line: u32,
}

/// How a paragraph looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// The face.
    pub face: Face,
    /// The type size.
    pub size: Mp,
    /// The distance of baselines.
    pub pitch: Mp,
    /// How lines fill the width.
    pub align: Align,
    /// Indent of the first line in thousandths of a character.
    pub indent_first: i64,
    /// Indent of all lines in thousandths of a character.
    pub indent_left: i64,
    /// White space above.
    pub before: Mp,
    /// White space below.
    pub after: Mp,
    /// Stays with what follows.
    pub keep_next: bool,
    /// A page may end after its first line and before its last: 公文 pages are
    /// filled.
    pub fills_pages: bool,
    /// 1 for a title, 2 and 3 for headings, 0 for text.
    pub level: u8,
}

/// How lines fill the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Flush left.
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
    /// Both sides, the last line flush left.
    Justify,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text.
    Text {
        /// The text.
        text: String,
        /// Face and size, where they differ from the paragraph's.
        look: Look,
        /// The placeholder that supplied it; empty for fixed text.
        field: String,
    },
    /// A place to fill by hand or by data, with a line under it.
    Fill {
        /// What it is filled with; may be empty.
        text: String,
        /// Its least width in thousandths of a character.
        width: i64,
        /// How it looks.
        look: Look,
        /// The placeholder that supplied it.
        field: String,
        /// The form is not printed without it.
        required: bool,
    },
    /// A check box.
    Check {
        /// Ticked.
        on: bool,
    },
    /// White space of so many thousandths of a character.
    Gap(i64),
    /// A line break.
    Break,
}

/// Face and size, where they differ from the paragraph's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The face.
    pub face: Option<Face>,
    /// The size.
    pub size: Option<Mp>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The columns' widths.
    pub columns: Vec<Width>,
    /// The rows; the first `head_rows` are repeated on every page.
    pub rows: Vec<Row>,
    /// How many rows are repeated.
    pub head_rows: usize,
    /// Cells have borders on all sides.
    pub borders: bool,
    /// The line of the template.
    pub line: u32,
}

/// A column's width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Fixed.
    Fixed(Mp),
    /// A share of what the fixed columns leave.
    Share(u32),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its cells, with their column.
    pub cells: Vec<Cell>,
    /// Its least height.
    pub height: Mp,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its first column.
    pub column: usize,
    /// The columns it spans.
    pub colspan: usize,
    /// The rows it spans.
    pub rowspan: usize,
    /// Where its contents stand if the cell is taller.
    pub valign: Valign,
    /// A line under a cell of a table without borders.
    pub underline: bool,
    /// It names what stands to its right.
    pub label: bool,
    /// Its contents.
    pub blocks: Vec<Block>,
    /// The line of the template.
    pub line: u32,
}

/// Where contents stand in a taller cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Valign {
    /// At the top.
    Top,
    /// In the middle.
    Middle,
    /// At the bottom.
    Bottom,
}

/// A place to sign, date and seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The lines, right-aligned, `（盖章）` and the like.
    pub lines: Vec<Paragraph>,
    /// The clear area's least height.
    pub height: Mp,
}

impl Document {
    /// The document as indented text, for golden tests.
    #[must_use]
    pub fn outline(&self) -> String {
        let mut out = format!("{} | {}\n", self.meta.title, self.meta.subject);
        for section in &self.sections {
            let _ = writeln!(
                out,
                "section {:?}{}{}",
                section.start,
                match section.page {
                    PageKind::Portrait => "",
                    PageKind::Landscape => " landscape",
                    PageKind::Official => " official",
                    PageKind::OfficialTable => " official-table",
                },
                if section.cover { " cover" } else { "" }
            );
            outline_blocks(&section.blocks, 1, &mut out);
        }
        out
    }
}

fn outline_blocks(blocks: &[Block], depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let _ = writeln!(out, "{pad}{}", paragraph.outline());
            }
            Block::Table(table) => {
                let _ = writeln!(
                    out,
                    "{pad}table {}×{} head {}",
                    table.rows.len(),
                    table.columns.len(),
                    table.head_rows
                );
                for (index, row) in table.rows.iter().enumerate() {
                    for cell in &row.cells {
                        let _ = writeln!(
                            out,
                            "{pad}  r{}c{} span {}×{}",
                            index + 1,
                            cell.column + 1,
                            cell.rowspan,
                            cell.colspan
                        );
                        outline_blocks(&cell.blocks, depth + 2, out);
                    }
                }
            }
            Block::Seal(seal) => {
                let lines = seal
                    .lines
                    .iter()
                    .map(Paragraph::outline)
                    .collect::<Vec<_>>();
                let _ = writeln!(out, "{pad}seal {}", lines.join(" / "));
            }
            Block::Space { stretch, .. } => {
                let _ = writeln!(out, "{pad}space stretch {stretch}");
            }
            Block::Keep(blocks) => {
                let _ = writeln!(out, "{pad}keep");
                outline_blocks(blocks, depth + 1, out);
            }
            Block::Break => {
                let _ = writeln!(out, "{pad}break");
            }
            Block::Contents { list } => {
                let _ = writeln!(out, "{}", format!("{pad}contents {list}").trim_end());
            }
        }
    }
}

impl Paragraph {
    fn unfilled(&self) -> Vec<String> {
        let field = |inline: &Inline| match inline {
            Inline::Fill {
                text,
                field,
                required: true,
                ..
            } if text.is_empty() => Some(field.clone()),
            _ => None,
        };
        self.inlines.iter().filter_map(field).collect()
    }

    /// Its text in one line; what is filled in stands in brackets.
    #[must_use]
    pub fn outline(&self) -> String {
        let mut out = match self.style.level {
            0 => String::new(),
            level => format!("h{level} "),
        };
        for inline in &self.inlines {
            match inline {
                Inline::Text { text, field, .. } if field.is_empty() => out.push_str(text),
                Inline::Text { text, .. } => {
                    let _ = write!(out, "[{text}]");
                }
                Inline::Fill { text, .. } => {
                    let _ = write!(out, "[_{text}_]");
                }
                Inline::Check { on } => out.push(if *on { '☑' } else { '☐' }),
                Inline::Gap(_) => out.push(' '),
                Inline::Break => out.push('⏎'),
            }
        }
        out
    }

    /// Whether a list of headings with their pages names it.
    pub(crate) fn is_listed(&self) -> bool {
        self.style.level == CONTENTS_LEVEL || !self.list.is_empty()
    }

    /// Its text as it reads, what was filled in included.
    pub(crate) fn plain(&self) -> String {
        let text = self.inlines.iter().filter_map(|inline| match inline {
            Inline::Text { text, .. } | Inline::Fill { text, .. } => Some(text.as_str()),
            Inline::Check { .. } | Inline::Gap(_) | Inline::Break => None,
        });
        text.collect::<String>().trim().to_owned()
    }

    /// Its fixed text, without what was filled in: a label for places.
    pub(crate) fn label(&self) -> String {
        self.inlines
            .iter()
            .filter_map(|inline| match inline {
                Inline::Text { text, field, .. } if field.is_empty() => Some(text.as_str()),
                _ => None,
            })
            .collect::<String>()
            .trim()
            .to_owned()
    }
}

/// Calls `visit` for every paragraph with its place, in reading order.
pub(crate) fn label_of(blocks: &[Block]) -> String {
    blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.label()),
            _ => None,
        })
        .find(|label| !label.is_empty())
        .unwrap_or_default()
}

/// A place with only what the layout knows.
pub(crate) fn place(heading: &str, label: &str, field: &str, line: u32) -> Place {
    Place {
        heading: heading.to_owned(),
        label: label.trim_end_matches(['：', ':']).to_owned(),
        field: field.to_owned(),
        row: 0,
        line,
    }
}
