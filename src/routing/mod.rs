//! What leptos_router 0.8 lacks.
//!
//! - [`loaded`]: a route's view waits for the page's file, so that the old page stays until the new one can be shown.
//! - [`arrival`]: title, canonical address, focus on the new heading, scroll position after a route change.
//! - [`pages`]: the files of pages, each fetched once.
//! - [`scroll`]: the scroll position, kept with its history entry.
//! - [`prefetch`]: the files of pages whose links are on the screen are fetched ahead.
//! - [`sections`]: marks the section that the reader is in, in the page's list of contents.

#[cfg(feature = "hydrate")]
mod arrival;
mod loaded;
#[cfg(feature = "hydrate")]
mod pages;
#[cfg(feature = "hydrate")]
mod prefetch;
#[cfg(feature = "hydrate")]
mod scroll;
#[cfg(feature = "hydrate")]
mod sections;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[cfg(feature = "hydrate")]
pub(crate) use arrival::{Navigation, follow_parameter, leave_to_host};
pub(crate) use loaded::{Loaded, use_current_page};
#[cfg(feature = "hydrate")]
pub(crate) use pages::Pages;

use crate::paths;
use crate::site_info::SiteInfo;

/// The path within the site of the router's address, as it changes. An address outside of the site gives `""`.
pub(crate) fn use_path() -> Memo<String> {
    let site = expect_context::<StoredValue<SiteInfo>>();
    let pathname = use_location().pathname;
    Memo::new(move |_| {
        let pathname = pathname.get();
        site.with_value(|site| paths::within(&site.base, &pathname).map(str::to_owned))
            .unwrap_or_default()
    })
}

/// Starts the effects and listeners of this module; renders nothing, and does nothing natively.
#[component]
pub(crate) fn FollowRoutes() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        let navigation: Navigation = expect_context();
        let (pages, site) = (expect_context(), expect_context());
        arrival::follow();
        scroll::remember();
        prefetch::when_reached();
        crate::consultation::ask_before_leaving();
        Effect::new(move |_| {
            navigation.rested.track();
            scroll::keep_position(navigation);
            sections::mark();
            prefetch::on_screen(pages, site);
        });
    }
}
