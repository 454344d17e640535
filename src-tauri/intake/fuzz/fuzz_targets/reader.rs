//! Bytes to neutral cells, every format by its signature. A first byte from
//! 0xF0 on puts the rest into one part of a zip, because no fuzzer finds its
//! way through checksums.
//!
//! Whatever the bytes are, the answer is cells in order and within the limits,
//! or a refusal.

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use ruku_intake::raw::look::read_look;
use ruku_intake::raw::{Limits, read_workbook};
use ruku_intake::workbook::{Content, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The parts that the first byte selects.
const PARTS: [&str; 13] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "docProps/custom.xml",
    "content.xml",
    "_rels/.rels",
    "xl/workbook.bin",
    "xl/_rels/workbook.bin.rels",
    "xl/worksheets/sheet1.bin",
    "xl/sharedStrings.bin",
    "xl/styles.bin",
];

const FIRST_PART: u8 = 0xF0;

const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>44742</v></c></row></sheetData></worksheet>"#;
const TEXTS: &str = "<sst><si><t>企业名称</t></si></sst>";
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>"#;
const BOOK: &str =
    r#"<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="a/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// One sheet, named S, that the relation R leads to.
const BINARY_BOOK: &[u8] = b"\x9c\x01\x14\0\0\0\0\x01\0\0\0\x01\0\0\0R\0\x01\0\0\0S\0";
const BINARY_RELATIONS: &[u8] = br#"<Relationships><Relationship Id="R" Type="a/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="T" Type="a/sharedStrings" Target="sharedStrings.bin"/><Relationship Id="Y" Type="a/styles" Target="styles.bin"/></Relationships>"#;

fn limits() -> Limits {
    Limits {
        rows_max: 20_000,
        columns_max: 256,
        cells_max: 50_000,
        text_bytes_max: 16 << 20,
        part_bytes_max: 16 << 20,
        total_bytes_max: 32 << 20,
        ..Limits::default()
    }
}

fuzz_target!(|data: &[u8]| {
    let place = data.first().and_then(|first| first.checked_sub(FIRST_PART));
    let part = place.and_then(|place| PARTS.get(usize::from(place)));
    let zipped = part.map(|name| zipped(name, &data[1..]));
    let bytes = zipped.as_deref().unwrap_or(data);
    // The look is read from the same bytes and refuses nothing.
    let _ = read_look(bytes, &limits());
    if let Ok(book) = read_workbook(bytes, &limits()) {
        check(&book);
    }
});

fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let usual: &[(&str, &[u8])] = if name == "content.xml" {
        &[("mimetype", b"")]
    } else if name.contains(".bin") {
        &[(PARTS[8], BINARY_BOOK), (PARTS[9], BINARY_RELATIONS)]
    } else {
        &[
            (PARTS[0], SHEET.as_bytes()),
            (PARTS[1], TEXTS.as_bytes()),
            (PARTS[2], STYLES.as_bytes()),
            (PARTS[3], BOOK.as_bytes()),
            (PARTS[4], RELATIONS.as_bytes()),
        ]
    };
    let mut put = |name: &str, content: &[u8]| {
        zip.start_file(name, stored)
            .and_then(|()| Ok(zip.write_all(content)?))
            .expect("memory can be written to");
    };
    for (other, content) in usual.iter().filter(|(other, _)| *other != name) {
        put(other, content);
    }
    put(name, content);
    zip.finish().expect("memory can be written to").into_inner()
}

fn check(book: &Workbook) {
    let limits = limits();
    for sheet in &book.sheets {
        for pair in sheet.cells.windows(2) {
            assert!(
                (pair[0].row, pair[0].col) < (pair[1].row, pair[1].col),
                "cells stand in order, each place once"
            );
        }
        for cell in &sheet.cells {
            assert!(cell.row < limits.rows_max && cell.col < limits.columns_max);
            if let Content::Number(number) | Content::Date(number) = cell.content {
                assert!(number.is_finite(), "a number is one");
            }
        }
        for cell in sheet.cells.iter().take(200) {
            let _ = book.shown(sheet, cell);
        }
    }
}
