//! The clerk's jobs end to end, each one function over the rooms below, with
//! progress and cancellation. `desk` knows neither Tauri nor the terminal.

pub mod assets;
pub mod desk;
pub mod error;
pub mod progress;
pub mod setting;
pub mod view;
pub mod view_returns;

pub mod assess;
pub mod author;
pub mod batches;
pub mod blank;
pub mod correct;
pub mod counties;
pub mod decide;
pub mod facts_file;
pub mod keep;
pub mod opened;
pub mod paper;
pub mod print;
pub mod projects;
pub mod repair;
pub mod returns;
pub mod sets;
pub mod settle;
pub mod tables;
pub mod verify_paper;
pub mod withdrawal;
pub mod worksheet;

mod common;
mod compare;
mod duplicates;
mod evidence;
mod page;
mod paper_data;
mod reading;
mod show;
mod summary_table;
mod typed;

pub use desk::Desk;
