//! The format of a file by its first bytes. Its name is never asked.

use super::{Foreign, decode, mhtml};

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No bytes at all.
    Empty,
    /// A zip: xlsx, ods, or some other document.
    Zip,
    /// An OLE container: xls, et, an encrypted workbook, or some other document.
    Ole,
    /// A workbook stream without a container, as before Excel 5.
    Biff,
    /// A web page with its parts in one file.
    PageArchive,
    /// What a program leaves beside a workbook it has open.
    Lock,
    /// Something else that is known.
    Foreign(Foreign),
    /// Markup that a browser would show.
    Html,
    /// Text in some encoding.
    Text,
    /// Something else.
    Unknown,
}

/// The signatures of other files.
const FOREIGN: &[(&[u8], Foreign)] = &[
    (b"%PDF", Foreign::Pdf),
    (b"\x89PNG\r\n\x1a\n", Foreign::Picture),
    (b"\xff\xd8\xff", Foreign::Picture),
    (b"II*\0", Foreign::Picture),
    (b"MM\0*", Foreign::Picture),
    (b"BM", Foreign::Picture),
    (b"GIF8", Foreign::Picture),
    (b"{\\rtf", Foreign::TextDocument),
    (b"Rar!", Foreign::Archive),
    (b"7z\xbc\xaf\x27\x1c", Foreign::Archive),
    (b"\x1f\x8b", Foreign::Archive),
    (b"MZ", Foreign::Program),
];

/// The beginnings of a BIFF stream: versions 2, 3, 4, and 5 or 8.
const BIFF: &[&[u8]] = &[
    b"\x09\x00\x04\x00",
    b"\x09\x00\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
];

/// The length of the file that Excel leaves beside a workbook it has open.
const LOCK_BYTES: usize = 165;

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
    if BIFF.iter().any(|mark| bytes.starts_with(mark)) {
        return Kind::Biff;
    }
    if is_lock(bytes) {
        return Kind::Lock;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some((mark, what)) = FOREIGN.iter().find(|(mark, _)| sample.starts_with(mark)) {
        // Two letters may begin a text; the headers meant here hold zeros.
        if mark.len() > 2 || !mark[0].is_ascii_alphabetic() || sample.contains(&0) {
            return Kind::Foreign(*what);
        }
    }
    if looks_like_markup(sample) {
        return Kind::Html;
    }
    if mhtml::is_archive(sample) {
        return Kind::PageArchive;
    }
    if looks_like_text(sample) {
        Kind::Text
    } else {
        Kind::Unknown
    }
}

/// Whether these are the name of a user, its length before it, padded with
/// blanks, and nothing else.
fn is_lock(bytes: &[u8]) -> bool {
    bytes.len() == LOCK_BYTES && {
        let length = usize::from(bytes[0]);
        length < 54
            && bytes[1 + length..54]
                .iter()
                .all(|byte| matches!(byte, 0 | b' '))
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
/// its byte order mark or by what it would say.
fn looks_like_text(sample: &[u8]) -> bool {
    if sample.starts_with(b"\xff\xfe")
        || sample.starts_with(b"\xfe\xff")
        || decode::utf16_without_mark(sample).is_some()
    {
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
            (b"%PDF-1.7", Kind::Foreign(Foreign::Pdf)),
            (b"\xef\xbb\xbf <html>", Kind::Html),
            (b"<?xml version='1.0'?>", Kind::Html),
            (b"a,b\r\n1,2\r\n", Kind::Text),
            ("序号,企业名称".as_bytes(), Kind::Text),
            (b"\xff\xfe1\0", Kind::Text),
            (b"1\0,\x002\0\n\0", Kind::Text),
            (b"\x001\0,\x002\0\n", Kind::Text),
            (b"BMW,1\n", Kind::Text),
            (b"\x01\x02\x03\x04", Kind::Unknown),
            (b"\x09\x00\x04\x00\x02\x00\x10\x00", Kind::Biff),
            (b"\x09\x08\x10\x00\x00\x06", Kind::Biff),
            (b"{\\rtf1", Kind::Foreign(Foreign::TextDocument)),
            (b"MZ001,1\n", Kind::Text),
            (
                b"MIME-Version: 1.0\nContent-Type: text/html\n",
                Kind::PageArchive,
            ),
        ] {
            assert_eq!(kind_of(bytes), kind, "{bytes:?}");
        }
    }
}
