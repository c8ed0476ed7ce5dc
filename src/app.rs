//! The site at a glance: the router, the shell around every page, and the table of routes.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::components::{BottomBar, CrisisHelp, Footer, Header, SubmissionNotice};
use crate::pages::{Article, Condition, Conditions, Consultation, NotFound, PlainPage, Received};
use crate::routing::{FollowRoutes, Loaded};
use crate::site_info::SiteInfo;

/// The whole app. Takes a [`SiteInfo`] and a [`SubmissionState`](crate::consultation::SubmissionState) from the
/// context; the prerenderer and the browser provide them.
#[component]
pub fn App() -> impl IntoView {
    let base = expect_context::<StoredValue<SiteInfo>>().with_value(|site| site.base.clone());
    view! {
        <Router base>
            <Header/>
            <CrisisHelp/>
            <SubmissionNotice/>
            <main id="main" tabindex="-1">
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=Loaded(Article)/>
                    <Route path=path!("/conditions") view=Loaded(Conditions)/>
                    <Route path=path!("/conditions/:slug") view=Loaded(Condition)/>
                    <Route path=path!("/consultation") view=Loaded(Consultation)/>
                    <Route path=path!("/consultation/received") view=Loaded(Received)/>
                    <Route path=path!("/:page") view=Loaded(PlainPage)/>
                </FlatRoutes>
            </main>
            <Footer/>
            <BottomBar/>
            <FollowRoutes/>
        </Router>
    }
}
