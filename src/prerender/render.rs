//! One page of the app as HTML.

use any_spawner::Executor;
use leptos::prelude::*;
use std::sync::Arc;

use crate::app::{App, Main, Parts};
use crate::components::{BottomBar, CrisisHelp, Footer, Header};
use crate::content::{Page, site};
use crate::environment::Environment;
use crate::pages;

/// A page, rendered.
pub(super) struct Rendered {
    /// The document's title.
    pub title: String,
    /// What stands inside of `<body>`.
    pub body: String,
    /// What stands inside of `<main>`.
    pub main: String,
}

/// Renders a page so that the app in the browser can take it over.
pub(super) fn page(page: &'static Page, environment: &Environment) -> Rendered {
    let _ = Executor::init_futures_executor();
    let title = [&page.title, " – ", &site().settings.clinic.name].concat();
    // The parts are plain HTML, without the marks that hydration needs.
    let plain = Owner::new();
    let (main, parts) = plain.with(|| {
        provide_context(StoredValue::new(environment.clone()));
        let main = html(pages::view(page));
        let parts = Parts {
            header: html(view! { <Header page/> }),
            crisis_help: html(view! { <CrisisHelp/> }),
            footer: html(view! { <Footer/> }),
            bottom_bar: html(view! { <BottomBar/> }),
        };
        (main, parts)
    });
    drop(plain);
    let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new())));
    let body = owner.with(|| {
        provide_context(Main(main.clone()));
        provide_context(parts);
        App().into_view().to_html()
    });
    drop(owner);
    Rendered { title, body, main }
}

/// A view that never changes, as HTML. The empty comments by which Leptos finds its places again are left out.
fn html(view: impl IntoView) -> String {
    view.into_view().to_html().replace("<!>", "")
}
