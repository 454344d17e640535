//! What is wrong with a file that is no well-formed markup, in the words of
//! who typed it.

use roxmltree::Error;

use crate::error::Problem;

/// What a text decoded as if it were UTF-8 has where it is none.
const UNDECODED: char = '\u{fffd}';

/// The fault of a text that could not be decoded, with its line.
pub(super) fn undecoded(source: &str) -> Option<(u32, Problem)> {
    let at = source.find(UNDECODED)?;
    let line = source[..at].matches('\n').count() + 1;
    Some((u32::try_from(line).unwrap_or(u32::MAX), Problem::Encoding))
}

/// Why markup is not well-formed.
pub(super) fn reason(error: &Error) -> String {
    match error {
        Error::UnexpectedCloseTag(open, found, _) => {
            format!("<{open}> 还没有关闭，就遇到了 </{found}>")
        }
        Error::NoRootNode => "文件里没有标签".to_owned(),
        Error::UnclosedRootNode => "文件到末尾还有标签没有关闭".to_owned(),
        Error::DuplicatedAttribute(name, _) => format!("属性“{name}”写了两遍"),
        Error::UnknownEntityReference(name, _) => format!("没有“&{name};”这个符号"),
        Error::MalformedEntityReference(_) => "有单独的“&”".to_owned(),
        Error::InvalidAttributeValue(_) => "属性值里有“<”".to_owned(),
        Error::InvalidComment(_) => "注释里不能有“--”".to_owned(),
        Error::UnexpectedEndOfStream => "文件没有写完".to_owned(),
        Error::InvalidName(at) => format!("第{}个字符处的名称不对", at.col),
        Error::InvalidChar(_, found, at) | Error::InvalidChar2(_, found, at) => {
            format!("第{}个字符处不该有“{}”", at.col, char::from(*found))
        }
        Error::NonXmlChar(found, at) => {
            format!("第{}个字符处有控制字符 U+{:04X}", at.col, u32::from(*found))
        }
        other => other.to_string(),
    }
}
