//! What the app adds to the native form while it is on the screen: validation with words, sending in the
//! background, a live count, a question about a likely slip in the email address.
//!
//! The controls are uncontrolled: what stands in them belongs to the visitor, also before the app has started.

use consultation_rules::{
    FieldError, count_characters, email,
    endpoint::Endpoint,
    field::{ContactPreference, Field, MESSAGE_MAX},
    rules::validate,
};
use web_sys::Event;

use super::outcome::{escape, focus_field, focus_first, outcome, show_reference};
use super::state::ask_before_leaving;
use super::{
    CALL_US_ID, COUNT_ID, COUNT_SPOKEN_ID, FORM_ID, OUTCOME_ID, PROGRESS_ID, Phase,
    QUESTION_PLACE_ID, Request, characters_left, error_id, form_controls, send,
};
use crate::browser::{
    after, by_id, closest, effect, find, find_all, listen, set_attribute, set_html, set_text,
    when_rendered,
};
use crate::environment::here;
use crate::routes::{Route, route};
use crate::state::App;

/// The count is read out this long after the last keystroke, in milliseconds: earlier it would be noise.
const COUNT_PAUSE_MS: u32 = 1_000;

/// Sets going what belongs to the form, on whichever page it is shown; once.
pub(crate) fn start(app: App) {
    listen("input", move |_| noted(app)).forever();
    listen("submit", move |event| {
        if by_id(FORM_ID).is_some() {
            noted(app);
            submit(app);
            // Last: should the app fail before it comes here, the browser sends the form.
            event.prevent_default();
        }
    })
    .forever();
    listen("click", move |event| clicked(app, &event)).forever();
    ask_before_leaving(app);
    let mut drawn = Drawn::default();
    effect(move || app.follow(|state| drawn.draw(state.showing, &state.request)));
}

/// Takes over what belongs to the request on a page that has just been shown: the form, or the reference.
pub(crate) fn page_shown(app: App, path: &str) {
    if route(path) == Route::Received {
        app.read(|state| {
            if let Some(reference) = &state.request.reference {
                show_reference(reference);
            }
        });
    }
    let Some(form) = by_id(FORM_ID) else { return };
    let endpoint = &here().endpoint;
    // Pages are only written with a setting that can be used; a deployer may have changed it since.
    if Endpoint::parse(endpoint).is_err() {
        form.remove();
        if let Some(call_us) = by_id(CALL_US_ID) {
            set_attribute(&call_us, "hidden", None);
        }
        return;
    }
    // Where a deployer has changed the setting in the built page, the form's own attribute follows it.
    set_attribute(&form, "action", Some(endpoint));
    set_attribute(&form, "novalidate", Some(""));
    // Typed before the app started, or put back by the browser; else what was typed before the visitor went to
    // another page of the site. An empty form is not touched: writing into it makes the browser lay the page out.
    if form_controls::read().is_some_and(|answers| answers.is_empty()) {
        app.read(|state| {
            if !state.request.answers.is_empty() {
                form_controls::fill(&state.request.answers);
            }
        });
    }
    noted(app);
}

/// Leaves the form, if it is on the screen with answers that were not delivered, where the start script finds it should
/// the app fail on another page.
pub(crate) fn page_left(app: App) {
    if let Some(form) = by_id(FORM_ID) {
        let unsent = app.read(|state| state.request.unsent);
        form_controls::leave(unsent.then_some(&form));
    }
}

/// Takes note of what stands in the form.
fn noted(app: App) {
    if let Some(answers) = form_controls::read() {
        app.change(|state| state.request.typed(answers));
    }
}

/// What of the request stands on the screen.
#[derive(Default)]
struct Drawn {
    showing: u32,
    errors: Vec<FieldError>,
    outcome: String,
    question: String,
    phase: Phase,
    count: usize,
    /// Says the count when typing pauses.
    pause: Option<gloo_timers::callback::Timeout>,
}

impl Drawn {
    /// Brings the form on the screen up to date, touching only what has changed.
    fn draw(&mut self, showing: u32, request: &Request) {
        if self.showing != showing {
            // Another page: all of its form is as it was written.
            *self = Self {
                showing,
                ..Self::default()
            };
        }
        if self.errors != request.errors {
            self.errors.clone_from(&request.errors);
            for field in Field::ALL {
                let error = self.errors.iter().find(|error| error.field == field);
                show_error(field, error.map(|error| error.message.as_ref()));
            }
        }
        for (drawn, html, id) in [
            (&mut self.outcome, outcome(request), OUTCOME_ID),
            (
                &mut self.question,
                spelling_question(request),
                QUESTION_PLACE_ID,
            ),
        ] {
            if *drawn != html {
                set_html(id, &html);
                *drawn = html;
            }
        }
        if self.phase != request.phase {
            self.phase = request.phase;
            show_progress(self.phase);
        }
        let count = count_characters(&request.answers.message);
        if self.count != count {
            self.count = count;
            let words = characters_left(count);
            set_text(COUNT_ID, &words);
            if let Some(place) = by_id(COUNT_ID) {
                let _ = place
                    .class_list()
                    .toggle_with_force("count-over", count > MESSAGE_MAX);
            }
            self.pause = Some(after(COUNT_PAUSE_MS, move || {
                set_text(COUNT_SPOKEN_ID, &words);
            }));
        }
    }
}

/// Says at a field what is wrong with it, and ties the words to the field.
fn show_error(field: Field, message: Option<&str>) {
    let error_id = error_id(field);
    let Some(place) = by_id(&error_id) else {
        return;
    };
    if let Some(words) = place.last_element_child() {
        words.set_text_content(message);
    }
    set_attribute(&place, "hidden", message.is_none().then_some(""));
    let Some(whole) = place.closest(".field").ok().flatten() else {
        return;
    };
    let _ = whole
        .class_list()
        .toggle_with_force("has-error", message.is_some());
    let controls = find_all(&["#", FORM_ID, " [name=", field.name(), "]"].concat());
    for control in &controls {
        set_attribute(control, "aria-invalid", message.map(|_| "true"));
    }
    // A group of radio buttons is described as a whole.
    let described = if whole.tag_name() == "FIELDSET" {
        Some(&whole)
    } else {
        controls.first()
    };
    if let Some(described) = described {
        let before = described
            .get_attribute("aria-describedby")
            .unwrap_or_default();
        let mut ids: Vec<&str> = before
            .split(' ')
            .filter(|id| *id != error_id && !id.is_empty())
            .collect();
        if message.is_some() {
            ids.push(&error_id);
        }
        let ids = ids.join(" ");
        let ids = (!ids.is_empty()).then_some(ids.as_str());
        set_attribute(described, "aria-describedby", ids);
    }
}

fn show_progress(phase: Phase) {
    let (button, progress) = match phase {
        Phase::Sending => ("Sending…", "Sending your request…"),
        Phase::Waiting => (
            "Sending…",
            "This is taking longer than usual. Still trying…",
        ),
        _ => ("Send request", ""),
    };
    set_text(PROGRESS_ID, progress);
    if let Some(element) = find(&["#", FORM_ID, " button[type=submit]"].concat()) {
        element.set_text_content(Some(button));
    }
}

/// What a press of the button does.
fn submit(app: App) {
    if app.read(|state| state.request.is_under_way()) {
        return;
    }
    let mut answers = app.read(|state| state.request.answers.clone());
    // What was typed before the other way of contact was chosen is out of sight now, and must not go along.
    match ContactPreference::from_value(&answers.contact_preference).map(ContactPreference::needs) {
        Some(Field::Phone) => answers.email.clear(),
        Some(_) => answers.phone.clear(),
        None => {}
    }
    let result = validate(&answers);
    let valid = app.change(|state| {
        let request = &mut state.request;
        request.phase = Phase::Editing;
        request.general.clear();
        request.errors.clear();
        request.suggestion = None;
        match result {
            Err(errors) => {
                request.errors = errors;
                None
            }
            Ok(valid) => {
                let suggestion = valid.email.as_deref().and_then(email::suggest);
                if suggestion.is_some() && request.confirmed_email != answers.email {
                    // Asked once; the next press sends the address as it stands.
                    request.confirmed_email.clone_from(&answers.email);
                    request.suggestion = suggestion;
                    return None;
                }
                Some(valid)
            }
        }
    });
    match valid {
        Some(valid) => send::start(app, valid, &answers.honeypot),
        None => when_rendered(|| focus_first("[data-outcome],#email-question")),
    }
}

/// Asks about a likely slip in the email address, as HTML; empty if there is nothing to ask. It is only asked: the
/// address may be right.
fn spelling_question(request: &Request) -> String {
    let Some(suggestion) = &request.suggestion else {
        return String::new();
    };
    [
        "<div class=\"question\" id=\"email-question\" tabindex=\"-1\" role=\"group\" \
         aria-labelledby=\"email-question-text\"><p id=\"email-question-text\">Did you mean <strong dir=\"ltr\">",
        &escape(suggestion),
        "</strong>?</p>\
         <button class=\"button button-small\" type=\"button\" data-answer=\"yes\">Yes, change it</button> \
         <button class=\"button button-small button-quiet\" type=\"button\" data-answer=\"no\">No, keep mine</button>\
         </div>",
    ]
    .concat()
}

/// A press on what this module has put into the page: a line of the error summary, or an answer to the question.
pub(crate) fn clicked(app: App, event: &Event) {
    if let Some(line) = closest(event, "[data-outcome] a[href^='#']") {
        event.prevent_default();
        let href = line.get_attribute("href").unwrap_or_default();
        focus_field(href.trim_start_matches('#'));
    } else if let Some(button) = closest(event, "[data-answer]") {
        app.change(|state| {
            let suggestion = state.request.suggestion.take();
            if button.get_attribute("data-answer").as_deref() == Some("yes")
                && let Some(email) = suggestion
            {
                form_controls::set_email(&email);
                state.request.confirmed_email = email;
            }
        });
        noted(app);
        focus_first("#email");
    }
}
