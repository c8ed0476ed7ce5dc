//! The consultation form in the browser. Its fields, rules and reactions to answers are the crate
//! `consultation`, shared with the endpoint; here they are shown and carried out.

mod controls;
mod dom;
pub(crate) mod form;
pub(crate) mod outcome;
mod post;
mod send;

use ::consultation::{
    Answers, FieldError, ValidAnswers, field::Field, id::RequestId, rules::validate,
    sending::Failure,
};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Where the visitor's request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is under way.
    Editing,
    /// The request is on its way.
    Sending,
    /// It will be sent again in a moment.
    Waiting,
    /// It could not be delivered.
    Failed {
        failure: Failure,
        may_have_arrived: bool,
    },
    /// It was delivered.
    Received,
}

/// One set of answers as sent, with the id that goes with each try to send it.
#[derive(Clone)]
struct Attempt {
    id: RequestId,
    answers: ValidAnswers,
    /// Whether an earlier try may have been stored although no answer said so.
    may_have_arrived: bool,
}

/// Everything known of the visitor's request. Lives in memory, for as long as the app: never in storage,
/// addresses, titles or the console.
#[derive(Clone, Copy)]
pub(crate) struct Consultation {
    /// What has been typed so far.
    answers: StoredValue<Answers>,
    /// Whether something has been typed that has not been delivered.
    unsent: RwSignal<bool>,
    /// The errors shown at fields.
    errors: RwSignal<Vec<FieldError>>,
    /// Errors shown that belong to no field.
    general: RwSignal<Vec<String>>,
    attempt: StoredValue<Option<Attempt>>,
    /// A likelier spelling of the email address, asked about.
    suggestion: RwSignal<Option<String>>,
    /// The address whose spelling the visitor has confirmed, or has been asked about and sent again.
    confirmed_email: StoredValue<String>,
    pub phase: RwSignal<Phase>,
    /// Of the delivered request, for the confirmation page.
    pub reference: RwSignal<Option<String>>,
}

impl Consultation {
    pub(crate) fn new() -> Self {
        let consultation = Self {
            answers: StoredValue::default(),
            unsent: RwSignal::new(false),
            errors: RwSignal::default(),
            general: RwSignal::default(),
            attempt: StoredValue::default(),
            suggestion: RwSignal::default(),
            confirmed_email: StoredValue::default(),
            phase: RwSignal::new(Phase::Editing),
            reference: RwSignal::default(),
        };
        consultation.ask_before_leaving();
        consultation
    }

    /// Whether the form shows errors.
    pub(crate) fn has_errors(self) -> Signal<bool> {
        Signal::derive(move || {
            self.errors.with(|errors| !errors.is_empty())
                || self.general.with(|general| !general.is_empty())
        })
    }

    /// Whether a press of the button has to be ignored.
    fn is_under_way(self) -> bool {
        matches!(self.phase.get_untracked(), Phase::Sending | Phase::Waiting)
    }

    /// The error shown at a field.
    fn error(self, field: Field) -> Memo<Option<String>> {
        Memo::new(move |_| {
            self.errors.with(|errors| {
                errors
                    .iter()
                    .find(|error| error.field == field)
                    .map(|error| error.message.clone().into_owned())
            })
        })
    }

    /// Takes note of what the form holds now. An error that is shown changes or goes as its field is
    /// corrected; none appears before the button is pressed.
    fn typed(self, answers: Answers) {
        self.unsent.set(!answers.is_empty());
        if self.phase.get_untracked() == Phase::Received {
            self.phase.set(Phase::Editing);
        }
        if self.has_errors().get_untracked() {
            let before = self.answers.get_value();
            let was = validate(&before).err().unwrap_or_default();
            let now = validate(&answers).err().unwrap_or_default();
            self.errors.update(|shown| {
                shown.retain_mut(|error| {
                    let field = error.field;
                    match now.iter().find(|new| new.field == field) {
                        Some(new) => {
                            error.message.clone_from(&new.message);
                            true
                        }
                        // What only the endpoint finds wrong stays until that very answer changes.
                        None => {
                            !was.iter().any(|old| old.field == field)
                                && typed_in(&before, field) == typed_in(&answers, field)
                                && before.contact_preference == answers.contact_preference
                        }
                    }
                });
            });
        }
        self.answers.set_value(answers);
    }

    /// Forgets everything typed, once it is delivered.
    fn wipe(self) {
        self.answers.set_value(Answers::default());
        self.attempt.set_value(None);
        self.confirmed_email.set_value(String::new());
        self.suggestion.set(None);
        self.errors.set(Vec::new());
        self.general.set(Vec::new());
        self.unsent.set(false);
    }

    /// Asks before the site is left with answers that were not delivered. The listener is there only for as
    /// long as they are, because it keeps browsers from freezing the page for a quick return.
    fn ask_before_leaving(self) {
        // Someone who calls for help must not be asked anything: a `tel:` link counts as leaving in some browsers.
        let called_at = StoredValue::new(f64::NEG_INFINITY);
        Effect::new(move |earlier: Option<Option<[WindowListenerHandle; 2]>>| {
            for handle in earlier.flatten().into_iter().flatten() {
                handle.remove();
            }
            self.unsent.get().then(|| {
                [
                    window_event_listener(ev::click, move |event| {
                        let on_call = event
                            .target()
                            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                            .is_some_and(|element| {
                                matches!(
                                    element.closest("a[href^='tel:'],a[href^='sms:']"),
                                    Ok(Some(_))
                                )
                            });
                        if on_call {
                            called_at.set_value(event.time_stamp());
                        }
                    }),
                    window_event_listener(ev::beforeunload, move |event| {
                        if event.time_stamp() - called_at.get_value() > 1_000.0 {
                            event.prevent_default();
                        }
                    }),
                ]
            })
        });
    }
}

/// What stands in a field, for comparison.
fn typed_in(answers: &Answers, field: Field) -> &str {
    match field {
        Field::Name => &answers.name,
        Field::ContactPreference => &answers.contact_preference,
        Field::Phone => &answers.phone,
        Field::Email => &answers.email,
        Field::BestTime => &answers.best_time,
        Field::Topic => &answers.topic,
        Field::Message => &answers.message,
        Field::Consent => {
            if answers.consent {
                "yes"
            } else {
                ""
            }
        }
    }
}
