// SPDX-License-Identifier: Apache-2.0

//! Two sides of a network on one machine, and the link between them.
//!
//! Each side is a network namespace. A pair of interfaces joins both sides, and a pair for each joins
//! it with the tests, which ask its nodes. Nothing is forwarded, so that nodes reach the other side by
//! the link between them or not at all.

use std::{net::Ipv4Addr, process};

use super::{
	host::Host,
	namespace::{ip, Namespace},
};

/// The interface on each side of the link between them, and of the link to the tests.
const BETWEEN: &str = "between";
const OUTSIDE: &str = "outside";

/// Two sides. They are removed when this goes out of scope, which must be after their nodes.
pub struct Split {
	pub(crate) sides: [Host; 2],
	namespaces: [Namespace; 2],
}

impl Split {
	/// Makes two sides that are linked.
	pub fn make() -> Self {
		let id = process::id();
		let namespaces = [0, 1].map(|number| Namespace::add(format!("openledger-{id}-{number}")));
		// Of the addresses for tests of networks, a part that other tests hardly have.
		let part = u8::try_from(id % 256).expect("it is a remainder");
		let side = |number: u8| {
			let namespace = namespaces[usize::from(number)].name();
			let address = Ipv4Addr::new(198, 18, part, 6 + 4 * number);
			Host::apart(namespace, address, Ipv4Addr::new(198, 18, part, 1 + number))
		};
		let split = Self { sides: [side(0), side(1)], namespaces };
		split.link();
		split
	}

	/// Cuts the link between the sides.
	pub fn cut(&self) {
		self.namespaces[0].ip(&format!("link set {BETWEEN} down"));
	}

	/// Mends it.
	pub fn heal(&self) {
		self.namespaces[0].ip(&format!("link set {BETWEEN} up"));
	}

	fn link(&self) {
		let [one, other] = self.namespaces.each_ref().map(Namespace::name);
		ip(&format!("link add {BETWEEN} netns {one} type veth peer name {BETWEEN} netns {other}"));
		for (number, (namespace, side)) in self.namespaces.iter().zip(&self.sides).enumerate() {
			// Names of interfaces are short.
			let here = format!("ol{}-{number}", process::id());
			let name = namespace.name();
			ip(&format!("link add {here} type veth peer name {OUTSIDE} netns {name}"));
			let [a, b, c, last] = side.address.octets();
			ip(&format!("address add {a}.{b}.{c}.{}/30 dev {here}", last - 1));
			ip(&format!("link set {here} up"));
			namespace.ip(&format!("address add {}/30 dev {OUTSIDE}", side.address));
			namespace.ip(&format!("address add {}/30 dev {BETWEEN}", side.for_nodes));
			for interface in [OUTSIDE, BETWEEN] {
				namespace.ip(&format!("link set {interface} up"));
			}
		}
	}
}
