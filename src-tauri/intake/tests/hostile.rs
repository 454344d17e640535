//! Hostile and damaged files: each ends as cells or as a refusal with its
//! sentence, within the limits, and never takes the caller with it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::io::{Cursor, Write};

use ruku_intake::context::HeaderMemory;
use ruku_intake::raw::Limits;
use ruku_intake::reader::{ReadError, Reader};
use ruku_intake::sentence;
use ruku_intake::workbook::{Content, Sheet, Workbook};
use ruku_model::finding::RefusalCode;
use support::drawing::{CAPTION, CODE, TITLE, read_with, sheet as drawn};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn reader() -> Reader {
    let limits = Limits {
        part_bytes_max: 8 << 20,
        total_bytes_max: 12 << 20,
        cells_max: 200_000,
        ..Limits::default()
    };
    Reader {
        limits,
        ..support::reader()
    }
}

fn code(answer: Result<Workbook, ReadError>) -> Option<RefusalCode> {
    match answer {
        Ok(_) => None,
        Err(ReadError::Refused(refusal)) => Some(refusal.code),
        Err(ReadError::Missing(missing)) => panic!("{missing}"),
    }
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// A workbook of one sheet with these rows, and a table of strings.
fn xlsx(rows: &str, strings: Option<&str>) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let mut parts = vec![
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("xl/workbook.xml", BOOK.to_owned()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend(strings.map(|strings| ("xl/sharedStrings.xml", strings.to_owned())));
    zipped(&parts)
}

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn inline(cell: &str, text: &str) -> String {
    format!(r#"<c r="{cell}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}

#[test]
fn giant_claims_are_refused_before_they_cost_memory() {
    let corner = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let wide = r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#;
    let zeros = "0".repeat(20 << 20);
    let many = (1..=250_000).fold(String::new(), |mut rows, _| {
        rows.push_str("<c/>");
        rows
    });
    for (name, bytes, due) in [
        (
            "cells in opposite corners",
            xlsx(corner, None),
            RefusalCode::TooLarge,
        ),
        (
            "a cell in the last column",
            xlsx(wide, None),
            RefusalCode::TooLarge,
        ),
        (
            "a bomb of one part",
            xlsx(&zeros, None),
            RefusalCode::TooLarge,
        ),
        (
            "too many empty cells",
            xlsx(&format!("<row>{many}</row>"), None),
            RefusalCode::TooLarge,
        ),
    ] {
        assert_eq!(code(reader().read(&bytes)), Some(due), "{name}");
    }
}

/// A bomb that declares itself small: the archive gives no more than it says.
#[test]
fn a_part_larger_than_it_declares_is_damage() {
    let mut bytes = xlsx(&" ".repeat(20 << 20), None);
    let small = 1000_u32.to_le_bytes();
    for (mark, offset) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let places: Vec<usize> = (0..bytes.len() - 4)
            .filter(|at| bytes[*at..].starts_with(mark))
            .collect();
        for at in places {
            let size = bytes[at + offset..at + offset + 4].try_into().unwrap();
            if u32::from_le_bytes(size) > 1000 {
                bytes[at + offset..at + offset + 4].copy_from_slice(&small);
            }
        }
    }
    assert_eq!(
        code(reader().read(&bytes)),
        Some(RefusalCode::CutShort),
        "it is refused"
    );
}

#[test]
fn claims_without_substance_do_no_harm() {
    let far = r#"<row r="1" spans="1:16384"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>"#;
    let book = reader().read(&xlsx(far, None)).unwrap();
    assert_eq!(
        book.sheets[0].cells.len(),
        1,
        "an empty cell far out is no cell"
    );
    let strings = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>"#;
    let row = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    let book = reader().read(&xlsx(row, Some(strings))).unwrap();
    assert_eq!(
        book.sheets[0].cells[0].content.raw(),
        "a",
        "a lying count of texts reserves nothing"
    );
}

/// One cell that makes no sense takes none of the others with it.
#[test]
fn odd_cells_do_not_lose_the_sheet() {
    let rows = r#"<row r="3"><c r="A3"><v>1</v></c><c r="A0"><v>2</v></c><c r="?"><v>3</v></c><c r="E3" t="zz"><v>4</v></c><c r="F3" t="s"><v>9</v></c><c r="G3"><v>x1</v></c></row><row><c><v>5</v></c></row><row r="2"><c r="B2"><v>6</v></c><c r="B2"><v>7</v></c></row>"#;
    let book = reader().read(&xlsx(rows, None)).unwrap();
    let found: Vec<(String, Content)> = book.sheets[0]
        .cells
        .iter()
        .map(|cell| {
            let name = ruku_intake::workbook::cell_name(cell.row, cell.col);
            (name, cell.content.clone())
        })
        .collect();
    let due: Vec<(String, Content)> = [
        ("B2", Content::Number(7.0)),
        ("A3", Content::Number(1.0)),
        ("B3", Content::Number(2.0)),
        ("C3", Content::Number(3.0)),
        ("E3", Content::Text("4".into())),
        ("F3", Content::Error("#REF!".into())),
        ("G3", Content::Text("x1".into())),
        ("A4", Content::Number(5.0)),
    ]
    .map(|(name, content)| (name.to_owned(), content))
    .into();
    assert_eq!(
        found, due,
        "cells without a sound address stand by their order, odd content is text"
    );
}

#[test]
fn an_empty_text_is_the_result_of_a_formula() {
    let rows = r#"<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c></row>"#;
    let book = reader().read(&xlsx(rows, None)).unwrap();
    let found: Vec<(u32, Content)> = book.sheets[0]
        .cells
        .iter()
        .map(|cell| (cell.col, cell.content.clone()))
        .collect();
    assert_eq!(
        found,
        [(1, Content::Uncalculated), (2, Content::Number(2.0))],
        "only a formula without any result was not calculated"
    );
}

#[test]
fn damaged_files_are_refused_with_a_reason() {
    let whole = xlsx(&format!("<row>{}</row>", inline("A1", "x")), None);
    let mut flipped = whole.clone();
    let end = flipped.len() - 10;
    flipped[end] ^= 0xff;
    let noise: Vec<u8> = (0..4096_u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    for (name, bytes, due) in [
        (
            "half a file",
            whole[..whole.len() / 2].to_vec(),
            RefusalCode::CutShort,
        ),
        ("no bytes", Vec::new(), RefusalCode::EmptyFile),
        ("noise", noise, RefusalCode::NotWorkbook),
        (
            "an OLE header and nothing else",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            RefusalCode::CutShort,
        ),
        ("a PDF", b"%PDF-1.7\n".to_vec(), RefusalCode::Scan),
        (
            "a zip of something else",
            zipped(&[("a.txt", "a".to_owned())]),
            RefusalCode::NotWorkbook,
        ),
    ] {
        assert_eq!(code(reader().read(&bytes)), Some(due), "{name}");
    }
    // A flipped byte in the directory may or may not matter; it may not crash.
    let _ = code(reader().read(&flipped));
}

#[test]
fn every_refusal_has_its_own_sentence() {
    let mut sentences: Vec<String> = RefusalCode::ALL
        .iter()
        .map(|code| sentence::refusal(*code, ""))
        .collect();
    assert!(
        sentences.iter().all(|text| text.ends_with('。')),
        "each is a whole sentence"
    );
    let count = sentences.len();
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), count, "no two reasons read the same");
}

#[test]
fn odd_text_is_only_data() {
    let long = "长".repeat(100_000);
    let rows = format!(
        "<row>{}{}{}{}</row>",
        inline("A1", "=cmd|'/c calc'!A0"),
        inline("B1", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        inline("C1", &long),
        inline("D1", "a_x000B_b"),
    );
    let book = reader().read(&xlsx(&rows, None)).unwrap();
    let texts: Vec<String> = book.sheets[0]
        .cells
        .iter()
        .map(|cell| cell.content.raw().into_owned())
        .collect();
    assert_eq!(
        texts[0], "=cmd|'/c calc'!A0",
        "a formula in a text stays a text"
    );
    assert_eq!(texts[1], "<script>alert(1)</script>", "markup stays a text");
    assert_eq!(texts[2].chars().count(), 100_000, "nothing is cut off");
    assert_eq!(
        texts[3], "a\u{b}b",
        "escaped control characters are what they stand for"
    );
    assert!(
        matches!(book.sheets[0].cells[0].content, Content::Text(_)),
        "the first cell is text: {:?}",
        book.sheets[0].cells[0]
    );
}

#[test]
fn entities_are_not_followed() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c r="A1" t="inlineStr"><is><t>&b;&x;</t></is></c></row></sheetData></worksheet>"#;
    let bytes = zipped(&[
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("xl/workbook.xml", BOOK.to_owned()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.to_owned()),
        ("xl/worksheets/sheet1.xml", bomb.to_owned()),
    ]);
    match reader().read(&bytes) {
        Ok(book) => {
            let text: String = book
                .sheets
                .iter()
                .flat_map(|sheet| &sheet.cells)
                .map(|cell| cell.content.raw())
                .collect();
            assert!(
                !text.contains("root:") && text.len() < 100,
                "nothing was expanded: {text}"
            );
        }
        Err(ReadError::Refused(refusal)) => {
            assert_eq!(refusal.code, RefusalCode::CutShort, "refused as damaged");
        }
        Err(ReadError::Missing(missing)) => panic!("{missing}"),
    }
}

/// The sound `.xls` files of the fixtures with bytes changed all over: BIFF
/// parsers panic and allocate wildly on such files.
#[test]
fn flipped_bytes_end_as_cells_or_refusals() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/returns");
    let sound: Vec<Vec<u8>> = support::files_under(&folder)
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "xls"))
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert!(sound.len() >= 3, "there are .xls fixtures to damage");
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for round in 0..60 {
        let mut bytes = sound[round % sound.len()].clone();
        for _ in 0..8 {
            let at = usize::try_from(next() % bytes.len() as u64).unwrap();
            bytes[at] = u8::try_from(next() & 0xff).unwrap();
        }
        // Whatever it is, it comes back as an answer.
        let _ = code(reader().read(&bytes));
    }
}

#[cfg(unix)]
mod processes {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn program(folder: &std::path::Path, body: &str) -> Reader {
        let path = folder.join("reader");
        std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Reader {
            limits: Limits {
                wall_seconds_max: 1,
                ..Limits::default()
            },
            ..Reader::new(path)
        }
    }

    #[test]
    fn a_hang_and_a_crash_become_refusals() {
        let folder = tempfile::tempdir().unwrap();
        for (body, due) in [
            ("while :; do :; done", RefusalCode::ReaderTimeout),
            ("kill -9 $$", RefusalCode::ReaderCrashed),
            ("exit 101", RefusalCode::ReaderCrashed),
            ("echo nonsense", RefusalCode::ReaderCrashed),
        ] {
            let answer = program(folder.path(), body).read(b"PK\x03\x04");
            assert_eq!(code(answer), Some(due), "{body}");
        }
    }

    #[test]
    fn memory_is_limited() {
        let mut reader = reader();
        reader.limits.memory_bytes_max = 64 << 20;
        let page = format!("<table><tr><td>{}</td></tr></table>", "a".repeat(40 << 20));
        let answer = reader.read(page.as_bytes());
        assert_eq!(
            code(answer),
            Some(RefusalCode::ReaderCrashed),
            "the child alone dies of it"
        );
    }

    #[test]
    fn a_missing_reader_is_no_fault_of_the_file() {
        let answer = Reader::new("/nowhere/ruku-reader").read(b"PK\x03\x04");
        assert!(
            matches!(answer, Err(ReadError::Missing(_))),
            "it is told apart"
        );
    }
}

/// Each place of a merged area is kept, so that all of them have a limit.
#[test]
fn merged_areas_have_a_limit_together() {
    let sheet = |count: u32| {
        let areas: String = (0..count)
            .map(|at| {
                format!(
                    r#"<mergeCell ref="A{}:T{}"/>"#,
                    1 + at * 1000,
                    (at + 1) * 1000
                )
            })
            .collect();
        let cell = format!("<row>{}</row>", inline("A1", "甲"));
        let end = format!("</sheetData><mergeCells>{areas}</mergeCells><sheetData>");
        xlsx(&format!("{cell}{end}"), None)
    };
    let book = reader().read(&sheet(150)).unwrap();
    assert_eq!(book.sheets[0].merges.len(), 150, "three million places");
    assert_eq!(
        code(reader().read(&sheet(250))),
        Some(RefusalCode::TooLarge),
        "five million"
    );
}

/// A line costs a file a few bytes and the desk a whole sheet.
#[test]
fn sheets_have_a_limit_in_every_format() {
    let xml = |count: usize| {
        let sheets = r#"<Worksheet ss:Name="a"/>"#.repeat(count);
        format!(
            r#"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">{sheets}</Workbook>"#
        )
    };
    let flat = |count: usize| {
        let sheets = r#"<table:table table:name="a"/>"#.repeat(count);
        format!(
            r#"<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document>"#
        )
    };
    // A stream without a list of sheets, and each begins and ends at once.
    let stream = |count: usize| b"\x09\x08\x08\0\0\x05\x10\0\0\0\0\0\x0a\0\0\0".repeat(count);
    for (name, file) in [
        (
            "XML 2003",
            &(|count| xml(count).into_bytes()) as &dyn Fn(usize) -> Vec<u8>,
        ),
        ("OpenDocument", &|count| flat(count).into_bytes()),
        ("BIFF", &stream),
    ] {
        let book = reader().read(&file(2_000)).unwrap();
        assert_eq!(book.sheets.len(), 2_000, "{name}: as many as that");
        assert_eq!(
            code(reader().read(&file(2_001))),
            Some(RefusalCode::TooLarge),
            "{name}: and no more"
        );
    }
}

/// Each unknown column is a fact of its own, and facts are told by small numbers.
#[test]
fn lists_beside_lists_have_a_limit_together() {
    let sheets = |count: usize| -> Vec<Sheet> {
        let sheet = |at: usize| {
            let unknown: String = (0..240).map(|col| format!("|栏{at}之{col}")).collect();
            let drawing = format!(
                "TITLE
                 CAPTION
                 序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资{unknown}
                 1|甲有限公司|CODE|窑炉上云{at}|上云上平台|2022.6.30|320"
            )
            .replace("TITLE", TITLE)
            .replace("CAPTION", CAPTION)
            .replace("CODE", CODE);
            drawn(&format!("表{at}"), &drawing)
        };
        (0..count).map(sheet).collect()
    };
    let file = read_with(HeaderMemory::NONE, sheets(20));
    assert_eq!(file.rows.len(), 20, "{}", file.message);
    let file = read_with(HeaderMemory::NONE, sheets(300));
    assert_eq!(file.code, Some(RefusalCode::TooLarge), "{}", file.message);
}
