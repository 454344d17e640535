//! What can be typed after `ruku policy` and `ruku paper`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum PolicyCommand {
    /// 列出可用的政策包
    List,
    /// 显示一个政策包：方向、事实、表单、日期、解读
    Show {
        /// 政策包的编号或名称
        pack: String,
    },
    /// 检查任意文件夹中的政策包，列出每个错误
    Check {
        /// 政策包文件夹
        dir: PathBuf,
    },
    /// 运行政策包自带的算例，以及另给的算例文件
    Test {
        /// 政策包的编号、名称或文件夹
        pack: String,
        /// 另给的算例文件（可重复）
        #[arg(long)]
        cases: Vec<PathBuf>,
    },
    /// 逐条列出通知条款的处理；给出通知文件则逐句核对原文
    Coverage {
        /// 政策包的编号、名称或文件夹
        pack: String,
        /// 通知原文（txt、docx）
        #[arg(long)]
        notice: Option<PathBuf>,
        /// 同时写成条款对照表（.xlsx）
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 新建一个可以直接运行的样例政策包
    New {
        /// 文件夹；其名称就是政策包的编号或名称
        dir: PathBuf,
    },
    /// 政策包换新版本后，哪些项目的结果会变、变多少、为什么
    Impact {
        /// 原版本：政策包的编号、名称或文件夹
        old: String,
        /// 新版本：政策包的编号、名称或文件夹
        new: String,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 把文件夹中的政策包载入项目库，供启用
    Load {
        /// 政策包文件夹
        dir: PathBuf,
    },
    /// 专项改用新版本的政策包（先看 impact）
    Adopt {
        /// 新版本：政策包的编号或数据指纹
        pack: String,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
        /// 理由
        #[arg(long)]
        reason: String,
    },
    /// 不用项目库，直接对事实文件测算
    Assess {
        /// 政策包的编号、名称或文件夹
        pack: String,
        /// 事实文件（JSON）
        #[arg(long)]
        facts: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum PaperCommand {
    /// 新建一个表单模板
    New {
        /// 模板文件（.html）
        file: PathBuf,
    },
    /// 检查政策包文件夹或表单文件夹里的模板
    Check {
        /// 文件夹
        dir: PathBuf,
    },
    /// 核对打印件：是哪个项目的哪张表，数据此后有没有变动
    #[command(group(clap::ArgGroup::new("paper").required(true).args(["file", "groups"])))]
    Verify {
        /// 打印出来的 PDF
        file: Option<PathBuf>,
        /// 纸面页脚“数据指纹”里的任意两组，如 "3A7C 9DKM"
        #[arg(long, value_name = "GROUPS", num_args = 1..)]
        groups: Vec<String>,
    },
    /// 打印登记：每一份是否已签字、已盖章、已交、已退回
    #[command(subcommand)]
    Register(RegisterCommand),
}

#[derive(Subcommand)]
pub(crate) enum RegisterCommand {
    /// 列出打印过的材料和各份的状态
    List {
        /// 专项编号
        #[arg(long)]
        programme: Option<String>,
    },
    /// 列出一件的登记记录
    Show {
        /// 打印件编号（见 register list）
        print: i64,
    },
    /// 登记：把各份转到下一步；要么全部登记，要么都不登记
    Mark {
        /// 打印件编号（可写多个）
        #[arg(required = true)]
        print: Vec<i64>,
        /// 登记为：signed 已签字、sealed 已盖章、handed_in 已交、returned 已退回、void 已作废
        #[arg(long)]
        to: String,
        /// 只登记第几份（可重复；默认能登记的每一份）
        #[arg(long, value_name = "N")]
        copy: Vec<u32>,
        /// 日期，如 2022-07-08（默认今天）
        #[arg(long, default_value = "")]
        day: String,
        /// 签字人、盖章单位、收件人或退件人
        #[arg(long, default_value = "")]
        who: String,
        /// 备注；作废必须写明原因
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 更正：把各份恢复到上一步
    TakeBack {
        /// 打印件编号（可写多个）
        #[arg(required = true)]
        print: Vec<i64>,
        /// 只更正第几份（可重复；默认登记过的每一份）
        #[arg(long, value_name = "N")]
        copy: Vec<u32>,
        /// 理由
        #[arg(long)]
        reason: String,
    },
}
