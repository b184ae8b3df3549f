// SPDX-License-Identifier: Apache-2.0

//! Governed parameters, changes of them that wait, and merit, which may veto these.

use codec::Decode;
use openledger_primitives::{
	merit::{Merit, Time},
	Balance,
};
use openledger_runtime_api::MeritInfo;
use sp_arithmetic::Perbill;
use subxt::utils::Static;

use super::View;
use crate::{
	account::{self, Account},
	convert::block,
	error::{Error, GovernanceError},
	parameters::{Parameter, Setting, Stored, Value},
};

/// A change that waits.
#[derive(Decode, Clone, Debug)]
pub struct Change {
	pub setting: Setting,
	/// The block from which on it is enacted, and can no more be vetoed.
	pub due: u32,
	/// The merit against it.
	pub opposed: Merit,
	/// Everybody's merit when it was proposed.
	pub total: Merit,
}

impl View {
	/// The value that a parameter was set to.
	pub async fn set_value(&self, parameter: &Parameter) -> Result<Option<Value>, Error> {
		let key = (Static(parameter.id()),);
		let stored: Option<Static<Stored>> = self.stored("Parameters", "Parameters", key).await?;
		Ok(stored.map(|Static(Stored(value))| value))
	}

	/// The changes that wait, by id.
	pub async fn changes(&self) -> Result<Vec<(u32, Change)>, Error> {
		let changes: Vec<(u32, Static<Change>)> = self.entries("Veto", "Changes").await?;
		Ok(changes.into_iter().map(|(id, Static(change))| (id, change)).collect())
	}

	/// A change that must be waiting.
	pub async fn change(&self, id: u32) -> Result<Change, Error> {
		let change: Option<Static<Change>> = self.stored("Veto", "Changes", (id,)).await?;
		match change {
			Some(Static(change)) => Ok(change),
			None => {
				let count = self.stored("Veto", "NextChange", ()).await?.unwrap_or_default();
				Err(GovernanceError::NoChange { id, count }.into())
			}
		}
	}

	/// Whether an account has vetoed a change.
	pub async fn has_vetoed(&self, id: u32, who: &Account) -> Result<bool, Error> {
		let key = (id, account::bytes(who));
		let veto: Option<Static<Merit>> = self.stored("Veto", "Vetoes", key).await?;
		Ok(veto.is_some())
	}

	/// The merit of an account, beside everybody's.
	pub async fn merit(&self, who: &Account) -> Result<MeritInfo, Error> {
		self.ask("merit", who).await
	}

	/// What merit is worth now, in planck.
	pub fn worth(&self, merit: Merit) -> Result<Balance, Error> {
		Ok(merit.at(Time::at(block(self.number()), self.half_life()?)))
	}

	/// Blocks in which merit halves.
	pub fn half_life(&self) -> Result<u32, Error> {
		self.constant("Rewards", "HalfLife")
	}

	/// Blocks that a change waits.
	pub fn veto_period(&self) -> Result<u32, Error> {
		self.constant("Veto", "Period")
	}

	/// What an account's merit must be worth for its veto to count, in planck.
	pub fn least_merit(&self) -> Result<Balance, Error> {
		self.constant("Veto", "LeastMerit")
	}

	/// What of the merit that a change is compared with vetoes it, in planck.
	pub fn veto_quorum(&self, total: Balance) -> Result<Balance, Error> {
		let share: u32 = self.constant("Veto", "Share")?;
		Ok(Perbill::from_parts(share).mul_ceil(total))
	}
}
