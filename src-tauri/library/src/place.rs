//! Places where a live database is not safe: network shares, whose locks
//! cannot be relied on, and folders that a sync client copies while it is
//! being written.

use std::fmt;
use std::path::{Component, Path, Prefix};

/// Why a place is not safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsafe {
    /// On another computer: a UNC path, or a mount of this file system.
    Network(String),
    /// Inside the folder of this sync client.
    SyncFolder(&'static str),
}

/// Names of sync clients' folders, and how the client is called in Chinese.
/// A path part matches if it is the name or the name followed by a space, a
/// bracket or a dash (`OneDrive - 某某局`).
const SYNC_FOLDERS: &[(&str, &str)] = &[
    ("OneDrive", "OneDrive"),
    ("Dropbox", "Dropbox"),
    ("Google Drive", "Google Drive"),
    ("GoogleDrive", "Google Drive"),
    ("iCloudDrive", "iCloud"),
    ("iCloud Drive", "iCloud"),
    ("Nutstore", "坚果云"),
    ("Nutstore Files", "坚果云"),
    ("坚果云", "坚果云"),
    ("我的坚果云", "坚果云"),
    ("BaiduSyncdisk", "百度网盘"),
    ("BaiduNetdiskWorkspace", "百度网盘"),
    ("百度网盘同步空间", "百度网盘"),
    ("WPSDrive", "WPS云盘"),
    ("WPS云盘", "WPS云盘"),
    ("WPS Cloud Files", "WPS云盘"),
    ("微云同步助手", "腾讯微云"),
    ("Syncthing", "Syncthing"),
    ("Nextcloud", "Nextcloud"),
    ("ownCloud", "ownCloud"),
    ("Seafile", "Seafile"),
];

/// File systems that live on another computer.
const NETWORK_FILE_SYSTEMS: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "ceph",
    "glusterfs",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.gvfsd-fuse",
    "fuse.davfs2",
    "fuse.smbnetfs",
    "fuse.glusterfs",
];

impl Unsafe {
    /// What is wrong with the place: the middle of a Chinese sentence.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Unsafe::Network(kind) => format!("在网络共享盘上（{kind}）"),
            Unsafe::SyncFolder(client) => format!("在{client}的同步文件夹里"),
        }
    }
}

impl fmt::Display for Unsafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsafe::Network(kind) => write!(f, "on a network share ({kind})"),
            Unsafe::SyncFolder(client) => write!(f, "in a sync folder ({client})"),
        }
    }
}

/// What is wrong with `path` as a place for a library; `None` if nothing is.
///
/// `mounts` is the system's mount table in the form of `/proc/mounts`; empty
/// where there is none. A mapped drive on Windows shows as a UNC path once it
/// is made canonical, which the caller does.
#[must_use]
pub fn unsafe_place(path: &Path, mounts: &str) -> Option<Unsafe> {
    unc(path)
        .or_else(|| network_mount(path, mounts))
        .map(Unsafe::Network)
        .or_else(|| sync_folder(path).map(Unsafe::SyncFolder))
}

/// The mount table of this machine; empty where the system has none.
#[must_use]
pub fn mount_table() -> String {
    std::fs::read_to_string("/proc/mounts").unwrap_or_default()
}

fn unc(path: &Path) -> Option<String> {
    if let Some(Component::Prefix(prefix)) = path.components().next()
        && matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    {
        return Some("UNC".to_owned());
    }
    // Elsewhere than on Windows such a path is a file name; nobody means one.
    let text = path.to_string_lossy();
    let verbatim_drive = text.starts_with(r"\\?\") && !text.starts_with(r"\\?\UNC\");
    (text.starts_with(r"\\") && !verbatim_drive).then(|| "UNC".to_owned())
}

fn network_mount(path: &Path, mounts: &str) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut fields = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (fields.next(), fields.next()) else {
            continue;
        };
        let point = unescape(point);
        // A later mount on the same point hides the earlier one.
        if path.starts_with(&point) && best.is_none_or(|(length, _)| point.len() >= length) {
            best = Some((point.len(), kind));
        }
    }
    best.filter(|(_, kind)| NETWORK_FILE_SYSTEMS.contains(kind))
        .map(|(_, kind)| kind.to_owned())
}

/// Mount points spell space, tab, newline and backslash as octal escapes.
fn unescape(point: &str) -> String {
    point
        .replace(r"\040", " ")
        .replace(r"\011", "\t")
        .replace(r"\012", "\n")
        .replace(r"\134", r"\")
}

fn sync_folder(path: &Path) -> Option<&'static str> {
    let text = path.to_string_lossy();
    text.split(['/', '\\']).find_map(|part| {
        SYNC_FOLDERS.iter().find_map(|(name, client)| {
            let rest = part
                .get(..name.len())
                .filter(|head| head.eq_ignore_ascii_case(name))
                .map(|_| &part[name.len()..])?;
            let whole = rest.is_empty() || rest.starts_with([' ', '-', '(', '（']);
            whole.then_some(*client)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/sda1 / ext4 rw 0 0\n\
        //server/share /mnt/city\\040share cifs rw 0 0\n\
        host:/x /srv/nfs nfs4 rw 0 0\n\
        /dev/sdb1 /srv/nfs/local ext4 rw 0 0\n\
        u@h: /home/u/far fuse.sshfs rw 0 0\n";

    #[test]
    fn network_places_are_recognised() {
        for (path, network) in [
            ("/home/u/library", false),
            ("/mnt/city share/library", true),
            ("/mnt/city", false),
            ("/srv/nfs/library", true),
            ("/srv/nfs/local/library", false),
            ("/home/u/far/x", true),
            (r"\\server\share\library", true),
            (r"\\?\UNC\server\share\library", true),
            (r"\\?\D:\library", false),
        ] {
            let found = unsafe_place(Path::new(path), MOUNTS);
            assert_eq!(
                matches!(found, Some(Unsafe::Network(_))),
                network,
                "{path}: {found:?}"
            );
        }
    }

    #[test]
    fn sync_folders_are_recognised() {
        for (path, client) in [
            ("/home/u/OneDrive/library", Some("OneDrive")),
            (r"C:\Users\u\OneDrive - 某某市工信局\库", Some("OneDrive")),
            ("/home/u/dropbox/x", Some("Dropbox")),
            ("/home/u/我的坚果云/x", Some("坚果云")),
            ("/home/u/坚果云（工作）/x", Some("坚果云")),
            ("/home/u/Dropboxes/x", None),
            ("/home/u/notes on OneDrive/x", None),
        ] {
            let found = unsafe_place(Path::new(path), MOUNTS);
            assert_eq!(found, client.map(Unsafe::SyncFolder), "{path}");
        }
    }

    #[test]
    fn no_mount_table_means_no_mounts() {
        assert_eq!(
            unsafe_place(Path::new("/mnt/city share/x"), ""),
            None,
            "nothing is known"
        );
    }
}
