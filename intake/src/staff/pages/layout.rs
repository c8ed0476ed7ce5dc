//! The document around every page.

use leptos::prelude::*;

/// What the document needs to know.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The clinic's name, if it is known.
    pub clinic: Option<String>,
    /// Who is signed in; without, there is no menu.
    pub name: Option<String>,
    /// The path of the menu's page that is shown.
    pub current: &'static str,
    /// What `/news` answered when the page was made.
    pub news: String,
    /// What whoever runs the server must know, such as notices that can't be delivered.
    pub warnings: Vec<String>,
    /// Whether the browser asks for the same address again at once.
    pub asks_again: bool,
    /// Seconds after which a browser without scripting goes to another page, and which.
    pub leave: Option<(u64, &'static str)>,
}

/// A whole document. `title` is said first in the window's title.
#[must_use]
pub fn document<V: IntoView + 'static>(
    frame: Frame,
    title: &str,
    main: impl FnOnce() -> V,
) -> String {
    let owner = Owner::new();
    let title = title.to_owned();
    let html = owner.with(move || {
        let main = main().into_view();
        view! { <Document frame title>{main}</Document> }
            .into_view()
            .to_html()
    });
    // Leptos's marks between texts, which only hydration needs. Typed text has `&lt;` instead.
    format!("<!doctype html>{}", html.replace("<!>", ""))
}

#[component]
fn Document(frame: Frame, title: String, children: Children) -> impl IntoView {
    let clinic = frame.clinic.unwrap_or_else(|| "Clinic".to_owned());
    let signed_in = frame.name.is_some();
    let refresh = frame
        .leave
        .map(|(seconds, path)| format!("{seconds}; url={path}"));
    let warnings: Vec<_> = frame
        .warnings
        .into_iter()
        .map(|warning| view! { <p class="warning" role="alert">{warning}</p> })
        .collect();
    let menu = frame
        .name
        .map(|name| view! { <Menu name current=frame.current/> });
    view! {
        <html lang="en-US">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                // A phone number is a link only where it may be called.
                <meta name="format-detection" content="telephone=no, email=no"/>
                <title>{title} " – " {clinic.clone()} " staff"</title>
                <link rel="stylesheet" href="/staff.css"/>
                {signed_in.then(|| view! { <script src="/staff.js" defer></script> })}
                {frame.asks_again.then(|| view! { <meta http-equiv="refresh" content="0"/> })}
                {refresh.map(|refresh| view! {
                    <noscript><meta http-equiv="refresh" content=refresh/></noscript>
                })}
            </head>
            <body data-news=signed_in.then_some(frame.news)>
                <a class="skip-link" href="#main">"Skip to main content"</a>
                <header class="staff-header">
                    <p class="staff-name">{clinic} <span>"Staff"</span></p>
                    {menu}
                </header>
                <div class="news" role="status" id="news"></div>
                <main id="main" tabindex="-1">
                    {warnings}
                    {children()}
                </main>
            </body>
        </html>
    }
}

#[component]
fn Menu(name: String, current: &'static str) -> impl IntoView {
    let items: Vec<_> = [
        ("/", "Queue"),
        ("/people", "People"),
        ("/log", "Log"),
        ("/export", "Export"),
    ]
    .into_iter()
    .map(|(path, words)| {
        let current = (path == current).then_some("page");
        view! { <li><a href=path aria-current=current>{words}</a></li> }
    })
    .collect();
    view! {
        <nav aria-label="Main"><ul>{items}</ul></nav>
        <form class="sign-out" method="post" action="/sign-out">
            <p>"Signed in as " <strong>{name}</strong></p>
            <button type="submit" class="button button-quiet button-small">"Sign out"</button>
        </form>
    }
}
