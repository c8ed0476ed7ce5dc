//! What is too large, too slow, too often or at the wrong address.

use crate::requests::{BROWSER, FORM, PATH, Request, connect, read_answer, sample, wait_until};
use crate::serving::Serving;
use intake::settings::Settings;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

/// A JSON request of exactly this many bytes; what isn't part of the contract is ignored.
fn request_of(bytes: usize) -> Request {
    let mut body = sample(1);
    body["padding"] = "".into();
    let padding = bytes - body.to_string().len();
    body["padding"] = "x".repeat(padding).into();
    Request::json(&body)
}

#[test]
fn sixteen_kibibytes_are_taken_and_one_byte_more_is_not() {
    let server = Serving::start();
    assert_eq!(server.send(&request_of(16 * 1024 + 1)).status, 413);
    assert_eq!(server.rows().len(), 0);
    assert_eq!(server.send(&request_of(16 * 1024)).status, 201);
}

#[test]
fn a_form_with_every_field_at_its_longest_is_taken() {
    let server = Serving::start();
    let form = [
        ("name", "𐌀".repeat(120)),
        ("contact_preference", "email".into()),
        ("phone", "(".repeat(49) + &"𝟓".repeat(15)),
        (
            "email",
            "𐌀".repeat(16) + "@" + &"𐌀𐌀𐌀𐌀𐌀𐌀𐌀.".repeat(6) + "example",
        ),
        ("topic", "a".repeat(64)),
        ("message", "👍".repeat(1000)),
        ("consent", "yes".into()),
    ];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(server.send(&Request::form(&form)).status, 303);
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn a_large_body_is_refused_whether_its_length_is_announced_or_not() {
    let server = Serving::start();
    assert_eq!(server.send(&request_of(900_000)).status, 413, "announced");
    assert_eq!(
        server.send(&request_of(5_000_000)).status,
        413,
        "not even read"
    );

    let mut stream = connect(server.address).unwrap();
    let head = Request::json(&Value::Null).head(0);
    let head = head.replace("content-length: 0", "transfer-encoding: chunked");
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..20 {
        stream.write_all(b"400\r\n").unwrap();
        stream.write_all(&[b'x'; 0x400]).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 413, "in chunks");
}

#[test]
fn other_types_of_body_are_refused() {
    let server = Serving::start();
    for (name, value) in [
        ("content-type", "text/plain"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("content-type", "application/json; charset=latin1"),
        ("content-encoding", "gzip"),
    ] {
        let answer = server.send(&Request::json(&sample(1)).header(name, value));
        assert_eq!(answer.status, 415, "{value}");
        let accepted = answer.header("accept-post").unwrap();
        assert!(accepted.contains("application/json") && accepted.contains(FORM));
    }
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn other_methods_are_told_which_are_allowed() {
    let server = Serving::with(|settings| settings.base_path = "/clinic".parse().unwrap());
    for base in ["", "/clinic"] {
        for (path, allowed) in [
            (PATH, "POST, OPTIONS"),
            ("/healthz", "GET, HEAD"),
            ("/api/openapi.yaml", "GET, HEAD"),
        ] {
            for method in ["PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
                let answer = server.send(&Request::new(method, &format!("{base}{path}")));
                assert_eq!(answer.status, 405, "{method} {path}");
                assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
            }
        }
    }
    assert_eq!(server.get(PATH).status, 405);
    assert_eq!(server.send(&Request::new("HEAD", PATH)).status, 405);
}

#[test]
fn other_addresses_are_not_found_and_say_so_as_a_problem() {
    let server = Serving::start();
    for path in [
        "/",
        "/api",
        "/api/",
        "/api/consultations/",
        "/api/consultations/0b0e7c12-4a5b-4c6d-8e7f-90a1b2c3d4e5",
        "/api/Consultations",
        "/clinic/api/consultations",
        "/healthz/x",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
    }
    let html = server.send(&Request::get("/api/x").header("accept", BROWSER));
    assert_eq!(html.status, 404);
}

#[test]
fn health_and_the_description_are_there_to_read() {
    let server = Serving::start();
    let health = server.get("/healthz");
    assert_eq!(
        (health.status, health.json()),
        (200, json!({"status": "ok"}))
    );
    let description = server.get("/api/openapi.yaml");
    assert_eq!(description.status, 200);
    assert_eq!(description.header("content-type"), Some("application/yaml"));
    assert!(description.text().starts_with("openapi: 3.1"));
}

#[test]
fn asking_for_health_leaves_nothing_in_the_database() {
    let server = Serving::start();
    for _ in 0..50 {
        assert_eq!(server.get("/healthz").status, 200);
    }
    assert_eq!(server.rows().len(), 0);
    assert!(server.database.metadata().unwrap().len() < 64 * 1024);
}

#[test]
fn health_is_bad_while_the_database_can_not_be_written_to() {
    let server = Serving::start();
    server
        .connection()
        .execute_batch("ALTER TABLE requests RENAME TO others")
        .unwrap();
    assert_eq!(server.post(&sample(1)).status, 503);
    assert_eq!(server.get("/healthz").status, 503);
    server
        .connection()
        .execute_batch("ALTER TABLE others RENAME TO requests")
        .unwrap();
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.post(&sample(1)).status, 201);
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let server = Serving::with(|settings| settings.limits.body_time = Duration::from_millis(200));
    let mut stream = connect(server.address).unwrap();
    let head = Request::json(&Value::Null).head(100);
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(b"{\"name\":").unwrap();
    let answer = read_answer(&mut stream).unwrap();
    assert_eq!(answer.status, 408);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn a_body_that_breaks_off_is_not_taken_for_a_whole_one() {
    let server = Serving::start();
    let mut stream = connect(server.address).unwrap();
    let body = sample(1).to_string();
    let head = Request::json(&Value::Null).head(body.len() + 1);
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    if let Some(answer) = read_answer(&mut stream) {
        assert_eq!(answer.status, 400);
    }
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn a_head_that_does_not_come_and_an_idle_connection_are_closed() {
    let server = Serving::with(|settings| settings.limits.header_time = Duration::from_millis(200));
    for start in ["", "POST /api/consultations HTTP/1.1\r\nhost: x\r\n"] {
        let mut stream = connect(server.address).unwrap();
        stream.write_all(start.as_bytes()).unwrap();
        let began = Instant::now();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(began.elapsed() < Duration::from_secs(20), "{start}");
    }
    let mut stream = connect(server.address).unwrap();
    let request = Request::get("/healthz")
        .head(0)
        .replace("connection: close\r\n", "");
    stream.write_all(request.as_bytes()).unwrap();
    let mut all = String::new();
    stream.read_to_string(&mut all).unwrap();
    assert!(
        all.starts_with("HTTP/1.1 200"),
        "answered, then closed when nothing more came"
    );
}

#[test]
fn connections_beyond_the_limit_wait_for_a_place() {
    let server = Serving::with(|settings| settings.limits.connections = 2);
    let held: Vec<_> = (0..2)
        .map(|_| {
            let mut stream = connect(server.address).unwrap();
            stream.write_all(b"GET /healthz HTTP/1.1\r\n").unwrap();
            stream
        })
        .collect();
    let mut third = connect(server.address).unwrap();
    third
        .write_all(Request::get("/healthz").head(0).as_bytes())
        .unwrap();
    third
        .set_read_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    assert!(third.read(&mut [0; 1]).is_err(), "no answer yet");
    drop(held);
    third
        .set_read_timeout(Some(crate::requests::DEADLINE))
        .unwrap();
    assert_eq!(read_answer(&mut third).unwrap().status, 200);
}

#[test]
fn one_address_does_not_take_all_connections() {
    let server = Serving::with(|settings| {
        settings.limits.connections = 4;
        settings.limits.connections_per_address = 1;
    });
    let hold = || {
        let mut stream = connect(server.address).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\n").unwrap();
        stream
    };
    let two = [hold(), hold()];
    let mut third = connect(server.address).unwrap();
    let _ = third.write_all(Request::get("/healthz").head(0).as_bytes());
    assert!(
        read_answer(&mut third).is_none(),
        "closed without an answer"
    );
    drop(two);
    wait_until("there is a place again", || {
        Request::get("/healthz").try_send(server.address).is_some()
    });
}

#[test]
fn a_trusted_proxy_has_as_many_connections_as_it_needs() {
    let server = Serving::with(|settings| {
        settings.limits.connections = 20;
        settings.limits.connections_per_address = 1;
        settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    let mut streams: Vec<_> = (0..15).map(|_| connect(server.address).unwrap()).collect();
    for stream in &mut streams {
        stream
            .write_all(Request::get("/healthz").head(0).as_bytes())
            .unwrap();
        assert_eq!(read_answer(stream).unwrap().status, 200);
    }
}

/// A server with a site that holds a file larger than what the system keeps for a connection.
fn with_a_large_file(change: impl FnOnce(&mut Settings)) -> (Serving, tempfile::TempDir) {
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("index.html"), "Home").unwrap();
    let large = std::fs::File::create(site.path().join("large.bin")).unwrap();
    large.set_len(LARGE as u64).unwrap();
    let server = Serving::with(|settings| {
        settings.site = Some(site.path().to_owned());
        change(settings);
    });
    (server, site)
}

const LARGE: usize = 64 * 1024 * 1024;

#[test]
fn a_client_that_stops_reading_its_answer_is_left() {
    let (server, _site) =
        with_a_large_file(|settings| settings.limits.write_stall = Duration::from_millis(200));
    let mut stream = connect(server.address).unwrap();
    stream
        .write_all(Request::get("/large.bin").head(0).as_bytes())
        .unwrap();
    wait_until("the server gives up", || {
        // Nothing is read meanwhile. Once the connection is reset, writing fails.
        stream.write_all(b"\r\n").is_err()
    });
}

#[test]
fn a_client_that_reads_its_answer_drop_by_drop_is_left_after_a_while() {
    let (server, _site) = with_a_large_file(|settings| {
        settings.limits.connection_time = Duration::from_millis(200);
        settings.limits.last_answer_time = Duration::from_millis(200);
    });
    let mut stream = connect(server.address).unwrap();
    stream
        .write_all(Request::get("/large.bin").head(0).as_bytes())
        .unwrap();
    let start = Instant::now();
    let mut all = 0;
    let mut some = [0; 4096];
    // Each time, the server can write on.
    while start.elapsed() < Duration::from_secs(2) {
        match stream.read(&mut some) {
            Ok(0) | Err(_) => break,
            Ok(read) => all += read,
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(all + rest.len() < LARGE, "cut off");
}

#[test]
fn a_connection_kept_for_long_ends_after_the_answer_that_is_under_way() {
    let server = Serving::with(|settings| {
        settings.limits.connection_time = Duration::from_millis(200);
    });
    let mut stream = connect(server.address).unwrap();
    let request = Request::get("/healthz")
        .head(0)
        .replace("connection: close\r\n", "");
    let start = Instant::now();
    let mut answers = 0;
    let mut some = [0; 4096];
    while stream.write_all(request.as_bytes()).is_ok() {
        match stream.read(&mut some) {
            Ok(0) | Err(_) => break,
            Ok(_) => answers += 1,
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(answers > 2, "{answers}");
}

#[test]
fn one_address_gets_its_share_and_is_told_when_to_come_back() {
    let server = Serving::with(|settings| settings.rate_limit = 5);
    for number in 0..5 {
        assert_eq!(server.post(&sample(number)).status, 201);
    }
    let answer = server.post(&sample(9));
    assert_eq!(answer.status, 429);
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=13).contains(&wait), "{wait}");
    assert_eq!(server.get("/healthz").status, 200, "reading isn't limited");
    assert_eq!(server.rows().len(), 5);
}

#[test]
fn behind_a_trusted_proxy_each_visitor_has_a_share_of_their_own() {
    let trusting = Serving::with(|settings| {
        settings.rate_limit = 1;
        settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    let from = |server: &Serving, number, address: &str| {
        let request = Request::json(&sample(number)).header("x-forwarded-for", address);
        server.send(&request).status
    };
    assert_eq!(from(&trusting, 1, "192.0.2.1"), 201);
    assert_eq!(from(&trusting, 2, "192.0.2.1"), 429);
    assert_eq!(from(&trusting, 2, "192.0.2.2"), 201);
    assert_eq!(
        from(&trusting, 3, "192.0.2.9, 192.0.2.2"),
        429,
        "what the visitor wrote"
    );

    let distrusting = Serving::with(|settings| settings.rate_limit = 1);
    assert_eq!(from(&distrusting, 1, "192.0.2.1"), 201);
    assert_eq!(
        from(&distrusting, 2, "192.0.2.2"),
        429,
        "anyone can write that header"
    );
}

#[test]
fn a_head_over_32_kib_is_refused_and_a_smaller_one_is_not() {
    let server = Serving::start();
    for (kilobytes, status) in [(30, "200"), (33, "431"), (40, "431"), (60, "431")] {
        let mut stream = connect(server.address).unwrap();
        let mut request = Request::get("/healthz");
        for number in 0..kilobytes {
            request = request.header(&format!("x-{number}"), &"x".repeat(1024));
        }
        let _ = stream.write_all(request.head(0).as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{kilobytes}: {answer}"
        );
    }
}

#[test]
fn a_head_of_any_size_is_refused_not_buffered() {
    let server = Serving::start();
    let mut stream = connect(server.address).unwrap();
    let line = format!("x-long: {}\r\n", "x".repeat(4_000));
    let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n");
    for _ in 0..100 {
        if stream.write_all(line.as_bytes()).is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    wait_until("the server goes on", || {
        server.get("/healthz").status == 200
    });
}
