//! `intake log`, and the lines that other commands write to it.

use super::{CommandError, to_standard_output};
use crate::audit_log::{self, Action};
use crate::time_zone::TimeZone;
use crate::{database, list, system_user};
use clap::Subcommand;
use rusqlite::Connection;
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

/// `intake log`.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Show the log, oldest first.
    List,

    /// Check that no line was changed or taken away. Prints the last line's number and hash; noted
    /// elsewhere, they show later that the log was not written anew.
    Verify {
        /// Also check that this line is still there: a number and a hash that were printed before, like
        /// 12:5f70….
        #[arg(long, value_name = "LINE:HASH")]
        with: Option<String>,
    },

    /// Delete the lines that are older than this many days. `intake serve` does it by itself for those
    /// older than six years.
    Shorten {
        /// Days that are kept.
        #[arg(long, value_name = "DAYS", default_value_t = audit_log::KEEP_DAYS)]
        keep_days: u32,
    },
}

/// Writes to the log what is about to be shown. A database of an older version has none, and these
/// commands change no schema.
pub(super) fn record(
    database: &Path,
    connection: &Connection,
    action: Action,
    reference: &str,
) -> Result<(), CommandError> {
    if !database::has_log(connection)? {
        return Ok(());
    }
    let not_logged = |error: &dyn fmt::Display| CommandError::NotLogged(error.to_string());
    let mut connection = database::open_newest(database).map_err(|error| not_logged(&error))?;
    let now = SystemTime::now();
    let actor = system_user::actor();
    audit_log::record(&mut connection, now, &actor, action, reference)
        .map_err(|error| not_logged(&error))
}

pub(super) fn run(
    database: &Path,
    zone: &TimeZone,
    command: &LogCommand,
) -> Result<(), CommandError> {
    let mut connection = database::open_newest(database)?;
    match command {
        LogCommand::List => {
            record(database, &connection, Action::ViewedLog, "")?;
            let mut lines = audit_log::lines(&connection, None, u32::MAX)?;
            lines.reverse();
            to_standard_output(|output| {
                for line in lines {
                    let at = zone.local(&line.at);
                    let (actor, action) = (list::printable(&line.actor), &line.action);
                    let which = list::printable(&line.reference);
                    writeln!(output, "{} {at} {actor} {action} {which}", line.seq)?;
                }
                Ok(())
            })
        }
        LogCommand::Verify { with } => {
            let whole = audit_log::verify(&connection)?.map_err(CommandError::Log)?;
            if let Some(with) = with
                && !audit_log::has(&connection, with)?
            {
                return Err(CommandError::LogRewritten(with.clone()));
            }
            to_standard_output(|output| {
                writeln!(
                    output,
                    "Nothing was changed and nothing is missing in {} lines.",
                    whole.lines
                )?;
                if let Some((line, hash)) = whole.last {
                    writeln!(output, "The last is {line}:{hash}")?;
                }
                Ok(())
            })
        }
        LogCommand::Shorten { keep_days } => {
            let count = audit_log::keep(&mut connection, SystemTime::now(), *keep_days)?;
            to_standard_output(|output| Ok(writeln!(output, "Deleted {count} lines.")?))
        }
    }
}
