//! The words by which the rows of a table are told apart: totals, notes,
//! signatures, counts.

use crate::text::{narrow, squeeze};

pub(super) const TOTAL_WORDS: &[&str] = &[
    "合计",
    "总计",
    "共计",
    "累计",
    "总合计",
    "总数",
    "总额",
    "汇总",
];
pub(super) const PART_WORDS: &[&str] = &[
    "小计",
    "分计",
    "本页小计",
    "本页合计",
    "本页总计",
    "本页共计",
    "小结",
];
pub(super) const IN_WORDS: &[&str] = &[
    "大写",
    "(大写)",
    "人民币大写",
    "人民币(大写)",
    "金额大写",
    "金额(大写)",
    "合计金额(大写)",
    "合计金额大写",
    "总金额(大写)",
    "总金额大写",
    "合计大写",
    "合计人民币(大写)",
];
pub(super) const NIL_WORDS: &[&str] = &[
    "无",
    "零报送",
    "空",
    "无项目",
    "无申报",
    "无申报项目",
    "暂无",
];
pub(super) const SIGNATURES: &[&str] = &[
    "填表人",
    "填报人",
    "审核人",
    "负责人签",
    "负责人:",
    "经办人",
    "制表",
    "联系人:",
    "填报日期",
    "填表日期",
    "操作员:",
    "打印时间:",
    "导出时间:",
];
/// A label whose name, or an office whose seal, is still to come.
pub(super) fn awaits_signature(plain: &str) -> bool {
    let seals = ["签字", "签名", "盖章", "公章", "(章)"];
    plain.ends_with(':') || seals.iter().any(|word| plain.contains(word))
}

/// As many cells that say how to fill a column in make a row of such hints.
pub(super) const HINTS_MIN: usize = 3;

/// 万元, 是/否, 18位, 单选: how a column is to be filled in.
pub(super) fn hints_at_form(text: &str) -> bool {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    let words = plain.trim_matches(['(', ')']);
    let hints = [
        "万元",
        "元",
        "是/否",
        "有/无",
        "年月日",
        "年/月/日",
        "年月",
        "单选",
        "多选",
        "必填",
        "选填",
        "文本",
        "数字",
        "日期",
        "全称",
        "下拉选择",
        "到日",
        "没有填0",
    ];
    hints.contains(&words)
        || ["18位", "11位"]
            .iter()
            .any(|length| words.starts_with(length))
}

/// A row with more cells is none that people sign, though a project in it be
/// about 数控制表 or its remark name the 填报人.
pub(super) const SIGNATURE_CELLS_MAX: usize = 8;
pub(super) const END_MARKS: &[&str] =
    &["以下空白", "以下无", "以下无正文", "此行空白", "以下无内容"];
pub(super) const SAMPLES: &[&str] = &["例", "示例", "样例", "填写示例", "举例"];

/// Whether a text says that there is nothing to report.
#[must_use]
pub fn says_nil(text: &str) -> bool {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    let plain = plain.trim_end_matches(['。', '.', '!']);
    plain.contains("零报送")
        || plain.contains("无申报项目")
        || plain.contains("无项目申报")
        || plain.contains("没有申报项目")
        || plain.contains("无符合条件")
        || (plain.contains('无') && plain.contains("项目") && plain.chars().count() <= 12)
}

/// A shorter text is no code of any kind.
pub(super) const CODE_CHARACTERS_MIN: usize = 9;

/// 共5家企业, 6个: how many there are, and none of their names.
pub(super) fn counts(text: &str) -> bool {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    let rest = plain
        .trim_start_matches(['共', '计', '合'])
        .trim_end_matches(['。', ',', '.']);
    let count = rest.trim_start_matches(|ch: char| ch.is_ascii_digit());
    count.len() < rest.len() && COUNTED.contains(&count)
}

/// What is counted in the line of a total.
const COUNTED: &[&str] = &[
    "",
    "个",
    "家",
    "项",
    "户",
    "个项目",
    "项目",
    "家企业",
    "户企业",
    "家单位",
    "个企业",
];

/// Figures worked out from others beside or below the list: no rows of it.
pub(super) const DERIVED: &[&str] = &[
    "平均",
    "占比",
    "比例",
    "比重",
    "上年同期",
    "去年同期",
    "同比",
    "增长",
    "增减",
    "差额",
    "核对",
    "校验",
    "其中",
    "承前页",
    "接上页",
    "上页",
    "过次页",
    "转下页",
];

/// The label of a derived figure is short.
pub(super) const DERIVED_CHARACTERS_MAX: usize = 12;

/// A shorter text beside a number may be a name.
pub(super) const NOTE_CHARACTERS_MIN: usize = 8;

/// How the names of applicants end, before and after their brackets.
pub(super) const ENTERPRISE_ENDINGS: &[&str] = &[
    "公司", "厂", "中心", "院", "所", "店", "社", "部", "行", "会", "集团", "企业", "）", ")",
];

/// Endings that no group's name has.
pub(super) const FIRM_ENDINGS: &[&str] = &["公司", "厂", "集团", "合作社", "研究院"];

/// 说明 in a cell of its own, with its words beside it.
pub(super) const NOTE_LABELS: &[&str] = &["注", "备注", "说明", "附注", "填表说明", "填报说明"];

pub(super) fn is_note(plain: &str) -> bool {
    [
        "注:",
        "注1",
        "备注:",
        "说明:",
        "填表说明",
        "填报说明",
        "注:",
        "注意",
    ]
    .iter()
    .any(|word| plain.starts_with(word))
}

/// `2.以上项目均已公示`: a sentence with its number, and no enterprise's name.
pub(super) fn is_numbered_sentence(plain: &str) -> bool {
    let words = plain.trim_start_matches(|ch: char| ch.is_ascii_digit());
    words.len() < plain.len()
        && words.starts_with(['.', '、', ')'])
        && plain.chars().count() >= NOTE_CHARACTERS_MIN
        && !ENTERPRISE_ENDINGS.iter().any(|end| plain.ends_with(end))
}

/// `5=6+7`: how a column is computed.
pub(super) fn is_formula_hint(plain: &str) -> bool {
    plain.contains('=')
        && plain
            .chars()
            .all(|ch| ch.is_ascii_digit() || "=+-*/()".contains(ch))
}
