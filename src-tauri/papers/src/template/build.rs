//! From a filled template's elements to a [`Document`].

use roxmltree::{Document as Xml, Node};
use serde_json::Value as Json;

use super::inlines::{chars, face, number, paragraphs, size};
use super::{marked_file, marked_line, schema};
use crate::document::{
    Align, Block, Cell, Document, Meta, PageKind, Row, Seal, Section, Start, Style, Table, Valign,
    Width,
};
use crate::error::{PaperError, Problem, TemplateFault};
use crate::fonts::Face;
use crate::units::{Mp, length, mm, pt};

/// The clear height of a seal place: a 42 mm seal and its surroundings.
const SEAL_HEIGHT: Mp = mm(44);

/// 三号 on a 公文 page: 28 characters fill the 156 mm of a line (GB/T 9704-2012
/// §5.2.2). The 16 pt of word processors would hold 27.
const OFFICIAL_SIZE: Mp = mm(156) / 28;
/// The distance of baselines there: 22 lines fill 225 mm.
const OFFICIAL_PITCH: Mp = mm(225) / 22;

/// Builds the document; the only faults left are in the tables' grids.
pub(super) fn document(file: &str, xml: &Xml<'_>, data: &Json) -> Result<Document, PaperError> {
    let root = xml.root_element();
    let mut builder = Builder {
        file,
        faults: Vec::new(),
    };
    let base = Base {
        face: face(root).unwrap_or(Face::Fang),
        size: size(root).unwrap_or(pt(12)),
        pitch: root.attribute("pitch").and_then(length),
        cell: false,
        official: false,
    };
    let sections = root
        .children()
        .filter(Node::is_element)
        .map(|node| {
            let page = page_kind(node);
            Section {
                start: match node.attribute("start") {
                    Some("sheet") => Start::Sheet,
                    _ => Start::Page,
                },
                page,
                cover: node.tag_name().name() == "cover",
                blocks: builder.blocks(node, base.on(page)),
            }
        })
        .collect();
    if builder.faults.is_empty() {
        Ok(Document {
            meta: meta(data),
            sections,
        })
    } else {
        Err(PaperError::Template(builder.faults))
    }
}

fn page_kind(section: Node<'_, '_>) -> PageKind {
    match section.attribute("page") {
        Some("landscape") => PageKind::Landscape,
        Some("official") => PageKind::Official,
        Some("official-table") => PageKind::OfficialTable,
        _ => PageKind::Portrait,
    }
}

/// Reads column widths: `28mm 1* 2*`.
pub(super) fn columns(text: &str) -> Option<Vec<Width>> {
    let columns = text
        .split_whitespace()
        .map(|width| match width.strip_suffix('*') {
            Some("") => Some(Width::Share(1)),
            Some(share) => share
                .parse()
                .ok()
                .filter(|share| (1..=1000).contains(share))
                .map(Width::Share),
            None => length(width).filter(|width| *width > 0).map(Width::Fixed),
        })
        .collect::<Option<Vec<_>>>()?;
    (!columns.is_empty()).then_some(columns)
}

fn meta(data: &Json) -> Meta {
    let text = |path: &str| {
        let value = data.pointer(path);
        value
            .and_then(Json::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let flag = |path: &str| data.pointer(path).and_then(Json::as_bool) == Some(true);
    let enterprise = text("/enterprise");
    let project = text("/facts/project_name");
    let subject = match (enterprise.is_empty(), project.is_empty()) {
        (false, false) => format!("{enterprise}　{project}"),
        (false, true) => enterprise,
        _ => project,
    };
    Meta {
        form_id: text("/form/id"),
        title: text("/form/title"),
        subject,
        version: text("/form/version"),
        fingerprint: text("/fingerprint"),
        copies: data
            .pointer("/form/copies")
            .and_then(Json::as_u64)
            .and_then(|copies| u32::try_from(copies).ok())
            .unwrap_or(1)
            .max(1),
        illustrative: flag("/form/illustrative"),
        blank: flag("/data/blank"),
    }
}

/// What an element inherits.
#[derive(Clone, Copy)]
struct Base {
    face: Face,
    size: Mp,
    pitch: Option<Mp>,
    cell: bool,
    /// On a 公文 page.
    official: bool,
}

impl Base {
    fn under(self, node: Node<'_, '_>) -> Base {
        Base {
            face: face(node).unwrap_or(self.face),
            size: self.size_of(node).unwrap_or(self.size),
            pitch: node.attribute("pitch").and_then(length).or(self.pitch),
            ..self
        }
    }

    /// What a kind of page sets its text in, if not the form's own.
    fn on(self, page: PageKind) -> Base {
        match page {
            PageKind::Portrait | PageKind::Landscape | PageKind::OfficialTable => self,
            PageKind::Official => Base {
                face: Face::Fang,
                size: OFFICIAL_SIZE,
                pitch: Some(OFFICIAL_PITCH),
                official: true,
                ..self
            },
        }
    }

    /// The size an element asks for; 三号 is what 公文 pages call so.
    fn size_of(self, node: Node<'_, '_>) -> Option<Mp> {
        let size = size(node)?;
        let named = self.official && node.attribute("size") == Some("三号");
        Some(if named { OFFICIAL_SIZE } else { size })
    }
}

struct Builder<'f> {
    file: &'f str,
    faults: Vec<TemplateFault>,
}

impl Builder<'_> {
    fn blocks(&mut self, parent: Node<'_, '_>, base: Base) -> Vec<Block> {
        let mut blocks = Vec::new();
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "table" => blocks.push(Block::Table(self.table(node, base))),
                "keep" => blocks.push(Block::Keep(self.blocks(node, base))),
                "seal" => blocks.push(Block::Seal(seal(node, base))),
                "break" => blocks.push(Block::Break),
                "contents" => blocks.push(Block::Contents {
                    list: node.attribute("list").unwrap_or_default().to_owned(),
                }),
                // What was included stands in its own element.
                "blocks" => blocks.extend(self.blocks(node, base)),
                "space" => blocks.push(Block::Space {
                    height: node.attribute("height").and_then(length).unwrap_or(0),
                    stretch: number(node, "stretch").unwrap_or(0),
                }),
                name => {
                    let style = style(node, name, base);
                    blocks.extend(paragraphs(node, &style).into_iter().map(Block::Paragraph));
                }
            }
        }
        blocks
    }

    fn table(&mut self, node: Node<'_, '_>, base: Base) -> Table {
        let base = Base {
            cell: true,
            ..base.under(node)
        };
        let columns = node.attribute("cols").and_then(columns).unwrap_or_default();
        let borders = node.attribute("borders") != Some("none");
        let mut rows = Vec::new();
        let mut head_rows = 0;
        let mut open = vec![0_usize; columns.len()];
        for (index, tr) in node.children().filter(Node::is_element).enumerate() {
            if tr.attribute("head") == Some("yes") && head_rows == index {
                head_rows += 1;
            }
            let cells = self.row(tr, base, &mut open, index, node);
            let height = tr.attribute("height").and_then(length).unwrap_or(0);
            rows.push(Row { cells, height });
        }
        if let Some(row) = open.iter().any(|left| *left > 0).then_some(rows.len()) {
            let problem = Problem::Grid {
                row,
                found: columns.len() + 1,
                expected: columns.len(),
            };
            self.fault(node, problem);
        }
        Table {
            columns,
            rows,
            head_rows,
            borders,
            line: marked_line(node),
        }
    }

    /// Places a row's cells on the grid; `open` counts the rows each column is
    /// still covered from above.
    fn row(
        &mut self,
        tr: Node<'_, '_>,
        base: Base,
        open: &mut [usize],
        index: usize,
        table: Node<'_, '_>,
    ) -> Vec<Cell> {
        let mut cells = Vec::new();
        let mut column = 0;
        let width = open.len();
        let mut next = open
            .iter()
            .map(|left| left.saturating_sub(1))
            .collect::<Vec<_>>();
        for td in tr.children().filter(Node::is_element) {
            while column < width && open[column] > 0 {
                column += 1;
            }
            let colspan = number(td, "colspan").map_or(1, |n| n as usize);
            let rowspan = number(td, "rowspan").map_or(1, |n| n as usize);
            let end = column + colspan;
            if end > width || open[column..end].iter().any(|left| *left > 0) {
                let found = end.max(width + 1);
                self.fault(
                    tr,
                    Problem::Grid {
                        row: index + 1,
                        found,
                        expected: width,
                    },
                );
                return cells;
            }
            for covered in &mut next[column..end] {
                *covered = rowspan - 1;
            }
            cells.push(self.cell(td, base, column, (colspan, rowspan)));
            column = end;
        }
        while column < width && open[column] > 0 {
            column += 1;
        }
        if column < width {
            let problem = Problem::Grid {
                row: index + 1,
                found: column,
                expected: width,
            };
            self.fault(if tr.has_children() { tr } else { table }, problem);
        }
        open.copy_from_slice(&next);
        cells
    }

    fn cell(
        &mut self,
        td: Node<'_, '_>,
        base: Base,
        column: usize,
        (colspan, rowspan): (usize, usize),
    ) -> Cell {
        let name = td.tag_name().name();
        let base = base.under(td);
        let has_blocks = td
            .children()
            .any(|child| schema::is_block(child.tag_name().name()));
        let blocks = if has_blocks {
            self.blocks(td, base)
        } else {
            let style = style(td, name, base);
            paragraphs(td, &style)
                .into_iter()
                .map(Block::Paragraph)
                .collect()
        };
        Cell {
            column,
            colspan,
            rowspan,
            valign: match td.attribute("valign") {
                Some("top") => Valign::Top,
                Some("bottom") => Valign::Bottom,
                _ => Valign::Middle,
            },
            underline: td.attribute("line") == Some("bottom"),
            label: name == "th",
            blocks,
            line: marked_line(td),
        }
    }

    fn fault(&mut self, node: Node<'_, '_>, problem: Problem) {
        let file = marked_file(node, self.file);
        self.faults.push(TemplateFault {
            file,
            line: marked_line(node),
            problem,
        });
    }
}

/// A paragraph's style: the element's own, what it inherits, its attributes.
fn style(node: Node<'_, '_>, name: &str, base: Base) -> Style {
    let (own_face, own_size, align, level) = match name {
        "h1" => (Some(Face::SongBold), Some(pt(22)), Align::Center, 1),
        "h2" => (Some(Face::Hei), Some(pt(16)), Align::Left, 2),
        "h3" => (Some(Face::Kai), Some(pt(14)), Align::Left, 3),
        "th" => (Some(Face::Hei), None, Align::Center, 0),
        "td" => (None, None, Align::Left, 0),
        _ => (
            None,
            None,
            if base.cell {
                Align::Left
            } else {
                Align::Justify
            },
            0,
        ),
    };
    let on_grid = base.official && !base.cell;
    let own_size = match level {
        2 | 3 if on_grid => Some(OFFICIAL_SIZE),
        _ => own_size,
    };
    let size = base.size_of(node).or(own_size).unwrap_or(base.size);
    let inherited = base.pitch.filter(|_| own_size.is_none() || on_grid);
    let pitch = node.attribute("pitch").and_then(length).or(inherited);
    let default_pitch = if base.cell {
        size * 13 / 10
    } else {
        size * 16 / 10
    };
    let headed = level > 0 && !on_grid;
    let numbered = level > 1 && on_grid;
    let gap = |key: &str, default: Mp| node.attribute(key).and_then(length).unwrap_or(default);
    Style {
        face: face(node).or(own_face).unwrap_or(base.face),
        size,
        pitch: pitch.unwrap_or(default_pitch).max(size),
        align: align_of(node).unwrap_or(align),
        // 一、 and （一） stand two characters in there.
        indent_first: chars(node, "indent").unwrap_or(if numbered { 2000 } else { 0 }),
        indent_left: chars(node, "left").unwrap_or(0),
        // White space would push the lines off the grid.
        before: gap("before", if headed && level > 1 { size / 2 } else { 0 }),
        after: gap(
            "after",
            match (headed, level == 1) {
                (true, _) => size / 2,
                // A line stays empty below the title (GB/T 9704-2012 §7.3.2).
                (false, true) => OFFICIAL_PITCH,
                _ => 0,
            },
        ),
        keep_next: match node.attribute("keep") {
            Some(keep) => keep == "yes",
            None => level > 0,
        },
        fills_pages: on_grid,
        level,
    }
}

fn seal(node: Node<'_, '_>, base: Base) -> Seal {
    let lines = node
        .children()
        .filter(Node::is_element)
        .flat_map(|line| {
            let mut style = style(line, "p", base);
            if line.attribute("align").is_none() {
                style.align = Align::Right;
            }
            paragraphs(line, &style)
        })
        .collect();
    let height = node
        .attribute("height")
        .and_then(length)
        .unwrap_or(SEAL_HEIGHT);
    Seal { lines, height }
}

fn align_of(node: Node<'_, '_>) -> Option<Align> {
    match node.attribute("align")? {
        "left" => Some(Align::Left),
        "center" => Some(Align::Center),
        "right" => Some(Align::Right),
        "justify" => Some(Align::Justify),
        _ => None,
    }
}
