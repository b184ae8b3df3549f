// SPDX-License-Identifier: Apache-2.0

//! What who wants to be verified asks of a registrar, and what the registrar answers.

use openledger_primitives::Balance;
use serde_json::json;
use sp_core::H256;
use subxt::utils::Static;

use super::Signing;
use crate::{args::Verdict, context::Context, error::Error};
use openledger_client::chain::affordable::{sign, sign_for};
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls::{identity, lookup},
		identity::{Judgement, Registrar, Registration},
		BlockView,
	},
	error::IdentityError,
	json,
	units::amount,
};

pub async fn request(
	context: &Context,
	registrar: u32,
	max_fee: Option<Balance>,
) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let who = key.account();
	let fee = view.registrar(registrar).await?.fee;
	let most = max_fee.unwrap_or(fee);
	if most < fee {
		return Err(IdentityError::Fee { index: registrar, fee, most }.into());
	}
	let before = view.identified(&who).await?;
	if let Some(Judgement::FeePaid(_) | Judgement::Erroneous) = of(&before, registrar) {
		return Err(IdentityError::Asked { index: registrar }.into());
	}
	let call = identity::request_judgement(registrar, most);
	let purpose = (fee, "what the registrar asks and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "asking the registrar").await?;
	let json = json!({
		"account": json::account(&who),
		"registrar": registrar,
		"fee": json::amount(fee),
		"block": json::hash(events.block),
	});
	let text = |_: &Names| {
		format!(
			"registrar {registrar} was asked; it gets {} when it judges, and you get it back with: \
			 openledger account identity cancel-request --registrar {registrar}",
			amount::format(fee)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

pub async fn cancel(context: &Context, registrar: u32) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let who = key.account();
	let fee = match of(&view.identified(&who).await?, registrar) {
		Some(Judgement::FeePaid(fee)) => fee,
		_ => return Err(IdentityError::NotAsked { index: registrar }.into()),
	};
	let call = identity::cancel_request(registrar);
	let events = sign(&chain, &view, &key, &call, 0, "taking the request back").await?;
	let json = json!({
		"account": json::account(&who),
		"registrar": registrar,
		"fee": json::amount(fee),
		"block": json::hash(events.block),
	});
	let text = |_: &Names| format!("{} are free again", amount::format(fee));
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// What a registrar says of an identity.
fn of(identity: &Registration, registrar: u32) -> Option<Judgement> {
	let found = identity.judgements.iter().find(|(index, _)| *index == registrar);
	found.map(|(_, judgement)| *judgement)
}

pub async fn judge(
	context: &Context,
	whose: Account,
	registrar: u32,
	verdict: Verdict,
	expected: Option<H256>,
) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	own(&view, registrar, &key.account()).await?;
	let identity = view.identified(&whose).await?;
	let hash = identity.info.hash();
	ensure_same(&whose, hash, expected)?;
	let paid = match of(&identity, registrar) {
		Some(Judgement::FeePaid(fee)) => fee,
		_ => 0,
	};
	let judgement = judgement(verdict);
	let call = identity::provide_judgement(registrar, lookup(&whose), Static(judgement), hash.0);
	let events = sign(&chain, &view, &key, &call, 0, "judging").await?;
	let json = json!({
		"account": json::account(&whose),
		"registrar": registrar,
		"judgement": judgement.word(),
		"hash": json::hash(hash),
		"paid": json::amount(paid),
		"block": json::hash(events.block),
	});
	let view = chain.view_of(events.block).await?;
	let text = |names: &Names| {
		format!(
			"{}: registrar {registrar} found it {}, and was paid {}",
			names.address(&whose),
			judgement.word(),
			amount::format(paid)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Fails when an identity is not the one that was looked at.
fn ensure_same(who: &Account, found: H256, expected: Option<H256>) -> Result<(), IdentityError> {
	match expected.filter(|expected| *expected != found) {
		Some(expected) => Err(IdentityError::Changed { who: who.clone(), found, expected }),
		None => Ok(()),
	}
}

fn judgement(verdict: Verdict) -> Judgement {
	match verdict {
		Verdict::Unknown => Judgement::Unknown,
		Verdict::Reasonable => Judgement::Reasonable,
		Verdict::KnownGood => Judgement::KnownGood,
		Verdict::OutOfDate => Judgement::OutOfDate,
		Verdict::LowQuality => Judgement::LowQuality,
		Verdict::Erroneous => Judgement::Erroneous,
	}
}

/// The registrar of that number, which must be an account.
async fn own(view: &BlockView, index: u32, who: &Account) -> Result<Registrar, Error> {
	let registrar = view.registrar(index).await?;
	match registrar.account == *who {
		true => Ok(registrar),
		false => Err(IdentityError::NotRegistrar { index, account: registrar.account }.into()),
	}
}

pub async fn set_fee(context: &Context, index: u32, fee: Balance) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let registrar = own(&view, index, &key.account()).await?;
	let call = identity::set_fee(index, fee);
	let events = sign(&chain, &view, &key, &call, 0, "setting the fee").await?;
	let json = json!({
		"registrar": index,
		"account": json::account(&registrar.account),
		"fee": json::amount(fee),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let who = names.address(&registrar.account);
		format!("registrar {index}, {who}, asks {} from now on", amount::format(fee))
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::chain::identity::Info;

	#[test]
	fn only_what_was_looked_at_should_be_judged() {
		let who = Account::new([1; 32]);
		let (found, other) = (H256::repeat_byte(1), H256::repeat_byte(2));
		assert!(ensure_same(&who, found, None).is_ok());
		assert!(ensure_same(&who, found, Some(found)).is_ok());
		let error = ensure_same(&who, found, Some(other)).unwrap_err();
		assert!(matches!(error, IdentityError::Changed { .. }));
	}

	#[test]
	fn judgements_should_be_found_by_registrar() {
		let judgements = vec![(1, Judgement::FeePaid(5)), (4, Judgement::KnownGood)];
		let identity = Registration { judgements, deposit: 0, info: Info::default() };
		assert_eq!(of(&identity, 1), Some(Judgement::FeePaid(5)));
		assert_eq!(of(&identity, 4), Some(Judgement::KnownGood));
		assert_eq!(of(&identity, 0), None);
	}
}
