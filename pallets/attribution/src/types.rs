// SPDX-License-Identifier: Apache-2.0

//! Records of settlement.

use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use openledger_primitives::{limits::MaxSpans, span::SpanParams, Balance, ContributionId, ModelId};
use sp_core::H256;

pub type BatchOf<T> =
	Batch<<T as frame_system::Config>::AccountId, frame_system::pallet_prelude::BlockNumberFor<T>>;

/// What contributions get, in planck.
pub type ContributionPayments = BoundedVec<(ContributionId, Balance), MaxSpans>;

/// A batch that is not final: who is paid what but for the contributions, which
/// [`crate::Pending`] has.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Batch<AccountId, BlockNumber> {
	pub model: ModelId,
	pub payer: AccountId,
	pub operator: AccountId,
	/// All fees, in planck.
	pub fees: Balance,
	pub receipts: u32,
	/// Merkle root over the compact receipts.
	pub root: H256,
	/// The rule that the credits follow.
	pub rule: SpanParams,
	/// Held of the payer until the batch is final, in planck.
	pub deposit: Balance,
	/// First block in which it can be finalised.
	pub due: BlockNumber,
	/// To the operator, in planck.
	pub to_operator: Balance,
	/// To the model's royalty stack, in planck.
	pub to_model: Balance,
	/// To the stakers' pot, in planck.
	pub to_stakers: Balance,
	/// To the treasury, with all that rounding left so far, in planck.
	pub to_treasury: Balance,
}

/// What a call to `finalise` did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Work {
	pub contributions: u32,
	pub payees: u32,
}
