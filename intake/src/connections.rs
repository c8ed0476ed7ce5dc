//! How many connections one address has open.

use crate::rate_limit::household;
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts open connections by address, IPv6 addresses by their /64.
///
/// While there is room, an address may have as many as it likes: many people can share one. Once
/// the server is crowded, those that have many get no more, and what is left is for the others.
#[derive(Debug)]
pub struct Connections {
    many: usize,
    crowded: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_network: HashMap<IpNet, usize>,
}

/// One open connection; it counts until this is dropped.
#[derive(Debug)]
pub struct Place {
    connections: Arc<Connections>,
    network: IpNet,
}

impl Connections {
    /// The server is crowded from `crowded` connections on; then an address that has `many` or more
    /// gets no other.
    #[must_use]
    pub fn new(many: usize, crowded: usize) -> Arc<Self> {
        Arc::new(Self {
            many,
            crowded,
            open: Mutex::default(),
        })
    }

    /// A place for one more connection from `address`, if it may have one.
    #[must_use]
    pub fn place(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let network = household(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let has = open.by_network.get(&network).copied().unwrap_or(0);
        if open.all >= self.crowded && has >= self.many {
            return None;
        }
        open.all += 1;
        open.by_network.insert(network, has + 1);
        Some(Place {
            connections: Arc::clone(self),
            network,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self
            .connections
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(count) = open.by_network.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.by_network.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_it_is_crowded_who_has_many_gets_no_more_and_others_do() {
        let connections = Connections::new(2, 5);
        let place = |address: &str| connections.place(address.parse().unwrap());
        let first: Vec<_> = (1..=5).map(|n| place(&format!("2001:db8::{n}"))).collect();
        assert!(first.iter().all(Option::is_some), "there was room");
        assert!(place("2001:db8::6").is_none(), "the same /64");
        let others = [
            place("2001:db8:0:1::1"),
            place("192.0.2.1"),
            place("192.0.2.1"),
        ];
        assert!(others.iter().all(Option::is_some));
        assert!(place("192.0.2.1").is_none());
        drop(others);
        assert!(place("2001:db8::6").is_none(), "still crowded");
        drop(first);
        assert!(place("2001:db8::6").is_some());
        let open = connections.open.lock().unwrap();
        assert_eq!((open.all, open.by_network.len()), (0, 0));
    }
}
