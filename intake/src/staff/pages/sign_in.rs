//! Signing in, and setting a passphrase by a one-time link.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The form to sign in with.
#[component]
pub fn SignIn(
    /// Why it has to be done (again), if something is to be said.
    #[prop(optional_no_strip)]
    problem: Option<String>,
) -> impl IntoView {
    view! {
        {problem.map(|problem| view! { <Problem problem/> })}
        <h1>"Sign in"</h1>
        <form class="staff-form" method="post" action="/sign-in">
            <Input name="name" label="Name" hint="" input_type="text" autocomplete="username"/>
            <Input name="passphrase" label="Passphrase" hint="" input_type="password" autocomplete="current-password"/>
            <Input
                name="code"
                label="Code"
                hint="Six digits from your authenticator app, or one of your recovery codes"
                input_type="text"
                autocomplete="one-time-code"
            />
            <button type="submit" class="button">"Sign in"</button>
        </form>
        <p class="hint">
            "After 15 minutes without a click you are signed out. If you can’t sign in, ask whoever runs the server for "
            "a new link."
        </p>
    }
}

#[component]
fn Problem(problem: String) -> impl IntoView {
    view! {
        <div class="error-summary" role="alert">
            <h2>"There is a problem"</h2>
            <p>{problem}</p>
        </div>
    }
}

#[component]
fn Input(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    input_type: &'static str,
    autocomplete: &'static str,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    view! {
        <div>
            <label class="label" for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <input
                class="input" id=name name=name type=input_type autocomplete=autocomplete required
                autocapitalize="none" spellcheck="false" aria-describedby=described
            />
        </div>
    }
}

/// Where an invited person sets a passphrase and the second factor.
#[component]
pub fn Invitation(
    /// The person's name.
    name: String,
    /// The second factor's key to type.
    key: String,
    /// The same as an address to scan.
    address: String,
    /// What was wrong with what was typed.
    #[prop(optional_no_strip)]
    problem: Option<String>,
) -> impl IntoView {
    let key: Vec<String> = key
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    view! {
        {problem.map(|problem| view! { <Problem problem/> })}
        <h1>"Welcome, " {name.clone()}</h1>
        <p>"Set your passphrase and connect an authenticator app on your phone. This link works once."</p>
        <form class="staff-form" method="post">
            <input type="text" name="username" value=name autocomplete="username" readonly hidden/>
            <h2>"1. Choose a passphrase"</h2>
            <Input
                name="passphrase"
                label="Passphrase"
                hint="12 characters or more. Four words that have nothing to do with each other are easy to remember"
                input_type="password"
                autocomplete="new-password"
            />
            <Input name="repeated" label="The passphrase again" hint="" input_type="password" autocomplete="new-password"/>
            <h2>"2. Connect your authenticator app"</h2>
            <p>"In the app, add an entry by scanning this picture, or by typing the key below it."</p>
            <QrPicture address/>
            <p>"Key: " <code class="key">{key.join(" ")}</code></p>
            <Input
                name="code"
                label="Code"
                hint="The six digits that the app shows for it now"
                input_type="text"
                autocomplete="one-time-code"
            />
            <button type="submit" class="button">"Save and sign in"</button>
        </form>
    }
}

/// A QR code (ISO/IEC 18004): black on white in every color scheme, with the margin that readers need.
#[component]
fn QrPicture(address: String) -> impl IntoView {
    const MARGIN: i32 = 4;
    let code = QrCode::encode_text(&address, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{},{}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    let side = code.size() + 2 * MARGIN;
    Some(view! {
        <svg
            class="qr" role="img" aria-label="The key as a QR code" viewBox=format!("0 0 {side} {side}")
            shape-rendering="crispEdges"
        >
            <rect width=side.to_string() height=side.to_string() fill="#ffffff"/>
            <path d=path fill="#000000"/>
        </svg>
    })
}

/// The recovery codes, which are shown this once.
#[component]
pub fn RecoveryCodes(
    /// The codes.
    codes: Vec<String>,
) -> impl IntoView {
    let codes: Vec<_> = codes
        .into_iter()
        .map(|code| view! { <li><code class="key">{code}</code></li> })
        .collect();
    view! {
        <h1>"Your recovery codes"</h1>
        <p>
            "Print this page or write the codes down, and keep them where only you find them. Each signs you in once in "
            "place of the app’s code, for the day you are without your phone. They are not shown again."
        </p>
        <ol class="codes">{codes}</ol>
        <p><a class="button" href="/">"Go on to the queue"</a></p>
    }
}
