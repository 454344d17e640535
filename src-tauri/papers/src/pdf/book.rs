//! Putting object trees together into one file: page tree, copies, bookmarks,
//! print settings, and everything a reader sees of the file as a whole.

use chrono::{Datelike, NaiveDateTime, Timelike};
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};
use ruku_model::fingerprint::sha256_hex;

use super::archive;
use crate::error::PaperError;
use crate::units::{A4_LONG, A4_SHORT};

/// A PDF file that grows piece by piece.
pub(crate) struct Book {
    document: Document,
    root: ObjectId,
    kids: Vec<Object>,
    bookmarks: Vec<(String, ObjectId)>,
    /// Hashes of what was added, for the file's identifier.
    digest: String,
}

/// What a file says of itself.
pub(crate) struct Cover<'a> {
    pub(crate) title: &'a str,
    pub(crate) created: NaiveDateTime,
    /// Copies the print dialog starts with.
    pub(crate) copies: u32,
}

impl Book {
    pub(crate) fn new() -> Book {
        let mut document = Document::with_version("1.7");
        let root = document.new_object_id();
        Book {
            document,
            root,
            kids: Vec::new(),
            bookmarks: Vec::new(),
            digest: String::new(),
        }
    }

    /// Adds a drawn piece; gives its pages, which are not in the book until
    /// they are bound in.
    pub(crate) fn add(&mut self, mut piece: Document) -> Vec<ObjectId> {
        piece.compress();
        piece.renumber_objects_with(self.document.max_id + 1);
        let pages = piece.get_pages().into_values().collect::<Vec<_>>();
        let own_info = piece
            .trailer
            .get(b"Info")
            .and_then(Object::as_reference)
            .ok();
        let mut hashes = String::new();
        for (id, object) in piece.objects {
            let kind = object.as_dict().ok().and_then(|dict| dict.get_type().ok());
            if matches!(kind, Some(b"Catalog" | b"Pages")) || Some(id) == own_info {
                continue;
            }
            if let Ok(stream) = object.as_stream() {
                hashes.push_str(&sha256_hex(&stream.content));
            }
            self.document.max_id = self.document.max_id.max(id.0);
            self.document.objects.insert(id, object);
        }
        self.digest = sha256_hex(format!("{}{hashes}", self.digest).as_bytes());
        pages
    }

    /// Binds in one copy of a form; on `fresh_sheet` it is filled up to an even
    /// number of pages. The first copy of each form keeps its pages, further
    /// ones share their contents.
    pub(crate) fn bind(
        &mut self,
        pages: &[ObjectId],
        first: bool,
        fresh_sheet: bool,
    ) -> Result<(), PaperError> {
        for &page in pages {
            let root = self.root;
            let original = self.document.get_dictionary_mut(page).map_err(bad)?;
            original.set("Parent", Object::Reference(root));
            // They repeat the media box; a large batch has many pages.
            for key in [b"TrimBox".as_slice(), b"CropBox", b"Annots"] {
                original.remove(key);
            }
            let id = if first {
                page
            } else {
                let copy = original.clone();
                self.document.add_object(copy)
            };
            self.kids.push(Object::Reference(id));
        }
        if fresh_sheet && pages.len() % 2 == 1 {
            let blank = self.blank_page();
            self.kids.push(Object::Reference(blank));
        }
        Ok(())
    }

    /// A bookmark to a page.
    pub(crate) fn bookmark(&mut self, title: &str, page: ObjectId) {
        self.bookmarks.push((title.to_owned(), page));
    }

    /// The number of pages bound in.
    pub(crate) fn pages(&self) -> usize {
        self.kids.len()
    }

    fn blank_page(&mut self) -> ObjectId {
        let number = |length: i64| Object::Real(length as f32 / 1000.0);
        let mut page = Dictionary::new();
        page.set("Type", Object::Name(b"Page".to_vec()));
        page.set("Parent", Object::Reference(self.root));
        page.set(
            "MediaBox",
            vec![
                Object::Integer(0),
                Object::Integer(0),
                number(A4_SHORT),
                number(A4_LONG),
            ],
        );
        page.set("Resources", Dictionary::new());
        self.document.add_object(page)
    }

    /// Finishes the file.
    pub(crate) fn finish(mut self, cover: &Cover<'_>) -> Result<Vec<u8>, PaperError> {
        let mut pages = Dictionary::new();
        pages.set("Type", Object::Name(b"Pages".to_vec()));
        pages.set("Count", integer(self.kids.len()));
        pages.set("Kids", std::mem::take(&mut self.kids));
        self.document
            .objects
            .insert(self.root, Object::Dictionary(pages));
        let outlines = self.outlines();
        let mut catalog = self.catalog(cover, outlines);
        archive::complete(
            &mut self.document,
            &mut catalog,
            cover.title,
            PRODUCER,
            cover.created,
        );
        let catalog = self.document.add_object(catalog);
        let info = self.document.add_object(info(cover));
        let id = sha256_hex(
            format!(
                "{}{}{}{}",
                self.digest, cover.title, cover.created, cover.copies
            )
            .as_bytes(),
        );
        let id = Object::String(id.as_bytes()[..32].to_vec(), StringFormat::Literal);
        let trailer = &mut self.document.trailer;
        trailer.set("Root", Object::Reference(catalog));
        trailer.set("Info", Object::Reference(info));
        trailer.set("ID", vec![id.clone(), id]);
        let mut bytes = Vec::new();
        self.document
            .save_to(&mut bytes)
            .map_err(|error| PaperError::Pdf(error.to_string()))?;
        Ok(bytes)
    }

    fn catalog(&self, cover: &Cover<'_>, outlines: Option<ObjectId>) -> Dictionary {
        let name = |name: &str| Object::Name(name.as_bytes().to_vec());
        let mut viewer = Dictionary::new();
        viewer.set("DisplayDocTitle", true);
        viewer.set("Duplex", name("DuplexFlipLongEdge"));
        viewer.set("NumCopies", i64::from(cover.copies));
        viewer.set("PrintScaling", name("None"));
        let mut catalog = Dictionary::new();
        catalog.set("Type", name("Catalog"));
        catalog.set("Pages", Object::Reference(self.root));
        catalog.set("Lang", Object::string_literal("zh-CN"));
        catalog.set("ViewerPreferences", viewer);
        catalog.set("PageLayout", name("OneColumn"));
        if let Some(outlines) = outlines {
            catalog.set("Outlines", Object::Reference(outlines));
            catalog.set("PageMode", name("UseOutlines"));
        }
        catalog
    }

    fn outlines(&mut self) -> Option<ObjectId> {
        let bookmarks = std::mem::take(&mut self.bookmarks);
        if bookmarks.is_empty() {
            return None;
        }
        let root = self.document.new_object_id();
        let ids = bookmarks
            .iter()
            .map(|_| self.document.new_object_id())
            .collect::<Vec<_>>();
        for (index, (title, page)) in bookmarks.iter().enumerate() {
            let mut entry = Dictionary::new();
            entry.set("Title", text(title));
            entry.set("Parent", Object::Reference(root));
            let dest = vec![
                Object::Reference(*page),
                Object::Name(b"XYZ".to_vec()),
                Object::Null,
                Object::Null,
                Object::Null,
            ];
            entry.set("Dest", dest);
            if index > 0 {
                entry.set("Prev", Object::Reference(ids[index - 1]));
            }
            if let Some(next) = ids.get(index + 1) {
                entry.set("Next", Object::Reference(*next));
            }
            self.document
                .objects
                .insert(ids[index], Object::Dictionary(entry));
        }
        let mut outlines = Dictionary::new();
        outlines.set("Type", Object::Name(b"Outlines".to_vec()));
        outlines.set("First", Object::Reference(ids[0]));
        outlines.set("Last", Object::Reference(ids[ids.len() - 1]));
        outlines.set("Count", integer(ids.len()));
        self.document
            .objects
            .insert(root, Object::Dictionary(outlines));
        Some(root)
    }
}

fn info(cover: &Cover<'_>) -> Dictionary {
    let date = Object::string_literal(pdf_date(cover.created));
    let mut info = Dictionary::new();
    info.set("Title", text(cover.title));
    info.set("Creator", text(PRODUCER));
    info.set("Producer", text(PRODUCER));
    info.set("CreationDate", date.clone());
    info.set("ModDate", date);
    info
}

/// The program's name in a file's properties.
const PRODUCER: &str = "入库通";

/// A moment in China's time, as PDF writes it.
fn pdf_date(at: NaiveDateTime) -> String {
    format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}+08'00'",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

fn text(text: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn bad(error: lopdf::Error) -> PaperError {
    PaperError::Pdf(error.to_string())
}
