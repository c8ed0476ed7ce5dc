//! Writes every page of the content as finished HTML, from the `index.html` that Trunk has built.
//!
//! Runs natively, as Trunk's `post_build` hook, in the folder that is about to become `dist/`.

mod address;
mod announcement;
mod compress;
mod diagnostics;
mod disk;
mod document;
mod endpoint;
mod external_links;
mod fingerprint;
mod head;
mod pictures;
mod redirects;
mod structured_data;
mod template;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use security_headers::files;
use site::clinic_file::{self, ClinicFile};
use site::content::{self, Kind, Page, site};
use site::environment::Environment;
use site::page_file::FILE_NAME;
use site::render;

use disk::{read_bytes, read_text, write};
use document::Document;
use endpoint::judged;
pub use endpoint::set_endpoint;
use template::Template;

/// Names that service workers usually have, at the root of the site, where they are in charge of all of it.
const SERVICE_WORKERS: [&str; 2] = ["service-worker.js", "sw.js"];

/// What to write and where.
#[derive(Debug)]
pub struct Options {
    /// The folder with Trunk's files; pages are written into it.
    pub dist: PathBuf,
    /// The folder with the site's words.
    pub content: PathBuf,
    /// The folder with the images that pages may name.
    pub public: PathBuf,
    /// Trunk's public URL: the path, or the whole URL, under which the site will lie.
    pub public_url: String,
    /// Instead of the endpoint in `index.html`, if given.
    pub endpoint: Option<String>,
    /// Whether to do what only the published site needs, and what takes longer than everything else: compressed
    /// copies, and the pictures that shared links show.
    pub publish: bool,
}

/// What was written.
#[derive(Debug)]
pub struct Report {
    /// Number of pages.
    pub pages: usize,
    /// Where the form posts to.
    pub endpoint: String,
    /// What should be mended in the content but stops nothing, a line each.
    pub warnings: String,
}

/// Why nothing usable was written.
#[derive(Debug)]
pub enum Problem {
    /// One sentence that says what to do: a setting that cannot be used, a template that Trunk has not written,
    /// a file that cannot be read or written.
    Build(String),
    /// Faults in the content, a line each. In a preview the pages show them.
    Content {
        /// `file:line: problem. To mend it: remedy.`
        lines: String,
        /// Whether pages that show them have been written, for a preview.
        shown: bool,
    },
}

impl From<String> for Problem {
    fn from(sentence: String) -> Self {
        Self::Build(sentence)
    }
}

/// Writes all pages with their files, `404.html`, `sitemap.xml`, `robots.txt`, `clinic.json`, the icons and what ends an earlier
/// site's service worker; to publish also the pictures that shared links show, and a compressed copy beside each file
/// that gains by it.
///
/// # Errors
/// See [`Problem`].
///
/// # Panics
/// If called twice in a process: the content is loaded once.
pub fn run(options: &Options) -> Result<Report, Problem> {
    let index = options.dist.join("index.html");
    let html = read_text(&index)?;
    let base = base_path(&options.public_url)?;
    let template = Template::parse(&html, &base, |file| read_text(&options.dist.join(file)))?;

    let endpoint = judged(options.endpoint.as_deref().unwrap_or(&template.endpoint))?;
    let environment = Environment {
        base,
        endpoint: endpoint.as_str().to_owned(),
        automatic_retries: template.automatic_retries,
        build: template.build(),
    };

    // Only `trunk serve` puts its script into the page; whatever else was built may be published.
    let is_preview = !template.preview.is_empty() && !options.publish;
    let site = match content::load(&options.content, &options.public, is_preview) {
        Ok(site) => site,
        Err(mistakes) => {
            let shown = !template.preview.is_empty();
            if shown {
                let page = diagnostics::page(&mistakes, &template.preview);
                write(&index, page.as_bytes())?;
            }
            return Err(Problem::Content {
                lines: content::lines(&mistakes),
                shown,
            });
        }
    };
    let (script, wasm) = (
        bytes_of(&options.dist, &template.script)?,
        bytes_of(&options.dist, &template.wasm)?,
    );
    pictures::write_icons(&options.dist)?;
    let pictures = if options.publish {
        pictures::write_cards(&options.dist)?
    } else {
        BTreeMap::new()
    };
    let announcement = announcement::shown(site.announcement.as_ref(), is_preview, &environment);
    let document = Document::new(
        &template,
        &environment,
        &endpoint,
        &announcement,
        &script,
        &wasm,
    );
    for page in &site.pages {
        let picture = pictures.get(page.path.as_str()).map(String::as_str);
        write_page(page, picture, &document, &environment, &options.dist)?;
    }
    redirects::write(&environment, document.policy.as_deref(), &options.dist)?;
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
    write(
        &options.dist.join(clinic_file::FILE_NAME),
        json(&ClinicFile::of_content()).as_bytes(),
    )?;
    for name in SERVICE_WORKERS {
        write(
            &options.dist.join(name),
            include_bytes!("service-worker.js"),
        )?;
    }
    if let Some(policy) = &document.policy {
        write_host_files(policy, &template, &environment, &options.dist)?;
    }
    if options.publish {
        compress::folder(&options.dist)?;
    }
    Ok(Report {
        pages: site.pages.len(),
        endpoint: environment.endpoint,
        warnings: content::lines(&site.warnings),
    })
}

/// Adds the addresses of the pages that a release has to `published.txt` in the folder `content`, and gives those that
/// are new.
///
/// # Errors
/// A sentence, or the content's faults, a line each.
///
/// # Panics
/// Like [`run`], if the content has been loaded before.
pub fn record_published(content: &Path, public: &Path) -> Result<Vec<String>, String> {
    let site =
        content::load(content, public, false).map_err(|mistakes| content::lines(&mistakes))?;
    content_compiler::record_published(content, &site.pages)
}

/// Writes a page, and beside it the file from which the app shows it. `picture` is the path within the site of the
/// page's picture for shared links, if one has been drawn.
fn write_page(
    page: &'static Page,
    picture: Option<&str>,
    document: &Document,
    environment: &Environment,
    dist: &Path,
) -> Result<(), String> {
    let mut rendered = render::page(page, environment);
    let html = &mut rendered.file.html;
    for part in [
        &mut rendered.body,
        &mut html.main,
        &mut html.lead,
        &mut html.body,
        &mut html.foot,
    ] {
        *part = external_links::mark(part, &page.path, environment)?;
    }
    let head = head::head(page, &rendered.file.title, picture, environment);
    let structured_data = structured_data::block(page, environment);
    let file = dist.join(file_of(page));
    write(
        &file,
        document.of(&head, &rendered, &structured_data).as_bytes(),
    )?;
    // No link leads to the page for unknown addresses, so it needs no file.
    if page.kind == Kind::NotFound {
        return Ok(());
    }
    rendered.file.canonical = address::canonical(page, environment);
    write(
        &file.with_file_name(FILE_NAME),
        json(&rendered.file).as_bytes(),
    )
}

/// A value as JSON that may stand inside of a `<script>` (HTML Standard, "restrictions for contents of script
/// elements").
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value)
        .expect("strings, lists and objects can be written")
        .replace('<', "\\u003c")
}

/// Writes the files that tell hosts which headers to send.
fn write_host_files(
    policy: &str,
    template: &Template,
    environment: &Environment,
    dist: &Path,
) -> Result<(), String> {
    let forever = [&template.script, &template.wasm]
        .map(|address| environment.href(&format!("/{}", file_name(address))));
    let service_workers = SERVICE_WORKERS.map(|name| environment.href(&format!("/{name}")));
    let ask = addresses_to_ask(environment);
    let addresses = files::Addresses {
        base: &environment.base,
        forever: &forever,
        service_workers: &service_workers,
        ask: &ask,
    };
    write(
        &dist.join(files::STATIC_HOST),
        files::static_host(policy, &addresses).as_bytes(),
    )?;
    write(&dist.join(files::NGINX), files::nginx(policy).as_bytes())
}

/// The addresses of pages and their files, with and without a slash at the end.
fn addresses_to_ask(environment: &Environment) -> Vec<String> {
    let pages = site().pages.iter();
    let mut addresses = Vec::new();
    for page in pages.filter(|page| page.kind != Kind::NotFound) {
        let folder = environment.href(page.path.trim_end_matches('/'));
        if !folder.is_empty() {
            addresses.push(folder.clone());
        }
        addresses.push(format!("{folder}/"));
        addresses.push(format!("{folder}/{FILE_NAME}"));
    }
    addresses
}

/// The content of a file that Trunk has built, by its address: such files lie side by side.
fn bytes_of(dist: &Path, address: &str) -> Result<Vec<u8>, String> {
    read_bytes(&dist.join(file_name(address)))
}

fn file_name(address: &str) -> &str {
    address.rsplit_once('/').map_or(address, |(_, name)| name)
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
    for page in site().pages.iter().filter(|page| address::is_indexed(page)) {
        let (loc, date) = (address::canonical(page, environment), &page.updated.iso);
        // Writing to a String cannot fail.
        let _ = writeln!(
            xml,
            "  <url><loc>{loc}</loc><lastmod>{date}</lastmod></url>"
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
        site().settings.clinic.url.value,
        environment.href("/sitemap.xml"),
    )
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
            build: String::new(),
        };
        for page in &site().pages {
            let rendered = render::page(page, &environment);
            let head = head::head(page, &rendered.file.title, None, &environment);
            assert!(head.contains("<title>"), "{}", page.path);
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
            build: String::new(),
        };
        let xml = sitemap(&environment);
        assert!(xml.contains("/conditions/ptsd</loc>"), "{xml}");
        assert!(!xml.contains("received") && !xml.contains("404"), "{xml}");
        assert!(robots(&environment).contains("Disallow: /consultation/received"));
    }
}
