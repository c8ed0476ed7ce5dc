//! The content of the tests, written from a page as Trunk makes it. One test: a process writes one site.

use std::fs;
use std::path::Path;

use prerender::{Options, run, set_endpoint};

/// What `trunk build --release --public-url /clinic/` hands over.
const INDEX: &str = "<!doctype html><html lang=en-US><meta charset=utf-8>\
    <meta content=/api/consultations name=consultation-endpoint>\
    <link href=/clinic/base-0123456789abcdef.css rel=stylesheet>\
    <script type=module>import init from'/clinic/app-0123456789abcdef.js';init()</script>\
    <link href=/clinic/app-0123456789abcdef.js rel=modulepreload>\
    <link href=/clinic/app-0123456789abcdef_bg.wasm rel=preload></head><body></body></html>";

#[test]
fn a_site_is_written_and_its_endpoint_changed_later() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // What lies beside the real files on an editor's computer.
    let public = folder.path().join("public");
    let dist = &folder.path().join("dist");
    fs::create_dir_all(public.join("images")).unwrap();
    fs::create_dir(dist).unwrap();
    for file in [
        "favicon.svg",
        ".DS_Store",
        "leaflet.pdf",
        "images/Thumbs.db",
        "leaflet.pdf~",
    ] {
        fs::copy(root.join("tests/public/favicon.svg"), public.join(file)).unwrap();
    }
    fs::write(dist.join(".trunk-lock"), "").unwrap();
    for (name, content) in [
        ("index.html", INDEX),
        ("base-0123456789abcdef.css", "p{color:red}"),
        ("app-0123456789abcdef.js", "export default () => {};"),
        ("app-0123456789abcdef_bg.wasm", "no WebAssembly"),
    ] {
        fs::write(dist.join(name), content).unwrap();
    }
    let read = |name: &str| fs::read_to_string(dist.join(name)).unwrap();

    let report = run(&Options {
        dist: dist.to_owned(),
        content: root.join("tests/content"),
        public,
        cache: folder.path().join("cache"),
        public_url: "/clinic/".to_owned(),
        endpoint: None,
        reload: None,
        publish: false,
    })
    .unwrap();
    assert_eq!(report.endpoint, "/api/consultations");

    let page = read("index.html");
    assert!(page.contains("<style>p{color:red}</style>"), "{page}");
    assert!(!dist.join("base-0123456789abcdef.css").exists());
    // The router must not take over what the browser does better.
    let (_, skip_link) = page.split_once("href=\"#main\"").unwrap();
    let (skip_link, _) = skip_link.split_once('>').unwrap();
    assert!(skip_link.contains("rel=\"external\""), "{skip_link}");
    let fragment = read("page.json");
    assert!(fragment.contains(r##"href=\"#"##) && fragment.contains(r#"rel=\"external\""#));
    // The start script knows the app by its files, which it loads by the same addresses.
    let script = "\"/clinic/app-0123456789abcdef.js\"";
    assert!(page.contains(&format!("import({script})")), "{page}");
    assert!(page.contains(&format!("[{script}, ")), "{page}");

    assert!(read("clinic.json").starts_with(r#"{"time_zone":""#));

    // An earlier site's service worker is asked for anew each time, and ends itself.
    for name in ["service-worker.js", "sw.js"] {
        assert!(read(name).contains("registration.unregister()"), "{name}");
        let rule = format!("/clinic/{name}\n  Cache-Control: no-store\n");
        assert!(read("_headers").contains(&rule), "{name}");
    }

    assert!(dist.join("favicon.svg").exists() && dist.join("leaflet.pdf").exists());
    for left_behind in [".DS_Store", "images/Thumbs.db", "leaflet.pdf~"] {
        assert!(!dist.join(left_behind).exists(), "{left_behind}");
    }

    let changed = set_endpoint(dist, "https://forms.example.test/requests").unwrap();
    // Each page, `_headers` and its like for nginx.
    assert!(changed > report.pages, "{changed}");
    let form = read("consultation/index.html");
    assert_eq!(
        form.matches("https://forms.example.test/requests").count(),
        2,
        "the setting and the form's action"
    );
    assert!(read("_headers").contains("form-action 'self' https://forms.example.test;"));
}
