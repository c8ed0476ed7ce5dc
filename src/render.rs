//! Renders pages to HTML, natively: for the prerenderer, and for `intake`'s answer to a form sent without scripting.

use std::sync::Arc;

use any_spawner::Executor;
use content_compiler::Encoding;
use leptos::prelude::*;
use leptos_router::location::RequestUrl;

use crate::app::App;
use crate::consultation::SubmissionState;
use crate::content::{Kind, Page, phone_link, site};
use crate::environment::Environment;
use crate::page_file::{Choice, PageFile};
use crate::pages::{self, Consultation};
use crate::routes;
use crate::site_info::{DocumentData, FormSettings, MenuItem, Phone, SiteInfo};

/// At most this many conditions are offered as topics: a longer list would be hard to choose from.
const TOPICS_MOST: usize = 50;

/// A page, rendered.
#[derive(Debug)]
pub struct Rendered {
    /// The inside of the app's root element.
    pub body: String,
    /// What the app needs to hydrate it.
    pub data: DocumentData,
    /// The page's file; its canonical address is the caller's to set.
    pub file: PageFile,
}

/// Renders a page so that the app in the browser can hydrate it.
#[must_use]
pub fn page(page: &'static Page, environment: &Environment) -> Rendered {
    let info = site_info(environment);
    // Finished HTML is rendered under an owner of its own, so that it gets no hydration marks.
    let plain = Owner::new();
    let file = plain.with(|| {
        provide_context(StoredValue::new(environment.clone()));
        provide_context(StoredValue::new(info.clone()));
        page_file(page, environment)
    });
    let data = DocumentData {
        site: info.clone(),
        path: (page.kind != Kind::NotFound).then(|| page.path.clone()),
        topics: file.topics.clone(),
    };
    let body = hydratable(|| {
        provide_context(StoredValue::new(environment.clone()));
        provide_context(RequestUrl::new(&environment.href(&page.path)));
        provide_context(StoredValue::new(info));
        provide_context(RwSignal::new(file.clone()));
        provide_context(SubmissionState::new());
        view! { <App/> }
    });
    Rendered { body, data, file }
}

/// Renders the form's page for a submission that was not accepted, with what was typed and the errors in it: the inside
/// of `<main>`.
///
/// `file` is the page's file, `info` the site's, both from the built site; `state` makes the submission and its errors.
#[must_use]
pub fn refused_submission(
    file: PageFile,
    info: SiteInfo,
    state: impl FnOnce() -> SubmissionState,
) -> String {
    hydratable(|| {
        provide_context(RequestUrl::new(&info.href(crate::paths::CONSULTATION)));
        provide_context(StoredValue::new(info));
        provide_context(RwSignal::new(file));
        provide_context(state());
        // The form asks where it is, and navigates when it has been sent.
        view! { <leptos_router::components::Router><Consultation/></leptos_router::components::Router> }
    })
}

/// A view that never changes in the browser, as HTML, without the empty comments that only hydration needs.
pub(crate) fn html(view: impl IntoView) -> String {
    view.into_view().to_html().replace("<!>", "")
}

fn hydratable<V: IntoView>(view: impl FnOnce() -> V) -> String {
    // Already there from the second page on.
    let _ = Executor::init_futures_executor();
    let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new())));
    // `<!>` is a parse error that gives an empty comment (HTML Standard, 13.2.2): written out, the HTML is valid.
    owner.with(|| view().into_view().to_html().replace("<!>", "<!---->"))
}

fn page_file(page: &'static Page, environment: &Environment) -> PageFile {
    let topics = if page.kind == Kind::Consultation {
        routes::of_kind(Kind::Condition)
            .take(TOPICS_MOST)
            .map(|page| Choice {
                value: page.path.rsplit('/').next().unwrap_or_default().to_owned(),
                label: page.title.clone(),
            })
            .collect()
    } else {
        Vec::new()
    };
    PageFile {
        title: [&page.title, " – ", &site().settings.clinic.name].concat(),
        canonical: String::new(),
        build: environment.build.clone(),
        html: pages::html(page),
        topics,
    }
}

fn site_info(environment: &Environment) -> SiteInfo {
    let settings = &site().settings;
    let form = &settings.consultation;
    SiteInfo {
        base: environment.base.clone(),
        build: environment.build.clone(),
        clinic: settings.clinic.name.clone(),
        phone: Phone {
            text: settings.clinic.phone.value.clone(),
            href: phone_link(),
        },
        menu: routes::menu()
            .map(|page| MenuItem {
                path: page.path.clone(),
                name: page.nav.clone(),
                fetch_late: routes::fetch(page).is_some(),
            })
            .collect(),
        form: FormSettings {
            urlencoded: form.encoding == Encoding::Form,
            success_response: form.success_response,
            extra: form.extra.clone().into_iter().collect(),
        },
        endpoint: environment.endpoint.clone(),
        automatic_retries: environment.automatic_retries,
    }
}
