//! The real window, end to end, under Xvfb: files dropped and chosen, a
//! project's amount read off the screen, forms printed and read back.
//!
//! Run by `cargo xtask test`, which brings display, window manager and bus.
//! Pictures of every screen are left in `$RUKU_E2E_OUT`, by default in the
//! system's folder for temporary files, so that a person can look at them.

mod mouse;
mod papers;
mod road;
mod webdriver;
