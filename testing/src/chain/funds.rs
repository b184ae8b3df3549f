// SPDX-License-Identifier: Apache-2.0

//! What accounts have.

use subxt::ext::codec::Decode;

use crate::{block_on, hash, Rpc, TestNode};

/// What an account has, in planck.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Funds {
	/// For anything.
	pub free: u128,
	/// For bonds, channels and deposits.
	pub held: u128,
}

impl Funds {
	/// All that the account has.
	pub fn total(&self) -> u128 {
		self.free + self.held
	}

	/// Nonce and three counts of references come first.
	fn of(record: &[u8]) -> Self {
		let (_, free, held) = <([u32; 4], u128, u128)>::decode(&mut &record[..])
			.unwrap_or_else(|error| panic!("{record:?} is no account: {error}"));
		Self { free, held }
	}
}

impl TestNode {
	/// What accounts have after a block, in their order.
	pub fn funds<const N: usize>(&self, accounts: [[u8; 32]; N], block: u64) -> [Funds; N] {
		let block = hash(&self.hash(block));
		let values = block_on(async {
			let rpc = Rpc::connect(&self.url()).await;
			let keys = accounts.map(|account| rpc.account_key(account));
			rpc.values(&keys, block).await.expect("the node has the state")
		});
		let mut funds = values
			.into_iter()
			.map(|record| record.map(|record| Funds::of(&record)).unwrap_or_default());
		accounts.map(|_| funds.next().expect("there is a value for each"))
	}
}
