use crate::{id, response};
use consultation_rules::{
    Problem, ResponseMeaning, Submission, SuccessResponse, interpret, validate,
};

#[test]
fn field_errors_become_problem_details_like_the_example_in_the_rfc() {
    let errors = validate(&Submission::default()).expect_err("errors");
    let json = serde_json::to_value(Problem::field_errors(&errors)).expect("JSON");
    assert_eq!(
        json,
        serde_json::json!({
            "type": "about:blank",
            "title": "Unprocessable Content",
            "status": 422,
            "detail": "Correct the fields in “errors” and send the request again.",
            "errors": [
                { "detail": "Enter your full name", "pointer": "#/name" },
                { "detail": "Select how we should contact you", "pointer": "#/contact_preference" },
                {
                    "detail": "Check the box to let us use your answers to reply to you",
                    "pointer": "#/consent",
                },
            ],
        })
    );
}

#[test]
fn a_problem_without_detail_and_errors_has_no_empty_members() {
    let problem = Problem::new(404, "Not Found", None);
    assert_eq!(
        serde_json::to_string(&problem).expect("JSON"),
        r#"{"type":"about:blank","title":"Not Found","status":404}"#
    );
}

#[test]
fn a_problem_is_read_even_if_members_are_missing_or_new() {
    let problem: Problem = serde_json::from_str(r#"{"title":"Gone","balance":30}"#).expect("JSON");
    assert_eq!(problem.kind, "about:blank");
    assert_eq!(problem.title, "Gone");
    assert_eq!(
        (problem.status, problem.detail, problem.errors.len()),
        (0, None, 0)
    );
}

#[test]
fn the_page_reads_back_the_very_errors_the_endpoint_found() {
    let errors = validate(&Submission::default()).expect_err("errors");
    let body = serde_json::to_string(&Problem::field_errors(&errors)).expect("JSON");
    let answer = interpret(
        &response(422, Some(Problem::CONTENT_TYPE), None, &body),
        &id(),
        0,
        SuccessResponse::Json,
    );
    assert_eq!(
        answer,
        ResponseMeaning::FieldErrors {
            fields: errors,
            general: Vec::new()
        }
    );
}
