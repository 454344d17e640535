//! Files that are no workbooks, by their bytes: each is named for what it is,
//! whatever its own name says.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::io::{Cursor, Write};

use ruku_intake::context::Context;
use ruku_intake::raw::Foreign;
use ruku_intake::read::read_return;
use ruku_intake::return_file::ReturnFile;
use ruku_intake::sentence;
use ruku_model::finding::RefusalCode;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn read(name: &str, bytes: &[u8]) -> ReturnFile {
    let forms = support::forms();
    let regions = support::regions();
    let context = Context::new(&forms, &regions);
    let reader = support::reader();
    read_return(&reader, &context, name, bytes)
}

fn zipped(part: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(part, SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<a/>").unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn other_files_are_named_for_what_they_are() {
    for (bytes, words) in [
        (b"%PDF-1.7\n".to_vec(), "PDF文件"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "图片"),
        (b"BM\x36\0\0\0".to_vec(), "图片"),
        (b"{\\rtf1 a}".to_vec(), "文字文档"),
        (b"Rar!\x1a\x07\0".to_vec(), "压缩包"),
        (b"7z\xbc\xaf\x27\x1c\0".to_vec(), "压缩包"),
        (b"\x1f\x8b\x08\0".to_vec(), "压缩包"),
        (b"MZ\x90\0\x03\0".to_vec(), "程序"),
        (zipped("word/document.xml"), "文字文档"),
        (zipped("ppt/presentation.xml"), "演示文稿"),
        (zipped("OFD.xml"), "OFD"),
        (zipped("Index/Document.iwa"), "Numbers"),
        (zipped("仁化县.xlsx"), "请先解压"),
        (
            b"<html><body><p>x</p></body></html>".to_vec(),
            "没有表格的网页",
        ),
        ("会议通知".into(), "纯文本"),
    ] {
        for name in ["仁化县.xlsx", "仁化县.xls"] {
            let file = read(name, &bytes);
            assert!(
                file.message.contains(words) && file.message.ends_with('。'),
                "{words}: {}",
                file.message
            );
            assert!(file.rows.is_empty(), "nothing is read from it");
        }
    }
}

#[test]
fn a_lock_file_is_known_by_its_name_or_its_bytes() {
    let mut lock = vec![4_u8];
    lock.extend(b"wang");
    lock.resize(55, b' ');
    lock.extend([4, 0]);
    lock.extend("wang".encode_utf16().flat_map(u16::to_le_bytes));
    lock.resize(165, b' ');
    for (name, bytes) in [("~$仁化县.xlsx", &b"PK"[..]), ("仁化县.xlsx", &lock)] {
        let file = read(name, bytes);
        assert_eq!(file.code, Some(RefusalCode::LockFile), "{}", file.message);
    }
}

#[test]
fn what_is_cut_short_or_empty_says_so() {
    let whole = zipped("xl/workbook.xml");
    for (bytes, due) in [
        (&whole[..whole.len() / 2], RefusalCode::CutShort),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
            RefusalCode::CutShort,
        ),
        (b"\x09\x08\x10\0\0\x06\x05\0", RefusalCode::CutShort),
        (b"", RefusalCode::EmptyFile),
    ] {
        let file = read("仁化县.xls", bytes);
        assert_eq!(file.code, Some(due), "{}", file.message);
    }
}

#[test]
fn every_kind_has_its_own_sentence() {
    let mut sentences: Vec<String> = Foreign::ALL
        .iter()
        .map(|what| sentence::foreign(*what))
        .collect();
    let count = sentences.len();
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), count, "no two kinds read the same");
}
