// SPDX-License-Identifier: Apache-2.0

//! The accounts of the demonstration: each below the key, so that every run has the same.

use crate::error::Error;
use openledger_client::{account::Account, keys::Key};

pub struct Roles {
	/// Pays for everything that is not someone's own business.
	pub purse: Key,
	/// Accepts contributions, and owns the datanet.
	pub curator: Key,
	/// Makes the base model.
	pub lab: Key,
	/// Makes the fine-tune whose answers are paid for.
	pub tuner: Key,
	/// Pays for the answers.
	pub dapp: Key,
	/// Signs what the dApp's channels promise.
	pub hot: Key,
	/// Serves the answers.
	pub operator: Operator,
	/// Serves one, and settles another.
	pub cheat: Operator,
}

/// Who serves answers.
pub struct Operator {
	pub key: Key,
	/// Signs its receipts.
	pub receipts: Key,
}

impl Operator {
	fn of(purse: &Key, name: &str) -> Result<Self, Error> {
		Ok(Self { key: purse.derive(&[name])?, receipts: purse.derive(&[name, "receipts"])? })
	}

	pub fn account(&self) -> Account {
		self.key.account()
	}
}

impl Roles {
	pub fn of(purse: Key) -> Result<Self, Error> {
		Ok(Self {
			curator: purse.derive(&["curator"])?,
			lab: purse.derive(&["lab"])?,
			tuner: purse.derive(&["tuner"])?,
			dapp: purse.derive(&["dapp"])?,
			hot: purse.derive(&["dapp", "hot"])?,
			operator: Operator::of(&purse, "operator")?,
			cheat: Operator::of(&purse, "cheat")?,
			purse,
		})
	}

	/// The author of a work.
	pub fn author(&self, work: &str) -> Result<Key, Error> {
		Ok(self.purse.derive(&["work", work])?)
	}
}
