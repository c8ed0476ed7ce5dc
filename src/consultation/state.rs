//! The visitor's submission and where it stands. In memory only, for as long as the document is open: never in storage,
//! addresses or the console.

use consultation_rules::{
    ContactPreference, FIELDS, Failure, Field, FieldError, Outcome, RequestId, Required,
    Submission, ValidSubmission, validate,
};
use leptos::prelude::*;

/// Where the submission stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is under way.
    #[default]
    Editing,
    /// A try is under way.
    Sending,
    /// It will be sent again in a moment.
    Waiting,
    /// It could not be delivered.
    Failed {
        failure: Failure,
        /// Whether it may be stored all the same.
        may_have_arrived: bool,
    },
    /// It was delivered.
    Received,
}

/// A valid submission as sent, with the id that goes with each try to send it.
#[derive(Clone)]
pub(super) struct Attempt {
    pub id: RequestId,
    pub submission: ValidSubmission,
    /// Whether an earlier try may have been stored although no response said so.
    pub may_have_arrived: bool,
}

/// The visitor's submission, as signals; provided to the whole app, so that it outlives the form on the screen.
#[derive(Clone, Copy)]
pub struct SubmissionState {
    /// What has been typed.
    pub(super) typed: RwSignal<Submission>,
    /// The errors shown at fields.
    pub(super) errors: RwSignal<Vec<FieldError>>,
    /// The errors shown that belong to no field.
    pub(super) general: RwSignal<Vec<String>>,
    pub(crate) phase: RwSignal<Phase>,
    /// A likelier spelling of the email address, while the visitor is asked about it.
    pub(super) suggestion: RwSignal<Option<String>>,
    /// The reference of the delivered submission, for the confirmation.
    pub(crate) reference: RwSignal<Option<String>>,
    /// Notified when a press of the button has not ended well; the view that says so takes the focus.
    pub(super) refused: RwSignal<()>,
    /// The address whose spelling the visitor has been asked about.
    confirmed_email: StoredValue<String>,
    attempt: StoredValue<Option<Attempt>>,
}

impl Default for SubmissionState {
    fn default() -> Self {
        Self::new()
    }
}

impl SubmissionState {
    /// Nothing typed.
    #[must_use]
    pub fn new() -> Self {
        Self::refused(Submission::default(), Vec::new(), Vec::new())
    }

    /// A submission that was not accepted, with the errors at its fields and those that belong to none: for an answer
    /// to a form that was sent without scripting.
    #[must_use]
    pub fn refused(typed: Submission, errors: Vec<FieldError>, general: Vec<String>) -> Self {
        Self {
            typed: RwSignal::new(typed),
            errors: RwSignal::new(errors),
            general: RwSignal::new(general),
            phase: RwSignal::new(Phase::Editing),
            suggestion: RwSignal::new(None),
            reference: RwSignal::new(None),
            refused: RwSignal::new(()),
            confirmed_email: StoredValue::new(String::new()),
            attempt: StoredValue::new(None),
        }
    }

    /// Whether the form shows errors.
    pub(crate) fn has_errors(self) -> bool {
        self.errors.with(|errors| !errors.is_empty())
            || self.general.with(|general| !general.is_empty())
    }

    /// Whether an error is shown at a field.
    pub(super) fn has_error(self, field: Field) -> bool {
        self.errors
            .with(|errors| errors.iter().any(|error| error.field == field))
    }

    /// The error shown at a field.
    pub(super) fn error(self, field: Field) -> Option<String> {
        self.errors.with(|errors| {
            let error = errors.iter().find(|error| error.field == field)?;
            Some(error.message.clone().into_owned())
        })
    }

    /// Whether something has been typed that has not been delivered.
    #[cfg(feature = "hydrate")]
    pub(crate) fn is_unsent(self) -> bool {
        self.typed.with(|typed| !typed.is_empty())
    }

    /// Whether a new document for the page at `path` would lose something: a submission that was not delivered or, on
    /// the confirmation, the reference of one that was.
    #[cfg(feature = "hydrate")]
    pub(crate) fn would_be_lost(self, path: &str) -> bool {
        untrack(|| self.is_unsent())
            || (path == crate::paths::RECEIVED && self.reference.with_untracked(Option::is_some))
    }

    /// Whether a press of the button has to be ignored.
    pub(super) fn is_under_way(self) -> bool {
        matches!(self.phase.get_untracked(), Phase::Sending | Phase::Waiting)
    }

    /// Takes what the form holds now. A shown error changes or disappears as its field is corrected; no error appears
    /// before the button is pressed.
    pub(super) fn typed(self, typed: Submission) {
        let before = self.typed.get_untracked();
        if before == typed {
            return;
        }
        if self.phase.get_untracked() == Phase::Received {
            self.phase.set(Phase::Editing);
        }
        if self.errors.with_untracked(|errors| !errors.is_empty()) {
            let was = validate(&before).err().unwrap_or_default();
            let now = validate(&typed).err().unwrap_or_default();
            self.errors.update(|errors| {
                errors.retain_mut(|error| {
                    let field = error.field;
                    if let Some(new) = now.iter().find(|new| new.field == field) {
                        error.message.clone_from(&new.message);
                        return true;
                    }
                    // An error that only the endpoint found stays until that field changes.
                    let unchanged = |field| before.get(field) == typed.get(field);
                    !was.iter().any(|old| old.field == field)
                        && unchanged(field)
                        && unchanged(Field::ContactPreference)
                });
            });
        }
        self.typed.set(typed);
    }

    /// Handles a press of the button: gives the attempt to send, or shows what to correct, or asks about the email
    /// address.
    pub(super) fn submit(self, new_id: impl FnOnce() -> Option<RequestId>) -> Option<Attempt> {
        if self.is_under_way() {
            return None;
        }
        let mut typed = self.typed.get_untracked();
        // A field of another way of contact is hidden now, and what was typed there must not be sent.
        let preference = ContactPreference::from_value(typed.get(Field::ContactPreference));
        for spec in &FIELDS {
            if preference.is_some()
                && matches!(spec.required, Required::ForContactBy(_))
                && !spec.required.applies_to(preference)
            {
                typed.set(spec.field, "");
            }
        }
        self.phase.set(Phase::Editing);
        self.general.set(Vec::new());
        self.suggestion.set(None);
        let valid = match validate(&typed) {
            Ok(valid) => {
                self.errors.set(Vec::new());
                valid
            }
            Err(errors) => {
                self.errors.set(errors);
                self.refused.notify();
                return None;
            }
        };
        let email = valid.value(Field::Email).unwrap_or_default();
        let suggestion = consultation_rules::email::suggest(email);
        if suggestion.is_some() && self.confirmed_email.with_value(|asked| asked != email) {
            // Asked once; the next press sends the address as it stands.
            self.confirmed_email.set_value(email.to_owned());
            self.suggestion.set(suggestion);
            return None;
        }
        // The same submission keeps its id, so that the endpoint stores it once however often it is sent.
        let earlier = self.attempt.get_value();
        let attempt = match earlier {
            Some(earlier) if earlier.submission == valid => Some(earlier),
            _ => new_id().map(|id| Attempt {
                id,
                submission: valid,
                may_have_arrived: false,
            }),
        };
        if attempt.is_none() {
            self.phase.set(Phase::Failed {
                failure: Failure::NoId,
                may_have_arrived: false,
            });
            self.refused.notify();
        }
        self.attempt.set_value(attempt.clone());
        attempt
    }

    /// The answer to the question about the email address.
    pub(super) fn answer_spelling(self, email: Option<String>) {
        self.suggestion.set(None);
        if let Some(email) = email {
            self.confirmed_email.set_value(email);
        }
    }

    /// Takes the outcome of an attempt.
    pub(super) fn finish(self, attempt: Attempt, outcome: Outcome) {
        match outcome {
            Outcome::Received { reference } => {
                self.typed.set(Submission::default());
                self.errors.set(Vec::new());
                self.general.set(Vec::new());
                self.attempt.set_value(None);
                self.confirmed_email.set_value(String::new());
                self.reference.set(Some(reference));
                self.phase.set(Phase::Received);
            }
            Outcome::FieldErrors { fields, general } => {
                self.attempt.set_value(None);
                self.errors.set(fields);
                self.general.set(general);
                self.phase.set(Phase::Editing);
                self.refused.notify();
            }
            Outcome::Failed {
                failure,
                may_have_arrived,
            } => {
                self.attempt.set_value(Some(Attempt {
                    may_have_arrived,
                    ..attempt
                }));
                self.phase.set(Phase::Failed {
                    failure,
                    may_have_arrived,
                });
                self.refused.notify();
            }
        }
    }
}
