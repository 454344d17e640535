//! What papers promises, tried on the forms the packs ship and judged by
//! poppler, not by our own reader.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod complete;
mod continued;
mod data;
mod fonts;
mod forms;
mod official;
mod poppler;
mod prints;
mod random;
mod tables;
mod templates;
