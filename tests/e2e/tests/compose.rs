// SPDX-License-Identifier: Apache-2.0

//! The network of `docker/compose.yaml` forms, without containers: the same programs with the same
//! options, each on a machine of its own that knows the others by the names of their services. All
//! that they are started with is read from the files that a container engine reads.

#[path = "compose/container.rs"]
mod container;
#[path = "compose/files.rs"]
mod files;
#[path = "compose/image.rs"]
mod image;

use std::{collections::BTreeMap, fs, time::Duration};

use openledger_testing::{block_on, checkout, wait_for, Lan, Rpc};
use serde_json::Value;
use subxt::rpcs::client::rpc_params;

use crate::{
	container::Container,
	files::{nodes, targets, Port, Protocol},
	image::Image,
};

/// The node that others connect to, and clients ask.
const FULL: &str = "full";
/// Its peers, and everybody's: four validators and a full node are five.
const PEERS: u64 = 4;
/// Where it answers.
const RPC: Port = Port { number: 9944, protocol: Protocol::Tcp };
/// What has to be final on each.
const FINAL: u64 = 5;
/// Longer than that takes: each measures the machine and compiles its runtime first.
const LIMIT: Duration = Duration::from_secs(300);

#[test]
fn nodes_of_the_compose_file_should_make_blocks_final() {
	let image = Image::read();
	let services = nodes();
	let lan = Lan::make(services.keys().map(String::as_str));
	let started = services.iter().map(|(name, service)| {
		let container = Container::start(name, lan.machine(name), &image, service);
		(name.as_str(), container)
	});
	let mut containers: BTreeMap<_, _> = started.collect();

	let targets = targets();
	assert!(targets.keys().eq(services.keys()), "Prometheus asks {targets:?}");
	for (name, container) in &mut containers {
		let port = targets[*name];
		wait_for("final blocks and peers", LIMIT, || {
			container.ensure_running();
			let (last, peers) = container.final_and_peers(port)?;
			(last >= FINAL && peers >= PEERS).then_some(())
		});
		container.ensure_healthy();
		container.ensure_kept();
	}

	let full = &containers[FULL];
	let ports = &services[FULL].ports;
	assert!(ports.contains(&RPC), "clients can't ask the full node");
	let (methods, addresses) = block_on(async {
		let rpc = Rpc::connect(&format!("ws://{}:{}", full.address, RPC.number)).await;
		let ask = |method| {
			let answer = rpc.request(method, rpc_params![]);
			async { answer.await.expect("the node answers") }
		};
		(ask("rpc_methods").await["methods"].clone(), ask("system_localListenAddresses").await)
	});
	assert!(texts(&methods).any(|method| method == "archive_v1_storage"), "states are lost");
	// Each port of the host leads to something, or peers and light clients can't connect.
	for port in ports.iter().filter(|port| **port != RPC) {
		let transport = port.transport();
		let listens = |address: &str| address.contains(&transport);
		assert!(texts(&addresses).any(listens), "nothing listens on {port:?}: {addresses}");
	}
	for (name, service) in &services {
		let missing = service.ports.iter().find(|port| !image.exposes(**port));
		assert_eq!(missing, None, "of {name}, the image doesn't name it");
	}
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
	list.as_array().expect("it is a list").iter().filter_map(Value::as_str)
}

/// A file of this project.
fn read(path: &str) -> String {
	let path = checkout().join(path);
	fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
