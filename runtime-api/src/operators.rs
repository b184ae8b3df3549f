// SPDX-License-Identifier: Apache-2.0

//! Operators, and the channels that pay them.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{Balance, ChannelId};
use scale_info::TypeInfo;
use sp_core::H256;

#[cfg(feature = "std")]
use crate::json;

/// An operator.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct OperatorInfo<AccountId> {
	pub operator: AccountId,
	/// Where it takes requests.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub endpoint: Vec<u8>,
	/// The sr25519 key that signs its receipts.
	pub key: H256,
	/// The key before; what it signed counts for what is settled, or did.
	pub former_key: Option<FormerKeyInfo>,
	/// Channels with a smaller id were opened to a former registration of the account, or before it
	/// changed its key, if the former key counts no longer: it can't settle what they pay for.
	pub first_channel: ChannelId,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub bond: Balance,
	/// What it has taken out of the bond and does not have back yet.
	pub unbonding: Vec<UnbondingInfo>,
	/// Fees of its batches that are not final.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub exposure: Balance,
	/// The most that the exposure may be: the bond times the leverage, or nothing while the bond is
	/// less than the least.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub limit: Balance,
	/// From which block on the last of its batches can be finalized, or could.
	pub last_finalizable_at: u32,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// A part of a bond on its way back.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct UnbondingInfo {
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub amount: Balance,
	/// First block in which it can be withdrawn.
	pub unlocks_at: u32,
}

/// A payment channel.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct ChannelInfo<AccountId> {
	pub channel: ChannelId,
	pub payer: AccountId,
	pub operator: AccountId,
	/// The sr25519 key that signs its vouchers.
	pub key: H256,
	/// The key before; its vouchers are good, or were.
	pub former_key: Option<FormerKeyInfo>,
	/// What is still held.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub funds: Balance,
	/// What its answers have cost since it was opened. With what is settled next it must not exceed
	/// the voucher.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub settled: Balance,
	/// The least sequence that can be settled next: answers below it are settled, or free.
	pub next_sequence: u64,
	/// First block in which what is left can go back to the payer, if the channel is closing.
	pub closing: Option<u32>,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// A key that signed an operator's receipts, or a channel's vouchers, before.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct FormerKeyInfo {
	pub key: H256,
	/// First block in which what it signed no longer counts.
	pub until: u32,
}
