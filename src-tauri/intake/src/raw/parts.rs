//! The parts of a zipped workbook: inflated once under limits before any
//! parser sees them, so that a bomb or a lying header stops here.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use ruku_model::finding::RefusalCode;
use zip::ZipArchive;

use super::Refusal;
use super::limits::Limits;
use super::sheet_scan::{SheetScan, SheetScanner};

/// What was learnt while inflating.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The names of all parts.
    pub(super) names: Vec<String>,
    /// The worksheet parts, as places in the archive.
    worksheets: Vec<usize>,
    /// Small parts kept whole: the workbook, its relations, the properties.
    kept: HashMap<String, Vec<u8>>,
}

/// Parts below this size may be kept whole.
const KEPT_BYTES_MAX: usize = 4 << 20;

/// A shared string takes at least `<si/>` in its part.
const STRING_BYTES_MIN: u64 = 5;

impl Parts {
    /// Inflates every part that a parser would read.
    ///
    /// # Errors
    /// The zip is damaged or holds more than the limits allow.
    pub(super) fn inflate(bytes: &[u8], limits: &Limits) -> Result<Parts, Refusal> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Refusal::new(RefusalCode::CutShort, error.to_string()))?;
        let mut parts = Parts::default();
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).map_err(|error| refused_entry(&error))?;
            let name = match entry.name() {
                Ok(name) => name.into_owned(),
                Err(error) => return Err(refused_entry(&error)),
            };
            if is_read(&name) {
                // A worksheet is inflated beside the parser, which streams it;
                // the archive never gives more than the size it declares.
                total = total.saturating_add(if is_worksheet(&name) {
                    parts.worksheets.push(index);
                    within_part(&name, entry.size(), limits)?
                } else {
                    parts.inflate_one(&name, &mut entry, limits)?
                });
                if total > limits.total_bytes_max {
                    return Err(Refusal::new(
                        RefusalCode::TooLarge,
                        "parts unpack to too much",
                    ));
                }
            }
            parts.names.push(name);
        }
        Ok(parts)
    }

    fn inflate_one(
        &mut self,
        name: &str,
        entry: &mut impl Read,
        limits: &Limits,
    ) -> Result<u64, Refusal> {
        let keep = is_kept(name);
        let mut head = Vec::new();
        let mut buffer = vec![0_u8; 64 << 10];
        let mut size = 0_u64;
        loop {
            let count = entry
                .read(&mut buffer)
                .map_err(|error| Refusal::new(RefusalCode::CutShort, format!("{name}: {error}")))?;
            if count == 0 {
                break;
            }
            size += count as u64;
            within_part(name, size, limits)?;
            let room = if keep { KEPT_BYTES_MAX } else { 1024 };
            let wanted = count.min(room.saturating_sub(head.len()));
            head.extend_from_slice(&buffer[..wanted]);
        }
        if name.to_ascii_lowercase().ends_with("sharedstrings.xml") {
            refuse_lying_count(&head, size)?;
        }
        if keep {
            self.kept.insert(part_key(name), head);
        }
        Ok(size)
    }

    /// What calamine does not tell of each worksheet part, by its name.
    ///
    /// # Errors
    /// A part is damaged.
    pub(super) fn scan_worksheets(
        &self,
        bytes: &[u8],
    ) -> Result<HashMap<String, SheetScan>, Refusal> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Refusal::new(RefusalCode::CutShort, error.to_string()))?;
        let mut scans = HashMap::new();
        let mut buffer = vec![0_u8; 64 << 10];
        for index in &self.worksheets {
            let name = &self.names[*index];
            let mut entry = zip
                .by_index(*index)
                .map_err(|error| refused_entry(&error))?;
            let mut scanner = SheetScanner::default();
            loop {
                let count = entry.read(&mut buffer).map_err(|error| {
                    Refusal::new(RefusalCode::CutShort, format!("{name}: {error}"))
                })?;
                if count == 0 {
                    break;
                }
                scanner.feed(&buffer[..count]);
            }
            scans.insert(part_key(name), scanner.finish());
        }
        Ok(scans)
    }

    /// Whether a part of this name exists, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names
            .iter()
            .any(|known| part_key(known) == part_key(name))
    }

    /// How many parts have names that begin so.
    pub(super) fn count_under(&self, folder: &str) -> usize {
        self.names
            .iter()
            .filter(|name| part_key(name).starts_with(folder))
            .count()
    }

    /// A kept part as text.
    fn text(&self, name: &str) -> Option<String> {
        let bytes = self.kept.get(&part_key(name))?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    /// The worksheet parts in the workbook's order: sheet name and part.
    pub(super) fn sheet_parts(&self) -> Vec<(String, String)> {
        let relations: HashMap<String, String> = self
            .text("xl/_rels/workbook.xml.rels")
            .map(|xml| {
                elements(&xml, "Relationship", |element| {
                    Some((attribute(element, "Id")?, attribute(element, "Target")?))
                })
            })
            .unwrap_or_default()
            .into_iter()
            .collect();
        let Some(workbook) = self.text("xl/workbook.xml") else {
            return Vec::new();
        };
        elements(&workbook, "sheet", |element| {
            let name = attribute(element, "name")?;
            let target = relations.get(&attribute(element, "id")?)?;
            let part = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            Some((name, part_key(&part)))
        })
    }

    /// Custom document properties: name and text.
    pub(super) fn properties(&self) -> Vec<(String, String)> {
        self.text("docProps/custom.xml")
            .map(|xml| custom_properties(&xml))
            .unwrap_or_default()
    }
}

/// Part names are compared without regard to case and to the slash Windows
/// programs sometimes write.
pub(super) fn part_key(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

fn is_read(name: &str) -> bool {
    let key = part_key(name);
    let text = [".xml", ".rels", ".bin"]
        .iter()
        .any(|ending| key.ends_with(ending));
    text && !key.starts_with("xl/media/")
}

fn is_worksheet(name: &str) -> bool {
    let key = part_key(name);
    key.starts_with("xl/worksheets/") && key.ends_with(".xml")
        || key.starts_with("xl/") && key.matches('/').count() == 1 && key.contains("sheet")
}

fn is_kept(name: &str) -> bool {
    matches!(
        part_key(name).as_str(),
        "xl/workbook.xml" | "xl/_rels/workbook.xml.rels" | "docprops/custom.xml"
    )
}

fn within_part(name: &str, size: u64, limits: &Limits) -> Result<u64, Refusal> {
    if size > limits.part_bytes_max {
        let detail = format!(
            "{name} unpacks to more than {} bytes",
            limits.part_bytes_max
        );
        return Err(Refusal::new(RefusalCode::TooLarge, detail));
    }
    Ok(size)
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

/// Parsers reserve memory for as many strings as the part claims to hold.
fn refuse_lying_count(head: &[u8], size: u64) -> Result<(), Refusal> {
    let head = String::from_utf8_lossy(head);
    for name in ["uniqueCount=", "count="] {
        let Some(at) = head.find(name) else { continue };
        let digits: String = head[at + name.len()..]
            .chars()
            .skip_while(|ch| matches!(ch, '"' | '\''))
            .take_while(char::is_ascii_digit)
            .collect();
        let claimed = digits.parse::<u64>().unwrap_or(0);
        if name == "uniqueCount=" && claimed > size / STRING_BYTES_MIN {
            let detail = format!("claims {claimed} strings in {size} bytes");
            return Err(Refusal::new(RefusalCode::CutShort, detail));
        }
    }
    Ok(())
}

/// Collects what `take` makes of every element with a local name.
fn elements<T>(xml: &str, local_name: &str, take: impl Fn(&BytesStart<'_>) -> Option<T>) -> Vec<T> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == local_name =>
            {
                found.extend(take(&element));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The text of an attribute, whatever its prefix.
pub(super) fn attribute(element: &BytesStart<'_>, local_name: &str) -> Option<String> {
    element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == local_name)
        .and_then(|attribute| {
            attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .ok()
                .map(|text| text.into_owned())
        })
}

fn custom_properties(xml: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) if element.local_name().as_ref() == "property" => {
                found.extend(attribute(&element, "name").map(|name| (name, String::new())));
                open = true;
            }
            Event::Text(text) if open => {
                if let Some(last) = found.last_mut() {
                    last.1.push_str(text.xml10_content().trim());
                }
            }
            Event::End(element) if element.local_name().as_ref() == "property" => open = false,
            Event::Eof => break,
            _ => {}
        }
    }
    found
}
