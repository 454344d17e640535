//! What stands in the containers of workbooks: OLE storages, zips, and streams
//! whose records come from several versions.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::io::{Cursor, Write};

use ruku_intake::cell::{Look, amount, date};
use ruku_intake::raw::look::read_look;
use ruku_intake::raw::{Limits, Refusal, read_workbook};
use ruku_intake::workbook::{Workbook, cell_name};
use ruku_model::date::PartialDate;
use ruku_model::fact::FactValue;
use ruku_model::finding::RefusalCode;
use ruku_model::money::Money;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SECTOR: usize = 512;
const FREE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;
const FAT: u32 = 0xFFFF_FFFD;

/// An entry of a container's directory: its name, its kind (1 a storage, 2 a
/// stream, 5 the root), the places of its neighbour and of the first thing in
/// it, and its bytes.
struct Entry<'a> {
    name: &'a str,
    kind: u8,
    next: u32,
    child: u32,
    bytes: Vec<u8>,
}

fn entry(name: &str, kind: u8, next: u32, child: u32, bytes: Vec<u8>) -> Entry<'_> {
    Entry {
        name,
        kind,
        next,
        child,
        bytes,
    }
}

/// A container of up to four entries: its tables in the first two sectors, the
/// streams behind them. Streams are padded so that none is a small one.
fn container(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut fat = vec![FAT, END];
    let mut directory = Vec::new();
    let mut streams: Vec<u8> = Vec::new();
    for entry in entries {
        let start = u32::try_from(fat.len()).unwrap();
        let mut bytes = entry.bytes.clone();
        if !bytes.is_empty() {
            bytes.resize(bytes.len().max(4096).next_multiple_of(SECTOR), 0);
        }
        let sectors = u32::try_from(bytes.len() / SECTOR).unwrap();
        fat.extend((1..=sectors).map(|at| if at == sectors { END } else { start + at }));
        streams.extend(&bytes);
        let mut record = vec![0_u8; 128];
        let name: Vec<u8> = entry
            .name
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        record[..name.len()].copy_from_slice(&name);
        let mut put = |at: usize, value: u32| {
            record[at..at + 4].copy_from_slice(&value.to_le_bytes());
        };
        put(68, FREE);
        put(72, entry.next);
        put(76, entry.child);
        put(116, if sectors == 0 { END } else { start });
        put(120, u32::try_from(bytes.len()).unwrap());
        record[64] = u8::try_from(name.len() + 2).unwrap();
        record[66] = entry.kind;
        directory.extend(record);
    }
    fat.resize(SECTOR / 4, FREE);
    directory.resize(SECTOR, 0);
    let mut file = vec![0_u8; SECTOR];
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    file[30] = 9;
    for (at, value) in [(48, 1), (60, END), (68, END), (76, 0)] {
        file[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
    }
    file[80..].fill(0xFF);
    file.extend(fat.iter().flat_map(|sector| sector.to_le_bytes()));
    file.extend(directory);
    file.extend(streams);
    file
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A BIFF8 stream of one sheet with one text in A1.
fn stream(text: &str) -> Vec<u8> {
    let globals = [
        record(0x0809, b"\x00\x06\x05\x00\0\0\0\0\0\0\0\0\0\0\0\0"),
        record(0x0085, b"\x25\0\0\0\0\0\x01\0S"),
        record(0x000A, b""),
    ]
    .concat();
    assert_eq!(globals.len(), 0x25, "the sheet begins where it is said");
    let length = u8::try_from(text.len()).unwrap();
    let label = [&[0, 0, 0, 0, 0, 0, length, 0, 0], text.as_bytes()].concat();
    let sheet = [
        record(0x0809, b"\x00\x06\x10\x00\0\0\0\0\0\0\0\0\0\0\0\0"),
        record(0x0204, &label),
        record(0x000A, b""),
    ]
    .concat();
    [globals, sheet].concat()
}

fn read(bytes: &[u8]) -> Result<Workbook, Refusal> {
    read_workbook(bytes, &Limits::default())
}

fn cells(bytes: &[u8]) -> Vec<String> {
    let book = read(bytes).unwrap();
    let cells = book.sheets.iter().flat_map(|sheet| &sheet.cells);
    cells
        .map(|cell| format!("{} {}", cell_name(cell.row, cell.col), cell.content.raw()))
        .collect()
}

#[test]
fn a_workbook_inside_the_workbook_is_not_taken_for_it() {
    let inner = entry("Workbook", 2, FREE, FREE, stream("inner"));
    let own = |name| entry(name, 2, FREE, FREE, stream("own"));
    for name in ["Workbook", "Book"] {
        let file = container(&[
            entry("Root Entry", 5, FREE, 2, Vec::new()),
            entry("Workbook", 2, FREE, FREE, inner.bytes.clone()),
            entry("MBD00001", 1, 3, 1, Vec::new()),
            own(name),
        ]);
        assert_eq!(
            cells(&file),
            ["A1 own"],
            "{name}: the document's own stream"
        );
    }
    let letter = container(&[
        entry("Root Entry", 5, FREE, 2, Vec::new()),
        inner,
        entry("ObjectPool", 1, 3, 1, Vec::new()),
        entry("WordDocument", 2, FREE, FREE, vec![1]),
    ]);
    let refused = read(&letter).expect_err("a letter with a table in it");
    assert_eq!(refused.code, RefusalCode::NotWorkbook, "is a letter");
}

#[test]
fn a_directory_without_its_tree_still_gives_the_stream() {
    let file = container(&[
        entry("Root Entry", 5, FREE, 77, Vec::new()),
        entry("Workbook", 2, FREE, FREE, stream("own")),
    ]);
    assert_eq!(cells(&file), ["A1 own"], "found by its name");
}

#[test]
fn records_of_other_versions_are_read_as_what_they_are() {
    let number = 1.5_f64.to_le_bytes();
    for (name, begin) in [
        ("BIFF2", record(0x0009, b"\x02\0\x10\0")),
        ("BIFF5", record(0x0809, b"\0\x05\x10\0\0\0")),
    ] {
        let sheet = [
            begin,
            record(0x0004, b"\0\0\0\0\0\0\0\x03old"),
            record(0x0204, b"\x01\0\0\0\0\0\x03\0new"),
            record(0x0003, &[&b"\x02\0\0\0\0\0\0"[..], &number].concat()),
            record(0x0203, &[&b"\x03\0\0\0\0\0"[..], &number].concat()),
            record(0x0002, b"\x04\0\0\0\0\0\0\x07\0"),
            record(0x000A, b""),
        ]
        .concat();
        assert_eq!(
            cells(&sheet),
            ["A1 old", "A2 new", "A3 1.5", "A4 1.5", "A5 7"],
            "{name}: none is lost"
        );
    }
}

#[test]
fn a_broken_workbook_is_no_archive() {
    let zipped = |parts: &[&str]| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for part in parts {
            zip.start_file(*part, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"<a/>").unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    for (parts, code) in [
        (&[][..], RefusalCode::CutShort),
        (&["xl/worksheets/sheet1.xml"], RefusalCode::CutShort),
        (&["mimetype", "styles.xml"], RefusalCode::CutShort),
        (&["仁化县.xlsx"], RefusalCode::NotWorkbook),
    ] {
        let refused = read(&zipped(parts)).expect_err("no workbook");
        assert_eq!(refused.code, code, "{parts:?}: unpacking it would not help");
    }
}

/// An OpenDocument spreadsheet of these styles and these rows.
fn ods(styles: &str, table: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name=\"S\">{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let usual = r#"<office:document-styles><office:styles><number:number-style style:name="N1"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1"/><number:text>万元</number:text></number:number-style></office:styles></office:document-styles>"#;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (part, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("styles.xml", usual),
        ("content.xml", &content),
    ] {
        zip.start_file(part, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn number_formats_written_as_elements_say_unit_and_month() {
    let styles = r#"<number:date-style style:name="N2"><number:year number:style="long"/><number:text>年</number:text><number:month/><number:text>月</number:text></number:date-style>
        <style:style style:name="wan" style:family="table-cell" style:data-style-name="N1"/>
        <style:style style:name="month" style:family="table-cell" style:data-style-name="N2"/>"#;
    let table = r#"<table:table-column/><table:table-column table:default-cell-style-name="wan" table:number-columns-repeated="2"/>
        <table:table-row><table:table-cell table:style-name="month" office:value-type="date" office:date-value="2022-06-01"><text:p>2022年6月</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="320"><text:p>320.00万元</text:p></table:table-cell>
        <table:table-cell table:style-name="month" office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>
        <table:table-row table:default-cell-style-name="wan"><table:table-cell office:value-type="float" office:value="8"><text:p>8.00万元</text:p></table:table-cell></table:table-row>"#;
    let bytes = ods(styles, table);
    let book = read(&bytes).unwrap();
    let cells = &book.sheets[0].cells;
    let formats: Vec<&str> = cells.iter().map(|cell| book.format_of(cell)).collect();
    let (wan, month) = ("0.00\"万元\"", "yyyy\"年\"m\"月\"");
    assert_eq!(
        formats,
        [month, wan, month, "", wan],
        "own, column's, own, none, row's"
    );
    let look = |at: usize| Look {
        content: &cells[at].content,
        format: Some(book.format_of(&cells[at])),
        date_1904: false,
    };
    assert_eq!(
        amount::read(look(1), None).value(),
        Some(&FactValue::Money(Money::from_fen(320_000_000))),
        "its own unit, though no header says one"
    );
    assert_eq!(
        date::read(look(0)).value(),
        Some(&FactValue::Date(PartialDate::month(2022, 6).unwrap())),
        "the day was never said"
    );
    let look = read_look(&bytes, &Limits::default()).unwrap();
    let kept: Vec<&str> = look
        .styles
        .iter()
        .map(|one| one.number_format.as_str())
        .collect();
    assert_eq!(
        kept,
        [wan, month],
        "a reply shows the figures in the same way"
    );
}

#[test]
fn a_protected_workbook_opens_as_it_does_for_its_sender() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let sample = |name: &str| std::fs::read(folder.join(name)).unwrap();
    for name in ["protected-rc4.biff", "protected-cryptoapi.biff"] {
        let found = cells(&sample(name));
        assert_eq!(found.len(), 80, "{name}: every cell, over several blocks");
        assert_eq!(found[0], "A1 第1行的企业名称", "{name}: the first text");
        assert_eq!(found[79], "B40 39.5", "{name}: the last number");
        assert!(
            read_look(&sample(name), &Limits::default()).is_some(),
            "{name}: and its look"
        );
    }
    let refused = read(&sample("password-rc4.biff")).expect_err("a password of its own");
    assert_eq!(
        refused.code,
        RefusalCode::Encrypted,
        "is the sender's to take off"
    );
}

#[test]
fn a_cell_outside_every_row_has_a_look_and_no_end_of_rows() {
    let styles =
        r#"<style:style style:name="wan" style:family="table-cell" style:data-style-name="N1"/>"#;
    let table = r#"<table:table-cell table:style-name="wan" office:value-type="float" office:value="1"/><table:table-row/>"#;
    let look = read_look(&ods(styles, table), &Limits::default()).unwrap();
    assert_eq!(
        look.sheets[0].cells,
        [(0, 0, 0)],
        "one cell, in the first row"
    );
}
