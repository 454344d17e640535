//! Opens the window: reads the arguments, sets up the desk, registers the
//! commands.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ruku_desk::Desk;
use ruku_desk::setting::Setting;
use ruku_desk::view::ErrorView;
use tauri::{AppHandle, Builder, Manager, Runtime};

use crate::commands;
use crate::recent;
use crate::window::{WindowState, sentence};

/// What the window was started with.
#[derive(Debug, Default, PartialEq, Eq)]
struct Arguments {
    library: Option<PathBuf>,
    assets: Option<PathBuf>,
    /// Words that mean nothing here.
    unknown: Vec<OsString>,
}

/// Opens the window and stays until it is closed.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = read_arguments(arguments);
    let built = with_commands(tauri::Builder::default())
        // First of all plugins: a second start ends here, before it opens anything.
        .plugin(tauri_plugin_single_instance::init(
            |app, _words, _folder| {
                to_front(app);
            },
        ))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .setup(move |app| {
            let recent = app.path().app_config_dir()?.join("library.txt");
            app.manage(window_state(&arguments, recent));
            Ok(())
        })
        .run(tauri::generate_context!());
    if built.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Brings the window that is open already before the clerk who started the
/// program a second time.
fn to_front<R: Runtime>(app: &AppHandle<R>) {
    for window in app.webview_windows().values() {
        // A desktop that refuses one of these still has the window in its bar.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Registers the commands; the same for the window and for tests without one.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        commands::library::state,
        commands::library::create_library,
        commands::library::open_library,
        commands::library::new_programme,
        commands::library::backup_library,
        commands::library::restore_library,
        commands::returns::check_returns,
        commands::returns::take_in_returns,
        commands::returns::batches,
        commands::returns::withdrawal,
        commands::returns::withdraw_batch,
        commands::worksheet::open_return,
        commands::worksheet::sheet_page,
        commands::worksheet::act_on_findings,
        commands::worksheet::sheet_choice,
        commands::worksheet::choose_sheet,
        commands::worksheet::map_column,
        commands::worksheet::headers,
        commands::worksheet::forget_header,
        commands::worksheet::replacement,
        commands::worksheet::replace_return,
        commands::worksheet::rereading,
        commands::worksheet::reread_batch,
        commands::worksheet::return_reply,
        commands::worksheet::return_template,
        commands::counties::counties,
        commands::counties::note_nil_return,
        commands::counties::drop_nil_return,
        commands::counties::flagged_sets,
        commands::counties::decide_set,
        commands::projects::projects,
        commands::projects::project,
        commands::projects::set_fact,
        commands::projects::assess,
        commands::projects::set_facts,
        commands::projects::facts_replaced,
        commands::decisions::decisions,
        commands::decisions::decide,
        commands::decisions::revoke_decision,
        commands::decisions::pool_choices,
        commands::decisions::preview_pool,
        commands::decisions::share_pool,
        commands::projects::drop_pool,
        commands::packs::pack_shelf,
        commands::packs::load_pack,
        commands::packs::coverage,
        commands::packs::export_coverage,
        commands::packs::confirm_upgrade,
        commands::packs::check_notice,
        commands::packs::impact,
        commands::packs::adopt_pack,
        commands::library::verify_library,
        commands::papers::preview_form,
        commands::papers::printed_bytes,
        commands::papers::print_forms,
        commands::papers::resume_printing,
        commands::papers::print_blank,
        commands::papers::preview_blank,
        commands::papers::missing_for_print,
        commands::papers::export_table,
        commands::papers::font_choice,
        commands::papers::choose_fonts,
        commands::register::print_register,
        commands::register::print_history,
        commands::register::mark_copies,
        commands::register::take_back_copies,
        commands::register::copy_of_printing,
        commands::register::verify_groups,
        commands::register::verify_paper,
        commands::files::cancel,
        commands::files::pick_files,
        commands::files::pick_notice,
        commands::files::pick_paper,
        commands::files::pick_backup,
        commands::files::pick_folder,
        commands::files::pick_save,
        commands::files::open_path,
        commands::files::open_folder_of,
        commands::files::save_copy,
    ])
}

fn read_arguments(mut words: impl Iterator<Item = OsString>) -> Arguments {
    let mut arguments = Arguments::default();
    while let Some(word) = words.next() {
        let folder = match word.to_str() {
            Some("--library") => &mut arguments.library,
            Some("--assets") => &mut arguments.assets,
            _ => {
                arguments.unknown.push(word);
                continue;
            }
        };
        match words.next() {
            Some(value) => *folder = Some(value.into()),
            None => arguments.unknown.push(word),
        }
    }
    arguments
}

/// Sets up the desk and opens the library that is meant: the one named, else
/// the last one, else the default one if it is there.
fn window_state(arguments: &Arguments, recent: PathBuf) -> WindowState {
    let mut desk = match desk(arguments.assets.as_deref()) {
        Ok(desk) => desk,
        Err(error) => return WindowState::new(Err(error), None, recent),
    };
    if recent::official_fonts(&recent) {
        // They may have been taken off the machine: then its own fonts do.
        let _ = desk.choose_fonts(true);
    }
    let default = desk.default_folder();
    let folder = arguments
        .library
        .clone()
        .or_else(|| recent::read(&recent))
        .or_else(|| default.is_dir().then_some(default));
    let mut first_error = unknown_words(&arguments.unknown);
    if let Some(folder) = folder
        && let Err(error) = desk.open_library(&folder)
    {
        first_error = Some(error.view());
    }
    WindowState::new(Ok(desk), first_error, recent)
}

fn desk(assets: Option<&Path>) -> Result<Desk, ErrorView> {
    let program = std::env::current_exe()
        .map_err(|_unknown| sentence("找不到程序自身所在的文件夹。请重新安装后再打开。"))?;
    let setting = Setting::of_this_machine(&program, assets, None).map_err(|error| error.view())?;
    Ok(Desk::new(setting))
}

fn unknown_words(words: &[OsString]) -> Option<ErrorView> {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    (!words.is_empty()).then(|| {
        let words = words.join(" ");
        sentence(format!(
            "启动参数“{words}”不认识，已忽略。可用的参数：--library 文件夹、--assets 文件夹。"
        ))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn read(words: &[&str]) -> Arguments {
        read_arguments(words.iter().map(OsString::from))
    }

    #[test]
    fn both_folders_are_read() {
        let read = read(&["--library", "/库", "--assets", "/a"]);
        assert_eq!(
            read.library,
            Some("/库".into()),
            "the library's folder follows its name"
        );
        assert_eq!(
            read.assets,
            Some("/a".into()),
            "the assets' folder follows its name"
        );
        assert_eq!(
            read.unknown,
            Vec::<OsString>::new(),
            "every word was understood"
        );
    }

    #[test]
    fn a_word_that_means_nothing_is_named_to_the_clerk() {
        let read = read(&["--bibliothek", "--library"]);
        assert_eq!(read.library, None, "a name without a folder sets nothing");
        let error = unknown_words(&read.unknown).expect("two words were not understood");
        assert!(
            error.message.contains("--bibliothek --library"),
            "both are named: {}",
            error.message
        );
    }

    /// What stands between `start` and `end` at every place in `text`.
    fn between<'t>(text: &'t str, start: &str, end: &str) -> BTreeSet<&'t str> {
        text.split(start)
            .skip(1)
            .filter_map(|rest| rest.split(end).next())
            .collect()
    }

    #[test]
    fn the_screens_call_exactly_the_commands_there_are() {
        let screens = include_str!("../../../ui/src/backend.ts");
        let called: BTreeSet<&str> = between(screens, "invoke", ")")
            .into_iter()
            .filter_map(|call| call.split_once("('")?.1.split('\'').next())
            .collect();
        let (_, shell) = include_str!("start.rs")
            .split_once("generate_handler![")
            .expect("the commands are registered in this file");
        let offered: BTreeSet<&str> = shell
            .lines()
            .skip(1)
            .take_while(|line| line.contains("commands::"))
            .map(|line| line.trim_end_matches(','))
            .filter_map(|path| path.rsplit("::").next())
            .collect();
        assert!(
            offered.len() > 20,
            "the commands were found in this file: {offered:?}"
        );
        assert_eq!(
            called, offered,
            "ui/src/backend.ts and the registered commands agree"
        );
    }
}
