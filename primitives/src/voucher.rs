// SPDX-License-Identifier: Apache-2.0

//! Vouchers: signed promises of a payment channel to pay for answers.
//!
//! A payer numbers its requests to a channel's operator. For each of them the channel's key signs
//! the most that the channel pays for all answers up to it. The last voucher covers what those
//! before it cover, so an operator keeps one, and settles what its receipts cost when it likes. The
//! amount of a voucher is a limit: a settlement takes only what the receipts cost.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{sr25519, H256};
use sp_runtime::traits::Verify;

use crate::{Balance, ChannelId};

/// The domain of the message that is signed.
const DOMAIN: &[u8; 20] = b"openledger/voucher/2";

/// The length of the message that is signed, in bytes.
pub const MESSAGE_BYTES: usize = 84;

/// A channel's promise to pay up to `cumulative` planck, in all, for the answers with a sequence
/// below `answers`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promise {
	/// The channel that pays.
	pub channel: ChannelId,
	/// The number of answers, counted from the channel's first.
	pub answers: u64,
	/// The most that these answers cost in all, in planck.
	pub cumulative: Balance,
}

impl Promise {
	/// The message that the channel's key signs: domain, genesis hash, channel, answers, cumulative
	/// amount. Numbers are little-endian.
	pub fn message(&self, genesis: H256) -> [u8; MESSAGE_BYTES] {
		let mut message = [0; MESSAGE_BYTES];
		let parts = DOMAIN
			.iter()
			.chain(genesis.as_bytes())
			.copied()
			.chain(self.channel.to_le_bytes())
			.chain(self.answers.to_le_bytes())
			.chain(self.cumulative.to_le_bytes());
		message.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
		message
	}
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
	/// The channel that pays.
	#[codec(compact)]
	pub channel: ChannelId,
	/// The number of answers, counted from the channel's first: the voucher covers those with a
	/// sequence below it.
	#[codec(compact)]
	pub answers: u64,
	/// The most that these answers cost since the channel was opened, in planck.
	#[codec(compact)]
	pub cumulative: Balance,
	/// The signature of the channel's key over [`Promise::message`].
	pub signature: sr25519::Signature,
}

impl Voucher {
	/// Signs `promise` with `pair`, the key of its channel, for the chain that began with block
	/// `genesis`.
	#[cfg(feature = "std")]
	pub fn sign(pair: &sr25519::Pair, genesis: H256, promise: Promise) -> Self {
		let Promise { channel, answers, cumulative } = promise;
		let signature = sp_core::Pair::sign(pair, &promise.message(genesis));
		Self { channel, answers, cumulative, signature }
	}

	/// The promise that is signed.
	pub fn promise(&self) -> Promise {
		let Self { channel, answers, cumulative, .. } = *self;
		Promise { channel, answers, cumulative }
	}

	/// Whether `key` signed this voucher, on the chain that began with block `genesis`.
	pub fn is_signed_by(&self, key: &sr25519::Public, genesis: H256) -> bool {
		self.signature.verify(&self.promise().message(genesis)[..], key)
	}
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

	fn promise(channel: ChannelId, answers: u64, cumulative: Balance) -> Promise {
		Promise { channel, answers, cumulative }
	}

	#[test]
	fn the_message_should_be_as_specified() {
		let message = promise(0x0102, 0x0506, 0x0304).message(GENESIS);
		assert_eq!(&message[..20], b"openledger/voucher/2");
		assert_eq!(&message[20..52], [7; 32]);
		assert_eq!(&message[52..60], [2, 1, 0, 0, 0, 0, 0, 0]);
		assert_eq!(&message[60..68], [6, 5, 0, 0, 0, 0, 0, 0]);
		assert_eq!(&message[68..], [4, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
	}

	#[test]
	fn a_voucher_should_be_good_for_what_was_signed_and_nothing_else() {
		let voucher = Voucher::sign(&pair(), GENESIS, promise(5, 3, 1_000));
		let key = pair().public();
		assert!(voucher.is_signed_by(&key, GENESIS));
		assert!(!voucher.is_signed_by(&key, H256::zero()));
		assert!(!voucher.is_signed_by(&sr25519::Pair::from_seed(&[2; 32]).public(), GENESIS));
		assert!(!Voucher { channel: 6, ..voucher }.is_signed_by(&key, GENESIS));
		assert!(!Voucher { answers: 4, ..voucher }.is_signed_by(&key, GENESIS));
		assert!(!Voucher { cumulative: 1_001, ..voucher }.is_signed_by(&key, GENESIS));
	}

	#[test]
	fn a_voucher_should_be_encoded_compactly() {
		let voucher = Voucher::sign(&pair(), GENESIS, promise(5, 3, 1_000));
		let bytes = voucher.encode();
		assert_eq!((bytes.len(), &bytes[..4]), (68, &[20, 12, 0xa1, 0x0f][..]));
		assert_eq!(Voucher::decode(&mut &bytes[..]), Ok(voucher));
		assert_eq!(voucher.promise(), promise(5, 3, 1_000));
	}

	proptest! {
		#[test]
		fn a_changed_signature_should_be_refused(
			bit in 0usize..512, channel: u64, answers: u64, cumulative: u128,
		) {
			let promise = promise(channel, answers, cumulative);
			let mut voucher = Voucher::sign(&pair(), GENESIS, promise);
			prop_assert!(voucher.is_signed_by(&pair().public(), GENESIS));
			voucher.signature.0[bit / 8] ^= 1 << (bit % 8);
			prop_assert!(!voucher.is_signed_by(&pair().public(), GENESIS));
		}
	}
}
