//! A PDF file that is written while it grows: page tree, copies, bookmarks,
//! print settings, and everything a reader sees of the file as a whole.
//!
//! What is finished leaves for the output at once; only each object's place is
//! remembered. Memory does not grow with the pages.

use std::io::Write;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use lopdf::{Dictionary, Document as Tree, Object, Stream, StringFormat};
use ruku_model::fingerprint::sha256_hex;
use sha2::{Digest, Sha256};

use super::embed::{Ready, Used, embed, ready};
use super::write::{object, packed, stream, text};
use super::{archive, bad};
use crate::error::PaperError;
use crate::fonts::{FontKey, Fonts};
use crate::units::{A4_LONG, A4_SHORT, Mp};

/// Pages under one node of the page tree.
const LEAF_PAGES: usize = 64;
/// The program's name in a file's properties.
const PRODUCER: &str = "入库通";
/// A comment of bytes above 127 says that the file is no text (ISO 19005-2
/// §6.1.2).
const HEADER: &[u8] = b"%PDF-1.7\n%\xe5\x85\xa5\xe5\xba\x93\n";

/// A PDF file that grows piece by piece.
pub(crate) struct Book<'w> {
    out: &'w mut (dyn Write + Send),
    /// Written, but not yet handed to the output.
    piece: Vec<u8>,
    /// Bytes before the piece.
    before: u64,
    hash: Sha256,
    /// Where each object starts, from object 1; 0 if it is yet to come.
    places: Vec<u64>,
    /// The first object of the piece.
    piece_from: usize,
    root: u32,
    resources: u32,
    leaf: Leaf,
    /// The full nodes of the page tree.
    leaves: Vec<Object>,
    pages: u32,
    bookmarks: Vec<(String, u32)>,
}

/// A node of the page tree that is being filled.
struct Leaf {
    id: u32,
    kids: Vec<Object>,
}

/// A font in a file.
pub(crate) struct Embedded {
    pub(crate) key: FontKey,
    /// Its object.
    pub(crate) id: u32,
    /// What was written there.
    pub(crate) ready: Arc<Ready>,
}

/// What a file says of itself.
pub(crate) struct Cover<'a> {
    pub(crate) title: &'a str,
    pub(crate) created: DateTime<FixedOffset>,
    /// Copies the print dialog starts with.
    pub(crate) copies: u32,
}

impl<'w> Book<'w> {
    pub(crate) fn new(out: &'w mut (dyn Write + Send)) -> Book<'w> {
        let mut book = Book {
            out,
            piece: HEADER.to_vec(),
            before: 0,
            hash: Sha256::new(),
            places: Vec::new(),
            piece_from: 0,
            root: 0,
            resources: 0,
            leaf: Leaf {
                id: 0,
                kids: Vec::new(),
            },
            leaves: Vec::new(),
            pages: 0,
            bookmarks: Vec::new(),
        };
        book.root = book.reserve();
        book.resources = book.reserve();
        book
    }

    /// Writes the pages' contents; gives their objects. They are in the book
    /// once they are bound in.
    pub(crate) fn draw(&mut self, contents: Vec<Vec<u8>>) -> Vec<u32> {
        contents
            .into_iter()
            .map(|content| self.add_stream(&packed(content)))
            .collect()
    }

    /// What was written since the last [`Book::release`], as a reader sees it.
    pub(crate) fn read_piece(&self) -> Result<Tree, PaperError> {
        let mut file = b"%PDF-1.7\n".to_vec();
        let head = file.len();
        file.extend(&self.piece);
        let end = file.len();
        let mut table = Vec::new();
        let places = self.places.iter().enumerate().skip(self.piece_from);
        for (index, place) in places.filter(|(_, place)| **place > 0) {
            let at = place - self.before + u64::try_from(head).unwrap_or(u64::MAX);
            let id = index + 1;
            text(&mut table, format_args!("{id} 1\n{at:010} 00000 n \n"));
        }
        let count = self.places.len() + 1;
        text(
            &mut file,
            format_args!("{count} 0 obj\n<</Type /Catalog>>\nendobj\n"),
        );
        text(&mut table, format_args!("{count} 1\n{end:010} 00000 n \n"));
        let start = file.len();
        file.extend(b"xref\n0 1\n0000000000 65535 f \n");
        file.extend(table);
        let size = count + 1;
        text(
            &mut file,
            format_args!("trailer\n<</Root {count} 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF"),
        );
        Tree::load_mem(&file).map_err(bad)
    }

    /// Hands what was written to the output.
    pub(crate) fn release(&mut self) -> Result<(), PaperError> {
        self.hash.update(&self.piece);
        self.out
            .write_all(&self.piece)
            .map_err(|error| PaperError::Output(error.to_string()))?;
        self.before += u64::try_from(self.piece.len()).unwrap_or(u64::MAX);
        self.piece.clear();
        self.piece_from = self.places.len();
        Ok(())
    }

    /// Takes back what was written since the last [`Book::release`].
    pub(crate) fn discard(&mut self) {
        let kept = if self.before == 0 { HEADER.len() } else { 0 };
        self.piece.truncate(kept);
        self.places.truncate(self.piece_from.max(2));
    }

    /// Binds in one copy of a form; on `fresh_sheet` it is filled up to an even
    /// number of pages. Copies share their pages' contents. Gives the pages.
    pub(crate) fn bind(&mut self, leaves: &[(u32, (Mp, Mp))], fresh_sheet: bool) -> Vec<u32> {
        let pages = leaves
            .iter()
            .map(|(content, size)| self.page(Some(*content), *size))
            .collect::<Vec<_>>();
        if fresh_sheet && pages.len() % 2 == 1 {
            self.page(None, (A4_SHORT, A4_LONG));
        }
        pages
    }

    /// A bookmark to a page.
    pub(crate) fn bookmark(&mut self, title: String, page: u32) {
        self.bookmarks.push((title, page));
    }

    /// The number of pages bound in.
    pub(crate) fn pages(&self) -> u32 {
        self.pages
    }

    fn page(&mut self, content: Option<u32>, (width, height): (Mp, Mp)) -> u32 {
        if self.leaf.kids.is_empty() {
            self.leaf.id = self.reserve();
        }
        let mut page = Dictionary::new();
        page.set("Type", name("Page"));
        page.set("Parent", reference(self.leaf.id));
        // PDF/A asks every page to say it itself (ISO 19005-2 §6.2.2).
        page.set("Resources", reference(self.resources));
        if (width, height) != (A4_SHORT, A4_LONG) {
            page.set("MediaBox", media_box(width, height));
        }
        if let Some(content) = content {
            page.set("Contents", reference(content));
        }
        let id = self.add(&Object::Dictionary(page));
        self.leaf.kids.push(reference(id));
        self.pages += 1;
        if self.leaf.kids.len() == LEAF_PAGES {
            self.close_leaf();
        }
        id
    }

    fn close_leaf(&mut self) {
        let kids = std::mem::take(&mut self.leaf.kids);
        let mut node = Dictionary::new();
        node.set("Type", name("Pages"));
        node.set("Parent", reference(self.root));
        node.set("Count", integer(kids.len()));
        node.set("Kids", kids);
        self.put(self.leaf.id, &Object::Dictionary(node));
        self.leaves.push(reference(self.leaf.id));
    }

    /// Writes an object; gives its number.
    pub(super) fn add(&mut self, object: &Object) -> u32 {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    /// Writes a stream; gives its number.
    pub(super) fn add_stream(&mut self, value: &Stream) -> u32 {
        let id = self.reserve();
        self.place(id);
        stream(value, &mut self.piece);
        self.piece.extend(b"\nendobj\n");
        id
    }

    fn reserve(&mut self) -> u32 {
        self.places.push(0);
        number(self.places.len())
    }

    fn put(&mut self, id: u32, value: &Object) {
        self.place(id);
        object(value, &mut self.piece);
        self.piece.extend(b"\nendobj\n");
    }

    /// An object starts here.
    fn place(&mut self, id: u32) {
        let place = self.before + u64::try_from(self.piece.len()).unwrap_or(u64::MAX);
        if let Some(slot) = usize::try_from(id)
            .ok()
            .and_then(|id| self.places.get_mut(id - 1))
        {
            *slot = place;
        }
        text(&mut self.piece, format_args!("{id} 0 obj\n"));
    }

    /// Embeds the fonts the pages use; gives the object of each.
    pub(crate) fn embed(
        &mut self,
        fonts: &Fonts,
        used: &Used,
    ) -> Result<Vec<Embedded>, PaperError> {
        let mut resources = Dictionary::new();
        let mut embedded = Vec::new();
        for (key, codes) in used {
            let ready = ready(fonts, *key, codes)?;
            let id = embed(self, &ready);
            resources.set(key.resource(), reference(id));
            embedded.push(Embedded {
                key: *key,
                id,
                ready,
            });
        }
        let mut all = Dictionary::new();
        all.set("Font", resources);
        self.put(self.resources, &Object::Dictionary(all));
        Ok(embedded)
    }

    /// Finishes the file; gives its length.
    pub(crate) fn finish(mut self, cover: &Cover<'_>) -> Result<u64, PaperError> {
        if !self.leaf.kids.is_empty() {
            self.close_leaf();
        }
        let mut pages = Dictionary::new();
        pages.set("Type", name("Pages"));
        pages.set("Count", i64::from(self.pages));
        pages.set("MediaBox", media_box(A4_SHORT, A4_LONG));
        pages.set("Kids", std::mem::take(&mut self.leaves));
        self.put(self.root, &Object::Dictionary(pages));
        let outlines = self.outlines();
        let mut catalog = self.catalog(cover, outlines);
        archive::complete(&mut self, &mut catalog, cover, PRODUCER);
        let catalog = self.add(&Object::Dictionary(catalog));
        let info = self.add(&Object::Dictionary(info(cover)));
        self.release()?;
        let id = sha256_hex(&self.hash.clone().finalize());
        let id = Object::String(id.as_bytes()[..32].to_vec(), StringFormat::Literal);
        let mut trailer = Dictionary::new();
        trailer.set("Size", integer(self.places.len() + 1));
        trailer.set("Root", reference(catalog));
        trailer.set("Info", reference(info));
        trailer.set("ID", vec![id.clone(), id]);
        let start = self.before;
        self.xref();
        self.piece.extend(b"trailer\n");
        object(&Object::Dictionary(trailer), &mut self.piece);
        text(
            &mut self.piece,
            format_args!("\nstartxref\n{start}\n%%EOF\n"),
        );
        self.release()?;
        Ok(self.before)
    }

    /// The places of all objects (§7.5.4).
    fn xref(&mut self) {
        let count = self.places.len() + 1;
        text(
            &mut self.piece,
            format_args!("xref\n0 {count}\n0000000000 65535 f \n"),
        );
        for place in &self.places {
            text(&mut self.piece, format_args!("{place:010} 00000 n \n"));
        }
    }

    fn catalog(&self, cover: &Cover<'_>, outlines: Option<u32>) -> Dictionary {
        let mut viewer = Dictionary::new();
        viewer.set("DisplayDocTitle", true);
        viewer.set("Duplex", name("DuplexFlipLongEdge"));
        viewer.set("NumCopies", i64::from(cover.copies));
        viewer.set("PrintScaling", name("None"));
        let mut catalog = Dictionary::new();
        catalog.set("Type", name("Catalog"));
        catalog.set("Pages", reference(self.root));
        catalog.set("Lang", Object::string_literal("zh-CN"));
        catalog.set("ViewerPreferences", viewer);
        catalog.set("PageLayout", name("OneColumn"));
        if let Some(outlines) = outlines {
            catalog.set("Outlines", reference(outlines));
            catalog.set("PageMode", name("UseOutlines"));
        }
        catalog
    }

    fn outlines(&mut self) -> Option<u32> {
        let bookmarks = std::mem::take(&mut self.bookmarks);
        if bookmarks.is_empty() {
            return None;
        }
        let root = self.reserve();
        let ids = bookmarks.iter().map(|_| self.reserve()).collect::<Vec<_>>();
        for (index, (title, page)) in bookmarks.iter().enumerate() {
            let mut entry = Dictionary::new();
            entry.set("Title", words(title));
            entry.set("Parent", reference(root));
            let mut dest = vec![reference(*page), name("XYZ")];
            dest.extend([Object::Null, Object::Null, Object::Null]);
            entry.set("Dest", dest);
            if index > 0 {
                entry.set("Prev", reference(ids[index - 1]));
            }
            if let Some(next) = ids.get(index + 1) {
                entry.set("Next", reference(*next));
            }
            self.put(ids[index], &Object::Dictionary(entry));
        }
        let mut outlines = Dictionary::new();
        outlines.set("Type", name("Outlines"));
        outlines.set("First", reference(ids[0]));
        outlines.set("Last", reference(ids[ids.len() - 1]));
        outlines.set("Count", integer(ids.len()));
        self.put(root, &Object::Dictionary(outlines));
        Some(root)
    }
}

fn info(cover: &Cover<'_>) -> Dictionary {
    let offset = cover.created.format("%:z").to_string().replace(':', "'");
    let date = cover.created.format("D:%Y%m%d%H%M%S");
    let date = Object::string_literal(format!("{date}{offset}'"));
    let mut info = Dictionary::new();
    info.set("Title", words(cover.title));
    info.set("Creator", words(PRODUCER));
    info.set("Producer", words(PRODUCER));
    info.set("CreationDate", date.clone());
    info.set("ModDate", date);
    info
}

/// Milli-points as the points PDF counts in.
fn media_box(width: Mp, height: Mp) -> Object {
    let points = |length: Mp| Object::Real(length as f32 / 1000.0);
    Object::Array(vec![0.into(), 0.into(), points(width), points(height)])
}

fn words(text: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn reference(id: u32) -> Object {
    Object::Reference((id, 0))
}

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
