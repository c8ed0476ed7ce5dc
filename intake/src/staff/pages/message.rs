//! Pages that say one thing.

use leptos::prelude::*;

/// A heading, a sentence, and a way on.
#[component]
pub fn Message(
    /// What it is about.
    heading: String,
    /// What happened and what to do.
    text: String,
    /// Where to go on.
    href: String,
    /// The words of the link.
    link: &'static str,
) -> impl IntoView {
    view! {
        <h1>{heading}</h1>
        <p>{text}</p>
        <p><a class="button" href=href>{link}</a></p>
    }
}

/// For a link on another site's page, such as a mailbox: a browser sends the session's cookie only
/// from here on (`SameSite=Strict`).
#[component]
pub fn OnFromElsewhere() -> impl IntoView {
    view! {
        <h1>"One moment"</h1>
        <p><a class="button" href="/">"Go on to the staff’s pages"</a></p>
    }
}

/// Asks before a request is deleted.
#[component]
pub fn DeleteQuestion(
    /// The request's id.
    id: String,
    /// Its reference.
    reference: String,
    /// The name in it.
    name: String,
) -> impl IntoView {
    let back = format!("/requests/{id}");
    view! {
        <h1>"Delete request " {reference} "?"</h1>
        <p>
            "Everything " <strong class="typed">{name}</strong> " wrote, and all notes, are erased for good, also from the "
            "backups beside the database. The log keeps the reference and your name. Only do this if the person has "
            "asked for it or it was sent by mistake; a request that is done is closed, not deleted."
        </p>
        <form method="post" class="buttons">
            <button type="submit" class="button button-danger">"Delete for good"</button>
            <a class="button button-quiet" href=back>"Keep it"</a>
        </form>
    }
}

/// What became of a deletion.
#[component]
pub fn Deleted(
    /// The request's reference.
    reference: String,
    /// What is left to do, in sentences.
    left: Vec<String>,
) -> impl IntoView {
    let is_all = left.is_empty();
    let left: Vec<_> = left
        .into_iter()
        .map(|left| view! { <li>{left}</li> })
        .collect();
    view! {
        <h1>"Request " {reference} " is deleted"</h1>
        {if is_all {
            view! { <p>"Nothing of it is left in the database and in the backups beside it."</p> }.into_any()
        } else {
            view! {
                <p>"It is on no list any more, but not yet erased everywhere. Tell whoever runs the server:"</p>
                <ul>{left}</ul>
            }.into_any()
        }}
        <p><a class="button" href="/">"Back to the queue"</a></p>
    }
}
