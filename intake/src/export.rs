//! Stored requests as a file for other programs: CSV or JSON.

use crate::saved::{SavedRequest, each};
use rusqlite::Connection;
use std::borrow::Cow;
use std::io::{self, Write};

/// The columns of the CSV export, in order.
const COLUMNS: [&str; 11] = [
    "received_at",
    "reference",
    "id",
    "name",
    "contact_preference",
    "phone",
    "email",
    "best_time",
    "topic",
    "message",
    "consent",
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

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Writes all requests as CSV (RFC 4180: comma, CRLF, a header line) in UTF-8 without a byte order
/// mark, oldest first. Cells that a spreadsheet could take for a formula are made text.
///
/// # Errors
/// [`ExportError`].
pub fn csv(connection: &Connection, output: &mut impl Write) -> Result<(), ExportError> {
    output.write_all(csv_line(COLUMNS).as_bytes())?;
    each(connection, |saved| {
        let or_empty = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let cells: [String; 11] = [
            saved.received_at.clone(),
            saved.reference.clone(),
            saved.id.clone(),
            saved.name.clone(),
            saved.contact_preference.clone(),
            or_empty(&saved.phone),
            or_empty(&saved.email),
            or_empty(&saved.best_time),
            or_empty(&saved.topic),
            or_empty(&saved.message),
            if saved.consent { "yes" } else { "no" }.to_owned(),
        ];
        let cells = cells.each_ref().map(String::as_str);
        Ok(output.write_all(csv_line(cells).as_bytes())?)
    })
}

/// Writes all requests as one JSON array (RFC 8259), oldest first, one request a line; keys as on
/// the wire, with `reference` and `received_at`.
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

fn csv_line<const N: usize>(cells: [&str; N]) -> String {
    let mut line = cells.map(csv_cell).join(",");
    line.push_str("\r\n");
    line
}

/// One cell: harmless, then quoted if it holds what separates cells or lines.
fn csv_cell(text: &str) -> String {
    let text = harmless(text);
    if text.contains(['"', ',', '\r', '\n', ';', '\t']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
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
            assert_eq!(csv_cell(text), text);
        }
    }

    #[test]
    fn what_separates_cells_and_lines_is_quoted() {
        assert_eq!(csv_cell("a,b"), "\"a,b\"");
        assert_eq!(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
        assert_eq!(csv_cell("one\ntwo"), "\"one\ntwo\"");
        assert_eq!(csv_line(["a", "b"]), "a,b\r\n");
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
            assert!(csv_cell(text).starts_with("\"'"), "{text:?}");
        }
    }

    #[test]
    fn a_quoted_formula_is_made_text_inside_its_quotes() {
        assert_eq!(
            csv_cell("=HYPERLINK(\"http://a.example\",\"b\")"),
            "\"'=HYPERLINK(\"\"http://a.example\"\",\"\"b\"\")\""
        );
    }
}
