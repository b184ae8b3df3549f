// SPDX-License-Identifier: Apache-2.0

//! `openledger staking`

mod bond;
mod chill;
mod extra;
mod keys;
mod nominate;
mod nomination;
mod payout;
mod pool;
mod rebond;
mod returns;
mod status;
mod targets;
mod unbond;
mod validate;
mod validators;
mod withdraw;

use clap::Subcommand;
use openledger_client::{
	account::Account,
	chain::{events::Events, staking::Unlocking, Chain},
	error::StakingError,
	json::Planck,
	names::Names,
	units::amount,
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Bond, nominate, validate, have eras paid, and stake in a pool with others.
#[derive(Subcommand)]
pub enum Staking {
	Bond(bond::Bond),
	Extra(extra::Extra),
	Nominate(nominate::Nominate),
	Validate(validate::Validate),
	Chill(chill::Chill),
	Unbond(unbond::Unbond),
	Rebond(rebond::Rebond),
	Withdraw(withdraw::Withdraw),
	Payout(payout::Payout),
	Keys(keys::Keys),
	Status(status::Show),
	Validators(validators::Validators),
	#[command(subcommand)]
	Pool(pool::PoolCommand),
}

impl Staking {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Bond(command) => command.run(context).await,
			Self::Extra(command) => command.run(context).await,
			Self::Nominate(command) => command.run(context).await,
			Self::Validate(command) => command.run(context).await,
			Self::Chill(command) => command.run(context).await,
			Self::Unbond(command) => command.run(context).await,
			Self::Rebond(command) => command.run(context).await,
			Self::Withdraw(command) => command.run(context).await,
			Self::Payout(command) => command.run(context).await,
			Self::Keys(command) => command.run(context).await,
			Self::Status(command) => command.run(context).await,
			Self::Validators(command) => command.run(context).await,
			Self::Pool(command) => command.run(context).await,
		}
	}
}

/// What an account has bonded after a change.
#[derive(Serialize)]
struct Bonded {
	bonded: Planck,
	block: H256,
}

impl Bonded {
	async fn after(chain: &Chain, events: &Events, who: &Account) -> Result<Self, Error> {
		let ledger = chain.view_of(events.block).await?.staked(who).await?;
		let bonded = Planck(ledger.map_or(0, |ledger| ledger.active));
		Ok(Self { bonded, block: events.block })
	}
}

impl Shown for Bonded {
	fn text(&self, _: &Names) -> String {
		format!("{} are bonded now", amount::format(self.bonded.0))
	}
}

/// Fails when an account has bonded, and less than a role takes.
async fn ensure_bond(signing: &Signing, role: &'static str, least: Balance) -> Result<(), Error> {
	let ledger = signing.view.staked(&signing.who).await?;
	match ledger.map(|ledger| ledger.active).filter(|has| *has < least) {
		Some(has) => {
			Err(StakingError::TooLittleFor { who: signing.who.clone(), role, has, least }.into())
		}
		None => Ok(()),
	}
}

/// A part that is being unbonded, and when it is free.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
struct Part {
	amount: Planck,
	era: u32,
}

impl From<&Unlocking> for Part {
	fn from(part: &Unlocking) -> Self {
		Self { amount: Planck(part.value), era: part.era }
	}
}

impl Part {
	fn text(&self, era: u32, era_millis: u64) -> String {
		let amount = amount::format(self.amount.0);
		match ahead(self.era, era, era_millis) {
			None => format!("{amount}, free now"),
			Some(when) => format!("{amount}, free {when}"),
		}
	}
}

/// When an era comes, unless it is there.
fn ahead(era: u32, now: u32, era_millis: u64) -> Option<String> {
	let eras = era.checked_sub(now).filter(|eras| *eras > 0)?;
	let millis = era_millis.saturating_mul(eras.into());
	Some(format!("in era {era}, in {}", words::rough(millis / 1_000)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::amount::OPEN;

	#[test]
	fn what_is_free_should_say_so() {
		let part = Part { amount: Planck(OPEN), era: 3 };
		assert_eq!(part.text(3, 1), "1 OPEN, free now");
		assert_eq!(part.text(5, 1), "1 OPEN, free now");
		assert_eq!(part.text(1, 60_000), "1 OPEN, free in era 3, in about 2 minutes");
	}
}
