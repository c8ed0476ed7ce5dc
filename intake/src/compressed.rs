//! Whether the compressed copies beside a file still hold what the file holds.
//!
//! A deployer may change a built page by hand, for instance where its form posts to, and forget
//! `index.html.br`. Serving that copy would send people's answers to the old address.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Remembers for each file of the site whether its copies are current, until one of them changes.
#[derive(Debug, Default)]
pub struct CompressedCopies {
    known: Mutex<HashMap<PathBuf, (Stamps, bool)>>,
}

/// When the file, its `.gz` and its `.br` were written, and how long they are.
type Stamps = [Option<(SystemTime, u64)>; 3];

impl CompressedCopies {
    /// Whether the `.gz` and `.br` copies of `file` may be served for it. True if there are none.
    /// Reads the whole file when it or a copy has changed; blocks meanwhile.
    ///
    /// A gzip file ends with a checksum and the length of what it holds (RFC 1952, section 2.3.1),
    /// so it needs no unpacking to compare. A Brotli file says nothing of the kind; the site's
    /// build writes both at once, so it is trusted with its neighbor, and by its age if it has none.
    pub fn are_current(&self, file: &Path) -> bool {
        let (gz, br) = (with_suffix(file, ".gz"), with_suffix(file, ".br"));
        let stamps = [file, &gz, &br].map(|path| path.metadata().ok().and_then(|m| stamp(&m)));
        let [Some((written, _)), gz_stamp, br_stamp] = stamps else {
            return true;
        };
        if gz_stamp.is_none() && br_stamp.is_none() {
            return true;
        }
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, current)) = lock().get(file)
            && *known == stamps
        {
            return *current;
        }
        let current = if gz_stamp.is_some() {
            holds_the_same(file, &gz).unwrap_or(false)
        } else {
            br_stamp.is_some_and(|(copied, _)| copied >= written)
        };
        lock().insert(file.to_owned(), (stamps, current));
        current
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn stamp(metadata: &Metadata) -> Option<(SystemTime, u64)> {
    Some((metadata.modified().ok()?, metadata.len()))
}

fn holds_the_same(file: &Path, gz: &Path) -> io::Result<bool> {
    let mut trailer = [0; 8];
    let mut gz = File::open(gz)?;
    gz.seek(SeekFrom::End(-8))?;
    gz.read_exact(&mut trailer)?;
    let content = std::fs::read(file)?;
    let [a, b, c, d, length @ ..] = trailer;
    // The length is given modulo 2^32; no file of a site comes near.
    Ok(
        u32::try_from(content.len()) == Ok(u32::from_le_bytes(length))
            && crc32(&content) == u32::from_le_bytes([a, b, c, d]),
    )
}

/// The CRC-32 that gzip uses (RFC 1952, section 8), bit by bit: a file is read once per release.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// What gzip would write of `content`, as far as it is looked at.
    fn gzip_like(content: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x1f\x8b some header and deflated data".to_vec();
        bytes.extend(crc32(content).to_le_bytes());
        bytes.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        bytes
    }

    #[test]
    fn the_checksum_is_gzips() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926, "the standard check value");
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn copies_of_what_the_file_holds_are_current_until_the_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index.html");
        let copies = CompressedCopies::default();
        std::fs::write(&file, "posts to a").unwrap();
        assert!(copies.are_current(&file), "there are none");

        std::fs::write(
            folder.path().join("index.html.gz"),
            gzip_like(b"posts to a"),
        )
        .unwrap();
        std::fs::write(folder.path().join("index.html.br"), "brotli").unwrap();
        assert!(copies.are_current(&file));
        assert!(copies.are_current(&file), "remembered");

        std::fs::write(&file, "posts to b").unwrap();
        let later = SystemTime::now() + Duration::from_secs(1);
        File::open(&file).unwrap().set_modified(later).unwrap();
        assert!(!copies.are_current(&file));

        std::fs::write(
            folder.path().join("index.html.gz"),
            gzip_like(b"posts to b"),
        )
        .unwrap();
        let later = later + Duration::from_secs(1);
        let copy = File::open(folder.path().join("index.html.gz")).unwrap();
        copy.set_modified(later).unwrap();
        assert!(copies.are_current(&file), "compressed anew");
    }

    #[test]
    fn a_brotli_copy_alone_is_current_if_it_is_not_older() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index.html");
        let copy = folder.path().join("index.html.br");
        std::fs::write(&file, "page").unwrap();
        std::fs::write(&copy, "brotli").unwrap();
        let now = SystemTime::now();
        let written = |path: &Path, at| File::open(path).unwrap().set_modified(at).unwrap();
        written(&file, now);
        written(&copy, now + Duration::from_secs(1));
        assert!(CompressedCopies::default().are_current(&file));
        written(&copy, now - Duration::from_secs(1));
        assert!(!CompressedCopies::default().are_current(&file));
    }

    #[test]
    fn a_copy_that_is_no_gzip_file_is_not_served() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index.html");
        std::fs::write(&file, "page").unwrap();
        std::fs::write(folder.path().join("index.html.gz"), "x").unwrap();
        assert!(!CompressedCopies::default().are_current(&file));
    }
}
