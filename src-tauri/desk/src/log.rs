//! The audit trail in words: one Chinese sentence for each entry.

use std::collections::BTreeMap;
use std::sync::Arc;

use ruku_library::copy_state::CopyState;
use ruku_library::life_cycle::ProjectState;
use ruku_library::table::audit::{Action, AuditEntry};
use ruku_model::fact::FactId;
use ruku_model::finding::FindingKind;
use ruku_model::money::Money;
use ruku_policy::declare::FormDecl;
use ruku_policy::pack::Pack;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::show;

/// A line of the audit trail as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// Its place, from 1.
    pub seq: i64,
    /// When, in words.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What, in Chinese.
    pub action: String,
    /// What was done, as a Chinese sentence.
    pub text: String,
    /// The details as JSON text.
    pub detail: String,
}

impl Desk {
    /// The audit trail, oldest first.
    ///
    /// # Errors
    /// No library is open.
    pub fn audit_log(&self) -> Result<Vec<AuditLine>, DeskError> {
        let library = self.library()?;
        let mut packs: BTreeMap<String, Arc<Pack>> = BTreeMap::new();
        for programme in library.programmes()? {
            // A pack that no longer loads leaves its ids untranslated.
            if let Ok(pack) = self.pack_of(&programme) {
                packs.insert(programme.id, pack);
            }
        }
        // Without their list the ids stay as they are.
        let common = common::list(&self.setting.assets).unwrap_or_default();
        let entries = library.audit_log(None)?.into_iter();
        Ok(entries
            .map(|entry| {
                let pack = entry.programme.as_deref().and_then(|id| packs.get(id));
                AuditLine {
                    seq: entry.seq,
                    at: show::moment(entry.at),
                    text: sentence(&entry, (pack.map(|pack| &**pack), &common)),
                    actor: entry.actor,
                    action: entry.action.label().to_owned(),
                    detail: entry.detail.to_string(),
                }
            })
            .collect())
    }
}

/// An entry's details, read by key.
struct Detail<'a>(&'a Value);

impl Detail<'_> {
    fn text(&self, key: &str) -> String {
        match &self.0[key] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    /// A part of the sentence, if there is something to say.
    fn part(&self, before: &str, key: &str, after: &str) -> String {
        match self.text(key).as_str() {
            "" => String::new(),
            text => format!("{before}{text}{after}"),
        }
    }

    /// The members of a list.
    fn list(&self, key: &str) -> String {
        let members = self.0[key].as_array().map(Vec::as_slice);
        let members = members.unwrap_or_default().iter().map(Value::to_string);
        members.collect::<Vec<_>>().join("、")
    }

    /// A state by its Chinese name.
    fn state<S: DeserializeOwned>(&self, key: &str, label: impl Fn(S) -> &'static str) -> String {
        let state = serde_json::from_value(self.0[key].clone());
        state.map_or_else(|_| self.text(key), |state| label(state).to_owned())
    }

    /// A hash by its first digits.
    fn short(&self, key: &str) -> String {
        self.text(key).chars().take(12).collect()
    }

    fn money(&self, key: &str) -> String {
        let amount: Option<Money> = serde_json::from_value(self.0[key].clone()).ok();
        amount.map_or_else(String::new, |amount| format!("{}元", amount.grouped()))
    }
}

/// What ids are translated by: the programme's pack, and the common forms.
type Known<'a> = (Option<&'a Pack>, &'a [FormDecl]);

fn sentence(entry: &AuditEntry, known: Known<'_>) -> String {
    let pack = known.0;
    let d = Detail(&entry.detail);
    let why = d.part("，理由：", "reason", "");
    match entry.action {
        Action::LibraryCreated => d.part("程序版本", "version", ""),
        Action::SchemaUpgraded => format!("库结构由第{}版升到第{}版", d.text("from"), d.text("to")),
        Action::Restored => format!(
            "由备份{}恢复，恢复前的状态另存为{}",
            d.text("backup"),
            d.text("replaced")
        ),
        Action::ProgrammeOpened => format!(
            "“{}”，政策包{}（{}）",
            d.text("title"),
            d.text("pack"),
            d.short("pack_hash")
        ),
        Action::PackLoaded => format!(
            "{}（{}），来自{}",
            d.text("pack"),
            d.short("pack_hash"),
            d.text("source")
        ),
        Action::PackAdopted => {
            format!("由{}换为{}{why}", d.short("from"), d.short("to"))
        }
        Action::NilReturnNoted => format!("{}{why}", d.text("county")),
        Action::NilReturnDropped => d.text("county"),
        Action::TakenIn => taken_in(&d),
        Action::Withdrawn => format!(
            "第{}批“{}”及其{}个项目{why}",
            d.text("batch"),
            d.text("file"),
            d.text("projects")
        ),
        Action::ReadAnew => format!(
            "第{}批“{}”，现有{}个项目{}{why}",
            d.text("batch"),
            d.text("file"),
            d.text("projects"),
            lapsed(&d)
        ),
        Action::FactSet => format!("{}{why}", fact(&d, pack)),
        Action::SentBack => format!("“{}”", d.text("file")),
        Action::DraftSettled => format!(
            "“{}”{}{}{}{why}",
            d.text("file"),
            d.text("sheet"),
            d.text("cell"),
            d.state("kind", |kind: FindingKind| kind.label())
        ),
        Action::FindingSettled => format!("第{}号问题{why}", d.text("finding")),
        Action::HeaderRemembered => format!(
            "{}的表头“{}”表示{}",
            d.text("county"),
            d.text("header"),
            d.part("“", "fact", "”")
        ),
        Action::Decided => format!("{}{why}", decided(&d, pack)),
        Action::DuplicateDecided => {
            format!("线索{}，项目{}{why}", d.text("set"), d.list("projects"))
        }
        Action::DecisionRevoked => format!("第{}号认定{why}", d.text("decision")),
        Action::Assessed => assessed(&d),
        Action::Recomputed => format!(
            "程序{}重算{}次历史测算，{}次结果不同",
            d.text("engine"),
            d.text("runs"),
            entry.detail["differing"].as_object().map_or(0, Map::len)
        ),
        Action::UpgradeConfirmed => format!(
            "第{}次测算用程序{}重算结果不同，已核对{why}",
            d.text("run"),
            d.text("engine")
        ),
        Action::Printed => format!(
            "{}的{}，一式{}份，数据指纹{}",
            d.text("subject"),
            form(&d.text("form"), known),
            d.text("copies"),
            d.text("fingerprint")
        ),
        Action::PrintResumed => format!(
            "第{}批{}，从第{}份起",
            d.text("printing"),
            form(&d.text("form"), known),
            d.text("from_copy")
        ),
        Action::CopyMarked => format!(
            "{}的{}，第{}份：{}，{}{}{why}",
            d.text("subject"),
            form(&d.text("form"), known),
            d.list("copies"),
            d.state("to", CopyState::label),
            d.text("day"),
            d.part("，", "who", "")
        ),
        Action::CopyTakenBack => format!(
            "{}，第{}份：由{}改回{}{why}",
            d.text("subject"),
            d.text("copy"),
            d.state("from", CopyState::label),
            d.state("to", CopyState::label)
        ),
        Action::StateChanged => format!(
            "{} {}：由{}转为{}{why}",
            d.text("enterprise"),
            d.text("name"),
            d.state("from", ProjectState::label),
            d.state("to", ProjectState::label)
        ),
    }
}

fn taken_in(d: &Detail<'_>) -> String {
    let what = match d.text("nil_return").as_str() {
        "true" => "零报送".to_owned(),
        _ => format!("{}个项目", d.text("projects")),
    };
    format!(
        "第{}批“{}”，{what}{}{}",
        d.text("batch"),
        d.text("file"),
        d.part("，接受提醒的理由：", "accept_reason", ""),
        lapsed(d)
    )
}

/// What persons had done and no longer fits, each by name.
fn lapsed(d: &Detail<'_>) -> String {
    let all = d.0["lapsed"].as_array().map(Vec::as_slice);
    let all: Vec<&str> = all
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    match all.len() {
        0 => String::new(),
        many => format!("，{many}处填写或处理不再对应：{}", all.join("；")),
    }
}

fn fact(d: &Detail<'_>, pack: Option<&Pack>) -> String {
    let id = FactId::new(d.text("fact"));
    let declaration = pack.and_then(|pack| pack.fact(&id));
    let label = declaration.map_or_else(|| id.to_string(), |fact| fact.label.clone());
    let value = |key: &str| {
        let shown = declaration.and_then(|fact| {
            let value =
                ruku_model::fact::FactValue::from_json(&d.0[key], fact.fact_type).ok()??;
            Some(show::value_with_unit(fact, &value))
        });
        match shown.unwrap_or_else(|| d.text(key)).as_str() {
            "" => "未知".to_owned(),
            text => text.to_owned(),
        }
    };
    format!(
        "{} {}：{label}由{}改为{}",
        d.text("enterprise"),
        d.text("name"),
        value("from"),
        value("to")
    )
}

fn decided(d: &Detail<'_>, pack: Option<&Pack>) -> String {
    let subject = d.text("subject");
    let paper = d.part("，依据：", "authority", "");
    let project = d.part("项目", "project", "");
    let what = match d.text("kind").as_str() {
        "reading" => {
            let chosen = d.text("chosen");
            let reading = pack.and_then(|pack| pack.reading(&subject));
            let option = reading.and_then(|one| one.options.iter().find(|o| o.id == chosen));
            let question = reading.map_or(&subject, |reading| &reading.question);
            let option = option.map_or(&chosen, |option| &option.text);
            format!("口径：{question} 采用：{option}")
        }
        "manual" => format!("{project}人工认定{}", d.money("amount")),
        "proposed" => format!("{project}拟安排{}", d.money("amount")),
        "waiver" => {
            let condition = pack.and_then(|pack| pack.condition(&subject));
            let title = condition.map_or(&subject, |condition| &condition.title);
            let whom = match project.as_str() {
                "" => "全部项目",
                project => project,
            };
            format!("{whom}豁免条件“{title}”")
        }
        _ => format!("{project}{}", d.text("kind")),
    };
    format!("第{}号：{what}{paper}", d.text("decision"))
}

fn assessed(d: &Detail<'_>) -> String {
    let pool: Option<Money> = serde_json::from_value(d.0["pool"]["amount"].clone()).ok();
    let pool = pool.map_or_else(String::new, |pool| {
        format!("，分配资金池{}元", pool.grouped())
    });
    format!(
        "第{}次，{}个项目{pool}，政策包{}，程序{}",
        d.text("run"),
        d.text("projects"),
        d.short("pack_hash"),
        d.text("engine")
    )
}

fn form(id: &str, (pack, common): Known<'_>) -> String {
    let form = pack.and_then(|pack| pack.form(id));
    match form {
        Some(form) => form.short.clone(),
        None => common
            .iter()
            .find(|form| form.id == id)
            .map_or_else(|| id.to_owned(), |form| form.short.clone()),
    }
}
