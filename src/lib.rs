//! The public site of Greater Wellness Clinic.
//!
//! One app, built twice. Natively, with the feature `ssr`, it writes every page as finished HTML
//! (the crate `prerender`, which renders them by [`render`]), and beside each page a file with what the app needs to show it without a new document
//! ([`fragment`]). For the browser, with the feature `hydrate`, it takes those pages over in place ([`start`]):
//! it follows links inside the site and runs the consultation form. What the pages say comes from `content/`
//! and never enters the WebAssembly.

#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod components;
mod consultation;
#[cfg(feature = "ssr")]
pub mod content;
pub mod environment;
pub mod fragment;
#[cfg(feature = "hydrate")]
mod navigation;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod render;
pub mod routes;
#[cfg(feature = "hydrate")]
mod state;

/// Starts the app in the browser: takes the prerendered page over.
#[cfg(feature = "hydrate")]
pub fn start() {
    leptos::mount::hydrate_body(app::App);
}
