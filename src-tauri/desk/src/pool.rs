//! Sharing a pool of money among a programme's projects: what there is to
//! choose from, what would come out, and freezing it. What was decided for a
//! project stays its limit: nobody gets more than was computed.

mod line;
pub(crate) mod standing;

use std::collections::BTreeMap;

use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectId, ProjectSummary};
use ruku_model::money::Money;
use ruku_policy::assessment::{Assessment, Input, PoolChoice, ProjectResult, ResultKind};
use ruku_policy::engine::Worked;
use ruku_policy::pack::Pack;
use ruku_policy::pool::{self, PoolMethod as Method};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::progress::Job;
use crate::projects::total;
use crate::view::pool::{PoolChoices, PoolMethod, PoolRow, PoolView};
use crate::{names, show, typed};

use line::{Line, by_fact, orders};

/// The method that needs a ranking of the whole programme.
const BY_RANK: &str = "by_rank";

/// How a pool is to be shared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct PoolOrder {
    /// The money there is, with its unit.
    pub amount: String,
    /// The method, by its id or Chinese name.
    pub method: String,
    /// What projects are put in order by, by its id or Chinese name; empty for
    /// the list's own order.
    pub order: String,
    /// At most so many projects; `None` for no limit.
    pub quota: Option<u32>,
}

/// A pool order as the engine takes it.
struct Ready {
    choice: PoolChoice,
    method: &'static Method,
    order: String,
    input: Input,
    /// What each project was put in order by, in words.
    keys: BTreeMap<String, String>,
    /// Each project's place in that order.
    places: BTreeMap<String, usize>,
    notes: Vec<String>,
}

impl Desk {
    /// How a pool can be shared in a programme, and how it was last.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn pool_choices(&self, programme: &str) -> Result<PoolChoices, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let named = pack.pool.as_ref();
        let mut methods: Vec<PoolMethod> = pool::METHODS
            .iter()
            .filter(|method| method.id != BY_RANK || pack.has_ranking())
            .map(|method| PoolMethod {
                id: method.id.to_owned(),
                label: method.label.to_owned(),
                named: named.is_some_and(|pool| pool.methods.iter().any(|id| id == method.id)),
                ordered: method.ordered,
                properties: method.properties().map(str::to_owned).collect(),
            })
            .collect();
        methods.sort_by_key(|method| !method.named);
        let clause = named.map(|pool| pool.clause.clone()).unwrap_or_default();
        Ok(PoolChoices {
            quote: pack
                .clause(&clause)
                .map(|clause| clause.quote.clone())
                .unwrap_or_default(),
            clause,
            methods,
            orders: orders(&pack),
            last: self.last_pool(&programme)?,
        })
    }

    /// What sharing a pool would give; nothing is kept.
    ///
    /// # Errors
    /// The order makes no sense, or there is no such programme.
    pub fn preview_pool(&self, programme: &str, order: &PoolOrder) -> Result<PoolView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let ready = self.ready(&programme, &pack, order)?;
        let (before, after) = both(&pack, &ready.input);
        self.pool_view(&programme, &ready, &before, &after)
    }

    /// Shares a pool and freezes what came out.
    ///
    /// # Errors
    /// The order makes no sense, the job was stopped, or the library cannot be
    /// written.
    pub fn share_pool(
        &mut self,
        programme: &str,
        order: &PoolOrder,
        job: &mut Job<'_>,
    ) -> Result<PoolView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let ready = self.ready(&programme, &pack, order)?;
        if !job.step(0, 2, "测算并分配") {
            return Err(DeskError::Cancelled);
        }
        let (before, after) = both(&pack, &ready.input);
        if !job.step(1, 2, "保存") {
            return Err(DeskError::Cancelled);
        }
        let stamp = self.stamp();
        let run =
            self.library_mut()?
                .record_assessment(&programme.id, &ready.input, &after, &stamp)?;
        job.step(2, 2, "完成");
        let mut view = self.pool_view(&programme, &ready, &before, &after)?;
        view.run = Some(run.0);
        view.at = show::moment(stamp.at);
        Ok(view)
    }

    fn ready(
        &self,
        programme: &Programme,
        pack: &Pack,
        order: &PoolOrder,
    ) -> Result<Ready, DeskError> {
        let amount = typed::amount("资金池", &order.amount, "如 500万元")?;
        if amount <= Money::ZERO {
            return Err(DeskError::Refused("资金池应大于零。".to_owned()));
        }
        if order.quota == Some(0) {
            return Err(DeskError::Refused(
                "安排的项目数应大于零；不限个数时请留空。".to_owned(),
            ));
        }
        let method = names::find("分配办法", &order.method, pool::METHODS, |method| {
            (method.id, vec![method.label])
        })?;
        if method.id == BY_RANK && !pack.has_ranking() {
            return Err(DeskError::Refused(format!(
                "这份通知没有按得分给全部项目排名，不能“{}”。要按推荐次序或某项数据的大小先后分配，请选“按先后顺序先报先得”，再选排序依据。",
                method.label
            )));
        }
        let orders = orders(pack);
        let by = match order.order.trim() {
            "" => &orders[0],
            typed => names::find("排序依据", typed, &orders, |order| {
                (&order.id, vec![&order.label])
            })?,
        };
        let choice = PoolChoice {
            amount,
            method: method.id.to_owned(),
            quota: order.quota,
            by: by_fact(&by.id),
        };
        let library = self.library()?;
        let mut input = library.assessment_input(&programme.id, Some(choice.clone()))?;
        input.as_of = Some(self.now().date());
        let mut notes = Vec::new();
        let doubtful = self.doubtful(&programme.id)?.len();
        if doubtful > 0 {
            notes.push(format!(
                "有{doubtful}个项目疑似重复申报、还没有认定：它们参与了分配，资金安排计划表却不列入。请先在重复线索里认定，再分配。"
            ));
        }
        let line = Line::of(&input, pack, choice.by.as_ref());
        notes.extend(line.notes);
        Ok(Ready {
            choice,
            method,
            order: by.label.clone(),
            input,
            keys: line.keys,
            places: line.places,
            notes,
        })
    }

    /// How the pool of the programme's last assessment was shared.
    fn last_pool(&self, programme: &Programme) -> Result<Option<PoolView>, DeskError> {
        let library = self.library()?;
        let run = library.latest_assessment(&programme.id)?;
        let Some((run, choice)) = run.and_then(|run| {
            let choice = run.pool.clone()?;
            Some((run, choice))
        }) else {
            return Ok(None);
        };
        let frozen = library.frozen_run(run.id)?;
        let pack = self.pack_by_hash(&run.pack_hash)?;
        let method = pool::METHODS.iter().find(|one| one.id == choice.method);
        let Some(method) = method else {
            return Ok(None);
        };
        let line = Line::of(&frozen.input, &pack, choice.by.as_ref());
        let orders = orders(&pack);
        let order = orders.iter().find(|order| by_fact(&order.id) == choice.by);
        let ready = Ready {
            order: order.map_or_else(String::new, |order| order.label.clone()),
            choice,
            method,
            input: frozen.input,
            keys: line.keys,
            places: line.places,
            notes: Vec::new(),
        };
        let before = Worked::new(&pack, &ready.input).finish();
        let mut view = self.pool_view(programme, &ready, &before, &frozen.assessment)?;
        view.run = Some(run.id.0);
        view.at = show::moment(run.stamp.at);
        Ok(Some(view))
    }

    fn pool_view(
        &self,
        programme: &Programme,
        ready: &Ready,
        before: &Assessment,
        after: &Assessment,
    ) -> Result<PoolView, DeskError> {
        let before: BTreeMap<&str, &ProjectResult> = before
            .results
            .iter()
            .map(|result| (result.id.as_str(), result))
            .collect();
        let projects: BTreeMap<ProjectId, ProjectSummary> = self
            .library()?
            .projects(&programme.id, &ProjectFilter::default())?
            .into_iter()
            .map(|project| (project.id, project))
            .collect();
        let mut view = PoolView {
            run: None,
            at: String::new(),
            amount: ready.choice.amount.grouped(),
            method: ready.method.label.to_owned(),
            order: ready.order.clone(),
            quota: ready.choice.quota.unwrap_or_default(),
            given: String::new(),
            left: String::new(),
            asked: String::new(),
            rows: Vec::new(),
            unplaced: Vec::new(),
            aside: Vec::new(),
            notes: ready.notes.clone(),
        };
        let (mut asked, mut given) = (Vec::new(), Vec::new());
        let mut results: Vec<&ProjectResult> = after.results.iter().collect();
        results.sort_by_key(|result| ready.places.get(&result.id));
        for result in results {
            let before = before.get(result.id.as_str()).copied();
            let before_amount = before.and_then(|result| result.amount);
            let shared = result.steps.iter().find(|step| step.op == "pool");
            let mut row = PoolRow {
                id: result.id.parse().unwrap_or_default(),
                key: ready.keys.get(&result.id).cloned().unwrap_or_default(),
                before: before_amount.map(Money::grouped).unwrap_or_default(),
                ..named(&result.id, &projects)
            };
            match (shared, result.amount, before_amount) {
                (Some(step), Some(share), Some(whole)) => {
                    asked.push(whole);
                    given.push(share);
                    row.place = u32::try_from(asked.len()).unwrap_or(u32::MAX);
                    row.after = share.grouped();
                    row.why = step.text.clone();
                    if share == Money::ZERO && whole > Money::ZERO {
                        view.unplaced.push(row.clone());
                    }
                    view.rows.push(row);
                }
                // What is not eligible, or set aside, asks for nothing.
                _ if before.is_none_or(|before| {
                    matches!(before.kind, ResultKind::Ineligible | ResultKind::Excluded)
                }) => {}
                _ => {
                    let kind = before.map_or("", |before| before.kind.label());
                    row.why = match before.map(show::reason).as_deref() {
                        None | Some("") => kind.to_owned(),
                        Some(reason) => format!("{kind}：{reason}"),
                    };
                    view.aside.push(row);
                }
            }
        }
        let given = total(given)?;
        let left = ready.choice.amount.checked_sub(given);
        view.given = given.grouped();
        view.left = left.map(Money::grouped).unwrap_or_default();
        view.asked = total(asked)?.grouped();
        Ok(view)
    }
}

/// What every project would get if there were enough, and what it gets.
fn both(pack: &Pack, input: &Input) -> (Assessment, Assessment) {
    let mut worked = Worked::new(pack, input);
    let before = worked.clone().finish();
    worked.share();
    (before, worked.finish())
}

fn named(id: &str, projects: &BTreeMap<ProjectId, ProjectSummary>) -> PoolRow {
    let project = id.parse().ok().and_then(|id| projects.get(&ProjectId(id)));
    PoolRow {
        id: 0,
        place: 0,
        enterprise: project
            .map(|one| one.enterprise.clone())
            .unwrap_or_default(),
        project: project.map(|one| one.name.clone()).unwrap_or_default(),
        key: String::new(),
        before: String::new(),
        after: String::new(),
        why: String::new(),
    }
}
