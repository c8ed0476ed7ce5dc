//! The shell: what stands around every page.

use leptos::prelude::*;

/// The parts of the document's body that are finished HTML. In the browser they stand there already:
/// hydration leaves `inner_html` as it finds it, so here they are empty and weigh nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub header: String,
    pub crisis_help: String,
    pub footer: String,
    pub bottom_bar: String,
}

/// What stands inside of `<main>` of the page that is being written.
#[cfg(not(feature = "hydrate"))]
#[derive(Debug, Clone)]
pub(crate) struct Main(pub String);

/// Natively it takes the page's parts from the context; in the browser they stand in the document.
#[cfg(not(feature = "hydrate"))]
#[component]
#[allow(clippy::must_use_candidate)]
pub fn App() -> impl IntoView {
    let Main(main) = expect_context();
    shell(expect_context(), String::new, main)
}

/// The whole app, for the document's body.
#[cfg(feature = "hydrate")]
#[component]
#[allow(clippy::must_use_candidate)]
pub fn App() -> impl IntoView {
    use crate::{consultation, navigation};

    let app = navigation::shown();
    navigation::start(app);
    let notice = Memo::new(move |_| app.follow(consultation::notice::notice));
    shell(Parts::default(), move || notice.get(), String::new())
}

/// What stands in every body. The notice follows the state; what stands in `main` is navigation's to change.
fn shell(
    parts: Parts,
    notice: impl Fn() -> String + Send + Sync + 'static,
    main: String,
) -> impl IntoView {
    view! {
        <a class="skip-link" href="#main">"Skip to main content"</a>
        <header class="site-header" inner_html=parts.header></header>
        <section class="crisis-help" aria-labelledby="crisis-help" inner_html=parts.crisis_help></section>
        <div class="sending-notice" role="status" inner_html=notice></div>
        <main id="main" tabindex="-1" inner_html=main></main>
        <footer class="site-footer" inner_html=parts.footer></footer>
        <nav class="bottom-bar" aria-label="Contact" inner_html=parts.bottom_bar></nav>
    }
}
