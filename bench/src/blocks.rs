// SPDX-License-Identifier: Apache-2.0

//! What a bench reads of each block: little, so that reading does not slow the chain down.

use codec::{Compact, Decode};
use openledger_client::interface::api::runtime_types::frame_system::limits::{
	BlockLength, BlockWeights,
};
use openledger_primitives::{BatchId, ContributionId};
use subxt::utils::AccountId32;

use crate::{
	chain::{microseconds, Chain, Described},
	error::{cannot, Error},
	report::float,
};

/// Where the numbers of a block are.
pub struct Keys {
	keys: Vec<Vec<u8>>,
	/// What all keys of pending batches begin with.
	batches: Vec<u8>,
	room: Room,
}

/// What ordinary transactions can take of a block.
#[derive(Clone, Copy, Debug)]
pub struct Room {
	/// Microseconds of computation.
	pub us: f64,
	/// What each transaction takes of them beside its own weight.
	pub base_us: f64,
	pub bytes: u64,
}

/// The state after a block, as far as benches look at it.
#[derive(Clone, Debug)]
pub struct BlockState {
	pub number: u64,
	/// The author's clock, in milliseconds.
	pub timestamp: u64,
	/// The id that the next contribution gets.
	pub contributions: ContributionId,
	/// The id that the next batch gets.
	pub batches: BatchId,
	/// Declared microseconds of ordinary transactions.
	pub normal_us: f64,
	/// Declared microseconds of what a block does besides: inherents, hooks, and finalizing.
	pub mandatory_us: f64,
	/// How much of the room for ordinary transactions was used, from 0 to 1.
	pub fill: f64,
	/// Transactions of each account so far.
	pub nonces: Vec<u64>,
}

impl BlockState {
	/// Transactions of all accounts so far.
	pub fn transactions(&self) -> u64 {
		self.nonces.iter().sum()
	}
}

impl Room {
	fn of(chain: &Described) -> Result<Self, Error> {
		let constants = chain.at.constants();
		let weights = subxt::dynamic::constant::<BlockWeights>("System", "BlockWeights");
		let weights = constants.entry(weights).map_err(cannot("read System.BlockWeights"))?;
		let length = subxt::dynamic::constant::<BlockLength>("System", "BlockLength");
		let length = constants.entry(length).map_err(cannot("read System.BlockLength"))?;
		let class = weights.per_class.normal;
		let total = class.max_total.ok_or_else(|| Error::new("blocks have no limit"))?;
		Ok(Self {
			us: microseconds(total.ref_time),
			base_us: microseconds(class.base_extrinsic.ref_time),
			bytes: length.max.normal.into(),
		})
	}

	/// How many transactions of a declared weight and a length a block takes; one at least.
	pub fn count(&self, us: f64, bytes: u64) -> usize {
		let by_weight = self.us / (us + self.base_us).max(1.0);
		let by_length = float(self.bytes) / float(bytes.max(1));
		by_weight.min(by_length).max(1.0) as usize
	}
}

impl Keys {
	pub fn of(chain: &Described, accounts: &[AccountId32]) -> Result<Self, Error> {
		let prefix = |pallet: &str, entry: &str| {
			let found = chain.at.storage().entry((pallet, entry));
			found
				.map(|entry| entry.key_prefix().to_vec())
				.map_err(cannot(format!("find {pallet}.{entry}")))
		};
		let mut keys = vec![
			prefix("Timestamp", "Now")?,
			prefix("Contributions", "NextContributionId")?,
			prefix("Attribution", "NextBatchId")?,
			prefix("System", "BlockWeight")?,
		];
		let account = subxt::dynamic::storage::<([u8; 32],), u32>("System", "Account");
		let entry = chain.at.storage().entry(account).map_err(cannot("find System.Account"))?;
		for account in accounts {
			keys.push(entry.fetch_key((account.0,)).map_err(cannot("encode an account"))?);
		}
		let batches = prefix("Attribution", "Batches")?;
		Ok(Self { keys, batches, room: Room::of(chain)? })
	}

	pub fn room(&self) -> Room {
		self.room
	}

	/// Whether batches wait to be finalized, after the best block.
	pub async fn has_pending(&self, chain: &Chain) -> Result<bool, Error> {
		chain.has_any(&self.batches).await
	}

	/// Reads the state after a block.
	pub async fn read(&self, chain: &Chain, number: u64) -> Result<BlockState, Error> {
		let mut values = chain.values(&self.keys, number).await?.into_iter();
		let timestamp = decoded(values.next().flatten(), 0)?;
		let contributions = decoded(values.next().flatten(), 0)?;
		let batches = decoded(values.next().flatten(), 0)?;
		// By class: ordinary, operational and mandatory, each computation and size of a proof.
		let weights = decoded(values.next().flatten(), [Compact(0_u64); 6])?;
		let [Compact(normal), _, _, _, Compact(mandatory), _] = weights;
		// An account's nonce comes first.
		let nonces = values
			.map(|value| decoded::<u32>(value, 0).map(u64::from))
			.collect::<Result<_, _>>()?;
		let normal_us = microseconds(normal);
		let mandatory_us = microseconds(mandatory);
		let fill = normal_us / self.room.us.max(1.0);
		Ok(BlockState {
			number,
			timestamp,
			contributions,
			batches,
			normal_us,
			mandatory_us,
			fill,
			nonces,
		})
	}
}

/// What a value begins with, or `otherwise` where there is none.
pub fn decoded<T: Decode>(value: Option<Vec<u8>>, otherwise: T) -> Result<T, Error> {
	match value {
		Some(bytes) => T::decode(&mut &bytes[..]).map_err(cannot("decode a value of the state")),
		None => Ok(otherwise),
	}
}
