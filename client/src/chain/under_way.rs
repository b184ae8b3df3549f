// SPDX-License-Identifier: Apache-2.0

//! The transactions of this process that are under way, for whoever interrupts it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sp_core::H256;

/// A transaction that was sent and of which nothing final is known.
#[derive(Clone, Debug)]
pub struct UnderWay {
	/// Its call, as `Pallet.call`.
	pub call: String,
	/// Its hash.
	pub hash: H256,
	/// The advice for whoever interrupts the program meanwhile. `None` if nothing has to be known.
	pub advice: Option<String>,
}

/// The transactions that are under way. Global, as whoever handles an interrupt has no [`Chain`].
static UNDER_WAY: Mutex<Vec<UnderWay>> = Mutex::new(Vec::new());

/// The transactions of this process that are under way.
pub fn under_way() -> Vec<UnderWay> {
	lock_under_way().clone()
}

fn lock_under_way() -> MutexGuard<'static, Vec<UnderWay>> {
	// A list of which each change is one step is right whoever panicked.
	UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes note that a transaction is about to be sent, and may be in a block from then on.
pub(super) fn is_under_way(call: &str, hash: H256, advice: Option<String>) {
	lock_under_way().push(UnderWay { call: call.to_owned(), hash, advice });
}

/// Takes note that it is known what became of a transaction. Nothing does so in a destructor: an
/// interrupted program drops all that waits, and then asks what was sent.
pub(super) fn is_done(hash: H256) {
	lock_under_way().retain(|other| other.hash != hash);
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_under_way_should_be_known_with_its_advice_until_it_is_done() {
		let hash = H256::repeat_byte(0xee);
		let own = || under_way().into_iter().find(|other| other.hash == hash);
		is_under_way("A.b", hash, Some("look".to_owned()));
		assert_eq!(own().unwrap().advice.as_deref(), Some("look"));
		is_done(hash);
		assert!(own().is_none());
	}
}
