//! A content file as read: UTF-8, line ends normalized, size bounded.

use std::fs;
use std::path::Path;

use crate::Diagnostic;

/// A content file may be at most this large, in bytes: far more than a page anyone would read.
pub const MAX_FILE_BYTES: u64 = 512 * 1024;

/// The text of a content file and the name that messages use for it.
#[derive(Debug)]
pub(crate) struct SourceFile {
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
                "write its content, or delete it",
            );
        }
        Ok(Self {
            shown_as: shown_as.to_owned(),
            text,
        })
    }

    /// The line, from 1, of a byte position.
    pub fn line_at(&self, position: usize) -> usize {
        line_of(&self.text, position)
    }

    pub fn diagnostic(
        &self,
        line: usize,
        problem: String,
        remedy: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(&self.shown_as, line, problem, remedy)
    }
}

/// The line, from 1, of a byte position in a text.
pub(crate) fn line_of(text: &str, position: usize) -> usize {
    1 + text
        .match_indices('\n')
        .take_while(|(at, _)| *at < position)
        .count()
}
