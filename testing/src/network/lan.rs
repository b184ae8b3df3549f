// SPDX-License-Identifier: Apache-2.0

//! Machines on one network that know each other by name, as containers of one compose file do.
//!
//! Each machine is a network namespace, and so is the switch between them, to which the tests are
//! connected too: rules that this machine has for its own packets don't concern it.

use std::{
	ffi::OsStr,
	net::Ipv4Addr,
	process::{self, Command},
};

use super::{
	names::Names,
	namespace::{self, ip, Namespace},
};

/// The bridge of the switch, and a machine's interface.
const BRIDGE: &str = "bridge";
const INTERFACE: &str = "eth0";

/// Machines and the network that they are on. All is removed when this goes out of scope, which must
/// be after their programs.
pub struct Lan {
	machines: Vec<Machine>,
	_switch: Namespace,
	_names: Names,
}

/// A machine of a [`Lan`].
pub struct Machine {
	name: String,
	namespace: Namespace,
	/// Where the tests and the other machines reach it.
	pub address: Ipv4Addr,
}

impl Machine {
	/// A program that is to run on it.
	pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
		namespace::command(self.namespace.name(), program)
	}
}

impl Lan {
	/// Makes machines of these names, which find each other by them.
	pub fn make<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
		let id = process::id();
		// Of the addresses for tests of networks, a part that other tests hardly have.
		let part = u8::try_from(id % 256).expect("it is a remainder");
		let address = |last: u8| Ipv4Addr::new(198, 19, part, last);
		let switch = Namespace::add(format!("openledger-{id}-switch"));
		switch.ip(&format!("link add {BRIDGE} type bridge"));
		switch.ip(&format!("link set {BRIDGE} up"));
		let here = address(1);
		plug_in_tests(&switch, here);
		let machines = names.into_iter().zip(2..).map(|(name, last)| Machine {
			name: name.to_owned(),
			namespace: Namespace::add(format!("openledger-{id}-{name}")),
			address: address(last),
		});
		let machines: Vec<_> = machines.collect();
		for (number, machine) in machines.iter().enumerate() {
			plug_in(&switch, number, machine);
			// Where they ask for each other.
			machine.namespace.put("resolv.conf", &format!("nameserver {here}\n"));
			machine.namespace.put("hosts", "127.0.0.1 localhost\n");
		}
		let names = machines.iter().map(|machine| (machine.name.clone(), machine.address));
		let names = Names::serve(here, names.collect());
		Self { machines, _switch: switch, _names: names }
	}

	/// The machine of this name.
	pub fn machine(&self, name: &str) -> &Machine {
		let found = self.machines.iter().find(|machine| machine.name == name);
		found.unwrap_or_else(|| panic!("there is no machine {name}"))
	}
}

/// Connects the tests to a switch.
fn plug_in_tests(switch: &Namespace, address: Ipv4Addr) {
	let (name, port) = (switch.name(), "tests");
	// Names of interfaces are short.
	let here = format!("ol{}-lan", process::id());
	ip(&format!("link add {here} type veth peer name {port} netns {name}"));
	ip(&format!("address add {address}/24 dev {here}"));
	ip(&format!("link set {here} up"));
	switch.ip(&format!("link set {port} master {BRIDGE} up"));
}

/// Connects a machine to a switch.
fn plug_in(switch: &Namespace, number: usize, machine: &Machine) {
	let (name, port) = (switch.name(), format!("port{number}"));
	let namespace = machine.namespace.name();
	ip(&format!("link add {INTERFACE} netns {namespace} type veth peer name {port} netns {name}"));
	machine.namespace.ip(&format!("address add {}/24 dev {INTERFACE}", machine.address));
	machine.namespace.ip(&format!("link set {INTERFACE} up"));
	switch.ip(&format!("link set {port} master {BRIDGE} up"));
}
