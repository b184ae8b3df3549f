// SPDX-License-Identifier: Apache-2.0

//! Keys that can be changed, while signatures of the former key stay good for a time.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::sr25519;

/// A key that another one has replaced.
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
pub struct FormerKey<BlockNumber> {
	/// The public key.
	pub key: sr25519::Public,
	/// The first block in which its signatures no longer count.
	pub until: BlockNumber,
}

/// A key, and the one before it.
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
pub struct Keys<BlockNumber> {
	/// The key that signs now.
	pub current: sr25519::Public,
	/// The key before it, if the key was ever changed. Its signatures may not count any more.
	pub former: Option<FormerKey<BlockNumber>>,
}

impl<BlockNumber: Copy + PartialOrd> Keys<BlockNumber> {
	/// The keys of an owner that has its first key.
	pub fn new(current: sr25519::Public) -> Self {
		Self { current, former: None }
	}

	/// The keys whose signatures count in `block`: the current one, then the former one if it does.
	pub fn at(&self, block: BlockNumber) -> impl Iterator<Item = sr25519::Public> + '_ {
		let former = self.former.filter(|former| block < former.until);
		core::iter::once(self.current).chain(former.map(|former| former.key))
	}

	/// Replaces the current key by `key`. Signatures of the current key count before block `until`.
	/// Those of the key before it no longer count, so a caller first waits until they don't count
	/// anyway.
	pub fn change(&mut self, key: sr25519::Public, until: BlockNumber) {
		self.former = Some(FormerKey { key: self.current, until });
		self.current = key;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_former_key_should_count_until_its_block() {
		let key = |byte| sr25519::Public::from_raw([byte; 32]);
		let mut keys = Keys::new(key(1));
		let at = |keys: &Keys<u32>, block| keys.at(block).collect::<Vec<_>>();
		assert_eq!(at(&keys, 5), [key(1)]);
		keys.change(key(2), 10);
		assert_eq!(at(&keys, 9), [key(2), key(1)]);
		assert_eq!(at(&keys, 10), [key(2)]);
		keys.change(key(3), 20);
		assert_eq!(at(&keys, 9), [key(3), key(2)]);
	}
}
