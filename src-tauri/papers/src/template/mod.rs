//! Form templates: a small documented subset of HTML with placeholders.
//!
//! A template is checked when it is parsed (every fault with file and line)
//! and filled when it is rendered. Facts that are missing stay blank, to be
//! filled by hand. docs/form-templates.md explains the language by example.

mod build;
mod fill;
mod inlines;

pub(crate) use fill::VALUE_BREAK;
mod schema;
pub mod trial;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use roxmltree::{Document as Xml, Node, NodeType};
use ruku_model::fingerprint::sha256_hex;
use serde_json::Value as Json;

use crate::document::Document;
use crate::error::{PaperError, Problem, TemplateFault};

/// The attribute that remembers a line of the template.
const LINE: &str = "_l";
/// The attribute that remembers which placeholder an element shows.
const FIELD: &str = "_f";

static ENGINE: LazyLock<fill::Engine> = LazyLock::new(fill::Engine::new);

/// A template that was parsed without faults.
#[derive(Debug, Clone)]
pub struct Template {
    name: String,
    /// The source with its lines and placeholders written into the elements.
    marked: Arc<str>,
    placeholders: Vec<String>,
}

impl Template {
    /// Parses and checks a template; `name` is its file name in messages.
    ///
    /// # Errors
    /// [`PaperError::Template`] with every fault found.
    pub fn parse(name: &str, source: &str) -> Result<Template, PaperError> {
        let fault = |line: u32, problem: Problem| TemplateFault {
            file: name.to_owned(),
            line,
            problem,
        };
        let xml = Xml::parse(source).map_err(|error| {
            let problem = Problem::NotWellFormed(error.to_string());
            PaperError::Template(vec![fault(error.pos().row, problem)])
        })?;
        let mut faults = schema::check(name, &xml, &|node| source_line(&xml, node));
        let placeholders = match ENGINE.check(name, source) {
            Ok(names) => names,
            Err((line, reason)) => {
                faults.push(fault(line, Problem::Placeholder(reason)));
                Vec::new()
            }
        };
        for unknown in placeholders.iter().filter(|name| !fill::is_known(name)) {
            let line = line_with(source, unknown);
            faults.push(fault(line, Problem::UnknownPlaceholder(unknown.clone())));
        }
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.line);
            return Err(PaperError::Template(faults));
        }
        Ok(Template {
            name: name.to_owned(),
            marked: mark(source, &xml).into(),
            placeholders,
        })
    }

    /// The file name it was parsed under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every placeholder it shows or asks for, as the template names it:
    /// `facts.project_name`, `result.steps`, `enterprise`.
    #[must_use]
    pub fn placeholders(&self) -> &[String] {
        &self.placeholders
    }

    /// A hash of its wording, so that a change shows even where the version
    /// was left as it was.
    #[must_use]
    pub fn digest(&self) -> String {
        sha256_hex(self.marked.as_bytes())
    }

    /// The ids of the facts it shows or asks for, so that a pack can be
    /// checked for ids it does not declare.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<String> {
        self.placeholders
            .iter()
            .filter_map(|name| name.strip_prefix("facts.").or(name.strip_prefix("has.")))
            .map(|rest| rest.split('.').next().unwrap_or(rest).to_owned())
            .collect()
    }
}

/// Fills a template with the data of one form.
///
/// # Errors
/// The data lacks what every form needs, a value cannot stand on paper, or the
/// template turns out faulty when filled.
pub fn render(template: &Template, data: &Json) -> Result<Document, PaperError> {
    let fault = |line: u32, problem: Problem| {
        PaperError::Template(vec![TemplateFault {
            file: template.name.clone(),
            line,
            problem,
        }])
    };
    let text = ENGINE
        .fill(&template.name, &template.marked, data)
        .map_err(|error| match error {
            fill::FillError::Data(error) => error,
            fill::FillError::Fault(line, reason) => fault(line, Problem::Placeholder(reason)),
        })?;
    let xml =
        Xml::parse(&text).map_err(|error| fault(0, Problem::NotWellFormed(error.to_string())))?;
    let faults = schema::check(&template.name, &xml, &marked_line);
    if !faults.is_empty() {
        return Err(PaperError::Template(faults));
    }
    build::document(&template.name, &xml, data)
}

fn source_line(xml: &Xml<'_>, node: Node<'_, '_>) -> u32 {
    xml.text_pos_at(node.range().start).row
}

/// The template's line of a node of a filled form.
fn marked_line(node: Node<'_, '_>) -> u32 {
    node.ancestors()
        .find_map(|ancestor| ancestor.attribute(LINE))
        .and_then(|line| line.parse().ok())
        .unwrap_or(0)
}

fn line_with(source: &str, name: &str) -> u32 {
    let inside = |line: &str| (line.contains("{{") || line.contains("{%")) && line.contains(name);
    source
        .lines()
        .position(inside)
        .and_then(|index| u32::try_from(index + 1).ok())
        .unwrap_or(0)
}

/// The source with each element's line, and the placeholder it shows, written
/// into it: loops repeat and conditions drop lines, so that a line of the
/// filled form says nothing.
fn mark(source: &str, xml: &Xml<'_>) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut done = 0;
    for node in xml.root().descendants().filter(Node::is_element) {
        let at = node.range().start + 1 + node.tag_name().name().len();
        out.push_str(&source[done..at]);
        out.push_str(&format!(" {LINE}=\"{}\"", source_line(xml, node)));
        if let Some(field) = field_of(node) {
            out.push_str(&format!(" {FIELD}=\"{field}\""));
        }
        done = at;
    }
    out.push_str(&source[done..]);
    out
}

/// The first placeholder in an element's own text, `facts.project_name`.
fn field_of(node: Node<'_, '_>) -> Option<String> {
    let own = node
        .children()
        .filter(|child| child.node_type() == NodeType::Text);
    let text = own.filter_map(|child| child.text()).collect::<String>();
    let start = text.find("{{")? + 2;
    let name = text[start..]
        .trim_start_matches(['-', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        .collect::<String>();
    (!name.is_empty()).then_some(name)
}
