//! The OLE container (MS-CFB): the names of its streams and the bytes of one.
//!
//! Only what is needed to tell documents apart and to look up what calamine
//! does not expose. Every index is checked; a loop in a chain ends it.

/// An open container.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    /// The directory, unused places included: entries name each other by place.
    entries: Vec<Entry>,
    /// The places of what lies in the document itself, not in one embedded in
    /// it; all places where the directory's tree makes no sense.
    own: Vec<usize>,
}

struct Entry {
    name: String,
    kind: u8,
    /// The places of its neighbours in the tree and of the first thing in it.
    links: [u32; 2],
    child: u32,
    start: u32,
    size: u64,
}

/// A stream of the container.
pub(super) struct Stream {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// They are as many as the container says.
    pub(super) whole: bool,
}

const END_OF_CHAIN: u32 = 0xFFFF_FFFA;
const HEADER_BYTES: usize = 512;
const ENTRY_BYTES: usize = 128;
const MINI_SECTOR_BYTES: usize = 64;
const MINI_STREAM_BELOW: u64 = 4096;
const KIND_STREAM: u8 = 2;
const KIND_ROOT: u8 = 5;

impl<'a> Container<'a> {
    /// Opens a container; `None` if its header or tables make no sense.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Container<'a>> {
        let shift = u32::from(u16_at(bytes, 30)?);
        if !(9..=12).contains(&shift) {
            return None;
        }
        let mut container = Container {
            bytes,
            sector_bytes: 1 << shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
            own: Vec::new(),
        };
        container.read_fat()?;
        let directory = container.chain(u32_at(bytes, 48)?);
        container.entries = directory
            .chunks_exact(ENTRY_BYTES)
            .filter_map(entry)
            .collect();
        container.own = container.in_root();
        let mini_fat = container.chain(u32_at(bytes, 60)?);
        container.mini_fat = words(&mini_fat);
        let root = container
            .entries
            .iter()
            .find(|entry| entry.kind == KIND_ROOT);
        if let Some(start) = root.map(|root| root.start) {
            container.mini_stream = container.chain(start);
        }
        Some(container)
    }

    /// Whether the document has a stream or storage of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    /// What the document itself has under a name.
    fn named(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.own
            .iter()
            .map(|at| &self.entries[*at])
            .filter(move |entry| entry.kind != 0 && entry.name.eq_ignore_ascii_case(name))
    }

    /// The root and what lies in it. A workbook may hold other documents, whose
    /// streams have the same names.
    fn in_root(&self) -> Vec<usize> {
        let everything = || (0..self.entries.len()).collect();
        let root = self.entries.iter().position(|one| one.kind == KIND_ROOT);
        let Some(root) = root else {
            return everything();
        };
        let mut seen = vec![false; self.entries.len()];
        let mut own = vec![root];
        let mut next = vec![self.entries[root].child];
        while let Some(place) = next.pop() {
            let place = place as usize;
            match seen.get_mut(place) {
                Some(known) if !*known => *known = true,
                _ => continue,
            }
            own.push(place);
            next.extend(self.entries[place].links);
        }
        let usable = |place: &usize| self.entries[*place].kind == KIND_STREAM;
        if own.iter().any(usable) {
            own
        } else {
            everything()
        }
    }

    /// A stream.
    pub(super) fn stream(&self, name: &str) -> Option<Stream> {
        let entry = self.named(name).find(|entry| entry.kind == KIND_STREAM)?;
        let mut content = if entry.size < MINI_STREAM_BELOW {
            self.mini_chain(entry.start)
        } else {
            self.chain(entry.start)
        };
        let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
        let whole = content.len() >= size;
        content.truncate(size);
        Some(Stream {
            bytes: content,
            whole,
        })
    }

    fn read_fat(&mut self) -> Option<()> {
        let mut fat_sectors: Vec<u32> = (0..109)
            .filter_map(|i| u32_at(self.bytes, 76 + 4 * i))
            .collect();
        let mut next = u32_at(self.bytes, 68)?;
        let sectors_max = self.bytes.len() / self.sector_bytes + 1;
        let mut seen = 0;
        while next < END_OF_CHAIN && seen <= sectors_max {
            let table = words(self.sector(next)?);
            let (link, listed) = table.split_last()?;
            fat_sectors.extend(listed);
            next = *link;
            seen += 1;
        }
        for sector in fat_sectors
            .into_iter()
            .filter(|&sector| sector < END_OF_CHAIN)
        {
            if self.fat.len() > sectors_max + self.sector_bytes {
                break;
            }
            let table = words(self.sector(sector)?);
            self.fat.extend(table);
        }
        Some(())
    }

    fn sector(&self, index: u32) -> Option<&'a [u8]> {
        let start =
            (usize::try_from(index).ok()?.checked_add(1)?).checked_mul(self.sector_bytes)?;
        let end = start.checked_add(self.sector_bytes)?;
        if self.sector_bytes == HEADER_BYTES || start >= self.sector_bytes {
            // The last sector of a file may be cut short; what is there counts.
            self.bytes.get(start..end.min(self.bytes.len()))
        } else {
            None
        }
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let mut content = Vec::new();
        let mut next = start;
        for _ in 0..=self.fat.len() {
            let Some(sector) = (next < END_OF_CHAIN).then(|| self.sector(next)).flatten() else {
                break;
            };
            content.extend_from_slice(sector);
            next = self.fat.get(next as usize).copied().unwrap_or(END_OF_CHAIN);
        }
        content
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        let mut content = Vec::new();
        let mut next = start;
        for _ in 0..=self.mini_fat.len() {
            let at = (next as usize).saturating_mul(MINI_SECTOR_BYTES);
            let Some(sector) = self
                .mini_stream
                .get(at..at.saturating_add(MINI_SECTOR_BYTES))
            else {
                break;
            };
            content.extend_from_slice(sector);
            next = self
                .mini_fat
                .get(next as usize)
                .copied()
                .unwrap_or(END_OF_CHAIN);
        }
        content
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let kind = *bytes.get(66)?;
    let length = usize::from(u16_at(bytes, 64)?).min(64).saturating_sub(2);
    let units: Vec<u16> = (0..length / 2)
        .filter_map(|i| u16_at(bytes, 2 * i))
        .collect();
    let size = u64::from(u32_at(bytes, 120)?);
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        kind,
        links: [u32_at(bytes, 68)?, u32_at(bytes, 72)?],
        child: u32_at(bytes, 76)?,
        start: u32_at(bytes, 116).unwrap_or(END_OF_CHAIN),
        size,
    })
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
        .collect()
}

/// A 16-bit number, least byte first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let word = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([word[0], word[1]]))
}

/// A 32-bit number, least byte first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}
