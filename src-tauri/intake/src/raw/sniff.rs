//! The format of a file by its first bytes. Its name is never asked.

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No bytes at all.
    Empty,
    /// A zip: xlsx, ods, or some other document.
    Zip,
    /// An OLE container: xls, et, an encrypted workbook, or some other document.
    Ole,
    /// A page picture: PDF, OFD is a zip, PNG, JPEG, TIFF.
    Picture(&'static str),
    /// Markup that a browser would show.
    Html,
    /// Text in some encoding.
    Text,
    /// Something else.
    Unknown,
}

/// The signatures of pictures and print files.
const PICTURES: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"GIF8", "GIF"),
];

/// How many bytes are looked at to tell text from anything else.
const SAMPLE: usize = 4096;

/// The kind of a file.
#[must_use]
pub fn kind_of(bytes: &[u8]) -> Kind {
    if bytes.is_empty() {
        return Kind::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Kind::Ole;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some((_, name)) = PICTURES.iter().find(|(mark, _)| sample.starts_with(mark)) {
        // "BM" may begin a text; a bitmap has zero bytes in its header.
        if *name != "BMP" || sample.contains(&0) {
            return Kind::Picture(name);
        }
    }
    if looks_like_markup(sample) {
        return Kind::Html;
    }
    if looks_like_text(sample) {
        Kind::Text
    } else {
        Kind::Unknown
    }
}

/// Whether the first character that is no white space opens a tag.
fn looks_like_markup(sample: &[u8]) -> bool {
    let body = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let mut letters = body
        .iter()
        .filter(|&&byte| byte != 0 && byte != 0xff && byte != 0xfe)
        .skip_while(|byte| byte.is_ascii_whitespace());
    letters.next() == Some(&b'<')
        && letters
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || b"!?".contains(byte))
}

/// Whether there are no control characters but white space; UTF-16 is known by
/// its byte order mark or by its zero bytes standing in every other place.
fn looks_like_text(sample: &[u8]) -> bool {
    if sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") {
        return true;
    }
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c);
    sample.iter().filter(control).count() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_decide() {
        for (bytes, kind) in [
            (&b""[..], Kind::Empty),
            (b"PK\x03\x04rest", Kind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Ole),
            (b"%PDF-1.7", Kind::Picture("PDF")),
            (b"\xef\xbb\xbf <html>", Kind::Html),
            (b"<?xml version='1.0'?>", Kind::Html),
            (b"a,b\r\n1,2\r\n", Kind::Text),
            ("序号,企业名称".as_bytes(), Kind::Text),
            (b"\xff\xfe1\0", Kind::Text),
            (b"BMW,1\n", Kind::Text),
            (b"\x01\x02\x03\x04", Kind::Unknown),
        ] {
            assert_eq!(kind_of(bytes), kind, "{bytes:?}");
        }
    }
}
