// SPDX-License-Identifier: Apache-2.0

//! The accounts of the demonstration: each below the key, so that every run has the same.

use crate::{account::Account, error::Error, key::Key};

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
	/// Serves the answers.
	pub operator: Account,
}

impl Roles {
	pub fn of(purse: Key) -> Result<Self, Error> {
		Ok(Self {
			curator: purse.derive(&["curator"])?,
			lab: purse.derive(&["lab"])?,
			tuner: purse.derive(&["tuner"])?,
			dapp: purse.derive(&["dapp"])?,
			operator: purse.derive(&["operator"])?.account(),
			purse,
		})
	}

	/// The author of a work.
	pub fn author(&self, work: &str) -> Result<Key, Error> {
		self.purse.derive(&["work", work])
	}
}
