//! Random values that let somebody in: their making, and how they are stored.

use crate::audit_log::hex;
use sha2::{Digest, Sha256};
use std::io;

/// A random value of 256 bits, as 64 lower-case hex digits. Never stored itself, only its [`hash`].
///
/// # Errors
/// The system's, if it has no random numbers.
pub fn token() -> io::Result<String> {
    Ok(hex(&random::<32>()?))
}

/// Random bytes of the operating system.
///
/// # Errors
/// The system's, if it has no random numbers.
pub fn random<const LENGTH: usize>() -> io::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// How a random value is stored and found again. It has too many bits to be guessed from its hash,
/// so a fast one will do; and since the hash is what is looked up, the time of that tells nothing.
#[must_use]
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// Whether both are the same, in a time that does not depend on where they differ.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .fold(0, |differences, (one, other)| differences | (one ^ other))
            == 0
}

/// A recovery code of 80 bits, to be written on paper, like `4D7K-Q2XA-M3PZ-TR6V`.
///
/// # Errors
/// The system's, if it has no random numbers.
pub fn recovery_code() -> io::Result<String> {
    /// Base32 (RFC 4648): no digit that is mistaken for a letter.
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut code = String::new();
    for (index, byte) in random::<16>()?.into_iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(code)
}

/// A recovery code as it is hashed: without what a person adds or leaves out in typing. `None` if
/// the text can't be one.
#[must_use]
pub fn plain_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (code.len() == 16).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_the_same() {
        assert_ne!(token().unwrap(), token().unwrap());
        assert_ne!(recovery_code().unwrap(), recovery_code().unwrap());
        assert_eq!(token().unwrap().len(), 64);
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = recovery_code().unwrap();
        let plain = plain_code(&code).unwrap();
        assert_eq!(
            plain_code(&code.to_lowercase().replace('-', " ")),
            Some(plain)
        );
        assert_eq!(plain_code("123456"), None);
    }

    #[test]
    fn only_the_same_is_the_same() {
        assert!(is_same("123456", "123456"));
        for other in ["123457", "023456", "12345", ""] {
            assert!(!is_same("123456", other));
        }
    }
}
