//! The people of the staff: adding them, their one-time links, passphrases and second factors.

use crate::audit_log::{self, Action};
use crate::clock::utc;
use crate::staff::secret;
use argon2::password_hash::{PasswordHash, PasswordVerifier, SaltString};
use argon2::{Argon2, PasswordHasher};
use consultation_rules::count_characters;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::fmt;
use std::io;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};
use totp_rs::{Algorithm, Secret, TOTP};

/// How long a one-time link can be used.
pub const INVITATION_TIME: Duration = Duration::from_hours(24);

/// Fewest and most characters of a passphrase (OWASP ASVS 5, 6.2.1; longer than its 8, because three
/// words have as many).
pub const PASSPHRASE: std::ops::RangeInclusive<usize> = 12..=128;

/// How many recovery codes a person gets.
const RECOVERY_CODES: usize = 10;

/// How long a code of the second factor stands, in seconds (RFC 6238, 5.2).
const STEP: u64 = 30;

/// Most characters of a name.
const NAME_MAX: usize = 60;

/// Why something could not be done with a person of the staff. `Display` is one sentence.
#[derive(Debug)]
pub enum PeopleError {
    /// The name can't be used.
    Name,
    /// There is somebody of this name already.
    Exists(String),
    /// There was somebody of this name, who was removed.
    WasRemoved(String),
    /// There is nobody of this name.
    Nobody(String),
    /// The database can't be used.
    Sqlite(rusqlite::Error),
    /// The system has no random numbers.
    System(io::Error),
}

impl fmt::Display for PeopleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => write!(
                f,
                "a name has 1 to {NAME_MAX} characters and no control characters, and does not \
                 begin with “shell:” or “intake”, which the log uses"
            ),
            Self::Exists(name) => write!(
                f,
                "{name} is on the staff already; `intake staff reset` gives a new link"
            ),
            Self::WasRemoved(name) => write!(
                f,
                "{name} was on the staff before, and the log knows that person by this name; choose \
                 another name, or, for the same person, run `intake staff reset`"
            ),
            Self::Nobody(name) => write!(f, "there is nobody called {name} on the staff"),
            Self::Sqlite(error) => write!(f, "the database can't be used: {error}"),
            Self::System(error) => write!(f, "the system gives no random numbers: {error}"),
        }
    }
}

impl std::error::Error for PeopleError {}

impl From<rusqlite::Error> for PeopleError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<io::Error> for PeopleError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Somebody of the staff, as others may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name, by which the log knows the person.
    pub name: String,
    /// When the person was added.
    pub added_at: String,
    /// When the person was removed, if so.
    pub removed_at: Option<String>,
    /// Whether the passphrase is set.
    pub is_set_up: bool,
    /// Recovery codes that are left.
    pub recovery_codes: i64,
    /// When a session of the person was last used.
    pub last_seen_at: Option<String>,
}

/// All people, also those that were removed, by name.
///
/// # Errors
/// What SQLite reports.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Person>> {
    connection
        .prepare(
            "SELECT name, added_at, removed_at, passphrase IS NOT NULL,
                (SELECT count(*) FROM recovery_codes WHERE staff = name),
                (SELECT max(last_seen_at) FROM sessions WHERE staff = name)
             FROM staff ORDER BY removed_at IS NOT NULL, name",
        )?
        .query_map((), |row| {
            Ok(Person {
                name: row.get(0)?,
                added_at: row.get(1)?,
                removed_at: row.get(2)?,
                is_set_up: row.get(3)?,
                recovery_codes: row.get(4)?,
                last_seen_at: row.get(5)?,
            })
        })?
        .collect()
}

fn is_name(name: &str) -> bool {
    let reserved = name.to_lowercase();
    !name.is_empty()
        && name.trim() == name
        && count_characters(name) <= NAME_MAX
        && !name.chars().any(char::is_control)
        && crate::list::printable(name) == name
        && !reserved.starts_with("shell:")
        && reserved != "intake"
}

/// Adds a person and gives the token of a one-time link. `actor` is who does it, for the log.
///
/// # Errors
/// [`PeopleError`].
pub fn add(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    name: &str,
) -> Result<String, PeopleError> {
    if !is_name(name) {
        return Err(PeopleError::Name);
    }
    let token = secret::token()?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let removed: Option<Option<String>> = transaction
        .query_row(
            "SELECT removed_at FROM staff WHERE name = ?1",
            [name],
            |row| row.get(0),
        )
        .optional()?;
    match removed {
        Some(None) => return Err(PeopleError::Exists(name.to_owned())),
        Some(Some(_)) => return Err(PeopleError::WasRemoved(name.to_owned())),
        None => {}
    }
    transaction.execute(
        "INSERT INTO staff (name, added_at) VALUES (?1, ?2)",
        params![name, utc(now)],
    )?;
    invite(&transaction, now, name, &token)?;
    audit_log::append(&transaction, now, actor, Action::AddedStaff, name)?;
    transaction.commit()?;
    Ok(token)
}

/// Takes a person's passphrase, second factor, recovery codes and sessions away and gives the token
/// of a new one-time link. A person who was removed is on the staff again.
///
/// # Errors
/// [`PeopleError`].
pub fn reset(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    name: &str,
) -> Result<String, PeopleError> {
    let token = secret::token()?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let name = stored_name(&transaction, name)?;
    transaction.execute("DELETE FROM sessions WHERE staff = ?1", [&name])?;
    invite(&transaction, now, &name, &token)?;
    audit_log::append(&transaction, now, actor, Action::ResetStaff, &name)?;
    transaction.commit()?;
    Ok(token)
}

/// Removes a person: every session ends at once, and nothing lets the person in again. Requests in
/// hand stay with the name until somebody takes them over.
///
/// # Errors
/// [`PeopleError`].
pub fn remove(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    name: &str,
) -> Result<(), PeopleError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let name = stored_name(&transaction, name)?;
    transaction.execute("DELETE FROM sessions WHERE staff = ?1", [&name])?;
    transaction.execute("DELETE FROM recovery_codes WHERE staff = ?1", [&name])?;
    transaction.execute(
        "UPDATE staff SET removed_at = coalesce(removed_at, ?2), passphrase = NULL,
            totp_secret = NULL, invitation = NULL, invitation_expires_at = NULL
         WHERE name = ?1",
        params![name, utc(now)],
    )?;
    audit_log::append(&transaction, now, actor, Action::RemovedStaff, &name)?;
    Ok(transaction.commit()?)
}

fn stored_name(transaction: &Connection, name: &str) -> Result<String, PeopleError> {
    transaction
        .query_row("SELECT name FROM staff WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .optional()?
        .ok_or_else(|| PeopleError::Nobody(name.to_owned()))
}

fn invite(
    transaction: &Connection,
    now: SystemTime,
    name: &str,
    token: &str,
) -> Result<(), PeopleError> {
    transaction.execute("DELETE FROM recovery_codes WHERE staff = ?1", [name])?;
    transaction.execute(
        "UPDATE staff SET removed_at = NULL, passphrase = NULL, totp_secret = ?2,
            totp_last_step = 0, invitation = ?3, invitation_expires_at = ?4
         WHERE name = ?1",
        params![
            name,
            secret::random::<20>()?,
            secret::hash(token),
            utc(now + INVITATION_TIME)
        ],
    )?;
    Ok(())
}

/// Somebody who has opened a one-time link.
#[derive(Clone)]
pub struct Invited {
    /// The person's name.
    pub name: String,
    secret: Vec<u8>,
}

impl Invited {
    /// The second factor's key, in Base32 to be typed into an authenticator app.
    #[must_use]
    pub fn key(&self) -> String {
        match Secret::Raw(self.secret.clone()).to_encoded() {
            Secret::Encoded(key) => key,
            Secret::Raw(_) => String::new(),
        }
    }

    /// The same as an address (`otpauth:`) to be scanned. `issuer` is the clinic's name.
    #[must_use]
    pub fn address(&self, issuer: &str) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode as encode};
        let issuer = encode(issuer, NON_ALPHANUMERIC);
        let name = encode(&self.name, NON_ALPHANUMERIC);
        format!(
            "otpauth://totp/{issuer}:{name}?secret={}&issuer={issuer}",
            self.key()
        )
    }
}

/// Who was invited by this token, if it can still be used.
///
/// # Errors
/// What SQLite reports.
pub fn invited(
    connection: &Connection,
    now: SystemTime,
    token: &str,
) -> rusqlite::Result<Option<Invited>> {
    connection
        .query_row(
            "SELECT name, totp_secret FROM staff
             WHERE invitation = ?1 AND invitation_expires_at > ?2 AND removed_at IS NULL",
            params![secret::hash(token), utc(now)],
            |row| {
                Ok(Invited {
                    name: row.get(0)?,
                    secret: row.get(1)?,
                })
            },
        )
        .optional()
}

/// Why a passphrase and a code were not taken. `Display` is a sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUpError {
    /// Too few or too many characters.
    Length,
    /// Easy to guess.
    Guessable,
    /// The second time it was typed otherwise.
    NotRepeated,
    /// The code is not the app's.
    Code,
}

impl fmt::Display for SetUpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => write!(
                f,
                "Choose a passphrase of {} to {} characters, such as four words that have nothing \
                 to do with each other",
                PASSPHRASE.start(),
                PASSPHRASE.end()
            ),
            Self::Guessable => f.write_str(
                "Choose a passphrase that is harder to guess: not your name, the clinic’s, a row of \
                 keys or one thing repeated",
            ),
            Self::NotRepeated => f.write_str("Type the same passphrase both times"),
            Self::Code => f.write_str(
                "Enter the six digits that your authenticator app shows now for this entry; check \
                 that your phone’s clock is right",
            ),
        }
    }
}

/// Checks what an invited person has chosen.
///
/// # Errors
/// [`SetUpError`].
pub fn check_choice(
    invited: &Invited,
    passphrase: &str,
    repeated: &str,
    code: &str,
    now: SystemTime,
) -> Result<Choice, SetUpError> {
    if !PASSPHRASE.contains(&count_characters(passphrase)) {
        return Err(SetUpError::Length);
    }
    if is_guessable(passphrase, &invited.name) {
        return Err(SetUpError::Guessable);
    }
    if passphrase != repeated {
        return Err(SetUpError::NotRepeated);
    }
    let step = matching_step(&invited.secret, code, now, 0).ok_or(SetUpError::Code)?;
    Ok(Choice { step })
}

/// What was checked of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    step: i64,
}

/// Whether a passphrase is one of the first that somebody would try.
fn is_guessable(passphrase: &str, name: &str) -> bool {
    /// What the long ones among the most used passwords are made of.
    const COMMON: [&str; 24] = [
        "password",
        "passphrase",
        "passwort",
        "qwerty",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "1234567890",
        "0123456789",
        "123456789",
        "12345678",
        "987654321",
        "iloveyou",
        "letmein",
        "welcome",
        "administrator",
        "admin",
        "abcdefghijklm",
        "abc",
        "123",
        "1q2w3e4r5t6y",
        "greaterwellness",
        "wellness",
        "clinic",
    ];
    let mut rest: String = passphrase
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let letters: std::collections::HashSet<char> = rest.chars().collect();
    if letters.len() < 5 {
        return true;
    }
    for part in name.to_lowercase().split_whitespace() {
        if part.chars().count() > 2 {
            rest = rest.replace(part, "");
        }
    }
    for common in COMMON {
        rest = rest.replace(common, "");
    }
    // What is left must be enough for itself.
    rest.chars().count() < 6
}

/// Sets what was checked, unless the link was used meanwhile, and gives the recovery codes; `None`
/// if it was.
///
/// # Errors
/// [`PeopleError`].
pub fn set_up(
    connection: &mut Connection,
    now: SystemTime,
    token: &str,
    passphrase_hash: &str,
    choice: Choice,
) -> Result<Option<(String, Vec<String>)>, PeopleError> {
    let codes = (0..RECOVERY_CODES)
        .map(|_| secret::recovery_code())
        .collect::<io::Result<Vec<_>>>()?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some(invited) = invited(&transaction, now, token)? else {
        return Ok(None);
    };
    transaction.execute(
        "UPDATE staff SET passphrase = ?2, totp_last_step = ?3, invitation = NULL,
            invitation_expires_at = NULL WHERE name = ?1",
        params![invited.name, passphrase_hash, choice.step],
    )?;
    for code in &codes {
        let plain = secret::plain_code(code).unwrap_or_default();
        transaction.execute(
            "INSERT INTO recovery_codes (staff, hash) VALUES (?1, ?2)",
            params![invited.name, secret::hash(&plain)],
        )?;
    }
    audit_log::append(&transaction, now, &invited.name, Action::SetUp, "")?;
    transaction.commit()?;
    Ok(Some((invited.name, codes)))
}

/// The argon2id hash of a passphrase (RFC 9106), in PHC string format, with OWASP's parameters:
/// 19 MiB, 2 passes. Takes a noticeable part of a second.
///
/// # Errors
/// The system's, if it has no random numbers.
pub fn hash_of(passphrase: &str) -> io::Result<String> {
    let salt = SaltString::encode_b64(&secret::random::<16>()?).map_err(not_hashed)?;
    let hash = Argon2::default()
        .hash_password(passphrase.as_bytes(), &salt)
        .map_err(not_hashed)?;
    Ok(hash.to_string())
}

fn not_hashed(error: argon2::password_hash::Error) -> io::Error {
    io::Error::other(error.to_string())
}

/// A hash to compare with where there is none, so that it takes as long. No passphrase is known to
/// have it.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let random = secret::token().unwrap_or_default();
    hash_of(&random).unwrap_or_default()
});

/// Makes the hash that stands for nobody's, so that the first try takes no longer than the others.
pub fn prepare() {
    LazyLock::force(&NOBODYS);
}

/// The name of a person of the staff as it is stored, and the passphrase's hash, if one was set.
///
/// # Errors
/// What SQLite reports.
pub fn passphrase(
    connection: &Connection,
    name: &str,
) -> rusqlite::Result<Option<(String, Option<String>)>> {
    connection
        .query_row(
            "SELECT name, passphrase FROM staff WHERE name = ?1 AND removed_at IS NULL",
            [name],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
}

/// Adds the person of the preview, who signs in by a link and has no passphrase, and gives the name.
///
/// # Errors
/// What SQLite reports.
pub fn add_preview(transaction: &Connection, now: SystemTime) -> rusqlite::Result<&'static str> {
    const NAME: &str = "Preview";
    transaction.execute(
        "INSERT INTO staff (name, added_at, passphrase) VALUES (?1, ?2, '')
         ON CONFLICT (name) DO UPDATE SET removed_at = NULL, passphrase = ''",
        [NAME, &utc(now)],
    )?;
    Ok(NAME)
}

/// Whether this is the passphrase; takes as long if there is none.
#[must_use]
pub fn is_passphrase(hash: Option<&str>, typed: &str) -> bool {
    let is_one = hash.is_some();
    let Ok(hash) = PasswordHash::new(hash.unwrap_or(&NOBODYS)) else {
        return false;
    };
    // More than anyone may have set is not worth the work.
    let typed = if typed.len() > 4 * PASSPHRASE.end() {
        ""
    } else {
        typed
    };
    Argon2::default()
        .verify_password(typed.as_bytes(), &hash)
        .is_ok()
        && is_one
}

/// The step of time whose code this is, if it is later than `last`: the one of now, or one to either
/// side, for clocks that are not alike (RFC 6238, 5.2).
fn matching_step(secret: &[u8], typed: &str, now: SystemTime, last: i64) -> Option<i64> {
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, STEP, secret.to_vec()).ok()?;
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    let step = seconds / STEP;
    [step, step.saturating_sub(1), step + 1]
        .into_iter()
        .filter(|step| secret::is_same(&totp.generate(step * STEP), &typed))
        .filter_map(|step| i64::try_from(step).ok())
        .find(|step| *step > last)
}

/// Takes a second factor of this person: the app's code, each once, or a recovery code, which is
/// used up. Call it in a transaction begun as `IMMEDIATE`. Gives whether it was one.
///
/// # Errors
/// What SQLite reports.
pub fn take_code(
    transaction: &Connection,
    name: &str,
    typed: &str,
    now: SystemTime,
) -> rusqlite::Result<bool> {
    let stored: Option<(Option<Vec<u8>>, i64)> = transaction
        .query_row(
            "SELECT totp_secret, totp_last_step FROM staff
             WHERE name = ?1 AND passphrase IS NOT NULL AND removed_at IS NULL",
            [name],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((Some(secret), last)) = stored else {
        return Ok(false);
    };
    if let Some(step) = matching_step(&secret, typed, now, last) {
        transaction.execute(
            "UPDATE staff SET totp_last_step = ?2 WHERE name = ?1",
            params![name, step],
        )?;
        return Ok(true);
    }
    let Some(code) = secret::plain_code(typed) else {
        return Ok(false);
    };
    let used = transaction.execute(
        "DELETE FROM recovery_codes WHERE staff = ?1 AND hash = ?2",
        params![name, secret::hash(&code)],
    )?;
    Ok(used > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    #[test]
    fn codes_are_those_of_the_standard_and_count_once() {
        // RFC 6238, appendix B, cut to six digits.
        let secret = b"12345678901234567890";
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(matching_step(secret, "287082", at(59), 0), Some(1));
        assert_eq!(
            matching_step(secret, "081804", at(1_111_111_109), 0),
            Some(37_037_036)
        );
        assert_eq!(
            matching_step(secret, "081 804", at(1_111_111_109), 0),
            Some(37_037_036)
        );
        assert_eq!(
            matching_step(secret, "081804", at(1_111_111_109), 37_037_036),
            None
        );
        for (seconds, step) in [(0, Some(1)), (89, Some(1)), (90, None)] {
            assert_eq!(matching_step(secret, "287082", at(seconds), 0), step);
        }
        assert_eq!(matching_step(secret, "", at(59), 0), None);
    }

    #[test]
    fn a_passphrase_that_is_tried_first_is_refused() {
        for passphrase in [
            "passwordpassword",
            "Password123!!",
            "aaaaaaaaaaaaaaaa",
            "sampleperson1",
            "1234567890123",
            "qwertyuiop123",
            "greaterwellnessclinic",
        ] {
            assert!(is_guessable(passphrase, "Sample Person"), "{passphrase}");
        }
        for passphrase in ["correct horse battery", "Sample likes purple kites"] {
            assert!(!is_guessable(passphrase, "Sample Person"), "{passphrase}");
        }
    }

    #[test]
    fn only_the_passphrase_is_the_passphrase() {
        let hash = hash_of("correct horse battery").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(is_passphrase(Some(&hash), "correct horse battery"));
        assert!(!is_passphrase(Some(&hash), "correct horse batterie"));
        assert!(!is_passphrase(None, "correct horse battery"));
    }

    #[test]
    fn names_that_could_be_mistaken_in_the_log_are_refused() {
        for name in [
            "",
            " Sample",
            "shell:root",
            "Shell:x",
            "intake",
            "a\nb",
            "a\u{202e}b",
        ] {
            assert!(!is_name(name), "{name:?}");
        }
        assert!(is_name("Sample Ñandú"));
    }
}
