//! The full check of a library: the library's own, and every assessment ever
//! frozen computed again from its input under its pack.

use ruku_library::table::assessment::{FrozenRun, Run};
use ruku_library::table::programme::Programme;
use ruku_model::fact::{FactId, FactValue};
use ruku_policy::engine::{ENGINE, assess};
use ruku_policy::impact::{Change, compare};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::progress::Job;
use crate::show;
use crate::view::verify::{CheckLine, VerifyView};

/// How many projects a fault names.
const NAMED_MAX: usize = 3;

impl Desk {
    /// Checks database, audit chain and originals, and computes every
    /// assessment again.
    ///
    /// # Errors
    /// No library is open, it cannot be read at all, or the job was stopped.
    pub fn verify(&self, job: &mut Job<'_>) -> Result<VerifyView, DeskError> {
        let library = self.library()?;
        let mut runs: Vec<(Programme, Run)> = Vec::new();
        for programme in library.programmes()? {
            let of_programme = library.runs(&programme.id)?.into_iter();
            runs.extend(of_programme.map(|run| (programme.clone(), run)));
        }
        if !job.step(0, runs.len() + 1, "数据库、操作日志、原始文件") {
            return Err(DeskError::Cancelled);
        }
        let of_library: Vec<String> = library
            .verify()?
            .iter()
            .map(|fault| fault.chinese())
            .collect();
        let mut of_runs = Vec::new();
        for (index, (programme, run)) in runs.iter().enumerate() {
            let what = format!("重算“{}”第{}次测算", programme.title, run.id.0);
            if !job.step(index + 1, runs.len() + 1, what) {
                return Err(DeskError::Cancelled);
            }
            of_runs.extend(self.replay(programme, run)?);
        }
        let entries = library.audit_log(None)?.len();
        let originals = library.originals()?.len();
        let line = |what: &str, how_much: String, sound: bool| CheckLine {
            what: what.to_owned(),
            how_much,
            sound,
        };
        let checks = vec![
            line(
                "数据库、操作日志、原始文件",
                format!("日志{entries}条，原始文件{originals}份"),
                of_library.is_empty(),
            ),
            line(
                "历次测算重新计算",
                format!("{}次", runs.len()),
                of_runs.is_empty(),
            ),
        ];
        let faults: Vec<String> = of_library.into_iter().chain(of_runs).collect();
        let message = match (faults.len(), runs.len()) {
            (0, 0) => {
                "项目库完好：数据库、操作日志、原始文件均核验一致；还没有测算可以重算。".to_owned()
            }
            (0, runs) => format!(
                "项目库完好：数据库、操作日志、原始文件核验一致，历次测算（{runs}次）重新计算结果相同。"
            ),
            (faults, _) => format!("核验发现{faults}处问题，请按下面的提示处理。"),
        };
        Ok(VerifyView {
            sound: faults.is_empty(),
            message,
            checks,
            faults,
        })
    }

    /// Computes a frozen assessment again; what differs, as a sentence.
    pub(crate) fn replay(
        &self,
        programme: &Programme,
        run: &Run,
    ) -> Result<Option<String>, DeskError> {
        let frozen = self.library()?.frozen_run(run.id)?;
        let name = format!(
            "“{}”第{}次测算（{}，程序{}）",
            programme.title,
            run.id.0,
            show::moment(run.stamp.at),
            run.engine
        );
        let pack = match self.pack_by_hash(&run.pack_hash) {
            Ok(pack) => pack,
            Err(error) => {
                return Ok(Some(format!(
                    "{name}不能重算：它的政策包在本程序中不能启用。{}",
                    error.chinese()
                )));
            }
        };
        let again = assess(&pack, &frozen.input);
        let changes = compare(&frozen.assessment, &again).changes;
        let exact = |assessment: &ruku_policy::assessment::Assessment| -> Vec<_> {
            let results = assessment.results.iter();
            results
                .map(|result| (result.id.clone(), result.exact))
                .collect()
        };
        if changes.is_empty() && exact(&frozen.assessment) == exact(&again) {
            return Ok(None);
        }
        Ok(Some(differs(&name, &frozen, &changes)))
    }
}

/// A project of a frozen run as people know it: its number, and whose it is.
fn called(frozen: &FrozenRun, id: &str) -> String {
    let subjects = &frozen.input.subjects;
    let subject = subjects.iter().find(|subject| subject.id == id);
    let enterprise = subject
        .and_then(|subject| subject.facts.get(&FactId::new("enterprise_name")))
        .and_then(|fact| match &fact.value {
            FactValue::Text(name) => Some(name.as_str()),
            _ => None,
        });
    match enterprise {
        Some(enterprise) => format!("{enterprise}的项目{id}"),
        None => format!("项目{id}"),
    }
}

fn differs(name: &str, frozen: &FrozenRun, changes: &[Change]) -> String {
    let amount = |kind: ruku_policy::assessment::ResultKind,
                  amount: Option<ruku_model::money::Money>| {
        match amount {
            Some(amount) => format!("{}{}元", kind.label(), amount.grouped()),
            None => kind.label().to_owned(),
        }
    };
    let named: Vec<String> = changes
        .iter()
        .take(NAMED_MAX)
        .map(|change| {
            format!(
                "{}原为{}，重算为{}",
                called(frozen, &change.id),
                amount(change.kind_before, change.amount_before),
                amount(change.kind_after, change.amount_after)
            )
        })
        .collect();
    let more = match changes.len() > NAMED_MAX {
        true => "等",
        false => "",
    };
    let what = match changes.len() {
        0 => "舍入前的数有出入".to_owned(),
        count => format!("{count}个项目结果不同（{}{more}）", named.join("；")),
    };
    let engine = match frozen.run.engine == ENGINE {
        true => "程序版本相同，测算记录可能被改动过，请与备份核对。".to_owned(),
        false => format!("本程序版本为{ENGINE}，请核对两个版本的算法说明。"),
    };
    format!("{name}重新计算后{what}。{engine}")
}
