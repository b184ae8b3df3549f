// SPDX-License-Identifier: Apache-2.0

//! `openledger staking payout`

use clap::Args;
use futures::{stream, StreamExt, TryStreamExt};
use openledger_client::{
	account::{self, Account},
	chain::{
		calls::{self, encoded, staking},
		events::Rewarded,
		staking::Unpaid,
		BlockView, CONCURRENT,
	},
	convert::to_u64,
	error::Idle,
	json::{Address, Planck},
	names::Names,
	progress,
	text::count,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;

use crate::{
	args::ReadAccount, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Pages of one transaction: each may have 256 nominators.
const PAGES: usize = 8;

/// Have eras paid: each validator, and all that backed it. Anyone may; by default what the key's
/// account has a part in.
#[derive(Args)]
pub struct Payout {
	/// Only this era.
	#[arg(long, value_name = "ERA")]
	era: Option<u32>,

	/// Only this validator. Can be given many times.
	#[arg(long = "stash", value_name = "ACCOUNT", value_parser = ReadAccount)]
	stashes: Vec<Account>,
}

impl Payout {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let (who, view) = (&signing.who, &signing.view);
		let is_own = self.stashes.is_empty();
		let validators = if is_own { behind(view, who).await? } else { self.stashes };
		let mut due = unpaid(view, &validators, who, self.era).await?;
		// Others' pay is none of the key's business unless they are named.
		due.retain(|page| !is_own || page.amount > 0);
		if due.is_empty() {
			return Err(Idle::NothingUnpaid.into());
		}
		let (mut paid, mut own): (Balance, Balance) = (0, 0);
		let bar = progress::bar(to_u64(due.len()), "paying");
		for pages in due.chunks(PAGES) {
			let mut batch = Vec::new();
			for Unpaid { era, validator, page, .. } in pages {
				let call = staking::payout_stakers_by_page(calls::id(validator), *era, *page);
				batch.push(view.encoded(&call)?);
			}
			let events = signing.sign(&encoded::batch_all(batch), "paying eras").await?;
			for reward in events.all::<Rewarded>()? {
				paid = paid.saturating_add(reward.amount);
				if reward.stash.0 == account::bytes(who) {
					own = own.saturating_add(reward.amount);
				}
			}
			bar.inc(to_u64(pages.len()));
		}
		bar.finish();
		let payouts = due.into_iter().map(|page| Page {
			era: page.era,
			validator: Address(page.validator),
			page: page.page,
		});
		let paid = Paid {
			account: Address(who.clone()),
			paid: Planck(paid),
			to_account: Planck(own),
			payouts: payouts.collect(),
		};
		context.show_named(view, &paid).await;
		Ok(())
	}
}

/// The validators that an account has a part in: itself, and those it backs.
pub async fn behind(view: &BlockView, who: &Account) -> Result<Vec<Account>, Error> {
	let mut all = vec![who.clone()];
	if let Some(nominations) = view.nominations(who).await? {
		all.extend(nominations.targets.into_iter().map(|target| Account::new(target.0)));
	}
	Ok(all)
}

/// What is not paid of some validators' eras, with the part of `who`. Nothing for an era that is not
/// over, or too long ago.
pub async fn unpaid(
	view: &BlockView,
	validators: &[Account],
	who: &Account,
	only: Option<u32>,
) -> Result<Vec<Unpaid>, Error> {
	let mut eras = view.payable_eras().await?;
	if let Some(era) = only {
		eras = era.max(eras.start)..era.saturating_add(1).min(eras.end);
	}
	let progress = progress::bar(to_u64(eras.len()), "looking at eras");
	let bar = &progress;
	let found = stream::iter(eras)
		.map(|era| async move {
			let unpaid = unpaid_of(view, era, validators, who).await;
			bar.inc(1);
			unpaid
		})
		.buffered(CONCURRENT)
		.try_collect::<Vec<_>>()
		.await;
	progress.finish();
	Ok(found?.into_iter().flatten().collect())
}

async fn unpaid_of(
	view: &BlockView,
	era: u32,
	validators: &[Account],
	who: &Account,
) -> Result<Vec<Unpaid>, Error> {
	let mut all = Vec::new();
	if let Some(pay) = view.era_pay(era).await? {
		for validator in validators {
			all.extend(view.unpaid(&pay, validator, who).await?);
		}
	}
	Ok(all)
}

#[derive(Serialize)]
struct Paid {
	account: Address,
	/// To everybody.
	paid: Planck,
	to_account: Planck,
	payouts: Vec<Page>,
}

#[derive(Serialize)]
struct Page {
	era: u32,
	validator: Address,
	page: u32,
}

impl Shown for Paid {
	fn text(&self, names: &Names) -> String {
		format!(
			"{} paid {}, of which {} to {}",
			count(self.payouts.len(), "payout"),
			amount::format(self.paid.0),
			amount::format(self.to_account.0),
			names.address(&self.account.0)
		)
	}
}
