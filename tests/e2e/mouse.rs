//! The desktop as a person uses it: a window manager, a mouse, a keyboard.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use ruku_tests::root;

use crate::webdriver::{Window, holds_within, poll};

/// How often a drop is tried.
const DROPS_MAX: usize = 3;
/// How long dropped files may take to be read.
const DROP_PATIENCE: Duration = Duration::from_secs(30);

/// A helper program that ends with the test.
pub(crate) struct Helper(Child);

impl Drop for Helper {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A window manager; dialogs get no keyboard without one.
pub(crate) fn window_manager() -> Helper {
    Helper(
        Command::new("openbox")
            .spawn()
            .expect("openbox is installed by cargo xtask test"),
    )
}

/// Drags files out of a window of their own and drops them on an element, until
/// they have arrived: a busy desktop may lose a drop, as it may lose a person's.
pub(crate) fn drop_files(
    window: &Window,
    files: &[PathBuf],
    target: &str,
    arrived: impl Fn(&Window) -> bool,
) {
    let source = Command::new("/usr/bin/python3")
        .arg(root().join("tests/e2e/drag_source.py"))
        .args(files)
        .spawn()
        .expect("python3-gi is installed by cargo xtask test");
    // It hands the files over, so it stays until they are there.
    let _source = Helper(source);
    for _ in 0..DROPS_MAX {
        drag(window, target);
        if holds_within(DROP_PATIENCE, || arrived(window)) {
            return;
        }
    }
    panic!("{files:?} were dropped {DROPS_MAX} times and never arrived");
}

fn drag(window: &Window, target: &str) {
    let from = centre_of_window("^drag-source$");
    let to = centre_of_element(window, target);
    xdotool(&[
        "mousemove",
        &from.0.to_string(),
        &from.1.to_string(),
        "mousedown",
        "1",
    ]);
    // A drag begins after some pixels, and the target wants to see it come near.
    for step in 1..=10 {
        let along = |a: i64, b: i64| (a + (b - a) * step / 10).to_string();
        xdotool(&[
            "mousemove",
            "--sync",
            &along(from.0, to.0),
            &along(from.1, to.1),
        ]);
        xdotool(&["sleep", "0.05"]);
    }
    xdotool(&[
        "mousemove",
        &(to.0 + 3).to_string(),
        &to.1.to_string(),
        "sleep",
        "0.3",
    ]);
    xdotool(&["mouseup", "1"]);
}

/// Types a path into the system's file dialog and confirms it; again if the
/// dialog was not ready for the keys.
pub(crate) fn choose_in_dialog(title: &str, path: &Path) {
    let path = path.display().to_string();
    let dialog = window_named(title);
    poll("the file dialog to take the path", || {
        if !xdotool_works(&["windowactivate", "--sync", &dialog]) {
            // It has closed since the last look.
            return search(title).is_none().then_some(());
        }
        // In GTK's dialog Ctrl+L opens the field for a path.
        xdotool(&["key", "ctrl+l", "sleep", "0.3", "key", "ctrl+a"]);
        xdotool(&["type", "--delay", "20", &path]);
        xdotool(&["sleep", "0.5", "key", "Return", "sleep", "0.5"]);
        search(title).is_none().then_some(())
    });
}

fn centre_of_window(title: &str) -> (i64, i64) {
    let id = window_named(title);
    let geometry = geometry(&id);
    (geometry.0 + geometry.2 / 2, geometry.1 + geometry.3 / 2)
}

/// Where an element's centre is on the display.
fn centre_of_element(window: &Window, css: &str) -> (i64, i64) {
    let script = format!(
        "const r = document.querySelector('{css}').getBoundingClientRect();\
         return [r.left + r.width / 2, r.top + r.height / 2].map(Math.round)"
    );
    let inside = window.script(&script);
    let inside = |i: usize| inside[i].as_i64().expect("a position is a number");
    let (x, y, _, _) = geometry(&window_named("^入库通"));
    (x + inside(0), y + inside(1))
}

fn window_named(title: &str) -> String {
    poll(title, || search(title))
}

fn search(title: &str) -> Option<String> {
    let output = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", title])
        .output()
        .expect("xdotool is installed by cargo xtask test");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .last()
        .map(str::to_owned)
}

/// Left, top, width and height of a window's inside.
fn geometry(id: &str) -> (i64, i64, i64, i64) {
    let output = Command::new("xdotool")
        .args(["getwindowgeometry", "--shell", id])
        .output()
        .expect("xdotool is installed by cargo xtask test");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |key: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .and_then(|value| value.parse().ok())
            .expect("xdotool names the geometry")
    };
    (value("X"), value("Y"), value("WIDTH"), value("HEIGHT"))
}

fn xdotool(args: &[&str]) {
    assert!(xdotool_works(args), "xdotool {args:?}");
}

fn xdotool_works(args: &[&str]) -> bool {
    let status = Command::new("xdotool").args(args).status();
    status.is_ok_and(|status| status.success())
}
