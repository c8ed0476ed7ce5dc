//! Before all requests are downloaded.

use leptos::prelude::*;

/// Says what the file is, and has the button.
#[component]
pub fn Export() -> impl IntoView {
    view! {
        <h1>"Export"</h1>
        <p>
            "All requests with all answers, as a file for a spreadsheet (CSV). Keep it where only staff can open it, and "
            "delete it when you no longer need it: what is deleted here stays in such files. The log says that you took it."
        </p>
        <form method="post" action="/export"><button type="submit" class="button">"Download"</button></form>
    }
}
