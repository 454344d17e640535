//! From a printed PDF back to the data: which form, which version, which
//! fingerprint, on every page the same.

use lopdf::Document;

use crate::error::PaperError;
use crate::layout::{FINGERPRINT_LABEL, VERSION_LABEL};
use crate::pdf::read::{self, FontMaps};

/// What the pages of a PDF say of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The file's title.
    pub title: String,
    /// One entry per form inside; a batch has one per copy.
    pub forms: Vec<PrintedForm>,
    /// Pages without any mark: blank backs, or pages that are not ours.
    pub unmarked: u32,
}

/// A form as its pages say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedForm {
    /// The form's version.
    pub version: String,
    /// The data's fingerprint; empty for a blank form.
    pub fingerprint: String,
    /// The page of the file it starts on, from 1.
    pub first_page: u32,
    /// The pages it should have.
    pub pages: u32,
    /// What is wrong: page numbers that are missing, doubled or out of order.
    pub faults: Vec<String>,
}

/// Reads a PDF this program printed.
///
/// # Errors
/// The file is no PDF that can be read, or no page of it is ours.
pub fn read(bytes: &[u8]) -> Result<Printed, PaperError> {
    let document = Document::load_mem(bytes).map_err(|error| PaperError::Pdf(error.to_string()))?;
    let mut maps = FontMaps::default();
    let mut forms: Vec<(PrintedForm, u32)> = Vec::new();
    let mut unmarked = 0;
    // Blank backs inside a form are counted on its pages, but not marked.
    let mut blanks = 0;
    for (number, id) in document.get_pages() {
        let shown = read::page(&document, id, &mut maps)?;
        let Some(mark) = mark(shown.iter().map(|shown| shown.text.as_str())) else {
            unmarked += 1;
            blanks += 1;
            continue;
        };
        let same = forms.last_mut().filter(|(form, _)| {
            form.version == mark.version && form.fingerprint == mark.fingerprint && mark.page != 1
        });
        let skipped = std::mem::take(&mut blanks);
        match same {
            Some((form, seen)) => {
                if mark.pages != form.pages || mark.page != *seen + 1 + skipped {
                    form.faults.push(format!(
                        "文件第{number}页的页码为第{}页共{}页，与前页不衔接",
                        mark.page, mark.pages
                    ));
                }
                *seen = mark.page;
            }
            None => {
                let mut faults = Vec::new();
                if mark.page != 1 {
                    faults.push(format!("文件第{number}页是第{}页，前面缺页", mark.page));
                }
                let form = PrintedForm {
                    version: mark.version,
                    fingerprint: mark.fingerprint,
                    first_page: number,
                    pages: mark.pages,
                    faults,
                };
                forms.push((form, mark.page));
            }
        }
    }
    if forms.is_empty() {
        return Err(PaperError::Pdf("各页都没有表单版本和数据指纹".to_owned()));
    }
    let forms = forms.into_iter().map(|(mut form, seen)| {
        if seen != form.pages {
            form.faults
                .push(format!("应有{}页，只到第{seen}页", form.pages));
        }
        form
    });
    Ok(Printed {
        title: title(&document),
        forms: forms.collect(),
        unmarked,
    })
}

struct Mark {
    version: String,
    fingerprint: String,
    page: u32,
    pages: u32,
}

/// The mark at a page's foot.
fn mark<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Mark> {
    let text = texts.collect::<String>();
    let foot = &text[text.rfind(VERSION_LABEL)?..];
    let after = |label: &str| {
        let rest = &foot[foot.rfind(label)? + label.len()..];
        Some(
            rest.trim_start()
                .split(['　', '第'])
                .next()?
                .trim()
                .to_owned(),
        )
    };
    // On even pages the number stands before the version.
    let numbers = [foot, text.as_str()].into_iter().find_map(page_numbers)?;
    Some(Mark {
        version: after(VERSION_LABEL)?,
        fingerprint: after(FINGERPRINT_LABEL).unwrap_or_default(),
        page: numbers.0,
        pages: numbers.1,
    })
}

/// The last 第N页　共M页 of a text.
fn page_numbers(text: &str) -> Option<(u32, u32)> {
    let middle = text.rfind("页　共")?;
    let page = &text[text[..middle].rfind('第')? + '第'.len_utf8()..middle];
    let rest = &text[middle + "页　共".len()..];
    let pages = &rest[..rest.find('页')?];
    Some((page.parse().ok()?, pages.parse().ok()?))
}

fn title(document: &Document) -> String {
    let info = document.trailer.get(b"Info").ok();
    let info = info.and_then(|info| document.dereference(info).ok());
    let bytes = info
        .and_then(|(_, info)| info.as_dict().ok())
        .and_then(|info| info.get(b"Title").ok())
        .and_then(|title| title.as_str().ok())
        .unwrap_or_default();
    let units = bytes.get(2..).unwrap_or_default().chunks(2);
    let units = units.map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    String::from_utf16_lossy(&units.collect::<Vec<_>>())
}
