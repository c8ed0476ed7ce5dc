//! Writes every page of the table of routes as finished HTML, from the `index.html` that Trunk has built.
//!
//! Runs natively, as Trunk's `post_build` hook, in the folder that is about to become `dist/`.

mod compress;
mod document;
mod render;
mod template;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use consultation::Endpoint;

use crate::content::{CLINIC, Kind, PAGES, Page};
use crate::environment::Environment;
use template::Template;

/// What to write and where.
#[derive(Debug)]
pub struct Options {
    /// The folder with Trunk's files; pages are written into it.
    pub dist: PathBuf,
    /// Trunk's public URL: the path, or the whole URL, under which the site will lie.
    pub public_url: String,
    /// Instead of the endpoint in `index.html`, if given.
    pub endpoint: Option<String>,
}

/// What was written.
#[derive(Debug)]
pub struct Report {
    /// Number of HTML files.
    pub pages: usize,
    /// Where the form posts to.
    pub endpoint: String,
}

/// Writes all pages, `404.html`, `sitemap.xml` and `robots.txt`, and a compressed copy beside each file that
/// gains by it.
///
/// # Errors
/// One sentence that says what to do: a setting that cannot be used, a template that Trunk has not written,
/// a file that cannot be read or written.
pub fn run(options: &Options) -> Result<Report, String> {
    let index = options.dist.join("index.html");
    let html = read(&index)?;
    let base = base_path(&options.public_url)?;
    let template = Template::parse(&html, &base, |file| read(&options.dist.join(file)))?;

    let setting = options.endpoint.as_deref().unwrap_or(&template.endpoint);
    let endpoint = Endpoint::parse(setting).map_err(|error| {
        format!("The consultation endpoint {setting:?} cannot be used. {error} (Set it in index.html or by CONSULTATION_ENDPOINT.)")
    })?;
    let environment = Environment {
        base,
        endpoint: endpoint.as_str().to_owned(),
        automatic_retries: template.automatic_retries,
    };

    for page in PAGES {
        let body = render::page(page, &environment);
        let finished = document::assemble(&template, &environment, &body);
        write(&options.dist.join(file_of(page)), finished.as_bytes())?;
    }
    for file in &template.inlined {
        fs::remove_file(options.dist.join(file))
            .map_err(|error| format!("{file} cannot be removed: {error}"))?;
    }
    write(
        &options.dist.join("sitemap.xml"),
        sitemap(&environment).as_bytes(),
    )?;
    write(
        &options.dist.join("robots.txt"),
        robots(&environment).as_bytes(),
    )?;
    compress::folder(&options.dist)?;
    Ok(Report {
        pages: PAGES.len(),
        endpoint: environment.endpoint,
    })
}

/// Where a page lies: a folder's `index.html`, which every static host shows for the folder's path.
fn file_of(page: &Page) -> PathBuf {
    if page.kind == Kind::NotFound {
        return "404.html".into();
    }
    Path::new(page.path.trim_start_matches('/')).join("index.html")
}

/// The path of a public URL, without a slash at its end.
fn base_path(public_url: &str) -> Result<String, String> {
    let path = match public_url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => public_url,
    };
    let path = path.trim_end_matches('/');
    let is_path = path.is_empty() || path.starts_with('/');
    if !is_path || path.contains(['"', '<', '>', '?', '#', ' ', '\\']) {
        return Err(format!(
            "The public URL {public_url:?} cannot be used. Write it like `/clinic/`."
        ));
    }
    Ok(path.to_owned())
}

/// Sitemap protocol 0.9, with the day each page was last changed.
fn sitemap(environment: &Environment) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in PAGES
        .iter()
        .filter(|page| !matches!(page.kind, Kind::NotFound | Kind::Received))
    {
        let (url, path, date) = (CLINIC.url, environment.href(page.path), page.updated.iso);
        // Writing to a String cannot fail.
        let _ = writeln!(
            xml,
            "  <url><loc>{url}{path}</loc><lastmod>{date}</lastmod></url>"
        );
    }
    xml.push_str("</urlset>\n");
    xml
}

/// RFC 9309: everything may be read, but no one has to index the confirmation.
fn robots(environment: &Environment) -> String {
    format!(
        "User-agent: *\nDisallow: {}\nDisallow: {}\n\nSitemap: {}{}\n",
        environment.href("/consultation/received"),
        environment.href("/api/"),
        CLINIC.url,
        environment.href("/sitemap.xml"),
    )
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_gives_the_base_path() {
        for (url, base) in [
            ("/", ""),
            ("", ""),
            ("/clinic/", "/clinic"),
            ("/a/b", "/a/b"),
            ("https://example.test", ""),
            ("https://example.test/clinic/", "/clinic"),
        ] {
            assert_eq!(base_path(url).as_deref(), Ok(base), "{url}");
        }
        for url in ["clinic", "./", "/a b/", "/a?b", "/\"/"] {
            assert!(base_path(url).unwrap_err().contains("`/clinic/`"), "{url}");
        }
    }

    #[test]
    fn every_page_is_rendered_with_its_text_and_nothing_of_another_site() {
        let environment = Environment {
            base: "/clinic".to_owned(),
            endpoint: "/api/consultations".to_owned(),
            automatic_retries: true,
        };
        for page in PAGES {
            let rendered = render::page(page, &environment);
            assert!(rendered.head.contains("<title>"), "{}", page.path);
            assert!(rendered.body.contains("<h1"), "{}", page.path);
            assert!(rendered.body.contains("tel:988"), "{}", page.path);
            assert!(
                !rendered.body.contains("href=\"/conditions"),
                "{}",
                page.path
            );
            assert!(!rendered.body.contains("src=\"http"), "{}", page.path);
        }
    }

    #[test]
    fn the_sitemap_leaves_out_what_is_not_for_everyone() {
        let environment = Environment {
            base: String::new(),
            endpoint: String::new(),
            automatic_retries: true,
        };
        let xml = sitemap(&environment);
        assert!(xml.contains("/conditions/ptsd</loc>"), "{xml}");
        assert!(!xml.contains("received") && !xml.contains("404"), "{xml}");
        assert!(robots(&environment).contains("Disallow: /consultation/received"));
    }
}
