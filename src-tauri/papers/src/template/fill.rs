//! Filling a template with data: minijinja with the placeholders a form is
//! given, and with values written so that they can neither break the
//! template's elements nor vanish.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde_json::Value as Json;

use crate::error::PaperError;

/// Stands for a line break inside a value.
pub(crate) const VALUE_BREAK: char = '\u{2028}';

/// The keys every form's data must have.
const REQUIRED: &[&str] = &["programme", "form", "fingerprint"];

/// The placeholders a form is given; a trailing `.` allows what is below.
const KNOWN: &[&str] = &[
    "programme.title",
    "programme.document_number",
    "programme.notice",
    "programme.year",
    "programme.city",
    "programme.issuer",
    "form.id",
    "form.title",
    "form.copies",
    "form.copies_clause",
    "form.version",
    "form.illustrative",
    "facts.",
    "has.",
    "enterprise",
    "county",
    "direction.id",
    "direction.label",
    "result",
    "result.",
    "data.",
    "fingerprint",
    "printed_on",
];

/// What may be missing as a whole: blank then.
const OPTIONAL: &[&str] = &[
    "enterprise",
    "county",
    "direction",
    "result",
    "data",
    "printed_on",
    "facts",
    "has",
];

/// Functions of the placeholder language.
const FUNCTIONS: &[&str] = &["range", "dict", "namespace", "debug", "lipsum"];

/// The engine, set up once.
pub(crate) struct Engine(Environment<'static>);

impl Engine {
    pub(crate) fn new() -> Engine {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_formatter(format_value);
        environment.add_filter("chinese", chinese_number);
        Engine(environment)
    }

    /// The engine with blocks that templates include, by their file names.
    pub(crate) fn with_blocks(&self, blocks: &[(String, String)]) -> Result<Engine, (u32, String)> {
        let mut environment = self.0.clone();
        for (name, source) in blocks {
            environment
                .add_template_owned(name.clone(), source.clone())
                .map_err(|error| (line_of(&error), explain(&error)))?;
        }
        Ok(Engine(environment))
    }

    /// Checks the statements and placeholders of a template.
    pub(crate) fn check(&self, name: &str, source: &str) -> Result<Vec<String>, (u32, String)> {
        let template = self
            .0
            .template_from_named_str(name, source)
            .map_err(|error| (line_of(&error), explain(&error)))?;
        let mut names = template
            .undeclared_variables(true)
            .into_iter()
            .collect::<Vec<_>>();
        names.sort();
        Ok(names)
    }

    /// Fills a template.
    pub(crate) fn fill(&self, name: &str, source: &str, data: &Json) -> Result<String, FillError> {
        for key in REQUIRED {
            if data.get(*key).is_none_or(Json::is_null) {
                return Err(FillError::Data(PaperError::Context {
                    key: (*key).to_owned(),
                }));
            }
        }
        if let Some(error) = control_in(data) {
            return Err(FillError::Data(error));
        }
        let fault = |error: &Error| {
            let (file, line, reason) = blame(error);
            FillError::Fault(file.unwrap_or_else(|| name.to_owned()), line, reason)
        };
        let template = self
            .0
            .template_from_named_str(name, source)
            .map_err(|error| fault(&error))?;
        template
            .render(context(data))
            .map_err(|error| fault(&error))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

/// Why a template could not be filled.
pub(crate) enum FillError {
    /// The data is not fit.
    Data(PaperError),
    /// The template, or a file it includes, is at fault, at a line.
    Fault(String, u32, String),
}

/// Whether a form is given this placeholder.
pub(crate) fn is_known(name: &str) -> bool {
    FUNCTIONS.contains(&name)
        || KNOWN.iter().any(|known| match known.strip_suffix('.') {
            Some(root) => {
                name == root
                    || name
                        .strip_prefix(root)
                        .is_some_and(|rest| rest.starts_with('.'))
            }
            None => name == *known || known.strip_prefix(name).is_some_and(|r| r.starts_with('.')),
        })
}

fn line_of(error: &Error) -> u32 {
    error
        .line()
        .and_then(|line| u32::try_from(line).ok())
        .unwrap_or(0)
}

/// The file, the line and the reason of an error: those of the included file
/// if the error comes from there.
fn blame(error: &Error) -> (Option<String>, u32, String) {
    let inner = std::error::Error::source(error).and_then(|inner| inner.downcast_ref::<Error>());
    if let Some(inner) = inner.filter(|inner| inner.line().is_some()) {
        return blame(inner);
    }
    (
        error.name().map(str::to_owned),
        line_of(error),
        explain(error),
    )
}

fn explain(error: &Error) -> String {
    error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned)
}

fn context(data: &Json) -> Value {
    let Json::Object(map) = data else {
        return Value::from_object(Absent);
    };
    let given = map.iter().map(|(key, value)| (key.as_str(), value));
    let missing = OPTIONAL.iter().filter(|key| !map.contains_key(**key));
    let values = given
        .chain(missing.map(|key| (*key, &Json::Null)))
        .map(|(key, value)| {
            let value = match key {
                "facts" | "has" | "data" => open_map(value, key == "has"),
                _ => convert(value),
            };
            (key.to_owned(), value)
        });
    Value::from(values.collect::<BTreeMap<String, Value>>())
}

fn convert(value: &Json) -> Value {
    match value {
        Json::Null => Value::from_object(Absent),
        Json::Bool(flag) => Value::from(*flag),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::from(number.to_string()), Value::from),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(convert).collect(),
        Json::Object(map) => {
            let values = map.iter().map(|(key, value)| (key.clone(), convert(value)));
            Value::from(values.collect::<BTreeMap<String, Value>>())
        }
    }
}

fn open_map(value: &Json, flags: bool) -> Value {
    let values = value
        .as_object()
        .map(|map| {
            map.iter()
                .map(|(key, value)| (key.clone(), convert(value)))
                .collect()
        })
        .unwrap_or_default();
    Value::from_object(OpenMap { values, flags })
}

/// A map whose missing keys are blank: facts nobody knows yet.
#[derive(Debug)]
struct OpenMap {
    values: BTreeMap<String, Value>,
    flags: bool,
}

impl Object for OpenMap {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let found = key.as_str().and_then(|key| self.values.get(key)).cloned();
        Some(found.unwrap_or_else(|| match self.flags {
            true => Value::from(false),
            false => Value::from_object(Absent),
        }))
    }
}

/// Nothing: blank on paper, false in conditions.
#[derive(Debug)]
struct Absent;

impl Object for Absent {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, _key: &Value) -> Option<Value> {
        Some(Value::from_object(Absent))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

fn format_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "此处的占位符没有值"));
    }
    let text = match bool::try_from(value.clone()) {
        Ok(flag) => if flag { "是" } else { "否" }.to_owned(),
        Err(_) => value.to_string(),
    };
    // Blank lines and indents typed into a cell are layout, which is ours.
    let blank = |c: char| c.is_whitespace();
    let mut first = true;
    for line in text.split(['\n', '\r', VALUE_BREAK, '\u{2029}', '\u{85}']) {
        let line = line.trim_matches(blank);
        if line.is_empty() {
            continue;
        }
        if !std::mem::take(&mut first) {
            write(out, VALUE_BREAK)?;
        }
        for character in line.chars() {
            match character {
                '<' => write_str(out, "&lt;")?,
                '>' => write_str(out, "&gt;")?,
                '&' => write_str(out, "&amp;")?,
                '"' => write_str(out, "&quot;")?,
                '\'' => write_str(out, "&#39;")?,
                '\t' | '\u{b}' | '\u{c}' => write(out, ' ')?,
                other => write(out, other)?,
            }
        }
    }
    Ok(())
}

fn write(out: &mut Output<'_>, character: char) -> Result<(), Error> {
    write_str(out, character.encode_utf8(&mut [0; 4]))
}

fn write_str(out: &mut Output<'_>, text: &str) -> Result<(), Error> {
    fmt::Write::write_str(out, text)
        .map_err(|_| Error::new(ErrorKind::WriteFailure, "cannot write"))
}

/// The first control character in any value: XML cannot hold it, paper neither.
fn control_in(data: &Json) -> Option<PaperError> {
    match data {
        Json::String(text) => {
            let bad = |c: char| {
                (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}'))
                    || matches!(c, '\u{fffe}' | '\u{ffff}')
            };
            let at = text.find(bad)?;
            let code = text[at..].chars().next().map_or(0, u32::from);
            let near = text.chars().filter(|c| !c.is_control()).take(20).collect();
            Some(PaperError::Control { code, near })
        }
        Json::Array(items) => items.iter().find_map(control_in),
        Json::Object(map) => map.values().find_map(control_in),
        _ => None,
    }
}

/// A small number in Chinese: 7 is 七, 12 is 十二 (一式七份).
fn chinese_number(value: u32) -> String {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| DIGITS[(n % 10) as usize];
    match (value / 10, value % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, 0) => format!("{}十", digit(tens)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_placeholders() {
        for name in [
            "facts.content",
            "has.x",
            "result.steps",
            "programme",
            "direction.label",
        ] {
            assert!(is_known(name), "{name} is given to every form");
        }
        for name in [
            "fact.content",
            "programme.titel",
            "results",
            "enterprise.name",
        ] {
            assert!(!is_known(name), "{name} is a slip");
        }
    }

    #[test]
    fn counts_in_chinese() {
        for (number, words) in [
            (2, "二"),
            (7, "七"),
            (10, "十"),
            (12, "十二"),
            (35, "三十五"),
        ] {
            assert_eq!(
                chinese_number(number),
                words,
                "copies as notices write them"
            );
        }
    }
}
