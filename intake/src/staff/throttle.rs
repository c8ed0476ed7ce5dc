//! How often somebody may try to sign in.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Tries at once and the time until the next, for one name.
const NAME: (u32, Duration) = (5, Duration::from_mins(1));

/// The same for one address.
const ADDRESS: (u32, Duration) = (20, Duration::from_secs(15));

/// The same for all together.
const ALL: (u32, Duration) = (60, Duration::from_secs(2));

/// Names and addresses that are remembered; a name is kept by its hash. Beyond, all new ones share.
const REMEMBERED: usize = 10_000;

/// Counts failed tries to sign in: by name, by address, and all together. A name counts whether it
/// is anybody's or not, so that being throttled tells nothing.
///
/// It is kept in memory: a restart forgives, and only the operator restarts.
#[derive(Debug)]
pub struct Throttle {
    hasher: RandomState,
    buckets: Mutex<HashMap<Key, Bucket>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Name(u64),
    Address(IpAddr),
    All,
    TheRest,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// When it is full again.
    full_at: Instant,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new()
    }
}

impl Throttle {
    /// Nobody has tried yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            hasher: RandomState::new(),
            buckets: Mutex::default(),
        }
    }

    /// Counts a try before it is looked at, so that many at the same time count too.
    ///
    /// # Errors
    /// How long to wait. Such a try is not counted.
    pub fn take(&self, name: &str, address: IpAddr, now: Instant) -> Result<Try<'_>, Duration> {
        let keys = [
            (Key::Name(self.hasher.hash_one(name.to_lowercase())), NAME),
            (Key::Address(address), ADDRESS),
            (Key::All, ALL),
        ];
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.retain(|_, bucket| bucket.full_at > now);
        let is_crowded = buckets.len() >= REMEMBERED;
        let keys = keys.map(|(key, rate)| {
            if is_crowded && !buckets.contains_key(&key) {
                (Key::TheRest, rate)
            } else {
                (key, rate)
            }
        });
        let mut wait = Duration::ZERO;
        for (key, (tries, each)) in keys {
            let full_at = buckets.get(&key).map_or(now, |bucket| bucket.full_at);
            let allowed = full_at.saturating_duration_since(now);
            wait = wait.max(allowed.saturating_sub(each * (tries - 1)));
        }
        if !wait.is_zero() {
            return Err(wait);
        }
        for (key, (_, each)) in keys {
            let bucket = buckets.entry(key).or_insert(Bucket { full_at: now });
            bucket.full_at += each;
        }
        Ok(Try {
            throttle: self,
            keys,
        })
    }
}

/// A try that was counted.
#[derive(Debug)]
pub struct Try<'a> {
    throttle: &'a Throttle,
    keys: [(Key, (u32, Duration)); 3],
}

impl Try<'_> {
    /// It was the person: it counts no longer.
    pub fn succeeded(self) {
        let mut buckets = self
            .throttle
            .buckets
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (key, (_, each)) in self.keys {
            if let Some(bucket) = buckets.get_mut(&key)
                && let Some(full_at) = bucket.full_at.checked_sub(each)
            {
                bucket.full_at = full_at;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn address(number: u32) -> IpAddr {
        std::net::Ipv4Addr::from_bits(number).into()
    }

    #[test]
    fn a_name_has_five_tries_and_then_one_a_minute_from_wherever_they_come() {
        let throttle = Throttle::new();
        let now = Instant::now();
        for number in 0..5 {
            assert!(throttle.take("Sample", address(number), now).is_ok());
        }
        let wait = throttle.take("SAMPLE", address(9), now).unwrap_err();
        assert_eq!(wait, Duration::from_mins(1));
        assert!(throttle.take("Other", HERE, now).is_ok());
        let later = now + Duration::from_mins(1);
        assert!(throttle.take("sample", HERE, later).is_ok());
        assert!(throttle.take("sample", HERE, later).is_err());
    }

    #[test]
    fn a_hundred_tries_a_second_for_an_hour_are_few_tries() {
        let throttle = Throttle::new();
        let start = Instant::now();
        let tried = (0..360_000)
            .filter(|n| {
                let now = start + Duration::from_millis(n * 10);
                throttle.take("Sample", HERE, now).is_ok()
            })
            .count();
        assert_eq!(tried, 5 + 59);
    }

    #[test]
    fn many_names_and_addresses_share_what_all_may_do() {
        let throttle = Throttle::new();
        let now = Instant::now();
        let tried = (0..20_000)
            .filter(|n| throttle.take(&n.to_string(), address(*n), now).is_ok())
            .count();
        assert_eq!(tried, 60);
    }

    #[test]
    fn who_signs_in_has_not_tried() {
        let throttle = Throttle::new();
        let now = Instant::now();
        for _ in 0..100 {
            throttle.take("Sample", HERE, now).unwrap().succeeded();
        }
    }
}
