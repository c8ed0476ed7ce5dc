//! The link by which a person sets passphrase and second factor.

use crate::staff::desk::Desk;
use crate::staff::pages::{Invitation, Message, RecoveryCodes};
use crate::staff::people::{self, Invited, PeopleError};
use crate::staff::replies::{Answer, Failure, page, with_cookie};
use crate::staff::sessions;
use axum::Form;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use leptos::prelude::view;
use rusqlite::TransactionBehavior;
use serde::Deserialize;
use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    passphrase: String,
    repeated: String,
    code: String,
}

pub async fn show(State(desk): State<Arc<Desk>>, Path(token): Path<String>) -> Answer {
    desk.blocking(move |desk, connection| {
        Ok(
            match people::invited(connection, SystemTime::now(), &token)? {
                Some(invited) => form(desk, StatusCode::OK, &invited, None),
                None => used_up(desk),
            },
        )
    })
    .await
}

pub async fn accept(
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        let Some(invited) = people::invited(connection, now, &token)? else {
            return Ok(used_up(desk));
        };
        let Typed {
            passphrase,
            repeated,
            code,
        } = &typed;
        let choice = match people::check_choice(&invited, passphrase, repeated, code, now) {
            Ok(choice) => choice,
            Err(error) => {
                let problem = Some(error.to_string());
                return Ok(form(
                    desk,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &invited,
                    problem,
                ));
            }
        };
        let hash = {
            let _one_at_a_time = desk.hashing.lock().unwrap_or_else(PoisonError::into_inner);
            people::hash_of(passphrase).map_err(|_| Failure::System)?
        };
        let set_up = people::set_up(connection, now, &token, &hash, choice);
        let set_up = set_up.map_err(|error| match error {
            PeopleError::Sqlite(error) => Failure::Sqlite(error),
            _ => Failure::System,
        })?;
        let Some((name, codes)) = set_up else {
            return Ok(used_up(desk));
        };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let cookie = sessions::begin(&transaction, now, &name)?;
        transaction.commit()?;
        let frame = desk.signed_out_frame();
        let response = page(StatusCode::OK, frame, "Your recovery codes", || {
            view! { <RecoveryCodes codes/> }
        });
        Ok(with_cookie(response, &cookie))
    })
    .await
}

fn form(
    desk: &Desk,
    status: StatusCode,
    invited: &Invited,
    problem: Option<String>,
) -> Response<Body> {
    let issuer = desk.words.clinic.as_deref().unwrap_or("Clinic staff");
    let (name, key, address) = (invited.name.clone(), invited.key(), invited.address(issuer));
    page(status, desk.signed_out_frame(), "Your passphrase", || {
        view! { <Invitation name key address problem/> }
    })
}

fn used_up(desk: &Desk) -> Response<Body> {
    let frame = desk.signed_out_frame();
    page(StatusCode::NOT_FOUND, frame, "Link", || {
        view! {
            <Message
                heading="This link can’t be used".to_owned()
                text="It was used already, or it is older than a day. Ask whoever runs the server for a new one."
                    .to_owned()
                href="/sign-in".to_owned()
                link="Sign in"
            />
        }
    })
}
