//! What can be typed after `ruku policy` and `ruku paper`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum PolicyCommand {
    /// 列出可用的通知包
    List,
    /// 显示一个通知包：方向、事实、表单、日期、解读
    Show {
        /// 通知包编号
        pack: String,
    },
    /// 检查任意文件夹中的通知包，列出每个错误
    Check {
        /// 通知包文件夹
        dir: PathBuf,
    },
    /// 运行通知包自带的算例，以及另给的算例文件
    Test {
        /// 通知包编号或文件夹
        pack: String,
        /// 另给的算例文件（可重复）
        #[arg(long)]
        cases: Vec<PathBuf>,
    },
    /// 逐条列出通知条款的处理；给出通知文件则逐句核对原文
    Coverage {
        /// 通知包编号或文件夹
        pack: String,
        /// 通知原文（txt、docx）
        #[arg(long)]
        notice: Option<PathBuf>,
    },
    /// 新建一个可以直接运行的样例通知包
    New {
        /// 文件夹；其名称就是通知包编号
        dir: PathBuf,
    },
    /// 通知包换新版本后，哪些项目的结果会变、变多少、为什么
    Impact {
        /// 原版本：通知包编号或文件夹
        old: String,
        /// 新版本：通知包编号或文件夹
        new: String,
        /// 项目批次编号
        #[arg(long)]
        programme: Option<String>,
    },
    /// 不用项目库，直接对事实文件测算
    Assess {
        /// 通知包编号或文件夹
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
    /// 检查通知包文件夹或表单文件夹里的模板
    Check {
        /// 文件夹
        dir: PathBuf,
    },
    /// 核对打印件：是哪个项目的哪张表，数据此后有没有变动
    Verify {
        /// 打印出来的 PDF
        file: PathBuf,
    },
}
