//! Words that head the same column in every return, whatever a pack declares:
//! no administrator thinks of all of them, and no clerk asks what they mean.
//! They count only where nothing the pack says fits.

/// Headers for the facts that many returns have.
const WORDS: &[(&str, &[&str])] = &[
    (
        "county",
        &[
            "县市区",
            "县区",
            "区县",
            "县市",
            "市县区",
            "辖区",
            "所属辖区",
            "所属地区",
        ],
    ),
    (
        "enterprise_name",
        &[
            "企业",
            "公司名称",
            "单位全称",
            "企业单位名称",
            "申报单位名称",
            "申报企业名称",
            "申报企业",
            "实施单位",
        ],
    ),
    ("credit_code", &["社会信用代码", "统一信用代码", "统一代码"]),
    ("project_name", &["项目", "申报项目"]),
    (
        "project_investment",
        &[
            "投资总额",
            "总投资",
            "总投资额",
            "项目投资总额",
            "投资额",
            "投资",
            "项目投资",
        ],
    ),
    ("project_input", &["总投入", "投入总额", "总投入额"]),
    (
        "equipment_amount",
        &["设备", "设备费", "设备投资", "硬件", "硬件投入"],
    ),
    ("materials_amount", &["材料", "材料费"]),
    (
        "software_amount",
        &["软件", "软件费", "软件投资", "软件投入"],
    ),
    ("people_trained", &["培养人数", "参训人数", "受训人数"]),
    ("training_sessions", &["场次", "场数", "培训次数"]),
    (
        "contact_name",
        &["联系人", "项目联系人", "企业联系人", "联系人姓名"],
    ),
    (
        "contact_phone",
        &[
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "电话号码",
            "联系方式",
            "联系手机",
        ],
    ),
    ("direction", &["申报方向", "支持专题", "专题"]),
    ("remark", &["备注", "备注说明", "其他说明"]),
];

/// Words before and after that leave the end of a project what it is.
const BEFORE_DATES: &[&str] = &["项目", "建设", "工程", "实施"];
const AFTER_DATES: &[&str] = &["时间", "日期", "年月", "日"];
const STARTS: &[&str] = &["开工", "开始", "起始", "动工", "启动", "起", "始", "自"];
const ENDS: &[&str] = &[
    "完工", "竣工", "完成", "建成", "结束", "终止", "截止", "止", "至", "终",
];
/// Only under a heading that speaks of a period does one character name an end.
const END_CHARACTERS_MIN: usize = 2;

/// What is asked for, by how its header ends.
const SUPPORT: &[&str] = &[
    "补助", "补贴", "资助", "奖补", "扶持", "奖励", "支持", "资金", "金额", "额度",
];
/// What was given by others, or before, is not what is asked for here.
const NOT_ASKED: &[&str] = &[
    "省级", "国家", "中央", "上级", "其他", "已", "曾", "往年", "比例", "省",
];

/// The id of the fact a header's key names.
pub(super) fn fact_named(key: &str) -> Option<&'static str> {
    let key = ["计划", "预计", "实际"]
        .iter()
        .find_map(|word| key.strip_prefix(word))
        .unwrap_or(key);
    let known = WORDS.iter().find(|(_, words)| words.contains(&key));
    if let Some((id, _)) = known {
        return Some(id);
    }
    if let Some(id) = end_of_project(key).filter(|_| key.chars().count() >= END_CHARACTERS_MIN) {
        return Some(id);
    }
    is_request(key).then_some("requested_amount")
}

/// The fact of the start or the end of a project that a header's key names:
/// 竣工日期, 开工, and 起 or 止 under a heading that speaks of a period.
pub(super) fn end_of_project(key: &str) -> Option<&'static str> {
    let key = BEFORE_DATES
        .iter()
        .find_map(|word| key.strip_prefix(word))
        .unwrap_or(key);
    let core = AFTER_DATES
        .iter()
        .find_map(|word| key.strip_suffix(word))
        .unwrap_or(key);
    if STARTS.contains(&core) {
        Some("started_on")
    } else if ENDS.contains(&core) {
        Some("completed_on")
    } else {
        None
    }
}

/// 拟申请市级补助资金, 申请补贴, 拟申请.
fn is_request(key: &str) -> bool {
    let key = ["拟", "本次", "现", "本年度"]
        .iter()
        .find_map(|word| {
            key.strip_prefix(word)
                .filter(|rest| rest.starts_with("申请"))
        })
        .unwrap_or(key);
    let Some(rest) = key.strip_prefix("申请") else {
        return false;
    };
    !NOT_ASKED.iter().any(|word| rest.contains(word))
        && (rest.is_empty() || SUPPORT.iter().any(|word| rest.ends_with(word)))
}
