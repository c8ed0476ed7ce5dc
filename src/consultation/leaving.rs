//! Asks before the site is left with a submission that was not delivered.

use leptos::ev;
use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::state::SubmissionState;

/// For this long after a press on a phone link nothing is asked, in milliseconds.
const CALL_MS: f64 = 1_000.0;

/// Asks while something typed has not been sent. The listener is there only for that time, because it keeps pages out
/// of the browser's back/forward cache.
pub(crate) fn ask_before_leaving() {
    let state: SubmissionState = expect_context();
    let unsent = Memo::new(move |_| state.is_unsent());
    // Someone who calls for help must not be asked anything: a `tel:` link counts as leaving in some browsers.
    let called_at = StoredValue::new(f64::NEG_INFINITY);
    window_event_listener(ev::click, move |event| {
        let element = event.target().and_then(|target| target.dyn_into().ok());
        let link = element.and_then(|element: web_sys::Element| {
            element.closest("a[href^='tel:'],a[href^='sms:']").ok()?
        });
        if link.is_some() {
            called_at.set_value(event.time_stamp());
        }
    });
    Effect::new(move |listener: Option<Option<WindowListenerHandle>>| {
        if let Some(listener) = listener.flatten() {
            listener.remove();
        }
        unsent.get().then(|| {
            window_event_listener(ev::beforeunload, move |event| {
                if event.time_stamp() - called_at.get_value() > CALL_MS {
                    event.prevent_default();
                }
            })
        })
    });
}
