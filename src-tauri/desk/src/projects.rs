//! The library's projects as screens show them, and facts a person supplies.

use std::collections::{BTreeMap, BTreeSet};

use ruku_library::table::assessment_result::StoredResult;
use ruku_library::table::fact::FactRecord;
use ruku_library::table::finding::FindingState;
use ruku_library::table::programme::Programme;
use ruku_library::table::project::{Project, ProjectFilter, ProjectId, ProjectSummary};
use ruku_model::fact::{FactId, FactType, FactValue, Facts};
use ruku_model::finding::Severity;
use ruku_model::money::{Money, MoneyUnit};
use ruku_model::region::Regions;
use ruku_policy::assessment::ProjectResult;
use ruku_policy::declare::FactDecl;
use ruku_policy::pack::{Measure, Pack};

use crate::assess::by_kind;
use crate::cautions::cautions;
use crate::decide::is_manual;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::explain::{changed_facts, supplied};
use crate::returns::county_name;
use crate::sets::Doubts;
use crate::show;
use crate::view::{Choice, FactView, ProjectList, ProjectRow, ProjectView};

impl Desk {
    /// The grid of a programme.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn projects(&self, programme: &str) -> Result<ProjectList, DeskError> {
        let programme = self.programme(Some(programme))?;
        let pack = self.pack_of(&programme)?;
        let regions = self.regions()?;
        let library = self.library()?;
        let mut facts = library.facts(&programme.id)?;
        let results = self.latest_results(&programme.id)?;
        let doubts = self.doubts(&programme.id)?;
        let proposals = self.proposals(&programme.id)?;
        let rows: Vec<ProjectRow> = library
            .projects(&programme.id, &ProjectFilter::default())?
            .into_iter()
            .map(|summary| {
                let facts = facts.remove(&summary.id).unwrap_or_default();
                let result = results.get(&summary.id.0.to_string());
                let row = row(&summary, &facts, result, &pack, &regions);
                let row = proposed(row, proposals.get(&summary.id).copied(), result);
                marked(row, &doubts)
            })
            .collect();
        let amounts: Vec<Money> = results
            .values()
            .filter_map(|result| result.amount)
            .collect();
        let counted = u32::try_from(amounts.len()).unwrap_or(u32::MAX);
        let kinds = results.values().map(|result| (result.kind, result.amount));
        let mut subtotals = by_kind(kinds)?;
        subtotals.retain(|kind| !kind.total.is_empty());
        Ok(ProjectList {
            rows,
            subtotals,
            total: total(amounts)?.grouped(),
            counted,
            stale: library.stale(&programme.id)?,
            cautions: cautions(&results, &doubts.open, &proposals)?,
        })
    }

    /// One project with its facts, findings and result.
    ///
    /// # Errors
    /// There is no such project.
    pub fn project(&self, id: i64) -> Result<ProjectView, DeskError> {
        let project = self.library()?.project(ProjectId(id))?;
        let programme = self.programme(Some(&project.summary.programme))?;
        let pack = self.pack_of(&programme)?;
        let stored = self.library()?.result(project.summary.id)?;
        let result = stored.as_ref().map(|stored| &stored.result);
        let missing: BTreeSet<&FactId> = result
            .map(|result| result.missing.iter().map(|missing| &missing.fact).collect())
            .unwrap_or_default();
        let file = self.library()?.batch(project.summary.batch)?.name;
        let findings = project
            .findings
            .iter()
            .filter(|stored| stored.state == FindingState::Open)
            .filter(|stored| stored.finding.severity > Severity::Info)
            .map(|stored| show::finding(&file, &stored.finding))
            .collect();
        let doubts = self.doubts(&programme.id)?;
        let row = row(
            &project.summary,
            &project.facts,
            result,
            &pack,
            &self.regions()?,
        );
        let proposals = self.proposals(&programme.id)?;
        let row = proposed(row, proposals.get(&project.summary.id).copied(), result);
        let measure = project.summary.measure.as_deref();
        let stale_why = match &stored {
            Some(stored) => self.stale_why(&programme, &project, stored)?,
            None => String::new(),
        };
        Ok(ProjectView {
            row: marked(row, &doubts),
            facts: fact_views(&project, &pack, &missing),
            findings,
            result: match &stored {
                Some(stored) => Some(self.account(&project, stored)?),
                None => None,
            },
            stale: !stale_why.is_empty(),
            stale_why,
            remarks: Vec::new(),
            decisions: self.decisions_about(&programme, &pack, project.summary.id, measure)?,
            manual: measure.is_some_and(|measure| is_manual(&pack, measure)),
            conditions: measure
                .and_then(|id| pack.measure(id))
                .map(|measure| conditions(&pack, measure))
                .unwrap_or_default(),
        })
    }

    /// What has changed since a project was assessed; empty if nothing has.
    pub(crate) fn stale_why(
        &self,
        programme: &Programme,
        project: &Project,
        stored: &StoredResult,
    ) -> Result<String, DeskError> {
        let library = self.library()?;
        if !library.stale(&programme.id)? {
            return Ok(String::new());
        }
        let pack = self.pack_of(programme)?;
        let facts = changed_facts(&pack, &stored.subject.facts, &project.facts);
        if !facts.is_empty() {
            return Ok(format!("测算以后改动了：{}。", facts.join("、")));
        }
        if programme.pack_hash != stored.pack_hash {
            return Ok("测算以后换了政策包的版本。".to_owned());
        }
        let now = library.decided(&programme.id)?;
        let then = library.frozen_input(stored.run)?;
        let decided = (&now.readings, &now.manual, &now.waivers);
        if decided != (&then.readings, &then.manual, &then.waivers) {
            return Ok("测算以后登记或撤回了认定。".to_owned());
        }
        Ok("测算以后同一专项的其他项目有变动，合并计算的限额可能受影响。".to_owned())
    }

    /// The results of a programme's latest assessment by project.
    pub(crate) fn latest_results(
        &self,
        programme: &str,
    ) -> Result<BTreeMap<String, ProjectResult>, DeskError> {
        let Some(run) = self.library()?.latest_assessment(programme)? else {
            return Ok(BTreeMap::new());
        };
        let assessment = self.library()?.frozen_run(run.id)?.assessment;
        Ok(by_id(assessment.results))
    }

    /// A programme with the pack it runs under.
    ///
    /// # Errors
    /// See [`Desk::programme`].
    pub fn programme_and_pack(
        &self,
        named: Option<&str>,
    ) -> Result<(Programme, std::sync::Arc<Pack>), DeskError> {
        let programme = self.programme(named)?;
        let pack = self.pack_of(&programme)?;
        Ok((programme, pack))
    }
}

/// Results by their project.
pub(crate) fn by_id(results: Vec<ProjectResult>) -> BTreeMap<String, ProjectResult> {
    let results = results.into_iter();
    results.map(|result| (result.id.clone(), result)).collect()
}

/// Adds amounts up; a sum beyond all money there is means damaged data.
pub(crate) fn total(amounts: impl IntoIterator<Item = Money>) -> Result<Money, DeskError> {
    Money::checked_sum(amounts).ok_or_else(|| {
        DeskError::Refused("金额合计超出可表示的范围，请核对各项目金额。".to_owned())
    })
}

/// The amount that tells how big a project is: the first amount a return of
/// this pack carries for it.
pub(crate) fn size<'a>(
    pack: &Pack,
    value: impl Fn(&str) -> Option<&'a FactValue>,
) -> Option<&'a FactValue> {
    pack.facts
        .iter()
        .filter(|fact| fact.fact_type == FactType::Money)
        .find_map(|fact| value(fact.id.as_str()))
}

/// A row whose reason begins with the doubt, if it may be there twice, or with
/// the decision that leaves it out.
pub(crate) fn marked(mut row: ProjectRow, doubts: &Doubts) -> ProjectRow {
    let id = ProjectId(row.id);
    if let Some(words) = doubts.left_out_words(id) {
        row.reason = words;
    } else if doubts.open.contains(&id) {
        row.reason = format!("疑似重复申报，核实前不得安排资金。{}", row.reason);
    }
    row
}

/// A row with what is to be paid; a proposal that does not stand any more says so.
pub(crate) fn proposed(
    mut row: ProjectRow,
    amount: Option<Money>,
    result: Option<&ProjectResult>,
) -> ProjectRow {
    let Some(amount) = amount else { return row };
    row.proposed = amount.grouped();
    if let Some(refused) = result.and_then(|result| result.refuses(amount)) {
        row.reason = format!("{refused}{}", row.reason);
    }
    row
}

/// The conditions of a measure.
fn conditions(pack: &Pack, measure: &Measure) -> Vec<Choice> {
    let conditions = measure.requires.iter().filter_map(|id| pack.condition(id));
    conditions
        .map(|condition| Choice {
            id: condition.id.clone(),
            label: condition.title.clone(),
        })
        .collect()
}

/// A project in the grid.
pub(crate) fn row(
    summary: &ProjectSummary,
    facts: &Facts,
    result: Option<&ProjectResult>,
    pack: &Pack,
    regions: &Regions,
) -> ProjectRow {
    let measure = summary.measure.as_deref().and_then(|id| pack.measure(id));
    let amount = result.and_then(|result| result.amount);
    ProjectRow {
        id: summary.id.0,
        county: county_name(regions, summary.county.as_deref()),
        enterprise: summary.enterprise.clone(),
        credit_code: summary.credit_code.clone(),
        project: summary.name.clone(),
        direction: measure
            .map(|measure| measure.title.clone())
            .unwrap_or_default(),
        investment_wan: size(pack, |id| facts.get(id).map(|fact| &fact.value))
            .map(|value| value.readable(Some(MoneyUnit::WanYuan)))
            .unwrap_or_default(),
        kind: result
            .map(|result| show::kind_id(result.kind).to_owned())
            .unwrap_or_default(),
        kind_label: result
            .map(|result| result.kind.label().to_owned())
            .unwrap_or_default(),
        amount: amount.map(Money::grouped).unwrap_or_default(),
        proposed: String::new(),
        reason: result.map(show::reason).unwrap_or_default(),
        open_findings: summary.open_findings,
    }
}

fn fact_views(project: &Project, pack: &Pack, missing: &BTreeSet<&FactId>) -> Vec<FactView> {
    let declared = pack.facts.iter().map(|declaration| {
        let history = project.history.get(&declaration.id);
        fact_view(
            project,
            declaration,
            history,
            missing.contains(&declaration.id),
        )
    });
    let extra = project
        .facts
        .iter()
        .filter(|(id, _)| pack.fact(id).is_none())
        .map(|(id, _)| extra_view(project, id));
    declared.chain(extra).collect()
}

fn fact_view(
    project: &Project,
    declaration: &FactDecl,
    history: Option<&Vec<FactRecord>>,
    missing: bool,
) -> FactView {
    let fact = project.facts.get(&declaration.id);
    let current = history.and_then(|records| records.iter().find(|record| record.current));
    FactView {
        id: declaration.id.to_string(),
        label: show::label_with_unit(declaration),
        fact_type: type_id(declaration.fact_type).to_owned(),
        shown: fact
            .map(|fact| show::value(declaration, &fact.value))
            .unwrap_or_default(),
        input: show::input(declaration, fact),
        options: options(declaration),
        origin: current
            .zip(history)
            .map(|(record, history)| origin(history, record))
            .unwrap_or_default(),
        raw: current
            .and_then(|record| record.origin.as_ref())
            .map(show::cell_text)
            .unwrap_or_default(),
        help: declaration.help.clone(),
        missing,
    }
}

/// A fact without a value: what a column can mean, what can be typed.
pub(crate) fn blank_fact(declaration: &FactDecl) -> FactView {
    FactView {
        id: declaration.id.to_string(),
        label: show::label_with_unit(declaration),
        fact_type: type_id(declaration.fact_type).to_owned(),
        shown: String::new(),
        input: String::new(),
        options: options(declaration),
        origin: String::new(),
        raw: String::new(),
        help: declaration.help.clone(),
        missing: false,
    }
}

/// A column nobody asked for: shown as it came.
fn extra_view(project: &Project, id: &FactId) -> FactView {
    let fact = project.facts.get(id);
    let text = fact
        .map(|fact| fact.value.readable(None))
        .unwrap_or_default();
    FactView {
        id: id.to_string(),
        label: id
            .as_str()
            .strip_prefix("extra:")
            .unwrap_or(id.as_str())
            .to_owned(),
        fact_type: "extra".to_owned(),
        shown: text.clone(),
        input: text,
        options: Vec::new(),
        origin: show::origin(fact.and_then(|fact| fact.origin.as_ref())),
        raw: String::new(),
        help: "县里自行增加的列，照原样保存。".to_owned(),
        missing: false,
    }
}

/// Where the value now comes from: a cell, or a person with a reason.
fn origin(history: &[FactRecord], record: &FactRecord) -> String {
    match &record.origin {
        Some(origin) => show::origin(Some(origin)),
        None => supplied(history, record),
    }
}

fn options(declaration: &FactDecl) -> Vec<Choice> {
    let choice = |id: &str, label: &str| Choice {
        id: id.to_owned(),
        label: label.to_owned(),
    };
    match declaration.fact_type {
        FactType::Flag => {
            let (yes, no) = declaration.flag_words();
            vec![choice(yes, yes), choice(no, no)]
        }
        _ => declaration
            .options
            .iter()
            .map(|option| choice(&option.id, &option.label))
            .collect(),
    }
}

fn type_id(fact_type: FactType) -> &'static str {
    match fact_type {
        FactType::Money => "money",
        FactType::Number => "number",
        FactType::Count => "count",
        FactType::Date => "date",
        FactType::Flag => "flag",
        FactType::Choice => "choice",
        FactType::CreditCode => "credit_code",
        FactType::Phone => "phone",
        FactType::Text => "text",
        FactType::List => "list",
    }
}
