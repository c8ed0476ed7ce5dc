//! The folder `public/`: files that are published as they are, beside the pages.

use std::path::{Path, PathBuf};

use crate::page::Page;
use crate::{Diagnostic, Kind};

/// What the build writes at the root of every site; a file of the same name would replace it or be replaced.
const WRITTEN_BY_THE_BUILD: [&str; 16] = [
    "404.html",
    "_headers",
    "_headers.nginx",
    "_redirects",
    "apple-touch-icon.png",
    "favicon.ico",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
    "index.html",
    "page.json",
    "robots.txt",
    "service-worker.js",
    "site.webmanifest",
    "sitemap.xml",
    "sw.js",
];

/// The files of a folder like `public/` that are for visitors, by their paths within it, sorted. What programs leave
/// behind (`.DS_Store`, `Thumbs.db`, backups, hidden folders) is not; `.well-known` (RFC 8615) is.
#[must_use]
pub fn published(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    below(folder, Path::new(""), &mut files);
    files.sort();
    files
}

fn below(folder: &Path, within: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let within = within.join(&name);
        let path = entry.path();
        if is_left_behind(&name.to_string_lossy()) && name != ".well-known" {
            continue;
        }
        if path.is_dir() {
            below(&path, &within, files);
        } else if path.is_file() {
            files.push(within);
        }
    }
}

/// Backups, locks and hidden files that editors and systems leave beside the real ones.
pub(crate) fn is_left_behind(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with("~$")
        || name.starts_with('#') && name.ends_with('#')
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
        || name == "__MACOSX"
}

/// Reports files that would take the place of a page, or of what the build writes.
pub(crate) fn check(folder: &Path, pages: &[Page], diagnostics: &mut Vec<Diagnostic>) {
    for file in published(folder) {
        // Some systems take Index.html for index.html.
        let name = file.to_string_lossy().replace('\\', "/").to_lowercase();
        let problem = if WRITTEN_BY_THE_BUILD.contains(&name.as_str()) {
            "the build writes a file of this name itself".to_owned()
        } else if let Some(page) = pages.iter().find(|page| is_in_the_way(&name, page)) {
            format!("this file takes the address of the page {}", page.path)
        } else {
            continue;
        };
        let shown_as = format!("public/{}", file.display());
        let remedy = "give it another name, or delete it";
        diagnostics.push(Diagnostic::new(&shown_as, 1, problem, remedy));
    }
}

/// Whether a file lies where a page's folder or one of its files must lie.
fn is_in_the_way(name: &str, page: &Page) -> bool {
    let path = page.path.trim_start_matches('/');
    if page.kind == Kind::NotFound || path.is_empty() {
        return false;
    }
    let is_folder_of_it = path == name || path.starts_with(&format!("{name}/"));
    let is_file_of_it = name
        .strip_prefix(path)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|rest| matches!(rest, "index.html" | "page.json"));
    is_folder_of_it || is_file_of_it
}
