//! The parts of a zipped workbook, inflated under limits: only what a reader
//! asks for, and never more than it may take.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, Cursor, Read};

use ruku_model::finding::RefusalCode;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::Refusal;
use super::decode;
use super::limits::Limits;
use super::markup::{Markup, Piece, Tag, push_text};

/// The parts of a zip.
pub(super) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The place of each part in the zip, by [`part_key`]; none where two
    /// parts have one name, because nobody can say which is meant.
    places: HashMap<String, Option<usize>>,
    limits: &'a Limits,
    /// Bytes that may still be inflated.
    left: Cell<u64>,
}

/// A part being inflated.
pub(super) struct Part<'p, 'a> {
    entry: ZipFile<'p, Cursor<&'a [u8]>>,
    part_left: u64,
    total_left: &'p Cell<u64>,
}

/// A tag or a text is no longer than this; Excel's own limit for the text of
/// a cell is 32,767 characters.
pub(super) const PIECE_BYTES_MAX: usize = 32 << 20;

impl<'a> Parts<'a> {
    /// Opens a zip.
    ///
    /// # Errors
    /// Its directory is damaged.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Parts<'a>, Refusal> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Refusal::new(RefusalCode::CutShort, error.to_string()))?;
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        for place in 0..zip.len() {
            if let Some(Ok(name)) = zip.name_for_index(place) {
                places
                    .entry(part_key(&name))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(place));
            }
        }
        Ok(Parts {
            zip,
            places,
            limits,
            left: Cell::new(limits.total_bytes_max),
        })
    }

    /// Whether a part of this name exists, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&part_key(name))
    }

    /// How many parts have names that begin so.
    pub(super) fn count_under(&self, folder: &str) -> usize {
        self.places
            .keys()
            .filter(|key| key.starts_with(folder))
            .count()
    }

    /// A part to be read; none if there is none.
    ///
    /// # Errors
    /// The part is encrypted or damaged.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, Refusal> {
        match self.places.get(&part_key(name)) {
            Some(Some(place)) => self.at(*place).map(Some),
            Some(None) => Err(Refusal::new(
                RefusalCode::CutShort,
                format!("two parts are called {name}"),
            )),
            None => Ok(None),
        }
    }

    fn at(&mut self, place: usize) -> Result<Part<'_, 'a>, Refusal> {
        let entry = self
            .zip
            .by_index(place)
            .map_err(|error| refused_entry(&error))?;
        Ok(Part {
            entry,
            part_left: self.limits.part_bytes_max,
            total_left: &self.left,
        })
    }

    /// A part as markup, whatever its encoding; none if there is none.
    ///
    /// # Errors
    /// The part is encrypted or damaged.
    pub(super) fn markup(
        &mut self,
        name: &str,
    ) -> Result<Option<Markup<Box<dyn Read + '_>>>, Refusal> {
        let Some(mut part) = self.part(name)? else {
            return Ok(None);
        };
        let mut head = [0_u8; 128];
        let mut count = 0;
        while count < head.len() {
            match part.read(&mut head[count..]) {
                Ok(0) => break,
                Ok(more) => count += more,
                Err(error) => return Err(refused_read(&error)),
            }
        }
        let head = head[..count].to_vec();
        let foreign = decode::foreign_markup(&head);
        let whole = Cursor::new(head).chain(part);
        let source: Box<dyn Read + '_> = match foreign {
            None => Box::new(whole),
            Some(encoding) => Box::new(Cursor::new(
                decode::whole(whole, encoding).map_err(|error| refused_read(&error))?,
            )),
        };
        Ok(Some(Markup::new(source, PIECE_BYTES_MAX)))
    }

    /// Hands every tag of a part to `take`.
    ///
    /// # Errors
    /// The part is encrypted or damaged.
    pub(super) fn tags(
        &mut self,
        name: &str,
        mut take: impl FnMut(Tag<'_>),
    ) -> Result<(), Refusal> {
        let Some(mut markup) = self.markup(name)? else {
            return Ok(());
        };
        while let Some(piece) = markup.next().map_err(|error| refused_read(&error))? {
            if let Piece::Tag(tag) = piece {
                take(tag);
            }
        }
        Ok(())
    }

    /// Custom document properties: name and text.
    ///
    /// # Errors
    /// The part is encrypted or damaged.
    pub(super) fn properties(&mut self) -> Result<Vec<(String, String)>, Refusal> {
        let mut found: Vec<(String, String)> = Vec::new();
        let Some(mut markup) = self.markup("docProps/custom.xml")? else {
            return Ok(found);
        };
        let mut open = false;
        while let Some(piece) = markup.next().map_err(|error| refused_read(&error))? {
            match piece {
                Piece::Tag(tag) if tag.name == b"property" => {
                    open = !tag.closing && !tag.alone;
                    found.extend(
                        tag.text("name")
                            .filter(|_| open)
                            .map(|name| (name, String::new())),
                    );
                }
                Piece::Text(text) if open => {
                    if let Some((_, value)) = found.last_mut() {
                        push_text(text.trim_ascii(), value);
                    }
                }
                _ => {}
            }
            if found.len() > PROPERTIES_MAX {
                break;
            }
        }
        Ok(found)
    }
}

/// A document with more properties has none that are ours.
const PROPERTIES_MAX: usize = 1_000;

impl Read for Part<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.entry.read(into)?;
        let take = |left: u64| {
            left.checked_sub(count as u64).ok_or_else(|| {
                io::Error::new(io::ErrorKind::FileTooLarge, "a part unpacks to too much")
            })
        };
        self.part_left = take(self.part_left)?;
        self.total_left.set(take(self.total_left.get())?);
        Ok(count)
    }
}

/// Part names are compared without regard to case and to the slash Windows
/// programs sometimes write.
pub(super) fn part_key(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_ascii_lowercase()
}

fn refused_entry(error: &zip::result::ZipError) -> Refusal {
    let code = match error {
        zip::result::ZipError::UnsupportedArchive(text) if text.contains("assword") => {
            RefusalCode::Encrypted
        }
        _ => RefusalCode::CutShort,
    };
    Refusal::new(code, error.to_string())
}

/// Why a part could not be read to its end.
pub(super) fn refused_read(error: &io::Error) -> Refusal {
    let code = match error.kind() {
        io::ErrorKind::FileTooLarge => RefusalCode::TooLarge,
        _ => RefusalCode::CutShort,
    };
    Refusal::new(code, error.to_string())
}
