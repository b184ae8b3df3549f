// SPDX-License-Identifier: Apache-2.0

//! What an upgrade of the runtime changes in one block.

use crate::{
	configs::parameters::{
		dynamic_params::attribution::{
			ChallengeWindow, CloseDelay, ParametersKey, RevealWindow, UnbondingDelay,
		},
		ChallengeBlocks, CloseBlocks, RevealBlocks, RuntimeParametersKey, UnbondingBlocks,
	},
	pace::CurrentPace,
	Attribution, BlockNumber, Runtime,
};
use codec::{DecodeAll, Encode};
use frame_support::{
	storage::unhashed,
	traits::{GetStorageVersion, OnRuntimeUpgrade},
	weights::Weight,
};
use openledger_primitives::bounded::BoundedU32;
use pallet_parameters::Parameters;

/// The group and the key of a parameter, and a number of blocks: what is stored of a window.
type Stored = (u8, u8, BlockNumber);

/// Windows that were set in blocks of the chain itself are in blocks of a live chain from now on, and
/// take as long as before. What is beyond the new bounds gets the nearest.
///
/// A chain that has attribution's storage version 3 has them already.
pub struct LiveWindows;

impl LiveWindows {
	/// Does it for one, if it was ever set. The former value may not decode any more.
	fn convert<const MIN: u32, const MAX: u32>(
		key: impl Into<ParametersKey>,
		clamp: fn(u32) -> BoundedU32<MIN, MAX>,
	) {
		let key = RuntimeParametersKey::Attribution(key.into());
		let key = Parameters::<Runtime>::hashed_key_for(key);
		let stored =
			unhashed::get_raw(&key).and_then(|bytes| Stored::decode_all(&mut &bytes[..]).ok());
		if let Some((group, parameter, blocks)) = stored {
			let live = blocks.saturating_mul(CurrentPace::get().windows_divisor());
			unhashed::put_raw(&key, &(group, parameter, clamp(live)).encode());
		}
	}
}

impl OnRuntimeUpgrade for LiveWindows {
	fn on_runtime_upgrade() -> Weight {
		let weight = <Runtime as frame_system::Config>::DbWeight::get();
		if Attribution::on_chain_storage_version() != 2 {
			return weight.reads(1);
		}
		Self::convert(ChallengeWindow, ChallengeBlocks::clamp_from);
		Self::convert(UnbondingDelay, UnbondingBlocks::clamp_from);
		Self::convert(CloseDelay, CloseBlocks::clamp_from);
		Self::convert(RevealWindow, RevealBlocks::clamp_from);
		weight.reads_writes(9, 4)
	}
}
