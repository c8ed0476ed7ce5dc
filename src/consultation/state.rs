//! What is known of the visitor's request while the app runs.

use consultation_rules::{
    Answers, FieldError, ValidAnswers, field::Field, id::RequestId, rules::validate,
    sending::Failure,
};

use crate::browser::{Listener, closest, effect, listen};
use crate::routes::{Route, route};
use crate::state::App;

/// Where the visitor's request stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is under way.
    #[default]
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
pub(super) struct Attempt {
    pub id: RequestId,
    pub answers: ValidAnswers,
    /// Whether an earlier try may have been stored although no answer said so.
    pub may_have_arrived: bool,
}

/// Everything known of the visitor's request.
#[derive(Default)]
pub(crate) struct Request {
    /// What has been typed so far.
    pub(super) answers: Answers,
    /// Whether something has been typed that has not been delivered.
    pub(super) unsent: bool,
    /// The errors shown at fields.
    pub(super) errors: Vec<FieldError>,
    /// Errors shown that belong to no field.
    pub(super) general: Vec<String>,
    pub(super) attempt: Option<Attempt>,
    /// A likelier spelling of the email address, asked about.
    pub(super) suggestion: Option<String>,
    /// The address whose spelling the visitor has confirmed, or has been asked about and sent again.
    pub(super) confirmed_email: String,
    pub(super) phase: Phase,
    /// Of the delivered request, for the confirmation page.
    pub(super) reference: Option<String>,
}

impl Request {
    /// Whether the form shows errors.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty() || !self.general.is_empty()
    }

    /// Whether a new document for the page at `path` would lose something: answers that were not delivered or, on the
    /// confirmation page, the reference of those that were.
    pub(crate) fn would_be_lost(&self, path: &str) -> bool {
        self.unsent || (self.reference.is_some() && route(path) == Route::Received)
    }

    /// Whether a press of the button has to be ignored.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.phase, Phase::Sending | Phase::Waiting)
    }

    /// Takes note of what the form holds now. An error that is shown changes or goes as its field is
    /// corrected; none appears before the button is pressed.
    pub(super) fn typed(&mut self, answers: Answers) {
        self.unsent = !answers.is_empty();
        if self.phase == Phase::Received {
            self.phase = Phase::Editing;
        }
        let before = std::mem::replace(&mut self.answers, answers);
        if self.errors.is_empty() {
            return;
        }
        let answers = &self.answers;
        let was = validate(&before).err().unwrap_or_default();
        let now = validate(answers).err().unwrap_or_default();
        self.errors.retain_mut(|error| {
            let field = error.field;
            match now.iter().find(|new| new.field == field) {
                Some(new) => {
                    error.message.clone_from(&new.message);
                    true
                }
                // What only the endpoint finds wrong stays until that very answer changes.
                None => {
                    !was.iter().any(|old| old.field == field)
                        && typed_in(&before, field) == typed_in(answers, field)
                        && before.contact_preference == answers.contact_preference
                }
            }
        });
    }

    /// Forgets everything typed, once it is delivered.
    pub(super) fn received(&mut self, reference: String) {
        *self = Self {
            phase: Phase::Received,
            reference: Some(reference),
            ..Self::default()
        };
    }
}

/// Asks before the site is left with answers that were not delivered. The listener is there only for as long as they
/// are, because it keeps browsers from freezing the page for a quick return.
pub(super) fn ask_before_leaving(app: App) {
    let mut listeners: Option<[Listener; 2]> = None;
    effect(move || {
        let unsent = app.follow(|state| state.request.unsent);
        if unsent == listeners.is_some() {
            return;
        }
        listeners = unsent.then(|| {
            // Someone who calls for help must not be asked anything: a `tel:` link counts as leaving in some
            // browsers.
            let called_at = std::rc::Rc::new(std::cell::Cell::new(f64::NEG_INFINITY));
            let called = called_at.clone();
            [
                listen("click", move |event| {
                    if closest(&event, "a[href^='tel:'],a[href^='sms:']").is_some() {
                        called.set(event.time_stamp());
                    }
                }),
                listen("beforeunload", move |event| {
                    if event.time_stamp() - called_at.get() > 1_000.0 {
                        event.prevent_default();
                    }
                }),
            ]
        });
    });
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
