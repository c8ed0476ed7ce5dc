//! Checks that links inside the site lead somewhere.

use crate::{Kind, Mistake, Page};

/// A link as written in a page's text.
#[derive(Debug, Clone)]
pub(crate) struct LinkUse {
    pub to: String,
    pub line: usize,
}

/// Reports links to pages and anchors that do not exist. Needs all pages.
pub(crate) fn check(pages: &[Page], mistakes: &mut Vec<Mistake>) {
    for page in pages {
        for link in &page.links {
            let (path, anchor) = match link.to.split_once('#') {
                Some((path, anchor)) => (path, Some(anchor)),
                None => (link.to.as_str(), None),
            };
            let target = if path.is_empty() {
                Some(page)
            } else {
                pages
                    .iter()
                    .find(|other| other.path == path && other.kind != Kind::NotFound)
            };
            let Some(target) = target else {
                let paths: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
                // What editors of other systems write: the file's name, a slash at the end.
                let plain = path.trim_end_matches('/').trim_end_matches(".md");
                let meant = crate::front_matter::nearest(plain, &paths);
                mistakes.push(Mistake::new(
                    &page.file,
                    link.line,
                    format!("there is no page {path}"),
                    match meant {
                        Some(meant) => format!("link to `{meant}`"),
                        None => "link to a page that exists, like `/conditions/depression`".into(),
                    },
                ));
                continue;
            };
            if let Some(anchor) =
                anchor.filter(|anchor| !target.is_unreadable && !target.anchors.contains(*anchor))
            {
                let known: Vec<&str> = target.anchors.iter().map(String::as_str).collect();
                mistakes.push(Mistake::new(
                    &page.file,
                    link.line,
                    format!("{} has no heading with the anchor #{anchor}", target.path),
                    format!("use one of its anchors: {}", known.join(", ")),
                ));
            }
        }
    }
}
