//! The two commands of the README, `cargo xtask demo` and `cargo xtask test`,
//! and those of CONTRIBUTING.md for who works on the reader.
//!
//! The first two install what is missing on the machine, saying so before they do.

// This is a terminal program: speaking there is its job.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod corpus;
mod demo;
mod run;
mod setup;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  demo    install what is missing, build, make a library from fixtures/, take in the
          county returns, assess, print, all under target/demo/; with a display, open
          the window on that library
  test    install what is missing and run every check and test, as CI does
  corpus FOLDER
          run the reader over other people's workbooks and compare its texts with
          xlrd's and openpyxl's, where python3 has them";

fn main() -> ExitCode {
    let command = std::env::args().nth(1);
    let outcome = match command.as_deref() {
        Some("demo") => demo::demo(),
        Some("test") => test::test(),
        Some("corpus") => corpus::corpus(std::env::args().nth(2)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}
