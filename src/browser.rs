//! The few things that the app asks of the browser, each in one version: what is generic is compiled anew for every
//! closure, and visitors load it.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, EventTarget};

/// Runs now, and again whenever a signal that it has read changes; for as long as the app runs.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    fn boxed(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_| run());
    }
    boxed(Box::new(run));
}

/// Runs once what has changed stands in the document, before it is painted.
pub(crate) fn when_rendered(run: impl FnOnce() + 'static) {
    fn boxed(run: Box<dyn FnOnce()>) {
        spawn_local(async move {
            leptos::task::tick().await;
            run();
        });
    }
    boxed(Box::new(run));
}

/// Runs after some milliseconds, unless the result is dropped before.
pub(crate) fn after(ms: u32, run: impl FnOnce() + 'static) -> Timeout {
    fn boxed(ms: u32, run: Box<dyn FnOnce()>) -> Timeout {
        Timeout::new(ms, run)
    }
    boxed(ms, Box::new(run))
}

/// Hears an event until it is dropped.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    handler: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Goes on hearing for as long as the app runs.
    pub(crate) fn forever(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback_and_bool(self.event, handler, true);
    }
}

/// The attribute of `<html>` that stands there for as long as the app answers, not the browser alone: for style
/// sheets, for tests, and for the start script, which takes it away when the app has failed.
pub(crate) const RUNS: &str = "data-app";

/// Hears an event on the window, before anything in the document does. After the app has failed it hears nothing, so
/// that links and the form work as they do without it.
pub(crate) fn listen(event: &'static str, handler: impl FnMut(Event) + 'static) -> Listener {
    fn boxed(event: &'static str, mut handler: Box<dyn FnMut(Event)>) -> Listener {
        let listener = Listener {
            target: window().into(),
            event,
            handler: Closure::new(move |event| {
                if document()
                    .document_element()
                    .is_some_and(|html| html.has_attribute(RUNS))
                {
                    handler(event);
                }
            }),
        };
        let _ = listener.target.add_event_listener_with_callback_and_bool(
            event,
            listener.handler.as_ref().unchecked_ref(),
            true,
        );
        listener
    }
    boxed(event, Box::new(handler))
}

/// The element that an event happened at, or the nearest around it, that a selector fits.
pub(crate) fn closest(event: &Event, selector: &str) -> Option<Element> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest(selector).ok()?
}

/// The first element of the document that a selector fits.
pub(crate) fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok()?
}

/// All elements of the document that a selector fits.
pub(crate) fn find_all(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect()
}

/// The element with an id.
pub(crate) fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Sets an attribute, or removes it if there is no value.
pub(crate) fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Changes the text of the element with an id.
pub(crate) fn set_text(id: &str, text: &str) {
    if let Some(element) = by_id(id) {
        element.set_text_content(Some(text));
    }
}

/// Changes the HTML inside of the element with an id.
pub(crate) fn set_html(id: &str, html: &str) {
    if let Some(element) = by_id(id) {
        element.set_inner_html(html);
    }
}

/// Whether the browser has a connection, as far as it knows.
pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

/// Moves the focus without scrolling.
pub(crate) fn focus_in_place(element: &Element) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let element: &web_sys::HtmlElement = element.unchecked_ref();
    let _ = element.focus_with_options(&options);
}
