//! A content file as read: UTF-8, line ends normalized, size bounded.

use std::fs;
use std::path::Path;

use crate::Diagnostic;
use crate::reading::REQUIRED_PAGES;

/// A content file may be at most this large, in bytes: far more than a page anyone would read.
pub const MAX_FILE_BYTES: u64 = 512 * 1024;

/// The text of a content file and the name that messages use for it.
#[derive(Debug)]
pub struct SourceFile {
    /// The name in messages.
    pub shown_as: String,
    /// Without a byte order mark, with `\n` line ends: both come from editors on other systems and mean nothing.
    pub text: String,
}

/// How files begin that word processors write.
const NOT_TEXT: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "a Word or LibreOffice document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "an RTF document"),
    (b"%PDF", "a PDF"),
];

impl SourceFile {
    /// Reads a file that messages call `shown_as`.
    ///
    /// # Errors
    /// If it is missing, empty, larger than [`MAX_FILE_BYTES`], or no UTF-8 text: a guard that cannot read its rules
    /// must say so, not hold for none.
    pub fn read(path: &Path, shown_as: &str) -> Result<Self, Diagnostic> {
        let diagnostic = |line, problem: String, remedy: &str| {
            Err(Diagnostic::new(shown_as, line, problem, remedy))
        };
        let Ok(metadata) = fs::metadata(path) else {
            return diagnostic(
                1,
                "this file is missing".into(),
                "put it back, or undo its renaming",
            );
        };
        if metadata.len() > MAX_FILE_BYTES {
            return diagnostic(
                1,
                format!(
                    "this file has {} KB, more than the {} allowed",
                    metadata.len() / 1024,
                    MAX_FILE_BYTES / 1024
                ),
                "split it into several pages, and keep pictures in their own files",
            );
        }
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return diagnostic(
                    1,
                    format!("this file cannot be read ({error})"),
                    "check its permissions",
                );
            }
        };
        for (start, kind) in NOT_TEXT {
            if bytes.starts_with(start) {
                return diagnostic(
                    1,
                    format!("this is {kind}, not plain text, whatever its name says"),
                    "copy its text into a plain text file",
                );
            }
        }
        // UTF-16, with or without its mark: letters that are read as UTF-8, with a zero byte between them.
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || has_zeros(&bytes) {
            return diagnostic(
                1,
                "this file is UTF-16 text, not UTF-8".into(),
                "save it again with the encoding UTF-8",
            );
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let line = line_of(&String::from_utf8_lossy(error.as_bytes()), good);
                return diagnostic(
                    line,
                    "this file is not UTF-8 text".into(),
                    "save it again with the encoding UTF-8",
                );
            }
        };
        let text = text
            .strip_prefix('\u{feff}')
            .unwrap_or(&text)
            .replace("\r\n", "\n")
            .replace('\r', "\n");
        if text.trim().is_empty() {
            return diagnostic(
                1,
                "this file is empty".into(),
                if is_required(shown_as) {
                    "put its content back from an earlier version"
                } else {
                    "write its content, or delete it"
                },
            );
        }
        Ok(Self {
            shown_as: shown_as.to_owned(),
            text,
        })
    }

    /// What is wrong with a line of the file.
    #[must_use]
    pub fn diagnostic(
        &self,
        line: usize,
        problem: String,
        remedy: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(&self.shown_as, line, problem, remedy)
    }
}

/// Whether at least a third of a file's first bytes are zero.
fn has_zeros(bytes: &[u8]) -> bool {
    let first = &bytes[..bytes.len().min(300)];
    let others = first.iter().filter(|byte| **byte != 0).count();
    (first.len() - others) * 3 > first.len()
}

/// Whether the site cannot do without a file.
fn is_required(shown_as: &str) -> bool {
    let name = shown_as.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, "toml")) => true,
        Some((stem, "md")) => stem == "article" || REQUIRED_PAGES.contains(&stem),
        _ => false,
    }
}

/// The line, from 1, of a byte position in a text.
pub(crate) fn line_of(text: &str, position: usize) -> usize {
    1 + text
        .match_indices('\n')
        .take_while(|(at, _)| *at < position)
        .count()
}
