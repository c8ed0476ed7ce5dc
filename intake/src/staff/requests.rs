//! What staff do with one request. Each change is one transaction with its note and its line in the
//! log.

use crate::audit_log::{self, Action};
use crate::clock::utc;
use crate::progress::{Outcome, Status};
use crate::saved::{self, SavedRequest};
use crate::search;
use consultation_rules::{FIELDS, Field, Submission, ValidSubmission, count_characters, phone};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::time::SystemTime;

/// Most characters of a note.
pub const NOTE_MAX: usize = 2_000;

/// Why a change was not made.
#[derive(Debug)]
pub enum ChangeError {
    /// There is no such request (any more).
    Gone,
    /// Somebody else has it.
    Taken(String),
    /// It was closed meanwhile.
    AlreadyClosed,
    /// It is not closed.
    NotClosed,
    /// The note is empty.
    NoNote,
    /// The note is too long.
    NoteTooLong,
    /// The database can't be used.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for ChangeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// A line in a request's history.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// When (UTC text).
    pub at: String,
    /// Who.
    pub author: String,
    /// `note`, or what was done.
    pub kind: String,
    /// What was written.
    pub text: String,
}

/// A change that staff ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Has the request from now on. Not if somebody else has it.
    Take,
    /// Has it instead of the one who has it.
    TakeOver,
    /// Gives it back to the queue.
    GiveBack,
    /// Only writes a note.
    Note,
    /// Has tried to reach the person. Who has no owner gets one by it.
    Tried(Outcome),
    /// Nothing is left to do.
    Close,
    /// There is something to do again.
    Reopen,
    /// The person wants no more contact.
    StopContact,
    /// The person wants contact again.
    AllowContact,
}

impl Change {
    /// The kind of its note.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::TakeOver => "take_over",
            Self::GiveBack => "give_back",
            Self::Note => "note",
            Self::Tried(outcome) => outcome.as_str(),
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::StopContact => "stop_contact",
            Self::AllowContact => "allow_contact",
        }
    }

    /// What a form's button says.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let others = [
            Self::Take,
            Self::TakeOver,
            Self::GiveBack,
            Self::Note,
            Self::Close,
            Self::Reopen,
            Self::StopContact,
            Self::AllowContact,
        ];
        others
            .into_iter()
            .chain(Outcome::ALL.map(Self::Tried))
            .find(|change| change.as_str() == text)
    }

    fn action(self) -> Action {
        match self {
            Self::Take | Self::TakeOver => Action::Took,
            Self::Note => Action::Noted,
            Self::Tried(_) => Action::Tried,
            Self::Close => Action::Closed,
            Self::Reopen | Self::GiveBack => Action::Reopened,
            Self::StopContact | Self::AllowContact => Action::StoppedContact,
        }
    }
}

/// What happened to a request, in words for staff. `kind` is a note's.
#[must_use]
pub fn kind_label(kind: &str) -> &'static str {
    match kind {
        "take" => "took it",
        "take_over" => "took it over",
        "give_back" => "gave it back to the queue",
        "reached" => "reached the person",
        "left_message" => "left a message",
        "not_reached" => "did not reach the person",
        "close" => "closed it",
        "reopen" => "opened it again",
        "stop_contact" => "noted: the person wants no more contact",
        "allow_contact" => "noted: the person wants contact again",
        "correct" => "corrected",
        _ => "noted",
    }
}

/// A request's history, oldest first.
///
/// # Errors
/// What SQLite reports.
pub fn notes(connection: &Connection, id: &str) -> rusqlite::Result<Vec<Note>> {
    connection
        .prepare("SELECT at, author, kind, text FROM notes WHERE request_id = ?1 ORDER BY id")?
        .query_map([id], |row| {
            Ok(Note {
                at: row.get(0)?,
                author: row.get(1)?,
                kind: row.get(2)?,
                text: row.get(3)?,
            })
        })?
        .collect()
}

/// A request whole, and a line in the log that `actor` saw it.
///
/// # Errors
/// What SQLite reports.
pub fn view(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    id: &str,
) -> rusqlite::Result<Option<SavedRequest>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let saved = saved::find(&transaction, id)?;
    if let Some(saved) = &saved {
        audit_log::append(&transaction, now, actor, Action::Viewed, &saved.reference)?;
    }
    transaction.commit()?;
    Ok(saved)
}

/// When the person last said to stop contact: under this request, or under another with the same
/// phone number or email address that came before or with it. Who sends a new request wants an
/// answer to that.
///
/// # Errors
/// What SQLite reports.
pub fn stopped_at(
    connection: &Connection,
    saved: &SavedRequest,
) -> rusqlite::Result<Option<String>> {
    if saved.stop_contact_at.is_some() {
        return Ok(saved.stop_contact_at.clone());
    }
    connection
        .query_row(
            "SELECT max(stop_contact_at) FROM requests INDEXED BY requests_by_stop
             WHERE stop_contact_at IS NOT NULL AND stop_contact_at > ?1
                AND (phone_dialable = ?2 OR lower(email) = lower(?3))",
            params![saved.received_at, saved.phone_dialable, saved.email],
            |row| row.get(0),
        )
        .optional()
        .map(Option::flatten)
}

/// Makes a change. `had_by` is who had the request on the page that asks, for [`Change::TakeOver`].
///
/// # Errors
/// [`ChangeError`]; then nothing is changed.
pub fn change(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    id: &str,
    change: Change,
    note: &str,
    had_by: &str,
) -> Result<(), ChangeError> {
    let note = note.trim().replace("\r\n", "\n").replace('\r', "\n");
    if count_characters(&note) > NOTE_MAX {
        return Err(ChangeError::NoteTooLong);
    }
    if change == Change::Note && note.is_empty() {
        return Err(ChangeError::NoNote);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let saved = saved::find(&transaction, id)?.ok_or(ChangeError::Gone)?;
    let at = utc(now);
    let mine = saved.assigned_to.as_deref() == Some(actor);
    let others = saved.assigned_to.clone().filter(|_| !mine);
    let set = |sql: &str| {
        transaction.execute(
            &format!("UPDATE requests SET {sql} WHERE id = ?1 AND ?2 = ?2 AND ?3 = ?3"),
            params![id, at, actor],
        )
    };
    let has = "status = 'in_hand', assigned_to = ?3, status_at = ?2, closed_at = NULL";
    match change {
        Change::Take => match (saved.status, others) {
            (Status::New, _) => _ = set(has)?,
            (Status::InHand, Some(name)) => return Err(ChangeError::Taken(name)),
            // Pressed twice.
            (Status::InHand, None) => return Ok(()),
            (Status::Closed, _) => return Err(ChangeError::AlreadyClosed),
        },
        Change::TakeOver => {
            if saved.status == Status::Closed {
                return Err(ChangeError::AlreadyClosed);
            }
            match others {
                Some(name) if name != had_by => return Err(ChangeError::Taken(name)),
                _ => _ = set(has)?,
            }
        }
        Change::GiveBack => {
            if saved.status == Status::Closed {
                return Err(ChangeError::AlreadyClosed);
            }
            if let Some(name) = others {
                return Err(ChangeError::Taken(name));
            }
            set("status = 'new', assigned_to = NULL, status_at = ?2")?;
        }
        Change::Note => {}
        Change::Tried(outcome) => {
            if saved.status == Status::New {
                set(has)?;
            }
            transaction.execute(
                "UPDATE requests SET outcome = ?2 WHERE id = ?1",
                params![id, outcome],
            )?;
        }
        Change::Close => {
            if saved.status == Status::Closed {
                return Err(ChangeError::AlreadyClosed);
            }
            set(
                "status = 'closed', assigned_to = coalesce(assigned_to, ?3), status_at = ?2,
                closed_at = ?2",
            )?;
        }
        Change::Reopen => {
            if saved.status != Status::Closed {
                return Err(ChangeError::NotClosed);
            }
            set(has)?;
        }
        Change::StopContact => _ = set("stop_contact_at = coalesce(stop_contact_at, ?2)")?,
        Change::AllowContact => _ = set("stop_contact_at = NULL")?,
    }
    add_note(&transaction, now, actor, id, change.as_str(), &note)?;
    let reference = &saved.reference;
    audit_log::append(&transaction, now, actor, change.action(), reference)?;
    Ok(transaction.commit()?)
}

fn add_note(
    transaction: &Connection,
    now: SystemTime,
    author: &str,
    id: &str,
    kind: &str,
    text: &str,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO notes (request_id, at, author, kind, text) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, utc(now), author, kind, text],
    )?;
    Ok(())
}

/// What a request answers, as it would be typed.
#[must_use]
pub fn answers(saved: &SavedRequest) -> Submission {
    let mut submission = Submission::default();
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    submission.set(Field::Name, saved.name.as_str());
    submission.set(Field::ContactPreference, saved.contact_preference.as_str());
    submission.set(Field::Phone, or_empty(&saved.phone));
    submission.set(Field::Email, or_empty(&saved.email));
    submission.set(Field::BestTime, or_empty(&saved.best_time));
    submission.set(Field::Topic, or_empty(&saved.topic));
    submission.set(Field::Message, or_empty(&saved.message));
    submission
}

/// Replaces a request's answers. The note says which fields were changed, not what they held.
///
/// # Errors
/// [`ChangeError`]; then nothing is changed.
pub fn correct(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    id: &str,
    valid: &ValidSubmission,
) -> Result<(), ChangeError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let saved = saved::find(&transaction, id)?.ok_or(ChangeError::Gone)?;
    let before = answers(&saved);
    let changed: Vec<&str> = FIELDS
        .iter()
        .filter(|spec| spec.field != Field::Consent)
        .filter(|spec| before.get(spec.field) != valid.value(spec.field).unwrap_or_default())
        .map(|spec| spec.name)
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let dialable = valid.value(Field::Phone).and_then(phone::dialable);
    let name = valid.value(Field::Name).unwrap_or_default();
    transaction.execute(
        "UPDATE requests SET name = ?2, contact_preference = ?3, phone = ?4, email = ?5,
            best_time = ?6, topic = ?7, message = ?8, phone_dialable = ?9, searched = ?10,
            corrected_at = ?11
         WHERE id = ?1",
        params![
            id,
            name,
            valid.value(Field::ContactPreference),
            valid.value(Field::Phone),
            valid.value(Field::Email),
            valid.value(Field::BestTime),
            valid.value(Field::Topic),
            valid.value(Field::Message),
            dialable,
            search::text(name, dialable.as_deref(), id),
            utc(now)
        ],
    )?;
    let fields = changed.join(", ").replace('_', " ");
    add_note(&transaction, now, actor, id, "correct", &fields)?;
    let reference = &saved.reference;
    audit_log::append(&transaction, now, actor, Action::Corrected, reference)?;
    Ok(transaction.commit()?)
}
