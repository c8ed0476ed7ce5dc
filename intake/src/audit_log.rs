//! The log of who did what with which request, in the database. It is evidence: each line's hash is
//! of the line before and of its own content, so that a line that was changed or taken away shows.
//!
//! A line names a request by its reference and never holds an answer. Who can write to the database
//! can also write the whole log anew; whoever has noted a line's hash elsewhere sees that too.

use crate::clock::utc;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::{Duration, SystemTime};

/// The hash before the first line.
const START: &str = "";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Saw the list of requests.
    Listed,
    /// Searched in the list.
    Searched,
    /// Saw a request whole.
    Viewed,
    /// Took a request.
    Took,
    /// Wrote a note.
    Noted,
    /// Noted that the person was reached, or not.
    Tried,
    /// Closed a request.
    Closed,
    /// Opened a closed request again, or gave one back.
    Reopened,
    /// Changed answers.
    Corrected,
    /// Noted that the person wants no more contact, or wants it again.
    StoppedContact,
    /// Exported requests.
    Exported,
    /// Deleted a request for good.
    Deleted,
    /// Deleted a closed request because its time was over.
    Expired,
    /// Copied the whole database.
    BackedUp,
    /// Signed in.
    SignedIn,
    /// Failed to sign in.
    SignInFailed,
    /// Signed out.
    SignedOut,
    /// Set a passphrase and a second factor.
    SetUp,
    /// Added a person to the staff.
    AddedStaff,
    /// Removed a person from the staff.
    RemovedStaff,
    /// Gave a person a new link to set a passphrase.
    ResetStaff,
    /// Saw this log.
    ViewedLog,
    /// Deleted the oldest lines of this log because their time was over.
    Shortened,
}

impl Action {
    /// As it is stored. What is stored stays: it is in the hashes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Searched => "searched",
            Self::Viewed => "viewed",
            Self::Took => "took",
            Self::Noted => "noted",
            Self::Tried => "tried",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Corrected => "corrected",
            Self::StoppedContact => "stopped_contact",
            Self::Exported => "exported",
            Self::Deleted => "deleted",
            Self::Expired => "expired",
            Self::BackedUp => "backed_up",
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::SetUp => "set_up",
            Self::AddedStaff => "added_staff",
            Self::RemovedStaff => "removed_staff",
            Self::ResetStaff => "reset_staff",
            Self::ViewedLog => "viewed_log",
            Self::Shortened => "shortened",
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub seq: i64,
    /// UTC, RFC 3339 with milliseconds.
    pub at: String,
    /// A name in `staff`, `shell:` and the system's user, or `intake` itself.
    pub actor: String,
    /// As [`Action::as_str`] gives it.
    pub action: String,
    /// A request's reference, or who or what it was about.
    pub reference: String,
    /// The hash of the line before.
    pub prev_hash: String,
    /// SHA-256 of all of the above, lower-case hex.
    pub hash: String,
}

impl Line {
    /// The hash that this line should have. Each part comes with its length, so that no two lines
    /// give the same bytes.
    fn expected_hash(&self) -> String {
        let seq = self.seq.to_string();
        let mut hash = Sha256::new();
        for part in [
            &self.prev_hash,
            &seq,
            &self.at,
            &self.actor,
            &self.action,
            &self.reference,
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    }

    fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            action: row.get("action")?,
            reference: row.get("reference")?,
            prev_hash: row.get("prev_hash")?,
            hash: row.get("hash")?,
        })
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Adds a line that tells of nothing else in the database, such as a look at a request.
///
/// # Errors
/// What SQLite reports.
pub fn record(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    action: Action,
    reference: &str,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    append(&transaction, now, actor, action, reference)?;
    transaction.commit()
}

/// Adds a line. Call it in the transaction of what it tells, begun as `IMMEDIATE`, so that both are
/// stored or neither, and no other line can come in between.
///
/// # Errors
/// What SQLite reports.
pub fn append(
    transaction: &Connection,
    now: SystemTime,
    actor: &str,
    action: Action,
    reference: &str,
) -> rusqlite::Result<()> {
    let prev_hash: Option<String> = transaction
        .prepare_cached("SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1")?
        .query_row((), |row| row.get(0))
        .optional()?;
    let prev_hash = prev_hash.unwrap_or_else(|| START.to_owned());
    let mut line = Line {
        seq: last_written(transaction)? + 1,
        at: utc(now),
        actor: actor.to_owned(),
        action: action.as_str().to_owned(),
        reference: reference.to_owned(),
        prev_hash,
        hash: String::new(),
    };
    line.hash = line.expected_hash();
    transaction
        .prepare_cached(
            "INSERT INTO audit_log (seq, at, actor, action, reference, prev_hash, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            line.seq,
            line.at,
            line.actor,
            line.action,
            line.reference,
            line.prev_hash,
            line.hash
        ])?;
    Ok(())
}

/// The number of the last line that was ever written, as SQLite remembers it.
fn last_written(connection: &Connection) -> rusqlite::Result<i64> {
    let last = connection
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'audit_log'")?
        .query_row((), |row| row.get(0))
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// The lines before number `before` (all, if `None`), newest first, at most `limit`.
///
/// # Errors
/// What SQLite reports.
pub fn lines(
    connection: &Connection,
    before: Option<i64>,
    limit: u32,
) -> rusqlite::Result<Vec<Line>> {
    connection
        .prepare("SELECT * FROM audit_log WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2")?
        .query_map(params![before.unwrap_or(i64::MAX), limit], Line::from_row)?
        .collect()
}

/// A log in which nothing is missing and nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// How many lines there are.
    pub lines: i64,
    /// Number and hash of the last; to be noted elsewhere.
    pub last: Option<(i64, String)>,
}

/// What is wrong with a log. `Display` is one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// This line is not as it was written.
    Changed(i64),
    /// These lines are missing, from the first to the last.
    Missing(i64, i64),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(line) => write!(f, "line {line} of the log was changed"),
            Self::Missing(first, last) if first == last => {
                write!(f, "line {first} of the log is missing")
            }
            Self::Missing(first, last) => {
                write!(f, "lines {first} to {last} of the log are missing")
            }
        }
    }
}

/// Reads the whole log and checks that each line is as it was written and that none is missing.
/// Lines whose time was over may be missing at the start: a later line says up to which.
///
/// # Errors
/// What SQLite reports; inside, what is wrong with the log.
pub fn verify(connection: &Connection) -> rusqlite::Result<Result<Whole, Broken>> {
    let shortened: Option<String> = connection
        .query_row(
            "SELECT reference FROM audit_log WHERE action = ?1 ORDER BY seq DESC LIMIT 1",
            [Action::Shortened.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    let first = shortened
        .and_then(|last| last.parse::<i64>().ok())
        .unwrap_or(0)
        + 1;
    let mut expected = first;
    let mut before: Option<String> = (first == 1).then(|| START.to_owned());
    let mut statement = connection.prepare("SELECT * FROM audit_log ORDER BY seq")?;
    for line in statement.query_map((), Line::from_row)? {
        let line = line?;
        if line.seq > expected {
            return Ok(Err(Broken::Missing(expected, line.seq - 1)));
        }
        let follows = before.as_ref().is_none_or(|hash| *hash == line.prev_hash);
        if line.seq < expected || !follows || line.hash != line.expected_hash() {
            return Ok(Err(Broken::Changed(line.seq)));
        }
        expected += 1;
        before = Some(line.hash);
    }
    let written = last_written(connection)?;
    if written >= expected {
        return Ok(Err(Broken::Missing(expected, written)));
    }
    Ok(Ok(Whole {
        lines: expected - first,
        last: before
            .filter(|hash| !hash.is_empty())
            .map(|hash| (expected - 1, hash)),
    }))
}

/// Whether the log has this line: a number and a hash, as [`Whole::last`] has given them before, with
/// a colon between.
///
/// # Errors
/// What SQLite reports.
pub fn has(connection: &Connection, line: &str) -> rusqlite::Result<bool> {
    let (seq, hash) = line.split_once(':').unwrap_or_default();
    connection.query_row(
        "SELECT count(*) FROM audit_log WHERE seq = ?1 AND hash = ?2",
        params![seq.parse::<i64>().unwrap_or(0), hash],
        |row| Ok(row.get::<_, i64>(0)? > 0),
    )
}

/// For so many days a line is kept, if nothing else is said: six years, as 45 CFR 164.316 has records
/// kept.
pub const KEEP_DAYS: u32 = 2192;

/// Deletes the lines that are older than `days`, and says so in a line of its own. Gives how many
/// there were.
///
/// # Errors
/// What SQLite reports.
pub fn keep(connection: &mut Connection, now: SystemTime, days: u32) -> rusqlite::Result<usize> {
    let time = Duration::from_hours(24) * days;
    let before = utc(now.checked_sub(time).unwrap_or(SystemTime::UNIX_EPOCH));
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let count = shorten(&transaction, now, &before)?;
    transaction.commit()?;
    Ok(count)
}

/// Deletes the lines of before `before` (UTC text) and says so in a line of its own. Gives how many
/// there were. Call it in a transaction begun as `IMMEDIATE`.
///
/// # Errors
/// What SQLite reports.
fn shorten(transaction: &Connection, now: SystemTime, before: &str) -> rusqlite::Result<usize> {
    // By number, not by time: a clock may have been set back, and what is kept has no gap.
    let last: Option<i64> = transaction.query_row(
        "SELECT min(seq) - 1 FROM audit_log WHERE at >= ?1",
        [before],
        |row| row.get(0),
    )?;
    let last = match last {
        Some(last) => last,
        None => {
            transaction.query_row("SELECT coalesce(max(seq), 0) FROM audit_log", (), |row| {
                row.get(0)
            })?
        }
    };
    let deletable: i64 = transaction.query_row(
        "SELECT count(*) FROM audit_log WHERE seq <= ?1",
        [last],
        |row| row.get(0),
    )?;
    if deletable == 0 {
        return Ok(0);
    }
    append(
        transaction,
        now,
        "intake",
        Action::Shortened,
        &last.to_string(),
    )?;
    transaction.execute("DELETE FROM audit_log WHERE seq <= ?1", [last])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database;
    use std::time::UNIX_EPOCH;

    fn log_of(lines: u64) -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database::open_or_create(&folder.path().join("intake.db")).unwrap();
        for line in 1..=lines {
            let now = UNIX_EPOCH + Duration::from_hours(line);
            append(&connection, now, "Sample", Action::Viewed, "0000-0001").unwrap();
        }
        (folder, connection)
    }

    #[test]
    fn a_log_as_it_was_written_is_whole() {
        let (_folder, connection) = log_of(0);
        let none = Whole {
            lines: 0,
            last: None,
        };
        assert_eq!(verify(&connection).unwrap(), Ok(none));
        let (_folder, connection) = log_of(5);
        let whole = verify(&connection).unwrap().unwrap();
        assert_eq!((whole.lines, whole.last.unwrap().0), (5, 5));
    }

    #[test]
    fn whatever_is_changed_in_a_line_is_found() {
        for change in [
            "actor = 'Other'",
            "action = 'deleted'",
            "reference = ''",
            "at = '2026-11-28T10:00:00.000Z'",
            "hash = 'x'",
            "prev_hash = 'x'",
        ] {
            let (_folder, connection) = log_of(5);
            let sql = format!("UPDATE audit_log SET {change} WHERE seq = 3");
            connection.execute(&sql, ()).unwrap();
            assert_eq!(
                verify(&connection).unwrap(),
                Err(Broken::Changed(3)),
                "{change}"
            );
        }
    }

    #[test]
    fn a_line_changed_with_its_hash_no_longer_fits_the_next() {
        let (_folder, connection) = log_of(5);
        let mut line = lines(&connection, Some(4), 1).unwrap().remove(0);
        line.actor = "Other".to_owned();
        connection
            .execute(
                "UPDATE audit_log SET actor = ?1, hash = ?2 WHERE seq = 3",
                [&line.actor, &line.expected_hash()],
            )
            .unwrap();
        assert_eq!(verify(&connection).unwrap(), Err(Broken::Changed(4)));
    }

    #[test]
    fn a_missing_line_is_found_wherever_it_was() {
        for (which, missing) in [
            ("seq = 1", Broken::Missing(1, 1)),
            ("seq IN (2, 3)", Broken::Missing(2, 3)),
            ("seq = 5", Broken::Missing(5, 5)),
            ("true", Broken::Missing(1, 5)),
        ] {
            let (_folder, connection) = log_of(5);
            let sql = format!("DELETE FROM audit_log WHERE {which}");
            connection.execute(&sql, ()).unwrap();
            assert_eq!(verify(&connection).unwrap(), Err(missing), "{which}");
        }
    }

    #[test]
    fn after_the_end_was_taken_away_a_new_line_does_not_hide_it() {
        let (_folder, connection) = log_of(5);
        connection
            .execute("DELETE FROM audit_log WHERE seq > 3", ())
            .unwrap();
        let now = UNIX_EPOCH + Duration::from_hours(9);
        append(&connection, now, "Sample", Action::Viewed, "0000-0001").unwrap();
        assert_eq!(verify(&connection).unwrap(), Err(Broken::Missing(4, 5)));
    }

    #[test]
    fn lines_whose_time_is_over_go_and_the_rest_is_whole() {
        let (_folder, connection) = log_of(5);
        let now = UNIX_EPOCH + Duration::from_hours(100);
        let before = utc(UNIX_EPOCH + Duration::from_hours(3));
        assert_eq!(shorten(&connection, now, &before).unwrap(), 2);
        assert_eq!(verify(&connection).unwrap().unwrap().lines, 4);
        assert_eq!(shorten(&connection, now, &before).unwrap(), 0);
        connection
            .execute("DELETE FROM audit_log WHERE seq = 3", ())
            .unwrap();
        assert_eq!(verify(&connection).unwrap(), Err(Broken::Missing(3, 3)));
        assert_eq!(shorten(&connection, now, &utc(now)).unwrap(), 2);
        assert_eq!(verify(&connection).unwrap().unwrap().lines, 2);
    }
}
