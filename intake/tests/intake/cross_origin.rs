//! Sites elsewhere whose pages post here.

use crate::requests::{PATH, Request, sample};
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
        "null",
    ] {
        for request in [
            preflight(origin),
            Request::json(&sample(1)).header("origin", origin),
        ] {
            let answer = server.send(&request);
            let told: Vec<_> = answer
                .headers
                .iter()
                .filter(|(name, _)| name.starts_with("access-control-"))
                .collect();
            assert!(told.is_empty(), "{origin}: {told:?}");
            assert_eq!(answer.header("vary"), Some("origin"));
        }
    }
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
