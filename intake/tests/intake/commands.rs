//! What staff do on the command line.

use crate::program::{Program, intake, output_of, run, stderr, stdout};
use crate::requests::{id, sample};
use crate::serving::{Serving, rows};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

fn on(server: &Serving, arguments: &[&str]) -> Output {
    on_database(&server.database, arguments)
}

fn on_database(database: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["--database", database.to_str().unwrap()];
    all.extend(arguments);
    run(&all)
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// A server with two stored requests, the second one by email and starting like a formula.
fn two_requests() -> Serving {
    let server = Serving::start();
    assert_eq!(server.post(&sample(0x0b0e_7c12)).status, 201);
    let mut second = sample(2);
    second["name"] = "=HYPERLINK(\"http://a.example\",\"Sample\")".into();
    second["contact_preference"] = "email".into();
    second["phone"] = "+1 555 010 0123".into();
    second["email"] = "sample@example.com".into();
    second["message"] = Value::Null;
    assert_eq!(server.post(&second).status, 201);
    server
}

#[test]
fn list_shows_who_wrote_and_how_to_reach_them() {
    let server = two_requests();
    let output = on(&server, &["list"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    for part in [
        "0B0E-7C12",
        "Sample Person",
        "phone",
        "(555) 010-0123",
        "anxiety-disorders",
    ] {
        assert!(lines[1].contains(part), "{part}: {text}");
    }
    assert!(lines[2].contains("sample@example.com"), "{text}");
    assert!(!text.contains("First line"), "messages are for the export");
}

#[test]
fn list_shows_no_control_character_that_got_into_the_database() {
    let server = two_requests();
    server
        .connection()
        .execute(
            "UPDATE requests SET name = char(27) || '[2J' || char(10) || 'x'",
            (),
        )
        .unwrap();
    let text = stdout(&on(&server, &["list"]));
    assert_eq!(text.lines().count(), 3);
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn list_of_nothing_says_so() {
    let server = Serving::start();
    assert_eq!(stdout(&on(&server, &["list"])), "No requests yet.\n");
}

#[test]
fn the_json_export_holds_exactly_what_was_sent() {
    let server = two_requests();
    let output = on(&server, &["export", "--format", "json"]);
    let exported: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(exported.as_array().unwrap().len(), 2);
    for (name, value) in sample(0x0b0e_7c12).as_object().unwrap() {
        assert_eq!(&exported[0][name], value, "{name}");
    }
    assert_eq!(exported[1]["phone"], "+1 555 010 0123", "not touched");
    assert_eq!(exported[1]["message"], Value::Null);

    let empty = Serving::start();
    let output = on(&empty, &["export", "--format", "json"]);
    assert_eq!(
        serde_json::from_slice::<Value>(&output.stdout).unwrap(),
        json!([])
    );
}

#[test]
fn the_csv_export_is_one_record_for_each_request_and_no_formula() {
    let server = two_requests();
    let output = on(&server, &["export", "--format", "csv"]);
    let text = stdout(&output);
    let text = text
        .strip_prefix('\u{feff}')
        .expect("what tells Excel that it is UTF-8");
    assert!(text.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 2);
    let cell = |record: usize, name: &str| {
        let column = headings.iter().position(|heading| heading == name);
        records[record][column.expect(name)].to_owned()
    };
    assert_eq!(cell(0, "phone"), "(555) 010-0123");
    assert_eq!(cell(0, "message"), "First line\nSecond line");
    assert_eq!(cell(0, "consent"), "yes");
    assert_eq!(cell(1, "message"), "");
    assert_eq!(
        cell(1, "name"),
        "'=HYPERLINK(\"http://a.example\",\"Sample\")"
    );
    assert_eq!(cell(1, "phone"), "'+1 555 010 0123");
}

#[test]
fn names_in_any_script_come_through_the_csv_export() {
    let server = Serving::start();
    let mut request = sample(1);
    request["name"] = "José Muster 李雷".into();
    server.post(&request);
    let bytes = on(&server, &["export", "--format", "csv"]).stdout;
    assert_eq!(bytes[..3], [0xef, 0xbb, 0xbf]);
    assert!(
        String::from_utf8(bytes)
            .unwrap()
            .contains("José Muster 李雷")
    );
}

#[test]
fn times_are_shown_in_the_clinics_time_zone() {
    let server = two_requests();
    let sql = "UPDATE requests SET received_at = '2026-12-01T02:30:59.999Z'";
    server.connection().execute(sql, ()).unwrap();
    let new_york = ["--time-zone", "America/New_York"];
    let run = |command: &[&str]| stdout(&on(&server, &[command, &new_york].concat()));
    let list = run(&["list"]);
    assert!(list.contains("received (America/New_York)"), "{list}");
    assert!(list.contains("2026-11-30 21:30"), "{list}");
    let csv = run(&["export", "--format", "csv"]);
    assert!(csv.contains("2026-11-30 21:30:59"), "{csv}");
    assert!(
        csv.contains("2026-12-01T02:30:59.999Z"),
        "and as it is stored: {csv}"
    );
    let shown = run(&["show", "0B0E-7C12"]);
    assert!(
        shown.contains("2026-11-30 21:30:59 America/New_York"),
        "{shown}"
    );
    let json = run(&["export", "--format", "json"]);
    assert!(json.contains("2026-12-01T02:30:59.999Z"), "{json}");

    let utc = stdout(&on(&server, &["list"]));
    assert!(utc.contains("received (UTC)") && utc.contains("2026-12-01 02:30"));
    let mut command = intake(&["list", "--database", server.database.to_str().unwrap()]);
    command.env("INTAKE_TIME_ZONE", "America/New_York");
    assert_eq!(stdout(&output_of(command)), list);
    let nowhere = on(&server, &["list", "--time-zone", "Nowhere"]);
    assert_eq!(nowhere.status.code(), Some(2));

    // As the built site says, unless something else was said.
    let site = server.folder().to_str().unwrap();
    let of_site = |more: &[&str]| on(&server, &[&["list"], more].concat());
    for flag in ["--site", "--pages"] {
        assert_eq!(
            stdout(&of_site(&[flag, site])),
            utc,
            "an earlier version's site"
        );
    }
    let file = server.folder().join("clinic.json");
    std::fs::write(&file, r#"{"time_zone":"America/New_York"}"#).unwrap();
    for flag in ["--site", "--pages"] {
        assert_eq!(stdout(&of_site(&[flag, site])), list);
    }
    assert_eq!(
        stdout(&of_site(&["--site", site, "--time-zone", "UTC"])),
        utc
    );
    std::fs::write(&file, r#"{"time_zone":"Nowhere"}"#).unwrap();
    let wrong = of_site(&["--site", site]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("clinic.json"), "{}", stderr(&wrong));
}

#[test]
fn the_list_shows_whole_addresses() {
    let server = Serving::start();
    let mut request = sample(1);
    let address = format!(
        "{}@{}.example.com",
        "sample".repeat(8),
        "long-name".repeat(5)
    );
    request["contact_preference"] = "email".into();
    request["email"] = address.clone().into();
    assert_eq!(server.post(&request).status, 201);
    let list = stdout(&on(&server, &["list"]));
    assert!(list.contains(&address), "{list}");
}

#[test]
fn a_number_in_digits_of_another_script_is_kept_as_typed_with_the_number_to_dial_beside_it() {
    let server = Serving::start();
    let typed = "٥٥٥ ٠١٠ ٠١٢٣ #١٢";
    let dial = "+15550100123;ext=12";
    let mut request = sample(0x0b0e_7c12);
    request["phone"] = typed.into();
    assert_eq!(server.post(&request).status, 201);

    let shown = stdout(&on(&server, &["show", "0B0E-7C12"]));
    assert!(shown.contains(&format!("Phone:      {typed}\n")), "{shown}");
    assert!(shown.contains(&format!("Dial:       {dial}\n")), "{shown}");
    let list = stdout(&on(&server, &["list"]));
    assert!(list.contains(dial), "{list}");
    let output = on(&server, &["export", "--format", "json"]);
    let exported: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(exported[0]["phone"], typed);
    assert_eq!(exported[0]["phone_dialable"], dial);
    let csv = stdout(&on(&server, &["export", "--format", "csv"]));
    assert!(csv.contains("\"phone\",\"phone_dialable\""), "{csv}");
    assert!(csv.contains(&format!("\"{typed}\",\"'{dial}\"")), "{csv}");
}

#[test]
fn a_database_of_version_2_is_read_as_it_is() {
    let mut server = two_requests();
    let before = stdout(&on(&server, &["export", "--format", "json"]));
    server.ask_to_stop();
    server.wait().unwrap();
    server
        .connection()
        .execute_batch("ALTER TABLE requests DROP COLUMN phone_dialable; PRAGMA user_version = 2")
        .unwrap();
    let version = || -> i64 {
        rusqlite::Connection::open(&server.database)
            .unwrap()
            .query_row("PRAGMA user_version", (), |row| row.get(0))
            .unwrap()
    };
    assert_eq!(
        stdout(&on(&server, &["export", "--format", "json"])),
        before
    );
    assert_eq!(version(), 2, "reading changes no schema");
}

#[test]
fn show_prints_one_request_whole() {
    let server = two_requests();
    server
        .connection()
        .execute(
            "UPDATE requests SET name = 'Sample' || char(27) || '[2J' || char(8238) WHERE id = ?1",
            [id(0x0b0e_7c12)],
        )
        .unwrap();
    for wanted in ["0B0E-7C12", "0b0e-7c12", &id(0x0b0e_7c12)] {
        let output = on(&server, &["show", wanted]);
        assert!(output.status.success(), "{}", stderr(&output));
        let text = stdout(&output);
        for part in [
            "0B0E-7C12",
            &id(0x0b0e_7c12),
            "Sample\u{fffd}[2J\u{fffd}",
            "phone",
            "(555) 010-0123",
            "morning",
            "anxiety-disorders",
            "First line\n",
            "Second line\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("HYPERLINK"), "only this one: {text}");
        assert!(!text.contains('\u{1b}'));
    }
    let none = on(&server, &["show", "FFFF-FFFF"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(stderr(&none).contains("no stored request has the id FFFF-FFFF"));
}

#[test]
fn an_exported_file_is_private_and_replaces_nothing() {
    let server = two_requests();
    let file = server.folder().join("requests.csv");
    let arguments = [
        "export",
        "--format",
        "csv",
        "--output",
        file.to_str().unwrap(),
    ];
    let output = on(&server, &arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(mode(&file), 0o600);
    let first = std::fs::read_to_string(&file).unwrap();
    assert!(first.contains("Sample Person"));

    let again = on(&server, &arguments);
    assert_eq!(again.status.code(), Some(1));
    assert!(
        stderr(&again).contains("can't be written"),
        "{}",
        stderr(&again)
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), first);
}

#[test]
fn a_reference_is_enough_to_delete_unless_it_means_several() {
    let server = Serving::start();
    let mut twin = sample(0x0b0e_7c12);
    twin["id"] = "0b0e7c12-ffff-4000-8000-000000000000".into();
    server.post(&sample(0x0b0e_7c12));
    server.post(&twin);
    server.post(&sample(7));
    let several = on(&server, &["delete", "0B0E-7C12"]);
    assert_eq!(several.status.code(), Some(1));
    let message = stderr(&several);
    assert!(message.contains(&id(0x0b0e_7c12)) && message.contains("0b0e7c12-ffff"));
    assert_eq!(server.rows().len(), 3);
    let one = on(&server, &["delete", "0000-0007"]);
    assert!(one.status.success(), "{}", stderr(&one));
    assert_eq!(server.rows().len(), 2);
}

#[test]
fn a_backup_of_a_running_server_is_a_whole_private_database() {
    let server = two_requests();
    let file = server.folder().join("backup.db");
    let output = on(&server, &["backup", file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(mode(&file), 0o600);
    assert_eq!(rows(&file), server.rows());
    let again = on(&server, &["backup", file.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(1), "it replaces nothing");
}

#[test]
fn a_backup_can_be_listed_and_served_in_place_of_what_it_is_a_copy_of() {
    let server = two_requests();
    let copy = server.folder().join("backup.db");
    let output = on(&server, &["backup", copy.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let listed = on_database(&copy, &["list"]);
    assert!(listed.status.success(), "{}", stderr(&listed));
    assert!(stdout(&listed).contains("0B0E-7C12"));
    assert_eq!(stdout(&listed), stdout(&on(&server, &["list"])));

    let restored = Program::serve(&copy, &[]);
    let send = |number| crate::requests::Request::json(&sample(number)).send(restored.address);
    assert_eq!(send(0x0b0e_7c12).status, 200, "it knows what it has");
    assert_eq!(send(3).status, 201);
    assert_eq!(rows(&copy).len(), 3);
    assert_eq!(server.rows().len(), 2, "the original is another file");
}

#[test]
fn requests_are_taken_while_a_backup_is_made_and_it_holds_all_that_came_before() {
    let server = Serving::start();
    // Enough that a copy takes many times as long as a request.
    server
        .connection()
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
             INSERT INTO requests (id, received_at, name, contact_preference, phone, message, consent)
             SELECT printf('00000000-0000-4000-9000-%012x', i), '2026-01-01T00:00:00.000Z',
                 'Sample Person', 'phone', '(555) 010-0123', printf('%0900d', i), 1 FROM n",
        )
        .unwrap();
    let acknowledged = AtomicU32::new(0);
    let done = AtomicBool::new(false);
    let during = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                let number = acknowledged.load(Ordering::SeqCst);
                assert_eq!(server.post(&sample(number)).status, 201);
                acknowledged.store(number + 1, Ordering::SeqCst);
            }
        });
        let mut during = Vec::new();
        for number in 0..3 {
            let copy = server.folder().join(format!("backup-{number}.db"));
            let before = acknowledged.load(Ordering::SeqCst);
            let output = on(&server, &["backup", copy.to_str().unwrap()]);
            during.push(acknowledged.load(Ordering::SeqCst) - before);
            assert!(output.status.success(), "{}", stderr(&output));
            let connection = rusqlite::Connection::open(&copy).unwrap();
            let (count, whole): (u32, String) = connection
                .query_row(
                    "SELECT (SELECT count(*) FROM requests), integrity_check
                     FROM pragma_integrity_check",
                    (),
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .unwrap();
            assert!(count >= 20_000 + before, "{count}, {before} came before");
            assert_eq!(whole, "ok");
        }
        done.store(true, Ordering::SeqCst);
        during
    });
    assert!(during.iter().all(|requests| *requests > 0), "{during:?}");
    let stored = acknowledged.load(Ordering::SeqCst) as usize;
    assert_eq!(server.rows().len(), 20_000 + stored);
}

#[test]
fn commands_that_read_make_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("var/none.db");
    for arguments in [
        &["list"][..],
        &["export", "--format", "csv"],
        &["delete", "x"],
        &["backup", "y"],
    ] {
        let output = on_database(&database, arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("there is no database at"),
            "{}",
            stderr(&output)
        );
    }
    assert!(!database.parent().unwrap().exists());
}

/// Every command but `serve`, each with what it needs.
const READING: [&[&str]; 5] = [
    &["list"],
    &["show", "0000-0002"],
    &["export", "--format", "csv"],
    &["delete", "0000-0002"],
    &["backup", "/nowhere/backup.db"],
];

#[test]
fn a_database_of_a_newer_version_is_refused_by_every_command() {
    let server = two_requests();
    server
        .connection()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    for arguments in READING
        .into_iter()
        .chain([&["serve", "--listen", "127.0.0.1:0"][..]])
    {
        let output = on(&server, arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("newer intake"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn only_serve_brings_an_older_database_to_this_version() {
    let server = two_requests();
    server
        .connection()
        .pragma_update(None, "user_version", 0)
        .unwrap();
    for arguments in READING {
        let output = on(&server, arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("schema version 0") && stderr(&output).contains("serve"),
            "{}",
            stderr(&output)
        );
    }
    let version: i64 = rusqlite::Connection::open(&server.database)
        .unwrap()
        .query_row("PRAGMA user_version", (), |row| row.get(0))
        .unwrap();
    assert_eq!(version, 0);
}

#[test]
fn commands_that_read_change_nothing_but_the_log() {
    let mut server = two_requests();
    let copy = server.folder().join("backup.db");
    assert!(
        on(&server, &["backup", copy.to_str().unwrap()])
            .status
            .success()
    );
    server.ask_to_stop();
    server.wait().unwrap();
    for database in [&server.database, &copy] {
        std::fs::set_permissions(database, std::fs::Permissions::from_mode(0o640)).unwrap();
        let state = || (format!("{:?}", contents(database)), mode(database));
        let before = state();
        let lines = log_of(database).len();
        let listed = on_database(database, &["list"]);
        assert!(stdout(&listed).contains("0B0E-7C12"), "{}", stderr(&listed));
        assert!(
            on_database(database, &["export", "--format", "json"])
                .status
                .success()
        );
        assert!(before == state(), "{}", database.display());
        assert_eq!(
            log_of(database)[lines..],
            ["listed all", "exported all, JSON"]
        );
    }
}

/// All values of all tables but the log's.
fn contents(database: &Path) -> Vec<Vec<rusqlite::types::Value>> {
    let connection = Connection::open(database).unwrap();
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND name <> 'audit_log'",
        )
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(tables.contains(&"requests".to_owned()));
    let mut all = Vec::new();
    for table in tables {
        let sql = format!("SELECT * FROM {table} ORDER BY rowid");
        let mut statement = connection.prepare(&sql).unwrap();
        let width = statement.column_count();
        let rows = statement
            .query_map((), |row| (0..width).map(|column| row.get(column)).collect())
            .unwrap();
        all.extend(rows.map(Result::unwrap));
    }
    all
}

/// What the log says was done, in order.
fn log_of(database: &Path) -> Vec<String> {
    Connection::open(database)
        .unwrap()
        .prepare("SELECT action || ' ' || reference FROM audit_log ORDER BY seq")
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn listening_beyond_this_machine_has_to_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let output = on_database(&database, &["serve", "--listen", listen]);
        assert_eq!(output.status.code(), Some(1), "{listen}");
        assert!(
            stderr(&output).contains("--listen-publicly"),
            "{}",
            stderr(&output)
        );
    }
    assert!(!database.exists(), "refused before anything was made");
}

#[test]
fn what_makes_no_sense_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    for (arguments, code, part) in [
        (
            &["serve", "--allow-origin", "*"][..],
            2,
            "write an origin like",
        ),
        (&["serve", "--trusted-proxy", "proxy"], 2, "10.0.0.0/8"),
        (&["serve", "--base-path", "clinic"], 2, "like /clinic"),
        (&["serve", "--listen", "8787"], 2, "--listen"),
        (&["serve", "--rate-limit=-1"], 2, "--rate-limit"),
        (
            &["serve", "--site", "/nowhere"],
            1,
            "there is no site at /nowhere",
        ),
        (&["export"], 2, "--format"),
        (&["export", "--format", "xml"], 2, "csv"),
        (&[], 2, "Usage"),
    ] {
        let output = on_database(&database, arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(
            stderr(&output).contains(part),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn an_address_in_use_is_named() {
    let server = Serving::start();
    let address = server.address.to_string();
    let output = on(&server, &["serve", "--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&address), "{}", stderr(&output));
}

#[test]
fn every_command_explains_itself() {
    for command in [
        &["--help"][..],
        &["serve", "--help"],
        &["list", "--help"],
        &["show", "--help"],
        &["export", "--help"],
        &["delete", "--help"],
        &["backup", "--help"],
    ] {
        let output = run(command);
        assert!(output.status.success());
        let text = stdout(&output);
        assert!(text.contains("Usage: intake"), "{text}");
        assert!(text.contains("--database <PATH>"), "{text}");
    }
    let serve = stdout(&run(&["serve", "--help"]));
    for flag in [
        "--listen",
        "--listen-publicly",
        "--site",
        "--base-path",
        "--allow-origin",
        "--trusted-proxy",
        "--rate-limit",
        "--database-limit",
        "--hsts-subdomains",
        "--time-zone",
        "--phone",
    ] {
        let variable = format!("INTAKE_{}", flag[2..].to_uppercase().replace('-', "_"));
        assert!(
            serve.contains(flag) && serve.contains(&variable),
            "{flag} {variable}"
        );
    }
}

#[test]
fn the_environment_says_what_flags_would() {
    let server = two_requests();
    let mut command = intake(&["list"]);
    command.env("INTAKE_DATABASE", &server.database);
    let output = output_of(command);
    assert!(stdout(&output).contains("0B0E-7C12"), "{}", stderr(&output));
    let mut command = intake(&["serve", "--database", server.database.to_str().unwrap()]);
    command.env("INTAKE_LISTEN", "0.0.0.0:0");
    let output = output_of(command);
    assert!(
        stderr(&output).contains("0.0.0.0:0 can be reached"),
        "{}",
        stderr(&output)
    );
    let database = server.folder().join("never.db");
    for yes in ["1", "true", "yes"] {
        let mut command = intake(&["serve", "--database", database.to_str().unwrap()]);
        command
            .env("INTAKE_LISTEN", "0.0.0.0:0")
            .env("INTAKE_LISTEN_PUBLICLY", yes)
            .env("INTAKE_SITE", "/nowhere");
        let output = output_of(command);
        assert!(
            stderr(&output).contains("there is no site at /nowhere"),
            "{yes}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn an_empty_variable_is_one_that_is_not_set() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let all = [
        "LISTEN",
        "LISTEN_PUBLICLY",
        "SITE",
        "BASE_PATH",
        "ALLOW_ORIGIN",
        "TRUSTED_PROXY",
        "RATE_LIMIT",
        "DATABASE_LIMIT",
        "HSTS_SUBDOMAINS",
        "TIME_ZONE",
        "PHONE",
    ];
    let with = |value: &str, arguments: &[&str]| {
        let mut command = intake(arguments);
        for name in all {
            command.env(["INTAKE_", name].concat(), value);
        }
        command.env("INTAKE_DATABASE", &database);
        output_of(command)
    };
    // It gets as far as listening, so nothing before that is wrong.
    let server = Serving::start();
    let taken = server.address.to_string();
    let output = with("", &["serve", "--listen", &taken]);
    assert!(
        stderr(&output).contains("can't be listened on"),
        "{}",
        stderr(&output)
    );
    assert_eq!(output.status.code(), Some(1));
    let mut command = intake(&["list"]);
    command.env("INTAKE_DATABASE", "");
    command.current_dir(folder.path());
    let output = output_of(command);
    assert!(
        stderr(&output).contains("no database at var/intake.db"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn lists_in_the_environment_may_have_spaces_after_their_commas() {
    let server = Serving::start();
    let database = server.folder().join("never.db");
    let mut command = intake(&["serve", "--database", database.to_str().unwrap()]);
    command
        .env(
            "INTAKE_ALLOW_ORIGIN",
            "https://www.example.com, https://example.com",
        )
        .env("INTAKE_TRUSTED_PROXY", "127.0.0.1, 10.0.0.0/8 ")
        .env("INTAKE_LISTEN", server.address.to_string());
    let output = output_of(command);
    assert!(
        stderr(&output).contains("can't be listened on"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_export_that_breaks_off_leaves_no_half_file_behind() {
    let server = two_requests();
    server
        .connection()
        .execute_batch("ALTER TABLE requests RENAME COLUMN message TO note")
        .unwrap();
    let file = server.folder().join("requests.csv");
    let name = file.to_str().unwrap();
    let output = on(&server, &["export", "--format", "csv", "--output", name]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!file.exists(), "{}", stderr(&output));
}

#[test]
fn the_database_a_server_makes_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("var/intake.db");
    std::fs::create_dir(folder.path().join("var")).unwrap();
    let program = Program::serve(&database, &[]);
    let answer = crate::requests::Request::json(&sample(1)).send(program.address);
    assert_eq!(answer.status, 201);
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", database.display());
        assert_eq!(mode(Path::new(&path)), 0o600, "{path}");
    }
}
