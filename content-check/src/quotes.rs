//! Straight quotation marks and apostrophes where readers would see them. Markdown and front matter turn theirs; what
//! is found here comes from elsewhere or stands where nothing could be turned.

use std::fs;
use std::path::Path;

use content_compiler::{Diagnostic, Settings};

/// Reports a straight mark in a text that readers see.
pub(crate) fn check(file: &str, line: usize, text: &str, findings: &mut Vec<Diagnostic>) {
    if let Some(mark) = text.chars().find(|c| matches!(c, '"' | '\'')) {
        findings.push(Diagnostic::new(
            file,
            line,
            format!("a straight mark ({mark}) stands in “{text}”"),
            "write ’ for an apostrophe, “ and ” for quotation marks",
        ));
    }
}

/// The texts of `site.toml`.
pub(crate) fn check_settings(settings: &Settings, file: &str, findings: &mut Vec<Diagnostic>) {
    let (clinic, crisis) = (&settings.clinic, &settings.crisis);
    for text in [
        &clinic.name,
        &clinic.tagline,
        &clinic.address.value,
        &clinic.hours.value,
        &crisis.heading,
    ] {
        check(file, 1, text, findings);
    }
}

/// The words in the drawings: what stands between tags.
pub(crate) fn check_figures(folder: &Path, shown_as: &str, findings: &mut Vec<Diagnostic>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let (Some(name), Ok(text)) = (path.file_name(), fs::read_to_string(&path)) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            for part in line.split('>').skip(1) {
                let words = part.split('<').next().unwrap_or_default();
                check(
                    &format!("{shown_as}/{}", name.to_string_lossy()),
                    index + 1,
                    words,
                    findings,
                );
            }
        }
    }
}
