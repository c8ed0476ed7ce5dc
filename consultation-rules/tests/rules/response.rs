use crate::{id, response};
use consultation_rules::response::{BODY_MAX, GENERAL_MAX, REFERENCE_MAX, TEXT_MAX};
use consultation_rules::{Field, FieldError, ResponseMeaning, SuccessResponse, interpret};

const JSON: Option<&str> = Some("application/json");
const HTML: Option<&str> = Some("text/html; charset=utf-8");
const PAGE: &str = "<!doctype html><title>Welcome</title>";
/// The fake clock: 1994-11-06 08:49:37 UTC.
const NOW: u64 = 784_111_777_000;

fn answer(status: u16, content_type: Option<&str>, body: &str) -> ResponseMeaning {
    answer_where(SuccessResponse::Json, status, content_type, body)
}

/// The answer of an endpoint that says thanks with a page of HTML.
fn answer_where_html_thanks(
    status: u16,
    content_type: Option<&str>,
    body: &str,
) -> ResponseMeaning {
    answer_where(SuccessResponse::Html, status, content_type, body)
}

fn answer_where(
    success_response: SuccessResponse,
    status: u16,
    content_type: Option<&str>,
    body: &str,
) -> ResponseMeaning {
    let response = response(status, content_type, None, body);
    interpret(&response, &id(), NOW, success_response)
}

fn answer_with_retry_after(status: u16, retry_after: &str) -> ResponseMeaning {
    let response = response(status, None, Some(retry_after), "");
    interpret(&response, &id(), NOW, SuccessResponse::Json)
}

fn received(reference: &str) -> ResponseMeaning {
    ResponseMeaning::Received {
        reference: reference.to_owned(),
    }
}

fn errors(fields: &[(Field, &str)], general: &[&str]) -> ResponseMeaning {
    ResponseMeaning::FieldErrors {
        fields: fields
            .iter()
            .map(|(field, message)| FieldError {
                field: *field,
                message: (*message).to_owned().into(),
            })
            .collect(),
        general: general.iter().map(|text| (*text).to_owned()).collect(),
    }
}

const OURS: &str = "0B0E-7C12";

#[test]
fn json_without_an_error_is_a_success() {
    for status in [200, 201, 202] {
        for body in [
            "{}",
            r#" {"ok":true} "#,
            "\u{FEFF}{\"ok\":true}\r\n",
            r#"{"success":true,"error":null,"errors":[]}"#,
            r#"{"success":"true","message":"The form was submitted successfully."}"#,
            r#"{"error":false,"errors":{}}"#,
            r#"{"error":"","errors":null}"#,
            r#"{"error":0}"#,
            r#"{"status":"ok","result":"success"}"#,
            r#"{"status":201}"#,
            r#"{"next":"/thanks?language=en","ok":true}"#,
            r#"{"data":{"error":"an answer's own"}}"#,
            r#"{"code":200,"statusCode":"201","status":"received"}"#,
            r#"{"Success":1,"ok":"Ja","errorMessage":null,"errorCount":0}"#,
            r#"{"status":"2026-11-23","terror":"no name of an error"}"#,
        ] {
            for content_type in [
                JSON,
                Some("Application/JSON; charset=utf-8"),
                Some("application/hal+json"),
                Some("text/plain;charset=UTF-8"), // some platforms' default for any body
                None,
            ] {
                assert_eq!(
                    answer(status, content_type, body),
                    received(OURS),
                    "{status} {content_type:?} {body}"
                );
            }
        }
    }
}

#[test]
fn an_empty_created_is_a_success() {
    for (content_type, body) in [(None, ""), (JSON, " \r\n")] {
        assert_eq!(answer(201, content_type, body), received(OURS));
    }
}

/// A firewall's challenge is a 202 with the request blocked, with and without a page:
/// <https://docs.aws.amazon.com/waf/latest/APIReference/API_ChallengeAction.html>.
#[test]
fn accepted_and_no_content_say_nothing_without_json() {
    for (status, content_type, body) in [
        (204, None, ""),
        (202, None, ""),
        (202, Some("text/plain"), "Accepted"),
        (202, HTML, PAGE),
        (202, HTML, ""),
        (202, JSON, "not JSON"),
    ] {
        for counts in [SuccessResponse::Json, SuccessResponse::Html] {
            assert_eq!(
                answer_where(counts, status, content_type, body),
                ResponseMeaning::NotUnderstood { status },
                "{status} {body}"
            );
        }
    }
}

#[test]
fn where_an_empty_body_means_success_nothing_else_does_besides_json() {
    let answer = |status, content_type, body| {
        answer_where(SuccessResponse::Empty, status, content_type, body)
    };
    for status in [200, 201, 202, 204] {
        for content_type in [None, HTML, Some("text/plain")] {
            assert_eq!(answer(status, content_type, ""), received(OURS), "{status}");
        }
    }
    for status in [200, 201, 202] {
        assert_eq!(answer(status, JSON, "{}"), received(OURS), "{status}");
        for (content_type, body) in [
            (HTML, PAGE),
            (Some("text/plain"), "Accepted"),
            (JSON, r#"{"success":false}"#),
        ] {
            assert_eq!(
                answer(status, content_type, body),
                ResponseMeaning::NotUnderstood { status },
                "{status} {body}"
            );
        }
    }
    for status in [203, 205, 206, 304] {
        assert_eq!(
            answer(status, None, ""),
            ResponseMeaning::NotUnderstood { status }
        );
    }
    assert_eq!(
        answer(404, None, ""),
        ResponseMeaning::Refused { status: 404 }
    );
}

#[test]
fn a_page_or_anything_else_in_place_of_json_is_no_success() {
    for status in [200, 201] {
        for (content_type, body) in [
            (HTML, PAGE),
            (None, PAGE),
            (JSON, PAGE),
            (HTML, "{}"), // a page, even if it reads like JSON
            (Some("application/xhtml+xml"), "{}"),
            (Some("TEXT/HTML"), "{}"),
            (Some("text/xml"), "{}"),
            (Some("text/plain"), "OK"),
            (JSON, "true"),
            (JSON, "null"),
            (JSON, "\"ok\""),
            (JSON, "[]"),
            (JSON, "7"),
            (JSON, "{\"ok\":true"),
            (JSON, "{\"ok\":true}{}"),
            (JSON, "{ok:true}"),
        ] {
            assert_eq!(
                answer(status, content_type, body),
                ResponseMeaning::NotUnderstood { status },
                "{status} {content_type:?} {body}"
            );
        }
    }
    for content_type in [None, JSON, HTML] {
        assert_eq!(
            answer(200, content_type, " "),
            ResponseMeaning::NotUnderstood { status: 200 }
        );
    }
}

#[test]
fn an_error_in_the_clothes_of_a_success_is_no_success() {
    for status in [200, 201, 202] {
        for body in [
            r#"{"error":"Form not found"}"#,
            r#"{"error":true}"#,
            r#"{"error":1}"#,
            r#"{"error":{"code":7}}"#,
            r#"{"errors":["",7]}"#,
            r#"{"errors":"yes"}"#,
            r#"{"success":false}"#,
            r#"{"success":"false","message":"Activate the form first"}"#,
            r#"{"success":0}"#,
            r#"{"ok":false}"#,
            r#"{"status":"error"}"#,
            r#"{"status":"FAIL"}"#,
            r#"{"status":500,"title":"Internal Server Error"}"#,
            r#"{"result":"failure"}"#,
            r#"{"reference":"AB-12","success":false}"#,
            r#"{"success":null}"#,
            r#"{"success":""}"#,
            r#"{"success":" No "}"#,
            r#"{"success":"error"}"#,
            r#"{"success":[]}"#,
            r#"{"success":-1}"#,
            r#"{"success":0.0}"#,
            r#"{"ok":"0"}"#,
            r#"{"status":"500"}"#,
            r#"{"status":"rejected"}"#,
            r#"{"result":" Invalid key"}"#,
            r#"{"code":403,"message":"Form is closed"}"#,
            r#"{"statusCode":400,"body":{"message":"Error Description"}}"#,
            // The case of names is a matter of the endpoint's language.
            r#"{"Success":false}"#,
            r#"{"ERRORS":{"other":{}}}"#,
            // What AWS Lambda answers, with status 200, for a function that failed.
            r#"{"errorMessage":"Task timed out","errorType":"Sandbox.Timedout"}"#,
            r#"{"error_description":"expired"}"#,
            // Two readers would take different ones.
            r#"{"success":true,"success":false}"#,
            r#"{"error":null,"error":"Form not found"}"#,
        ] {
            assert_eq!(
                answer(status, JSON, body),
                ResponseMeaning::NotUnderstood { status },
                "{status} {body}"
            );
        }
        assert_eq!(
            answer(status, Some("application/problem+json"), "{}"),
            ResponseMeaning::NotUnderstood { status }
        );
    }
}

#[test]
fn where_a_page_of_html_means_success_it_is_one_with_200_and_201_only() {
    let xhtml = Some("Application/XHTML+XML;charset=utf-8");
    for (content_type, body) in [
        (HTML, PAGE),
        (HTML, "\u{FEFF}\r\n<html>"),
        (xhtml, "<?xml version=\"1.0\"?><html/>"),
        (HTML, &["<p>", &"x".repeat(BODY_MAX), "</p>"].concat()),
    ] {
        for status in [200, 201] {
            assert_eq!(
                answer_where_html_thanks(status, content_type, body),
                received(OURS),
                "{status} {body:.20}"
            );
            assert_eq!(
                answer(status, content_type, body),
                ResponseMeaning::NotUnderstood { status },
            );
        }
        for status in [0, 203, 206, 301, 304, 600] {
            assert_eq!(
                answer_where_html_thanks(status, content_type, body),
                ResponseMeaning::NotUnderstood { status }
            );
        }
        for status in [400, 401, 403, 404, 405, 410, 413, 422] {
            assert_eq!(
                answer_where_html_thanks(status, content_type, body),
                ResponseMeaning::Refused { status }
            );
        }
        for status in [408, 500, 502, 503] {
            assert_eq!(
                answer_where_html_thanks(status, content_type, body),
                ResponseMeaning::ServerError
            );
        }
    }
}

#[test]
fn where_a_page_of_html_means_success_everything_else_means_what_it_always_does() {
    for status in [200, 201, 202, 204, 400, 404, 409, 422, 429, 500] {
        for (content_type, body) in [
            (None, ""),
            (HTML, " "),
            (HTML, "{}"),
            (HTML, "Form not found"),
            (HTML, r#"{"success":false}"#),
            (HTML, r#"{"errors":{"name":["Enter your name"]}}"#),
            (None, PAGE),
            (JSON, PAGE),
            (Some("text/plain"), PAGE),
            (Some("text/xml"), "<?xml version=\"1.0\"?><error/>"),
            (Some("application/xml"), "<error/>"),
            (JSON, r#"{"ok":true}"#),
            (JSON, r#"{"error":"Form not found"}"#),
            (
                JSON,
                r#"{"errors":[{"field":"name","message":"Enter it"}]}"#,
            ),
            (JSON, r#"{"ok":true"#),
        ] {
            assert_eq!(
                answer_where_html_thanks(status, content_type, body),
                answer(status, content_type, body),
                "{status} {content_type:?} {body}"
            );
        }
    }
    assert_eq!(
        answer_where_html_thanks(200, HTML, ""),
        ResponseMeaning::NotUnderstood { status: 200 }
    );
    assert_eq!(
        answer_where_html_thanks(200, HTML, r#"{"success":false}"#),
        ResponseMeaning::NotUnderstood { status: 200 }
    );
}

#[test]
fn what_counts_is_named_in_settings_and_attributes() {
    for html in SuccessResponse::ALL {
        assert_eq!(SuccessResponse::from_value(html.value()), Some(html));
    }
    for other in ["", "Json", "success", "page"] {
        assert_eq!(SuccessResponse::from_value(other), None);
    }
    assert_eq!(SuccessResponse::default(), SuccessResponse::Json);
}

#[test]
fn bytes_that_are_no_text_in_utf_8_are_no_success() {
    let utf_16: Vec<u8> = "{\"ok\":true}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let with_mark = [&[0xFF, 0xFE], &utf_16[..]].concat();
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xabV\xca".to_vec();
    for bytes in [utf_16, with_mark, gzip] {
        let body = String::from_utf8_lossy(&bytes);
        for content_type in [JSON, Some("application/json; charset=utf-16"), None] {
            assert_eq!(
                answer(200, content_type, &body),
                ResponseMeaning::NotUnderstood { status: 200 }
            );
            assert_eq!(
                answer(422, content_type, &body),
                ResponseMeaning::Refused { status: 422 }
            );
        }
    }
}

#[test]
fn json_beyond_reason_is_no_success_and_no_harm() {
    let deep = |levels: usize| {
        [
            "{\"ok\":true,\"a\":",
            &"[".repeat(levels),
            &"]".repeat(levels),
            "}",
        ]
        .concat()
    };
    assert_eq!(answer(200, JSON, &deep(50)), received(OURS));
    for body in [
        deep(65),
        deep(30_000),
        "[".repeat(BODY_MAX),
        "{\"a\":".repeat(10_000),
        "\"".to_owned(),
        "{\"a\":\"\\ud800\"}".to_owned(),
    ] {
        assert_eq!(
            answer(200, JSON, &body),
            ResponseMeaning::NotUnderstood { status: 200 }
        );
        assert_eq!(
            answer(422, JSON, &body),
            ResponseMeaning::Refused { status: 422 }
        );
    }
    for number in ["18446744073709551616", "0.1", "-7"] {
        let body = ["{\"ok\":true,\"id\":", number, "}"].concat();
        assert_eq!(answer(200, JSON, &body), received(OURS));
    }
}

#[test]
fn field_errors_in_the_clothes_of_a_success_are_field_errors() {
    assert_eq!(
        answer(
            200,
            JSON,
            r#"{"errors":[{"field":"email","message":"should be an email"}]}"#
        ),
        errors(&[(Field::Email, "should be an email")], &[])
    );
}

#[test]
fn the_reference_is_the_endpoints_own_or_the_requests_id() {
    let long = ["{\"reference\":\"", &"x".repeat(41), "\"}"].concat();
    let cut = ["x".repeat(REFERENCE_MAX - 1), "…".to_owned()].concat();
    for (body, reference) in [
        (r#"{"reference":"GW-2026-17"}"#, "GW-2026-17"),
        (r#"{"reference":"GW-2026-17","id":"other"}"#, "GW-2026-17"),
        (r#"{"id":"abc123"}"#, "abc123"),
        (r#"{"id":1234567}"#, "1234567"),
        (
            r#"{"id":"5C1E88AA-4d5e-4f60-8a7b-9c0d1e2f3a4b"}"#,
            "5C1E-88AA",
        ),
        (r#"{"reference":" A\n\u0000B\u202e "}"#, "A B"),
        (r#"{"reference":"","id":null}"#, OURS),
        (r#"{"reference":" \u200b "}"#, OURS),
        (r#"{"reference":{"id":7}}"#, OURS),
        (r#"{"id":-7}"#, OURS),
        (r#"{"other":"GW-2026-17"}"#, OURS),
        (&long, &cut),
    ] {
        assert_eq!(answer(201, JSON, body), received(reference), "{body}");
    }
}

#[test]
fn field_errors_of_problem_details_go_to_their_fields() {
    for status in [400, 422] {
        let body = r##"{"type":"about:blank","status":422,"errors":[
            {"detail":"Enter your full name","pointer":"#/name"},
            {"detail":"Enter a phone number","pointer":"/phone"}]}"##;
        let expected = errors(
            &[
                (Field::Name, "Enter your full name"),
                (Field::Phone, "Enter a phone number"),
            ],
            &[],
        );
        for content_type in [Some("application/problem+json"), JSON, None] {
            assert_eq!(answer(status, content_type, body), expected);
        }
    }
}

#[test]
fn field_errors_of_hosted_services_go_to_their_fields() {
    let expected = errors(&[(Field::Email, "should be an email")], &[]);
    for body in [
        r#"{"error":"Validation errors","errors":[
            {"code":"TYPE_EMAIL","field":"email","message":"should be an email"}]}"#,
        r#"{"errors":{"email":["should be an email","and more"]}}"#,
        r#"{"errors":{"email":"should be an email"}}"#,
        r#"{"errors":{"Email":{"message":"should be an email"}}}"#,
        r##"{"errors":[{"pointer":"#/EMAIL","title":"should be an email"}]}"##,
        r#"{"errors":{"email":[{"message":"should be an email"},{"message":"and more"}]}}"#,
        r#"{"errors":{"email":["",{"detail":"should be an email"}]}}"#,
    ] {
        assert_eq!(answer(422, JSON, body), expected, "{body}");
    }
}

#[test]
fn errors_are_in_page_order_one_a_field_and_the_rest_is_general() {
    let body = r##"{"errors":[
        {"detail":"Check the box","pointer":"#/consent"},
        {"detail":"First about the phone","pointer":"#/phone"},
        {"detail":"Send an id","pointer":"#/id"},
        "The form is closed",
        {"detail":"Second about the phone","pointer":"#/phone"},
        {"detail":"The form is closed"},
        {"detail":"Too deep","pointer":"#/phone/0"},
        {"detail":"","pointer":"#/name"},
        {"pointer":"#/unknown"},
        7, null, []]}"##;
    assert_eq!(
        answer(422, JSON, body),
        errors(
            &[
                (Field::Name, "Check this answer"),
                (Field::Phone, "First about the phone"),
                (Field::Consent, "Check the box"),
            ],
            &["Send an id", "The form is closed", "Too deep"],
        )
    );
}

#[test]
fn texts_of_an_answer_are_cleaned_and_cut() {
    let long = "x".repeat(TEXT_MAX + 1);
    let body = serde_json::json!({ "errors": {
        "name": ["  Enter\n\n a\u{0} \u{1b}[31mname\u{202e} "],
        "message": [long],
    }});
    let cut = ["x".repeat(TEXT_MAX - 1), "…".to_owned()].concat();
    assert_eq!(
        answer(422, JSON, &body.to_string()),
        errors(
            &[(Field::Name, "Enter a [31mname"), (Field::Message, &cut)],
            &[]
        )
    );
    let many: Vec<String> = (0..100).map(|number| format!("Error {number}")).collect();
    let body = serde_json::json!({ "errors": many }).to_string();
    assert!(matches!(
        answer(422, JSON, &body),
        ResponseMeaning::FieldErrors { general, .. } if general == many[..GENERAL_MAX]
    ));
}

#[test]
fn a_refusal_without_field_errors_is_a_refusal() {
    for status in [400, 422] {
        for (content_type, body) in [
            (None, ""),
            (HTML, PAGE),
            (JSON, "{}"),
            (JSON, r#"{"error":"Bad request","detail":"Send JSON"}"#),
            (JSON, r#"{"errors":[]}"#),
            (JSON, r#"{"errors":[{}]}"#),
            (JSON, r#"{"errors":"name"}"#),
            (JSON, r#"{"errors":7}"#),
            (
                JSON,
                r#"{"errors":{"fields":{"name":["Enter your name"]}}}"#,
            ),
            (JSON, r#"{"errors":[["Enter your name"],[[]]]}"#),
            (
                Some("application/problem+json"),
                r#"{"type":"about:blank","title":"Unprocessable Content","status":422}"#,
            ),
            (HTML, r#"{"errors":{"name":["Enter your name"]}}"#),
        ] {
            assert_eq!(
                answer(status, content_type, body),
                ResponseMeaning::Refused { status },
                "{body}"
            );
        }
    }
}

#[test]
fn a_conflict_means_an_earlier_try_is_still_in_work() {
    assert_eq!(answer(409, None, ""), ResponseMeaning::StillInWork);
    assert_eq!(answer(409, HTML, PAGE), ResponseMeaning::StillInWork);
}

#[test]
fn too_many_requests_and_unavailable_say_when_to_come_back() {
    for status in [429, 503] {
        for (value, ms) in [
            ("20", 20_000),
            ("0", 0),
            ("86400", 86_400_000),
            ("Sun, 06 Nov 1994 08:50:00 GMT", 23_000),
            ("Sunday, 06-Nov-94 08:50:00 GMT", 23_000),
            ("Sun Nov  6 08:50:00 1994", 23_000),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
            ("99999999999999999999999999", u64::MAX),
            ("18446744073709551615", u64::MAX),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 252_618_189_022_000),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ] {
            assert_eq!(
                answer_with_retry_after(status, value),
                ResponseMeaning::Busy {
                    retry_after_ms: Some(ms)
                },
                "{status} {value}"
            );
        }
    }
}

#[test]
fn without_a_time_too_many_requests_is_busy_and_unavailable_a_server_error() {
    for value in [
        "",
        "soon",
        "-1",
        "1.5",
        "120, 120", // twice, as a browser joins them
        "Infinity",
        "0x10",
        "１２",
        "Sun, 06 Nov 94999 08:49:37 GMT",
        "2026-11-23T09:00:00Z",
        &"9".repeat(5_000).replace("99", "9 "),
    ] {
        assert_eq!(
            answer_with_retry_after(429, value),
            ResponseMeaning::Busy {
                retry_after_ms: None
            }
        );
        assert_eq!(
            answer_with_retry_after(503, value),
            ResponseMeaning::ServerError
        );
    }
    assert_eq!(
        answer(429, JSON, "{}"),
        ResponseMeaning::Busy {
            retry_after_ms: None
        }
    );
    assert_eq!(answer(503, JSON, "{}"), ResponseMeaning::ServerError);
}

#[test]
fn what_every_other_status_means_does_not_depend_on_the_body() {
    for (content_type, body) in [
        (None, ""),
        (HTML, PAGE),
        (JSON, r#"{"reference":"AB-12","success":true}"#),
        (JSON, r#"{"errors":{"name":["Enter your name"]}}"#),
    ] {
        for status in [500, 501, 502, 504, 520, 599, 408, 425] {
            assert_eq!(
                answer(status, content_type, body),
                ResponseMeaning::ServerError
            );
        }
        for status in [
            401, 402, 403, 404, 405, 406, 410, 411, 413, 414, 415, 431, 451, 499,
        ] {
            assert_eq!(
                answer(status, content_type, body),
                ResponseMeaning::Refused { status }
            );
        }
        for status in [
            0,
            100,
            199,
            203,
            205,
            206,
            299,
            301,
            302,
            303,
            304,
            399,
            600,
            u16::MAX,
        ] {
            assert_eq!(
                answer(status, content_type, body),
                ResponseMeaning::NotUnderstood { status }
            );
        }
    }
}

#[test]
fn a_huge_body_is_not_read() {
    let padding = " ".repeat(BODY_MAX);
    for body in [
        ["{\"ok\":true,", &padding, "\"a\":1}"].concat(),
        // White space counts too: what comes after it was not seen.
        ["{\"ok\":true}", &padding].concat(),
        [&padding, "{\"ok\":true}"].concat(),
    ] {
        assert_eq!(
            answer(200, JSON, &body),
            ResponseMeaning::NotUnderstood { status: 200 }
        );
        assert_eq!(
            answer(422, JSON, &body),
            ResponseMeaning::Refused { status: 422 }
        );
    }
    let body = ["{\"ok\":true,", &padding[..1000], "\"a\":1}"].concat();
    assert_eq!(answer(200, JSON, &body), received(OURS));
}
