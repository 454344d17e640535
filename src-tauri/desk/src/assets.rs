//! What ships beside the program: policy packs, fonts, regions.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use ruku_policy::pack::{Pack, PackFiles};

use crate::error::DeskError;

/// The asset folder.
#[derive(Debug, Clone)]
pub struct Assets {
    folder: PathBuf,
}

impl Assets {
    /// Finds the asset folder: the one named, else beside the program, else
    /// where a Linux package puts it, else in the source tree.
    ///
    /// # Errors
    /// None of these is an asset folder.
    pub fn find(named: Option<&Path>, program: &Path) -> Result<Assets, DeskError> {
        let beside = program.parent().unwrap_or(Path::new("."));
        let candidates = match named {
            Some(folder) => vec![folder.to_path_buf()],
            None => vec![
                beside.join("assets"),
                PathBuf::from("/usr/share/ruku"),
                Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets"),
            ],
        };
        match candidates
            .iter()
            .find(|folder| folder.join("policies").is_dir())
        {
            Some(folder) => Ok(Assets {
                folder: folder.clone(),
            }),
            None => Err(DeskError::NoAssets(candidates)),
        }
    }

    /// A file or folder in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The ids of the packs that ship, sorted.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn pack_ids(&self) -> Result<Vec<String>, DeskError> {
        let folder = self.path("policies");
        let mut ids: Vec<String> = entries(&folder)?
            .into_iter()
            .filter(|path| path.join("policy.toml").is_file())
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect();
        ids.sort();
        Ok(ids)
    }

    /// Loads a pack that ships.
    ///
    /// # Errors
    /// There is no such pack, or it has faults.
    pub fn pack(&self, id: &str) -> Result<Pack, DeskError> {
        let folder = self.path("policies").join(id);
        if !folder.join("policy.toml").is_file() {
            return Err(DeskError::Missing {
                what: "政策包",
                name: id.to_owned(),
                known: self.pack_ids()?,
            });
        }
        load_pack(&folder)
    }
}

/// Loads a pack from any folder.
///
/// # Errors
/// The folder cannot be read, or the pack has faults.
pub fn load_pack(folder: &Path) -> Result<Pack, DeskError> {
    let files = pack_files(folder)?;
    Pack::load(&files).map_err(|faults| DeskError::Pack {
        pack: folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        faults,
    })
}

/// Reads all files of a pack folder; names use `/` on every system.
///
/// # Errors
/// The folder cannot be read.
pub fn pack_files(folder: &Path) -> Result<PackFiles, DeskError> {
    let mut files = PackFiles::new();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for path in entries(&folder)? {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                open.push((path, format!("{name}/")));
            } else {
                files.insert(name, read(&path)?);
            }
        }
    }
    Ok(files)
}

/// Reads a file.
///
/// # Errors
/// It cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, DeskError> {
    fs::read(path).map_err(|source| DeskError::File {
        path: path.to_path_buf(),
        source,
    })
}

/// Writes a file whole: under another name first, so that no half file is left.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), DeskError> {
    use std::io::Write as _;

    let failed = |source| DeskError::File {
        path: path.to_path_buf(),
        source,
    };
    write_through(path, |out| {
        out.write_all(bytes).map_err(failed)?;
        Ok(((), true))
    })
}

/// Writes a file while it is made, whole or not at all: it stands in its place
/// only if `make` says so.
///
/// # Errors
/// It cannot be written or made.
pub(crate) fn write_through<T>(
    path: &Path,
    make: impl FnOnce(&mut BufWriter<File>) -> Result<(T, bool), DeskError>,
) -> Result<T, DeskError> {
    let failed = |source| DeskError::File {
        path: path.to_path_buf(),
        source,
    };
    if let Some(folder) = path.parent() {
        let no_folder = |source| DeskError::File {
            path: folder.to_path_buf(),
            source,
        };
        fs::create_dir_all(folder).map_err(no_folder)?;
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(".part");
    let mut out = BufWriter::new(File::create(&partial).map_err(failed)?);
    let made = make(&mut out).and_then(|made| {
        out.into_inner()
            .map_err(|error| failed(error.into_error()))?;
        Ok(made)
    });
    match made {
        Ok((made, true)) => {
            fs::rename(&partial, path).map_err(failed)?;
            Ok(made)
        }
        other => {
            fs::remove_file(&partial).map_err(failed)?;
            other.map(|(made, _)| made)
        }
    }
}

pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, DeskError> {
    let failed = |source| DeskError::File {
        path: folder.to_path_buf(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}
