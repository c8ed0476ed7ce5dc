//! Who is on the staff.

use super::words::local;
use crate::staff::people::Person;
use crate::time_zone::TimeZone;
use leptos::prelude::*;

/// The people, and how to sign out everywhere.
#[component]
pub fn People(
    /// All of them.
    people: Vec<Person>,
    /// The clinic's time zone.
    zone: TimeZone,
) -> impl IntoView {
    let rows: Vec<_> = people
        .into_iter()
        .map(|person| {
            let state = match (&person.removed_at, person.is_set_up) {
                (Some(at), _) => format!("Removed {}", local(&zone, at)),
                (None, false) => "Has not used the link yet".to_owned(),
                (None, true) => match &person.last_seen_at {
                    Some(at) => format!("Signed in, last seen {}", local(&zone, at)),
                    None => "Signed out".to_owned(),
                },
            };
            let codes = (person.is_set_up && person.removed_at.is_none())
                .then(|| format!(", {} recovery codes left", person.recovery_codes));
            view! {
                <li class="request">
                    <h2 class="typed">{person.name}</h2>
                    <p class="hint">{state} {codes}</p>
                </li>
            }
        })
        .collect();
    view! {
        <h1>"People"</h1>
        <ul class="requests">{rows}</ul>
        <p>"Whoever runs the server adds people, removes them and gives a new link to somebody who can’t sign in."</p>
        <section class="rarely" aria-labelledby="everywhere">
            <h2 id="everywhere">"Signed in somewhere you can’t reach?"</h2>
            <form method="post" action="/sign-out-everywhere">
                <button type="submit" class="button button-quiet">"Sign out everywhere"</button>
            </form>
        </section>
    }
}
