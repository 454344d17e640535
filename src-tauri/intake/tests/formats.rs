//! The same return in every format says the same.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::path::Path;

use ruku_intake::context::Context;
use ruku_intake::read::read_return;
use ruku_intake::return_file::ReturnFile;
use ruku_model::finding::{FindingKind, RefusalCode, Severity, Verdict};

const RENHUA: &str = "仁化县2022年入库项目储备汇总表.xlsx";

fn read(name: &str, bytes: &[u8]) -> ReturnFile {
    let forms = support::pack_forms();
    let regions = support::regions();
    let expected = support::form_id("shaoguan-2022", &forms);
    let context = Context {
        expected: Some(&expected),
        ..Context::new(&forms, &regions)
    };
    read_return(&support::reader(), &context, name, bytes)
}

fn fixture(name: &str) -> ReturnFile {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/returns/shaoguan-2022");
    read(name, &std::fs::read(folder.join(name)).unwrap())
}

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    std::fs::read(folder.join(name)).unwrap()
}

fn severe(file: &ReturnFile) -> Vec<(FindingKind, Option<u32>)> {
    file.findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Question)
        .map(|finding| (finding.kind, finding.row))
        .collect()
}

#[test]
fn opendocument_says_what_the_original_says() {
    for (original, copy) in [
        (RENHUA, "renhua.ods"),
        ("附件2武江区汇总表（盖章版）.xlsx", "wujiang.ods"),
        ("浈江区.xls", "zhenjiang.ods"),
    ] {
        let due = fixture(original);
        let found = read(copy, &sample(copy));
        assert_eq!(found.verdict, due.verdict, "{copy}: {}", found.message);
        assert_eq!(
            support::values(&found),
            support::values(&due),
            "{copy}: the values are the original's"
        );
        assert_eq!(
            severe(&found),
            severe(&due),
            "{copy}: so are errors and questions"
        );
        assert_eq!(
            found.totals.len(),
            due.totals.len(),
            "{copy}: and the totals"
        );
    }
}

#[test]
fn csv_in_every_encoding_says_what_the_original_says() {
    let due = support::values(&fixture(RENHUA));
    let text = String::from_utf8(sample("renhua.csv")).unwrap();
    let gb18030 = encoding_rs::GB18030.encode(&text).0.into_owned();
    let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let unmarked = utf16[2..].to_vec();
    let tabs = tab_separated(&text);
    for (name, bytes) in [
        ("仁化县.csv", text.clone().into_bytes()),
        (
            "仁化县带签名.csv",
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        ),
        ("仁化县gb.csv", gb18030),
        ("仁化县gbk.xls", gbk),
        ("仁化县utf16.txt", utf16),
        ("仁化县utf16无签名.txt", unmarked),
        ("仁化县tab.xls", tabs.into_bytes()),
    ] {
        let found = read(name, &bytes);
        assert_eq!(found.verdict, Verdict::Import, "{name}: {}", found.message);
        assert!(
            found.message.contains("文本文件"),
            "{name}: the sentence says what it is"
        );
        assert_eq!(
            support::values(&found),
            due,
            "{name}: the values are the original's"
        );
    }
}

/// The csv with tabs for its commas outside quotes.
fn tab_separated(text: &str) -> String {
    let mut quoted = false;
    text.chars()
        .map(|ch| {
            quoted ^= ch == '"';
            if ch == ',' && !quoted { '\t' } else { ch }
        })
        .collect()
}

#[test]
fn a_page_named_xls_says_what_the_original_says() {
    let found = read("仁化县.xls", &sample("renhua.html"));
    assert_eq!(found.verdict, Verdict::Import, "{}", found.message);
    assert!(
        found.message.contains("网页文件"),
        "the sentence says what it is"
    );
    assert_eq!(
        support::values(&found),
        support::values(&fixture(RENHUA)),
        "the values are the original's"
    );
}

#[test]
fn some_text_is_no_return() {
    for (name, text) in [
        ("a.csv", "姓名,电话\n某,1\n"),
        ("b.txt", "会议通知，请准时参加。\n地点：三楼\n"),
        (
            "c.xls",
            "<html><body><p>请登录</p><table><tr><td>用户名</td></tr></table></body></html>",
        ),
    ] {
        let found = read(name, text.as_bytes());
        assert_eq!(
            found.code,
            Some(RefusalCode::NotWorkbook),
            "{name}: {}",
            found.message
        );
    }
}
