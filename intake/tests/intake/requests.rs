//! Sending HTTP requests byte by byte, and checking of every answer what holds for all of them.

use intake::routes::OPENAPI;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

pub const PATH: &str = "/api/consultations";
pub const FORM: &str = "application/x-www-form-urlencoded";
pub const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Longest wait for anything in these tests; far above what any of it takes.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A request to be sent on a connection of its own.
#[derive(Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.into(),
            path: path.into(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub fn json(body: &Value) -> Self {
        Self::new("POST", PATH)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(body.to_string())
    }

    /// As a browser posts a form without scripting.
    pub fn form(pairs: &[(&str, &str)]) -> Self {
        Self::new("POST", PATH)
            .header("content-type", FORM)
            .header("accept", BROWSER)
            .body(urlencoded(pairs))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The request's head for a body of this length.
    pub fn head(&self, length: usize) -> String {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nconnection: close\r\n",
            self.method, self.path
        );
        if !self.headers.iter().any(|(name, _)| name == "host") {
            head.push_str("host: clinic.test\r\n");
        }
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if length > 0 || self.method == "POST" {
            let _ = write!(head, "content-length: {length}\r\n");
        }
        head + "\r\n"
    }

    /// Sends it and checks the answer; panics if there is none.
    pub fn send(&self, address: SocketAddr) -> Answer {
        self.try_send(address).expect("an answer")
    }

    /// Sends it and checks the answer, if one comes.
    pub fn try_send(&self, address: SocketAddr) -> Option<Answer> {
        let mut stream = connect(address)?;
        let mut bytes = self.head(self.body.len()).into_bytes();
        bytes.extend_from_slice(&self.body);
        // A server that has heard enough may close before it has read everything.
        let _ = stream.write_all(&bytes);
        let answer = read_answer(&mut stream)?;
        check(self, &answer);
        Some(answer)
    }
}

pub fn connect(address: SocketAddr) -> Option<TcpStream> {
    let stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    Some(stream)
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The pointers of the problem's errors.
    pub fn pointers(&self) -> Vec<String> {
        let json = self.json();
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| error["pointer"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Reads an answer up to the end of the connection; `None` if it ends before one is whole.
pub fn read_answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    // A reset after the answer is the server's way of not reading the rest of a request.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect();
    Some(Answer {
        status,
        headers,
        bytes: bytes[end + 4..].to_vec(),
    })
}

/// What holds for every answer: the description in docs/openapi.yaml knows it, an error is problem
/// details or a page, and nothing of the endpoint is kept by a cache.
fn check(request: &Request, answer: &Answer) {
    let path = request.path.split('?').next().unwrap();
    let path = path.strip_prefix("/clinic").unwrap_or(path);
    let status = answer.status;
    if path.starts_with("/api") || path.starts_with("/healthz") {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        let described = described(path, &request.method.to_lowercase());
        match described {
            Some(statuses) => assert!(
                statuses.contains(&status),
                "{} {path} answered {status}, which docs/openapi.yaml doesn't describe",
                request.method
            ),
            None => assert!(matches!(status, 404 | 405), "{} {path}", request.method),
        }
    }
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("content-security-policy").is_some());
    // 416 says it all in `Content-Range`.
    if status >= 400 && status != 416 && request.method != "HEAD" {
        let content_type = answer.header("content-type").unwrap();
        if content_type == "application/problem+json" {
            let problem = answer.json();
            assert_eq!(problem["status"], json!(status));
            assert!(problem["title"].is_string() && problem["type"].is_string());
        } else {
            assert!(content_type.starts_with("text/"), "{content_type}");
        }
    }
}

/// The statuses that docs/openapi.yaml describes for an operation; `None` if it has no such one.
/// Reads the file by its indentation, which its own style keeps to two spaces a level.
fn described(path: &str, method: &str) -> Option<Vec<u16>> {
    let level = |line: &str| line.len() - line.trim_start().len();
    let mut lines = OPENAPI
        .lines()
        .filter(|line| !line.trim().is_empty())
        .skip_while(|line| *line != format!("  {path}:"))
        .skip(1)
        .take_while(|line| level(line) > 2)
        .skip_while(|line| *line != format!("    {method}:"));
    // axum answers HEAD like GET, and so does every HTTP server.
    if method == "head" {
        return described(path, "get");
    }
    lines.next()?;
    Some(
        lines
            .take_while(|line| level(line) > 4)
            .filter(|line| level(line) == 8)
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\":"))
            .map(|status| status.parse().unwrap())
            .collect(),
    )
}

/// A whole request that nobody made: its id tells it from others with another number.
pub fn sample(number: u32) -> Value {
    json!({
        "id": id(number),
        "name": format!("Sample Person {number}"),
        "contact_preference": "phone",
        "phone": "(555) 010-0123",
        "email": null,
        "best_time": "morning",
        "topic": "anxiety-disorders",
        "message": "First line\nSecond line",
        "consent": true
    })
}

pub fn id(number: u32) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

/// The same as a form's pairs, without an id.
pub const SAMPLE_FORM: [(&str, &str); 8] = [
    ("name", "Sample Person"),
    ("contact_preference", "email"),
    ("phone", ""),
    ("email", "sample@example.com"),
    ("topic", "ptsd"),
    ("message", "First line\r\nSecond line"),
    ("consent", "yes"),
    ("referral_code", ""),
];

/// `SAMPLE_FORM` with one value changed.
pub fn sample_form_with<'a>(name: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    SAMPLE_FORM
        .iter()
        .map(|(known, old)| (*known, if *known == name { value } else { *old }))
        .collect()
}

pub fn urlencoded(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                b' ' => "+".into(),
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

/// Asks until the answer is yes; panics if it isn't in time.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
