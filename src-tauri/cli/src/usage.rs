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
            eprintln!("{}", sentence(&error));
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

fn in_chinese(text: &str) -> String {
    WORDS.iter().fold(text.to_owned(), |text, (word, chinese)| {
        text.replace(word, chinese)
    })
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
                _ if argument.contains("PROJECT")
                    || argument.contains("BATCH")
                    || argument.contains("COPIES") =>
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
