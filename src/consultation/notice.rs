//! Tells a visitor who reads on elsewhere what becomes of the request that is under way.

use super::Phase;
use crate::environment::here;
use crate::routes::{CONSULTATION, RECEIVED, Route};
use crate::state::State;

/// The notice as HTML; empty where there is nothing to tell, as on the form's own pages.
pub(crate) fn notice(state: &State) -> String {
    if state.route() != Route::Other {
        return String::new();
    }
    let request = &state.request;
    let (words, to, link) = match request.phase {
        // The answer to a request that was sent from the form can be errors to correct.
        Phase::Editing if request.has_errors() => (
            "There is a problem with your request. ",
            CONSULTATION,
            "Back to the form",
        ),
        Phase::Editing => return String::new(),
        Phase::Sending | Phase::Waiting => (
            "Your request is being sent. ",
            CONSULTATION,
            "Back to the form",
        ),
        Phase::Failed {
            may_have_arrived: true,
            ..
        } => (
            "We are not sure your request reached us. ",
            CONSULTATION,
            "Back to the form",
        ),
        Phase::Failed { .. } => (
            "Your request has not been sent. ",
            CONSULTATION,
            "Back to the form",
        ),
        Phase::Received => ("We have your request. ", RECEIVED, "See the confirmation"),
    };
    [
        "<p>",
        words,
        "<a href=\"",
        &here().href(to),
        "\">",
        link,
        "</a></p>",
    ]
    .concat()
}
