// SPDX-License-Identifier: Apache-2.0

//! `openledger staking status`

use clap::Args;
use openledger_client::{
	account::{self, Account},
	chain::{returns::Returns, staking::Destination, BlockView},
	json::{Address, Planck},
	names::Names,
	units::{amount, percent},
};
use openledger_primitives::Balance;
use serde::Serialize;

use super::{
	ahead,
	nomination::Nomination,
	payout::{behind, unpaid},
	returns::returns,
	Part,
};
use crate::{
	args::Who,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show what an account has bonded, whom it backs, what it can expect and what is not paid yet.
#[derive(Args)]
pub struct Show {
	#[command(flatten)]
	who: Who,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.who.account(context)?;
		let view = context.chain().await?.view().await?;
		context.show_named(&view, &Status::read(&view, &who).await?).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Status {
	account: Address,
	era: u32,
	#[serde(skip)]
	era_millis: u64,
	#[serde(skip)]
	has_bonded: bool,
	bonded: Planck,
	unlocking: Vec<Part>,
	/// A word, or an address.
	payee: Option<String>,
	role: &'static str,
	/// In parts per billion.
	commission: Option<u32>,
	/// All stake behind it, if it validates and is elected.
	#[serde(skip)]
	backing: Option<Balance>,
	nominations: Vec<Nomination>,
	/// Those that are to come of it and those it backs.
	slashes: Vec<Loss>,
	unclaimed: Planck,
	unpaid: Vec<Unpaid>,
	/// In parts per billion.
	yearly: Option<u64>,
	yearly_of_eras: Option<u32>,
}

/// What the account is to lose for what a validator did. Nothing where only others lose.
#[derive(Serialize)]
struct Loss {
	era: u32,
	validator: Address,
	amount: Planck,
}

#[derive(Serialize)]
struct Unpaid {
	era: u32,
	validator: Address,
	page: u32,
	amount: Planck,
}

impl Status {
	async fn read(view: &BlockView, who: &Account) -> Result<Self, Error> {
		let era = view.active_era().await?;
		let candidates = view.validators().await?;
		let prefs = candidates.iter().find(|(one, _)| one == who).map(|(_, prefs)| prefs);
		let overview = match prefs {
			Some(_) => view.overview(era, who).await?,
			None => None,
		};
		let validators = behind(view, who).await?;
		let mut slashes = Vec::new();
		for (era, of_era) in view.slashes().await? {
			let all = of_era.into_iter().map(|slash| {
				let (validator, amount) = (Account::new(slash.validator.0), slash.of(who));
				Loss { era, validator: Address(validator), amount: Planck(amount) }
			});
			slashes.extend(
				all.filter(|loss| loss.amount.0 > 0 || validators.contains(&loss.validator.0)),
			);
		}
		let mut nominations = Vec::new();
		for validator in validators.iter().skip(1) {
			let slashed = slashes.iter().any(|loss| loss.validator.0 == *validator);
			let reading = Nomination::read(view, era, who, validator, &candidates, slashed);
			nominations.push(reading.await?);
		}
		let unpaid: Vec<_> = unpaid(view, &validators, who, None)
			.await?
			.into_iter()
			.filter(|page| page.amount > 0)
			.map(|page| Unpaid {
				era: page.era,
				validator: Address(page.validator),
				page: page.page,
				amount: Planck(page.amount),
			})
			.collect();
		let unclaimed =
			unpaid.iter().fold(0, |sum: Balance, page| sum.saturating_add(page.amount.0));
		let (ledger, returns) = (view.staked(who).await?, view.returns().await?);
		Ok(Self {
			account: Address::from(who),
			era,
			era_millis: view.era_millis()?,
			has_bonded: ledger.is_some(),
			bonded: Planck(ledger.as_ref().map_or(0, |ledger| ledger.active)),
			unlocking: ledger.iter().flat_map(|ledger| &ledger.unlocking).map(Part::from).collect(),
			payee: view.payee(who).await?.map(payee),
			role: match (prefs, &overview, nominations.is_empty()) {
				(Some(_), Some(_), _) => "validator, elected",
				(Some(_), None, _) => "validator, waiting",
				(None, _, false) => "nominator",
				(None, _, true) => "idle",
			},
			commission: prefs.map(|prefs| prefs.commission),
			backing: overview.map(|overview| overview.total),
			nominations,
			slashes,
			unclaimed: Planck(unclaimed),
			unpaid,
			yearly: returns.map(|returns| returns.yearly),
			yearly_of_eras: returns.map(|returns| returns.eras),
		})
	}

	/// What the account loses, when, and for whose deed.
	fn loss(&self, loss: &Loss, names: &Names) -> String {
		let amount = amount::format(loss.amount.0);
		let when = ahead(loss.era, self.era, self.era_millis);
		let (when, who) =
			(when.unwrap_or_else(|| "now".to_owned()), names.address(&loss.validator.0));
		format!("{amount}, {when}, for what {who} did, unless it is cancelled")
	}

	fn returns(&self) -> Option<Returns> {
		Some(Returns { yearly: self.yearly?, eras: self.yearly_of_eras? })
	}
}

impl Shown for Status {
	fn text(&self, names: &Names) -> String {
		let mut rows = vec![
			("account", names.address(&self.account.0)),
			("era", self.era.to_string()),
			("role", self.role.to_owned()),
		];
		if self.has_bonded {
			rows.push(("bonded", amount::format(self.bonded.0)));
		}
		let unlocking = self.unlocking.iter();
		rows.extend(unlocking.map(|part| ("unbonding", part.text(self.era, self.era_millis))));
		rows.extend(self.payee.iter().map(|payee| ("pay goes to", names.if_address(payee))));
		rows.extend(self.commission.map(|commission| ("commission", percent::format(commission))));
		rows.extend(self.backing.map(|total| ("stake behind it", amount::format(total))));
		let losses = self.slashes.iter().filter(|loss| loss.amount.0 > 0);
		rows.extend(losses.map(|loss| ("slash", self.loss(loss, names))));
		rows.push(("not paid yet", amount::format(self.unclaimed.0)));
		rows.push(("return", returns(self.returns())));
		let mut text = table::fields(&rows);
		if !self.nominations.is_empty() {
			let rows = self.nominations.iter().map(|nomination| nomination.cells(names));
			let nominations = table::table(&["nominated", "this era", ">stake"], rows);
			text.push_str(&format!("\n\n{nominations}"));
		}
		if !self.unpaid.is_empty() {
			let rows = self.unpaid.iter().map(|page| {
				let validator = names.address(&page.validator.0);
				vec![page.era.to_string(), validator, amount::format(page.amount.0)]
			});
			let unpaid = table::table(&[">era", "validator", ">not paid yet"], rows);
			text.push_str(&format!("\n\n{unpaid}\n\nhave it paid: openledger staking payout"));
		}
		text
	}
}

fn payee(destination: Destination) -> String {
	match destination {
		Destination::Staked => "its bond".to_owned(),
		Destination::Stash | Destination::Controller => "the account itself".to_owned(),
		Destination::Account(who) => account::address(&Account::new(who.0)),
		Destination::None => "nobody".to_owned(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{json, units::amount::OPEN};

	fn status() -> Status {
		let [who, alice] =
			["//Bob", "//Alice//stash"].map(|who| Address(account::parse(who).unwrap()));
		Status {
			account: who,
			era: 7,
			era_millis: 3_600_000,
			has_bonded: true,
			bonded: Planck(20 * OPEN),
			unlocking: vec![Part { amount: Planck(10 * OPEN), era: 9 }],
			payee: Some(payee(Destination::Staked)),
			role: "nominator",
			commission: None,
			backing: None,
			nominations: vec![Nomination {
				validator: alice.clone(),
				standing: "active",
				slashed: true,
				stake: Planck(20 * OPEN),
			}],
			slashes: vec![Loss { era: 8, validator: alice.clone(), amount: Planck(3 * OPEN) }],
			unclaimed: Planck(OPEN / 2),
			unpaid: vec![Unpaid { era: 6, validator: alice, page: 0, amount: Planck(OPEN / 2) }],
			yearly: Some(123_456_789),
			yearly_of_eras: Some(6),
		}
	}

	#[test]
	fn a_status_should_be_read_by_people() {
		let text = status().text(&Names::default());
		for part in [
			"nominator",
			"20 OPEN",
			"10 OPEN, free in era 9, in about 2 hours",
			"0.5 OPEN",
			"12.34 % a year, by the last 6 eras",
			"active, slashed",
			"3 OPEN, in era 8, in about 60 minutes, for what",
			"openledger staking payout",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
	}

	#[test]
	fn a_status_should_be_read_by_programs() {
		let json = json::of(&status());
		assert_eq!(json["role"], "nominator");
		assert_eq!(json["unclaimed"], (OPEN / 2).to_string());
		assert_eq!(json["unlocking"][0]["era"], 9);
		assert_eq!(json["yearly"], 123_456_789);
		assert_eq!(json["nominations"][0]["slashed"], true);
		assert_eq!(json["slashes"][0]["amount"], (3 * OPEN).to_string());
	}
}
