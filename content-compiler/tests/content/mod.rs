//! The content of the tests (`tests/content/`), copied, to make mistakes in. It stays as it is when staff edit the real
//! content.

// Each test program uses a part of this.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

use content_compiler::{Diagnostic, Reading, Site, compile};

pub const TODAY: &str = "2026-11-23";
pub const PTSD: &str = "conditions/ptsd.md";

/// A copy of the tests' content in a folder of its own, to make mistakes in.
pub struct Content {
    pub folder: PathBuf,
}

impl Content {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        copy(&frozen(), &folder.join("content"));
        fs::create_dir_all(folder.join("public")).unwrap();
        Self { folder }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join("content").join(file)
    }

    /// Replaces the first occurrence of a text in a file.
    pub fn replace(self, file: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from:?} to replace");
        fs::write(self.path(file), text.replacen(from, to, 1)).unwrap();
        self
    }

    /// Adds lines at the end of a file.
    pub fn append(self, file: &str, lines: &str) -> Self {
        let text = fs::read_to_string(self.path(file)).unwrap();
        fs::write(self.path(file), format!("{text}\n{lines}\n")).unwrap();
        self
    }

    pub fn write(self, file: &str, bytes: &[u8]) -> Self {
        fs::write(self.path(file), bytes).unwrap();
        self
    }

    pub fn remove(self, file: &str) -> Self {
        fs::remove_file(self.path(file)).unwrap();
        self
    }

    pub fn compile(&self) -> Result<Site, Vec<Diagnostic>> {
        compile(
            &self.folder.join("content"),
            "content",
            &self.folder.join("public"),
            TODAY,
        )
    }

    /// The folder as far as it can be read.
    pub fn reading(&self) -> Reading {
        Reading::of(
            &self.folder.join("content"),
            "content",
            &self.folder.join("public"),
            TODAY,
        )
    }

    /// All messages; fails if there is none.
    pub fn messages(&self) -> Vec<String> {
        let diagnostics = self.compile().expect_err("the mistake was not noticed");
        diagnostics.iter().map(ToString::to_string).collect()
    }

    /// The message that tells of `part`; fails if there is none.
    pub fn message(&self, part: &str) -> String {
        let messages = self.messages();
        messages
            .iter()
            .find(|message| message.contains(part))
            .unwrap_or_else(|| panic!("no message has {part:?}, only {messages:#?}"))
            .clone()
    }
}

/// The folder `tests/content/`.
pub fn frozen() -> PathBuf {
    root().join("tests/content")
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The line of a file that starts with a text.
pub fn line_of(content: &Content, file: &str, start: &str) -> usize {
    let text = fs::read_to_string(content.path(file)).unwrap();
    1 + text
        .lines()
        .position(|line| line.starts_with(start))
        .expect("the line exists")
}

/// The messages for a page with lines added at its end, which are one text each.
pub fn messages_for(name: &str, file: &str, lines: &str) -> Vec<String> {
    let content = Content::new(name).append(file, lines);
    match content.compile() {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.iter().map(ToString::to_string).collect(),
    }
}
