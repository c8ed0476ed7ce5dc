//! Stopping: what is in flight is finished, nothing is lost, and it doesn't take forever.

use crate::program::Program;
use crate::requests::{Request, connect, read_answer, sample, wait_until};
use crate::serving::{Serving, rows};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// A request whose body is half sent.
fn half_sent(address: std::net::SocketAddr, body: &Value) -> (TcpStream, Vec<u8>) {
    let body = body.to_string().into_bytes();
    let (first, rest) = body.split_at(body.len() / 2);
    let mut stream = connect(address).unwrap();
    let head = Request::json(&Value::Null)
        .header("expect", "100-continue")
        .head(body.len());
    stream.write_all(head.as_bytes()).unwrap();
    // The server says "continue" once it waits for the body: the request is in flight.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(first).unwrap();
    (stream, rest.to_vec())
}

fn is_refused(address: std::net::SocketAddr) -> bool {
    TcpStream::connect(address).is_err()
}

fn term_finishes(signal: &str) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mut program = Program::serve(&database, &[]);
    let address = program.address;
    let (mut stream, rest) = half_sent(address, &sample(1));
    program.signal(signal);
    wait_until("no connection is accepted", || is_refused(address));
    stream.write_all(&rest).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 201);
    let status = program.wait();
    assert_eq!(status.code(), Some(0), "{}", program.log());
    assert!(program.log().contains("stopped"));
    let log = format!("{}-wal", database.display());
    assert!(
        !Path::new(&log).exists(),
        "the log is folded into the database"
    );
    assert_eq!(rows(&database).len(), 1);
}

#[test]
fn sigterm_finishes_the_request_in_flight_and_exits_with_0() {
    term_finishes("TERM");
}

#[test]
fn sigint_does_the_same() {
    term_finishes("INT");
}

#[test]
fn a_connection_without_a_request_does_not_hold_the_stop_up() {
    let mut server = Serving::start();
    let mut idle = connect(server.address).unwrap();
    let request = Request::get("/healthz")
        .head(0)
        .replace("connection: close\r\n", "");
    idle.write_all(request.as_bytes()).unwrap();
    let mut answered = [0; 12];
    idle.read_exact(&mut answered).unwrap();
    assert_eq!(&answered, b"HTTP/1.1 200");
    let began = Instant::now();
    server.ask_to_stop();
    server.wait().unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_request_that_never_ends_is_cut_off_after_a_while() {
    let mut server = Serving::with(|settings| {
        settings.limits.stop_time = Duration::from_millis(300);
        settings.limits.body_time = Duration::from_secs(600);
    });
    let (_stream, _rest) = half_sent(server.address, &sample(1));
    let began = Instant::now();
    server.ask_to_stop();
    server.wait().unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_second_signal_stops_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::serve(&folder.path().join("intake.db"), &[]);
    let address = program.address;
    let _in_flight = half_sent(address, &sample(1));
    program.signal("TERM");
    wait_until("no connection is accepted", || is_refused(address));
    program.signal("TERM");
    let began = Instant::now();
    assert_eq!(program.wait().code(), Some(1));
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
}
