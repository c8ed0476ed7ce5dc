//! A copy of content/ that a test edits and builds.

// Each test program uses a part of this.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

use prerender::{Options, Problem, Report, run};
use tempfile::TempDir;

/// What `trunk build --release --public-url /clinic/` hands over.
const INDEX: &str = "<!doctype html><html lang=en-US><meta charset=utf-8>\
    <meta content=/api/consultations name=consultation-endpoint>\
    <link href=/clinic/base-0123456789abcdef.css rel=stylesheet>\
    <script type=module>import init from'/clinic/app-0123456789abcdef.js';init()</script>\
    <link href=/clinic/app-0123456789abcdef.js rel=modulepreload>\
    <link href=/clinic/app-0123456789abcdef_bg.wasm rel=preload></head><body></body></html>";

/// The script by which `trunk serve` reloads the page.
const RELOAD: &str = "<script>const url = base + '.well-known/trunk/ws';</script>";

/// The repository.
pub fn root() -> PathBuf {
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

pub struct Edited {
    folder: TempDir,
}

impl Edited {
    /// A copy of content/ as it stands.
    pub fn new() -> Self {
        let edited = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        copy(&root().join("content"), &edited.path(""));
        edited
    }

    /// The place of a file of the content.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("content").join(file)
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    pub fn replace(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        self.write(file, &text.replace(from, to));
    }

    /// Writes the site; one in each process. A preview is that of `trunk serve`.
    pub fn build(&self, is_preview: bool) -> Result<Report, Problem> {
        let dist = self.folder.path().join("dist");
        copy(&root().join("public"), &dist);
        let index = if is_preview {
            INDEX.replace("<body>", &format!("<body>{RELOAD}"))
        } else {
            INDEX.to_owned()
        };
        for (name, text) in [
            ("index.html", index.as_str()),
            ("base-0123456789abcdef.css", "p{color:red}"),
            ("app-0123456789abcdef.js", "export default () => {};"),
            ("app-0123456789abcdef_bg.wasm", "no WebAssembly"),
        ] {
            fs::write(dist.join(name), text).unwrap();
        }
        run(&Options {
            dist,
            content: self.path(""),
            public: root().join("public"),
            public_url: "/clinic/".to_owned(),
            endpoint: None,
            publish: false,
        })
    }

    /// The place of a file of the built site.
    pub fn built(&self, file: &str) -> PathBuf {
        self.folder.path().join("dist").join(file)
    }

    /// A file of the built site.
    pub fn page(&self, file: &str) -> String {
        fs::read_to_string(self.built(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }
}
