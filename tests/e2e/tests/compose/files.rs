// SPDX-License-Identifier: Apache-2.0

//! What `docker/compose.yaml` says of nodes, and `docker/prometheus/prometheus.yml` of where they are
//! asked.

use std::collections::BTreeMap;

use serde::{
	de::{DeserializeOwned, Error as _, IgnoredAny},
	Deserialize, Deserializer,
};
use serde_norway::Value;

use crate::read;

const COMPOSE: &str = "docker/compose.yaml";
const PROMETHEUS: &str = "docker/prometheus/prometheus.yml";
/// The image that this project builds.
const IMAGE: &str = "openledger-node";
/// What Prometheus calls nodes.
const JOB: &str = "openledger";

/// A service that is a node. It is refused with anything that is unknown here, because that may say
/// what is run, and how.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
	#[serde(rename = "image")]
	_image: IgnoredAny,
	/// The options of the node.
	#[serde(deserialize_with = "words")]
	pub command: Vec<String>,
	pub volumes: Vec<Volume>,
	/// Ports of the container that the host has too.
	#[serde(default)]
	pub ports: Vec<Port>,
	// How a container is kept, and what it may not do: nothing here is a container.
	#[serde(rename = "restart")]
	_restart: IgnoredAny,
	#[serde(rename = "stop_grace_period")]
	_stop_grace_period: IgnoredAny,
	#[serde(rename = "read_only")]
	_read_only: IgnoredAny,
	#[serde(rename = "tmpfs")]
	_tmpfs: IgnoredAny,
	#[serde(rename = "cap_drop")]
	_cap_drop: IgnoredAny,
	#[serde(rename = "security_opt")]
	_security_opt: IgnoredAny,
}

/// A volume, by the folder in the container that it is.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub struct Volume(pub String);

impl TryFrom<String> for Volume {
	type Error = String;

	fn try_from(text: String) -> Result<Self, String> {
		match text.split(':').collect::<Vec<_>>()[..] {
			[_, folder] if folder.starts_with('/') => Ok(Self(folder.to_owned())),
			_ => Err(format!("{text} is no VOLUME:FOLDER")),
		}
	}
}

/// A port of a container.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(try_from = "String")]
pub struct Port {
	pub number: u16,
	pub protocol: Protocol,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Protocol {
	Tcp,
	Udp,
}

impl Port {
	/// One as images name it: PORT or PORT/PROTOCOL.
	pub fn parse(text: &str) -> Result<Self, String> {
		let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
		let protocol = match protocol {
			"tcp" => Protocol::Tcp,
			"udp" => Protocol::Udp,
			_ => return Err(format!("{text} is neither of TCP nor of UDP")),
		};
		let number = number.parse().map_err(|_| format!("{text} is no port"))?;
		Ok(Self { number, protocol })
	}

	/// Its part of the address of who listens there.
	pub fn transport(self) -> String {
		let protocol = match self.protocol {
			Protocol::Tcp => "tcp",
			Protocol::Udp => "udp",
		};
		format!("/{protocol}/{}/", self.number)
	}
}

impl TryFrom<String> for Port {
	type Error = String;

	/// As compose files name it, after an address and a port of the host.
	fn try_from(text: String) -> Result<Self, String> {
		Self::parse(text.rsplit(':').next().unwrap_or_default())
	}
}

/// A command line. Where a shell or the container engine would change anything, it is refused.
fn words<'a, D: Deserializer<'a>>(text: D) -> Result<Vec<String>, D::Error> {
	let text = String::deserialize(text)?;
	match text.find(['$', '\'', '"', '\\']) {
		None => Ok(text.split_whitespace().map(str::to_owned).collect()),
		Some(_) => Err(D::Error::custom(format!("more than words: {text}"))),
	}
}

/// The services that are nodes, by name.
pub fn nodes() -> BTreeMap<String, Service> {
	#[derive(Deserialize)]
	struct File {
		services: BTreeMap<String, Value>,
	}

	let File { services } = parse(COMPOSE);
	let nodes = services.into_iter().filter(|(_, service)| service["image"] == IMAGE);
	nodes
		.map(|(name, service)| match serde_norway::from_value(service) {
			Ok(service) => (name, service),
			Err(error) => panic!("{COMPOSE}, {name}: {error}"),
		})
		.collect()
}

/// Where Prometheus asks nodes: their ports, by the names of their services.
pub fn targets() -> BTreeMap<String, u16> {
	#[derive(Deserialize)]
	struct File {
		scrape_configs: Vec<Job>,
	}
	#[derive(Deserialize)]
	struct Job {
		job_name: String,
		static_configs: Vec<Targets>,
	}
	#[derive(Deserialize)]
	struct Targets {
		targets: Vec<String>,
	}

	let File { scrape_configs } = parse(PROMETHEUS);
	let job = scrape_configs.into_iter().find(|job| job.job_name == JOB).expect("it asks nodes");
	let targets = job.static_configs.into_iter().flat_map(|one| one.targets);
	targets
		.map(|target| {
			let (name, port) = target.split_once(':').expect("a target has a port");
			(name.to_owned(), port.parse().expect("ports are numbers"))
		})
		.collect()
}

fn parse<T: DeserializeOwned>(path: &str) -> T {
	let parsed = serde_norway::from_str(&read(path)).and_then(|mut value: Value| {
		// What `<<` takes over.
		value.apply_merge()?;
		serde_norway::from_value(value)
	});
	parsed.unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn all_that_is_run_should_be_known() {
	let service = "
		image: openledger-node
		restart: unless-stopped
		stop_grace_period: 1m
		read_only: true
		tmpfs: [/tmp]
		cap_drop: [ALL]
		security_opt: []
		volumes: [\"full:/data\"]
		command: --chain local
	"
	.replace('\t', "");
	let read = |more: &str| serde_norway::from_str::<Service>(&format!("{service}{more}\n"));
	let known = read("ports: ['127.0.0.1:1:2', '3:4/udp']").unwrap();
	assert_eq!(known.command, ["--chain", "local"]);
	let ports: Vec<_> = known.ports.into_iter().map(Port::transport).collect();
	assert_eq!(ports, ["/tcp/2/", "/udp/4/"]);
	assert!(read("entrypoint: sh").is_err());
	assert!(read("ports: [1:x]").is_err());
	let service = service.replace("local", "$CHAIN");
	assert!(serde_norway::from_str::<Service>(&service).is_err());
}
