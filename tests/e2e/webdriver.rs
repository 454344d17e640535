//! A small WebDriver client over WebKitWebDriver, which starts the real window.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use base64::Engine;
use serde_json::{Value, json};

/// The key WebDriver puts an element's id under (W3C WebDriver, section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The Enter key (W3C WebDriver, section 17.4.2).
const ENTER: &str = "\u{E007}";
/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);

/// The programs of a home before those of the system.
fn with_own_programs(home: &Path) -> std::ffi::OsString {
    let system = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(home.join("bin")).chain(std::env::split_paths(&system));
    std::env::join_paths(folders).expect("no folder has a colon in its name")
}

/// A running window and the driver that controls it.
pub(crate) struct Window {
    agent: ureq::Agent,
    session: String,
    driver: Child,
}

impl Window {
    /// Starts `program` under a driver of its own, with a home of its own.
    pub(crate) fn start(program: &Path, args: &[&str], home: &Path) -> Window {
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("PATH", with_own_programs(home))
            .spawn()
            .expect("WebKitWebDriver is part of the package webkit2gtk-driver");
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        let mut window = Window {
            agent,
            session: format!("http://127.0.0.1:{port}"),
            driver,
        };
        poll("the driver to listen", || {
            TcpStream::connect(("127.0.0.1", port))
                .is_ok()
                .then_some(())
        });
        let options = json!({"binary": program, "args": args});
        let capabilities = json!({"alwaysMatch": {"webkitgtk:browserOptions": options}});
        let session = window.post("/session", &json!({"capabilities": capabilities}));
        let id = session["sessionId"].as_str().expect("a session has an id");
        window.session = format!("{}/session/{id}", window.session);
        window
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body)
            .unwrap_or_else(|value| panic!("{path}: {value}"))
    }

    /// The driver's answer, or its complaint.
    fn try_post(&self, path: &str, body: &Value) -> Result<Value, Value> {
        let mut response = self
            .agent
            .post(format!("{}{path}", self.session))
            .send_json(body)
            .expect("the driver answers");
        let ok = response.status().is_success();
        let value: Value = response
            .body_mut()
            .read_json()
            .expect("the driver speaks JSON");
        if ok {
            Ok(value["value"].clone())
        } else {
            Err(value)
        }
    }

    fn get(&self, path: &str) -> Value {
        let mut response = self
            .agent
            .get(format!("{}{path}", self.session))
            .call()
            .expect("the driver answers");
        let ok = response.status().is_success();
        let value: Value = response
            .body_mut()
            .with_config()
            .limit(50 << 20)
            .read_json()
            .expect("the driver speaks JSON");
        assert!(ok, "{path}: {value}");
        value["value"].clone()
    }

    /// The elements that match a CSS selector now.
    pub(crate) fn all(&self, css: &str) -> Vec<String> {
        let found = self.post("/elements", &json!({"using": "css selector", "value": css}));
        let elements = found.as_array().expect("elements come as a list");
        elements
            .iter()
            .filter_map(|e| e[ELEMENT].as_str().map(str::to_owned))
            .collect()
    }

    /// The first element that matches, as soon as there is one.
    pub(crate) fn find(&self, css: &str) -> String {
        poll(css, || self.all(css).into_iter().next())
    }

    /// Waits until the text of an element satisfies a condition, and returns it.
    pub(crate) fn text_when(&self, css: &str, condition: impl Fn(&str) -> bool) -> String {
        poll(css, || {
            let element = self.all(css).into_iter().next()?;
            let text = self
                .get(&format!("/element/{element}/text"))
                .as_str()?
                .to_owned();
            condition(&text).then_some(text)
        })
    }

    /// Clicks the first element that matches, once it is there and can be clicked.
    pub(crate) fn click(&self, css: &str) {
        poll(css, || self.try_click(css).then_some(()));
    }

    /// Clicks the first element that matches; whether that could be done.
    pub(crate) fn try_click(&self, css: &str) -> bool {
        self.all(css).first().is_some_and(|element| {
            self.try_post(&format!("/element/{element}/click"), &json!({}))
                .is_ok()
        })
    }

    /// Empties a field and types into it.
    pub(crate) fn replace(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.post(&format!("/element/{element}/clear"), &json!({}));
        self.post(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Opens a row of the grid: a click to go there, Enter to open it.
    pub(crate) fn open_row(&self, css: &str) {
        self.click(css);
        let press = |kind: &str| json!({"type": kind, "value": ENTER});
        let keys = json!([{"type": "key", "id": "keyboard",
                           "actions": [press("keyDown"), press("keyUp")]}]);
        self.post("/actions", &json!({ "actions": keys }));
    }

    /// Runs a script in the page and returns its value.
    pub(crate) fn script(&self, source: &str) -> Value {
        self.post("/execute/sync", &json!({"script": source, "args": []}))
    }

    /// Waits until a condition on the page holds.
    pub(crate) fn wait(&self, what: &str, condition: impl Fn(&Window) -> bool) {
        poll(what, || condition(self).then_some(()));
    }

    /// Saves a picture of the page.
    pub(crate) fn screenshot(&self, path: &Path) {
        let picture = self.get("/screenshot");
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(picture.as_str().unwrap_or_default())
            .expect("a screenshot is base64");
        std::fs::write(path, bytes).expect("the artefact folder can be written");
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Whether a condition comes to hold within some time.
pub(crate) fn holds_within(patience: Duration, holds: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < patience {
        if holds() {
            return true;
        }
        std::thread::sleep(POLL);
    }
    false
}

/// Asks again and again until there is an answer.
pub(crate) fn poll<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited too long for {what}");
        std::thread::sleep(POLL);
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("the loopback has a free port");
    listener
        .local_addr()
        .expect("a bound socket has an address")
        .port()
}
