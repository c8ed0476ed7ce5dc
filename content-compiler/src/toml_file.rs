//! Reads a TOML file as far as it can be read, with all that is wrong in it and not only the first mistake.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::source_file::{SourceFile, line_of};
use crate::{Diagnostic, invisible};

/// What a file says, and where.
#[derive(Debug, Default)]
pub struct TomlFile<T> {
    /// The values that could be read; the others as they are without the file.
    pub value: T,
    /// Whether something in it could not be read.
    pub is_incomplete: bool,
    /// Sections and keys that a diagnostic tells of already, as `section` and `section.key`.
    told: BTreeSet<String>,
    /// The line of each section and key, by the same names.
    places: Vec<(String, usize)>,
}

impl<T: DeserializeOwned + Default> TomlFile<T> {
    /// Reads a file; `explain` says in an editor's words what the parser found (its message, and the line).
    pub fn read(
        file: &SourceFile,
        diagnostics: &mut Vec<Diagnostic>,
        explain: impl Fn(&str, &str) -> (String, String),
    ) -> Self {
        invisible::check(file, diagnostics);
        Self::read_lines(file, file.text.lines().collect(), diagnostics, explain)
    }

    /// The same for lines that were mended already; they keep their numbers.
    pub fn read_lines(
        file: &SourceFile,
        mut lines: Vec<&str>,
        diagnostics: &mut Vec<Diagnostic>,
        explain: impl Fn(&str, &str) -> (String, String),
    ) -> Self {
        let mut read = Self {
            places: places(&lines),
            ..Self::default()
        };
        loop {
            let text = lines.join("\n");
            let error = match toml::from_str(&text) {
                Ok(value) => {
                    read.value = value;
                    return read;
                }
                Err(error) => error,
            };
            read.is_incomplete = true;
            let at = error.span().map_or(0, |span| span.start);
            let found = (line_of(&text, at) - 1).min(lines.len().saturating_sub(1));
            // What lacks its end is noticed only lines later.
            let Some(start) = (0..=found).rev().find(|index| starts(lines[*index])) else {
                diagnostics.push(file.diagnostic(
                    found + 1,
                    explain(error.message(), "").0,
                    explain(error.message(), "").1,
                ));
                return read;
            };
            let name = read.name_at(start);
            let section = name.split('.').next().unwrap_or_default().to_owned();
            let is_missing = error.message().starts_with("missing field");
            // A table that lost a line to another mistake lacks what stood there.
            if !(is_missing && read.has_told_of(&section)) {
                let (problem, remedy) = explain(error.message(), lines[start]);
                diagnostics.push(file.diagnostic(start + 1, problem, remedy));
            }
            let is_header = lines[start].trim_start().starts_with('[');
            let end = (start + 1..lines.len())
                .find(|index| {
                    let line = lines[*index].trim_start();
                    line.starts_with('[') && !line.ends_with(',') || !is_header && starts(line)
                })
                .unwrap_or(lines.len());
            read.told.insert(name);
            lines[start..end].fill("");
        }
    }

    fn has_told_of(&self, section: &str) -> bool {
        self.told
            .iter()
            .any(|name| name.split('.').next() == Some(section))
    }

    /// The name of what starts on a line, counted from 0.
    fn name_at(&self, index: usize) -> String {
        self.places
            .iter()
            .find(|(_, line)| *line == index + 1)
            .map_or_else(|| format!("line {index}"), |(name, _)| name.clone())
    }

    /// Whether a diagnostic tells of a key, or of its whole section, already.
    #[must_use]
    pub fn is_told(&self, section: &str, key: &str) -> bool {
        self.told.contains(section) || self.told.contains(&format!("{section}.{key}"))
    }

    /// Whether a section is there.
    #[must_use]
    pub fn has_section(&self, section: &str) -> bool {
        self.places.iter().any(|(name, _)| name == section)
    }

    /// The line of a key, from 1; none if it is not there.
    #[must_use]
    pub fn line(&self, section: &str, key: &str) -> Option<usize> {
        let name = format!("{section}.{key}");
        self.places
            .iter()
            .find(|(place, _)| *place == name)
            .map(|(_, line)| *line)
    }

    /// Where to look for a key: its line, or else that of its section, or else the first.
    #[must_use]
    pub fn place(&self, section: &str, key: &str) -> usize {
        self.line(section, key)
            .or_else(|| {
                let header = self.places.iter().find(|(name, _)| name == section);
                header.map(|(_, line)| *line)
            })
            .unwrap_or(1)
    }
}

/// What stands before the `=` of a line, or the name of a section with its brackets.
pub(crate) fn key_of(line: &str) -> &str {
    let line = line.trim_start();
    if line.starts_with('[') {
        return line.split(']').next().unwrap_or_default();
    }
    line.split(|c: char| c == '=' || c.is_whitespace())
        .next()
        .unwrap_or_default()
        .trim_matches('"')
}

/// Whether a line starts a section or a value, and does not go on with the one above.
fn starts(line: &str) -> bool {
    let line = line.trim_start();
    let is_key = line
        .split_once('=')
        .is_some_and(|(key, _)| !key.trim().is_empty() && !key.contains(['"', '\'', '[', ',']));
    let is_list_item = line.starts_with(['"', '\'', ']', '}']);
    line.starts_with('[') && line.trim_end().ends_with(']')
        || is_key
        || !(line.is_empty() || line.starts_with('#') || is_list_item)
}

/// The lines of all sections and keys, by `section` and `section.key`.
fn places(lines: &[&str]) -> Vec<(String, usize)> {
    let mut places = Vec::new();
    let mut section = String::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| starts(line)) {
        let key = key_of(line);
        if let Some(name) = key.strip_prefix("[[") {
            // One of several: each is a section of its own.
            section = format!("{} {}", name.trim(), index + 1);
        } else if let Some(name) = key.strip_prefix('[') {
            name.trim().clone_into(&mut section);
        } else {
            places.push((format!("{section}.{key}"), index + 1));
            continue;
        }
        places.push((section.clone(), index + 1));
    }
    places
}
