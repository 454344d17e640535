//! The one place that makes Chinese sentences for clerks: why a file was
//! refused, what a finding means and what to do, what a file turned out to be.

use ruku_model::finding::{Finding, FindingKind, RefusalCode, Severity, Verdict};
use ruku_model::money::{Money, MoneyUnit};
use ruku_policy::declare::FactDecl;

use crate::across::EvidenceKind;
use crate::cell::Remark;
use crate::earlier::Witness;
use crate::raw::Foreign;
use crate::return_file::{County, ReturnFile};
use crate::workbook::cell_name;

mod expected;
pub mod reply;

use expected::expected;

/// Where a remark belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The sheet.
    pub sheet: &'a str,
    /// The row from 0.
    pub row: u32,
    /// The column from 0.
    pub col: u32,
    /// The fact the cell should give.
    pub fact: Option<&'a FactDecl>,
}

/// Longer cells are shown by their beginning.
const FOUND_CHARACTERS_MAX: usize = 120;

/// The finding a remark makes at its place.
#[must_use]
pub fn finding(place: &Place<'_>, remark: &Remark, raw: &str) -> Finding {
    Finding {
        sheet: place.sheet.to_owned(),
        cell: cell_name(place.row, place.col),
        row: Some(place.row + 1),
        field: place.fact.map(|fact| fact.id.clone()),
        kind: remark.kind,
        severity: remark.severity,
        found: shortened(raw),
        expected: expected(remark, place.fact),
        count: 1,
        rows: Vec::new(),
        repair: remark.repair.clone(),
    }
}

fn shortened(raw: &str) -> String {
    if raw.chars().count() <= FOUND_CHARACTERS_MAX {
        return raw.to_owned();
    }
    let head: String = raw.chars().take(FOUND_CHARACTERS_MAX).collect();
    format!("{head}…")
}

/// One cause in many cells of a column, said at the first of them.
#[must_use]
pub fn of_the_column(expected: &str, count: u32) -> String {
    format!("本列共{count}处，{expected}")
}

/// A required column is not there: said once for the sheet.
#[must_use]
pub fn column_missing(sheet: &str, fact: &FactDecl) -> Finding {
    whole_sheet(
        sheet,
        FindingKind::ColumnMissing,
        Some(fact),
        String::new(),
        String::new(),
    )
}

/// No line and no header names the unit: said once for the file.
#[must_use]
pub fn unit_missing(usual: MoneyUnit) -> Finding {
    let detail = format!("表头和表上方都没有注明金额单位（通常为{}）", usual.label());
    whole_sheet("", FindingKind::UnitMissing, None, detail, String::new())
}

/// A hidden sheet holds a list of projects that was not read.
#[must_use]
pub fn hidden_sheet(sheet: &str, rows: usize) -> Finding {
    let mut finding = whole_sheet(
        sheet,
        FindingKind::HiddenRow,
        None,
        String::new(),
        format!("{rows}个项目"),
    );
    finding.expected =
        "工作表被隐藏，其中的项目没有读取，请确认是否申报；如需申报，可指定读取，或由县里取消隐藏后重新报送。".to_owned();
    finding
}

/// A sheet's list is of another year, city or programme than the others.
#[must_use]
pub fn foreign_sheet(sheet: &str) -> Finding {
    let none = String::new();
    let mut finding = whole_sheet(sheet, FindingKind::RowSetAside, None, none.clone(), none);
    finding.expected = reply::foreign_sheet();
    finding
}

/// Neither caption, file name nor rows say which county sent it: asked once.
#[must_use]
pub fn county_unknown() -> Finding {
    let none = String::new();
    whole_sheet("", FindingKind::CountyUnknown, None, none.clone(), none)
}

/// A row names another county than the one that sent the file.
#[must_use]
pub fn row_of_other_county(own: &str, named: &str) -> String {
    format!("本表由{own}报送，这里写的是{named}")
}

/// A row names a county that the programme has not.
#[must_use]
pub fn row_of_unknown_county(own: &str, named: &str) -> String {
    format!("“{named}”不是本专项的县（市、区），本表由{own}报送")
}

/// The title leaves out what the table is for: said once for the file.
#[must_use]
pub fn title_without_programme(title: &str) -> Finding {
    let kind = FindingKind::TitleWithoutProgramme;
    whole_sheet("", kind, None, String::new(), title.to_owned())
}

/// Pictures lie beside the list: said once for the file.
#[must_use]
pub fn picture_not_read(count: u32) -> Finding {
    let detail = format!("工作簿中有{count}张图片");
    whole_sheet("", FindingKind::PictureNotRead, None, detail, String::new())
}

fn whole_sheet(
    sheet: &str,
    kind: FindingKind,
    fact: Option<&FactDecl>,
    detail: String,
    found: String,
) -> Finding {
    let remark = Remark::new(kind).detail(detail);
    Finding {
        sheet: sheet.to_owned(),
        cell: String::new(),
        row: None,
        field: fact.map(|fact| fact.id.clone()),
        kind,
        severity: remark.severity,
        found,
        expected: expected(&remark, fact),
        count: 1,
        rows: Vec::new(),
        repair: None,
    }
}

/// An amount whose magnitude speaks for the other unit.
#[must_use]
pub fn other_unit(unit: MoneyUnit, other: MoneyUnit, likely: Money) -> String {
    let typed = match unit {
        MoneyUnit::WanYuan => likely.wan(),
        MoneyUnit::Yuan => likely.grouped(),
    };
    format!(
        "本列单位是{}，但这个数很可能以{}填写（即{}，本列应填{}）",
        unit.label(),
        other.label(),
        likely.readable(),
        typed.trim_end_matches(".00")
    )
}

/// What an earlier return says of an amount's magnitude.
#[must_use]
pub fn earlier_amount(witness: &Witness<'_>) -> String {
    let whose = if witness.own {
        "该企业"
    } else {
        "该列中位数"
    };
    format!(
        "；{}年报送的“{}”中{whose}为{}",
        witness.from.year,
        witness.from.file,
        witness.amount.readable()
    )
}

/// Where the undamaged text of a damaged file is.
#[must_use]
pub fn intact_twin(file: &str) -> String {
    format!("部分文字已损坏；“{file}”像是同一份表，文字完好，请改用它。")
}

/// Why a total differs, as far as one row explains it.
#[must_use]
pub fn total_detail(label: &str, computed: Money, row: Option<u32>) -> String {
    let sum = format!("按明细计算，{label}应为{}", computed.readable());
    match row {
        Some(row) => format!("{sum}，相差的正好是第{row}行的金额，可能漏计或重复计入"),
        None => sum,
    }
}

/// A total that differs from what its rows add up to now.
#[must_use]
pub fn total_mismatch(label: &str, computed: Money, row: Option<u32>) -> String {
    format!("{}；请核对。", total_detail(label, computed, row))
}

/// The file is no workbook, though its list could be read.
#[must_use]
pub fn from_other_format(what: &str, message: &str) -> String {
    format!("这是{what}，不是Excel工作簿，表格内容已读取，请核对；{message}")
}

/// What a return without projects is.
#[must_use]
pub fn nil_return(county: Option<&County>) -> String {
    format!("{}零报送，没有申报项目，可以登记。", name_of(county))
}

/// What a file turned out to be and what to do with it.
#[must_use]
pub fn verdict(file: &ReturnFile) -> String {
    let county = name_of(file.county.as_ref());
    let rows = file.rows.len();
    let errors = file.count(Severity::Error);
    let questions = file.count(Severity::Question);
    let whose = if file.county.is_some() {
        ""
    } else {
        "，未能识别报送单位，请指定"
    };
    match file.verdict {
        Verdict::Import => format!("{county}{rows}个项目，可以导入{whose}。"),
        _ => format!(
            "{county}{rows}个项目，有{}，确定的内容可以先导入{whose}。",
            open_points(errors, questions)
        ),
    }
}

/// What is open, without the kind there is none of: `1处错误、2处待核实`.
fn open_points(errors: usize, questions: usize) -> String {
    match (errors, questions) {
        (errors, 0) => format!("{errors}处错误"),
        (0, questions) => format!("{questions}处待核实"),
        (errors, questions) => format!("{errors}处错误、{questions}处待核实"),
    }
}

fn name_of(county: Option<&County>) -> String {
    county.map(|county| county.name.clone()).unwrap_or_default()
}

/// What a refused file is and what to do. `about` names what was found where
/// that helps: the other city, year or programme.
#[must_use]
pub fn refusal(code: RefusalCode, about: &str) -> String {
    let found = if about.is_empty() {
        String::new()
    } else {
        format!("（{about}）")
    };
    match code {
        RefusalCode::NotWorkbook => {
            format!("这不是Excel工作簿{found}，请用Excel或WPS打开原表，另存为.xlsx后重新导入。")
        }
        RefusalCode::EmptyFile => {
            "文件是空的（0字节），可能没有传完，请向报送单位重新索取。".to_owned()
        }
        RefusalCode::EmptyWorkbook => {
            "工作簿里没有任何内容，请核对是否发错文件，向报送单位重新索取。".to_owned()
        }
        RefusalCode::Encrypted => "工作簿设有打开密码，请用Excel或WPS输入密码打开，\
            在“文件—信息—保护工作簿”中清除密码后另存，再重新导入。"
            .to_owned(),
        RefusalCode::CutShort => {
            "文件不完整或已损坏，可能传输中断，请向报送单位重新索取。".to_owned()
        }
        RefusalCode::LockFile => "这是Excel打开表格时留下的临时文件（~$开头），不是报表，\
            请关闭Excel后导入不带~$的同名文件。"
            .to_owned(),
        RefusalCode::MacroOnly => {
            "工作簿里只有宏表，没有数据表，请报送单位另存为普通.xlsx后重新报送。".to_owned()
        }
        RefusalCode::Scan => {
            format!("这是扫描件或图片{found}，没有可读取的表格，请报送单位另发可编辑的Excel版。")
        }
        RefusalCode::Garbled => "文字已成乱码，部分文字和数字已经丢失，不能据此读取，\
            请向报送单位索取Excel原文件。"
            .to_owned(),
        RefusalCode::NoTable => {
            "没有找到项目汇总表（应有“企业名称”“项目名称”等列的表头），请核对是否发错文件。"
                .to_owned()
        }
        RefusalCode::BlankTemplate => "这是没有填写的空白汇总表；如确无项目申报，\
            请报送单位在表中注明“零报送”后重新报送。"
            .to_owned(),
        RefusalCode::OtherProgramme => {
            format!("这是其他专项的表{found}，不属于当前专项，请核对后放到相应专项中导入。")
        }
        RefusalCode::OtherYear => {
            format!("这是其他年度的表{found}，请报送单位改用本年度的汇总表重新报送。")
        }
        RefusalCode::OtherCity => {
            format!("这是其他地市的表{found}，不属于当前专项，请核对是否发错文件。")
        }
        RefusalCode::TooLarge => "文件超过可读取的大小（每表30万行、256列），\
            可能含有大量空白格式，请删去多余行列后另存再导入。"
            .to_owned(),
        RefusalCode::ReaderCrashed => "文件内容异常，读取程序中止，其他文件不受影响；\
            请用Excel或WPS打开后另存为.xlsx再导入。"
            .to_owned(),
        RefusalCode::ReaderTimeout => "读取时间过长，已停止，其他文件不受影响；\
            请用Excel或WPS打开后另存为.xlsx再导入。"
            .to_owned(),
    }
}

/// What a file is that is no workbook, and what to do.
#[must_use]
pub fn foreign(what: Foreign) -> String {
    let (it, todo) = match what {
        Foreign::Pdf => ("PDF文件（扫描件或打印稿）", "请报送单位另发可编辑的Excel版"),
        Foreign::Ofd => ("OFD版式文件", "请报送单位另发可编辑的Excel版"),
        Foreign::Picture => ("图片", "请报送单位另发可编辑的Excel版"),
        Foreign::TextDocument => (
            "Word等文字文档",
            "请报送单位将表格填入Excel汇总表后重新报送",
        ),
        Foreign::Presentation => ("演示文稿", "请核对是否发错文件，向报送单位索取Excel汇总表"),
        Foreign::Numbers => (
            "苹果电脑的Numbers表格",
            "请报送单位导出为Excel（.xlsx）后重新报送",
        ),
        Foreign::Archive => ("压缩包", "请先解压，再导入其中的表格文件"),
        Foreign::Program => ("程序文件", "请勿打开，核对来源后向报送单位重新索取汇总表"),
        Foreign::PageWithoutTable => ("没有表格的网页", "请向报送单位索取Excel汇总表"),
        Foreign::PlainText => ("没有分列的纯文本", "请报送单位用Excel汇总表重新报送"),
    };
    format!("这是{it}，不是Excel工作簿，{todo}。")
}

/// The program's own reader is not there: nothing is wrong with the file.
#[must_use]
pub fn reader_missing() -> String {
    "读取程序（ruku-reader）未能启动，请重新安装本软件后再导入，文件本身没有问题。".to_owned()
}

/// One project sent twice, from one county or several.
#[must_use]
pub fn project_twice(counties: &[String], alike: bool) -> String {
    let what = if alike {
        "名称相近的项目"
    } else {
        "同一项目"
    };
    match counties {
        [] | [_] => format!("{what}报送了不止一次，请核实是不是同一个项目，只保留一个。"),
        many => format!(
            "{what}由{}分别报送，请确认由哪个县（市、区）申报，只保留一个。",
            many.join("、")
        ),
    }
}

/// One project that several enterprises report, with what else is the same.
#[must_use]
pub fn both_sides(enterprises: &[&str], shared: &[&str]) -> String {
    let names: Vec<String> = enterprises.iter().map(|name| format!("“{name}”")).collect();
    let same = match shared {
        [] => String::new(),
        some => format!("，{}也相同", some.join("、")),
    };
    format!(
        "{}申报了同名项目{same}，可能是承建单位和使用单位各报了一次，请对照项目合同核实，只保留一个。",
        names.join("和")
    )
}

/// One enterprise in several counties' returns, with different projects.
#[must_use]
pub fn firm_in_two_counties(counties: &[String]) -> String {
    if counties.len() < 2 {
        return "同一企业按不同方向或在不同年度申报项目，请核实是否重复支持。".to_owned();
    }
    let where_ = counties.join("、");
    format!("同一企业由{where_}分别报送不同项目，请核实注册地和是否重复支持。")
}

/// Different enterprises with one telephone number or one address.
#[must_use]
pub fn enterprises_share(telephone: bool, firms: usize) -> String {
    let what = if telephone { "联系电话" } else { "地址" };
    format!("{firms}家企业填了同一个{what}，请核实是否为同一企业或由同一中介代报。")
}

/// One code beside several names.
#[must_use]
pub fn names_differ(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    format!(
        "这个信用代码对应{}，请对照营业执照核实是更名还是代码填错。",
        names.join("、")
    )
}

/// What a number belongs to.
#[must_use]
pub fn evidence(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Invoice => "发票",
        EvidenceKind::Contract => "合同",
        EvidenceKind::Equipment => "设备",
    }
}

/// One numbered thing that stands for several projects.
#[must_use]
pub fn used_twice(kind: EvidenceKind, projects: usize) -> String {
    let what = evidence(kind);
    format!("同一{what}号出现在{projects}个项目中，请核实{what}属于哪个项目，不得重复使用。")
}

/// One enterprise with more projects than the notice allows.
#[must_use]
pub fn too_many_projects(found: usize, max: usize) -> String {
    format!("该企业共报{found}个项目，通知规定最多{max}个，请确认保留哪些项目。")
}

/// How much a finding matters, in a word.
#[must_use]
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "须改正",
        Severity::Question => "须核实",
        Severity::Warning => "请留意",
        Severity::Info => "提示",
    }
}
