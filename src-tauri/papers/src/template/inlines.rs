//! The text of an element: its inline pieces, white space as the author means
//! it, a paragraph per line of a value.

use roxmltree::{Node, NodeType};

use super::fill::VALUE_BREAK;
use super::{FIELD, marked_line};
use crate::document::{Inline, Look, Paragraph, Style};
use crate::fonts::Face;
use crate::units::{Mp, thousandths, type_size};

/// The blank a `<v>` leaves in running text when its value is unknown.
const BLANK_CHARS: i64 = 8_000;

/// The paragraphs of an element: one, or several where a value has line breaks.
pub(super) fn paragraphs(node: Node<'_, '_>, style: &Style) -> Vec<Paragraph> {
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
                list: node.attribute("list").unwrap_or_default().to_owned(),
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
    let required = node.attribute("required") == Some("yes");
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
                if width > 0 || required {
                    push(
                        groups,
                        Inline::Fill {
                            text: String::new(),
                            width,
                            look: own,
                            field,
                            required,
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
                    required,
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

pub(super) fn face(node: Node<'_, '_>) -> Option<Face> {
    match node.attribute("face")? {
        "song" => Some(Face::Song),
        "bold" => Some(Face::SongBold),
        "hei" => Some(Face::Hei),
        "kai" => Some(Face::Kai),
        "fang" => Some(Face::Fang),
        _ => None,
    }
}

pub(super) fn size(node: Node<'_, '_>) -> Option<Mp> {
    node.attribute("size").and_then(type_size)
}

pub(super) fn chars(node: Node<'_, '_>, key: &str) -> Option<i64> {
    node.attribute(key).and_then(thousandths)
}

pub(super) fn number(node: Node<'_, '_>, key: &str) -> Option<u32> {
    node.attribute(key).and_then(|value| value.parse().ok())
}
