use consultation_rules::{Endpoint, EndpointError};

#[test]
fn a_path_on_the_same_site_is_accepted() {
    for path in [
        "/",
        "/api/consultations",
        "/api/consultations?form=main&x=1",
        "/.netlify/functions/consultation",
        "/a%20b/~c/(d)/e,f;g=h",
        "/api//consultations",
        "/?next=//example.com",
    ] {
        let endpoint = Endpoint::parse(path).expect(path);
        assert_eq!(endpoint.as_str(), path);
        assert_eq!(endpoint.csp_source(), "'self'");
        assert!(!endpoint.is_cross_origin());
    }
}

#[test]
fn a_url_is_accepted_and_its_origin_goes_into_the_policy() {
    for (url, origin) in [
        (
            "https://forms.example.com/f/abc",
            "https://forms.example.com",
        ),
        ("https://forms.example.com", "https://forms.example.com"),
        (
            "https://forms.example.com?f=abc",
            "https://forms.example.com",
        ),
        (
            "https://forms.example.com:8443/f?a=b@c",
            "https://forms.example.com:8443",
        ),
        (
            "https://xn--bcher-kva.example/f",
            "https://xn--bcher-kva.example",
        ),
        ("HTTPS://Forms.Example.com/F", "HTTPS://Forms.Example.com"),
        ("https://192.0.2.1/f", "https://192.0.2.1"),
        ("https://localhost:8787/f", "https://localhost:8787"),
        ("https://3com.example/", "https://3com.example"),
        (
            "https://forms.example.com/https://other.example/",
            "https://forms.example.com",
        ),
    ] {
        let endpoint = Endpoint::parse(url).expect(url);
        assert_eq!(endpoint.as_str(), url);
        assert_eq!(endpoint.csp_source(), origin);
        assert!(endpoint.is_cross_origin());
    }
}

#[test]
fn http_is_accepted_to_this_machine_only() {
    for url in [
        "http://localhost/api",
        "http://localhost:8787/api",
        "http://LocalHost:8787/api",
        "http://clinic.localhost/api",
        "http://127.0.0.1:8787/api",
        "http://127.255.0.9/api",
    ] {
        assert!(Endpoint::parse(url).is_ok(), "{url}");
    }
    for url in [
        "http://example.com/api",
        "http://localhost.example.com/api",
        "http://notlocalhost/api",
        "http://128.0.0.1/api",
        "http://192.168.0.1/api",
        "http://127.0.0.1.example.com/api",
        "http://127.example/api",
        "HTTP://example.com/api",
    ] {
        assert_eq!(
            Endpoint::parse(url),
            Err(EndpointError::NotEncrypted),
            "{url}"
        );
    }
}

#[test]
fn space_around_the_setting_does_not_count() {
    let endpoint = Endpoint::parse(" \t/api/consultations\r\n").expect("a path");
    assert_eq!(endpoint.as_str(), "/api/consultations");
}

#[test]
fn everything_else_is_refused_for_its_own_reason() {
    for (setting, reason) in [
        ("", EndpointError::Empty),
        (" \n", EndpointError::Empty),
        ("api/consultations", EndpointError::NotAnAddress),
        ("./api", EndpointError::NotAnAddress),
        ("?f=1", EndpointError::NotAnAddress),
        ("example.com/api", EndpointError::NotAnAddress),
        ("localhost:8787/api", EndpointError::NotAnAddress),
        ("javascript:alert(1)", EndpointError::NotAnAddress),
        (
            "javascript://example.com/%0Aalert(1)",
            EndpointError::NotAnAddress,
        ),
        ("data:text/html,x", EndpointError::NotAnAddress),
        ("mailto:ana@example.com", EndpointError::NotAnAddress),
        ("ftp://example.com/", EndpointError::NotAnAddress),
        ("wss://example.com/", EndpointError::NotAnAddress),
        ("https:/example.com", EndpointError::NotAnAddress),
        ("https:example.com", EndpointError::NotAnAddress),
        ("https:\\\\example.com", EndpointError::NotAnAddress),
        ("\\api", EndpointError::NotAnAddress),
        ("\u{1}/api", EndpointError::NotAnAddress),
        ("\u{A0}/api", EndpointError::NotAnAddress),
        ("//example.com/api", EndpointError::TwoSlashes),
        ("///api", EndpointError::TwoSlashes),
        ("/\\example.com", EndpointError::Character),
        ("/\t/example.com", EndpointError::Character),
        ("/\n/example.com", EndpointError::Character),
        ("/api consultations", EndpointError::Character),
        ("/api\0", EndpointError::Character),
        ("/api\u{7f}", EndpointError::Character),
        ("/äpi", EndpointError::Character),
        ("/api\"onload=", EndpointError::Character),
        ("/api<script>", EndpointError::Character),
        ("/100%", EndpointError::Character),
        ("/100%2", EndpointError::Character),
        ("/100%zz", EndpointError::Character),
        ("https://example.com/a b", EndpointError::Character),
        ("https://example.com/a\\b", EndpointError::Character),
        ("/api#form", EndpointError::Fragment),
        ("https://example.com/#form", EndpointError::Fragment),
        ("https://ana@example.com/", EndpointError::Credentials),
        (
            "https://ana:secret@example.com/",
            EndpointError::Credentials,
        ),
        (
            "https://example.com:443@evil.example/",
            EndpointError::Credentials,
        ),
        ("https://@example.com/", EndpointError::Credentials),
        ("https://", EndpointError::Host),
        ("https:///api", EndpointError::Host),
        ("https://:443/api", EndpointError::Host),
        ("https://example..com/", EndpointError::Host),
        ("https://.example.com/", EndpointError::Host),
        ("https://example.com./", EndpointError::Host),
        ("https://-example.com/", EndpointError::Host),
        ("https://exa_mple.com/", EndpointError::Host),
        ("https://*.example.com/", EndpointError::Host),
        ("https://example.com;script-src/", EndpointError::Host),
        ("https://example.com 'unsafe-inline'/", EndpointError::Host),
        ("https://bücher.example/", EndpointError::Host),
        ("https://exam%70le.com/", EndpointError::Host),
        (
            "https://example.com\\@evil.example/",
            EndpointError::Credentials,
        ),
        ("https://example.com\\evil.example/", EndpointError::Host),
        ("http://127.1/", EndpointError::Host),
        ("http://2130706433/", EndpointError::Host),
        ("http://0x7f.1/", EndpointError::Host),
        ("http://127.0.0.0x1/", EndpointError::Host),
        ("http://0177.0.0.1/", EndpointError::Host),
        ("http://127.0.0.256/", EndpointError::Host),
        ("http://[::1]:8787/", EndpointError::Ipv6),
        ("https://[2001:db8::1]/", EndpointError::Ipv6),
        ("https://example.com:/", EndpointError::Port),
        ("https://example.com:0/", EndpointError::Port),
        ("https://example.com:65536/", EndpointError::Port),
        ("https://example.com:+443/", EndpointError::Port),
        ("https://example.com:44e3/", EndpointError::Port),
        ("https://example.com:443:443/", EndpointError::Port),
        ("https://example.com:0000443/", EndpointError::Port),
    ] {
        let refused = Endpoint::parse(setting).expect_err(setting);
        assert_eq!(refused, reason, "{setting:?}");
        let words = refused.to_string();
        assert!(
            words.ends_with('.') && words.matches(". ").count() == 0,
            "{words}"
        );
        assert!(words.contains("consultation endpoint"), "{words}");
    }
}
