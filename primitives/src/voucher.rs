// SPDX-License-Identifier: Apache-2.0

//! Vouchers: what a payment channel owes so far.
//!
//! A channel's key signs, for each request, all that the channel owes by then. The last voucher is
//! worth all before it, so an operator keeps one and settles what it likes of it, when it likes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{sr25519, H256};
use sp_runtime::traits::Verify;

use crate::{Balance, ChannelId};

/// Domain of what is signed.
const DOMAIN: &[u8; 20] = b"openledger/voucher/1";

/// Bytes that are signed.
pub const MESSAGE_BYTES: usize = 76;

/// What a channel's key signs: domain, genesis hash, channel (little-endian), and the planck that
/// the channel owes in all (little-endian).
pub fn message(genesis: H256, channel: ChannelId, cumulative: Balance) -> [u8; MESSAGE_BYTES] {
	let mut message = [0; MESSAGE_BYTES];
	let parts = DOMAIN
		.iter()
		.chain(genesis.as_bytes())
		.copied()
		.chain(channel.to_le_bytes())
		.chain(cumulative.to_le_bytes());
	message.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
	message
}

/// A channel's signed promise.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Voucher {
	#[codec(compact)]
	pub channel: ChannelId,
	/// All that the channel owes since it was opened, in planck.
	#[codec(compact)]
	pub cumulative: Balance,
	pub signature: sr25519::Signature,
}

impl Voucher {
	#[cfg(feature = "std")]
	pub fn sign(
		pair: &sr25519::Pair,
		genesis: H256,
		channel: ChannelId,
		cumulative: Balance,
	) -> Self {
		let signature = sp_core::Pair::sign(pair, &message(genesis, channel, cumulative));
		Self { channel, cumulative, signature }
	}

	/// Whether `key` signed this voucher, on the chain that began with block `genesis`.
	pub fn is_signed_by(&self, key: &sr25519::Public, genesis: H256) -> bool {
		self.signature.verify(&message(genesis, self.channel, self.cumulative)[..], key)
	}
}

/// How much of what a voucher promises is settled now. What is left can be settled later, with the
/// same voucher or a later one.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Redemption {
	pub voucher: Voucher,
	/// In planck.
	#[codec(compact)]
	pub amount: Balance,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use sp_core::Pair;

	const GENESIS: H256 = H256::repeat_byte(7);

	fn pair() -> sr25519::Pair {
		sr25519::Pair::from_seed(&[1; 32])
	}

	#[test]
	fn the_message_should_be_as_specified() {
		let message = message(GENESIS, 0x0102, 0x0304);
		assert_eq!(&message[..20], b"openledger/voucher/1");
		assert_eq!(&message[20..52], [7; 32]);
		assert_eq!(&message[52..60], [2, 1, 0, 0, 0, 0, 0, 0]);
		assert_eq!(&message[60..], [4, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
	}

	#[test]
	fn a_voucher_should_be_good_for_what_was_signed_and_nothing_else() {
		let voucher = Voucher::sign(&pair(), GENESIS, 5, 1_000);
		let key = pair().public();
		assert!(voucher.is_signed_by(&key, GENESIS));
		assert!(!voucher.is_signed_by(&key, H256::zero()));
		assert!(!voucher.is_signed_by(&sr25519::Pair::from_seed(&[2; 32]).public(), GENESIS));
		assert!(!Voucher { channel: 6, ..voucher }.is_signed_by(&key, GENESIS));
		assert!(!Voucher { cumulative: 1_001, ..voucher }.is_signed_by(&key, GENESIS));
	}

	proptest! {
		#[test]
		fn a_changed_signature_should_be_refused(bit in 0usize..512, channel: u64, amount: u128) {
			let mut voucher = Voucher::sign(&pair(), GENESIS, channel, amount);
			prop_assert!(voucher.is_signed_by(&pair().public(), GENESIS));
			voucher.signature.0[bit / 8] ^= 1 << (bit % 8);
			prop_assert!(!voucher.is_signed_by(&pair().public(), GENESIS));
		}
	}
}
