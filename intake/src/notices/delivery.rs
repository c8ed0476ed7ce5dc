//! What became of an attempt to deliver a notice.

use std::fmt;
use std::time::Duration;
use tokio::time::timeout;

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The other side has said that it has the notice.
    Delivered,
    /// It has not arrived: the other side was not reached, or said no.
    Failed(Failure),
    /// It may have arrived: it was sent, and no answer came.
    Unanswered(Failure),
    /// There was no attempt, because another had failed or had taken long.
    NotMade,
}

/// Why a notice was not delivered, in words for the operator: no secret and no line break in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(String);

/// Most characters of another side's words that are kept.
const LONGEST: usize = 300;

impl Failure {
    /// Takes words that may be the other side's: cut, and with a question mark for whatever could
    /// drive a terminal or forge a line of the log.
    #[must_use]
    pub fn new(words: &str) -> Self {
        let words = words.trim().chars().take(LONGEST);
        let plain = |c: char| {
            if c == ' ' || c.is_ascii_graphic() {
                c
            } else {
                '?'
            }
        };
        Self(words.map(plain).collect())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Does a step of an attempt within its time.
pub(super) async fn step<T, E: fmt::Display>(
    time: Duration,
    what: &str,
    doing: impl Future<Output = Result<T, E>>,
) -> Result<T, Failure> {
    match timeout(time, doing).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Failure::new(&format!("{what}: {error}"))),
        Err(_) => Err(Failure::new(&format!(
            "{what}: no answer within {} s",
            time.as_secs_f32()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_sides_words_stay_on_their_line() {
        let failure = Failure::new(&format!(" 451 later\r\n\u{1b}[2J{}", "x".repeat(1_000)));
        let text = failure.to_string();
        assert!(text.starts_with("451 later???[2J"), "{text}");
        assert_eq!(text.len(), LONGEST);
    }
}
