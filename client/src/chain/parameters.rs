// SPDX-License-Identifier: Apache-2.0

//! Governed parameters, changes of them that wait, and merit, which may veto such changes.

use codec::{Decode, Input};
use openledger_primitives::{
	merit::{Merit, Time},
	Balance,
};
use openledger_runtime_api::{MeritInfo, ParameterInfo};
use sp_arithmetic::Perbill;
use subxt::utils::Static;

use super::BlockView;
use crate::{
	account::Account,
	convert::block,
	error::{Error, Kind},
	parameters::{self, Parameter, Setting},
};

/// The pallet of changes that wait, and its map of them.
const PALLET: &str = "Veto";
const CHANGES: &str = "Changes";

/// A change of a parameter that waits, and can be vetoed.
#[derive(Clone, Debug)]
pub struct Change {
	/// The parameter and its new value.
	pub setting: Setting,
	/// The first block in which it is enacted, and can no longer be vetoed.
	pub enactable_at: u32,
	/// The sum of the merit that has vetoed it.
	pub opposed: Merit,
	/// The sum of everybody's merit when it was proposed.
	pub total: Merit,
}

impl Change {
	/// Reads what the chain has of a change of one of its parameters.
	fn decode<I: Input>(input: &mut I, parameters: &[Parameter]) -> Result<Self, codec::Error> {
		Ok(Self {
			setting: Setting::decode(input, parameters)?,
			enactable_at: Decode::decode(input)?,
			opposed: Decode::decode(input)?,
			total: Decode::decode(input)?,
		})
	}

	fn of(StoredChange(bytes): &StoredChange, parameters: &[Parameter]) -> Result<Self, Error> {
		Self::decode(&mut &bytes[..], parameters)
			.map_err(|reason| Error::Undecodable { what: format!("{PALLET}.{CHANGES}"), reason })
	}
}

/// The bytes of a change: how to read them depends on the parameter.
struct StoredChange(Vec<u8>);

impl Decode for StoredChange {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let mut bytes = vec![0; input.remaining_len()?.ok_or("a change without an end")?];
		input.read(&mut bytes)?;
		Ok(Self(bytes))
	}
}

impl BlockView {
	/// The governed parameters, by group and key.
	pub async fn parameters(&self) -> Result<Vec<Parameter>, Error> {
		let parameters: Vec<ParameterInfo> = self.ask("parameters", ()).await?;
		Ok(parameters.into_iter().map(Parameter::from).collect())
	}

	/// The governed parameter with a name. Fails when there is none.
	pub async fn parameter(&self, name: &str) -> Result<Parameter, Error> {
		Ok(parameters::named(self.parameters().await?, name)?)
	}

	/// The changes that wait, by id.
	pub async fn changes(&self) -> Result<Vec<(u32, Change)>, Error> {
		let changes: Vec<(u32, Static<StoredChange>)> = self.entries(PALLET, CHANGES).await?;
		if changes.is_empty() {
			return Ok(Vec::new());
		}
		let parameters = self.parameters().await?;
		let read = |(id, Static(stored))| Ok((id, Change::of(&stored, &parameters)?));
		changes.into_iter().map(read).collect()
	}

	/// The waiting change with an id. Fails when no such change waits.
	pub async fn change(&self, id: u32) -> Result<Change, Error> {
		let change: Option<Static<StoredChange>> = self.stored(PALLET, CHANGES, (id,)).await?;
		match change {
			Some(Static(stored)) => Change::of(&stored, &self.parameters().await?),
			None => {
				let count: Option<u32> = self.stored(PALLET, "NextChange", ()).await?;
				Err(Error::not_found(Kind::Change, id, count.unwrap_or_default()))
			}
		}
	}

	/// The merit of an account, beside everybody's.
	pub async fn merit(&self, who: &Account) -> Result<MeritInfo, Error> {
		self.ask("merit", who).await
	}

	/// The worth of merit at this block, in planck.
	pub fn worth(&self, merit: Merit) -> Result<Balance, Error> {
		Ok(merit.at(Time::at(block(self.number()), self.half_life()?)))
	}

	/// The number of blocks in which merit halves.
	pub fn half_life(&self) -> Result<u32, Error> {
		self.constant("Rewards", "HalfLife")
	}

	/// The number of blocks that a change waits.
	pub fn veto_period(&self) -> Result<u32, Error> {
		self.constant("Veto", "Period")
	}

	/// The merit that vetoes a change, in planck, where everybody's was worth `total` planck.
	pub fn veto_quorum(&self, total: Balance) -> Result<Balance, Error> {
		let share: u32 = self.constant("Veto", "Share")?;
		Ok(Perbill::from_parts(share).mul_ceil(total))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		fixtures::parameters::{all, named},
		parameters::Value,
	};
	use codec::Encode;

	#[test]
	fn a_change_should_be_read_by_what_the_chain_says_of_its_parameter() {
		let value = Some(Value::Number(20));
		let setting = Setting { parameter: named("attribution.leverage"), value };
		let bytes = (&setting, 130u32, Merit::default(), Merit::default()).encode();
		let stored = StoredChange::decode(&mut &bytes[..]).unwrap();
		let change = Change::of(&stored, &all()).unwrap();
		assert_eq!((change.setting, change.enactable_at), (setting, 130));

		let error = Change::of(&stored, &[]).unwrap_err();
		assert!(matches!(error, Error::Undecodable { .. }), "{error}");
	}
}
