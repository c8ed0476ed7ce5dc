//! The consultation request from the outside. One test program, because each costs a link.

mod email;
mod endpoint;
mod fields;
mod generated;
mod phone;
mod problem;
mod request;
mod response;
mod rules;
mod sending;
mod services;

use consultation_rules::{
    CHECKED, Field, Json, RequestBody, RequestId, Response, Submission, ValidSubmission, json_text,
    validate,
};

/// `submission` with other values in some fields.
fn changed(mut submission: Submission, values: &[(Field, &str)]) -> Submission {
    for (field, value) in values {
        submission.set(*field, *value);
    }
    submission
}

/// `submission` with the trap field filled.
fn caught(mut submission: Submission, honeypot: &str) -> Submission {
    honeypot.clone_into(&mut submission.honeypot);
    submission
}

/// What a person who wants to be called might type.
fn ana() -> Submission {
    changed(
        Submission::default(),
        &[
            (Field::Name, "Ana María O’Neil"),
            (Field::ContactPreference, "phone"),
            (Field::Phone, "(555) 010-0123"),
            (Field::Consent, CHECKED),
        ],
    )
}

fn valid(submission: &Submission) -> ValidSubmission {
    validate(submission).expect("a valid submission")
}

fn id() -> RequestId {
    RequestId::parse("0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b").expect("a UUID")
}

/// A request's JSON, written by serde_json in the place of the browser.
fn to_json(id: &RequestId, submission: &ValidSubmission, extra: &[(String, String)]) -> String {
    let body = RequestBody {
        id,
        submission,
        extra,
    };
    serde_json::to_string(&body).expect("JSON")
}

fn to_form(id: &RequestId, submission: &ValidSubmission, extra: &[(String, String)]) -> String {
    consultation_rules::to_form(&RequestBody {
        id,
        submission,
        extra,
    })
}

/// A response, its JSON read by serde_json in the place of the browser.
fn response<'a>(
    status: u16,
    content_type: Option<&'a str>,
    retry_after: Option<&'a str>,
    body: &'a str,
) -> Response<'a> {
    let json: Option<Json> =
        json_text(content_type, body).and_then(|text| serde_json::from_str(text).ok());
    Response {
        status,
        content_type,
        retry_after,
        body,
        json,
    }
}
