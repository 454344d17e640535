//! Office Open XML workbooks: sheets, styles and shared texts streamed from
//! their parts. What is damaged in a part that no cell depends on is passed
//! over; what a cell depends on is never guessed.

use std::collections::{HashMap, HashSet};

use ruku_model::finding::RefusalCode;

use super::emit::{Book, Emitter};
use super::markup::{Piece, push_text, unescape_controls};
use super::number_format::{built_in, is_date};
use super::parts::{Parts, refused_read};
use super::sheet_part::{self, Shared};
use super::{Foreign, Refusal};
use crate::wire::SHEETS_MAX;
use crate::workbook::{Format, Visibility};

/// Reads a zip: a workbook, or some other document that is refused by name.
pub(super) fn read_zip(bytes: &[u8], out: Emitter<'_>) -> Result<(), Refusal> {
    let mut parts = Parts::open(bytes, out.limits)?;
    match workbook_part(&mut parts)? {
        Some(part) if part.ends_with(".bin") => return super::xlsb::read(&mut parts, &part, out),
        Some(part) => return read_xlsx(&mut parts, &part, out),
        None => {}
    }
    if parts.has("content.xml") && (parts.has("mimetype") || parts.has("META-INF/manifest.xml")) {
        return super::ods::read(&mut parts, out);
    }
    Err(other_zip(&parts))
}

/// Why a zip without a workbook is refused.
fn other_zip(parts: &Parts<'_>) -> Refusal {
    let cut = |what: &str| Refusal::new(RefusalCode::CutShort, what);
    if parts.has("word/document.xml") {
        Refusal::foreign(Foreign::TextDocument)
    } else if parts.has("ppt/presentation.xml") {
        Refusal::foreign(Foreign::Presentation)
    } else if parts.has("OFD.xml") {
        Refusal::foreign(Foreign::Ofd)
    } else if parts.has("Index/Document.iwa") || parts.has("index.apxl") {
        Refusal::foreign(Foreign::Numbers)
    } else if parts.count_under("") == 0 {
        cut("a zip without parts")
    } else if parts.count_under("xl/") > 0 || parts.has("mimetype") {
        // To unpack it, as one would an archive, would give a clerk nothing.
        cut("a workbook without its main part")
    } else {
        Refusal::foreign(Foreign::Archive)
    }
}

/// The part that is the workbook: where it usually is, or where the package
/// says.
fn workbook_part(parts: &mut Parts<'_>) -> Result<Option<String>, Refusal> {
    for usual in ["xl/workbook.xml", "xl/workbook.bin"] {
        if parts.has(usual) {
            return Ok(Some(usual.to_owned()));
        }
    }
    let mut named = None;
    parts.tags("_rels/.rels", |tag| {
        let is_main = tag
            .text("Type")
            .is_some_and(|kind| kind.ends_with("/officeDocument"));
        if tag.name == b"Relationship" && is_main && named.is_none() {
            named = tag.text("Target").map(|target| resolved("", &target));
        }
    })?;
    let Some(name) = named.filter(|name| parts.has(name)) else {
        return Ok(None);
    };
    let mut is_workbook = name.ends_with(".bin");
    if !is_workbook {
        parts.tags(&name, |tag| is_workbook |= tag.name == b"workbook")?;
    }
    Ok(is_workbook.then_some(name))
}

/// What a relation leads to.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) kind: String,
    pub(super) part: String,
}

/// What a part's relations lead to, by their ids.
pub(super) fn relations(
    parts: &mut Parts<'_>,
    of: &str,
) -> Result<HashMap<String, Relation>, Refusal> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let mut found = HashMap::new();
    parts.tags(&resolved(folder, &format!("_rels/{file}.rels")), |tag| {
        if tag.name == b"Relationship"
            && found.len() < SHEETS_MAX * 4
            && let (Some(id), Some(target)) = (tag.text("Id"), tag.text("Target"))
        {
            let kind = tag.text("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let part = resolved(folder, &target);
            found.insert(id, Relation { kind, part });
        }
    })?;
    Ok(found)
}

/// A target as the name of a part.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    visibility: Visibility,
    relation: Option<String>,
}

fn read_xlsx(parts: &mut Parts<'_>, workbook: &str, mut out: Emitter<'_>) -> Result<(), Refusal> {
    let mut book = Book::default();
    let mut listed: Vec<Listed> = Vec::new();
    parts.tags(workbook, |tag| match tag.name {
        b"workbookPr" => book.date_1904 |= tag.is_true("date1904"),
        b"sheet" if !tag.closing => listed.push(Listed {
            name: tag.text("name").unwrap_or_default(),
            visibility: match tag.raw("state") {
                Some(b"hidden") => Visibility::Hidden,
                Some(b"veryHidden") => Visibility::VeryHidden,
                _ => Visibility::Visible,
            },
            relation: tag.text("id"),
        }),
        _ => {}
    })?;
    if listed.len() > SHEETS_MAX {
        return Err(Refusal::new(RefusalCode::TooLarge, "too many sheets"));
    }
    let relations = relations(parts, workbook)?;
    let sheets = with_parts(parts, listed, &relations);
    if !sheets.iter().any(|(_, kind, _)| kind == "worksheet")
        && sheets.iter().any(|(_, kind, _)| kind.contains("acrosheet"))
    {
        return Err(Refusal::new(RefusalCode::MacroOnly, "macro sheets only"));
    }
    let part_of = |kind: &str, usual: &str| {
        let mut known = relations.values().filter(|relation| relation.kind == kind);
        known
            .next()
            .map_or_else(|| resolved("xl", usual), |relation| relation.part.clone())
    };
    let texts = read_texts(
        parts,
        &part_of("sharedStrings", "sharedStrings.xml"),
        &mut out,
    )?;
    let styles = read_styles(parts, &part_of("styles", "styles.xml"), &mut out)?;
    for (sheet, kind, part) in sheets {
        if kind != "worksheet" {
            continue;
        }
        out.sheet(&sheet.name, sheet.visibility)?;
        if let Some(markup) = parts.markup(&part)? {
            let shared = Shared {
                texts: &texts,
                styles: &styles,
            };
            let facts = sheet_part::read(markup, &shared, &mut out)?;
            out.facts(facts)?;
        }
    }
    book.properties = parts.properties()?;
    book.pictures = parts.count_under("xl/media/");
    out.finish(Format::Xlsx, book);
    Ok(())
}

/// The sheets with the kind and name of their parts. Where relations are
/// lost, the parts' usual names serve.
fn with_parts(
    parts: &Parts<'_>,
    listed: Vec<Listed>,
    relations: &HashMap<String, Relation>,
) -> Vec<(Listed, String, String)> {
    listed
        .into_iter()
        .enumerate()
        .map(|(index, sheet)| {
            let known = sheet.relation.as_ref().and_then(|id| relations.get(id));
            let (kind, part) = match known {
                Some(relation) => (relation.kind.clone(), relation.part.clone()),
                None => (
                    "worksheet".to_owned(),
                    format!("xl/worksheets/sheet{}.xml", index + 1),
                ),
            };
            // A relation without a part is as good as none.
            let lost = kind == "worksheet" && !parts.has(&part);
            let usual = format!("xl/worksheets/sheet{}.xml", index + 1);
            let part = if lost && known.is_none() { usual } else { part };
            (sheet, kind, part)
        })
        .collect()
}

/// The shared texts, which were sent on as they were read.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    first: u32,
    count: u32,
    empty: HashSet<u32>,
}

impl SharedTexts {
    /// Sends on the next shared text.
    pub(super) fn add(&mut self, text: &str, out: &mut Emitter<'_>) -> Result<(), Refusal> {
        let number = out.new_text(text)?;
        if self.count == 0 {
            self.first = number;
        }
        if text.is_empty() {
            self.empty.insert(self.count);
        }
        self.count += 1;
        Ok(())
    }

    /// The number of a shared text: none if there is no such text, an inner
    /// none if it is empty.
    pub(super) fn sent(&self, index: u32) -> Option<Option<u32>> {
        (index < self.count).then(|| {
            (self.empty.is_empty() || !self.empty.contains(&index)).then(|| self.first + index)
        })
    }
}

fn read_texts(
    parts: &mut Parts<'_>,
    part: &str,
    out: &mut Emitter<'_>,
) -> Result<SharedTexts, Refusal> {
    let mut texts = SharedTexts::default();
    let Some(mut markup) = parts.markup(part)? else {
        return Ok(texts);
    };
    let mut text = String::new();
    let (mut inside, mut reading_aid) = (false, false);
    while let Some(piece) = markup.next().map_err(|error| refused_read(&error))? {
        match piece {
            Piece::Text(raw) if inside => push_text(raw, &mut text),
            Piece::Literal(raw) if inside => text.push_str(&String::from_utf8_lossy(raw)),
            Piece::Text(_) | Piece::Literal(_) => {}
            Piece::Tag(tag) => match (tag.name, tag.closing) {
                (b"t", closing) => inside = !closing && !tag.alone && !reading_aid,
                (b"rPh", closing) => reading_aid = !closing && !tag.alone,
                (b"si", false) if !tag.alone => text.clear(),
                (b"si", _) => {
                    let whole = unescape_controls(&text);
                    texts.add(if tag.alone { "" } else { &whole }, out)?;
                }
                _ => {}
            },
        }
    }
    Ok(texts)
}

/// What a style says of a number: its format, and whether that shows a date.
pub(super) type Style = (Option<u16>, bool);

/// More styles than any program writes.
const STYLES_MAX: usize = 1 << 18;

fn read_styles(
    parts: &mut Parts<'_>,
    part: &str,
    out: &mut Emitter<'_>,
) -> Result<Vec<Style>, Refusal> {
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut formats: Vec<u32> = Vec::new();
    let mut inside = false;
    parts.tags(part, |tag| match tag.name {
        b"numFmt" if codes.len() < STYLES_MAX && !inside => {
            if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.text("formatCode")) {
                codes.insert(id, code);
            }
        }
        b"cellXfs" => inside = !tag.closing && !tag.alone,
        b"xf" if inside && !tag.closing && formats.len() < STYLES_MAX => {
            formats.push(tag.number("numFmtId").unwrap_or(0));
        }
        _ => {}
    })?;
    let mut style = |id: u32| -> Style {
        match codes.get(&id).map(String::as_str).or_else(|| built_in(id)) {
            Some(code) => (out.format(code), is_date(code)),
            None => (None, false),
        }
    };
    Ok(formats.into_iter().map(&mut style).collect())
}
