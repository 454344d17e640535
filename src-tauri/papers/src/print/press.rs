//! Putting laid-out forms into a file, each read back before it is released.

use std::io::Write;
use std::ops::Range;

use ruku_model::fingerprint::ALPHABET;

use crate::error::{PaperError, Place};
use crate::fonts::{Face, Fonts};
use crate::pdf::book::{Book, Cover};
use crate::pdf::embed::{Use, Used};
use crate::pdf::{draw, outlines};
use crate::proof;
use crate::sheet::Laid;
use crate::units::Mp;

/// A file that forms are put into.
pub(super) struct Press<'w, 'f> {
    book: Book<'w>,
    fonts: &'f Fonts,
    used: Used,
}

/// The contents of a form's pages in the file, with the pages' sizes.
type Leaves = Vec<(u32, (Mp, Mp))>;

impl<'w, 'f> Press<'w, 'f> {
    pub(super) fn new(out: &'w mut (dyn Write + Send), fonts: &'f Fonts) -> Press<'w, 'f> {
        Press {
            book: Book::new(out),
            fonts,
            used: Used::new(),
        }
    }

    /// The pages so far.
    pub(super) fn pages(&self) -> u32 {
        self.book.pages()
    }

    /// One copy, with a bookmark for each of its headings.
    pub(super) fn alone(&mut self, laid: &Laid) -> Result<(), PaperError> {
        let leaves = self.draw(laid)?;
        let pages = self.book.bind(&leaves, false);
        for bookmark in &laid.bookmarks {
            if let Some(page) = pages.get(bookmark.page - 1) {
                self.book.bookmark(bookmark.title.clone(), *page);
            }
        }
        self.book.release()
    }

    /// The copies of a form that are asked for, each on a fresh sheet, with a
    /// bookmark to the first of them.
    pub(super) fn collated(&mut self, laid: &Laid, copies: Range<u32>) -> Result<(), PaperError> {
        if copies.is_empty() {
            return Ok(());
        }
        let leaves = match self.draw(laid) {
            Ok(leaves) => leaves,
            Err(error) => {
                self.book.discard();
                return Err(error);
            }
        };
        let title = match laid.meta.subject.as_str() {
            "" => &laid.meta.title,
            subject => subject,
        };
        for copy in copies.clone() {
            let pages = self.book.bind(&leaves, true);
            if let Some(page) = pages.first().filter(|_| copy == copies.start) {
                self.book.bookmark(title.to_owned(), *page);
            }
        }
        self.book.release()
    }

    /// Writes the contents of a form's pages and reads them back.
    fn draw(&mut self, laid: &Laid) -> Result<Leaves, PaperError> {
        let contents = self.book.draw(draw::contents(&laid.pages)?);
        proof::read_back(&self.book.read_piece()?, &contents, laid, self.fonts)?;
        self.remember(laid);
        let sizes = laid.pages.iter().map(|page| (page.width, page.height));
        Ok(contents.into_iter().zip(sizes).collect())
    }

    fn remember(&mut self, laid: &Laid) {
        for run in laid.pages.iter().flat_map(|page| page.runs()) {
            let codes = self.used.entry(run.font).or_default();
            for glyph in &run.glyphs {
                codes.entry(glyph.code).or_insert_with(|| Use {
                    character: glyph.character,
                    place: laid.place_of(run),
                });
            }
        }
        if !laid.meta.fingerprint.is_empty() {
            self.remember_fingerprints();
        }
    }

    /// All a fingerprint can be made of, with the numbers of pages: the fonts of
    /// a form do not differ from file to file for their feet, and are made once.
    fn remember_fingerprints(&mut self) {
        let letters = ALPHABET.iter().map(|letter| char::from(*letter));
        for character in letters.chain('0'..='9').chain(['-']) {
            if let Some(glyph) = self.fonts.glyph(Face::Song, character) {
                let codes = self.used.entry(glyph.font).or_default();
                codes.entry(glyph.code).or_insert_with(|| Use {
                    character,
                    place: Place::default(),
                });
            }
        }
    }

    /// Embeds the fonts, reads them back, and finishes the file; gives its
    /// length.
    pub(super) fn finish(mut self, cover: &Cover<'_>) -> Result<u64, PaperError> {
        let embedded = self.book.embed(self.fonts, &self.used)?;
        outlines::check(&self.book.read_piece()?, &embedded, self.fonts, &self.used)?;
        self.book.release()?;
        self.book.finish(cover)
    }
}
