//! Markup in pieces, tag by tag, while it is inflated: no document is built
//! and nothing is expanded. Broken markup gives fewer pieces, never an error.

use std::borrow::Cow;
use std::io::{self, Read};

use memchr::{memchr, memmem};

/// A piece of markup.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// What stands between two tags, entities and all.
    Text(&'a [u8]),
    /// Text that is taken as it stands.
    Literal(&'a [u8]),
    /// A tag.
    Tag(Tag<'a>),
}

/// A tag.
#[derive(Debug, PartialEq, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// Its name without prefix.
    pub(super) name: &'a [u8],
    /// What stands after the name.
    pub(super) attributes: &'a [u8],
    /// `</name>`.
    pub(super) closing: bool,
    /// `<name/>`.
    pub(super) alone: bool,
}

/// Markup being read.
pub(super) struct Markup<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    piece_bytes_max: usize,
}

const CHUNK: usize = 128 << 10;

impl<R: Read> Markup<R> {
    /// No piece may be longer than `piece_bytes_max`.
    pub(super) fn new(source: R, piece_bytes_max: usize) -> Markup<R> {
        Markup {
            source,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            ended: false,
            piece_bytes_max,
        }
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// The source fails, or a piece is too long ([`io::ErrorKind::FileTooLarge`]).
    pub(super) fn next(&mut self) -> io::Result<Option<Piece<'_>>> {
        let (kind, from, to, after) = loop {
            match self.find()? {
                Some((Found::Nothing, _, _, after)) => self.start = after,
                Some(found) => break found,
                None => return Ok(None),
            }
        };
        self.start = after;
        let body = &self.buffer[from..to];
        Ok(Some(match kind {
            Found::Text => Piece::Text(body),
            Found::Literal => Piece::Literal(body),
            _ => Piece::Tag(tag(body)),
        }))
    }

    /// The place of the next piece in the buffer, and where the one after it
    /// begins.
    fn find(&mut self) -> io::Result<Option<(Found, usize, usize, usize)>> {
        let mut seen = 0;
        loop {
            let rest = &self.buffer[self.start..self.end];
            if rest.first().is_some_and(|byte| *byte != b'<') {
                if let Some(at) = memchr(b'<', &rest[seen..]) {
                    let to = self.start + seen + at;
                    return Ok(Some((Found::Text, self.start, to, to)));
                }
                seen = rest.len();
                if self.ended {
                    return Ok(Some((Found::Text, self.start, self.end, self.end)));
                }
            } else if let Some((kind, from, to, length)) = in_angles(rest) {
                let at = self.start;
                return Ok(Some((kind, at + from, at + to, at + length)));
            } else if self.ended {
                // A tag that is never closed is none.
                return Ok(None);
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            if self.buffer.len() >= self.piece_bytes_max {
                return Err(io::Error::new(
                    io::ErrorKind::FileTooLarge,
                    "a piece of markup beyond all measure",
                ));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        // Whole buffers, so that a long piece is searched a few times only.
        while self.end < self.buffer.len() && !self.ended {
            let count = self.source.read(&mut self.buffer[self.end..])?;
            self.end += count;
            self.ended = count == 0;
        }
        Ok(())
    }
}

enum Found {
    Text,
    Literal,
    Tag,
    Nothing,
}

/// What begins with `<`: its kind, the bounds of its body, its length. None if
/// more bytes are needed.
fn in_angles(rest: &[u8]) -> Option<(Found, usize, usize, usize)> {
    if rest.len() < 9 && (b"<![CDATA[".starts_with(rest) || b"<!--".starts_with(rest)) {
        return None;
    }
    let until = |from: usize, mark: &[u8]| {
        let at = memmem::find(rest.get(from..)?, mark)?;
        Some((from + at, from + at + mark.len()))
    };
    if rest.starts_with(b"<![CDATA[") {
        let (to, length) = until(9, b"]]>")?;
        Some((Found::Literal, 9, to, length))
    } else if rest.starts_with(b"<!--") {
        let (to, length) = until(4, b"-->")?;
        Some((Found::Nothing, 4, to, length))
    } else if rest.starts_with(b"<?") {
        let (to, length) = until(2, b"?>")?;
        Some((Found::Nothing, 2, to, length))
    } else if rest.starts_with(b"<!") {
        // A document type may hold declarations in brackets.
        let close = memchr(b'>', rest)?;
        if memchr(b'[', &rest[..close]).is_some() {
            let (to, length) = until(2, b"]>").or_else(|| until(2, b"] >"))?;
            return Some((Found::Nothing, 2, to, length));
        }
        Some((Found::Nothing, 2, close, close + 1))
    } else {
        let close = end_of_tag(rest)?;
        Some((Found::Tag, 1, close, close + 1))
    }
}

/// The `>` that ends a tag: one inside quotes does not.
fn end_of_tag(rest: &[u8]) -> Option<usize> {
    let first = memchr(b'>', rest)?;
    let quotes = rest[..first].iter().filter(|byte| **byte == b'"').count();
    if quotes.is_multiple_of(2) && memchr(b'\'', &rest[..first]).is_none() {
        return Some(first);
    }
    let mut quote = None;
    for (at, &byte) in rest.iter().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

fn tag(body: &[u8]) -> Tag<'_> {
    let (closing, body) = match body.strip_prefix(b"/") {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let (alone, body) = match body.strip_suffix(b"/") {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let end = body
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(body.len());
    let (name, attributes) = body.split_at(end);
    Tag {
        name: local(name),
        attributes,
        closing,
        alone,
    }
}

fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |at| &name[at + 1..])
}

/// The attributes of a tag: names without prefix and values as written.
pub(super) fn attributes(mut rest: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let equals = memchr(b'=', rest)?;
        let key = rest[..equals].trim_ascii();
        let after = rest[equals + 1..].trim_ascii_start();
        let quote = *after.first()?;
        let length = memchr(quote, &after[1..])?;
        rest = &after[length + 2..];
        Some((local(key), &after[1..=length]))
    })
}

impl<'a> Tag<'a> {
    /// The value of an attribute, as written.
    pub(super) fn raw(&self, name: &str) -> Option<&'a [u8]> {
        attributes(self.attributes)
            .find(|(key, _)| *key == name.as_bytes())
            .map(|(_, value)| value)
    }

    /// The value of an attribute, as meant.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let mut text = String::new();
        push_text(self.raw(name)?, &mut text);
        Some(text)
    }

    /// The value of an attribute that is a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        number(self.raw(name)?)
    }

    /// Whether an attribute says yes.
    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.raw(name), Some(b"1" | b"true"))
    }
}

/// A number in ASCII digits.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.trim().parse().ok()
}

/// Adds text as it is meant: entities resolved, line ends as XML has them.
/// Entities that a document declares itself stay as they are written.
pub(super) fn push_text(raw: &[u8], out: &mut String) {
    let mut text = String::from_utf8_lossy(raw);
    if text.contains('\r') {
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((ch, end)) => {
                out.push(ch);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => code.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// Resolves `_x000D_`, by which Office Open XML writes characters that XML
/// cannot hold (ECMA-376 part 1, 22.9.2.19).
pub(super) fn unescape_controls(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        units.extend(rest[..at].encode_utf16());
        rest = &rest[at..];
        let code = rest
            .get(2..7)
            .and_then(|code| code.strip_suffix('_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u16::from_str_radix(code, 16).ok());
        match code {
            Some(code) => {
                units.push(code);
                rest = &rest[7..];
            }
            None => {
                units.extend("_x".encode_utf16());
                rest = &rest[2..];
            }
        }
    }
    units.extend(rest.encode_utf16());
    Cow::Owned(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes a few at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(into.len()).min(self.0.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn pieces_are_the_same_in_any_chunking() {
        let part = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><x:a b="1 > 0" c='"'><!-- <no> -->t&amp;<d/><![CDATA[<&>]]></x:a> end"#;
        for size in [1, 3, 1000] {
            let mut markup = Markup::new(Slow(part.as_bytes(), size), 1 << 20);
            let mut found = Vec::new();
            while let Some(piece) = markup.next().unwrap() {
                found.push(match piece {
                    Piece::Text(text) | Piece::Literal(text) => {
                        String::from_utf8_lossy(text).into_owned()
                    }
                    Piece::Tag(tag) => format!(
                        "{}{}{}:{}",
                        if tag.closing { "/" } else { "" },
                        String::from_utf8_lossy(tag.name),
                        if tag.alone { "/" } else { "" },
                        tag.text("b").unwrap_or_default()
                    ),
                });
            }
            let due = ["a:1 > 0", "t&amp;", "d/:", "<&>", "/a:", " end"];
            assert_eq!(found, due, "in chunks of {size} bytes");
        }
    }

    #[test]
    fn text_is_as_meant() {
        for (raw, due) in [
            ("a&lt;b&#x4e2d;&#20013;&nbsp;&", "a<b中中&nbsp;&"),
            ("a\r\nb\rc&#13;", "a\nb\nc\r"),
        ] {
            let mut text = String::new();
            push_text(raw.as_bytes(), &mut text);
            assert_eq!(text, due, "{raw}");
        }
        for (raw, due) in [
            ("a_x000B_b", "a\u{b}b"),
            ("_x005F_x000B_", "_x000B_"),
            ("_x00", "_x00"),
            ("_xD83D__xDE00_", "😀"),
        ] {
            assert_eq!(unescape_controls(raw), due, "{raw}");
        }
    }
}
