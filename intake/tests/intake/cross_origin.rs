//! Sites elsewhere whose pages post here.

use crate::requests::{PATH, Request, SAMPLE_FORM, sample};
use crate::serving::Serving;

const ALLOWED: &str = "https://www.example.com";

fn server() -> Serving {
    Serving::with(|settings| settings.allowed_origins = vec![ALLOWED.parse().unwrap()])
}

fn preflight(origin: &str) -> Request {
    Request::new("OPTIONS", PATH)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
}

#[test]
fn an_allowed_site_may_post_and_read_every_answer() {
    let server = server();
    let answer = server.send(&preflight(ALLOWED));
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED));
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST"));
    let headers = answer.header("access-control-allow-headers").unwrap();
    assert!(headers.contains("content-type"));
    assert_eq!(answer.header("access-control-max-age"), Some("7200"));
    assert_eq!(answer.header("vary"), Some("origin"));

    for (body, status) in [
        ("{}", 422),
        ("", 400),
        (sample(1).to_string().as_str(), 201),
    ] {
        let request = Request::json(&sample(1))
            .header("origin", ALLOWED)
            .body(body);
        let answer = server.send(&request);
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED));
        assert_eq!(
            answer.header("access-control-expose-headers"),
            Some("retry-after")
        );
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("vary"), Some("origin"));
    }
}

#[test]
fn any_other_site_may_not() {
    let server = server();
    for origin in [
        "https://evil.example",
        "https://www.example.com.evil.example",
        "http://www.example.com",
        "https://www.example.com:8443",
        "http://clinic.test.evil.example",
        "null",
        "",
    ] {
        let told_nothing = |answer: &crate::requests::Answer| {
            let mut names = answer.headers.iter().map(|(name, _)| name);
            assert!(
                !names.any(|name| name.starts_with("access-control-")),
                "{origin}"
            );
            assert_eq!(answer.header("vary"), Some("origin"));
        };
        told_nothing(&server.send(&preflight(origin)));
        let answer = server.send(&Request::json(&sample(1)).header("origin", origin));
        assert_eq!(answer.status, 403, "{origin}");
        told_nothing(&answer);
        // Forms need no preflight: the answer alone keeps them out.
        let answer = server.send(&Request::form(&SAMPLE_FORM).header("origin", origin));
        assert_eq!(answer.status, 403, "{origin}");
        assert!(
            answer.text().contains("was not sent"),
            "a page for a person"
        );
    }
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn a_browser_that_names_another_site_is_refused_whatever_the_origin_says() {
    let server = server();
    for (site, origin, status) in [
        ("cross-site", "https://evil.example", 403),
        ("cross-site", "", 403),
        ("same-site", "http://other.clinic.test", 403),
        ("same-origin", "http://clinic.test", 303),
        ("same-origin", "", 303),
        // Typed into the address bar, or a bookmark: no page has made it.
        ("none", "", 303),
        ("cross-site", ALLOWED, 303),
        ("same-site", ALLOWED, 303),
        // A proxy that passes another host on: the browser knows better.
        ("same-origin", "https://www.clinic.example", 303),
    ] {
        let mut request = Request::form(&SAMPLE_FORM).header("sec-fetch-site", site);
        if !origin.is_empty() {
            request = request.header("origin", origin);
        }
        assert_eq!(server.send(&request).status, status, "{site} {origin}");
    }
}

#[test]
fn the_same_origin_is_known_by_its_host_where_the_browser_says_no_more() {
    let server = Serving::start();
    for (origin, status) in [
        ("http://clinic.test", 303),
        // The proxy in front speaks HTTPS, or another port.
        ("https://clinic.test", 303),
        ("https://clinic.test:8443", 403),
        ("https://CLINIC.test", 303),
        ("https://clinic.test.evil.example", 403),
        ("https://evil.example/clinic.test", 403),
        ("null", 403),
    ] {
        let answer = server.send(&Request::form(&SAMPLE_FORM).header("origin", origin));
        assert_eq!(answer.status, status, "{origin}");
    }
    let request = Request::form(&SAMPLE_FORM)
        .header("host", "clinic.test:8443")
        .header("origin", "https://clinic.test:8443");
    assert_eq!(server.send(&request).status, 303);
}

#[test]
fn a_request_that_no_browser_made_passes() {
    let server = Serving::start();
    assert_eq!(server.post(&sample(1)).status, 201);
    assert_eq!(server.send(&Request::form(&SAMPLE_FORM)).status, 303);
}

#[test]
fn without_configured_origins_there_is_no_sign_of_the_protocol() {
    let server = Serving::start();
    let answer = server.send(&preflight(ALLOWED));
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("allow"), Some("POST, OPTIONS"));
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(answer.header("vary"), None);
}
