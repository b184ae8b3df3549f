// SPDX-License-Identifier: Apache-2.0

//! `openledger staking validators`

use std::cmp::Reverse;

use clap::Args;
use openledger_client::{
	account::{self, Account},
	chain::{
		returns::Returns,
		staking::{Overview, Prefs},
		BlockView,
	},
	convert::saturating_u32,
	json::{Address, Planck},
	names::Names,
	units::{amount, percent},
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;

use super::returns::{a_year, returns};
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List who validates, or wants to.
#[derive(Args)]
pub struct Validators {}

impl Validators {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		context.show_named(&view, &List::read(&view).await?).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct List {
	era: u32,
	validators: Vec<Row>,
	/// In parts per billion.
	yearly: Option<u64>,
	#[serde(skip)]
	returns: Option<Returns>,
}

#[derive(Serialize)]
struct Row {
	validator: Address,
	elected: bool,
	makes_blocks: bool,
	/// Whether it does not want to validate any more.
	leaves: bool,
	own: Planck,
	total: Planck,
	backers: u32,
	commission: Option<u32>,
	/// Whether it takes no more nominations.
	blocked: bool,
	points: u32,
	/// What can be expected behind it, after commission, in parts per billion.
	yearly: Option<u64>,
}

impl List {
	async fn read(view: &BlockView) -> Result<Self, Error> {
		let era = view.active_era().await?;
		let authorities = view.authorities().await?;
		let points = view.era_points(era).await?;
		let mut candidates: Vec<_> =
			view.validators().await?.into_iter().map(|(who, prefs)| (who, Some(prefs))).collect();
		// Who leaves makes blocks until its last era is over.
		for who in &authorities {
			if !candidates.iter().any(|(candidate, _)| candidate == who) {
				candidates.push((who.clone(), None));
			}
		}
		let mut rows = Vec::new();
		for (who, prefs) in candidates {
			let stake = view.overview(era, &who).await?;
			let own = points.individual.iter().find(|(one, _)| one.0 == account::bytes(&who));
			let makes_blocks = authorities.contains(&who);
			let points = own.map_or(0, |(_, points)| *points);
			rows.push(Row::of(who, prefs, stake, makes_blocks, points));
		}
		rows.sort_by_key(|row| Reverse(row.total));
		let returns = view.returns().await?;
		let elected = saturating_u32(rows.iter().filter(|row| row.elected).count());
		let all = rows.iter().fold(0, |sum: Balance, row| sum.saturating_add(row.total.0));
		for row in rows.iter_mut().filter(|row| row.elected) {
			row.yearly = returns
				.zip(row.commission)
				.and_then(|(mean, commission)| mean.behind(row.total.0, commission, all, elected));
		}
		Ok(Self { era, validators: rows, yearly: returns.map(|mean| mean.yearly), returns })
	}
}

impl Row {
	fn of(
		who: Account,
		prefs: Option<Prefs>,
		stake: Option<Overview>,
		makes_blocks: bool,
		points: u32,
	) -> Self {
		let stake_of = |part: fn(&Overview) -> Balance| Planck(stake.as_ref().map_or(0, part));
		Self {
			validator: Address(who),
			elected: stake.is_some(),
			makes_blocks,
			leaves: prefs.is_none(),
			own: stake_of(|stake| stake.own),
			total: stake_of(|stake| stake.total),
			backers: stake.as_ref().map_or(0, |stake| stake.nominator_count),
			commission: prefs.as_ref().map(|prefs| prefs.commission),
			blocked: prefs.as_ref().is_some_and(|prefs| prefs.blocked),
			points,
			yearly: None,
		}
	}

	fn cells(&self, names: &Names) -> Vec<String> {
		let era = match (self.elected, self.leaves) {
			(true, false) => "elected",
			(true, true) => "elected, leaves",
			(false, false) => "waiting",
			(false, true) => "leaves",
		};
		let or_dash = |cell: Option<String>| cell.unwrap_or_else(|| "-".to_owned());
		let if_elected = |cell: String| or_dash(self.elected.then_some(cell));
		vec![
			names.address(&self.validator.0),
			era.to_owned(),
			or_dash(self.makes_blocks.then(|| "makes blocks".to_owned())),
			if_elected(amount::rounded(self.own.0)),
			if_elected(amount::rounded(self.total.0)),
			if_elected(self.backers.to_string()),
			or_dash(self.commission.map(percent::format)),
			or_dash((!self.leaves).then(|| words::yes_no(!self.blocked))),
			self.points.to_string(),
			or_dash(self.yearly.map(a_year)),
		]
	}
}

impl Shown for List {
	fn text(&self, names: &Names) -> String {
		let header = [
			"validator",
			"era",
			"session",
			">own stake",
			">all stake",
			">backers",
			">commission",
			"takes more",
			">points",
			">a year",
		];
		let rows = self.validators.iter().map(|row| row.cells(names));
		let text = table::table(&header, rows);
		format!("era {}; return {}\n\n{text}", self.era, returns(self.returns))
	}
}
