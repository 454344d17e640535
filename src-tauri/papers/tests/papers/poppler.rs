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
    // Poppler writes a title's rare characters in a way that is no UTF-8.
    String::from_utf8_lossy(&output.stdout).into_owned()
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
            Block::Space { .. } | Block::Break | Block::Contents { .. } => {}
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

/// A word as poppler finds it, in points from the top left.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
    pub(crate) text: String,
}

/// A page as poppler finds it.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) words: Vec<Word>,
}

/// The pages with the boxes of their words.
pub(crate) fn boxes(name: &str, bytes: &[u8]) -> Vec<Sheet> {
    let text = run("pdftotext", &["-bbox-layout", "-enc", "UTF-8"], name, bytes);
    // Its head names a DTD on the web; the pages are what is wanted.
    let start = text.find("<doc>").unwrap();
    let end = text.find("</doc>").unwrap() + "</doc>".len();
    let xml = roxmltree::Document::parse(&text[start..end]).unwrap();
    let number = |node: roxmltree::Node<'_, '_>, key: &str| -> f64 {
        node.attribute(key).unwrap().parse().unwrap()
    };
    let pages = xml.descendants().filter(|node| node.has_tag_name("page"));
    pages
        .map(|page| Sheet {
            width: number(page, "width"),
            height: number(page, "height"),
            words: page
                .descendants()
                .filter(|node| node.has_tag_name("word"))
                .map(|word| Word {
                    left: number(word, "xMin"),
                    top: number(word, "yMin"),
                    right: number(word, "xMax"),
                    bottom: number(word, "yMax"),
                    text: word.text().unwrap_or_default().to_owned(),
                })
                .collect(),
        })
        .collect()
}
