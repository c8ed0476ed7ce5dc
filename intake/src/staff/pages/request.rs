//! One request whole, and what can be done with it.

use super::words::{choice, local, waited};
use crate::progress::{Outcome, Status};
use crate::saved::SavedRequest;
use crate::staff::requests::{Change, Note, kind_label};
use crate::time_zone::TimeZone;
use ::site::consultation::textarea_content;
use ::site::page_file::Choice;
use consultation_rules::Field;
use leptos::prelude::*;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::{Duration, SystemTime};

/// What a `mailto:` address may hold as it is (RFC 6068, section 2): nothing that begins a header.
const MAILTO: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'+');

/// A request with all that belongs to it.
#[derive(Clone)]
pub struct Whole {
    /// What is stored of it.
    pub saved: SavedRequest,
    /// Its history.
    pub notes: Vec<Note>,
    /// The wording the person agreed to, if it is known.
    pub consent: Option<String>,
    /// When the person said to stop contact, here or under another request.
    pub stopped_at: Option<String>,
    /// Who looks at it.
    pub reader: String,
    /// When this is.
    pub now: SystemTime,
    /// After so long a request is overdue.
    pub overdue_after: Duration,
    /// The clinic's time zone.
    pub zone: TimeZone,
    /// The conditions that the form lets visitors choose.
    pub topics: Vec<Choice>,
    /// What became of the last change.
    pub notice: Option<String>,
    /// Why the last change was not made.
    pub problem: Option<String>,
    /// The note of a change that was not made.
    pub typed: String,
}

/// The page of a request.
#[component]
pub fn RequestPage(
    /// The request.
    whole: Whole,
) -> impl IntoView {
    let saved = whole.saved.clone();
    let id = saved.id.clone();
    let (correct, delete) = (
        format!("/requests/{id}/correct"),
        format!("/requests/{id}/delete"),
    );
    view! {
        <p><a href="/">"Queue"</a></p>
        {whole.problem.clone().map(|problem| view! {
            <div class="error-summary" role="alert"><h2>"There is a problem"</h2><p class="typed">{problem}</p></div>
        })}
        {whole.notice.clone().map(|notice| view! { <p class="notice" role="status">{notice}</p> })}
        <h1 class="typed">{saved.name.clone()}</h1>
        <State whole=whole.clone()/>
        <Contact whole=whole.clone()/>
        <Answers whole=whole.clone()/>
        <Actions whole=whole.clone()/>
        <History whole=whole.clone()/>
        <section class="rarely" aria-labelledby="rarely">
            <h2 id="rarely">"Rarely needed"</h2>
            <p class="buttons">
                <a class="button button-quiet" href=correct>"Correct the answers"</a>
                <a class="button button-quiet" href=delete>"Delete"</a>
            </p>
        </section>
    }
}

#[component]
fn State(whole: Whole) -> impl IntoView {
    let saved = whole.saved;
    let is_open = saved.status != Status::Closed;
    let overdue_since = whole
        .now
        .checked_sub(whole.overdue_after)
        .map(crate::clock::utc);
    let is_overdue = is_open && overdue_since.is_some_and(|since| saved.received_at < since);
    let state = match (saved.status, saved.assigned_to) {
        (Status::New, _) => "New".to_owned(),
        (Status::InHand, Some(name)) if name == whole.reader => "You have it".to_owned(),
        (Status::InHand, Some(name)) => format!("In hand: {name}"),
        (Status::InHand, None) => "In hand".to_owned(),
        (Status::Closed, _) => "Closed".to_owned(),
    };
    view! {
        <p class="state">
            {is_overdue.then(|| view! { <strong class="tag tag-overdue">"Overdue"</strong> " " })}
            <span class="tag typed">{state}</span> " "
            {saved.outcome.map(|outcome| view! { <span class="tag">{outcome.label()}</span> })}
        </p>
        <p class="hint">
            "Received " <time datetime=saved.received_at.clone()>{local(&whole.zone, &saved.received_at)}</time>
            {is_open.then(|| format!(", waits for {}", waited(&saved.received_at, whole.now)))}
            " · reference " <span class="phone">{saved.reference}</span>
        </p>
    }
}

/// The links to call, text and write, unless the person wants no more contact.
#[component]
fn Contact(whole: Whole) -> impl IntoView {
    let saved = whole.saved;
    if let Some(at) = whole.stopped_at {
        let elsewhere = saved.stop_contact_at.is_none();
        return view! {
            <div class="warning" role="note">
                <p>
                    <strong>"Do not call, text or write."</strong> " On " {local(&whole.zone, &at)}
                    " this person asked not to be contacted any more"
                    {elsewhere.then_some(" (noted at another request of the same number or address)")}
                    ". That is why there are no links here."
                </p>
            </div>
        }
        .into_any();
    }
    let mut links = Vec::new();
    if let Some(number) = &saved.phone_dialable {
        links.push((
            "phone",
            "Call",
            format!("tel:{number}"),
            saved.phone.clone(),
        ));
        links.push(("text", "Text", format!("sms:{number}"), saved.phone.clone()));
    }
    if let Some(email) = &saved.email {
        let address = utf8_percent_encode(email, MAILTO);
        links.push((
            "email",
            "Write to",
            format!("mailto:{address}"),
            Some(email.clone()),
        ));
    }
    // The way the person has chosen comes first.
    links.sort_by_key(|(way, ..)| *way != saved.contact_preference);
    let links: Vec<_> = links
        .into_iter()
        .map(|(way, words, href, to)| {
            let class = if way == saved.contact_preference {
                "button"
            } else {
                "button button-quiet"
            };
            view! { <a class=class href=href>{words} " " <span class="typed">{to}</span></a> }
        })
        .collect();
    view! { <p class="buttons">{links}</p> }.into_any()
}

#[component]
fn Answers(whole: Whole) -> impl IntoView {
    let saved = whole.saved;
    let best_time = saved
        .best_time
        .map(|time| choice(Field::BestTime, &time, &[]));
    let topic = saved
        .topic
        .map(|topic| choice(Field::Topic, &topic, &whole.topics));
    let consent = match whole.consent {
        Some(text) => format!("“{text}”, {}", local(&whole.zone, &saved.received_at)),
        None => format!(
            "Given {}; the wording was not kept at the time",
            local(&whole.zone, &saved.received_at)
        ),
    };
    let rows: Vec<_> = [
        (
            "Wants",
            Some(choice(
                Field::ContactPreference,
                &saved.contact_preference,
                &[],
            )),
        ),
        ("Best time", best_time),
        ("Phone", saved.phone),
        ("Email", saved.email),
        ("Topic", topic),
        ("Message", saved.message),
        ("Agreed to", Some(consent)),
        (
            "Corrected",
            saved.corrected_at.map(|at| local(&whole.zone, &at)),
        ),
    ]
    .into_iter()
    .filter_map(|(label, answer)| {
        let answer = answer?;
        Some(view! { <div><dt>{label}</dt><dd class="typed">{answer}</dd></div> })
    })
    .collect();
    view! { <dl class="answers">{rows}</dl> }
}

#[component]
fn Actions(whole: Whole) -> impl IntoView {
    let saved = whole.saved;
    let action = format!("/requests/{}", saved.id);
    let has = saved.assigned_to.clone();
    let mine = has.as_deref() == Some(whole.reader.as_str());
    let button = |change: Change, words: String, is_main: bool| {
        let class = if is_main {
            "button"
        } else {
            "button button-quiet"
        };
        view! { <button type="submit" class=class name="change" value=change.as_str()>{words}</button> }
    };
    let take = match (saved.status, has.clone()) {
        (Status::New, _) => Some(button(Change::Take, "I take it".to_owned(), true)),
        (Status::InHand, Some(name)) if !mine => Some(button(
            Change::TakeOver,
            format!("Take it over from {name}"),
            false,
        )),
        _ => None,
    };
    let is_open = saved.status != Status::Closed;
    let tried: Vec<_> = Outcome::ALL
        .into_iter()
        .map(|outcome| button(Change::Tried(outcome), outcome.label().to_owned(), mine))
        .collect();
    let stop = if saved.stop_contact_at.is_some() {
        button(
            Change::AllowContact,
            "Contact is wanted again".to_owned(),
            false,
        )
    } else {
        button(
            Change::StopContact,
            "Wants no more contact".to_owned(),
            false,
        )
    };
    view! {
        <form class="staff-form" method="post" action=action.clone()>
            <input type="hidden" name="had_by" value=has.unwrap_or_default()/>
            {take.map(|take| view! { <p class="buttons">{take}</p> })}
            <div>
                <label class="label" for="note">"Note"</label>
                <p class="hint" id="note-hint">"Goes with the button you press. No medical details"</p>
                <textarea class="input" id="note" name="note" rows="4" aria-describedby="note-hint" maxlength="2000">
                    {textarea_content(whole.typed.clone())}
                </textarea>
            </div>
            {is_open.then(|| view! {
                <p class="buttons" role="group" aria-label="How it went">{tried}</p>
            })}
            <p class="buttons" role="group" aria-label="What else">
                {button(Change::Note, "Save the note".to_owned(), false)}
                {if is_open {
                    button(Change::Close, "Close".to_owned(), false)
                } else {
                    button(Change::Reopen, "Open again".to_owned(), false)
                }}
                {(is_open && mine).then(|| button(Change::GiveBack, "Give it back".to_owned(), false))}
                {stop}
            </p>
        </form>
    }
}

#[component]
fn History(whole: Whole) -> impl IntoView {
    let notes: Vec<_> = whole
        .notes
        .into_iter()
        .map(|note| {
            let at = local(&whole.zone, &note.at);
            view! {
                <li>
                    <p>
                        <time datetime=note.at>{at}</time> " " <strong class="typed">{note.author}</strong> " "
                        {kind_label(&note.kind)}
                    </p>
                    {(!note.text.is_empty()).then(|| view! { <p class="note typed">{note.text}</p> })}
                </li>
            }
        })
        .collect();
    let is_empty = notes.is_empty();
    view! {
        <section aria-labelledby="history">
            <h2 id="history">"History"</h2>
            {if is_empty {
                view! { <p>"Nothing has been done yet."</p> }.into_any()
            } else {
                view! { <ol class="history">{notes}</ol> }.into_any()
            }}
        </section>
    }
}
