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
	/// When the last of its batches is due, or was.
	pub last_due: u32,
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
	pub due: u32,
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
	/// What was settled since it was opened: the greatest voucher so far.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub settled: Balance,
	/// First block in which what is left can go back to the payer, if the channel is closing.
	pub closing: Option<u32>,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// A key that signed a channel's vouchers before.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct FormerKeyInfo {
	pub key: H256,
	/// First block in which its vouchers are no longer good.
	pub until: u32,
}
