//! `intake backup --into`: what the timer does every hour; and getting a copy to another machine.

use crate::full_disk::SmallDisk;
use crate::program::{run, stderr, stdout};
use crate::requests::{id, sample};
use crate::serving::{Serving, rows};
use intake::clock::utc;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

const HOUR: Duration = Duration::from_secs(3600);

fn back_up(server: &Serving, folder: &Path) -> Output {
    run(&[
        "--database",
        server.database.to_str().unwrap(),
        "backup",
        "--into",
        folder.to_str().unwrap(),
    ])
}

/// The name of a backup that was made at this time.
fn name(time: SystemTime) -> String {
    let time = utc(time).replace(':', "");
    format!("{}Z.db", time.split_once('.').unwrap().0)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_month_of_hourly_backups_is_thinned_to_days_and_the_newest_is_whole() {
    let server = Serving::start();
    server.post(&sample(1));
    let folder = server.folder().join("backups");
    std::fs::create_dir(&folder).unwrap();
    let now = SystemTime::now();
    for hours in 1..24 * 40 {
        std::fs::write(folder.join(name(now - HOUR * hours)), "an earlier copy").unwrap();
    }
    std::fs::write(folder.join("before-the-update.db"), "made by hand").unwrap();
    std::fs::write(folder.join(".2026-11-01T000000Z.db.part"), "a cut off copy").unwrap();
    let output = back_up(&server, &folder);
    assert!(output.status.success(), "{}", stderr(&output));
    let left = names(&folder);
    // One for each of 48 hours, and for each day before that up to a month.
    assert!((76..=81).contains(&left.len()), "{} {left:?}", left.len());
    assert!(
        left.contains(&"before-the-update.db".to_owned()),
        "not ours to delete"
    );
    assert!(!left.iter().any(|name| name.contains("part")), "{left:?}");
    assert!(left.contains(&name(now - HOUR * 47)) && !left.contains(&name(now - HOUR * 24 * 32)));
    let newest = &left[left.len() - 2];
    assert_eq!(
        stdout(&output),
        format!("Copied to {}.\n", folder.join(newest).display())
    );
    assert_eq!(rows(&folder.join(newest)), server.rows());
}

#[test]
fn a_folder_that_is_not_there_is_made_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = Serving::start();
    let folder = server.folder().join("a/backups");
    assert!(back_up(&server, &folder).status.success());
    let mode = folder.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
}

#[test]
fn no_backup_is_made_where_the_disk_would_get_tight() {
    let Some(disk) = SmallDisk::mount("1m") else {
        return;
    };
    let server = Serving::start();
    for number in 0..50 {
        server.post(&sample(number));
    }
    assert!(
        back_up(&server, disk.path()).status.success(),
        "there is room"
    );
    let before = names(disk.path());
    // Not within the same second.
    let first = disk.path().join("2026-01-01T000000Z.db");
    std::fs::rename(disk.path().join(&before[0]), first).unwrap();
    let before = names(disk.path());
    std::fs::write(disk.path().join("ballast"), vec![7; 800 * 1024]).unwrap();
    let output = back_up(&server, disk.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("room"), "{}", stderr(&output));
    let mut expected = before;
    expected.push("ballast".into());
    assert_eq!(names(disk.path()), expected, "what was there stays");
}

/// `age` and `age-keygen` of Debian's package; `None` where there are none, which on CI fails the
/// test.
fn age() -> Option<()> {
    if Command::new("age").arg("--version").output().is_ok() {
        return Some(());
    }
    assert!(std::env::var_os("CI").is_none(), "CI needs age");
    println!("skipped: this machine has no age");
    None
}

#[test]
fn a_copy_for_another_machine_is_encrypted_and_comes_back_whole() {
    let Some(()) = age() else { return };
    let server = Serving::start();
    let mut request = sample(1);
    request["name"] = "Zebra Quagga Sample".into();
    server.post(&request);
    let folder = server.folder().join("backups");
    assert!(back_up(&server, &folder).status.success());
    let key = server.folder().join("key.txt");
    let recipients = server.folder().join("recipients.txt");
    let made = Command::new("age-keygen")
        .arg("-o")
        .arg(&key)
        .output()
        .unwrap();
    assert!(made.status.success());
    let public = Command::new("age-keygen")
        .arg("-y")
        .arg(&key)
        .output()
        .unwrap();
    std::fs::write(&recipients, public.stdout).unwrap();

    // As deploy/offsite.sh does it with `ssh`; here the other machine is a file.
    let arrived: PathBuf = server.folder().join("arrived.age");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/offsite.sh");
    let output = Command::new("sh")
        .arg(script)
        .arg(&folder)
        .env("RECIPIENTS", &recipients)
        .env("SEND", format!("cat > '{}'", arrived.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let bytes = std::fs::read(&arrived).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    assert!(!bytes.windows(12).any(|window| window == b"Zebra Quagga"));

    let restored = server.folder().join("restored.db");
    let decrypted = Command::new("age")
        .args(["-d", "-i"])
        .args([&key, Path::new("-o"), &restored, &arrived])
        .output()
        .unwrap();
    assert!(decrypted.status.success(), "{}", stderr(&decrypted));
    assert_eq!(rows(&restored)[0].id, id(1));

    // A connection that breaks is a failure, and not a success with nothing at the other end.
    for (recipients, send) in [
        (&recipients, "false"),
        (&server.folder().join("none"), "cat"),
    ] {
        let output = Command::new("sh")
            .arg(script)
            .arg(&folder)
            .env("RECIPIENTS", recipients)
            .env("SEND", send)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{send}");
    }
}
