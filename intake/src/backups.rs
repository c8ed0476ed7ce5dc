//! The folder of backups: a copy for each of the last hours and days, and room left on the disk.

use crate::clock::utc;
use crate::database::copy_into_new_file;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use std::collections::HashSet;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// For so long, the newest backup of each hour is kept.
const HOURLY: Duration = Duration::from_hours(48);

/// For so long, the newest backup of each day (UTC) is kept. Then what people have asked to be
/// deleted is gone from the backups too.
const DAILY: Duration = Duration::from_hours(31 * 24);

/// The part of the disk that a backup leaves free, for the database and whatever else is on it.
const LEFT_FREE: u64 = 20;

/// How the names of backups are written: their time in UTC.
const NAME: &str = "%Y-%m-%dT%H%M%SZ.db";

/// Makes a backup in `folder`, named after the time `now`, after deleting those that are no longer
/// kept: of the last 48 hours one for each hour, of the last 31 days one for each day. Other files
/// in the folder are left alone. Gives the backup's path.
///
/// # Errors
/// A sentence for the operator: the folder can't be used, the disk would get tight, or the database
/// can't be copied.
pub fn make(connection: &Connection, folder: &Path, now: SystemTime) -> Result<PathBuf, String> {
    let failed = |error| format!("{} can't be used: {error}", folder.display());
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(failed)?;
    let name: String = utc(now)[..19].replace(':', "") + "Z.db";
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    for cut_off in names.iter().filter(|name| is_cut_off(name)) {
        fs::remove_file(folder.join(cut_off)).map_err(failed)?;
    }
    for surplus in surplus(&names, now) {
        fs::remove_file(folder.join(surplus)).map_err(failed)?;
    }
    check_room(connection, folder)?;
    let path = folder.join(&name);
    if path.exists() {
        return Err(format!(
            "there is a backup of this second: {}",
            path.display()
        ));
    }
    // Under another name until it is whole.
    let part = folder.join(format!(".{name}.part"));
    copy_into_new_file(connection, &part)?;
    fs::rename(&part, &path).map_err(failed)?;
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(path)
}

/// When the backup of this name was made; `None` for a name that no backup of ours has.
fn made_at(name: &str) -> Option<SystemTime> {
    let time = DateTime::strptime(NAME, name).ok()?;
    let time = TimeZone::UTC.to_zoned_datetime(time).ok()?.timestamp();
    let seconds = u64::try_from(time.as_second()).ok()?;
    Some(UNIX_EPOCH + Duration::from_secs(seconds))
}

/// Whether this is what a copy left that was cut off.
fn is_cut_off(name: &str) -> bool {
    name.strip_prefix('.')
        .and_then(|name| name.strip_suffix(".part"))
        .is_some_and(|name| made_at(name).is_some())
}

/// The backups that are no longer kept.
fn surplus<'a>(names: &'a [String], now: SystemTime) -> Vec<&'a str> {
    let mut made: Vec<(SystemTime, &'a str)> = names
        .iter()
        .filter_map(|name| Some((made_at(name)?, name.as_str())))
        .collect();
    made.sort();
    let mut kept = HashSet::new();
    let mut surplus = Vec::new();
    // From the newest, which is kept however old it is.
    for (number, (at, name)) in made.into_iter().rev().enumerate() {
        let age = now.duration_since(at).unwrap_or_default();
        // The hour or the day is in the name: `2026-11-24T12` and `2026-11-24`.
        let is_kept = if age < HOURLY {
            kept.insert(&name[..13])
        } else {
            age < DAILY && kept.insert(&name[..10])
        };
        if !is_kept && number > 0 {
            surplus.push(name);
        }
    }
    surplus
}

/// Refuses when less than a twentieth of the disk, or less than another copy needs, would be left.
fn check_room(connection: &Connection, folder: &Path) -> Result<(), String> {
    let number = |sql: &str| {
        let number = connection.query_row(sql, (), |row| row.get::<_, i64>(0));
        number.map(|number| u64::try_from(number).unwrap_or(0))
    };
    let needed = number("PRAGMA page_count")
        .and_then(|pages| Ok(pages.saturating_mul(number("PRAGMA page_size")?)))
        .map_err(|error| format!("the database can't be read: {error}"))?;
    let disk = rustix::fs::statvfs(folder)
        .map_err(|error| format!("{} can't be used: {error}", folder.display()))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let left = needed.max(disk.f_blocks.saturating_mul(disk.f_frsize) / LEFT_FREE);
    if free < needed.saturating_add(left) {
        let megabytes = |bytes: u64| bytes.div_ceil(1024 * 1024);
        return Err(format!(
            "there is no room for a backup in {}: it needs {} MB and has to leave {} MB free, and \
             {} MB are; make room, or give another folder",
            folder.display(),
            megabytes(needed),
            megabytes(left),
            megabytes(free)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(name: &str) -> SystemTime {
        made_at(name).unwrap()
    }

    #[test]
    fn hours_are_kept_for_two_days_and_days_for_a_month() {
        let now = at("2026-11-28T120500Z.db");
        let names: Vec<String> = [
            "2026-10-20T120000Z.db", // too old
            "2026-11-10T110000Z.db", // not the newest of its day
            "2026-11-10T120000Z.db",
            "2026-11-27T120000Z.db", // not the newest of its hour
            "2026-11-27T125900Z.db",
            "2026-11-28T110000Z.db",
            "2026-11-28T120000Z.db",
            "by-hand.db",
            "2026-13-40T000000Z.db",
        ]
        .map(str::to_owned)
        .to_vec();
        let mut surplus = surplus(&names, now);
        surplus.sort_unstable();
        assert_eq!(
            surplus,
            [
                "2026-10-20T120000Z.db",
                "2026-11-10T110000Z.db",
                "2026-11-27T120000Z.db"
            ]
        );
    }

    #[test]
    fn the_newest_is_kept_however_old_it_is() {
        let names = ["2026-01-01T000000Z.db", "2026-01-02T000000Z.db"].map(str::to_owned);
        let now = at("2026-11-28T120500Z.db");
        assert_eq!(surplus(&names, now), ["2026-01-01T000000Z.db"]);
    }
}
