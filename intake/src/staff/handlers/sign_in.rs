//! Signing in and out.

use crate::audit_log::{self, Action};
use crate::staff::desk::Desk;
use crate::staff::pages::SignIn;
use crate::staff::replies::{Answer, Failure, page, see_other, with_cookie};
use crate::staff::signed_in::{Client, Cookie, SignedIn};
use crate::staff::{people, sessions};
use axum::Form;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use leptos::prelude::view;
use rusqlite::{Connection, TransactionBehavior};
use serde::Deserialize;
use std::sync::{Arc, PoisonError};
use std::time::{Instant, SystemTime};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Why {
    /// Whether a session has ended.
    over: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    passphrase: String,
    code: String,
}

pub async fn show(State(desk): State<Arc<Desk>>, Query(why): Query<Why>) -> Response<Body> {
    let problem = (!why.over.is_empty()).then(|| {
        "You were signed out: nothing was clicked for 15 minutes, 12 hours were over, or your account \
         was changed. What was sent after that was not saved."
            .to_owned()
    });
    again(&desk, StatusCode::OK, problem)
}

fn again(desk: &Desk, status: StatusCode, problem: Option<String>) -> Response<Body> {
    let title = if problem.is_some() {
        "Error: Sign in"
    } else {
        "Sign in"
    };
    page(status, desk.signed_out_frame(), title, || {
        view! { <SignIn problem/> }
    })
}

pub async fn sign_in(
    State(desk): State<Arc<Desk>>,
    Client(address): Client,
    Cookie(cookie): Cookie,
    Form(typed): Form<Typed>,
) -> Answer {
    let name = typed.name.trim();
    let counted = match desk.throttle.take(name, address, Instant::now()) {
        Ok(counted) => counted,
        Err(wait) => {
            let seconds = wait.as_secs() + 1;
            let problem =
                format!("There were too many tries. Wait {seconds} seconds and try again.");
            let mut response = again(&desk, StatusCode::TOO_MANY_REQUESTS, Some(problem));
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            return Ok(response);
        }
    };
    let begun = desk
        .blocking(move |desk, connection| begin(desk, connection, &typed, cookie.as_deref()))
        .await?;
    let Some(cookie) = begun else {
        let problem = "The name, the passphrase or the code is not right. A code is good for 30 seconds, and \
             for one time.";
        return Ok(again(
            &desk,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(problem.to_owned()),
        ));
    };
    counted.succeeded();
    Ok(with_cookie(see_other("/"), &cookie))
}

/// Begins a session and gives its cookie, if name, passphrase and code are right. The session that the
/// browser has had ends.
fn begin(
    desk: &Desk,
    connection: &mut Connection,
    typed: &Typed,
    cookie: Option<&str>,
) -> Result<Option<String>, Failure> {
    let now = SystemTime::now();
    let stored = people::passphrase(connection, typed.name.trim())?;
    let hash = stored.as_ref().and_then(|(_, hash)| hash.as_deref());
    let is_passphrase = {
        let _one_at_a_time = desk.hashing.lock().unwrap_or_else(PoisonError::into_inner);
        people::is_passphrase(hash, &typed.passphrase)
    };
    // The same statements whatever was right, so that the time tells nothing.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let who = stored.as_ref().map_or("", |(name, _)| name.as_str());
    if !(is_passphrase && people::take_code(&transaction, who, &typed.code, now)?) {
        // A name that is nobody's may be a passphrase in the wrong field.
        let known = if who.is_empty() { "unknown" } else { who };
        audit_log::append(&transaction, now, "intake", Action::SignInFailed, known)?;
        transaction.commit()?;
        return Ok(None);
    }
    if let Some(before) = cookie {
        sessions::forget(&transaction, before)?;
    }
    let cookie = sessions::begin(&transaction, now, who)?;
    transaction.commit()?;
    Ok(Some(cookie))
}

pub async fn sign_out(State(desk): State<Arc<Desk>>, SignedIn(session): SignedIn) -> Answer {
    end(&desk, session, false).await
}

pub async fn sign_out_everywhere(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
) -> Answer {
    end(&desk, session, true).await
}

async fn end(desk: &Arc<Desk>, session: sessions::Session, everywhere: bool) -> Answer {
    desk.blocking(move |_, connection| {
        sessions::end(connection, SystemTime::now(), &session, everywhere)?;
        Ok(with_cookie(see_other("/sign-in?out=yes"), ""))
    })
    .await
}
