// SPDX-License-Identifier: Apache-2.0

//! Two sides of a network on one machine, and the link between them.
//!
//! Each side is a network namespace of Linux, with interfaces and addresses of its own. A pair of
//! interfaces joins both sides, and a pair for each joins it with the tests, which ask its nodes.
//! Nothing is forwarded, so that nodes reach the other side by the link between them or not at all.

use std::{
	net::Ipv4Addr,
	path::PathBuf,
	process::{self, Command},
};

/// The interface on each side of the link between them, and of the link to the tests.
const BETWEEN: &str = "between";
const OUTSIDE: &str = "outside";

/// Where a node runs.
#[derive(Clone)]
pub(crate) struct Host {
	/// `None` is where the tests run.
	namespace: Option<String>,
	/// Where the tests reach it.
	pub address: Ipv4Addr,
	/// Where other nodes reach it.
	pub for_nodes: Ipv4Addr,
}

impl Host {
	/// Where the tests run.
	pub const HERE: Self =
		Self { namespace: None, address: Ipv4Addr::LOCALHOST, for_nodes: Ipv4Addr::LOCALHOST };

	/// A program that is to run there.
	pub fn command(&self, program: PathBuf) -> Command {
		match &self.namespace {
			None => Command::new(program),
			Some(namespace) => {
				let mut command = Command::new("ip");
				command.args(["netns", "exec", namespace]).arg(program);
				command
			}
		}
	}

	/// What a node is told so that the tests can ask it.
	pub fn options(&self) -> &'static [&'static str] {
		match self.namespace {
			None => &[],
			Some(_) => &["--unsafe-rpc-external", "--rpc-cors", "all"],
		}
	}
}

/// Two sides. They are removed when this goes out of scope, which must be after their nodes.
pub struct Split {
	pub(crate) sides: [Host; 2],
}

impl Split {
	/// Makes two sides that are linked.
	pub fn make() -> Self {
		let id = process::id();
		// Of the addresses for tests of networks, a part that other tests hardly have.
		let part = u8::try_from(id % 256).expect("it is a remainder");
		let side = |number: u8| Host {
			namespace: Some(format!("openledger-{id}-{number}")),
			address: Ipv4Addr::new(198, 18, part, 6 + 4 * number),
			for_nodes: Ipv4Addr::new(198, 18, part, 1 + number),
		};
		// Whatever fails from here on, both are removed again.
		let split = Self { sides: [side(0), side(1)] };
		split.link();
		split
	}

	/// Cuts the link between the sides.
	pub fn cut(&self) {
		ip(&format!("-n {} link set {BETWEEN} down", self.name(0)));
	}

	/// Mends it.
	pub fn heal(&self) {
		ip(&format!("-n {} link set {BETWEEN} up", self.name(0)));
	}

	fn link(&self) {
		let (one, other) = (self.name(0), self.name(1));
		ip(&format!("netns add {one}"));
		ip(&format!("netns add {other}"));
		ip(&format!("link add {BETWEEN} netns {one} type veth peer name {BETWEEN} netns {other}"));
		for (number, side) in self.sides.iter().enumerate() {
			let name = self.name(number);
			// Names of interfaces are short.
			let here = format!("ol{}-{number}", process::id());
			ip(&format!("link add {here} type veth peer name {OUTSIDE} netns {name}"));
			let [a, b, c, last] = side.address.octets();
			ip(&format!("address add {a}.{b}.{c}.{}/30 dev {here}", last - 1));
			ip(&format!("link set {here} up"));
			ip(&format!("-n {name} address add {}/30 dev {OUTSIDE}", side.address));
			ip(&format!("-n {name} address add {}/30 dev {BETWEEN}", side.for_nodes));
			for interface in ["lo", OUTSIDE, BETWEEN] {
				ip(&format!("-n {name} link set {interface} up"));
			}
		}
	}

	fn name(&self, side: usize) -> &str {
		self.sides[side].namespace.as_deref().expect("sides are namespaces")
	}
}

impl Drop for Split {
	fn drop(&mut self) {
		for side in 0..self.sides.len() {
			// It may never have been made. Its interfaces go with it.
			let _ = Command::new("ip").args(["netns", "delete", self.name(side)]).output();
		}
	}
}

/// Runs `ip`, which must succeed.
fn ip(arguments: &str) {
	let output = Command::new("ip").args(arguments.split_whitespace()).output();
	let said = match output {
		Ok(output) if output.status.success() => return,
		Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
		Err(error) => error.to_string(),
	};
	panic!(
		"`ip {arguments}` failed: {said}. A network is split by network namespaces of Linux: run \
		 this test as root, where `ip` is installed (scripts/setup.sh --test installs iproute2) and \
		 namespaces are allowed"
	);
}
