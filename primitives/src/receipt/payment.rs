// SPDX-License-Identifier: Apache-2.0

//! The ways to pay for answers.

// The derive of `Encode` casts variant indices.
#![allow(clippy::cast_possible_truncation)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::ChannelId;

/// The way in which the fee of a receipt is paid. Variants are only ever added at the end.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Payment {
	/// From the balance of the account that settles the receipt.
	Direct {
		/// The account that settles the receipt and pays.
		payer: [u8; 32],
	},
	/// From a channel, by a voucher.
	Channel {
		/// The channel that pays.
		channel: ChannelId,
		/// The number of the answer in the channel, from 0.
		sequence: u64,
	},
}
