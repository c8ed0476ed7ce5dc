//! Straight quotation marks and apostrophes where readers would see them. Markdown, front matter and `site.toml` turn
//! theirs; what is found here comes from elsewhere or stands where nothing could be turned.

use content_compiler::{Diagnostic, VisibleText};

/// Reports a straight mark in a text that readers see.
pub(crate) fn check(text: &VisibleText, findings: &mut Vec<Diagnostic>) {
    if let Some(mark) = text.text.chars().find(|c| matches!(c, '"' | '\'')) {
        findings.push(Diagnostic::new(
            &text.file,
            text.line,
            format!("a straight mark ({mark}) stands in {}", text.quoted()),
            "write ’ for an apostrophe, “ and ” for quotation marks",
        ));
    }
}
