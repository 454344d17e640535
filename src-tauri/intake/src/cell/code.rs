//! 统一社会信用代码: cleaned where that is certain, never guessed.

use ruku_model::credit_code::{
    CREDIT_CODE_LENGTH, CodeFault, ORGANISATION_CODE_LENGTH, check_credit_code,
    check_organisation_code,
};
use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;

use super::digits::{SAFE_DIGITS, is_scientific};
use super::{Look, Reading, Remark, aside, common};
use crate::text::{is_han, narrow, says_nothing};
use crate::workbook::{Content, decimal_text};

/// Words that stand where there is no code.
const NONE: &[&str] = &["无", "没有", "暂无", "待补", "待补充"];

/// Words that say why there is none yet.
const WHY_NONE: &[&str] = &["办理", "申领", "补办", "换照", "换证", "未办", "待"];

/// Reads a cell as a credit code.
#[must_use]
pub fn read(look: Look<'_>) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    match look.content {
        Content::Text(content) => read_text(content),
        Content::Number(number) | Content::Date(number) => {
            let digits = decimal_text(*number);
            if digits.len() > SAFE_DIGITS {
                lost()
            } else {
                read_text(&digits)
            }
        }
        _ => Reading::unknown(Remark::new(FindingKind::CodeAlphabet)),
    }
}

fn lost() -> Reading {
    Reading::unknown(Remark::new(FindingKind::CodePrecisionLost))
}

fn read_text(content: &str) -> Reading {
    if is_scientific(content) {
        return lost();
    }
    let code = cleaned(content);
    // 换照办理中: words why there is none are no code of another length.
    let words = code.chars().all(is_han) && WHY_NONE.iter().any(|why| code.contains(why));
    if says_nothing(&code) || NONE.contains(&code.as_str()) || words {
        return Reading::nothing();
    }
    // The hyphen of a 组织机构代码 is part of its printed form.
    let tidy = content.trim();
    let was_clean = code == tidy || code == tidy.replace('-', "") && code.len() == 9;
    let reading = judge(&code);
    if was_clean || reading.value().is_none() {
        return reading;
    }
    let to = reading
        .value()
        .and_then(FactValue::as_text)
        .unwrap_or_default()
        .to_owned();
    if reading
        .remarks
        .iter()
        .any(|remark| remark.kind == FindingKind::CodeCleaned)
    {
        return reading;
    }
    reading.with(Remark::new(FindingKind::CodeCleaned).repaired(to))
}

fn cleaned(content: &str) -> String {
    let mut code: String = narrow(content)
        .chars()
        .filter(|ch| !ch.is_whitespace() && !ch.is_control())
        .filter(|ch| {
            !matches!(
                ch,
                '-' | '—' | '\'' | '‘' | '’' | '`' | '\u{200b}'..='\u{200f}' | '\u{feff}'
            )
        })
        .flat_map(char::to_uppercase)
        .collect();
    while code.ends_with(['.', '。', ',', '，', ';']) {
        code.pop();
    }
    for label in ["代码:", "税号:"] {
        if let Some((_, rest)) = code.split_once(label) {
            code = rest.to_owned();
        }
    }
    // 社会信用代码9144…
    let bare = code.trim_start_matches(is_han);
    if bare.len() < code.len() && check_credit_code(bare) == Ok(()) {
        return bare.to_owned();
    }
    // 9144…（1-1）, …（副本）: behind a whole code the brackets are the licence's.
    match aside::split(&code) {
        // Two codes in one cell are not told apart.
        Some((whole, words)) if check_credit_code(whole) == Ok(()) && !may_be_code(words) => {
            whole.to_owned()
        }
        _ => code,
    }
}

/// Whether a text is as long as the shortest code and written like one.
fn may_be_code(text: &str) -> bool {
    text.len() >= ORGANISATION_CODE_LENGTH && text.is_ascii()
}

fn judge(code: &str) -> Reading {
    let value = |code: &str| Reading::clear(FactValue::Text(code.to_owned()));
    if code.chars().count() == ORGANISATION_CODE_LENGTH {
        return organisation(code);
    }
    match check_credit_code(code) {
        Ok(()) => value(code),
        Err(CodeFault::CheckCharacter(expected)) => value(code).with(
            Remark::new(FindingKind::CodeCheckDigit)
                .detail(format!("按国家标准末位应为{expected}")),
        ),
        Err(CodeFault::Alphabet(found, place)) => {
            let swapped: String = code
                .chars()
                .map(|ch| match ch {
                    'O' => '0',
                    'I' => '1',
                    other => other,
                })
                .collect();
            if check_credit_code(&swapped) == Ok(()) {
                let remark = Remark::new(FindingKind::CodeCleaned)
                    .detail("字母O、I按数字0、1读取，校验位相符")
                    .repaired(swapped.clone());
                return value(&swapped).with(remark);
            }
            Reading::unknown(
                Remark::new(FindingKind::CodeAlphabet).detail(format!("第{place}位是“{found}”")),
            )
        }
        Err(CodeFault::Length(length)) => Reading::unknown(
            Remark::new(FindingKind::CodeLength)
                .detail(format!("现为{length}位，应为{CREDIT_CODE_LENGTH}位")),
        ),
    }
}

fn organisation(code: &str) -> Reading {
    match check_organisation_code(code) {
        Err(CodeFault::Alphabet(found, place)) => Reading::unknown(
            Remark::new(FindingKind::CodeAlphabet).detail(format!("第{place}位是“{found}”")),
        ),
        Err(CodeFault::CheckCharacter(expected)) => {
            Reading::clear(FactValue::Text(code.to_owned())).with(
                Remark::new(FindingKind::CodeOrganisationOnly)
                    .detail(format!("且校验位不符，末位应为{expected}")),
            )
        }
        _ => Reading::clear(FactValue::Text(code.to_owned()))
            .with(Remark::new(FindingKind::CodeOrganisationOnly)),
    }
}
