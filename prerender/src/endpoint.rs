//! The endpoint: judging the setting, and changing it in a finished site.

use std::path::Path;

use consultation_rules::Endpoint;
use security_headers::{files, page};
use site::environment::PRERENDERED;

use crate::compress;
use crate::disk::{self, read_text, write};

/// Sets another endpoint in a finished site, without building it anew: in the pages' settings, in the form, in the
/// policies and in the compressed copies. Gives the number of changed files.
///
/// # Errors
/// A sentence that says what to do: a setting that cannot be used, or a folder that holds no finished site.
pub fn set_endpoint(dist: &Path, setting: &str) -> Result<usize, String> {
    let endpoint = judged(setting)?;
    let index = read_text(&dist.join("index.html"))?;
    if page::endpoint(&index).is_none() || !index.contains(PRERENDERED) {
        return Err(format!(
            "{} holds no finished site. Run `make build` first.",
            dist.display()
        ));
    }
    let old = page::policy(&index).unwrap_or_default();
    let new = page::policy(&page::with_endpoint(&index, &endpoint)).unwrap_or_default();
    let mut changed = 0;
    for path in disk::below(dist)? {
        let name = path.file_name().and_then(|name| name.to_str());
        let change: &dyn Fn(&str) -> String = match name {
            Some(files::STATIC_HOST | files::NGINX) => &|text| text.replace(&old, &new),
            _ if path.extension().is_some_and(|ending| ending == "html") => {
                &|html| page::with_endpoint(html, &endpoint)
            }
            _ => continue,
        };
        let text = read_text(&path)?;
        let text_then = change(&text);
        if text_then == text {
            continue;
        }
        write(&path, text_then.as_bytes())?;
        if path.with_added_extension("gz").is_file() {
            compress::file(&path)?;
        }
        changed += 1;
    }
    Ok(changed)
}

/// The setting, if a page can post there; else a sentence that says what to do.
pub(crate) fn judged(setting: &str) -> Result<Endpoint, String> {
    Endpoint::parse(setting).map_err(|error| {
        format!("The consultation endpoint {setting:?} cannot be used. {error} (Set it in index.html or by CONSULTATION_ENDPOINT.)")
    })
}
