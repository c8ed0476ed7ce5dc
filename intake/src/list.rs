//! Stored requests as a table to read in a terminal.

use crate::export::ExportError;
use crate::saved::{SavedRequest, each};
use rusqlite::Connection;
use std::io::Write;

const HEADINGS: [&str; 6] = [
    "received (UTC)",
    "reference",
    "name",
    "by",
    "contact",
    "topic",
];

/// Widest a column gets, in characters.
const WIDEST: usize = 40;

/// Writes a table of all requests, oldest first: when, reference, name, how to contact, with what,
/// topic. Messages are left to the export. Control characters are shown as `�`, so that no stored
/// name can drive the terminal.
///
/// # Errors
/// [`ExportError`].
pub fn table(connection: &Connection, output: &mut impl Write) -> Result<(), ExportError> {
    let mut lines = vec![HEADINGS.map(str::to_owned)];
    each(connection, |saved| -> Result<(), ExportError> {
        lines.push(cells(&saved));
        Ok(())
    })?;
    if lines.len() == 1 {
        writeln!(output, "No requests yet.")?;
        return Ok(());
    }
    let mut widths = [0; HEADINGS.len()];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for line in &lines {
        let padded: Vec<String> = line
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        writeln!(output, "{}", padded.join("  ").trim_end())?;
    }
    Ok(())
}

fn cells(saved: &SavedRequest) -> [String; 6] {
    let contact = match saved.contact_preference.as_str() {
        "email" => &saved.email,
        _ => &saved.phone,
    };
    // To the minute; the export has the rest.
    let time = saved.received_at.get(..16).unwrap_or(&saved.received_at);
    [
        time.replace('T', " "),
        saved.reference.clone(),
        shown(&saved.name),
        shown(&saved.contact_preference),
        shown(contact.as_deref().unwrap_or("")),
        shown(saved.topic.as_deref().unwrap_or("")),
    ]
}

/// Text that is safe to print and fits its column.
fn shown(text: &str) -> String {
    let is_unsafe = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}')
            // Marks of text direction: they could swap columns around.
            || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut characters = text
        .chars()
        .map(|c| if is_unsafe(c) { '\u{FFFD}' } else { c });
    let mut shown: String = characters.by_ref().take(WIDEST).collect();
    if characters.next().is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_drive_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\nc\u{9b}d\u{202e}e"), "a�[2Jb�c�d�e");
    }

    #[test]
    fn a_long_name_is_cut_with_a_sign() {
        assert_eq!(shown(&"x".repeat(40)).chars().count(), 40);
        let cut = shown(&"x".repeat(41));
        assert_eq!(cut.chars().count(), 40);
        assert!(cut.ends_with('…'));
    }
}
