// SPDX-License-Identifier: Apache-2.0

//! The least amounts that staking and pools take.

use openledger_primitives::Balance;

use super::BlockView;
use crate::error::Error;

impl BlockView {
	async fn least(&self, pallet: &str, name: &str) -> Result<Balance, Error> {
		Ok(self.stored(pallet, name, ()).await?.unwrap_or_default())
	}

	/// The least bond of a nominator, in planck.
	pub async fn least_nominator_bond(&self) -> Result<Balance, Error> {
		self.least("Staking", "MinNominatorBond").await
	}

	/// The least bond of a validator, in planck.
	pub async fn least_validator_bond(&self) -> Result<Balance, Error> {
		self.least("Staking", "MinValidatorBond").await
	}

	/// The least stake of a member of a pool, in planck.
	pub async fn least_pool_stake(&self) -> Result<Balance, Error> {
		self.least("NominationPools", "MinJoinBond").await
	}

	/// The least stake of the account that creates a pool, in planck.
	pub async fn least_founder_stake(&self) -> Result<Balance, Error> {
		let create = self.least("NominationPools", "MinCreateBond").await?;
		let (join, bond) = (self.least_pool_stake().await?, self.least_nominator_bond().await?);
		Ok(create.max(join).max(bond))
	}
}
