use leptos::prelude::*;

use crate::consultation::{Phase, SubmissionState};
use crate::paths::{CONSULTATION, RECEIVED};
use crate::routing::use_path;
use crate::site_info::SiteInfo;

/// Tells a visitor who has left the form's page what became of the request. Empty while there is nothing to tell, and
/// on the form's own pages.
#[component]
pub(crate) fn SubmissionNotice() -> impl IntoView {
    let state: SubmissionState = expect_context();
    let site: StoredValue<SiteInfo> = expect_context();
    let shown = use_path();
    let notice = move || {
        if shown.with(|shown| [CONSULTATION, RECEIVED].contains(&shown.as_str())) {
            return None;
        }
        let (words, to, link) = match state.phase.get() {
            // The response to a request that was sent from the form can be errors to correct.
            Phase::Editing if state.has_errors() => (
                "There is a problem with your request. ",
                CONSULTATION,
                "Back to the form",
            ),
            Phase::Editing => return None,
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
        let href = site.with_value(|site| site.href(to));
        Some(view! { <p>{words}<a href=href>{link}</a></p> })
    };
    view! { <div class="sending-notice" role="status">{notice}</div> }
}
