//! Form templates: a small documented subset of HTML with placeholders.
//!
//! A template is checked when it is parsed (every fault with file and line)
//! and filled when it is rendered. Facts that are missing stay blank, to be
//! filled by hand. docs/form-templates.md explains the language by example.

mod build;
mod fill;
mod inlines;

pub(crate) use fill::VALUE_BREAK;
mod markup;
mod schema;
pub mod trial;
mod words;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use roxmltree::{Document as Xml, Node, NodeType};
use ruku_model::fingerprint::sha256_hex;
use serde_json::Value as Json;

use crate::document::Document;
use crate::error::{PaperError, Problem, TemplateFault};

/// The attribute that remembers a line of the template.
const LINE: &str = "_l";
/// The attribute that remembers which file was included.
const FILE: &str = "_s";
/// The attribute that remembers which placeholder an element shows.
const FIELD: &str = "_f";

static ENGINE: LazyLock<fill::Engine> = LazyLock::new(fill::Engine::new);

/// A template that was parsed without faults.
#[derive(Debug, Clone)]
pub struct Template {
    name: String,
    /// The source with its lines and placeholders written into the elements.
    marked: Arc<str>,
    /// The files it includes, marked alike.
    blocks: Arc<[(String, String)]>,
    /// The engine that knows them.
    engine: Option<Arc<fill::Engine>>,
    placeholders: Vec<String>,
    /// Every word in its statements and placeholders.
    words: BTreeSet<String>,
}

/// Gives the source of a file of blocks by its name.
pub type Library<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Template {
    /// Parses and checks a template that includes no other file; `name` is its
    /// file name in messages.
    ///
    /// # Errors
    /// [`PaperError::Template`] with every fault found.
    pub fn parse(name: &str, source: &str) -> Result<Template, PaperError> {
        Template::parse_with(name, source, &|_| None)
    }

    /// Parses and checks a template and the files of blocks it includes.
    ///
    /// # Errors
    /// [`PaperError::Template`] with every fault found, each with its file.
    pub fn parse_with(
        name: &str,
        source: &str,
        library: Library<'_>,
    ) -> Result<Template, PaperError> {
        let mut main = Piece::parse(name, source, "form")?;
        let mut blocks: Vec<(String, String)> = Vec::new();
        let mut placeholders = std::mem::take(&mut main.placeholders);
        let mut faults = std::mem::take(&mut main.faults);
        for (file, line) in std::mem::take(&mut main.includes) {
            if blocks.iter().any(|(known, _)| *known == file) {
                continue;
            }
            let Some(source) = library(&file) else {
                faults.push(fault(name, line, Problem::NoBlocks(file)));
                continue;
            };
            match Piece::parse(&file, &source, schema::INCLUDED) {
                Ok(piece) => {
                    faults.extend(piece.faults);
                    let nested = piece.includes.into_iter();
                    faults.extend(nested.map(|(_, line)| fault(&file, line, Problem::Nested)));
                    placeholders.extend(piece.placeholders);
                    blocks.push((file, piece.marked));
                }
                Err(PaperError::Template(more)) => faults.extend(more),
                Err(other) => return Err(other),
            }
        }
        if !faults.is_empty() {
            return Err(PaperError::Template(faults));
        }
        placeholders.sort();
        placeholders.dedup();
        let engine = if blocks.is_empty() {
            None
        } else {
            let made = ENGINE.with_blocks(&blocks).map_err(|(line, reason)| {
                PaperError::Template(vec![fault(name, line, Problem::Placeholder(reason))])
            })?;
            Some(Arc::new(made))
        };
        let sources = blocks.iter().map(|(_, marked)| marked.as_str());
        let words = sources
            .chain([main.marked.as_str()])
            .flat_map(words::of)
            .map(str::to_owned)
            .collect();
        Ok(Template {
            name: name.to_owned(),
            words,
            marked: main.marked.into(),
            blocks: blocks.into(),
            engine,
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

    /// Whether a part of this name of what it loops over can show: the name
    /// stands in one of its statements or placeholders, or the template goes
    /// through all parts whatever they are called.
    #[must_use]
    pub fn may_show(&self, part: &str) -> bool {
        self.words.contains(part) || words::ALL_PARTS.iter().any(|all| self.words.contains(*all))
    }

    /// A hash of its wording, so that a change shows even where the version
    /// was left as it was.
    #[must_use]
    pub fn digest(&self) -> String {
        let blocks = self.blocks.iter().map(|(_, marked)| marked.as_str());
        let whole = std::iter::once(&*self.marked).chain(blocks);
        sha256_hex(whole.collect::<String>().as_bytes())
    }

    /// Whether it shows or loops over something it is given: `data.awarded`.
    #[must_use]
    pub fn uses(&self, placeholder: &str) -> bool {
        self.placeholders.iter().any(|name| {
            name.strip_prefix(placeholder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
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
    let name = template.name.as_str();
    let one = |file: &str, line: u32, problem: Problem| {
        PaperError::Template(vec![fault(file, line, problem)])
    };
    let engine = template.engine.as_deref().unwrap_or(&ENGINE);
    let text = engine
        .fill(name, &template.marked, data)
        .map_err(|error| match error {
            fill::FillError::Data(error) => error,
            fill::FillError::Fault(file, line, reason) => {
                one(&file, line, Problem::Placeholder(reason))
            }
        })?;
    let xml = Xml::parse(&text)
        .map_err(|error| one(name, 0, Problem::NotWellFormed(markup::reason(&error))))?;
    let origin = |node: Node<'_, '_>| (marked_file(node, name), marked_line(node));
    let faults = schema::check("form", &xml, &origin);
    if !faults.is_empty() {
        return Err(PaperError::Template(faults));
    }
    build::document(name, &xml, data)
}

/// One file of a template, checked.
struct Piece {
    marked: String,
    placeholders: Vec<String>,
    /// The files it includes, with the line.
    includes: Vec<(String, u32)>,
    faults: Vec<TemplateFault>,
}

impl Piece {
    fn parse(name: &str, source: &str, outer: &str) -> Result<Piece, PaperError> {
        if let Some((line, problem)) = markup::undecoded(source) {
            return Err(PaperError::Template(vec![fault(name, line, problem)]));
        }
        let xml = Xml::parse(source).map_err(|error| {
            let problem = Problem::NotWellFormed(markup::reason(&error));
            PaperError::Template(vec![fault(name, error.pos().row, problem)])
        })?;
        let origin = |node: Node<'_, '_>| (name.to_owned(), source_line(&xml, node));
        let mut faults = schema::check(outer, &xml, &origin);
        let placeholders = match ENGINE.check(name, source) {
            Ok(names) => names,
            Err((line, reason)) => {
                faults.push(fault(name, line, Problem::Placeholder(reason)));
                Vec::new()
            }
        };
        for unknown in placeholders.iter().filter(|name| !fill::is_known(name)) {
            let problem = Problem::UnknownPlaceholder(unknown.clone());
            faults.push(fault(name, line_with(source, unknown), problem));
        }
        faults.sort_by_key(|fault| fault.line);
        let includes = xml
            .descendants()
            .filter(|node| node.has_tag_name("include"));
        let includes = includes.filter_map(|node| {
            let file = node.attribute("file")?.to_owned();
            Some((file, source_line(&xml, node)))
        });
        Ok(Piece {
            marked: mark(source, &xml, (outer == schema::INCLUDED).then_some(name)),
            placeholders,
            includes: includes.collect(),
            faults,
        })
    }
}

fn fault(file: &str, line: u32, problem: Problem) -> TemplateFault {
    TemplateFault {
        file: file.to_owned(),
        line,
        problem,
    }
}

fn source_line(xml: &Xml<'_>, node: Node<'_, '_>) -> u32 {
    xml.text_pos_at(node.range().start).row
}

/// The file a node of a filled form comes from.
fn marked_file(node: Node<'_, '_>, main: &str) -> String {
    let mut ancestors = node.ancestors();
    let included = ancestors.find_map(|ancestor| ancestor.attribute(FILE));
    included.unwrap_or(main).to_owned()
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
/// filled form says nothing. A file that is included is marked with its name.
fn mark(source: &str, xml: &Xml<'_>, included: Option<&str>) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut done = 0;
    for node in xml.root().descendants().filter(Node::is_element) {
        let range = node.range();
        if let Some(file) = node
            .attribute("file")
            .filter(|_| node.has_tag_name("include"))
        {
            out.push_str(&source[done..range.start]);
            out.push_str(&format!("{{% include \"{file}\" %}}"));
            done = range.end;
            continue;
        }
        let at = range.start + 1 + node.tag_name().name().len();
        out.push_str(&source[done..at]);
        out.push_str(&format!(" {LINE}=\"{}\"", source_line(xml, node)));
        if let Some(field) = field_of(node) {
            out.push_str(&format!(" {FIELD}=\"{field}\""));
        }
        if let Some(file) = included.filter(|_| node == xml.root_element()) {
            out.push_str(&format!(" {FILE}=\"{file}\""));
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
