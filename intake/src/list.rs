//! Stored requests as a table to read in a terminal.

use crate::export::ExportError;
use crate::progress::Status;
use crate::saved::{SavedRequest, each};
use crate::time_zone::TimeZone;
use rusqlite::Connection;
use std::io::Write;

/// Most characters of a name or a topic. Phone numbers and email addresses are never cut: cut, they
/// reach nobody.
const WIDEST: usize = 40;

/// Writes a table of all requests, oldest first: when, reference, status, name, how to contact, with
/// what, topic. Who wants no more contact has `stop` in the place of a number or an address. Times are in the time zone `zone`. Messages are left to `show` and the export. Control characters are shown as `�`, so that no stored
/// name can drive the terminal.
///
/// # Errors
/// [`ExportError`].
pub fn table(
    connection: &Connection,
    zone: &TimeZone,
    output: &mut impl Write,
) -> Result<(), ExportError> {
    let received = format!("received ({zone})");
    let headings = [
        &received,
        "reference",
        "status",
        "name",
        "by",
        "contact",
        "topic",
    ];
    let mut lines = vec![headings.map(str::to_owned)];
    each(connection, |saved| -> Result<(), ExportError> {
        lines.push(cells(&saved, zone));
        Ok(())
    })?;
    if lines.len() == 1 {
        writeln!(output, "No requests yet.")?;
        return Ok(());
    }
    let mut widths = [0; 7];
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

fn cells(saved: &SavedRequest, zone: &TimeZone) -> [String; 7] {
    let contact = match saved.contact_preference.as_str() {
        "email" => saved.email.as_ref(),
        // Digits of other scripts can't be typed on the clinic's telephone; `show` has both forms.
        _ if saved.phone.as_ref().is_some_and(|phone| !phone.is_ascii()) => {
            saved.phone_dialable.as_ref().or(saved.phone.as_ref())
        }
        _ => saved.phone.as_ref(),
    };
    let contact = if saved.stop_contact_at.is_some() {
        "stop".to_owned()
    } else {
        printable(contact.map_or("", String::as_str))
    };
    let status = match (saved.status, &saved.assigned_to) {
        (Status::InHand, Some(name)) => shown(&format!("in hand: {name}")),
        (status, _) => status.label().to_lowercase(),
    };
    // To the minute; the export has the rest.
    let time = zone.local(&saved.received_at);
    [
        time.get(..16).unwrap_or(&time).to_owned(),
        saved.reference.clone(),
        status,
        shown(&saved.name),
        shown(&saved.contact_preference),
        contact,
        shown(saved.topic.as_deref().unwrap_or("")),
    ]
}

/// Text that is safe to print and fits its column.
fn shown(text: &str) -> String {
    let text = printable(text);
    if text.chars().count() <= WIDEST {
        return text;
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}

/// Text of one line that is safe to print in a terminal.
#[must_use]
pub fn printable(text: &str) -> String {
    let is_unsafe = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}')
            // Marks of text direction: they could swap columns around.
            || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if is_unsafe(c) { '\u{FFFD}' } else { c })
        .collect()
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
