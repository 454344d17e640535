//! Number formats: the codes every program knows, and which of them show a
//! number as a date.

/// The formats every program knows by number (ECMA-376 part 1, 18.8.30, with
/// the Chinese ones; MS-XLS 2.4.126). The first shows everything as it is.
pub(super) fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m/d/yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        37 | 38 => "#,##0_);(#,##0)",
        39 | 40 => "#,##0.00_);(#,##0.00)",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

/// Whether a format shows a number as a date or a time of day. A length of
/// time, `[h]:mm`, is a number.
pub(super) fn is_date(code: &str) -> bool {
    let mut letters = code.chars();
    let mut date = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                letters.by_ref().find(|ch| *ch == '"');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inner: String = letters.by_ref().take_while(|ch| *ch != ']').collect();
                let unit = inner.to_ascii_lowercase();
                if !unit.is_empty() && unit.chars().all(|ch| matches!(ch, 'h' | 'm' | 's')) {
                    return false;
                }
            }
            // Only the section for positive numbers decides.
            ';' => break,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => date = true,
            // General, in full or as WPS writes it, is no date for its letters.
            'G' | 'g' if letters.as_str().starts_with("eneral") => {
                letters.by_ref().nth("eneral".len() - 1);
            }
            _ => {}
        }
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers() {
        for (code, due) in [
            ("yyyy/m/d", true),
            ("[$-804]yyyy\"年\"m\"月\"", true),
            ("[DBNum1]yyyy年m月", true),
            ("h:mm:ss", true),
            ("[h]:mm", false),
            ("0.00\"万元\"", false),
            ("#,##0.00_);[Red]\\(#,##0.00\\)", false),
            ("\"day\"0", false),
            ("0;yyyy", false),
            ("General", false),
            ("0.00E+00", false),
            ("@", false),
        ] {
            assert_eq!(is_date(code), due, "{code}");
        }
        for id in [14, 27, 31, 36, 57, 58] {
            assert!(built_in(id).is_some_and(is_date), "format {id}");
        }
    }
}
