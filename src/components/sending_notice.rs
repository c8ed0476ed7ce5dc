use leptos::prelude::*;

use crate::app::Shown;
use crate::consultation::{Consultation, Phase};
use crate::content::Kind;
use crate::environment::href;

/// Tells a visitor who reads on elsewhere what becomes of the request that is under way.
#[component]
pub(crate) fn SendingNotice(page: Memo<Shown>) -> impl IntoView {
    let phase = expect_context::<Consultation>().phase;
    let (form, received) = (href("/consultation"), href("/consultation/received"));
    let words = move || {
        if matches!(page.get().0.kind, Kind::Consultation | Kind::Received) {
            return None;
        }
        match phase.get() {
            Phase::Editing => None,
            Phase::Sending | Phase::Waiting => Some((
                "Your request is being sent. ",
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
