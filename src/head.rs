//! What a page says of itself in `<head>`.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

use crate::app::Shown;
use crate::consultation::Consultation;
use crate::content::{CLINIC, Kind};
use crate::environment::use_environment;

/// Title, description and canonical link of the page shown.
#[component]
pub(crate) fn Head(page: Memo<Shown>) -> impl IntoView {
    let has_errors = expect_context::<Consultation>().has_errors();
    let environment = use_environment();
    let title = move || {
        let page = page.get().0;
        let mut title = String::new();
        // First, so that it is the first thing a screen reader says (GOV.UK Design System, error summary).
        if page.kind == Kind::Consultation && has_errors.get() {
            title.push_str("Error: ");
        }
        title.push_str(page.title);
        title.push_str(" – ");
        title.push_str(CLINIC.name);
        title
    };
    let canonical = move || {
        environment
            .with_value(|environment| [CLINIC.url, &environment.href(page.get().0.path)].concat())
    };
    view! {
        <Title text=title/>
        <Meta name="description" content=move || page.get().0.description/>
        {move || match page.get().0.kind {
            // An unknown address has no canonical one, and the confirmation is for one visitor only.
            Kind::NotFound | Kind::Received => view! { <Meta name="robots" content="noindex"/> }.into_any(),
            _ => view! { <Link rel="canonical" href=canonical()/> }.into_any(),
        }}
    }
}
