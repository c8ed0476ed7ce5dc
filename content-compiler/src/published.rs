//! `published.txt`: every address that was published once, one a line, so that none is lost in silence when a page is
//! renamed or deleted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::Diagnostic;
use crate::page::{Kind, Page};
use crate::slug::is_slug;

/// The file's name, in `content/`.
const FILE: &str = "published.txt";

/// Stands at the top of a file that is made anew.
const ABOUT: &str = "\
# Every address that was ever published. `make build` adds new ones; commit the change.
# An address here that leads nowhere is told before the next release (docs/editing.md, \"Rename a page\").
";

/// Whether a text is an address within the site that a page can have or have had: `/old-address`, `/conditions/old`.
pub(crate) fn is_address(text: &str) -> bool {
    text.strip_prefix('/')
        .is_some_and(|rest| rest.split('/').all(is_slug))
}

/// Warns of every listed address that no page has or had, and of a list that cannot be read.
pub(crate) fn check(
    content: &Path,
    shown_as: &str,
    pages: &[Page],
    warnings: &mut Vec<Diagnostic>,
) {
    let shown_as = format!("{shown_as}/{FILE}");
    let Ok(text) = fs::read_to_string(content.join(FILE)) else {
        warnings.push(Diagnostic::new(
            &shown_as,
            1,
            "this file is missing, so nobody is told of a published address that leads nowhere"
                .into(),
            "put it back, or run `make build`, which writes it",
        ));
        return;
    };
    for (line, address) in listed(&text) {
        let is_there = |page: &&Page| {
            page.kind != Kind::NotFound
                && !page.is_draft
                && (page.path == address || page.was.iter().any(|was| was == address))
        };
        if address != "/" && !is_address(address) {
            warnings.push(Diagnostic::new(
                &shown_as,
                line,
                format!("{address:?} is no address within the site"),
                "write it like `/conditions/ptsd`, or delete the line",
            ));
        } else if !pages.iter().any(|page| is_there(&page)) {
            warnings.push(Diagnostic::new(
                &shown_as,
                line,
                format!("{address} was published, and leads nowhere now"),
                format!(
                    "put `was = [\"{address}\"]` into the facts of the page that took its place, or delete this \
                     line if visitors may find nothing there"
                ),
            ));
        }
    }
}

/// Adds the addresses of these pages to the list in the folder `content`, and gives those that are new. Nothing that is
/// listed is taken away; remarks move to the top.
///
/// # Errors
/// A sentence that names the file, if it cannot be read or written.
pub fn record_published(content: &Path, pages: &[Page]) -> Result<Vec<String>, String> {
    let file = content.join(FILE);
    let text = if file.exists() {
        fs::read_to_string(&file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))?
    } else {
        ABOUT.to_owned()
    };
    let mut addresses: BTreeSet<&str> = listed(&text).map(|(_, address)| address).collect();
    let added: Vec<String> = pages
        .iter()
        .filter(|page| page.kind != Kind::NotFound)
        .filter(|page| addresses.insert(&page.path))
        .map(|page| page.path.clone())
        .collect();
    if !added.is_empty() {
        let remarks = text
            .lines()
            .filter(|line| line.trim_start().starts_with('#'));
        let lines: Vec<&str> = remarks.chain(addresses).collect();
        fs::write(&file, lines.join("\n") + "\n")
            .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    Ok(added)
}

/// The addresses in the list with their lines, from 1.
fn listed(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}
