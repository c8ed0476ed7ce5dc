//! The confirmation. It has to make sense in every way of reaching it: after a sent form, after a form sent
//! without scripting, by a bookmark, by Back.

use leptos::prelude::*;

use crate::components::page_head::page_head;
use crate::components::prose::prose;
use crate::consultation::Consultation;
use crate::content::{CLINIC, Page};
use crate::environment::href;

pub(super) fn view(page: &'static Page) -> AnyView {
    let reference = expect_context::<Consultation>().reference;
    view! {
        <div class="opening">
            {page_head(page)}
            {move || reference.get().map(|reference| view! {
                <p class="reference">"Your reference is " <strong>{reference}</strong></p>
            })}
            {prose(page.lead)}
        </div>
        <div class="column">
            {prose(page.body)}
            <p>
                "Questions? Call us at "
                <a class="phone" href=CLINIC.phone_link>{CLINIC.phone}</a>
                "."
            </p>
            <p><a href=href("/")>"Back to the first page"</a></p>
        </div>
    }
    .into_any()
}
