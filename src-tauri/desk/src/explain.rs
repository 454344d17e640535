//! Why an amount is what it is: the frozen result with where every value came
//! from, what people decided, and what smallest change would alter it. Screens,
//! the command line and the printed 计算说明书 all show this one account.

use std::collections::BTreeMap;

use ruku_library::table::assessment_result::StoredResult;
use ruku_library::table::fact::FactRecord;
use ruku_library::table::project::Project;
use ruku_model::amount_words::in_words;
use ruku_model::date::chinese_day;
use ruku_model::fact::{FactId, FactValue, Facts};
use ruku_model::money::{Exact, Money};
use ruku_policy::assessment::{Input, ProjectResult, ReadingUsed, Waiver};
use ruku_policy::counterfactual::counterfactuals;
use ruku_policy::pack::Pack;
use ruku_policy::related::related;
use ruku_policy::trace::LimitPassed;

use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::paper_data::calculation::Account;
use crate::paper_data::subject::Subject;
use crate::print::desktop::Desktop;
use crate::show;
use crate::view::{InputView, LimitView, ResultView, StepView};

/// The most lines that say what would alter a result.
const COUNTERFACTUALS_MAX: usize = 3;

impl Desk {
    /// The account of a project's last result.
    pub(crate) fn account(
        &self,
        project: &Project,
        stored: &StoredResult,
    ) -> Result<ResultView, DeskError> {
        let input = self.library()?.frozen_input(stored.run)?;
        let pack = self.pack_by_hash(&stored.pack_hash)?;
        Ok(account(project, stored, &pack, &input))
    }
}

impl Desk {
    /// Gives a form that shows steps the accounts of a subject's projects; what
    /// went into the run is read once for all of them.
    pub(crate) fn account_for(
        &self,
        desktop: &mut Desktop,
        subject: &Subject,
        frozen: &mut Option<Input>,
    ) -> Result<(), DeskError> {
        if desktop.form.id != common::CALCULATION {
            return Ok(());
        }
        for project in &subject.projects {
            let library = self.library()?;
            let Some(stored) = library.result(project.id)? else {
                continue;
            };
            let input = match frozen.take() {
                Some(input) => input,
                None => library.frozen_input(stored.run)?,
            };
            let pack = self.pack_by_hash(&stored.pack_hash)?;
            let whole = library.project(project.id)?;
            let programme = &desktop.programme;
            let measure = project.measure.as_deref();
            let account = Account {
                view: account(&whole, &stored, &pack, &input),
                decisions: self.decisions_about(programme, &pack, project.id, measure)?,
                stale_why: self.stale_why(programme, &whole, &stored)?,
            };
            desktop.accounts.insert(project.id, account);
            *frozen = Some(input);
        }
        Ok(())
    }
}

/// The account of a result, from the input it was computed from.
pub(crate) fn account(
    project: &Project,
    stored: &StoredResult,
    pack: &Pack,
    input: &Input,
) -> ResultView {
    let result = &stored.result;
    let waivers = waivers(pack, result, input);
    ResultView {
        kind: show::kind_id(result.kind).to_owned(),
        kind_label: result.kind.label().to_owned(),
        amount: result.amount.map(Money::grouped).unwrap_or_default(),
        amount_words: result.amount.map(in_words).unwrap_or_default(),
        missing: result
            .missing
            .iter()
            .map(|missing| format!("{}：{}", missing.label, missing.why))
            .collect(),
        failed: result
            .failed
            .iter()
            .map(|failed| with_typed(show::failed(failed), &failed.condition, project, stored))
            .collect(),
        binding: result
            .binding
            .as_ref()
            .map(|binding| binding.text.clone())
            .unwrap_or_default(),
        binding_clause: result
            .binding
            .as_ref()
            .map(|binding| binding.clause.clone())
            .unwrap_or_default(),
        rejected: rejected(result),
        limits: result.limits.iter().map(limit).collect(),
        waivers,
        counterfactuals: nearest(pack, input, &result.id),
        steps: result
            .steps
            .iter()
            .map(|step| StepView {
                inputs: step
                    .inputs
                    .iter()
                    .map(|input| InputView {
                        origin: match &input.origin {
                            Some(origin) => show::origin_in_full(origin),
                            None => typed(project, &input.id, stored),
                        },
                        ..show::step_input(input)
                    })
                    .collect(),
                ..show::step(step)
            })
            .collect(),
        readings: result
            .readings
            .iter()
            .map(|reading| used(reading, input))
            .collect(),
        notes: notes(pack, result, input),
        assessed_at: show::moment(stored.at),
        versions: format!(
            "政策包 {} · 程序 {} · 测算人 {}",
            stored.pack_hash.get(..12).unwrap_or(&stored.pack_hash),
            stored.engine,
            stored.by
        ),
    }
}

/// Who typed a fact that came from no cell, as it was when it was assessed. A
/// clock that was set back in between does not hide who it was.
fn typed(project: &Project, fact: &str, stored: &StoredResult) -> String {
    let Some(frozen) = stored.subject.facts.get(fact) else {
        return String::new();
    };
    let Some(history) = project.history.get(&FactId::new(fact)) else {
        return String::new();
    };
    let same = |record: &&FactRecord| {
        record.origin.is_none() && record.value.as_ref() == Some(&frozen.value)
    };
    let mut before = history.iter().filter(|record| record.at <= stored.at);
    let record = before.find(same).or_else(|| history.iter().find(same));
    record.map_or_else(String::new, |record| supplied(history, record))
}

/// Who typed a value, and what the county's cell had said of it.
pub(crate) fn supplied(history: &[FactRecord], record: &FactRecord) -> String {
    let cell = history.iter().find_map(|record| record.origin.as_ref());
    match cell {
        Some(cell) => format!(
            "{}；县报“{}”（{}!{}）",
            typed_by(record),
            show::cell_text(cell),
            cell.sheet,
            cell.cell
        ),
        None => typed_by(record),
    }
}

/// Who typed a value, when and on what grounds.
pub(crate) fn typed_by(record: &FactRecord) -> String {
    let at = show::moment(record.at);
    match &record.reason {
        Some(reason) => format!("录入人：{}，{at}，依据：{reason}", record.by),
        None => format!("录入人：{}，{at}", record.by),
    }
}

/// A failed condition whose value a person typed says who did.
fn with_typed(
    mut view: StepView,
    condition: &str,
    project: &Project,
    stored: &StoredResult,
) -> StepView {
    let step = stored.result.steps.iter().find(|step| step.id == condition);
    let facts = step.map(|step| step.inputs.as_slice()).unwrap_or_default();
    if let Some(read) = view.inputs.first_mut()
        && read.origin.is_empty()
    {
        let origins: Vec<String> = facts
            .iter()
            .map(|input| typed(project, &input.id, stored))
            .filter(|origin| !origin.is_empty())
            .collect();
        read.origin = origins.join("；");
    }
    view
}

/// A reading that was used, with who chose it and why.
fn used(reading: &ReadingUsed, input: &Input) -> String {
    let chosen = input.readings.iter().rev().find(|one| one.id == reading.id);
    let by = match chosen.filter(|one| one.chosen == reading.chosen) {
        Some(choice) => format!("{}选定，理由：{}", choice.by, choice.reason),
        None => "政策包默认".to_owned(),
    };
    format!("{} 采用：{}（{by}）", reading.question, reading.text)
}

/// The choices that gave way to another, each with its amount.
fn rejected(result: &ProjectResult) -> Vec<String> {
    let mut said = Vec::new();
    for choice in &result.choices {
        let taken = choice
            .alternatives
            .iter()
            .find(|one| one.taken == Some(true));
        for one in choice
            .alternatives
            .iter()
            // Another policy that gave nothing is no choice.
            .filter(|one| one.taken == Some(false) && one.amount != Some(Money::ZERO))
        {
            let instead = taken.map_or_else(String::new, |taken| {
                format!("，采用“{}”{}", taken.title, taken.words)
            });
            said.push(format!(
                "“{}”{}（{}，{}{instead}；{}）",
                one.title, one.words, choice.level, choice.label, choice.clause
            ));
        }
    }
    said
}

/// A limit the result passed, from the project up to the pool.
fn limit(passed: &LimitPassed) -> LimitView {
    let words = match passed.limit {
        Some(_) => passed.words.clone(),
        None => format!("{}（尚未核定）", passed.words),
    };
    LimitView {
        said: said_of_limit(passed),
        level: passed.level.clone(),
        label: passed.label.clone(),
        words,
        clause: passed.clause.clone(),
        bound: passed.bound,
    }
}

/// A limit in one sentence: on what, how much, and what it took.
fn said_of_limit(passed: &LimitPassed) -> String {
    let fen = |exact: Option<Exact>| exact?.floor_to(Money::from_fen(1));
    let effect = match (passed.bound, fen(passed.before).zip(fen(passed.after))) {
        (true, Some((before, after))) => {
            format!("起作用：{}元减为{}元", before.grouped(), after.grouped())
        }
        (true, None) => "起作用".to_owned(),
        (false, _) if passed.limit.is_none() => "尚未核定".to_owned(),
        (false, _) => "未超过".to_owned(),
    };
    let clause = match passed.clause.as_str() {
        "" => String::new(),
        clause => format!("（{clause}）"),
    };
    format!(
        "{}｜{}：{}，{effect}{clause}",
        passed.level, passed.label, passed.words
    )
}

/// The notes; what a waiver's own line says is not said again.
fn notes(pack: &Pack, result: &ProjectResult, input: &Input) -> Vec<String> {
    let of_waiver = |text: &str| {
        input.waivers.iter().any(|waiver| {
            let condition = pack.condition(&waiver.condition);
            condition.is_some_and(|condition| {
                text.starts_with(&format!(
                    "{}：依据{}豁免",
                    condition.title, waiver.authority
                ))
            })
        })
    };
    let notes = result.notes.iter().map(|note| note.text.clone());
    notes.filter(|text| !of_waiver(text)).collect()
}

/// The waivers that acted on a result, whole: paper, scope, end, approver.
fn waivers(pack: &Pack, result: &ProjectResult, input: &Input) -> Vec<String> {
    let acted = |waiver: &&Waiver| {
        waiver.subject.as_deref().is_none_or(|id| id == result.id)
            && result.steps.iter().any(|step| {
                step.id == waiver.condition
                    && step.result != "符合"
                    && step.text.contains(&waiver.authority)
            })
    };
    let mut said: Vec<String> = Vec::new();
    for waiver in input.waivers.iter().filter(acted) {
        let condition = pack.condition(&waiver.condition);
        let title = condition.map_or(waiver.condition.as_str(), |condition| &condition.title);
        let scope = match waiver.subject {
            Some(_) => "只对本项目",
            None => "对本专项全部项目",
        };
        let end = match waiver.expires_on {
            Some(last) => format!("有效期至{}", chinese_day(last)),
            None => "没有期限".to_owned(),
        };
        said.push(format!(
            "“{title}”按{}豁免（{scope}，{end}，批准人：{}），理由：{}",
            waiver.authority, waiver.by, waiver.reason
        ));
    }
    said
}

/// What smallest changes would alter a result. With a pool the change is told
/// as it would be before sharing: a share moves with everybody's amounts.
fn nearest(pack: &Pack, input: &Input, subject: &str) -> Vec<String> {
    let pooled = input.pool.is_some();
    let alone = Input {
        pool: None,
        ..input.clone()
    };
    counterfactuals(pack, &related(pack, &alone, subject), subject)
        .into_iter()
        .take(COUNTERFACTUALS_MAX)
        .map(|change| match pooled {
            true => format!("{}（未计资金池分配）", change.text),
            false => change.text,
        })
        .collect()
}

/// The labels of facts that are others now than when they were assessed.
pub(crate) fn changed_facts(pack: &Pack, then: &Facts, now: &Facts) -> Vec<String> {
    let values = |facts: &Facts| -> BTreeMap<FactId, FactValue> {
        facts
            .iter()
            .map(|(id, fact)| (id.clone(), fact.value.clone()))
            .collect()
    };
    let (then, now) = (values(then), values(now));
    let mut ids: Vec<&FactId> = then.keys().chain(now.keys()).collect();
    ids.sort();
    ids.dedup();
    ids.into_iter()
        .filter(|id| then.get(*id) != now.get(*id))
        .map(|id| {
            pack.fact(id)
                .map_or_else(|| id.to_string(), |fact| fact.label.clone())
        })
        .collect()
}
