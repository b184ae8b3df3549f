// SPDX-License-Identifier: Apache-2.0

//! A validator that an account backs, in the era that is under way.

use openledger_client::{
	account::{self, Account},
	chain::{staking::Prefs, BlockView},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;

use crate::error::Error;

const ACTIVE: &str = "active";

#[derive(Serialize)]
pub struct Nomination {
	pub validator: Address,
	pub standing: &'static str,
	/// Whether it has done what it and those behind it lose for.
	pub slashed: bool,
	/// The account's stake behind it.
	pub stake: Planck,
}

impl Nomination {
	pub async fn read(
		view: &BlockView,
		era: u32,
		who: &Account,
		validator: &Account,
		candidates: &[(Account, Prefs)],
		slashed: bool,
	) -> Result<Self, Error> {
		let (standing, stake) = standing(view, era, who, validator, candidates).await?;
		Ok(Self { validator: Address::from(validator), standing, slashed, stake: Planck(stake) })
	}

	pub fn cells(&self, names: &Names) -> Vec<String> {
		let stake = match self.standing {
			ACTIVE => amount::format(self.stake.0),
			_ => "-".to_owned(),
		};
		let slashed = if self.slashed { ", slashed" } else { "" };
		let standing = format!("{}{slashed}", self.standing);
		vec![names.address(&self.validator.0), standing, stake]
	}
}

/// Where a nomination stands, and the stake of `who` that is behind it.
async fn standing(
	view: &BlockView,
	era: u32,
	who: &Account,
	validator: &Account,
	candidates: &[(Account, Prefs)],
) -> Result<(&'static str, Balance), Error> {
	let Some(overview) = view.overview(era, validator).await? else {
		let is_candidate = candidates.iter().any(|(one, _)| one == validator);
		return Ok((if is_candidate { "waiting" } else { "does not validate" }, 0));
	};
	for page in 0..overview.page_count {
		let others = view.exposure(era, validator, page).await?.map(|page| page.others);
		let mut others = others.into_iter().flatten();
		if let Some(own) = others.find(|part| part.who.0 == account::bytes(who)) {
			return Ok((ACTIVE, own.value));
		}
	}
	Ok(("elected by others", 0))
}
