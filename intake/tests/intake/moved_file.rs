//! Somebody moves, deletes, replaces or cuts the database file while `intake` serves: nothing that
//! was acknowledged is lost, nothing more is acknowledged, and the log says what to do.

use crate::program::{Program, run, run_on, stderr};
use crate::requests::{Request, id, sample};
use crate::serving::rows;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempDir;

const ACKNOWLEDGED: u32 = 20;

/// A server that has acknowledged the requests 0 to 19.
struct Scene {
    folder: TempDir,
    program: Program,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("var/intake.db");
        std::fs::create_dir(folder.path().join("var")).unwrap();
        // The log of the test's program lies outside of the folder that is moved.
        std::os::unix::fs::symlink(folder.path().join("log"), database.with_extension("log"))
            .unwrap();
        let scene = Self {
            program: Program::serve(&database, &["--rate-limit", "0"]),
            folder,
        };
        for number in 0..ACKNOWLEDGED {
            assert_eq!(scene.post(number), 201);
        }
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.path("var/intake.db")
    }

    fn post(&self, number: u32) -> u16 {
        Request::json(&sample(number))
            .send(self.program.address)
            .status
    }

    /// Nothing more is taken, health is red, the log says so; once and with the way out.
    fn stores_nothing_more(&self) {
        for number in 100..103 {
            let answer = Request::json(&sample(number)).send(self.program.address);
            assert_eq!(answer.status, 503);
            assert!(answer.header("retry-after").is_some());
            let detail = answer.json()["detail"].as_str().unwrap().to_owned();
            assert!(detail.contains("not stored"), "{detail}");
        }
        let health = Request::get("/healthz").send(self.program.address);
        assert_eq!(health.status, 503);
        let log = std::fs::read_to_string(self.path("log")).unwrap();
        let lines: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("trouble: ") && line.contains("intake.db"))
            .collect();
        assert_eq!(lines.len(), 1, "{log}");
        for part in ["nothing more is stored", "restart intake"] {
            assert!(lines[0].contains(part), "{part} in {}", lines[0]);
        }
    }

    /// The whole copy that was made of what was open, at the path that the log names.
    fn rescued(&self) -> PathBuf {
        let log = std::fs::read_to_string(self.path("log")).unwrap();
        let (_, after) = log.split_once("copied to ").expect(&log);
        after.split([',', ';', ' ']).next().unwrap().into()
    }

    /// A backup, and after it as many requests again.
    fn backs_up_and_goes_on(&self, backup: &Path) {
        run_on(&self.database(), &["backup", backup.to_str().unwrap()]);
        for number in ACKNOWLEDGED..2 * ACKNOWLEDGED {
            assert_eq!(self.post(number), 201);
        }
    }

    fn stop(mut self) -> TempDir {
        self.program.signal("TERM");
        assert!(self.program.wait().success());
        let folder = TempDir::new().unwrap();
        std::mem::replace(&mut self.folder, folder)
    }
}

fn ids(database: &Path) -> BTreeSet<String> {
    rows(database).into_iter().map(|row| row.id).collect()
}

fn acknowledged() -> BTreeSet<String> {
    (0..ACKNOWLEDGED).map(id).collect()
}

fn log_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", database.display()))
}

fn whole(database: &Path) -> bool {
    let connection = rusqlite::Connection::open(database).unwrap();
    let sql = "PRAGMA integrity_check";
    let answer: String = connection.query_row(sql, (), |row| row.get(0)).unwrap();
    answer == "ok"
}

/// After a restart, the database has the requests 0 to 19 and takes another one.
fn serves_again(database: &Path) {
    let restarted = Program::serve(database, &[]);
    let status = Request::json(&sample(200)).send(restarted.address).status;
    assert_eq!(status, 201);
    let mut expected = acknowledged();
    expected.insert(id(200));
    assert_eq!(ids(database), expected);
    drop(restarted);
    assert!(whole(database));
}

#[test]
fn a_file_moved_away_and_put_back_has_everything_after_a_restart() {
    let scene = Scene::new();
    let (database, away) = (scene.database(), scene.path("var/x.db"));
    std::fs::rename(&database, &away).unwrap();
    scene.stores_nothing_more();
    assert!(!database.exists(), "no new database");
    std::fs::rename(&away, &database).unwrap();
    assert_eq!(scene.post(200), 503, "only a restart makes it well");

    let folder = scene.stop();
    let database = folder.path().join("var/intake.db");
    assert!(
        log_of(&database).metadata().unwrap().len() > 0,
        "its log is kept"
    );
    serves_again(&database);
}

#[test]
fn a_file_moved_away_just_before_the_stop_is_whole_with_its_log() {
    let scene = Scene::new();
    std::fs::rename(scene.database(), scene.path("var/x.db")).unwrap();
    let folder = scene.stop();
    let database = folder.path().join("var/intake.db");
    // Without its file, the log is not thrown away for a new, empty one.
    for command in [&["list"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let mut arguments = vec!["--database", database.to_str().unwrap()];
        arguments.extend(command);
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        assert!(
            stderr(&output).contains("intake.db-wal"),
            "{}",
            stderr(&output)
        );
    }
    let away = folder.path().join("var/x.db");
    std::fs::rename(log_of(&database), log_of(&away)).unwrap();
    assert_eq!(ids(&away), acknowledged());
}

#[test]
fn a_deleted_file_is_copied_out_before_it_is_gone() {
    let scene = Scene::new();
    std::fs::remove_file(scene.database()).unwrap();
    scene.stores_nothing_more();
    let copy = scene.rescued();
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(ids(&copy), acknowledged());
}

#[test]
fn a_folder_deleted_with_its_files_is_noticed_too() {
    let scene = Scene::new();
    for name in ["intake.db", "intake.db-wal", "intake.db-shm"] {
        std::fs::remove_file(scene.path("var").join(name)).unwrap();
    }
    scene.stores_nothing_more();
    assert_eq!(ids(&scene.rescued()), acknowledged());
}

#[test]
fn a_backup_put_over_the_file_is_served_after_a_restart_and_not_mixed_with_the_old_log() {
    let scene = Scene::new();
    let backup = scene.path("backup.db");
    let database = scene.database();
    scene.backs_up_and_goes_on(&backup);
    std::fs::rename(&backup, &database).unwrap();
    scene.stores_nothing_more();
    let copy = scene.rescued();
    assert_eq!(ids(&copy), (0..2 * ACKNOWLEDGED).map(id).collect());

    let folder = scene.stop();
    serves_again(&folder.path().join("var/intake.db"));
}

#[test]
fn a_copy_of_itself_is_another_file() {
    let scene = Scene::new();
    let copy = scene.path("var/copy.db");
    std::fs::copy(scene.database(), &copy).unwrap();
    std::fs::rename(&copy, scene.database()).unwrap();
    scene.stores_nothing_more();
    assert_eq!(ids(&scene.rescued()), acknowledged());
}

#[test]
fn a_moved_folder_takes_everything_along() {
    let scene = Scene::new();
    std::fs::rename(scene.path("var"), scene.path("moved")).unwrap();
    scene.stores_nothing_more();
    assert!(!scene.path("var").exists(), "no new folder");
    let folder = scene.stop();
    assert_eq!(ids(&folder.path().join("moved/intake.db")), acknowledged());
}

#[test]
fn a_file_cut_to_nothing_gets_no_more_requests() {
    let scene = Scene::new();
    let file = OpenOptions::new()
        .write(true)
        .open(scene.database())
        .unwrap();
    file.set_len(0).unwrap();
    scene.stores_nothing_more();
    let log = log_of(&scene.database());
    assert!(log.metadata().unwrap().len() > 0, "the log is kept");
}

#[test]
fn a_log_that_is_deleted_stops_the_storing_too() {
    let scene = Scene::new();
    std::fs::remove_file(log_of(&scene.database())).unwrap();
    scene.stores_nothing_more();
    assert_eq!(ids(&scene.rescued()), acknowledged());
}

#[test]
fn a_file_closed_to_its_owner_stops_the_storing() {
    let scene = Scene::new();
    std::fs::set_permissions(scene.database(), Permissions::from_mode(0o000)).unwrap();
    scene.stores_nothing_more();
    std::fs::set_permissions(scene.database(), Permissions::from_mode(0o600)).unwrap();
    let folder = scene.stop();
    assert_eq!(ids(&folder.path().join("var/intake.db")), acknowledged());
}

#[test]
fn a_file_that_is_only_touched_is_still_the_same() {
    let scene = Scene::new();
    let file = File::open(scene.database()).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(scene.post(200), 201);
}

#[test]
fn a_backup_copied_into_the_file_is_noticed_and_served_after_a_restart() {
    let scene = Scene::new();
    let backup = scene.path("backup.db");
    let database = scene.database();
    scene.backs_up_and_goes_on(&backup);
    // As `cp backup.db intake.db` does: the file is the same, what is in it is not.
    let copied = std::fs::read(&backup).unwrap();
    let file = OpenOptions::new().write(true).open(&database).unwrap();
    std::io::Write::write_all(&mut &file, &copied).unwrap();
    drop(file);
    scene.stores_nothing_more();

    let folder = scene.stop();
    serves_again(&folder.path().join("var/intake.db"));
}

#[test]
fn deletions_and_readers_beside_the_server_are_no_reason_to_stop() {
    let scene = Scene::new();
    let database = scene.database();
    for number in 0..ACKNOWLEDGED {
        run_on(&database, &["delete", &id(number)]);
        run_on(&database, &["list"]);
        assert_eq!(scene.post(1_000 + number), 201);
    }
    assert_eq!(rows(&database).len(), ACKNOWLEDGED as usize);
}

#[test]
fn the_servers_own_checkpoints_are_no_reason_to_stop() {
    let scene = Scene::new();
    for number in 100..1_000 {
        assert_eq!(scene.post(number), 201);
    }
    assert!(
        scene.database().metadata().unwrap().len() > 100_000,
        "there was one"
    );
}

#[test]
fn a_database_that_sqlite_itself_makes_smaller_is_still_the_same() {
    let scene = Scene::new();
    let database = scene.database();
    for number in 100..600 {
        assert_eq!(scene.post(number), 201);
    }
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection
        .execute_batch(
            "PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM requests WHERE id NOT LIKE '00000001%';
             VACUUM",
        )
        .unwrap();
    let before = database.metadata().unwrap().len();
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
        .unwrap();
    assert!(database.metadata().unwrap().len() < before);
    assert_eq!(scene.post(700), 201);
}
