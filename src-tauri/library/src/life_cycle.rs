//! The life of a project, from the county's return to the review of what the
//! money did, and the steps that are allowed.

use serde::{Deserialize, Serialize};

/// Where a project stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectState {
    /// 申报: came with a county's return.
    Applied,
    /// 退回补正: sent back to be put right.
    Returned,
    /// 入库: entered in the city's library.
    Entered,
    /// 评审: judged by experts.
    Reviewed,
    /// 公示: on the published list.
    Published,
    /// 立项: approved.
    Approved,
    /// 建设: being built.
    Building,
    /// 验收: accepted on completion.
    Accepted,
    /// 拨付: paid.
    Paid,
    /// 绩效: the effect was reviewed.
    Evaluated,
    /// 不予支持: turned down.
    Rejected,
    /// 终止: given up or stopped.
    Ended,
}

impl ProjectState {
    /// Every state, in the order of the life cycle.
    pub const ALL: &[ProjectState] = &[
        ProjectState::Applied,
        ProjectState::Returned,
        ProjectState::Entered,
        ProjectState::Reviewed,
        ProjectState::Published,
        ProjectState::Approved,
        ProjectState::Building,
        ProjectState::Accepted,
        ProjectState::Paid,
        ProjectState::Evaluated,
        ProjectState::Rejected,
        ProjectState::Ended,
    ];

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            ProjectState::Applied => "申报",
            ProjectState::Returned => "退回补正",
            ProjectState::Entered => "入库",
            ProjectState::Reviewed => "评审",
            ProjectState::Published => "公示",
            ProjectState::Approved => "立项",
            ProjectState::Building => "建设",
            ProjectState::Accepted => "验收",
            ProjectState::Paid => "拨付",
            ProjectState::Evaluated => "绩效",
            ProjectState::Rejected => "不予支持",
            ProjectState::Ended => "终止",
        }
    }

    /// The states that may follow.
    ///
    /// Programmes that pay for finished projects (事后奖补) accept a project
    /// without a time of building, so 立项 may go straight to 验收.
    #[must_use]
    pub fn next(self) -> &'static [ProjectState] {
        use ProjectState::{
            Accepted, Applied, Approved, Building, Ended, Entered, Evaluated, Paid, Published,
            Rejected, Returned, Reviewed,
        };
        match self {
            Applied => &[Entered, Returned, Rejected, Ended],
            Returned => &[Applied, Rejected, Ended],
            Entered => &[Reviewed, Returned, Rejected, Ended],
            Reviewed => &[Published, Returned, Rejected, Ended],
            Published => &[Approved, Reviewed, Rejected, Ended],
            Approved => &[Building, Accepted, Ended],
            Building => &[Accepted, Ended],
            Accepted => &[Paid, Building, Ended],
            Paid => &[Evaluated],
            Rejected => &[Applied],
            Evaluated | Ended => &[],
        }
    }

    /// Whether a project in this state is bound by an approval, so that the
    /// return it came with can no longer be taken out.
    #[must_use]
    pub fn is_bound(self) -> bool {
        match self {
            ProjectState::Applied
            | ProjectState::Returned
            | ProjectState::Entered
            | ProjectState::Reviewed
            | ProjectState::Published
            | ProjectState::Rejected => false,
            ProjectState::Approved
            | ProjectState::Building
            | ProjectState::Accepted
            | ProjectState::Paid
            | ProjectState::Evaluated
            | ProjectState::Ended => true,
        }
    }
}
