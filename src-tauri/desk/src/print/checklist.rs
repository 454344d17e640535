//! The list that goes round with a batch: which form, which copies, who signs
//! where, where the seal goes, with a box to tick for every copy.

use std::path::Path;

use ruku_papers::print::single;
use ruku_papers::signing::{Deed, SigningPlace, places};
use ruku_papers::template::{Template, render};
use serde_json::{Value, json};

use super::Filled;
use super::desktop::Desktop;
use super::files::{FileKind, file_safe, printed};
use crate::assets::{read, write};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::PrintedFile;

/// The list's template among the common forms; it is no form of its own.
const TEMPLATE: &str = "forms/signing_checklist.html";

impl Desk {
    /// Writes the list of what is to be signed and sealed in a batch.
    pub(super) fn print_checklist(
        &self,
        desktop: &Desktop,
        filled: &[Filled],
        copies: u32,
        folder: &Path,
    ) -> Result<PrintedFile, DeskError> {
        let fonts = self.fonts()?;
        let mut rows = Vec::new();
        let mut most = 0;
        for form in filled {
            let (pages, places) = places(&form.document, &fonts)?;
            most = most.max(pages);
            rows.push(json!({
                "subject": desktop.named(&form.subject),
                "signs": said(&places, Deed::Sign),
                "seals": said(&places, Deed::Seal),
                "straddle": pages > 1,
                "pages": pages,
                "copies": (1..=copies).collect::<Vec<u32>>(),
            }));
        }
        let data = json!({
            "programme": {
                "title": desktop.pack.title, "document_number": desktop.pack.document_number,
                "notice": desktop.pack.citation(), "year": desktop.pack.year,
                "city": desktop.pack.city, "issuer": desktop.pack.issuer,
            },
            "form": {
                "id": "signing_checklist", "title": "签字盖章清单", "copies": 1,
                "version": "2", "illustrative": false,
            },
            "fingerprint": "",
            "printed_on": desktop.printed_on,
            "data": {
                "title": desktop.form.title, "copies": copies, "subjects": rows.len(),
                "copies_total": rows.len() * copies as usize,
                "straddle": most > 1, "pages_most": if most > 2 { "多" } else { "两" },
                "papers": rows,
            },
        });
        let source = read(&self.setting.assets.path(TEMPLATE))?;
        let template = Template::parse(TEMPLATE, &String::from_utf8_lossy(&source))?;
        let document = render(&template, &data)?;
        let pdf = single(&document, &fonts, &self.print_options(Some(1)))?;
        let name = format!("{}_签章清单.pdf", desktop.form.short);
        let path = folder.join(file_safe(&name));
        write(&path, &pdf.bytes)?;
        Ok(printed(
            &path,
            FileKind::Checklist,
            "签章清单：谁签字、章盖在哪里，逐份打勾",
            (pdf.pages, 1),
        ))
    }
}

/// The places of a deed as a clerk finds them: 第2页 法定代表人（签字）.
fn said(places: &[SigningPlace], deed: Deed) -> Vec<Value> {
    places
        .iter()
        .filter(|place| place.deed == deed)
        .map(|place| Value::String(format!("第{}页　{}", place.page, place.words)))
        .collect()
}
