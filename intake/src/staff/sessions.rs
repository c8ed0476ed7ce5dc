//! Sessions: who is signed in, for how long.

use crate::audit_log::{self, Action};
use crate::clock::utc;
use crate::staff::secret;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::time::{Duration, SystemTime};

/// A session that was not used for so long is over.
pub const IDLE: Duration = Duration::from_mins(15);

/// A session is over after so long, however it is used.
pub const LONGEST: Duration = Duration::from_hours(12);

/// How exactly it is known when a session was last used: each time it is written costs a commit.
const EXACTNESS: Duration = Duration::from_secs(15);

/// The cookie's name. Browsers take a cookie of this prefix only with `Secure` and `Path=/` and
/// without `Domain`, so that no other host can set it (RFC 6265bis, 4.1.3.2).
pub const COOKIE: &str = "__Host-staff";

/// A person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The person's name.
    pub name: String,
    /// The hash of the cookie's value, by which it is stored.
    pub token: String,
}

/// Begins a session, says so in the log, and gives the cookie's value, which is always a new one: what a
/// browser has sent before is never taken over. Call it in a transaction begun as `IMMEDIATE`.
///
/// # Errors
/// What SQLite reports; the system's lack of random numbers counts as its failure too.
pub fn begin(transaction: &Connection, now: SystemTime, name: &str) -> rusqlite::Result<String> {
    let token = secret::token()
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    transaction.execute(
        "DELETE FROM sessions WHERE created_at < ?1 OR last_seen_at < ?2",
        [before(now, LONGEST), before(now, IDLE)],
    )?;
    transaction.execute(
        "INSERT INTO sessions (token, staff, created_at, last_seen_at) VALUES (?1, ?2, ?3, ?3)",
        params![secret::hash(&token), name, utc(now)],
    )?;
    audit_log::append(transaction, now, name, Action::SignedIn, "")?;
    Ok(token)
}

/// Ends the session that a cookie's value belongs to, if there is one.
///
/// # Errors
/// What SQLite reports.
pub fn forget(transaction: &Connection, cookie: &str) -> rusqlite::Result<()> {
    let token = secret::hash(cookie);
    transaction.execute("DELETE FROM sessions WHERE token = ?1", [&token])?;
    Ok(())
}

/// The session that a cookie's value belongs to, if it is not over. With `is_use` it has been used
/// now; a page that looks for news by itself is no use.
///
/// # Errors
/// What SQLite reports.
pub fn find(
    connection: &Connection,
    now: SystemTime,
    cookie: &str,
    is_use: bool,
) -> rusqlite::Result<Option<Session>> {
    let token = secret::hash(cookie);
    let found: Option<(String, String)> = connection
        .query_row(
            "SELECT staff.name, last_seen_at FROM sessions JOIN staff ON staff.name = sessions.staff
             WHERE token = ?1 AND created_at > ?2 AND last_seen_at > ?3
                AND created_at <= ?4 AND removed_at IS NULL AND passphrase IS NOT NULL",
            params![
                token,
                before(now, LONGEST),
                before(now, IDLE),
                utc(now + EXACTNESS)
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((name, last_seen_at)) = found else {
        return Ok(None);
    };
    if is_use && last_seen_at < before(now, EXACTNESS) {
        connection.execute(
            "UPDATE sessions SET last_seen_at = ?2 WHERE token = ?1",
            [&token, &utc(now)],
        )?;
    }
    Ok(Some(Session { name, token }))
}

/// Ends this session, or with `everywhere` all of the person.
///
/// # Errors
/// What SQLite reports.
pub fn end(
    connection: &mut Connection,
    now: SystemTime,
    session: &Session,
    everywhere: bool,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM sessions WHERE token = ?1", [&session.token])?;
    if everywhere {
        transaction.execute("DELETE FROM sessions WHERE staff = ?1", [&session.name])?;
    }
    let what = if everywhere { "everywhere" } else { "" };
    audit_log::append(&transaction, now, &session.name, Action::SignedOut, what)?;
    transaction.commit()
}

fn before(now: SystemTime, time: Duration) -> String {
    utc(now.checked_sub(time).unwrap_or(SystemTime::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database;
    use std::time::UNIX_EPOCH;

    const START: SystemTime = UNIX_EPOCH;

    fn signed_in() -> (tempfile::TempDir, Connection, String) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database::open_or_create(&folder.path().join("intake.db")).unwrap();
        connection
            .execute(
                "INSERT INTO staff (name, added_at, passphrase) VALUES ('Sample', '', 'x')",
                (),
            )
            .unwrap();
        let cookie = begin(&connection, START + Duration::from_hours(24), "Sample").unwrap();
        (folder, connection, cookie)
    }

    /// Whether the session is there so many minutes after its begin.
    fn is_there(connection: &Connection, cookie: &str, minutes: u64, is_use: bool) -> bool {
        let now = START + Duration::from_hours(24) + Duration::from_mins(minutes);
        find(connection, now, cookie, is_use).unwrap().is_some()
    }

    #[test]
    fn a_session_is_over_after_15_idle_minutes() {
        let (_folder, connection, cookie) = signed_in();
        assert!(is_there(&connection, &cookie, 14, true));
        assert!(is_there(&connection, &cookie, 28, false));
        assert!(
            !is_there(&connection, &cookie, 29, true),
            "looking for news was no use"
        );
    }

    #[test]
    fn a_session_is_over_after_12_hours_however_it_is_used() {
        let (_folder, connection, cookie) = signed_in();
        for minutes in (0..12 * 60).step_by(10) {
            assert!(is_there(&connection, &cookie, minutes, true), "{minutes}");
        }
        assert!(!is_there(&connection, &cookie, 12 * 60, true));
    }

    #[test]
    fn no_session_is_stored_by_its_cookie() {
        let (_folder, connection, cookie) = signed_in();
        let token: String = connection
            .query_row("SELECT token FROM sessions", (), |row| row.get(0))
            .unwrap();
        assert_ne!(token, cookie);
        assert!(!is_there(&connection, &token, 1, true));
    }

    #[test]
    fn after_a_removal_the_session_is_over_even_if_its_row_is_left() {
        let (_folder, connection, cookie) = signed_in();
        assert!(is_there(&connection, &cookie, 1, true));
        connection
            .execute("UPDATE staff SET removed_at = 'x'", ())
            .unwrap();
        assert!(!is_there(&connection, &cookie, 1, true));
    }
}
