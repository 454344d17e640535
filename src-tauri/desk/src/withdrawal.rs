//! What goes when a batch is withdrawn, said exactly before it goes: projects,
//! typed values, decisions, settled findings, and papers that lose their ground.

use std::collections::BTreeSet;

use ruku_library::table::batch::{Batch, BatchId};
use ruku_library::table::decision::Ruling;
use ruku_library::table::finding::FindingState;
use ruku_library::table::project::{ProjectFilter, ProjectId, ProjectSummary};
use ruku_policy::pack::Pack;

use crate::batches::choice_label;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::show;
use crate::view_returns::WithdrawalView;

impl Desk {
    /// Exactly what would go if a batch were withdrawn.
    ///
    /// # Errors
    /// There is no such batch.
    pub fn withdrawal(&self, batch: i64) -> Result<WithdrawalView, DeskError> {
        let library = self.library()?;
        let batch = library.batch(BatchId(batch))?;
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let filter = ProjectFilter {
            batch: Some(batch.id),
            ..ProjectFilter::default()
        };
        let projects = library.projects(&batch.programme, &filter)?;
        let mut facts = Vec::new();
        for project in &projects {
            facts.extend(self.typed_facts(project, &pack)?);
        }
        let findings = library.findings(batch.id)?;
        let findings: Vec<String> = findings
            .iter()
            .filter(|stored| stored.settled.is_some())
            .map(|stored| {
                let done = match stored.state {
                    FindingState::Accepted => "接受",
                    FindingState::Open | FindingState::Repaired => "更正",
                };
                let reason = stored.reason.as_deref().unwrap_or_default();
                let finding = &stored.finding;
                format!(
                    "{}!{} {}：已{done}（{reason}）",
                    finding.sheet,
                    finding.cell,
                    finding.kind.label()
                )
            })
            .collect();
        let decisions = self.decisions_touched(&batch, &projects, &pack)?;
        let prints = self.prints_of(&batch, &projects, &pack)?;
        let summary = summary(
            &batch,
            [
                projects.len(),
                facts.len(),
                decisions.len(),
                findings.len(),
                prints.len(),
            ],
        );
        Ok(WithdrawalView {
            batch: batch.id.0,
            file: batch.name,
            projects: projects.iter().map(named).collect(),
            facts,
            decisions,
            findings,
            prints,
            summary,
        })
    }

    fn typed_facts(&self, project: &ProjectSummary, pack: &Pack) -> Result<Vec<String>, DeskError> {
        let history = self.library()?.project(project.id)?.history;
        let mut out = Vec::new();
        for (id, records) in &history {
            let typed = records.iter().find(|record| {
                record.current && record.origin.is_none() && record.reason.is_some()
            });
            if let Some(record) = typed {
                let value = record.value.as_ref().map_or_else(
                    || "未知".to_owned(),
                    |value| match pack.fact(id) {
                        Some(declaration) => show::value(declaration, value),
                        None => value.readable(None),
                    },
                );
                let label = show::field_label(pack, id);
                out.push(format!("{}：{label} {value}", named(project)));
            }
        }
        Ok(out)
    }

    /// The decisions that rest on some projects of a batch.
    pub(crate) fn decisions_touched(
        &self,
        batch: &Batch,
        projects: &[ProjectSummary],
        pack: &Pack,
    ) -> Result<Vec<String>, DeskError> {
        let mut out = self.rulings_touched(batch, projects, pack)?;
        out.extend(self.sets_touched(projects)?);
        Ok(out)
    }

    /// The decisions that end when a corrected return takes a batch's place:
    /// all about single projects, and about doubles where the project is gone.
    pub(crate) fn decisions_lost(
        &self,
        batch: &Batch,
        gone: &[ProjectSummary],
        pack: &Pack,
    ) -> Result<Vec<String>, DeskError> {
        let filter = ProjectFilter {
            batch: Some(batch.id),
            ..ProjectFilter::default()
        };
        let projects = self.library()?.projects(&batch.programme, &filter)?;
        let mut out = self.rulings_touched(batch, &projects, pack)?;
        out.extend(self.sets_touched(gone)?);
        Ok(out)
    }

    fn rulings_touched(
        &self,
        batch: &Batch,
        projects: &[ProjectSummary],
        pack: &Pack,
    ) -> Result<Vec<String>, DeskError> {
        let library = self.library()?;
        let name = |id: &ProjectId| projects.iter().find(|one| one.id == *id).map(named);
        let mut out = Vec::new();
        for decision in library.decisions(&batch.programme)? {
            let (project, what) = match &decision.ruling {
                Ruling::Manual { project, amount } => {
                    (Some(*project), format!("认定金额{}元", amount.grouped()))
                }
                Ruling::Proposed { project, amount } => {
                    (Some(*project), format!("拟支持金额{}元", amount.grouped()))
                }
                Ruling::Waiver {
                    condition, project, ..
                } => {
                    let label = pack.condition(condition).map(|known| known.title.clone());
                    (
                        *project,
                        format!("豁免“{}”", label.unwrap_or_else(|| condition.clone())),
                    )
                }
                Ruling::Reading { .. } => (None, String::new()),
            };
            if let Some(name) = project.as_ref().and_then(name) {
                out.push(format!("{name}：{what}（{}）", decision.authority));
            }
        }
        Ok(out)
    }

    fn sets_touched(&self, projects: &[ProjectSummary]) -> Result<Vec<String>, DeskError> {
        let ids: BTreeSet<ProjectId> = projects.iter().map(|project| project.id).collect();
        let name = |id: &ProjectId| projects.iter().find(|one| one.id == *id).map(named);
        let mut out = Vec::new();
        for decided in self.library()?.duplicates()? {
            let mut touched = decided.members.keys().filter(|id| ids.contains(id));
            if let Some(name) = touched.next().and_then(name) {
                let what = choice_label(decided.choice);
                out.push(format!(
                    "{name}：重复线索认定“{what}”（{}）",
                    decided.reason
                ));
            }
        }
        Ok(out)
    }

    pub(crate) fn prints_of(
        &self,
        batch: &Batch,
        projects: &[ProjectSummary],
        pack: &Pack,
    ) -> Result<Vec<String>, DeskError> {
        let forms = crate::common::all_forms(&self.setting.assets, pack)?;
        let mut out = Vec::new();
        for print in self.library()?.prints(&batch.programme)? {
            let (print, stamp) = (print.print, print.stamp);
            let shows = |one: &&ProjectSummary| {
                Some(one.id) == print.project || print.projects.contains(&one.id)
            };
            let Some(first) = projects.iter().find(shows) else {
                continue;
            };
            let subject = match print.subject.as_str() {
                "" => named(first),
                subject => subject.trim().to_owned(),
            };
            let form = forms.iter().find(|form| form.id == print.form);
            out.push(format!(
                "{subject}：{} {}份（{}打印）",
                form.map_or(print.form.as_str(), |form| form.short.as_str()),
                print.copies,
                show::moment(stamp.at)
            ));
        }
        Ok(out)
    }
}

pub(crate) fn named(project: &ProjectSummary) -> String {
    let or = |text: &str, nothing: &str| match text {
        "" => nothing.to_owned(),
        text => text.to_owned(),
    };
    format!(
        "{}《{}》",
        or(&project.enterprise, "（未填企业名称）"),
        or(&project.name, "未填项目名称")
    )
}

fn summary(batch: &Batch, [projects, facts, decisions, findings, prints]: [usize; 5]) -> String {
    let mut parts = vec![format!("{projects}个项目")];
    let more = [
        (facts, "处人工填写的数值"),
        (decisions, "项认定"),
        (findings, "处已处理的问题"),
    ];
    parts.extend(
        more.iter()
            .filter(|(many, _)| *many > 0)
            .map(|(many, what)| format!("{many}{what}")),
    );
    let mut sentence = format!(
        "撤回第{}批（{}）会取出{}；原始文件和操作日志保留。",
        batch.id.0,
        batch.name,
        parts.join("、")
    );
    if prints > 0 {
        sentence.push_str(&format!(
            "有{prints}次打印的纸质材料将在库中失去依据，请一并收回作废。"
        ));
    }
    sentence
}
