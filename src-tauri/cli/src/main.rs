//! `ruku`, the command line over `desk`: for scripts, for tests, and for
//! machines without a web view.
//!
//! With `--json` exactly one JSON document goes to stdout; progress and
//! messages go to stderr. Exit status: 0 done, 1 done with errors among the
//! findings, failing cases or ineligible results, 2 wrong use, 3 refused or
//! failed with nothing changed.

// A terminal program speaks on the terminal.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod commands;
mod context;
mod output;
mod return_args;
mod rooms;
mod usage;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match usage::parse() {
        Ok(args) => args,
        Err(status) => return status,
    };
    let json = args.json;
    match commands::run(args) {
        Ok(done) => done.print(json),
        Err(error) => output::fail(&error, json),
    }
}
