//! The wording that a visitor agrees to, kept with the request as evidence of consent.

use crate::audit_log::hex;
use consultation_rules::Field;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

static HASH: LazyLock<String> = LazyLock::new(|| hex(&Sha256::digest(wording())));

/// The words at the form's checkbox, as this version of the rules has them. The page and this
/// program are built from the same.
#[must_use]
pub fn wording() -> &'static str {
    Field::Consent.spec().label
}

/// SHA-256 of the wording in lower-case hex: its version.
#[must_use]
pub fn hash() -> &'static str {
    &HASH
}

/// Keeps the wording, unless it is kept already. `now` is UTC, RFC 3339 with milliseconds.
///
/// # Errors
/// What SQLite reports.
pub fn keep_text(transaction: &Connection, now: &str) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO consent_texts (hash, text, first_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (hash) DO NOTHING",
        )?
        .execute(params![hash(), wording(), now])?;
    Ok(())
}

/// The wording of this hash, if it is kept.
///
/// # Errors
/// What SQLite reports.
pub fn text_of(connection: &Connection, hash: &str) -> rusqlite::Result<Option<String>> {
    connection
        .query_row(
            "SELECT text FROM consent_texts WHERE hash = ?1",
            [hash],
            |row| row.get(0),
        )
        .optional()
}
