//! The formulas of a county's own checks and colours, as far as they only look
//! at cells of their own sheet. A formula is told whole or not at all: nothing
//! that names another file, a link, or a function not listed here goes on.

/// What a check of a table may compute.
const FUNCTIONS: &[&str] = &[
    "ABS",
    "AND",
    "COUNT",
    "COUNTA",
    "COUNTBLANK",
    "COUNTIF",
    "COUNTIFS",
    "DATE",
    "DAY",
    "EXACT",
    "FIND",
    "IF",
    "IFERROR",
    "INT",
    "ISBLANK",
    "ISERROR",
    "ISNUMBER",
    "ISTEXT",
    "LEFT",
    "LEN",
    "LENB",
    "LOWER",
    "MAX",
    "MID",
    "MIN",
    "MOD",
    "MONTH",
    "NOT",
    "OR",
    "RIGHT",
    "ROUND",
    "ROW",
    "SEARCH",
    "SUBSTITUTE",
    "SUM",
    "SUMIF",
    "SUMPRODUCT",
    "TODAY",
    "TRIM",
    "UPPER",
    "VALUE",
    "YEAR",
];

/// Longer formulas no spreadsheet takes in such a place.
const CHARACTERS_MAX: usize = 255;

/// The formula without its equals sign, if all of it is understood.
pub(super) fn understood(formula: &str) -> Option<String> {
    let formula = formula.trim();
    let formula = formula.strip_prefix('=').unwrap_or(formula);
    if formula.is_empty() || formula.chars().count() > CHARACTERS_MAX {
        return None;
    }
    let mut rest = formula;
    let mut depth = 0_u32;
    while let Some(ch) = rest.chars().next() {
        let length = match ch {
            '"' => text(rest)?,
            '$' | 'A'..='Z' | 'a'..='z' => name(rest)?,
            '0'..='9' | '.' => number(rest),
            '(' => {
                depth += 1;
                1
            }
            ')' => {
                depth = depth.checked_sub(1)?;
                1
            }
            '+' | '-' | '*' | '/' | '^' | '&' | '=' | '<' | '>' | '%' | ',' | ':' | ' ' | '\n'
            | '\r' | '\t' => 1,
            _ => return None,
        };
        rest = &rest[length..];
    }
    (depth == 0).then(|| formula.to_owned())
}

/// The length of a text in quotes; quotes inside are doubled.
fn text(rest: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += rest[at..].find('"')? + 1;
        if !rest[at..].starts_with('"') {
            return Some(at);
        }
        at += 1;
    }
}

fn number(rest: &str) -> usize {
    let end = rest.find(|ch: char| !ch.is_ascii_digit() && ch != '.');
    end.unwrap_or(rest.len())
}

/// The length of a function's name, a cell, a column or a row.
fn name(rest: &str) -> Option<usize> {
    let end = rest
        .find(|ch: char| !ch.is_ascii_alphanumeric() && !matches!(ch, '$' | '.' | '_'))
        .unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let upper = word.to_ascii_uppercase();
    let known = if after.starts_with('(') {
        FUNCTIONS.contains(&upper.as_str())
    } else {
        matches!(upper.as_str(), "TRUE" | "FALSE") || is_reference(&upper)
    };
    known.then_some(end)
}

/// `$F$4`, `F4`, `$F`, `F`, `$4`.
fn is_reference(word: &str) -> bool {
    let word = word.strip_prefix('$').unwrap_or(word);
    let letters = word.find(|ch: char| !ch.is_ascii_uppercase());
    let (letters, digits) = word.split_at(letters.unwrap_or(word.len()));
    let digits = match letters.is_empty() {
        true => digits,
        false => digits.strip_prefix('$').unwrap_or(digits),
    };
    letters.len() <= 3
        && digits.len() <= 7
        && !(letters.is_empty() && digits.is_empty())
        && digits.chars().all(|ch| ch.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::understood;

    #[test]
    fn a_formula_is_told_whole_or_not_at_all() {
        for formula in [
            "LEN(C4)<>18",
            "=LEN($C4)=18",
            "AND(ISNUMBER(H4),H4>=0,H4<=100000)",
            "L4<=I4",
            "44197",
            "COUNTIF($C$4:$C$300,C4)=1",
            "NOT(ISERROR(SEARCH(\"约\",H4)))",
            "\"含\"\"引号\"\"\"",
            "SUM(J4:L4)<=I4*1.05",
            "COUNTIF($C:$C,C4)>1",
            "-5",
        ] {
            let bare = formula.strip_prefix('=').unwrap_or(formula);
            assert_eq!(understood(formula).as_deref(), Some(bare), "{formula}");
        }
        for formula in [
            "",
            "INDIRECT(\"A1\")",
            "WEBSERVICE(\"http://x\")",
            "[1]Sheet1!$A$1",
            "选项!$A$1",
            "Sheet2!A1>0",
            "cmd|'/c calc'!A0",
            "方向",
            "LEN(C4",
            "LEN(C4))",
            "HYPERLINK(\"x\")",
            "\"open",
            "CALL(\"x\")",
            "{1,2}",
            "A1#",
            "_xlfn.LET(A1,1)",
        ] {
            assert_eq!(understood(formula), None, "{formula} is not all understood");
        }
    }
}
