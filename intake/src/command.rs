//! The command line: what can be asked of `intake`, and doing it.

mod audit;
mod delete;
mod error;
mod serve;
mod staff;

pub use audit::LogCommand;
pub use delete::Delete;
pub use error::CommandError;
pub use serve::Serve;
pub use staff::{StaffAction, StaffCommand};

use crate::audit_log::Action;
use crate::export::{self, ExportError};
use crate::retention::KeepDays;
use crate::staff::requests as staff_requests;
use crate::time_zone::TimeZone;
use crate::{backups, consent, database, list, log, saved, show};
use audit::record;
use clap::builder::{OsStr, Resettable};
use clap::{Arg, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use rusqlite::Connection;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

/// Takes consultation requests from the clinic's form and keeps each exactly once.
///
/// Requests are stored in a SQLite file that only its owner can read. No address of the server
/// shows what is stored; the commands here do.
#[derive(Debug, Parser)]
#[command(name = "intake", version, max_term_width = 100)]
pub struct Intake {
    /// The database file.
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        env = "INTAKE_DATABASE",
        default_value = "var/intake.db"
    )]
    pub database: PathBuf,

    /// The built site in this folder. `serve` serves it as well; the other commands take the clinic's
    /// time zone from it.
    #[arg(long, global = true, value_name = "DIR", env = "INTAKE_SITE")]
    pub site: Option<PathBuf>,

    /// The built site in this folder, which something else than `serve` serves: a form that has to be
    /// corrected is answered in its look, and the clinic's time zone is taken from it.
    #[arg(long, global = true, value_name = "DIR", env = "INTAKE_PAGES")]
    pub pages: Option<PathBuf>,

    /// The time zone, like America/New_York, that shown and given times are in. Without it, the
    /// clinic's, as the site in --pages or --site says; else UTC.
    #[arg(long, global = true, value_name = "ZONE", env = "INTAKE_TIME_ZONE")]
    pub time_zone: Option<TimeZone>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take requests over HTTP, and serve the built site if asked to.
    ///
    /// Listens on this machine only, unless told otherwise, and speaks plain HTTP: put a proxy that
    /// speaks HTTPS in front of it. Stops on SIGTERM or SIGINT (Ctrl-C) after finishing what is in
    /// flight.
    Serve(Box<Serve>),

    /// Show the stored requests as a table, oldest first.
    List,

    /// Show one stored request whole, with its message.
    Show {
        /// The id, or the reference if only one request has it.
        #[arg(value_name = "REFERENCE")]
        reference: String,
    },

    /// Write all stored requests as CSV or JSON, oldest first.
    Export(Export),

    /// Delete one stored request for good, or all of a time or of a sender, and overwrite what they
    /// held.
    ///
    /// What a flood has left can be deleted by its time, with --since and --before, and by what was
    /// typed, with --from; not by the network address it came from, which is not stored.
    ///
    /// Says "Deleted" when nothing of it is left in the database's files. While somebody reads the
    /// database it may not be; then it says so and ends with 1, and the same command, run again,
    /// finishes the work. Backups in the folder `backups` beside the database that still hold the
    /// request are named. Copies elsewhere keep theirs.
    Delete(Delete),

    /// Delete the requests that were closed longer ago than so many days, for good.
    ///
    /// `intake serve` does so every hour, if it knows the number of days. Open requests are never
    /// deleted. Backups keep theirs until their own time is over, 31 days at most.
    Retain {
        /// For how many days a request is kept after it was closed.
        #[arg(long, value_name = "DAYS", env = "INTAKE_KEEP_DAYS")]
        keep_days: KeepDays,

        /// Only list what would be deleted.
        #[arg(long)]
        dry_run: bool,
    },

    /// Copy the database to a new file, also while the server runs.
    Backup {
        /// Where to; there must be no such file yet. Only its owner will be able to read it.
        #[arg(
            value_name = "FILE",
            required_unless_present = "into",
            conflicts_with = "into"
        )]
        file: Option<PathBuf>,

        /// Copy into this folder, under a name made of the time, and delete the copies there that
        /// are no longer needed: of the last 48 hours one for each hour is kept, of the last 31 days
        /// one for each day. Refused if the disk would get tight.
        #[arg(long, value_name = "FOLDER")]
        into: Option<PathBuf>,
    },

    /// Say who may sign in to the staff's pages.
    Staff(StaffCommand),

    /// Read or check the log of who saw, changed, exported or deleted which request.
    #[command(subcommand)]
    Log(LogCommand),
}

/// Flags of `intake export`.
#[derive(Args, Debug)]
pub struct Export {
    /// What to write.
    #[arg(long, value_enum)]
    pub format: Format,

    /// Write to this new file, which only its owner will be able to read, and not to the standard
    /// output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A format of the export.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// Comma-separated values for a spreadsheet (UTF-8 with a byte order mark). Text that could be taken for a formula has
    /// an apostrophe in front.
    Csv,
    /// A JSON array, exactly as stored.
    Json,
}

/// Reads the command line and the environment, does what they say, and gives the exit code: 0 for
/// done, 1 for failed, 2 (from clap) for a command line that can't be understood.
#[must_use]
pub fn run() -> ExitCode {
    let matches = command().get_matches();
    // What clap has matched, it can read.
    let intake = Intake::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match execute(intake) {
        Ok(()) => ExitCode::SUCCESS,
        // `intake list | head` ends like this, and nothing is wrong with it.
        Err(CommandError::Output(_, error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "intake: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The command line. A variable of the environment that is empty counts as one that isn't set, as a
/// file with a line for each variable leaves it.
fn command() -> clap::Command {
    let unless_empty = |argument: Arg| {
        let is_empty = argument
            .get_env()
            .and_then(std::env::var_os)
            .is_some_and(|value| value.is_empty());
        if is_empty {
            argument.env(Resettable::<OsStr>::Reset)
        } else {
            argument
        }
    };
    Intake::command()
        .mut_args(unless_empty)
        .mut_subcommands(|command| command.mut_args(unless_empty))
}

fn execute(intake: Intake) -> Result<(), CommandError> {
    let database = intake.database;
    let built = intake.pages.clone().or_else(|| intake.site.clone());
    let zone = || time_zone(intake.time_zone, built.as_deref());
    match intake.command {
        Command::Serve(flags) => {
            // A time zone that can't be read keeps no server from storing requests.
            let zone = zone().unwrap_or_else(|error| {
                log::note(&format!("{error}; until then times are in UTC"));
                TimeZone::default()
            });
            let settings = flags.settings(database, intake.site, intake.pages, zone);
            serve::run(settings.map_err(CommandError::Settings)?)
        }
        Command::List => {
            let connection = database::open_to_read(&database)?;
            let zone = zone()?;
            record(&database, &connection, Action::Listed, "all")?;
            to_standard_output(|output| list::table(&connection, &zone, output))
        }
        Command::Show { reference } => show(&database, &zone()?, &reference),
        Command::Export(flags) => export(&database, &zone()?, &flags),
        Command::Delete(flags) => delete::delete(&database, &zone()?, &flags),
        Command::Retain { keep_days, dry_run } => {
            delete::retain(&database, &zone()?, keep_days, dry_run)
        }
        Command::Backup { file, into } => {
            let connection = database::open_to_read(&database)?;
            record(&database, &connection, Action::BackedUp, "")?;
            backup(&connection, file.as_deref(), into.as_deref())
        }
        Command::Staff(command) => staff::run(&database, &zone()?, &command),
        Command::Log(command) => audit::run(&database, &zone()?, &command),
    }
}

/// The time zone that was given, else that of the site, else UTC.
fn time_zone(given: Option<TimeZone>, site: Option<&Path>) -> Result<TimeZone, CommandError> {
    if let Some(zone) = given {
        return Ok(zone);
    }
    let zone = site.map(TimeZone::of_site).transpose();
    let zone = zone.map_err(CommandError::TimeZone)?.flatten();
    Ok(zone.unwrap_or_default())
}

fn export(database: &Path, zone: &TimeZone, flags: &Export) -> Result<(), CommandError> {
    let connection = &database::open_to_read(database)?;
    let what = match flags.format {
        Format::Csv => "all, CSV",
        Format::Json => "all, JSON",
    };
    record(database, connection, Action::Exported, what)?;
    let write = |output: &mut dyn Write| {
        let mut output = output;
        match flags.format {
            Format::Csv => export::csv(connection, zone, &mut output),
            Format::Json => export::json(connection, &mut output),
        }
    };
    let Some(path) = &flags.output else {
        return to_standard_output(|output| write(output));
    };
    let name = path.display().to_string();
    into_new_file(path, |file| {
        let mut file = BufWriter::new(file);
        write(&mut file)
            .and_then(|()| Ok(file.flush()?))
            .map_err(|error| CommandError::output(&name, error))
    })
}

fn show(database: &Path, zone: &TimeZone, wanted: &str) -> Result<(), CommandError> {
    let connection = &database::open_to_read(database)?;
    let ids = saved::ids(connection, wanted)?;
    if ids.len() > 1 {
        return Err(CommandError::Several(wanted.to_owned(), ids));
    }
    let missing = || CommandError::NoSuchRequest(wanted.to_owned());
    let id = ids.first().ok_or_else(missing)?;
    let saved = saved::find(connection, id)?.ok_or_else(missing)?;
    record(database, connection, Action::Viewed, &saved.reference)?;
    let consent = match &saved.consent_text {
        Some(hash) => consent::text_of(connection, hash)?,
        None => None,
    };
    let notes = if database::has_log(connection)? {
        staff_requests::notes(connection, id)?
    } else {
        Vec::new()
    };
    to_standard_output(|output| show::request(&saved, consent.as_deref(), &notes, zone, output))
}

/// Ends like clap does for a value that can't be understood.
fn unreadable(error: String) -> String {
    command()
        .error(clap::error::ErrorKind::ValueValidation, error)
        .exit()
}

fn backup(
    connection: &Connection,
    file: Option<&Path>,
    into: Option<&Path>,
) -> Result<(), CommandError> {
    let made = match (file, into) {
        (Some(file), _) => database::copy_into_new_file(connection, file).map(|()| file.to_owned()),
        (None, folder) => {
            let folder = folder.unwrap_or(Path::new("."));
            backups::make(connection, folder, SystemTime::now())
        }
    };
    let made = made.map_err(CommandError::Copy)?;
    to_standard_output(|output| Ok(writeln!(output, "Copied to {}.", made.display())?))
}

/// Makes a file that only its owner can read, lets `write` fill it, and waits until it is on the
/// disk. A file that is there already is left as it is; one that could not be filled is removed,
/// so that nobody takes a part for the whole.
fn into_new_file(
    path: &Path,
    write: impl FnOnce(&File) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let failed = |error| CommandError::Output(path.display().to_string(), error);
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    write(&file)
        .and_then(|()| file.sync_all().map_err(failed))
        .inspect_err(|_| {
            let _ = std::fs::remove_file(path);
        })
}

fn to_standard_output(
    write: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> Result<(), ExportError>,
) -> Result<(), CommandError> {
    const NAME: &str = "the standard output";
    let mut output = BufWriter::new(io::stdout().lock());
    write(&mut output)
        .and_then(|()| Ok(output.flush()?))
        .map_err(|error| CommandError::output(NAME, error))
}
