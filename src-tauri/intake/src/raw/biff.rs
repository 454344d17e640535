//! The BIFF stream of `.xls` and `.et` (MS-XLS; versions 2 to 8): records,
//! versions and texts. Every length is checked against what is there; a text
//! that its record does not hold is given as far as it goes.

use super::cfb::u16_at;
use super::code_page::CodePage;

/// The versions of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    Biff2,
    Biff3,
    Biff4,
    Biff5,
    Biff8,
}

/// A record: its kind, where it begins in the stream, and its data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    /// Where the record after it begins.
    pub(super) next: usize,
}

pub(super) const CONTINUE: u16 = 0x003C;

/// The records from a place on. A record cut short ends them.
pub(super) fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at.checked_add(2)?)?);
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some(Record {
            kind,
            data,
            next: at,
        })
    })
}

/// What a sub-stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubStream {
    Globals,
    Worksheet,
    MacroSheet,
    Other,
}

/// The version and kind of the sub-stream that a record begins.
pub(super) fn beginning(record: &Record<'_>) -> Option<(Version, SubStream)> {
    let version = match record.kind {
        0x0009 => Version::Biff2,
        0x0209 => Version::Biff3,
        0x0409 => Version::Biff4,
        // Some producers leave the version out or write their own number.
        0x0809 => match u16_at(record.data, 0)? {
            0x0600 => Version::Biff8,
            0x0200 => Version::Biff2,
            0x0300 => Version::Biff3,
            0x0400 => Version::Biff4,
            _ => Version::Biff5,
        },
        _ => return None,
    };
    let kind = match u16_at(record.data, 2)? {
        0x0005 | 0x0100 => SubStream::Globals,
        0x0010 => SubStream::Worksheet,
        0x0040 => SubStream::MacroSheet,
        _ => SubStream::Other,
    };
    Some((version, kind))
}

/// The data of a record and of those that continue it, read as one.
pub(super) struct Continued<'a> {
    segments: Vec<&'a [u8]>,
    segment: usize,
    at: usize,
}

impl<'a> Continued<'a> {
    /// A record of the stream with its continuations.
    pub(super) fn new(stream: &'a [u8], record: &Record<'a>) -> Continued<'a> {
        let more = records(stream, record.next)
            .take_while(|next| next.kind == CONTINUE)
            .map(|next| next.data);
        Continued {
            segments: std::iter::once(record.data).chain(more).collect(),
            segment: 0,
            at: 0,
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.segments
            .get(self.segment)
            .and_then(|segment| segment.get(self.at..))
            .unwrap_or_default()
    }

    /// Goes on in the next segment where this one is used up; whether it did.
    fn turn(&mut self) -> bool {
        if self.rest().is_empty() && self.segment + 1 < self.segments.len() {
            self.segment += 1;
            self.at = 0;
            return true;
        }
        false
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        while self.turn() {}
        let byte = *self.rest().first()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn double(&mut self) -> Option<u32> {
        let low = u32::from(self.word()?);
        Some(low | u32::from(self.word()?) << 16)
    }

    pub(super) fn skip(&mut self, mut count: usize) {
        while count > 0 {
            while self.turn() {}
            let step = count.min(self.rest().len());
            if step == 0 {
                return;
            }
            self.at += step;
            count -= step;
        }
    }

    /// A text of BIFF8 whose length was read: flags, characters, and what
    /// follows them. At each continuation the width of characters is told anew.
    pub(super) fn text(&mut self, characters: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.word()? } else { 0 };
        let phonetic = if flags & 4 != 0 { self.double()? } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::new();
        let mut left = characters;
        while left > 0 {
            if self.turn() {
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let rest = self.rest();
            let count = left.min(if wide { rest.len() / 2 } else { rest.len() });
            if count == 0 {
                break;
            }
            if wide {
                units.extend((0..count).filter_map(|index| u16_at(rest, 2 * index)));
                self.at += 2 * count;
            } else {
                units.extend(rest[..count].iter().copied().map(u16::from));
                self.at += count;
            }
            left -= count;
        }
        self.skip(usize::from(runs) * 4 + phonetic as usize);
        Some(String::from_utf16_lossy(&units))
    }
}

/// A text with its length before it, as the version writes it: `wide_length`
/// where the length takes two bytes.
pub(super) fn text(
    data: &mut Continued<'_>,
    version: Version,
    page: CodePage,
    wide_length: bool,
) -> Option<String> {
    let length = if wide_length {
        usize::from(data.word()?)
    } else {
        usize::from(data.byte()?)
    };
    if version == Version::Biff8 {
        if length == 0 {
            return Some(String::new());
        }
        return data.text(length);
    }
    let bytes: Vec<u8> = (0..length).map_while(|_| data.byte()).collect();
    Some(page.decode(&bytes))
}

/// The shared texts of BIFF8, as many as the record really holds.
pub(super) fn shared_texts(
    data: &mut Continued<'_>,
    mut take: impl FnMut(&str) -> Result<(), super::Refusal>,
) -> Result<(), super::Refusal> {
    data.skip(4);
    let count = data.double().unwrap_or(0);
    for _ in 0..count {
        let Some(text) = data
            .word()
            .and_then(|length| data.text(usize::from(length)))
        else {
            break;
        };
        take(&text)?;
    }
    Ok(())
}

/// A number in the short form of RK records.
pub(super) fn short_number(rk: u32) -> f64 {
    let number = if rk & 2 != 0 {
        // The upper thirty bits are a whole number with its sign.
        f64::from(rk.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(rk & 0xFFFF_FFFC) << 32)
    };
    if rk & 1 != 0 { number / 100.0 } else { number }
}

/// What an error code stands for (MS-XLS 2.5.10).
pub(super) fn error_word(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_in_their_four_forms() {
        for (rk, due) in [
            (0x3FF0_0000, 1.0),
            (0x3FF0_0001, 0.01),
            (0x004B_5646, 1_234_321.0),
            (0x004B_5647, 12_343.21),
            (0xFFFF_FFFE, -1.0),
        ] {
            assert!((short_number(rk) - due).abs() < 1e-9, "{rk:08x}");
        }
    }

    #[test]
    fn a_text_changes_its_width_where_it_is_continued() {
        let record = [8, 0, 1, 0, 1, 0, 0, 0, 4, 0, 0, b'a', b'b'];
        let more = [1, 0x2D, 0x4E, b'c', 0];
        let mut stream = vec![0xFC, 0, record.len() as u8, 0];
        stream.extend(record);
        stream.extend([0x3C, 0, more.len() as u8, 0]);
        stream.extend(more);
        let first = records(&stream, 0).next().unwrap();
        let mut found = Vec::new();
        shared_texts(&mut Continued::new(&stream, &first), |text| {
            found.push(text.to_owned());
            Ok(())
        })
        .unwrap();
        assert_eq!(found, ["ab中c"], "one text over two records");
    }
}
