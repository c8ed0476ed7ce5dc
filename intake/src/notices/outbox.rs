//! The outbox: which notices are to be delivered, written in the same transaction as what they tell
//! of, so that no request is stored without its notice.
//!
//! Before an attempt each row is marked, in a commit of its own, as one that may have arrived. The
//! mark is taken away when the attempt is known to have failed. After a crash in between, or an answer
//! that never came, it is still there, and the next notice says "again".

use super::delivery::{Attempt, Failure};
use super::text::{Notice, Told};
use crate::clock::utc;
use crate::saved::reference;
use rusqlite::{Connection, OptionalExtension, params};
use std::time::{Duration, SystemTime};

/// Most requests that are told of at once.
pub const MOST_AT_ONCE: u32 = 100;

/// For how long it is remembered that a digest was sent.
const DIGESTS_KEPT: Duration = Duration::from_hours(31 * 24);

/// Adds a notice of a request for each channel.
///
/// # Errors
/// What SQLite reports.
pub fn add(
    transaction: &Connection,
    channels: &[String],
    request: &str,
    now: &str,
) -> rusqlite::Result<()> {
    if channels.is_empty() {
        return Ok(());
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO outbox (request_id, channel, created_at, next_attempt_at)
         VALUES (?1, ?2, ?3, ?3)",
    )?;
    for channel in channels {
        statement.execute([request, channel, now])?;
    }
    Ok(())
}

/// Gives what waits for a channel that there is no more to those there are: the address may have been
/// wrong. Without any channel it goes on waiting for one.
///
/// # Errors
/// What SQLite reports.
pub fn hand_over(transaction: &Connection, channels: &[String]) -> rusqlite::Result<()> {
    if channels.is_empty() {
        return Ok(());
    }
    // JSON, because SQL binds no lists.
    let all = serde_json::json!(channels).to_string();
    transaction.execute(
        "INSERT OR IGNORE INTO outbox
             (request_id, channel, created_at, next_attempt_at, may_have_arrived)
         SELECT request_id, channels.value, created_at, next_attempt_at, may_have_arrived
         FROM outbox, json_each(?1) AS channels
         WHERE delivered_at IS NULL AND channel NOT IN (SELECT value FROM json_each(?1))",
        [&all],
    )?;
    for table in ["outbox", "digests"] {
        transaction.execute(
            &format!(
                "DELETE FROM {table} WHERE delivered_at IS NULL
                     AND channel NOT IN (SELECT value FROM json_each(?1))"
            ),
            [&all],
        )?;
    }
    Ok(())
}

/// A notice to be delivered over a channel, whose attempt has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The notice.
    pub notice: Notice,
    /// Its name: the same for each attempt at the same requests.
    pub id: String,
}

impl Due {
    /// The same as notices of one request each, where it is of new ones.
    #[must_use]
    pub fn one_by_one(self) -> Vec<Self> {
        match self.notice {
            Notice::New { requests, waiting } => requests
                .into_iter()
                .map(|told| Self {
                    id: told.id.clone(),
                    notice: Notice::New {
                        requests: vec![told],
                        waiting,
                    },
                })
                .collect(),
            Notice::Overdue { .. } => vec![self],
        }
    }
}

/// Takes what is to be delivered over a channel, at most `most` requests, and marks it as begun.
/// Notices of requests that were closed meanwhile are dropped.
///
/// # Errors
/// What SQLite reports.
pub fn begin(transaction: &Connection, channel: &str, most: u32) -> rusqlite::Result<Option<Due>> {
    let rows: Vec<(Told, bool)> = transaction
        .prepare_cached(
            "SELECT request_id, received_at, may_have_arrived, status = 'closed' FROM outbox
             JOIN requests ON requests.id = request_id
             WHERE delivered_at IS NULL AND channel = ?1
             ORDER BY created_at LIMIT ?2",
        )?
        .query_map(params![channel, most], |row| Ok((told(row)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut drop =
        transaction.prepare_cached("DELETE FROM outbox WHERE request_id = ?1 AND channel = ?2")?;
    let mut mark = transaction.prepare_cached(
        "UPDATE outbox SET may_have_arrived = 1, attempts = attempts + 1
         WHERE request_id = ?1 AND channel = ?2",
    )?;
    let mut requests = Vec::new();
    for (told, is_closed) in rows {
        if is_closed {
            drop.execute([&told.id, channel])?;
        } else {
            mark.execute([&told.id, channel])?;
            requests.push(told);
        }
    }
    let Some(first) = requests.first() else {
        // There may be more behind those that were closed.
        return begin(transaction, channel, most);
    };
    let id = first.id.clone();
    let waiting = count(
        transaction,
        "SELECT count(*) FROM requests WHERE status = 'new'",
    )?;
    let notice = Notice::New { requests, waiting };
    Ok(Some(Due { notice, id }))
}

fn told(row: &rusqlite::Row<'_>) -> rusqlite::Result<Told> {
    let id: String = row.get(0)?;
    Ok(Told {
        reference: reference(&id),
        id,
        received_at: row.get(1)?,
        again: row.get(2)?,
    })
}

fn count(connection: &Connection, sql: &str) -> rusqlite::Result<u64> {
    let count: i64 = connection
        .prepare_cached(sql)?
        .query_row((), |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Decides on the digest of a day, once: adds it for each channel if anything is overdue. Digests of
/// earlier days that were not delivered are dropped. Gives whether there is something to deliver.
///
/// # Errors
/// What SQLite reports.
pub fn add_digest(
    transaction: &Connection,
    channels: &[String],
    day: &str,
    overdue_since: &str,
    now: SystemTime,
) -> rusqlite::Result<bool> {
    let known: Option<i64> = transaction
        .query_row("SELECT 1 FROM digests WHERE day = ?1", [day], |row| {
            row.get(0)
        })
        .optional()?;
    if known.is_some() {
        return Ok(false);
    }
    let old = utc(now.checked_sub(DIGESTS_KEPT).unwrap_or(now));
    transaction.execute(
        "DELETE FROM digests WHERE delivered_at IS NULL OR created_at < ?1",
        [old],
    )?;
    let is_needed = overdue(transaction, overdue_since)? > 0;
    let now = utc(now);
    for channel in channels {
        // One that says nothing counts as delivered: the day is dealt with.
        transaction.execute(
            "INSERT INTO digests (day, channel, created_at, next_attempt_at, delivered_at)
             VALUES (?1, ?2, ?3, ?3, ?4)",
            params![day, channel, now, (!is_needed).then_some(&now)],
        )?;
    }
    Ok(is_needed)
}

/// Whether a request is overdue that was to be dealt with by `?1`: as in the queue.
const OVERDUE: &str = "status IN ('new', 'in_hand') AND received_at < ?1";

/// How many requests are overdue that were received before a time.
fn overdue(connection: &Connection, before: &str) -> rusqlite::Result<u64> {
    let count: i64 = connection.query_row(
        &format!("SELECT count(*) FROM requests WHERE {OVERDUE}"),
        [before],
        |row| row.get(0),
    )?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Takes the digest to be delivered over a channel, if there is one, and marks it as begun. If nothing
/// is overdue any more, there is none.
///
/// # Errors
/// What SQLite reports.
pub fn begin_digest(
    transaction: &Connection,
    channel: &str,
    overdue_since: &str,
    now: SystemTime,
) -> rusqlite::Result<Option<Due>> {
    let digest: Option<(String, bool)> = transaction
        .prepare_cached(
            "SELECT day, may_have_arrived FROM digests
             WHERE delivered_at IS NULL AND channel = ?1 ORDER BY day DESC LIMIT 1",
        )?
        .query_row([channel], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((day, again)) = digest else {
        return Ok(None);
    };
    let requests: Vec<Told> = transaction
        .prepare_cached(&format!(
            "SELECT id, received_at, 0 FROM requests WHERE {OVERDUE}
                 ORDER BY received_at LIMIT ?2"
        ))?
        .query_map(params![overdue_since, MOST_AT_ONCE], told)?
        .collect::<Result<_, _>>()?;
    let overdue = overdue(transaction, overdue_since)?;
    if requests.is_empty() {
        transaction.execute(
            "UPDATE digests SET delivered_at = ?3 WHERE day = ?1 AND channel = ?2",
            [&day, channel, &utc(now)],
        )?;
        return Ok(None);
    }
    transaction.execute(
        "UPDATE digests SET may_have_arrived = 1, attempts = attempts + 1
         WHERE day = ?1 AND channel = ?2",
        [&day, channel],
    )?;
    let id = format!("digest-{day}");
    let notice = Notice::Overdue {
        day,
        requests,
        overdue,
        again,
    };
    Ok(Some(Due { notice, id }))
}

/// Writes down what became of an attempt that had begun.
///
/// # Errors
/// What SQLite reports.
pub fn finish(
    transaction: &Connection,
    channel: &str,
    due: &Due,
    attempt: &Attempt,
    now: SystemTime,
    pause: Duration,
) -> rusqlite::Result<()> {
    let next = utc(now + pause);
    let (delivered, failure): (Option<String>, Option<&Failure>) = match attempt {
        Attempt::Delivered => (Some(utc(now)), None),
        Attempt::Failed(failure) | Attempt::Unanswered(failure) => (None, Some(failure)),
        Attempt::NotMade => (None, None),
    };
    let failure = failure.map(ToString::to_string);
    // What was unsure before this attempt stays so.
    let may_have_arrived = |again: bool| again || matches!(attempt, Attempt::Unanswered(_));
    let write = |table: &str, key: &str, value: &str, may_have_arrived: bool| {
        transaction
            .prepare_cached(&format!(
                "UPDATE {table} SET delivered_at = ?3, last_error = ?4, next_attempt_at = ?5,
                     may_have_arrived = ?6
                 WHERE {key} = ?1 AND channel = ?2"
            ))?
            .execute(params![
                value,
                channel,
                delivered,
                failure,
                next,
                may_have_arrived
            ])
    };
    match &due.notice {
        Notice::New { requests, .. } => {
            for told in requests {
                write(
                    "outbox",
                    "request_id",
                    &told.id,
                    may_have_arrived(told.again),
                )?;
            }
        }
        Notice::Overdue { day, again, .. } => {
            write("digests", "day", day, may_have_arrived(*again))?;
        }
    }
    Ok(())
}

/// How many requests have a notice that is not delivered.
///
/// # Errors
/// What SQLite reports.
pub fn undelivered(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row(
        "SELECT count(DISTINCT request_id) FROM outbox WHERE delivered_at IS NULL",
        (),
        |row| row.get(0),
    )
}

/// What waits for a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many notices.
    pub count: u64,
    /// When the oldest was to be delivered first: UTC, RFC 3339.
    pub since: Option<String>,
    /// How often the oldest was tried.
    pub attempts: u32,
}

/// What waits for a channel.
///
/// # Errors
/// What SQLite reports.
pub fn waiting(connection: &Connection, channel: &str) -> rusqlite::Result<Waiting> {
    connection
        .prepare_cached(
            "SELECT sum(count), min(since), max(attempts) FROM
                 (SELECT count(*) AS count, min(created_at) AS since,
                     (SELECT attempts FROM outbox WHERE delivered_at IS NULL AND channel = ?1
                      ORDER BY created_at LIMIT 1) AS attempts
                  FROM outbox WHERE delivered_at IS NULL AND channel = ?1
                  UNION ALL SELECT count(*), min(created_at), max(attempts)
                  FROM digests WHERE delivered_at IS NULL AND channel = ?1)",
        )?
        .query_row([channel], |row| {
            let count: i64 = row.get(0)?;
            Ok(Waiting {
                count: u64::try_from(count).unwrap_or(0),
                since: row.get(1)?,
                attempts: row.get::<_, Option<u32>>(2)?.unwrap_or(0),
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database;
    use std::time::UNIX_EPOCH;

    const NOW: &str = "2026-11-28T10:00:00.000Z";
    const PAUSE: Duration = Duration::from_secs(5);

    fn channels(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    /// A database with these requests, each to be told of by e-mail.
    fn requests(numbers: &[u32]) -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database::open_or_create(&folder.path().join("intake.db")).unwrap();
        for number in numbers {
            let id = format!("{number:08x}-0000-4000-8000-000000000000");
            let received_at = format!("2026-11-28T{number:02}:00:00.000Z");
            connection
                .execute(
                    "INSERT INTO requests (id, received_at, name, contact_preference, consent)
                     VALUES (?1, ?2, 'Sample', 'phone', 1)",
                    [&id, &received_at],
                )
                .unwrap();
            add(&connection, &channels(&["email"]), &id, &received_at).unwrap();
        }
        (folder, connection)
    }

    fn begun(connection: &Connection) -> Vec<(String, bool)> {
        match begin(connection, "email", 10)
            .unwrap()
            .map(|due| due.notice)
        {
            Some(Notice::New { requests, .. }) => requests
                .into_iter()
                .map(|told| (told.reference, told.again))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn end(connection: &Connection, attempt: &Attempt) {
        let due = begin(connection, "email", 10).unwrap().unwrap();
        finish(connection, "email", &due, attempt, UNIX_EPOCH, PAUSE).unwrap();
    }

    fn failure() -> Failure {
        Failure::new("451 later")
    }

    #[test]
    fn what_was_delivered_is_not_told_again() {
        let (_folder, connection) = requests(&[1, 2]);
        end(&connection, &Attempt::Delivered);
        assert_eq!(begun(&connection), []);
        assert_eq!(waiting(&connection, "email").unwrap(), Waiting::default());
    }

    #[test]
    fn what_was_refused_is_told_as_if_for_the_first_time() {
        let (_folder, connection) = requests(&[1, 2]);
        end(&connection, &Attempt::Failed(failure()));
        let waiting = waiting(&connection, "email").unwrap();
        assert_eq!((waiting.count, waiting.attempts), (2, 1));
        assert_eq!(waiting.since.as_deref(), Some("2026-11-28T01:00:00.000Z"));
        let first = |number: u32| (format!("0000-000{number}"), false);
        assert_eq!(begun(&connection), [first(1), first(2)]);
    }

    #[test]
    fn what_may_have_arrived_is_told_again_until_an_answer_comes() {
        let (_folder, connection) = requests(&[1]);
        end(&connection, &Attempt::Unanswered(failure()));
        end(&connection, &Attempt::Failed(failure()));
        let again = [("0000-0001".to_owned(), true)];
        assert_eq!(begun(&connection), again);
        // Killed before it was finished.
        assert_eq!(begun(&connection), again);
    }

    #[test]
    fn a_notice_that_was_begun_and_never_finished_may_have_arrived() {
        let (_folder, connection) = requests(&[1]);
        assert_eq!(begun(&connection), [("0000-0001".to_owned(), false)]);
        assert_eq!(begun(&connection), [("0000-0001".to_owned(), true)]);
    }

    #[test]
    fn nobody_is_told_of_a_request_that_is_closed() {
        let (_folder, connection) = requests(&[1, 2]);
        connection
            .execute(
                "UPDATE requests SET status = 'closed' WHERE id LIKE '00000001%'",
                (),
            )
            .unwrap();
        assert_eq!(begun(&connection), [("0000-0002".to_owned(), false)]);
    }

    #[test]
    fn what_waits_for_an_address_that_was_wrong_goes_to_the_right_one() {
        let (_folder, connection) = requests(&[1, 2]);
        let due = begin(&connection, "email", 1).unwrap().unwrap();
        finish(
            &connection,
            "email",
            &due,
            &Attempt::Delivered,
            UNIX_EPOCH,
            PAUSE,
        )
        .unwrap();
        hand_over(&connection, &channels(&["right", "webhook"])).unwrap();
        for channel in ["right", "webhook"] {
            let due = begin(&connection, channel, 10).unwrap().unwrap();
            assert_eq!(due.id, "00000002-0000-4000-8000-000000000000", "{channel}");
        }
        assert_eq!(begun(&connection), []);
        hand_over(&connection, &[]).unwrap();
        assert_eq!(waiting(&connection, "right").unwrap().count, 1);
    }

    #[test]
    fn a_day_has_one_digest_and_none_if_nothing_is_overdue() {
        let (_folder, connection) = requests(&[1, 2, 12]);
        let digest = |day: &str, since: &str| {
            add_digest(&connection, &channels(&["email"]), day, since, UNIX_EPOCH).unwrap()
        };
        assert!(!digest("2026-11-27", "2026-11-28T00:00:00.000Z"));
        assert!(digest("2026-11-28", NOW));
        assert!(!digest("2026-11-28", NOW), "not twice");
        let begin = || begin_digest(&connection, "email", NOW, UNIX_EPOCH).unwrap();
        let due = begin().unwrap();
        let Notice::Overdue { overdue, again, .. } = &due.notice else {
            panic!("{due:?}")
        };
        assert_eq!((*overdue, *again), (2, false));
        let failed = Attempt::Unanswered(failure());
        finish(&connection, "email", &due, &failed, UNIX_EPOCH, PAUSE).unwrap();
        let again = begin().unwrap();
        assert!(matches!(again.notice, Notice::Overdue { again: true, .. }));
        finish(
            &connection,
            "email",
            &again,
            &Attempt::Delivered,
            UNIX_EPOCH,
            PAUSE,
        )
        .unwrap();
        assert_eq!(begin(), None);
    }

    #[test]
    fn a_digest_of_yesterday_that_did_not_arrive_is_replaced_by_todays() {
        let (_folder, connection) = requests(&[1]);
        for day in ["2026-11-28", "2026-11-29"] {
            assert!(add_digest(&connection, &channels(&["email"]), day, NOW, UNIX_EPOCH).unwrap());
        }
        let due = begin_digest(&connection, "email", NOW, UNIX_EPOCH)
            .unwrap()
            .unwrap();
        assert_eq!(due.id, "digest-2026-11-29");
        assert_eq!(
            waiting(&connection, "email").unwrap().count,
            2,
            "and the request"
        );
    }
}
