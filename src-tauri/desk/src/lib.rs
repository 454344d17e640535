//! The clerk's jobs end to end, each one function over the rooms below, with
//! progress and cancellation. `desk` knows neither Tauri nor the terminal.

pub mod progress;
pub mod view;
