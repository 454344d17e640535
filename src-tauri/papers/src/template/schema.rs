//! The elements and attributes of form templates, and the check of a template
//! before anything is filled in. docs/form-templates.md is written from here.

use roxmltree::{Document as Xml, Node, NodeType};

use crate::error::{Problem, TemplateFault};
use crate::units::{length, thousandths, type_size};

/// What may stand inside an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Parts,
    Blocks,
    Rows,
    Cells,
    Lines,
    Inlines,
    /// Blocks, or text with inline elements.
    Either,
    Nothing,
}

/// How an attribute's value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Face,
    Size,
    Length,
    Chars,
    Align,
    Valign,
    YesNo,
    Flag,
    Start,
    Page,
    Borders,
    Line,
    Count,
    Columns,
    Name,
}

struct Element {
    name: &'static str,
    inside: Inside,
    attributes: &'static [(&'static str, Kind)],
    required: &'static [&'static str],
}

const TEXT: &[(&str, Kind)] = &[
    ("face", Kind::Face),
    ("size", Kind::Size),
    ("pitch", Kind::Length),
    ("align", Kind::Align),
    ("indent", Kind::Chars),
    ("left", Kind::Chars),
    ("before", Kind::Length),
    ("after", Kind::Length),
    ("keep", Kind::YesNo),
];

const CELL: &[(&str, Kind)] = &[
    ("face", Kind::Face),
    ("size", Kind::Size),
    ("pitch", Kind::Length),
    ("align", Kind::Align),
    ("indent", Kind::Chars),
    ("colspan", Kind::Count),
    ("rowspan", Kind::Count),
    ("valign", Kind::Valign),
    ("line", Kind::Line),
];

const HEADING: &[(&str, Kind)] = &[
    ("face", Kind::Face),
    ("size", Kind::Size),
    ("pitch", Kind::Length),
    ("align", Kind::Align),
    ("indent", Kind::Chars),
    ("left", Kind::Chars),
    ("before", Kind::Length),
    ("after", Kind::Length),
    ("keep", Kind::YesNo),
    ("list", Kind::Name),
];
const LIST: &[(&str, Kind)] = &[("list", Kind::Name)];
const LOOK: &[(&str, Kind)] = &[("face", Kind::Face), ("size", Kind::Size)];
const BASE: &[(&str, Kind)] = &[
    ("face", Kind::Face),
    ("size", Kind::Size),
    ("pitch", Kind::Length),
];
const V: &[(&str, Kind)] = &[
    ("face", Kind::Face),
    ("size", Kind::Size),
    ("blank", Kind::Chars),
    ("required", Kind::YesNo),
];
const FILL: &[(&str, Kind)] = &[
    ("face", Kind::Face),
    ("size", Kind::Size),
    ("width", Kind::Chars),
    ("required", Kind::YesNo),
];
const TABLE: &[(&str, Kind)] = &[
    ("cols", Kind::Columns),
    ("borders", Kind::Borders),
    ("face", Kind::Face),
    ("size", Kind::Size),
    ("pitch", Kind::Length),
];
const SECTION: &[(&str, Kind)] = &[("start", Kind::Start), ("page", Kind::Page)];
const ROW: &[(&str, Kind)] = &[("head", Kind::YesNo), ("height", Kind::Length)];
const SPACE: &[(&str, Kind)] = &[("height", Kind::Length), ("stretch", Kind::Count)];

const fn element(
    name: &'static str,
    inside: Inside,
    attributes: &'static [(&'static str, Kind)],
    required: &'static [&'static str],
) -> Element {
    Element {
        name,
        inside,
        attributes,
        required,
    }
}

const ELEMENTS: &[Element] = &[
    element("form", Inside::Parts, BASE, &[]),
    element("cover", Inside::Blocks, &[], &[]),
    element("section", Inside::Blocks, SECTION, &[]),
    element("keep", Inside::Blocks, &[], &[]),
    element("h1", Inside::Inlines, HEADING, &[]),
    element("h2", Inside::Inlines, HEADING, &[]),
    element("h3", Inside::Inlines, HEADING, &[]),
    element("p", Inside::Inlines, TEXT, &[]),
    element("table", Inside::Rows, TABLE, &["cols"]),
    element("tr", Inside::Cells, ROW, &[]),
    element("td", Inside::Either, CELL, &[]),
    element("th", Inside::Either, CELL, &[]),
    element("seal", Inside::Lines, &[("height", Kind::Length)], &[]),
    element("space", Inside::Nothing, SPACE, &[]),
    element("break", Inside::Nothing, &[], &[]),
    element("contents", Inside::Nothing, LIST, &[]),
    element(
        "include",
        Inside::Nothing,
        &[("file", Kind::Name)],
        &["file"],
    ),
    element("blocks", Inside::Blocks, &[], &[]),
    element("v", Inside::Inlines, V, &[]),
    element("fill", Inside::Inlines, FILL, &["width"]),
    element("t", Inside::Inlines, LOOK, &[]),
    element("b", Inside::Inlines, &[], &[]),
    element("check", Inside::Nothing, &[("on", Kind::Flag)], &["on"]),
    element(
        "gap",
        Inside::Nothing,
        &[("width", Kind::Chars)],
        &["width"],
    ),
    element("date", Inside::Nothing, &[], &[]),
    element("br", Inside::Nothing, &[], &[]),
];

/// What a filled form holds where a template includes blocks.
pub(crate) const INCLUDED: &str = "blocks";

const BLOCKS: &[&str] = &[
    "h1", "h2", "h3", "p", "table", "seal", "space", "keep", "break", "contents", "include",
];
const INLINES: &[&str] = &["v", "fill", "t", "b", "check", "gap", "date", "br"];

/// Whether an element is a block.
pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

fn find(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.name == name)
}

fn may_contain(inside: Inside, child: &str) -> bool {
    match inside {
        Inside::Parts => matches!(child, "cover" | "section"),
        Inside::Blocks => BLOCKS.contains(&child) || child == INCLUDED,
        Inside::Rows => child == "tr",
        Inside::Cells => matches!(child, "td" | "th"),
        Inside::Lines => child == "p",
        Inside::Inlines => INLINES.contains(&child),
        // Tables do not nest: spans say the same and split across pages.
        Inside::Either => {
            INLINES.contains(&child)
                || (BLOCKS.contains(&child)
                    && !matches!(child, "table" | "break" | "contents" | "include"))
        }
        Inside::Nothing => false,
    }
}

fn takes_text(inside: Inside) -> bool {
    matches!(inside, Inside::Inlines | Inside::Either)
}

impl Kind {
    /// Whether the value can be read.
    pub(crate) fn accepts(self, value: &str) -> bool {
        match self {
            Kind::Face => matches!(value, "song" | "bold" | "hei" | "kai" | "fang"),
            Kind::Size => type_size(value).is_some(),
            Kind::Length => length(value).is_some(),
            Kind::Chars => thousandths(value).is_some_and(|chars| chars <= 60_000),
            Kind::Align => matches!(value, "left" | "center" | "right" | "justify"),
            Kind::Valign => matches!(value, "top" | "middle" | "bottom"),
            Kind::YesNo => matches!(value, "yes" | "no"),
            Kind::Flag => {
                matches!(value, "yes" | "no" | "true" | "false" | "是" | "否" | "")
            }
            Kind::Start => matches!(value, "page" | "sheet"),
            Kind::Page => matches!(
                value,
                "portrait" | "landscape" | "official" | "official-table"
            ),
            Kind::Name => {
                let length = value.chars().count();
                let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
                (1..=40).contains(&length) && value.chars().all(plain) && !value.starts_with('.')
            }
            Kind::Borders => matches!(value, "all" | "none"),
            Kind::Line => matches!(value, "bottom" | "none"),
            Kind::Count => value.parse::<u32>().is_ok_and(|n| (1..=99).contains(&n)),
            Kind::Columns => super::build::columns(value).is_some(),
        }
    }

    fn allowed(self) -> &'static str {
        match self {
            Kind::Face => "字体名 song（宋）、bold（粗宋）、hei（黑）、kai（楷）、fang（仿宋）之一",
            Kind::Size => "字号，如“小四”或“10.5”",
            Kind::Length => "长度，如“12mm”或“20pt”",
            Kind::Chars => "字数，如“2”或“1.5”",
            Kind::Align => "left、center、right、justify 之一",
            Kind::Valign => "top、middle、bottom 之一",
            Kind::YesNo => "yes 或 no",
            Kind::Flag => "yes 或 no（也可写 true、false、是、否）",
            Kind::Start => "page 或 sheet",
            Kind::Page => "portrait、landscape、official、official-table 之一",
            Kind::Name => "名称，只用文字、数字、-、_ 和 .",
            Kind::Borders => "all 或 none",
            Kind::Line => "bottom 或 none",
            Kind::Count => "1 到 99 的整数",
            Kind::Columns => "各栏宽度，用空格隔开，如“28mm 1* 2*”",
        }
    }
}

/// Collects the faults of a parsed template or filled form, whose outermost
/// element is `outer`. `origin` tells the file and line of a node.
pub(crate) fn check(
    outer: &str,
    xml: &Xml<'_>,
    origin: &dyn Fn(Node<'_, '_>) -> (String, u32),
) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    let mut report = |node: Node<'_, '_>, problem: Problem| {
        let (file, line) = origin(node);
        faults.push(TemplateFault {
            file,
            line,
            problem,
        });
    };
    let root = xml.root_element();
    if root.tag_name().name() != outer {
        report(root, Problem::Root(root.tag_name().name().to_owned()));
        return faults;
    }
    for node in root.descendants() {
        match node.node_type() {
            NodeType::Element => check_element(node, &mut report),
            NodeType::Text => check_text(node, &mut report),
            _ => {}
        }
    }
    faults
}

fn check_element(node: Node<'_, '_>, report: &mut impl FnMut(Node<'_, '_>, Problem)) {
    let name = node.tag_name().name();
    let Some(element) = find(name) else {
        return report(node, Problem::Element(name.to_owned()));
    };
    let parent = node.parent_element().map(|parent| parent.tag_name().name());
    if let Some((parent, inside)) =
        parent.and_then(|parent| find(parent).map(|found| (parent, found.inside)))
        && !may_contain(inside, name)
    {
        let (element, parent) = (name.to_owned(), parent.to_owned());
        report(node, Problem::Misplaced { element, parent });
    }
    for attribute in node
        .attributes()
        .filter(|attribute| !attribute.name().starts_with('_'))
    {
        let (key, value) = (attribute.name(), attribute.value());
        match element.attributes.iter().find(|(known, _)| *known == key) {
            None => {
                let known = element.attributes.iter().map(|(known, _)| *known);
                let known = known.collect::<Vec<_>>().join("、");
                let (element, attribute) = (name.to_owned(), key.to_owned());
                report(
                    node,
                    Problem::Attribute {
                        element,
                        attribute,
                        known,
                    },
                );
            }
            Some((_, kind)) if !has_placeholder(value) && !kind.accepts(value) => {
                report(
                    node,
                    Problem::Value {
                        element: name.to_owned(),
                        attribute: key.to_owned(),
                        value: value.to_owned(),
                        allowed: kind.allowed(),
                    },
                );
            }
            Some(_) => {}
        }
    }
    for attribute in element.required {
        if node.attribute(*attribute).is_none() {
            report(
                node,
                Problem::Missing {
                    element: name.to_owned(),
                    attribute,
                },
            );
        }
    }
}

fn check_text(node: Node<'_, '_>, report: &mut impl FnMut(Node<'_, '_>, Problem)) {
    let Some(parent) = node.parent_element() else {
        return;
    };
    let Some(element) = find(parent.tag_name().name()) else {
        return;
    };
    let mixed = element.inside == Inside::Either
        && parent
            .children()
            .any(|child| is_block(child.tag_name().name()));
    if takes_text(element.inside) && !mixed {
        return;
    }
    let text = without_statements(node.text().unwrap_or_default());
    if !text.trim().is_empty() {
        let parent_name = parent.tag_name().name().to_owned();
        report(
            parent,
            Problem::Text {
                text: text.trim().to_owned(),
                parent: parent_name,
            },
        );
    }
}

fn has_placeholder(value: &str) -> bool {
    value.contains("{{") || value.contains("{%")
}

/// The text without `{% … %}` and `{# … #}`, which leave nothing on paper.
fn without_statements(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{%").into_iter().chain(rest.find("{#")).min() {
        out.push_str(&rest[..start]);
        let close = if rest[start..].starts_with("{%") {
            "%}"
        } else {
            "#}"
        };
        match rest[start..].find(close) {
            Some(end) => rest = &rest[start + end + 2..],
            None => return out,
        }
    }
    out.push_str(rest);
    out
}
