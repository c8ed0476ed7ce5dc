//! The number of days that requests are kept, on the pages that visitors and `intake` read. A process writes one site.

use std::fs;
use std::path::Path;

use prerender::{Options, run};

const INDEX: &str = "<!doctype html><html lang=en-US><meta charset=utf-8>\
    <meta content=/api/consultations name=consultation-endpoint>\
    <link href=/base-0123456789abcdef.css rel=stylesheet>\
    <script type=module>import init from'/app-0123456789abcdef.js';init()</script>\
    <link href=/app-0123456789abcdef.js rel=modulepreload>\
    <link href=/app-0123456789abcdef_bg.wasm rel=preload></head><body></body></html>";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn the_privacy_page_states_the_number_and_the_forms_page_has_it_for_intake() {
    let folder = tempfile::tempdir().unwrap();
    let (dist, content) = (folder.path().join("dist"), folder.path().join("content"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    copy(&root.join("content"), &content);
    let settings = fs::read_to_string(content.join("site.toml")).unwrap();
    assert!(settings.contains("# keep_days = 90\n"));
    let settings = settings.replace("# keep_days = 90\n", "keep_days = 41\n");
    fs::write(content.join("site.toml"), settings).unwrap();
    fs::create_dir(&dist).unwrap();
    fs::copy(root.join("public/favicon.svg"), dist.join("favicon.svg")).unwrap();
    for (name, text) in [
        ("index.html", INDEX),
        ("base-0123456789abcdef.css", "p{color:red}"),
        ("app-0123456789abcdef.js", "export default () => {};"),
        ("app-0123456789abcdef_bg.wasm", "no WebAssembly"),
    ] {
        fs::write(dist.join(name), text).unwrap();
    }
    run(&Options {
        dist: dist.clone(),
        content,
        public: root.join("public"),
        public_url: "/".to_owned(),
        endpoint: None,
        publish: false,
    })
    .unwrap();

    let read = |name: &str| fs::read_to_string(dist.join(name)).unwrap();
    let privacy = read("privacy/index.html");
    assert!(privacy.contains("it is deleted 41 days later"), "{privacy}");
    assert!(!privacy.contains("keep_days"), "{privacy}");
    let meta = "<meta name=\"consultation-keep-days\" content=\"41\">";
    assert!(read("consultation/index.html").contains(meta));
}
