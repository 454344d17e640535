//! What the members of a set share, and how much that says.

use ruku_model::finding::FindingKind;
use serde::Serialize;

use super::EvidenceKind;

/// What makes projects a set, what may cost money twice first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// The enterprise and the project.
    SameProject,
    /// The project; its enterprises differ: its builder's and its user's.
    BothSides,
    /// An invoice, a contract or a machine.
    Evidence(EvidenceKind),
    /// The enterprise has more projects than the notice allows.
    TooManyProjects,
    /// The credit code stands beside names that are no spellings of each other.
    NamesDiffer,
    /// The enterprise; the projects differ in county, direction or programme.
    SameEnterprise,
    /// Different enterprises give one telephone number.
    SameContact,
    /// Different enterprises give one address.
    SameAddress,
}

impl Matter {
    /// Its id in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Matter::SameProject => "same_project",
            Matter::BothSides => "both_sides",
            Matter::SameEnterprise => "same_enterprise",
            Matter::TooManyProjects => "too_many_projects",
            Matter::NamesDiffer => "names_differ",
            Matter::Evidence(EvidenceKind::Invoice) => "same_invoice",
            Matter::Evidence(EvidenceKind::Contract) => "same_contract",
            Matter::Evidence(EvidenceKind::Equipment) => "same_equipment",
            Matter::SameContact => "same_contact",
            Matter::SameAddress => "same_address",
        }
    }

    /// The letter its sets' numbers begin with.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Matter::SameProject => 'P',
            Matter::BothSides => 'B',
            Matter::SameEnterprise => 'E',
            Matter::TooManyProjects => 'X',
            Matter::NamesDiffer => 'M',
            Matter::Evidence(EvidenceKind::Invoice) => 'F',
            Matter::Evidence(EvidenceKind::Contract) => 'H',
            Matter::Evidence(EvidenceKind::Equipment) => 'S',
            Matter::SameContact => 'T',
            Matter::SameAddress => 'D',
        }
    }

    /// Its Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Matter::SameProject => "同一项目",
            Matter::BothSides => "同一项目由不同企业申报",
            Matter::SameEnterprise => "同一企业多次申报",
            Matter::TooManyProjects => "超过限报项目数",
            Matter::NamesDiffer => "同一信用代码，企业名称不同",
            Matter::Evidence(EvidenceKind::Invoice) => "同一发票号",
            Matter::Evidence(EvidenceKind::Contract) => "同一合同号",
            Matter::Evidence(EvidenceKind::Equipment) => "同一设备编号",
            Matter::SameContact => "不同企业，同一联系电话",
            Matter::SameAddress => "不同企业，同一地址",
        }
    }

    /// Whether money could be paid twice while nobody has decided. That a firm
    /// has several projects is allowed by itself, a limit on them is kept by
    /// the assessment, and neighbours may share a telephone.
    #[must_use]
    pub fn holds_money(self) -> bool {
        matches!(
            self,
            Matter::SameProject | Matter::BothSides | Matter::Evidence(_)
        )
    }

    /// Whether one of the projects can stay in place of the others.
    #[must_use]
    pub fn keeps_one(self) -> bool {
        matches!(
            self,
            Matter::SameProject | Matter::BothSides | Matter::SameEnterprise | Matter::Evidence(_)
        )
    }

    pub(super) fn finding_kind(self) -> FindingKind {
        match self {
            Matter::SameProject
            | Matter::BothSides
            | Matter::SameEnterprise
            | Matter::SameContact
            | Matter::SameAddress => FindingKind::DuplicateAcross,
            Matter::TooManyProjects => FindingKind::TooManyProjects,
            Matter::NamesDiffer => FindingKind::NamesDiffer,
            Matter::Evidence(_) => FindingKind::EvidenceUsedTwice,
        }
    }
}
