//! Running other programs, with the command line shown and failures named.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a step gives: nothing, or a sentence on what failed.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The top folder of the source tree, as cargo names it now: a tree that was
/// moved with what was built in it has another than when it was built.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors()
        .nth(2)
        .unwrap_or(Path::new("."))
        .to_path_buf()
}

/// A command in the top folder.
pub(crate) fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// Cargo, the one that runs this task. In CI nothing is built a second time,
/// so the files that would make it quicker are not written.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut cargo = command(
        &std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()),
        args,
    );
    without_incremental(&mut cargo);
    cargo
}

/// A program cargo has built: it lies where cargo put this task.
pub(crate) fn built(name: &str) -> Outcome<PathBuf> {
    std::env::current_exe()
        .map(|task| task.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .map_err(|error| format!("where this task lies is not known: {error}"))
}

/// Leaves out incremental files where `CI` is set.
pub(crate) fn without_incremental(command: &mut Command) {
    if std::env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
}

/// Runs a command with its output on the terminal.
pub(crate) fn show(what: &str, mut command: Command) -> Outcome {
    println!("\n== {what}\n   $ {}", line(&command));
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("{what}: cannot start {}: {error}", line(&command)))?;
    if !status.success() {
        return Err(format!("{what} failed: {}", line(&command)));
    }
    println!("   done in {} s", start.elapsed().as_secs());
    Ok(())
}

/// Runs a command and returns what it printed on stdout, whatever its status
/// among `accepted`.
pub(crate) fn output(mut command: Command, accepted: &[i32]) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start {}: {error}", line(&command)))?;
    if !output
        .status
        .code()
        .is_some_and(|code| accepted.contains(&code))
    {
        return Err(format!("{} ended with {}", line(&command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// Whether a program can be started with these arguments and succeeds.
pub(crate) fn succeeds(program: &str, args: &[&str]) -> bool {
    command(program, args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn line(command: &Command) -> String {
    let mut parts = vec![command.get_program().to_string_lossy().into_owned()];
    parts.extend(
        command
            .get_args()
            .map(|arg| arg.to_string_lossy().into_owned()),
    );
    parts.join(" ")
}
