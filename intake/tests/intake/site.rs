//! The built site, served beside the endpoint.

use crate::program::Program;
use crate::requests::{Answer, BROWSER, Request, SAMPLE_FORM, sample_form_with};
use crate::serving::Serving;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const FOREVER: &str = "public, max-age=31536000, immutable";

struct BuiltSite(TempDir);

impl BuiltSite {
    fn path(&self) -> PathBuf {
        self.0.path().join("site")
    }
}

/// A site as the build leaves it: compressed copies beside the files that gain from it. Beside its
/// folder lies a file that must never be served.
fn built_site() -> BuiltSite {
    let site = BuiltSite(tempfile::tempdir().unwrap());
    let write = |name: &str, content: &str| {
        let path = site.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    std::fs::create_dir(site.path()).unwrap();
    write("index.html", "<title>Home</title>");
    write("consultation/index.html", "<title>Call</title>");
    write("clinic.json", r#"{"phone":"(555) 010-0177"}"#);
    write("404.html", "<title>Not here</title>");
    write("site-0123456789abcdef.js", "console.log(1)");
    write("site-0123456789abcdef_bg.wasm", "\0asm");
    write("icon.svg", "<svg/>");
    write("robots.txt", "User-agent: *");
    write("inter.woff2", "font");
    write(".env", "secret");
    write(".git/config", "secret");
    write("folder-without-index/file.txt", "inside");
    write("../outside.txt", "secret");
    compress(&site.path().join("index.html"));
    compress(&site.path().join("404.html"));
    site
}

fn compress(file: &Path) {
    let done = Command::new("gzip")
        .arg("--keep")
        .arg("--force")
        .arg(file)
        .status();
    assert!(done.unwrap().success());
    let br = format!("{}.br", file.display());
    std::fs::write(br, "as brotli").unwrap();
}

fn serving(site: &BuiltSite) -> Serving {
    Serving::with(|settings| settings.site = Some(site.path()))
}

fn get(server: &Serving, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    server.send(&request)
}

#[test]
fn pages_are_found_with_and_without_a_slash_and_not_redirected() {
    let site = built_site();
    let server = serving(&site);
    for (path, part) in [
        ("/", "Home"),
        ("/index.html", "Home"),
        ("/consultation", "Call"),
        ("/consultation/", "Call"),
        ("/consultation?from=home", "Call"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text().contains(part), "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
    }
}

#[test]
fn files_have_their_types_and_are_kept_as_long_as_they_stay_the_same() {
    let site = built_site();
    let server = serving(&site);
    for (path, content_type, cache) in [
        (
            "/site-0123456789abcdef.js",
            "text/javascript; charset=utf-8",
            FOREVER,
        ),
        (
            "/site-0123456789abcdef_bg.wasm",
            "application/wasm",
            FOREVER,
        ),
        (
            "/icon.svg",
            "image/svg+xml; charset=utf-8",
            "public, max-age=600",
        ),
        (
            "/robots.txt",
            "text/plain; charset=utf-8",
            "public, max-age=600",
        ),
        ("/inter.woff2", "font/woff2", "public, max-age=600"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
        assert_eq!(answer.header("cache-control"), Some(cache), "{path}");
    }
}

#[test]
fn compressed_copies_go_to_those_who_can_read_them() {
    let site = built_site();
    let server = serving(&site);
    for (accepted, encoding) in [
        ("gzip, deflate, br", Some("br")),
        ("gzip", Some("gzip")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("identity", None),
        ("", None),
    ] {
        let answer = get(&server, "/", &[("accept-encoding", accepted)]);
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        let expected = match encoding {
            Some("br") => b"as brotli".to_vec(),
            Some(_) => std::fs::read(site.path().join("index.html.gz")).unwrap(),
            None => b"<title>Home</title>".to_vec(),
        };
        assert_eq!(answer.bytes, expected);
    }
    let plain = get(&server, "/robots.txt", &[("accept-encoding", "br, gzip")]);
    assert_eq!(plain.header("content-encoding"), None, "it has no copies");
}

#[test]
fn another_spelling_of_a_pages_address_is_sent_on_to_the_pages_own() {
    let site = built_site();
    let server = serving(&site);
    for (spelling, own) in [
        ("//consultation", "/consultation"),
        ("///consultation//", "/consultation/"),
        ("/%63onsultation", "/consultation"),
        ("/consultation//", "/consultation/"),
        ("/./consultation", "/consultation"),
        ("/consultation/.", "/consultation/"),
        ("//", "/"),
        ("//consultation?a=//b", "/consultation?a=//b"),
        ("/site-0123456789abcdef%2Ejs", "/site-0123456789abcdef.js"),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = server.send(&Request::new(method, spelling));
            assert_eq!(answer.status, 308, "{spelling}");
            assert_eq!(answer.header("location"), Some(own), "{spelling}");
        }
        assert_eq!(server.get(own).status, 200, "{own}");
    }
}

#[test]
fn under_a_base_path_other_spellings_are_sent_on_too() {
    let site = built_site();
    let server = Serving::with(|settings| {
        settings.site = Some(site.path());
        settings.base_path = "/clinic".parse().unwrap();
    });
    for spelling in [
        "//clinic/consultation",
        "/clinic//consultation",
        "/%63linic/consultation",
    ] {
        let answer = server.get(spelling);
        assert_eq!(answer.status, 308, "{spelling}");
        assert_eq!(answer.header("location"), Some("/clinic/consultation"));
    }
    assert_eq!(server.get("//consultation").status, 404);
}

#[test]
fn nobody_is_sent_to_another_host() {
    let site = built_site();
    // The worst case: there is a page whose name is another host's.
    std::fs::create_dir(site.path().join("evil.example")).unwrap();
    std::fs::write(site.path().join("evil.example/index.html"), "page").unwrap();
    let server = serving(&site);
    for spelling in [
        "//evil.example",
        "///evil.example",
        "/.//evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2fevil.example",
        "/%2f%2fevil.example",
        "//user@evil.example",
        "//evil.example%00",
    ] {
        let answer = server.get(spelling);
        match answer.header("location") {
            Some(location) => assert_eq!(location, "/evil.example", "{spelling}"),
            None => assert_eq!(answer.status, 404, "{spelling}"),
        }
    }
}

#[test]
fn an_earlier_sites_service_worker_is_told_to_go() {
    let site = built_site();
    let server = serving(&site);
    for path in ["/sw.js", "/service-worker.js", "/a/b/sw.js", "/icon.svg"] {
        let answer = get(&server, path, &[("service-worker", "script")]);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("text/javascript; charset=utf-8")
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.text(), intake::service_worker::FAREWELL);
    }
    assert_eq!(server.get("/sw.js").status, 404, "for everyone else");
}

#[test]
fn at_the_start_copies_older_than_their_originals_are_named_in_the_log() {
    let site = built_site();
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let database = folder.path().join("intake.db");
        let site = site.path();
        Program::serve(&database, &["--site", site.to_str().unwrap()]).log()
    };
    assert!(!start().contains("older"), "as the build leaves it");
    let changed = std::fs::File::open(site.path().join("index.html")).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(3600);
    changed.set_modified(later).unwrap();
    let log = start();
    assert!(log.contains("trouble: 2 compressed file(s)"), "{log}");
    assert!(log.contains("index.html.br") && log.contains("prerender --endpoint"));
}

#[test]
fn what_a_browser_has_already_is_not_sent_again() {
    let site = built_site();
    let server = serving(&site);
    let first = server.get("/consultation");
    let etag = first.header("etag").unwrap();
    let modified = first.header("last-modified").unwrap();
    for condition in [("if-none-match", etag), ("if-modified-since", modified)] {
        let again = get(&server, "/consultation", &[condition]);
        assert_eq!(again.status, 304, "{condition:?}");
        assert_eq!(again.bytes, b"");
        assert_eq!(again.header("cache-control"), Some("no-cache"));
        assert_eq!(again.header("vary"), Some("accept-encoding"));
        assert_eq!(again.header("etag"), Some(etag));
    }
    std::fs::write(
        site.path().join("consultation/index.html"),
        "changed, longer",
    )
    .unwrap();
    let changed = get(&server, "/consultation", &[("if-none-match", etag)]);
    assert_eq!(changed.status, 200);
}

#[test]
fn head_says_what_get_would_without_the_body() {
    let site = built_site();
    let server = serving(&site);
    let get = server.get("/consultation");
    let head = server.send(&Request::new("HEAD", "/consultation"));
    assert_eq!(head.status, 200);
    assert_eq!(head.bytes, b"");
    for name in [
        "content-type",
        "content-length",
        "etag",
        "cache-control",
        "vary",
    ] {
        assert_eq!(head.header(name), get.header(name), "{name}");
        assert!(head.header(name).is_some(), "{name}");
    }
}

#[test]
fn what_is_not_there_answers_404_with_the_sites_own_page() {
    let site = built_site();
    let server = serving(&site);
    for path in [
        "/nothing",
        "/consultation/received/x",
        "/index.html/",
        "/folder-without-index",
    ] {
        let conditions = [("if-none-match", "*"), ("range", "bytes=0-3")];
        let answer = get(&server, path, &conditions);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("Not here"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
    let compressed = get(&server, "/nothing", &[("accept-encoding", "br")]);
    assert_eq!(
        (compressed.status, compressed.bytes),
        (404, b"as brotli".to_vec())
    );
    let head = server.send(&Request::new("HEAD", "/nothing"));
    assert_eq!((head.status, head.bytes.len()), (404, 0));
    let api = server.send(&Request::get("/api/nothing").header("accept", BROWSER));
    assert_eq!(api.header("content-type"), Some("application/problem+json"));
}

#[test]
fn nothing_outside_the_site_and_nothing_hidden_is_served() {
    let site = built_site();
    let server = serving(&site);
    for path in [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/consultation/../../outside.txt",
        "/consultation/%2e%2e/%2e%2e/outside.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/folder-without-index/",
        "/%00",
        "/index.html%00.png",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
        assert!(!answer.text().contains("root:"), "{path}");
    }
}

#[test]
fn every_page_carries_the_security_headers() {
    let site = built_site();
    let server = serving(&site);
    for path in ["/", "/nothing", "/icon.svg", "/api/nothing", "/healthz"] {
        let answer = server.get(path);
        for (name, value) in security_headers::ALWAYS {
            let name = name.to_lowercase();
            assert_eq!(answer.header(&name), Some(value), "{path} {name}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.ends_with("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("strict-transport-security"), None, "{path}");
    }
}

#[test]
fn behind_a_proxy_that_speaks_https_browsers_are_told_to_stay_there() {
    let site = built_site();
    for (with_subdomains, expected) in [
        (false, "max-age=63072000"),
        (true, "max-age=63072000; includeSubDomains"),
    ] {
        let server = Serving::with(|settings| {
            settings.site = Some(site.path());
            settings.hsts_subdomains = with_subdomains;
        });
        for path in ["/", "/healthz"] {
            let request = Request::new("GET", path).header("X-Forwarded-Proto", "https");
            let answer = server.send(&request);
            assert_eq!(answer.header("strict-transport-security"), Some(expected));
            let policy = answer.header("content-security-policy").unwrap();
            assert!(policy.ends_with("; upgrade-insecure-requests"), "{policy}");
        }
    }
}

/// A page as the build writes it, posting to this address.
fn page_with_form(endpoint: &str) -> String {
    let built_for = consultation_rules::Endpoint::parse("/api/consultations").unwrap();
    let policy = security_headers::policy::for_page(&["script"], "style", &built_for);
    format!(
        "{}<meta content=\"{endpoint}\" name=\"consultation-endpoint\">\
         <form id=\"consultation-form\" action=\"/api/consultations\"></form>",
        security_headers::page::meta(&policy)
    )
}

#[test]
fn a_pages_own_policy_is_its_header() {
    let site = built_site();
    let html = page_with_form("/api/consultations");
    std::fs::write(site.path().join("privacy.html"), &html).unwrap();
    let server = serving(&site);
    let answer = server.get("/privacy.html");
    assert_eq!(answer.text(), html);
    let stated = security_headers::page::policy(&html).unwrap();
    let sent = answer.header("content-security-policy").unwrap();
    assert_eq!(sent, security_headers::policy::as_header(&stated));
}

#[test]
fn files_written_for_other_hosts_are_not_shown() {
    let site = built_site();
    for name in [
        security_headers::files::STATIC_HOST,
        security_headers::files::NGINX,
        security_headers::files::REDIRECTS,
        security_headers::files::NGINX_REDIRECTS,
    ] {
        std::fs::write(site.path().join(name), "secret").unwrap();
        assert_eq!(serving(&site).get(&format!("/{name}")).status, 404);
    }
}

#[test]
fn an_old_address_leads_to_the_pages_new_one() {
    let site = built_site();
    let moved = [("/request".to_owned(), "/consultation".to_owned())];
    let redirects = security_headers::files::redirects(&moved);
    let server = serving(&site);
    assert_eq!(server.get("/request").status, 404);
    std::fs::write(site.path().join("_redirects"), redirects).unwrap();
    // As the build writes it, for hosts that cannot redirect.
    std::fs::create_dir(site.path().join("request")).unwrap();
    std::fs::write(site.path().join("request/index.html"), "moved").unwrap();
    for (path, leads_to) in [
        ("/request", "/consultation"),
        ("/request/", "/consultation"),
        ("/request?topic=ptsd", "/consultation?topic=ptsd"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 301, "{path}");
        assert_eq!(answer.header("location"), Some(leads_to), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
    }
    // Another spelling first leads to the one that moved.
    assert_eq!(server.get("//request").header("location"), Some("/request"));
    assert_eq!(server.get("/request/more").status, 404);
    assert_eq!(server.get("/consultation").status, 200);
}

#[test]
fn only_reading_is_possible_outside_the_endpoint() {
    let site = built_site();
    let server = serving(&site);
    let answer = server.send(&Request::new("POST", "/consultation").body("x"));
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), Some("GET, HEAD"));
}

#[test]
fn a_site_built_for_a_sub_path_is_served_there_and_only_there() {
    let site = built_site();
    let server = Serving::with(|settings| {
        settings.site = Some(site.path());
        settings.base_path = "/clinic/".parse().unwrap();
    });
    for path in ["/clinic", "/clinic/", "/clinic/index.html"] {
        assert!(server.get(path).text().contains("Home"), "{path}");
    }
    assert!(server.get("/clinic/consultation").text().contains("Call"));
    for path in ["/", "/consultation", "/clinical"] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("Not here"), "{path}");
    }
    assert_eq!(server.get("/clinic/healthz").status, 200);
    assert_eq!(server.get("/clinic/api/nothing").status, 404);
}

#[test]
fn the_pages_for_people_give_the_number_that_the_site_shows() {
    let site = built_site();
    let server = Serving::with(|settings| {
        settings.site = Some(site.path());
        settings.rate_limit = 1;
    });
    server.send(&Request::form(&SAMPLE_FORM));
    let answer = server.send(&Request::form(&sample_form_with("name", "Other")));
    assert_eq!(answer.status, 429);
    assert!(
        answer.text().contains("(555) 010-0177"),
        "{}",
        answer.text()
    );
}

#[test]
fn part_of_a_file_can_be_asked_for() {
    let site = built_site();
    let server = serving(&site);
    let answer = get(&server, "/robots.txt", &[("range", "bytes=0-3")]);
    assert_eq!((answer.status, answer.text()), (206, "User".to_owned()));
    assert_eq!(answer.header("content-range"), Some("bytes 0-3/13"));
}

#[test]
fn a_unit_of_ranges_that_is_not_known_is_ignored() {
    let site = built_site();
    let server = serving(&site);
    for range in ["lines=0-1", "pages=1", "bytes", "", "bytes 0-3"] {
        let answer = get(&server, "/robots.txt", &[("range", range)]);
        assert_eq!(answer.status, 200, "{range}");
        assert_eq!(answer.text(), "User-agent: *", "{range}");
    }
    let answer = get(&server, "/robots.txt", &[("range", "bytes=100-")]);
    assert_eq!(answer.status, 416, "a known unit");
}

#[test]
fn a_part_comes_only_of_the_file_that_the_other_part_was_of() {
    let site = built_site();
    let server = serving(&site);
    let first = server.get("/robots.txt");
    let modified = first.header("last-modified").unwrap();
    let part = |if_range: &str| {
        let headers = [("range", "bytes=0-3"), ("if-range", if_range)];
        get(&server, "/robots.txt", &headers).status
    };
    assert_eq!(part(modified), 206);
    let etag = first.header("etag").unwrap();
    let expected = if etag.starts_with("W/") { 200 } else { 206 };
    assert_eq!(part(etag), expected, "{etag}");
    for stale in [
        "\"other\"",
        "W/\"other\"",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 01 Jan 2099 00:00:00 GMT",
        "yesterday",
        "",
    ] {
        assert_eq!(part(stale), 200, "{stale}");
    }
}
