//! Why a command fails.

use super::delete::requests;
use crate::audit_log::Broken;
use crate::database::OpenError;
use crate::export::ExportError;
use crate::server::ServerError;
use crate::staff::people::PeopleError;
use std::fmt;
use std::io;

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
    pub(super) fn output(name: &str, error: ExportError) -> Self {
        match error {
            ExportError::Sqlite(error) => Self::Sqlite(error),
            ExportError::Output(error) => Self::Output(name.to_owned(), error),
        }
    }
}
