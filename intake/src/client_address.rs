//! Whose request it is: the client's address, through proxies that are trusted.

use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// An address range in CIDR notation (RFC 4632, RFC 4291), like `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

impl Network {
    /// Whether `address` lies in this range. An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`)
    /// counts as the IPv4 address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let range = text.trim();
        let address = || range.parse::<IpAddr>().map(IpNet::from);
        let range: Result<IpNet, _> = range.parse().or_else(|_| address());
        range.map(Self).map_err(|_| {
            format!("“{text}” is not an address or range; write it like 127.0.0.1 or 10.0.0.0/8")
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a proxy in front of this program may have this address: this machine's own, or one of a
/// private network, as between containers (RFC 1918, RFC 4193, RFC 3927).
#[must_use]
pub fn may_be_a_proxys(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// The address the request came from.
///
/// `peer` is the other end of the connection, `forwarded_for` the request's `X-Forwarded-For` lines
/// in their order, `trusted` the proxies whose word counts. Every proxy appends the address it saw,
/// so the list is read from its end and only as far as trusted proxies wrote it: the first address
/// that isn't a trusted proxy is the client's. What stands before it, anyone could have sent.
///
/// Where a trusted proxy wrote something that isn't an address, that proxy's own address is the
/// answer: coarse, but nobody can choose it.
pub fn client_address<'a>(
    peer: IpAddr,
    forwarded_for: impl DoubleEndedIterator<Item = &'a str>,
    trusted: &[Network],
) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut address = peer.to_canonical();
    let hops = forwarded_for.rev().flat_map(|line| line.rsplit(','));
    for hop in hops {
        if !is_trusted(address) {
            break;
        }
        match hop_address(hop.trim()) {
            Some(before) => address = before.to_canonical(),
            None => break,
        }
    }
    address
}

/// One hop: an address, perhaps with a port, as some proxies write it.
fn hop_address(hop: &str) -> Option<IpAddr> {
    hop.parse::<IpAddr>()
        .ok()
        .or_else(|| {
            hop.parse()
                .ok()
                .map(|with_port: std::net::SocketAddr| with_port.ip())
        })
        .or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address_of(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        client_address(peer.parse().unwrap(), lines.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_counts_for_nothing() {
        assert_eq!(address_of("192.0.2.1", &["198.51.100.7"], &[]), "192.0.2.1");
    }

    #[test]
    fn a_trusted_proxy_names_the_client() {
        assert_eq!(
            address_of("127.0.0.1", &["198.51.100.7"], &["127.0.0.1"]),
            "198.51.100.7"
        );
    }

    #[test]
    fn what_the_client_itself_wrote_in_front_is_ignored() {
        assert_eq!(
            address_of(
                "127.0.0.1",
                &["203.0.113.9, 198.51.100.7", "10.1.2.3"],
                &["127.0.0.1", "10.0.0.0/8"]
            ),
            "198.51.100.7"
        );
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_read() {
        let trusted = &["127.0.0.1"];
        for (hop, expected) in [
            ("198.51.100.7:4711", "198.51.100.7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
        ] {
            assert_eq!(address_of("::ffff:127.0.0.1", &[hop], trusted), expected);
        }
    }

    #[test]
    fn nonsense_from_a_trusted_proxy_falls_back_to_the_proxy() {
        for hop in ["unknown", "", "198.51.100.7 evil"] {
            assert_eq!(address_of("127.0.0.1", &[hop], &["127.0.0.1"]), "127.0.0.1");
        }
    }

    #[test]
    fn ranges_hold_what_their_prefix_says() {
        let inside = |range: &str, address: &str| {
            let range: Network = range.parse().unwrap();
            range.contains(address.parse().unwrap())
        };
        assert!(inside("10.0.0.0/8", "10.255.0.1"));
        assert!(!inside("10.0.0.0/8", "11.0.0.1"));
        assert!(inside("0.0.0.0/0", "203.0.113.1"));
        assert!(inside("2001:db8::/32", "2001:db8:ffff::1"));
        assert!(!inside("2001:db8::/32", "2001:db9::1"));
        assert!(inside("::/0", "2001:db8::1"));
        assert!(!inside("::/0", "203.0.113.1"));
    }

    #[test]
    fn proxies_are_looked_for_on_this_machine_and_in_private_networks() {
        let may_be = |address: &str| may_be_a_proxys(address.parse().unwrap());
        for address in [
            "127.0.0.1",
            "::1",
            "10.88.0.1",
            "172.17.0.1",
            "::ffff:10.88.0.1",
            "fd00::1",
        ] {
            assert!(may_be(address), "{address}");
        }
        for address in ["192.0.2.1", "203.0.113.1", "2001:db8::1"] {
            assert!(!may_be(address), "{address}");
        }
    }

    #[test]
    fn a_range_that_is_none_is_refused() {
        for text in [
            "",
            "localhost",
            "10.0.0.0/33",
            "::1/129",
            "10.0.0.0/-1",
            "10.0.0.0/",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
