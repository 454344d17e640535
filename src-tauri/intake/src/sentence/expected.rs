//! What is expected in a cell and what to do: one sentence for each kind of
//! finding.

use ruku_model::fact::FactType;
use ruku_model::finding::{FindingKind, Severity};
use ruku_policy::declare::FactDecl;

use crate::cell::Remark;

/// What is expected in a cell and what to do.
pub(super) fn expected(remark: &Remark, fact: Option<&FactDecl>) -> String {
    let label = fact.map_or("本项", |fact| {
        fact.label.strip_prefix("其中：").unwrap_or(&fact.label)
    });
    let detail = &remark.detail;
    let with = |sentence: &str| {
        if detail.is_empty() {
            sentence.to_owned()
        } else {
            format!("{detail}；{sentence}")
        }
    };
    match remark.kind {
        FindingKind::AmountUnreadable => with(&format!("{label}应填写数字，请核实后填写金额。")),
        FindingKind::AmountUnitDoubt => with("请核实金额单位。"),
        FindingKind::AmountApproximate => format!("{label}应填写确切金额，请核实后填写。"),
        FindingKind::AmountAsText => with("建议改为只填数字。"),
        FindingKind::AmountBelowFen if remark.severity == Severity::Info => {
            format!("{detail}，无需处理。")
        }
        FindingKind::AmountBelowFen => with("金额最多精确到分，请核对。"),
        FindingKind::AmountNegative => format!("{label}不能为负数，请核实后填写。"),
        FindingKind::PartsExceedTotal => with("请核实。"),
        FindingKind::MembersDiffer => {
            with("请与成员名单核对；有成员没有列在表里的，写明情况后接受。")
        }
        FindingKind::AmountShared => {
            with("这一金额不能算在每个项目上，请取消合并，按项目分别填写。")
        }
        FindingKind::UnitMissing => with("请确认金额单位是元还是万元。"),
        FindingKind::CountyUnknown => {
            "标题、填报单位、文件名里都没有县（市、区）名称，请确认是哪里报来的。".to_owned()
        }
        FindingKind::CountyDiffers => with("项目记在报送的县（市、区）名下，请核实应由哪里申报。"),
        FindingKind::TitleWithoutProgramme => {
            "标题没有写明是哪个专项，已按当前专项的汇总表读取，请核对。".to_owned()
        }
        FindingKind::DateUnreadable if !detail.is_empty() => format!("{detail}，请核实后填写。"),
        FindingKind::DateUnreadable => {
            format!("{label}应填写日期，如2022-06-30，请核实后填写。")
        }
        FindingKind::DateAmbiguous => with("请核实月份。"),
        FindingKind::DateAsText => with("已按日期读取，建议改为日期格式。"),
        FindingKind::DateMonthOnly => format!("{label}只到月份，如需按日判断请补充到日。"),
        FindingKind::DateNotFinal => format!("{label}尚未确定，请核实后填写确切日期。"),
        FindingKind::ValuesDiffer => with(&format!("两处的{label}不一致，请核实以哪个为准。")),
        FindingKind::PeriodReversed => with("请核实。"),
        FindingKind::CodeMissing => "请填写18位统一社会信用代码。".to_owned(),
        FindingKind::CodeLength => with("请对照营业执照填写。"),
        FindingKind::CodeAlphabet => with("信用代码中没有这个字符，请对照营业执照填写。"),
        FindingKind::CodeCheckDigit => with("个别早期代码也不符，请对照营业执照核实。"),
        FindingKind::CodePrecisionLost | FindingKind::NumberPrecisionLost => {
            "以数字填写，末几位已丢失，无法还原，请将单元格设为文本后重新填写。".to_owned()
        }
        FindingKind::CodeCleaned if !detail.is_empty() => format!("{detail}，请与营业执照核对。"),
        FindingKind::CodeCleaned => "已去除空格等多余字符，统一为大写半角。".to_owned(),
        FindingKind::CodeOrganisationOnly => {
            with("只填了9位组织机构代码，请补充18位统一社会信用代码。")
        }
        FindingKind::RequiredMissing => format!("{label}为必填项，请补充。"),
        FindingKind::ColumnMissing => format!("表中没有“{label}”列，请补充该列后重新报送。"),
        FindingKind::ColumnUnknown => "本项目未要求此列，内容保留备查。".to_owned(),
        FindingKind::ColumnAmbiguous => {
            format!("{detail}都可能是“{label}”，请指定以哪一列为准。")
        }
        FindingKind::DirectionUnknown => with("请核实后填写。"),
        FindingKind::ChoiceUnknown => {
            let flag = fact.filter(|fact| fact.fact_type == FactType::Flag);
            let detail = flag.map_or_else(
                || detail.to_owned(),
                |fact| {
                    let (yes, no) = fact.flag_words();
                    format!("应填写“{yes}”或“{no}”")
                },
            );
            format!("“{label}”{detail}，请核实后填写。")
        }
        FindingKind::CountUnreadable => format!("{label}应填写整数，请核实后填写。"),
        FindingKind::PhoneOdd => "电话号码位数不对，请核实。".to_owned(),
        // Of a total nothing is lost: it is recomputed.
        FindingKind::FormulaUncached if remark.severity == Severity::Info => {
            "合计的公式没有保存计算结果，已按明细自行计算。".to_owned()
        }
        FindingKind::FormulaUncached => {
            "公式没有保存计算结果，请用Excel或WPS打开并保存后重新报送，或填写数值。".to_owned()
        }
        FindingKind::CellError => "公式出错，请修正公式或填写数值。".to_owned(),
        FindingKind::HiddenRow => {
            "此行在表中被隐藏，请确认是否申报；申报请取消隐藏，不申报请删除此行。".to_owned()
        }
        FindingKind::RowCrossedOut => {
            with("请确认是否还申报；不申报请删除此行，申报请去掉删除线或备注。")
        }
        FindingKind::HiddenColumn => "此列在表中被隐藏，内容已读取，请留意。".to_owned(),
        FindingKind::TotalMismatch => with("请核对。"),
        FindingKind::TableBeside => with("请移到左边的表下面，每行只填一个项目。"),
        FindingKind::SeveralInCell => {
            "一格里像是填了几个项目，请分行填写，每行一个项目；确是一个项目的，请去掉编号。"
                .to_owned()
        }
        FindingKind::DuplicateInFile => {
            format!("与{detail}是同一企业的同名项目，请确认是否重复报送。")
        }
        FindingKind::DuplicateAcross => with("请确认由哪个县（市、区）申报。"),
        FindingKind::TooManyProjects => with("请确认保留哪些项目。"),
        FindingKind::EvidenceUsedTwice => with("请核实属于哪个项目，不得重复使用。"),
        FindingKind::EvidenceUnmatched => with("没有记到任何项目，请核对企业名称和项目名称。"),
        FindingKind::NamesDiffer => with("请对照营业执照核实是更名还是代码填错。"),
        FindingKind::TextControlCharacters => {
            "文本中有不可见的控制字符，已去除，请核对。".to_owned()
        }
        FindingKind::TextGarbled if !remark.detail.is_empty() => {
            format!(
                "{label}是乱码，按原来的字节可还原为“{}”，请核对后接受更正。",
                remark.detail
            )
        }
        FindingKind::TextGarbled => {
            format!("{label}是乱码，文字和数字可能已丢失，请对照原件重新填写。")
        }
        FindingKind::PictureNotRead => {
            with("可能是盖章件的扫描，图中内容未读取；如与表格不一致，请核实以哪个为准。")
        }
        FindingKind::RowSetAside => "此行不是项目，未读取，请核对。".to_owned(),
        FindingKind::SheetLeftOut => format!("{detail}，没有读取。"),
        FindingKind::NameBrackets => "企业名称中的括号已统一为全角，请与营业执照核对。".to_owned(),
    }
}
