//! What a browser does for a link between documents, for links inside the app: address, title, focus and
//! scroll position (leptos_router does the routing, but none of these).

use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlAnchorElement, HtmlElement, MouseEvent, PopStateEvent, PopStateEventInit};

use crate::app::Shown;
use crate::environment::use_environment;
use crate::routes;

/// The scroll position is kept with its history entry once scrolling has paused this long: browsers
/// limit how often an entry may be written (Safari: 100 times in 30 s).
const SCROLL_PAUSE: Duration = Duration::from_millis(150);

/// Watches links, history and scrolling for as long as the app runs.
pub(crate) fn follow(page: Memo<Shown>) {
    // Effects run only in the browser.
    Effect::new(move |_| watch(page));
}

fn watch(page: Memo<Shown>) {
    let environment = use_environment();
    // For style sheets and tests: from here on the app answers, not the browser alone.
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute("data-app", "");
    }

    // In the capture phase, before the router's own listener on the window.
    let on_click = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        let base = environment.with_value(|environment| environment.base.clone());
        match destination(&event, &base) {
            Destination::Page(path) => {
                event.prevent_default();
                remember_scroll();
                push(&path);
            }
            // The browser does these best; the router must not see them.
            Destination::Browser => event.stop_propagation(),
            Destination::NotALink => {}
        }
    });
    let _ = document().add_event_listener_with_callback_and_bool(
        "click",
        on_click.as_ref().unchecked_ref(),
        true,
    );
    on_click.forget();

    let pending = StoredValue::new_local(None::<TimeoutHandle>);
    let on_scroll = window_event_listener(ev::scroll, move |_| {
        pending.update_value(|pending| {
            if let Some(earlier) = pending.take() {
                earlier.clear();
            }
            *pending = set_timeout_with_handle(remember_scroll, SCROLL_PAUSE).ok();
        });
    });

    let shown = StoredValue::new(page.get_untracked());
    let on_popstate = window_event_listener(ev::popstate, move |event: PopStateEvent| {
        // The page has been chosen by now (the router's listener came first); a change of only the
        // fragment is the browser's own matter.
        let now = page.get_untracked();
        if now == shown.get_value() {
            return;
        }
        shown.set_value(now);
        let scroll = saved_scroll(&event.state());
        // After the new page and its title have been rendered, before it is painted.
        request_animation_frame(move || arrive(scroll));
    });
    on_cleanup(move || {
        on_scroll.remove();
        on_popstate.remove();
    });
}

/// Goes to an address of the site, as if its link had been followed.
pub(crate) fn go(path: &str) {
    push(path);
}

/// Writes the address and lets the router follow it, by the event it follows anyway. (Its own `navigate`
/// keeps a second history that loses an entry after a jump of several steps.)
fn push(path: &str) {
    let Ok(history) = window().history() else {
        return;
    };
    if history
        .push_state_with_url(&JsValue::NULL, "", Some(path))
        .is_err()
    {
        let _ = location().set_href(path);
        return;
    }
    let init = PopStateEventInit::new();
    init.set_state(&JsValue::NULL);
    if let Ok(event) = PopStateEvent::new_with_event_init_dict("popstate", &init) {
        let _ = window().dispatch_event(&event);
    }
}

enum Destination {
    Page(String),
    Browser,
    NotALink,
}

fn destination(event: &MouseEvent, base: &str) -> Destination {
    if event.default_prevented() || event.button() != 0 {
        return Destination::NotALink;
    }
    let Some(link) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("a[href]").ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok())
    else {
        return Destination::NotALink;
    };
    let in_new_place = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    let is_special = !link.target().is_empty() || link.has_attribute("download");
    let here = location();
    let is_here = Ok(link.origin()) == here.origin();
    if in_new_place || is_special || !is_here {
        return Destination::Browser;
    }
    let path = link.pathname();
    let is_fragment = Ok(&path) == here.pathname().as_ref() && !link.hash().is_empty();
    let within = routes::within(base, &path);
    if is_fragment || !path.starts_with(base) || routes::known(within).is_none() {
        return Destination::Browser;
    }
    Destination::Page([path, link.search(), link.hash()].concat())
}

/// Where a new page begins for its reader: at the fragment's element, at the position left before, or at
/// the top; with the focus on the heading, so that the page is announced and the keyboard starts there.
fn arrive(scroll: Option<f64>) {
    if scroll.is_none()
        && let Some(target) = fragment_target()
    {
        target.scroll_into_view();
        focus(&target);
        return;
    }
    window().scroll_to_with_x_and_y(0.0, scroll.unwrap_or_default());
    if let Ok(Some(heading)) = document().query_selector("main h1") {
        focus(&heading);
    }
}

fn fragment_target() -> Option<web_sys::Element> {
    let hash = location().hash().ok()?;
    document().get_element_by_id(hash.strip_prefix('#').filter(|id| !id.is_empty())?)
}

fn focus(element: &web_sys::Element) {
    let element: &HtmlElement = element.unchecked_ref();
    if element.tab_index() < 0 {
        let _ = element.set_attribute("tabindex", "-1");
    }
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

fn remember_scroll() {
    let (Ok(history), Ok(y)) = (window().history(), window().scroll_y()) else {
        return;
    };
    let _ = history.replace_state_with_url(&JsValue::from_f64(y), "", None);
}

/// The position kept with a history entry; none for one that was never scrolled or is new.
fn saved_scroll(state: &JsValue) -> Option<f64> {
    state.as_f64()
}
