//! 公文 pages by GB/T 9704-2012, and lists of headings with their pages.

use ruku_papers::layout::lay_out;
use ruku_papers::print::single;
use ruku_papers::template::{Template, render};

use crate::data::{Filled, data, fonts, options};
use crate::poppler::{self, boxes};

/// Millimetres in points.
fn mm(length: f64) -> f64 {
    length * 72.0 / 25.4
}

fn official(blocks: &str) -> ruku_papers::document::Document {
    let source = format!("<form><section page=\"official\">{blocks}</section></form>");
    let template = Template::parse("official.html", &source).unwrap();
    render(&template, &data(Filled::Plain)).unwrap()
}

#[test]
fn a_page_holds_22_lines_of_28_characters() {
    for (count, pages) in [(28 * 22, 1), (28 * 22 + 1, 2)] {
        let document = official(&format!("<p>{}</p>", "字".repeat(count)));
        let laid = lay_out(&document, fonts()).unwrap();
        assert_eq!(laid.pages.len(), pages, "{count} characters");
        let lines = laid.pages[0]
            .runs()
            .filter(|run| run.text().starts_with('字'));
        let lines = lines.map(|run| run.glyphs.len()).collect::<Vec<_>>();
        assert_eq!(lines, [28; 22], "{count} characters: the grid");
        let sheet = &boxes(
            "grid.pdf",
            &single(&document, fonts(), &options()).unwrap().bytes,
        )[0];
        let text = sheet.words.iter().filter(|word| word.text.contains('字'));
        let (left, right) = text.fold((f64::MAX, 0.0_f64), |(left, right), word| {
            (left.min(word.left), right.max(word.right))
        });
        assert!(
            (left - mm(28.0)).abs() < 0.5 && (right - left - mm(156.0)).abs() < 0.5,
            "订口 28 mm, 版心 156 mm: {left}..{right}"
        );
    }
}

#[test]
fn page_numbers_stand_between_dashes_at_the_outer_edge() {
    let document = official("<p>甲</p><break/><p>乙</p>");
    let pdf = single(&document, fonts(), &options()).unwrap();
    let text = poppler::text("dashes.pdf", &pdf.bytes);
    assert!(text.contains("—1—") && text.contains("—2—"), "{text}");
    assert!(
        text.contains("第2页共2页"),
        "and x of y for the library: {text}"
    );
    let sheets = boxes("dashes.pdf", &pdf.bytes);
    let dashes = |page: usize| {
        let words = sheets[page]
            .words
            .iter()
            .filter(|word| word.text.contains('—'));
        let words = words.collect::<Vec<_>>();
        let left = words.iter().map(|word| word.left).fold(f64::MAX, f64::min);
        let right = words.iter().map(|word| word.right).fold(0.0, f64::max);
        let middle = f64::midpoint(words[0].top, words[0].bottom);
        (left, right, middle)
    };
    let paper = mm(210.0);
    let (_, right, odd) = dashes(0);
    assert!(
        (paper - mm(26.0) - 14.0 - right).abs() < 1.0,
        "odd pages: right, one character in: {right}"
    );
    let (left, _, even) = dashes(1);
    assert!(
        (mm(26.0) + 14.0 - left).abs() < 1.0,
        "even pages: left, one character in: {left}"
    );
    for middle in [odd, even] {
        let below = middle - (mm(297.0) - mm(35.0));
        assert!(
            (below - mm(7.0)).abs() < 3.0,
            "7 mm below the text: {below}"
        );
    }
    let printed = ruku_papers::verify::read(&pdf.bytes).unwrap();
    assert_eq!(
        printed.forms.len(),
        1,
        "it is one form of ours: {printed:?}"
    );
    assert!(printed.forms[0].faults.is_empty(), "{printed:?}");
}

#[test]
fn attachments_are_listed_with_their_pages() {
    let blocks = "<h2>附件目录</h2><contents list=\"附件\"/><break/>\
        <h2>一、正文</h2><break/><h3 list=\"附件\">附件1　<v>{{ enterprise }}</v>营业执照</h3><break/>\
        <h3 list=\"附件\">附件2　审计报告</h3>";
    let document = crate::data::document(blocks, &data(Filled::Plain));
    let pdf = single(&document, fonts(), &options()).unwrap();
    let text = poppler::text("attachments.pdf", &pdf.bytes);
    assert!(
        text.contains("附件1韶关示例精密机械有限公司营业执照3附件2审计报告4"),
        "{text}"
    );
    assert!(
        text.starts_with("附件目录附件1"),
        "the contents are another list: {text}"
    );
}

/// GB/T 9704-2012: a table across the page has its head at the binding edge of
/// odd pages and at the cut edge of even ones, the number where all have it.
#[test]
fn a_table_across_the_page_keeps_the_number_in_its_place() {
    let source = "<form><section page=\"official\"><p>甲</p></section>\
        <section page=\"official-table\"><p>表二</p><break/><p>表三</p></section></form>";
    let template = Template::parse("official.html", source).unwrap();
    let document = render(&template, &data(Filled::Plain)).unwrap();
    let pdf = single(&document, fonts(), &options()).unwrap();
    let sheets = boxes("across.pdf", &pdf.bytes);
    let paper = mm(210.0);
    for (sheet, binding, cut) in [(&sheets[1], 26.0, None), (&sheets[2], 28.0, Some(26.0))] {
        assert!(sheet.width > sheet.height, "it is turned to be read");
        let head = sheet.words.iter().find(|word| word.text.contains('表'));
        let head = head.unwrap();
        assert!(
            (head.top - mm(binding)).abs() < 8.0,
            "the head is at {binding} mm: {}",
            head.top
        );
        let dash = sheet.words.iter().filter(|word| word.text.contains('—'));
        let dash = dash.collect::<Vec<_>>();
        let middle = f64::midpoint(dash[0].left, dash[0].right);
        assert!(
            (middle - mm(28.0)).abs() < 3.0,
            "7 mm below the text of an upright page: {middle}"
        );
        let top = dash.iter().map(|word| word.top).fold(f64::MAX, f64::min);
        let bottom = dash.iter().map(|word| word.bottom).fold(0.0, f64::max);
        let place = match cut {
            Some(cut) => paper - mm(cut) - 14.0 - bottom,
            None => top - mm(26.0) - 14.0,
        };
        assert!(place.abs() < 2.0, "one character in: {place}");
    }
    let printed = ruku_papers::verify::read(&pdf.bytes).unwrap();
    assert!(printed.forms[0].faults.is_empty(), "{printed:?}");
}
