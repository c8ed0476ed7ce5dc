//! What a browser does for a link between documents, for links inside the app: address, page, title, focus and
//! scroll position. A page comes from its [`Fragment`], which is fetched ahead when a link to it is on the screen
//! or someone reaches for it, so that following it needs no network.
//!
//! Whenever something is not as expected (no answer, another build, no such page) the browser loads the whole
//! document instead: a link always leads somewhere. Only where that would lose what the visitor has typed, a page of
//! another build is shown all the same.

use std::cell::{Cell, RefCell};

use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlAnchorElement, HtmlElement, MouseEvent, PopStateEvent};

use crate::browser::{
    RUNS, after, by_id, closest, effect, find, find_all, focus_in_place, is_online, listen,
    set_attribute, when_rendered,
};
use crate::consultation::enhance;
use crate::environment::here;
use crate::fragment::{FILE_NAME, Fragment};
use crate::routes::{self, Route};
use crate::state::App;

/// The scroll position is kept with its history entry once scrolling has paused this long, in milliseconds: browsers
/// limit how often an entry may be written (Safari: 100 times in 30 s).
const SCROLL_PAUSE_MS: u32 = 150;

/// What can wait until a page that has just been put on the screen is painted waits this long, in milliseconds; nobody
/// has read a link by then.
const PAINTED_MS: u32 = 100;

/// A page that has not come after this, in milliseconds, is left to the browser, which shows how far it is.
const PATIENCE_MS: u32 = 4_000;

/// The state at the start: the page that the document shows.
pub(crate) fn shown() -> App {
    App::new(path_here().unwrap_or_default(), document().title())
}

/// The path within the site of the browser's address.
fn path_here() -> Option<String> {
    let path = location().pathname().ok()?;
    routes::within(&here().base, &path).map(str::to_owned)
}

/// Follows links, history and scrolling for as long as the app runs, which starts after hydration.
pub(crate) fn start(app: App) {
    let navigation = Navigation(app);
    // In a task of its own: together with reading and starting the WebAssembly it would be a long one on a slow phone.
    after(0, move || navigation.take_over_document()).forget();
    let mut drawn = None;
    effect(move || {
        let title = app.follow(|state| {
            // First, so that it is the first thing a screen reader says (GOV.UK Design System, error summary).
            let has_errors = state.route() == Route::Consultation && state.request.has_errors();
            [if has_errors { "Error: " } else { "" }, &state.title].concat()
        });
        if drawn
            .replace(title.clone())
            .is_some_and(|drawn| drawn != title)
        {
            document().set_title(&title);
        }
    });
}

/// Goes to a page of the site, as if its link had been followed.
pub(crate) fn go(app: App, path: &str) {
    Navigation(app).visit(path, Visit::Link(here().href(path)));
}

/// How a page is reached.
enum Visit {
    /// By a link to this address, which becomes a new entry of the history.
    Link(String),
    /// By Back or Forward, to an entry that was left at this scroll position.
    History(Option<f64>),
}

/// The page that will be shown as soon as it is there.
struct Wanted {
    path: String,
    visit: Visit,
    /// Leaves it to the browser when it does not come.
    _patience: Timeout,
}

/// A page that has been asked for.
struct Kept {
    path: String,
    /// None while it is on its way.
    fragment: Option<Fragment>,
    /// What goes into `<main>`, in an element that stands nowhere, once someone has reached for the page.
    prepared: Option<Element>,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    static WANTED: RefCell<Option<Wanted>> = const { RefCell::new(None) };
    /// The scroll position that is kept with the history entry, in pixels; no number as long as none is.
    static SCROLLED: Cell<f64> = const { Cell::new(f64::NAN) };
}

/// What links and history work on.
#[derive(Clone, Copy)]
struct Navigation(App);

impl Navigation {
    fn take_over_document(self) {
        let path = self.0.read(|state| state.path.clone());
        // As it came, before anything is added to it: for coming back.
        if let Some(main) = by_id("main") {
            let fragment = Fragment {
                title: self.0.read(|state| state.title.clone()),
                canonical: canonical()
                    .and_then(|link| link.get_attribute("href"))
                    .unwrap_or_default(),
                main: main.inner_html(),
                build: here().build.clone(),
            };
            keep(&path, Some(fragment));
        }
        enhance::start(self.0);

        listen("click", move |event| self.clicked(&event)).forever();
        for event in ["pointerover", "focusin"] {
            listen(event, move |event| {
                if let Some(path) = link_of(&event).and_then(|link| page_of(&link))
                    && !self.is_shown(&path)
                {
                    prepare(&path);
                    if is_online() {
                        self.fetch(path);
                    }
                }
            })
            .forever();
        }
        let mut pause = None;
        listen("scroll", move |_| {
            // The earlier one is dropped, and with it its time.
            pause.replace(after(SCROLL_PAUSE_MS, move || self.settled()));
        })
        .forever();
        listen("popstate", move |event| {
            let Some(path) = path_here() else { return };
            // A change of only the fragment is the browser's own matter.
            if !self.is_shown(&path) {
                let event: &PopStateEvent = event.unchecked_ref();
                self.visit(&path, Visit::History(event.state().as_f64()));
            }
        })
        .forever();

        enhance::page_shown(self.0, &path);
        if let Some(html) = find("html") {
            set_attribute(&html, RUNS, Some(""));
        }
        self.painted();
        after(PAINTED_MS, move || self.rehearse()).forget();
    }

    fn is_shown(self, path: &str) -> bool {
        self.0.read(|state| state.path == path)
    }

    fn clicked(self, event: &Event) {
        if is_plain_click(event.unchecked_ref())
            && let Some(link) = link_of(event)
            && link.target().is_empty()
            && !link.has_attribute("download")
            && let Some(path) = page_of(&link)
            // To a section of this page.
            && (link.hash().is_empty() || !self.is_shown(&path))
        {
            event.prevent_default();
            let href = [link.pathname(), link.search(), link.hash()].concat();
            self.visit(&path, Visit::Link(href));
        }
    }

    /// Shows a page as soon as it is there.
    fn visit(self, path: &str, visit: Visit) {
        let waited_for = path.to_owned();
        let wanted = Wanted {
            path: path.to_owned(),
            visit,
            _patience: after(PATIENCE_MS, move || give_up(&waited_for)),
        };
        WANTED.set(Some(wanted));
        if !self.show_if_wanted(path) {
            self.fetch(path.to_owned());
        }
    }

    /// Fetches a page's fragment, unless it is here or on its way.
    fn fetch(self, path: String) {
        if KEPT.with_borrow(|kept| kept.iter().any(|page| page.path == path)) {
            return;
        }
        keep(&path, None);
        spawn_local(async move {
            let folder = if path == "/" { "" } else { &path };
            let file = [&here().base, folder, "/", FILE_NAME].concat();
            if let Some(fragment) = get(&file).await {
                keep(&path, Some(fragment));
                self.show_if_wanted(&path);
            } else {
                KEPT.with_borrow_mut(|kept| kept.retain(|page| page.path != path));
                give_up(&path);
            }
        });
    }

    /// Fetches the pages whose links are on the screen; not where bytes are dear. A link further down is not asked for its
    /// place: that would make the browser lay out what can wait.
    fn fetch_ahead(self) {
        if is_saving_data() || !is_online() {
            return;
        }
        let height = f64::from(window_height());
        // A long list of pages is not fetched before someone reaches for it.
        for links in [
            "header a, .bottom-bar a",
            "main a[href^='/']:not([data-fetch=late])",
        ] {
            for link in find_all(links) {
                let place = link.get_bounding_client_rect();
                if place.top() >= height {
                    break;
                }
                if place.height() > 0.0
                    && place.bottom() > 0.0
                    && let Some(path) = page_of(link.unchecked_ref())
                {
                    self.fetch(path);
                }
            }
        }
    }

    /// Shows a page if it is there and the one that is wanted; says whether it is there.
    fn show_if_wanted(self, path: &str) -> bool {
        let Some(fragment) = with_kept(path, |page| page.fragment.clone()) else {
            return false;
        };
        // The site has been published anew: a new document brings the app that belongs to it.
        if fragment.build != here().build && !self.0.read(|state| state.request.would_be_lost(path))
        {
            give_up(path);
            return true;
        }
        let scroll = match take_wanted(path) {
            None => return true,
            Some(Visit::History(scroll)) => {
                // What is kept there is another entry's.
                SCROLLED.set(f64::NAN);
                scroll
            }
            Some(Visit::Link(href)) => {
                remember_scroll();
                let pushed = window().history().and_then(|history| {
                    history.push_state_with_url(&JsValue::NULL, "", Some(&href))
                });
                if pushed.is_err() {
                    let _ = location().set_href(&href);
                    return true;
                }
                None
            }
        };
        self.show(path.to_owned(), fragment, scroll);
        true
    }

    /// Puts a page on the screen.
    fn show(self, path: String, fragment: Fragment, scroll: Option<f64>) {
        if let Some(link) = canonical() {
            set_attribute(&link, "href", Some(&fragment.canonical));
        }
        mark_current(&path);
        // Not where Back or Forward looks for a place in the page; for a section, `arrive` takes it back.
        let_wait(scroll.is_none());
        let was_scrolled = SCROLLED.replace(f64::NAN).to_bits() != 0;
        enhance::page_left(self.0);
        let prepared = with_kept(&path, |page| page.prepared.take());
        let prepared = prepared.unwrap_or_else(|| parsed(&fragment.main));
        if let Some(main) = by_id("main") {
            replace_children(&main, &prepared);
        }
        self.0.change(|state| {
            state.path.clone_from(&path);
            state.title = fragment.title;
            state.showing += 1;
        });
        when_rendered(move || {
            enhance::page_shown(self.0, &path);
            arrive(scroll, was_scrolled);
        });
        self.painted();
    }

    /// Does what does not belong to showing a page, once it is painted.
    fn painted(self) {
        after(PAINTED_MS, move || self.settled()).forget();
    }

    /// Takes note of where the reader is.
    fn settled(self) {
        remember_scroll();
        mark_section();
        // What has waited for the first paint may be laid out now (src/prerender/start.js).
        if let Ok(arrived) = Event::new("arrived") {
            let _ = window().dispatch_event(&arrived);
        }
        // In a task of its own, so that what a visitor does meanwhile is answered in between.
        after(0, move || self.fetch_ahead()).forget();
    }

    /// Goes through what a click on a link and showing a page do, and changes nothing. Browsers compile WebAssembly
    /// where it is first called; a click should not have to wait for that (docs/decisions).
    fn rehearse(self) {
        // Someone was faster: another page stands in `<main>` by now, and must stay there.
        if self.0.read(|state| state.showing > 0) {
            return;
        }
        let path = self.0.read(|state| state.path.clone());
        // It is dispatched nowhere, and so concerns no link.
        if let Ok(click) = Event::new("click") {
            enhance::clicked(self.0, &click);
            self.clicked(&click);
        }
        self.show_if_wanted(&path);
        mark_current(&path);
        replace_children(&parsed(""), &parsed(""));
        self.0.change(|_| ());
        when_rendered(|| ());
    }
}

/// The page's fragment, of whichever build the host has now.
async fn get(file: &str) -> Option<Fragment> {
    let response = Request::get(file).send().await.ok()?;
    let text = response.text().await.ok()?;
    Fragment::from_json(&text)
}

/// What is asked of the page that is kept for a path; nothing if none is.
fn with_kept<T>(path: &str, ask: impl FnOnce(&mut Kept) -> Option<T>) -> Option<T> {
    KEPT.with_borrow_mut(|kept| kept.iter_mut().find(|page| page.path == path).and_then(ask))
}

fn keep(path: &str, fragment: Option<Fragment>) {
    KEPT.with_borrow_mut(|kept| {
        if let Some(page) = kept.iter_mut().find(|page| page.path == path) {
            page.fragment = fragment;
        } else {
            kept.push(Kept {
                path: path.to_owned(),
                fragment,
                prepared: None,
            });
        }
    });
}

/// Has the browser read a page's HTML, if it is here, before the page is asked for: a form takes it longer than
/// a click should.
fn prepare(path: &str) {
    with_kept(path, |page| {
        if page.prepared.is_none() {
            let fragment = page.fragment.as_ref()?;
            page.prepared = Some(parsed(&fragment.main));
        }
        Some(())
    });
}

/// The HTML of a page in an element that stands nowhere.
fn parsed(html: &str) -> Element {
    let holder = document()
        .create_element("div")
        .expect("every document can make a div");
    holder.set_inner_html(html);
    holder
}

/// Moves what one element holds to the place of what another one holds.
fn replace_children(of: &Element, by: &Element) {
    of.set_text_content(None);
    while let Some(child) = by.first_child() {
        let _ = of.append_child(&child);
    }
}

/// Whether the layout of what stands below the window may wait (`style/first-paint.css`). For the document's own page
/// `<html>` says so, from its start on (`src/prerender/begin.js`), for later ones `<main>`: what `<html>` says makes the
/// browser look at the styles of the whole document again.
fn let_wait(may: bool) {
    for (place, may) in [("html", false), ("main", may)] {
        if let Some(element) = find(place) {
            set_attribute(&element, "data-begin", may.then_some(""));
        }
    }
}

/// Lets the browser load a page that is wanted and has not come.
fn give_up(path: &str) {
    let _ = match take_wanted(path) {
        Some(Visit::Link(href)) => location().set_href(&href),
        Some(Visit::History(_)) => location().reload(),
        None => Ok(()),
    };
}

/// How the page is reached, if it is the one that is wanted; then nothing is wanted any more.
fn take_wanted(path: &str) -> Option<Visit> {
    WANTED.with_borrow_mut(|wanted| {
        wanted
            .take_if(|wanted| wanted.path == path)
            .map(|wanted| wanted.visit)
    })
}

/// The path within the site that a link leads to, if it is a page.
fn page_of(link: &HtmlAnchorElement) -> Option<String> {
    if Ok(link.origin()) != location().origin() {
        return None;
    }
    let path = link.pathname();
    let path = routes::within(&here().base, &path)?;
    // Files, such as pictures, have a dot.
    let is_page = !path.contains('.') && !path.starts_with("/api/");
    is_page.then(|| path.to_owned())
}

fn canonical() -> Option<Element> {
    find("link[rel=canonical]")
}

/// Moves `aria-current` to the menu's links that it belongs to now.
fn mark_current(shown: &str) {
    for link in find_all(".menu a") {
        let path = page_of(link.unchecked_ref());
        let current = path.and_then(|path| routes::current(&path, shown));
        set_attribute(&link, "aria-current", current);
    }
}

/// Marks the section that the reader is in, in the page's list of contents: the last one whose heading has come into
/// the upper third of the window.
fn mark_section() {
    let reach = f64::from(window_height()) / 3.0;
    let mut current = None;
    let links = find_all(".contents-list a");
    for (index, link) in links.iter().enumerate() {
        let link: &HtmlAnchorElement = link.unchecked_ref();
        if by_id(link.hash().trim_start_matches('#'))
            .is_some_and(|heading| heading.get_bounding_client_rect().top() <= reach)
        {
            current = Some(index);
        }
    }
    for (index, link) in links.iter().enumerate() {
        let value = (current == Some(index)).then_some("true");
        set_attribute(link, "aria-current", value);
    }
}

fn window_height() -> i32 {
    document()
        .document_element()
        .map_or(0, |html| html.client_height())
}

/// A click that a browser follows in the same place.
fn is_plain_click(event: &MouseEvent) -> bool {
    !event.default_prevented()
        && event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// The link that an event concerns.
fn link_of(event: &Event) -> Option<HtmlAnchorElement> {
    closest(event, "a[href]").map(JsCast::unchecked_into)
}

/// Whether the browser asks for few bytes, or the connection is slow.
fn is_saving_data() -> bool {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name)).ok();
    let Some(connection) = get(&window().navigator(), "connection").filter(JsValue::is_object)
    else {
        return false;
    };
    get(&connection, "saveData").is_some_and(|saves| saves.is_truthy())
        || get(&connection, "effectiveType")
            .and_then(|kind| kind.as_string())
            .is_some_and(|kind| kind.contains("2g"))
}

/// Where a new page begins for its reader: at the fragment's element, at the position left before, or at
/// the top, where the window is not asked to go if it was there before the page came (`was_scrolled`); with the focus on
/// the heading, so that the page is announced and the keyboard starts there.
fn arrive(scroll: Option<f64>, was_scrolled: bool) {
    if scroll.is_none()
        && let Some(target) = fragment_target()
    {
        // A place is looked for, and nothing above it may be a guess.
        let_wait(false);
        target.scroll_into_view();
        focus(&target);
        return;
    }
    // Asking for a place makes the browser lay the page out at once. What comes into a window that is at the top stays
    // there.
    if let Some(place) = scroll.or(was_scrolled.then_some(0.0)) {
        window().scroll_to_with_x_and_y(0.0, place);
    }
    if let Some(heading) = find("main h1") {
        set_attribute(&heading, "class", Some("arriving"));
        focus(&heading);
    }
}

fn fragment_target() -> Option<Element> {
    let hash = location().hash().ok()?;
    document().get_element_by_id(hash.strip_prefix('#').filter(|id| !id.is_empty())?)
}

fn focus(element: &Element) {
    if element.unchecked_ref::<HtmlElement>().tab_index() < 0 {
        set_attribute(element, "tabindex", Some("-1"));
    }
    focus_in_place(element);
}

/// Keeps the scroll position with the history entry, unless it is kept already.
fn remember_scroll() {
    let (Ok(history), Ok(y)) = (window().history(), window().scroll_y()) else {
        return;
    };
    // By their bits: no number is like no other, and not even itself.
    if SCROLLED.replace(y).to_bits() != y.to_bits() {
        let _ = history.replace_state_with_url(&JsValue::from_f64(y), "", None);
    }
}
