//! How many requests one address may send, and all addresses together.

use ipnet::{IpNet, Ipv6Net};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most networks remembered at a time; about 1 MB.
pub const MAX_ADDRESSES: usize = 16_384;

/// The IPv6 networks that count, from the widest, and how many times the share of one address each
/// has. A /64 is one household or machine, a customer is given a /56 or a /48 (RFC 6177), and its
/// owner picks freely within it.
const IPV6_NETWORKS: [(u8, f64); 3] = [(48, 4.0), (56, 2.0), (64, 1.0)];

/// How many times the share of one address all addresses have together.
const ALL_ADDRESSES: f64 = 10.0;

/// The part of that which is kept for those who send their first request.
const KEPT_FOR_THE_FIRST: f64 = 0.5;

/// How long it takes until a bucket is full again, however empty it was.
const REFILL: Duration = Duration::from_secs(60);

/// A token bucket for each client address, for the networks around it, and for all together, in
/// bounded memory.
///
/// An address may send its whole minute's worth at once and gets one token back every
/// `60 / per_minute` seconds. An IPv6 address counts by its /64, and by its /56 and /48 too. When
/// half of what all may send together is used up, the rest is for those who have not sent anything
/// for a minute: people send one request.
#[derive(Debug)]
pub struct RateLimit {
    per_minute: u32,
    half: usize,
    buckets: Mutex<Buckets>,
}

/// Buckets in use, in two halves. When the newer half is full it becomes the older one, and what
/// was in the older half and has not been used since is forgotten. So memory is bounded, each
/// request costs the same, and whoever goes on sending is never forgotten.
#[derive(Debug, Default)]
struct Buckets {
    newer: HashMap<IpNet, Bucket>,
    older: HashMap<IpNet, Bucket>,
    /// When buckets were last forgotten. For [`REFILL`] from then on, who is not known may be one
    /// of those, and starts with one token.
    forgotten_at: Option<Instant>,
    all: Option<Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    capacity: f64,
    at: Instant,
}

impl Bucket {
    fn new(capacity: f64, tokens: f64, at: Instant) -> Self {
        Self {
            tokens,
            capacity,
            at,
        }
    }

    /// The bucket at the time `now`, with what has come back since.
    fn at(self, now: Instant) -> Self {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        let back = passed * self.capacity / REFILL.as_secs_f64();
        Self::new(self.capacity, (self.tokens + back).min(self.capacity), now)
    }

    /// How long until it holds so many tokens; nothing if it does.
    fn wait_for(&self, tokens: f64) -> Duration {
        let missing = (tokens - self.tokens).max(0.0);
        Duration::from_secs_f64(missing * REFILL.as_secs_f64() / self.capacity)
    }

    fn is_full(&self) -> bool {
        self.tokens >= self.capacity
    }
}

impl RateLimit {
    /// A limit of `per_minute` requests for each address, 0 for none, that remembers at most
    /// `max_addresses` (at least 2).
    #[must_use]
    pub fn new(per_minute: u32, max_addresses: usize) -> Self {
        Self {
            per_minute,
            half: (max_addresses / 2).max(1),
            buckets: Mutex::default(),
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
        let share = f64::from(self.per_minute);
        // A panic while the lock was held can't have left the maps unusable.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let all = share * ALL_ADDRESSES;
        let mut all = buckets
            .all
            .map_or(Bucket::new(all, all, now), |all| all.at(now));
        let counted: Vec<(IpNet, Option<Bucket>, Bucket)> = networks(address)
            .into_iter()
            .map(|(network, times)| {
                let known = buckets.known(&network).map(|bucket| bucket.at(now));
                let fresh = buckets.fresh(share * times, now);
                (network, known, known.unwrap_or(fresh))
            })
            .collect();
        let is_first = counted
            .iter()
            .all(|(_, known, _)| known.is_none_or(|bucket| bucket.is_full()));
        let kept = if is_first {
            0.0
        } else {
            all.capacity * KEPT_FOR_THE_FIRST
        };
        let wait = counted
            .iter()
            .map(|(_, _, bucket)| bucket.wait_for(1.0))
            .chain([all.wait_for(1.0 + kept)])
            .max()
            .unwrap_or_default();
        let is_refused = !wait.is_zero();
        for (network, known, mut bucket) in counted {
            if !is_refused {
                bucket.tokens -= 1.0;
            } else if known.is_none() {
                // A refused request must not push others out of memory.
                continue;
            }
            buckets.remember(network, bucket, self.half);
        }
        if is_refused {
            return Err(wait);
        }
        all.tokens -= 1.0;
        buckets.all = Some(all);
        Ok(())
    }

    /// How many networks are remembered now.
    #[must_use]
    pub fn remembered(&self) -> usize {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.newer.len() + buckets.older.len()
    }
}

impl Buckets {
    fn known(&self, network: &IpNet) -> Option<Bucket> {
        self.newer.get(network).or(self.older.get(network)).copied()
    }

    /// The bucket of a network that is not known.
    fn fresh(&self, capacity: f64, now: Instant) -> Bucket {
        let may_be_forgotten = self
            .forgotten_at
            .is_some_and(|at| now.saturating_duration_since(at) < REFILL);
        let tokens = if may_be_forgotten { 1.0 } else { capacity };
        Bucket::new(capacity, tokens, now)
    }

    fn remember(&mut self, network: IpNet, bucket: Bucket, half: usize) {
        self.newer.insert(network, bucket);
        if self.newer.len() >= half {
            let forgotten = std::mem::replace(&mut self.older, std::mem::take(&mut self.newer));
            if !forgotten.is_empty() {
                self.forgotten_at = Some(bucket.at);
            }
        }
    }
}

/// The network of one household or machine: the address, or its /64.
#[must_use]
pub fn household(address: IpAddr) -> IpNet {
    let narrowest = networks(address).pop();
    narrowest.map_or_else(|| IpNet::from(address), |(network, _)| network)
}

/// The networks that an address counts by, from the widest, and how many times the share of one
/// address each has.
fn networks(address: IpAddr) -> Vec<(IpNet, f64)> {
    match address.to_canonical() {
        IpAddr::V4(address) => vec![(IpNet::from(IpAddr::V4(address)), 1.0)],
        IpAddr::V6(address) => IPV6_NETWORKS
            .into_iter()
            .filter_map(|(prefix, times)| {
                let network = Ipv6Net::new(address, prefix).ok()?.trunc();
                Some((IpNet::V6(network), times))
            })
            .collect(),
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

    /// How many of these addresses' requests pass at once.
    fn passed(limit: &RateLimit, addresses: impl IntoIterator<Item = IpAddr>) -> usize {
        let now = Instant::now();
        addresses
            .into_iter()
            .filter(|address| limit.take(*address, now).is_ok())
            .count()
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
    fn a_customer_with_many_64s_gets_little_more_than_one_with_one() {
        let in_one_56 = (0..256).map(|n| address(&format!("2001:db8:1:{n:x}::1")));
        assert_eq!(passed(&RateLimit::new(6, 10_000), in_one_56), 12);
        let in_one_48 = (0..5_000).map(|n| address(&format!("2001:db8:1:{n:x}::1")));
        assert_eq!(passed(&RateLimit::new(6, 10_000), in_one_48), 24);
        let in_many_48s = (0..10).map(|n| address(&format!("2001:db8:{n:x}::1")));
        assert_eq!(passed(&RateLimit::new(6, 10_000), in_many_48s), 10);
    }

    #[test]
    fn one_customer_does_not_push_others_out_of_memory() {
        let limit = RateLimit::new(6, 100);
        assert_eq!(passed(&limit, [address("192.0.2.1"); 7]), 6);
        passed(
            &limit,
            (0..5_000).map(|n| address(&format!("2001:db8:1:{n:x}::1"))),
        );
        assert_eq!(passed(&limit, [address("192.0.2.1")]), 0);
    }

    #[test]
    fn who_was_forgotten_in_a_flood_does_not_come_back_with_everything() {
        let limit = RateLimit::new(6, 100);
        assert_eq!(passed(&limit, [address("192.0.2.1"); 6]), 6);
        passed(
            &limit,
            (0..1_000).map(|n| IpAddr::V4(Ipv4Addr::from_bits(n))),
        );
        assert!(passed(&limit, [address("192.0.2.1"); 6]) <= 1);
    }

    #[test]
    fn many_busy_addresses_leave_room_for_people() {
        let limit = RateLimit::new(30, 10_000);
        let flood = (0..100).map(|n| IpAddr::V4(Ipv4Addr::from_bits(n)));
        let flood: Vec<IpAddr> = std::iter::repeat_n(flood, 30).flatten().collect();
        let flooded = passed(&limit, flood);
        assert!((100..=300).contains(&flooded), "{flooded} of 3000");
        let people = (0..100).map(|n| address(&format!("198.51.100.{n}")));
        assert_eq!(passed(&limit, people), 100, "one each");
    }

    #[test]
    fn there_is_an_end_to_what_all_addresses_may_send_together() {
        let limit = RateLimit::new(30, 10_000);
        let botnet = (0..5_000).map(|n| IpAddr::V4(Ipv4Addr::from_bits(n)));
        assert_eq!(passed(&limit, botnet), 300);
        let later = Instant::now() + Duration::from_secs(60);
        assert_eq!(limit.take(address("198.51.100.1"), later), Ok(()));
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
