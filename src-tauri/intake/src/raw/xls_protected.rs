//! Streams that are encrypted though nobody is asked for a password.
//!
//! Excel encrypts an `.xls` whose structure is protected (保护工作簿), and opens
//! it with a password that is built in ([MS-OFFCRYPTO] 2.4.2.3). To refuse it as
//! having a password would leave a clerk, who opens it without one, helpless.
//! Any other password is the sender's to take off.

use md5::{Digest, Md5};
use sha1::Sha1;

use super::biff::records;
use super::cfb::{u16_at, u32_at};

/// The record that says how the stream is encrypted (FilePass).
pub(super) const FILE_PASS: u16 = 0x002F;

/// No record has this number: what was the record above is passed over.
const NOTHING: u16 = 0xFFFF;

/// The password that is built in.
const BUILT_IN: &str = "VelvetSweatshop";

/// The key changes every so many bytes of the stream ([MS-XLS] 2.2.10).
const BLOCK_BYTES: usize = 1024;

/// Records that are never encrypted: BOF, FilePass, InterfaceHdr, UsrExcl,
/// FileLock, RRDInfo, RRDHead.
const CLEAR: [u16; 7] = [0x0809, FILE_PASS, 0x00E1, 0x0194, 0x0195, 0x0196, 0x0138];

/// The list of sheets is encrypted but for each sheet's place.
const SHEET: u16 = 0x0085;

/// FilePass stands among the first records.
const RECORDS_SEARCHED: usize = 8;

/// The stream as it was before it was encrypted; none if it is not, or with a
/// password of its own.
pub(super) fn opened(stream: &[u8]) -> Option<Vec<u8>> {
    let mut first = records(stream, 0).take(RECORDS_SEARCHED);
    let pass = first.find(|record| record.kind == FILE_PASS)?;
    let key = Key::of(pass.data)?;
    let mut plain = stream.to_vec();
    for (block, bytes) in (0_u32..).zip(plain.chunks_mut(BLOCK_BYTES)) {
        Cipher::new(&key.of_block(block)).apply(bytes);
    }
    // The cipher runs on over what is not encrypted.
    let mut at = 0;
    for record in records(stream, 0) {
        let data = record.next - record.data.len();
        let clear = match record.kind {
            kind if CLEAR.contains(&kind) => record.next,
            SHEET => record.next.min(data + 4),
            _ => data,
        };
        plain[at..clear].copy_from_slice(&stream[at..clear]);
        at = record.next;
    }
    plain[at..].copy_from_slice(&stream[at..]);
    let head = pass.next - pass.data.len() - 4;
    plain[head..head + 2].copy_from_slice(&NOTHING.to_le_bytes());
    Some(plain)
}

/// What the keys of the blocks are made from.
enum Key {
    /// Of the first kind of RC4 encryption ([MS-OFFCRYPTO] 2.3.6).
    Md5([u8; 5]),
    /// Of that by a CryptoAPI, with the bytes of a key (2.3.5).
    Sha1(Vec<u8>, usize),
}

impl Key {
    /// The key by the built-in password, if that is the right one.
    fn of(pass: &[u8]) -> Option<Key> {
        const RC4: u16 = 1;
        if u16_at(pass, 0)? != RC4 {
            return None;
        }
        match (u16_at(pass, 2)?, u16_at(pass, 4)?) {
            (1, 1) => Key::first(pass.get(6..)?),
            (2..=4, 2) => Key::by_api(pass.get(6..)?),
            _ => None,
        }
    }

    /// Salt, verifier and its hash, of 16 bytes each.
    fn first(rest: &[u8]) -> Option<Key> {
        let (salt, check) = (rest.get(..16)?, rest.get(16..48)?);
        let password = Md5::digest(password());
        let salted = [&password[..5], salt].concat().repeat(16);
        let key = Key::Md5(Md5::digest(salted).first_chunk().copied()?);
        let mut check = check.to_vec();
        Cipher::new(&key.of_block(0)).apply(&mut check);
        (Md5::digest(&check[..16])[..] == check[16..]).then_some(key)
    }

    /// Flags and a header of told length, then salt, verifier and its hash, each
    /// with a length before it.
    fn by_api(rest: &[u8]) -> Option<Key> {
        const RC4: u32 = 0x6801;
        const KEY_BITS_USUAL: u32 = 40;
        let header_bytes = u32_at(rest, 4)? as usize;
        let header = rest.get(8..)?.get(..header_bytes)?;
        let after = rest.get(8 + header_bytes..)?;
        if ![0, RC4].contains(&u32_at(header, 8)?) {
            return None;
        }
        let bits = match u32_at(header, 16)? {
            0 => KEY_BITS_USUAL,
            bits @ 40..=128 => bits,
            _ => return None,
        };
        let (salt, verifier, hash) = (after.get(4..20)?, after.get(20..36)?, after.get(40..60)?);
        let made = Sha1::digest([salt, &password()].concat()).to_vec();
        let key = Key::Sha1(made, bits as usize / 8);
        let mut check = [verifier, hash].concat();
        Cipher::new(&key.of_block(0)).apply(&mut check);
        (Sha1::digest(&check[..16])[..] == check[16..]).then_some(key)
    }

    fn of_block(&self, block: u32) -> Vec<u8> {
        const FORTY_BITS: usize = 5;
        let block = block.to_le_bytes();
        match self {
            Key::Md5(made) => Md5::digest([&made[..], &block].concat()).to_vec(),
            Key::Sha1(made, bytes) => {
                let mut key = Sha1::digest([&made[..], &block].concat()).to_vec();
                key.truncate(*bytes);
                // A key of 40 bits is filled up to 128.
                if *bytes == FORTY_BITS {
                    key.resize(16, 0);
                }
                key
            }
        }
    }
}

fn password() -> Vec<u8> {
    BUILT_IN.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// RC4 (RFC 6229 gives its test vectors): the old format knows no better one.
struct Cipher {
    state: [u8; 256],
    one: u8,
    other: u8,
}

impl Cipher {
    fn new(key: &[u8]) -> Cipher {
        let mut state: [u8; 256] = std::array::from_fn(|at| at.to_le_bytes()[0]);
        let mut other = 0_u8;
        for at in 0..state.len() {
            other = other
                .wrapping_add(state[at])
                .wrapping_add(key[at % key.len()]);
            state.swap(at, usize::from(other));
        }
        Cipher {
            state,
            one: 0,
            other: 0,
        }
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.one = self.one.wrapping_add(1);
            let (one, state) = (usize::from(self.one), &mut self.state);
            self.other = self.other.wrapping_add(state[one]);
            let other = usize::from(self.other);
            state.swap(one, other);
            *byte ^= state[usize::from(state[one].wrapping_add(state[other]))];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_is_the_known_one() {
        let mut bytes = [0_u8; 16];
        Cipher::new(&[1, 2, 3, 4, 5]).apply(&mut bytes);
        assert_eq!(
            bytes,
            [
                0xb2, 0x39, 0x63, 0x05, 0xf0, 0x3d, 0xc0, 0x27, 0xcc, 0xc3, 0x52, 0x4a, 0x0a, 0x11,
                0x18, 0xa8
            ],
            "RFC 6229, a key of 40 bits"
        );
    }
}
