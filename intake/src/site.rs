//! The built site: files from a folder, as a static host serves them.

use crate::answer::respond;
use ::security_headers::{files, page, policy};
use ::site::clinic_file::{ClinicFile, FILE_NAME};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tower_http::services::ServeFile;

/// For a file with a hash of its content in its name: it never changes, so it is never asked for
/// again.
const FOREVER: HeaderValue = HeaderValue::from_static(files::FOREVER);

/// For pages and their `page.json`: kept, but asked about each time, so that a new release is seen at
/// once.
const ASK: HeaderValue = HeaderValue::from_static(files::ASK);

/// For everything else (icons, fonts): ten minutes.
const SHORT: HeaderValue = HeaderValue::from_static("public, max-age=600");

/// A folder of files to serve.
///
/// Paths are looked up, never joined blindly: no step upwards, no hidden file, no listing. A folder
/// answers with its `index.html`, with or without a slash at the end of its address. Files are read
/// anew for each request, so a new release is served at once.
///
/// The files are served as the build wrote them. To change a built site, build it again or use
/// `prerender --endpoint`, which writes pages, policies and compressed copies together.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
}

/// What every character of a path segment is encoded with, except for those that RFC 3986 (section
/// 3.3, `pchar`) allows as they are.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// How much older than its original a compressed copy may be without a warning. Copying a site
/// without its times gives the files times in any order, a moment apart.
const COPYING_TIME: Duration = Duration::from_secs(60);

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
        })
    }

    /// The compressed copies (`.br`, `.gz`) that are clearly older than their originals: somebody
    /// changed a built file by hand, and visitors go on getting what it held before. Looks at the
    /// whole site; blocks meanwhile.
    #[must_use]
    pub fn outdated_copies(&self) -> Vec<PathBuf> {
        let mut outdated = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else {
                continue;
            };
            for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
                if path.is_dir() {
                    folders.push(path);
                } else if matches!(
                    path.extension().and_then(|extension| extension.to_str()),
                    Some("br" | "gz")
                ) && let (Some(copied), Some(written)) =
                    (modified(&path), modified(&path.with_extension("")))
                    && copied + COPYING_TIME < written
                {
                    outdated.push(path);
                }
            }
        }
        outdated.sort();
        outdated
    }

    /// Whether there is a file for this path under the base path.
    pub async fn has(&self, path: &str) -> bool {
        self.find(path).await.is_some()
    }

    /// Where an address leads whose page has got another one: the site's `_redirects` says so, which
    /// is read anew each time. `address` is the request's path, with the base path.
    pub async fn moved(&self, address: &str) -> Option<String> {
        let redirects = tokio::fs::read_to_string(self.folder.join(files::REDIRECTS));
        files::redirected(&redirects.await.ok()?, address).map(str::to_owned)
    }

    /// Answers a GET or HEAD request. `path` is its path under the base path, percent-encoded, or
    /// `None` for one that isn't under it.
    pub async fn answer(&self, request: Request, path: Option<&str>) -> Response<Body> {
        let found = match path {
            Some(path) => self.find(path).await,
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

    async fn find(&self, path: &str) -> Option<PathBuf> {
        let address = Address::read(path)?;
        let file = self.folder.join(address.parts.iter().collect::<PathBuf>());
        existing_file(file, address.is_folder).await
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

    async fn serve(&self, mut request: Request, file: &Path) -> io::Result<Response<Body>> {
        if request.headers().contains_key(header::RANGE) {
            let headers = request.headers().clone();
            if !range_applies(&headers, file).await? {
                request.headers_mut().remove(header::RANGE);
            }
        }
        let mut response = file_as_it_is(request, file).await?;
        let headers = response.headers_mut();
        say_utf_8(headers);
        // Also on a 304, which must repeat what the 200 would have said (RFC 9110, 15.4.5).
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if file
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let file = file.to_owned();
            let policy = tokio::task::spawn_blocking(move || policy_in(&file)).await;
            // What states no policy was not written by this site's build; nothing is known of what
            // it needs.
            let unknown = HeaderValue::from_static("frame-ancestors 'none'");
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                policy.ok().flatten().unwrap_or(unknown),
            );
        }
        Ok(response)
    }
}

async fn file_as_it_is(request: Request, file: &Path) -> io::Result<Response<Body>> {
    let response = ServeFile::new(file)
        .precompressed_br()
        .precompressed_gzip()
        .ignore_multi_range_requests(true)
        .try_call(request)
        .await?;
    Ok(response.map(Body::new))
}

/// Whether a request with a range gets a part of the file (RFC 9110, sections 14.2 and 13.1.5):
/// with a unit other than bytes it gets the whole, and so does one whose `If-Range` names another
/// state of the file.
async fn range_applies(headers: &HeaderMap, file: &Path) -> io::Result<bool> {
    let value = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let range = value(header::RANGE).unwrap_or("");
    let (unit, _) = range.split_once('=').unwrap_or_default();
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Ok(false);
    }
    if !headers.contains_key(header::IF_RANGE) {
        return Ok(true);
    }
    let Some(condition) = value(header::IF_RANGE) else {
        return Ok(false);
    };
    let mut whole = Request::new(Body::empty());
    *whole.method_mut() = Method::HEAD;
    if let Some(encoding) = headers.get(header::ACCEPT_ENCODING) {
        whole
            .headers_mut()
            .insert(header::ACCEPT_ENCODING, encoding.clone());
    }
    let now = file_as_it_is(whole, file).await?;
    let now = |name| {
        now.headers()
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if condition.starts_with('"') {
        return Ok(now(header::ETAG) == Some(condition));
    }
    // A weak tag (W/"…") is no date, and never good enough for a part.
    let date = |text: &str| httpdate::parse_http_date(text).ok();
    let condition = date(condition);
    Ok(condition.is_some() && condition == now(header::LAST_MODIFIED).and_then(date))
}

/// The policy that a page states, with what only a header can carry. The header is made of the
/// page, so the two can't disagree. Blocks.
fn policy_in(page: &Path) -> Option<HeaderValue> {
    let stated = page::policy(&std::fs::read_to_string(page).ok()?)?;
    HeaderValue::from_str(&policy::as_header(&stated)).ok()
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().ok()?.modified().ok()
}

/// The path of a request, read.
struct Address {
    /// The names in it, decoded, without empty ones and `.`.
    parts: Vec<String>,
    /// Whether it ends like a folder's.
    is_folder: bool,
}

impl Address {
    /// `None` for a path that can't lead to anything in a site: a step upwards, a hidden file, a
    /// control character or a slash in a name, no UTF-8.
    fn read(path: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut is_folder = true;
        for part in path.split('/') {
            let part = percent_decode_str(part).decode_utf8().ok()?;
            is_folder = part.is_empty() || part == ".";
            if is_folder {
                continue;
            }
            // `.well-known` (RFC 8615) is the one hidden folder that is made to be public.
            let hidden = part.starts_with('.') && !(parts.is_empty() && part == ".well-known");
            // What the build writes for hosts that take their headers from files.
            let for_hosts = [
                files::STATIC_HOST,
                files::NGINX,
                files::REDIRECTS,
                files::NGINX_REDIRECTS,
            ]
            .contains(&&*part);
            let odd = |c: char| c.is_control() || matches!(c, '/' | '\\');
            if hidden || for_hosts || part.contains(odd) {
                return None;
            }
            parts.push(part.into_owned());
        }
        Some(Self { parts, is_folder })
    }
}

/// The one spelling of a request's path (RFC 3986, section 6.2.2): nothing encoded that needs not
/// be, no empty names, no `.`. It starts with exactly one slash, so that as the target of a
/// redirect it stays on this host. `None` for a path that can't lead to anything in a site.
#[must_use]
pub fn canonical(path: &str) -> Option<String> {
    let address = Address::read(path)?;
    let mut canonical: String = address
        .parts
        .iter()
        .flat_map(|part| {
            [
                "/".to_owned(),
                utf8_percent_encode(part, SEGMENT).to_string(),
            ]
        })
        .collect();
    if address.is_folder {
        canonical.push('/');
    }
    Some(canonical)
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

/// What the built site in `folder` says of the clinic beside its pages; `None` if it was built by a
/// version that says nothing.
///
/// # Errors
/// A sentence for the operator.
pub fn clinic(folder: &Path) -> Result<Option<ClinicFile>, String> {
    let path = folder.join(FILE_NAME);
    let failed =
        |error: &dyn std::fmt::Display| format!("{} can't be read: {error}", path.display());
    match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| failed(&error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_address_has_one_canonical_form() {
        for (address, canonical_form) in [
            ("/", "/"),
            ("", "/"),
            ("//", "/"),
            ("/privacy", "/privacy"),
            ("/conditions/ptsd/", "/conditions/ptsd/"),
            ("/caf%C3%A9.html", "/caf%C3%A9.html"),
            ("/caf%c3%a9.html", "/caf%C3%A9.html"),
            ("/a%20b", "/a%20b"),
            ("/a%2bb:@c", "/a+b:@c"),
            ("/.well-known/security.txt", "/.well-known/security.txt"),
            ("//evil.example", "/evil.example"),
            ("//evil.example/", "/evil.example/"),
            ("/%63onsultation", "/consultation"),
            ("/consultation//", "/consultation/"),
            ("/./consultation/.", "/consultation/"),
            ("/a//b", "/a/b"),
        ] {
            assert_eq!(canonical(address).as_deref(), Some(canonical_form));
            assert_eq!(canonical(canonical_form).as_deref(), Some(canonical_form));
        }
    }

    #[test]
    fn addresses_that_lead_out_of_the_folder_or_to_hidden_files_are_none() {
        for address in [
            "/../secret",
            "/a/../../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/a%2f..%2f..%2fsecret",
            "/..%5csecret",
            "/\\evil.example",
            "/%5cevil.example",
            "/%2fevil.example",
            "/.git/config",
            "/.env",
            "/a/.well-known/x",
            "/%00",
            "/a%0ab",
            "/%ff",
        ] {
            assert_eq!(canonical(address), None, "{address}");
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
}
