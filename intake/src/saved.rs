//! A stored request, as the clinic's staff get it.

use crate::progress::{Outcome, Status};
use consultation_rules::phone;
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use std::fmt;

/// One row: everything stored about a request. The names are those of the columns, and of the
/// wire where they are sent.
///
/// `Debug` shows no answer.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct SavedRequest {
    /// UUID in lower case.
    pub id: String,
    /// The short form the person was given, like `0B0E-7C12`.
    pub reference: String,
    /// UTC, RFC 3339 with milliseconds.
    pub received_at: String,
    /// Full name.
    pub name: String,
    /// `phone`, `text` or `email`.
    pub contact_preference: String,
    /// Phone number as typed.
    pub phone: Option<String>,
    /// The phone number's form to dial, as [`phone::dialable`] gives it.
    pub phone_dialable: Option<String>,
    /// Email address as typed.
    pub email: Option<String>,
    /// `any`, `morning`, `afternoon` or `evening`.
    pub best_time: Option<String>,
    /// Slug of the topic.
    pub topic: Option<String>,
    /// Message, line breaks as LF.
    pub message: Option<String>,
    /// Whether the person agreed to be contacted; always true.
    pub consent: bool,
    /// The hash of the wording the person agreed to (see [`consent`](crate::consent)); `None` for a
    /// request of before that was kept.
    pub consent_text: Option<String>,
    /// How far staff are with it.
    pub status: Status,
    /// Who of the staff has it, or had it last.
    pub assigned_to: Option<String>,
    /// When the status last changed; `None` if it never has.
    pub status_at: Option<String>,
    /// When it was closed, if it is.
    pub closed_at: Option<String>,
    /// How the last attempt to reach the person went.
    pub outcome: Option<Outcome>,
    /// When the person said that nobody shall contact them any more.
    pub stop_contact_at: Option<String>,
    /// When staff last changed the answers.
    pub corrected_at: Option<String>,
}

impl fmt::Debug for SavedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SavedRequest({}, values not shown)", self.id)
    }
}

impl SavedRequest {
    pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let id: String = row.get("id")?;
        let reference = reference(&id);
        let phone: Option<String> = row.get("phone")?;
        let phone_dialable = match row.get("phone_dialable") {
            // Of an older version.
            Err(rusqlite::Error::InvalidColumnName(_)) => {
                phone.as_deref().and_then(phone::dialable)
            }
            stored => stored?,
        };
        Ok(Self {
            reference,
            id,
            received_at: row.get("received_at")?,
            name: row.get("name")?,
            contact_preference: row.get("contact_preference")?,
            phone,
            phone_dialable,
            email: row.get("email")?,
            best_time: row.get("best_time")?,
            topic: row.get("topic")?,
            message: row.get("message")?,
            consent: row.get("consent")?,
            consent_text: or_none(row, "consent_text")?,
            status: or_none(row, "status")?.unwrap_or_default(),
            assigned_to: or_none(row, "assigned_to")?,
            status_at: or_none(row, "status_at")?,
            closed_at: or_none(row, "closed_at")?,
            outcome: or_none(row, "outcome")?,
            stop_contact_at: or_none(row, "stop_contact_at")?,
            corrected_at: or_none(row, "corrected_at")?,
        })
    }
}

/// The value of a column that a database of an older version may not have: a command that reads
/// changes no schema.
fn or_none<T: FromSql>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    match row.get(column) {
        Err(rusqlite::Error::InvalidColumnName(_)) => Ok(None),
        stored => stored,
    }
}

/// The reference that belongs to a stored id.
#[must_use]
pub fn reference(id: &str) -> String {
    consultation_rules::RequestId::parse(id).map_or_else(|| id.to_owned(), |id| id.reference())
}

/// Calls `with` for every stored request, oldest first, from one consistent view of the database.
/// One at a time, so that a large database needs no more memory than a small one.
///
/// # Errors
/// What SQLite reports, or what `with` returns; it stops the reading.
pub fn each<E: From<rusqlite::Error>>(
    connection: &Connection,
    mut with: impl FnMut(SavedRequest) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare("SELECT * FROM requests ORDER BY received_at, rowid")?;
    for saved in statement.query_map((), SavedRequest::from_row)? {
        with(saved?)?;
    }
    Ok(())
}

/// The stored request with this id.
///
/// # Errors
/// What SQLite reports.
pub fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<SavedRequest>> {
    connection
        .query_row(
            "SELECT * FROM requests WHERE id = ?1",
            [id],
            SavedRequest::from_row,
        )
        .optional()
}

/// The ids of the stored requests that `wanted` means: an id, or a reference, in either case.
/// A reference may mean several.
///
/// # Errors
/// What SQLite reports.
pub fn ids(connection: &Connection, wanted: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT id FROM requests ORDER BY received_at")?;
    let ids = statement.query_map((), |row| row.get::<_, String>(0))?;
    ids.filter(|id| {
        id.as_ref().map_or(true, |id| {
            id.eq_ignore_ascii_case(wanted) || reference(id).eq_ignore_ascii_case(wanted)
        })
    })
    .collect()
}
