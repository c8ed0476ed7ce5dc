//! Checks that links lead somewhere: inside the site to a page and its anchor, elsewhere to a whole address.

use crate::Diagnostic;
use crate::nearest::nearest;
use crate::page::{Kind, LinkUse, Page};
use crate::reading::now;

/// Reports links to pages and anchors that do not exist. Needs all pages.
pub(crate) fn check(pages: &[Page], diagnostics: &mut Vec<Diagnostic>) {
    for page in pages {
        for link in &page.links {
            check_one(&page.file, Some(page), link, pages, diagnostics);
        }
    }
}

/// The same for one link within the site, in a file; `page` is the page that the file makes, if it makes one. Links
/// elsewhere are left alone.
pub(crate) fn check_one(
    file: &str,
    page: Option<&Page>,
    link: &LinkUse,
    pages: &[Page],
    diagnostics: &mut Vec<Diagnostic>,
) {
    if !link.to.starts_with(['/', '#']) {
        return;
    }
    let (path, anchor) = match link.to.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (link.to.as_str(), None),
    };
    let target = if path.is_empty() {
        page
    } else {
        pages
            .iter()
            .find(|other| other.path == path && other.kind != Kind::NotFound)
    };
    let Some(target) = target else {
        let paths: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        // What editors of other systems write: capitals, the file's name, a slash at the end.
        let plain = path.split('?').next().unwrap_or_default().to_lowercase();
        let plain = plain
            .trim_end_matches('/')
            .trim_end_matches(".md")
            .trim_end_matches(".html");
        let renamed = now(pages, plain).map(|page| page.path.as_str());
        diagnostics.push(Diagnostic::new(
            file,
            link.line,
            format!("there is no page {path}"),
            match renamed.or(nearest(plain, &paths)) {
                Some(meant) => format!("link to `{meant}`"),
                None => "link to a page that exists, like `/conditions/depression`".into(),
            },
        ));
        return;
    };
    if target.is_draft && page.is_none_or(|page| !page.is_draft) {
        diagnostics.push(Diagnostic::new(
            file,
            link.line,
            format!("{} is a draft, which is not published", target.path),
            "take the link out until it is finished, or make this page a draft as well: `draft = true`",
        ));
        return;
    }
    if let Some(anchor) =
        anchor.filter(|anchor| !target.is_unreadable && !target.anchors.contains(*anchor))
    {
        let known: Vec<&str> = target.anchors.iter().map(String::as_str).collect();
        diagnostics.push(Diagnostic::new(
            file,
            link.line,
            format!("{} has no heading with the anchor #{anchor}", target.path),
            match nearest(&anchor.to_lowercase(), &known) {
                Some(meant) => format!("use `#{meant}`"),
                None => format!("use one of its anchors: {}", known.join(", ")),
            },
        ));
    }
}

/// What is wrong with a link that leads out of the site, and the remedy.
pub(crate) fn elsewhere(to: &str, scheme: &str) -> Option<(String, &'static str)> {
    let rest = to.get(scheme.len() + 1..).unwrap_or_default();
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    let is_whole = match scheme {
        "https" if rest.starts_with("//") => rest[2..].contains('.') && !rest.starts_with("//."),
        "tel" | "sms" => {
            if digits >= 3 {
                return None;
            }
            return Some((
                format!("{to:?} has no phone number"),
                "write it with its digits: `[call 988](tel:988)`, `[(555) 010-0199](tel:+15550100199)`",
            ));
        }
        "mailto" => rest.contains('@'),
        _ if to.contains('@') && !to.contains('/') => {
            return Some((
                format!("{to:?} is an email address without `mailto:`"),
                "start it with `mailto:`",
            ));
        }
        _ => {
            return Some((
                format!("{to:?} is not a link that works from every page"),
                "start it with `/` for this site (`/conditions/ptsd`) or with `https://` for another",
            ));
        }
    };
    (!is_whole).then(|| {
        (
            format!("{to:?} is not a whole address"),
            "write all of it, like `https://988lifeline.org/` or `mailto:name@example.org`",
        )
    })
}
