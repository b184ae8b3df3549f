// SPDX-License-Identifier: Apache-2.0

//! The merit of accounts.

use codec::{Decode, Encode};
use openledger_primitives::Balance;
use scale_info::TypeInfo;

#[cfg(feature = "std")]
use crate::json;

/// Merit, by its worth in the block that the API is called at.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct MeritInfo {
	/// The merit of the account, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub merit: Balance,
	/// The merit of all accounts, in planck: at least the sum of everybody's.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub total: Balance,
}
