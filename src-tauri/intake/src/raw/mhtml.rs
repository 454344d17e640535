//! A web page with its parts in one file (MHTML, RFC 2557), as Excel saves
//! one: the first of its pages that holds a table.

use std::borrow::Cow;

/// How deep archives may stand in archives.
const DEPTH_MAX: u32 = 3;

/// Whether the first bytes are those of such an archive.
pub(super) fn is_archive(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.contains("mime-version:") && head.contains("content-type:")
}

/// The page in an archive.
pub(super) fn page(bytes: &[u8]) -> Option<Vec<u8>> {
    page_in(&String::from_utf8_lossy(bytes), bytes, DEPTH_MAX)
}

fn page_in(text: &str, bytes: &[u8], depth: u32) -> Option<Vec<u8>> {
    let (header, _) = split_header(text);
    let boundary = parameter(header, "boundary");
    let Some(boundary) = boundary.filter(|_| depth > 0) else {
        return part(header, bytes);
    };
    let mark = format!("--{boundary}");
    text.split(mark.as_str())
        .skip(1)
        .map(str::trim_start)
        .filter_map(|piece| page_in(piece, piece.as_bytes(), depth - 1))
        .find(|page| contains_ignoring_case(page, b"<td"))
}

/// One part of an archive, decoded.
fn part(header: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let lower = header.to_ascii_lowercase();
    if !lower.contains("text/html") {
        return None;
    }
    let body = body(bytes);
    let decoded = if lower.contains("quoted-printable") {
        quoted_printable(body)
    } else if lower.contains("base64") {
        base64(body)
    } else {
        body.to_vec()
    };
    Some(decoded)
}

fn split_header(text: &str) -> (&str, &str) {
    ["\r\n\r\n", "\n\n"]
        .iter()
        .filter_map(|blank| text.split_once(blank))
        .min_by_key(|(header, _)| header.len())
        .unwrap_or((text, ""))
}

fn body(bytes: &[u8]) -> &[u8] {
    let find = |blank: &[u8]| {
        let at = bytes.windows(blank.len()).position(|part| part == blank)?;
        Some(at + blank.len())
    };
    let from = [find(b"\r\n\r\n"), find(b"\n\n")]
        .into_iter()
        .flatten()
        .min();
    from.map_or(&[], |from| &bytes[from..])
}

/// The value of a header's parameter, with or without quotes.
fn parameter(header: &str, name: &str) -> Option<String> {
    let lower = header.to_ascii_lowercase();
    let at = lower.find(&format!("{name}="))? + name.len() + 1;
    let rest = header.get(at..)?;
    let value: Cow<'_, str> = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?.into(),
        None => rest
            .split(|ch: char| ch.is_whitespace() || ch == ';')
            .next()?
            .into(),
    };
    (!value.is_empty()).then(|| value.into_owned())
}

fn contains_ignoring_case(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .windows(word.len())
        .any(|part| part.eq_ignore_ascii_case(word))
}

/// RFC 2045, 6.7.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let code = after
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        if let Some(code) = code {
            out.push(code);
            rest = &after[2..];
        } else if let Some(soft) = after
            .strip_prefix(b"\r\n")
            .or_else(|| after.strip_prefix(b"\n"))
        {
            rest = soft;
        } else {
            out.push(byte);
        }
    }
    out
}

/// RFC 2045, 6.8; what is no letter of its alphabet is passed over.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00FF_FFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.extend(u8::try_from(bits >> count & 0xFF));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::raw::{Limits, read_workbook};

    #[test]
    fn the_page_of_an_archive_is_read() {
        let archive = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x=1\"\r\n\r\n\
            --x=1\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n\
            <frameset></frameset>\r\n\
            --x=1\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n\
            PHRhYmxlPjx0cj48dGQ+5LuB\r\nPC90ZD48dGQ+MTwvdGQ+PC90cj48L3RhYmxlPg==\r\n--x=1--";
        let book = read_workbook(archive.as_bytes(), &Limits::default()).unwrap();
        let texts: Vec<String> = book.sheets[0]
            .cells
            .iter()
            .map(|cell| cell.content.raw().into_owned())
            .collect();
        assert_eq!(texts, ["仁", "1"], "both cells, decoded");
    }
}
