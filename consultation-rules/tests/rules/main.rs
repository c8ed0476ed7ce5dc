//! The consultation request from the outside. One test program, because each costs a link.

mod email;
mod endpoint;
mod fields;
mod generated;
mod phone;
mod problem;
mod reply;
mod request;
mod rules;
mod sending;
mod services;

use consultation::{Answers, RequestId, ValidAnswers, validate};

/// Answers that a person who wants to be called might give.
fn ana() -> Answers {
    Answers {
        name: "Ana María O’Neil".to_owned(),
        contact_preference: "phone".to_owned(),
        phone: "(555) 010-0123".to_owned(),
        consent: true,
        ..Answers::default()
    }
}

fn valid(answers: &Answers) -> ValidAnswers {
    validate(answers).expect("valid answers")
}

fn id() -> RequestId {
    RequestId::parse("0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b").expect("a UUID")
}
