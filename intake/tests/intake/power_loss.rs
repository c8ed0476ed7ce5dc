//! The power fails at any moment: what was acknowledged is there.
//!
//! A killed process loses nothing that it has written, since the system still has it. So a missing
//! fsync shows here only: SQLite writes through a file layer (VFS) that remembers what was written
//! since the last sync, and leaves that out of the files that are looked at "after the power cut".
//!
//! Names are taken to be on the disk at once. SQLite syncs the folder with a new log's first sync.

// A file layer is a table of C functions, for which rusqlite has no safe interface.
#![allow(unsafe_code)]

use crate::requests::{id, sample};
use crate::serving::Serving;
use intake::{database, erasing};
use rusqlite::Connection;
use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};
use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock, PoisonError};

/// File names and what is in them.
type Files = BTreeMap<String, Arc<Vec<u8>>>;

/// The disk under one folder, as SQLite has written it.
#[derive(Default)]
struct Disk {
    written: BTreeMap<String, Vec<u8>>,
    synced: Files,
    /// Requests acknowledged so far.
    acknowledged: u32,
    cuts: Vec<PowerCut>,
}

/// What would be on the disk if the power failed at a certain moment.
struct PowerCut {
    acknowledged: u32,
    files: Files,
}

impl Disk {
    /// The power could fail now. The system may have written to the disk what nobody has waited
    /// for: nothing of it, all of the database file's, or all of the log's.
    fn cut_power(&mut self) {
        for kept in ["", ".db", "-wal"] {
            let mut files = self.synced.clone();
            for (name, written) in &self.written {
                if !kept.is_empty() && name.ends_with(kept) {
                    files.insert(name.clone(), Arc::new(written.clone()));
                }
            }
            if self
                .cuts
                .last()
                .is_none_or(|last| last.files != files || last.acknowledged != self.acknowledged)
            {
                self.cuts.push(PowerCut {
                    acknowledged: self.acknowledged,
                    files,
                });
            }
        }
    }
}

/// The folders that are watched.
static DISKS: Mutex<BTreeMap<PathBuf, Disk>> = Mutex::new(BTreeMap::new());

/// The open files in them, by the address of SQLite's handle. The address of a closed file is
/// overwritten before it is used again.
static OPEN: Mutex<BTreeMap<usize, OpenFile>> = Mutex::new(BTreeMap::new());

#[derive(Clone)]
struct OpenFile {
    path: PathBuf,
    /// SQLite's functions for it, which differ between a database and a log.
    original: &'static sqlite3_io_methods,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does `with` to the disk that the file is on, if that is watched, with the file's name.
fn on_disk<T>(path: &Path, with: impl FnOnce(&mut Disk, String) -> T) -> Option<T> {
    let mut disks = lock(&DISKS);
    let disk = disks.get_mut(path.parent()?)?;
    Some(with(disk, path.file_name()?.to_str()?.to_owned()))
}

fn opened(file: *mut sqlite3_file) -> OpenFile {
    lock(&OPEN)[&(file as usize)].clone()
}

/// SQLite's own file layer.
struct Original(*mut sqlite3_vfs);
// SAFETY: SQLite never changes or frees it.
unsafe impl Send for Original {}
// SAFETY: the same.
unsafe impl Sync for Original {}

static ORIGINAL: OnceLock<Original> = OnceLock::new();

fn original() -> *mut sqlite3_vfs {
    // SAFETY: without a name, SQLite gives its default, which is its own until ours is registered.
    let find = || Original(unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) });
    ORIGINAL.get_or_init(find).0
}

/// # Safety
/// `name` is null or a C string.
unsafe fn path(name: *const c_char) -> Option<PathBuf> {
    // SAFETY: as the caller promises.
    let name = (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })?;
    Some(name.to_str().ok()?.into())
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let original = original();
    // SAFETY: what SQLite gives goes on to SQLite's own layer, whose files have the size that ours
    // are announced with.
    unsafe {
        let code = (*original).xOpen.unwrap()(original, name, file, flags, out_flags);
        let Some(path) = path(name).filter(|_| code == ffi::SQLITE_OK) else {
            return code;
        };
        let is_watched = on_disk(&path, |disk, name| {
            disk.written.entry(name).or_default();
        });
        if is_watched.is_some() {
            let original = &*(*file).pMethods;
            // As long-lived as SQLite's own.
            (*file).pMethods = Box::leak(Box::new(sqlite3_io_methods {
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                ..*original
            }));
            lock(&OPEN).insert(file as usize, OpenFile { path, original });
        }
        code
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite gives `length` bytes to read.
    let data =
        unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap()) };
    let OpenFile { path, original } = opened(file);
    on_disk(&path, |disk, name| {
        let content = disk.written.entry(name).or_default();
        let start = usize::try_from(offset).unwrap();
        let end = start + data.len();
        if content.len() < end {
            content.resize(end, 0);
        }
        content[start..end].copy_from_slice(data);
    });
    // SAFETY: what SQLite gives goes on as it is.
    unsafe { original.xWrite.unwrap()(file, bytes, length, offset) }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: i64) -> c_int {
    let OpenFile { path, original } = opened(file);
    on_disk(&path, |disk, name| {
        let content = disk.written.entry(name).or_default();
        content.resize(usize::try_from(length).unwrap(), 0);
    });
    // SAFETY: what SQLite gives goes on as it is.
    unsafe { original.xTruncate.unwrap()(file, length) }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    let OpenFile { path, original } = opened(file);
    on_disk(&path, |disk, name| {
        disk.cut_power();
        if let Some(written) = disk.written.get(&name) {
            disk.synced.insert(name, Arc::new(written.clone()));
        }
        disk.cut_power();
    });
    // SAFETY: what SQLite gives goes on as it is.
    unsafe { original.xSync.unwrap()(file, flags) }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: SQLite gives a C string, which goes on to its own layer.
    unsafe {
        if let Some(path) = path(name) {
            on_disk(&path, |disk, name| {
                disk.written.remove(&name);
                disk.synced.remove(&name);
            });
        }
        (*original()).xDelete.unwrap()(original(), name, sync)
    }
}

/// Has SQLite write through the layer above in this process, and watches this folder. Gives the
/// folder's path as SQLite knows it.
fn watch(folder: &Path) -> PathBuf {
    static REGISTERED: Once = Once::new();
    let original = original();
    REGISTERED.call_once(|| {
        // SAFETY: SQLite's own layer is valid for good, and so is the copy.
        let code = unsafe {
            let ours = Box::leak(Box::new(sqlite3_vfs {
                zName: c"power-loss".as_ptr(),
                pNext: std::ptr::null_mut(),
                xOpen: Some(open),
                xDelete: Some(delete),
                ..*original
            }));
            ffi::sqlite3_vfs_register(ours, 1)
        };
        assert_eq!(code, ffi::SQLITE_OK);
    });
    std::fs::create_dir_all(folder).unwrap();
    let folder = folder.canonicalize().unwrap();
    lock(&DISKS).insert(folder.clone(), Disk::default());
    folder
}

fn acknowledge(folder: &Path) {
    let mut disks = lock(&DISKS);
    let disk = disks.get_mut(folder).unwrap();
    disk.acknowledged += 1;
    disk.cut_power();
}

/// For every moment at which the power could have failed: starts again with what is on the disk then,
/// and says what is missing of the requests acknowledged until then. Gives how many moments there
/// were, and the losses.
fn losses(folder: &Path) -> (usize, Vec<String>) {
    let disk = lock(&DISKS).remove(folder).unwrap();
    let losses = disk.cuts.iter().filter_map(|cut| loss(cut).err());
    (disk.cuts.len(), losses.collect())
}

fn loss(cut: &PowerCut) -> Result<(), String> {
    let after = tempfile::tempdir().unwrap();
    for (name, content) in &cut.files {
        std::fs::write(after.path().join(name), content.as_slice()).unwrap();
    }
    let connection = database::open_or_create(&after.path().join("intake.db"))
        .map_err(|error| error.to_string())?;
    let sql = "PRAGMA integrity_check";
    let answer: String = connection
        .query_row(sql, (), |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if answer != "ok" {
        return Err(answer);
    }
    let mut statement = connection
        .prepare("SELECT 1 FROM requests WHERE id = ?1")
        .unwrap();
    for number in 0..cut.acknowledged {
        if !statement.exists([id(number)]).unwrap() {
            return Err(format!("{number} of {} is lost", cut.acknowledged));
        }
    }
    Ok(())
}

#[test]
fn whenever_the_power_fails_nothing_acknowledged_is_lost() {
    let mut folder = PathBuf::new();
    let server = Serving::with(|settings| folder = watch(settings.database.parent().unwrap()));
    for number in 0..40 {
        assert_eq!(server.post(&sample(number)).status, 201);
        acknowledge(&folder);
        if number % 15 == 14 {
            // As after a deletion, or when it has grown: the log is folded into the database file
            // and begun anew.
            assert!(erasing::empty_log(&server.connection()).unwrap());
        }
    }
    drop(server);
    let (moments, losses) = losses(&folder);
    assert!(moments > 80, "the server writes elsewhere: {moments}");
    assert_eq!(losses, Vec::<String>::new());
}

/// Stores requests the way `intake` does, but for one setting.
fn losses_with(setting: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let watched = watch(folder.path());
    let connection = database::open_or_create(&folder.path().join("intake.db")).unwrap();
    connection.execute_batch(setting).unwrap();
    for number in 0..10 {
        insert(&connection, number);
        acknowledge(&watched);
    }
    losses(&watched).1
}

fn insert(connection: &Connection, number: u32) {
    connection
        .execute(
            "INSERT INTO requests (id, received_at, name, contact_preference, consent)
             VALUES (?1, '', '', 'phone', 1)",
            [id(number)],
        )
        .unwrap();
}

#[test]
fn what_is_not_synced_would_be_noticed() {
    let none = Vec::<String>::new();
    assert_eq!(losses_with(""), none);
    assert_ne!(losses_with("PRAGMA synchronous = NORMAL"), none);
    assert_ne!(losses_with("PRAGMA synchronous = OFF"), none);
}
