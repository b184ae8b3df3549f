// SPDX-License-Identifier: Apache-2.0

//! Operators, and the channels that pay them.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{Balance, ChannelId};
use scale_info::TypeInfo;
use sp_core::H256;

#[cfg(feature = "std")]
use crate::json;

/// A registered operator.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct OperatorInfo<AccountId> {
	/// The account of the operator.
	pub operator: AccountId,
	/// The address at which the operator takes requests.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub endpoint: Vec<u8>,
	/// The sr25519 key that signs the operator's receipts.
	pub key: H256,
	/// The key before it, if it was changed; its signatures over receipts count before block
	/// `until`.
	pub former_key: Option<FormerKeyInfo>,
	/// The least id of a channel that the operator can settle. Channels with a smaller id were
	/// opened to a former registration of the account, or before it changed its key, if the former
	/// key counts no longer.
	pub first_channel: ChannelId,
	/// The bond, in planck, without what is unbonding.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub bond: Balance,
	/// The parts that the operator has taken out of the bond and not yet withdrawn.
	pub unbonding: Vec<UnbondingInfo>,
	/// The sum of the fees of the operator's batches that are not final, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub exposure: Balance,
	/// The most that the exposure may be, in planck: the bond times the leverage, or nothing while
	/// the bond is less than the least bond.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub limit: Balance,
	/// The first block in which the last of its batches can be finalized, or could be.
	pub last_finalizable_at: u32,
	/// The deposit for the operator's record, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// A part of a bond on its way back.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct UnbondingInfo {
	/// The amount of this part, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub amount: Balance,
	/// The first block in which the operator can withdraw it.
	pub unlocks_at: u32,
}

/// A payment channel.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct ChannelInfo<AccountId> {
	/// The id of the channel.
	pub channel: ChannelId,
	/// The account that pays.
	pub payer: AccountId,
	/// The account of the operator that is paid.
	pub operator: AccountId,
	/// The sr25519 key that signs the channel's vouchers.
	pub key: H256,
	/// The key before it, if it was changed; its vouchers are good before block `until`.
	pub former_key: Option<FormerKeyInfo>,
	/// The amount that is still held of the payer for the channel, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub funds: Balance,
	/// The amount that was settled since the channel was opened, in planck. With the next
	/// settlement it must not exceed `cumulative` of the voucher.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub settled: Balance,
	/// The least sequence that can be settled next: answers below it are settled, or were not
	/// charged.
	pub next_sequence: u64,
	/// The first block in which anyone can have what is left returned to the payer, if the payer is
	/// closing the channel.
	pub closing: Option<u32>,
	/// The deposit for the channel's record, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// The key that signed an operator's receipts, or a channel's vouchers, before the current one.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct FormerKeyInfo {
	/// The sr25519 key.
	pub key: H256,
	/// The first block in which its signatures no longer count.
	pub until: u32,
}
