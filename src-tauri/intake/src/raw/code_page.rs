//! The code pages of workbooks older than BIFF8, whose texts are bytes.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, IBM866, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16LE, WINDOWS_874,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

/// How the bytes of a text are to be taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum CodePage {
    /// The workbook does not say: Chinese where it can be, else Western.
    Unsaid,
    /// A code page of DOS or the old Macintosh: its upper half, from 0x80.
    Table(&'static str),
    /// A code page that browsers know too.
    Known(&'static Encoding),
}

/// The upper halves of code pages that browsers do not know, from 0x80, as
/// Python's codecs of the same names have them.
const IBM_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const IBM_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const IBM_852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";
const MAC_GREEK: &str = "Ä¹²É³ÖÜ΅àâä΄¨çéèêë£™îï•½‰ôö¦€ùûü†ΓΔΘΛΞΠß®©ΣΪ§≠°·Α±≤≥¥ΒΕΖΗΙΚΜΦΫΨΩάΝ¬ΟΡ≈Τ«»…\u{a0}ΥΧΆΈœ–―“”‘’÷ΉΊΌΎέήίόΏύαβψδεφγηιξκλμνοπώρστθωςχυζϊϋΐΰ\u{ad}";
const MAC_LATIN2: &str = "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅņŃ¬√ńŇ∆«»…\u{a0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ";
const MAC_TURKISH: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸĞğİıŞş‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙˆ˜¯˘˙˚¸˝˛ˇ";

impl CodePage {
    /// The code page of a CODEPAGE record (MS-XLS 2.4.52).
    pub(super) fn of(number: u16) -> CodePage {
        CodePage::Known(match number {
            437 => return CodePage::Table(IBM_437),
            850 => return CodePage::Table(IBM_850),
            852 => return CodePage::Table(IBM_852),
            10006 => return CodePage::Table(MAC_GREEK),
            10029 => return CodePage::Table(MAC_LATIN2),
            10081 => return CodePage::Table(MAC_TURKISH),
            866 => IBM866,
            874 => WINDOWS_874,
            932 => SHIFT_JIS,
            936 | 54936 => GB18030,
            949 => EUC_KR,
            950 => BIG5,
            1200 => UTF_16LE,
            1250 => WINDOWS_1250,
            1251 => WINDOWS_1251,
            1252 | 32769 => WINDOWS_1252,
            1253 => WINDOWS_1253,
            1254 => WINDOWS_1254,
            1255 => WINDOWS_1255,
            1256 => WINDOWS_1256,
            1257 => WINDOWS_1257,
            1258 => WINDOWS_1258,
            10000 | 32768 => MACINTOSH,
            10007 => X_MAC_CYRILLIC,
            10008 => GB18030,
            65001 => UTF_8,
            _ => return CodePage::Unsaid,
        })
    }

    /// The text of some bytes.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let from_table = |table: &str| {
            bytes
                .iter()
                .map(|byte| match byte.checked_sub(0x80) {
                    None => char::from(*byte),
                    Some(index) => table
                        .chars()
                        .nth(usize::from(index))
                        .unwrap_or(char::REPLACEMENT_CHARACTER),
                })
                .collect()
        };
        match self {
            CodePage::Table(table) => from_table(table),
            CodePage::Known(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            CodePage::Unsaid if is_chinese(bytes) => {
                GB18030.decode_without_bom_handling(bytes).0.into_owned()
            }
            CodePage::Unsaid => WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
                .into_owned(),
        }
    }
}

/// Whether all bytes beyond ASCII come in the pairs of GB 2312.
fn is_chinese(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        if byte.is_ascii() {
            continue;
        }
        let paired = (0xA1..=0xF7).contains(byte) && rest.next().is_some_and(|next| *next >= 0xA1);
        if !paired {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_taken_as_their_code_page_says() {
        for (page, bytes, due) in [
            (936, &b"\xC8\xCA\xBB\xAF\xCF\xD8"[..], "仁化县"),
            (1251, b"\xCF\xF0", "Пр"),
            (437, b"\x81\xE1", "üß"),
            (850, b"\x9B\xFF", "ø\u{a0}"),
            (10029, b"\xFCadowno\xE6\x8D", "Ładowność"),
            (1200, b"\xC1\x4E", "仁"),
            (9999, b"\xC8\xCA\xBB\xAF a", "仁化 a"),
            (9999, b"M\xFCller", "Müller"),
        ] {
            assert_eq!(CodePage::of(page).decode(bytes), due, "code page {page}");
        }
        for table in [
            IBM_437,
            IBM_850,
            IBM_852,
            MAC_GREEK,
            MAC_LATIN2,
            MAC_TURKISH,
        ] {
            assert_eq!(table.chars().count(), 128, "the upper half is whole");
        }
    }
}
