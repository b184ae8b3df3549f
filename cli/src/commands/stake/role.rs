// SPDX-License-Identifier: Apache-2.0

//! `openledger stake nominate`, `validate` and `chill`

use serde_json::json;

use super::{bond::bonded, targets::targets};
use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::calls::{lookup, staking},
	error::StakingError,
	json,
	text::count,
	units::percent,
};

pub async fn nominate(context: &Context, validators: &[Account]) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let has = bonded(&view, &who).await?.active;
	let least = view.least_nominator_bond().await?;
	if has < least {
		return Err(StakingError::TooLittleFor { who, role: "nominate", has, least }.into());
	}
	let validators = &targets(context, &view, validators).await?;
	let call = staking::nominate(validators.iter().map(lookup).collect());
	let events = sign(&chain, &view, &key, &call, 0, "nominating").await?;
	let targets: Vec<_> = validators.iter().map(json::account).collect();
	let json = json!({ "nominations": targets, "block": json::hash(events.block) });
	let text = |_: &Names| {
		format!(
			"{} will be backed from the next election on, as far as they are elected",
			count(validators.len(), "validator")
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

pub async fn validate(context: &Context, commission: u32, blocked: bool) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let has = bonded(&view, &who).await?.active;
	let least = view.least_validator_bond().await?;
	if has < least {
		return Err(StakingError::TooLittleFor { who, role: "validate", has, least }.into());
	}
	let call = staking::validate(staking::ValidatorPrefs { commission, blocked });
	let events = sign(&chain, &view, &key, &call, 0, "validating").await?;
	let json = json!({
		"validator": json::account(&who),
		"commission": commission,
		"blocked": blocked,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		format!(
			"{} can be elected from the next election on, with a commission of {}\nits node needs \
			 session keys that are set: openledger stake keys --node URL",
			names.address(&who),
			percent::format(commission)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

pub async fn chill(context: &Context) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	bonded(&view, &who).await?;
	let events = sign(&chain, &view, &key, &staking::chill(), 0, "chilling").await?;
	let json = json!({ "account": json::account(&who), "block": json::hash(events.block) });
	let text = |names: &Names| {
		format!(
			"{} neither validates nor nominates from the next election on; a validator's node has \
			 to run until its last era is over: openledger stake validators",
			names.address(&who)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
