//! The command line: what can be asked of `intake`, and doing it.

use crate::audit_log::{Action, Broken};
use crate::client_address::Network;
use crate::cors::Origin;
use crate::database::{self, OpenError};
use crate::erasing::Which;
use crate::export::{self, ExportError};
use crate::notices::flags::NoticeFlags;
use crate::retention::{self, KeepDays};
use crate::server::{Server, ServerError};
use crate::settings::{BasePath, DATABASE_LIMIT_MB, Limits, RATE_LIMIT, Settings};
use crate::staff::people::{self, PeopleError};
use crate::staff::requests as staff_requests;
use crate::staff::settings::{OVERDUE_HOURS, StaffSettings};
use crate::time_zone::TimeZone;
use crate::{audit_log, backups, consent, erasing, list, log, saved, show, system_user};
use clap::builder::{BoolishValueParser, OsStr, Resettable};
use clap::{Arg, ArgGroup, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use rusqlite::{Connection, TransactionBehavior};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};
use tokio::signal::unix::{Signal, SignalKind, signal};

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

/// Flags of `intake serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Address and port to listen on; port 0 takes any free one.
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "INTAKE_LISTEN",
        default_value = "127.0.0.1:8787"
    )]
    pub listen: SocketAddr,

    /// Allow --listen to be an address that other machines can reach.
    #[arg(long, env = "INTAKE_LISTEN_PUBLICLY", value_parser = BoolishValueParser::new())]
    pub listen_publicly: bool,

    /// The path the site was built for, like /clinic.
    #[arg(
        long,
        value_name = "PATH",
        env = "INTAKE_BASE_PATH",
        default_value = "/"
    )]
    pub base_path: BasePath,

    /// Let the pages of a site elsewhere post here, like https://www.example.com. Can be given
    /// more than once; in the environment, separated by commas.
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "INTAKE_ALLOW_ORIGIN",
        value_delimiter = ','
    )]
    pub allow_origin: Vec<Origin>,

    /// Believe this proxy's X-Forwarded-For: an address or a range like 10.0.0.0/8. The client is
    /// then the last address in it that isn't a trusted proxy. Can be given more than once; in the
    /// environment, separated by commas.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "INTAKE_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<Network>,

    /// How many requests a minute one client address may send; 0 for no limit. IPv6 addresses count
    /// by their /64; a /56 may send twice, a /48 four times, all addresses together ten times as
    /// much, half of it kept for those who send their first.
    #[arg(long, value_name = "N", env = "INTAKE_RATE_LIMIT", default_value_t = RATE_LIMIT)]
    pub rate_limit: u32,

    /// How many megabytes the database may grow to; 0 for as far as the disk goes. Beyond that,
    /// requests are refused (503) until some are deleted.
    #[arg(
        long,
        value_name = "MB",
        env = "INTAKE_DATABASE_LIMIT",
        default_value_t = DATABASE_LIMIT_MB
    )]
    pub database_limit: u64,

    /// Over HTTPS, tell browsers to use HTTPS for the names below this one too, for two years
    /// (includeSubDomains). Only if each of them speaks it.
    #[arg(long, env = "INTAKE_HSTS_SUBDOMAINS", value_parser = BoolishValueParser::new())]
    pub hsts_subdomains: bool,

    /// The clinic's phone number, for pages that say "or call us". Without it, the number is taken
    /// from the site in --site.
    #[arg(long, value_name = "NUMBER", env = "INTAKE_PHONE")]
    pub phone: Option<String>,

    /// Serve the staff's pages at this address and port: the queue of requests, behind a sign-in. Only
    /// on this machine, unless a proxy that speaks HTTPS is named with --trusted-proxy and --staff-url.
    #[arg(long, value_name = "ADDRESS:PORT", env = "INTAKE_STAFF")]
    pub staff: Option<SocketAddr>,

    /// The origin under which browsers know the staff's pages, like https://staff.example.com. They
    /// need a name of their own. Without it, only this machine can use them.
    #[arg(long, value_name = "ORIGIN", env = "INTAKE_STAFF_URL")]
    pub staff_url: Option<Origin>,

    /// After so many hours a request that is not closed is shown as overdue.
    #[arg(long, value_name = "HOURS", env = "INTAKE_OVERDUE_AFTER", default_value_t = OVERDUE_HOURS)]
    pub overdue_after: u64,

    /// Print a link that signs in to the staff's pages without a passphrase, on this machine alone. For
    /// a preview with made-up requests.
    #[arg(long, requires = "staff")]
    pub staff_preview: bool,

    /// Delete a request, with its notes, so many days after it was closed. Without this, the number is
    /// taken from the site in --site or --pages (keep_days in content/site.toml), whose privacy page
    /// states it; without either, requests are kept until somebody deletes them.
    #[arg(long, value_name = "DAYS", env = "INTAKE_KEEP_DAYS")]
    pub keep_days: Option<KeepDays>,

    /// Who is told of new requests.
    #[command(flatten)]
    pub notices: NoticeFlags,
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

/// A format of the export.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// Comma-separated values for a spreadsheet (UTF-8 with a byte order mark). Text that could be taken for a formula has
    /// an apostrophe in front.
    Csv,
    /// A JSON array, exactly as stored.
    Json,
}

/// Why a command failed. `Display` is one sentence.
#[derive(Debug)]
pub enum CommandError {
    /// The database can't be opened.
    Open(OpenError),
    /// The database can't be read or changed.
    Sqlite(rusqlite::Error),
    /// A file or the standard output can't be written.
    Output(String, io::Error),
    /// The database can't be copied; a sentence.
    Copy(String),
    /// The site's time zone can't be read; a sentence.
    TimeZone(String),
    /// The settings don't fit together; a sentence.
    Settings(String),
    /// The server did not start or did not go on.
    Server(ServerError),
    /// The system refused something that serving needs.
    System(io::Error),
    /// No request has this id.
    NoSuchRequest(String),
    /// So many would be deleted; not without --yes.
    NotSure(usize),
    /// Deleted, but somebody reads the database, whose log still holds it.
    NotYetErased(String),
    /// Erased from the database, but not from these backups.
    NotErasedInBackups(Vec<String>),
    /// Several requests have this reference.
    Several(String, Vec<String>),
    /// Something about the staff can't be done.
    People(PeopleError),
    /// The log is not as it was written.
    Log(Broken),
    /// The log has not this line that was noted before.
    LogRewritten(String),
    /// What a command does can't be written to the log, so it is not done.
    NotLogged(String),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Sqlite(error) => write!(f, "the database can't be used: {error}"),
            Self::Output(name, error) => write!(f, "{name} can't be written: {error}"),
            Self::Copy(error) | Self::TimeZone(error) | Self::Settings(error) => f.write_str(error),
            Self::Server(error) => error.fmt(f),
            Self::System(error) => write!(f, "the server can't be started: {error}"),
            Self::NoSuchRequest(wanted) => write!(f, "no stored request has the id {wanted}"),
            Self::NotSure(count) => write!(
                f,
                "this would delete {} for good; nothing is deleted without --yes",
                requests(*count)
            ),
            Self::NotYetErased(what) => write!(
                f,
                "{what}: deleted, but not yet erased: another program, such as an export, reads \
                 the database, whose log still holds it; end that program and run this again"
            ),
            Self::NotErasedInBackups(failures) => write!(
                f,
                "deleted from the database, but not from these backups: {}",
                failures.join("; ")
            ),
            Self::Several(wanted, ids) => write!(
                f,
                "several requests have the reference {wanted}; give the id of the one you mean: {}",
                ids.join(", ")
            ),
            Self::People(error) => error.fmt(f),
            Self::Log(broken) => write!(
                f,
                "{broken}; keep the database file and its backups as they are and find out who could \
                 write to them"
            ),
            Self::LogRewritten(line) => write!(
                f,
                "the log has no line {line}: it was written anew, or shortened beyond it"
            ),
            Self::NotLogged(error) => write!(
                f,
                "this can't be written to the log, so nothing was shown or done: {error}"
            ),
        }
    }
}

impl std::error::Error for CommandError {}

impl From<PeopleError> for CommandError {
    fn from(error: PeopleError) -> Self {
        Self::People(error)
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<rusqlite::Error> for CommandError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl CommandError {
    fn output(name: &str, error: ExportError) -> Self {
        match error {
            ExportError::Sqlite(error) => Self::Sqlite(error),
            ExportError::Output(error) => Self::Output(name.to_owned(), error),
        }
    }
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
            serve(settings.map_err(CommandError::Settings)?)
        }
        Command::List => {
            let connection = database::open_to_read(&database)?;
            let zone = zone()?;
            record(&database, &connection, Action::Listed, "all")?;
            to_standard_output(|output| list::table(&connection, &zone, output))
        }
        Command::Show { reference } => show(&database, &zone()?, &reference),
        Command::Export(flags) => export(&database, &zone()?, &flags),
        Command::Delete(flags) => delete(&database, &zone()?, &flags),
        Command::Retain { keep_days, dry_run } => retain(&database, &zone()?, keep_days, dry_run),
        Command::Backup { file, into } => {
            let connection = database::open_to_read(&database)?;
            record(&database, &connection, Action::BackedUp, "")?;
            backup(&connection, file.as_deref(), into.as_deref())
        }
        Command::Staff(command) => staff(&database, &zone()?, &command),
        Command::Log(command) => audit(&database, &zone()?, &command),
    }
}

/// Writes to the log what is about to be shown. A database of an older version has none, and these
/// commands change no schema.
fn record(
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
    connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .and_then(|transaction| {
            audit_log::append(&transaction, now, &actor, action, reference)?;
            transaction.commit()
        })
        .map_err(|error| not_logged(&error))
}

fn staff(database: &Path, zone: &TimeZone, command: &StaffCommand) -> Result<(), CommandError> {
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

fn audit(database: &Path, zone: &TimeZone, command: &LogCommand) -> Result<(), CommandError> {
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

/// The time zone that was given, else that of the site, else UTC.
fn time_zone(given: Option<TimeZone>, site: Option<&Path>) -> Result<TimeZone, CommandError> {
    if let Some(zone) = given {
        return Ok(zone);
    }
    let zone = site.map(TimeZone::of_site).transpose();
    let zone = zone.map_err(CommandError::TimeZone)?.flatten();
    Ok(zone.unwrap_or_default())
}

impl Serve {
    /// The settings these flags mean.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn settings(
        self,
        database: PathBuf,
        site: Option<PathBuf>,
        pages: Option<PathBuf>,
        zone: TimeZone,
    ) -> Result<Settings, String> {
        let overdue_after = Duration::from_hours(self.overdue_after);
        let queue = match (&self.staff_url, self.staff) {
            (Some(url), _) => Some(format!("{}/", url.as_str())),
            (None, Some(listen)) => Some(format!("http://{listen}/")),
            (None, None) => None,
        };
        let notices = self.notices.settings(zone.clone(), overdue_after, queue)?;
        let staff = self.staff.map(|listen| StaffSettings {
            url: self.staff_url,
            zone,
            overdue_after,
            preview: self.staff_preview,
            ..StaffSettings::new(listen)
        });
        Ok(Settings {
            listen: self.listen,
            listen_publicly: self.listen_publicly,
            database,
            database_limit: self.database_limit.saturating_mul(1024 * 1024),
            site,
            pages,
            base_path: self.base_path,
            allowed_origins: self.allow_origin,
            trusted_proxies: self.trusted_proxy,
            rate_limit: self.rate_limit,
            hsts_subdomains: self.hsts_subdomains,
            phone: self.phone,
            notices,
            keep_days: self.keep_days,
            staff,
            limits: Limits::default(),
        })
    }
}

fn serve(settings: Settings) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Runtime::new().map_err(CommandError::System)?;
    runtime.block_on(async {
        // Before anything is open: a signal at any later moment ends in an orderly stop.
        let mut signals = Signals::listen().map_err(CommandError::System)?;
        let server = Server::bind(settings).await.map_err(CommandError::Server)?;
        log::note(&format!("intake listens on http://{}", server.address()));
        if let Some(address) = server.staff_address() {
            log::note(&format!("the staff's pages are at http://{address}"));
            if let Some(path) = server.staff_preview() {
                // Not to the log, which may be kept.
                let _ = writeln!(io::stdout(), "http://{address}{path}");
            }
        }
        let stop = async move {
            signals.next().await;
            log::note("stopping: finishing what is in flight; a second signal stops at once");
            tokio::spawn(async move {
                signals.next().await;
                // What was acknowledged is on the disk already.
                std::process::exit(1);
            });
        };
        server.run(stop).await.map_err(CommandError::Server)?;
        log::note("stopped");
        Ok(())
    })
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
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

fn delete(database: &Path, zone: &TimeZone, flags: &Delete) -> Result<(), CommandError> {
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

fn retain(
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

fn requests(count: usize) -> String {
    format!("{count} request{}", if count == 1 { "" } else { "s" })
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
