//! The log, to be read.

use crate::audit_log::Line;
use crate::time_zone::TimeZone;
use leptos::prelude::*;

/// Lines of the log, newest first.
#[component]
pub fn Log(
    /// The lines.
    lines: Vec<Line>,
    /// The number before which the next page ends.
    next: Option<i64>,
    /// What a check of the whole log has found, if there was one.
    checked: Option<Result<String, String>>,
    /// The clinic's time zone.
    zone: TimeZone,
) -> impl IntoView {
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let local = zone.local(&line.at);
            // A narrow window breaks between date and time, not at a date's hyphens.
            let parts: Vec<_> = local
                .split(' ')
                .map(|part| view! { <span class="whole">{part.to_owned()}</span>" " })
                .collect();
            view! {
                <tr>
                    <td>{line.seq}</td>
                    <td><time datetime=line.at>{parts}</time></td>
                    <td class="typed">{line.actor}</td>
                    <td>{line.action.replace('_', " ")}</td>
                    <td class="typed">{line.reference}</td>
                </tr>
            }
        })
        .collect();
    let checked = checked.map(|checked| match checked {
        Ok(text) => view! { <p class="notice" role="status">{text}</p> }.into_any(),
        Err(text) => view! { <p class="warning" role="alert">{text}</p> }.into_any(),
    });
    view! {
        <h1>"Log"</h1>
        {checked}
        <p>
            "Who saw, changed, exported or deleted which request, and when. It holds no answers. "
            <a href="/log?check=yes">"Check that nothing in it was changed"</a>
        </p>
        <section class="scrolls" aria-label="Log" tabindex="0">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"No."</th>
                        <th scope="col">"When (" {zone.to_string()} ")"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Which"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        {next.map(|next| view! { <p><a href=format!("/log?before={next}")>"Older lines"</a></p> })}
    }
}
