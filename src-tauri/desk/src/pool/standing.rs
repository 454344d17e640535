//! The pool that was last shared stands until somebody drops it: assessing
//! anew shares it again, so that nobody is paid what the pool never held.

use ruku_library::table::programme::Programme;
use ruku_policy::assessment::PoolChoice;
use ruku_policy::pack::Pack;
use ruku_policy::pool;

use super::line::{by_fact, orders};
use super::{BY_RANK, Desk};
use crate::error::DeskError;

impl Desk {
    /// The pool of the programme's last assessment.
    ///
    /// # Errors
    /// The pack in force can no longer share it as it was chosen.
    pub(crate) fn standing_pool(
        &self,
        programme: &Programme,
        pack: &Pack,
    ) -> Result<Option<PoolChoice>, DeskError> {
        let last = self.library()?.latest_assessment(&programme.id)?;
        let Some(choice) = last.and_then(|run| run.pool) else {
            return Ok(None);
        };
        let ranked = choice.method != BY_RANK || pack.has_ranking();
        let ordered = orders(pack)
            .iter()
            .any(|order| by_fact(&order.id) == choice.by);
        if ranked && ordered {
            return Ok(Some(choice));
        }
        Err(DeskError::Refused(
            "上次测算用的资金池分配办法或排序依据，现在的政策包里没有，没有测算。请重新设定资金池（项目库页的“资金池”，命令行 ruku assess --pool），或者不再用资金池（命令行 ruku assess --no-pool）。"
                .to_owned(),
        ))
    }
}

/// A pool that is shared again, in one Chinese sentence; empty without one.
pub(crate) fn sentence(pool: Option<&PoolChoice>, pack: &Pack) -> String {
    let Some(choice) = pool else {
        return String::new();
    };
    let method = pool::METHODS.iter().find(|one| one.id == choice.method);
    let label = method.map_or(choice.method.as_str(), |method| method.label);
    let order = orders(pack)
        .into_iter()
        .find(|order| by_fact(&order.id) == choice.by)
        .filter(|_| method.is_some_and(|method| method.ordered))
        .map_or_else(String::new, |order| format!("，{}", order.label));
    let quota = choice
        .quota
        .map_or_else(String::new, |quota| format!("，最多安排{quota}个项目"));
    format!(
        "沿用上次的资金池：{}元，{label}{order}{quota}。",
        choice.amount.grouped()
    )
}
