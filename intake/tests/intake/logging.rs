//! The log of the program tells what happened and nothing anybody typed.

use crate::program::Program;
use crate::requests::{PATH, Request, sample, sample_form_with};
use serde_json::{Value, json};

/// Stands in every value that is sent, so that none can be in the log unnoticed.
const MARK: &str = "Quagga";

#[test]
fn the_log_has_a_line_for_each_request_and_no_typed_value() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mut program = Program::serve(&database, &[]);
    let address = program.address;
    let mut marked = sample(1);
    for name in ["name", "message"] {
        marked[name] = format!("{MARK} Sample").into();
    }
    marked["phone"] = "(555) 010-0177".into();
    marked["email"] = format!("{MARK}@example.com").into();
    marked["topic"] = MARK.to_lowercase().into();
    let mut wrong = marked.clone();
    wrong["best_time"] = MARK.into();
    let mut other = marked.clone();
    other["name"] = format!("{MARK} Other").into();
    let in_the_query = format!("{PATH}?name={MARK}");
    let mut queried = Request::json(&marked);
    queried.path.clone_from(&in_the_query);

    let requests = [
        (Request::json(&marked), 201),
        (queried.header("x-forwarded-for", "192.0.2.77"), 200),
        (Request::json(&other), 422),
        (Request::json(&wrong), 422),
        (
            Request::json(&Value::Null).body(format!("{{\"name\":\"{MARK}")),
            400,
        ),
        (Request::json(&json!({"id": MARK})), 422),
        (Request::form(&sample_form_with("name", MARK)), 303),
        (Request::form(&sample_form_with("email", MARK)), 422),
        (Request::get(&in_the_query), 405),
        (Request::get(&format!("/healthz?x={MARK}")), 200),
        (
            Request::get("/healthz")
                .header("referer", &format!("https://www.example.com/{MARK}"))
                .header("user-agent", MARK),
            200,
        ),
    ];
    for (request, status) in &requests {
        assert_eq!(request.send(address).status, *status, "{}", request.method);
    }
    program.signal("TERM");
    assert!(program.wait().success());

    let output = program.log();
    assert!(
        !output.to_lowercase().contains(&MARK.to_lowercase()),
        "{output}"
    );
    for never in ["010-0177", "example.com", "192.0.2.77", "Sample", "?"] {
        assert!(!output.contains(never), "{never} in {output}");
    }
    let lines: Vec<&str> = output.lines().filter(|line| line.ends_with("ms")).collect();
    assert_eq!(lines.len(), requests.len(), "{output}");
    for (line, (request, status)) in lines.iter().zip(&requests) {
        let path = request.path.split('?').next().unwrap();
        let expected = format!(" {} {path} {status} ", request.method);
        assert!(line.contains(&expected), "{line} has {expected}");
        assert!(line.starts_with("20") && line.contains("Z "), "{line}");
    }
    assert!(
        output.contains("--trusted-proxy"),
        "the unknown proxy is mentioned: {output}"
    );
}

#[test]
fn nothing_in_a_path_can_forge_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::serve(&folder.path().join("intake.db"), &[]);
    let endless = format!("/{}", "x".repeat(5_000));
    Request::get(&endless).send(program.address);
    Request::get("/a%0a2026-01-01T00:00:00.000Z%20GET%20/b").send(program.address);
    Request::get("/\u{202e}b").try_send(program.address);
    program.signal("TERM");
    assert!(program.wait().success());
    let log = program.log();
    assert!(log.is_ascii(), "{log}");
    assert!(log.lines().all(|line| line.len() < 300), "{log}");
    assert!(!log.contains("000Z GET /b"), "{log}");
}

#[test]
fn at_the_start_the_log_says_that_no_proxy_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let start = |flags: &[&str]| Program::serve(&database, flags).log();
    let log = start(&[]);
    assert!(
        log.contains("no proxy is trusted") && log.contains("--trusted-proxy"),
        "{log}"
    );
    for flags in [
        &["--trusted-proxy", "127.0.0.1"][..],
        &["--rate-limit", "0"],
    ] {
        let log = start(flags);
        assert!(!log.contains("no proxy is trusted"), "{flags:?}: {log}");
    }
}

#[test]
fn a_proxy_that_is_not_the_trusted_one_is_mentioned_by_its_address_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mut program = Program::serve(&database, &["--trusted-proxy", "10.0.0.0/8"]);
    for number in 1..4 {
        Request::json(&sample(number))
            .header("x-forwarded-for", "192.0.2.77")
            .send(program.address);
    }
    program.signal("TERM");
    assert!(program.wait().success());
    let log = program.log();
    let lines: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("trouble"))
        .collect();
    assert_eq!(lines.len(), 1, "{log}");
    assert!(lines[0].contains("--trusted-proxy 127.0.0.1"), "{log}");
    assert!(!log.contains("192.0.2.77"), "{log}");
}
