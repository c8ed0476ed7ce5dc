//! Whether the database's files are still those that were opened.
//!
//! SQLite goes on writing into a file that somebody has moved, deleted or replaced, and deletes the
//! log of one that it closes. What is acknowledged then is lost. So the writer looks here before and
//! after each commit.

use std::fmt;
use std::fs::File;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Device and inode.
type Identity = (u64, u64);

/// The files of an open database, by what the system knows them by.
#[derive(Debug)]
pub struct OpenedFiles {
    path: PathBuf,
    database: Option<Identity>,
    log: Option<Identity>,
    index: Option<Identity>,
    /// Open for as long as the connection is, and closed after it: closing a file gives up all
    /// locks that the process has on it (POSIX), SQLite's too.
    content: Option<(File, File)>,
    seen: Option<Seen>,
}

/// What the database file and the index of its log held when they were last looked at.
#[derive(Clone, Copy, Debug)]
struct Seen {
    written: (SystemTime, u64),
    header: [u8; 100],
    activity: Activity,
}

/// What SQLite has done with the log, by anyone, as the index says (SQLite's "WAL-mode File Format",
/// section 2.1): each commit and each step of a checkpoint changes it, and readers don't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Activity {
    header: [u8; 48],
    copied: [u8; 4],
    being_copied: [u8; 4],
}

/// What has happened to the files. `Display` goes after "the database file PATH".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There is no file at the path.
    Gone,
    /// There is another file at the path.
    Replaced,
    /// It is shorter than it was.
    Cut,
    /// Something else than SQLite has written into it.
    Written,
    /// Its owner may not read or write it.
    Closed,
    /// The log (`-wal`) or its index (`-shm`) was moved, deleted or replaced.
    Log,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gone => "was moved or deleted",
            Self::Replaced => "was replaced by another file",
            Self::Cut => "was cut off",
            Self::Written => "was written over",
            Self::Closed => "was closed to its owner",
            Self::Log => "has lost its log (-wal, -shm), which was moved, deleted or replaced",
        })
    }
}

impl OpenedFiles {
    /// The files of the database at `path`, which has just been opened and read.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let open = |path: &Path| File::open(path).ok();
        let content = open(path).zip(open(&beside(path, "-shm")));
        Self {
            seen: content.as_ref().and_then(Seen::now),
            content,
            database: identity(path),
            log: identity(&beside(path, "-wal")),
            index: identity(&beside(path, "-shm")),
            path: path.to_owned(),
        }
    }

    /// What has happened to them since, if anything.
    pub fn change(&mut self) -> Option<Change> {
        let Ok(metadata) = self.path.metadata() else {
            return Some(Change::Gone);
        };
        if Some((metadata.dev(), metadata.ino())) != self.database {
            return Some(Change::Replaced);
        }
        if metadata.permissions().mode() & 0o600 != 0o600 {
            return Some(Change::Closed);
        }
        if identity(&beside(&self.path, "-wal")) != self.log
            || identity(&beside(&self.path, "-shm")) != self.index
        {
            return Some(Change::Log);
        }
        self.content_change()
    }

    /// What has happened to the database file's content without SQLite, as by `cp backup.db
    /// intake.db` or `truncate`.
    ///
    /// In WAL mode only a checkpoint writes into the file, or shortens it, and says in the index what
    /// it does before it does it. A file that is only touched still holds the same.
    fn content_change(&mut self) -> Option<Change> {
        let content = self.content.as_ref()?;
        let Some(now) = Seen::now(content) else {
            // There is not even a header.
            return Some(Change::Cut);
        };
        let before = self.seen.replace(now)?;
        let is_sqlites = now.written == before.written
            || now.activity != before.activity
            || now.activity.copied != now.activity.being_copied;
        if is_sqlites {
            None
        } else if now.written.1 < before.written.1 {
            Some(Change::Cut)
        } else if now.written.1 != before.written.1 || now.header != before.header {
            Some(Change::Written)
        } else {
            None
        }
    }

    /// Gives the log and its index names of their own, ending in `suffix`, if they still have those
    /// they were opened under. SQLite would take them for the log of the file that is at the path
    /// now, and mix the two.
    pub fn set_log_aside(&self, suffix: &str) {
        for (kind, opened) in [("-wal", self.log), ("-shm", self.index)] {
            let file = beside(&self.path, kind);
            if opened.is_some() && identity(&file) == opened {
                let _ = std::fs::rename(&file, beside(&self.path, &format!("{suffix}{kind}")));
            }
        }
    }
}

impl Seen {
    /// Looks at the database file first: what a checkpoint has written then is in the index.
    fn now((database, index): &(File, File)) -> Option<Self> {
        let metadata = database.metadata().ok()?;
        let mut header = [0; 100];
        database.read_exact_at(&mut header, 0).ok()?;
        Some(Self {
            written: (metadata.modified().ok()?, metadata.len()),
            header,
            activity: Activity {
                header: part(index, 0)?,
                copied: part(index, 96)?,
                being_copied: part(index, 128)?,
            },
        })
    }
}

fn part<const N: usize>(file: &File, offset: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact_at(&mut bytes, offset).ok()?;
    Some(bytes)
}

/// The path of a file that SQLite keeps beside the database at `path`.
#[must_use]
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn identity(path: &Path) -> Option<Identity> {
    let metadata = path.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}
