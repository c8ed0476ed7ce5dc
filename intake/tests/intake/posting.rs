//! Requests as the page sends them: stored exactly once, or refused with a reason.

use crate::requests::{Request, SAMPLE_FORM, id, sample, wait_until};
use crate::serving::{Serving, rows};
use serde_json::{Value, json};
use std::sync::Barrier;

fn changed(mut request: Value, name: &str, value: Value) -> Value {
    request[name] = value;
    request
}

#[test]
fn a_request_is_stored_with_all_its_answers_and_given_a_reference() {
    let server = Serving::start();
    let answer = server.post(&sample(0x0b0e_7c12));
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.json(),
        json!({"id": id(0x0b0e_7c12), "reference": "0B0E-7C12"})
    );
    let rows = server.rows();
    assert_eq!(rows.len(), 1);
    let row = serde_json::to_value(&rows[0]).unwrap();
    assert_eq!(row["id"], id(0x0b0e_7c12));
    assert_eq!(row["reference"], "0B0E-7C12");
    for (name, value) in sample(0x0b0e_7c12).as_object().unwrap() {
        assert_eq!(&row[name], value, "{name}");
    }
    let received_at = row["received_at"].as_str().unwrap();
    assert!(received_at.starts_with("20") && received_at.ends_with('Z'));
}

#[test]
fn the_same_request_sent_again_gets_the_same_answer_and_is_stored_once() {
    let server = Serving::start();
    let first = server.post(&sample(1));
    let mut again = sample(1);
    again["id"] = id(1).to_uppercase().into();
    again["name"] = "  Sample Person 1 ".into();
    again["message"] = "First line\r\nSecond line".into();
    again["elapsed_ms"] = 99_000.into();
    let second = server.post(&again);
    assert_eq!((first.status, second.status), (201, 200));
    assert_eq!(first.json(), second.json());
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn other_answers_under_a_used_id_are_refused_and_change_nothing() {
    let server = Serving::start();
    server.post(&sample(1));
    let before = server.rows();
    for (name, value) in [
        ("name", json!("Another Person")),
        ("contact_preference", json!("text")),
        ("phone", json!("(555) 010-0199")),
        ("email", json!("sample@example.com")),
        ("best_time", Value::Null),
        ("topic", json!("ptsd")),
        ("message", json!("Something else")),
    ] {
        let answer = server.post(&changed(sample(1), name, value));
        assert_eq!(answer.status, 422, "{name}");
        assert_eq!(answer.pointers(), ["#/id"], "{name}");
    }
    assert_eq!(server.rows(), before);
}

#[test]
fn fields_to_correct_are_all_named_at_once_in_the_pages_own_words() {
    let server = Serving::start();
    let answer = server.post(&json!({"id": id(1), "contact_preference": "text", "consent": false}));
    assert_eq!(answer.status, 422);
    assert_eq!(answer.pointers(), ["#/name", "#/phone", "#/consent"]);
    let received = consultation_rules::from_json(br#"{"contact_preference":"text"}"#).unwrap();
    let expected = received.validate().unwrap_err();
    for (error, expected) in answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .zip(expected)
    {
        assert_eq!(error["detail"], *expected.message);
    }
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn what_is_no_request_is_refused_with_the_place_that_is_wrong() {
    let server = Serving::start();
    let json_text = |text: &str| Request::json(&Value::Null).body(text);
    for (body, status, pointer) in [
        ("", 400, None),
        ("{", 400, None),
        ("[]", 400, None),
        ("\"text\"", 400, None),
        (r#"{"id":7}"#, 422, Some("#/id")),
        (r#"{"id":"not-a-uuid"}"#, 422, Some("#/id")),
        (r#"{"name":7}"#, 422, Some("#/name")),
        (r#"{"consent":"yes"}"#, 422, Some("#/consent")),
        (r#"{"name":"a","name":"b"}"#, 422, Some("#/name")),
    ] {
        let answer = server.send(&json_text(body));
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(answer.pointers(), Vec::from_iter(pointer), "{body}");
    }
    let no_id = server.post(&changed(sample(1), "id", Value::Null));
    assert_eq!(
        (no_id.status, no_id.pointers()),
        (422, vec!["#/id".to_owned()])
    );
    let not_utf_8 = Request::json(&Value::Null).body(*b"{\"name\":\"\xff\"}");
    assert_eq!(server.send(&not_utf_8).status, 400);
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn fifty_tries_of_one_request_at_the_same_moment_make_one_row() {
    let server = Serving::start();
    let barrier = Barrier::new(50);
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..50)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    server.post(&sample(1)).status
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses[49], 201, "one of them stored it");
    assert!(statuses[..49].iter().all(|status| *status == 200));
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn two_servers_on_one_database_store_one_id_once() {
    let one = Serving::start();
    let two = Serving::with(|settings| settings.database.clone_from(&one.database));
    let barrier = Barrier::new(20);
    let stored: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|number| {
                let server = if number % 2 == 0 { &one } else { &two };
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    let status = server.post(&sample(1)).status;
                    assert!(matches!(status, 200 | 201), "{status}");
                    usize::from(status == 201)
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(stored, 1);
    assert_eq!(one.rows().len(), 1);
}

#[test]
fn a_filled_trap_is_answered_like_a_success_and_stored_nowhere() {
    let server = Serving::start();
    let real = server.post(&sample(1));
    let trapped = server.post(&changed(sample(2), "referral_code", json!("spam")));
    assert_eq!(trapped.status, real.status);
    assert_eq!(trapped.json()["id"], id(2));
    let mut empty_but_trapped = json!({"id": id(3), "referral_code": "x"});
    assert_eq!(
        server.post(&empty_but_trapped).status,
        201,
        "whatever else is in it"
    );
    empty_but_trapped["id"] = Value::Null;
    assert_eq!(
        server.post(&empty_but_trapped).status,
        422,
        "as without the trap"
    );

    let mut form = SAMPLE_FORM;
    form[7].1 = "spam";
    let answer = server.send(&Request::form(&form));
    assert_eq!(answer.status, 303);
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn an_earlier_page_that_says_how_long_it_was_open_is_stored_like_any_other() {
    let server = Serving::start();
    for (number, elapsed) in [(1, json!(7)), (2, json!("long"))] {
        let answer = server.post(&changed(sample(number), "elapsed_ms", elapsed));
        assert_eq!(answer.status, 201);
    }
    assert_eq!(server.rows().len(), 2);
}

#[test]
fn when_too_many_wait_the_next_is_asked_to_come_back_and_none_is_lost() {
    let server = Serving::with(|settings| settings.limits.queue = 2);
    let lock = server.connection();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (accepted, refused) = std::thread::scope(|scope| {
        // More than the writer and the queue can hold; each is sent until it is taken.
        let senders: Vec<_> = (0..10)
            .map(|number| {
                let server = &server;
                scope.spawn(move || {
                    let mut refused = 0;
                    loop {
                        let answer = server.post(&sample(number));
                        if answer.status == 201 {
                            return refused;
                        }
                        assert_eq!(answer.status, 503);
                        assert!(answer.header("retry-after").is_some());
                        refused += 1;
                        std::thread::sleep(std::time::Duration::from_millis(20));
                    }
                })
            })
            .collect();
        wait_until("the queue is full", || server.get("/healthz").status == 503);
        lock.execute_batch("ROLLBACK").unwrap();
        let refused: Vec<usize> = senders.into_iter().map(|one| one.join().unwrap()).collect();
        (refused.len(), refused.iter().sum::<usize>())
    });
    assert_eq!(accepted, 10);
    assert!(refused > 0);
    assert_eq!(server.rows().len(), 10);
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn a_request_is_in_the_database_before_it_is_acknowledged() {
    let server = Serving::start();
    for number in 0..20 {
        assert_eq!(server.post(&sample(number)).status, 201);
        assert_eq!(rows(&server.database).len(), number as usize + 1);
    }
}
