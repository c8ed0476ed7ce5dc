//! The built site: files from a folder, as a static host serves them.

use crate::answer::respond;
use crate::built_page::BuiltPages;
use crate::compressed::CompressedCopies;
use ::security_headers::files;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use percent_encoding::percent_decode_str;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_http::services::ServeFile;

/// For a file with a hash of its content in its name: it never changes, so it is never asked for
/// again.
const FOREVER: HeaderValue = HeaderValue::from_static(files::FOREVER);

/// For pages and their fragments: kept, but asked about each time, so that a new release is seen at
/// once.
const ASK: HeaderValue = HeaderValue::from_static(files::ASK);

/// For everything else (icons, fonts): ten minutes.
const SHORT: HeaderValue = HeaderValue::from_static("public, max-age=600");

/// A folder of files to serve.
///
/// Paths are looked up, never joined blindly: no step upwards, no hidden file, no listing. A folder
/// answers with its `index.html`, with or without a slash at the end of its address. Files are read
/// anew for each request, so a build or a hand edit is served at once.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    compressed: Arc<CompressedCopies>,
    pages: Arc<BuiltPages>,
}

impl Site {
    /// The site in `folder`.
    ///
    /// # Errors
    /// A sentence for the operator if there is no `index.html` in it.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let index = folder.join("index.html");
        if !index.is_file() {
            return Err(format!(
                "there is no site at {}: {} is missing; build it first, or give the right folder \
                 with --site",
                folder.display(),
                index.display()
            ));
        }
        Ok(Self {
            folder: folder.to_owned(),
            compressed: Arc::default(),
            pages: Arc::default(),
        })
    }

    /// Answers a GET or HEAD request. `path` is its path under the base path, percent-encoded, or
    /// `None` for one that isn't under it.
    pub async fn answer(&self, request: Request, path: Option<&str>) -> Response<Body> {
        let file = path.and_then(relative_path).map(|(path, is_folder)| {
            let file = self.folder.join(path);
            (file, is_folder)
        });
        let found = match file {
            Some((file, is_folder)) => existing_file(file, is_folder).await,
            None => None,
        };
        let Some(file) = found else {
            return self.not_found(request).await;
        };
        let Ok(mut response) = self.serve(request, &file).await else {
            return self.not_found(Request::default()).await;
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, cache_control(&file));
        response
    }

    /// The site's own page for what isn't there, with the status that says so.
    async fn not_found(&self, request: Request) -> Response<Body> {
        // The page is an answer to any address, so conditions and ranges don't apply to it.
        let mut plain = Request::new(Body::empty());
        *plain.method_mut() = request.method().clone();
        if let Some(encoding) = request.headers().get(header::ACCEPT_ENCODING) {
            plain
                .headers_mut()
                .insert(header::ACCEPT_ENCODING, encoding.clone());
        }
        let page = self.folder.join("404.html");
        let mut response = match self.serve(plain, &page).await {
            Ok(response) if response.status() == StatusCode::OK => response,
            _ => respond(
                StatusCode::NOT_FOUND,
                "text/plain; charset=utf-8",
                "There is no page at this address.\n".to_owned(),
            ),
        };
        *response.status_mut() = StatusCode::NOT_FOUND;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, ASK);
        headers.remove(header::ETAG);
        headers.remove(header::LAST_MODIFIED);
        headers.remove(header::ACCEPT_RANGES);
        response
    }

    async fn serve(&self, request: Request, file: &Path) -> io::Result<Response<Body>> {
        if file.extension().is_none_or(|extension| extension != "html") {
            return self.serve_file(request, file).await;
        }
        let (pages, of) = (Arc::clone(&self.pages), file.to_owned());
        let page = tokio::task::spawn_blocking(move || pages.read(&of))
            .await
            .unwrap_or_default();
        let mut response = match &page.instead {
            // The server leaves the body out of an answer to HEAD.
            Some(html) => respond(StatusCode::OK, "text/html; charset=utf-8", html.clone()),
            None => self.serve_file(request, file).await?,
        };
        // What states no policy was not written by this site's build; nothing is known of what it needs.
        let unknown = HeaderValue::from_static("frame-ancestors 'none'");
        response.headers_mut().insert(
            header::CONTENT_SECURITY_POLICY,
            page.policy.clone().unwrap_or(unknown),
        );
        Ok(response)
    }

    async fn serve_file(&self, mut request: Request, file: &Path) -> io::Result<Response<Body>> {
        let copies = Arc::clone(&self.compressed);
        let of = file.to_owned();
        let current = tokio::task::spawn_blocking(move || copies.are_current(&of))
            .await
            .unwrap_or(false);
        if !current {
            request.headers_mut().remove(header::ACCEPT_ENCODING);
        }
        let response = ServeFile::new(file)
            .precompressed_br()
            .precompressed_gzip()
            .ignore_multi_range_requests(true)
            .try_call(request)
            .await?;
        let mut response = response.map(Body::new);
        say_utf_8(response.headers_mut());
        // Also on a 304, which must repeat what the 200 would have said (RFC 9110, 15.4.5).
        response
            .headers_mut()
            .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        Ok(response)
    }
}

/// The path of a file inside the site, and whether the address ends like a folder's. `None` for an
/// address that can't be one.
fn relative_path(path: &str) -> Option<(PathBuf, bool)> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let is_folder = path.is_empty() || path.ends_with('/');
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut relative = PathBuf::new();
    if path.is_empty() {
        return Some((relative, is_folder));
    }
    for (depth, part) in path.split('/').enumerate() {
        let part = percent_decode_str(part).decode_utf8().ok()?;
        // `.well-known` (RFC 8615) is the one hidden folder that is made to be public.
        let hidden = part.starts_with('.') && !(depth == 0 && part == ".well-known");
        // What the build writes for hosts that take their headers from files.
        if part == files::STATIC_HOST || part == files::NGINX {
            return None;
        }
        let odd = |c: char| c.is_control() || matches!(c, '/' | '\\');
        if part.is_empty() || hidden || part.contains(odd) {
            return None;
        }
        relative.push(&*part);
    }
    Some((relative, is_folder))
}

/// The file to serve: the one at the path, or the folder's `index.html`.
async fn existing_file(path: PathBuf, is_folder: bool) -> Option<PathBuf> {
    let look = move || {
        if path.is_dir() {
            let index = path.join("index.html");
            return index.is_file().then_some(index);
        }
        (!is_folder && path.is_file()).then_some(path)
    };
    tokio::task::spawn_blocking(look).await.ok().flatten()
}

/// How long a browser may keep this file.
fn cache_control(file: &Path) -> HeaderValue {
    let name = file.file_name().and_then(|name| name.to_str());
    let extension = file.extension().and_then(|extension| extension.to_str());
    match (name, extension) {
        (_, Some("html" | "json") | None) => ASK,
        (Some(name), _) if has_hash(name) => FOREVER,
        _ => SHORT,
    }
}

/// Whether a file's name carries the hash of its content, as Trunk writes it: `name-` and up to 16
/// hexadecimal digits before the extension, with `_bg` after them for wasm. Trunk leaves out zeros
/// at the number's start; fewer than 12 digits happen once in a million builds.
fn has_hash(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 12
            && hash
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

/// Types that are text are in UTF-8 here, and say so; a browser guesses otherwise.
fn say_utf_8(headers: &mut HeaderMap) {
    let Some(content_type) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return;
    };
    let is_text = content_type.starts_with("text/")
        || matches!(
            content_type,
            "application/javascript" | "image/svg+xml" | "application/xml"
        );
    if is_text
        && !content_type.contains(';')
        && let Ok(value) = HeaderValue::from_str(&format!("{content_type}; charset=utf-8"))
    {
        headers.insert(header::CONTENT_TYPE, value);
    }
}

/// The clinic's phone number as the site shows it: the words of the first `tel:` link in `html` to a number of
/// at least seven digits (988 and 911 are others' numbers) that shows a number; else what the first one dials.
#[must_use]
pub fn phone_in(html: &str) -> Option<String> {
    let is_phone = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        (7..=15).contains(&digits)
            && text.len() <= 30
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || " \u{a0}()+-.".contains(c))
    };
    let links: Vec<_> = html
        .split("tel:")
        .skip(1)
        .filter_map(|after| {
            let end = after.find(['"', '\'', '>', ' '])?;
            let words = after[end..].split_once('>')?.1.split('<').next()?.trim();
            Some((&after[..end], words))
        })
        .filter(|(dialed, _)| is_phone(dialed))
        .collect();
    let shown = links.iter().map(|(_, words)| words);
    let dialed = links.iter().map(|(dialed, _)| dialed);
    let mut phones = shown.chain(dialed).filter(|text| is_phone(text));
    phones.next().map(|text| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(address: &str) -> Option<String> {
        relative_path(address).map(|(path, _)| path.display().to_string())
    }

    #[test]
    fn addresses_lead_to_files_inside_the_folder_only() {
        for (address, path) in [
            ("/", ""),
            ("", ""),
            ("/privacy", "privacy"),
            ("/conditions/ptsd/", "conditions/ptsd"),
            ("/caf%C3%A9.html", "café.html"),
            ("/.well-known/security.txt", ".well-known/security.txt"),
        ] {
            assert_eq!(path_of(address).as_deref(), Some(path), "{address}");
        }
        for address in [
            "/../secret",
            "/a/../../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/a%2f..%2f..%2fsecret",
            "/..%5csecret",
            "/.git/config",
            "/.env",
            "/a/.well-known/x",
            "/%00",
            "/a%0ab",
            "//etc/passwd",
            "/a//b",
            "/%ff",
            "/./a",
        ] {
            assert_eq!(path_of(address), None, "{address}");
        }
    }

    #[test]
    fn only_names_with_a_hash_are_kept_forever() {
        for name in [
            "site-0123456789abcdef.js",
            "site-0123456789abcdef_bg.wasm",
            "style-fedcba9876543210.css",
            "a-b-0123456789abcdef0123.css",
            // Trunk does not write zeros at its start.
            "site-c105c4a0a32681c.js",
        ] {
            assert!(has_hash(name), "{name}");
        }
        for name in [
            "site.js",
            "0123456789abcdef.js",
            "site-0123456789a.js",
            "site-0123456789abcdeg.js",
            "site-0123456789ABCDEF.js",
            "robots.txt",
            "inter-latin-400.woff2",
        ] {
            assert!(!has_hash(name), "{name}");
        }
        let page = Path::new("page-0123456789abcdef.html");
        assert_eq!(cache_control(page), ASK, "a page is always asked about");
    }

    #[test]
    fn the_clinics_number_is_found_and_the_crisis_line_is_not_taken_for_it() {
        for (html, phone) in [
            (
                r#"<a href="tel:988">988</a> <a href="tel:+15550100199">(555) 010-0199</a>"#,
                Some("(555) 010-0199"),
            ),
            (
                r#"<a class="x" href='tel:+15550100199' id="y"><svg/>Call now</a>"#,
                Some("+15550100199"),
            ),
            (
                r#"<a href="tel:+15550100199">Call now</a><a href="tel:+15550100199">(555) 010-0199</a>"#,
                Some("(555) 010-0199"),
            ),
            ("<a href=tel:5550100199>Call</a>", Some("5550100199")),
            (r#"<a href="tel:988">988</a>"#, None),
            ("tel:", None),
            ("hotel: none", None),
        ] {
            assert_eq!(phone_in(html).as_deref(), phone, "{html}");
        }
    }
}
