//! Which projects of a list are given money, and how much: what was computed,
//! what people decided, and what has to be settled first.

use std::collections::{BTreeMap, BTreeSet};

use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_model::money::Money;
use ruku_policy::assessment::{ProjectResult, ResultKind};
use ruku_policy::pack::{Effect, Pack};

use crate::desk::Desk;
use crate::error::DeskError;

/// The list that money is paid by. The other lists arrange it.
const PAYMENTS: &str = "payments";

/// A project of a list with its latest result.
pub(crate) type Listed<'a> = (&'a ProjectSummary, Option<&'a ProjectResult>);

/// What a list of money goes by besides the results.
#[derive(Debug, Default)]
pub(crate) struct Arranging {
    /// Projects that may be there twice, which nobody has settled yet.
    doubtful: BTreeSet<ProjectId>,
    /// Amounts decided for projects (拟安排).
    proposed: BTreeMap<ProjectId, Money>,
    /// Measures whose money is on the other list: a grant that is redeemed is
    /// arranged once and paid once.
    elsewhere: BTreeSet<String>,
    /// Conditions that must be met before money is paid, such as acceptance.
    due: BTreeSet<String>,
}

/// Why a project is not given money on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    /// It may be there twice.
    Doubtful,
    /// More was decided for it than it may be given now.
    TooMuch,
    /// Its money is on the other list.
    Elsewhere,
    /// A condition of payment is not met yet.
    Due,
    /// The places are taken: 入库但未安排.
    Waiting,
    /// What its result is.
    Kind(&'static str),
}

impl Left {
    fn words(self) -> &'static str {
        match self {
            Left::Doubtful => "疑似重复申报待核实",
            Left::TooMuch => "拟安排金额超过测算金额，须重新认定",
            Left::Elsewhere => "服务券等已授予的额度，授予与核销只列一处",
            Left::Due => "验收等条件待核实",
            Left::Waiting => "名额已满，入库但未安排",
            Left::Kind(label) => label,
        }
    }
}

impl Desk {
    /// What the list `form` of a programme goes by.
    ///
    /// # Errors
    /// The library cannot be read.
    pub(crate) fn arranging(
        &self,
        programme: &str,
        pack: &Pack,
        form: &str,
    ) -> Result<Arranging, DeskError> {
        let pays = form == PAYMENTS;
        let redeeming = pack.measures.iter().filter_map(|measure| {
            let granted = measure.settles.as_ref()?;
            Some(if pays { granted } else { &measure.id }.clone())
        });
        let conditions = pack.conditions.iter().filter(|_| pays);
        Ok(Arranging {
            doubtful: self.doubtful(programme)?,
            proposed: self.proposals(programme)?,
            elsewhere: redeeming.collect(),
            due: conditions
                .filter(|condition| condition.effect == Effect::Later)
                .map(|condition| condition.id.clone())
                .collect(),
        })
    }
}

impl Arranging {
    /// The amount a project is given: what was decided for it, otherwise what
    /// was computed; `None` if the list leaves it out. What is only 待核定 is
    /// not given yet.
    pub(crate) fn amount(&self, listed: Listed<'_>) -> Option<Money> {
        self.given(listed).ok()
    }

    fn given(&self, (project, result): Listed<'_>) -> Result<Money, Left> {
        let Some(result) = result else {
            return Err(Left::Kind("未测算"));
        };
        if self.doubtful.contains(&project.id) {
            return Err(Left::Doubtful);
        }
        if !matches!(result.kind, ResultKind::Ceiling | ResultKind::Entitlement) {
            return Err(Left::Kind(result.kind.label()));
        }
        let computed = result.amount.filter(|amount| *amount > Money::ZERO);
        let nought = if result.is_waiting() {
            Left::Waiting
        } else {
            Left::Kind("金额为零")
        };
        let computed = computed.ok_or(nought)?;
        if self.elsewhere.contains(&result.measure) {
            return Err(Left::Elsewhere);
        }
        let open = |condition: &str, outcome: &str| {
            self.due.contains(condition) && outcome == Effect::Later.unknown()
        };
        if result.steps.iter().any(|step| open(&step.id, &step.result)) {
            return Err(Left::Due);
        }
        match self.proposed.get(&project.id) {
            Some(proposed) if *proposed > computed => Err(Left::TooMuch),
            Some(proposed) => Ok(*proposed),
            None if result.is_waiting() => Err(Left::Waiting),
            None => Ok(computed),
        }
    }

    /// What the list must say of the projects it leaves out; `None` if it has
    /// all.
    pub(crate) fn left_out<'a>(
        &self,
        projects: impl IntoIterator<Item = Listed<'a>>,
    ) -> Option<String> {
        let mut counts: BTreeMap<Left, u32> = BTreeMap::new();
        let mut listed: u32 = 0;
        for project in projects {
            match self.given(project) {
                Ok(_) => listed += 1,
                Err(why) => *counts.entry(why).or_default() += 1,
            }
        }
        let total: u32 = counts.values().sum();
        let parts: Vec<String> = counts
            .iter()
            .map(|(why, count)| format!("{}{count}个", why.words()))
            .collect();
        (total > 0).then(|| {
            let all = listed + total;
            let parts = parts.join("、");
            format!("共{all}个项目，列入{listed}个，没有列入{total}个：{parts}。")
        })
    }
}
