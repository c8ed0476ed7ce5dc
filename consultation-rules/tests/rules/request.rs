use crate::{ana, changed, id, to_form, to_json, valid};
use consultation_rules::{
    CHECKED, Field, HONEYPOT, PostedRequest, Submission, WireError, from_form, from_json,
};

fn everything() -> Submission {
    changed(
        ana(),
        &[
            (Field::ContactPreference, "text"),
            (Field::Email, "ana@example.com"),
            (Field::BestTime, "morning"),
            (Field::Topic, "bipolar-disorder"),
            (Field::Message, "“Hi” \\ there\n\tline & more = 100%"),
        ],
    )
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn parsed(answers: &Submission) -> PostedRequest {
    PostedRequest {
        id: Some(id()),
        submission: answers.clone(),
    }
}

#[test]
fn the_json_has_the_keys_of_the_contract_in_their_order_with_null_for_what_is_absent() {
    assert_eq!(
        to_json(&id(), &valid(&ana()), &[]),
        concat!(
            r#"{"id":"0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b","name":"Ana María O’Neil","#,
            r#""contact_preference":"phone","phone":"(555) 010-0123","email":null,"#,
            r#""best_time":null,"topic":null,"message":null,"consent":true}"#
        )
    );
    assert_eq!(
        to_json(&id(), &valid(&everything()), &[]),
        concat!(
            r#"{"id":"0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b","name":"Ana María O’Neil","#,
            r#""contact_preference":"text","phone":"(555) 010-0123","email":"ana@example.com","#,
            r#""best_time":"morning","topic":"bipolar-disorder","#,
            r#""message":"“Hi” \\ there\n\tline & more = 100%","consent":true}"#
        )
    );
}

#[test]
fn the_form_has_the_same_names_without_what_is_absent() {
    assert_eq!(
        to_form(&id(), &valid(&ana()), &[]),
        "id=0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b&name=Ana+Mar%C3%ADa+O%E2%80%99Neil\
         &contact_preference=phone&phone=%28555%29+010-0123&consent=yes"
    );
    let everything = to_form(&id(), &valid(&everything()), &[]);
    assert!(everything.ends_with(
        "&email=ana%40example.com&best_time=morning&topic=bipolar-disorder\
         &message=%E2%80%9CHi%E2%80%9D+%5C+there%0A%09line+%26+more+%3D+100%25\
         &consent=yes"
    ));
}

#[test]
fn what_a_hosted_service_wants_besides_goes_first_and_replaces_nothing() {
    let extra = pairs(&[
        ("_subject", "New \"request\""),
        ("name", "Mallory"),
        ("id", "x"),
        ("consent", "no"),
        ("_subject", "again"),
        (HONEYPOT, "caught"),
    ]);
    let json = to_json(&id(), &valid(&ana()), &extra);
    assert!(
        json.starts_with(concat!(
            r#"{"_subject":"New \"request\"","referral_code":"caught","#,
            r#""id":"0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b","name":"Ana"#
        )),
        "{json}"
    );
    let form = to_form(&id(), &valid(&ana()), &extra);
    assert!(
        form.starts_with("_subject=New+%22request%22&referral_code=caught&id=0b0e7c12-"),
        "{form}"
    );
    let honeypot =
        |received: Result<PostedRequest, WireError>| received.expect("read").submission.honeypot;
    assert_eq!(honeypot(from_json(json.as_bytes())), "caught");
    assert_eq!(honeypot(from_form(form.as_bytes())), "caught");
}

#[test]
fn a_request_reads_back_as_it_was_written() {
    for answers in [ana(), everything()] {
        let expected = parsed(&answers);
        let valid = valid(&answers);
        assert_eq!(
            from_json(to_json(&id(), &valid, &[]).as_bytes()).as_ref(),
            Ok(&expected)
        );
        assert_eq!(
            from_form(to_form(&id(), &valid, &[]).as_bytes()).as_ref(),
            Ok(&expected)
        );
        let request = expected.validate().expect("valid answers");
        assert_eq!(request.submission, valid);
        assert_eq!(request.id, Some(id()));
    }
}

#[test]
fn absent_null_and_unknown_members_of_json_are_taken_calmly() {
    assert_eq!(from_json(b"{}"), Ok(PostedRequest::default()));
    let nulls = br#"{"id":null,"name":null,"phone":null,"consent":null,
        "referral_code":null,"other":null}"#;
    assert_eq!(from_json(nulls), Ok(PostedRequest::default()));
    let extras = br#" {"elapsed_ms":"from an earlier page","_gotcha":{"deep":[1,2.5,{"name":7}]},"Name":7,"":false,"_gotcha":1} "#;
    assert_eq!(from_json(extras), Ok(PostedRequest::default()));
    let marked = "\u{FEFF}{\"name\":\"Ana\"}";
    assert_eq!(
        from_json(marked.as_bytes())
            .expect("read")
            .submission
            .get(Field::Name),
        "Ana"
    );
}

#[test]
fn an_id_is_read_in_either_case() {
    let json = br#"{"id":"0B0E7C12-4D5E-4F60-8A7B-9C0D1E2F3A4B"}"#;
    assert_eq!(from_json(json).expect("read").id, Some(id()));
    let form = b"id=0B0E7C12-4D5E-4F60-8A7B-9C0D1E2F3A4B";
    assert_eq!(from_form(form).expect("read").id, Some(id()));
}

#[test]
fn a_json_body_that_is_no_request_is_refused_for_its_own_reason() {
    let wrong = |pointer: &str, expected| WireError::WrongType {
        pointer: pointer.to_owned(),
        expected,
    };
    let twice = |pointer: &str| WireError::DuplicateField {
        pointer: pointer.to_owned(),
    };
    for (body, reason) in [
        (&b""[..], WireError::NotJson),
        (b"name=Ana", WireError::NotJson),
        (b"{\"name\":\"Ana\"", WireError::NotJson),
        (b"{\"name\":\"Ana\"}}", WireError::NotJson),
        (b"{'name':'Ana'}", WireError::NotJson),
        (b"{\"name\":\"\xFF\"}", WireError::NotJson),
        (b"{\"name\":\"\\ud800\"}", WireError::NotJson),
        (b"{\"name\":\"A\nB\"}", WireError::NotJson),
        (b"[]", WireError::NotAnObject),
        (b"null", WireError::NotAnObject),
        (b"\"name\"", WireError::NotAnObject),
        (b"{\"name\":7}", wrong("#/name", "a string or null")),
        (
            b"{\"phone\":5550100123}",
            wrong("#/phone", "a string or null"),
        ),
        (
            b"{\"message\":[\"a\"]}",
            wrong("#/message", "a string or null"),
        ),
        (b"{\"topic\":{}}", wrong("#/topic", "a string or null")),
        (
            b"{\"referral_code\":true}",
            wrong("#/referral_code", "a string or null"),
        ),
        (
            b"{\"consent\":\"yes\"}",
            wrong("#/consent", "true or false"),
        ),
        (b"{\"consent\":1}", wrong("#/consent", "true or false")),
        (b"{\"id\":7}", WireError::BadId),
        (b"{\"id\":\"\"}", WireError::BadId),
        (b"{\"id\":\"0b0e7c12\"}", WireError::BadId),
        (b"{\"name\":\"A\",\"name\":\"B\"}", twice("#/name")),
        (b"{\"name\":null,\"name\":\"B\"}", twice("#/name")),
        (b"{\"consent\":true,\"consent\":false}", twice("#/consent")),
        (b"{\"id\":null,\"id\":null}", twice("#/id")),
    ] {
        let text = String::from_utf8_lossy(body).into_owned();
        assert_eq!(from_json(body), Err(reason), "{text}");
    }
}

#[test]
fn a_form_as_a_browser_posts_it_is_read() {
    let received = from_form(
        b"name=Ana+Mar%c3%ada&contact_preference=phone&phone=%28555%29+010-0123&email=&topic=\
          &message=one%0D%0Atwo&consent=on&referral_code=&_utf8=%E2%9C%93&&",
    )
    .expect("read");
    assert_eq!(received.id, None);
    let request = received.validate().expect("valid answers");
    assert_eq!(request.submission.value(Field::Name), Some("Ana María"));
    assert_eq!(request.submission.value(Field::Message), Some("one\ntwo"));
    assert_eq!(from_form(b""), Ok(PostedRequest::default()));
    assert_eq!(
        from_form(b"id=&elapsed_ms=soon"),
        Ok(PostedRequest::default())
    );
}

#[test]
fn consent_in_a_form_is_a_clear_yes_only() {
    let consent = |body: &str| {
        let posted = from_form(body.as_bytes()).expect("read");
        posted.submission.get(Field::Consent).to_owned()
    };
    for yes in ["yes", "on", "true", "1"] {
        let body = ["consent=", yes].concat();
        assert_eq!(consent(&body), CHECKED);
    }
    for no in ["", "no", "off", "false", "0", "Yes!", "yes+"] {
        let body = ["consent=", no].concat();
        assert_eq!(consent(&body), "");
    }
}

#[test]
fn a_form_body_that_is_no_request_is_refused_for_its_own_reason() {
    let twice = WireError::DuplicateField {
        pointer: "#/phone".to_owned(),
    };
    for (body, reason) in [
        (&b"name=%"[..], WireError::NotAForm),
        (b"name=100%", WireError::NotAForm),
        (b"name=%C3", WireError::NotAForm),
        (b"name=\xFF", WireError::NotAForm),
        (b"other=%zz", WireError::NotAForm),
        (b"id=7", WireError::BadId),
        (b"phone=1&phone=2", twice.clone()),
        (b"phone=&phone=2", twice),
    ] {
        let text = String::from_utf8_lossy(body).into_owned();
        assert_eq!(from_form(body), Err(reason), "{text}");
    }
}

#[test]
fn a_refusal_says_what_to_do_and_repeats_nothing_from_the_body() {
    for (body, words) in [
        (
            r#"{"phone":["555-0123"]}"#,
            "#/phone must be a string or null.",
        ),
        (
            r#"{"id":"555-0123"}"#,
            "#/id must be a UUID made for this request.",
        ),
        (r#"{"name":"555-0123","name":"Ana"}"#, "Send #/name once."),
        (r#"["555-0123"]"#, "Send the request as one JSON object."),
        ("555-0123", "Send the request as JSON in UTF-8."),
    ] {
        let error = from_json(body.as_bytes()).expect_err("refused");
        assert_eq!(error.to_string(), words);
    }
    let error = from_form(b"name=%555-0123%").expect_err("refused");
    assert_eq!(
        error.to_string(),
        "Send the form urlencoded, in UTF-8, with whole percent escapes."
    );
}
