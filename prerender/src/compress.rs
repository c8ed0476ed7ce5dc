//! Compressed copies beside the files, for hosts that send them as they lie there.

use std::fs;
use std::io::Write;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::disk;

/// Compressing less than this, in bytes, saves nothing that a network would notice.
const WORTH_IT: usize = 256;

/// The endings of names of files that gain by it.
const ENDINGS: [&str; 10] = [
    "html",
    "css",
    "js",
    "mjs",
    "wasm",
    "svg",
    "xml",
    "txt",
    "json",
    "webmanifest",
];

/// Writes `.br` (RFC 7932, quality 11) and `.gz` (RFC 1952, level 9) beside each file of text or code below
/// a folder, on all processors: it takes longer than all other work on a page.
pub(crate) fn folder(folder: &Path) -> Result<(), String> {
    let files = disk::below(folder)?;
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let work = || {
            while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                file(path)?;
            }
            Ok(())
        };
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err("compressing has failed".to_owned()))
        })
    })
}

/// Writes the copies of one file, if it is of text or code.
pub(crate) fn file(path: &Path) -> Result<(), String> {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    if ENDINGS.contains(&ending) {
        compress(path, ending)
            .map_err(|error| format!("{} cannot be compressed: {error}", path.display()))?;
    }
    Ok(())
}

fn compress(path: &Path, ending: &str) -> std::io::Result<()> {
    let bytes = fs::read(path)?;
    if bytes.len() < WORTH_IT {
        return Ok(());
    }
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &parameters)?;
    fs::write(path.with_extension(format!("{ending}.br")), brotli)?;
    // No name and no time in its header, so that the same page gives the same bytes.
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&bytes)?;
    fs::write(path.with_extension(format!("{ending}.gz")), gzip.finish()?)
}
