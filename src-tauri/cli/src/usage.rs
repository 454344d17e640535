//! Help and wrong use in Chinese: clap finds what is wrong, this says it.

use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::args::Args;

/// Reads the command line; help and wrong use end here with their status.
pub(crate) fn parse() -> Result<Args, ExitCode> {
    Args::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print!("{}", in_chinese(&error.render().to_string()));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{}", in_chinese(&error.render().to_string()));
            ExitCode::from(2)
        }
        _ => {
            eprintln!("{}", in_chinese(&sentence(&error)));
            if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
                eprintln!("{}", in_chinese(&usage.to_string()).trim_end());
            }
            eprintln!("各命令的说明：在命令后面加 --help。");
            ExitCode::from(2)
        }
    })
}

/// clap's own words, each with what stands for it here.
const WORDS: [(&str, &str); 13] = [
    (
        "Print this message or the help of the given subcommand(s)",
        "显示本说明，或某个命令的说明",
    ),
    ("Print help (see more with '--help')", "显示说明"),
    ("Print help (see a summary with '-h')", "显示说明"),
    ("Print help", "显示说明"),
    ("Print version", "显示版本"),
    ("Usage:", "用法："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("[OPTIONS]", "[选项]"),
    ("<COMMAND>", "<命令>"),
    ("[COMMAND]", "[命令]"),
    ("[default: ", "[默认："),
];

/// What stands for the values that are typed, by the names clap gives them.
const VALUES: [(&str, &str); 49] = [
    ("AMOUNT", "金额"),
    ("APPROVER", "批准人"),
    ("ASSETS", "文件夹"),
    ("AUTHORITY", "依据文件"),
    ("BACKUP", "备份"),
    ("BATCH", "批次"),
    ("CASES", "算例文件"),
    ("CELL", "单元格"),
    ("COLUMN=FACT", "列=填报项"),
    ("CHOICE", "处理"),
    ("CONDITION", "条件"),
    ("COPIES", "份数"),
    ("COUNTY", "县区"),
    ("DATE", "时间"),
    ("DAY", "日期"),
    ("DECISION", "认定编号"),
    ("DIR", "文件夹"),
    ("EXPIRES", "日期"),
    ("FACT", "填报项"),
    ("FACTS", "事实文件"),
    ("FILE", "文件"),
    ("FILES", "文件"),
    ("FORM", "表单"),
    ("GROUPS", "指纹"),
    ("ID", "编号"),
    ("KIND", "种类"),
    ("METHOD", "办法"),
    ("N", "第几份"),
    ("NAME", "名称"),
    ("NEW", "新版本"),
    ("NOTICE", "通知文件"),
    ("OF", "谁的"),
    ("OLD", "原版本"),
    ("OPTION", "选项"),
    ("ORDER", "次序"),
    ("OUT", "输出到"),
    ("PACK", "政策包"),
    ("POOL", "资金总额"),
    ("PRINT", "打印件编号"),
    ("PROGRAMME", "专项"),
    ("PROJECT", "项目编号"),
    ("QUOTA", "名额"),
    ("REASON", "理由"),
    ("SET", "线索编号"),
    ("SHEET", "工作表"),
    ("TO", "状态"),
    ("VALUE", "值"),
    ("WHO", "谁"),
    ("YEAR", "年度"),
];

fn in_chinese(text: &str) -> String {
    let text = WORDS.iter().fold(text.to_owned(), |text, (word, chinese)| {
        text.replace(word, chinese)
    });
    let mut text = text;
    for (name, chinese) in VALUES {
        for (open, close) in [("<", ">"), ("[", "]"), ("<", "|"), ("|", ">"), ("|", "|")] {
            let typed = format!("{open}{name}{close}");
            text = text.replace(&typed, &format!("{open}{chinese}{close}"));
        }
    }
    text
}

fn sentence(error: &Error) -> String {
    let told = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(several)) => several.join("、"),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let argument = told(ContextKind::InvalidArg);
    let value = told(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let instead = match told(ContextKind::SuggestedArg).as_str() {
                "" => String::new(),
                other => format!("是不是“{other}”？"),
            };
            format!("没有参数“{argument}”。{instead}")
        }
        ErrorKind::InvalidSubcommand => {
            let instead = match told(ContextKind::SuggestedSubcommand).as_str() {
                "" => String::new(),
                other => format!("是不是“{other}”？"),
            };
            format!(
                "没有命令“{}”。{instead}",
                told(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingSubcommand => "还要写明做什么。".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("还缺：{argument}。"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面没有写值。"),
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = match why.as_deref() {
                Some(why) if !why.is_ascii() => format!("：{why}"),
                _ if ["PROJECT", "BATCH", "COPIES", "QUOTA", "YEAR"]
                    .iter()
                    .any(|number| argument.contains(number)) =>
                {
                    "：请填数字".to_owned()
                }
                _ => "，请核对".to_owned(),
            };
            format!("“{argument}”不能填“{value}”{why}。")
        }
        ErrorKind::ArgumentConflict => format!(
            "“{argument}”不能与“{}”一起用，或者写了两遍。",
            told(ContextKind::PriorArg)
        ),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("“{argument}”后面值的个数不对。")
        }
        ErrorKind::NoEquals => format!("“{argument}”要用等号写值。"),
        ErrorKind::InvalidUtf8 => "命令里有不是 UTF-8 的文字。".to_owned(),
        _ => "命令写得不对。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::*;

    fn helps(command: &mut Command, found: &mut Vec<String>) {
        found.push(in_chinese(&command.render_long_help().to_string()));
        for below in command.get_subcommands_mut() {
            helps(below, found);
        }
    }

    #[test]
    fn help_names_what_is_typed_in_chinese() {
        let mut command = Args::command();
        command.build();
        let mut found = Vec::new();
        helps(&mut command, &mut found);
        let left: Vec<&str> = found
            .iter()
            .flat_map(|help| help.split(['<', '|']).skip(1))
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
            .filter_map(|rest| rest.split(['>', '|', '\n']).next())
            .collect();
        assert_eq!(
            left,
            Vec::<&str>::new(),
            "add each name to VALUES with what the clerk calls it"
        );
    }
}
