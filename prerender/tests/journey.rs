//! A stranger's journey by docs/editing.md: a copy of content/ is edited as the guide says, with the guide's own
//! examples, and built. One test: a process writes one site.

use std::fs;
use std::path::{Path, PathBuf};

use prerender::{Options, run};

/// What `trunk build --release --public-url /clinic/` hands over.
const INDEX: &str = "<!doctype html><html lang=en-US><meta charset=utf-8>\
    <meta content=/api/consultations name=consultation-endpoint>\
    <link href=/clinic/base-0123456789abcdef.css rel=stylesheet>\
    <script type=module>import init from'/clinic/app-0123456789abcdef.js';init()</script>\
    <link href=/clinic/app-0123456789abcdef.js rel=modulepreload>\
    <link href=/clinic/app-0123456789abcdef_bg.wasm rel=preload></head><body></body></html>";

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The first code block behind a heading of the guide that starts with a text.
fn example(heading: &str, start: &str) -> String {
    let guide = fs::read_to_string(root().join("docs/editing.md")).unwrap();
    let (_, section) = guide
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("the guide has no section {heading:?}"));
    // Blocks are every second part between fences.
    section
        .split("\n```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.split_once('\n'))
        .map(|(_, text)| format!("{text}\n"))
        .find(|text| text.starts_with(start))
        .unwrap_or_else(|| panic!("{heading:?} has no example that starts with {start:?}"))
}

#[test]
fn a_stranger_edits_the_site_by_the_guide_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (dist, content) = (folder.path().join("dist"), folder.path().join("content"));
    copy(&root().join("content"), &content);
    let path = |file: &str| content.join(file);
    let read = |file: &Path| {
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    let insert = |file: &str, before: &str, text: &str| {
        let old = read(&path(file));
        assert!(old.contains(before), "{file} has no {before:?}");
        fs::write(
            path(file),
            old.replacen(before, &format!("{text}{before}"), 1),
        )
        .unwrap();
    };

    // "Add a condition."
    fs::write(
        path("conditions/panic-disorder.md"),
        example("Add a condition", "+++"),
    )
    .unwrap();

    // "Rename a page": another file name, and what it was.
    fs::rename(path("pages/privacy.md"), path("pages/your-privacy.md")).unwrap();
    insert(
        "pages/your-privacy.md",
        "updated = ",
        &example("Rename a page", "was = "),
    );
    for file in ["pages/consultation.md", "pages/accessibility.md"] {
        let text = read(&path(file)).replace("(/privacy", "(/your-privacy");
        fs::write(path(file), text).unwrap();
    }

    // "Announce something", from today on.
    let announcement = example("Announce something", "text = ");
    let days = announcement
        .replace("2026-06-27", &content_compiler::today())
        .replace("2026-07-04", "2099-07-04");
    assert_ne!(announcement, days);
    fs::write(path("announcement.toml"), days).unwrap();

    copy(&root().join("public"), &dist);
    for (name, text) in [
        ("index.html", INDEX),
        ("base-0123456789abcdef.css", "p{color:red}"),
        ("app-0123456789abcdef.js", "export default () => {};"),
        ("app-0123456789abcdef_bg.wasm", "no WebAssembly"),
    ] {
        fs::write(dist.join(name), text).unwrap();
    }
    let report = run(&Options {
        dist: dist.clone(),
        content: content.clone(),
        public: root().join("public"),
        public_url: "/clinic/".to_owned(),
        endpoint: None,
        publish: false,
    })
    .unwrap_or_else(|problem| panic!("{problem:#?}"));
    let page = |file: &str| read(&dist.join(file));

    let home = page("index.html");
    assert!(
        home.contains("href=\"/clinic/conditions/panic-disorder\""),
        "{home}"
    );
    assert!(
        page("conditions/panic-disorder/index.html").contains("<h1 tabindex=\"-1\">Panic disorder")
    );
    assert!(page("consultation/index.html").contains("value=\"panic-disorder\""));

    // The note stands on every page, in front of what the app hydrates.
    for file in ["index.html", "404.html", "consultation/index.html"] {
        let html = page(file);
        let (before, _) = html.split_once("<div id=\"app\"").unwrap();
        let note = "data-last-day=\"2099-07-04\"><p>The clinic is closed on July 4. In a crisis, call or text <a href=\"tel:988\">988</a>. ";
        assert!(before.contains(note), "{before}");
        assert!(before.contains(
            "This note holds through <time datetime=\"2099-07-04\">July 4, 2099</time>."
        ));
        assert!(html.contains("note.dataset.lastDay"), "{html}");
    }

    // The old address leads to the new one on every host.
    assert_eq!(
        page("_redirects"),
        "/clinic/privacy /clinic/your-privacy 301\n/clinic/privacy/ /clinic/your-privacy 301\n"
    );
    assert!(page("_redirects.nginx").contains("location = /clinic/privacy {"));
    let moved = page("privacy/index.html");
    assert!(
        moved.contains(
            "<link rel=\"canonical\" href=\"https://greaterwellness.example/clinic/your-privacy\">"
        ),
        "{moved}"
    );
    assert!(
        moved.contains("<meta http-equiv=\"refresh\" content=\"0; url=/clinic/your-privacy\">"),
        "{moved}"
    );
    assert!(
        moved.contains("<a href=\"/clinic/your-privacy\">"),
        "{moved}"
    );
    assert!(moved.contains("Content-Security-Policy"), "{moved}");
    assert!(!dist.join("privacy/page.json").exists());
    let sitemap = page("sitemap.xml");
    assert!(
        sitemap.contains("/clinic/your-privacy</loc>") && !sitemap.contains("/clinic/privacy<"),
        "{sitemap}"
    );
    // Nothing that was published is lost.
    assert!(
        !report.warnings.contains("published.txt"),
        "{}",
        report.warnings
    );
}
