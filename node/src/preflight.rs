// SPDX-License-Identifier: Apache-2.0

//! What would stop a node, or have it do something else than it was asked: found out, and said,
//! before it starts.

use sc_service::{config::RpcEndpoint, Configuration};
use std::{
	fs,
	io::{self, ErrorKind},
	net::{SocketAddr, TcpListener},
	path::Path,
};

/// Fails when the node could not keep its chain, or not listen where it was told to. With
/// `is_exact`, it does not listen anywhere else instead either.
pub fn ensure_can_start(config: &mut Configuration, is_exact: bool) -> Result<(), String> {
	ensure_writable(&config.data_path)?;
	for endpoint in config.rpc.addr.iter_mut().flatten() {
		// A node at another port than the one it was given looks like one that does not run, and the
		// program at that port like the node.
		if is_exact {
			endpoint.retry_random_port = false;
		}
		ensure_free(endpoint)?;
	}
	Ok(())
}

/// Fails when files can't be made in a folder. Makes the folder.
fn ensure_writable(folder: &Path) -> Result<(), String> {
	let probe = folder.join(format!(".writable-{}", std::process::id()));
	let write = || -> io::Result<()> {
		fs::create_dir_all(folder)?;
		fs::write(&probe, b"")?;
		fs::remove_file(&probe)
	};
	write().map_err(|error| {
		format!(
			"The node can't write to its folder, {}: {error}. Give that folder to the account that \
			 runs the node, or choose another with `--base-path`.",
			folder.display()
		)
	})
}

/// Fails when another program listens where JSON-RPC has to.
fn ensure_free(endpoint: &RpcEndpoint) -> Result<(), String> {
	if endpoint.retry_random_port || endpoint.is_optional {
		return Ok(());
	}
	let address = endpoint.listen_addr;
	match TcpListener::bind(address) {
		Ok(_) => Ok(()),
		Err(error) => Err(taken(address, &error)),
	}
}

fn taken(address: SocketAddr, error: &io::Error) -> String {
	match error.kind() {
		ErrorKind::AddrInUse => format!(
			"Another program listens on {address}, where this node's JSON-RPC should: another node, \
			 perhaps. Stop it, or choose another port with `--rpc-port`.",
		),
		_ => format!(
			"JSON-RPC can't listen on {address}: {error}. Choose another port with `--rpc-port`.",
		),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::net::Ipv4Addr;

	#[test]
	fn a_folder_that_can_not_be_written_to_should_be_named() {
		let folder = std::env::temp_dir().join(format!("openledger-node-{}", std::process::id()));
		assert_eq!(ensure_writable(&folder.join("chains/dev")), Ok(()));
		assert_eq!(fs::read_dir(folder.join("chains/dev")).unwrap().count(), 0);
		// Below a file there are no folders, whoever asks.
		let file = folder.join("file");
		fs::write(&file, b"").unwrap();
		let error = ensure_writable(&file.join("dev")).unwrap_err();
		assert!(error.contains(&file.join("dev").display().to_string()), "{error}");
		assert!(error.contains("--base-path"));
		fs::remove_dir_all(&folder).unwrap();
	}

	#[test]
	fn an_address_that_is_taken_should_be_named() {
		let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
		let address = other.local_addr().unwrap();
		let error = TcpListener::bind(address).unwrap_err();
		let text = taken(address, &error);
		assert!(text.contains(&address.to_string()) && text.contains("--rpc-port"), "{text}");
		assert!(text.starts_with("Another program"));
	}
}
