//! Reading a request's body: not too much, and not forever.

use axum::body::{Body, HttpBody};
use http_body_util::BodyExt;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How much of a body that is too large is read and thrown away, in bytes. A client that is still
/// sending when the connection closes may never see the answer that says why.
const MAX_DISCARDED: usize = 1024 * 1024;

/// How long such a body is read.
const DISCARD_TIME: Duration = Duration::from_secs(2);

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// Longer than allowed.
    TooLarge,
    /// Not there in time.
    TooSlow,
    /// The client stopped in the middle or broke the framing.
    Broken,
}

/// Reads the whole body of at most `limit` bytes within `time`.
///
/// # Errors
/// [`BodyError`].
pub async fn read(mut body: Body, limit: usize, time: Duration) -> Result<Vec<u8>, BodyError> {
    let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if declared > MAX_DISCARDED {
        return Err(BodyError::TooLarge);
    }
    let start = Instant::now();
    let mut too_large = declared > limit;
    let mut length = 0;
    let mut bytes = Vec::with_capacity(declared.min(limit));
    loop {
        let time = if too_large {
            DISCARD_TIME.min(time)
        } else {
            time
        };
        let next = timeout_at(start + time, body.frame()).await;
        let error = match next {
            Ok(Some(Ok(frame))) => {
                // Trailers, the other kind of frame, say nothing here.
                if let Ok(data) = frame.into_data() {
                    length += data.len();
                    too_large |= length > limit;
                    if !too_large {
                        bytes.extend_from_slice(&data);
                    }
                }
                if length <= MAX_DISCARDED {
                    continue;
                }
                BodyError::TooLarge
            }
            Ok(None) if !too_large => return Ok(bytes),
            Ok(None | Some(Err(_))) => BodyError::Broken,
            Err(_) => BodyError::TooSlow,
        };
        return Err(if too_large {
            BodyError::TooLarge
        } else {
            error
        });
    }
}
