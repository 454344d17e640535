//! What can be typed after `ruku return`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum ReturnCommand {
    /// 只读取、检查，不入库
    Check {
        /// 文件或文件夹
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 专项的编号或名称
        #[arg(long, conflicts_with = "pack")]
        programme: Option<String>,
        /// 政策包的编号或名称
        #[arg(long)]
        pack: Option<String>,
    },
    /// 导入项目库，每个文件一批
    TakeIn {
        /// 文件或文件夹
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
        /// 接受提醒的理由
        #[arg(long, value_name = "REASON")]
        accept_warnings: Option<String>,
    },
    /// 列出已导入的批次
    List {
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 列出一批的问题，或一个文件的问题及与原表的比较
    Findings {
        /// 批次编号，或未导入的文件
        of: String,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 用更正稿替换已导入的那一批
    Replace {
        /// 县里报来的更正稿
        file: PathBuf,
        /// 理由
        #[arg(long, required_unless_present = "preview")]
        reason: Option<String>,
        /// 只列出沿用什么、丢失什么，不替换
        #[arg(long)]
        preview: bool,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 生成发给各县（市、区）的空白汇总表
    Template {
        /// 专项的编号或名称
        #[arg(long, conflicts_with = "pack")]
        programme: Option<String>,
        /// 政策包的编号或名称
        #[arg(long)]
        pack: Option<String>,
        /// 输出文件（.xlsx）
        #[arg(long)]
        out: PathBuf,
    },
    /// 生成退改工作簿：县里的原表加批注，附退改清单
    Reply {
        /// 批次编号，或未导入的文件
        of: String,
        /// 输出文件夹
        #[arg(long)]
        out: PathBuf,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 指明一列是什么，该县以后的汇总表都照此读取
    Map {
        /// 批次编号，或未导入的文件
        of: String,
        /// 列与事实，如 F=project_investment 或 总投资额=project_investment；等号后留空表示取消
        #[arg(value_name = "COLUMN=FACT")]
        meaning: String,
        /// 立即按新的列名重新导入这一批，并写明理由
        #[arg(long, value_name = "REASON")]
        reread: Option<String>,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 重新读取一批的原文件：列名的记忆改过以后用；项目编号和仍对应的处理都保留
    Reread {
        /// 批次编号
        batch: i64,
        /// 理由
        #[arg(long, required_unless_present = "preview")]
        reason: Option<String>,
        /// 只列出沿用什么、什么不再对应，不读取
        #[arg(long)]
        preview: bool,
    },
    /// 一张工作表不导入（如去年的表、重复的表），或恢复导入
    Sheet {
        /// 批次编号，或未导入的文件
        of: String,
        /// 工作表名称
        sheet: String,
        /// 不导入、恢复导入
        #[arg(value_parser = ["leave_out", "take_back"])]
        choice: String,
        /// 理由
        #[arg(long, required_unless_present = "preview")]
        reason: Option<String>,
        /// 只列出沿用什么、什么不再对应，不改动
        #[arg(long)]
        preview: bool,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 接受软件对填写错误的更正建议
    Repair {
        /// 批次编号，或未导入的文件
        of: String,
        /// 检查项编号或单元格，如 date_ambiguous、F12、汇总表!F12（可重复）
        #[arg(long, value_name = "KIND|CELL", required = true, num_args = 1..)]
        accept: Vec<String>,
        /// 理由
        #[arg(long, default_value = "接受软件的更正建议")]
        reason: String,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 填写一处读不准的数值，或回答整个文件的问题（单位、县区、隐藏的工作表）
    Answer {
        /// 批次编号，或未导入的文件
        of: String,
        /// 单元格或编号，如 F12、汇总表!F12、#3
        cell: String,
        /// 数值：金额按该项的单位填数字，或写明单位；两可的单元格也可只答“10月”“元”
        value: String,
        /// 这一列写法相同（或同样两可）的一并答复
        #[arg(long)]
        alike: bool,
        /// 理由，如县里来电更正
        #[arg(long)]
        reason: String,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 接受提醒，理由印在汇总表备注里
    Accept {
        /// 批次编号，或未导入的文件
        of: String,
        /// 检查项编号、单元格或问题编号（可重复）
        #[arg(long, value_name = "KIND|CELL", required = true, num_args = 1..)]
        what: Vec<String>,
        /// 理由
        #[arg(long)]
        reason: String,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 撤销对问题的处理，数值恢复原样
    Undo {
        /// 批次编号，或未导入的文件
        of: String,
        /// 检查项编号、单元格或问题编号（可重复）
        #[arg(long, value_name = "KIND|CELL", required = true, num_args = 1..)]
        what: Vec<String>,
        /// 理由
        #[arg(long)]
        reason: String,
        /// 专项的编号或名称（文件用）
        #[arg(long)]
        programme: Option<String>,
    },
    /// 撤回一批及其带来的一切；先说明会取出什么
    Withdraw {
        /// 批次编号
        batch: i64,
        /// 理由
        #[arg(long, required_unless_present = "preview")]
        reason: Option<String>,
        /// 只说明会取出什么，不撤回
        #[arg(long)]
        preview: bool,
    },
    /// 哪些县（市、区）已报、零报送、未报
    Counties {
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 登记没有文件的零报送（来函、电话）
    Nil {
        /// 县（市、区）名称
        county: String,
        /// 依据，如来函文号、通话时间
        #[arg(long, required_unless_present = "undo")]
        reason: Option<String>,
        /// 取消登记
        #[arg(long)]
        undo: bool,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 列出重复线索：同一项目、同一企业、同一发票、合同或设备
    Sets {
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 认定一条重复线索
    Decide {
        /// 线索编号
        set: String,
        /// 都留、只留一个、不是同一个、取消认定（或 keep_all、keep_one、different、open）
        choice: String,
        /// 只留一个时留下的项目
        #[arg(long)]
        project: Option<i64>,
        /// 理由
        #[arg(long)]
        reason: String,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 列出检查项、拒收原因和事实编号
    Kinds {
        /// 政策包的编号或名称（默认全部）
        #[arg(long)]
        pack: Option<String>,
    },
}
