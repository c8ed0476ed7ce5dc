//! No room: an honest refusal, nothing acknowledged that isn't stored, service again once there is
//! room.

use crate::program::{Program, run};
use crate::requests::{Request, id, sample, sample_form_with};
use crate::serving::{Serving, rows};
use serde_json::Value;
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// A request as long as one can be.
fn long(number: u32) -> Value {
    let mut request = sample(number);
    request["message"] = "m".repeat(1_000).into();
    request
}

/// Sends requests until one is refused; gives how many were stored before, and the refusal's status.
fn fill(address: SocketAddr) -> (u32, u16) {
    for number in 0..2_000 {
        let status = Request::json(&long(number)).send(address).status;
        if status != 201 {
            return (number, status);
        }
    }
    panic!("it never got full");
}

#[test]
fn a_database_at_its_limit_refuses_honestly_and_goes_on_when_there_is_room() {
    let server = Serving::with(|settings| {
        settings.database_limit = 256 * 1024;
        settings.phone = Some("(555) 010-0199".into());
    });
    let (stored, status) = fill(server.address);
    assert_eq!(status, 503);
    assert!(stored > 10, "{stored}");
    assert_eq!(server.rows().len(), stored as usize);
    assert_eq!(
        server.get("/healthz").status,
        503,
        "what a post needs is not there"
    );

    let refused = server.post(&long(stored));
    assert_eq!(refused.status, 503);
    assert!(refused.header("retry-after").is_some());
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("not stored")
    );
    assert_eq!(
        server.post(&long(0)).status,
        200,
        "what is stored is still acknowledged"
    );
    let page = server.send(&Request::form(&sample_form_with(
        "message",
        &"m".repeat(1_000),
    )));
    assert_eq!(page.status, 503);
    assert!(page.text().contains("(555) 010-0199"), "people can call");
    assert!(
        page.text().contains("value=\"Sample Person\""),
        "the answers are kept"
    );
    assert_eq!(server.rows().len(), stored as usize);

    let database = server.database.to_str().unwrap();
    for number in 0..10 {
        assert!(
            run(&["delete", &id(number), "--database", database])
                .status
                .success()
        );
    }
    assert_eq!(server.post(&long(stored)).status, 201);
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.rows().len(), stored as usize - 10 + 1);
}

/// A file system of its own, as small as given; unmounted when dropped.
pub struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// In memory. `None`, with the reason printed, where this machine doesn't allow it; where `CI` is
    /// set, that fails the test.
    pub fn mount(size: &str) -> Option<Self> {
        Self::mounted(&["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
    }

    /// In an image file, as ext4, which after an error on the disk lets nobody write any more. `None`
    /// as above.
    fn mount_image(image: &Path) -> Option<Self> {
        Self::mounted(&["-o", "loop,errors=remount-ro", image.to_str().unwrap()])
    }

    fn mounted(arguments: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new("mount")
            .args(arguments)
            .arg(folder.path())
            .output();
        match output {
            Ok(output) if output.status.success() => Some(Self(folder)),
            failed if std::env::var_os("CI").is_some() => {
                panic!("CI needs to mount a small disk: {failed:?}")
            }
            Ok(output) => {
                let why = String::from_utf8_lossy(&output.stderr).into_owned();
                println!("skipped: no small disk can be mounted here: {why}");
                None
            }
            Err(error) => {
                println!("skipped: there is no mount: {error}");
                None
            }
        }
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

#[test]
fn a_full_disk_refuses_honestly_and_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::mount("1m") else {
        return;
    };
    let elsewhere = tempfile::tempdir().unwrap();
    // What else lies on the disk, to be cleared away later.
    let ballast = disk.path().join("ballast");
    let mut file = File::create(&ballast).unwrap();
    file.write_all(&vec![7; 300 * 1024]).unwrap();
    drop(file);
    let database = disk.path().join("intake.db");
    // The log of the test's program is kept on another disk by a link.
    std::os::unix::fs::symlink(elsewhere.path().join("log"), database.with_extension("log"))
        .unwrap();
    let program = Program::serve(&database, &["--rate-limit", "0"]);
    let address = program.address;

    let (stored, status) = fill(address);
    assert!((500..600).contains(&status), "{status}");
    assert!(stored > 10, "{stored}");
    assert!(
        program.log().contains("trouble: the database"),
        "{}",
        program.log()
    );
    let health = || Request::get("/healthz").send(address).status;
    assert_eq!(health(), 503);
    let mut known = stored;
    for number in stored..stored + 20 {
        match Request::json(&long(number)).send(address).status {
            200 | 201 => known += 1,
            status => assert!((500..600).contains(&status), "{status}"),
        }
    }

    std::fs::remove_file(&ballast).unwrap();
    let after = stored + 100;
    let status = Request::json(&long(after)).send(address).status;
    assert_eq!(status, 201, "by itself: {}", program.log());
    assert_eq!(health(), 200);
    let ids: Vec<String> = rows(&database).into_iter().map(|row| row.id).collect();
    for number in (0..stored).chain([after]) {
        assert!(
            ids.contains(&id(number)),
            "{number} was acknowledged and is lost"
        );
    }
    assert!(ids.len() > known as usize, "{} of {known}", ids.len());
    drop(program);
}

#[test]
fn a_disk_that_goes_read_only_is_noticed_and_holds_all_that_was_acknowledged() {
    let elsewhere = tempfile::tempdir().unwrap();
    let image = elsewhere.path().join("disk.img");
    let file = File::create(&image).unwrap();
    file.set_len(16 * 1024 * 1024).unwrap();
    let made = Command::new("mkfs.ext4")
        .args(["-q", "-F"])
        .arg(&image)
        .status();
    if !made.is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("CI").is_none(), "CI needs mkfs.ext4");
        println!("skipped: no ext4 can be made here");
        return;
    }
    let Some(disk) = SmallDisk::mount_image(&image) else {
        return;
    };
    let database = disk.path().join("intake.db");
    let log = elsewhere.path().join("log");
    std::os::unix::fs::symlink(&log, database.with_extension("log")).unwrap();
    let mut program = Program::serve(&database, &["--rate-limit", "0"]);
    let post = |number| Request::json(&sample(number)).send(program.address).status;
    for number in 0..20 {
        assert_eq!(post(number), 201);
    }
    // As the system does at an error on the disk. A plain `remount,ro` is refused while files are
    // open.
    let aborted = Command::new("mount")
        .args(["-o", "remount,abort"])
        .arg(disk.path())
        .status();
    assert!(aborted.is_ok_and(|status| status.success()), "mount");
    for number in 20..23 {
        let status = post(number);
        assert!((500..600).contains(&status), "{status}");
    }
    let health = Request::get("/healthz").send(program.address).status;
    assert_eq!(health, 503);
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(
        said.contains("trouble: the database") && said.contains("dmesg"),
        "{said}"
    );
    program.kill();
    drop(disk);

    // What an operator does then.
    let repaired = Command::new("fsck.ext4")
        .arg("-p")
        .arg(&image)
        .output()
        .unwrap();
    // 1: errors were corrected.
    assert!(
        matches!(repaired.status.code(), Some(0 | 1)),
        "{repaired:?}"
    );
    let disk = SmallDisk::mount_image(&image).unwrap();
    let ids: Vec<String> = rows(&disk.path().join("intake.db"))
        .into_iter()
        .map(|row| row.id)
        .collect();
    for number in 0..20 {
        assert!(
            ids.contains(&id(number)),
            "{number} was acknowledged and is lost"
        );
    }
}
