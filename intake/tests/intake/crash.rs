//! SIGKILL in the middle of many requests: what was acknowledged is there, nothing is there twice.
//!
//! An ordinary run does three rounds of 300 requests. More of both:
//! `INTAKE_CRASH_ROUNDS=100 INTAKE_CRASH_REQUESTS=1000 cargo test -p intake --release crash`.

use crate::program::Program;
use crate::requests::{Request, id, sample, wait_until};
use crate::serving::rows;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread::Builder;

pub fn from_environment(name: &str, otherwise: u32) -> u32 {
    match std::env::var(name) {
        Ok(value) => value.parse().expect("a number"),
        Err(_) => otherwise,
    }
}

#[test]
fn killed_in_the_middle_of_many_requests_nothing_acknowledged_is_lost_or_doubled() {
    let rounds = from_environment("INTAKE_CRASH_ROUNDS", 3);
    let requests = from_environment("INTAKE_CRASH_REQUESTS", 300);
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mut expected = HashSet::new();
    let mut cut_off = 0;
    for round in 0..rounds {
        let numbers = round * requests..(round + 1) * requests;
        // Every round kills at another moment: after the first few, or towards the end.
        let kill_after = (requests * (1 + round % 5) / 8) as usize;
        let acknowledged = send_and_kill(&database, numbers.clone(), kill_after, &[]);
        cut_off += numbers.len() - acknowledged.len();

        let program = Program::serve(&database, &["--rate-limit", "0"]);
        let stored: Vec<String> = rows(&database).into_iter().map(|row| row.id).collect();
        let distinct: HashSet<&String> = stored.iter().collect();
        assert_eq!(
            distinct.len(),
            stored.len(),
            "round {round}: something is there twice"
        );
        for number in &acknowledged {
            assert!(
                distinct.contains(&id(*number)),
                "round {round}: {number} was acknowledged and is lost"
            );
        }
        // What a page does that got no answer: it sends the same again.
        for number in numbers {
            let status = Request::json(&sample(number)).send(program.address).status;
            let there = distinct.contains(&id(number));
            assert_eq!(
                status,
                if there { 200 } else { 201 },
                "round {round}: {number}"
            );
            expected.insert(id(number));
        }
        let after = rows(&database);
        assert_eq!(after.len(), expected.len(), "round {round}");
        assert!(after.iter().all(|row| expected.contains(&row.id)));
    }
    assert!(cut_off > 0, "the kills came too late to cut anything off");
    println!("{rounds} rounds of {requests} requests, {cut_off} cut off, none lost, none doubled");
}

/// Sends all of these requests at once, kills the server as soon as `kill_after` of them have been
/// acknowledged, and gives those that were acknowledged in the end. `more` are flags of the server.
pub fn send_and_kill(
    database: &std::path::Path,
    numbers: std::ops::Range<u32>,
    kill_after: usize,
    more: &[&str],
) -> Vec<u32> {
    // A trusted proxy may have as many connections as it needs, even a thousand.
    let flags = ["--rate-limit", "0", "--trusted-proxy", "127.0.0.1"];
    let mut program = Program::serve(database, &[&flags, more].concat());
    let address = program.address;
    let acknowledged = Mutex::new(Vec::new());
    let count = AtomicUsize::new(0);
    let barrier = Barrier::new(numbers.len());
    std::thread::scope(|scope| {
        for number in numbers {
            let (acknowledged, count, barrier) = (&acknowledged, &count, &barrier);
            Builder::new()
                .stack_size(128 * 1024)
                .spawn_scoped(scope, move || {
                    let request = Request::json(&sample(number));
                    barrier.wait();
                    match request.try_send(address) {
                        Some(answer) if answer.status == 201 => {
                            acknowledged.lock().unwrap().push(number);
                            count.fetch_add(1, Ordering::SeqCst);
                        }
                        Some(answer) => assert_eq!(answer.status, 503, "or an honest refusal"),
                        None => {}
                    }
                })
                .unwrap();
        }
        wait_until("enough are acknowledged", || {
            count.load(Ordering::SeqCst) >= kill_after
        });
        program.kill();
    });
    acknowledged.into_inner().unwrap()
}
