//! A backup taken while requests come in, and put back after a crash, the way docs/hosting.md says.

use crate::program::{Program, run_on};
use crate::requests::{Request, id, sample, wait_until};
use crate::serving::rows;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// How many clients send requests, one after the other.
const CLIENTS: u32 = 8;

/// Far more than are sent before the server is killed; the test ends with them should that not come to pass.
const MOST: u32 = 20_000;

#[test]
fn a_backup_made_under_load_and_put_back_holds_every_request_acknowledged_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let backup = folder.path().join("backup.db");
    let mut program = Program::serve(&database, &["--rate-limit", "0"]);
    let address = program.address;
    let (next, stop) = (AtomicU32::new(0), AtomicBool::new(false));
    let acknowledged = Mutex::new(BTreeSet::new());
    let count = || acknowledged.lock().unwrap().len();

    let before = std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= MOST {
                        break;
                    }
                    match Request::json(&sample(number)).try_send(address) {
                        Some(answer) if answer.status == 201 => {
                            acknowledged.lock().unwrap().insert(number);
                        }
                        Some(answer) => assert_eq!(answer.status, 503, "or an honest refusal"),
                        // Killed meanwhile.
                        None => {}
                    }
                }
            });
        }
        wait_until("the server is busy", || count() >= 100);
        let before = acknowledged.lock().unwrap().clone();
        run_on(&database, &["backup", backup.to_str().unwrap()]);
        let at_its_end = count();
        wait_until("more come in after it", || count() >= at_its_end + 20);
        program.kill();
        stop.store(true, Ordering::SeqCst);
        before
    });
    let acknowledged = acknowledged.into_inner().unwrap();

    // What the crash has left goes out of the way as a whole: its log belongs to it, not to the backup.
    let crashed = folder.path().join("crashed");
    std::fs::create_dir(&crashed).unwrap();
    for name in ["intake.db", "intake.db-wal", "intake.db-shm"] {
        let file = folder.path().join(name);
        if file.exists() {
            std::fs::rename(&file, crashed.join(name)).unwrap();
        }
    }
    std::fs::copy(&backup, &database).unwrap();

    let restored = Program::serve(&database, &["--rate-limit", "0"]);
    let mode = database.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let there = ids(&database);
    for number in &before {
        assert!(
            there.contains(&id(*number)),
            "{number} was acknowledged before the backup and is not in it"
        );
    }
    let sent: BTreeSet<String> = (0..next.into_inner()).map(id).collect();
    assert!(there.is_subset(&sent), "nothing else is in it");
    for row in rows(&database) {
        assert!(row.name.starts_with("Sample Person"), "{}", row.id);
    }
    // What came after the backup is not in it; the crashed database still holds that.
    let crashed = ids(&crashed.join("intake.db"));
    for number in &acknowledged {
        assert!(
            crashed.contains(&id(*number)),
            "{number} was acknowledged and is lost"
        );
        let again = Request::json(&sample(*number)).send(restored.address);
        let is_known = there.contains(&id(*number));
        assert_eq!(again.status, if is_known { 200 } else { 201 }, "{number}");
    }
}

fn ids(database: &Path) -> BTreeSet<String> {
    rows(database).into_iter().map(|row| row.id).collect()
}
