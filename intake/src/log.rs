//! The log: one line on standard error for each request and each trouble.
//!
//! A line says when, what and how it went. It never holds an answer, a query or an address: none
//! is ever passed to this module. Nothing is written until the program turns the log on, so that a
//! server inside a test is silent.

use crate::clock::utc;
use axum::http::{Method, StatusCode};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// Longest path written; longer ones are somebody's probing.
const MAX_PATH: usize = 200;

static IS_ON: AtomicBool = AtomicBool::new(false);

/// Lets the log be written from now on.
pub fn turn_on() {
    IS_ON.store(true, Ordering::Relaxed);
}

/// One answered request. `path` comes without its query.
pub fn request(method: &Method, path: &str, status: StatusCode, took: Duration) {
    line(&format!(
        "{} {} {} {:.1}ms",
        plain(method.as_str(), 16),
        plain(path, MAX_PATH),
        status.as_u16(),
        took.as_secs_f64() * 1000.0
    ));
}

/// Something the operator may want to look into, in a sentence.
pub fn trouble(what: &str) {
    line(&format!("trouble: {what}"));
}

/// Something worth knowing, like a start or a stop.
pub fn note(what: &str) {
    line(what);
}

/// The sender's text, cut, and with a question mark for whatever could drive a terminal or forge a
/// line.
fn plain(text: &str, most: usize) -> String {
    text.chars()
        .take(most)
        .map(|c| if c.is_ascii_graphic() { c } else { '?' })
        .collect()
}

fn line(text: &str) {
    if !IS_ON.load(Ordering::Relaxed) {
        return;
    }
    // A closed standard error is no reason to stop serving, so `eprintln!`, which panics, won't do.
    let _ = writeln!(std::io::stderr(), "{} {text}", utc(SystemTime::now()));
}
