//! The scroll position, kept in `history.state` and restored by the app. Browsers restore it on Back and Forward before
//! the page of that entry is in the document, so their own way is switched off (`history.scrollRestoration`).

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::{ev, leptos_dom::helpers::set_timeout_with_handle};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ScrollRestoration;

use super::arrival::Navigation;
use crate::paths;
use crate::site_info::SiteInfo;

/// The position is written once scrolling has paused for this long: browsers limit how often an entry may be written
/// (Safari: 100 times in 30 s).
const PAUSE: Duration = Duration::from_millis(150);

/// Notifies when scrolling pauses, and finds the place on Back and Forward within a page.
pub(super) fn remember() {
    let navigation: Navigation = expect_context();
    take_over_restoration();
    let pause: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    window_event_listener(ev::scroll, move |_| {
        if let Some(earlier) = pause.get_value() {
            earlier.clear();
        }
        let rest = move || navigation.rested.notify();
        pause.set_value(set_timeout_with_handle(rest, PAUSE).ok());
    });
    // A link makes a new entry; who follows it while still scrolling comes back to this place, too. On the document, which
    // hears of a click before the router on the window does: that may scroll to the section in the address first.
    let keep = Closure::<dyn Fn()>::new(move || keep_position(navigation));
    let _ = document().add_event_listener_with_callback("click", keep.as_ref().unchecked_ref());
    keep.forget();
    window_event_listener(ev::popstate, move |_| {
        // To another entry of the same page, for which the router does nothing.
        if is_at(navigation) {
            restore();
        }
    });
}

/// Writes the position to the history entry, unless that belongs to another page, as right after Back or Forward, or the
/// page has not been scrolled to its own position yet.
pub(super) fn keep_position(navigation: Navigation) {
    if is_at(navigation) && navigation.has_arrived.get_value() {
        keep();
    }
}

/// Scrolls to the position kept with the current history entry. Gives whether there is one: a link's new entry has none.
pub(super) fn restore() -> bool {
    let Some(y) = kept() else { return false };
    window().scroll_to_with_x_and_y(0.0, y);
    // After `popstate` Chromium may still scroll to the section in the address.
    request_animation_frame(move || {
        if kept() == Some(y) {
            window().scroll_to_with_x_and_y(0.0, y);
        }
    });
    true
}

/// Switches the browser's own restoration off while this document is open. The setting belongs to the history entry, and
/// new entries inherit it. The entry that the document is left from gets the browser's back, which finds the place
/// before the app starts.
fn take_over_restoration() {
    let Ok(history) = window().history() else {
        return;
    };
    if history.scroll_restoration() == Ok(ScrollRestoration::Manual)
        && window().scroll_y() == Ok(0.0)
    {
        // Back or Forward from another document, past the entry that it was left from.
        restore();
    }
    let set = move |restoration| {
        let _ = history.set_scroll_restoration(restoration);
    };
    set(ScrollRestoration::Manual);
    window_event_listener(ev::pagehide, {
        let set = set.clone();
        move |_| set(ScrollRestoration::Auto)
    });
    window_event_listener(ev::pageshow, move |_| set(ScrollRestoration::Manual));
}

fn kept() -> Option<f64> {
    window().history().ok()?.state().ok()?.as_f64()
}

/// Whether the browser's address is that of the page on the screen.
fn is_at(navigation: Navigation) -> bool {
    let pathname = window().location().pathname().unwrap_or_default();
    navigation.shown.with_untracked(|shown| {
        let is_shown = |site: &SiteInfo| paths::within(&site.base, &pathname) == Some(&shown.path);
        navigation.site.with_value(is_shown)
    })
}

fn keep() {
    let (Ok(history), Ok(y)) = (window().history(), window().scroll_y()) else {
        return;
    };
    if kept() != Some(y) {
        let _ = history.replace_state_with_url(&JsValue::from_f64(y), "", None);
    }
}
