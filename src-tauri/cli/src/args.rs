//! What can be typed after `ruku`.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use clap::{Parser, Subcommand};

use crate::return_args::ReturnCommand;
use crate::rooms::{PaperCommand, PolicyCommand};

/// 入库通：制造业数字化转型补助项目库
#[derive(Parser)]
#[command(name = "ruku", version, about)]
pub(crate) struct Args {
    /// 项目库文件夹（默认：用户数据目录下的 ruku）
    #[arg(long, global = true, value_name = "DIR")]
    pub library: Option<PathBuf>,
    /// 资源文件夹（政策包、字体、区划；默认在程序旁边查找）
    #[arg(long, global = true, value_name = "DIR")]
    pub assets: Option<PathBuf>,
    /// 在标准输出打印一个 JSON 文档
    #[arg(long, global = true)]
    pub json: bool,
    /// 以此时刻为“现在”，如 2022-07-08 或 2022-07-08T17:00
    #[arg(long, global = true, value_name = "DATE", value_parser = moment)]
    pub date: Option<NaiveDateTime>,
    /// 要做什么
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// 新建项目库文件夹
    Init {
        /// 文件夹
        dir: PathBuf,
    },
    /// 专项：按一个政策包开展的一次申报
    #[command(subcommand)]
    Programme(ProgrammeCommand),
    /// 政策包
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// 县（市、区）汇总表
    #[command(subcommand, name = "return")]
    Return(ReturnCommand),
    /// 列出项目
    Projects {
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 登记或更正一个项目的事实
    Fact {
        /// 项目编号
        project: i64,
        /// 事实的编号或名称，如 completed_on、完工时间
        fact: String,
        #[arg(allow_hyphen_values = true)]
        /// 值：金额按该项的单位填数字，或写明单位（120万元）；日期写 2022-06-30；是否写 是/否；留空表示未知
        value: String,
        /// 理由
        #[arg(long)]
        reason: String,
        /// 同时登记到这些项目（可重复）；要么全部登记，要么都不登记
        #[arg(long, value_name = "PROJECT")]
        also: Vec<i64>,
    },
    /// 登记认定：条款口径、一事一议或拟安排金额、条件豁免；列出、撤回
    Decide {
        /// 项目编号或支持方向；写在这里时，后面不必再写
        subject: Option<String>,
        /// 认定什么
        #[command(subcommand)]
        command: DecideCommand,
    },
    /// 测算一个专项并定格结果
    Assess {
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
        /// 资金池，如 500万元
        #[arg(long, requires = "method")]
        pool: Option<String>,
        /// 资金池分配办法的编号或名称
        #[arg(long, requires = "pool")]
        method: Option<String>,
        /// 按这一项排序分配（编号或名称；默认按名单顺序）
        #[arg(long, requires = "pool")]
        order: Option<String>,
        /// 最多安排几个项目
        #[arg(long, requires = "pool")]
        quota: Option<u32>,
        /// 不再用上次的资金池
        #[arg(long, conflicts_with = "pool")]
        no_pool: bool,
        /// 只预览资金池分配，不定格
        #[arg(long, requires = "pool")]
        preview: bool,
    },
    /// 说明一个项目的金额是怎么来的
    Explain {
        /// 项目编号
        project: i64,
    },
    /// 打印申报书、承诺书、验收申请报告、计算说明书等（PDF）
    Print {
        /// 表单的编号或名称，如 application、申报书
        form: String,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
        /// 只打印这些项目（可重复；默认全部）
        #[arg(long)]
        project: Vec<i64>,
        /// 份数（默认按通知）
        #[arg(long)]
        copies: Option<u32>,
        /// 测算不符合条件的项目，其申报书、承诺书也打印
        #[arg(long)]
        ineligible_too: bool,
        /// 表单必须有的内容，缺的留空打印，手工填写
        #[arg(long)]
        leave_blank: bool,
        /// 清单里有项目的字打不出来（字体没有）时，先打印其余项目
        #[arg(long)]
        leave_out: bool,
        /// 打印空白表，不预填任何项目
        #[arg(long, conflicts_with_all = ["project", "ineligible_too", "leave_blank", "leave_out"])]
        blank: bool,
        /// 用这台电脑安装的公文字体（仿宋_GB2312、方正小标宋等），默认用软件自带的字体
        #[arg(long)]
        system_fonts: bool,
        /// 卡纸或中断后续打：从整批的第几份开始
        #[arg(long, value_name = "N", conflicts_with_all = ["project", "ineligible_too", "leave_blank", "leave_out", "copies", "blank"])]
        from_copy: Option<u32>,
        /// 续打哪一批（默认这张表最近打印的一批）
        #[arg(long, value_name = "BATCH", requires = "from_copy")]
        printing: Option<i64>,
        /// 输出文件夹
        #[arg(long)]
        out: PathBuf,
    },
    /// 导出表格（xlsx）
    Table {
        /// 表格的编号或名称，如 assessment、测算表
        name: String,
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
        /// 输出文件
        #[arg(long)]
        out: PathBuf,
    },
    /// 表单模板与打印件：新建、检查、核对
    #[command(subcommand)]
    Paper(PaperCommand),
    /// 核验项目库：数据库、操作日志、原始文件，并重算历次测算
    Verify {
        /// 程序升级后重算有差异的，登记已核对、仍用原结果：写明理由
        #[arg(long, value_name = "REASON")]
        confirm: Option<String>,
        /// 确认哪个专项（编号或名称）
        #[arg(long, requires = "confirm")]
        programme: Option<String>,
    },
    /// 备份项目库并核验备份
    Backup {
        /// 连同原始文件备份成一个文件：写到这个文件或文件夹（如 U 盘）
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 从备份恢复；恢复前的状态另行保存。完整备份可恢复到新的文件夹（--library）
    Restore {
        /// 备份文件
        backup: PathBuf,
    },
    /// 操作日志
    Log,
}

#[derive(Subcommand)]
pub(crate) enum ProgrammeCommand {
    /// 按政策包建立专项
    New {
        /// 政策包的编号或名称
        #[arg(long)]
        pack: String,
        /// 年度（须与政策包一致）
        #[arg(long)]
        year: Option<i32>,
    },
    /// 列出专项
    List,
    /// 显示一个专项
    Show {
        /// 专项的编号或名称
        programme: Option<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum DecideCommand {
    /// 选定一个有歧义条款的口径
    Reading {
        /// 口径的编号或问题
        id: String,
        /// 选项的编号或内容
        option: String,
        #[command(flatten)]
        paper: Paper,
    },
    /// 认定一个项目的金额：一事一议的金额，或在测算上限以内拟安排的金额
    Manual {
        /// 项目编号（已写在前面时省略）和金额，金额写明单位，如 12 20万元
        #[arg(required = true, num_args = 1..=2, value_names = ["PROJECT", "AMOUNT"])]
        what: Vec<String>,
        #[command(flatten)]
        paper: Paper,
    },
    /// 豁免一个条件
    Waiver {
        /// 条件的编号或名称
        condition: String,
        /// 只对这个项目（默认全部项目）
        #[arg(long)]
        project: Option<i64>,
        /// 有效期至，如 2022-12-31
        #[arg(long, default_value = "", hide_default_value = true)]
        expires: String,
        #[command(flatten)]
        paper: Paper,
    },
    /// 列出各项认定、口径和可以豁免的条件
    List {
        /// 专项的编号或名称
        #[arg(long)]
        programme: Option<String>,
    },
    /// 撤回一项认定
    Revoke {
        /// 认定编号
        decision: i64,
        /// 理由
        #[arg(long)]
        reason: String,
    },
}

/// What a decision rests on.
#[derive(clap::Args)]
pub(crate) struct Paper {
    /// 专项的编号或名称
    #[arg(long)]
    pub programme: Option<String>,
    /// 依据：批文号、会议纪要（金额和豁免必填）
    #[arg(long, default_value = "", hide_default_value = true)]
    pub authority: String,
    /// 批准人或批准单位
    #[arg(long, default_value = "", hide_default_value = true)]
    pub approver: String,
    /// 理由
    #[arg(long)]
    pub reason: String,
}

/// A day (its first moment) or a day with a clock time.
fn moment(text: &str) -> Result<NaiveDateTime, String> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Ok(day.and_time(NaiveTime::MIN));
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .map_err(|_| "请写成 2022-07-08 或 2022-07-08T17:00".to_owned())
}
