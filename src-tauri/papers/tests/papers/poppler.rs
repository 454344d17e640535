//! Reading PDFs with poppler: the other pair of eyes.

use std::path::PathBuf;
use std::process::Command;

use ruku_papers::document::{Block, Document, Inline, Paragraph};

/// Keeps a PDF where it can be looked at.
pub(crate) fn keep(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What a poppler tool prints about a PDF.
pub(crate) fn run(tool: &str, arguments: &[&str], name: &str, bytes: &[u8]) -> String {
    let path = keep(name, bytes);
    let output = Command::new(tool)
        .args(arguments)
        .arg(&path)
        .args((tool == "pdftotext").then_some("-"))
        .output()
        .unwrap_or_else(|error| panic!("{tool} is part of poppler-utils: {error}"));
    assert!(output.status.success(), "{tool} reads {name}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The text as poppler copies it, in the order it was drawn, without white space.
pub(crate) fn text(name: &str, bytes: &[u8]) -> String {
    bare(&run("pdftotext", &["-raw", "-enc", "UTF-8"], name, bytes))
}

pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every text of a document, as its parts stand on one line.
pub(crate) fn strings(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    for section in &document.sections {
        collect(&section.blocks, &mut out);
    }
    out
}

fn collect(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => out.extend(parts(paragraph)),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    collect(&cell.blocks, out);
                }
            }
            Block::Seal(seal) => out.extend(seal.lines.iter().flat_map(parts)),
            Block::Keep(blocks) => collect(blocks, out),
            Block::Space { .. } | Block::Break | Block::Contents => {}
        }
    }
}

fn parts(paragraph: &Paragraph) -> Vec<String> {
    paragraph
        .inlines
        .iter()
        .filter_map(|inline| match inline {
            Inline::Text { text, .. } | Inline::Fill { text, .. } => Some(bare(text)),
            Inline::Check { on } => Some(if *on { "☑" } else { "☐" }.to_owned()),
            Inline::Gap(_) | Inline::Break => None,
        })
        .filter(|text| !text.is_empty())
        .collect()
}
