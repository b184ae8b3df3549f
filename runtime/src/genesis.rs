// SPDX-License-Identifier: Apache-2.0

//! Building the first state from JSON.
//!
//! A genesis config is the pallets' [`RuntimeGenesisConfig`], and two keys more. `pallet-parameters`
//! has no genesis config of its own, but networks differ in their first values: a development chain
//! should not wait an hour for a batch to become final. So `"parameters"` may list parameters to
//! set, each the SCALE encoding of a [`RuntimeParameters`] in hex: just what
//! `Parameters::set_parameter` takes, with the same bounds. Without the key, all have their
//! defaults. `"pace"` says how fast time passes for staking and governance, see [`crate::pace`].

use crate::{
	configs::parameters::RuntimeParameters,
	constants::{
		accounts,
		currency::{EXISTENTIAL_DEPOSIT, TOTAL_ISSUANCE},
	},
	pace::{CurrentPace, Pace, PACE},
	AccountId, Balances, Runtime, RuntimeGenesisConfig,
};
use alloc::{format, string::String, vec::Vec};
use codec::{DecodeAll, Encode};
use frame_support::{genesis_builder_helper, traits::dynamic_params::AggregatedKeyValue};
use serde_json::{Map, Value};
use sp_core::Bytes;
use sp_runtime::traits::AccountIdConversion;

/// The key of the genesis config that lists parameters.
pub const PARAMETERS: &str = "parameters";

/// Writes the state that a complete genesis config describes.
pub fn build_state(json: Vec<u8>) -> sp_genesis_builder::Result {
	let mut config: Map<String, Value> =
		serde_json::from_slice(&json).map_err(|error| format!("Invalid JSON blob: {error}"))?;
	let parameters = match config.remove(PARAMETERS) {
		Some(list) => decode_parameters(list)?,
		None => Vec::new(),
	};
	// Before all else: what the pallets write at genesis depends on it.
	if let Some(pace) = config.remove(PACE) {
		CurrentPace::set(&decode_pace(pace)?);
	}

	// What is left is the pallets'. It knows its keys and refuses any other.
	let pallets =
		serde_json::to_vec(&config).map_err(|error| format!("Invalid JSON blob: {error}"))?;
	genesis_builder_helper::build_state::<RuntimeGenesisConfig>(pallets)?;

	ensure_books()?;
	for parameter in parameters {
		let (key, value) = parameter.into_parts();
		pallet_parameters::Parameters::<Runtime>::set(key, value);
	}
	Ok(())
}

/// Refuses a state that the chain's promises don't hold for: all OPEN there will ever be is issued,
/// and the pots exist, so that they can take and leave any amount.
fn ensure_books() -> sp_genesis_builder::Result {
	let issuance = Balances::total_issuance();
	if issuance != TOTAL_ISSUANCE {
		return Err(format!("genesis issues {issuance} planck, not {TOTAL_ISSUANCE}"));
	}
	let pots =
		[accounts::TREASURY, accounts::REWARDS, accounts::STAKERS, accounts::STAKING_RESERVE];
	for pot in pots.map(|id| AccountIdConversion::<AccountId>::into_account_truncating(&id)) {
		if Balances::free_balance(&pot) < EXISTENTIAL_DEPOSIT {
			return Err(format!("the pot {pot:?} has less than the existential deposit"));
		}
	}
	Ok(())
}

/// `parameters` as they stand in a genesis config.
pub fn encode_parameters(parameters: &[RuntimeParameters]) -> Value {
	parameters
		.iter()
		.map(|parameter| {
			serde_json::to_value(Bytes(parameter.encode())).expect("hex is a JSON string; qed")
		})
		.collect()
}

/// `pace` as it stands in a genesis config.
pub fn encode_pace(pace: &Pace) -> Value {
	serde_json::to_value(Bytes(pace.encode())).expect("hex is a JSON string; qed")
}

fn decode_pace(pace: Value) -> Result<Pace, String> {
	let Bytes(encoded) =
		serde_json::from_value(pace).map_err(|error| format!("Invalid pace: {error}"))?;
	let pace =
		Pace::decode_all(&mut &encoded[..]).map_err(|error| format!("Invalid pace: {error}"))?;
	if !pace.is_sound() {
		return Err(format!("No chain can work at this pace: {pace:?}"));
	}
	Ok(pace)
}

fn decode_parameters(list: Value) -> Result<Vec<RuntimeParameters>, String> {
	serde_json::from_value::<Vec<Bytes>>(list)
		.map_err(|error| format!("Invalid list of parameters: {error}"))?
		.into_iter()
		.map(|Bytes(encoded)| {
			RuntimeParameters::decode_all(&mut &encoded[..])
				.map_err(|error| format!("Invalid parameter: {error}"))
		})
		.collect()
}
