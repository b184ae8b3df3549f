// SPDX-License-Identifier: Apache-2.0

//! `export-light-spec`: the chain specification that a light client starts from.

use clap::Parser;
use jsonrpsee::{
	core::client::ClientT,
	rpc_params,
	ws_client::{WsClient, WsClientBuilder},
};
use sc_cli::{Error, Result};
use sc_network::config::MultiaddrWithPeerId;
use serde_json::{json, Value};

/// Bytes of the answer: the genesis is part of it, with the runtime.
const MAX_RESPONSE: u32 = 64 << 20;

/// Asks a running node for its chain specification: raw, with the last final block, from which a
/// light client starts, and the addresses that it asks.
#[derive(Debug, Parser)]
pub struct ExportLightSpec {
	/// The JSON-RPC of the node.
	#[arg(long, default_value = "ws://127.0.0.1:9944")]
	url: String,

	/// Where light clients find the network, such as
	/// `/dns4/node.example/tcp/443/wss/p2p/12D3KooW…`. May be given several times.
	///
	/// Without it, the addresses are those that the node listens on and a light client can dial.
	#[arg(long = "bootnode", value_name = "MULTIADDR")]
	bootnodes: Vec<MultiaddrWithPeerId>,
}

impl ExportLightSpec {
	pub fn run(&self) -> Result<()> {
		let spec = sc_cli::build_runtime()?.block_on(self.spec())?;
		println!("{spec:#}");
		Ok(())
	}

	async fn spec(&self) -> Result<Value> {
		let given: Vec<_> = self.bootnodes.iter().map(ToString::to_string).collect();
		if let Some(address) = given.iter().find(|address| !can_be_dialed(address)) {
			return Err(Error::Input(format!(
				"A light client in a browser can't dial `{address}`: it takes an address with `/ws`, \
				 `/wss` or `/webrtc-direct`."
			)));
		}
		let node = WsClientBuilder::default()
			.max_response_size(MAX_RESPONSE)
			.build(&self.url)
			.await
			.map_err(|error| {
				Error::Input(format!(
					"There is no node at {}: {error}. Start it, or name another with `--url`.",
					self.url
				))
			})?;
		let addresses = if given.is_empty() { listened(&node).await? } else { given };
		let mut spec: Value = node
			.request("sync_state_genSyncSpec", rpc_params![true])
			.await
			.map_err(|error| Error::Input(format!("The node gives no specification: {error}")))?;
		spec["bootNodes"] = json!(addresses);
		Ok(spec)
	}
}

/// The addresses that a node listens on and a light client can dial.
async fn listened(node: &WsClient) -> Result<Vec<String>> {
	let all: Vec<String> =
		node.request("system_localListenAddresses", rpc_params![]).await.map_err(|error| {
			Error::Input(format!("The node does not say where it listens: {error}"))
		})?;
	let addresses: Vec<_> = all.into_iter().filter(|address| can_be_dialed(address)).collect();
	if addresses.is_empty() {
		return Err(Error::Input(
			"The node listens nowhere that a light client could dial. Start it with, for example, \
			 `--listen-addr /ip4/0.0.0.0/tcp/30334/ws`, or say where it is reached with \
			 `--bootnode`."
				.into(),
		));
	}
	Ok(addresses)
}

/// Whether a page in a browser can open a connection to an address.
fn can_be_dialed(address: &str) -> bool {
	address.split('/').any(|part| matches!(part, "ws" | "wss" | "webrtc-direct"))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn addresses_that_browsers_dial_should_be_known() {
		for address in [
			"/dns4/node.example/tcp/443/wss/p2p/12D3KooW",
			"/ip4/127.0.0.1/tcp/30334/ws/p2p/12D3KooW",
			"/ip6/::1/udp/30333/webrtc-direct/certhash/uEi/p2p/12D3KooW",
		] {
			assert!(can_be_dialed(address), "{address}");
		}
		for address in ["/ip4/127.0.0.1/tcp/30333/p2p/12D3KooW", "/dns4/ws.example/tcp/1", ""] {
			assert!(!can_be_dialed(address), "{address}");
		}
	}
}
