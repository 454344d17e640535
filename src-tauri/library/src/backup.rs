//! Snapshots of the database: written by `VACUUM INTO`, opened and checked
//! before they count, thinned as they grow old. Originals need no snapshot:
//! they are never written to or removed.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike as _, NaiveDateTime, TimeDelta};
use rusqlite::Connection;

use crate::error::{LibraryError, Result};
use crate::library::{Access, Library, connect};
use crate::table::audit;
use crate::{content, folder, schema, verify};

const NAME_FORMAT: &str = "library-%Y%m%d-%H%M%S.sqlite";

/// The newest backups that are always kept.
const KEPT_ALWAYS: usize = 5;

/// A backup in the library's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub at: NaiveDateTime,
    /// Its size.
    pub size_bytes: u64,
}

/// What a backup holds, found by opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupCheck {
    /// The schema version.
    pub schema: u32,
    /// The content hash; `None` for another schema version than ours, whose
    /// tables cannot be compared.
    pub content_hash: Option<String>,
    /// The last entry of its audit trail, under the same condition.
    pub audit_head: Option<String>,
}

impl Library {
    /// Makes a backup, checks it by opening it, and removes backups that are
    /// no longer needed.
    ///
    /// # Errors
    /// The backup cannot be written, or is not sound; then it is removed.
    pub fn backup(&self, now: NaiveDateTime) -> Result<Backup> {
        let expected = BackupCheck {
            schema: schema::known_version(),
            content_hash: Some(self.content_hash()?),
            audit_head: Some(self.audit_head()?),
        };
        let path = self
            .folder
            .join(folder::BACKUPS)
            .join(now.format(NAME_FORMAT).to_string());
        snapshot(&self.connection, &path)?;
        let checked = check_backup(&path).and_then(|check| {
            if check == expected {
                return Ok(());
            }
            let detail = "内容与项目库不一致".to_owned();
            Err(LibraryError::BadBackup {
                path: path.clone(),
                detail,
            })
        });
        if let Err(error) = checked {
            // The first error is the one to report.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        let backup = read_entry(&path)?.ok_or_else(|| LibraryError::BadBackup {
            path: path.clone(),
            detail: "写入后找不到文件".to_owned(),
        })?;
        for old in thinned(&backups_in(&self.folder)?, now) {
            fs::remove_file(&old.path).map_err(LibraryError::io(&old.path))?;
        }
        Ok(backup)
    }

    /// The backups, newest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn backups(&self) -> Result<Vec<Backup>> {
        backups_in(&self.folder)
    }
}

/// The backups of the library in `folder`, newest first; also of one that
/// cannot be opened any more.
///
/// # Errors
/// The folder cannot be read.
pub fn backups_in(folder: &Path) -> Result<Vec<Backup>> {
    let shelf = folder.join(folder::BACKUPS);
    let mut found = Vec::new();
    for entry in shelf.read_dir().map_err(LibraryError::io(&shelf))? {
        let path = entry.map_err(LibraryError::io(&shelf))?.path();
        found.extend(read_entry(&path)?);
    }
    found.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    Ok(found)
}

/// Opens a backup and checks it in full.
///
/// # Errors
/// The file is no library, is newer than this program, or has a fault.
pub fn check_backup(path: &Path) -> Result<BackupCheck> {
    let bad = |detail: String| LibraryError::BadBackup {
        path: path.to_owned(),
        detail,
    };
    let schema = folder::header_version(path).map_err(|error| bad(why(&error)))?;
    let connection = connect(path, Access::Read).map_err(|error| bad(why(&error)))?;
    if schema != schema::known_version() {
        return Ok(BackupCheck {
            schema,
            content_hash: None,
            audit_head: None,
        });
    }
    if !verify::database_faults(&connection)?.is_empty() {
        return Err(bad("完整性检查未通过".to_owned()));
    }
    Ok(BackupCheck {
        schema,
        content_hash: Some(content::hash(&connection)?),
        audit_head: Some(audit::head(&connection)?.1),
    })
}

/// Why a backup cannot be used: the middle of a Chinese sentence.
fn why(error: &LibraryError) -> String {
    match error {
        LibraryError::NotALibrary(_) => "不是项目库的备份文件".to_owned(),
        LibraryError::Newer { .. } => "由更新版本的程序写成".to_owned(),
        LibraryError::Damaged(_) => "文件已损坏".to_owned(),
        other => other.chinese().trim_end_matches('。').to_owned(),
    }
}

/// A snapshot before the schema is changed; named apart, so that it is never
/// thinned.
pub(crate) fn before_upgrade(
    connection: &Connection,
    folder: &Path,
    version: u32,
    now: NaiveDateTime,
) -> Result<()> {
    let name = format!(
        "before-upgrade-{version}-{}.sqlite",
        now.format("%Y%m%d-%H%M%S")
    );
    snapshot(connection, &folder.join(folder::BACKUPS).join(name))
}

/// Writes a snapshot that is either whole and on disk or not there.
pub(crate) fn snapshot(connection: &Connection, path: &Path) -> Result<()> {
    let shelf = path.parent().expect("a snapshot lies in the backup folder");
    fs::create_dir_all(shelf).map_err(LibraryError::io(shelf))?;
    let part = path.with_extension("part");
    if part.exists() {
        fs::remove_file(&part).map_err(LibraryError::io(&part))?;
    }
    let target = part
        .to_str()
        .ok_or_else(|| LibraryError::Stored(format!("not a text path: {}", part.display())))?;
    connection.execute("VACUUM INTO ?1", [target])?;
    folder::sync_file(&part)?;
    fs::rename(&part, path).map_err(LibraryError::io(path))?;
    folder::sync_folder(shelf)
}

fn read_entry(path: &Path) -> Result<Option<Backup>> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let Ok(at) = NaiveDateTime::parse_from_str(name, NAME_FORMAT) else {
        return Ok(None);
    };
    let size_bytes = fs::metadata(path).map_err(LibraryError::io(path))?.len();
    Ok(Some(Backup {
        path: path.to_owned(),
        at,
        size_bytes,
    }))
}

/// The backups that need not be kept, of a list from the newest to the oldest:
/// all of the last day stay, then the newest of each day for two weeks, of
/// each week for two months, of each month for two years; and always the
/// newest five.
fn thinned(newest_first: &[Backup], now: NaiveDateTime) -> Vec<Backup> {
    let mut seen = std::collections::BTreeSet::new();
    let mut gone = Vec::new();
    for (place, backup) in newest_first.iter().enumerate() {
        let keep = match period(backup.at, now) {
            Period::Every => true,
            Period::Slot(slot) => seen.insert(slot),
            Period::Past => false,
        };
        if !keep && place >= KEPT_ALWAYS {
            gone.push(backup.clone());
        }
    }
    gone
}

enum Period {
    Every,
    Slot(String),
    Past,
}

fn period(at: NaiveDateTime, now: NaiveDateTime) -> Period {
    let age = now - at;
    if age <= TimeDelta::days(1) {
        Period::Every
    } else if age <= TimeDelta::days(14) {
        Period::Slot(at.format("day %Y-%m-%d").to_string())
    } else if age <= TimeDelta::days(62) {
        let week = at.iso_week();
        Period::Slot(format!("week {}-{}", week.year(), week.week()))
    } else if age <= TimeDelta::days(731) {
        Period::Slot(format!("month {}-{}", at.year(), at.month()))
    } else {
        Period::Past
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a moment")
    }

    #[test]
    fn backups_are_thinned_by_age() {
        let now = at("2026-11-22T12:00:00");
        let hourly: Vec<Backup> = (0..24 * 75)
            .chain((24 * 75..24 * 800).step_by(24))
            .map(|hours| Backup {
                path: PathBuf::new(),
                at: now - TimeDelta::hours(hours),
                size_bytes: 1,
            })
            .collect();
        let gone = thinned(&hourly, now);
        let kept = hourly.len() - gone.len();
        assert!(
            (55..=75).contains(&kept),
            "25 hours, 14 days, 7 weeks, 22 months: {kept}"
        );
        let oldest_kept = hourly
            .iter()
            .rfind(|backup| !gone.contains(backup))
            .unwrap();
        assert!(
            now - oldest_kept.at > TimeDelta::days(690),
            "nearly two years back"
        );
    }

    #[test]
    fn the_newest_five_always_stay() {
        let now = at("2026-11-22T12:00:00");
        let ancient: Vec<Backup> = (0..8)
            .map(|years| Backup {
                path: PathBuf::new(),
                at: at("2020-01-01T00:00:00") - TimeDelta::days(365 * years),
                size_bytes: 1,
            })
            .collect();
        assert_eq!(
            thinned(&ancient, now).len(),
            3,
            "a library nobody opened keeps its backups"
        );
    }
}
