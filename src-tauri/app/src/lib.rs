//! The window of 入库通: Tauri commands of a few lines each over
//! [`ruku_desk`]. The shell holds no domain logic.

pub mod commands;
pub mod start;
pub mod window;

mod recent;
mod work;
