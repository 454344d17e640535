//! Findings: what is wrong, doubtful or odd in a county's return.

use serde::{Deserialize, Serialize};

use crate::fact::FactId;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Read with certainty, though spelled oddly.
    Info,
    /// Usable, but suspicious; accepting it needs a reason.
    Warning,
    /// A person must decide; until then the value is unknown.
    Question,
    /// The value cannot be used until it is put right.
    Error,
}

/// One finding, at one place in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The sheet, empty if the whole file is meant.
    pub sheet: String,
    /// The cell (`F12`), empty if a row, a sheet or the file is meant.
    pub cell: String,
    /// The row as the clerk counts it, from 1.
    pub row: Option<u32>,
    /// The fact the cell should have given.
    pub field: Option<FactId>,
    /// What is wrong.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, as the file has it.
    pub found: String,
    /// What is expected, and what to do: a Chinese sentence.
    pub expected: String,
    /// How many cells it stands for, when the same cause is reported once.
    #[serde(default = "one")]
    pub count: u32,
    /// The rows of the cells it stands for, as the clerk counts them, where the
    /// county is asked about each of them: all in the column of its cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u32>,
    /// A repair the clerk may accept.
    #[serde(default)]
    pub repair: Option<Repair>,
}

impl Finding {
    /// Where it is, as a clerk says it: a cell, a whole sheet, the whole file.
    #[must_use]
    pub fn place(&self) -> String {
        place_words(&self.sheet, &self.cell, self.row)
    }

    /// All the cells it stands for, where it knows them: its own if it is about
    /// one, none if it is about a row, a sheet or the file.
    #[must_use]
    pub fn cells(&self) -> Vec<String> {
        if self.rows.is_empty() {
            return Some(self.cell.clone())
                .filter(|cell| !cell.is_empty())
                .into_iter()
                .collect();
        }
        let column = self.cell.trim_end_matches(|ch: char| ch.is_ascii_digit());
        let cell = |row: &u32| format!("{column}{row}");
        self.rows.iter().map(cell).collect()
    }

    /// The same in words, neighbours joined: `L7—L9、L11`; empty of one cell.
    #[must_use]
    pub fn cells_in_words(&self) -> String {
        if self.rows.len() < 2 {
            return String::new();
        }
        let column = self.cell.trim_end_matches(|ch: char| ch.is_ascii_digit());
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for &row in &self.rows {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == row => *last = row,
                _ => runs.push((row, row)),
            }
        }
        let words: Vec<String> = runs
            .into_iter()
            .map(|(first, last)| match last - first {
                0 => format!("{column}{first}"),
                1 => format!("{column}{first}、{column}{last}"),
                _ => format!("{column}{first}—{column}{last}"),
            })
            .collect();
        words.join("、")
    }
}

/// A place in a file as a clerk says it: a cell, a row, a whole sheet, the
/// whole file. `row` is counted from 1; what is empty is not meant.
#[must_use]
pub fn place_words(sheet: &str, cell: &str, row: Option<u32>) -> String {
    match (sheet, cell, row) {
        ("", _, _) => "全表".to_owned(),
        (sheet, "", None) => format!("{sheet}（整表）"),
        (sheet, "", Some(row)) => format!("{sheet}第{row}行"),
        (sheet, cell, _) => format!("{sheet}!{cell}"),
    }
}

fn one() -> u32 {
    1
}

/// A proposed repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Whether the repair is certain and already used in the draft.
    pub auto: bool,
    /// The repaired value, as the contract spells it.
    pub to: String,
}

/// Declares the closed list of kinds with its id, usual severity and Chinese
/// name in one place.
macro_rules! finding_kinds {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $severity:ident, $label:literal;)*) => {
        /// What can be wrong in a return: a closed list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingKind {
            $($(#[$doc])* #[serde(rename = $id)] $variant,)*
        }

        impl FindingKind {
            /// Every kind.
            pub const ALL: &[FindingKind] = &[$(FindingKind::$variant),*];

            /// The id used in JSON and files.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(FindingKind::$variant => $id),* }
            }

            /// The severity this kind has unless the reader knows better.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(FindingKind::$variant => Severity::$severity),* }
            }

            /// The Chinese name, as screens and replies show it.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(FindingKind::$variant => $label),* }
            }
        }
    };
}

finding_kinds! {
    /// No amount can be read from the cell.
    AmountUnreadable = "amount_unreadable", Error, "金额无法识别";
    /// The magnitude suggests 元 in a 万元 column, or the reverse.
    AmountUnitDoubt = "amount_unit_doubt", Question, "金额单位可疑";
    /// 约, 左右, 余: the amount is not exact.
    AmountApproximate = "amount_approximate", Question, "金额为约数";
    /// The amount is text, with its unit or in full-width digits.
    AmountAsText = "amount_as_text", Info, "金额以文本填写";
    /// The amount is finer than a 分.
    AmountBelowFen = "amount_below_fen", Warning, "金额精度超过分";
    /// The amount is negative.
    AmountNegative = "amount_negative", Error, "金额为负数";
    /// 其中 adds up to more than the total it belongs to.
    PartsExceedTotal = "parts_exceed_total", Warning, "其中项之和大于总额";
    /// A stated number of enterprises is not the number that the return lists.
    MembersDiffer = "members_differ", Warning, "家数与名单不符";
    /// One amount is merged over several projects: it belongs to all of them.
    AmountShared = "amount_shared", Question, "金额为几个项目合填";
    /// Neither caption nor header says 元 or 万元.
    UnitMissing = "unit_missing", Question, "未注明金额单位";
    /// Nothing says which county sent the return.
    CountyUnknown = "county_unknown", Question, "未写明县（市、区）";
    /// A row names another county than the return's, or one that is not known.
    CountyDiffers = "county_differs", Question, "县（市、区）对不上";
    /// The title names no programme, neither this nor another.
    TitleWithoutProgramme = "title_without_programme", Info, "标题未写明专项";
    /// No date can be read from the cell.
    DateUnreadable = "date_unreadable", Error, "日期无法识别";
    /// `2022.1` typed as a number may be October.
    DateAmbiguous = "date_ambiguous", Question, "日期有歧义";
    /// The date is text in a spelling that is certain.
    DateAsText = "date_as_text", Info, "日期以文本填写";
    /// The day is missing.
    DateMonthOnly = "date_month_only", Warning, "日期只到月";
    /// 预计, 在建, 至今: the date is not final.
    DateNotFinal = "date_not_final", Question, "日期未定";
    /// Two cells of a row give one fact different values.
    ValuesDiffer = "values_differ", Question, "两处填写不一致";
    /// The end is before the start.
    PeriodReversed = "period_reversed", Error, "起止时间颠倒";
    /// There is no credit code.
    CodeMissing = "code_missing", Error, "缺统一社会信用代码";
    /// The code has not 18 characters.
    CodeLength = "code_length", Error, "信用代码位数不对";
    /// The code holds characters that GB 32100 does not allow.
    CodeAlphabet = "code_alphabet", Error, "信用代码含非法字符";
    /// The check digit does not fit; real early codes fail it too.
    CodeCheckDigit = "code_check_digit", Warning, "信用代码校验位不符";
    /// The code was typed as a number and its last digits are lost.
    CodePrecisionLost = "code_precision_lost", Error, "信用代码精度丢失";
    /// A number of an invoice, a contract, an account was typed as a figure and
    /// its last digits are lost.
    NumberPrecisionLost = "number_precision_lost", Error, "编号精度丢失";
    /// Spaces, case or width were put right.
    CodeCleaned = "code_cleaned", Info, "信用代码格式已规整";
    /// A 9-digit 组织机构代码 instead of a credit code.
    CodeOrganisationOnly = "code_organisation_only", Warning, "只有组织机构代码";
    /// A required cell is empty.
    RequiredMissing = "required_missing", Error, "必填项为空";
    /// A required column is not in the sheet.
    ColumnMissing = "column_missing", Error, "缺少必需的列";
    /// A column nobody asked for; kept as an extra fact.
    ColumnUnknown = "column_unknown", Info, "未识别的列";
    /// Two columns claim the same fact.
    ColumnAmbiguous = "column_ambiguous", Question, "列的含义不明确";
    /// The direction is not one of the notice's.
    DirectionUnknown = "direction_unknown", Error, "支持方向无法识别";
    /// The cell holds none of the allowed options.
    ChoiceUnknown = "choice_unknown", Error, "填写内容不在选项内";
    /// No whole number can be read.
    CountUnreadable = "count_unreadable", Error, "数量无法识别";
    /// The telephone number has an odd length.
    PhoneOdd = "phone_odd", Warning, "电话号码可疑";
    /// The formula has no stored result.
    FormulaUncached = "formula_uncached", Error, "公式未计算";
    /// The cell shows an error such as #DIV/0!.
    CellError = "cell_error", Error, "单元格为错误值";
    /// The row is hidden in the workbook.
    HiddenRow = "hidden_row", Question, "隐藏行";
    /// The row is struck through, or a remark says that it was withdrawn.
    RowCrossedOut = "row_crossed_out", Question, "划去或注明取消的行";
    /// The column is hidden in the workbook.
    HiddenColumn = "hidden_column", Info, "隐藏列";
    /// A stated total is not the sum of its rows.
    TotalMismatch = "total_mismatch", Error, "合计与明细不符";
    /// Another table with the same headings stands to the right of the one read.
    TableBeside = "table_beside", Error, "右侧另有一张表";
    /// One cell names several projects.
    SeveralInCell = "several_in_cell", Question, "一格填了几个项目";
    /// The same project stands twice in the file.
    DuplicateInFile = "duplicate_in_file", Question, "文件内重复";
    /// The same project or enterprise came in another county's return.
    DuplicateAcross = "duplicate_across", Question, "跨县重复";
    /// One enterprise has more projects than the notice allows.
    TooManyProjects = "too_many_projects", Question, "超过限报项目数";
    /// One invoice, contract or piece of equipment stands for two projects.
    EvidenceUsedTwice = "evidence_used_twice", Question, "凭证重复使用";
    /// A line of a list of evidence names no project of the return.
    EvidenceUnmatched = "evidence_unmatched", Warning, "凭证对不上项目";
    /// One credit code stands beside different names.
    NamesDiffer = "names_differ", Warning, "同一代码名称不一";
    /// Control characters were found in a text.
    TextControlCharacters = "text_control_characters", Warning, "文本含控制字符";
    /// A text's bytes were read in the wrong encoding; part of them is lost.
    TextGarbled = "text_garbled", Error, "文字为乱码";
    /// A picture lies in the workbook; it may show other figures than the cells.
    PictureNotRead = "picture_not_read", Info, "图片未读取";
    /// A row that is neither project, total, group nor note was left out.
    RowSetAside = "row_set_aside", Info, "未作为项目读取的行";
    /// A clerk said that nothing is to be taken from the sheet.
    SheetLeftOut = "sheet_left_out", Info, "工作表不导入";
    /// Half- and full-width brackets differ in a name.
    NameBrackets = "name_brackets", Info, "名称括号全半角不一";
}

/// Why a whole file was not taken in: a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Not a workbook at all.
    NotWorkbook,
    /// No bytes.
    EmptyFile,
    /// A workbook without cells.
    EmptyWorkbook,
    /// Protected by a password.
    Encrypted,
    /// The file ends too early or is damaged.
    CutShort,
    /// `~$…`: left by a program that had the workbook open.
    LockFile,
    /// Holds macro sheets only.
    MacroOnly,
    /// A scan: pictures, no cells.
    Scan,
    /// Text read in the wrong encoding: characters and digits are lost.
    Garbled,
    /// No list of projects was found.
    NoTable,
    /// The form, without entries.
    BlankTemplate,
    /// The form of another programme.
    OtherProgramme,
    /// The form of another year.
    OtherYear,
    /// The form of another city.
    OtherCity,
    /// More rows, columns or cells than allowed.
    TooLarge,
    /// The reader process crashed or ran out of memory.
    ReaderCrashed,
    /// The reader process took too long.
    ReaderTimeout,
}

impl RefusalCode {
    /// Every code.
    pub const ALL: &[RefusalCode] = &[
        RefusalCode::NotWorkbook,
        RefusalCode::EmptyFile,
        RefusalCode::EmptyWorkbook,
        RefusalCode::Encrypted,
        RefusalCode::CutShort,
        RefusalCode::LockFile,
        RefusalCode::MacroOnly,
        RefusalCode::Scan,
        RefusalCode::Garbled,
        RefusalCode::NoTable,
        RefusalCode::BlankTemplate,
        RefusalCode::OtherProgramme,
        RefusalCode::OtherYear,
        RefusalCode::OtherCity,
        RefusalCode::TooLarge,
        RefusalCode::ReaderCrashed,
        RefusalCode::ReaderTimeout,
    ];

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            RefusalCode::NotWorkbook => "不是表格文件",
            RefusalCode::EmptyFile => "空文件",
            RefusalCode::EmptyWorkbook => "空白工作簿",
            RefusalCode::Encrypted => "有打开密码",
            RefusalCode::CutShort => "文件不完整",
            RefusalCode::LockFile => "打开时的临时文件",
            RefusalCode::MacroOnly => "只有宏，没有工作表",
            RefusalCode::Scan => "扫描图片",
            RefusalCode::Garbled => "乱码",
            RefusalCode::NoTable => "没有项目表",
            RefusalCode::BlankTemplate => "没有填写的空白表",
            RefusalCode::OtherProgramme => "其他专项的表",
            RefusalCode::OtherYear => "其他年度的表",
            RefusalCode::OtherCity => "其他城市的表",
            RefusalCode::TooLarge => "表格过大",
            RefusalCode::ReaderCrashed => "读取时出错",
            RefusalCode::ReaderTimeout => "读取超时",
        }
    }
}

/// What may be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything was read without doubt.
    Import,
    /// Errors or questions are open; what is certain can be taken in.
    Questions,
    /// Nothing can be taken in.
    Refuse,
}
