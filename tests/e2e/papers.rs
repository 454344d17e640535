//! Paper after the print: a file looked at, opened and saved elsewhere; a sheet
//! checked by two groups; its copies written down.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;

use crate::mouse;
use crate::road::{Road, enabled, mark};

/// Puts a viewer in the way of the system's: it only notes what it is to open.
pub(crate) fn viewer(home: &Path) {
    let folder = home.join("bin");
    let script = format!(
        "#!/bin/sh\nprintf %s \"$1\" > '{}'\n",
        home.join("opened").display()
    );
    fs::create_dir_all(&folder).expect("the home is ours");
    let viewer = folder.join("xdg-open");
    fs::write(&viewer, script).expect("the home is ours");
    fs::set_permissions(&viewer, fs::Permissions::from_mode(0o755)).expect("the file is ours");
}

impl Road {
    /// What was printed last is looked at, opened and saved as another file.
    pub(crate) fn handle_a_print(&self, home: &Path) {
        let window = &self.window;
        let path = window.script(&format!(
            "return document.querySelector('{}').dataset.path",
            mark("printed-file")
        ));
        let path = Path::new(path.as_str().expect("a file has a path"));
        window.click(&mark("btn-look"));
        let shown = format!("{}:not([data-pages=\"0\"])", mark("preview"));
        window.wait("the printed file to be shown", |w| {
            !w.all(&shown).is_empty()
        });
        self.look("10-打印-预览成册");

        window.click(&format!("{} {}", mark("printed"), mark("btn-open-file")));
        let opened = home.join("opened");
        window.wait("the viewer to be called", |_| {
            fs::read_to_string(&opened).is_ok_and(|one| Path::new(&one) == path)
        });

        let copy = home.join("copy.pdf");
        window.click(&format!("{} {}", mark("printed"), mark("btn-save-as")));
        mouse::choose_in_dialog("另存为", &copy);
        window.wait("the copy to arrive", |_| {
            fs::read(&copy).is_ok_and(|bytes| Some(bytes) == fs::read(path).ok())
        });
        assert!(
            !window.all(&mark("printed-file")).is_empty(),
            "the list of files is still there"
        );
    }

    /// A sheet that came back is checked by two groups, and its copies are
    /// written down as signed.
    pub(crate) fn papers(&self) {
        let window = &self.window;
        window.click(&mark("nav-papers"));
        window.find(&mark("print-row"));
        let print = self.first_print();
        let fingerprint = print["fingerprint"].as_str().unwrap_or_default();
        let groups: Vec<&str> = fingerprint.split('-').collect();
        let typed = format!("{} {}", groups[3], groups[1]);
        window.replace(&mark("paper-groups"), &typed);
        window.click(&enabled("btn-check-groups"));
        let result = window.text_when(&mark("paper-result"), |text| !text.is_empty());
        assert!(
            result.contains("一致"),
            "nothing has changed since: {result}"
        );

        let row = format!("[data-print=\"{}\"]", print["id"]);
        window.click(&format!("{row} {}", mark("choose-print")));
        window.click(&enabled("btn-mark-copies"));
        window.click(&enabled("btn-confirm"));
        let summary = format!("{row} {}", mark("copies-summary"));
        window.text_when(&summary, |text| text == "已签字7份");
        assert_eq!(
            self.first_print()["summary"],
            "已签字7份",
            "the library says what the screen says"
        );
        self.look("11-纸件");
    }

    fn first_print(&self) -> Value {
        self.ruku(&["paper", "register", "list"])["prints"][0].clone()
    }
}
