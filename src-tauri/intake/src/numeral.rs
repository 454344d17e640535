//! Chinese numerals: 叁佰贰拾万元整 on a cheque, 二〇二二年六月 in a letter.

/// The value of a numeral's character, in its plain or its capital spelling.
fn digit(ch: char) -> Option<u64> {
    Some(match ch {
        '〇' | '○' | '零' | 'Ｏ' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' | '参' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// What a place multiplies by, below 万.
fn place(ch: char) -> Option<u64> {
    Some(match ch {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// A whole number written with places: `三百二十万`.
///
/// ```
/// use ruku_intake::numeral::whole;
/// assert_eq!(whole("三百二十万"), Some(3_200_000));
/// assert_eq!(whole("壹仟零伍"), Some(1005));
/// assert_eq!(whole("万三"), None);
/// ```
#[must_use]
pub fn whole(text: &str) -> Option<u64> {
    let (mut total, mut section, mut pending) = (0_u64, 0_u64, None);
    if text.is_empty() {
        return None;
    }
    for ch in text.chars() {
        if let Some(value) = digit(ch) {
            // Two digits side by side are no number with places, but for 零.
            if pending.is_some_and(|known| known != 0) {
                return None;
            }
            pending = Some(value);
        } else if let Some(times) = place(ch) {
            let count = match pending.take() {
                // 十五 leaves its 一 out; nothing else may.
                None | Some(0) if times == 10 && section == 0 => 1,
                Some(count) if count > 0 => count,
                _ => return None,
            };
            section += count * times;
        } else {
            let times = match ch {
                '万' => 10_000,
                '亿' => 100_000_000,
                _ => return None,
            };
            section += pending.take().unwrap_or(0);
            let all = if ch == '亿' {
                total + section
            } else {
                section
            };
            if all == 0 {
                return None;
            }
            total = match ch {
                '亿' => all.checked_mul(times)?,
                _ => total.checked_add(all.checked_mul(times)?)?,
            };
            section = 0;
        }
    }
    total.checked_add(section + pending.unwrap_or(0))
}

/// An amount in 元 with two decimals, written out: `壹佰元伍角` → `100.50`.
/// `None` unless the text names 元 and is nothing but numerals.
#[must_use]
pub fn yuan(text: &str) -> Option<String> {
    let at = text.find(['元', '圆'])?;
    let (before, after) = (&text[..at], &text[at..]);
    let after = after.strip_prefix(['元', '圆'])?;
    let after = after.strip_suffix(['整', '正']).unwrap_or(after);
    let count = whole(before)?;
    let (jiao, rest) = small(after, '角')?;
    let (fen, rest) = small(rest, '分')?;
    rest.is_empty().then(|| format!("{count}.{jiao}{fen}"))
}

/// The one digit before a small unit, nought where the unit is not named.
fn small(text: &str, unit: char) -> Option<(u64, &str)> {
    // 零伍分 leaves a place out; 零角 names its digit.
    let skipped = text.strip_prefix('零');
    let text = skipped
        .filter(|rest| !rest.starts_with(unit))
        .unwrap_or(text);
    match text.split_once(unit) {
        None => Some((0, text)),
        Some((one, rest)) => {
            let mut letters = one.chars();
            let value = digit(letters.next()?)?;
            letters.next().is_none().then_some((value, rest))
        }
    }
}

/// A date's numerals as digits: `二〇二二年六月三十日` → `2022年6月30日`. `None`
/// if there is none, or one that is no number.
#[must_use]
pub fn date_digits(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut run = String::new();
    let mut found = false;
    for ch in text.chars() {
        if digit(ch).is_some() || ch == '十' {
            run.push(ch);
            found = true;
            continue;
        }
        out.push_str(&part(&mut run)?);
        out.push(ch);
    }
    out.push_str(&part(&mut run)?);
    found.then_some(out)
}

/// One part of a date: a year digit by digit, a month or day with its tens.
fn part(run: &mut String) -> Option<String> {
    let numeral = std::mem::take(run);
    if numeral.is_empty() {
        return Some(String::new());
    }
    let by_digit = numeral.chars().map(digit).collect::<Option<Vec<u64>>>();
    match by_digit {
        Some(digits) => Some(digits.iter().map(u64::to_string).collect()),
        None => whole(&numeral).map(|number| number.to_string()),
    }
}

/// The numerals that number the parts of a list.
pub(crate) const PLAIN: &str = "一二三四五六七八九十";

/// What follows `一、`, `（一）`, `方向一：`; `None` without such a beginning.
#[must_use]
pub(crate) fn prefix(plain: &str) -> Option<&str> {
    let rest = plain
        .strip_prefix("方向")
        .or_else(|| plain.strip_prefix("专题"))
        .unwrap_or(plain);
    let rest = rest.strip_prefix('(').unwrap_or(rest);
    let after = rest.trim_start_matches(|ch| PLAIN.contains(ch));
    if after.len() == rest.len() {
        return None;
    }
    let words = after.trim_start_matches(['、', '.', ')', ':', '，', ',']);
    (words.len() < after.len() && !words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_written_out() {
        for (text, read) in [
            ("叁佰贰拾万元整", Some("3200000.00")),
            ("三百二十万元", Some("3200000.00")),
            ("壹亿贰仟万元正", Some("120000000.00")),
            ("壹佰元伍角", Some("100.50")),
            ("壹佰元零伍分", Some("100.05")),
            ("十五元", Some("15.00")),
            ("玖佰叁拾万零伍佰圆零角零分", Some("9300500.00")),
            ("贰仟零肆万元整", Some("20040000.00")),
            ("一千零五元", Some("1005.00")),
            ("三百二十万", None),
            ("多元", None),
            ("百元", None),
        ] {
            assert_eq!(yuan(text).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn dates_written_out() {
        for (text, read) in [
            ("二〇二二年六月三十日", Some("2022年6月30日")),
            ("二○二二年十二月", Some("2022年12月")),
            ("二〇二一年十月一日", Some("2021年10月1日")),
            ("2022年6月", None),
            ("二〇二二年六十月", Some("2022年60月")),
        ] {
            assert_eq!(date_digits(text).as_deref(), read, "{text}");
        }
    }
}
