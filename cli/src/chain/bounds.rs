// SPDX-License-Identifier: Apache-2.0

//! The least that staking and pools take.

use openledger_primitives::Balance;

use super::View;
use crate::error::Error;

impl View {
	async fn least(&self, pallet: &str, name: &str) -> Result<Balance, Error> {
		Ok(self.stored(pallet, name, ()).await?.unwrap_or_default())
	}

	/// The least bond of who nominates.
	pub async fn least_nominator_bond(&self) -> Result<Balance, Error> {
		self.least("Staking", "MinNominatorBond").await
	}

	/// The least bond of who validates.
	pub async fn least_validator_bond(&self) -> Result<Balance, Error> {
		self.least("Staking", "MinValidatorBond").await
	}

	/// The least stake of a member of a pool.
	pub async fn least_pool_stake(&self) -> Result<Balance, Error> {
		self.least("NominationPools", "MinJoinBond").await
	}

	/// The least stake of who made a pool.
	pub async fn least_founder_stake(&self) -> Result<Balance, Error> {
		let create = self.least("NominationPools", "MinCreateBond").await?;
		let (join, bond) = (self.least_pool_stake().await?, self.least_nominator_bond().await?);
		Ok(create.max(join).max(bond))
	}
}
