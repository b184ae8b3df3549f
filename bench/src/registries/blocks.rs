// SPDX-License-Identifier: Apache-2.0

//! What a bench reads of each block: little, so that reading does not slow the chain down.

use codec::{Compact, Decode};
use openledger_primitives::ContributionId;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::chain::{Chain, Described};
use crate::{
	error::{cannot, Error},
	report::float,
};

/// Where the numbers of a block are.
pub struct Keys {
	keys: Vec<Vec<u8>>,
	/// What ordinary transactions can fill of a block, in picoseconds.
	room: u64,
}

/// The state after a block, as far as benches look at it.
#[derive(Clone, Debug)]
pub struct BlockState {
	pub number: u64,
	/// The author's clock, in milliseconds.
	pub timestamp: u64,
	/// The id that the next contribution gets.
	pub contributions: ContributionId,
	/// How much of the room for ordinary transactions was used, from 0 to 1.
	pub fill: f64,
	/// Transactions of each account so far.
	pub nonces: Vec<u64>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockWeights {
	per_class: PerClass,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct PerClass {
	normal: Class,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Class {
	max_total: Option<Weight>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Weight {
	ref_time: u64,
}

impl Keys {
	pub fn of(chain: &Described, accounts: &[AccountId32]) -> Result<Self, Error> {
		let plain = |pallet: &str, entry: &str| {
			let found = chain.at.storage().entry((pallet, entry));
			found
				.map(|entry| entry.key_prefix().to_vec())
				.map_err(cannot(format!("find {pallet}.{entry}")))
		};
		let mut keys = vec![
			plain("Timestamp", "Now")?,
			plain("Contributions", "NextContributionId")?,
			plain("System", "BlockWeight")?,
		];
		let account = subxt::dynamic::storage::<([u8; 32],), u32>("System", "Account");
		let entry = chain.at.storage().entry(account).map_err(cannot("find System.Account"))?;
		for account in accounts {
			keys.push(entry.fetch_key((account.0,)).map_err(cannot("encode an account"))?);
		}
		let limits = subxt::dynamic::constant::<BlockWeights>("System", "BlockWeights");
		let limits =
			chain.at.constants().entry(limits).map_err(cannot("read System.BlockWeights"))?;
		let room = limits.per_class.normal.max_total.map_or(u64::MAX, |weight| weight.ref_time);
		Ok(Self { keys, room })
	}

	/// Reads the state after a block.
	pub async fn read(&self, chain: &Chain, number: u64) -> Result<BlockState, Error> {
		let mut values = chain.values(&self.keys, number).await?.into_iter();
		let timestamp = decoded(values.next().flatten(), 0)?;
		let contributions = decoded(values.next().flatten(), 0)?;
		// The weight of ordinary transactions comes first, and their computation first of it.
		let Compact(used) = decoded::<Compact<u64>>(values.next().flatten(), Compact(0))?;
		// An account's nonce comes first.
		let nonces = values
			.map(|value| decoded::<u32>(value, 0).map(u64::from))
			.collect::<Result<_, _>>()?;
		// To the nanosecond, so that the numbers are small.
		let fill = float(used / 1_000) / float(self.room / 1_000).max(1.0);
		Ok(BlockState { number, timestamp, contributions, fill, nonces })
	}
}

/// What a value begins with, or `otherwise` where there is none.
fn decoded<T: Decode>(value: Option<Vec<u8>>, otherwise: T) -> Result<T, Error> {
	match value {
		Some(bytes) => T::decode(&mut &bytes[..]).map_err(cannot("decode a value of the state")),
		None => Ok(otherwise),
	}
}
