//! Numbers and dates stay whole: over two lines they would be read as two.

use super::shape::Atom;
use crate::units::{Mp, pt};

/// The smallest size a number is set in to keep it whole.
const NUMBER_LEAST: Mp = pt(5);
/// A date is set no smaller than this share of its size, in hundredths.
const DATE_LEAST: Mp = 75;
/// What a number counts stands beside it.
const UNITS: &str = "年月日号时分元万亿个家项份件页台套人次";
/// A longer number may part from its unit: together they would tear the line
/// before them apart.
const UNIT_MOST: usize = 14;
/// In wider text, in characters, a date may end a line after 年 and 月: kept
/// whole it would tear the line before it apart.
const NARROW: Mp = 20;

/// Keeps numbers and dates on one line of `width`, set smaller if they are too
/// wide for it.
pub(super) fn keep_numbers(atoms: &mut [Atom], width: Mp) {
    let is_part = |atom: &Atom| {
        atom.character()
            .is_some_and(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'))
    };
    for word in atoms.chunk_by_mut(|left, right| is_part(left) && is_part(right)) {
        if !is_part(&word[0]) {
            continue;
        }
        shrink(word, width, |size| size.max(NUMBER_LEAST));
        join(word, width);
    }
    join_units(atoms);
    let mut start = 0;
    while start < atoms.len() {
        let end = date_end(atoms, start).unwrap_or(start);
        if let Some(date) = atoms.get_mut(start..end).filter(|date| !date.is_empty()) {
            let size = date[0].size;
            if width < NARROW * size && natural(date) * DATE_LEAST / 100 <= width {
                shrink(date, width, |least| least.max(size * DATE_LEAST / 100));
            }
            if width < NARROW * size && natural(date) <= width {
                join(date, width);
            } else {
                date.chunk_by_mut(|left, _| !is_unit(left))
                    .for_each(|part| join(part, width));
            }
        }
        start = end.max(start + 1);
    }
}

fn natural(word: &[Atom]) -> Mp {
    word.iter().map(|atom| atom.width).sum()
}

/// Sets a word that is wider than `width` smaller, as far as `least` allows.
fn shrink(word: &mut [Atom], width: Mp, least: impl Fn(Mp) -> Mp) {
    let natural = natural(word);
    if natural <= width {
        return;
    }
    for atom in word {
        let size = least(atom.size * width / natural).min(atom.size);
        atom.width = atom.width * size / atom.size;
        atom.size = size;
    }
}

/// No line ends inside a word that fits one.
fn join(word: &mut [Atom], width: Mp) {
    if natural(word) <= width
        && let Some((_, before)) = word.split_last_mut()
    {
        before.iter_mut().for_each(|atom| atom.joined = true);
    }
}

/// No line ends between a number and its unit: 300 万元, 7 号.
fn join_units(atoms: &mut [Atom]) {
    let mut digits = 0;
    for index in 0..atoms.len() {
        let character = atoms[index].character();
        let numeric = character.is_some_and(|c| c.is_ascii_digit());
        let unit = character.is_some_and(|c| UNITS.contains(c));
        if unit && (1..=UNIT_MOST).contains(&digits) {
            atoms[index - 1].joined = true;
        }
        let sum = character == Some('元') && index > 0 && digits == 0;
        let counted = sum && matches!(atoms[index - 1].character(), Some('万' | '亿'));
        if counted && index > 1 && atoms[index - 2].joined {
            atoms[index - 1].joined = true;
        }
        digits = match character {
            Some(',' | '.') if digits > 0 => digits + 1,
            _ if numeric => digits + 1,
            _ => 0,
        };
    }
}

/// One past a date, 2022年6月30日 or 2022年6月, that starts at `start`.
fn date_end(atoms: &[Atom], start: usize) -> Option<usize> {
    let digit = |at: usize| {
        let character = atoms.get(at).and_then(Atom::character);
        character.is_some_and(|c| c.is_ascii_digit())
    };
    let after = |from: usize, most: usize, unit: char| {
        let count = (from..from + most).take_while(|at| digit(*at)).count();
        let found = atoms.get(from + count).and_then(Atom::character);
        (count > 0 && found == Some(unit)).then_some(from + count + 1)
    };
    if start > 0 && digit(start - 1) {
        return None;
    }
    let year = after(start, 4, '年')?;
    let month = after(year, 2, '月').unwrap_or(year);
    Some(after(month, 2, '日').unwrap_or(month))
}

fn is_unit(atom: &Atom) -> bool {
    matches!(atom.character(), Some('年' | '月' | '日'))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::{Arc, OnceLock};

    use crate::fonts::Fonts;
    use crate::layout::lay_out;
    use crate::template::{Template, render};

    fn fonts() -> &'static Fonts {
        static FONTS: OnceLock<Arc<Fonts>> = OnceLock::new();
        FONTS.get_or_init(|| Fonts::load(Path::new("../../assets/fonts")).unwrap())
    }

    /// The lines a text takes in a cell so many millimetres wide.
    fn lines(text: &str, width: u32) -> Vec<String> {
        let source = format!(
            "<form face=\"song\" size=\"10\"><section><table cols=\"{width}mm 1*\"><tr><td>{text}</td><td/></tr></table></section></form>"
        );
        let template = Template::parse("t.html", &source).unwrap();
        let data =
            serde_json::json!({"programme": {}, "form": {"version": "1"}, "fingerprint": ""});
        let laid = lay_out(&render(&template, &data).unwrap(), fonts()).unwrap();
        let mut lines: Vec<(i64, String)> = Vec::new();
        for run in laid.pages[0].runs().filter(|run| run.source.is_some()) {
            match lines.last_mut().filter(|(y, _)| *y == run.y) {
                Some((_, line)) => line.push_str(&run.text()),
                None => lines.push((run.y, run.text())),
            }
        }
        lines.into_iter().map(|(_, line)| line).collect()
    }

    #[test]
    fn a_date_stands_on_one_line() {
        for (text, width, expected) in [
            ("开工2021年10月8日", 31, &["开工", "2021年10月8日"][..]),
            ("2021年12月31日", 26, &["2021年12月31日"][..]),
            ("于2022-05-31完工", 24, &["于", "2022-05-31", "完工"][..]),
            (
                "电话0751-8880000转",
                27,
                &["电话", "0751-8880000", "转"][..],
            ),
        ] {
            assert_eq!(lines(text, width), expected, "in {width} mm");
        }
        let broken = lines("2021年12月31日", 15);
        assert_eq!(
            broken,
            ["2021年", "12月", "31日"],
            "a column too narrow for it parts it after its units"
        );
    }

    #[test]
    fn a_number_stands_beside_its_unit() {
        assert_eq!(
            lines("江工信工业互联网〔2024〕7号", 48),
            ["江工信工业互联网〔2024〕", "7号"],
            "a document's number"
        );
        assert_eq!(
            lines("设备投入合计1,800.00万元", 39),
            ["设备投入合计", "1,800.00万元"],
            "an amount with its unit"
        );
    }

    #[test]
    fn an_amount_is_set_smaller_before_it_is_parted() {
        for width in [20, 23, 30, 40] {
            assert_eq!(
                lines("99,999,999.999999", width),
                ["99,999,999.999999"],
                "in {width} mm"
            );
        }
    }

    #[test]
    fn one_character_is_no_last_line() {
        assert_eq!(
            lines("韶关示例精密机械有限公司", 42),
            ["韶关示例精密机械有限", "公司"],
            "the last two go down together"
        );
        assert_eq!(
            lines("韶关示例精密机械公司", 42),
            ["韶关示例精密机械公司"],
            "what fits is not touched"
        );
    }
}
