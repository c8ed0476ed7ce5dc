//! Short TOML files with a few keys each, such as `announcement.toml`. A site does without them.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::Diagnostic;
use crate::nearest::nearest;
use crate::source_file::SourceFile;

/// A file that was there, and what it says.
pub(crate) struct ShortFile<T> {
    file: SourceFile,
    pub value: T,
}

impl<T: DeserializeOwned> ShortFile<T> {
    /// Reads `name` in the folder `content`; `None` if it is not there, or cannot be read, which a diagnostic then tells.
    /// `examples` has a line for each key.
    pub fn read(
        content: &Path,
        shown_as: &str,
        name: &str,
        examples: &[(&str, &str)],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let path = content.join(name);
        if !path.exists() {
            return None;
        }
        let read = SourceFile::read(&path, &format!("{shown_as}/{name}")).and_then(|file| {
            match toml::from_str(&file.text) {
                Ok(value) => Ok(Self { file, value }),
                Err(error) => {
                    let at = error.span().map_or(0, |span| span.start);
                    let line = file.line_at(at);
                    let written = file.text.lines().nth(line - 1).unwrap_or_default();
                    let (problem, remedy) = explain(error.message(), written, examples);
                    Err(file.diagnostic(line, problem, remedy))
                }
            }
        });
        match read {
            Ok(read) => Some(read),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// The line, from 1, of the `number`th use of a key, counted from 0; the first line if it is not there.
    pub fn line_of(&self, key: &str, number: usize) -> usize {
        let lines = self.file.text.lines().enumerate();
        lines
            .filter(|(_, line)| key_of(line) == key)
            .nth(number)
            .map_or(1, |(index, _)| index + 1)
    }

    /// The line of the first line that `is_meant` from the `number`th use of a key on, and before its next; that of the
    /// key if there is none.
    pub fn line_where(&self, key: &str, number: usize, is_meant: impl Fn(&str) -> bool) -> usize {
        let from = self.line_of(key, number);
        let lines = self.file.text.lines().enumerate().skip(from - 1);
        let mut own = lines.take_while(|(index, line)| *index < from || key_of(line) != key);
        own.find(|(_, line)| is_meant(line))
            .map_or(from, |(index, _)| index + 1)
    }

    pub fn diagnostic(
        &self,
        line: usize,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Diagnostic {
        self.file.diagnostic(line, problem.into(), remedy)
    }
}

/// What stands before the `=` of a line, or the whole of a line such as `[[location]]`.
pub(crate) fn key_of(line: &str) -> &str {
    line.split('=').next().unwrap_or_default().trim()
}

/// Says in an editor's words what the TOML parser found on a line.
fn explain(message: &str, line: &str, examples: &[(&str, &str)]) -> (String, String) {
    let first = message.lines().next().unwrap_or_default();
    let example = |key: &str| {
        let found = examples.iter().find(|(name, _)| *name == key);
        found.map_or(
            "compare it with the comment above it".to_owned(),
            |(_, line)| format!("write it like `{line}`"),
        )
    };
    if first.starts_with("unknown field") {
        let key = first.split('`').nth(1).unwrap_or_default();
        let names: Vec<&str> = first.split('`').skip(3).step_by(2).collect();
        return (
            format!("there is no key `{key}` here"),
            match nearest(&key.to_lowercase(), &names) {
                Some(name) => format!("write `{name}` instead of `{key}`"),
                None => format!("delete it; the keys are {}", names.join(", ")),
            },
        );
    }
    if first.starts_with("duplicate key") {
        return (
            format!("`{}` stands here twice", key_of(line)),
            "delete one of the two lines".into(),
        );
    }
    (
        format!("this line cannot be read: {}", line.trim()),
        example(key_of(line)),
    )
}
