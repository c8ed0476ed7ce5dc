//! The queue.

use super::words::{choice, local, waited};
use crate::progress::Status;
use crate::staff::queue::{Counts, Cursor, Entry, Show};
use crate::time_zone::TimeZone;
use consultation_rules::Field;
use leptos::prelude::*;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

/// What is shown of the queue.
#[derive(Clone)]
pub struct Shown {
    /// Which requests.
    pub show: Show,
    /// What is searched for.
    pub wanted: String,
    /// Them.
    pub entries: Vec<Entry>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// How many there are of each kind.
    pub counts: Counts,
    /// When this is.
    pub now: SystemTime,
    /// After so long a request is overdue.
    pub overdue_after: Duration,
    /// The clinic's time zone.
    pub zone: TimeZone,
    /// Whether a browser without scripting looks again by itself.
    pub looks_again: bool,
}

impl Shown {
    fn address(&self, next: Option<&Cursor>) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode as encode};
        let mut address = format!("/?show={}", self.show.as_str());
        for (name, value) in [
            ("q", self.wanted.clone()),
            ("after", next.map(Cursor::text).unwrap_or_default()),
        ] {
            if !value.is_empty() {
                let _ = write!(address, "&{name}={}", encode(&value, NON_ALPHANUMERIC));
            }
        }
        address
    }
}

/// The queue: which are shown, a search, and the requests.
#[component]
pub fn Queue(
    /// What is shown.
    shown: Shown,
) -> impl IntoView {
    let overdue = shown.counts.overdue;
    let again = shown.looks_again;
    view! {
        <h1>"Requests"</h1>
        <form class="search" role="search" method="get" action="/">
            <input type="hidden" name="show" value="all"/>
            <label class="label" for="q">"Find by name, phone number or reference"</label>
            <div class="buttons">
                <input class="input" id="q" name="q" type="search" value=shown.wanted.clone() autocomplete="off" spellcheck="false"/>
                <button type="submit" class="button button-quiet">"Find"</button>
            </div>
        </form>
        <div id="queue">
            {(overdue > 0).then(|| view! {
                <p class="warning">
                    <a href="/?show=overdue">
                        {if overdue == 1 { "1 request is".to_owned() } else { format!("{overdue} requests are") }}
                        " overdue"
                    </a>
                </p>
            })}
            <Kinds show=shown.show counts=shown.counts is_search=!shown.wanted.is_empty()/>
            <Entries shown=shown.clone()/>
        </div>
        <noscript>
            <p class="hint">
                {if again {
                    view! { "This page looks again every minute. " <a href="/?show=new&look=once">"Stop that"</a> }.into_any()
                } else {
                    view! { <a href="/">"Look again every minute"</a> }.into_any()
                }}
            </p>
        </noscript>
    }
}

#[component]
fn Kinds(show: Show, counts: Counts, is_search: bool) -> impl IntoView {
    let kinds: Vec<_> = Status::ALL
        .map(Show::Status)
        .into_iter()
        .map(|kind| {
            let Show::Status(status) = kind else { return None };
            let current = (kind == show && !is_search).then_some("page");
            let href = format!("/?show={}", kind.as_str());
            Some(view! {
                <li>
                    <a href=href aria-current=current>{status.label()} " (" {counts.of(kind)} ")"</a>
                </li>
            })
        })
        .collect();
    view! { <nav class="kinds" aria-label="Requests by status"><ul>{kinds}</ul></nav> }
}

#[component]
fn Entries(shown: Shown) -> impl IntoView {
    let next = shown.next.as_ref().map(|next| shown.address(Some(next)));
    let what = if shown.wanted.is_empty() {
        None
    } else {
        Some(format!("Found for “{}”", shown.wanted))
    };
    let heading = match shown.show {
        Show::Status(status) => status.label(),
        Show::Overdue => "Overdue",
        Show::All => "All",
    };
    let rows: Vec<_> = shown
        .entries
        .iter()
        .map(|entry| view! { <Row entry=entry.clone() shown=shown.clone()/> })
        .collect();
    let is_empty = rows.is_empty();
    view! {
        <h2 class="typed">{what.unwrap_or_else(|| heading.to_owned())}</h2>
        {if is_empty {
            view! { <p>"There are none."</p> }.into_any()
        } else {
            view! { <ol class="requests">{rows}</ol> }.into_any()
        }}
        {next.map(|next| view! { <p><a href=next>"Older requests"</a></p> })}
    }
}

#[component]
fn Row(entry: Entry, shown: Shown) -> impl IntoView {
    let is_overdue = entry.is_overdue(shown.now, shown.overdue_after);
    let href = format!("/requests/{}", entry.id);
    let by = choice(Field::ContactPreference, &entry.contact_preference, &[]);
    let best_time = entry
        .best_time
        .as_deref()
        .map(|time| format!(", {}", choice(Field::BestTime, time, &[]).to_lowercase()));
    let received = local(&shown.zone, &entry.received_at);
    let state = match (entry.status, &entry.assigned_to, &entry.closed_at) {
        (Status::New, ..) => "New".to_owned(),
        (Status::InHand, Some(name), _) => format!("In hand: {name}"),
        (Status::InHand, None, _) => "In hand".to_owned(),
        (Status::Closed, _, Some(at)) => format!("Closed {}", local(&shown.zone, at)),
        (Status::Closed, ..) => "Closed".to_owned(),
    };
    let waits = (entry.status != Status::Closed)
        .then(|| format!("waits for {}", waited(&entry.received_at, shown.now)));
    view! {
        <li class=if is_overdue { "request overdue" } else { "request" }>
            <h3><a class="typed" href=href>{entry.name}</a></h3>
            <p class="state">
                {is_overdue.then(|| view! { <strong class="tag tag-overdue">"Overdue"</strong> " " })}
                {entry.is_stopped.then(|| view! { <strong class="tag tag-overdue">"No contact"</strong> " " })}
                <span class="tag typed">{state}</span> " "
                {entry.outcome.map(|outcome| view! { <span class="tag">{outcome.label()}</span> })}
            </p>
            <p class="hint">
                <time datetime=entry.received_at>{received}</time> {waits.map(|waits| format!(", {waits}"))}
                " · " {by} {best_time} " · " <span class="phone">{entry.reference}</span>
            </p>
        </li>
    }
}
