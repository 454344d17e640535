//! Lets Tauri read its configuration and the window's capabilities.

fn main() {
    tauri_build::try_build(
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*"),
    )
    .expect("tauri.conf.json and the capabilities beside this file are valid");
}
