//! Opening the database: a private file, durable settings, the right schema.

use crate::opened_files::beside;
use crate::search;
use consultation_rules::phone;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

/// What marks a SQLite file as this program's (`PRAGMA application_id`): "GWCi" in ASCII.
const APPLICATION_ID: i32 = 0x4757_4369;

/// How long to wait for another process, such as `intake delete`, to finish its write.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// One schema version per entry: entry 0 makes version 1 out of an empty file, entry 1 makes
/// version 2 out of version 1, and so on. What has been released is never edited, only added to.
///
/// `PRAGMA user_version` says which version a file has.
const STEPS: &[&str] = &[
    "
    CREATE TABLE requests (
        id TEXT NOT NULL PRIMARY KEY,     -- UUID in lower case, chosen by the sender
        received_at TEXT NOT NULL,        -- UTC, RFC 3339 with milliseconds
        name TEXT NOT NULL,
        contact_preference TEXT NOT NULL, -- phone, text or email
        phone TEXT,
        email TEXT,
        best_time TEXT,                   -- any, morning, afternoon or evening
        topic TEXT,
        message TEXT,
        consent INTEGER NOT NULL CHECK (consent = 1) -- given at received_at
    ) STRICT;
    CREATE INDEX requests_by_time ON requests (received_at);
",
    "
    -- To know the same answers again. The whole message would double the file.
    CREATE INDEX requests_by_answers
        ON requests (name, phone, email, substr(message, -64), received_at);
",
    "
    -- The phone number's form to dial, in ASCII; NULL where there is no number, or none to dial.
    ALTER TABLE requests ADD COLUMN phone_dialable TEXT;
    UPDATE requests SET phone_dialable = dialable(phone) WHERE phone IS NOT NULL;
",
    "
    -- The wordings that visitors agreed to, each once. There is none for requests of before.
    CREATE TABLE consent_texts (
        hash TEXT NOT NULL PRIMARY KEY,   -- SHA-256 of the text, lower-case hex
        text TEXT NOT NULL,
        first_at TEXT NOT NULL            -- when the first request came with it
    ) STRICT;

    -- What has become of a request. Times are UTC, RFC 3339 with milliseconds, here and below.
    ALTER TABLE requests ADD COLUMN status TEXT NOT NULL DEFAULT 'new'
        CHECK (status IN ('new', 'in_hand', 'closed'));
    ALTER TABLE requests ADD COLUMN assigned_to TEXT;     -- name in staff
    ALTER TABLE requests ADD COLUMN status_at TEXT;       -- last change of status; NULL: none yet
    ALTER TABLE requests ADD COLUMN closed_at TEXT;       -- NULL unless closed
    ALTER TABLE requests ADD COLUMN outcome TEXT          -- of the last attempt to reach the person
        CHECK (outcome IN ('reached', 'left_message', 'not_reached'));
    ALTER TABLE requests ADD COLUMN stop_contact_at TEXT; -- the person wants no more contact
    ALTER TABLE requests ADD COLUMN corrected_at TEXT;    -- staff have changed the answers
    ALTER TABLE requests ADD COLUMN consent_text TEXT REFERENCES consent_texts (hash);
    -- Name in lower case, digits to dial and reference, a line each, to search in.
    ALTER TABLE requests ADD COLUMN searched TEXT NOT NULL DEFAULT '';
    UPDATE requests SET searched = searched_text(name, phone_dialable, id);
    CREATE INDEX requests_by_status ON requests (status, received_at);
    -- Has all that a search reads, so that it reads no messages.
    CREATE INDEX requests_by_search ON requests (received_at, searched);
    -- To see whether a person has said so under another request.
    CREATE INDEX requests_by_stop ON requests (stop_contact_at) WHERE stop_contact_at IS NOT NULL;
    CREATE INDEX requests_by_closing ON requests (closed_at) WHERE closed_at IS NOT NULL;

    CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        request_id TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        author TEXT NOT NULL,             -- name in staff
        kind TEXT NOT NULL,               -- note, or what was done with the request
        text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX notes_by_request ON notes (request_id, id);

    CREATE TABLE staff (
        name TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
        added_at TEXT NOT NULL,
        removed_at TEXT,                  -- a name is kept, so that the log names one person by it
        passphrase TEXT,                  -- argon2id in PHC string format; NULL until it is set
        totp_secret BLOB,
        totp_last_step INTEGER NOT NULL DEFAULT 0, -- no code is taken twice (RFC 6238, 5.2)
        invitation TEXT,                  -- SHA-256 of the token in the one-time link
        invitation_expires_at TEXT
    ) STRICT;
    CREATE TABLE recovery_codes (
        staff TEXT NOT NULL COLLATE NOCASE REFERENCES staff (name),
        hash TEXT NOT NULL,               -- SHA-256 of the code
        PRIMARY KEY (staff, hash)
    ) STRICT;
    CREATE TABLE sessions (
        token TEXT NOT NULL PRIMARY KEY,  -- SHA-256 of the cookie's value
        staff TEXT NOT NULL COLLATE NOCASE REFERENCES staff (name),
        created_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sessions_by_staff ON sessions (staff);

    -- One row for each request and channel, written with the request.
    CREATE TABLE outbox (
        request_id TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
        channel TEXT NOT NULL,            -- email or webhook
        created_at TEXT NOT NULL,
        next_attempt_at TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        delivered_at TEXT,
        last_error TEXT,
        PRIMARY KEY (request_id, channel)
    ) STRICT;
    CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE delivered_at IS NULL;
    -- One row for each morning's digest and channel.
    CREATE TABLE digests (
        day TEXT NOT NULL,                -- in the clinic's time zone, like 2026-11-28
        channel TEXT NOT NULL,
        created_at TEXT NOT NULL,
        next_attempt_at TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        delivered_at TEXT,
        last_error TEXT,
        PRIMARY KEY (day, channel)
    ) STRICT;

    -- Who did what with which request. AUTOINCREMENT remembers the last number, so that a last line
    -- that was taken away is missed too. Each line's hash is of the line before and of its own.
    CREATE TABLE audit_log (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        reference TEXT NOT NULL,          -- of a request, or who or what it was about; no answer
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT;
",
    "
    -- Set before a notice is sent, and taken away when it is known not to have arrived: what is
    -- still set at the next attempt may be told twice, and the notice says so.
    ALTER TABLE outbox ADD COLUMN may_have_arrived INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE digests ADD COLUMN may_have_arrived INTEGER NOT NULL DEFAULT 0;
    -- What waits for a channel, oldest first. When the next attempt comes is the channel's affair,
    -- not the row's: if a server is away, it is away for all.
    DROP INDEX outbox_due;
    CREATE INDEX outbox_waiting ON outbox (channel, created_at) WHERE delivered_at IS NULL;
",
];

/// The oldest schema version that the commands which don't serve understand: the later ones only
/// add indexes, tables, and columns whose value for an older row is known (see `saved`).
const OLDEST_READABLE: usize = 1;

/// Why the database can't be used. `Display` is one sentence for the operator.
#[derive(Debug)]
pub enum OpenError {
    /// There is no file at the path, and none was to be made.
    Missing(String),
    /// The file or its folder can't be made, read or made private.
    File(String, io::Error),
    /// SQLite refuses it.
    Sqlite(String, rusqlite::Error),
    /// There is a log, and the database it belongs to is gone or empty. SQLite would throw the log
    /// away.
    OnlyLog(String),
    /// It is a SQLite database of some other program.
    NotOurs(String),
    /// It was written by an older version of this program, and this command changes none.
    Older {
        /// Path of the file.
        path: String,
        /// The schema version of the file.
        found: usize,
        /// The schema version this program knows.
        known: usize,
    },
    /// It was written by a newer version of this program.
    Newer {
        /// Path of the file.
        path: String,
        /// The schema version of the file.
        found: usize,
        /// The newest schema version this program knows.
        known: usize,
    },
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(path) => write!(
                f,
                "there is no database at {path}; give the right one with --database, or start \
                 `intake serve` once to make it"
            ),
            Self::File(path, error) => write!(f, "the database {path} can't be opened: {error}"),
            Self::Sqlite(path, error) => write!(f, "the database {path} can't be used: {error}"),
            Self::OnlyLog(path) => write!(
                f,
                "{path}-wal holds requests, and the database file it belongs to is not at {path}: \
                 put that file back, or move the log away"
            ),
            Self::NotOurs(path) => write!(
                f,
                "{path} is the database of another program and is left as it is; choose another \
                 path with --database"
            ),
            Self::Older { path, found, known } => write!(
                f,
                "{path} has schema version {found}, and this intake knows version {known}: use the \
                 intake that serves it, or stop that and start this one's `intake serve`, which \
                 brings the database up"
            ),
            Self::Newer { path, found, known } => write!(
                f,
                "{path} has schema version {found}, and this intake knows versions up to {known}: \
                 it was written by a newer intake; use that one"
            ),
        }
    }
}

impl std::error::Error for OpenError {}

/// Opens the database at `path` and brings it to this program's schema version. A missing one, and
/// its folder, is made first: the file for its owner alone (`0600`), the folder too (`0700`).
///
/// # Errors
/// [`OpenError`].
pub fn open_or_create(path: &Path) -> Result<Connection, OpenError> {
    check_log(path)?;
    make_private_file(path).map_err(|error| OpenError::File(shown(path), error))?;
    open_file(path, STEPS)
}

/// Opens the database at `path`, which must be there and have a schema version that this
/// program knows, to delete from it.
///
/// # Errors
/// [`OpenError`]; `Missing` if there is no file.
pub fn open(path: &Path) -> Result<Connection, OpenError> {
    let connection = open_as_it_is(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE,
        OLDEST_READABLE,
        STEPS.len(),
    )?;
    settle(&connection).map_err(|error| OpenError::Sqlite(shown(path), error))?;
    Ok(connection)
}

/// Opens the database at `path`, which must be there and have the newest schema version, to write to
/// what older versions have not.
///
/// # Errors
/// [`OpenError`]; `Missing` if there is no file, `Older` if `intake serve` has yet to bring it up.
pub fn open_newest(path: &Path) -> Result<Connection, OpenError> {
    let mode = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let connection = open_as_it_is(path, mode, STEPS.len(), STEPS.len())?;
    settle(&connection).map_err(|error| OpenError::Sqlite(shown(path), error))?;
    Ok(connection)
}

/// Opens the database at `path`, which must be there and have a schema version that this
/// program knows, to read it. Nothing is changed in it, so that a newer `intake list` can't bring the database of a
/// running older server to a version that the server doesn't know.
///
/// # Errors
/// [`OpenError`]; `Missing` if there is no file.
pub fn open_to_read(path: &Path) -> Result<Connection, OpenError> {
    open_as_it_is(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY,
        OLDEST_READABLE,
        STEPS.len(),
    )
}

fn open_as_it_is(
    path: &Path,
    mode: OpenFlags,
    oldest: usize,
    known: usize,
) -> Result<Connection, OpenError> {
    check_log(path)?;
    if !path.exists() {
        return Err(OpenError::Missing(shown(path)));
    }
    let sqlite = |error| OpenError::Sqlite(shown(path), error);
    let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    connection.busy_timeout(BUSY_WAIT).map_err(sqlite)?;
    let found = check_owner(&connection, path, known)?;
    if found < oldest {
        let path = shown(path);
        return Err(OpenError::Older { path, found, known });
    }
    Ok(connection)
}

/// Whether the database has what version 4 has brought: status, notes and the log.
///
/// # Errors
/// What SQLite reports.
pub fn has_log(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA user_version", (), |row| {
        Ok(row.get::<_, i32>(0)? >= 4)
    })
}

/// Copies the whole database, as `connection` sees it, into a new file that only its owner can read,
/// and waits until it is on the disk. Others may write to the database meanwhile.
///
/// # Errors
/// A sentence for the operator. A file that is there already is left as it is.
pub fn copy_into_new_file(connection: &Connection, path: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} can't be written: {error}", path.display());
    let name = path
        .to_str()
        .ok_or_else(|| format!("the path {} is not in UTF-8", path.display()))?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    // SQLite fills a file that is empty.
    connection
        .execute("VACUUM INTO ?1", [name])
        .map_err(|error| format!("the database can't be copied to {name}: {error}"))
        .and_then(|_| file.sync_all().map_err(failed))
        .inspect_err(|_| {
            let _ = std::fs::remove_file(path);
        })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Refuses a log whose database file is missing or empty: it may be all that is left.
fn check_log(path: &Path) -> Result<(), OpenError> {
    let length = |path: &Path| path.metadata().map_or(0, |metadata| metadata.len());
    if length(path) == 0 && length(&beside(path, "-wal")) > 0 {
        return Err(OpenError::OnlyLog(shown(path)));
    }
    Ok(())
}

/// Makes the file and its folders if need be, and takes other people's access away from a file
/// that has it. SQLite gives its `-wal` and `-shm` files the permissions of this one.
fn make_private_file(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let created = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match created {
        // The new name itself must survive a power cut, and SQLite only sees to its own files.
        Ok(_) => File::open(folder)?.sync_all(),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if path.metadata()?.permissions().mode() & 0o077 != 0 {
                std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
            }
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn open_file(path: &Path, steps: &[&str]) -> Result<Connection, OpenError> {
    let sqlite = |error| OpenError::Sqlite(shown(path), error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    connection.busy_timeout(BUSY_WAIT).map_err(sqlite)?;
    // Whose file it is comes first: nothing is changed in a database of another program.
    check_owner(&connection, path, steps.len())?;
    settle(&connection).map_err(sqlite)?;
    migrate(&mut connection, path, steps)?;
    Ok(connection)
}

/// Refuses a database of another program or of a newer version of this one.
fn check_owner(connection: &Connection, path: &Path, known: usize) -> Result<usize, OpenError> {
    let sqlite = |error| OpenError::Sqlite(shown(path), error);
    let number = |sql: &str| connection.query_row(sql, (), |row| row.get::<_, i32>(0));
    let owner = number("PRAGMA application_id").map_err(sqlite)?;
    let version = number("PRAGMA user_version").map_err(sqlite)?;
    let tables = number("SELECT count(*) FROM sqlite_schema").map_err(sqlite)?;
    let untouched = owner == 0 && version == 0 && tables == 0;
    if owner != APPLICATION_ID && !untouched {
        return Err(OpenError::NotOurs(shown(path)));
    }
    let found = usize::try_from(version).map_err(|_| OpenError::NotOurs(shown(path)))?;
    if found > known {
        return Err(OpenError::Newer {
            path: shown(path),
            found,
            known,
        });
    }
    Ok(found)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;           -- the log is on the disk before a commit returns
         PRAGMA fullfsync = ON;               -- macOS: and not only in the drive's cache
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;           -- deleted answers are overwritten, not just unlinked
         PRAGMA foreign_keys = ON;            -- what belongs to a request is deleted with it
         PRAGMA temp_store = MEMORY;          -- no temporary file with answers in it
         PRAGMA trusted_schema = OFF;",
    )?;
    // Both print a row, which execute_batch may not.
    connection.query_row("PRAGMA journal_size_limit = 4194304", (), |_| Ok(()))
}

/// Brings the schema from the version it has to the newest of `steps`, all or nothing.
fn migrate(connection: &mut Connection, path: &Path, steps: &[&str]) -> Result<(), OpenError> {
    let sqlite = |error| OpenError::Sqlite(shown(path), error);
    if check_owner(connection, path, steps.len())? == steps.len() {
        return Ok(());
    }
    // For the steps alone: nothing in the schema may depend on it, or other programs can't read it.
    connection
        .create_scalar_function(
            "dialable",
            1,
            FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY,
            |call| Ok(phone::dialable(&call.get::<String>(0)?)),
        )
        .map_err(sqlite)?;
    connection
        .create_scalar_function(
            "searched_text",
            3,
            FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY,
            |call| {
                let dialable: Option<String> = call.get(1)?;
                Ok(search::text(
                    &call.get::<String>(0)?,
                    dialable.as_deref(),
                    &call.get::<String>(2)?,
                ))
            },
        )
        .map_err(sqlite)?;
    // Only one process may do this, and the version is read again once it is that one.
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(sqlite)?;
    let found = check_owner(&transaction, path, steps.len())?;
    for step in &steps[found..] {
        transaction.execute_batch(step).map_err(sqlite)?;
    }
    let version = steps.len();
    transaction
        .execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version};"
        ))
        .map_err(sqlite)?;
    transaction.commit().map_err(sqlite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_database_belongs_to_its_owner_alone_with_everything_beside_it() {
        let folder = folder();
        let path = folder.path().join("var/deep/intake.db");
        let connection = open_or_create(&path).unwrap();
        connection
            .execute_batch("CREATE TABLE other (x); INSERT INTO other VALUES (1)")
            .unwrap();
        let database_folder = path.parent().unwrap();
        assert_eq!(mode(database_folder), 0o700);
        let mut files: Vec<_> = std::fs::read_dir(database_folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert_eq!(files.len(), 3, "{files:?}");
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }

    #[test]
    fn a_database_others_could_read_is_closed_to_them() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        open_or_create(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn commits_are_on_the_disk_before_they_return() {
        let folder = folder();
        let connection = open_or_create(&folder.path().join("intake.db")).unwrap();
        let setting = |name: &str| {
            connection
                .query_row(&format!("PRAGMA {name}"), (), |row| {
                    row.get::<_, rusqlite::types::Value>(0)
                })
                .unwrap()
        };
        assert_eq!(setting("journal_mode"), "wal".to_owned().into());
        assert_eq!(setting("synchronous"), 2.into(), "2 is FULL");
        assert_eq!(setting("secure_delete"), 1.into());
    }

    #[test]
    fn an_older_database_keeps_its_rows_and_gains_what_is_new() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        make_private_file(&path).unwrap();
        let old = ["CREATE TABLE a (x INTEGER) STRICT"];
        let connection = open_file(&path, &old).unwrap();
        connection.execute("INSERT INTO a VALUES (7)", ()).unwrap();
        drop(connection);

        let new = [
            old[0],
            "ALTER TABLE a ADD COLUMN y INTEGER",
            "CREATE TABLE b (z)",
        ];
        let connection = open_file(&path, &new).unwrap();
        let row: (i64, Option<i64>, i64) = connection
            .query_row("SELECT x, y, (SELECT count(*) FROM b) FROM a", (), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(row, (7, None, 0));
        assert_eq!(check_owner(&connection, &path, 3).unwrap(), 3);
    }

    #[test]
    fn a_database_of_version_2_keeps_every_answer_and_gains_the_number_to_dial() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        make_private_file(&path).unwrap();
        let connection = open_file(&path, &STEPS[..2]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO requests VALUES
                ('a', '2026-11-28T10:00:00.000Z', 'Sample One', 'text', '٥٥٥ ٠١٠ ٠١٢٣', NULL,
                 'morning', 'anxiety', 'A message', 1),
                ('b', '2026-11-28T11:00:00.000Z', 'Sample Two', 'email', NULL, 's@example.com',
                 NULL, NULL, NULL, 1),
                ('c', '2026-11-28T12:00:00.000Z', 'Sample Three', 'phone', 'call me', NULL,
                 NULL, NULL, NULL, 1);",
            )
            .unwrap();
        let rows = |connection: &Connection, columns: &str| -> Vec<Vec<rusqlite::types::Value>> {
            let mut statement = connection
                .prepare(&format!("SELECT {columns} FROM requests ORDER BY id"))
                .unwrap();
            let width = statement.column_count();
            statement
                .query_map((), |row| (0..width).map(|column| row.get(column)).collect())
                .unwrap()
                .map(Result::unwrap)
                .collect()
        };
        let columns = "id, received_at, name, contact_preference, phone, email, best_time, topic,
            message, consent";
        let before = rows(&connection, columns);
        assert_eq!(before.len(), 3);
        drop(connection);

        let connection = open_or_create(&path).unwrap();
        assert_eq!(rows(&connection, columns), before);
        let dialable = rows(&connection, "phone_dialable").concat();
        let number = "+15550100123".to_owned();
        let none = rusqlite::types::Value::Null;
        assert_eq!(dialable, [number.into(), none.clone(), none]);
        assert_eq!(
            check_owner(&connection, &path, STEPS.len()).unwrap(),
            STEPS.len()
        );
    }

    #[test]
    fn a_database_of_version_3_keeps_every_answer_and_gains_what_staff_need() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        make_private_file(&path).unwrap();
        let connection = open_file(&path, &STEPS[..3]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO requests (id, received_at, name, contact_preference, phone, email,
                    best_time, topic, message, consent, phone_dialable) VALUES
                ('0b0e7c12-0000-4000-8000-000000000000', '2026-11-28T10:00:00.000Z', 'Sample ONE',
                 'text', '(555) 010-0123', NULL, 'morning', 'anxiety', 'A message', 1,
                 '5550100123'),
                ('b', '2026-11-28T11:00:00.000Z', 'Sample Two', 'email', NULL, 's@example.com',
                 NULL, NULL, NULL, 1, NULL);",
            )
            .unwrap();
        let answers = "id || received_at || name || contact_preference || ifnull(phone, '-')
            || ifnull(email, '-') || ifnull(best_time, '-') || ifnull(topic, '-')
            || ifnull(message, '-') || consent || ifnull(phone_dialable, '-')";
        let texts = |connection: &Connection, expression: &str| -> Vec<String> {
            connection
                .prepare(&format!(
                    "SELECT {expression} FROM requests ORDER BY received_at"
                ))
                .unwrap()
                .query_map((), |row| row.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect()
        };
        let before = texts(&connection, answers);
        drop(connection);

        let connection = open_or_create(&path).unwrap();
        assert_eq!(texts(&connection, answers), before);
        assert_eq!(
            texts(
                &connection,
                "status || ifnull(assigned_to, '-') || ifnull(status_at, '-')
                    || ifnull(closed_at, '-') || ifnull(outcome, '-')
                    || ifnull(stop_contact_at, '-') || ifnull(consent_text, '-')"
            ),
            ["new------", "new------"]
        );
        assert_eq!(
            texts(&connection, "searched"),
            ["sample one\n5550100123\n0b0e-7c12", "sample two\n\nb"]
        );
        assert_eq!(
            check_owner(&connection, &path, STEPS.len()).unwrap(),
            STEPS.len()
        );
    }

    #[test]
    fn what_belongs_to_a_request_is_deleted_with_it() {
        let folder = folder();
        let connection = open_or_create(&folder.path().join("intake.db")).unwrap();
        connection
            .execute_batch(
                "INSERT INTO requests (id, received_at, name, contact_preference, consent)
                    VALUES ('a', '', 'Sample', 'phone', 1);
                 INSERT INTO notes (request_id, at, author, kind, text)
                    VALUES ('a', '', 'Sample', 'note', 'Called');
                 INSERT INTO outbox (request_id, channel, created_at, next_attempt_at)
                    VALUES ('a', 'email', '', '');
                 DELETE FROM requests;",
            )
            .unwrap();
        let left: i64 = connection
            .query_row(
                "SELECT (SELECT count(*) FROM notes) + (SELECT count(*) FROM outbox)",
                (),
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn a_step_that_fails_leaves_the_database_as_it_was() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        make_private_file(&path).unwrap();
        let old = ["CREATE TABLE a (x INTEGER) STRICT"];
        drop(open_file(&path, &old).unwrap());
        let broken = [old[0], "CREATE TABLE b (z)", "CREATE TABLE a (again)"];
        assert!(matches!(
            open_file(&path, &broken),
            Err(OpenError::Sqlite(..))
        ));
        let connection = open_file(&path, &old).unwrap();
        assert_eq!(check_owner(&connection, &path, 1).unwrap(), 1);
        assert!(connection.execute("INSERT INTO b VALUES (1)", ()).is_err());
    }

    #[test]
    fn a_newer_database_is_refused_with_both_versions() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        let connection = open_or_create(&path).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let message = open(&path).unwrap_err().to_string();
        assert!(message.contains("version 99"), "{message}");
        assert!(message.contains("newer intake"), "{message}");
    }

    #[test]
    fn an_older_database_is_read_by_nobody_who_does_not_know_it() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        make_private_file(&path).unwrap();
        drop(open_file(&path, &["CREATE TABLE a (x INTEGER) STRICT"]).unwrap());
        let read = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let error = open_as_it_is(&path, read, 2, 2).unwrap_err();
        assert!(matches!(error, OpenError::Older { .. }), "{error}");
        let connection = open_as_it_is(&path, read, 1, 2).unwrap();
        assert!(connection.execute("INSERT INTO a VALUES (1)", ()).is_err());
    }

    #[test]
    fn another_programs_database_is_left_alone() {
        let folder = folder();
        let path = folder.path().join("other.db");
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE theirs (x)").unwrap();
        drop(other);
        assert!(matches!(open(&path), Err(OpenError::NotOurs(_))));
        let mode: String = Connection::open(&path)
            .unwrap()
            .query_row("PRAGMA journal_mode", (), |row| row.get(0))
            .unwrap();
        assert_eq!(mode, "delete", "not switched to WAL");
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        std::fs::write(&path, "not a database at all, just some words".repeat(30)).unwrap();
        assert!(matches!(open(&path), Err(OpenError::Sqlite(..))));
    }

    #[test]
    fn a_missing_database_is_not_made_by_a_command_that_reads() {
        let folder = folder();
        let path = folder.path().join("intake.db");
        assert!(matches!(open(&path), Err(OpenError::Missing(_))));
        assert!(matches!(open_to_read(&path), Err(OpenError::Missing(_))));
        assert!(!path.exists());
    }
}
