//! How many requests one address may send.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most addresses remembered at a time; about 1 MB.
pub const MAX_ADDRESSES: usize = 16_384;

/// A token bucket for each client address, in bounded memory.
///
/// An address may send its whole minute's worth at once and gets one token back every
/// `60 / per_minute` seconds. IPv6 addresses count by their /64: that is what one household or
/// machine is given (RFC 6177), and its owner picks freely within it.
#[derive(Debug)]
pub struct RateLimit {
    per_minute: u32,
    half: usize,
    generations: Mutex<Generations>,
}

/// Buckets in use, in two halves. When the newer half is full it becomes the older one, and what
/// was in the older half and has not been used since is forgotten. So memory is bounded, each
/// request costs the same, and whoever goes on sending is never forgotten.
#[derive(Debug, Default)]
struct Generations {
    newer: HashMap<IpAddr, Bucket>,
    older: HashMap<IpAddr, Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl RateLimit {
    /// A limit of `per_minute` requests for each address, 0 for none, that remembers at most
    /// `max_addresses` (at least 2).
    #[must_use]
    pub fn new(per_minute: u32, max_addresses: usize) -> Self {
        Self {
            per_minute,
            half: (max_addresses / 2).max(1),
            generations: Mutex::default(),
        }
    }

    /// Takes one token of `address` at the time `now`.
    ///
    /// # Errors
    /// How long until the address has a token again. A refused request takes nothing.
    pub fn take(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let capacity = f64::from(self.per_minute);
        let per_second = capacity / 60.0;
        let key = counted_as(address);

        // A panic while the lock was held can't have left the maps unusable.
        let mut generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = generations
            .newer
            .get(&key)
            .or_else(|| generations.older.get(&key));
        let mut bucket = match known {
            Some(bucket) => Bucket {
                tokens: (now.saturating_duration_since(bucket.at).as_secs_f64() * per_second
                    + bucket.tokens)
                    .min(capacity),
                at: now,
            },
            None => Bucket {
                tokens: capacity,
                at: now,
            },
        };
        let answer = if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - bucket.tokens) / per_second))
        };
        generations.newer.insert(key, bucket);
        if generations.newer.len() >= self.half {
            generations.older = std::mem::take(&mut generations.newer);
        }
        answer
    }

    /// How many addresses are remembered now.
    #[must_use]
    pub fn remembered(&self) -> usize {
        let generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        generations.newer.len() + generations.older.len()
    }
}

/// The address, or the first of its /64.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_minutes_worth_passes_at_once_and_then_waits() {
        let limit = RateLimit::new(6, 100);
        let now = Instant::now();
        for _ in 0..6 {
            assert_eq!(limit.take(address("192.0.2.1"), now), Ok(()));
        }
        let wait = limit.take(address("192.0.2.1"), now).unwrap_err();
        assert!((9.9..=10.1).contains(&wait.as_secs_f64()), "{wait:?}");
        assert_eq!(
            limit.take(address("192.0.2.2"), now),
            Ok(()),
            "another address"
        );
    }

    #[test]
    fn a_token_comes_back_after_its_share_of_a_minute_even_if_asked_for_in_between() {
        let limit = RateLimit::new(6, 100);
        let start = Instant::now();
        for _ in 0..6 {
            limit.take(address("192.0.2.1"), start).unwrap();
        }
        for second in 1..10 {
            let now = start + Duration::from_secs(second);
            assert!(limit.take(address("192.0.2.1"), now).is_err());
        }
        let later = start + Duration::from_millis(10_001);
        assert_eq!(limit.take(address("192.0.2.1"), later), Ok(()));
        assert!(limit.take(address("192.0.2.1"), later).is_err());
    }

    #[test]
    fn all_of_a_64_is_one_sender() {
        let limit = RateLimit::new(1, 100);
        let now = Instant::now();
        assert_eq!(limit.take(address("2001:db8:1:2::1"), now), Ok(()));
        assert!(limit.take(address("2001:db8:1:2:ffff::9"), now).is_err());
        assert_eq!(limit.take(address("2001:db8:1:3::1"), now), Ok(()));
    }

    #[test]
    fn a_mapped_address_is_the_same_sender_as_the_plain_one() {
        let limit = RateLimit::new(1, 100);
        let now = Instant::now();
        assert_eq!(limit.take(address("192.0.2.1"), now), Ok(()));
        assert!(limit.take(address("::ffff:192.0.2.1"), now).is_err());
    }

    #[test]
    fn a_hundred_thousand_addresses_take_no_more_memory_than_allowed() {
        let limit = RateLimit::new(1, 1_000);
        let now = Instant::now();
        for number in 0..100_000 {
            let _ = limit.take(IpAddr::V4(Ipv4Addr::from_bits(number)), now);
            assert!(limit.remembered() <= 1_000);
        }
    }

    #[test]
    fn who_goes_on_sending_is_not_forgotten_in_a_flood_of_others() {
        let limit = RateLimit::new(1, 1_000);
        let now = Instant::now();
        assert_eq!(limit.take(address("192.0.2.1"), now), Ok(()));
        for number in 0..100_000 {
            let _ = limit.take(IpAddr::V4(Ipv4Addr::from_bits(number)), now);
            if number % 400 == 0 {
                assert!(limit.take(address("192.0.2.1"), now).is_err());
            }
        }
    }

    #[test]
    fn zero_means_no_limit_and_nothing_remembered() {
        let limit = RateLimit::new(0, 100);
        let now = Instant::now();
        for _ in 0..1_000 {
            assert_eq!(limit.take(address("192.0.2.1"), now), Ok(()));
        }
        assert_eq!(limit.remembered(), 0);
    }
}
