//! What the preview shows while the content has mistakes. One test: a process writes one site.

use std::fs;
use std::path::Path;

use prerender::{Options, Problem, run};

/// What `trunk serve` hands over.
const INDEX: &str = "<!doctype html><html lang=en-US><meta charset=utf-8>\
    <meta content=/api/consultations name=consultation-endpoint>\
    <link href=/app.js rel=modulepreload><link href=/app_bg.wasm rel=preload></head>\
    <body><script>new WebSocket('ws://{{__TRUNK_ADDRESS__}}/.well-known/trunk/ws')</script></body></html>";

#[test]
fn mistakes_are_shown_at_every_address_with_the_way_to_the_next_build() {
    let folder = tempfile::tempdir().unwrap();
    let (dist, content) = (folder.path().join("dist"), folder.path().join("content"));
    fs::create_dir_all(content.join("conditions")).unwrap();
    fs::create_dir_all(content.join("pages")).unwrap();
    fs::create_dir(&dist).unwrap();
    fs::write(content.join("conditions/ptsd.md"), "no facts").unwrap();
    fs::write(dist.join("index.html"), INDEX).unwrap();
    let outcome = run(&Options {
        dist: dist.clone(),
        content,
        public: Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/public"),
        cache: folder.path().join("cache"),
        public_url: "/".to_owned(),
        endpoint: None,
        reload: Some("127.0.0.1:8787".to_owned()),
        publish: false,
    });
    assert!(matches!(outcome, Err(Problem::Content { shown: true, .. })));
    for address in ["index.html", "conditions/ptsd/index.html", "404.html"] {
        let page = fs::read_to_string(dist.join(address)).unwrap();
        assert!(page.contains("mistakes in the content"), "{address}");
        assert!(page.contains("'ws://127.0.0.1:8787/.well-known/"), "{page}");
    }
}
