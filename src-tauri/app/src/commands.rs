//! The commands the window may call: take arguments, call one function of the
//! desk, hand on what it gives.

pub mod counties;
pub mod decisions;
pub mod files;
pub mod library;
pub mod packs;
pub mod papers;
pub mod projects;
pub mod register;
pub mod returns;
pub mod worksheet;
