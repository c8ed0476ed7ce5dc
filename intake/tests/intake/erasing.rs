//! `intake delete` says that it is done only when nothing of a request is left in any file.

use crate::program::{run, stderr, stdout};
use crate::requests::{id, sample};
use crate::serving::{Serving, rows};
use std::path::{Path, PathBuf};
use std::process::Output;

const NAME: &str = "Zebra Quagga Sample";

/// A server with the request 1, in this name, and the request 2.
fn two_requests() -> Serving {
    let server = Serving::start();
    let mut doomed = sample(1);
    doomed["name"] = NAME.into();
    assert_eq!(server.post(&doomed).status, 201);
    assert_eq!(server.post(&sample(2)).status, 201);
    server
}

fn on(server: &Serving, arguments: &[&str]) -> Output {
    let mut all = vec!["--database", server.database.to_str().unwrap()];
    all.extend(arguments);
    run(&all)
}

/// The files in a folder and below that hold the name.
fn holding_the_name(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding_the_name(&path));
        } else if std::fs::read(&path)
            .unwrap()
            .windows(NAME.len())
            .any(|window| window == NAME.as_bytes())
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_deleted_request_is_in_no_file_any_more() {
    let server = two_requests();
    assert_ne!(holding_the_name(server.folder()).len(), 0);
    let output = on(&server, &["delete", &id(1)]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output), format!("Deleted {}.\n", id(1)));
    assert_eq!(holding_the_name(server.folder()).len(), 0);
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn while_somebody_reads_it_is_not_yet_erased_and_the_next_try_says_when_it_is() {
    let server = two_requests();
    let reader = server.connection();
    reader
        .execute_batch("BEGIN; SELECT name FROM requests")
        .unwrap();
    for wanted in [&id(1), "0000-0001"] {
        let output = on(&server, &["delete", wanted]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("not yet erased") && stderr(&output).contains("run"),
            "{}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "");
        assert_eq!(server.rows().len(), 1, "it is on no list any more");
    }
    assert_ne!(holding_the_name(server.folder()).len(), 0);
    reader.execute_batch("COMMIT").unwrap();

    let output = on(&server, &["delete", &id(1)]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(holding_the_name(server.folder()).len(), 0);
    let never = on(&server, &["delete", &id(7)]);
    assert_eq!(never.status.code(), Some(1));
    assert!(stderr(&never).contains("no stored request has the id"));
}

#[test]
fn the_server_takes_requests_while_a_deletion_waits_for_a_reader() {
    let server = two_requests();
    let reader = server.connection();
    reader
        .execute_batch("BEGIN; SELECT name FROM requests")
        .unwrap();
    std::thread::scope(|scope| {
        let deletion = scope.spawn(|| on(&server, &["delete", &id(1)]));
        let mut number = 10;
        while !deletion.is_finished() {
            assert_eq!(server.post(&sample(number)).status, 201);
            number += 1;
        }
    });
}

#[test]
fn backups_that_still_hold_it_are_named_and_can_be_cleared_of_it() {
    let server = two_requests();
    let backups = server.database.with_file_name("backups");
    std::fs::create_dir(&backups).unwrap();
    for name in ["a.db", "b.db"] {
        let copy = backups.join(name);
        let output = on(&server, &["backup", copy.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let output = on(&server, &["delete", &id(1)]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    for part in ["still in", "a.db", "b.db", "--in-backups"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(holding_the_name(server.folder()).len(), 2);

    let output = on(&server, &["delete", "0000-0001", "--in-backups"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!stdout(&output).contains("still in"));
    assert_eq!(holding_the_name(server.folder()).len(), 0);
    for name in ["a.db", "b.db"] {
        let left: Vec<String> = rows(&backups.join(name))
            .into_iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(left, [id(2)], "the other one is still in {name}");
    }
}

#[test]
fn a_backup_that_can_not_be_cleared_is_not_called_done() {
    let server = two_requests();
    let backups = server.database.with_file_name("backups");
    std::fs::create_dir(&backups).unwrap();
    let broken = backups.join("broken.db");
    std::fs::write(&broken, "no database ".repeat(100) + NAME).unwrap();
    let output = on(&server, &["delete", &id(1), "--in-backups"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("broken.db"), "{}", stderr(&output));
}
