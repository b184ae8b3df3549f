// SPDX-License-Identifier: Apache-2.0

//! What must not change by accident, and what the composition promises.

mod answers;
mod cost;
mod curves;
mod deposits;
mod extremes;
mod filters;
mod flood;
mod genesis;
mod governance;
mod invisible;
mod money;
mod parameters;
mod payoffs;
mod pinned;
mod receipts;
mod reference;
mod staking;
mod told;
mod weights;

use crate::{
	check_state::check_state, genesis::build_state, genesis_config_presets::get_preset,
	RuntimeGenesisConfig, RuntimeOrigin,
};
use frame_support::genesis_builder_helper;
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

/// The default genesis config with a preset merged into it, as the node does it.
fn preset_config(id: &str) -> Value {
	let default = genesis_builder_helper::get_preset::<RuntimeGenesisConfig>(&None, |_| None)
		.expect("there is a default config");
	let patch = get_preset(&PresetId::from(id)).expect("the preset exists");
	let mut config = serde_json::from_slice(&default).expect("the default is JSON");
	merge(&mut config, serde_json::from_slice(&patch).expect("the preset is JSON"));
	config
}

fn merge(config: &mut Value, patch: Value) {
	match (config, patch) {
		(Value::Object(config), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(config.entry(key).or_insert(Value::Null), value);
			}
		}
		(config, patch) => *config = patch,
	}
}

fn try_build(config: &Value) -> Result<sp_io::TestExternalities, String> {
	let json = serde_json::to_vec(config).expect("a JSON value has a text");
	let mut ext = sp_io::TestExternalities::default();
	ext.execute_with(|| build_state(json)).map(|()| ext)
}

/// The state after the genesis of a preset.
fn preset(id: &str) -> sp_io::TestExternalities {
	try_build(&preset_config(id)).expect("the preset builds")
}

fn development() -> sp_io::TestExternalities {
	preset(DEV_RUNTIME_PRESET)
}

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

/// Fails unless the state is as every pallet says that it must be.
fn ensure_sound() {
	for (pallet, result) in check_state() {
		assert_eq!(result, Ok(()), "{pallet}");
	}
}
