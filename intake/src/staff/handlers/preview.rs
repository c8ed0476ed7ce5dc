//! Signing in by the link that the server has printed, in the preview.

use crate::staff::desk::Desk;
use crate::staff::replies::{Answer, see_other, with_cookie};
use crate::staff::signed_in::{Client, not_signed_in};
use crate::staff::{people, secret, sessions};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use rusqlite::TransactionBehavior;
use std::sync::Arc;
use std::time::SystemTime;

pub async fn sign_in(
    State(desk): State<Arc<Desk>>,
    Client(address): Client,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    let is_link = desk
        .preview
        .as_ref()
        .is_some_and(|preview| secret::is_same(preview, &secret::hash(&token)));
    if !is_link || !address.to_canonical().is_loopback() {
        return Ok(not_signed_in(&desk, &method, &headers));
    }
    desk.blocking(|_, connection| {
        let now = SystemTime::now();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let name = people::add_preview(&transaction, now)?;
        let cookie = sessions::begin(&transaction, now, name)?;
        transaction.commit()?;
        Ok(with_cookie(see_other("/"), &cookie))
    })
    .await
}
