//! One page of the app as HTML, for the prerenderer.

use any_spawner::Executor;
use leptos::prelude::*;
use std::sync::Arc;

use crate::app::{App, Main, Parts};
use crate::components::{
    bottom_bar::bottom_bar, crisis_help::crisis_help, footer::footer, header::header,
};
use crate::content::{Page, site};
use crate::environment::Environment;
use crate::pages;

/// A page, rendered.
#[derive(Debug)]
pub struct Rendered {
    /// The document's title.
    pub title: String,
    /// What stands inside of `<body>`.
    pub body: String,
    /// What stands inside of `<main>`.
    pub main: String,
}

/// Renders a page so that the app in the browser can take it over.
#[must_use]
pub fn page(page: &'static Page, environment: &Environment) -> Rendered {
    let _ = Executor::init_futures_executor();
    let title = [&page.title, " – ", &site().settings.clinic.name].concat();
    // The parts are plain HTML, without the marks that hydration needs.
    let plain = Owner::new();
    let (main, parts) = plain.with(|| {
        provide_context(StoredValue::new(environment.clone()));
        let main = html(pages::view(page));
        let parts = Parts {
            header: html(header(page)),
            crisis_help: html(crisis_help()),
            footer: html(footer()),
            bottom_bar: html(bottom_bar()),
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
fn html(view: AnyView) -> String {
    view.to_html().replace("<!>", "")
}
