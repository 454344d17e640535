//! Questions about a whole file, answered like any other finding: the unit of
//! its amounts, whose it is, whether a hidden sheet is read; about a row that is
//! hidden or crossed out, whether it is applied for; and sheets that are left out. The answer decides how the file is read, so a batch with such an
//! answer is read anew.

use ruku_intake::answers::Answers;
use ruku_intake::return_file::ReturnFile;
use ruku_library::table::draft::Draft;
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::finding::{Finding, FindingKind};
use ruku_model::money::MoneyUnit;
use ruku_model::region::Regions;
use ruku_policy::declare::{ChoiceOption, FactDecl, FactSource};
use ruku_policy::pack::Pack;

use crate::returns::county_name;

const YUAN: &str = "yuan";
const WAN_YUAN: &str = "wan_yuan";
const READ: &str = "read";
pub(crate) const LEAVE: &str = "leave";

/// The facts that stand for the questions on screens.
const UNIT: &str = "return_unit";
const COUNTY: &str = "return_county";
const HIDDEN_SHEET: &str = "return_hidden_sheet";
const ROW: &str = "return_row";

/// The id of the question that a finding asks about its whole file, if it asks one.
pub(crate) fn question(finding: &Finding) -> Option<&'static str> {
    match finding.kind {
        FindingKind::UnitMissing => Some(UNIT),
        FindingKind::CountyUnknown => Some(COUNTY),
        FindingKind::HiddenRow if finding.row.is_none() => Some(HIDDEN_SHEET),
        FindingKind::HiddenRow | FindingKind::RowCrossedOut => Some(ROW),
        _ => None,
    }
}

/// Whether a finding is about how its file is to be read: one of the questions,
/// or a sheet that was left out.
pub(crate) fn is_about_reading(finding: &Finding) -> bool {
    finding.kind == FindingKind::SheetLeftOut || question(finding).is_some()
}

/// Whether what was settled decides how the file is read; a row that is left as
/// it is was only looked at.
pub(crate) fn is_answer(stored: &StoredFinding) -> bool {
    stored.finding.kind == FindingKind::SheetLeftOut
        || question(&stored.finding).is_some() && stored.state != FindingState::Accepted
}

/// Whether an answer takes a row out of the return.
pub(crate) fn leaves_row_out(finding: &Finding, value: &FactValue) -> bool {
    question(finding) == Some(ROW) && *value == FactValue::Choice(LEAVE.to_owned())
}

/// All such questions, as facts that can be chosen.
pub(crate) fn declared(pack: &Pack, regions: &Regions) -> Vec<FactDecl> {
    let counties = pack.return_decl.counties.iter();
    let counties = counties.map(|id| (id.clone(), county_name(regions, Some(id))));
    let fixed = |options: [(&str, &str); 2]| {
        let own = options.map(|(id, label)| (id.to_owned(), label.to_owned()));
        own.into_iter().collect()
    };
    let (wan, yuan) = (MoneyUnit::WanYuan.label(), MoneyUnit::Yuan.label());
    vec![
        choice(
            UNIT,
            "金额单位",
            "整个文件里没有注明单位的金额都按它读取。",
            fixed([(WAN_YUAN, wan), (YUAN, yuan)]),
        ),
        choice(
            COUNTY,
            "报送的县（市、区）",
            "没有写所属县区的项目都记在它名下。",
            counties.collect(),
        ),
        choice(
            HIDDEN_SHEET,
            "被隐藏的工作表",
            "选“读取”，其中的项目和其他项目一样导入。",
            fixed([(READ, "读取"), (LEAVE, "不读取")]),
        ),
        choice(
            ROW,
            "这一行是否申报",
            "选“不申报”，这一行不作为项目导入；理由写明来源，可以撤销。",
            fixed([(READ, "申报"), (LEAVE, "不申报")]),
        ),
    ]
}

/// The question as a fact that can be chosen.
pub(crate) fn declaration(finding: &Finding, pack: &Pack, regions: &Regions) -> Option<FactDecl> {
    let id = question(finding)?;
    declared(pack, regions)
        .into_iter()
        .find(|declared| declared.id.as_str() == id)
}

fn choice(id: &str, label: &str, help: &str, options: Vec<(String, String)>) -> FactDecl {
    FactDecl {
        id: FactId::new(id),
        label: label.to_owned(),
        fact_type: FactType::Choice,
        unit: None,
        synonyms: Vec::new(),
        options: options
            .into_iter()
            .map(|(id, label)| ChoiceOption {
                id,
                label,
                synonyms: Vec::new(),
            })
            .collect(),
        fields: Vec::new(),
        required: false,
        source: FactSource::default(),
        parts: Vec::new(),
        counts_by: None,
        counts_except: Vec::new(),
        help: help.to_owned(),
    }
}

/// An answer as people read it.
pub(crate) fn shown(draft: &Draft, file: &ReturnFile) -> Option<String> {
    let Some(FactValue::Choice(chosen)) = draft.value.as_ref().filter(|_| draft.reading) else {
        return None;
    };
    let is_row = draft.place.row.is_some();
    Some(match chosen.as_str() {
        READ if is_row => "申报".to_owned(),
        LEAVE if is_row => "不申报".to_owned(),
        YUAN => MoneyUnit::Yuan.label().to_owned(),
        WAN_YUAN => MoneyUnit::WanYuan.label().to_owned(),
        READ => "读取".to_owned(),
        LEAVE if draft.place.kind == FindingKind::SheetLeftOut => return None,
        LEAVE => "不读取".to_owned(),
        _ => file.county.as_ref()?.name.clone(),
    })
}

/// What the reader is told of the answers.
pub(crate) fn answers(drafts: &[Draft]) -> Answers {
    let mut answers = Answers::default();
    for draft in drafts.iter().filter(|draft| draft.reading) {
        let Some(FactValue::Choice(chosen)) = &draft.value else {
            continue;
        };
        match (draft.place.kind, chosen.as_str()) {
            (FindingKind::UnitMissing, YUAN) => answers.unit = Some(MoneyUnit::Yuan),
            (FindingKind::UnitMissing, WAN_YUAN) => answers.unit = Some(MoneyUnit::WanYuan),
            (FindingKind::CountyUnknown, id) => answers.county = Some(id.to_owned()),
            (FindingKind::SheetLeftOut, _) => {
                let sheet = draft.place.sheet.clone();
                answers.left_out.insert(sheet, draft.reason.clone());
            }
            (FindingKind::HiddenRow | FindingKind::RowCrossedOut, chosen)
                if draft.place.row.is_some() =>
            {
                let place = draft.place.row.map(|row| (draft.place.sheet.clone(), row));
                let left_out = place.filter(|_| chosen == LEAVE);
                answers
                    .rows_left_out
                    .extend(left_out.map(|place| (place, draft.reason.clone())));
            }
            (FindingKind::HiddenRow, chosen) => {
                let sheet = draft.place.sheet.clone();
                answers.hidden_sheets.insert(sheet, chosen == READ);
            }
            _ => {}
        }
    }
    answers
}
