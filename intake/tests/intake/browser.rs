//! Forms as a browser posts them without scripting.

use crate::requests::{
    BROWSER, FORM, PATH, Request, SAMPLE_FORM, sample, sample_form_with, urlencoded,
};
use crate::serving::Serving;

#[test]
fn a_posted_form_is_stored_and_leads_to_the_confirmation() {
    let server = Serving::start();
    let answer = server.send(&Request::form(&SAMPLE_FORM));
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), Some("/consultation/received"));
    let rows = server.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].name, "Sample Person");
    assert_eq!(rows[0].email.as_deref(), Some("sample@example.com"));
    assert_eq!(rows[0].message.as_deref(), Some("First line\nSecond line"));
    assert_eq!(rows[0].phone, None);
}

#[test]
fn the_confirmation_is_found_under_the_base_path_whoever_strips_it() {
    let server = Serving::with(|settings| settings.base_path = "/clinic".parse().unwrap());
    for (path, name) in [
        (PATH, "Sample One"),
        ("/clinic/api/consultations", "Sample Two"),
    ] {
        let mut request = Request::form(&sample_form_with("name", name));
        request.path = path.into();
        let answer = server.send(&request);
        assert_eq!(answer.status, 303, "{path}");
        assert_eq!(
            answer.header("location"),
            Some("/clinic/consultation/received")
        );
    }
    assert_eq!(server.rows().len(), 2);
}

#[test]
fn a_form_on_an_allowed_site_elsewhere_leads_back_to_that_site() {
    let server = Serving::with(|settings| {
        settings.allowed_origins = vec!["https://www.example.com".parse().unwrap()];
    });
    let request = Request::form(&SAMPLE_FORM).header("origin", "https://www.example.com");
    assert_eq!(
        server.send(&request).header("location"),
        Some("https://www.example.com/consultation/received")
    );
}

#[test]
fn pressing_twice_stores_once_and_changed_answers_are_a_new_request() {
    let server = Serving::start();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..10)
            .map(|_| scope.spawn(|| server.send(&Request::form(&SAMPLE_FORM)).status))
            .collect();
        presses.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses, [303; 10]);
    assert_eq!(server.rows().len(), 1);

    let changed = sample_form_with("message", "Other words");
    assert_eq!(server.send(&Request::form(&changed)).status, 303);
    assert_eq!(server.rows().len(), 2);
}

#[test]
fn the_same_answers_an_hour_later_are_a_new_request() {
    let server = Serving::start();
    server.send(&Request::form(&SAMPLE_FORM));
    let age = |minutes: u32| {
        let sql = format!(
            "UPDATE requests SET received_at =
             strftime('%Y-%m-%dT%H:%M:%fZ', received_at, '-{minutes} minutes')"
        );
        server.connection().execute(&sql, ()).unwrap();
    };
    age(9);
    server.send(&Request::form(&SAMPLE_FORM));
    assert_eq!(
        server.rows().len(),
        1,
        "nine minutes later it is the same request"
    );
    age(51);
    server.send(&Request::form(&SAMPLE_FORM));
    assert_eq!(server.rows().len(), 2);
}

#[test]
fn a_row_from_a_clock_that_ran_ahead_does_not_swallow_the_same_answers() {
    let server = Serving::start();
    server.send(&Request::form(&SAMPLE_FORM));
    let sql = "UPDATE requests SET received_at = '2999-01-01T00:00:00.000Z'";
    server.connection().execute(sql, ()).unwrap();
    assert_eq!(server.send(&Request::form(&SAMPLE_FORM)).status, 303);
    assert_eq!(server.rows().len(), 2);
}

#[test]
fn a_form_posted_after_its_page_had_sent_the_same_answers_is_stored_once() {
    let server = Serving::start();
    assert_eq!(server.post(&sample(1)).status, 201);
    let sample = sample(1);
    let mut pairs: Vec<(&str, &str)> = sample
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .filter(|(name, _)| *name != "id")
        .collect();
    pairs.push(("consent", "on"));
    assert_eq!(server.send(&Request::form(&pairs)).status, 303);
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn a_form_to_correct_comes_back_as_a_page_with_the_answers_and_the_errors() {
    let server = Serving::start();
    let mut form = sample_form_with("email", "no-address<script>");
    form.retain(|(name, _)| *name != "consent");
    let answer = server.send(&Request::form(&form));
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let page = answer.text();
    assert!(page.contains("There is a problem"));
    assert!(page.contains("href=\"#email\"") && page.contains("href=\"#consent\""));
    assert!(!page.contains("href=\"#name\""));
    assert!(page.contains("value=\"Sample Person\""));
    assert!(page.contains("value=\"no-address&lt;script&gt;\""));
    assert!(page.contains("value=\"email\" required checked"));
    assert!(page.contains("<option value=\"ptsd\" selected>"));
    assert!(page.contains("First line\r\nSecond line</textarea>"));
    assert!(!page.contains("<script"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"));
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn the_page_for_a_busy_moment_keeps_the_answers_and_gives_the_phone_number() {
    let server = Serving::with(|settings| {
        settings.rate_limit = 1;
        settings.phone = Some("(555) 010-0199".into());
    });
    assert_eq!(server.send(&Request::form(&SAMPLE_FORM)).status, 303);
    let other = sample_form_with("name", "Patient Sample");
    let answer = server.send(&Request::form(&other));
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").is_some());
    let page = answer.text();
    assert!(page.contains("value=\"Patient Sample\""));
    assert!(page.contains("First line\r\nSecond line</textarea>"));
    assert!(page.contains("(555) 010-0199"));
    assert!(page.contains("Your answers are still here."));
}

#[test]
fn a_message_beyond_every_limit_is_shown_again_to_be_shortened() {
    let server = Serving::start();
    let long = "many words ".repeat(2_000);
    let answer = server.send(&Request::form(&sample_form_with("message", &long)));
    assert_eq!(answer.status, 413);
    let page = answer.text();
    assert!(page.contains("too long"));
    assert!(page.contains(long.as_str()));
    assert!(page.contains("value=\"sample@example.com\""));
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn a_form_that_can_not_be_read_leads_back_to_the_form() {
    let server = Serving::start();
    let answer = server.send(&Request::form(&[]).body("name=%zz"));
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("href=\"/consultation\""));
    let file_upload = Request::form(&[]).header("content-type", "multipart/form-data; boundary=x");
    let answer = server.send(&file_upload);
    assert_eq!(answer.status, 415);
    assert!(answer.text().contains("Your request was not sent. "));
}

#[test]
fn reloading_the_error_page_by_its_address_leads_back_to_the_form() {
    let server = Serving::start();
    let answer = server.send(&Request::get(PATH).header("accept", BROWSER));
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), Some("POST, OPTIONS"));
    assert!(answer.text().contains("href=\"/consultation\""));
}

#[test]
fn a_program_that_posts_a_form_and_asks_for_json_gets_json() {
    let server = Serving::start();
    let request = Request::new("POST", PATH)
        .header("content-type", FORM)
        .header("accept", "application/json");
    let answer = server.send(&request.clone().body(urlencoded(&SAMPLE_FORM)));
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json()["id"], server.rows()[0].id);
    let answer = server.send(&request.body("name=x"));
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
}
