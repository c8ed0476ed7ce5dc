//! The staff's pages, as the front desk uses them.

use crate::program::{run, stderr, stdout};
use crate::requests::{Answer, FORM, Request, id, sample, urlencoded};
use crate::serving::Serving;
use intake::staff::people;
use intake::staff::settings::StaffSettings;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, SystemTime};
use totp_rs::{Algorithm, TOTP};

pub const PASSPHRASE: &str = "purple kites over Nebraska";

/// A server with the staff's pages.
pub struct Desk {
    pub server: Serving,
}

/// A browser in which somebody may be signed in.
#[derive(Clone)]
pub struct Browser {
    pub address: std::net::SocketAddr,
    pub cookie: Option<String>,
}

impl Desk {
    pub fn open() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut StaffSettings)) -> Self {
        let server = Serving::with(|settings| {
            let mut staff = StaffSettings::new("127.0.0.1:0".parse().unwrap());
            change(&mut staff);
            settings.staff = Some(staff);
        });
        Self { server }
    }

    /// A desk with a request by each of these numbers.
    pub fn with_requests(numbers: impl IntoIterator<Item = u32>) -> Self {
        let desk = Self::open();
        for number in numbers {
            desk.post(&sample(number));
        }
        desk
    }

    pub fn post(&self, request: &Value) {
        assert_eq!(self.server.post(request).status, 201);
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser {
            address: self.server.staff.unwrap(),
            cookie: None,
        }
    }

    /// Adds a person as the command line does, and gives the path of the one-time link.
    pub fn invite(&self, name: &str) -> String {
        let token = people::add(
            &mut self.server.connection(),
            SystemTime::now(),
            "shell:test",
            name,
        );
        format!("/invitation/{}", token.unwrap())
    }

    /// A browser in which a new person of this name is signed in.
    pub fn person(&self, name: &str) -> Browser {
        let link = self.invite(name);
        let mut browser = self.browser();
        let answer = browser.set_up(&link, PASSPHRASE, &self.code(name, 0));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(browser.cookie.is_some());
        browser
    }

    /// The code of a person's authenticator app, so many steps of 30 seconds from now.
    pub fn code(&self, name: &str, steps: i64) -> String {
        let secret: Vec<u8> = self
            .server
            .connection()
            .query_row(
                "SELECT totp_secret FROM staff WHERE name = ?1",
                [name],
                |row| row.get(0),
            )
            .unwrap();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let time = now
            .unwrap()
            .as_secs()
            .checked_add_signed(steps * 30)
            .unwrap();
        let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap();
        totp.generate(time)
    }

    /// What the log says, a line each.
    pub fn log(&self) -> Vec<String> {
        self.server
            .connection()
            .prepare(
                "SELECT actor || ' ' || action || ' ' || reference FROM audit_log ORDER BY seq",
            )
            .unwrap()
            .query_map((), |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    pub fn command(&self, arguments: &[&str]) -> std::process::Output {
        let mut all = vec!["--database", self.server.database.to_str().unwrap()];
        all.extend(arguments);
        run(&all)
    }
}

impl Browser {
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    fn request(&self, method: &str, path: &str) -> Request {
        let request = Request::new(method, path).header("host", &self.address.to_string());
        match &self.cookie {
            Some(cookie) => request.header("cookie", &format!("__Host-staff={cookie}")),
            None => request,
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send(self.address)
    }

    /// As a script of the page asks.
    pub fn get_by_itself(&self, path: &str) -> Answer {
        self.request("GET", path)
            .header("x-by-itself", "yes")
            .send(self.address)
    }

    /// A form of one of the staff's own pages.
    pub fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let origin = self.origin();
        self.post_from(path, pairs, &[("origin", &origin)])
    }

    pub fn post_from(
        &mut self,
        path: &str,
        pairs: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self
            .request("POST", path)
            .header("content-type", FORM)
            .body(urlencoded(pairs));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = request.send(self.address);
        if let Some(cookie) = answer.header("set-cookie") {
            let value = cookie
                .strip_prefix("__Host-staff=")
                .and_then(|rest| rest.split(';').next())
                .unwrap();
            self.cookie = (!value.is_empty()).then(|| value.to_owned());
        }
        answer
    }

    pub fn set_up(&mut self, link: &str, passphrase: &str, code: &str) -> Answer {
        self.post(
            link,
            &[
                ("passphrase", passphrase),
                ("repeated", passphrase),
                ("code", code),
            ],
        )
    }

    pub fn sign_in(&mut self, name: &str, passphrase: &str, code: &str) -> Answer {
        self.post(
            "/sign-in",
            &[("name", name), ("passphrase", passphrase), ("code", code)],
        )
    }

    /// Whether somebody is signed in.
    pub fn is_in(&self) -> bool {
        let answer = self.get("/people");
        assert!(matches!(answer.status, 200 | 303), "{}", answer.status);
        answer.status == 200
    }

    pub fn change(&mut self, number: u32, change: &str, note: &str) -> Answer {
        self.post(&request_path(number), &[("change", change), ("note", note)])
    }
}

pub fn request_path(number: u32) -> String {
    format!("/requests/{}", id(number))
}

/// The path that an answer leads to.
pub fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").unwrap()
}

#[test]
fn the_staffs_pages_are_off_unless_asked_for_and_never_on_the_public_listener() {
    let without = Serving::start();
    assert_eq!(without.staff, None);
    let desk = Desk::with_requests([1]);
    for path in [
        "/",
        "/sign-in",
        "/staff.css",
        "/people",
        "/log",
        "/export",
        &request_path(1),
    ] {
        assert_eq!(desk.server.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_person_sets_a_passphrase_by_a_link_that_works_once_and_signs_in_with_it() {
    let desk = Desk::open();
    let output = desk.command(&[
        "staff",
        "--staff-url",
        "https://staff.example.com",
        "add",
        "Sample One",
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    let (_, link) = text.split_once("https://staff.example.com").unwrap();
    let link = link.trim();

    let mut browser = desk.browser();
    let page = browser.get(link).text();
    assert!(
        page.contains("Welcome, Sample One") && page.contains("<svg"),
        "{page}"
    );
    for (passphrase, repeated, code, problem) in [
        ("short", "short", "", "12 to 128 characters"),
        ("password1234", "password1234", "", "harder to guess"),
        (PASSPHRASE, "another passphrase", "", "both times"),
        (PASSPHRASE, PASSPHRASE, "000", "six digits"),
    ] {
        let answer = browser.post(
            link,
            &[
                ("passphrase", passphrase),
                ("repeated", repeated),
                ("code", code),
            ],
        );
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains(problem), "{}", answer.text());
        assert!(!answer.text().contains(passphrase), "it is not shown again");
    }
    let done = browser.set_up(link, PASSPHRASE, &desk.code("Sample One", 0));
    assert!(
        done.text().contains("Your recovery codes"),
        "{}",
        done.text()
    );
    assert!(browser.is_in());
    assert_eq!(browser.get(link).status, 404, "once");
    let mut other = desk.browser();
    assert_eq!(
        other
            .set_up(link, PASSPHRASE, &desk.code("Sample One", 1))
            .status,
        404
    );

    assert_eq!(
        location(&other.sign_in("sample one", PASSPHRASE, &desk.code("Sample One", 1))),
        "/"
    );
    assert!(other.is_in());
    assert_eq!(
        desk.log()[..4],
        [
            "shell:root added_staff Sample One".replace("root", &user()),
            "Sample One set_up ".to_owned(),
            "Sample One signed_in ".to_owned(),
            "Sample One signed_in ".to_owned(),
        ]
    );
}

fn user() -> String {
    let output = std::process::Command::new("id")
        .arg("-un")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_request_goes_from_new_over_in_hand_to_closed() {
    let desk = Desk::with_requests([1, 2]);
    let mut one = desk.person("Sample One");
    let queue = one.get("/").text();
    assert!(
        queue.contains("New (2)") && queue.contains("In hand (0)"),
        "{queue}"
    );
    let newest = queue.find("Sample Person 2").unwrap();
    assert!(
        newest < queue.find("Sample Person 1").unwrap(),
        "newest first"
    );

    let page = one.get(&request_path(1)).text();
    for part in [
        "Sample Person 1",
        "0000-0001",
        "href=\"tel:+15550100123\"",
        "href=\"sms:+15550100123\"",
        "First line\nSecond line",
        "You may use my answers to reply to me",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    for (change, note, shown) in [
        ("take", "", "You have it"),
        ("not_reached", "No answer", "Not reached"),
        ("left_message", "", "Left a message"),
        ("reached", "Comes on Tuesday", "Reached"),
        ("close", "", "Closed"),
    ] {
        let answer = one.change(1, change, note);
        let page = one.get(location(&answer)).text();
        assert!(page.contains(shown) && page.contains(note), "{page}");
    }
    assert!(one.get("/").text().contains("New (1)"));
    assert!(one.get("/?show=closed").text().contains("Sample Person 1"));
    let row = &desk.server.rows()[0];
    assert_eq!(row.status.as_str(), "closed");
    assert!(row.closed_at.is_some());
    assert_eq!(
        location(&one.change(1, "reopen", "")),
        format!("{}?done=reopen", request_path(1))
    );
    assert_eq!(desk.server.rows()[0].closed_at, None);
    assert_eq!(
        one.change(1, "take", "").status,
        303,
        "pressed twice is no mistake"
    );

    let log = desk.log();
    for line in [
        "Sample One listed new",
        "Sample One viewed 0000-0001",
        "Sample One took 0000-0001",
        "Sample One tried 0000-0001",
        "Sample One closed 0000-0001",
    ] {
        assert!(log.iter().any(|known| known == line), "{line} in {log:?}");
    }
    assert!(
        !log.concat().contains("Sample Person"),
        "no answer in the log"
    );
}

#[test]
fn of_two_people_who_take_a_request_one_has_it_and_the_other_is_told() {
    let desk = Desk::with_requests([1]);
    let (mut one, mut two) = (desk.person("Sample One"), desk.person("Sample Two"));
    assert_eq!(one.change(1, "take", "").status, 303);
    let told = two.change(1, "take", "I was <about> to call");
    assert_eq!(told.status, 409);
    let text = told.text();
    assert!(text.contains("Sample One has this request"), "{text}");
    assert!(
        text.contains("I was &lt;about&gt; to call"),
        "the note is kept: {text}"
    );
    let taken = two.post(
        &request_path(1),
        &[("change", "take_over"), ("had_by", "Sample One")],
    );
    assert_eq!(taken.status, 303);
    let late = one.post(
        &request_path(1),
        &[("change", "take_over"), ("had_by", "Somebody")],
    );
    assert_eq!(late.status, 409, "it was taken from another meanwhile");
    assert_eq!(two.change(1, "close", "").status, 303);
    assert_eq!(one.change(1, "close", "").status, 409);
}

#[test]
fn however_many_press_at_once_one_has_it() {
    let desk = Desk::with_requests(1..=10);
    let people: Vec<_> = (1..=4)
        .map(|n| desk.person(&format!("Sample {n}")))
        .collect();
    for number in 1..=10 {
        let taken: usize = std::thread::scope(|scope| {
            let presses: Vec<_> = people
                .iter()
                .map(|browser| {
                    let mut browser = browser.clone();
                    scope.spawn(move || browser.change(number, "take", "").status)
                })
                .collect();
            let statuses = presses.into_iter().map(|press| press.join().unwrap());
            statuses.filter(|status| *status == 303).count()
        });
        assert_eq!(taken, 1, "request {number}");
    }
}

#[test]
fn who_wants_no_more_contact_has_no_links_here_and_elsewhere() {
    let desk = Desk::with_requests([1, 2]);
    let mut other = sample(3);
    other["phone"] = "(555) 010-0199".into();
    desk.post(&other);
    let mut one = desk.person("Sample One");
    assert_eq!(
        one.change(1, "stop_contact", "Said so by phone").status,
        303
    );
    for number in [1, 2] {
        let page = one.get(&request_path(number)).text();
        assert!(page.contains("asked not to be contacted"), "{page}");
        for scheme in ["tel:", "sms:", "mailto:"] {
            assert!(
                !page.contains(&format!("href=\"{scheme}")),
                "{scheme} in {page}"
            );
        }
    }
    assert!(one.get(&request_path(3)).text().contains("href=\"tel:"));
    assert!(stdout(&desk.command(&["list"])).contains("stop"));
    // Who writes again wants an answer to that.
    desk.post(&sample(4));
    assert!(one.get(&request_path(4)).text().contains("href=\"tel:"));
    assert_eq!(one.change(1, "allow_contact", "").status, 303);
    assert!(one.get(&request_path(1)).text().contains("href=\"tel:"));
}

#[test]
fn answers_are_corrected_by_the_forms_own_rules() {
    let desk = Desk::with_requests([1]);
    let mut one = desk.person("Sample One");
    let path = format!("{}/correct", request_path(1));
    assert!(one.get(&path).text().contains("value=\"Sample Person 1\""));
    let mut pairs = [
        ("name", "Sample Corrected"),
        ("contact_preference", "phone"),
        ("phone", "12"),
        ("email", ""),
        ("best_time", "evening"),
        ("topic", "anxiety-disorders"),
        ("message", "First line\r\nSecond line"),
    ];
    let refused = one.post(&path, &pairs);
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("value=\"12\""),
        "{}",
        refused.text()
    );
    pairs[2].1 = "(555) 010-0177";
    assert_eq!(one.post(&path, &pairs).status, 303);
    let row = &desk.server.rows()[0];
    assert_eq!(row.name, "Sample Corrected");
    assert_eq!(row.phone_dialable.as_deref(), Some("+15550100177"));
    assert_eq!(row.message.as_deref(), Some("First line\nSecond line"));
    assert!(row.consent);
    let page = one.get(&request_path(1)).text();
    assert!(page.contains("name, phone, best time"), "{page}");
    assert!(
        one.get("/?show=all&q=corrected")
            .text()
            .contains("Sample Corrected")
    );
    assert!(
        !one.get("/?show=all&q=Person")
            .text()
            .contains("Sample Corrected")
    );
    assert_eq!(
        desk.server.post(&sample(1)).status,
        200,
        "a retry of what was corrected is still the same request"
    );
    assert_eq!(desk.server.rows().len(), 1);
}

#[test]
fn a_deleted_request_is_in_no_file_and_its_notes_neither() {
    const NAME: &str = "Zebra Quagga Sample";
    const NOTE: &str = "Okapi Tapir note";
    let desk = Desk::with_requests([2]);
    let mut doomed = sample(1);
    doomed["name"] = NAME.into();
    desk.post(&doomed);
    let mut one = desk.person("Sample One");
    assert_eq!(one.change(1, "note", NOTE).status, 303);
    let backups = desk.server.database.with_file_name("backups");
    std::fs::create_dir(&backups).unwrap();
    let backup = backups.join("a.db");
    assert!(
        desk.command(&["backup", backup.to_str().unwrap()])
            .status
            .success()
    );
    let holding = || {
        [NAME, NOTE]
            .iter()
            .flat_map(|text| files_with(desk.server.folder(), text))
            .count()
    };
    assert_ne!(holding(), 0);
    let path = format!("{}/delete", request_path(1));
    assert!(one.get(&path).text().contains("Delete for good"));
    assert_eq!(desk.server.rows().len(), 2, "asking deletes nothing");
    let answer = one.post(&path, &[]);
    assert!(answer.text().contains("is deleted"), "{}", answer.text());
    assert!(
        answer.text().contains("Nothing of it is left"),
        "{}",
        answer.text()
    );
    assert_eq!(holding(), 0);
    assert_eq!(desk.server.rows().len(), 1);
    assert_eq!(one.get(&request_path(1)).status, 404);
    assert!(
        desk.log()
            .contains(&"Sample One deleted 0000-0001".to_owned())
    );
}

fn files_with(folder: &Path, text: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if std::fs::read(&path)
            .unwrap()
            .windows(text.len())
            .any(|window| window == text.as_bytes())
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn what_waits_too_long_is_plain_to_see() {
    let desk = Desk::with(|staff| staff.overdue_after = Duration::from_secs(1));
    desk.post(&sample(1));
    let one = desk.person("Sample One");
    desk.server
        .connection()
        .execute(
            "UPDATE requests SET received_at = '2026-01-01T10:00:00.000Z'",
            (),
        )
        .unwrap();
    let queue = one.get("/").text();
    assert!(queue.contains("1 request is overdue"), "{queue}");
    assert!(queue.contains("tag-overdue"), "{queue}");
    assert!(one.get("/?show=overdue").text().contains("Sample Person 1"));
    assert!(one.get(&request_path(1)).text().contains("Overdue"));
}

#[test]
fn a_page_that_is_open_learns_what_is_new_without_keeping_the_session_alive() {
    let desk = Desk::open();
    let mut one = desk.person("Sample One");
    let before = one.get_by_itself("/news").text();
    desk.post(&sample(1));
    let stored = one.get_by_itself("/news").text();
    assert_ne!(before, stored);
    assert_eq!(one.change(1, "take", "").status, 303);
    assert_ne!(stored, one.get_by_itself("/news").text());

    let connection = desk.server.connection();
    let seen_at = |at: SystemTime| {
        let at = intake::clock::utc(at);
        connection
            .execute("UPDATE sessions SET last_seen_at = ?1", [at])
            .unwrap();
    };
    let last_seen = || -> String {
        connection
            .query_row("SELECT last_seen_at FROM sessions", (), |row| row.get(0))
            .unwrap()
    };
    seen_at(SystemTime::now() - Duration::from_mins(10));
    let idle = last_seen();
    one.get_by_itself("/news");
    one.get_by_itself("/");
    assert_eq!(last_seen(), idle, "a script is nobody");
    one.get("/");
    assert_ne!(last_seen(), idle);
    seen_at(SystemTime::now() - Duration::from_mins(16));
    assert_eq!(one.get_by_itself("/news").status, 401);
    assert!(!one.is_in());
}

#[test]
fn the_wording_that_was_agreed_to_is_kept_once() {
    let desk = Desk::with_requests([1, 2, 3]);
    let connection = desk.server.connection();
    let (texts, requests): (i64, i64) = connection
        .query_row(
            "SELECT (SELECT count(*) FROM consent_texts),
                (SELECT count(*) FROM requests JOIN consent_texts ON hash = consent_text)",
            (),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!((texts, requests), (1, 3));
    let shown = stdout(&desk.command(&["show", "0000-0001"]));
    assert!(
        shown.contains("yes: You may use my answers to reply to me"),
        "{shown}"
    );
    // A request of before that was kept.
    connection
        .execute("UPDATE requests SET consent_text = NULL", ())
        .unwrap();
    let one = desk.person("Sample One");
    let page = one.get(&request_path(1)).text();
    assert!(
        page.contains("the wording was not kept at the time"),
        "{page}"
    );
}

#[test]
fn the_commands_speak_of_status_and_are_in_the_log() {
    let desk = Desk::with_requests([1]);
    let mut one = desk.person("Sample One");
    one.change(1, "take", "");
    one.change(1, "left_message", "On the machine");
    let list = stdout(&desk.command(&["list"]));
    assert!(list.contains("in hand: Sample One"), "{list}");
    let show = stdout(&desk.command(&["show", "0000-0001"]));
    for part in [
        "In hand",
        "Left a message",
        "On the machine",
        "Sample One took it",
    ] {
        assert!(show.contains(part), "{part} in {show}");
    }
    let export = desk.command(&["export", "--format", "json"]);
    let rows: Value = serde_json::from_str(&stdout(&export)).unwrap();
    assert_eq!(rows[0]["status"], "in_hand");
    assert_eq!(rows[0]["outcome"], "left_message");
    assert!(desk.command(&["delete", "0000-0001"]).status.success());
    let actor = format!("shell:{}", user());
    let log = desk.log();
    for what in [
        "listed all",
        "viewed 0000-0001",
        "exported all, JSON",
        "deleted 0000-0001",
    ] {
        let line = format!("{actor} {what}");
        assert!(log.contains(&line), "{line} in {log:?}");
    }
}
