//! Storing requests: one writer, many requests in one commit, each id once.
//!
//! A single thread owns the only writing connection and takes requests from a bounded queue. It
//! writes all that are waiting in one transaction, so that under load one flush to the disk serves
//! many, and answers each only after the commit has returned. Because nothing is written beside
//! it, "is this id here already?" and "then store it" can't be torn apart; the table's primary key
//! guards the same against a second server on the same file.

use crate::clock::utc;
use crate::consent;
use crate::database::{self, OpenError};
use crate::log;
use crate::notices::outbox;
use crate::opened_files::{Change, OpenedFiles, beside};
use crate::search;
use consultation_rules::{ConsultationRequest, Field, RequestId, ValidSubmission, phone};
use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params_from_iter,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{oneshot, watch};

/// How long the same answers without an id count as the same request.
///
/// A form posted without scripting has no id, and a double press or a reload posts it again. Nobody
/// writes the very same answers twice within ten minutes and means two requests.
pub const SAME_WITHOUT_ID: Duration = Duration::from_secs(600);

/// How long a successful check stands for the next ones: asking for health is free for everyone, and
/// each try writes to the disk.
const CHECK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Most requests in one commit.
const MAX_BATCH: usize = 256;

/// What became of a request that could be dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is stored now, under this id.
    New(RequestId),
    /// It was stored before, under this id; nothing was written.
    Again(RequestId),
    /// Its id is taken by other answers; nothing was written.
    OtherAnswers,
}

/// Why a request was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// Too many are waiting; it was not taken.
    QueueFull,
    /// The disk is full or the database has reached its limit; it is not stored.
    NoRoom,
    /// Another process kept the database locked; it is not stored.
    Busy,
    /// The database can't be opened or written to, or its file is not the one that was opened; it
    /// is not stored.
    Unusable,
    /// The database failed. Whether the request is stored is not known for certain.
    Failed,
    /// The server is stopping.
    Stopped,
}

/// How far a batch came when SQLite refused.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Nothing of it is in the database.
    BeforeCommit,
    /// It may be in the database, or not.
    Commit,
}

impl SaveError {
    fn of(stage: Stage, error: &rusqlite::Error) -> Self {
        match (error.sqlite_error_code(), stage) {
            (Some(ErrorCode::DiskFull), _) => Self::NoRoom,
            (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => Self::Busy,
            (_, Stage::BeforeCommit) => Self::Unusable,
            (_, Stage::Commit) => Self::Failed,
        }
    }
}

/// The way to the writer. Cheap to share by reference; one for each server.
#[derive(Debug)]
pub struct Store {
    jobs: SyncSender<Job>,
    writer: Mutex<Option<JoinHandle<()>>>,
    ended: watch::Receiver<()>,
    news: watch::Receiver<()>,
    stored: AtomicU64,
}

/// Something to be done by the writer, which answers by itself.
type Work = Box<dyn FnOnce(&mut Writer) + Send>;

enum Job {
    Save(
        Box<ConsultationRequest>,
        oneshot::Sender<Result<Saved, SaveError>>,
    ),
    Change(Work),
    Check(oneshot::Sender<Result<(), SaveError>>),
    Close,
}

impl Store {
    /// Opens or makes the database at `path` and starts its writer.
    ///
    /// At most `queue` requests wait for it. The database file grows to at most `max_bytes` (0: as
    /// far as the disk goes); then saving gives `NoRoom` until requests are deleted. With each new
    /// request a notice is stored for each of `channels`.
    ///
    /// # Errors
    /// [`OpenError`], or the system's refusal to start a thread.
    pub fn open(
        path: &Path,
        queue: usize,
        max_bytes: u64,
        channels: Vec<String>,
    ) -> Result<Self, OpenError> {
        let (telling, news) = watch::channel(());
        let mut writer = Writer {
            path: path.to_owned(),
            max_bytes,
            open: None,
            has_lost_file: false,
            well_at: None,
            channels,
            news: telling,
        };
        writer.connection()?;
        let (jobs, queued) = sync_channel(queue);
        let (ending, ended) = watch::channel(());
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                writer.run(&queued);
                // Dropped here also when `run` panics, which tells the server to stop.
                drop(ending);
            })
            .map_err(|error| OpenError::File(path.display().to_string(), error))?;
        Ok(Self {
            jobs,
            writer: Mutex::new(Some(thread)),
            ended,
            news,
            stored: AtomicU64::new(0),
        })
    }

    /// Stores a request and returns once it is on the disk.
    ///
    /// With an id: once per id. Without one: once for the same answers within
    /// [`SAME_WITHOUT_ID`], whatever they came under.
    ///
    /// # Errors
    /// [`SaveError`].
    pub async fn save(&self, request: ConsultationRequest) -> Result<Saved, SaveError> {
        let saved = self
            .ask(|answer| Job::Save(Box::new(request), answer))
            .await;
        if matches!(saved, Ok(Saved::New(_))) {
            self.stored.fetch_add(1, Ordering::Relaxed);
        }
        saved
    }

    /// How many new requests were stored since the start.
    #[must_use]
    pub fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }

    /// Does `work` in a transaction of the writer's, and returns once it is on the disk. If `work` or
    /// the commit fails, nothing of it is.
    ///
    /// # Errors
    /// [`SaveError`].
    pub async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, SaveError> {
        self.ask(|answer| {
            Job::Change(Box::new(move |writer| {
                let done = writer.write(|connection| in_transaction(connection, work));
                let _ = answer.send(done);
            }))
        })
        .await
    }

    /// Changes whenever new requests were stored.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<()> {
        self.news.clone()
    }

    /// Whether a request could be stored now: tried, or known from a try in the last second.
    ///
    /// # Errors
    /// [`SaveError`].
    pub async fn check(&self) -> Result<(), SaveError> {
        self.ask(Job::Check).await
    }

    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, SaveError>>) -> Job,
    ) -> Result<T, SaveError> {
        let (answer, answered) = oneshot::channel();
        self.jobs
            .try_send(job(answer))
            .map_err(|error| match error {
                TrySendError::Full(_) => SaveError::QueueFull,
                TrySendError::Disconnected(_) => SaveError::Stopped,
            })?;
        answered.await.unwrap_or(Err(SaveError::Stopped))
    }

    /// Returns when the writer has ended, which before [`Store::close`] means that it broke down.
    pub async fn ended(&self) {
        let mut ended = self.ended.clone();
        while ended.changed().await.is_ok() {}
    }

    /// Writes what is queued, folds the log into the database file and closes it. Blocks until
    /// then. Requests that come later get [`SaveError::Stopped`].
    pub fn close(&self) {
        let thread = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // Fails only if the writer has ended, and then there is nothing to wait for.
            let _ = self.jobs.send(Job::Close);
            let _ = thread.join();
        }
    }
}

struct Writer {
    path: PathBuf,
    max_bytes: u64,
    open: Option<Open>,
    /// Set once the file at the path is not the one that was opened. Then nothing is stored any
    /// more until a restart, and the connection stays open: SQLite deletes the log of a database
    /// that it closes.
    has_lost_file: bool,
    /// When a check last succeeded, unless a write has failed since.
    well_at: Option<Instant>,
    /// Where each new request is announced.
    channels: Vec<String>,
    /// Told of new requests.
    news: watch::Sender<()>,
}

struct Open {
    connection: Connection,
    // Dropped after the connection.
    files: OpenedFiles,
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
        let mut closing = false;
        while !closing {
            let Ok(first) = jobs.recv() else { break };
            let mut batch = vec![first];
            batch.extend(jobs.try_iter().take(MAX_BATCH - 1));
            if let Some(close) = batch.iter().position(|job| matches!(job, Job::Close)) {
                batch.truncate(close);
                closing = true;
            }
            self.serve(batch);
        }
        self.close();
    }

    /// Folds the log into the database file and closes it, if it is still the one at the path.
    fn close(&mut self) {
        if self.look_after_files().is_err() {
            // Its file, which may have another name now, and its log stay as they are.
            std::mem::forget(self.open.take());
        } else if let Some(open) = self.open.take() {
            let _ = open
                .connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()));
        }
    }

    /// # Errors
    /// `Unusable` once the files are not those that were opened.
    fn look_after_files(&mut self) -> Result<(), SaveError> {
        if !self.has_lost_file
            && let Some(open) = &mut self.open
            && let Some(change) = open.files.change()
        {
            self.has_lost_file = true;
            rescue(&self.path, open, change);
        }
        if self.has_lost_file {
            Err(SaveError::Unusable)
        } else {
            Ok(())
        }
    }

    /// Stores all requests in one transaction and answers them after its commit; then makes the other
    /// changes, each in a transaction of its own, and checks, if that was asked for.
    fn serve(&mut self, batch: Vec<Job>) {
        let mut requests = Vec::new();
        let mut answers = Vec::new();
        let mut changes = Vec::new();
        let mut checks = Vec::new();
        for job in batch {
            match job {
                Job::Save(request, answer) => {
                    requests.push(request);
                    answers.push(answer);
                }
                Job::Change(change) => changes.push(change),
                Job::Check(answer) => checks.push(answer),
                Job::Close => {}
            }
        }
        // Someone who no longer waits for an answer has dropped the other end; that is no error.
        if !requests.is_empty() {
            let channels = std::mem::take(&mut self.channels);
            let saved = self
                .write(|connection| save_all(connection, &requests, &channels, SystemTime::now()));
            self.channels = channels;
            match saved {
                Ok(saved) => {
                    if saved.iter().any(|saved| matches!(saved, Saved::New(_))) {
                        self.news.send_replace(());
                    }
                    for (answer, saved) in answers.into_iter().zip(saved) {
                        let _ = answer.send(Ok(saved));
                    }
                }
                Err(error) => {
                    for answer in answers {
                        let _ = answer.send(Err(error));
                    }
                }
            }
        }
        for change in changes {
            change(self);
        }
        if !checks.is_empty() {
            let checked = self.check();
            for answer in checks {
                let _ = answer.send(checked);
            }
        }
    }

    /// Whether a request could be stored now.
    fn check(&mut self) -> Result<(), SaveError> {
        let is_fresh = self
            .well_at
            .is_some_and(|at| at.elapsed() < CHECK_AGAIN_AFTER);
        if is_fresh && self.look_after_files().is_ok() {
            return Ok(());
        }
        self.write(try_to_store)?;
        self.well_at = Some(Instant::now());
        Ok(())
    }

    /// Writes by `write`, and takes care of the connection and the log if that fails.
    fn write<T>(
        &mut self,
        write: impl FnOnce(&mut Connection) -> Result<T, (Stage, rusqlite::Error)>,
    ) -> Result<T, SaveError> {
        let written = self.try_to_write(write);
        if let Err(error) = written {
            self.well_at = None;
            if matches!(error, SaveError::Failed | SaveError::Unusable)
                && self.look_after_files().is_ok()
            {
                // Whatever is wrong with this connection, the next write begins with a new one.
                self.open = None;
            }
            return Err(error);
        }
        written
    }

    fn try_to_write<T>(
        &mut self,
        write: impl FnOnce(&mut Connection) -> Result<T, (Stage, rusqlite::Error)>,
    ) -> Result<T, SaveError> {
        self.look_after_files()?;
        let connection = self.connection().map_err(|error| {
            log::trouble(&error.to_string());
            SaveError::Unusable
        })?;
        let written = write(connection).map_err(|(stage, error)| {
            // The code and SQLite's own words for it: neither can hold an answer.
            let code = error.sqlite_error().map_or(0, |error| error.extended_code);
            let words = rusqlite::ffi::code_to_str(code);
            let remedy = match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => {
                    "; make room on the disk, delete requests, or raise --database-limit"
                }
                Some(ErrorCode::ReadOnly | ErrorCode::SystemIoFailure) => {
                    "; the disk may be broken or read-only now: see what the system says, as by dmesg"
                }
                _ => "",
            };
            log::trouble(&format!(
                "the database: {words} (SQLite code {code}){remedy}"
            ));
            SaveError::of(stage, &error)
        })?;
        // If the files went while this was written, it may be in them or not.
        self.look_after_files().map_err(|_| SaveError::Failed)?;
        Ok(written)
    }

    fn connection(&mut self) -> Result<&mut Connection, OpenError> {
        let open = if let Some(open) = self.open.take() {
            open
        } else {
            let connection = database::open_or_create(&self.path)?;
            limit_size(&connection, self.max_bytes)
                .map_err(|error| OpenError::Sqlite(self.path.display().to_string(), error))?;
            Open {
                connection,
                files: OpenedFiles::of(&self.path),
            }
        };
        Ok(&mut self.open.insert(open).connection)
    }
}

/// Copies what is open into a new file, since a deleted file is gone at the restart, and tells the
/// operator. The files themselves are left as they are.
fn rescue(path: &Path, open: &Open, change: Change) {
    let stamp: String = utc(SystemTime::now())
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let suffix = format!(".rescued-{stamp}");
    let copy = beside(path, &suffix);
    let copied = match change {
        // A copy would mix both.
        Change::Written => format!("its file is lost, its log is now {}-wal", copy.display()),
        _ => match database::copy_into_new_file(&open.connection, &copy) {
            Ok(()) => format!("all of it is copied to {}", copy.display()),
            Err(error) => format!("no copy could be made: {error}"),
        },
    };
    if matches!(change, Change::Replaced | Change::Written) {
        open.files.set_log_aside(&suffix);
    }
    let path = path.display();
    log::trouble(&format!(
        "the database file {path} {change}; nothing more is stored, and requests are refused; what \
         was acknowledged is in the file that was opened and in its log (-wal): {copied}; put the \
         right file back at {path}, with its own log or none, and restart intake"
    ));
}

/// Keeps the database file from growing beyond `max_bytes`; 0 leaves it to the disk.
fn limit_size(connection: &Connection, max_bytes: u64) -> rusqlite::Result<()> {
    if max_bytes == 0 {
        return Ok(());
    }
    let page_size: i64 = connection.query_row("PRAGMA page_size", (), |row| row.get(0))?;
    let pages = i64::try_from(max_bytes).unwrap_or(i64::MAX) / page_size;
    let pages = pages.clamp(1, i64::from(u32::MAX) - 2);
    connection.query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()))
}

/// Does `work` in a transaction.
fn in_transaction<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> Result<T, (Stage, rusqlite::Error)> {
    let before = |error| (Stage::BeforeCommit, error);
    // Immediate: the lock is taken, and waited for, before anything is read.
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(before)?;
    let done = work(&transaction).map_err(before)?;
    transaction
        .commit()
        .map_err(|error| (Stage::Commit, error))?;
    Ok(done)
}

fn save_all(
    connection: &mut Connection,
    requests: &[Box<ConsultationRequest>],
    channels: &[String],
    now: SystemTime,
) -> Result<Vec<Saved>, (Stage, rusqlite::Error)> {
    in_transaction(connection, |transaction| {
        requests
            .iter()
            .map(|request| {
                let saved = save(transaction, request, now)?;
                if let Saved::New(id) = &saved {
                    outbox::add(transaction, channels, id.as_str(), &utc(now))?;
                }
                Ok(saved)
            })
            .collect()
    })
}

/// Does what a long request needs, and takes it back: the row is written to the log and to the disk
/// and is gone with the same commit.
fn try_to_store(connection: &mut Connection) -> Result<(), (Stage, rusqlite::Error)> {
    in_transaction(connection, |transaction| {
        transaction.execute_batch(
            "INSERT INTO requests (id, received_at, name, contact_preference, message, consent)
             VALUES ('health', '', '', '', printf('%.*c', 4096, 'x'), 1);
             DELETE FROM requests WHERE id = 'health'",
        )
    })
}

fn save(
    transaction: &Transaction<'_>,
    request: &ConsultationRequest,
    now: SystemTime,
) -> rusqlite::Result<Saved> {
    let submission = &request.submission;
    if let Some(id) = &request.id {
        match holds(transaction, id, submission)? {
            Some(true) => return Ok(Saved::Again(id.clone())),
            Some(false) => return Ok(Saved::OtherAnswers),
            None => {}
        }
        insert(transaction, id, submission, now)?;
        return Ok(Saved::New(id.clone()));
    }
    let since = utc(now.checked_sub(SAME_WITHOUT_ID).unwrap_or(now));
    if let Some(id) = stored_between(transaction, submission, &since, &utc(now))? {
        return Ok(Saved::Again(id));
    }
    // SQLite's generator is a stream cipher seeded by the operating system, good enough for an id
    // that isn't a secret.
    let random: [u8; 16] = transaction.query_row("SELECT randomblob(16)", (), |row| row.get(0))?;
    let id = RequestId::from_random(random);
    insert(transaction, &id, submission, now)?;
    Ok(Saved::New(id))
}

/// Compares a row with the values bound as [`columns`]; `IS` because `NULL` equals `NULL` here.
const SAME: &str = "name IS ?1 AND contact_preference IS ?2 AND phone IS ?3 AND email IS ?4
    AND best_time IS ?5 AND topic IS ?6 AND message IS ?7";

/// The submission as the values of `?1` to `?7`. Consent is not among them: nothing is stored without.
fn columns(submission: &ValidSubmission) -> [Option<&str>; 7] {
    [
        Field::Name,
        Field::ContactPreference,
        Field::Phone,
        Field::Email,
        Field::BestTime,
        Field::Topic,
        Field::Message,
    ]
    .map(|field| submission.value(field))
}

/// Whether these answers are what is stored under the id; `None` if nothing is.
fn holds(
    transaction: &Transaction<'_>,
    id: &RequestId,
    submission: &ValidSubmission,
) -> rusqlite::Result<Option<bool>> {
    let values = columns(submission).into_iter().chain([Some(id.as_str())]);
    transaction
        // What staff have corrected is no longer what was sent, and still the same request.
        .prepare_cached(&format!(
            "SELECT corrected_at IS NOT NULL OR ({SAME}) FROM requests WHERE id = ?8"
        ))?
        .query_row(params_from_iter(values), |row| row.get(0))
        .optional()
}

/// Finds a request with the same answers that was received in a time. The last condition says
/// nothing new; by it, and by the index that is named like it, this is quick among many requests of
/// the same name too.
fn same_answers_in_a_time() -> String {
    format!(
        "SELECT id FROM requests INDEXED BY requests_by_answers
         WHERE received_at >= ?8 AND received_at <= ?9 AND {SAME}
             AND substr(message, -64) IS substr(?7, -64)"
    )
}

/// The id of a request with the same answers received from `since` to `until` (UTC text). A row from
/// a time when the clock ran ahead is none: it would stand for the same answers until then.
fn stored_between(
    transaction: &Transaction<'_>,
    submission: &ValidSubmission,
    since: &str,
    until: &str,
) -> rusqlite::Result<Option<RequestId>> {
    let values = columns(submission)
        .into_iter()
        .chain([Some(since), Some(until)]);
    let id: Option<String> = transaction
        .prepare_cached(&same_answers_in_a_time())?
        .query_row(params_from_iter(values), |row| row.get(0))
        .optional()?;
    Ok(id.as_deref().and_then(RequestId::parse))
}

fn insert(
    transaction: &Transaction<'_>,
    id: &RequestId,
    submission: &ValidSubmission,
    now: SystemTime,
) -> rusqlite::Result<()> {
    let received_at = utc(now);
    let dialable = submission.value(Field::Phone).and_then(phone::dialable);
    let name = submission.value(Field::Name).unwrap_or_default();
    let searched = search::text(name, dialable.as_deref(), id.as_str());
    let values = columns(submission).into_iter().chain([
        Some(id.as_str()),
        Some(&received_at),
        dialable.as_deref(),
        Some(&searched),
        Some(consent::hash()),
    ]);
    consent::keep_text(transaction, &received_at)?;
    transaction
        .prepare_cached(
            "INSERT INTO requests (name, contact_preference, phone, email, best_time, topic,
                message, id, received_at, phone_dialable, searched, consent_text,
                consent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1)",
        )?
        .execute(params_from_iter(values))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answers_are_found_by_an_index_down_to_their_time() {
        let folder = tempfile::tempdir().unwrap();
        let connection = database::open_or_create(&folder.path().join("intake.db")).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", same_answers_in_a_time());
        let plan: String = connection
            .query_row(&sql, [""; 9], |row| row.get("detail"))
            .unwrap();
        assert_eq!(
            plan,
            "SEARCH requests USING INDEX requests_by_answers (name=? AND phone=? AND email=? AND \
             <expr>=? AND received_at>? AND received_at<?)"
        );
    }
}
