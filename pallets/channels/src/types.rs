// SPDX-License-Identifier: Apache-2.0

//! Records of operators and channels.

use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	keys::Keys,
	limits::{MaxUnbonding, MaxUri},
	ordered::Ordered64,
	Balance, ChannelId,
};

pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
pub type OperatorOf<T> = Operator<BlockNumberFor<T>>;
pub type ChannelOf<T> = Channel<AccountIdOf<T>, BlockNumberFor<T>>;
/// Channels are read at random and opened in order.
pub type ChannelKey = Ordered64;
/// Where an operator can be reached: a URI.
pub type Endpoint = BoundedVec<u8, MaxUri>;

/// Who serves models.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Operator<BlockNumber> {
	/// What backs its batches, in planck.
	pub bond: Balance,
	/// What leaves the bond, by the block in which it is free.
	pub unbonding: BoundedVec<Unbonding<BlockNumber>, MaxUnbonding>,
	/// Fees of its batches that are not final, in planck.
	pub exposure: Balance,
	/// The last block from which one of its batches can be finalized.
	pub last_finalizable_at: BlockNumber,
	pub endpoint: Endpoint,
	/// Sign its receipts for payers.
	pub receipt_keys: Keys<BlockNumber>,
	/// Channels with a smaller id can't be settled: they were opened to a former registration, or
	/// before a change of the key before the last, and their payers have nothing signed by these keys.
	pub first_channel: ChannelId,
	/// The same once the former key counts no longer: the id that the next channel had when the current
	/// key was set.
	pub first_of_key: ChannelId,
	/// Held for this record, in planck.
	pub deposit: Balance,
}

impl<BlockNumber: Copy + PartialOrd> Operator<BlockNumber> {
	/// The least id of a channel that can be settled in block `now`.
	pub fn first_channel_at(&self, now: BlockNumber) -> ChannelId {
		match self.receipt_keys.former {
			Some(former) if now >= former.until => self.first_of_key,
			_ => self.first_channel,
		}
	}
}

/// A part of a bond on its way out.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unbonding<BlockNumber> {
	/// In planck.
	pub amount: Balance,
	/// First block in which it can be withdrawn.
	pub unlocks_at: BlockNumber,
}

/// A payer's money for one operator.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Channel<AccountId, BlockNumber> {
	pub payer: AccountId,
	pub operator: AccountId,
	/// Sign its vouchers.
	pub voucher_keys: Keys<BlockNumber>,
	/// Held of the payer and not settled, in planck.
	pub funds: Balance,
	/// All that was settled, in planck. It never falls.
	pub settled: Balance,
	/// The least sequence that can be settled. It never falls.
	pub next_sequence: u64,
	/// The payer closes it: first block in which the funds can be withdrawn.
	pub closing: Option<BlockNumber>,
	/// Held of the payer for this record, in planck.
	pub deposit: Balance,
}
