// SPDX-License-Identifier: Apache-2.0

//! The chains that are built into the node. Their genesis comes from the runtime's own presets.

use openledger_runtime::{opaque::Block, WASM_BINARY};
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use sc_client_api::{BadBlocks, ForkBlocks};
use sc_sync_state_rpc::LightSyncStateExtension;
use serde::{Deserialize, Serialize};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

/// The prefix of the chain's addresses.
pub const SS58_PREFIX: u16 = 1612;

/// Keeps the network messages of this chain apart from those of other chains.
const PROTOCOL_ID: &str = "openledger";
const TOKEN_SYMBOL: &str = "OPEN";
const TOKEN_DECIMALS: u8 = 18;

/// What the client reads from a chain specification besides the genesis.
#[derive(Default, Clone, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// Blocks that must have the given hash.
	pub fork_blocks: ForkBlocks<Block>,
	/// Blocks that must not be imported.
	pub bad_blocks: BadBlocks<Block>,
	/// A finalised state from which light clients start. `sync_state_genSyncSpec` fills it in.
	pub light_sync_state: LightSyncStateExtension,
}

pub type ChainSpec = GenericChainSpec<Extensions>;

/// One validator, Alice, on one machine.
pub fn dev() -> Result<ChainSpec, String> {
	build("OpenLedger Development", "openledger_dev", ChainType::Development, DEV_RUNTIME_PRESET)
}

/// A few well-known validators on one machine or network.
pub fn local() -> Result<ChainSpec, String> {
	build(
		"OpenLedger Local Testnet",
		"openledger_local",
		ChainType::Local,
		LOCAL_TESTNET_RUNTIME_PRESET,
	)
}

fn build(name: &str, id: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or(
		"This node was built without the runtime's WebAssembly (SKIP_WASM_BUILD was set), so it \
		 has no built-in chains. Build it again without SKIP_WASM_BUILD, or pass a chain \
		 specification file with `--chain`.",
	)?;

	Ok(ChainSpec::builder(wasm, Extensions::default())
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id(PROTOCOL_ID)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// How wallets show amounts and addresses.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
	properties.insert("ss58Format".into(), SS58_PREFIX.into());
	properties
}
