//! What the app knows about the site: the same on all pages of a build.

use consultation_rules::SuccessResponse;
use serde::{Deserialize, Serialize};

use crate::page_file::Choice;

/// The site's base path, its clinic and its form's endpoint.
///
/// Written into every document as JSON (see [`DocumentData`]), except for the endpoint and the retries: those stand in
/// `<meta>` elements, where a deployer can change them without a build.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteInfo {
    /// The path the site lies under, without a slash at its end: `""` or `"/clinic"`.
    pub base: String,
    /// Changes whenever the app, its styles or the shell around the pages do.
    pub build: String,
    /// The clinic's name.
    pub clinic: String,
    /// The clinic's phone number.
    pub phone: Phone,
    /// The pages of the header's menu.
    pub menu: Vec<MenuItem>,
    /// What kind of requests the form's endpoint accepts, and how it responds.
    pub form: FormSettings,
    /// The endpoint as set; see [`consultation_rules::Endpoint`] for what can be used.
    #[serde(skip)]
    pub endpoint: String,
    /// Whether the app may send a request again by itself, which is safe only with an endpoint that stores an `id`
    /// once.
    #[serde(skip)]
    pub automatic_retries: bool,
}

/// A phone number for people and as a `tel:` link (RFC 3966).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// As people write it.
    pub text: String,
    /// `tel:…`
    pub href: String,
}

/// A page in the header's menu.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuItem {
    /// Path within the site.
    pub path: String,
    /// The page's short name.
    pub name: String,
    /// Whether the page's file is fetched only when someone reaches for the link; see [`crate::routing::prefetch`].
    pub fetch_late: bool,
}

/// What kind of requests the endpoint accepts, and how it responds: `[consultation]` in `content/site.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSettings {
    /// Whether requests are written as `application/x-www-form-urlencoded` instead of JSON.
    pub urlencoded: bool,
    /// What the endpoint says when it has stored a request.
    pub success_response: SuccessResponse,
    /// Fields that go with every request, as (name, value).
    pub extra: Vec<(String, String)>,
}

/// The JSON in each document: what the app needs to hydrate it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentData {
    /// The site.
    pub site: SiteInfo,
    /// The page's path within the site; `None` in the document for addresses that lead nowhere.
    pub path: Option<String>,
    /// The choices of the form's topic, on its page.
    pub topics: Vec<Choice>,
}

/// The id of the element that the app hydrates. What extensions and proxies put into `<body>` stands outside of it.
pub const ROOT_ID: &str = "app";

/// The id of the `<script type="application/json">` that holds [`DocumentData`].
pub const DATA_ID: &str = "app-data";

/// The name of the `<meta>` that holds the endpoint.
pub const ENDPOINT_META: &str = "consultation-endpoint";

/// The name of the `<meta>` that turns automatic retries off.
pub const RETRIES_META: &str = "consultation-retries";

impl SiteInfo {
    /// The address on this host of a path within the site.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        [&self.base, path].concat()
    }
}
