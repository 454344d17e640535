//! `ruku-desktop [--library DIR] [--assets DIR]`: opens the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    ruku_app::start::run(std::env::args_os().skip(1))
}
