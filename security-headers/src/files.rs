//! Files that tell hosts which headers to send, and which addresses have moved.

use std::fmt::Write;

use crate::{ALWAYS, STRICT_TRANSPORT_SECURITY, policy};

/// For Netlify and Cloudflare Pages, who read it from the published folder.
pub const STATIC_HOST: &str = "_headers";

/// For nginx: to be included where the site is served.
pub const NGINX: &str = "_headers.nginx";

/// Where old addresses lead, for Netlify and Cloudflare Pages, who read it from the published folder, and for `intake`.
pub const REDIRECTS: &str = "_redirects";

/// The same for nginx: to be included where the site is served. There is none for a site without old addresses.
pub const NGINX_REDIRECTS: &str = "_redirects.nginx";

/// For a file whose name changes with its content.
pub const FOREVER: &str = "public, max-age=31536000, immutable";

/// For pages and their `page.json`: kept, but asked about each time.
pub const ASK: &str = "no-cache";

/// For what must not be kept at all.
pub const NEVER: &str = "no-store";

/// Cloudflare Pages reads no more rules than this. Beyond, pages are left to what both hosts do by themselves, which
/// is `max-age=0, must-revalidate` and comes to the same.
const MOST_RULES: usize = 100;

/// Stands at the top of what is written for nginx.
const WRITTEN: &str = "# Written with the site; do not edit. Belongs to the files beside it.\n";

/// What is to be said of which addresses.
#[derive(Debug)]
pub struct Addresses<'a> {
    /// The site's base path, without a slash at its end.
    pub base: &'a str,
    /// Addresses of the files that never change.
    pub forever: &'a [String],
    /// Addresses of scripts that a browser may hold as a service worker. Kept, they would go on doing so.
    pub service_workers: &'a [String],
    /// Addresses of the pages, without a slash at their end, and of files to be asked about.
    pub ask: &'a [String],
}

/// The content of [`STATIC_HOST`]. No two of its rules give one address the same header: such hosts would send both.
#[must_use]
pub fn static_host(page_policy: &str, addresses: &Addresses<'_>) -> String {
    let mut text = format!("{}/*\n", addresses.base);
    for (name, value) in all(page_policy) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name}: {value}");
    }
    let mut rule = |address: &str, value: &str| {
        let _ = writeln!(text, "{address}\n  Cache-Control: {value}");
    };
    for address in addresses.forever {
        rule(address, FOREVER);
    }
    for address in addresses.service_workers {
        rule(address, NEVER);
    }
    let rules = 1 + addresses.forever.len() + addresses.service_workers.len();
    if rules + addresses.ask.len() <= MOST_RULES {
        for address in addresses.ask {
            rule(address, ASK);
        }
    }
    text
}

/// The content of [`NGINX`]: one `add_header` for each header. nginx forgets those of an outer block where an inner one
/// has its own, so it belongs into the innermost.
#[must_use]
pub fn nginx(page_policy: &str) -> String {
    let mut text = String::from(WRITTEN);
    for (name, value) in all(page_policy) {
        let _ = writeln!(text, "add_header {name} \"{value}\" always;");
    }
    text
}

/// The content of [`REDIRECTS`]: a line for each old address, with and without a slash at its end, and the one that
/// it leads to now. The addresses are plain paths.
#[must_use]
pub fn redirects(moved: &[(String, String)]) -> String {
    let mut text = String::new();
    for (from, to) in moved {
        let _ = writeln!(text, "{from} {to} 301\n{from}/ {to} 301");
    }
    text
}

/// Where an address leads to by the content of [`REDIRECTS`]; `None` for one that has not moved. Only paths on the same
/// host are followed, so no line can send anyone elsewhere.
#[must_use]
pub fn redirected<'a>(redirects: &'a str, address: &str) -> Option<&'a str> {
    redirects.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace();
        let to = (words.next()? == address).then(|| words.next())??;
        (to.starts_with('/') && !to.starts_with("//")).then_some(to)
    })
}

/// The content of [`NGINX_REDIRECTS`]. Exact locations are found by a search, however many there are. They belong into
/// the location that serves the site, whose headers they take over.
#[must_use]
pub fn nginx_redirects(moved: &[(String, String)]) -> String {
    let mut text = String::from(WRITTEN);
    for (from, to) in moved {
        for from in [from.clone(), format!("{from}/")] {
            let _ = writeln!(
                text,
                "location = {from} {{ return 301 {to}$is_args$args; }}"
            );
        }
    }
    text
}

/// All headers for a host that speaks HTTPS.
fn all(page_policy: &str) -> impl Iterator<Item = (&'static str, String)> {
    let policy = (
        "Content-Security-Policy",
        policy::over_https(&policy::as_header(page_policy)),
    );
    let others = ALWAYS.into_iter().chain([STRICT_TRANSPORT_SECURITY]);
    [policy]
        .into_iter()
        .chain(others.map(|(name, value)| (name, value.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_gets_each_header_once() {
        let addresses = Addresses {
            base: "/clinic",
            forever: &["/clinic/app-1.js".to_owned()],
            service_workers: &["/clinic/sw.js".to_owned()],
            ask: &["/clinic/privacy".to_owned()],
        };
        let text = static_host("default-src 'none'", &addresses);
        assert!(
            text.starts_with("/clinic/*\n  Content-Security-Policy: default-src 'none'; frame-"),
            "{text}"
        );
        assert!(text.contains(
            "\n/clinic/app-1.js\n  Cache-Control: public, max-age=31536000, immutable\n"
        ));
        assert!(text.contains("\n/clinic/sw.js\n  Cache-Control: no-store\n"));
        assert!(text.contains("\n/clinic/privacy\n  Cache-Control: no-cache\n"));
        assert_eq!(text.matches("Strict-Transport-Security").count(), 1);
        // A line that is longer than this is not read by Cloudflare Pages.
        assert!(text.lines().all(|line| line.len() < 2_000));
    }

    #[test]
    fn a_site_with_too_many_pages_for_a_host_keeps_its_other_rules() {
        let ask: Vec<String> = (0..MOST_RULES).map(|number| format!("/{number}")).collect();
        let text = static_host(
            "x",
            &Addresses {
                base: "",
                forever: &["/a".into()],
                service_workers: &[],
                ask: &ask,
            },
        );
        assert_eq!(text.matches("Cache-Control").count(), 1);
    }

    #[test]
    fn nginx_sends_them_with_errors_too() {
        let text = nginx("default-src 'none'");
        assert_eq!(
            text.matches("add_header").count(),
            text.matches("\" always;").count()
        );
        assert!(text.contains(
            "add_header Content-Security-Policy \"default-src 'none'; frame-ancestors 'none'"
        ));
    }

    #[test]
    fn an_old_address_leads_to_the_new_one_with_and_without_a_slash() {
        let moved = [("/clinic/old".to_owned(), "/clinic/new".to_owned())];
        let text = redirects(&moved);
        assert_eq!(
            text,
            "/clinic/old /clinic/new 301\n/clinic/old/ /clinic/new 301\n"
        );
        assert_eq!(redirected(&text, "/clinic/old"), Some("/clinic/new"));
        assert_eq!(redirected(&text, "/clinic/old/"), Some("/clinic/new"));
        for other in ["/clinic", "/clinic/new", "/clinic/old/more", ""] {
            assert_eq!(redirected(&text, other), None, "{other}");
        }
        assert!(nginx_redirects(&moved).ends_with(
            "\nlocation = /clinic/old { return 301 /clinic/new$is_args$args; }\n\
             location = /clinic/old/ { return 301 /clinic/new$is_args$args; }\n"
        ));
    }

    #[test]
    fn no_line_leads_to_another_host() {
        for to in [
            "https://example.test/",
            "//example.test/",
            "example.test",
            "",
        ] {
            assert_eq!(
                redirected(&format!("/old {to} 301\n"), "/old"),
                None,
                "{to}"
            );
        }
    }
}
