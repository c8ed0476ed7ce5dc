//! The public site of Greater Wellness Clinic.
//!
//! One app, built twice: natively with the feature `ssr`, to write every page as finished HTML
//! ([`prerender`]), and for the browser with the feature `hydrate`, to take those pages over in place
//! ([`start`]). What the pages say comes from `content/`; which pages there are is the table in [`routes`].

#![recursion_limit = "256"]

pub mod app;
mod components;
mod consultation;
pub mod content;
pub mod environment;
mod head;
mod navigation;
mod pages;
#[cfg(feature = "ssr")]
pub mod prerender;
pub mod routes;

/// Starts the app in the browser: hydrates a prerendered page, or renders into an empty `<body>`, which is
/// what `trunk serve` has.
#[cfg(feature = "hydrate")]
pub fn start() {
    if environment::is_prerendered() {
        leptos::mount::hydrate_body(app::App);
    } else {
        leptos::mount::mount_to_body(app::App);
    }
}
