//! What stands at the top of the page after a press of the button that did not end well.

use consultation_rules::{FieldError, sending::Failure};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Phase, REFERENCE_ID, Request};
use crate::browser::{by_id, find, focus_in_place, set_attribute, set_text, when_rendered};
use crate::environment::here;

/// The error summary, or what became of a request that could not be delivered, as HTML; empty if there is
/// nothing to tell.
pub(super) fn outcome(request: &Request) -> String {
    if request.has_errors() {
        return summary(&request.errors, &request.general);
    }
    match request.phase {
        Phase::Failed {
            failure,
            may_have_arrived,
        } => failed(failure, may_have_arrived),
        _ => String::new(),
    }
}

/// The error summary of the GOV.UK Design System: each line leads to its field.
fn summary(errors: &[FieldError], general: &[String]) -> String {
    let mut html = String::from(
        "<div class=\"error-summary\" data-outcome=\"errors\" tabindex=\"-1\" role=\"group\" \
         aria-labelledby=\"error-summary\"><h2 id=\"error-summary\">There is a problem</h2><ul>",
    );
    for error in errors {
        for part in [
            "<li><a href=\"#",
            error.field.name(),
            "\">",
            &escape(&error.message),
            "</a></li>",
        ] {
            html.push_str(part);
        }
    }
    for message in general {
        for part in ["<li>", &escape(message), "</li>"] {
            html.push_str(part);
        }
    }
    html.push_str("</ul></div>");
    html
}

fn failed(failure: Failure, may_have_arrived: bool) -> String {
    // The setting that turns automatic retries off says that the endpoint may store a request twice.
    let stored_once = here().automatic_retries;
    let (heading, what) = words(failure, may_have_arrived, stored_once);
    let again = if matches!(failure, Failure::Refused) {
        ""
    } else {
        "<p><button class=\"button\" type=\"submit\" form=\"consultation-form\">Try again</button></p>"
    };
    [
        "<div class=\"error-summary\" data-outcome=\"failed\" tabindex=\"-1\" role=\"group\" \
         aria-labelledby=\"failure\"><h2 id=\"failure\">",
        heading,
        "</h2><p>",
        &what,
        "</p><p>Your answers are still here.</p>",
        again,
        "<p>You can also call us at ",
        &phone(),
        ".</p></div>",
    ]
    .concat()
}

/// A text made safe to stand in HTML: what an endpoint says is text.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(character),
        }
    }
    html
}

/// Heading and explanation. Where the request may have been stored although no answer came, it says so, and
/// whether sending it again is harmless: it is with an endpoint that keeps each request once.
fn words(failure: Failure, may_have_arrived: bool, stored_once: bool) -> (&'static str, String) {
    let what = match failure {
        Failure::Offline => "You are offline. Check your connection, then try again.".to_owned(),
        Failure::Busy { retry_after_ms } => busy(retry_after_ms),
        Failure::StillInWork => "Our server is still working on your request.".to_owned(),
        Failure::ServerError => "Something went wrong on our side.".to_owned(),
        Failure::NoAnswer => {
            "We could not reach our server. Your connection may be weak, or our server may be down."
                .to_owned()
        }
        Failure::Refused => {
            "Our server did not accept the request. Trying again will not help.".to_owned()
        }
        Failure::NotUnderstood => "We did not get a clear answer from our server.".to_owned(),
    };
    if may_have_arrived {
        let again = if matches!(failure, Failure::Refused) {
            " To be certain, call us."
        } else if !stored_once {
            " If you try again, we may get it twice."
        } else {
            " If you try again, we will still count it as one request."
        };
        ("We are not sure your request reached us", what + again)
    } else {
        ("Your request was not sent", what)
    }
}

fn busy(retry_after_ms: Option<u64>) -> String {
    let mut text = String::from("We are getting many requests right now. Try again in ");
    match retry_after_ms.map(|ms| ms.div_ceil(1000)) {
        None => text.push_str("a few minutes"),
        Some(0..=1) => text.push_str("a moment"),
        Some(seconds @ 2..=90) => {
            text.push_str(&seconds.to_string());
            text.push_str(" seconds");
        }
        Some(seconds @ 91..=5400) => {
            text.push_str(&seconds.div_ceil(60).to_string());
            text.push_str(" minutes");
        }
        Some(_) => text.push_str("a few hours"),
    }
    text.push('.');
    text
}

/// The link to the clinic's number, as it stands in the footer.
fn phone() -> String {
    find(".site-footer .phone")
        .map(|link| link.outer_html())
        .unwrap_or_default()
}

/// Shows the reference of the request that has just been received on the confirmation page.
pub(super) fn show_reference(reference: &str) {
    set_text(REFERENCE_ID, reference);
    if let Some(line) = by_id(REFERENCE_ID).and_then(|place| place.parent_element()) {
        set_attribute(&line, "hidden", None);
    }
}

/// Moves the focus to the top of the page's new message, once it stands there.
pub(super) fn focus_outcome() {
    when_rendered(|| focus_first("[data-outcome]"));
}

/// Moves the focus to the first element a selector finds.
pub(super) fn focus_first(selector: &str) {
    if let Some(element) = find(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Brings a field's label into view, then moves the focus to the field: on its own, focusing would scroll
/// only the input into view, and its question would stay hidden above the edge.
pub(super) fn focus_field(name: &str) {
    let Some(field) = by_id(name) else {
        return;
    };
    let question = field.closest(".field").ok().flatten();
    question.as_ref().unwrap_or(&field).scroll_into_view();
    focus_in_place(&field);
}
