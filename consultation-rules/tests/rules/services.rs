//! Hosted form services: what they are sent and what their answers mean, as their documentation has it.
//!
//! No service is asked here; each test says where the contract it holds to can be read. Texts in the
//! answers are ours where the documentation leaves them open.

use crate::{ana, changed, id, response, to_form, to_json, valid};
use consultation_rules::{CHECKED, Field, ResponseMeaning, Submission, SuccessResponse, interpret};

/// An answer of a service, and what it means.
struct Row {
    status: u16,
    content_type: &'static str,
    body: &'static str,
    meaning: Meaning,
}

enum Meaning {
    Received(&'static str),
    FieldErrors(&'static [(Field, &'static str)], &'static [&'static str]),
    Refused,
    Busy,
    ServerError,
    NotUnderstood,
}

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=UTF-8";
/// The start of the request's own id, for services that give no reference.
const OURS: &str = "0B0E-7C12";

fn check(success_response: SuccessResponse, rows: &[Row]) {
    for row in rows {
        let response = response(row.status, Some(row.content_type), None, row.body);
        let status = row.status;
        let meaning = match &row.meaning {
            Meaning::Received(reference) => ResponseMeaning::Received {
                reference: (*reference).to_owned(),
            },
            Meaning::FieldErrors(fields, general) => ResponseMeaning::FieldErrors {
                fields: fields
                    .iter()
                    .map(|(field, message)| consultation_rules::FieldError {
                        field: *field,
                        message: (*message).into(),
                    })
                    .collect(),
                general: general.iter().map(|text| (*text).to_owned()).collect(),
            },
            Meaning::Refused => ResponseMeaning::Refused { status },
            Meaning::Busy => ResponseMeaning::Busy {
                retry_after_ms: None,
            },
            Meaning::ServerError => ResponseMeaning::ServerError,
            Meaning::NotUnderstood => ResponseMeaning::NotUnderstood { status },
        };
        let answer = interpret(&response, &id(), 0, success_response);
        assert_eq!(answer, meaning, "{status} {}", row.body);
    }
}

fn row(status: u16, content_type: &'static str, body: &'static str, meaning: Meaning) -> Row {
    Row {
        status,
        content_type,
        body,
        meaning,
    }
}

fn pair(name: &str, value: &str) -> [(String, String); 1] {
    [(name.to_owned(), value.to_owned())]
}

/// Someone who wants to hear by email.
fn ben() -> Submission {
    changed(
        Submission::default(),
        &[
            (Field::Name, "Ben Sample"),
            (Field::ContactPreference, "email"),
            (Field::Email, "ben@example.com"),
            (Field::Consent, CHECKED),
        ],
    )
}

/// <https://help.formspree.io/articles/building-your-form/submit-forms-with-javascript-ajax>, and the
/// client that Formspree publishes: `packages/formspree-core/src/submission.ts` in
/// <https://github.com/formspree/formspree-js> (an `error`, with `errors` of `code`, `field` if it is a
/// field's, and `message`; or `next`).
#[test]
fn formspree_answers_as_its_client_reads_it() {
    check(
        SuccessResponse::Json,
        &[
            row(
                200,
                JSON,
                r#"{"next":"/thanks?language=en","ok":true}"#,
                Meaning::Received(OURS),
            ),
            row(
                200,
                JSON,
                r#"{"next":"https://formspree.io/thanks"}"#,
                Meaning::Received(OURS),
            ),
            row(
                422,
                JSON,
                r#"{"error":"Validation errors","errors":[
                    {"code":"TYPE_EMAIL","field":"email","message":"should be an email"},
                    {"code":"REQUIRED_FIELD_EMPTY","field":"name","message":"is required"}]}"#,
                Meaning::FieldErrors(
                    &[
                        (Field::Name, "is required"),
                        (Field::Email, "should be an email"),
                    ],
                    &[],
                ),
            ),
            row(
                400,
                JSON,
                r#"{"error":"(legacy)","errors":[{"code":"EMPTY","message":"empty form"}]}"#,
                Meaning::FieldErrors(&[], &["empty form"]),
            ),
            row(
                403,
                JSON,
                r#"{"error":"This form is blocked","errors":[
                    {"code":"BLOCKED","message":"This form is blocked"}]}"#,
                Meaning::Refused,
            ),
            row(
                404,
                JSON,
                r#"{"error":"Form not found","errors":[
                    {"code":"FORM_NOT_FOUND","message":"Form not found"}]}"#,
                Meaning::Refused,
            ),
            row(400, JSON, r#"{"error":"Bad request"}"#, Meaning::Refused),
            row(429, JSON, r#"{"error":"Too many requests"}"#, Meaning::Busy),
            // Its page for people, which a request that asks for JSON should not get.
            row(
                200,
                HTML,
                "<!doctype html><title>Thanks!</title>",
                Meaning::NotUnderstood,
            ),
        ],
    );
}

/// Formspree replies to the address in `email`, and validates a field of that name: it must be an
/// address or absent (`FieldErrorCodeEnum.TYPE_EMAIL` in the client named above).
#[test]
fn formspree_gets_an_email_only_if_there_is_one() {
    let with = to_form(&id(), &valid(&ben()), &[]);
    assert!(with.contains("&email=ben%40example.com&"), "{with}");
    let without = to_form(&id(), &valid(&ana()), &[]);
    assert!(!without.contains("email"), "{without}");
    assert!(!without.contains("=&"), "nothing is sent empty: {without}");
}

/// <https://docs.netlify.com/manage/forms/setup/#submit-javascript-rendered-forms-with-ajax>: a POST to
/// any path of the site, urlencoded, with `form-name`. The same page, "Success messages": what is kept is
/// answered with a page, Netlify's own or one of the site's, and the status 200. Its documented scripts
/// look at nothing but the status.
#[test]
fn netlify_forms_thanks_with_a_page() {
    const THANKS: &str = "<!DOCTYPE html>\n<html><head><title>Form submission</title></head>\
        <body><h1>Thank you!</h1><p>Your form submission has been received.</p></body></html>";
    check(
        SuccessResponse::Html,
        &[
            row(200, HTML, THANKS, Meaning::Received(OURS)),
            row(
                404,
                HTML,
                "<!DOCTYPE html><title>Page not found</title>",
                Meaning::Refused,
            ),
            row(405, "text/plain", "", Meaning::Refused),
            row(429, HTML, "<h1>Too many requests</h1>", Meaning::Busy),
            row(500, HTML, "<h1>Error</h1>", Meaning::ServerError),
            row(200, "text/plain", "", Meaning::NotUnderstood),
        ],
    );
    check(
        SuccessResponse::Json,
        &[row(200, HTML, THANKS, Meaning::NotUnderstood)],
    );
}

/// The same page of Netlify's: `form-name` is what tells it which form the body belongs to.
#[test]
fn netlify_forms_gets_the_name_of_its_form_in_an_urlencoded_body() {
    let extra = pair("form-name", "consultation");
    assert_eq!(
        to_form(&id(), &valid(&ana()), &extra),
        "form-name=consultation&id=0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b\
         &name=Ana+Mar%C3%ADa+O%E2%80%99Neil&contact_preference=phone\
         &phone=%28555%29+010-0123&consent=yes"
    );
}

/// <https://docs.web3forms.com/getting-started/api-reference>: `success`, and a `message` at the top
/// or in `body`, beside `data` that repeats what was sent; 400 and 500 with `success: false`.
#[test]
fn web3forms_answers_as_its_reference_says() {
    check(
        SuccessResponse::Json,
        &[
            row(
                200,
                JSON,
                r#"{"success":true,"message":"Email sent successfully!",
                    "data":{"name":"Ana","id":"0b0e","error":"typed by a visitor"}}"#,
                Meaning::Received(OURS),
            ),
            row(
                200,
                JSON,
                r#"{"statusCode":200,"success":true,
                    "body":{"data":{"name":"Ana"},"message":"Email sent successfully!"}}"#,
                Meaning::Received(OURS),
            ),
            row(
                400,
                JSON,
                r#"{"success":false,"message":"Invalid access key"}"#,
                Meaning::Refused,
            ),
            row(
                400,
                JSON,
                r#"{"statusCode":400,"success":false,
                    "body":{"data":{},"message":"Error Description"}}"#,
                Meaning::Refused,
            ),
            row(
                500,
                JSON,
                r#"{"statusCode":500,"success":false,
                    "body":{"data":{},"message":"Something went wrong."}}"#,
                Meaning::ServerError,
            ),
            // Were the status lost on the way.
            row(
                200,
                JSON,
                r#"{"success":false,"message":"Invalid access key"}"#,
                Meaning::NotUnderstood,
            ),
            row(
                200,
                JSON,
                r#"{"statusCode":400,"body":{"message":"Error Description"}}"#,
                Meaning::NotUnderstood,
            ),
        ],
    );
}

/// The same page of Web3Forms': `access_key` is required, `email` becomes the address to reply to, and
/// every other name is passed on as it is, so what was not answered must not come as words.
#[test]
fn web3forms_gets_its_access_key_in_either_encoding() {
    let extra = pair("access_key", "00000000-0000-4000-8000-000000000000");
    let form = to_form(&id(), &valid(&ben()), &extra);
    assert!(
        form.starts_with("access_key=00000000-0000-4000-8000-000000000000&id="),
        "{form}"
    );
    assert!(!form.contains("null") && !form.contains("phone"), "{form}");
    let json = to_json(&id(), &valid(&ben()), &extra);
    assert!(
        json.starts_with(r#"{"access_key":"00000000-0000-4000-8000-000000000000","id":"#),
        "{json}"
    );
}

/// <https://docs.usebasin.com/guides/form-features/ajax>: 200 for what is kept, else JSON with `error`;
/// <https://docs.usebasin.com/guides/form-features/input-types>: JSON, form data or urlencoded.
#[test]
fn basin_answers_with_success_or_an_error() {
    check(
        SuccessResponse::Json,
        &[
            row(
                200,
                JSON,
                r#"{"success":true,"id":1234}"#,
                Meaning::Received("1234"),
            ),
            row(200, JSON, r#"{"success":true}"#, Meaning::Received(OURS)),
            row(
                200,
                JSON,
                r#"{"success":false,"error":"Spam"}"#,
                Meaning::NotUnderstood,
            ),
            row(422, JSON, r#"{"error":"Form is closed"}"#, Meaning::Refused),
        ],
    );
}

/// The script that Formcarry gives to its users for jQuery takes a `code` of 200 for success, and anything
/// else in an answer of 200 for a failure.
#[test]
fn formcarry_says_in_the_body_what_its_status_may_not() {
    check(
        SuccessResponse::Json,
        &[
            row(
                200,
                JSON,
                r#"{"code":200,"status":"success","title":"Thank you!","message":"We received your submission"}"#,
                Meaning::Received(OURS),
            ),
            row(
                200,
                JSON,
                r#"{"code":422,"status":"error","title":"Missing fields","message":"Fill them"}"#,
                Meaning::NotUnderstood,
            ),
            row(
                200,
                JSON,
                r#"{"code":403,"title":"Form is archived"}"#,
                Meaning::NotUnderstood,
            ),
        ],
    );
}

/// Google Apps Script, as the guide many small sites follow has it:
/// <https://github.com/dwyl/learn-to-send-email-via-google-script-html-no-server>. Its status is always
/// 200, and a script that broke answers with a page.
#[test]
fn a_google_apps_script_says_error_with_200() {
    check(
        SuccessResponse::Json,
        &[
            row(
                200,
                JSON,
                r#"{"result":"success","data":"{\"name\":[\"Ana\"]}"}"#,
                Meaning::Received(OURS),
            ),
            row(
                200,
                JSON,
                r#"{"result":"error","error":{"name":"Exception"}}"#,
                Meaning::NotUnderstood,
            ),
            row(
                200,
                HTML,
                "<!DOCTYPE html><title>Error</title>Script function not found: doPost",
                Meaning::NotUnderstood,
            ),
        ],
    );
}
