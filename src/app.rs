//! The shell: what stands around every page, and the choice of the page.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;

use crate::components::{
    bottom_bar::BottomBar, crisis_help::CrisisHelp, footer::Footer, header::Header,
    sending_notice::SendingNotice,
};
use crate::consultation::Consultation;
use crate::content::Page;
use crate::environment::Environment;
use crate::head::Head;
use crate::{navigation, pages, routes};

/// The whole app, for the document's body.
#[component]
#[must_use]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // Given by the prerenderer; in the browser the document says.
    let environment = use_context().unwrap_or_else(Environment::of_document);
    let base = environment.base.clone();
    provide_context(StoredValue::new(environment));
    provide_context(Consultation::new());

    view! {
        <Router base=base.clone()>
            <Site base=base/>
        </Router>
    }
}

/// Inside the router: follows the location.
#[component]
fn Site(base: String) -> impl IntoView {
    let pathname = use_location().pathname;
    let page =
        Memo::new(move |_| pathname.with(|path| Shown(routes::find(routes::within(&base, path)))));
    navigation::follow(page);

    view! {
        <Head page/>
        <a class="skip-link" href="#main">"Skip to main content"</a>
        <Header page/>
        <CrisisHelp/>
        <SendingNotice page/>
        <main id="main" tabindex="-1">
            {move || pages::view(page.get().0)}
        </main>
        <Footer/>
        <BottomBar page/>
    }
}

/// The page that the location asks for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Shown(pub &'static Page);
