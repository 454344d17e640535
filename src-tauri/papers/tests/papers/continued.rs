//! A row that goes on upon the next page says there what it belongs to.

use ruku_papers::layout::lay_out;
use ruku_papers::sheet::{Item, Page};

use crate::data::{Filled, data, document, fonts};

/// The texts of a page left of `edge` millimetres, top down: the labels.
fn labels(page: &Page, edge: i64) -> Vec<String> {
    let milli_points = |millimetres: i64| millimetres * 72_000 * 10 / 254;
    let body = milli_points(25)..page.height - milli_points(25);
    let runs = page.runs().filter(|run| body.contains(&run.y));
    let mut lines: Vec<(i64, String)> = Vec::new();
    for run in runs.filter(|run| run.x < milli_points(edge)) {
        match lines.last_mut().filter(|(y, _)| *y == run.y) {
            Some((_, text)) => text.push_str(&run.text()),
            None => lines.push((run.y, run.text())),
        }
    }
    let texts = lines.into_iter().map(|(_, text)| text);
    texts.filter(|text| text != "（续表）").collect()
}

fn pages(blocks: &str) -> Vec<Page> {
    lay_out(&document(blocks, &data(Filled::Extreme)), fonts())
        .unwrap()
        .pages
}

#[test]
fn a_label_is_said_again_beside_the_rest_of_its_row() {
    let pages = pages(
        "<table cols=\"30mm 30mm 30mm 1*\"><tr><th>建设地点</th><td>韶关</td>\
         <th>主要建设内容</th><td><v>{{ facts.content }}{{ facts.content }}</v></td></tr>\
         <tr><th>备注</th><td colspan=\"3\">无</td></tr></table>",
    );
    assert!(pages.len() > 2, "the row goes over pages: {}", pages.len());
    assert_eq!(
        labels(&pages[0], 100),
        ["建设地点韶关主要建设内容"],
        "where it begins"
    );
    for page in &pages[1..pages.len() - 1] {
        assert_eq!(
            labels(page, 100),
            ["主要建设内容", "（续）"],
            "what goes on has its name; what was said has none"
        );
    }
    assert_eq!(
        labels(&pages[pages.len() - 1], 100),
        ["主要建设内容", "（续）", "备注无"],
        "and the rows after it are their own"
    );
}

#[test]
fn a_cell_beside_many_rows_is_said_again() {
    let rows = "<tr height=\"30mm\"><td>质量</td></tr>".repeat(9);
    let pages = pages(&format!(
        "<table cols=\"30mm 1*\"><tr height=\"30mm\"><td rowspan=\"10\">产出指标</td><td>数量</td></tr>{rows}</table>"
    ));
    assert_eq!(pages.len(), 2, "ten rows of 30 mm");
    assert_eq!(labels(&pages[0], 50), ["产出指标"], "beside the first rows");
    assert_eq!(
        labels(&pages[1], 50),
        ["产出指标", "（续）"],
        "beside the others"
    );
}

#[test]
fn a_list_repeats_the_first_cell_but_no_amount() {
    let pages = pages(
        "<table cols=\"12mm 30mm 1*\"><tr head=\"yes\"><th>序号</th><th>金额</th><th>内容</th></tr>\
         <tr><td align=\"center\">1</td><td align=\"right\">30.00</td><td><v>{{ facts.content }}{{ facts.content }}</v></td></tr></table>",
    );
    assert!(pages.len() > 1, "the row goes over pages");
    for page in &pages[1..] {
        assert_eq!(
            labels(page, 65),
            ["序号金额", "1", "（续）"],
            "its number is said again, its amount would be counted twice"
        );
    }
}

#[test]
fn what_is_said_again_stays_in_its_cell() {
    let pages = pages(
        "<table cols=\"12mm 1*\"><tr><th>主要建设内容和技术路线</th>\
         <td><v>{{ facts.content }}{{ facts.content }}</v></td></tr></table>",
    );
    for page in &pages[1..] {
        let mut label = page.items.iter().filter_map(|item| match item {
            Item::Run(run) if run.text().contains('续') => Some(run),
            _ => None,
        });
        let run = label.next_back().unwrap();
        assert!(
            run.x >= run.frame.left && run.x + run.length() <= run.frame.right,
            "（续） fits the narrowest label"
        );
    }
}
