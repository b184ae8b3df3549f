// SPDX-License-Identifier: Apache-2.0

//! `openledger stake status`

use openledger_primitives::Balance;
use serde_json::{json, Value};

use super::payout::{behind, unpaid};
use crate::{args::Who, commands::rewards::named, context::Context, error::Error, output::table};
use openledger_client::names::Names;
use openledger_client::{
	account::{self, Account},
	chain::{
		staking::{Destination, Ledger, Overview, Prefs, Returns, Slash, Unlocking, Unpaid},
		BlockView,
	},
	convert::to_usize,
	json,
	text::count,
	units::{amount, percent},
	words,
};

/// A return that needs a word, in parts per billion: stakers double what they have in a year.
const EXTRAORDINARY: u64 = 1_000_000_000;

/// Where a nomination stands in the era that is under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
	/// The stake is behind it.
	Active(Balance),
	/// It is elected, with others' stake.
	Elected,
	/// It wants to validate, and is not elected.
	Waiting,
	/// It does not want to.
	Gone,
}

impl Standing {
	fn word(self) -> &'static str {
		match self {
			Self::Active(_) => "active",
			Self::Elected => "elected by others",
			Self::Waiting => "waiting",
			Self::Gone => "does not validate",
		}
	}
}

struct Status {
	who: Account,
	era: u32,
	era_millis: u64,
	ledger: Option<Ledger>,
	payee: Option<Destination>,
	validates: Option<(Prefs, Option<Overview>)>,
	nominations: Vec<(Account, Standing)>,
	/// Those that are to come of it and those it backs, each with its era.
	slashes: Vec<(u32, Slash)>,
	unpaid: Vec<Unpaid>,
	returns: Option<Returns>,
}

pub async fn run(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let status = Status::read(&view, who).await?;
	context.show_named_json(&view, status.to_json(), |names| status.to_text(names)).await;
	Ok(())
}

impl Status {
	async fn read(view: &BlockView, who: Account) -> Result<Self, Error> {
		let era = view.active_era().await?;
		let mut candidates = view.validators().await?;
		let validates = match candidates.iter().position(|(one, _)| *one == who) {
			Some(own) => Some((candidates.swap_remove(own).1, view.overview(era, &who).await?)),
			None => None,
		};
		let validators = behind(view, &who).await?;
		let mut nominations = Vec::new();
		for validator in validators.iter().skip(1) {
			nominations.push((
				validator.clone(),
				standing(view, era, validator, &who, &candidates).await?,
			));
		}
		let mut slashes = Vec::new();
		for (era, of_era) in view.slashes().await? {
			slashes.extend(of_era.into_iter().map(|slash| (era, slash)));
		}
		slashes.retain(|(_, slash)| {
			slash.of(&who) > 0 || validators.contains(&Account::new(slash.validator.0))
		});
		let mut unpaid = unpaid(view, &validators, &who, None).await?;
		unpaid.retain(|page| page.amount > 0);
		Ok(Self {
			era,
			era_millis: view.era_millis()?,
			ledger: view.staked(&who).await?,
			payee: view.payee(&who).await?,
			validates,
			nominations,
			slashes,
			unpaid,
			returns: view.returns().await?,
			who,
		})
	}

	fn unclaimed(&self) -> Balance {
		self.unpaid.iter().fold(0, |sum: Balance, page| sum.saturating_add(page.amount))
	}

	/// Whether a validator has done what it and those behind it lose for.
	fn is_slashed(&self, validator: &Account) -> bool {
		self.slashes.iter().any(|(_, slash)| slash.validator.0 == account::bytes(validator))
	}

	fn role(&self) -> &'static str {
		match (&self.validates, self.nominations.is_empty()) {
			(Some((_, Some(_))), _) => "validator, elected",
			(Some((_, None)), _) => "validator, waiting",
			(None, false) => "nominator",
			(None, true) => "idle",
		}
	}

	fn to_json(&self) -> Value {
		let ledger = self.ledger.as_ref();
		let unlocking = ledger.map(|ledger| &ledger.unlocking[..]).unwrap_or_default();
		let unlocking: Vec<_> = unlocking
			.iter()
			.map(|part| json!({ "amount": json::amount(part.value), "era": part.era }))
			.collect();
		let nominations: Vec<_> = self
			.nominations
			.iter()
			.map(|(validator, standing)| {
				let stake = match standing {
					Standing::Active(stake) => *stake,
					_ => 0,
				};
				json!({
					"validator": json::account(validator),
					"standing": standing.word(),
					"slashed": self.is_slashed(validator),
					"stake": json::amount(stake),
				})
			})
			.collect();
		let slashes: Vec<_> = self
			.slashes
			.iter()
			.map(|(era, slash)| {
				json!({
					"era": era,
					"validator": json::account(&Account::new(slash.validator.0)),
					"amount": json::amount(slash.of(&self.who)),
				})
			})
			.collect();
		let unpaid: Vec<_> = self
			.unpaid
			.iter()
			.map(|page| {
				json!({
					"era": page.era,
					"validator": json::account(&page.validator),
					"page": page.page,
					"amount": json::amount(page.amount),
				})
			})
			.collect();
		json!({
			"account": json::account(&self.who),
			"era": self.era,
			"bonded": json::amount(ledger.map_or(0, |ledger| ledger.active)),
			"unlocking": unlocking,
			"payee": self.payee.as_ref().map(|to| payee(to, &Names::default())),
			"role": self.role(),
			"commission": self.validates.as_ref().map(|(prefs, _)| prefs.commission),
			"nominations": nominations,
			"slashes": slashes,
			"unclaimed": json::amount(self.unclaimed()),
			"unpaid": unpaid,
			"yearly": self.returns.map(|returns| returns.yearly),
			"yearly_of_eras": self.returns.map(|returns| returns.eras),
		})
	}

	/// What the account loses, when, and for whose deed.
	fn loss(&self, era: u32, slash: &Slash, names: &Names) -> String {
		let amount = amount::format(slash.of(&self.who));
		let when = ahead(era, self.era, self.era_millis).unwrap_or_else(|| "now".to_owned());
		let validator = names.address(&Account::new(slash.validator.0));
		format!("{amount}, {when}, for what {validator} did, unless it is cancelled")
	}

	fn to_text(&self, names: &Names) -> String {
		let mut rows = vec![
			("account", names.address(&self.who)),
			("era", self.era.to_string()),
			("role", self.role().to_owned()),
		];
		if let Some(ledger) = &self.ledger {
			rows.push(("bonded", amount::format(ledger.active)));
			for part in &ledger.unlocking {
				rows.push(("unbonding", unlocking(part, self.era, self.era_millis)));
			}
		}
		if let Some(destination) = &self.payee {
			rows.push(("pay goes to", payee(destination, names)));
		}
		if let Some((prefs, overview)) = &self.validates {
			rows.push(("commission", percent::format(prefs.commission)));
			if let Some(overview) = overview {
				rows.push(("stake behind it", amount::format(overview.total)));
			}
		}
		for (era, slash) in self.slashes.iter().filter(|(_, slash)| slash.of(&self.who) > 0) {
			rows.push(("slash", self.loss(*era, slash, names)));
		}
		rows.push(("not paid yet", amount::format(self.unclaimed())));
		rows.push(("return", returns(self.returns)));
		let mut text = table::fields(&rows);
		if !self.nominations.is_empty() {
			let rows = self.nominations.iter().map(|(validator, standing)| {
				let stake = match standing {
					Standing::Active(stake) => amount::format(*stake),
					_ => "-".to_owned(),
				};
				let slashed = if self.is_slashed(validator) { ", slashed" } else { "" };
				let standing = format!("{}{slashed}", standing.word());
				vec![names.address(validator), standing, stake]
			});
			let nominations = table::table(&["nominated", "this era", ">stake"], rows);
			text.push_str(&format!("\n\n{}", nominations.trim_fmt()));
		}
		if !self.unpaid.is_empty() {
			let rows = self.unpaid.iter().map(|page| {
				let validator = names.address(&page.validator);
				vec![page.era.to_string(), validator, amount::format(page.amount)]
			});
			let unpaid = table::table(&[">era", "validator", ">not paid yet"], rows);
			text.push_str(&format!(
				"\n\n{}\n\nhave it paid: openledger stake payout",
				unpaid.trim_fmt()
			));
		}
		text
	}
}

async fn standing(
	view: &BlockView,
	era: u32,
	validator: &Account,
	who: &Account,
	candidates: &[(Account, Prefs)],
) -> Result<Standing, Error> {
	if let Some(overview) = view.overview(era, validator).await? {
		for page in 0..overview.page_count {
			let others = view.exposure(era, validator, page).await?.map(|page| page.others);
			let mut others = others.into_iter().flatten();
			if let Some(own) = others.find(|part| part.who.0 == account::bytes(who)) {
				return Ok(Standing::Active(own.value));
			}
		}
		return Ok(Standing::Elected);
	}
	Ok(match candidates.iter().any(|(one, _)| one == validator) {
		true => Standing::Waiting,
		false => Standing::Gone,
	})
}

fn payee(destination: &Destination, names: &Names) -> String {
	match destination {
		Destination::Staked => "its bond".to_owned(),
		Destination::Stash | Destination::Controller => "the account itself".to_owned(),
		Destination::Account(who) => names.address(&Account::new(who.0)),
		Destination::None => "nobody".to_owned(),
	}
}

/// A part that is being unbonded, and when it is free.
pub fn unlocking(part: &Unlocking, era: u32, era_millis: u64) -> String {
	let amount = amount::format(part.value);
	match ahead(part.era, era, era_millis) {
		None => format!("{amount}, free now"),
		Some(when) => format!("{amount}, free {when}"),
	}
}

/// When an era comes, unless it is there.
fn ahead(era: u32, now: u32, era_millis: u64) -> Option<String> {
	let eras = era.checked_sub(now).filter(|eras| *eras > 0)?;
	let millis = era_millis.saturating_mul(eras.into());
	Some(format!("in era {era}, in {}", words::rough(millis / 1_000)))
}

/// A return of a year, in parts per billion, rounded down to hundredths of a percent.
pub fn a_year(yearly: u64) -> String {
	let hundredths = yearly / 100_000;
	format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// What stakers got lately.
pub fn returns(returns: Option<Returns>) -> String {
	match returns {
		None => "not known yet: no era is over".to_owned(),
		Some(Returns { yearly, eras }) => {
			let why = match yearly > EXTRAORDINARY {
				true => {
					"; so high because hardly anything is staked: an era's pay is the same however \
				         little it is divided among, so this falls as others stake"
				}
				false => "",
			};
			let (yearly, eras) = (a_year(yearly), count(to_usize(eras), "era"));
			format!("{yearly} a year, by the last {eras}, before commission{why}")
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::chain::calls;

	const OPEN: Balance = 1_000_000_000_000_000_000;

	fn status() -> Status {
		let who = account::parse("//Bob").unwrap();
		let alice = account::parse("//Alice//stash").unwrap();
		Status {
			era: 7,
			era_millis: 3_600_000,
			ledger: Some(Ledger {
				stash: calls::id(&who),
				total: 30 * OPEN,
				active: 20 * OPEN,
				unlocking: vec![Unlocking { value: 10 * OPEN, era: 9 }],
				legacy_claimed_rewards: Vec::new(),
			}),
			payee: Some(Destination::Staked),
			validates: None,
			nominations: vec![(alice.clone(), Standing::Active(20 * OPEN))],
			slashes: vec![(
				8,
				Slash {
					validator: calls::id(&alice),
					own: 0,
					others: vec![(calls::id(&who), 3 * OPEN)],
					reporters: Vec::new(),
					payout: 0,
				},
			)],
			unpaid: vec![Unpaid { era: 6, validator: alice, page: 0, amount: OPEN / 2 }],
			returns: Some(Returns { yearly: 123_456_789, eras: 6 }),
			who,
		}
	}

	#[test]
	fn a_status_should_be_read_by_people() {
		let text = status().to_text(&Names::default());
		for part in [
			"nominator",
			"20 OPEN",
			"10 OPEN, free in era 9, in about 2 hours",
			"0.5 OPEN",
			"12.34 % a year, by the last 6 eras",
			"active, slashed",
			"3 OPEN, in era 8, in about 60 minutes, for what",
			"openledger stake payout",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
	}

	#[test]
	fn a_status_should_be_read_by_programs() {
		let json = status().to_json();
		assert_eq!(json["role"], "nominator");
		assert_eq!(json["unclaimed"], (OPEN / 2).to_string());
		assert_eq!(json["unlocking"][0]["era"], 9);
		assert_eq!(json["yearly"], 123_456_789);
		assert_eq!(json["nominations"][0]["slashed"], true);
		assert_eq!(json["slashes"][0]["amount"], (3 * OPEN).to_string());
	}

	#[test]
	fn a_return_that_seems_wrong_should_be_explained() {
		let shown = |yearly| returns(Some(Returns { yearly, eras: 1 }));
		assert!(shown(193_531_200_000).starts_with("19353.12 % a year"));
		assert!(shown(193_531_200_000).contains("hardly anything is staked"));
		assert!(!shown(120_000_000).contains("hardly"));
	}

	#[test]
	fn what_is_free_should_say_so() {
		let part = Unlocking { value: OPEN, era: 3 };
		assert_eq!(unlocking(&part, 3, 1), "1 OPEN, free now");
		assert_eq!(unlocking(&part, 5, 1), "1 OPEN, free now");
	}
}
