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

/// The accounts of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// The record of an operator in a runtime.
pub type OperatorOf<T> = Operator<BlockNumberFor<T>>;
/// The record of a channel in a runtime.
pub type ChannelOf<T> = Channel<AccountIdOf<T>, BlockNumberFor<T>>;
/// The id of a channel, as a key of storage: channels are opened in order.
pub type ChannelKey = Ordered64;
/// The URI at which payers reach an operator.
pub type Endpoint = BoundedVec<u8, MaxUri>;

/// An operator: an account that serves models.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Operator<BlockNumber> {
	/// The money that backs its batches, in planck.
	pub bond: Balance,
	/// The parts that it unbonded and has not withdrawn.
	pub unbonding: BoundedVec<Unbonding<BlockNumber>, MaxUnbonding>,
	/// The fees of its batches that are not final, in planck.
	pub exposure: Balance,
	/// The first block in which the last of its batches can be finalized.
	pub last_finalizable_at: BlockNumber,
	/// The URI at which payers reach it.
	pub endpoint: Endpoint,
	/// The keys that sign its receipts for payers.
	pub receipt_keys: Keys<BlockNumber>,
	/// The least id of a channel that can be settled. Others were opened to a former registration,
	/// or before the key was changed to the former one, and their payers have nothing signed by
	/// these keys.
	pub first_channel: ChannelId,
	/// The same once the former key counts no longer: the id that the next channel had when the
	/// current key was set.
	pub first_of_key: ChannelId,
	/// The deposit that is held of the operator for the record, in planck.
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

/// A part of a bond that its operator unbonded.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unbonding<BlockNumber> {
	/// The amount, in planck.
	pub amount: Balance,
	/// The first block in which it can be withdrawn.
	pub unlocks_at: BlockNumber,
}

/// A channel: a payer's money for one operator.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Channel<AccountId, BlockNumber> {
	/// The account that pays.
	pub payer: AccountId,
	/// The operator that is paid.
	pub operator: AccountId,
	/// The keys that sign the channel's vouchers.
	pub voucher_keys: Keys<BlockNumber>,
	/// The money in the channel, held of the payer and not settled, in planck.
	pub funds: Balance,
	/// The sum of all that was settled, in planck. It never falls.
	pub settled: Balance,
	/// The least sequence of an answer that can be settled. It never falls.
	pub next_sequence: u64,
	/// The first block in which the funds can be withdrawn, if the payer closes the channel.
	pub closing: Option<BlockNumber>,
	/// The deposit that is held of the payer for the record, in planck.
	pub deposit: Balance,
}
