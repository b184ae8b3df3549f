// SPDX-License-Identifier: Apache-2.0

//! Merit.

use codec::{Decode, Encode};
use openledger_primitives::Balance;
use scale_info::TypeInfo;

#[cfg(feature = "std")]
use crate::json;

/// Merit, as it is worth at the block that is asked about.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct MeritInfo {
	/// An account's.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub merit: Balance,
	/// At least the sum of everybody's.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub total: Balance,
}
