//! PDF objects as bytes (ISO 32000-1 §7.3).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Object, Stream, StringFormat};

use crate::error::PaperError;

/// Appends an object as it stands in a file.
pub(super) fn object(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Boolean(yes) => out.extend(if *yes { &b"true"[..] } else { b"false" }),
        Object::Integer(number) => text(out, format_args!("{number}")),
        Object::Real(number) => text(out, format_args!("{number}")),
        Object::Name(bytes) => name(bytes, out),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            out.push(b'<');
            for byte in bytes {
                text(out, format_args!("{byte:02X}"));
            }
            out.push(b'>');
        }
        Object::String(bytes, StringFormat::Literal) => literal(bytes, out),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                self::object(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => dictionary(entries, out),
        Object::Stream(stream) => self::stream(stream, out),
        Object::Reference((id, generation)) => text(out, format_args!("{id} {generation} R")),
    }
}

/// Appends a stream as it stands in a file.
pub(super) fn stream(stream: &Stream, out: &mut Vec<u8>) {
    dictionary(&stream.dict, out);
    out.extend(b"stream\n");
    out.extend(&stream.content);
    out.extend(b"\nendstream");
}

fn dictionary(entries: &Dictionary, out: &mut Vec<u8>) {
    out.extend(b"<<");
    for (key, value) in entries {
        name(key, out);
        out.push(b' ');
        object(value, out);
    }
    out.extend(b">>");
}

fn name(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for &byte in bytes {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            out.push(byte);
        } else {
            text(out, format_args!("#{byte:02X}"));
        }
    }
}

fn literal(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', byte]),
            b'\r' => out.extend(b"\\r"),
            byte => out.push(byte),
        }
    }
    out.push(b')');
}

/// Bytes as a deflated stream.
pub(super) fn packed(bytes: Vec<u8>) -> Stream {
    /// The last levels take twice the time for a hundredth of the length.
    const LEVEL: Compression = Compression::new(6);
    let mut encoder = ZlibEncoder::new(Vec::new(), LEVEL);
    // A vector takes whatever is written to it.
    let deflated = encoder.write_all(&bytes).and_then(|()| encoder.finish());
    let mut entries = Dictionary::new();
    match deflated
        .ok()
        .filter(|deflated| deflated.len() < bytes.len())
    {
        Some(deflated) => {
            entries.set("Filter", Object::Name(b"FlateDecode".to_vec()));
            Stream::new(entries, deflated)
        }
        None => Stream::new(entries, bytes),
    }
}

/// A stream deflated, if it is not filtered already.
pub(super) fn squeezed(stream: Stream) -> Result<Stream, PaperError> {
    let plain = stream.get_plain_content().map_err(super::bad)?;
    let mut packed = packed(plain);
    for (key, value) in &stream.dict {
        if !packed.dict.has(key) && key != b"DecodeParms" {
            packed.dict.set(key.clone(), value.clone());
        }
    }
    Ok(packed)
}

/// Appends formatted text.
pub(super) fn text(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // A vector takes whatever is written to it.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_readers_read() {
        let mut entries = Dictionary::new();
        entries.set("A B", Object::string_literal("(a\\b)\r"));
        entries.set(
            "C",
            Object::Array(vec![1.into(), Object::Reference((7, 0))]),
        );
        entries.set(
            "D",
            Object::String(vec![0xfe, 1], StringFormat::Hexadecimal),
        );
        entries.set("E", Object::Real(595.276));
        let mut out = Vec::new();
        object(&Object::Dictionary(entries), &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<</A#20B (\\(a\\\\b\\)\\r)/C [1 7 0 R]/D <FE01>/E 595.276>>",
            "escaped as the standard asks"
        );
    }
}
