//! Policy packs: a city's notice as data, checked, evaluated and explained.
//!
//! `policy` is handed a pack as file name → bytes and facts as values. It does
//! not know where either comes from, does no I/O and reads no clock. Form
//! templates in a pack are opaque to it.

pub mod assessment;
pub mod cases;
pub mod counterfactual;
pub mod declare;
pub mod engine;
pub mod impact;
pub mod notice;
pub mod op;
pub mod pack;
pub mod pool;
pub mod reference;
pub mod related;
pub mod starter;
pub mod table;
pub mod trace;

mod bounds;
mod condition;
mod open;
mod proposal;
mod read;
mod records;
mod wording;

pub use wording::{in_order_of, type_label};
