//! Erasing: deleting requests so that nothing of them is left in any file, and knowing when that is
//! so.
//!
//! SQLite overwrites deleted rows in the database file (`secure_delete`), but its log (`-wal`) holds
//! them until it is emptied, which has to wait for everyone who reads. Backups are files of their
//! own.

use crate::opened_files::beside;
use crate::saved;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the log's emptying waits for those who read.
const PATIENCE: Duration = Duration::from_secs(3);

/// For how long of that a try keeps the server from writing.
const ONE_TRY: Duration = Duration::from_millis(100);

/// Deletes these requests, all or none. Gives how many there were.
///
/// # Errors
/// What SQLite reports.
pub fn delete(connection: &mut Connection, ids: &[String]) -> rusqlite::Result<usize> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut deleted = 0;
    for id in ids {
        deleted += transaction
            .prepare_cached("DELETE FROM requests WHERE id = ?1")?
            .execute([id])?;
    }
    transaction.commit()?;
    Ok(deleted)
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
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    saved::ids(&Connection::open_with_flags(backup, flags)?, wanted)
}

/// Erases these requests from a backup, whatever its schema's version.
///
/// # Errors
/// What SQLite reports.
pub fn erase_in_backup(backup: &Path, ids: &[String]) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(backup, flags)?;
    connection.query_row("PRAGMA secure_delete = ON", (), |_| Ok(()))?;
    delete(&mut connection, ids)?;
    // A backup that was served for a while has a log.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
}
