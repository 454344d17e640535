//! One file per form, and batches.

use ruku_papers::document::Document;
use ruku_papers::error::PaperError;
use ruku_papers::fonts::Fonts;
use ruku_papers::layout::lay_out;
use ruku_papers::print::{Batch, PrintOptions, batch, single};
use serde_json::Value;

use crate::data::{Filled, RARE, assets, data, document, fonts, options};
use crate::poppler;

fn rows(count: usize) -> String {
    let rows = (1..=count)
        .map(|n| format!("<tr><td>{n}</td><td>第{n}项内容</td></tr>"))
        .collect::<String>();
    format!(
        "<h2>清单</h2><table cols=\"20mm 1*\"><tr head=\"yes\"><th>序号</th><th>内容</th></tr>{rows}</table>"
    )
}

#[test]
fn a_long_table_repeats_its_head_and_loses_no_row() {
    let document = document(&rows(200), &data(Filled::Plain));
    let pdf = single(&document, fonts(), &options()).unwrap();
    let text = poppler::text("rows.pdf", &pdf.bytes);
    for n in 1..=200 {
        assert!(
            text.contains(&format!("{n}第{n}项内容")),
            "row {n} is printed"
        );
    }
    let heads = text.matches("序号内容").count();
    assert_eq!(heads, pdf.pages as usize, "every page has the head");
    assert_eq!(
        text.matches("（续表）").count() + 1,
        heads,
        "every page but the first says so"
    );
    assert!(
        text.contains(&format!("第{}页共{}页", pdf.pages, pdf.pages)),
        "pages are counted"
    );
}

/// Wherever the page ends: the totals are never alone under the repeated head.
#[test]
fn totals_go_on_with_a_row_they_are_of() {
    for count in 1..60 {
        let totals = "<tr><th>合计</th><td>甲</td></tr><tr><th>合计（大写）</th><td>乙</td></tr>";
        let blocks = rows(count).replace("</table>", &format!("{totals}</table>"));
        let document = document(&blocks, &data(Filled::Plain));
        let laid = lay_out(&document, fonts()).unwrap();
        let last = laid.pages.last().unwrap();
        let said: String = last.runs().map(|run| run.text()).collect();
        assert!(
            said.contains(&format!("第{count}项内容")) && said.contains("合计（大写）"),
            "{count} rows: {said}"
        );
    }
}

#[test]
fn a_row_taller_than_a_page_is_split() {
    let tall = "这一格写得很长，要占好几页。".repeat(400);
    let blocks = format!(
        "<table cols=\"20mm 1*\"><tr head=\"yes\"><th>项目</th><th>内容</th></tr><tr><td>一</td><td>{tall}</td></tr><tr><td>二</td><td>末行</td></tr></table>"
    );
    let pdf = single(
        &document(&blocks, &data(Filled::Plain)),
        fonts(),
        &options(),
    )
    .unwrap();
    let text = poppler::text("tall.pdf", &pdf.bytes);
    let count = text.matches('长').count();
    assert_eq!(count, 400, "no line of the tall cell is lost");
    assert!(
        pdf.pages > 2 && text.contains("末行"),
        "and the table goes on after it"
    );
}

#[test]
fn rare_characters_print_in_a_font_that_has_them() {
    let blocks = format!(
        "<p face=\"fang\">{RARE}日⽇</p><p face=\"hei\">{RARE}</p><p face=\"kai\">{RARE}</p>"
    );
    let pdf = single(
        &document(&blocks, &data(Filled::Plain)),
        fonts(),
        &options(),
    )
    .unwrap();
    let text = poppler::text("rare.pdf", &pdf.bytes);
    assert_eq!(text.matches(RARE).count(), 3, "in every face: {text}");
    assert!(text.contains('\u{65e5}'), "日 copies out as U+65E5");
}

#[test]
fn a_character_no_font_has_stops_the_print_with_its_place() {
    let mut data = data(Filled::Plain);
    data["facts"]["project_name"] = Value::from("项目\u{2A6D5}一号");
    let document = document(
        "<h2>项目基本情况表</h2><table cols=\"1* 1*\"><tr><th>项目名称</th><td><v>{{ facts.project_name }}</v></td></tr></table>",
        &data,
    );
    let error = single(&document, fonts(), &options()).unwrap_err();
    let sentence = error.chinese();
    for part in [
        "𪛕",
        "U+2A6D5",
        "项目基本情况表",
        "项目名称",
        "facts.project_name",
    ] {
        assert!(sentence.contains(part), "{part} is named: {sentence}");
    }
}

/// A list says in which rows its characters stand, all of them at once.
#[test]
fn every_row_with_a_character_no_font_has_is_named() {
    let mut data = data(Filled::Plain);
    data["data"]["rows"] = serde_json::json!([
        {"enterprise": "甲公司", "project": "一号"},
        {"enterprise": "𠮷野公司", "project": "二号"},
        {"enterprise": "丙公司", "project": "\u{2A6D5}三号"},
    ]);
    let blocks = "<h2>名单</h2><table cols=\"14mm 1* 1*\">\
        <tr head=\"yes\"><th>序号</th><th>单位名称</th><th>项目名称</th></tr>\
        {% for row in data.rows %}<tr><td>{{ loop.index }}</td><td><v>{{ row.enterprise }}</v></td>\
        <td><v>{{ row.project }}</v></td></tr>{% endfor %}</table>";
    let error = single(&document(blocks, &data), fonts(), &options()).unwrap_err();
    assert_eq!(
        error.chinese(),
        "“名单”表中第2行“单位名称”栏（row.enterprise）“𠮷野公司”里的“𠮷”（U+20BB7）字体中没有；\
         “名单”表中第3行“项目名称”栏（row.project）“𪛕三号”里的“𪛕”（U+2A6D5）字体中没有，未打印。\
         请先核对是不是录错的字；确需使用的，请在这台电脑上安装“宋体-ExtB”（中文版 Windows 自带，SimSun-ExtB）\
         或“花园明朝”（HanaMinB）（任一种），重新打开本软件后再打印。",
        "row, column, text, character and remedy"
    );
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let document = document(&rows(60), &data(Filled::Plain));
    let one = single(&document, fonts(), &options()).unwrap();
    let two = single(&document, fonts(), &options()).unwrap();
    assert!(one.bytes == two.bytes, "a reprint is the same file");
    let fresh = Fonts::load(&assets().join("fonts")).unwrap();
    let alone = single(&document, &fresh, &options()).unwrap();
    assert!(alone.bytes == one.bytes, "whatever was printed before it");
    let twice = || vec![Ok(document.clone()), Ok(document.clone())];
    let (one, two) = (book(twice(), &options()).1, book(twice(), &options()).1);
    assert!(one == two, "and so is a batch");
}

#[test]
fn a_single_file_asks_the_dialog_for_the_copies() {
    let document = document("<p>一页</p>", &data(Filled::Plain));
    let pdf = single(&document, fonts(), &options()).unwrap();
    let tree = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let catalog = tree.catalog().unwrap();
    let viewer = catalog
        .get(b"ViewerPreferences")
        .unwrap()
        .as_dict()
        .unwrap();
    assert_eq!(
        viewer.get(b"NumCopies").unwrap().as_i64().unwrap(),
        7,
        "一式七份"
    );
    assert_eq!(
        viewer.get(b"Duplex").unwrap().as_name().unwrap(),
        b"DuplexFlipLongEdge",
        "duplex"
    );
    assert_eq!(
        viewer.get(b"PrintScaling").unwrap().as_name().unwrap(),
        b"None",
        "true size"
    );
    assert_eq!(pdf.pages, 1, "one copy inside, no blank back");
}

#[test]
fn a_batch_holds_all_copies_each_on_a_fresh_sheet() {
    let one = |name: &str, rows_count: usize| {
        let mut data = data(Filled::Plain);
        data["enterprise"] = Value::from(name);
        Ok(document(&rows(rows_count), &data))
    };
    let documents = vec![one("甲公司", 3), one("乙公司", 60), one("丙公司", 100)];
    let options = PrintOptions {
        copies: Some(3),
        ..options()
    };
    let (batch, bytes) = book(documents, &options);
    let tree = lopdf::Document::load_mem(&bytes).unwrap();
    assert_eq!(batch.forms.len(), 3, "all are printed");
    assert_eq!(
        batch.length,
        u64::try_from(bytes.len()).unwrap(),
        "as long as said"
    );
    assert_eq!(
        batch.pages as usize,
        tree.get_pages().len(),
        "pages are counted with blank backs"
    );
    let viewer = tree
        .catalog()
        .unwrap()
        .get(b"ViewerPreferences")
        .unwrap()
        .as_dict()
        .unwrap();
    assert_eq!(
        viewer.get(b"NumCopies").unwrap().as_i64().unwrap(),
        1,
        "copies are inside"
    );
    let pages = poppler::run("pdftotext", &["-layout"], "batch.pdf", &bytes);
    let pages = pages.split('\u{c}').map(poppler::bare).collect::<Vec<_>>();
    let starts = pages
        .iter()
        .enumerate()
        .filter(|(_, text)| text.contains("第1页共"));
    let starts = starts.map(|(index, _)| index).collect::<Vec<_>>();
    assert_eq!(
        starts.len(),
        9,
        "three copies of three forms, numbered from 1 each"
    );
    assert!(
        starts.iter().all(|start| start % 2 == 0),
        "each on the front of a sheet: {starts:?}"
    );
    assert_eq!(pages[starts[0]], pages[starts[1]], "copies are identical");
    let outline = lopdf_titles(&tree);
    assert_eq!(outline.len(), 3, "one bookmark per form: {outline:?}");
}

/// A batch and its file.
fn book(documents: Vec<Result<Document, PaperError>>, options: &PrintOptions) -> (Batch, Vec<u8>) {
    let mut out = Vec::new();
    let batch = batch(documents, "汇编", fonts(), options, &mut out, &mut |_| {
        true
    })
    .unwrap();
    (batch, out)
}

#[test]
fn a_batch_goes_on_after_a_jam_with_the_same_pages() {
    let one = |name: &str, rows_count: usize| {
        let mut data = data(Filled::Plain);
        data["enterprise"] = Value::from(name);
        Ok(document(&rows(rows_count), &data))
    };
    let documents = || vec![one("甲公司", 3), one("乙公司", 60), one("丙公司", 100)];
    let all = PrintOptions {
        copies: Some(3),
        ..options()
    };
    let (whole, bytes) = book(documents(), &all);
    assert_eq!(whole.copies, 9, "three forms, three copies each");
    // The paper jammed in the sixth copy: the third of 乙公司.
    let rest = PrintOptions {
        from_copy: 6,
        ..all
    };
    let (rest, rest_bytes) = book(documents(), &rest);
    assert_eq!(rest.copies, 9, "copies are counted alike");
    let starts = rest
        .forms
        .iter()
        .map(|form| form.first_page)
        .collect::<Vec<_>>();
    assert_eq!(starts[0], 0, "甲公司 is done: {starts:?}");
    assert_eq!(starts[1], 1, "乙公司 goes on with one copy: {starts:?}");
    let contents = |bytes: &[u8]| {
        let tree = lopdf::Document::load_mem(bytes).unwrap();
        let pages = tree.get_pages().into_values();
        let contents = pages.map(|page| tree.get_page_content(page));
        contents.collect::<Vec<_>>()
    };
    let (whole, rest) = (contents(&bytes), contents(&rest_bytes));
    let tail = &whole[whole.len() - rest.len()..];
    assert!(
        rest.len() < whole.len() && tail == rest,
        "the same bytes on every page"
    );
    let titles = lopdf_titles(&lopdf::Document::load_mem(&rest_bytes).unwrap());
    assert!(
        titles.len() == 2 && titles[0].contains("乙公司") && titles[1].contains("丙公司"),
        "{titles:?}"
    );
}

#[test]
fn the_moment_of_making_has_the_offices_offset() {
    let document = document("<h2>一、概况</h2><p>一页</p>", &data(Filled::Plain));
    for (moment, date, stamp) in [
        (
            "2022-07-01T09:30:00+08:00",
            "D:20220701093000+08'00'",
            "2022-07-01T09:30:00+08:00",
        ),
        (
            "2022-07-01T09:30:00+06:00",
            "D:20220701093000+06'00'",
            "2022-07-01T09:30:00+06:00",
        ),
    ] {
        let created = chrono::DateTime::parse_from_rfc3339(moment).unwrap();
        let pdf = single(&document, fonts(), &PrintOptions::new(created)).unwrap();
        let text = String::from_utf8_lossy(&pdf.bytes);
        assert!(
            text.contains(&format!("/CreationDate ({date})")),
            "{moment}"
        );
        assert!(
            text.contains(&format!("<xmp:CreateDate>{stamp}")),
            "{moment}"
        );
    }
}

#[test]
fn a_single_file_has_its_headings_as_bookmarks() {
    let blocks = "<h2>一、概况</h2><p>甲</p><break/><h2>二、投资</h2>";
    let pdf = single(&document(blocks, &data(Filled::Plain)), fonts(), &options()).unwrap();
    let tree = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    assert_eq!(lopdf_titles(&tree), ["一、概况", "二、投资"], "in order");
    let toc = tree.get_toc().unwrap();
    let pages = toc.toc.iter().map(|entry| entry.page).collect::<Vec<_>>();
    assert_eq!(pages, [1, 2], "each to its page");
    let info = poppler::run("pdfinfo", &[], "bookmarks.pdf", &pdf.bytes);
    assert!(info.contains("入库项目申报书"), "the title: {info}");
    assert!(
        tree.catalog()
            .unwrap()
            .get(b"Lang")
            .unwrap()
            .as_str()
            .unwrap()
            == b"zh-CN",
        "the language"
    );
}

fn lopdf_titles(tree: &lopdf::Document) -> Vec<String> {
    let outlines = tree
        .catalog()
        .unwrap()
        .get(b"Outlines")
        .unwrap()
        .as_reference()
        .unwrap();
    let mut next = tree
        .get_dictionary(outlines)
        .unwrap()
        .get(b"First")
        .ok()
        .cloned();
    let mut titles = Vec::new();
    while let Some(entry) = next.and_then(|entry| entry.as_reference().ok()) {
        let entry = tree.get_dictionary(entry).unwrap();
        let bytes = entry.get(b"Title").unwrap().as_str().unwrap();
        let units = bytes[2..]
            .chunks(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        titles.push(String::from_utf16(&units.collect::<Vec<_>>()).unwrap());
        next = entry.get(b"Next").ok().cloned();
    }
    titles
}

#[test]
fn a_batch_leaves_out_what_fails_and_stops_when_asked() {
    let mut bad = data(Filled::Plain);
    bad["enterprise"] = Value::from("缺字\u{2A6D5}公司");
    let documents = || {
        let good = document("<p><v>{{ enterprise }}</v></p>", &data(Filled::Plain));
        let bad = document("<p><v>{{ enterprise }}</v></p>", &bad);
        vec![Ok(good.clone()), Ok(bad), Ok(good)]
    };
    let (done, _) = book(documents(), &options());
    assert_eq!(
        (done.forms.len(), done.refused.len()),
        (2, 1),
        "the others are printed"
    );
    assert!(
        matches!(done.refused[0].error, PaperError::NoGlyph { .. }),
        "with the reason"
    );
    assert_eq!(done.refused[0].index, 1, "and its place in the list");
    let mut out = Vec::new();
    let go_on = &mut |done: usize| done < 1;
    let stopped = batch(documents(), "汇编", fonts(), &options(), &mut out, go_on).unwrap();
    assert!(
        stopped.cancelled && stopped.pages == 0,
        "a stopped batch is no file: {stopped:?}"
    );
    let bad = documents().swap_remove(1);
    let (none, out) = book(vec![bad], &options());
    assert!(
        none.pages == 0 && out.is_empty(),
        "nothing to print, nothing written: {none:?}"
    );
}

#[test]
fn a_printed_file_tells_its_version_and_fingerprint() {
    let document = document(&rows(100), &data(Filled::Plain));
    let pdf = single(&document, fonts(), &options()).unwrap();
    let printed = ruku_papers::verify::read(&pdf.bytes).unwrap();
    assert!(
        printed.title.contains("入库项目申报书"),
        "{}",
        printed.title
    );
    assert_eq!(printed.forms.len(), 1, "one form inside");
    let form = &printed.forms[0];
    assert_eq!(
        (form.version.as_str(), form.fingerprint.as_str()),
        ("2022.1", "3A7C-9DKM-AFHJ-KNP4"),
        "as printed"
    );
    assert_eq!((form.pages, form.first_page), (pdf.pages, 1), "all of it");
    assert_eq!(form.faults, Vec::<String>::new(), "in order");

    let mut tree = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    tree.delete_pages(&[2]);
    let mut torn = Vec::new();
    tree.save_to(&mut torn).unwrap();
    let printed = ruku_papers::verify::read(&torn).unwrap();
    let sound = printed.forms[0].faults.is_empty();
    assert!(!sound, "a page taken out is noticed: {printed:?}");
    assert!(
        ruku_papers::verify::read(b"%PDF-1.7 nothing").is_err(),
        "no PDF, no answer"
    );
}

#[test]
fn contents_name_the_page_of_every_heading() {
    let blocks =
        "<h2>目　录</h2><contents/><break/><h2>一、概况</h2><break/><break/><h2>二、投资</h2>";
    let document = document(blocks, &data(Filled::Plain));
    let pdf = single(&document, fonts(), &options()).unwrap();
    let text = poppler::text("contents.pdf", &pdf.bytes);
    assert!(
        text.contains("一、概况2二、投资4"),
        "pages as they are: {text}"
    );
    assert!(
        !text.contains("目录1"),
        "the contents do not list themselves"
    );
}
