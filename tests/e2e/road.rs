//! One clerk's morning: a new library, returns by drop and by dialog, what is
//! refused, an amount with its reason, three forms.

use std::path::{Path, PathBuf};
use std::process::Command;

use ruku_tests::root;
use serde_json::Value;

use crate::webdriver::Window;
use crate::{mouse, papers};

const PACK: &str = "shaoguan-2022-industrial-internet";
const RETURNS: &str = "fixtures/returns/shaoguan-2022";

/// A mark of the screens (ui/README.md).
pub(crate) fn mark(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

/// The same, once it can be used: a click on a button that is not ready does nothing.
pub(crate) fn enabled(name: &str) -> String {
    format!("{}:not([disabled])", mark(name))
}

fn fixture(path: &str) -> PathBuf {
    root()
        .join(path)
        .canonicalize()
        .expect("the fixture is there")
}

/// Where the built programs are: beside this test's own.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows itself");
    let folder = test
        .ancestors()
        .nth(2)
        .expect("tests lie in target/debug/deps");
    let program = folder.join(name);
    assert!(
        program.is_file(),
        "{} is built first by cargo xtask test",
        program.display()
    );
    program
}

/// Where the pictures go.
fn pictures() -> PathBuf {
    let folder = std::env::var_os("RUKU_E2E_OUT")
        .map_or_else(|| std::env::temp_dir().join("ruku-e2e"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("the folder for pictures can be made");
    folder
}

pub(crate) struct Road {
    pub(crate) window: Window,
    library: PathBuf,
    pictures: PathBuf,
}

#[test]
fn a_clerk_goes_the_whole_road() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let _manager = mouse::window_manager();
    papers::viewer(home.path());
    let assets = fixture("assets").display().to_string();
    let window = Window::start(
        &program("ruku-desktop"),
        &["--assets", &assets],
        home.path(),
    );
    let road = Road {
        window,
        library: home.path().join("项目库"),
        pictures: pictures(),
    };
    road.make_a_library();
    road.drop_returns();
    road.look_through_a_return();
    road.choose_a_return();
    road.refuse_a_bad_file();
    road.assess();
    road.stop_a_long_print();
    road.print(home.path());
    road.handle_a_print(home.path());
    road.papers();
    println!("pictures of the screens: {}", road.pictures.display());
}

impl Drop for Road {
    /// What the screen showed when the test gave up.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.look("失败");
        }
    }
}

impl Road {
    pub(crate) fn look(&self, name: &str) {
        self.window
            .screenshot(&self.pictures.join(format!("{name}.png")));
    }

    fn make_a_library(&self) {
        let window = &self.window;
        window.find(&mark("new-folder"));
        self.look("1-开始");
        window.replace(&mark("new-folder"), &self.library.display().to_string());
        window.click(&mark("btn-create-library"));
        window.click(&format!("{}[value=\"{PACK}\"]", mark("pack")));
        window.click(&mark("btn-new-programme"));
        window.find(&mark("drop-area"));
        self.look("2-导入");
    }

    /// Two files dragged from another window, one of them with open questions.
    fn drop_returns(&self) {
        let files = [
            fixture(&format!("{RETURNS}/仁化县2022年入库项目储备汇总表.xlsx")),
            fixture(&format!("{RETURNS}/新建 Microsoft Excel 工作表.xlsx")),
        ];
        let both = |w: &Window| w.all(&mark("file-row")).len() == 2;
        mouse::drop_files(&self.window, &files, &mark("drop-area"), both);
        self.look("3-导入-已检查");
        let verdicts = self.window.script(&format!(
            "return [...document.querySelectorAll('{}')].map(r => r.dataset.verdict).sort()",
            mark("file-row")
        ));
        assert_eq!(
            verdicts,
            serde_json::json!(["import", "questions"]),
            "a clean return and the ugly one"
        );
        self.take_in(2);
    }

    /// The ugly return opened: its own cells, beside what is stored; a repair
    /// is accepted and taken back.
    fn look_through_a_return(&self) {
        let window = &self.window;
        window.script(&format!(
            "[...document.querySelectorAll('{}')].find(row => row.textContent.includes('新建')).\
             querySelector('{}').click()",
            mark("taken-row"),
            mark("btn-open-taken")
        ));
        window.find(&mark("sheet-cell"));
        window.find(&mark("stored-fact"));
        window.click(&mark("tab-list"));
        let item = format!("[data-kind=\"amount_unit_doubt\"] {}", mark("finding-item"));
        window.click(&item);
        window.click(&enabled("btn-repair"));
        let notice = window.text_when(&mark("notice"), |text| !text.is_empty());
        assert!(
            notice.contains("已更正1处"),
            "the repair is stored: {notice}"
        );
        self.look("5-导入-逐处处理");
        // A group with nothing left to do is folded.
        window.click("[data-kind=\"amount_unit_doubt\"] summary");
        window.click(&item);
        window.click(&enabled("btn-undo"));
        window.text_when(&mark("notice"), |text| text.contains("已撤销1处"));
        window.click(&mark("btn-close-sheet"));
        window.find(&mark("batch-row"));
    }

    /// A third file through the system's dialog.
    fn choose_a_return(&self) {
        self.window.click(&mark("nav-import"));
        self.window.click(&mark("btn-pick-files"));
        mouse::choose_in_dialog("选择", &fixture(&format!("{RETURNS}/浈江区.xls")));
        self.window.wait("one file to be read", |w| {
            w.all(&mark("file-row")).len() == 1
        });
        self.take_in(1);
    }

    /// Warnings are accepted with a reason; without any, none is asked for.
    fn take_in(&self, files: usize) {
        let window = &self.window;
        window.click(&enabled("btn-take-in"));
        let rows = || window.all(&mark("taken-row")).len();
        window.wait("the files or a question", |w| {
            rows() == files || !w.all(&mark("reason-dialog")).is_empty()
        });
        if rows() < files {
            window.replace(&mark("reason"), "已电话核对");
            self.look("4-导入-接受提醒");
            window.click(&mark("btn-confirm"));
        }
        window.wait("the files to be taken in", |_| rows() == files);
        self.look("5-导入-已导入");
    }

    /// A file that is no workbook: one sentence, nothing changed.
    fn refuse_a_bad_file(&self) {
        let before = self.ruku(&["projects"]);
        let bad = fixture("fixtures/bad/加密.xlsx");
        self.window.click(&mark("nav-import"));
        let row = format!("{}[data-verdict=\"refuse\"]", mark("file-row"));
        let refused = |w: &Window| !w.all(&row).is_empty();
        mouse::drop_files(&self.window, &[bad], &mark("drop-area"), refused);
        let sentence = self.window.text_when(&row, |text| !text.is_empty());
        assert!(
            sentence.contains("密码"),
            "says that it is protected: {sentence}"
        );
        self.look("6-导入-拒收");
        assert_eq!(self.ruku(&["projects"]), before, "the library is as it was");
    }

    /// Assess; the amount on the screen is the command line's.
    fn assess(&self) {
        let window = &self.window;
        window.click(&mark("nav-projects"));
        window.find(&mark("grid-row"));
        window.click(&enabled("btn-assess"));
        window.find(&mark("assessed"));
        self.look("7-项目库");
        let projects = self.ruku(&["projects"]);
        let rows = projects["rows"].as_array().expect("projects come in rows");
        assert_eq!(rows.len(), 22, "6 of 仁化, 10 of 翁源, 6 of 浈江");
        let project = rows
            .iter()
            .find(|row| {
                row["amount"]
                    .as_str()
                    .is_some_and(|amount| !amount.is_empty())
            })
            .expect("a project has an amount");
        let id = project["id"].to_string();
        window.open_row(&format!("{}[data-project=\"{id}\"]", mark("grid-row")));
        let shown = window.text_when(&mark("project-amount"), |text| !text.is_empty());
        let amount = project["amount"].as_str().unwrap_or_default();
        assert!(
            shown.contains(amount),
            "the screen shows {shown}, the command line {amount}"
        );
        assert!(!window.all(&mark("step")).is_empty(), "the steps are there");
        self.look("8-项目");
    }

    /// A print of everything, stopped at once: nothing is left running.
    fn stop_a_long_print(&self) {
        let window = &self.window;
        window.click(&mark("nav-print"));
        window.click(&mark("form-application"));
        window.find(&mark("choose-project"));
        window.click(&mark("choose-all"));
        let folder = self.library.with_file_name("停止");
        window.replace(&mark("print-folder"), &folder.display().to_string());
        window.click(&enabled("btn-print"));
        window.click(&mark("btn-cancel"));
        window.wait("the job to end", |w| w.all(&mark("job")).is_empty());
        let printed = std::fs::read_dir(&folder).map_or(0, Iterator::count);
        assert!(
            printed < 22,
            "the print was stopped before all 22 were done"
        );
        window.click(&mark("choose-all"));
    }

    /// The three forms of one project, each read back by poppler.
    fn print(&self, home: &Path) {
        let projects = self.ruku(&["projects"]);
        let project = &projects["rows"][0];
        let id = project["id"].to_string();
        for (form, title) in [
            ("application", "申报书"),
            ("commitment", "承诺书"),
            ("acceptance", "验收申请报告"),
        ] {
            let folder = home.join("打印").join(form);
            let window = &self.window;
            window.click(&mark("nav-project"));
            window.click(&mark("nav-print"));
            window.click(&mark(&format!("form-{form}")));
            self.choose_only(&id);
            window.replace(&mark("print-folder"), &folder.display().to_string());
            window.wait("the preview", |w| {
                !w.all(&format!("{}:not([data-pages=\"0\"])", mark("preview")))
                    .is_empty()
            });
            window.click(&enabled("btn-print"));
            window.wait("the printed files", |w| {
                w.script(&format!(
                    "return [...document.querySelectorAll('{}')]\
                     .filter(e => e.dataset.path.includes('{form}')).length",
                    mark("printed-file")
                ))
                .as_i64()
                    == Some(3)
            });
            self.look(&format!("9-打印-{title}"));
            check_pdfs(&folder, title, project);
        }
    }

    fn choose_only(&self, id: &str) {
        self.window.find(&mark("choose-project"));
        self.window.script(&format!(
            "for (const box of document.querySelectorAll('{}'))\
               if (box.checked !== (box.dataset.project === '{id}')) box.click();",
            mark("choose-project")
        ));
    }

    /// Asks the command line about the library the window has open.
    pub(crate) fn ruku(&self, args: &[&str]) -> Value {
        let output = Command::new(program("ruku"))
            .arg("--json")
            .arg("--assets")
            .arg(fixture("assets"))
            .arg("--library")
            .arg(&self.library)
            .args(args)
            .output()
            .expect("ruku is built");
        serde_json::from_slice(&output.stdout).expect("ruku --json prints one document")
    }
}

/// One file for the project and one book of seven copies, both with its text.
fn check_pdfs(folder: &Path, title: &str, project: &Value) {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder was made") {
        let path = entry.expect("its entries can be read").path();
        if path.to_string_lossy().contains("签章清单") {
            continue;
        }
        let output = Command::new("pdftotext")
            .args(["-layout", "-enc", "UTF-8"])
            .arg(&path)
            .arg("-")
            .output()
            .expect("poppler-utils is installed by cargo xtask test");
        let text: String = String::from_utf8_lossy(&output.stdout)
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        for name in ["enterprise", "project"] {
            let name = project[name].as_str().unwrap_or_default();
            assert!(text.contains(name), "{} lacks {name}", path.display());
        }
        assert!(text.contains(title), "{} is a {title}", path.display());
        assert!(
            text.contains("示意"),
            "{} says that its layout is 示意",
            path.display()
        );
        pages.push(output.stdout.iter().filter(|byte| **byte == 12).count());
    }
    pages.sort_unstable();
    assert_eq!(pages.len(), 2, "one single file and one book");
    let sheets = pages[0].div_ceil(2) * 2;
    assert_eq!(
        pages[1],
        sheets * 7,
        "seven copies, each starting on a fresh sheet"
    );
}
