//! Bytes of a text file to characters: UTF-8, UTF-16, GB 18030 (and with it
//! GBK and GB 2312).

use std::io::{self, Read};

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use ruku_model::finding::RefusalCode;

use super::Refusal;

/// A list that lost bytes on its way has some undecodable places: up to so many
/// per thousand characters it is read, because each of them stays in its cell as
/// U+FFFD and such a cell is never a figure. Separators, digits and line ends
/// survive: GB 18030 gives an ASCII byte back that it cannot pair.
const UNDECODABLE_PER_MILLE_MAX: usize = 20;

/// Beyond that nothing of it is to be trusted; up to so many it is still a text
/// that was damaged, and from there on none at all.
const DAMAGED_PER_MILLE_MAX: usize = 200;

/// Decodes a text file. `declared` is the encoding it claims, where it does.
///
/// # Errors
/// No encoding fits.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, Refusal> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return checked(bytes, encoding);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return checked(bytes, encoding);
    }
    // What is valid UTF-8 beyond ASCII is never anything else by chance.
    if std::str::from_utf8(bytes).is_ok() {
        return checked(bytes, UTF_8);
    }
    let declared = declared
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|encoding| *encoding != UTF_8);
    checked(bytes, declared.unwrap_or(GB18030))
}

/// Text in UTF-16 that does not say so: a quarter of it is ASCII, as separators
/// and figures of a list are, and none of it is a control character.
pub(super) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const SAMPLE_BYTES: usize = 512;
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES) & !1];
    let is_text = |unit: fn([u8; 2]) -> u16| {
        let units = || sample.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let ascii = units().filter(|unit| *unit < 0x80).count();
        let control = |unit: u16| match unit {
            0x09 | 0x0A | 0x0D => false,
            unit => unit < 0x20 || (0x7F..0xA0).contains(&unit) || unit >= 0xFFFE,
        };
        ascii * 4 > units().count() && !units().any(control)
    };
    if sample.len() < 4 {
        None
    } else if is_text(u16::from_le_bytes) {
        Some(UTF_16LE)
    } else if is_text(u16::from_be_bytes) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding of markup that is not UTF-8, by its first bytes: UTF-16, or
/// what it declares.
pub(super) fn foreign_markup(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return (encoding != UTF_8).then_some(encoding);
    }
    if let Some(encoding) = utf16_without_mark(head) {
        return Some(encoding);
    }
    let text = String::from_utf8_lossy(head);
    let declaration = text.strip_prefix("<?xml")?.split("?>").next()?;
    let (_, after) = declaration.split_once("encoding=")?;
    let label = after.trim_start_matches(['"', '\'']);
    let end = label.find(['"', '\''])?;
    Encoding::for_label(&label.as_bytes()[..end]).filter(|encoding| {
        // What could be read so far was no UTF-16, whatever it says.
        ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding)
    })
}

/// All of a source, as UTF-8.
pub(super) fn whole(mut source: impl Read, encoding: &'static Encoding) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    let (text, _, _) = encoding.decode(&bytes);
    Ok(text.into_owned().into_bytes())
}

fn checked(bytes: &[u8], encoding: &'static Encoding) -> Result<String, Refusal> {
    let (text, _, damaged) = encoding.decode(bytes);
    if damaged {
        let bad = text.chars().filter(|ch| *ch == '\u{fffd}').count();
        let per_mille = bad * 1000 / text.chars().count().max(1);
        if per_mille >= UNDECODABLE_PER_MILLE_MAX {
            let code = if per_mille < DAMAGED_PER_MILLE_MAX {
                RefusalCode::Garbled
            } else {
                RefusalCode::NotWorkbook
            };
            let detail = format!("{bad} places are no {}", encoding.name());
            return Err(Refusal::new(code, detail));
        }
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_marked_then_refused() {
        let line = "1,新丰县丰城里灯饰有限公司,91440200MAX0010774,丰城里车间,167.5\n";
        let whole = GB18030.encode(&line.repeat(200)).0.into_owned();
        // A byte that begins no character, in every so many of them.
        let damaged = |every: usize| -> Vec<u8> {
            let bytes = whole.chunks(every);
            bytes.flat_map(|piece| [piece, b"\xff"].concat()).collect()
        };
        let read = decode(&damaged(200), None).expect("about 7 places per thousand");
        let marks = read.chars().filter(|ch| *ch == '\u{fffd}').count();
        assert!(marks > 50, "every damaged place is marked: {marks}");
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        assert_eq!(
            digits(&read),
            digits(&line.repeat(200)),
            "no digit is swallowed by what stands before it"
        );
        for (every, code) in [(30, RefusalCode::Garbled), (3, RefusalCode::NotWorkbook)] {
            let refused = decode(&damaged(every), None).expect_err("too much is lost");
            assert_eq!(refused.code, code, "a byte lost in every {every}");
        }
    }

    #[test]
    fn chinese_text_in_every_encoding() {
        let text = "序号,企业名称\n1,镕基𬭚业\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let gb = GB18030.encode(text).0.into_owned();
        for (name, bytes) in [
            ("UTF-8", text.as_bytes().to_vec()),
            (
                "UTF-8 with a mark",
                [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            ),
            ("UTF-16 with a mark", [b"\xff\xfe".to_vec(), utf16].concat()),
            ("GB 18030", gb),
        ] {
            assert_eq!(decode(&bytes, None).as_deref(), Ok(text), "{name}");
        }
        let ascii: Vec<u8> = "a,b\n1,2\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(
            decode(&ascii, None).as_deref(),
            Ok("a,b\n1,2\n"),
            "UTF-16 without a mark"
        );
    }
}
