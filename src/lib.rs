//! The public site of Greater Wellness Clinic: a Leptos single-page app.
//!
//! Start at [`app`]: the router, the shell and the table of routes. The same components are built twice. With the
//! feature `ssr` the prerenderer and `intake` render them to HTML ([`render`]); with the feature `hydrate` the app
//! hydrates that HTML in the browser ([`start`]). What the pages say comes from `content/` and never enters the
//! WebAssembly: it is HTML in the document, or in the page's [`page_file`] after a route change.

#![recursion_limit = "256"]
// Components are called by the view macro, which uses what they return.
#![allow(clippy::must_use_candidate)]

pub mod app;
#[cfg(feature = "ssr")]
pub mod clinic_file;
mod components;
pub mod consultation;
#[cfg(feature = "ssr")]
pub mod content;
#[cfg(feature = "ssr")]
pub mod environment;
mod json;
pub mod page_file;
mod pages;
pub mod paths;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
pub mod routes;
mod routing;
pub mod site_info;
#[cfg(feature = "hydrate")]
mod start;
pub mod structure;

#[cfg(feature = "hydrate")]
pub use start::start;
