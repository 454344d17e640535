//! A decimal text in a format of digits: rounded, grouped, with its unit.

use super::section::{Section, Token};

/// A spreadsheet works with this many significant digits.
const SIGNIFICANT: usize = 15;

/// A decimal without sign: the digits before and behind the point.
struct Decimal {
    whole: Vec<u8>,
    part: Vec<u8>,
}

/// Shows a decimal text without sign.
pub(super) fn text(absolute: &str, section: &Section) -> Option<String> {
    let tokens = &section.tokens;
    let point = tokens.iter().position(|token| *token == Token::Point);
    let before = &tokens[..point.unwrap_or(tokens.len())];
    let behind = point.map_or(&[][..], |at| &tokens[at + 1..]);
    let last_digit = tokens
        .iter()
        .rposition(|token| matches!(token, Token::Digit(_)))?;
    let thousandths = tokens[last_digit..]
        .iter()
        .filter(|token| **token == Token::Comma)
        .count();
    let first_digit = tokens
        .iter()
        .position(|token| matches!(token, Token::Digit(_)))?;
    let grouped = before
        .iter()
        .enumerate()
        .any(|(at, token)| *token == Token::Comma && at > first_digit && at < last_digit);
    let percents = tokens
        .iter()
        .filter(|token| **token == Token::Percent)
        .count();
    let places = behind
        .iter()
        .filter(|token| matches!(token, Token::Digit(_)))
        .count();
    let mut decimal = Decimal::parse(absolute);
    decimal.round_significant();
    decimal.shift(2 * percents, 3 * thousandths);
    decimal.round(places);
    let mut out = whole_text(&decimal.whole, before, grouped);
    if point.is_some() {
        out.push('.');
        part_text(&decimal.part, behind, &mut out);
    }
    Some(out)
}

/// The digits before the point, filled into their places from the right.
fn whole_text(digits: &[u8], tokens: &[Token], grouped: bool) -> String {
    let mut rest: Vec<u8> = digits
        .iter()
        .copied()
        .skip_while(|digit| *digit == 0)
        .collect();
    let first = tokens
        .iter()
        .position(|token| matches!(token, Token::Digit(_)));
    let mut pieces: Vec<String> = Vec::new();
    let mut count = 0_usize;
    let mut push = |text: char, pieces: &mut Vec<String>| {
        if grouped && count > 0 && count.is_multiple_of(3) && text != ' ' {
            pieces.push(",".to_owned());
        }
        pieces.push(text.to_string());
        count += 1;
    };
    for (at, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Digit(place) => {
                match (rest.pop(), place) {
                    (Some(digit), _) => push(char::from(b'0' + digit), &mut pieces),
                    (None, '0') => push('0', &mut pieces),
                    (None, '?') => push(' ', &mut pieces),
                    (None, _) => {}
                }
                if Some(at) == first {
                    while let Some(digit) = rest.pop() {
                        push(char::from(b'0' + digit), &mut pieces);
                    }
                }
            }
            Token::Literal(text) => pieces.push(text.clone()),
            Token::Percent => pieces.push("%".to_owned()),
            _ => {}
        }
    }
    pieces.reverse();
    pieces.concat()
}

fn part_text(digits: &[u8], tokens: &[Token], out: &mut String) {
    let mut at = 0;
    for token in tokens {
        match token {
            Token::Digit(place) => {
                let digit = digits.get(at).copied().unwrap_or(0);
                let zeros_only = digits.iter().skip(at).all(|digit| *digit == 0);
                at += 1;
                match place {
                    '#' if zeros_only => {}
                    '?' if zeros_only => out.push(' '),
                    _ => out.push(char::from(b'0' + digit)),
                }
            }
            Token::Literal(text) => out.push_str(text),
            Token::Percent => out.push('%'),
            _ => {}
        }
    }
}

impl Decimal {
    fn parse(text: &str) -> Decimal {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().map(|byte| byte.saturating_sub(b'0')).collect();
        Decimal {
            whole: digits(whole),
            part: digits(part),
        }
    }

    /// What stands behind the fifteenth digit is noise of the binary number.
    fn round_significant(&mut self) {
        let leading = self
            .whole
            .iter()
            .chain(&self.part)
            .take_while(|digit| **digit == 0)
            .count();
        let kept = (leading + SIGNIFICANT).saturating_sub(self.whole.len());
        if leading + SIGNIFICANT >= self.whole.len() && self.part.len() > kept {
            self.round(kept);
        }
    }

    /// Moves the point.
    fn shift(&mut self, right: usize, left: usize) {
        for _ in 0..right {
            let digit = if self.part.is_empty() {
                0
            } else {
                self.part.remove(0)
            };
            self.whole.push(digit);
        }
        for _ in 0..left {
            let digit = self.whole.pop().unwrap_or(0);
            self.part.insert(0, digit);
        }
    }

    /// Rounds half up to so many places.
    fn round(&mut self, places: usize) {
        if self.part.len() <= places {
            return;
        }
        let up = self.part[places] >= 5;
        self.part.truncate(places);
        if !up {
            return;
        }
        for digit in self
            .part
            .iter_mut()
            .rev()
            .chain(self.whole.iter_mut().rev())
        {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.whole.insert(0, 1);
    }
}
