//! Facts from a JSON file, for assessing without a library.
//!
//! The file holds one project, a list of projects, or an object with
//! `projects` and, if wanted, `readings`, `manual`, `waivers`, `excluded` and
//! `pool`. A project is `{"id", "measure", "facts": {<fact id>: <value>}}`; a
//! value may also be `{"value", "origin"}`, as `ruku return check` prints it;
//! a list is `[{<field id>: <value>}, …]`. `null` means unknown.

use ruku_model::fact::{Fact, Facts, Origin};
use ruku_policy::assessment::{Input, Subject};
use ruku_policy::pack::Pack;
use serde_json::{Map, Value, json};

use crate::error::DeskError;
use crate::names;

/// Reads the file's text.
///
/// # Errors
/// It is no JSON, or names a fact or a value the pack does not know.
pub fn input(pack: &Pack, text: &str) -> Result<Input, DeskError> {
    let document: Value = serde_json::from_str(text)
        .map_err(|error| refused(format!("事实文件不是合法的 JSON（{error}）。")))?;
    let (projects, mut rest) = match document {
        Value::Array(projects) => (projects, Map::new()),
        Value::Object(mut object) => match object.remove("projects") {
            Some(Value::Array(projects)) => (projects, object),
            Some(_) => return Err(refused("“projects”应是项目列表。".to_owned())),
            None => (vec![Value::Object(object)], Map::new()),
        },
        _ => {
            return Err(refused(
                "事实文件应是一个项目、项目列表，或含 projects 的对象。".to_owned(),
            ));
        }
    };
    let subjects: Vec<Subject> = projects
        .iter()
        .enumerate()
        .map(|(index, project)| subject(pack, index, project))
        .collect::<Result<_, _>>()?;
    rest.insert("subjects".to_owned(), json!([]));
    let decided: Input = serde_json::from_value(Value::Object(rest))
        .map_err(|error| refused(format!("事实文件中的认定读不出来（{error}）。")))?;
    Ok(Input {
        subjects,
        ..decided
    })
}

fn subject(pack: &Pack, index: usize, project: &Value) -> Result<Subject, DeskError> {
    let number = (index + 1).to_string();
    let id = match project.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => number,
    };
    let typed = project.get("measure").and_then(Value::as_str);
    let measure = match typed.unwrap_or_default() {
        "" => String::new(),
        // A measure the pack does not know is the engine's to speak about.
        typed => names::measure(pack, typed)
            .map_or(typed, |measure| &measure.id)
            .to_owned(),
    };
    let none = Map::new();
    let given = project
        .get("facts")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    let mut facts = Facts::new();
    for (name, value) in given {
        let Ok(declaration) = names::fact(pack, name) else {
            return Err(refused(format!("项目{id}：政策包没有声明事实“{name}”。")));
        };
        let fact_id = declaration.id.clone();
        let (value, origin) = split(value);
        let read = declaration.read_json(value).map_err(|expected| {
            refused(format!(
                "项目{id}：“{}”填写有误（{expected}）。",
                declaration.label
            ))
        })?;
        if let Some(value) = read {
            facts.insert(fact_id, Fact { value, origin });
        }
    }
    Ok(Subject { id, measure, facts })
}

fn split(value: &Value) -> (&Value, Option<Origin>) {
    match value.get("value") {
        Some(inner) => {
            let origin = value.get("origin").cloned();
            (
                inner,
                origin.and_then(|origin| serde_json::from_value(origin).ok()),
            )
        }
        None => (value, None),
    }
}

fn refused(sentence: String) -> DeskError {
    DeskError::Refused(sentence)
}
