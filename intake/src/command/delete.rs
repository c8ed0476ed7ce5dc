//! `intake delete` and `intake retain`.

use super::{CommandError, to_standard_output, unreadable};
use crate::audit_log::{self, Action};
use crate::erasing::{self, Which};
use crate::retention::{self, KeepDays};
use crate::time_zone::TimeZone;
use crate::{database, saved, system_user};
use clap::{ArgGroup, Args};
use rusqlite::Connection;
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

/// Flags of `intake delete`.
#[derive(Args, Debug)]
#[group(skip)]
#[command(group(ArgGroup::new("several").args(["before", "from"]).multiple(true)))]
pub struct Delete {
    /// The id, or the reference if only one request has it.
    #[arg(
        value_name = "ID",
        required_unless_present_any = ["before", "from"],
        conflicts_with_all = ["before", "from"]
    )]
    pub id: Option<String>,

    /// Delete all requests received before this time: a date, or like 2026-11-23T09:08.
    #[arg(long, value_name = "TIME")]
    pub before: Option<String>,

    /// With --before or --from: only those received at this time or later.
    #[arg(long, value_name = "TIME", requires = "several")]
    pub since: Option<String>,

    /// Delete all requests with this name, email address or phone number, as `list` shows it; with
    /// --before or --since only those of that time.
    #[arg(long, value_name = "WHO")]
    pub from: Option<String>,

    /// With --before or --from: do it. Without this, only says how many there are.
    #[arg(long, requires = "several")]
    pub yes: bool,

    /// Erase in the backups beside the database too.
    #[arg(long)]
    pub in_backups: bool,
}

pub(super) fn delete(database: &Path, zone: &TimeZone, flags: &Delete) -> Result<(), CommandError> {
    let mut connection = database::open(database)?;
    let (which, what) = match (&flags.id, &flags.before) {
        (Some(wanted), _) => {
            let id = id_to_delete(&connection, database, wanted)?;
            (Which::Id(id.clone()), id)
        }
        (None, before) => {
            let time = |written: &String| zone.stored(written).unwrap_or_else(unreadable);
            let (since, before) = (flags.since.as_ref().map(time), before.as_ref().map(time));
            let which = match &flags.from {
                Some(who) => Which::From {
                    who: who.trim().to_owned(),
                    since,
                    before,
                },
                None => Which::Received {
                    since,
                    before: before.unwrap_or_default(),
                },
            };
            let count = erasing::count(&connection, &which)?;
            if !flags.yes {
                return Err(CommandError::NotSure(count));
            }
            (which, requests(count))
        }
    };
    let reference = match &which {
        Which::Id(id) => saved::reference(id),
        Which::Received { .. } | Which::From { .. } => what.clone(),
    };
    let has_log = database::has_log(&connection)?;
    let erasing::Remains {
        in_log,
        in_backups: left,
        failures,
    } = erasing::everywhere(
        &mut connection,
        database,
        &which,
        flags.in_backups,
        |transaction| {
            if has_log {
                let actor = system_user::actor();
                let now = SystemTime::now();
                audit_log::append(transaction, now, &actor, Action::Deleted, &reference)?;
            }
            Ok(())
        },
    )?;
    if in_log {
        return Err(CommandError::NotYetErased(what));
    }
    if !failures.is_empty() {
        return Err(CommandError::NotErasedInBackups(failures));
    }
    to_standard_output(|output| {
        writeln!(output, "Deleted {what}.")?;
        if !left.is_empty() {
            writeln!(
                output,
                "Also still in these backups; delete them, or run this again with --in-backups: {}",
                left.join(", ")
            )?;
        }
        Ok(())
    })
}

pub(super) fn retain(
    database: &Path,
    zone: &TimeZone,
    keep: KeepDays,
    dry_run: bool,
) -> Result<(), CommandError> {
    let now = SystemTime::now();
    if dry_run {
        let connection = database::open_to_read(database)?;
        if !database::has_log(&connection)? {
            // Of a version in which nothing could be closed.
            return to_standard_output(|output| Ok(writeln!(output, "Nothing would be deleted.")?));
        }
        let over = retention::over(&connection, keep, now, u32::MAX)?;
        return to_standard_output(|output| {
            for request in &over {
                let closed = zone.local(&request.closed_at);
                writeln!(output, "{}  closed {closed} ({zone})", request.reference)?;
            }
            Ok(writeln!(
                output,
                "{} would be deleted; nothing was.",
                requests(over.len())
            )?)
        });
    }
    let mut connection = database::open_newest(database)?;
    let erased = retention::erase(&mut connection, keep, now, &system_user::actor())?;
    let what = requests(erased.count);
    if erased.in_log {
        return Err(CommandError::NotYetErased(what));
    }
    to_standard_output(|output| Ok(writeln!(output, "Deleted {what}.")?))
}

/// The one id that `wanted` means: of a stored request, or of one that was deleted before and is
/// still in the log or in a backup.
fn id_to_delete(
    connection: &Connection,
    database: &Path,
    wanted: &str,
) -> Result<String, CommandError> {
    let mut ids = saved::ids(connection, wanted)?;
    if ids.is_empty() {
        ids = erasing::backups(database)
            .iter()
            .filter_map(|backup| erasing::ids_in_backup(backup, wanted).ok())
            .flatten()
            .collect();
        ids.sort();
        ids.dedup();
    }
    match ids.as_slice() {
        [] if erasing::is_in_log(database, wanted) => Ok(wanted.to_owned()),
        [] => Err(CommandError::NoSuchRequest(wanted.to_owned())),
        [id] => Ok(id.clone()),
        _ => Err(CommandError::Several(wanted.to_owned(), ids)),
    }
}

pub(super) fn requests(count: usize) -> String {
    format!("{count} request{}", if count == 1 { "" } else { "s" })
}
