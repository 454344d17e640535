//! What the machine must have, and installing what it lacks.
//!
//! System packages come through the system's package manager by name; it is
//! said first which ones and why. Only Debian's is spoken to; elsewhere the
//! names are shown and the person installs them.

use crate::run::{Outcome, command, show, succeeds};

/// A Debian package and what it is for.
struct Package {
    name: &'static str,
    why: &'static str,
}

const fn package(name: &'static str, why: &'static str) -> Package {
    Package { name, why }
}

/// For the command line: SQLite is compiled from C.
const CORE: &[Package] = &[
    package("gcc", "compiles SQLite, links the programs"),
    package("libc6-dev", "compiles SQLite"),
];

/// For the window.
const SHELL: &[Package] = &[
    package("pkg-config", "finds the web view"),
    package("libwebkit2gtk-4.1-dev", "the web view of the window"),
    package("fonts-noto-cjk", "Chinese text in the window"),
];

/// For the tests of the window and of the printed papers.
const TESTS: &[Package] = &[
    package("xvfb", "a display for the window test"),
    package("xauth", "a display for the window test"),
    package("openbox", "a window manager for the window test"),
    package("dbus", "a session bus for the window test"),
    package("dbus-x11", "a session bus for the window test"),
    package("xdotool", "drags files into the window"),
    package("python3-gi", "a window to drag files from"),
    package("gir1.2-gtk-3.0", "a window to drag files from"),
    package("webkit2gtk-driver", "drives the window"),
    package("poppler-utils", "reads printed PDFs back"),
    package("gcc-mingw-w64-x86-64", "checks the build for Windows"),
];

/// What the command line needs.
pub(crate) fn core() -> Outcome {
    install(&[CORE])
}

/// What the window needs, the UI's packages included.
pub(crate) fn shell() -> Outcome {
    install(&[CORE, SHELL])?;
    node()
}

/// What the whole test run needs.
pub(crate) fn tests() -> Outcome {
    install(&[CORE, SHELL, TESTS])?;
    node()
}

fn node() -> Outcome {
    if succeeds("npm", &["--version"]) {
        return Ok(());
    }
    Err("npm is not there: install Node.js 20 or newer, then run this again".to_owned())
}

fn install(groups: &[&[Package]]) -> Outcome {
    let missing: Vec<&Package> = groups
        .iter()
        .flat_map(|group| group.iter())
        .filter(|p| !installed(p.name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("This machine lacks:");
    for package in &missing {
        println!("  {:<24} {}", package.name, package.why);
    }
    if !succeeds("apt-get", &["--version"]) {
        return Err("apt-get is not there: install the packages above by hand".to_owned());
    }
    println!("They are installed now with apt-get.");
    apt(&["update", "--quiet"])?;
    let mut args = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    args.extend(missing.iter().map(|package| package.name));
    apt(&args)
}

fn installed(name: &str) -> bool {
    let query = command(
        "dpkg-query",
        &["--show", "--showformat=${db:Status-Status}", name],
    )
    .output()
    .ok();
    query.is_some_and(|output| output.status.success() && output.stdout == b"installed")
}

fn apt(args: &[&str]) -> Outcome {
    let is_root = command("id", &["-u"])
        .output()
        .is_ok_and(|o| o.stdout.starts_with(b"0"));
    let mut apt = if is_root {
        command("apt-get", args)
    } else {
        let mut with_sudo = vec!["--preserve-env=DEBIAN_FRONTEND", "apt-get"];
        with_sudo.extend(args);
        command("sudo", &with_sudo)
    };
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    show("system packages", apt)
}
