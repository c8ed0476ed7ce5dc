//! Attacks on the staff's pages. docs/security-tests.md says what each tries and what comes of it.

use crate::program::{stderr, stdout};
use crate::requests::{Request, id, sample};
use crate::serving::Serving;
use crate::staff::{Browser, Desk, PASSPHRASE, location, request_path};
use intake::server::{Server, ServerError};
use intake::settings::Settings;
use intake::staff::people;
use intake::staff::settings::StaffSettings;
use std::time::{Duration, SystemTime};

/// Every address that changes something, and a form for it.
fn changes() -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    let request = request_path(1);
    vec![
        (request.clone(), vec![("change", "close")]),
        (format!("{request}/delete"), vec![]),
        (
            format!("{request}/correct"),
            vec![
                ("name", "Other"),
                ("contact_preference", "phone"),
                ("phone", "(555) 010-0123"),
            ],
        ),
        ("/export".into(), vec![]),
        ("/sign-out".into(), vec![]),
        ("/sign-out-everywhere".into(), vec![]),
    ]
}

#[test]
fn what_another_site_posts_changes_nothing() {
    let desk = Desk::with_requests([1]);
    let mut victim = desk.person("Sample One");
    let own = victim.origin();
    let before = (desk.log(), desk.server.rows());
    for (path, form) in changes() {
        for headers in [
            &[][..],
            &[("origin", "https://evil.test")],
            &[("origin", "null")],
            &[("origin", "http://127.0.0.1:1")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", &own)],
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://evil.test"),
            ],
        ] {
            let answer = victim.clone().post_from(&path, &form, headers);
            assert_eq!(answer.status, 403, "{path} {headers:?}");
            assert_eq!(answer.header("set-cookie"), None);
        }
        // A form that needs no preflight can be sent as text.
        let text = [("origin", own.as_str()), ("content-type", "text/plain")];
        assert_eq!(victim.clone().post_from(&path, &form, &text).status, 415);
        // A link or a picture.
        assert_ne!(victim.get(&path).status, 303, "{path}");
    }
    assert_eq!(desk.server.rows(), before.1);
    let new: Vec<_> = desk.log()[before.0.len()..].to_vec();
    let only_looked = |line: &String| line.starts_with("Sample One viewed");
    assert!(new.iter().all(only_looked), "{new:?}");
    assert!(victim.is_in());
    // The same forms of the staff's own pages do something.
    assert_eq!(
        location(&victim.post(&changes()[0].0, &changes()[0].1)),
        format!("{}?done=close", request_path(1))
    );
}

#[test]
fn a_session_that_an_attacker_has_set_is_not_taken_over() {
    let desk = Desk::open();
    let first = desk.person("Sample One");
    let known = "a".repeat(64);
    let mut victim = Browser {
        cookie: Some(known.clone()),
        ..first.clone()
    };
    assert!(!victim.is_in());
    victim.sign_in("Sample One", PASSPHRASE, &desk.code("Sample One", 1));
    assert!(victim.is_in());
    assert_ne!(victim.cookie.as_ref(), Some(&known));
    let attacker = Browser {
        cookie: Some(known),
        ..first.clone()
    };
    assert!(!attacker.is_in());
}

#[test]
fn signing_in_again_ends_the_session_of_before() {
    let desk = Desk::open();
    let before = desk.person("Sample One");
    let mut browser = before.clone();
    browser.sign_in("Sample One", PASSPHRASE, &desk.code("Sample One", 1));
    assert!(browser.is_in());
    assert!(!before.is_in());
}

#[test]
fn the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts() {
    let desk = Desk::open();
    let link = desk.invite("Sample One");
    let mut browser = desk.browser();
    let answer = browser.set_up(&link, PASSPHRASE, &desk.code("Sample One", 0));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-staff="), "{cookie}");
    for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let policy = answer.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn who_has_a_copy_of_the_database_has_no_session_and_no_passphrase() {
    let desk = Desk::open();
    let browser = desk.person("Sample One");
    let connection = desk.server.connection();
    let (token, hash): (String, String) = connection
        .query_row("SELECT token, passphrase FROM sessions, staff", (), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert!(hash.starts_with("$argon2id$"), "{hash}");
    let thief = Browser {
        cookie: Some(token),
        ..browser
    };
    assert!(!thief.is_in());
}

#[test]
fn signing_out_ends_the_session_and_everywhere_ends_all() {
    let desk = Desk::open();
    let mut one = desk.person("Sample One");
    let mut two = desk.browser();
    two.sign_in("Sample One", PASSPHRASE, &desk.code("Sample One", 1));
    let (stolen, mut other) = (one.clone(), desk.person("Sample Two"));
    one.post("/sign-out", &[]);
    assert_eq!(one.cookie, None);
    assert!(!stolen.is_in(), "the cookie is worth nothing any more");
    assert!(two.is_in());
    let copy = two.clone();
    two.post("/sign-out-everywhere", &[]);
    assert!(!copy.is_in());
    assert!(other.is_in());
    assert_eq!(location(&other.post("/sign-out", &[])), "/sign-in?out=yes");
}

#[test]
fn a_removed_persons_session_is_over_at_once_and_the_passphrase_too() {
    let desk = Desk::with_requests([1]);
    let mut one = desk.person("Sample One");
    let other = desk.person("Sample Two");
    let output = desk.command(&["staff", "remove", "Sample One"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!one.is_in());
    assert_eq!(location(&one.change(1, "take", "")), "/sign-in?over=yes");
    assert_eq!(one.get_by_itself("/news").status, 401);
    assert_eq!(desk.server.rows()[0].assigned_to, None);
    assert_eq!(one.sign_in("Sample One", PASSPHRASE, "123456").status, 422);
    assert!(other.is_in());

    let again = desk.command(&["staff", "add", "Sample One"]);
    assert_eq!(
        again.status.code(),
        Some(1),
        "the log knows another person by that name"
    );
    let output = desk.command(&["staff", "reset", "Sample Two"]);
    assert!(output.status.success());
    assert!(!other.is_in(), "a reset ends sessions too");
}

#[test]
fn guessing_is_slowed_down_and_told_nothing() {
    let desk = Desk::open();
    desk.person("Sample One");
    let guess = |name: &str, passphrase: &str, code: &str| {
        let answer = desk.browser().sign_in(name, passphrase, code);
        assert_eq!(answer.header("set-cookie"), None);
        (answer.status, answer.text())
    };
    let right = desk.code("Sample One", 1);
    // What is wrong is not said, nor whether there is such a person.
    let wrong = [
        guess("Sample One", "wrong passphrase", &right),
        guess("Sample One", PASSPHRASE, "000000"),
        guess("Nobody", PASSPHRASE, &right),
        guess("", "", ""),
        guess("' OR 1=1 --", "' OR 1=1 --", ""),
    ];
    assert_eq!(wrong[0].0, 422);
    assert!(wrong.iter().all(|answer| *answer == wrong[0]));
    for name in ["Sample One", "Nobody"] {
        let mut throttled = 0;
        for _ in 0..100 {
            let (status, text) = guess(name, "wrong passphrase", "000000");
            if status == 429 {
                assert!(text.contains("too many tries"), "{text}");
                throttled += 1;
            }
        }
        assert!((95..=98).contains(&throttled), "{name}: {throttled} of 100");
    }
    let (status, _) = guess("Sample One", PASSPHRASE, &right);
    assert_eq!(status, 429, "not even with the right one");
    assert!(
        desk.log()
            .iter()
            .any(|line| line == "intake sign_in_failed Sample One")
    );
    assert!(
        !desk.log().concat().contains("OR 1=1"),
        "what was typed is not logged"
    );
}

#[test]
fn a_name_that_exists_takes_as_long_to_refuse_as_one_that_does_not() {
    let desk = Desk::open();
    desk.person("Sample One");
    let quickest = |name: &str| {
        (0..4)
            .map(|_| {
                let start = std::time::Instant::now();
                assert_eq!(
                    desk.browser()
                        .sign_in(name, "wrong passphrase", "000000")
                        .status,
                    422
                );
                start.elapsed()
            })
            .min()
            .unwrap()
    };
    let (known, unknown) = (quickest("Sample One"), quickest("Nobody"));
    let ratio = known.as_secs_f64() / unknown.as_secs_f64();
    // argon2id alone takes many times as long as the rest; without it the ratio is above 10.
    assert!((0.4..2.5).contains(&ratio), "{known:?} and {unknown:?}");
}

#[test]
fn a_code_works_once_and_a_recovery_code_too() {
    let desk = Desk::open();
    let link = desk.invite("Sample One");
    let code = desk.code("Sample One", 0);
    let page = desk.browser().set_up(&link, PASSPHRASE, &code).text();
    let codes: Vec<&str> = page
        .split("<code class=\"key\">")
        .skip(1)
        .map(|rest| &rest[..19])
        .collect();
    assert_eq!(codes.len(), 10);
    let signs_in = |code: &str| {
        let mut browser = desk.browser();
        browser.sign_in("Sample One", PASSPHRASE, code);
        browser.cookie.is_some()
    };
    assert!(!signs_in(&code), "it was used to set up");
    let next = desk.code("Sample One", 1);
    assert!(signs_in(&next));
    assert!(!signs_in(&next), "seen over a shoulder");
    assert!(signs_in(&codes[3].to_lowercase()));
    assert!(!signs_in(codes[3]));
}

#[test]
fn without_a_session_every_path_says_the_same_whether_there_is_something_or_not() {
    let desk = Desk::with_requests([1]);
    desk.person("Sample One");
    let stranger = desk.browser();
    for path in [
        "/",
        "/?q=Sample",
        "/people",
        "/log",
        "/export",
        "/nothing",
        &request_path(1),
        &request_path(7),
        &format!("{}/delete", request_path(1)),
        "/requests/../log",
        "/requests/%2e%2e/log",
        "//log",
        "/log/",
        "/invitation/",
        "/preview/",
        "/staff.css/../log",
        "/.env",
        "/var/intake.db",
    ] {
        let answer = stranger.get(path);
        assert_eq!(location(&answer), "/sign-in", "{path}");
        assert_eq!(answer.text(), "", "{path}");
    }
    let elsewhere = Request::get("//evil.test/")
        .header("host", &stranger.address.to_string())
        .header("sec-fetch-site", "cross-site")
        .send(stranger.address);
    assert!(elsewhere.text().contains("One moment"));
    assert!(
        !elsewhere.text().contains("evil.test"),
        "no link leads away"
    );
    for (path, form) in changes() {
        let mut stranger = stranger.clone();
        assert_eq!(location(&stranger.post(&path, &form)), "/sign-in?over=yes");
    }
    assert_eq!(desk.server.rows()[0].status.as_str(), "new");
    for token in ["x", &"0".repeat(64), "%00"] {
        let answer = stranger.get(&format!("/invitation/{token}"));
        assert_eq!(answer.status, 404, "{token}");
        assert_eq!(
            location(&stranger.get(&format!("/preview/{token}"))),
            "/sign-in"
        );
    }
    let ids = [
        "1",
        "%27",
        &id(1).to_uppercase().replace('0', "A"),
        &format!("{}x", id(1)),
    ];
    let one = desk.person("Sample Two");
    for id in ids {
        assert_eq!(one.get(&format!("/requests/{id}")).status, 404, "{id}");
    }
}

#[test]
fn a_link_to_set_a_passphrase_is_over_after_a_day() {
    let desk = Desk::open();
    let yesterday = SystemTime::now() - people::INVITATION_TIME - Duration::from_secs(1);
    let token = people::add(
        &mut desk.server.connection(),
        yesterday,
        "shell:test",
        "Sample",
    )
    .unwrap();
    let link = format!("/invitation/{token}");
    assert_eq!(desk.browser().get(&link).status, 404);
    let code = desk.code("Sample", 0);
    assert_eq!(desk.browser().set_up(&link, PASSPHRASE, &code).status, 404);
}

#[test]
fn a_name_that_leads_to_this_machine_is_not_these_pages_address() {
    let desk = Desk::with_requests([1]);
    let one = desk.person("Sample One");
    let cookie = format!("__Host-staff={}", one.cookie.unwrap());
    let address = desk.server.staff.unwrap();
    for host in [
        "evil.test",
        "evil.test:8788",
        "127.0.0.1.evil.test",
        "10.0.0.7",
    ] {
        let answer = Request::get("/")
            .header("host", host)
            .header("cookie", &cookie)
            .send(address);
        assert_eq!(answer.status, 421, "{host}");
    }
}

#[test]
fn behind_a_proxy_only_what_came_over_https_is_answered() {
    let server = Serving::with(|settings| {
        let mut staff = StaffSettings::new("127.0.0.1:0".parse().unwrap());
        staff.url = Some("https://staff.example.com".parse().unwrap());
        settings.staff = Some(staff);
        settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    let asked = |headers: &[(&str, &str)]| {
        let mut request = Request::get("/sign-in").header("host", "staff.example.com");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send(server.staff.unwrap())
    };
    let answer = asked(&[("x-forwarded-proto", "https")]);
    assert_eq!(answer.status, 200);
    assert!(answer.header("strict-transport-security").is_some());
    assert_eq!(asked(&[]).status, 403);
    assert_eq!(asked(&[("x-forwarded-proto", "http")]).status, 403);
    assert_eq!(
        asked(&[("x-forwarded-proto", "https"), ("host", "evil.test")]).status,
        421
    );
}

#[test]
fn the_pages_do_not_listen_where_others_could_listen_in() {
    let folder = tempfile::tempdir().unwrap();
    let bind = |change: &dyn Fn(&mut StaffSettings), proxies: &[&str]| {
        let mut settings = Settings::new(folder.path().join("intake.db"));
        settings.listen.set_port(0);
        let mut staff = StaffSettings::new("0.0.0.0:0".parse().unwrap());
        change(&mut staff);
        settings.staff = Some(staff);
        settings.trusted_proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(Server::bind(settings)).map(|_| ())
    };
    let https =
        |staff: &mut StaffSettings| staff.url = Some("https://staff.example.com".parse().unwrap());
    assert!(matches!(bind(&|_| {}, &[]), Err(ServerError::Staff(_))));
    assert!(matches!(bind(&https, &[]), Err(ServerError::Staff(_))));
    assert!(matches!(
        bind(&|_| {}, &["10.0.0.1"]),
        Err(ServerError::Staff(_))
    ));
    assert!(bind(&https, &["10.0.0.1"]).is_ok());
}

#[test]
fn what_visitors_and_staff_have_written_never_becomes_markup() {
    const ATTACK: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
    let desk = Desk::open();
    let mut request = sample(1);
    for field in ["name", "message"] {
        request[field] = ATTACK.into();
    }
    request["email"] = "\"<script>alert(1)</script>\"@example.com".into();
    if desk.server.post(&request).status != 201 {
        request["email"] = "a'onload=x@example.com".into();
        desk.post(&request);
    }
    // What the rules would not let in, but another program may have written.
    desk.server
        .connection()
        .execute(
            "UPDATE requests SET phone = ?1, phone_dialable = ?1, email = ?1, topic = ?1,
                best_time = ?1, assigned_to = ?1",
            [ATTACK],
        )
        .unwrap();
    let mut one = desk.person("<script>alert(1)</script>");
    one.change(1, "note", ATTACK);
    let query = "/?show=all&q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    let mut pages = vec![
        one.change(1, "note", &format!("{ATTACK}{}", "x".repeat(2_000)))
            .text(),
        one.post(
            &format!("{}/correct", request_path(1)),
            &[
                ("name", ""),
                ("message", ATTACK),
                ("phone", ATTACK),
                ("topic", ATTACK),
            ],
        )
        .text(),
    ];
    for path in [
        "/",
        query,
        "/people",
        "/log",
        &request_path(1),
        &format!("{}/correct", request_path(1)),
        &format!("{}/delete", request_path(1)),
        "/?show=%3Cscript%3Ealert(1)%3C/script%3E",
        &format!("{}?done=%3Cscript%3E", request_path(1)),
    ] {
        let answer = one.get(path);
        assert_eq!(answer.status, 200, "{path}");
        pages.push(answer.text());
    }
    for page in pages {
        let page = page.replace("<script src=\"/staff.js\" defer></script>", "");
        assert!(page.contains("&lt;script"), "{page}");
        let lower = page.to_lowercase();
        for markup in ["<script", "<img", "href=\"javascript", "\"'>", "=\"\"'"] {
            assert!(!lower.contains(markup), "{markup} in {page}");
        }
        // No attribute ends early: between a tag's brackets, quotes come in pairs.
        for tag in page.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        }
    }
}

#[test]
fn a_mail_link_can_not_be_given_more_headers() {
    let desk = Desk::with_requests([1]);
    let one = desk.person("Sample One");
    desk.server
        .connection()
        .execute(
            "UPDATE requests SET email = 'a@example.com?bcc=b@evil.test&subject=x' || char(13, 10) || 'Bcc: b@evil.test'",
            (),
        )
        .unwrap();
    let page = one.get(&request_path(1)).text();
    let href = page
        .split("href=\"mailto:")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(
        href,
        "a@example.com%3Fbcc%3Db@evil.test%26subject%3Dx%0D%0ABcc%3A%20b@evil.test"
    );
}

#[test]
fn no_header_can_be_broken_out_of() {
    let desk = Desk::with_requests([1]);
    let mut one = desk.person("Sample One");
    let answer = one.post(
        &request_path(1),
        &[("change", "note\r\nset-cookie: a=b"), ("note", "x")],
    );
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("set-cookie"), None);
    let answer = one.get("/requests/x%0d%0aset-cookie:%20a=b");
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("set-cookie"), None);
}

#[test]
fn the_export_of_the_pages_holds_no_formula() {
    let desk = Desk::open();
    for (number, name) in (1..).zip([
        "=HYPERLINK(\"http://evil.test\")",
        "+1",
        "-1",
        "@x",
        "\u{ff1d}1",
    ]) {
        let mut request = sample(number);
        request["name"] = name.into();
        request["message"] = format!("{name};\n{name}").into();
        desk.post(&request);
    }
    let mut one = desk.person("Sample One");
    let answer = one.post("/export", &[]);
    assert_eq!(
        answer.header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let text = answer.text();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = 0;
    for record in reader.records() {
        rows += 1;
        for cell in &record.unwrap() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\u{ff1d}']),
                "{cell}"
            );
        }
    }
    assert_eq!(rows, 5);
    assert!(
        desk.log()
            .contains(&"Sample One exported all, CSV".to_owned())
    );
}

#[test]
fn a_log_line_changed_by_hand_is_found() {
    let verify = |desk: &Desk| {
        let output = desk.command(&["log", "verify"]);
        (output.status.success(), stdout(&output) + &stderr(&output))
    };
    let changed_by = |sql: &str| {
        let desk = Desk::with_requests([1]);
        let one = desk.person("Sample One");
        for _ in 0..5 {
            one.get(&request_path(1));
        }
        assert!(verify(&desk).0);
        desk.server.connection().execute(sql, ()).unwrap();
        let page = one.get("/log?check=yes").text();
        (verify(&desk), page)
    };
    for (sql, found) in [
        (
            "UPDATE audit_log SET actor = 'Sample Two' WHERE seq = 4",
            "line 4 of the log was changed",
        ),
        (
            "UPDATE audit_log SET at = '2026-01-01T00:00:00.000Z' WHERE seq = 4",
            "line 4 of the log was changed",
        ),
        (
            "DELETE FROM audit_log WHERE seq = 4",
            "line 4 of the log is missing",
        ),
        (
            "DELETE FROM audit_log WHERE seq <= 2",
            "lines 1 to 2 of the log are missing",
        ),
        (
            "DELETE FROM audit_log WHERE seq = (SELECT max(seq) FROM audit_log)",
            "of the log is missing",
        ),
        (
            "UPDATE audit_log SET seq = 40 WHERE seq = 4",
            "line 4 of the log is missing",
        ),
    ] {
        let ((is_whole, text), page) = changed_by(sql);
        assert!(!is_whole && text.contains(found), "{sql}: {text}");
        assert!(page.contains(found), "{sql}: {page}");
    }
    // Written anew as a whole, it no longer has the line that was noted before.
    let desk = Desk::open();
    desk.person("Sample One");
    let (_, text) = verify(&desk);
    let noted = text.split("The last is ").nth(1).unwrap().trim().to_owned();
    assert!(
        desk.command(&["log", "verify", "--with", &noted])
            .status
            .success()
    );
    desk.server
        .connection()
        .execute_batch("DELETE FROM audit_log; DELETE FROM sqlite_sequence")
        .unwrap();
    desk.browser().get("/sign-in");
    assert!(verify(&desk).0, "an empty log is whole by itself");
    let output = desk.command(&["log", "verify", "--with", &noted]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn neither_links_nor_answers_get_into_the_servers_log() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let program =
        crate::program::Program::serve(&database, &["--staff", "127.0.0.1:0", "--staff-preview"]);
    let address: std::net::SocketAddr = program
        .log()
        .lines()
        .find_map(|line| line.split_once("pages are at http://"))
        .and_then(|(_, address)| address.parse().ok())
        .unwrap();
    let link = stdout(&crate::program::run(&[
        "--database",
        database.to_str().unwrap(),
        "staff",
        "add",
        "Sample",
    ]));
    let token = link.trim().rsplit('/').next().unwrap().to_owned();
    let host = address.to_string();
    let page = Request::get(&format!("/invitation/{token}"))
        .header("host", &host)
        .send(address);
    assert_eq!(page.status, 200);
    Request::get("/?q=Quagga")
        .header("host", &host)
        .send(address);
    let log = program.log();
    assert!(log.contains("/invitation/"), "{log}");
    assert!(
        !log.contains(&token) && !log.contains("Quagga") && !log.contains("/preview/"),
        "{log}"
    );
}
