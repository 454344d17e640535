//! What every page carries besides the form's text: running head, version and
//! fingerprint, page x of y.

use super::pages::{Open, furniture_line};
use super::shape::Shaper;
use crate::document::{Align, Document, Meta, PageKind, Style};
use crate::fonts::Face;
use crate::sheet::{Item, Rule};
use crate::units::{Mp, mm, pt};

/// Stands before the form's version on every page.
pub(crate) const VERSION_LABEL: &str = "表单版本";
/// Stands before the data's fingerprint.
pub(crate) const FINGERPRINT_LABEL: &str = "数据指纹";

/// From the top edge to the running head.
const HEAD: Mp = mm(15);
/// From the bottom edge to the top of the foot: clear of the cut edge.
const FOOT: Mp = mm(18);

/// Adds running heads and feet to all pages that are not blank.
pub(crate) fn add(document: &Document, pages: &mut [Open], shaper: &mut Shaper<'_>) {
    let total = pages.len();
    for (index, open) in pages.iter_mut().enumerate() {
        if open.page.blank {
            continue;
        }
        let number = format!("第{}页　共{total}页", index + 1);
        let odd = index.is_multiple_of(2);
        if matches!(open.kind, PageKind::Official | PageKind::OfficialTable) {
            between_dashes(open, index + 1, odd, shaper);
            let meta = &document.meta;
            foot(meta, open, (&format!("　{number}"), ""), odd, shaper);
            continue;
        }
        if !open.cover {
            head(&document.meta, open, odd, shaper);
        }
        foot(&document.meta, open, ("", &number), odd, shaper);
    }
}

fn head(meta: &Meta, open: &mut Open, odd: bool, shaper: &mut Shaper<'_>) {
    let note = if meta.illustrative {
        "示意格式"
    } else {
        ""
    };
    let top = HEAD.min(open.body.top - mm(7));
    pair(open, (&meta.title, note), odd, top, shaper);
    let y = top + pt(15);
    let (x1, x2) = (open.body.left, open.body.right);
    open.page.items.push(Item::Rule(Rule {
        x1,
        y1: y,
        x2,
        y2: y,
        weight: 350,
    }));
}

/// The number of a 公文 page: 4号 with a dash on either side, the dashes 7 mm
/// below the text, one character from the cut edge (GB/T 9704-2012 §7.5).
fn between_dashes(open: &mut Open, number: usize, odd: bool, shaper: &mut Shaper<'_>) {
    let size = pt(14);
    let align = if odd { Align::Right } else { Align::Left };
    let style = Style {
        size,
        pitch: size,
        ..small(align)
    };
    let turned = open.kind == PageKind::OfficialTable;
    // The text as it stands on the upright page.
    let (left, right, bottom) = if turned {
        (
            open.body.top,
            open.body.bottom,
            open.page.width - open.body.left,
        )
    } else {
        (open.body.left, open.body.right, open.body.bottom)
    };
    let (_, items) = furniture_line(&style, &format!("— {number} —"), right - left, shaper);
    let inward = if odd { -size } else { size };
    // A dash stands in the middle of its line.
    let top = bottom + mm(7) - size / 2;
    let page_width = open.page.width;
    open.page.items.extend(items.into_iter().map(|item| {
        let item = moved(item, left + inward, top);
        if turned {
            item.turned(page_width)
        } else {
            item
        }
    }));
}

/// The foot: version and fingerprint with what follows them at the binding
/// edge, the page's number at the cut edge.
fn foot(
    meta: &Meta,
    open: &mut Open,
    (after, number): (&str, &str),
    odd: bool,
    shaper: &mut Shaper<'_>,
) {
    let mut data = format!("{VERSION_LABEL} {}", meta.version);
    if !meta.fingerprint.is_empty() {
        data.push_str(&format!("　{FINGERPRINT_LABEL} {}", meta.fingerprint));
    }
    data.push_str(after);
    let top = open.page.height - FOOT;
    pair(open, (&data, number), odd, top, shaper)
}

/// Two texts on one line: the first at the binding edge, the second at the
/// cut edge.
fn pair(
    open: &mut Open,
    (inner, outer): (&str, &str),
    odd: bool,
    top: Mp,
    shaper: &mut Shaper<'_>,
) {
    let width = open.body.right - open.body.left;
    for (text, at_left) in [(inner, odd), (outer, !odd)] {
        if text.is_empty() {
            continue;
        }
        let style = small(if at_left { Align::Left } else { Align::Right });
        let (_, items) = furniture_line(&style, text, width, shaper);
        let left = open.body.left;
        open.page
            .items
            .extend(items.into_iter().map(|item| moved(item, left, top)));
    }
}

/// The item moved with its box.
fn moved(item: Item, dx: Mp, dy: Mp) -> Item {
    let mut item = item.shifted(dx, dy);
    if let Item::Run(run) = &mut item {
        run.frame.left += dx;
        run.frame.right += dx;
        run.frame.top += dy;
        run.frame.bottom += dy;
    }
    item
}

fn small(align: Align) -> Style {
    Style {
        face: Face::Song,
        size: pt(9),
        pitch: pt(13),
        align,
        indent_first: 0,
        indent_left: 0,
        before: 0,
        after: 0,
        keep_next: false,
        fills_pages: false,
        level: 0,
    }
}
