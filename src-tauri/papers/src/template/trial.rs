//! Trying a template out: does it parse, does it print blank, which facts does
//! it use. For `ruku paper check`.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Library, Template, render};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::layout::lay_out;
use crate::proof;

/// A form template to start from.
pub const STARTER: &str = include_str!("starter.html");

/// What trying a template told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Pages of the blank form.
    pub pages: usize,
    /// The facts it uses, for comparison with its pack's.
    pub facts: BTreeSet<String>,
}

/// Parses a template with the blocks it includes and lays it out blank.
///
/// # Errors
/// Every fault of the template, or why the blank form cannot be printed.
pub fn check(
    name: &str,
    source: &str,
    library: Library<'_>,
    fonts: &Fonts,
) -> Result<Trial, PaperError> {
    let template = Template::parse_with(name, source, library)?;
    let blank = json!({
        "programme": {
            "title": "", "document_number": "", "notice": "", "year": "", "city": "",
            "issuer": "",
        },
        "form": {"id": "", "title": "", "copies": 1, "copies_clause": null, "version": "0", "illustrative": true},
        "fingerprint": "",
        "data": {"blank": true},
        "direction": {"id": "", "label": ""},
    });
    let laid = lay_out(&render(&template, &blank)?, fonts)?;
    proof::laid(&laid)?;
    Ok(Trial {
        pages: laid.pages.len(),
        facts: template.facts(),
    })
}
