//! `cargo xtask test`: every gate of the house, in one command, the same in CI.

use std::process::Command;

use crate::run::{Outcome, cargo, command, output, root, show, succeeds, without_incremental};
use crate::setup;

/// One feature set for every step, so that nothing is compiled twice: the shell
/// as it ships, serving the UI from the bundle, and the window's test.
const FEATURES: &str = "ruku-app/custom-protocol,ruku-tests/e2e";
const WINDOWS: &str = "x86_64-pc-windows-gnu";
const DENY_VERSION: &str = "0.20.2";

/// Installs what is missing, then runs everything; stops at the first failure.
pub(crate) fn test() -> Outcome {
    setup::tests()?;
    show("formatting", cargo(&["fmt", "--all", "--check"]))?;
    ui()?;
    let lints = workspace("clippy", &["--all-targets"], &["-D", "warnings"]);
    show("lints", cargo(&lints))?;
    show("build", cargo(&workspace("build", &[], &[])))?;
    show(
        "tests, the window's among them",
        on_a_display(&workspace("test", &[], &[])),
    )?;
    bindings()?;
    windows()?;
    dependencies()?;
    println!("\nall checks passed");
    Ok(())
}

fn npm(args: &[&str]) -> Command {
    let mut npm = command("npm", args);
    npm.current_dir(root().join("ui"));
    npm
}

/// Installs the UI's packages and builds it into `ui/dist`.
pub(crate) fn build_ui() -> Outcome {
    show("UI packages", npm(&["ci", "--no-audit", "--no-fund"]))?;
    show("UI build", npm(&["run", "build"]))
}

fn ui() -> Outcome {
    build_ui()?;
    show("UI types", npm(&["run", "check"]))?;
    show("UI tests", npm(&["run", "test"]))
}

/// The tests have just written the UI's types anew: they must be the committed ones.
fn bindings() -> Outcome {
    let changed = output(
        command("git", &["status", "--porcelain", "--", "ui/src/gen"]),
        &[0],
    )?;
    if changed.is_empty() {
        return Ok(());
    }
    Err(format!(
        "ui/src/gen is stale; commit what the tests wrote:\n{changed}"
    ))
}

/// Most users sit at Windows: everything but the shell must compile for it,
/// wherever the toolchain can be told to.
fn windows() -> Outcome {
    let targets = output(command("rustup", &["target", "list", "--installed"]), &[0]);
    let there = targets.is_ok_and(|list| list.lines().any(|line| line == WINDOWS));
    if !there && !succeeds("rustup", &["target", "add", WINDOWS]) {
        println!("\n== check for Windows\n   left out: rustup cannot add {WINDOWS} here");
        return Ok(());
    }
    show(
        "check for Windows",
        cargo(&["check", "--target", WINDOWS, "--locked"]),
    )
}

/// Licences, sources and bans of every dependency (`deny.toml`).
fn dependencies() -> Outcome {
    if !succeeds("cargo", &["deny", "--version"]) {
        show(
            "cargo-deny",
            cargo(&[
                "install",
                "cargo-deny",
                "--locked",
                "--version",
                DENY_VERSION,
            ]),
        )?;
    }
    show(
        "dependencies",
        cargo(&["deny", "check", "bans", "licenses", "sources"]),
    )
}

/// A cargo command over the whole workspace.
fn workspace<'a>(command: &'a str, options: &[&'a str], rest: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec![command, "--workspace", "--locked", "--features", FEATURES];
    args.extend(options);
    if !rest.is_empty() {
        args.push("--");
        args.extend(rest);
    }
    args
}

/// Cargo on a display and a bus of its own: the window's test needs both.
fn on_a_display(args: &[&str]) -> Command {
    let mut run = command(
        "xvfb-run",
        &[
            "--auto-servernum",
            "--server-args=-screen 0 1400x1000x24",
            "dbus-run-session",
            "--",
        ],
    );
    run.arg(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    run.args(args);
    without_incremental(&mut run);
    run
}
