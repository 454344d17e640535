//! What every page carries besides the form's text: running head, version and
//! fingerprint, page x of y.

use super::pages::{Open, furniture_line};
use super::shape::Shaper;
use crate::document::{Align, Document, Meta, Style};
use crate::error::PaperError;
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
pub(crate) fn add(
    document: &Document,
    pages: &mut [Open],
    shaper: &mut Shaper<'_>,
) -> Result<(), PaperError> {
    let total = pages.len();
    for (index, open) in pages.iter_mut().enumerate() {
        if open.page.blank {
            continue;
        }
        let number = format!("第{}页　共{total}页", index + 1);
        let odd = index.is_multiple_of(2);
        if !open.cover {
            head(&document.meta, open, odd, shaper)?;
        }
        foot(&document.meta, open, (&number, odd), shaper)?;
    }
    Ok(())
}

fn head(
    meta: &Meta,
    open: &mut Open,
    odd: bool,
    shaper: &mut Shaper<'_>,
) -> Result<(), PaperError> {
    let note = if meta.illustrative {
        "示意格式"
    } else {
        ""
    };
    let top = HEAD.min(open.body.top - mm(7));
    pair(open, (&meta.title, note), odd, top, shaper)?;
    let y = top + pt(15);
    let (x1, x2) = (open.body.left, open.body.right);
    open.page.items.push(Item::Rule(Rule {
        x1,
        y1: y,
        x2,
        y2: y,
        weight: 350,
    }));
    Ok(())
}

fn foot(
    meta: &Meta,
    open: &mut Open,
    (number, odd): (&str, bool),
    shaper: &mut Shaper<'_>,
) -> Result<(), PaperError> {
    let mut data = format!("{VERSION_LABEL} {}", meta.version);
    if !meta.fingerprint.is_empty() {
        data.push_str(&format!("　{FINGERPRINT_LABEL} {}", meta.fingerprint));
    }
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
) -> Result<(), PaperError> {
    let width = open.body.right - open.body.left;
    for (text, at_left) in [(inner, odd), (outer, !odd)] {
        if text.is_empty() {
            continue;
        }
        let style = small(if at_left { Align::Left } else { Align::Right });
        let (_, items) = furniture_line(&style, text, width, shaper)?;
        for item in items {
            let mut item = item.shifted(open.body.left, top);
            if let Item::Run(run) = &mut item {
                run.frame.left += open.body.left;
                run.frame.right += open.body.left;
                run.frame.top += top;
                run.frame.bottom += top;
            }
            open.page.items.push(item);
        }
    }
    Ok(())
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
        level: 0,
    }
}
