//! SIGKILL in the middle of many requests, with a mail server that fails at random: whatever was
//! acknowledged is announced, and no answer is in any byte that the mail server has seen.
//!
//! An ordinary run does three rounds of 200 requests. More of both:
//! `INTAKE_CRASH_ROUNDS=20 INTAKE_CRASH_REQUESTS=1000 cargo test -p intake --release crash`.

use crate::crash::{from_environment, send_and_kill};
use crate::mail_server::{MailServer, Manner};
use crate::program::Program;
use crate::requests::{id, wait_until};
use std::collections::HashSet;

/// Each is a channel of its own, with tries of its own.
const ADDRESSES: [&str; 3] = [
    "desk@clinic.example",
    "night@clinic.example",
    "doctor@clinic.example",
];

/// What would show that an answer of `sample` was mailed.
const ANSWERS: [&str; 5] = ["Sample", "010-0123", "anxiety", "First line", "Second line"];

/// A manner that differs from connection to connection, and is the same in every run.
fn at_random(mut state: u32) -> impl FnMut() -> Manner {
    move || {
        // xorshift32, by George Marsaglia.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        match state % 8 {
            0 => Manner::HangUp,
            1 => Manner::Greylist,
            2 => Manner::Refuse("@clinic.example"),
            3 => Manner::RefuseMessage,
            4 | 5 => Manner::DropAfterData,
            _ => Manner::Accept,
        }
    }
}

/// The references that a message names.
fn references(message: &str) -> HashSet<String> {
    let is_reference = |word: &&str| {
        word.split_once('-').is_some_and(|(high, low)| {
            (high.len(), low.len()) == (4, 4)
                && word.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
        })
    };
    let lines = message.lines().filter(|line| line.contains("  received "));
    lines
        .flat_map(str::split_whitespace)
        .filter(is_reference)
        .map(str::to_owned)
        .collect()
}

#[test]
fn killed_at_any_moment_every_acknowledged_request_is_announced() {
    let rounds = from_environment("INTAKE_CRASH_ROUNDS", 3);
    let requests = from_environment("INTAKE_CRASH_REQUESTS", 200);
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("intake.db");
    let mail = MailServer::start(Manner::Accept);
    let server = format!("smtp://{}", mail.address);
    let addresses = ADDRESSES.join(",");
    let flags = ["--notify", &addresses, "--mail-server", &server];
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        mail.choose(at_random(round + 1));
        let numbers = round * requests..(round + 1) * requests;
        let kill_after = (requests * (1 + round % 5) / 8) as usize;
        acknowledged.extend(send_and_kill(&database, numbers, kill_after, &flags));
    }
    assert!(acknowledged.len() >= (rounds * requests / 8) as usize);

    mail.behave(Manner::Accept);
    let mut program = Program::serve(&database, &flags);
    let connection = intake::database::open_to_read(&database).unwrap();
    wait_until("everything is delivered", || {
        let sql = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL";
        let left: i64 = connection.query_row(sql, (), |row| row.get(0)).unwrap();
        left == 0
    });
    program.signal("TERM");
    assert!(program.wait().success());

    let messages = mail.messages();
    let mut announced = HashSet::new();
    let mut said_again = 0;
    for message in messages.iter().filter(|message| !message.is_refused) {
        let (first, again) = message
            .text
            .split_once("Again, because")
            .unwrap_or((&message.text, ""));
        for reference in references(first) {
            assert!(
                announced.insert((message.to.clone(), reference.clone())),
                "{reference} may have been announced before, and this does not say so"
            );
        }
        for reference in references(again) {
            said_again += 1;
            announced.insert((message.to.clone(), reference));
        }
    }
    for number in &acknowledged {
        let reference = consultation_rules::RequestId::parse(&id(*number))
            .unwrap()
            .reference();
        for address in ADDRESSES {
            assert!(
                announced.contains(&(address.to_owned(), reference.clone())),
                "{reference} was not announced to {address}"
            );
        }
    }
    for answer in ANSWERS {
        assert!(!mail.has_seen(answer), "{answer} was mailed");
    }
    println!(
        "{rounds} rounds of {requests} requests: {} acknowledged, all announced, in {} messages on \
         {} connections; {said_again} times “again”",
        acknowledged.len(),
        messages.len(),
        mail.connections()
    );
}
