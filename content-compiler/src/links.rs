//! Checks that links lead somewhere: inside the site to a page and its anchor, elsewhere to a whole address.

use std::net::IpAddr;

use crate::Diagnostic;
use crate::nearest::nearest;
use crate::page::{Kind, LinkUse, Page};
use crate::phone;
use crate::reading::now;

/// Reports links to pages and anchors that do not exist. Needs all pages; `elsewhere` are links of a file that is none,
/// with its name.
pub(crate) fn check(
    pages: &[Page],
    (file, elsewhere): (&str, &[LinkUse]),
    diagnostics: &mut Vec<Diagnostic>,
) {
    for page in pages {
        for link in &page.links {
            check_one(&page.file, Some(page), link, pages, diagnostics);
        }
    }
    for link in elsewhere {
        check_one(file, None, link, pages, diagnostics);
    }
}

/// The same for one link within the site, in a file; `page` is the page that the file makes, if it makes one.
pub(crate) fn check_one(
    file: &str,
    page: Option<&Page>,
    link: &LinkUse,
    pages: &[Page],
    diagnostics: &mut Vec<Diagnostic>,
) {
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
        let paths: Vec<&str> = pages
            .iter()
            .filter(|page| page.kind != Kind::NotFound)
            .map(|page| page.path.as_str())
            .collect();
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
pub(crate) fn elsewhere(to: &str, scheme: &str) -> Option<(String, String)> {
    let rest = to.get(scheme.len() + 1..).unwrap_or_default();
    let is_whole = match scheme {
        "https" if rest.starts_with("//") => rest[2..].contains('.') && !rest.starts_with("//."),
        "tel" | "sms" => return phone::wrong_address(to),
        "mailto" => rest.contains('@'),
        _ if to.contains('@') && !to.contains('/') => {
            return Some((
                format!("{to:?} is an email address without `mailto:`"),
                "start it with `mailto:`".into(),
            ));
        }
        _ => {
            return Some((
                format!("{to:?} is not a link that works from every page"),
                "start it with `/` for this site (`/conditions/ptsd`) or with `https://` for another".into(),
            ));
        }
    };
    (!is_whole).then(|| {
        (
            format!("{to:?} is not a whole address"),
            "write all of it, like `https://988lifeline.org/` or `mailto:name@example.org`".into(),
        )
    })
}

/// The scheme, host and rest of a web address, the host in small letters and without its port; none for others.
fn parts(to: &str) -> Option<(String, &str)> {
    let (scheme, rest) = to.split_once("//")?;
    if !matches!(scheme.to_lowercase().as_str(), "" | "http:" | "https:") {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    Some((host.to_lowercase(), path))
}

/// The path of an address on the site itself, as a link within the site names it.
pub(crate) fn own_path<'a>(to: &'a str, site: &str) -> Option<&'a str> {
    let (own, _) = parts(site)?;
    let (host, path) = parts(to)?;
    let path = if path.is_empty() { "/" } else { path };
    (host == own).then_some(path)
}

/// The path of an address on the editor's own computer or network, such as that of the preview.
pub(crate) fn on_this_computer(to: &str) -> Option<&str> {
    let (host, path) = parts(to)?;
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => host.split(':').next()?,
    };
    let is_local = name.parse::<IpAddr>().is_ok_and(|address| match address {
        IpAddr::V4(v4) => {
            v4.is_loopback() || v4.is_private() || v4.is_unspecified() || v4.is_link_local()
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local(),
    });
    let is_named = name == "localhost"
        || [".localhost", ".local"]
            .iter()
            .any(|end| name.ends_with(end));
    let path = if path.is_empty() { "/" } else { path };
    (is_local || is_named).then_some(path)
}
