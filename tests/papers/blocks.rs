//! The fixed words of a form, as it is printed blank.

use std::path::PathBuf;

use ruku_papers::document::{Block, Document, Inline, Paragraph};
use ruku_papers::template::{Template, render};
use ruku_policy::pack::Pack;
use ruku_tests::root;
use serde_json::json;

/// A pack that ships.
pub(crate) fn pack(id: &str) -> Pack {
    let folder: PathBuf = root().join("assets/policies").join(id);
    ruku_desk::assets::load_pack(&folder).unwrap_or_else(|error| panic!("{}", error.chinese()))
}

/// A form of a pack with nothing filled in.
pub(crate) fn blank(pack: &Pack, form: &str) -> Document {
    let form = pack.form(form).unwrap();
    let source = String::from_utf8(pack.files[&form.template].clone()).unwrap();
    let shared = root().join("assets/forms/blocks");
    let blocks = |file: &str| std::fs::read_to_string(shared.join(file)).ok();
    let template = Template::parse_with(&form.template, &source, &blocks).unwrap();
    let data = json!({
        "programme": {
            "title": pack.title, "document_number": pack.document_number,
            "notice": pack.citation(), "year": pack.year, "city": pack.city,
            "issuer": pack.issuer,
        },
        "form": {
            "id": form.id, "title": form.title, "copies": form.copies,
            "copies_clause": form.copies_clause, "version": form.version,
            "illustrative": form.illustrative,
        },
        "fingerprint": "",
        "direction": {"id": "", "label": ""},
    });
    render(&template, &data).unwrap()
}

/// Everything a document says, in order, without white space.
pub(crate) fn words(document: &Document) -> String {
    let mut out = String::new();
    for section in &document.sections {
        collect(&section.blocks, &mut out);
    }
    bare(&out)
}

/// A text without white space.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn collect(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => say(paragraph, out),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    collect(&cell.blocks, out);
                }
            }
            Block::Seal(seal) => seal.lines.iter().for_each(|line| say(line, out)),
            Block::Keep(blocks) => collect(blocks, out),
            Block::Space { .. } | Block::Break | Block::Contents { .. } => {}
        }
    }
}

fn say(paragraph: &Paragraph, out: &mut String) {
    for inline in &paragraph.inlines {
        match inline {
            Inline::Text { text, .. } | Inline::Fill { text, .. } => out.push_str(text),
            Inline::Check { .. } => out.push('□'),
            Inline::Gap(_) | Inline::Break => {}
        }
    }
}
