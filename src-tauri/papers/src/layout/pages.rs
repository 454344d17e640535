//! Filling pages: units go down the page in order; what belongs together
//! stays together where a page can hold it.

use super::flow::{Unit, flow};
use super::set::set_line;
use super::shape::Shaper;
use super::split::{Progress, stop_before, take};
use super::table::Grid;
use crate::document::{Align, Document, Inline, Look, PageKind, Paragraph, Section, Start, Style};
use crate::error::{PaperError, Place};
use crate::fonts::Face;
use crate::sheet::{Frame, Item, Page};
use crate::units::{A4_LONG, A4_SHORT, Mp, mm, pt};

/// The margin at the binding edge (GB/T 9704-2012: 订口 28 mm).
const BINDING: Mp = mm(28);
/// The margin at the cut edge.
const CUT: Mp = mm(22);
/// The margins above and below.
const TOP: Mp = mm(27);
const BOTTOM: Mp = mm(25);
/// The margins of a 公文 page (GB/T 9704-2012 §5.2.1: 天头 37 mm, 版心
/// 156 mm × 225 mm).
const OFFICIAL_CUT: Mp = mm(26);
const OFFICIAL_TOP: Mp = mm(37);
const OFFICIAL_BOTTOM: Mp = mm(35);

/// What stands below a table takes rows of it along if it is no higher.
const TAIL_MOST: Mp = mm(90);

/// A page that is being filled.
pub(crate) struct Open {
    pub(crate) page: Page,
    pub(crate) body: Frame,
    pub(crate) cover: bool,
    pub(crate) kind: PageKind,
}

/// Lays all sections out on pages; gives the page of every listed heading.
pub(crate) fn paginate(
    document: &Document,
    shaper: &mut Shaper<'_>,
) -> Result<(Vec<Open>, Vec<usize>), PaperError> {
    let mut headings = Vec::new();
    let mut pages: Vec<Open> = Vec::new();
    let mut after_cover = false;
    for section in &document.sections {
        let sheet = section.start == Start::Sheet || after_cover;
        if sheet && pages.len() % 2 == 1 {
            let mut blank = open(pages.len(), section);
            blank.page.blank = true;
            pages.push(blank);
        }
        after_cover = section.cover;
        let width = {
            let first = open(pages.len(), section);
            first.body.right - first.body.left
        };
        let units = flow(&section.blocks, width, shaper)?;
        let filler = Filler {
            section,
            pages: &mut pages,
            y: 0,
            stretches: Vec::new(),
            headings: &mut headings,
        };
        filler.fill(&units, shaper)?;
    }
    Ok((pages, headings))
}

/// An empty page; odd pages are bound left, even pages right, landscape pages
/// at the head and the foot.
fn open(index: usize, section: &Section) -> Open {
    let odd = index.is_multiple_of(2);
    let (cut, above, below) = match section.page {
        PageKind::Official => (OFFICIAL_CUT, OFFICIAL_TOP, OFFICIAL_BOTTOM),
        // What is below on an upright page is at the left on a turned one.
        PageKind::OfficialTable => (OFFICIAL_CUT, OFFICIAL_BOTTOM, OFFICIAL_TOP),
        PageKind::Portrait | PageKind::Landscape => (CUT, TOP, BOTTOM),
    };
    let (near, far) = if odd { (BINDING, cut) } else { (cut, BINDING) };
    let (width, height) = match section.page {
        PageKind::Landscape | PageKind::OfficialTable => (A4_LONG, A4_SHORT),
        PageKind::Portrait | PageKind::Official => (A4_SHORT, A4_LONG),
    };
    let body = match section.page {
        PageKind::Landscape | PageKind::OfficialTable => Frame {
            left: above,
            top: near,
            right: width - below,
            bottom: height - far,
        },
        PageKind::Portrait | PageKind::Official => Frame {
            left: near,
            top: above,
            right: width - far,
            bottom: height - below,
        },
    };
    let page = Page {
        width,
        height,
        items: Vec::new(),
        blank: false,
    };
    Open {
        page,
        body,
        cover: section.cover,
        kind: section.page,
    }
}

struct Filler<'a> {
    section: &'a Section,
    pages: &'a mut Vec<Open>,
    y: Mp,
    /// White space on this page that can grow: the items above it, its share.
    stretches: Vec<(usize, u32)>,
    /// The page of every heading that contents list, from 1.
    headings: &'a mut Vec<usize>,
}

impl Filler<'_> {
    fn fill(mut self, units: &[Unit], shaper: &mut Shaper<'_>) -> Result<(), PaperError> {
        self.new_page();
        let mut index = 0;
        while index < units.len() {
            let end = group_end(units, index);
            let height = units[index..=end].iter().map(least_height).sum::<Mp>();
            if !self.is_fresh() && self.y + height > self.room_end() {
                self.new_page();
            }
            for (at, unit) in units.iter().enumerate().take(end + 1).skip(index) {
                match unit {
                    Unit::Table { grid, .. } => self.table(grid, tail(&units[at + 1..]), shaper)?,
                    unit => self.put(unit)?,
                }
            }
            index = end + 1;
        }
        self.spread();
        Ok(())
    }

    fn put(&mut self, unit: &Unit) -> Result<(), PaperError> {
        match unit {
            Unit::Break => self.new_page(),
            Unit::Space { stretch, .. } if *stretch == 0 && self.is_fresh() => {}
            Unit::Space { height, stretch } => {
                self.y = (self.y + height).min(self.room_end());
                if *stretch > 0 {
                    let above = self.last().page.items.len();
                    self.stretches.push((above, *stretch));
                }
            }
            Unit::Line(line) => {
                if self.y + line.height > self.room_end() {
                    if self.is_fresh() {
                        return Err(PaperError::TooLarge {
                            place: Place::default(),
                        });
                    }
                    self.new_page();
                }
                if line.listed {
                    self.headings.push(self.pages.len());
                }
                let y = self.y;
                self.add(line.items.iter().cloned(), y, true);
                self.y += line.height;
            }
            // Tables are put by [`Filler::table`].
            Unit::Table { .. } => {}
        }
        Ok(())
    }

    /// Puts a table, some of whose rows stand on one page with the `tail` below it.
    fn table(&mut self, grid: &Grid, tail: Mp, shaper: &mut Shaper<'_>) -> Result<(), PaperError> {
        let head = if grid.head_rows > 0 {
            let mut progress = Progress::new(grid, 0);
            take(
                grid,
                &mut progress,
                (Mp::MAX / 4, Mp::MAX / 4),
                grid.head_rows,
                true,
            )?
        } else {
            None
        };
        let head_height = head.as_ref().map_or(0, |part| part.height);
        let continued = continued(self.width(), shaper);
        let page_room = self.body().bottom - self.body().top;
        let capacity = page_room - head_height - continued.0;
        let mut progress = Progress::new(grid, 0);
        let mut first = true;
        while !progress.is_done(grid) {
            let fresh = self.is_fresh();
            let extra = if first || !fresh {
                0
            } else {
                head_height + continued.0
            };
            if !first && fresh {
                let y = self.y;
                self.add(continued.1.iter().cloned(), y, false);
                let items = head.iter().flat_map(|part| part.items.clone());
                self.add(items.map(Item::repeated), y + continued.0, false);
            }
            let room = self.room_end() - self.y - extra;
            let least = if first { self.table_start(grid) } else { 0 };
            let until = stop_before(grid, &progress, room, tail);
            let part = if !fresh && room < least {
                None
            } else {
                take(grid, &mut progress, (room, capacity), until, fresh)?
            };
            match part {
                Some(part) => {
                    let y = self.y + extra;
                    self.add(part.items, y, false);
                    self.y = y + part.height;
                    first = false;
                }
                None if fresh => {
                    return Err(PaperError::TooLarge {
                        place: grid.place.clone(),
                    });
                }
                None => {}
            }
            if !progress.is_done(grid) {
                self.new_page();
            }
        }
        Ok(())
    }

    /// The heads and the first row after them stand on one page.
    fn table_start(&self, grid: &Grid) -> Mp {
        table_start(grid).min(self.body().bottom - self.body().top)
    }

    fn add(&mut self, items: impl IntoIterator<Item = Item>, y: Mp, flowing: bool) {
        let body = self.body();
        let open = self.last();
        for item in items {
            let item = item.shifted(body.left, y);
            open.page.items.push(if flowing {
                item.framed(body)
            } else {
                shift_frame(item, body.left, y)
            });
        }
    }

    fn new_page(&mut self) {
        self.spread();
        let page = open(self.pages.len(), self.section);
        self.y = page.body.top;
        self.pages.push(page);
    }

    /// Gives the height that is left to the white space that can grow.
    fn spread(&mut self) {
        let stretches = std::mem::take(&mut self.stretches);
        let Some(last) = self.pages.last_mut().filter(|_| !stretches.is_empty()) else {
            return;
        };
        let left = last.body.bottom - self.y;
        let shares = stretches
            .iter()
            .map(|(_, share)| Mp::from(*share))
            .sum::<Mp>();
        for (index, item) in last.page.items.iter_mut().enumerate() {
            let above = stretches.iter().filter(|(items, _)| *items <= index);
            let moved = left * above.map(|(_, share)| Mp::from(*share)).sum::<Mp>() / shares;
            let boxed = matches!(item, Item::Run(run) if run.frame != last.body);
            *item = item.clone().shifted(0, moved);
            if let (Item::Run(run), true) = (item, boxed) {
                run.frame.top += moved;
                run.frame.bottom += moved;
            }
        }
    }

    fn is_fresh(&self) -> bool {
        self.y == self.body().top
    }

    fn width(&self) -> Mp {
        self.body().right - self.body().left
    }

    fn room_end(&self) -> Mp {
        self.body().bottom
    }

    fn body(&self) -> Frame {
        self.pages[self.pages.len() - 1].body
    }

    fn last(&mut self) -> &mut Open {
        let index = self.pages.len() - 1;
        &mut self.pages[index]
    }
}

fn shift_frame(item: Item, dx: Mp, dy: Mp) -> Item {
    match item {
        Item::Run(mut run) => {
            run.frame.left += dx;
            run.frame.right += dx;
            run.frame.top += dy;
            run.frame.bottom += dy;
            Item::Run(run)
        }
        rule @ Item::Rule(_) => rule,
    }
}

/// The last unit that must stand on the same page as the one at `index`.
fn group_end(units: &[Unit], index: usize) -> usize {
    let mut end = index;
    loop {
        let keeps = units[end].keeps_next()
            || (end > index
                && matches!(units[end], Unit::Space { .. })
                && units[end - 1].keeps_next());
        if !keeps || end + 1 >= units.len() {
            return end;
        }
        end += 1;
    }
}

/// What a unit takes of a page at least.
fn least_height(unit: &Unit) -> Mp {
    match unit {
        Unit::Line(line) => line.height,
        Unit::Space { height, .. } => *height,
        Unit::Table {
            grid, whole: false, ..
        } => table_start(grid),
        Unit::Table {
            grid, whole: true, ..
        } => rows_height(grid, grid.rows.len()),
        Unit::Break => 0,
    }
}

/// The height of what follows a table to the end of its section, if it ends
/// with a place to sign that is kept in one piece; else 0.
fn tail(units: &[Unit]) -> Mp {
    let is_kept = |unit: &Unit| matches!(unit, Unit::Table { whole: true, .. });
    let simple = |unit: &Unit| is_kept(unit) || matches!(unit, Unit::Line(_) | Unit::Space { .. });
    let height = units.iter().map(least_height).sum::<Mp>();
    if units.iter().any(is_kept) && units.iter().all(simple) && height <= TAIL_MOST {
        height
    } else {
        0
    }
}

fn table_start(grid: &Grid) -> Mp {
    rows_height(grid, grid.head_rows + 1).min(mm(60))
}

/// The height of the first rows, as far as cells of one row tell.
fn rows_height(grid: &Grid, count: usize) -> Mp {
    (0..count.min(grid.rows.len()))
        .map(|row| {
            let cells = grid
                .cells
                .iter()
                .filter(|cell| cell.row == row && cell.last == row);
            cells
                .map(|cell| cell.height_from(0))
                .fold(grid.rows[row], Mp::max)
        })
        .sum()
}

/// The （续表） line above a table that goes on: its height and items.
fn continued(width: Mp, shaper: &mut Shaper<'_>) -> (Mp, Vec<Item>) {
    let style = Style {
        face: Face::Song,
        size: pt(10),
        pitch: pt(16),
        align: Align::Right,
        indent_first: 0,
        indent_left: 0,
        before: 0,
        after: 0,
        keep_next: false,
        fills_pages: false,
        level: 0,
    };
    furniture_line(&style, "（续表）", width, shaper)
}

/// A line that belongs to the page, not to the form's text.
pub(crate) fn furniture_line(
    style: &Style,
    text: &str,
    width: Mp,
    shaper: &mut Shaper<'_>,
) -> (Mp, Vec<Item>) {
    let inlines = vec![Inline::Text {
        text: text.to_owned(),
        look: Look::default(),
        field: String::new(),
    }];
    let paragraph = Paragraph {
        style: style.clone(),
        inlines,
        list: String::new(),
        line: 0,
    };
    let known = shaper.sources.len();
    let atoms = shaper.atoms(&paragraph, width);
    shaper.sources.truncate(known);
    let line = set_line(&atoms, style, 0, width, true);
    let frame = Frame {
        left: 0,
        top: 0,
        right: width,
        bottom: line.height,
    };
    let items = line
        .items
        .into_iter()
        .map(|item| item.repeated().framed(frame))
        .collect();
    (line.height, items)
}
