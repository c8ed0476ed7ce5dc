//! From one page to the next: the file of the page that the router asks for, and what a browser does for a new
//! document: title, focus, scroll position. leptos_router 0.8 has none of that.

use futures::future::{Either, pending, select};
use gloo_timers::future::TimeoutFuture;
use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use leptos_router::hooks::use_location;
use leptos_router::location::Location;
use leptos_router::params::ParamsMap;
use std::pin::pin;
use web_sys::{FocusOptions, HtmlElement};

use super::{Pages, scroll};
use crate::consultation::SubmissionState;
use crate::page_file::{CurrentPage, PageFile};
use crate::paths::{self, CONSULTATION};
use crate::site_info::SiteInfo;

/// How long to wait for a page's file, in milliseconds. After that the browser loads the document, and shows its
/// progress.
const PATIENCE_MS: u32 = 4_000;

/// Delay before non-urgent work after a route change, in milliseconds.
const REST_MS: u64 = 100;

/// The page on the screen.
#[derive(Clone, Default)]
pub(crate) struct Shown {
    /// Path within the site.
    pub path: String,
    title: String,
    canonical: String,
}

/// What the modules of `routing` share.
#[derive(Clone, Copy)]
pub(crate) struct Navigation {
    /// The page on the screen; set when another one is shown.
    pub shown: RwSignal<Shown>,
    /// Notified a moment after a new page is on the screen, and when scrolling pauses: the time for work that can wait.
    pub rested: RwSignal<()>,
    /// The site; kept here because listeners on the window have no context.
    pub site: StoredValue<SiteInfo>,
    is_hydrating: StoredValue<bool>,
    /// Whether the page on the screen has its scroll position: not from the moment its file is there until [`arrive`].
    pub has_arrived: StoredValue<bool>,
}

impl Navigation {
    /// At the start, with the document's own page.
    pub(crate) fn new(site: StoredValue<SiteInfo>, path: String, page: &PageFile) -> Self {
        Self {
            site,
            shown: RwSignal::new(Shown::of(path, page)),
            rested: RwSignal::new(()),
            is_hydrating: StoredValue::new(true),
            has_arrived: StoredValue::new(true),
        }
    }

    /// Whether the router asks for the first page, which stands in the document; `true` once.
    fn ends_hydrating(self) -> bool {
        self.is_hydrating.try_update_value(std::mem::take) == Some(true)
    }
}

impl Shown {
    fn of(path: String, page: &PageFile) -> Self {
        Self {
            path,
            title: page.title.clone(),
            canonical: page.canonical.clone(),
        }
    }
}

/// Provides the page that the router asks for to its view, once it is loaded. The document's own page is provided
/// already.
pub(super) async fn load() {
    let navigation: Navigation = expect_context();
    if navigation.ends_hydrating() {
        return;
    }
    let page = page_at_location().await;
    provide_context(RwSignal::new(page));
}

/// Has the browser load the document at an address without a route, unless that is the document on the screen.
pub(crate) fn leave_to_host() {
    let navigation: Navigation = expect_context();
    if !navigation.ends_hydrating() {
        load_document(&use_location());
    }
}

/// Loads the new page between two addresses of one route, as from one condition to the next: the router keeps the view
/// and changes only its parameter. Also keeps the HTML of the document's own page, so that coming back to it needs no
/// network.
pub(crate) fn follow_parameter(page: CurrentPage, element: NodeRef<html::Div>) {
    let navigation: Navigation = expect_context();
    let pages: Pages = expect_context();
    Effect::new(move |_| {
        if let Some(element) = element.get()
            && page.with_untracked(|page| page.html.main.is_empty())
        {
            let mut page = page.get_untracked();
            page.html.main = element.inner_html();
            pages.keep(
                navigation.shown.with_untracked(|shown| shown.path.clone()),
                page,
            );
        }
    });
    // The fallback, the page "not found", has no route and so no parameters.
    let Some(parameters) = use_context::<ArcMemo<ParamsMap>>() else {
        return;
    };
    let owner = Owner::current();
    Effect::watch(
        move || parameters.get(),
        move |_, _, _| {
            if let Some(owner) = &owner {
                let loading = owner.with(page_at_location);
                spawn_local(async move { page.set(loading.await) });
            }
        },
        false,
    );
}

/// The page at the router's address, once its file is there. If the file does not come, the browser loads the document,
/// so a link always leads somewhere. It also does if the file is another build's, unless typed answers would be lost.
fn page_at_location() -> impl Future<Output = PageFile> {
    let navigation: Navigation = expect_context();
    let pages: Pages = expect_context();
    let submission: SubmissionState = expect_context();
    let site: StoredValue<SiteInfo> = expect_context();
    let location = use_location();
    async move {
        let (base, build) = site.with_value(|site| (site.base.clone(), site.build.clone()));
        let pathname = location.pathname.get_untracked();
        let path = paths::within(&base, &pathname)
            .unwrap_or_default()
            .to_owned();
        let page = {
            let file = pin!(pages.load(&base, &path));
            match select(file, TimeoutFuture::new(PATIENCE_MS)).await {
                Either::Left((page, _)) => page,
                Either::Right(_) => None,
            }
        };
        let is_wanted = location.pathname.get_untracked() == pathname;
        match page {
            Some(page) if page.build == build || submission.would_be_lost(&path) => {
                if is_wanted {
                    navigation.has_arrived.set_value(false);
                    navigation.shown.set(Shown::of(path, &page));
                }
                page
            }
            _ if !is_wanted => PageFile::default(),
            _ => {
                load_document(&location);
                pending().await
            }
        }
    }
}

/// Has the browser load the document at the router's address.
pub(crate) fn load_document(location: &Location) {
    let here = window().location();
    let pathname = location.pathname.get_untracked();
    let _ = if here.pathname().as_ref() == Ok(&pathname) {
        // After Back or Forward the address is there already; assigning it would only scroll.
        here.reload()
    } else {
        here.assign(&address(location))
    };
}

/// The router's address: path, query and fragment.
fn address(location: &Location) -> String {
    let search = location.search.get_untracked();
    let mark = if search.is_empty() { "" } else { "?" };
    let (pathname, hash) = (
        location.pathname.get_untracked(),
        location.hash.get_untracked(),
    );
    [&pathname, mark, &search, &hash].concat()
}

/// Sets the title, and does the rest for each new page once it is in the document.
pub(super) fn follow() {
    let navigation: Navigation = expect_context();
    let submission: SubmissionState = expect_context();
    let location = use_location();

    Effect::new(move |before: Option<String>| {
        let title = navigation.shown.with(|shown| {
            // First, so that it is the first thing a screen reader says (GOV.UK Design System, error summary).
            let has_errors = shown.path == CONSULTATION && submission.has_errors();
            [if has_errors { "Error: " } else { "" }, &shown.title].concat()
        });
        if before.is_some_and(|before| before != title) {
            document().set_title(&title);
        }
        title
    });

    Effect::watch(
        move || navigation.shown.get(),
        move |shown, _, _| {
            let (location, canonical) = (location.clone(), shown.canonical.clone());
            spawn_local(async move {
                // The router changes the address and scrolls to the top once the view stands in the document.
                tick().await;
                push_if_forgotten(&location);
                set_canonical(&canonical);
                arrive();
                navigation.has_arrived.set_value(true);
                scroll::keep_position(navigation);
                set_timeout(
                    move || navigation.rested.notify(),
                    std::time::Duration::from_millis(REST_MS),
                );
            });
        },
        false,
    );
    set_timeout(
        move || navigation.rested.notify(),
        std::time::Duration::from_millis(REST_MS),
    );
}

/// Pushes the history entry that leptos_router 0.8.17 leaves out when a link, after Back or Forward, leads to the
/// address that it last pushed (`BrowserUrl::complete_navigation`).
fn push_if_forgotten(location: &Location) {
    if window().location().pathname().as_ref() != Ok(&location.pathname.get_untracked())
        && let Ok(history) = window().history()
    {
        let _ =
            history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address(location)));
    }
}

fn set_canonical(address: &str) {
    // The prerenderer writes the head; the app does not render it.
    if let Ok(Some(link)) = document().query_selector("link[rel=canonical]") {
        let _ = link.set_attribute("href", address);
    }
}

/// Scrolls and moves the focus as a browser does for a new document: to the position that Back or Forward leads to,
/// else to the section in the address, else nowhere (the router has scrolled to the top). The focus goes to the section
/// or the `h1`, so that screen readers announce it and the keyboard starts there.
fn arrive() {
    if scroll::restore() {
        // Where the reader was.
    } else if let Some(section) = section_of_address() {
        section.scroll_into_view();
        focus(&section);
        return;
    } else {
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
    // The heading is finished HTML, so no `NodeRef` leads to it.
    if let Ok(Some(heading)) = document().query_selector("main h1") {
        let _ = heading.class_list().add_1("arriving");
        focus(&heading);
    }
}

fn section_of_address() -> Option<web_sys::Element> {
    let hash = window().location().hash().ok()?;
    let id = hash.strip_prefix('#').filter(|id| !id.is_empty())?;
    let id = js_sys::decode_uri_component(id).ok()?.as_string()?;
    document().get_element_by_id(&id)
}

/// Moves the focus without scrolling.
fn focus(element: &web_sys::Element) {
    use wasm_bindgen::JsCast;
    let element: &HtmlElement = element.unchecked_ref();
    if element.tab_index() < 0 {
        element.set_tab_index(-1);
    }
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}
