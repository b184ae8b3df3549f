// SPDX-License-Identifier: Apache-2.0

//! Where a node runs.

use std::{ffi::OsStr, net::Ipv4Addr, process::Command};

use super::namespace;

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

	/// A network namespace, with the addresses at which tests and nodes reach it.
	pub fn apart(namespace: &str, address: Ipv4Addr, for_nodes: Ipv4Addr) -> Self {
		Self { namespace: Some(namespace.to_owned()), address, for_nodes }
	}

	/// A program that is to run there.
	pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
		match &self.namespace {
			None => Command::new(program),
			Some(namespace) => namespace::command(namespace, program),
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
