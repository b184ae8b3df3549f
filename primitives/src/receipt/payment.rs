// SPDX-License-Identifier: Apache-2.0

//! How answers are paid for.

// The derive of `Encode` casts variant indices.
#![allow(clippy::cast_possible_truncation)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::ChannelId;

/// How the fee of a receipt is paid. Variants are only ever added at the end.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Payment {
	/// From the balance of the account that settles it.
	Direct { payer: [u8; 32] },
	/// By a voucher of a channel. `sequence` is the answer's number in the channel, from 0.
	Channel { channel: ChannelId, sequence: u64 },
}
