//! The window of 入库通: Tauri commands of a few lines each over
//! [`ruku_desk`]. The shell holds no domain logic.

pub mod commands;
pub mod counter;
pub mod start;

mod recent;
mod work;
