//! From a filled template's elements to a [`Document`].

use roxmltree::{Document as Xml, Node, NodeType};
use serde_json::Value as Json;

use super::fill::VALUE_BREAK;
use super::{FIELD, marked_line, schema};
use crate::document::{
    Align, Block, Cell, Document, Inline, Look, Meta, Paragraph, Row, Seal, Section, Start, Style,
    Table, Valign, Width,
};
use crate::error::{PaperError, Problem, TemplateFault};
use crate::fonts::Face;
use crate::units::{Mp, length, mm, pt, thousandths, type_size};

/// The blank a `<v>` leaves in running text when its value is unknown.
const BLANK_CHARS: i64 = 8_000;
/// The clear height of a seal place: a 42 mm seal and its surroundings.
const SEAL_HEIGHT: Mp = mm(44);

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
    };
    let sections = root
        .children()
        .filter(Node::is_element)
        .map(|node| Section {
            start: match node.attribute("start") {
                Some("sheet") => Start::Sheet,
                _ => Start::Page,
            },
            landscape: node.attribute("page") == Some("landscape"),
            cover: node.tag_name().name() == "cover",
            blocks: builder.blocks(node, base),
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
        illustrative: data
            .pointer("/form/illustrative")
            .and_then(Json::as_bool)
            .unwrap_or(false),
    }
}

/// What an element inherits.
#[derive(Clone, Copy)]
struct Base {
    face: Face,
    size: Mp,
    pitch: Option<Mp>,
    cell: bool,
}

impl Base {
    fn under(self, node: Node<'_, '_>) -> Base {
        Base {
            face: face(node).unwrap_or(self.face),
            size: size(node).unwrap_or(self.size),
            pitch: node.attribute("pitch").and_then(length).or(self.pitch),
            cell: self.cell,
        }
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
                "contents" => blocks.push(Block::Contents),
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
            blocks,
            line: marked_line(td),
        }
    }

    fn fault(&mut self, node: Node<'_, '_>, problem: Problem) {
        let file = self.file.to_owned();
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
    let size = size(node).or(own_size).unwrap_or(base.size);
    let pitch = node
        .attribute("pitch")
        .and_then(length)
        .or(if own_size.is_some() { None } else { base.pitch });
    let default_pitch = if base.cell {
        size * 13 / 10
    } else {
        size * 16 / 10
    };
    let gap = |key: &str, default: Mp| node.attribute(key).and_then(length).unwrap_or(default);
    Style {
        face: face(node).or(own_face).unwrap_or(base.face),
        size,
        pitch: pitch.unwrap_or(default_pitch).max(size),
        align: align_of(node).unwrap_or(align),
        indent_first: chars(node, "indent").unwrap_or(0),
        indent_left: chars(node, "left").unwrap_or(0),
        before: gap("before", if matches!(level, 2 | 3) { size / 2 } else { 0 }),
        after: gap("after", if level > 0 { size / 2 } else { 0 }),
        keep_next: match node.attribute("keep") {
            Some(keep) => keep == "yes",
            None => level > 0,
        },
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

/// The paragraphs of an element: one, or several where a value has line breaks.
fn paragraphs(node: Node<'_, '_>, style: &Style) -> Vec<Paragraph> {
    let mut groups = vec![Vec::new()];
    let cell = matches!(node.tag_name().name(), "td" | "th");
    collect(node, Look::default(), String::new(), cell, &mut groups);
    let mut paragraphs = groups
        .into_iter()
        .map(|mut inlines| {
            trim(&mut inlines);
            Paragraph {
                style: style.clone(),
                inlines,
                line: marked_line(node),
            }
        })
        .collect::<Vec<_>>();
    let last = paragraphs.len() - 1;
    for (index, paragraph) in paragraphs.iter_mut().enumerate() {
        if index > 0 {
            paragraph.style.before = 0;
        }
        if index < last {
            paragraph.style.after = 0;
        }
    }
    paragraphs
}

fn collect(
    node: Node<'_, '_>,
    look: Look,
    field: String,
    cell: bool,
    groups: &mut Vec<Vec<Inline>>,
) {
    for child in node.children() {
        match child.node_type() {
            NodeType::Text => {
                let text = child.text().unwrap_or_default();
                for (index, part) in text.split(VALUE_BREAK).enumerate() {
                    if index > 0 {
                        groups.push(Vec::new());
                    }
                    push_text(groups, collapse(part), look, &field);
                }
            }
            NodeType::Element => collect_element(child, look, field.clone(), cell, groups),
            _ => {}
        }
    }
}

fn collect_element(
    node: Node<'_, '_>,
    look: Look,
    field: String,
    cell: bool,
    groups: &mut Vec<Vec<Inline>>,
) {
    let own = Look {
        face: face(node).or(look.face),
        size: size(node).or(look.size),
    };
    let push = |groups: &mut Vec<Vec<Inline>>, inline: Inline| {
        if let Some(last) = groups.last_mut() {
            last.push(inline);
        }
    };
    match node.tag_name().name() {
        "v" => {
            let filled = Look {
                face: own.face.or(Some(Face::Kai)),
                ..own
            };
            let text = own_text(node);
            let field = node.attribute(FIELD).unwrap_or("data").to_owned();
            if text.trim().is_empty() {
                let usual = if cell { 0 } else { BLANK_CHARS };
                let width = chars(node, "blank").unwrap_or(usual);
                if width > 0 {
                    push(
                        groups,
                        Inline::Fill {
                            text: String::new(),
                            width,
                            look: own,
                            field,
                        },
                    );
                }
            } else {
                collect(node, filled, field, cell, groups);
            }
        }
        "fill" => {
            let filled = Look {
                face: own.face.or(Some(Face::Kai)),
                ..own
            };
            let text = own_text(node).replace(VALUE_BREAK, " ").trim().to_owned();
            let field = node.attribute(FIELD).unwrap_or_default().to_owned();
            let width = chars(node, "width").unwrap_or(BLANK_CHARS);
            push(
                groups,
                Inline::Fill {
                    text,
                    width,
                    look: filled,
                    field,
                },
            );
        }
        "check" => {
            let on = matches!(node.attribute("on"), Some("yes" | "true" | "是"));
            push(groups, Inline::Check { on });
        }
        "gap" => push(groups, Inline::Gap(chars(node, "width").unwrap_or(0))),
        "br" => push(groups, Inline::Break),
        "date" => {
            for unit in ["年", "月", "日"] {
                push(
                    groups,
                    Inline::Gap(if unit == "年" { 3_000 } else { 2_000 }),
                );
                push_text(groups, unit.to_owned(), look, "");
            }
        }
        "b" => {
            let bold = Look {
                face: Some(Face::Hei),
                ..own
            };
            collect(node, bold, field, cell, groups);
        }
        _ => collect(node, own, field, cell, groups),
    }
}

fn own_text(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter(Node::is_text)
        .filter_map(|text| text.text())
        .collect()
}

fn push_text(groups: &mut [Vec<Inline>], text: String, look: Look, field: &str) {
    if let Some(last) = groups.last_mut().filter(|_| !text.is_empty()) {
        last.push(Inline::Text {
            text,
            look,
            field: field.to_owned(),
        });
    }
}

/// White space as a template's author means it: a line break between two
/// Chinese characters is nothing, any other run is one space.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if !is_layout_space(character) {
            out.push(character);
            continue;
        }
        let mut broke = character == '\n';
        while let Some(next) = rest.next_if(|next| is_layout_space(*next)) {
            broke |= next == '\n';
        }
        let western = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
        if !broke || (western(out.chars().last()) && western(rest.peek().copied())) {
            out.push(' ');
        }
    }
    out
}

fn is_layout_space(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\r' | '\t')
}

/// Drops the white space at both ends of a paragraph.
fn trim(inlines: &mut Vec<Inline>) {
    if let Some(Inline::Text { text, .. }) = inlines.first_mut() {
        *text = text.trim_start_matches(is_layout_space).to_owned();
    }
    if let Some(Inline::Text { text, .. }) = inlines.last_mut() {
        *text = text.trim_end_matches(is_layout_space).to_owned();
    }
    inlines.retain(|inline| !matches!(inline, Inline::Text { text, .. } if text.is_empty()));
}

fn face(node: Node<'_, '_>) -> Option<Face> {
    match node.attribute("face")? {
        "song" => Some(Face::Song),
        "bold" => Some(Face::SongBold),
        "hei" => Some(Face::Hei),
        "kai" => Some(Face::Kai),
        "fang" => Some(Face::Fang),
        _ => None,
    }
}

fn size(node: Node<'_, '_>) -> Option<Mp> {
    node.attribute("size").and_then(type_size)
}

fn chars(node: Node<'_, '_>, key: &str) -> Option<i64> {
    node.attribute(key).and_then(thousandths)
}

fn number(node: Node<'_, '_>, key: &str) -> Option<u32> {
    node.attribute(key).and_then(|value| value.parse().ok())
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
