//! Staff are told of each request, by mail servers and webhooks that fail in every way, and never of
//! an answer.

use crate::mail_server::{MailServer, Manner};
use crate::program::{Program, intake, output_of, stderr};
use crate::requests::{Request, sample, wait_until};
use crate::serving::Serving;
use crate::staff::Desk;
use base64::Engine as _;
use intake::notices::settings::{
    DigestTime, EmailSettings, NoticeSettings, Pace, Secret, WebhookKey, WebhookSettings,
};
use intake::settings::Settings;
use intake::staff::settings::StaffSettings;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const DESK: &str = "desk@clinic.example";

/// What would show that an answer of `sample` or `marked` has got into a notice.
const ANSWERS: [&str; 7] = [
    "Sample",
    "Quagga",
    "010-0123",
    "010 0123",
    "anxiety",
    "First line",
    "Second line",
];

fn pace() -> Pace {
    Pace {
        first_pause: Duration::from_millis(10),
        longest_pause: Duration::from_millis(50),
        step: Duration::from_millis(300),
        receipt: Duration::from_millis(300),
        between: Duration::from_millis(1),
        look: Duration::from_millis(20),
    }
}

/// Notices by e-mail to these addresses.
fn by_mail(server: SocketAddr, to: &[&str]) -> NoticeSettings {
    NoticeSettings {
        email: Some(EmailSettings {
            to: to.iter().map(|address| address.parse().unwrap()).collect(),
            from: "website@clinic.example".parse().unwrap(),
            server: format!("smtp://{server}").parse().unwrap(),
            login: None,
        }),
        queue: Some("https://staff.clinic.example/queue".to_owned()),
        digest_at: DigestTime(None),
        pace: pace(),
        ..NoticeSettings::default()
    }
}

/// A server that tells the desk of new requests.
fn serving(mail: &MailServer) -> Serving {
    let address = mail.address;
    Serving::with(move |settings| settings.notices = by_mail(address, &[DESK]))
}

/// Waits until the mail server has seen so many messages, and gives them.
fn messages(mail: &MailServer, count: usize) -> Vec<String> {
    wait_until("the messages are there", || mail.messages().len() >= count);
    let messages = mail.messages();
    assert_eq!(messages.len(), count, "{messages:#?}");
    messages.into_iter().map(|message| message.text).collect()
}

/// Waits until nothing is left to be delivered.
fn wait_until_delivered(database: &Path) {
    let connection = intake::database::open_to_read(database).unwrap();
    wait_until("everything is delivered", || {
        let sql = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL";
        let left: i64 = connection.query_row(sql, (), |row| row.get(0)).unwrap();
        left == 0
    });
}

fn assert_no_answer_in(mail: &MailServer) {
    assert!(mail.has_seen("MAIL FROM"), "it looks at the bytes");
    for answer in ANSWERS {
        assert!(!mail.has_seen(answer), "{answer} was mailed");
    }
}

fn health(server: &Serving) -> Value {
    server.get("/healthz").json()
}

#[test]
fn a_new_request_is_announced_without_one_answer() {
    let mail = MailServer::start(Manner::Accept);
    let server = serving(&mail);
    assert_eq!(server.get("/healthz/notices").json()["status"], "ok");
    assert_eq!(server.post(&sample(1)).status, 201);
    let first = messages(&mail, 1).remove(0);
    for part in [
        "To: desk@clinic.example",
        "From: website@clinic.example",
        "Subject: New consultation request 0000-0001",
        "Auto-Submitted: auto-generated",
        "  0000-0001  received 20",
        "1 new request waits for someone to take them.",
        "Open the queue: https://staff.clinic.example/queue",
    ] {
        assert!(first.contains(part), "{part} in {first}");
    }
    wait_until_delivered(&server.database);
    assert_eq!(server.post(&sample(1)).status, 200, "the same once more");
    assert_eq!(server.post(&sample(2)).status, 201);
    let second = messages(&mail, 2).remove(1);
    assert!(second.contains("0000-0002") && !second.contains("0000-0001"));
    assert!(second.contains("2 new requests wait"), "{second}");
    assert_no_answer_in(&mail);
    assert_eq!(health(&server)["status"], "ok");
}

#[test]
fn a_greylisting_server_gets_it_later_and_only_once() {
    let mail = MailServer::start(Manner::Greylist);
    let server = serving(&mail);
    server.post(&sample(1));
    wait_until("it was tried twice", || mail.connections() >= 2);
    mail.behave(Manner::Accept);
    wait_until_delivered(&server.database);
    let message = messages(&mail, 1).remove(0);
    assert!(!message.contains("Again"), "it never arrived: {message}");
}

#[test]
fn a_server_that_refuses_the_message_gets_it_later_as_for_the_first_time() {
    let mail = MailServer::start(Manner::RefuseMessage);
    let server = serving(&mail);
    server.post(&sample(1));
    messages_at_least(&mail, 2);
    mail.behave(Manner::Accept);
    wait_until_delivered(&server.database);
    for message in mail.messages() {
        assert!(
            !message.text.contains("Again"),
            "it was refused: {message:?}"
        );
    }
}

fn messages_at_least(mail: &MailServer, count: usize) {
    wait_until("messages have come", || mail.messages().len() >= count);
}

#[test]
fn a_connection_lost_after_the_message_means_again() {
    let mail = MailServer::start(Manner::DropAfterData);
    let server = serving(&mail);
    server.post(&sample(1));
    messages_at_least(&mail, 1);
    mail.behave(Manner::Accept);
    wait_until_delivered(&server.database);
    let messages = mail.messages();
    assert!(!messages[0].text.contains("Again"), "{messages:#?}");
    for message in &messages[1..] {
        assert!(
            message
                .text
                .contains("Subject: Again: new consultation request 0000-0001"),
            "{message:?}"
        );
    }
    assert!(messages.len() >= 2);
    assert_no_answer_in(&mail);
}

#[test]
fn a_slow_mail_server_keeps_no_visitor_waiting() {
    let mail = MailServer::start(Manner::SlowAfterData);
    let address = mail.address;
    let server = Serving::with(move |settings| {
        settings.notices = by_mail(address, &[DESK]);
        settings.notices.pace.receipt = Duration::from_secs(600);
        settings.limits.stop_time = Duration::from_millis(200);
    });
    server.post(&sample(1));
    messages_at_least(&mail, 1);
    let start = Instant::now();
    for number in 2..20 {
        assert_eq!(server.post(&sample(number)).status, 201);
    }
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
    let start = Instant::now();
    drop(server);
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "stopping does not wait for the mail server"
    );
}

#[test]
fn a_server_that_says_nothing_is_given_up_and_tried_again() {
    for manner in [Manner::Silent, Manner::HangUp, Manner::SlowAfterData] {
        let mail = MailServer::start(manner);
        let server = serving(&mail);
        server.post(&sample(1));
        wait_until("it was tried twice", || mail.connections() >= 2);
        mail.behave(Manner::Accept);
        wait_until_delivered(&server.database);
        let last = mail.messages().pop().unwrap().text;
        let may_be_twice = manner == Manner::SlowAfterData;
        assert_eq!(last.contains("Again"), may_be_twice, "{manner:?}: {last}");
    }
}

#[test]
fn what_can_not_be_delivered_is_told_by_health_until_it_is() {
    let mail = MailServer::start(Manner::Refuse(DESK));
    let server = serving(&mail);
    server.post(&sample(1));
    wait_until("health tells", || health(&server)["status"] == "warn");
    let since = health(&server)["notices_undelivered_since"].clone();
    assert_eq!(since, server.rows()[0].received_at.as_str());
    let notices = server.get("/healthz/notices");
    assert_eq!(notices.status, 503);
    assert!(notices.text().contains(since.as_str().unwrap()));
    assert_eq!(server.post(&sample(2)).status, 201, "requests are taken");
    mail.behave(Manner::Accept);
    wait_until("health is well", || health(&server)["status"] == "ok");
    assert_eq!(server.get("/healthz/notices").status, 200);
    let message = mail.messages().pop().unwrap().text;
    assert!(
        message.contains("Subject: 2 new consultation requests"),
        "{message}"
    );
}

#[test]
fn without_notices_health_says_that_they_are_off() {
    let server = Serving::start();
    server.post(&sample(1));
    assert_eq!(server.get("/healthz/notices").json()["status"], "off");
    let connection = server.connection();
    let sql = "SELECT count(*) FROM outbox";
    let rows: i64 = connection.query_row(sql, (), |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn one_address_that_is_refused_does_not_keep_the_others_from_theirs() {
    let mail = MailServer::start(Manner::Refuse("wrong@"));
    let address = mail.address;
    let to = ["wrong@clinic.example", DESK];
    let server = Serving::with(move |settings| settings.notices = by_mail(address, &to));
    server.post(&sample(1));
    server.post(&sample(2));
    wait_until("the desk knows of both", || {
        let messages = mail.messages();
        ["0000-0001", "0000-0002"].iter().all(|reference| {
            messages
                .iter()
                .any(|message| message.text.contains(reference))
        })
    });
    wait_until("health tells", || health(&server)["status"] == "warn");
    assert!(mail.messages().iter().all(|message| message.to == DESK));
}

/// A server on a database of its own that stays when the server stops.
fn serve(database: &Path, change: impl FnOnce(&mut Settings)) -> Serving {
    let database = database.to_owned();
    Serving::with(move |settings| {
        settings.database = database;
        change(settings);
    })
}

#[test]
fn a_mail_server_that_was_away_gets_everything_once_also_after_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mail = MailServer::start(Manner::Accept);
    let address = mail.address;
    drop(mail);
    for number in 0..3 {
        let server = serve(&database, |settings| {
            settings.notices = by_mail(address, &[DESK]);
        });
        assert_eq!(server.post(&sample(number)).status, 201);
        wait_until("health tells", || health(&server)["status"] == "warn");
    }
    let mail = MailServer::at(address, Manner::Accept);
    let server = serve(&database, |settings| {
        settings.notices = by_mail(address, &[DESK]);
    });
    wait_until_delivered(&database);
    let message = messages(&mail, 1).remove(0);
    for part in ["0000-0000", "0000-0001", "0000-0002", "3 new requests wait"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(!message.contains("Again"), "{message}");
    drop(server);
}

#[test]
fn what_waits_for_a_wrong_address_goes_to_the_right_one_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mail = MailServer::start(Manner::Refuse("wrong@"));
    let with = |to: &'static str| {
        let address = mail.address;
        serve(&database, move |settings| {
            settings.notices = by_mail(address, &[to]);
        })
    };
    let server = with("wrong@clinic.example");
    server.post(&sample(1));
    wait_until("health tells", || health(&server)["status"] == "warn");
    drop(server);
    let server = with(DESK);
    assert!(messages(&mail, 1)[0].contains("0000-0001"));
    wait_until("health is well", || health(&server)["status"] == "ok");
}

#[test]
fn a_request_that_was_deleted_or_closed_is_not_announced() {
    let mail = MailServer::start(Manner::Greylist);
    let server = serving(&mail);
    for number in 1..4 {
        server.post(&sample(number));
    }
    let connection = server.connection();
    connection
        .execute("DELETE FROM requests WHERE id LIKE '00000001%'", ())
        .unwrap();
    connection
        .execute(
            "UPDATE requests SET status = 'closed', closed_at = received_at
             WHERE id LIKE '00000002%'",
            (),
        )
        .unwrap();
    // What is under way at this moment was chosen before.
    let tries = mail.connections();
    wait_until("the next tries have begun", || {
        mail.connections() > tries + 1
    });
    mail.behave(Manner::Accept);
    wait_until_delivered(&server.database);
    let message = messages(&mail, 1).remove(0);
    assert!(message.contains("0000-0003"), "{message}");
    assert!(!message.contains("0000-0001") && !message.contains("0000-0002"));
}

#[test]
fn each_morning_a_digest_tells_what_is_overdue() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mail = MailServer::start(Manner::Accept);
    let address = mail.address;
    let with = || {
        serve(&database, move |settings| {
            settings.notices = by_mail(address, &[DESK]);
            // Its time has come whatever the time is.
            settings.notices.digest_at = "00:00".parse().unwrap();
        })
    };
    let server = serve(&database, |_| {});
    for number in 1..4 {
        server.post(&sample(number));
    }
    let old = "UPDATE requests SET received_at = '2026-11-01T10:00:00.000Z'
               WHERE id NOT LIKE '00000003%'";
    server.connection().execute(old, ()).unwrap();
    drop(server);
    let server = with();
    let message = messages(&mail, 1).remove(0);
    for part in [
        "Subject: 2 consultation requests overdue",
        "0000-0001  received 2026-11-01 10:00 (UTC)",
        "0000-0002",
        "https://staff.clinic.example/queue",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(!message.contains("0000-0003"), "{message}");
    wait_until("it is known as delivered", || {
        let sql = "SELECT count(*) FROM digests WHERE delivered_at IS NOT NULL";
        let rows: i64 = server
            .connection()
            .query_row(sql, (), |row| row.get(0))
            .unwrap();
        rows == 1
    });
    drop(server);
    let server = with();
    server.post(&sample(4));
    let message = messages(&mail, 2).remove(1);
    assert!(message.contains("0000-0004"), "not twice a day: {message}");
    assert_no_answer_in(&mail);
}

/// Answers webhooks with these statuses, the last one for all that follow, and keeps what came.
struct Hook {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Hook {
    fn start(mut statuses: Vec<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut bytes = Vec::new();
                let (head, body) = loop {
                    let mut some = [0; 1024];
                    let read = stream.read(&mut some).unwrap_or(0);
                    bytes.extend_from_slice(&some[..read]);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    if let Some((head, body)) = text.split_once("\r\n\r\n")
                        && let Some(length) = header(head, "content-length")
                        && body.len() >= length.parse().unwrap()
                    {
                        break (head.to_owned(), body.to_owned());
                    }
                    assert!(read > 0, "a whole request: {text}");
                };
                kept.lock().unwrap().push((head, body));
                let status = if statuses.len() > 1 {
                    statuses.remove(0)
                } else {
                    statuses[0]
                };
                let _ = write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Self { address, requests }
    }

    fn wait_for(&self, count: usize) -> Vec<(String, String)> {
        wait_until("the events are there", || {
            self.requests.lock().unwrap().len() >= count
        });
        self.requests.lock().unwrap().clone()
    }
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
}

#[test]
fn a_webhook_is_signed_tried_again_under_the_same_id_and_holds_no_answer() {
    let hook = Hook::start(vec![500, 302, 204]);
    let address = hook.address;
    let key = WebhookKey::parse(&Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).unwrap();
    let bytes = key.bytes().to_vec();
    let server = Serving::with(move |settings| {
        settings.notices = NoticeSettings {
            webhook: Some(WebhookSettings {
                url: format!("http://{address}/hooks/intake?x=1")
                    .parse()
                    .unwrap(),
                key,
            }),
            digest_at: DigestTime(None),
            pace: pace(),
            ..NoticeSettings::default()
        }
    });
    server.post(&sample(1));
    wait_until_delivered(&server.database);
    server.post(&sample(2));
    wait_until_delivered(&server.database);
    let requests = hook.wait_for(4);
    assert_eq!(requests.len(), 4);
    for (head, body) in &requests {
        assert!(
            head.starts_with("POST /hooks/intake?x=1 HTTP/1.1"),
            "{head}"
        );
        let value = |name| header(head, name).unwrap();
        assert_eq!(value("host"), address.to_string());
        assert_eq!(value("content-type"), "application/json");
        // As the specification says it, and not as the program does it.
        let signed = format!(
            "{}.{}.{body}",
            value("webhook-id"),
            value("webhook-timestamp")
        );
        let hmac_key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &bytes);
        let signature = value("webhook-signature");
        let signature = base64::engine::general_purpose::STANDARD
            .decode(signature.strip_prefix("v1,").unwrap())
            .unwrap();
        ring::hmac::verify(&hmac_key, signed.as_bytes(), &signature).unwrap();
        let event: Value = serde_json::from_str(body).unwrap();
        assert_eq!(event["type"], "consultation.requested");
        assert_eq!(
            event["data"]["requests"][0]["again"], false,
            "all were answered"
        );
        for answer in ANSWERS {
            assert!(!body.contains(answer), "{answer} in {body}");
        }
    }
    let ids: Vec<String> = requests
        .iter()
        .map(|(head, _)| header(head, "webhook-id").unwrap())
        .collect();
    assert!(
        ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3],
        "{ids:?}"
    );
}

#[test]
fn a_secret_comes_from_a_file_or_the_environment_and_is_in_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let file = folder.path().join("secret");
    std::fs::write(&file, "hunter2hunter2\n").unwrap();
    let file = file.to_str().unwrap();
    let database = database.to_str().unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database", database];
    let mail = [
        "--notify",
        DESK,
        "--mail-server",
        "smtps://mail.example.com",
    ];
    let hook = ["--webhook", "https://hooks.example.com/x"];
    for (flags, told) in [
        (vec!["--mail-user", "desk"], "--mail-password-file"),
        (
            vec!["--mail-user", "desk", "--mail-password-file", "/nowhere"],
            "/nowhere can't be read",
        ),
    ] {
        let output = output_of(intake(&[&serve[..], &mail, &flags].concat()));
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
    let output = output_of(intake(&[&serve[..], &hook].concat()));
    assert!(
        stderr(&output).contains("--webhook-secret-file"),
        "{}",
        stderr(&output)
    );
    let flags = [&serve[..], &hook, &["--webhook-secret-file", file]].concat();
    let output = output_of(intake(&flags));
    assert!(
        stderr(&output).contains("openssl rand"),
        "{}",
        stderr(&output)
    );
    assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
    let mut from_environment = intake(&[&serve[..], &hook].concat());
    from_environment.env("INTAKE_WEBHOOK_SECRET", "hunter2hunter2");
    let output = output_of(from_environment);
    assert!(
        stderr(&output).contains("openssl rand"),
        "{}",
        stderr(&output)
    );
    assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
    let wrong = ["--notify", "dësk@clinic.example", mail[2], mail[3]];
    for refused in [&mail[..2], &mail[2..], &wrong] {
        let output = output_of(intake(&[&serve[..], refused].concat()));
        assert_eq!(output.status.code(), Some(2), "{refused:?}");
    }
}

#[test]
fn the_log_says_what_is_wrong_and_what_to_do_and_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mail = MailServer::start(Manner::Refuse(DESK));
    let server = format!("smtp://{}", mail.address);
    let flags = ["--notify", DESK, "--mail-server", &server];
    let mut program = Program::serve(&folder.path().join("intake.db"), &flags);
    Request::json(&sample(1)).send(program.address);
    wait_until("the log tells", || program.log().contains("550"));
    program.signal("TERM");
    assert!(program.wait().success(), "{}", program.log());
    let log = program.log();
    for part in [
        "1 notice could not be delivered",
        "No such user",
        "docs/hosting.md",
    ] {
        assert!(log.contains(part), "{part} in {log}");
    }
    for answer in ANSWERS {
        assert!(!log.contains(answer), "{answer} in {log}");
    }
}

#[test]
fn the_staffs_pages_say_that_notices_are_not_delivered_until_they_are() {
    let mail = MailServer::start(Manner::Refuse(DESK));
    let address = mail.address;
    let desk = Desk {
        server: Serving::with(move |settings| {
            settings.notices = by_mail(address, &[DESK]);
            settings.staff = Some(StaffSettings::new("127.0.0.1:0".parse().unwrap()));
        }),
    };
    let person = desk.person("Sample");
    let warning = "Notices of 1 request have not been delivered since 20";
    assert!(!person.get("/").text().contains("Notices of"));
    desk.post(&sample(1));
    wait_until("the page warns", || {
        person.get("/").text().contains(warning)
    });
    mail.behave(Manner::Accept);
    wait_until("the page is well", || {
        !person.get("/").text().contains("Notices of")
    });
}
