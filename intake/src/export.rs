//! Stored requests as a file for other programs: CSV or JSON.

use crate::progress::Outcome;
use crate::saved::{SavedRequest, each};
use crate::time_zone::TimeZone;
use rusqlite::Connection;
use std::borrow::Cow;
use std::io::{self, Write};

/// The columns of the CSV export, in order.
const COLUMNS: [&str; 21] = [
    "received",
    "received_at",
    "reference",
    "id",
    "name",
    "contact_preference",
    "phone",
    "phone_dialable",
    "email",
    "best_time",
    "topic",
    "message",
    "consent",
    "consent_text",
    "status",
    "assigned_to",
    "status_at",
    "closed_at",
    "outcome",
    "stop_contact_at",
    "corrected_at",
];

/// Why an export broke off.
#[derive(Debug)]
pub enum ExportError {
    /// The database can't be read.
    Sqlite(rusqlite::Error),
    /// The output can't be written.
    Output(io::Error),
}

impl From<rusqlite::Error> for ExportError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Output(error.into())
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Writes all requests as CSV (RFC 4180: comma, CRLF, a header line, every cell quoted) in UTF-8 with
/// a byte order mark, without which Excel takes it for another encoding; oldest first. `received` is
/// the time in the time zone `zone`, `received_at` as it is stored; `consent_text` the hash of the
/// wording that was agreed to. Cells that a spreadsheet could
/// take for a formula are made text.
///
/// # Errors
/// [`ExportError`].
pub fn csv(
    connection: &Connection,
    zone: &TimeZone,
    output: &mut impl Write,
) -> Result<(), ExportError> {
    output.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        // Spreadsheets also guess at semicolons and tabs.
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(output);
    writer.write_record(COLUMNS)?;
    each(connection, |saved| -> Result<(), ExportError> {
        let received = zone.local(&saved.received_at);
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            received,
            saved.received_at.clone(),
            saved.reference.clone(),
            saved.id.clone(),
            saved.name.clone(),
            saved.contact_preference.clone(),
            or_empty(&saved.phone),
            or_empty(&saved.phone_dialable),
            or_empty(&saved.email),
            or_empty(&saved.best_time),
            or_empty(&saved.topic),
            or_empty(&saved.message),
            if saved.consent { "yes" } else { "no" }.to_owned(),
            or_empty(&saved.consent_text),
            saved.status.as_str().to_owned(),
            or_empty(&saved.assigned_to),
            or_empty(&saved.status_at),
            or_empty(&saved.closed_at),
            saved.outcome.map_or("", Outcome::as_str).to_owned(),
            or_empty(&saved.stop_contact_at),
            or_empty(&saved.corrected_at),
        ];
        Ok(writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?)
    })?;
    Ok(writer.flush()?)
}

/// Writes all requests as one JSON array (RFC 8259), oldest first, one request a line; keys as on
/// the wire, with `reference`, `received_at` and `phone_dialable`.
///
/// # Errors
/// [`ExportError`].
pub fn json(connection: &Connection, output: &mut impl Write) -> Result<(), ExportError> {
    output.write_all(b"[")?;
    let mut separator = "\n";
    each(
        connection,
        |saved: SavedRequest| -> Result<(), ExportError> {
            output.write_all(separator.as_bytes())?;
            serde_json::to_writer(&mut *output, &saved).map_err(io::Error::from)?;
            separator = ",\n";
            Ok(())
        },
    )?;
    output.write_all(b"\n]\n")?;
    Ok(())
}

/// Text that a spreadsheet shows instead of computing it: with an apostrophe in front if it starts
/// like a formula, also after white space or invisible marks, also in full-width characters, which
/// some spreadsheets take for the plain ones (OWASP, "CSV Injection").
///
/// A phone number in international form starts like a formula too and gets the apostrophe.
fn harmless(text: &str) -> Cow<'_, str> {
    let starts_like_a_formula = text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(|c: char| {
                c.is_whitespace()
                    || c.is_control()
                    || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
            })
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '−']);
    if starts_like_a_formula {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "Sample Person",
            "",
            "a-b",
            "(555) 010-0199",
            "李雷",
            "it’s = fine",
        ] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn nothing_that_starts_like_a_formula_is_left_to_be_one() {
        for text in [
            "=1+1",
            "+1 555 010 0199",
            "-1",
            "@SUM(A1)",
            "  =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\u{200b}=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
        ] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["\tx", "\rx", "\n=1"] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
    }
}
