//! Erasing: deleting requests so that nothing of them is left in any file, and knowing when that is
//! so.
//!
//! SQLite overwrites deleted rows in the database file (`secure_delete`), but its log (`-wal`) holds
//! them until it is emptied, which has to wait for everyone who reads. Backups are files of their
//! own.

use crate::opened_files::beside;
use crate::saved;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params_from_iter};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the log's emptying waits for those who read.
const PATIENCE: Duration = Duration::from_secs(3);

/// For how long of that a try keeps the server from writing.
const ONE_TRY: Duration = Duration::from_millis(100);

/// Which requests to erase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one with this id.
    Id(String),
    /// Those received in a time: from `since` on, if given, and before `before`; as they are stored
    /// (UTC, RFC 3339 with milliseconds).
    Received {
        /// The first moment.
        since: Option<String>,
        /// The first moment after.
        before: String,
    },
    /// Those with this name, email address or phone number, as they were typed; names and addresses
    /// in any case.
    From {
        /// The name, address or number.
        who: String,
        /// The first moment, as in `Received`.
        since: Option<String>,
        /// The first moment after.
        before: Option<String>,
    },
}

/// Comes after all times as they are stored.
const EVER: &str = "~";

impl Which {
    /// A condition of SQL with what it binds.
    fn condition(&self) -> (&'static str, Vec<&str>) {
        match self {
            Self::Id(id) => ("id = ?1", vec![id]),
            Self::Received { since, before } => (
                "received_at >= ?1 AND received_at < ?2",
                vec![since.as_deref().unwrap_or(""), before],
            ),
            Self::From { who, since, before } => (
                "received_at >= ?1 AND received_at < ?2
                 AND (name = ?3 COLLATE NOCASE OR email = ?3 COLLATE NOCASE OR phone = ?3)",
                vec![
                    since.as_deref().unwrap_or(""),
                    before.as_deref().unwrap_or(EVER),
                    who,
                ],
            ),
        }
    }
}

/// How many of these requests are stored.
///
/// # Errors
/// What SQLite reports.
pub fn count(connection: &Connection, which: &Which) -> rusqlite::Result<usize> {
    let (condition, values) = which.condition();
    let sql = format!("SELECT count(*) FROM requests WHERE {condition}");
    let count: i64 = connection.query_row(&sql, params_from_iter(values), |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Deletes these requests, all or none. Gives how many there were.
///
/// # Errors
/// What SQLite reports.
pub fn delete(connection: &Connection, which: &Which) -> rusqlite::Result<usize> {
    let (condition, values) = which.condition();
    connection.execute(
        &format!("DELETE FROM requests WHERE {condition}"),
        params_from_iter(values),
    )
}

/// Folds the log into the database file and empties it. Gives whether that worked: while somebody
/// reads or writes all the time, what was deleted is still in the log.
///
/// # Errors
/// What SQLite reports.
pub fn empty_log(connection: &Connection) -> rusqlite::Result<bool> {
    let start = Instant::now();
    connection.busy_timeout(ONE_TRY)?;
    loop {
        let busy: i64 =
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
        if busy == 0 {
            return Ok(true);
        }
        if start.elapsed() >= PATIENCE {
            return Ok(false);
        }
        sleep(ONE_TRY);
    }
}

/// What is left to erase after [`everywhere`] has deleted requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// Whether the database's log still holds them, because somebody reads all the time.
    pub in_log: bool,
    /// Backups that still hold them.
    pub in_backups: Vec<String>,
    /// Backups they could not be erased from, with the reason.
    pub failures: Vec<String>,
}

/// Deletes these requests, all or none, with what `also` writes in the same transaction, and erases
/// them from the database's files; then, with `in_backups`, from the backups beside it. Blocks for
/// some seconds while others read.
///
/// # Errors
/// What SQLite reports for the database itself.
pub fn everywhere(
    connection: &mut Connection,
    database: &Path,
    which: &Which,
    in_backups: bool,
    also: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<Remains> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    also(&transaction)?;
    delete(&transaction, which)?;
    transaction.commit()?;
    let mut remains = Remains {
        in_log: !empty_log(connection)?,
        ..Remains::default()
    };
    if remains.in_log {
        return Ok(remains);
    }
    for backup in backups(database) {
        let name = backup.display();
        if in_backups {
            if let Err(error) = erase_in_backup(&backup, which) {
                remains.failures.push(format!("{name} ({error})"));
            }
        } else if is_in_backup(&backup, which).unwrap_or(true) {
            remains.in_backups.push(name.to_string());
        }
    }
    Ok(remains)
}

/// Whether the log of the database at `path` holds something of the request that `wanted` means, an
/// id or a reference: it was deleted, and is not yet erased.
#[must_use]
pub fn is_in_log(path: &Path, wanted: &str) -> bool {
    let start = match wanted.split_once('-') {
        Some((high, low)) if (high.len(), low.len()) == (4, 4) => format!("{high}{low}-"),
        _ => wanted.to_owned(),
    };
    let start = start.to_ascii_lowercase();
    let log = fs::read(beside(path, "-wal")).unwrap_or_default();
    !start.is_empty()
        && log
            .windows(start.len())
            .any(|window| window == start.as_bytes())
}

/// The backups in the folder `backups` beside the database, where deploy/intake-backup.service
/// makes them; oldest name first.
#[must_use]
pub fn backups(database: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(database.with_file_name("backups")) else {
        return Vec::new();
    };
    let mut backups: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .collect();
    backups.sort();
    backups
}

/// The ids in a backup that `wanted` means.
///
/// # Errors
/// What SQLite reports.
pub fn ids_in_backup(backup: &Path, wanted: &str) -> rusqlite::Result<Vec<String>> {
    saved::ids(
        &open_backup(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        wanted,
    )
}

/// Whether a backup holds any of these requests.
///
/// # Errors
/// What SQLite reports.
pub fn is_in_backup(backup: &Path, which: &Which) -> rusqlite::Result<bool> {
    let connection = open_backup(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(count(&connection, which)? > 0)
}

/// Erases these requests from a backup, whatever its schema's version.
///
/// # Errors
/// What SQLite reports.
pub fn erase_in_backup(backup: &Path, which: &Which) -> rusqlite::Result<()> {
    let connection = open_backup(backup, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.query_row("PRAGMA secure_delete = ON", (), |_| Ok(()))?;
    // Notes and notices go with their request.
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    delete(&connection, which)?;
    // A backup that was served for a while has a log.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
}

fn open_backup(backup: &Path, mode: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(backup, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}
