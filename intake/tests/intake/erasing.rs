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

/// A server with requests at these times (UTC), numbered from 0.
fn requests_at(times: &[&str]) -> Serving {
    let server = Serving::start();
    for (number, time) in (0..).zip(times) {
        assert_eq!(server.post(&sample(number)).status, 201);
        server
            .connection()
            .execute(
                "UPDATE requests SET received_at = ?1 WHERE id = ?2",
                [*time, &id(number)],
            )
            .unwrap();
    }
    server
}

fn left(server: &Serving) -> Vec<String> {
    server.rows().into_iter().map(|row| row.id).collect()
}

#[test]
fn what_a_flood_left_can_be_deleted_by_its_time() {
    let server = requests_at(&[
        "2026-11-01T10:00:00.000Z",
        "2026-11-02T03:00:00.000Z",
        "2026-11-02T04:59:59.999Z",
        "2026-11-02T05:00:00.000Z",
        "2026-11-03T10:00:00.000Z",
    ]);
    let range = [
        "delete",
        "--since",
        "2026-11-02T02:30",
        "--before",
        "2026-11-02T05:00",
    ];
    let asked = on(&server, &range);
    assert_eq!(
        asked.status.code(),
        Some(1),
        "not without being told how many"
    );
    assert!(
        stderr(&asked).contains("2 requests") && stderr(&asked).contains("--yes"),
        "{}",
        stderr(&asked)
    );
    assert_eq!(server.rows().len(), 5);
    let mut sure = range.to_vec();
    sure.push("--yes");
    let output = on(&server, &sure);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output), "Deleted 2 requests.\n");
    assert_eq!(left(&server), [id(0), id(3), id(4)]);

    let output = on(&server, &["delete", "--before", "2026-11-03", "--yes"]);
    assert_eq!(
        stdout(&output),
        "Deleted 2 requests.\n",
        "{}",
        stderr(&output)
    );
    assert_eq!(left(&server), [id(4)]);
    let none = on(&server, &["delete", "--before", "2026-11-03", "--yes"]);
    assert!(none.status.success());
    assert_eq!(stdout(&none), "Deleted 0 requests.\n");
}

#[test]
fn what_a_flood_left_can_be_deleted_by_what_its_requests_have_in_common() {
    let server = requests_at(&[
        "2026-11-01T10:00:00.000Z",
        "2026-11-02T10:00:00.000Z",
        "2026-11-03T10:00:00.000Z",
        "2026-11-04T10:00:00.000Z",
    ]);
    let change =
        "UPDATE requests SET email = 'Spam@example.com', phone = '345-0199' WHERE id <> ?1";
    server.connection().execute(change, [id(0)]).unwrap();
    let from = |more: &[&str]| on(&server, &[&["delete", "--from"], more].concat());
    let asked = from(&["spam@example.com"]);
    assert_eq!(asked.status.code(), Some(1));
    assert!(stderr(&asked).contains("3 requests"), "{}", stderr(&asked));
    assert_eq!(server.rows().len(), 4);

    let times = ["--since", "2026-11-02", "--before", "2026-11-03", "--yes"];
    let output = from(&[&["spam@example.com"], &times[..]].concat());
    assert_eq!(
        stdout(&output),
        "Deleted 1 request.\n",
        "{}",
        stderr(&output)
    );
    assert_eq!(left(&server), [id(0), id(2), id(3)]);
    let output = from(&["sample person 2", "--yes"]);
    assert_eq!(
        stdout(&output),
        "Deleted 1 request.\n",
        "{}",
        stderr(&output)
    );
    let output = from(&["345-0199", "--yes"]);
    assert_eq!(
        stdout(&output),
        "Deleted 1 request.\n",
        "{}",
        stderr(&output)
    );
    assert_eq!(left(&server), [id(0)]);
    for nobody in ["", "Sample", "%"] {
        let output = from(&[nobody, "--yes"]);
        assert_eq!(stdout(&output), "Deleted 0 requests.\n", "{nobody}");
    }
}

#[test]
fn times_are_those_of_the_clinics_time_zone() {
    let server = requests_at(&["2026-11-02T04:59:59.999Z", "2026-11-02T05:00:00.000Z"]);
    let arguments = [
        "delete",
        "--before",
        "2026-11-02",
        "--yes",
        "--time-zone",
        "America/New_York",
    ];
    let output = on(&server, &arguments);
    assert_eq!(
        stdout(&output),
        "Deleted 1 request.\n",
        "{}",
        stderr(&output)
    );
    assert_eq!(left(&server), [id(1)]);
}

#[test]
fn a_range_needs_an_end_and_no_id() {
    let server = requests_at(&["2026-11-01T10:00:00.000Z"]);
    for arguments in [
        &["delete"][..],
        &["delete", "--yes"],
        &["delete", "--before", "yesterday"],
        &["delete", "--before", "2026-02-30"],
        &["delete", "0000-0000", "--before", "2026-11-03"],
        &["delete", "0000-0000", "--from", "Sample Person 0"],
        &["delete", "--since", "2026-11-01", "--yes"],
    ] {
        let output = on(&server, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn a_range_is_erased_from_the_files_too() {
    let server = two_requests();
    let backups = server.database.with_file_name("backups");
    std::fs::create_dir(&backups).unwrap();
    let copy = backups.join("a.db");
    assert!(
        on(&server, &["backup", copy.to_str().unwrap()])
            .status
            .success()
    );
    let arguments = ["delete", "--before", "2999-01-01", "--yes"];
    let output = on(&server, &arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("a.db"), "{}", stdout(&output));
    let mut all = arguments.to_vec();
    all.push("--in-backups");
    let output = on(&server, &all);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(holding_the_name(server.folder()).len(), 0);
    assert_eq!(rows(&copy).len(), 0);
}
