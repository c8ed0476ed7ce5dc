//! `intake staff`: who may sign in.

use super::{CommandError, to_standard_output};
use crate::cors::Origin;
use crate::staff::people;
use crate::time_zone::TimeZone;
use crate::{database, list, system_user};
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

/// `intake staff`.
#[derive(Args, Debug)]
pub struct StaffCommand {
    /// Where the staff's pages are, for the links that are printed.
    #[arg(
        long,
        global = true,
        value_name = "ORIGIN",
        env = "INTAKE_STAFF_URL",
        default_value = "http://127.0.0.1:8788"
    )]
    pub staff_url: Origin,

    /// What to do.
    #[command(subcommand)]
    pub command: StaffAction,
}

/// What to do with the staff.
#[derive(Debug, Subcommand)]
pub enum StaffAction {
    /// Add a person, and print a link to set a passphrase and a second factor. It works once, for a
    /// day.
    Add {
        /// The person's name, as it stands in the log.
        #[arg(value_name = "NAME")]
        name: String,
    },

    /// Remove a person: every session ends at once.
    Remove {
        /// The person's name.
        #[arg(value_name = "NAME")]
        name: String,
    },

    /// Take a person's passphrase, second factor and sessions away, and print a new link. Somebody who
    /// was removed is on the staff again.
    Reset {
        /// The person's name.
        #[arg(value_name = "NAME")]
        name: String,
    },

    /// Show who is on the staff.
    List,
}

pub(super) fn run(
    database: &Path,
    zone: &TimeZone,
    command: &StaffCommand,
) -> Result<(), CommandError> {
    let mut connection = database::open_newest(database)?;
    let connection = &mut connection;
    let now = SystemTime::now();
    let actor = system_user::actor();
    let link = |name: &str, token: &str| {
        let url = command.staff_url.as_str();
        to_standard_output(|output| {
            writeln!(
                output,
                "{name} sets a passphrase and a second factor here; the link works once, until tomorrow:"
            )?;
            Ok(writeln!(output, "{url}/invitation/{token}")?)
        })
    };
    match &command.command {
        StaffAction::Add { name } => link(name, &people::add(connection, now, &actor, name)?),
        StaffAction::Reset { name } => link(name, &people::reset(connection, now, &actor, name)?),
        StaffAction::Remove { name } => {
            people::remove(connection, now, &actor, name)?;
            to_standard_output(|output| {
                Ok(writeln!(
                    output,
                    "Removed {name}, who is signed out everywhere."
                )?)
            })
        }
        StaffAction::List => {
            let people = people::all(connection)?;
            to_standard_output(|output| {
                if people.is_empty() {
                    writeln!(
                        output,
                        "Nobody is on the staff yet; add somebody with `intake staff add NAME`."
                    )?;
                }
                for person in people {
                    let state = match (&person.removed_at, person.is_set_up) {
                        (Some(at), _) => format!("removed {}", zone.local(at)),
                        (None, true) => "can sign in".to_owned(),
                        (None, false) => "has not used the link yet".to_owned(),
                    };
                    writeln!(output, "{}: {state}", list::printable(&person.name))?;
                }
                Ok(())
            })
        }
    }
}
