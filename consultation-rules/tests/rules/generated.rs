//! What must hold for everything, tried on generated answers, bodies and courses of events.

use crate::sending::{CONFLICT, End, FAILED, GONE, OK, PAGE, Page};
use crate::{id, response, to_form, to_json};
use consultation_rules::{
    CHECKED, ContactPreference, Endpoint, Event, Field, HONEYPOT, MESSAGE_MAX, Order, Outcome,
    Policy, RequestId, ResponseMeaning, Submission, SuccessResponse, ValidSubmission,
    count_characters, email, from_form, from_json, interpret, phone, validate,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A text of what makes trouble, or any text at all.
fn typed() -> impl Strategy<Value = String> {
    let trouble = select(
        &[
            " ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\0",
            "\u{7f}",
            "\u{85}",
            "\u{a0}",
            "\u{200b}",
            "\u{200d}",
            "\u{202e}",
            "\u{feff}",
            "a",
            "Z",
            "é",
            "e\u{301}",
            "字",
            "👍",
            "👨‍👩‍👧",
            "5",
            "٥",
            "５",
            "-",
            "–",
            ".",
            "@",
            "+",
            "#",
            "x",
            "ext",
            "(",
            ")",
            "/",
            "&",
            "=",
            "%",
            "%41",
            "\"",
            "\\",
            "<b>",
            "'",
            ",",
            "gmial.com",
            "phone",
            "email",
            "any",
        ][..],
    );
    prop_oneof![
        3 => prop::collection::vec(trouble, 0..12).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
        1 => Just(String::new()),
    ]
}

fn any_submission() -> impl Strategy<Value = Submission> {
    let preference = option::weighted(0.8, select(&ContactPreference::ALL[..]));
    let texts = prop::collection::vec(typed(), Field::COUNT);
    (texts, preference, any::<bool>(), typed()).prop_map(
        |(texts, preference, consent, honeypot)| {
            let mut submission = Submission::default();
            for (field, text) in Field::ALL.into_iter().zip(texts) {
                submission.set(field, text);
            }
            if let Some(preference) = preference {
                submission.set(Field::ContactPreference, preference.value());
            }
            if consent {
                submission.set(Field::Consent, CHECKED);
            }
            submission.honeypot = honeypot;
            submission
        },
    )
}

/// What must be accepted: every text is built from what its rule allows.
fn good_submission() -> impl Strategy<Value = Submission> {
    // One character at least that can be seen, which a variation selector or a Hangul filler can't.
    let name = "[\\PC&&[^\\p{Cf}\\p{Z}\\p{Cn}\\p{Default_Ignorable_Code_Point}]]\
                [\\PC&&[^\\p{Cf}\\p{Z}\\p{Cn}]]{0,119}";
    let phone = "\\(?[0-9٠-٩０-９]{3}\\)?[ .–-]{0,2}[0-9]{3}[ .–-]{0,2}[0-9]{4,9}( ?(x|ext\\.?|#) ?[0-9]{1,8})?";
    let email = "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9][a-z0-9-]{0,10}[a-z0-9]\\.){1,4}[a-z]{2,10}";
    let message = prop_oneof![
        "[\\PC\n\t]{0,1000}",
        "([a-z字👍]|\r\n){900,1000}",
        Just("👍".repeat(MESSAGE_MAX)),
    ];
    let topic = "[a-z0-9]{1,10}(-[a-z0-9]{1,8}){0,5}";
    (
        name,
        select(&ContactPreference::ALL[..]),
        phone,
        email,
        select(&["", "any", "morning", "afternoon", "evening"][..]),
        option::of(topic),
        message,
    )
        .prop_map(
            |(name, preference, phone, email, best_time, topic, message)| {
                crate::changed(
                    Submission::default(),
                    &[
                        (Field::Name, &name),
                        (Field::ContactPreference, preference.value()),
                        (Field::Phone, &phone),
                        (Field::Email, &email),
                        (Field::BestTime, best_time),
                        (Field::Topic, &topic.unwrap_or_default()),
                        (Field::Message, &message),
                        (Field::Consent, CHECKED),
                    ],
                )
            },
        )
}

fn any_id() -> impl Strategy<Value = RequestId> {
    any::<[u8; 16]>().prop_map(RequestId::from_random)
}

/// Sends valid answers over both wires and gives what the other side makes of them.
fn over_the_wire(answers: &ValidSubmission, id: &RequestId) -> [ValidSubmission; 2] {
    let extra = [("_subject".to_owned(), "\"&=\\".to_owned())];
    let json = to_json(id, answers, &extra);
    let form = to_form(id, answers, &extra);
    let read = [from_json(json.as_bytes()), from_form(form.as_bytes())];
    read.map(|received| {
        let received = received.expect("what was written is read");
        assert_eq!(received.id.as_ref(), Some(id));
        received
            .validate()
            .expect("what was valid stays valid")
            .submission
    })
}

proptest! {
    #[test]
    fn validating_never_panics_and_reports_in_page_order_once_a_field(answers in any_submission()) {
        match validate(&answers) {
            Ok(valid) => {
                prop_assert_eq!(answers.get(Field::Consent), CHECKED);
                let has = |field| valid.value(field).is_some();
                let needed = match valid.value(Field::ContactPreference) {
                    Some("phone" | "text") => has(Field::Phone),
                    Some("email") => has(Field::Email) && !has(Field::BestTime),
                    _ => false,
                };
                prop_assert!(needed);
                for text in [valid.value(Field::Name), valid.value(Field::Phone), valid.value(Field::Email)] {
                    prop_assert!(!text.is_some_and(|text| text.chars().any(char::is_control)));
                }
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                prop_assert!(errors.windows(2).all(|pair| pair[0].field < pair[1].field));
                prop_assert!(errors.iter().all(|error| !error.message.is_empty()));
            }
        }
    }

    #[test]
    fn what_is_valid_is_the_same_on_the_other_side_of_both_wires(
        answers in prop_oneof![any_submission(), good_submission()],
        id in any_id(),
    ) {
        if let Ok(valid) = validate(&answers) {
            for read in over_the_wire(&valid, &id) {
                prop_assert!(read == valid);
            }
        }
    }

    #[test]
    fn good_answers_are_accepted(answers in good_submission()) {
        let valid = validate(&answers);
        prop_assert!(valid.is_ok(), "{:?}", valid.map_err(|errors| errors[0].message.clone()));
    }

    #[test]
    fn the_json_is_json_with_the_contracts_keys(answers in good_submission(), id in any_id()) {
        let valid = validate(&answers).expect("good answers");
        let json: serde_json::Value =
            serde_json::from_str(&to_json(&id, &valid, &[])).expect("JSON");
        prop_assert_eq!(json.as_object().map(serde_json::Map::len), Some(9));
        prop_assert_eq!(json["id"].as_str(), Some(id.as_str()));
        prop_assert_eq!(json["name"].as_str(), valid.value(Field::Name));
        prop_assert_eq!(json["message"].as_str(), valid.value(Field::Message));
        prop_assert_eq!(json["consent"].as_bool(), Some(true));
    }

    #[test]
    fn a_message_is_accepted_up_to_the_limit_and_not_one_character_further(
        characters in prop::collection::vec(
            select(&["a", "é", "字", "👍", "\u{301}", "\u{200d}", "\n", "\r\n", "\t"][..]),
            0..30,
        ),
        room in 0..3_usize,
    ) {
        let text = ["x", &characters.concat()].concat();
        let count = count_characters(&text);
        prop_assert_eq!(count, characters.len() + 1);
        let mut answers = crate::ana();
        answers.set(Field::Message, ["x".repeat(MESSAGE_MAX - count - room), text].concat());
        prop_assert!(validate(&answers).is_ok());
        answers.set(Field::Message, [&"x".repeat(room + 1), answers.get(Field::Message)].concat());
        let errors = validate(&answers).expect_err("one character too many");
        prop_assert_eq!(errors[0].field, Field::Message);
    }

    #[test]
    fn a_suggestion_is_a_well_formed_address_that_is_not_questioned_again(
        local in "[a-z.+]{1,8}",
        domain in select(&[
            "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "comcast.net",
        ][..]),
        at: prop::sample::Index,
        change in 0..4_u8,
        letter in "[a-z.]",
    ) {
        let mut letters: Vec<char> = domain.chars().collect();
        let at = at.index(letters.len());
        let letter = letter.chars().next().expect("a letter");
        match change {
            0 => letters[at] = letter,
            1 => letters.insert(at, letter),
            2 => drop(letters.remove(at)),
            _ if at > 0 => letters.swap(at - 1, at),
            _ => {}
        }
        let slip: String = letters.into_iter().collect();
        let typed = [&local, "@", &slip].concat();
        match email::suggest(&typed) {
            Some(suggestion) => {
                prop_assert!(email::is_well_formed(&suggestion));
                prop_assert!(suggestion != typed);
                prop_assert_eq!(email::suggest(&suggestion), None);
            }
            // The slip made another real provider's address, or none at all.
            None => prop_assert!(
                slip == domain
                    || ["ymail.com", "mail.com", "email.com", "cloud.com"].contains(&slip.as_str()),
                "{typed}"
            ),
        }
    }

    #[test]
    fn nothing_that_is_typed_makes_a_function_panic(text in typed()) {
        let _ = email::suggest(&text);
        let _ = email::is_well_formed(&text);
        let _ = phone::digits_ok(&text);
        let _ = count_characters(&text);
        let _ = RequestId::parse(&text);
        let _ = Field::from_name(&text);
        if let Ok(endpoint) = Endpoint::parse(&text) {
            prop_assert!(endpoint.as_str().starts_with('/'));
        }
    }

    #[test]
    fn an_endpoint_that_is_accepted_cannot_break_out_of_the_policy(
        text in "(/|https://|http://localhost)[a-z0-9./:@?#%\\\\ ;,'\"<>\\[\\]*-]{0,20}",
    ) {
        if let Ok(endpoint) = Endpoint::parse(&text) {
            let source = endpoint.csp_source();
            prop_assert!(source == "'self'" || text.trim().starts_with(source));
            prop_assert!(!source.contains([' ', ';', ',', '*', '"']));
            prop_assert!(source == "'self'" || !source.contains('\''));
            prop_assert_eq!(endpoint.is_cross_origin(), source != "'self'");
            prop_assert!(endpoint.is_cross_origin() || !text.trim().starts_with("//"));
            prop_assert!(!endpoint.as_str().contains([' ', '"', '<', '>', '\\', '#']));
        }
    }

    #[test]
    fn no_body_makes_reading_panic(body: Vec<u8>) {
        let _ = from_json(&body);
        let _ = from_form(&body);
    }

    #[test]
    fn no_body_that_looks_like_a_request_makes_reading_panic(
        parts in prop::collection::vec(
            select(&[
                "{", "}", ":", ",", "null", "true", "1", "-1", "1.5", "\"a\"", "\"id\"", "\"name\"",
                "\"phone\"", "\"consent\"", "[", "]", "id", "name", "consent",
                "=", "&", "%", "%4", "%41", "%FF", "+", "yes", "\\", "\u{feff}", " ",
            ][..]),
            0..16,
        ),
    ) {
        let body = parts.concat();
        for received in [from_json(body.as_bytes()), from_form(body.as_bytes())] {
            match received {
                Ok(received) => drop(received.validate()),
                Err(error) => prop_assert!(error.to_string().ends_with('.')),
            }
        }
    }

    #[test]
    fn no_answer_makes_reading_panic_and_texts_stay_short_and_plain(
        status: u16,
        likely in option::of(select(&[200_u16, 201, 202, 204, 400, 409, 422, 429, 503][..])),
        content_type in option::of(typed()),
        retry_after in option::of(prop_oneof![typed(), "[0-9]{1,25}"]),
        key in "(#?/?(name|phone|consent|other))|[a-z]{0,3}",
        text in typed(),
        shape in 0..6_u8,
        now: u64,
    ) {
        let text = text.repeat(20);
        let body = match shape {
            0 => text,
            1 => serde_json::json!({ "errors": { key: [text] } }).to_string(),
            2 => serde_json::json!({ "errors": [{ "field": key, "message": text }] }).to_string(),
            3 => serde_json::json!({ "errors": [{ "pointer": key, "detail": text }] }).to_string(),
            4 => serde_json::json!({ "reference": text }).to_string(),
            _ => serde_json::json!({ "id": text, "success": key == "name" }).to_string(),
        };
        let response = response(likely.unwrap_or(status), content_type.as_deref(), retry_after.as_deref(), &body);
        match interpret(&response, &id(), now, SuccessResponse::Json) {
            ResponseMeaning::Received { reference } => {
                prop_assert!((200..=204).contains(&response.status));
                prop_assert!(!reference.is_empty() && count_characters(&reference) <= 40);
                prop_assert!(!reference.chars().any(char::is_control));
            }
            ResponseMeaning::FieldErrors { fields, general } => {
                prop_assert!(fields.len() + general.len() > 0);
                let texts = fields.iter().map(|error| &*error.message);
                for text in texts.chain(general.iter().map(String::as_str)) {
                    prop_assert!(!text.is_empty() && count_characters(text) <= 200);
                    prop_assert!(!text.chars().any(char::is_control));
                }
            }
            _ => {}
        }
    }
}

/// A value of JSON, mostly of those that say yes, no, or that something is wrong.
fn telling() -> impl Strategy<Value = serde_json::Value> {
    let likely = select(
        &[
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "200",
            "400",
            "500",
            "1e3",
            "0.5",
            "\"\"",
            "\" \"",
            "\"true\"",
            "\"false\"",
            "\"no\"",
            "\"0\"",
            "\"error\"",
            "\"Failed\"",
            "\"500\"",
            "\"ok\"",
            "[]",
            "{}",
            "[null]",
            "[\"\"]",
            "[\"text\"]",
            "{\"name\":[\"text\"]}",
            "[{\"field\":\"name\",\"message\":\"text\"}]",
            "{\"name\":{}}",
            "{\"\":null}",
        ][..],
    );
    prop_oneof![
        4 => likely.prop_map(|text| serde_json::from_str(text).expect("JSON")),
        1 => typed().prop_map(serde_json::Value::from),
    ]
}

/// Names of members that an answer may have.
fn told() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "error",
            "errors",
            "Error",
            "errorMessage",
            "success",
            "SUCCESS",
            "ok",
            "status",
            "result",
            "code",
            "statusCode",
            "statuscode",
            "reference",
            "id",
            "message",
            "data",
            "",
            "terror",
        ][..],
    )
}

/// What is left of a text without white space and invisible marks around it.
fn bare(text: &str) -> &str {
    let marks = "\u{200b}\u{2060}\u{feff}\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\
                 \u{2066}\u{2067}\u{2068}\u{2069}";
    text.trim_matches(|c: char| c.is_whitespace() || marks.contains(c))
}

/// Whether an answer with these members says that it has the request: written down once more, member
/// by member, so that it can disagree with the crate.
fn is_without_error(members: &[(&str, serde_json::Value)]) -> bool {
    use serde_json::Value;
    let fails = |value: &Value| match value {
        Value::Number(number) => number.as_f64() >= Some(400.0),
        Value::String(text) => {
            let text = bare(text).to_ascii_lowercase();
            ["error", "fail", "invalid", "reject"]
                .iter()
                .any(|word| text.starts_with(word))
                || text.parse::<u64>().is_ok_and(|number| number >= 400)
        }
        _ => false,
    };
    members
        .iter()
        .all(|(name, value)| match name.to_lowercase().as_str() {
            name if name.starts_with("error") => match value {
                Value::Null | Value::Bool(false) => true,
                Value::Bool(true) => false,
                Value::Number(number) => number.as_f64() == Some(0.0),
                Value::String(text) => {
                    matches!(bare(text).to_ascii_lowercase().as_str(), "" | "false")
                }
                Value::Array(items) => items.is_empty(),
                Value::Object(members) => members.is_empty(),
            },
            "success" | "ok" => match value {
                Value::Null => false,
                Value::Bool(yes) => *yes,
                Value::Number(number) => number.as_f64() > Some(0.0),
                Value::String(text) => {
                    let no = ["", "0", "false", "no", "null"];
                    !no.contains(&bare(text).to_ascii_lowercase().as_str()) && !fails(value)
                }
                Value::Array(items) => !items.is_empty(),
                Value::Object(_) => true,
            },
            "status" | "result" | "code" | "statuscode" => !fails(value),
            _ => true,
        })
}

fn json_of(members: &[(&str, serde_json::Value)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{}:{value}", serde_json::Value::from(*name)))
        .collect();
    format!("{{{}}}", members.join(","))
}

proptest! {
    #![proptest_config(more_cases())]

    #[test]
    fn an_answer_is_a_success_only_if_it_is_whole_and_nothing_in_it_says_otherwise(
        status in select(&[200_u16, 201, 202, 203, 204, 206, 301, 400, 404, 409, 422, 429, 500, 503][..]),
        content_type in option::of(select(&[
            "application/json", "text/plain", "TEXT/HTML; charset=utf-8", "application/xhtml+xml",
            "text/xml", "application/problem+json", "", "html",
        ][..])),
        members in prop::collection::vec((told(), telling()), 0..5),
        page in option::weighted(0.2, select(&["<!doctype html><p>", " <html>", "", " ", "OK"][..])),
        cut in option::weighted(0.2, any::<prop::sample::Index>()),
        success_response in select(&SuccessResponse::ALL[..]),
    ) {
        let whole = page.map_or_else(|| json_of(&members), str::to_owned);
        let mut body = whole.clone();
        if let Some(cut) = cut {
            let mut at = cut.index(body.len() + 1);
            while !body.is_char_boundary(at) {
                at -= 1;
            }
            body.truncate(at);
        }
        let response = response(status, content_type, None, &body);
        let answer = interpret(&response, &id(), 0, success_response);
        let html = content_type.is_some_and(|text| {
            text.starts_with("TEXT/HTML") || text == "application/xhtml+xml"
        });
        let no_json = html || content_type == Some("text/xml");
        let empty = body.trim().is_empty();
        let object = !no_json && page.is_none() && body == whole;
        let good = match status {
            200..=202 | 204 if object => is_without_error(&members),
            201 if empty => true,
            200 | 202 | 204 if empty => success_response == SuccessResponse::Empty,
            200 | 201 if html && body.trim().starts_with('<') => {
                success_response == SuccessResponse::Html
            }
            _ => false,
        };
        let good = good && !(object && content_type == Some("application/problem+json"));
        prop_assert_eq!(
            matches!(answer, ResponseMeaning::Received { .. }), good, "{} {:?} {}", status, content_type, body
        );
    }

    #[test]
    fn a_request_is_accepted_only_if_another_reader_finds_it_within_the_rules(
        mut members in Just(vec![
            ("id", serde_json::json!("0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b")),
            ("name", serde_json::json!("Ana Sample")),
            ("contact_preference", serde_json::json!("phone")),
            ("phone", serde_json::json!("(555) 010-0123")),
            ("email", serde_json::json!("ana@example.com")),
            ("best_time", serde_json::json!("morning")),
            ("topic", serde_json::json!("ptsd")),
            ("message", serde_json::json!("Mornings are good.")),
            ("consent", serde_json::json!(true)),
        ]),
        changes in prop::collection::vec(
            (0..9_usize, telling(), 0..4_u8, select(&["text", "email", "\u{a0}", "x@y", "5550100"][..])),
            0..4,
        ),
    ) {
        for (at, value, how, text) in changes {
            let name = members[at.min(members.len() - 1)].0;
            match how {
                0 => members.retain(|(other, _)| *other != name),
                1 => members.push((name, value)),
                2 => members.iter_mut().filter(|(other, _)| *other == name).for_each(|member| member.1 = text.into()),
                _ => members.iter_mut().filter(|(other, _)| *other == name).for_each(|member| member.1 = value.clone()),
            }
            if members.is_empty() {
                break;
            }
        }
        let body = json_of(&members);
        let Ok(received) = from_json(body.as_bytes()) else { return Ok(()) };
        let json: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        prop_assert_eq!(json.as_object().map(serde_json::Map::len), Some(members.len()), "no name twice");
        let Ok(request) = received.validate() else { return Ok(()) };
        let text = |name: &str| bare(json[name].as_str().unwrap_or(""));
        prop_assert_eq!(json["consent"].as_bool(), Some(true));
        prop_assert!((1..=120).contains(&text("name").chars().count()));
        prop_assert!(["phone", "text", "email"].contains(&text("contact_preference")));
        if text("contact_preference") == "email" {
            prop_assert!(text("email").contains('@'));
            prop_assert_eq!(request.submission.value(Field::Email), Some(text("email")));
        } else {
            prop_assert!(text("phone").chars().filter(|c| c.is_numeric()).count() >= 7);
            prop_assert!(["", "any", "morning", "afternoon", "evening"].contains(&text("best_time")));
        }
        prop_assert!(!text("topic").contains([' ', '"', '<', '/']));
        prop_assert!(json["message"].is_null() || json["message"].is_string());
        if let Some(id) = &request.id {
            prop_assert_eq!(id.as_str(), &json["id"].as_str().unwrap_or("").to_lowercase());
        }
    }
}

/// One thing that may happen to a page.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The try under way ends: the index of [`ENDS`].
    Ends(usize),
    WaitOver,
    Online(bool),
}

/// How a try may end, and whether that says for sure that nothing was stored.
const ENDS: [(End, bool); 18] = [
    (OK, false),
    (End::Answer(202, None, "{}"), false),
    (PAGE, false),
    (End::Answer(200, None, r#"{"success":false}"#), false),
    (
        End::Answer(422, None, r#"{"errors":{"name":["Enter it"]}}"#),
        true,
    ),
    (GONE, true),
    (End::Answer(413, None, ""), true),
    (CONFLICT, false),
    (End::Answer(429, None, ""), true),
    (End::Answer(429, Some("3"), ""), true),
    (End::Answer(429, Some("30"), ""), true),
    (End::Answer(429, Some("31"), ""), true),
    (End::Answer(503, Some("3"), ""), false),
    (FAILED, false),
    (End::NetworkError, false),
    (End::TimedOut, false),
    (End::Answer(503, Some("99999999999999999999"), ""), false),
    (End::Answer(204, None, ""), false),
];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        // Mostly what leads on, so that long courses come about.
        4 => select(&[7_usize, 9, 12, 13, 14, 15][..]).prop_map(Step::Ends),
        2 => (0..ENDS.len()).prop_map(Step::Ends),
        5 => Just(Step::WaitOver),
        1 => any::<bool>().prop_map(Step::Online),
    ];
    prop::collection::vec(step, 0..40)
}

fn policies() -> impl Strategy<Value = Policy> {
    (0..6_u8, 0..60_000_u32, 0..5_000_u32, any::<bool>()).prop_map(
        |(max_tries, longest_wait_ms, first_backoff_ms, automatic_retries)| Policy {
            max_tries,
            longest_wait_ms,
            first_backoff_ms,
            automatic_retries,
            ..Policy::default()
        },
    )
}

/// More cases than usual, unless `PROPTEST_CASES` says how many.
fn more_cases() -> ProptestConfig {
    let config = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return config;
    }
    ProptestConfig {
        cases: 2000,
        ..config
    }
}

proptest! {
    #![proptest_config(more_cases())]

    #[test]
    fn whatever_happens_sending_keeps_its_promises(
        policy in prop_oneof![Just(Policy::default()), policies()],
        online: bool,
        before: bool,
        random in prop_oneof![0.0..1.0, Just(f64::NAN)],
        steps in steps(),
    ) {
        let mut page = Page::open(policy, online, before, random);
        let (mut conflict, mut success, mut arrived) = (false, false, before);
        // What the browser says now, and what it said when the try under way began.
        let (mut is_online, mut began_online) = (online, online);
        for step in steps {
            let (was, sends) = (page.order.clone(), page.sends);
            let under_way = matches!(was, Order::Send { .. });
            let order = match step {
                Step::Ends(index) => {
                    let (end, surely_not) = ENDS[index];
                    if under_way {
                        conflict |= matches!(end, End::Answer(409, ..));
                        arrived |= !surely_not && (began_online || !matches!(end, End::NetworkError));
                    }
                    success |= index < 2;
                    page.end(end)
                }
                Step::WaitOver if matches!(was, Order::Wait { .. }) => page.wait(),
                Step::WaitOver => page.event(Event::WaitOver),
                Step::Online(online) => {
                    is_online = online;
                    page.event(Event::Online(online))
                }
            };
            if page.sends > sends {
                began_online = is_online;
            }
            if matches!(was, Order::Finish(_)) {
                prop_assert_eq!(&order, &Order::Nothing, "it was over");
            }
            if page.sends > sends {
                prop_assert!(!under_way, "two requests at a time");
                prop_assert!(matches!(step, Step::WaitOver), "sent without having waited");
            }
            match order {
                Order::Finish(Outcome::Received { .. }) => prop_assert!(success, "no answer said so"),
                Order::Finish(Outcome::Failed { may_have_arrived, .. }) => {
                    prop_assert_eq!(may_have_arrived, arrived);
                }
                Order::Wait { ms } => prop_assert!(ms <= policy.longest_wait_ms),
                _ => {}
            }
        }
        let most = u32::from(policy.max_tries.max(1)) + u32::from(conflict);
        prop_assert!(page.sends <= most, "{} sends", page.sends);
        if !policy.automatic_retries {
            prop_assert_eq!(page.sends, 1);
        }
    }

    #[test]
    fn sending_always_comes_to_an_end(
        ends in prop::collection::vec(0..ENDS.len(), 10),
        policy in policies(),
    ) {
        let mut page = Page::open(policy, true, false, 0.5);
        for index in ends {
            if let Order::Wait { .. } = page.order {
                page.wait();
            }
            page.end(ENDS[index].0);
        }
        prop_assert!(matches!(page.order, Order::Finish(_)), "{:?}", page.order);
    }
}

#[test]
fn the_trap_field_survives_the_way_to_the_endpoint() {
    let valid = crate::valid(&crate::ana());
    let extra = [(HONEYPOT.to_owned(), "x".to_owned())];
    let json = to_json(&id(), &valid, &extra);
    assert_eq!(
        from_json(json.as_bytes())
            .expect("read")
            .submission
            .honeypot,
        "x"
    );
}
