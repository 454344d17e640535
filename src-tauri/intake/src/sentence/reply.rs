//! The sentences of a reply to a county, and of what became of each of its
//! sheets.

use ruku_model::finding::{Finding, FindingKind};

use super::{name_of, whole_sheet};
use crate::out::reply::Repaired;
use crate::return_file::{County, SheetRole};

/// Above what the office has put right itself.
pub const REPAIRED_TITLE: &str = "我局已按下列方式更正，请核对";

/// Above what each sheet was taken for.
pub const SHEETS_TITLE: &str = "各工作表的读取情况";

/// The title of the list of what is to be put right.
#[must_use]
pub fn title(county: Option<&County>) -> String {
    format!("{}入库储备汇总表退改清单", name_of(county))
}

/// What the head of a reply is made from.
#[derive(Debug, Clone, Copy)]
pub struct Intro<'a> {
    /// The return's file.
    pub file: &'a str,
    /// How many places are open.
    pub open: usize,
    /// How many were put right here.
    pub repaired: usize,
    /// The county's workbook has formulas.
    pub formulas: bool,
    /// Some of its input checks or conditional colours are not in the reply.
    pub rules_left_out: bool,
}

/// What the county is to do with the reply.
#[must_use]
pub fn intro(about: &Intro<'_>) -> String {
    let Intro {
        file,
        open,
        repaired,
        formulas,
        rules_left_out,
    } = *about;
    let asked = match open {
        0 => "没有待修改的内容".to_owned(),
        open => format!("共{open}处需要修改或核实"),
    };
    let done = match repaired {
        0 => String::new(),
        repaired => format!("，另有{repaired}处我局已更正（绿色底色），列在下面，请核对"),
    };
    let todo = match open {
        0 => "如有不符，请在原表中改正对应的单元格，保存后报回本文件",
        _ => {
            "请在本工作簿的原表中直接修改有底色的单元格（批注写明了原因，同列同一问题只批注在第一格），保存后报回本文件"
        }
    };
    let values = if formulas {
        "除合计、小计行外，原表中的公式已换成计算结果。"
    } else {
        ""
    };
    let rules = if rules_left_out {
        "原表自设的部分输入校验或条件格式未能照搬。"
    } else {
        ""
    };
    format!("针对《{file}》，{asked}{done}。{todo}；请勿改动工作表名称和表头。{values}{rules}")
}

/// What is asked about a finding, with its cells where it is said once for many.
#[must_use]
pub fn asked(finding: &Finding) -> String {
    match finding.cells_in_words().as_str() {
        "" => finding.expected.clone(),
        cells => format!("{}单元格：{cells}。", finding.expected),
    }
}

/// The note on a cell that was put right here; the cell keeps what the county
/// wrote.
#[must_use]
pub fn repaired_note(one: &Repaired) -> String {
    format!(
        "【我局已更正】原为“{}”，已按“{}”处理：{}如有不符，请改正本单元格后报回。",
        one.finding.found,
        one.now,
        repaired_reason(one)
    )
}

/// What was wrong, and why it was put right so.
#[must_use]
pub fn repaired_reason(one: &Repaired) -> String {
    let reason = one.reason.trim_end_matches(['。', '.']);
    format!("{}；{reason}。", one.finding.kind.label())
}

/// What a sheet was taken for, or why nothing was read from it. `rows` are the
/// projects that were found on it.
#[must_use]
pub fn sheet(role: SheetRole, hidden: bool, rows: usize) -> String {
    match role {
        SheetRole::Projects => format!("项目表，读取{rows}个项目。"),
        SheetRole::BlankForm => "汇总表的空白表，有表头而没有填写项目，无可读取。".to_owned(),
        SheetRole::Empty => "空白工作表，没有内容。".to_owned(),
        SheetRole::Notes => "填报说明一类的文字，不是表格，未读取。".to_owned(),
        SheetRole::Lists => "下拉选项，供填表时选用，不作为项目读取。".to_owned(),
        SheetRole::Evidence => "凭证明细，没有可以读取的凭证。".to_owned(),
        SheetRole::Other if hidden && rows > 0 => {
            format!("隐藏的工作表，其中{rows}个项目未读取；如需申报，请取消隐藏后重新报送。")
        }
        SheetRole::Other => "未读取：没有项目表的表头（应有“企业名称”“项目名称”等列）。".to_owned(),
    }
}

/// The rows of a sheet that a clerk says are not applied for, each with why.
#[must_use]
pub fn rows_left_out(rows: &[(u32, String)]) -> String {
    let each = rows.iter().map(|(row, why)| {
        let why = why.trim_end_matches(['。', '.']);
        format!("第{row}行不申报：{why}。")
    });
    each.collect()
}

/// A sheet that a clerk has left out.
#[must_use]
pub fn left_out(why: &str) -> String {
    format!("不导入：{}。", why.trim_end_matches(['。', '.']))
}

/// The same said as a finding, so that it can be seen and taken back.
#[must_use]
pub fn sheet_left_out(sheet: &str, rows: usize) -> Finding {
    let detail = match rows {
        0 => "经办人已排除这张工作表".to_owned(),
        rows => format!("经办人已排除这张工作表和其中{rows}个项目"),
    };
    whole_sheet(
        sheet,
        FindingKind::SheetLeftOut,
        None,
        detail,
        String::new(),
    )
}

/// What was read from a list of evidence: its headers, how many lines, for how
/// many projects, and how many lines belong to none.
#[must_use]
pub fn evidence_sheet(headers: &[String], lines: usize, projects: usize, lost: usize) -> String {
    let headers = headers.join("、");
    let lost = match lost {
        0 => String::new(),
        lost => format!("，{lost}条对不上项目"),
    };
    format!("凭证明细（{headers}），读取{lines}条，记到{projects}个项目{lost}。")
}

/// A sheet that only repeats projects of the list, without most of its columns.
#[must_use]
pub fn repeats_projects(rows: usize) -> String {
    format!("附表，{rows}行都是项目表里的项目，且没有大部分必需的列，未读取。")
}

/// Why a line of evidence belongs to no project: there is none of these names,
/// or more than one.
#[must_use]
pub fn unmatched(projects: usize) -> String {
    match projects {
        0 => "项目表里没有这个项目".to_owned(),
        many => format!("这家企业有{many}个项目，看不出属于哪一个"),
    }
}

/// A list in a file that is not taken in.
#[must_use]
pub fn sheet_of_other() -> String {
    "有项目表，但这个文件不属于当前专项，未读取。".to_owned()
}

/// A list of another year, city or programme beside this one's.
#[must_use]
pub fn foreign_sheet() -> String {
    "像是其他年度或其他专项的项目表，未读取；仍要申报的，请填到本年度的表上。".to_owned()
}

/// The sheet that a reply of ours brought along.
#[must_use]
pub fn own_list() -> String {
    "我局发出的退改清单，不用读取。".to_owned()
}
