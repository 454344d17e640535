//! `cargo xtask corpus FOLDER`: the reader over a folder of other people's
//! workbooks, which are not in the repository.

use crate::run::{Outcome, cargo, show};

/// Builds the reader and runs it over a folder.
pub(crate) fn corpus(folder: Option<String>) -> Outcome {
    let folder = folder.ok_or_else(|| "corpus needs the folder to run over".to_owned())?;
    // The run starts the reader that lies beside it.
    show(
        "the reader",
        cargo(&["build", "--locked", "--package", "ruku-intake", "--bins"]),
    )?;
    show(
        "corpus",
        cargo(&[
            "run",
            "--quiet",
            "--locked",
            "--package",
            "ruku-intake",
            "--example",
            "corpus",
            "--",
            &folder,
        ]),
    )
}
