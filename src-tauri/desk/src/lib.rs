//! The clerk's jobs end to end, each one function over the rooms below, with
//! progress and cancellation. `desk` knows neither Tauri nor the terminal.

pub mod assets;
pub mod desk;
pub mod error;
pub mod progress;
pub mod setting;
pub mod view;
pub mod view_returns;

pub mod adopt;
pub mod assess;
pub mod author;
pub mod batches;
pub mod blank;
pub mod correct;
pub mod counties;
pub mod decide;
pub mod decisions;
pub mod facts_file;
pub mod font_choice;
pub mod keep;
pub mod log;
pub mod opened;
pub mod packs;
pub mod paper;
pub mod paper_check;
pub mod pool;
pub mod print;
pub mod projects;
pub mod register;
pub mod repair;
pub mod replacement;
pub mod replay;
pub mod returns;
pub mod sets;
pub mod settle;
pub mod tables;
pub mod told;
pub mod upgrade;
pub mod withdrawal;
pub mod worksheet;

mod at_hand;
mod common;
mod compare;
mod coverage_table;
mod drafts;
mod duplicates;
mod earlier;
mod explain;
mod flagged;
mod names;
mod page;
mod paper_content;
mod paper_data;
mod questions;
mod reading;
mod shelf;
mod show;
mod summary_table;
mod totals;
mod twins;
mod typed;

pub use desk::Desk;
