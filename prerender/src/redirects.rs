//! Where the addresses lead that pages had before (`was` in their front matter).
//!
//! Hosts that can redirect read it from a file. For all others a page lies at the old address that sends its visitors
//! on; search engines take a refresh without delay for a permanent redirect.

use std::path::Path;

use html_escape::encode_double_quoted_attribute as escape;
use security_headers::{files, page};
use site::content::{Page, site};
use site::environment::Environment;

use crate::address::canonical;
use crate::disk;
use crate::structured_data::LANGUAGE;

/// Writes the files for hosts and a page for each old address; nothing if there is none. `policy` is the security
/// policy of the site's pages, if they have one.
pub(crate) fn write(
    environment: &Environment,
    policy: Option<&str>,
    dist: &Path,
) -> Result<(), String> {
    let old = || {
        site()
            .pages
            .iter()
            .flat_map(|page| page.was.iter().map(move |was| (was.as_str(), page)))
    };
    let moved: Vec<(String, String)> = old()
        .map(|(was, page)| (environment.href(was), environment.href(&page.path)))
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    disk::write(
        &dist.join(files::REDIRECTS),
        files::redirects(&moved).as_bytes(),
    )?;
    disk::write(
        &dist.join(files::NGINX_REDIRECTS),
        files::nginx_redirects(&moved).as_bytes(),
    )?;
    for (was, page) in old() {
        let file = dist.join(was.trim_start_matches('/')).join("index.html");
        if file.exists() {
            return Err(format!(
                "{} names {was} as an old address, where a file of public/ lies. Delete one of the two.",
                page.file
            ));
        }
        disk::write(&file, moved_page(page, environment, policy).as_bytes())?;
    }
    Ok(())
}

/// The page at an old address.
fn moved_page(to: &Page, environment: &Environment, policy: Option<&str>) -> String {
    let href = environment.href(&to.path);
    let [title, canonical, href] =
        [&to.title, &canonical(to, environment), &href].map(|text| escape(text).into_owned());
    let policy = policy.map(page::meta).unwrap_or_default();
    format!(
        "<!doctype html><html lang=\"{LANGUAGE}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">{policy}<title>{title}</title>\
         <link rel=\"canonical\" href=\"{canonical}\">\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\"></head>\
         <body><main><h1>This page has moved</h1><p>It is now at <a href=\"{href}\">{title}</a>.</p></main></body></html>\n"
    )
}
