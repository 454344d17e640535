//! The fonts an office's machines have: where they are kept, and which of them
//! can stand for a face. Official papers are set in 仿宋_GB2312, 方正小标宋 and
//! 楷体_GB2312, which cannot ship with this program.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use ttf_parser::name;

use super::Face;

/// An installed font that can stand for a face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The face.
    pub face: Face,
    /// What the font is called.
    pub family: String,
    /// Its file.
    pub path: PathBuf,
    /// Its place in the file, from 0: a collection holds several fonts.
    pub index: u32,
}

/// An installed font for rare characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spare {
    /// What the font is called.
    pub family: String,
    /// Its file.
    pub path: PathBuf,
    /// Its place in the file, from 0.
    pub index: u32,
}

/// Fonts of rare characters, the best first: what Windows has, then free ones.
const SPARES: &[&str] = &[
    "SimSun-ExtB",
    "宋体-ExtB",
    "WenJin Mincho P2",
    "WenJinMincho",
    "文津宋体 第2平面",
    "HanaMinB",
    "花園明朝B",
    "HanaMinA",
    "花園明朝A",
    "BabelStone Han",
    "Plangothic P1",
    "遍黑体 P1",
    "Plangothic P2",
    "遍黑体 P2",
];

/// The fonts to install for a character, as a clerk looks for them: those of
/// [`find_spares`] that have it.
#[must_use]
pub fn spare_fonts(character: char) -> &'static str {
    match u32::from(character) {
        0x2_0000..=0x2_a6df => {
            "“宋体-ExtB”（中文版 Windows 自带，SimSun-ExtB）或“花园明朝”（HanaMinB）"
        }
        0x2_a700..=0x3_ffff => "“文津宋体”（WenJin Mincho P2）或“遍黑体”（Plangothic）",
        _ => "“BabelStone Han”",
    }
}

/// What may stand for a face, the official font first.
const FAMILIES: &[(Face, &[&str])] = &[
    (
        Face::Song,
        &["宋体", "SimSun", "方正书宋_GBK", "方正书宋简体"],
    ),
    (
        Face::SongBold,
        &[
            "方正小标宋_GBK",
            "FZXiaoBiaoSong-B05",
            "方正小标宋简体",
            "FZXiaoBiaoSong-B05S",
        ],
    ),
    (
        Face::Hei,
        &["黑体", "SimHei", "方正黑体_GBK", "方正黑体简体"],
    ),
    (
        Face::Kai,
        &[
            "楷体_GB2312",
            "KaiTi_GB2312",
            "方正楷体_GBK",
            "楷体",
            "KaiTi",
        ],
    ),
    (
        Face::Fang,
        &[
            "仿宋_GB2312",
            "FangSong_GB2312",
            "方正仿宋_GBK",
            "仿宋",
            "FangSong",
        ],
    ),
];

/// Folders within folders are looked into so deep.
const DEPTH: usize = 4;
/// No name table is longer.
const NAMES_MAX: u64 = 1 << 20;

/// Where Windows and Linux keep fonts; `variable` gives an environment
/// variable.
#[must_use]
pub fn folders(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let under = |name: &str, rest: &str| variable(name).map(|root| PathBuf::from(root).join(rest));
    let shared = ["/usr/share/fonts", "/usr/local/share/fonts"];
    [
        under("WINDIR", "Fonts"),
        under("LOCALAPPDATA", "Microsoft/Windows/Fonts"),
        under("XDG_DATA_HOME", "fonts"),
        under("HOME", ".local/share/fonts"),
        under("HOME", ".fonts"),
    ]
    .into_iter()
    .flatten()
    .chain(shared.map(PathBuf::from))
    .collect()
}

/// The best font for each face that some folder holds, in the order of
/// [`Face::ALL`]. Folders and files that cannot be read are passed over.
#[must_use]
pub fn find(folders: &[PathBuf]) -> Vec<Installed> {
    let mut best: Vec<(usize, Installed)> = Vec::new();
    for path in files(folders) {
        for (index, names) in names(&path).unwrap_or_default() {
            for (face, rank, family) in names.iter().flat_map(|name| ranks(name)) {
                let found = Installed {
                    face,
                    family: family.to_owned(),
                    path: path.clone(),
                    index,
                };
                match best.iter_mut().find(|(_, known)| known.face == face) {
                    Some(known) if known.0 <= rank => {}
                    Some(known) => *known = (rank, found),
                    None => best.push((rank, found)),
                }
            }
        }
    }
    best.sort_by_key(|(_, font)| font.face);
    best.into_iter().map(|(_, font)| font).collect()
}

/// The fonts for rare characters that some folder holds, the best first.
#[must_use]
pub fn find_spares(folders: &[PathBuf]) -> Vec<Spare> {
    let mut found: Vec<(usize, Spare)> = Vec::new();
    for path in files(folders) {
        for (index, names) in names(&path).unwrap_or_default() {
            let rank = |name: &String| {
                let known = |family: &&str| family.eq_ignore_ascii_case(name);
                SPARES.iter().position(known)
            };
            if let Some(rank) = names.iter().filter_map(rank).min() {
                let family = SPARES[rank].to_owned();
                let path = path.clone();
                found.push((
                    rank,
                    Spare {
                        family,
                        path,
                        index,
                    },
                ));
            }
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, font)| font).collect()
}

/// All font files in some folders, in an order that is the same every time:
/// folders are listed in another one on every machine.
fn files(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in folders {
        collect(folder, DEPTH, &mut files);
    }
    files.sort();
    files
}

/// The faces a family can stand for, and how well.
fn ranks(name: &str) -> impl Iterator<Item = (Face, usize, &'static str)> {
    FAMILIES.iter().filter_map(move |(face, families)| {
        let rank = families
            .iter()
            .position(|family| family.eq_ignore_ascii_case(name))?;
        Some((*face, rank, families[rank]))
    })
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let font = extension.is_some_and(|extension| {
            ["ttf", "ttc", "otf", "otc"]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(extension))
        });
        if font {
            files.push(path);
        } else if depth > 0 && path.is_dir() {
            collect(&path, depth - 1, files);
        }
    }
}

/// The family names of every font in a file; only their tables are read.
fn names(path: &Path) -> io::Result<Vec<(u32, Vec<String>)>> {
    let mut file = File::open(path)?;
    let starts = match &read(&mut file, 0, 12)?[..] {
        [b't', b't', b'c', b'f', ..] => {
            let count = u64::from(number(&read(&mut file, 8, 4)?)).min(64);
            let table = read(&mut file, 12, count * 4)?;
            table.chunks_exact(4).map(number).map(u64::from).collect()
        }
        _ => vec![0],
    };
    let mut fonts = Vec::new();
    for (index, start) in (0..).zip(starts) {
        let header = read(&mut file, start, 12)?;
        let count = u64::from(u16::from_be_bytes([header[4], header[5]]));
        let tables = read(&mut file, start + 12, count * 16)?;
        let name = tables.chunks_exact(16).find(|table| &table[..4] == b"name");
        let Some(name) = name else { continue };
        let length = u64::from(number(&name[12..16])).min(NAMES_MAX);
        let bytes = read(&mut file, u64::from(number(&name[8..12])), length)?;
        let table = name::Table::parse(&bytes);
        let families = table.iter().flat_map(|table| table.names);
        let families = families.filter(|name| {
            [
                name::name_id::FAMILY,
                name::name_id::FULL_NAME,
                name::name_id::TYPOGRAPHIC_FAMILY,
            ]
            .contains(&name.name_id)
        });
        fonts.push((
            index,
            families.filter_map(|name| name.to_string()).collect(),
        ));
    }
    Ok(fonts)
}

fn read(file: &mut File, at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    let whole = u64::try_from(bytes.len()).is_ok_and(|read| read == length);
    whole
        .then_some(bytes)
        .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_official_families_by_either_name() {
        for (name, face) in [
            ("仿宋_GB2312", Face::Fang),
            ("fangsong_gb2312", Face::Fang),
            ("方正小标宋简体", Face::SongBold),
            ("SimSun", Face::Song),
            ("KaiTi", Face::Kai),
        ] {
            let found = ranks(name).map(|(face, ..)| face).collect::<Vec<_>>();
            assert_eq!(found, [face], "{name}");
        }
        assert_eq!(ranks("Arial").count(), 0, "no face for Western fonts");
    }

    #[test]
    fn looks_where_the_system_keeps_fonts() {
        let windows = |name: &str| (name == "WINDIR").then(|| OsString::from("C:\\Windows"));
        let first = folders(&windows).into_iter().next();
        let fonts = PathBuf::from("C:\\Windows").join("Fonts");
        assert_eq!(first, Some(fonts), "the system's own first");
        assert!(
            folders(&|_| None).contains(&PathBuf::from("/usr/share/fonts")),
            "and Linux's"
        );
    }

    #[test]
    fn what_is_no_font_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.ttf"), b"ttcf no font").unwrap();
        std::fs::write(folder.path().join("y.otf"), b"").unwrap();
        assert_eq!(find(&[folder.path().to_path_buf()]), [], "nothing is found");
    }
}
