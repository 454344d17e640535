//! The clerk's jobs end to end, each one function over the rooms below, with
//! progress and cancellation. `desk` knows neither Tauri nor the terminal.

pub mod assets;
pub mod desk;
pub mod error;
pub mod progress;
pub mod setting;
pub mod view;

pub mod adopt;
pub mod assess;
pub mod author;
pub mod blank;
pub mod correct;
pub mod decide;
pub mod decisions;
pub mod facts_file;
pub mod font_choice;
pub mod keep;
pub mod log;
pub mod packs;
pub mod paper;
pub mod paper_check;
pub mod pool;
pub mod print;
pub mod projects;
pub mod register;
pub mod repair;
pub mod replay;
pub mod returns;
pub mod tables;

mod common;
mod duplicates;
mod explain;
mod names;
mod paper_content;
mod paper_data;
mod reading;
mod show;
mod typed;

pub use desk::Desk;
