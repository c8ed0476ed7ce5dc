//! How many connections one address has open.

use crate::rate_limit::household;
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts open connections by address, IPv6 addresses by their /64.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    open: Mutex<HashMap<IpNet, usize>>,
}

/// One open connection; it counts until this is dropped.
#[derive(Debug)]
pub struct Place {
    connections: Arc<Connections>,
    network: IpNet,
}

impl Connections {
    /// At most `most` connections for each address.
    #[must_use]
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            open: Mutex::default(),
        })
    }

    /// A place for one more connection from `address`; `None` if it has as many as it may.
    #[must_use]
    pub fn place(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let network = household(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(network).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
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
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_up_to_the_limit_and_come_back() {
        let connections = Connections::new(2);
        let place = |address: &str| connections.place(address.parse().unwrap());
        let one = place("2001:db8::1");
        let two = place("2001:db8::2");
        assert!(one.is_some() && two.is_some());
        assert!(place("2001:db8::3").is_none(), "the same /64");
        let other = place("2001:db8:0:1::1");
        assert!(other.is_some());
        drop(one);
        let three = place("2001:db8::3");
        assert!(three.is_some());
        drop((two, other, three));
        assert_eq!(connections.open.lock().unwrap().len(), 0);
    }
}
