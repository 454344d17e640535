//! The 统一社会信用代码 of GB 32100-2015 and the 组织机构代码 of GB 11714-1997.
//!
//! What a county typed is judged here; what to say about it is the reader's
//! business. Early pilot codes were issued with a check character that the
//! standard does not give, so a failing check is a doubt and never a refusal.

/// The 31 characters of GB 32100 in the order of their values (no I, O, S, V, Z).
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The 36 characters of GB 11714 in the order of their values.
const ORGANISATION_ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The weights of GB 11714-1997, 3.3.
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// How many characters a 统一社会信用代码 has.
pub const CREDIT_CODE_LENGTH: usize = 18;

/// How many characters a 组织机构代码 has, without its hyphen.
pub const ORGANISATION_CODE_LENGTH: usize = 9;

/// What is wrong with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    /// It has another number of characters.
    Length(usize),
    /// A character that the standard does not allow, at a place from 1.
    Alphabet(char, usize),
    /// The last character is not the one the standard computes.
    CheckCharacter(char),
}

/// Judges an 18-character code that was already put into capital letters.
///
/// # Errors
/// The first fault found: length, then alphabet, then check character.
///
/// ```
/// use ruku_model::credit_code::{check_credit_code, CodeFault};
/// assert_eq!(check_credit_code("11441900732158786R"), Ok(()));
/// assert_eq!(check_credit_code("91350100M0001TGQXM"), Err(CodeFault::CheckCharacter('1')));
/// ```
pub fn check_credit_code(code: &str) -> Result<(), CodeFault> {
    let length = code.chars().count();
    if length != CREDIT_CODE_LENGTH {
        return Err(CodeFault::Length(length));
    }
    for (i, ch) in code.chars().enumerate() {
        let division = (2..8).contains(&i);
        if value_in(CREDIT_ALPHABET, ch).is_none() || (division && !ch.is_ascii_digit()) {
            return Err(CodeFault::Alphabet(ch, i + 1));
        }
    }
    match credit_check_character(code) {
        Some(expected) if !code.ends_with(expected) => Err(CodeFault::CheckCharacter(expected)),
        _ => Ok(()),
    }
}

/// Judges a 9-character 组织机构代码 without its hyphen.
///
/// # Errors
/// The first fault found: length, then alphabet, then check character.
pub fn check_organisation_code(code: &str) -> Result<(), CodeFault> {
    let length = code.chars().count();
    if length != ORGANISATION_CODE_LENGTH {
        return Err(CodeFault::Length(length));
    }
    if let Some((i, ch)) = code
        .chars()
        .enumerate()
        .find(|(_, ch)| value_in(ORGANISATION_ALPHABET, *ch).is_none())
    {
        return Err(CodeFault::Alphabet(ch, i + 1));
    }
    match organisation_check_character(code) {
        Some(expected) if !code.ends_with(expected) => Err(CodeFault::CheckCharacter(expected)),
        _ => Ok(()),
    }
}

/// The check character GB 32100 computes from the first 17 characters.
#[must_use]
pub fn credit_check_character(code: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    let mut count = 0;
    for ch in code.chars().take(CREDIT_CODE_LENGTH - 1) {
        sum += value_in(CREDIT_ALPHABET, ch)? * weight;
        weight = weight * 3 % 31;
        count += 1;
    }
    (count == CREDIT_CODE_LENGTH - 1).then(|| char::from(CREDIT_ALPHABET[(31 - sum % 31) % 31]))
}

/// The check character GB 11714 computes from the first 8 characters.
#[must_use]
pub fn organisation_check_character(code: &str) -> Option<char> {
    let mut sum = 0;
    let mut count = 0;
    for (ch, weight) in code.chars().zip(ORGANISATION_WEIGHTS) {
        sum += value_in(ORGANISATION_ALPHABET, ch)? * weight;
        count += 1;
    }
    (count == ORGANISATION_WEIGHTS.len()).then(|| match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(ORGANISATION_ALPHABET[digit]),
    })
}

/// The 组织机构代码 inside a credit code: its characters 9 to 17.
#[must_use]
pub fn organisation_part(credit_code: &str) -> Option<&str> {
    (credit_code.is_ascii() && credit_code.len() == CREDIT_CODE_LENGTH).then(|| &credit_code[8..17])
}

/// The division of the registration authority: characters 3 to 8. Often the
/// city and not the plant's county, so it is only a hint.
#[must_use]
pub fn registration_division(credit_code: &str) -> Option<&str> {
    (credit_code.is_ascii() && credit_code.len() == CREDIT_CODE_LENGTH).then(|| &credit_code[2..8])
}

fn value_in(alphabet: &[u8], ch: char) -> Option<usize> {
    alphabet.iter().position(|&known| char::from(known) == ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_code_passes_both_checks() {
        let code = "11441900732158786R";
        assert_eq!(
            check_credit_code(code),
            Ok(()),
            "a bureau's own published code"
        );
        assert_eq!(
            check_organisation_code(organisation_part(code).unwrap()),
            Ok(()),
            "its organisation part passes GB 11714"
        );
        assert_eq!(
            registration_division(code),
            Some("441900"),
            "division of 东莞"
        );
    }

    #[test]
    fn early_pilot_codes_fail_only_the_check_character() {
        for (code, expected) in [
            ("91350100M0001TGQXM", '1'),
            ("91350211M0000XUF46", 'R'),
            ("91350203M0001FUE2P", 'J'),
        ] {
            assert_eq!(
                check_credit_code(code),
                Err(CodeFault::CheckCharacter(expected)),
                "{code} is real, though the standard computes {expected}"
            );
            assert_eq!(
                check_organisation_code(organisation_part(code).unwrap()),
                Ok(()),
                "{code}: the organisation part passes"
            );
        }
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(
            check_credit_code("1144190073215878"),
            Err(CodeFault::Length(16)),
            "two characters are missing"
        );
        assert_eq!(
            check_credit_code("1144190O732158786R"),
            Err(CodeFault::Alphabet('O', 8)),
            "the letter O is not in the alphabet"
        );
        assert_eq!(
            check_credit_code("11A41900732158786R"),
            Err(CodeFault::Alphabet('A', 3)),
            "a division is made of digits"
        );
        assert_eq!(
            check_organisation_code("732158786"),
            Ok(()),
            "nine characters, no hyphen"
        );
    }
}
