//! Lengths in integer milli-points (1/72,000 inch), so that the same data is
//! laid out the same on every machine.

/// A length in milli-points.
pub type Mp = i64;

/// A4, short side: 210 mm.
pub const A4_SHORT: Mp = mm(210);
/// A4, long side: 297 mm.
pub const A4_LONG: Mp = mm(297);

/// Millimetres (1 mm = 72,000 / 25.4 milli-points).
#[must_use]
pub const fn mm(millimetres: i64) -> Mp {
    tenth_mm(millimetres * 10)
}

/// Tenths of a millimetre.
#[must_use]
pub const fn tenth_mm(tenths: i64) -> Mp {
    tenths * 720_000 / 2540
}

/// Points.
#[must_use]
pub const fn pt(points: i64) -> Mp {
    points * 1000
}

/// Reads a plain decimal number with at most three places as thousandths:
/// `10.5` is 10,500.
pub(crate) fn thousandths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || fraction.len() > 3 {
        return None;
    }
    if !digits(whole) || !digits(fraction) || text.ends_with('.') {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok()
}

/// Reads `12mm` or `10.5pt`.
pub(crate) fn length(text: &str) -> Option<Mp> {
    if let Some(number) = text.strip_suffix("mm") {
        return Some(thousandths(number)? * 720 / 254);
    }
    thousandths(text.strip_suffix("pt")?)
}

/// Reads a type size: points (`10.5`) or a Chinese size name (`小四`).
pub(crate) fn type_size(text: &str) -> Option<Mp> {
    let named = match text {
        "初号" => "42",
        "小初" => "36",
        "一号" => "26",
        "小一" => "24",
        "二号" => "22",
        "小二" => "18",
        "三号" => "16",
        "小三" => "15",
        "四号" => "14",
        "小四" => "12",
        "五号" => "10.5",
        "小五" => "9",
        "六号" => "7.5",
        number => number,
    };
    thousandths(named).filter(|size| (pt(5)..=pt(72)).contains(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lengths_exactly() {
        assert_eq!(length("25.4mm"), Some(pt(72)), "an inch is 72 pt");
        assert_eq!(length("10.5pt"), Some(10_500), "half points are exact");
        assert_eq!(length("10"), None, "a length needs its unit");
        assert_eq!(type_size("五号"), Some(10_500), "named sizes");
        assert_eq!(type_size("200"), None, "sizes nobody prints are refused");
        assert_eq!(thousandths("1."), None, "no dangling point");
    }
}
