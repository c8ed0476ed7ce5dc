//! Closed requests are erased when their time is over, from every file; open ones never are.

use crate::program::{Program, run, stderr, stdout};
use crate::requests::{id, sample, wait_until};
use crate::serving::{Serving, rows};
use std::path::{Path, PathBuf};

const NAME: &str = "Zebra Quagga Sample";
const NOTE: &str = "Okapi called back";

/// A database, of a server that has stopped, with these requests: 1 was closed 40 days ago and 2
/// yesterday, 3 is as old and open, 4 was closed and opened again. The name and the note are of 1.
fn database() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("intake.db");
    let at = path.clone();
    let server = Serving::with(move |settings| settings.database = at);
    for number in 1..=4 {
        let mut request = sample(number);
        if number == 1 {
            request["name"] = NAME.into();
        }
        assert_eq!(server.post(&request).status, 201);
    }
    let ago = |days: u32| format!("strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{days} days')");
    let of = |number: u32| format!("WHERE id = '{}'", id(number));
    server
        .connection()
        .execute_batch(&format!(
            "UPDATE requests SET received_at = {old};
             UPDATE requests SET status = 'closed', closed_at = {old} {first};
             UPDATE requests SET status = 'closed', closed_at = {yesterday} {second};
             UPDATE requests SET status = 'in_hand', closed_at = NULL {fourth};
             INSERT INTO notes (request_id, at, author, kind, text)
                 VALUES ('{id}', {old}, 'Sample', 'note', '{NOTE}');
             INSERT INTO outbox (request_id, channel, created_at, next_attempt_at)
                 VALUES ('{id}', 'email:desk@clinic.example', {old}, {old});",
            old = ago(40),
            yesterday = ago(1),
            first = of(1),
            second = of(2),
            fourth = of(4),
            id = id(1),
        ))
        .unwrap();
    drop(server);
    (folder, path)
}

fn left(path: &Path) -> Vec<String> {
    let mut ids: Vec<String> = rows(path).into_iter().map(|row| row.id).collect();
    ids.sort();
    ids
}

/// Fails if any file in the folder holds the name or the note.
fn assert_erased(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for text in [NAME, NOTE] {
            assert!(!holds(&path, text), "{text} is in {}", path.display());
        }
    }
}

fn holds(path: &Path, text: &str) -> bool {
    let bytes = std::fs::read(path).unwrap_or_default();
    // A search text has the name in lower case.
    let bytes = bytes.to_ascii_lowercase();
    let text = text.to_ascii_lowercase();
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn a_dry_run_lists_what_would_go_and_deletes_nothing() {
    let (_folder, path) = database();
    let database = path.to_str().unwrap();
    let output = run(&[
        "--database",
        database,
        "retain",
        "--keep-days",
        "30",
        "--dry-run",
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("0000-0001  closed 20"), "{text}");
    assert!(
        text.ends_with("1 request would be deleted; nothing was.\n"),
        "{text}"
    );
    assert_eq!(left(&path).len(), 4);
}

#[test]
fn what_is_over_is_erased_from_every_file_with_its_notes_and_notices() {
    let (folder, path) = database();
    assert!(holds(&path, NAME) && holds(&path, NOTE));
    let database = path.to_str().unwrap();
    let output = run(&["--database", database, "retain", "--keep-days", "30"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output), "Deleted 1 request.\n");
    assert_eq!(left(&path), [id(2), id(3), id(4)]);
    assert_erased(folder.path());
    let connection = intake::database::open_to_read(&path).unwrap();
    let rows: i64 = connection
        .query_row(
            "SELECT (SELECT count(*) FROM notes) + (SELECT count(*) FROM outbox)",
            (),
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(rows, 0);
    let output = run(&["--database", database, "retain", "--keep-days", "0"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn while_somebody_reads_it_is_not_called_done() {
    let (folder, path) = database();
    let reader = intake::database::open(&path).unwrap();
    reader
        .execute_batch("BEGIN; SELECT name FROM requests")
        .unwrap();
    let database = path.to_str().unwrap();
    let retain = ["--database", database, "retain", "--keep-days", "30"];
    let output = run(&retain);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("not yet erased"),
        "{}",
        stderr(&output)
    );
    reader.execute_batch("COMMIT").unwrap();
    assert!(run(&retain).status.success());
    assert_erased(folder.path());
}

#[test]
fn a_server_that_knows_the_days_erases_by_itself() {
    let (folder, path) = database();
    let mut program = Program::serve(&path, &["--keep-days", "30"]);
    wait_until("it is deleted", || left(&path).len() == 3);
    wait_until("the log tells", || {
        program.log().contains("deleted 1 request(s)")
    });
    program.signal("TERM");
    assert!(program.wait().success());
    assert_erased(folder.path());
}

#[test]
fn the_number_that_visitors_have_read_counts() {
    let (_folder, path) = database();
    let site = tempfile::tempdir().unwrap();
    let form = site.path().join("consultation");
    std::fs::create_dir(&form).unwrap();
    let promise = |days: &str| {
        let page = format!("<meta name=\"consultation-keep-days\" content=\"{days}\">");
        std::fs::write(form.join("index.html"), page).unwrap();
    };
    std::fs::write(site.path().join("index.html"), "").unwrap();
    let site = site.path().to_str().unwrap();
    promise("60");
    let program = Program::serve(&path, &["--site", site, "--keep-days", "30"]);
    wait_until("the log tells", || {
        program
            .log()
            .contains("the site says that requests are deleted 60 days")
    });
    assert_eq!(left(&path).len(), 4, "its time is not over");
    drop(program);
    promise("30");
    let _program = Program::serve(&path, &["--site", site]);
    wait_until("it is deleted", || left(&path).len() == 3);
}

#[test]
fn without_a_number_nothing_is_deleted() {
    let (_folder, path) = database();
    let mut program = Program::serve(&path, &[]);
    program.signal("TERM");
    assert!(program.wait().success());
    assert_eq!(left(&path).len(), 4);
}
