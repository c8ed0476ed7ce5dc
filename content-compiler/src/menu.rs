//! `menu.toml`: which pages stand in the menu at the top and at the end of every page, and in which order.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use crate::Diagnostic;
use crate::nearest::nearest;
use crate::page::{Kind, Page};
use crate::reading::now;
use crate::short_file::ShortFile;

const FILE: &str = "menu.toml";

const EXAMPLES: [(&str, &str); 2] = [
    ("menu", "menu = [\"/\", \"/conditions\", \"/our-team\"]"),
    (
        "footer",
        "footer = [\"/\", \"/consultation\", \"/privacy\"]",
    ),
];

/// More do not fit beside the clinic's name on a usual screen.
const MENU_MOST: usize = 6;

/// The paths of the pages in the menu and in the list at the end of every page, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Menu {
    /// At the top.
    pub header: Vec<String>,
    /// At the end, below “This site”.
    pub footer: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    menu: Option<Vec<String>>,
    footer: Option<Vec<String>>,
}

/// Reads and checks the file, adding what is wrong. What it leaves out is as without it: the first page and the index of
/// conditions at the top; at the end also the form and all plain pages.
pub(crate) fn read(
    content: &Path,
    shown_as: &str,
    pages: &[Page],
    errors: &mut Vec<Diagnostic>,
    warnings: &mut Vec<Diagnostic>,
) -> Menu {
    let Some(file) = ShortFile::<Written>::read(content, shown_as, FILE, &EXAMPLES, errors) else {
        return Menu {
            header: usual_header(pages),
            footer: usual_footer(&usual_header(pages), pages),
        };
    };
    let header = file.value.menu.clone();
    let header = match header {
        Some(paths) => {
            if paths.len() > MENU_MOST {
                errors.push(file.diagnostic(
                    file.line_of("menu", 0),
                    format!("the menu has {} pages, more than {MENU_MOST}", paths.len()),
                    "keep those that most people look for, and name the others in `footer`",
                ));
            }
            checked(&file, "menu", paths, pages, errors)
        }
        None => usual_header(pages),
    };
    let footer = match file.value.footer.clone() {
        Some(paths) => {
            let footer = checked(&file, "footer", paths, pages, errors);
            warn_of_lost(&file, &header, &footer, pages, warnings);
            footer
        }
        None => usual_footer(&header, pages),
    };
    Menu { header, footer }
}

fn paths_of(pages: &[Page], kind: Kind) -> impl Iterator<Item = String> {
    pages
        .iter()
        .filter(move |page| page.kind == kind)
        .map(|page| page.path.clone())
}

fn usual_header(pages: &[Page]) -> Vec<String> {
    paths_of(pages, Kind::Article)
        .chain(paths_of(pages, Kind::Conditions))
        .collect()
}

fn usual_footer(header: &[String], pages: &[Page]) -> Vec<String> {
    let mut footer = header.to_vec();
    let others = paths_of(pages, Kind::Consultation).chain(paths_of(pages, Kind::Plain));
    for path in others {
        if !footer.contains(&path) {
            footer.push(path);
        }
    }
    footer
}

/// The paths of pages that exist, each once; everything else is told.
fn checked(
    file: &ShortFile<Written>,
    key: &str,
    paths: Vec<String>,
    pages: &[Page],
    errors: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for path in paths {
        let line = file.line_where(key, 0, |line| line.contains(&format!("\"{path}\"")));
        let page = pages.iter().find(|page| page.path == path);
        if page.is_none_or(|page| matches!(page.kind, Kind::NotFound | Kind::Received)) {
            let known: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
            let renamed = now(pages, &path).map(|page| page.path.as_str());
            errors.push(match page {
                Some(_) => file.diagnostic(
                    line,
                    format!("{path} is a page that nobody can go to by a menu"),
                    "delete it from the list",
                ),
                None => file.diagnostic(
                    line,
                    format!("there is no page {path}"),
                    match renamed.or(nearest(&path.to_lowercase(), &known)) {
                        Some(meant) => format!("write `{meant}`"),
                        None => "write the address of a page, like `/conditions`".into(),
                    },
                ),
            });
        } else if seen.insert(path.clone()) {
            kept.push(path);
        } else {
            errors.push(file.diagnostic(
                line,
                format!("`{key}` has {path} twice"),
                "delete one of the two",
            ));
        }
    }
    kept
}

/// Warns of plain pages that nobody can find: those in neither list, to which no page links.
fn warn_of_lost(
    file: &ShortFile<Written>,
    header: &[String],
    footer: &[String],
    pages: &[Page],
    warnings: &mut Vec<Diagnostic>,
) {
    let is_linked = |path: &str| {
        pages.iter().any(|page| {
            let links = page.links.iter().map(|link| link.to.as_str());
            page.path != path
                && links
                    .map(|to| to.split(['#', '?']).next().unwrap_or_default())
                    .any(|to| to == path)
        })
    };
    for page in pages.iter().filter(|page| page.kind == Kind::Plain) {
        let path = &page.path;
        if !header.contains(path) && !footer.contains(path) && !is_linked(path) {
            warnings.push(file.diagnostic(
                file.line_of("footer", 0),
                format!("nothing leads to {path}"),
                format!("add \"{path}\" to `menu` or `footer`, or link to it from another page"),
            ));
        }
    }
}
