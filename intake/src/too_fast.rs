//! Forms that were sent faster than a person can fill them in.

use consultation::RequestId;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use consultation::field::ELAPSED_LEAST_MS;

/// Seconds to wait before sending again, for `Retry-After`.
pub const RETRY_AFTER_SECONDS: u64 = 1;

/// A second try counts from here on: a little less than the wait, because timers fire early.
const WAITED: Duration = Duration::from_millis(900);

/// Most ids remembered at a time.
const MAX_IDS: usize = 1_024;

/// Sends too fast a form back once: the page waits a second and sends it again by itself, so no
/// person is lost; a simple program doesn't.
///
/// The second try of the same id passes even if it repeats the first try's time, so that nobody
/// depends on how the page counts. Which ids were sent back is remembered for the last
/// [`MAX_IDS`]; one that was forgotten is sent back once more.
#[derive(Debug, Default)]
pub struct TooFast {
    sent_back: Mutex<VecDeque<(RequestId, Instant)>>,
}

impl TooFast {
    /// Whether the request passes. `elapsed_ms` is how long the form was open, as far as the
    /// sender says; a form posted without scripting says nothing and passes. One that says so but
    /// has no id to know it again by never passes.
    pub fn passes(&self, id: Option<&RequestId>, elapsed_ms: Option<u64>, now: Instant) -> bool {
        if elapsed_ms.is_none_or(|elapsed| elapsed >= ELAPSED_LEAST_MS) {
            return true;
        }
        let Some(id) = id else {
            return false;
        };
        let mut sent_back = self
            .sent_back
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((_, at)) = sent_back.iter().find(|(known, _)| known == id) {
            return now.saturating_duration_since(*at) >= WAITED;
        }
        if sent_back.len() == MAX_IDS {
            sent_back.pop_front();
        }
        sent_back.push_back((id.clone(), now));
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u16) -> RequestId {
        let [high, low] = number.to_be_bytes();
        let mut bytes = [7; 16];
        (bytes[0], bytes[1]) = (high, low);
        RequestId::from_random(bytes)
    }

    #[test]
    fn a_person_passes_with_or_without_a_time() {
        let too_fast = TooFast::default();
        let now = Instant::now();
        assert!(too_fast.passes(Some(&id(1)), None, now));
        assert!(too_fast.passes(None, None, now));
        assert!(too_fast.passes(Some(&id(1)), Some(1_000), now));
    }

    #[test]
    fn too_fast_a_form_passes_at_its_second_try_after_the_wait() {
        let too_fast = TooFast::default();
        let now = Instant::now();
        assert!(!too_fast.passes(Some(&id(1)), Some(999), now));
        assert!(!too_fast.passes(Some(&id(1)), Some(999), now));
        let later = now + Duration::from_secs(RETRY_AFTER_SECONDS);
        assert!(too_fast.passes(Some(&id(1)), Some(999), later));
        assert!(
            !too_fast.passes(Some(&id(2)), Some(999), later),
            "another id"
        );
    }

    #[test]
    fn no_more_ids_are_remembered_than_allowed() {
        let too_fast = TooFast::default();
        for number in 0..3_000 {
            too_fast.passes(Some(&id(number)), Some(0), Instant::now());
        }
        assert_eq!(too_fast.sent_back.lock().unwrap().len(), MAX_IDS);
    }
}
