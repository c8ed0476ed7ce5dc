//! Retention: requests are erased some days after they were closed. Open ones never are.
//!
//! Notes and notices go with their request, and the database's log is emptied, as by `intake delete`.
//! Backups are left to their own time (see [`backups`](crate::backups)): they are gone a month later.

use crate::audit_log::{self, Action};
use crate::clock::utc;
use crate::database;
use crate::erasing;
use crate::log;
use crate::saved::reference;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use rusqlite::{Connection, TransactionBehavior, params};
use std::fmt;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, SystemTime};
use tokio::sync::watch;
use tokio::time::sleep;

/// How often `intake serve` looks for requests whose time is over.
const LOOK: Duration = Duration::from_hours(1);

/// Most requests deleted in one transaction: nothing can be stored meanwhile.
const AT_ONCE: u32 = 200;

/// What the log names as who did it, when `intake serve` did.
const ACTOR: &str = "intake";

/// Name of the element in the form's page that says for how many days requests are kept.
const META: &str = "consultation-keep-days";

/// For how many days a request is kept after it was closed: 1 to 3,650.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepDays(NonZeroU16);

/// Most days: ten years.
const MOST: u16 = 3650;

impl KeepDays {
    /// The latest time (UTC text) that a request was closed before whose time is over now.
    fn over_before(self, now: SystemTime) -> String {
        let time = Duration::from_hours(24) * u32::from(self.0.get());
        utc(now.checked_sub(time).unwrap_or(SystemTime::UNIX_EPOCH))
    }
}

impl FromStr for KeepDays {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .ok()
            .filter(|days: &NonZeroU16| days.get() <= MOST)
            .map(Self)
            .ok_or_else(|| format!("“{text}” is not a number of days from 1 to {MOST}"))
    }
}

impl fmt::Display for KeepDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number that the built site in `folder` promises its visitors (`keep_days` in
/// `content/site.toml`); `None` if it promises none, or there is no such site.
#[must_use]
pub fn promised(folder: &Path) -> Option<KeepDays> {
    let page = std::fs::read_to_string(folder.join("consultation/index.html")).ok()?;
    let mut promised = None;
    let find = element!(format!("meta[name='{META}']"), |element| {
        promised = element
            .get_attribute("content")
            .and_then(|text| text.parse().ok());
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(find);
    rewrite_str(&page, settings.with_strict(false)).ok()?;
    promised
}

/// A request whose time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    /// Its id.
    pub id: String,
    /// Its reference.
    pub reference: String,
    /// When it was closed: UTC, RFC 3339.
    pub closed_at: String,
}

/// The closed requests whose time is over, the longest closed first; at most `most`.
///
/// # Errors
/// What SQLite reports.
pub fn over(
    connection: &Connection,
    keep: KeepDays,
    now: SystemTime,
    most: u32,
) -> rusqlite::Result<Vec<Over>> {
    connection
        .prepare(
            "SELECT id, closed_at FROM requests
             WHERE closed_at IS NOT NULL AND closed_at < ?1 AND status = 'closed'
             ORDER BY closed_at LIMIT ?2",
        )?
        .query_map(params![keep.over_before(now), most], |row| {
            let id: String = row.get(0)?;
            Ok(Over {
                reference: reference(&id),
                id,
                closed_at: row.get(1)?,
            })
        })?
        .collect()
}

/// What [`erase`] has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many requests were deleted.
    pub count: usize,
    /// Whether the database's log still holds some of what was deleted, because somebody reads all
    /// the time.
    pub in_log: bool,
}

/// Deletes the requests whose time is over, with a line in the audit log for each, and erases them from
/// the database's files. Blocks for some seconds while others read.
///
/// # Errors
/// What SQLite reports.
pub fn erase(
    connection: &mut Connection,
    keep: KeepDays,
    now: SystemTime,
    actor: &str,
) -> rusqlite::Result<Erased> {
    let mut count = 0;
    loop {
        // Read in the transaction: who opens a request again at this moment keeps it.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let some = over(&transaction, keep, now, AT_ONCE)?;
        for request in &some {
            audit_log::append(
                &transaction,
                now,
                actor,
                Action::Expired,
                &request.reference,
            )?;
            transaction.execute("DELETE FROM requests WHERE id = ?1", [&request.id])?;
        }
        transaction.commit()?;
        count += some.len();
        if some.is_empty() {
            break;
        }
    }
    Ok(Erased {
        count,
        in_log: !erasing::empty_log(connection)?,
    })
}

/// Erases what is over, at the start and then every hour, until `stopped` changes. What the site in
/// `pages` promises counts, read anew each time; `keep` is for where it promises nothing.
pub async fn watch(
    database: PathBuf,
    pages: Option<PathBuf>,
    keep: Option<KeepDays>,
    mut stopped: watch::Receiver<()>,
) {
    loop {
        let (database, pages) = (database.clone(), pages.clone());
        // Blocks on the disk, so not on a thread that serves.
        let _ = tokio::task::spawn_blocking(move || look(&database, pages.as_deref(), keep)).await;
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            () = sleep(LOOK) => {}
        }
    }
}

fn look(path: &Path, pages: Option<&Path>, keep: Option<KeepDays>) {
    let shortened = database::open_newest(path)
        .map_err(|error| error.to_string())
        .and_then(|mut connection| {
            audit_log::keep(&mut connection, SystemTime::now(), audit_log::KEEP_DAYS)
                .map_err(|error| error.to_string())
        });
    if let Err(error) = shortened {
        log::trouble(&format!(
            "old lines of the log of who did what could not be deleted: {error}"
        ));
    }
    let promised = pages.and_then(promised);
    if let (Some(promised), Some(keep)) = (promised, keep)
        && promised != keep
    {
        log::trouble(&format!(
            "the site says that requests are deleted {promised} days after they were closed, and \
             --keep-days says {keep}: the site’s number counts, which visitors have read; set \
             keep_days in content/site.toml, and leave --keep-days out"
        ));
    }
    let Some(keep) = promised.or(keep) else {
        return;
    };
    let erased = database::open_newest(path)
        .map_err(|error| error.to_string())
        .and_then(|mut connection| {
            erase(&mut connection, keep, SystemTime::now(), ACTOR)
                .map_err(|error| error.to_string())
        });
    match erased {
        Ok(Erased { count, in_log }) => {
            if count > 0 {
                log::note(&format!(
                    "deleted {count} request(s) that were closed more than {keep} days ago"
                ));
            }
            if in_log {
                log::trouble(
                    "what was deleted because its time is over is still in the database’s log: \
                     another program, such as an export, reads the database; end it; tried again \
                     in an hour",
                );
            }
        }
        Err(error) => log::trouble(&format!(
            "requests whose time is over could not be deleted: {error}; tried again in an hour"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn a_request_is_over_when_it_was_closed_longer_ago_than_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = database::open_or_create(&folder.path().join("intake.db")).unwrap();
        let now = UNIX_EPOCH + DAY * 100;
        let closed = |days: u32| utc(now - DAY * days);
        for (id, status, closed_at) in [
            ("a", "closed", Some(closed(31))),
            ("b", "closed", Some(closed(30))),
            ("c", "closed", Some(closed(1))),
            ("d", "new", None),
            // Opened again, whatever else the row says.
            ("e", "in_hand", Some(closed(90))),
        ] {
            connection
                .execute(
                    "INSERT INTO requests (id, received_at, name, contact_preference, consent,
                         status, closed_at)
                     VALUES (?1, '1970-01-01T00:00:00.000Z', 'Sample', 'phone', 1, ?2, ?3)",
                    params![id, status, closed_at],
                )
                .unwrap();
        }
        let keep = "30".parse().unwrap();
        let ids = |connection: &Connection| -> Vec<String> {
            let over = over(connection, keep, now, 10).unwrap();
            over.into_iter().map(|over| over.id).collect()
        };
        assert_eq!(
            ids(&connection),
            ["a"],
            "b was closed 30 days ago to the millisecond"
        );
        let erased = erase(&mut connection, keep, now, "Sample").unwrap();
        assert_eq!((erased.count, erased.in_log), (1, false));
        assert_eq!(ids(&connection), Vec::<String>::new());
        let left: i64 = connection
            .query_row("SELECT count(*) FROM requests", (), |row| row.get(0))
            .unwrap();
        assert_eq!(left, 4);
        let line = audit_log::lines(&connection, None, 1).unwrap().remove(0);
        assert_eq!(
            (line.action.as_str(), line.reference.as_str()),
            ("expired", "a")
        );
        assert_eq!(line.actor, "Sample");
    }

    #[test]
    fn days_are_a_number_from_1_to_3650() {
        for text in ["1", "90", "3650"] {
            assert_eq!(text.parse::<KeepDays>().unwrap().to_string(), text);
        }
        for text in ["", "0", "-1", "3651", "90 days", "1.5"] {
            assert!(text.parse::<KeepDays>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_number_is_read_from_the_forms_page() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("consultation/index.html");
        assert_eq!(promised(folder.path()), None);
        std::fs::create_dir(page.parent().unwrap()).unwrap();
        for (html, days) in [
            (
                "<meta name=\"consultation-keep-days\" content=\"90\">",
                Some("90"),
            ),
            ("<meta content=90 name=consultation-keep-days>", Some("90")),
            ("<meta name=\"consultation-keep-days\" content=\"0\">", None),
            ("<p>consultation-keep-days 90", None),
        ] {
            std::fs::write(&page, html).unwrap();
            let found = promised(folder.path()).map(|days| days.to_string());
            assert_eq!(found.as_deref(), days, "{html}");
        }
    }
}
