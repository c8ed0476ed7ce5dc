use leptos::prelude::*;

use crate::app::Shown;
use crate::consultation::{Consultation, Phase};
use crate::content::Kind;
use crate::environment::href;

/// Tells a visitor who reads on elsewhere what becomes of the request that is under way.
#[component]
pub(crate) fn SendingNotice(page: Memo<Shown>) -> impl IntoView {
    let consultation = expect_context::<Consultation>();
    let (phase, has_errors) = (consultation.phase, consultation.has_errors());
    let (form, received) = (href("/consultation"), href("/consultation/received"));
    let words = move || {
        if matches!(page.get().0.kind, Kind::Consultation | Kind::Received) {
            return None;
        }
        match phase.get() {
            // The answer to a request that was sent from the form can be errors to correct.
            Phase::Editing => has_errors.get().then(|| {
                (
                    "There is a problem with your request. ",
                    form.clone(),
                    "Back to the form",
                )
            }),
            Phase::Sending | Phase::Waiting => Some((
                "Your request is being sent. ",
                form.clone(),
                "Back to the form",
            )),
            Phase::Failed {
                may_have_arrived: true,
                ..
            } => Some((
                "We are not sure your request reached us. ",
                form.clone(),
                "Back to the form",
            )),
            Phase::Failed { .. } => Some((
                "Your request has not been sent. ",
                form.clone(),
                "Back to the form",
            )),
            Phase::Received => Some((
                "We have your request. ",
                received.clone(),
                "See the confirmation",
            )),
        }
    };
    view! {
        <div class="sending-notice" role="status">
            {move || words().map(|(text, to, link)| view! { <p>{text}<a href=to>{link}</a></p> })}
        </div>
    }
    .into_any()
}
