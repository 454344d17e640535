//! A number format taken apart: sections, and the tokens of one.

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Text as it stands.
    Literal(String),
    /// A place for a digit: `0`, `#` or `?`.
    Digit(char),
    /// The decimal point.
    Point,
    /// A comma: groups thousands, or divides by a thousand at the end.
    Comma,
    /// Shows hundredths.
    Percent,
    /// The number as it is: `General`.
    Whole,
    /// A part of a date or time: letter and how often it stands.
    Date(char, usize),
    /// A length of time: `[h]`.
    Elapsed(char),
    /// `AM/PM`, or `上午/下午` if true.
    HalfDay(bool),
}

/// A section of a format.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) tokens: Vec<Token>,
}

/// The sections of a format: positive, negative, zero, text.
pub(super) fn split(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    let mut bracket = false;
    for letter in code.chars() {
        let plain = !quoted && !escaped;
        if plain && !bracket && letter == ';' {
            sections.push(String::new());
            continue;
        }
        if escaped {
            escaped = false;
        } else {
            match letter {
                '"' => quoted = !quoted,
                '\\' | '_' | '*' if !quoted => escaped = true,
                '[' if !quoted => bracket = true,
                ']' if !quoted => bracket = false,
                _ => {}
            }
        }
        if let Some(last) = sections.last_mut() {
            last.push(letter);
        }
    }
    sections
}

impl Section {
    /// Takes a section apart; none if it holds what is not understood.
    pub(super) fn parse(code: &str) -> Option<Section> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut rest = code;
        while let Some(letter) = rest.chars().next() {
            if let Some((token, length)) = word(rest) {
                tokens.push(token);
                rest = &rest[length..];
                continue;
            }
            let after = &rest[letter.len_utf8()..];
            rest = match letter {
                '"' => {
                    let (text, after) = after.split_once('"')?;
                    literal(&mut tokens, text);
                    after
                }
                '\\' => {
                    let next = after.chars().next()?;
                    literal(&mut tokens, next.encode_utf8(&mut [0; 4]));
                    &after[next.len_utf8()..]
                }
                '_' | '*' => {
                    let next = after.chars().next()?;
                    &after[next.len_utf8()..]
                }
                '[' => {
                    let (inner, after) = after.split_once(']')?;
                    bracket(inner, &mut tokens)?;
                    after
                }
                'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'a' | 'A' => {
                    let letter = letter.to_ascii_lowercase();
                    let same = |ch: char| ch.to_ascii_lowercase() == letter;
                    let count = rest.chars().take_while(|ch| same(*ch)).count();
                    tokens.push(Token::Date(letter, count));
                    &rest[count..]
                }
                // Text, exponents, fractions and eras are for others.
                '@' | 'E' | 'g' | 'G' | 'b' | 'B' | 'r' | 'n' => return None,
                _ => {
                    tokens.push(match letter {
                        '0' | '#' | '?' => Token::Digit(letter),
                        '.' => Token::Point,
                        ',' => Token::Comma,
                        '%' => Token::Percent,
                        other => Token::Literal(other.to_string()),
                    });
                    after
                }
            };
        }
        let section = Section { tokens };
        let fraction = !section.is_date()
            && section
                .tokens
                .iter()
                .any(|token| matches!(token, Token::Literal(text) if text == "/"));
        (!fraction).then_some(section)
    }

    /// Whether it shows a date or a time.
    pub(super) fn is_date(&self) -> bool {
        self.tokens.iter().any(|token| {
            matches!(
                token,
                Token::Date(..) | Token::Elapsed(_) | Token::HalfDay(_)
            )
        })
    }
}

/// A token of several letters at the beginning, and its length in bytes.
fn word(rest: &str) -> Option<(Token, usize)> {
    for (text, token) in [
        ("General", Token::Whole),
        ("G/通用格式", Token::Whole),
        ("上午/下午", Token::HalfDay(true)),
        ("AM/PM", Token::HalfDay(false)),
        ("am/pm", Token::HalfDay(false)),
    ] {
        if rest.starts_with(text) {
            return Some((token, text.len()));
        }
    }
    None
}

fn literal(tokens: &mut Vec<Token>, text: &str) {
    tokens.push(Token::Literal(text.to_owned()));
}

/// What stands in brackets: a colour, a currency, a length of time.
fn bracket(inner: &str, tokens: &mut Vec<Token>) -> Option<()> {
    let lower = inner.to_ascii_lowercase();
    if let Some(currency) = inner.strip_prefix('$') {
        let sign = currency.split('-').next().unwrap_or_default();
        if !sign.is_empty() {
            literal(tokens, sign);
        }
        return Some(());
    }
    let colours = [
        "red", "blue", "green", "black", "white", "yellow", "cyan", "magenta",
    ];
    let is_colour = colours.contains(&lower.as_str())
        || lower.starts_with("color")
        || inner.ends_with('色') && !inner.contains(['>', '<', '=']);
    if is_colour {
        return Some(());
    }
    let first = lower.chars().next()?;
    if matches!(first, 'h' | 'm' | 's') && lower.chars().all(|ch| ch == first) {
        tokens.push(Token::Elapsed(first));
        return Some(());
    }
    None
}
