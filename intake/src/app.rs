//! What every handler shares.

use crate::client_address::{Network, client_address, may_be_a_proxys};
use crate::cors::Origin;
use crate::log;
use crate::notices::Notices;
use crate::rate_limit::RateLimit;
use crate::settings::{BasePath, Limits};
use crate::site::Site;
use crate::store::Store;
use axum::http::HeaderMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Once};
use std::time::Instant;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The state of a running server.
#[derive(Debug)]
pub struct App {
    /// Where requests are stored.
    pub store: Arc<Store>,
    /// Who is told of new requests.
    pub notices: Arc<Notices>,
    /// The built site, if it is served here.
    pub site: Option<Site>,
    /// The path the site lives under.
    pub base_path: BasePath,
    /// Sites elsewhere that may post here.
    pub allowed_origins: Vec<Origin>,
    /// Proxies whose word on the client's address counts.
    pub trusted_proxies: Vec<Network>,
    /// Folder of the built site whose form's page answers a form to correct, if known.
    pub pages: Option<PathBuf>,
    /// Requests for each address.
    pub rate_limit: RateLimit,
    /// Whether browsers are told to use HTTPS for the names below this one too.
    pub hsts_subdomains: bool,
    /// The clinic's phone number, if known.
    pub phone: Option<String>,
    /// Times and sizes.
    pub limits: Limits,
    /// Whether the operator has been told that all visitors count as one.
    pub told_about_proxy: Once,
}

impl App {
    /// Counts a request of this client.
    ///
    /// # Errors
    /// In how many seconds the next may come, at least 1.
    pub fn take_from_rate_limit(&self, peer: Peer, headers: &HeaderMap) -> Result<(), u64> {
        let peer = peer.0.ip();
        let lines: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .into_iter()
            // A line that isn't text is no address either, and ends the reading as one would.
            .map(|line| line.to_str().unwrap_or(""))
            .collect();
        let is_trusted = self
            .trusted_proxies
            .iter()
            .any(|network| network.contains(peer));
        if !lines.is_empty() && !is_trusted && may_be_a_proxys(peer) {
            let peer = peer.to_canonical();
            self.told_about_proxy.call_once(|| {
                log::trouble(&format!(
                    "requests come through a proxy that isn't trusted, so all visitors share one \
                     rate limit; if it is yours, start with --trusted-proxy {peer}"
                ));
            });
        }
        let client = client_address(peer, lines.into_iter(), &self.trusted_proxies);
        self.rate_limit
            .take(client, Instant::now())
            .map_err(|wait| wait.as_secs() + 1)
    }
}
