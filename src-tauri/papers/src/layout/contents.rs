//! The table of contents: laid out once without pages, then with them.

use crate::document::{
    Align, Block, Cell, Document, Inline, Look, Paragraph, Row, Style, Table, Valign, Width,
};
use crate::fonts::Face;
use crate::sheet::Bookmark;
use crate::units::{mm, pt};

/// The document with its contents listed; `None` if it has none. `pages` are
/// the pages of the headings, empty while they are not known.
pub(crate) fn listing(document: &Document, pages: &[usize]) -> Option<Document> {
    let mut titles = Vec::new();
    let mut wanted = false;
    for section in &document.sections {
        survey(&section.blocks, &mut titles, &mut wanted);
    }
    if !wanted {
        return None;
    }
    let mut listed = document.clone();
    for section in &mut listed.sections {
        replace(&mut section.blocks, &titles, pages);
    }
    Some(listed)
}

/// The listed headings with their pages.
pub(crate) fn bookmarks(document: &Document, pages: &[usize]) -> Vec<Bookmark> {
    let mut titles = Vec::new();
    for section in &document.sections {
        survey(&section.blocks, &mut titles, &mut false);
    }
    let named = titles.into_iter().zip(pages);
    named
        .map(|(title, page)| Bookmark {
            title: title.text,
            page: *page,
        })
        .collect()
}

/// A heading and the list that names it.
struct Title {
    text: String,
    list: String,
}

fn survey(blocks: &[Block], titles: &mut Vec<Title>, wanted: &mut bool) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) if paragraph.is_listed() => titles.push(Title {
                text: paragraph.plain(),
                list: paragraph.list.clone(),
            }),
            Block::Keep(inner) => survey(inner, titles, wanted),
            Block::Contents { .. } => *wanted = true,
            Block::Paragraph(_)
            | Block::Table(_)
            | Block::Seal(_)
            | Block::Space { .. }
            | Block::Break => {}
        }
    }
}

fn replace(blocks: &mut [Block], titles: &[Title], pages: &[usize]) {
    for block in blocks {
        match block {
            Block::Contents { list } => *block = Block::Table(table(list, titles, pages)),
            Block::Keep(inner) => replace(inner, titles, pages),
            _ => {}
        }
    }
}

/// One row per heading of a list; the headings that only frame the contents
/// (填报说明, 目录) are not listed.
fn table(list: &str, titles: &[Title], pages: &[usize]) -> Table {
    let listed = titles
        .iter()
        .enumerate()
        .filter(|(_, title)| title.list == list && !is_front_matter(&title.text));
    let rows = listed.map(|(index, title)| {
        let page = pages
            .get(index)
            .map_or_else(|| "0".to_owned(), usize::to_string);
        Row {
            cells: vec![
                cell(0, &title.text, Align::Left),
                cell(1, &page, Align::Right),
            ],
            height: mm(8),
        }
    });
    Table {
        columns: vec![Width::Share(1), Width::Fixed(mm(16))],
        rows: rows.collect(),
        head_rows: 0,
        borders: false,
        line: 0,
    }
}

fn is_front_matter(title: &str) -> bool {
    let bare = title
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>();
    matches!(bare.as_str(), "目录" | "附件目录" | "填报说明" | "填表说明")
}

fn cell(column: usize, text: &str, align: Align) -> Cell {
    let style = Style {
        face: Face::Song,
        size: pt(12),
        pitch: pt(18),
        align,
        indent_first: 0,
        indent_left: 0,
        before: 0,
        after: 0,
        keep_next: false,
        fills_pages: false,
        level: 0,
    };
    let inlines = vec![Inline::Text {
        text: text.to_owned(),
        look: Look::default(),
        field: String::new(),
    }];
    Cell {
        column,
        colspan: 1,
        rowspan: 1,
        valign: Valign::Middle,
        underline: false,
        label: false,
        blocks: vec![Block::Paragraph(Paragraph {
            style,
            inlines,
            list: String::new(),
            line: 0,
        })],
        line: 0,
    }
}
