// SPDX-License-Identifier: Apache-2.0

//! The chains that are built into the node. Their genesis comes from the runtime's own presets.

use openledger_runtime::{
	genesis::build_state, genesis_config_presets::get_preset, opaque::Block, RuntimeGenesisConfig,
	WASM_BINARY,
};
use sc_chain_spec::{
	json_merge, ChainSpec as _, ChainSpecBuilder, ChainSpecExtension, ChainType, GenericChainSpec,
	Properties,
};
use sc_client_api::{BadBlocks, ForkBlocks};
use sc_sync_state_rpc::LightSyncStateExtension;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sp_core::storage::{well_known_keys, Storage};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_state_machine::BasicExternalities;

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
	/// A finalized state from which light clients start. `sync_state_genSyncSpec` fills it in.
	pub light_sync_state: LightSyncStateExtension,
}

pub type ChainSpec = GenericChainSpec<Extensions>;

/// A chain that is built into the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltIn {
	/// One validator, Alice, on one machine.
	Development,
	/// A few well-known validators on one machine or network.
	Local,
}

impl BuiltIn {
	/// The chain that `--chain` names.
	pub fn named(chain: &str) -> Option<Self> {
		match chain {
			"dev" => Some(Self::Development),
			"" | "local" => Some(Self::Local),
			_ => None,
		}
	}

	/// Its specification, with the genesis as people read it.
	pub fn spec(self) -> Result<ChainSpec, String> {
		Ok(self.builder()?.with_genesis_config_preset_name(self.preset_name()).build())
	}

	/// Its specification, with the first state written out. By the runtime as it is compiled into the
	/// node: the WebAssembly that a specification is made into a state with would have to be compiled
	/// at each start.
	pub fn spec_with_state(self) -> Result<ChainSpec, String> {
		let name = self.preset_name();
		let preset = get_preset(&name.into()).ok_or_else(|| format!("no preset {name}"))?;
		let preset = serde_json::from_slice(&preset).map_err(said)?;
		let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).map_err(said)?;
		json_merge(&mut config, preset);
		let config = serde_json::to_vec(&config).map_err(said)?;
		let mut state = Storage::default();
		BasicExternalities::execute_with_storage(&mut state, || build_state(config))?;
		state.top.insert(well_known_keys::CODE.to_vec(), wasm()?.to_vec());
		let mut spec = self.builder()?.with_genesis_config(json!({})).build();
		spec.set_storage(state);
		Ok(spec)
	}

	fn builder(self) -> Result<ChainSpecBuilder<Extensions>, String> {
		let (name, id, chain_type) = match self {
			Self::Development => {
				("OpenLedger Development", "openledger_dev", ChainType::Development)
			}
			Self::Local => ("OpenLedger Local Testnet", "openledger_local", ChainType::Local),
		};
		Ok(ChainSpec::builder(wasm()?, Extensions::default())
			.with_name(name)
			.with_id(id)
			.with_chain_type(chain_type)
			.with_protocol_id(PROTOCOL_ID)
			.with_properties(properties()))
	}

	/// The name by which the runtime knows what its genesis config has besides every chain's.
	fn preset_name(self) -> &'static str {
		match self {
			Self::Development => DEV_RUNTIME_PRESET,
			Self::Local => LOCAL_TESTNET_RUNTIME_PRESET,
		}
	}
}

fn wasm() -> Result<&'static [u8], String> {
	WASM_BINARY.ok_or_else(|| {
		"This node was built without the runtime's WebAssembly (SKIP_WASM_BUILD was set), so it \
		 has no built-in chains. Build it again without SKIP_WASM_BUILD, or pass a chain \
		 specification file with `--chain`."
			.to_owned()
	})
}

fn said(error: serde_json::Error) -> String {
	error.to_string()
}

/// How wallets show amounts and addresses.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
	properties.insert("ss58Format".into(), SS58_PREFIX.into());
	properties
}
