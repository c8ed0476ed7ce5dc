//! What a page of the built site says of itself: its security policy, and where its form posts to.
//!
//! The policy that is sent as a header is the one in the page, so the two can't disagree. A deployer may have changed
//! the endpoint in a built page and nothing else; such a page is served with its form and its policy following.

use crate::log;
use ::security_headers::{page, policy};
use axum::http::HeaderValue;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What has to be known of a page to serve it.
#[derive(Debug, Default)]
pub struct BuiltPage {
    /// Its policy with what only a header can carry; none for a page that states none.
    pub policy: Option<HeaderValue>,
    /// The page to serve instead of the file, if that is not of one mind with itself.
    pub instead: Option<String>,
}

/// Remembers each page until its file changes.
#[derive(Debug, Default)]
pub struct BuiltPages {
    known: Mutex<HashMap<PathBuf, (Stamp, Arc<BuiltPage>)>>,
}

/// When a file was written, and how long it is.
type Stamp = Option<(SystemTime, u64)>;

impl BuiltPages {
    /// Reads a page, if it has changed since the last time. Blocks meanwhile. A file that can't be read says nothing.
    pub fn read(&self, file: &Path) -> Arc<BuiltPage> {
        let stamp = file.metadata().ok();
        let stamp = stamp.and_then(|data| Some((data.modified().ok()?, data.len())));
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, built)) = lock().get(file)
            && *known == stamp
        {
            return Arc::clone(built);
        }
        let built = std::fs::read_to_string(file).map(|html| BuiltPage::of(&html));
        let built = Arc::new(built.unwrap_or_default());
        if built.instead.is_some() {
            log::note(&format!(
                "{} sets another endpoint than it was built for: its form and its policy follow",
                file.display()
            ));
        }
        lock().insert(file.to_owned(), (stamp, Arc::clone(&built)));
        built
    }
}

impl BuiltPage {
    fn of(html: &str) -> Self {
        let instead = page::aligned(html);
        let policy = page::policy(instead.as_deref().unwrap_or(html));
        Self {
            policy: policy
                .and_then(|policy| HeaderValue::from_str(&policy::as_header(&policy)).ok()),
            instead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_again_when_it_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index.html");
        let pages = BuiltPages::default();
        assert!(pages.read(&file).policy.is_none(), "no file, no policy");
        for policy in ["default-src 'none'", "default-src 'self'; img-src 'none'"] {
            std::fs::write(&file, page::meta(policy)).unwrap();
            let expected = format!("{policy}; frame-ancestors 'none'");
            for _ in 0..2 {
                let built = pages.read(&file);
                assert_eq!(built.policy.as_ref().unwrap(), expected.as_str());
                assert!(built.instead.is_none());
            }
        }
    }
}
