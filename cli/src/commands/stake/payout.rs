// SPDX-License-Identifier: Apache-2.0

//! `openledger stake payout`

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::Balance;
use serde_json::json;

use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::{
	account::{self, Account},
	chain::{
		calls::{self, encoded, staking},
		events::Rewarded,
		staking::Unpaid,
		BlockView, CONCURRENT,
	},
	convert::to_u64,
	error::StakingError,
	json,
	text::count,
	units::amount,
};
use openledger_client::{names::Names, progress};

/// Pages of one transaction: each may have 256 nominators.
const PAGES: usize = 8;

/// The validators that an account has a part in: itself, and those it backs.
pub async fn behind(view: &BlockView, who: &Account) -> Result<Vec<Account>, Error> {
	let mut all = vec![who.clone()];
	if let Some(nominations) = view.nominations(who).await? {
		all.extend(nominations.targets.into_iter().map(|target| Account::new(target.0)));
	}
	Ok(all)
}

/// What is not paid of some validators' eras, with the part of `who`.
pub async fn unpaid(
	view: &BlockView,
	validators: &[Account],
	who: &Account,
	only: Option<u32>,
) -> Result<Vec<Unpaid>, Error> {
	let eras = view.payable_eras().await?;
	let eras = match only {
		None => eras,
		Some(era) if era >= eras.end => {
			return Err(StakingError::NotPayable { era, why: "it is not over" }.into())
		}
		Some(era) if era < eras.start => {
			return Err(StakingError::NotPayable { era, why: "it is too long ago" }.into())
		}
		Some(era) => era..era.saturating_add(1),
	};
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

pub async fn run(context: &Context, era: Option<u32>, stashes: Vec<Account>) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let is_own = stashes.is_empty();
	let validators = if is_own { behind(&view, &who).await? } else { stashes };
	let mut due = unpaid(&view, &validators, &who, era).await?;
	// Others' pay is none of the key's business unless they are named.
	due.retain(|page| !is_own || page.amount > 0);
	if due.is_empty() {
		return Err(StakingError::NothingUnpaid.into());
	}
	let (mut paid, mut own): (Balance, Balance) = (0, 0);
	let bar = progress::bar(to_u64(due.len()), "paying");
	for pages in due.chunks(PAGES) {
		let mut batch = Vec::new();
		for Unpaid { era, validator, page, .. } in pages {
			let call = staking::payout_stakers_by_page(calls::id(validator), *era, *page);
			batch.push(view.encoded(&call)?);
		}
		let events =
			sign(&chain, &view, &key, &encoded::batch_all(batch), 0, "paying eras").await?;
		for reward in events.all::<Rewarded>()? {
			paid = paid.saturating_add(reward.amount);
			if reward.stash.0 == account::bytes(&who) {
				own = own.saturating_add(reward.amount);
			}
		}
		bar.inc(to_u64(pages.len()));
	}
	bar.finish();
	let rows: Vec<_> = due
		.iter()
		.map(|page| {
			json!({
				"era": page.era,
				"validator": json::account(&page.validator),
				"page": page.page,
			})
		})
		.collect();
	let json = json!({
		"account": json::account(&who),
		"paid": json::amount(paid),
		"to_account": json::amount(own),
		"payouts": rows,
	});
	let text = |names: &Names| {
		format!(
			"{} paid {}, of which {} to {}",
			count(due.len(), "payout"),
			amount::format(paid),
			amount::format(own),
			names.address(&who)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
