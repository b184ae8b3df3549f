// SPDX-License-Identifier: Apache-2.0

//! Whom a nomination names: each once, and with a word about those that it does nothing for.

use crate::{context::Context, error::Error};
use openledger_client::{
	account::Account,
	chain::{staking::Prefs, BlockView},
	json::{self, Address},
};

/// The accounts to nominate. Warns of those that would get no stake.
pub async fn targets(
	context: &Context,
	view: &BlockView,
	named: &[Account],
) -> Result<Vec<Account>, Error> {
	let candidates = view.validators().await?;
	let targets = once(named);
	let doubts = targets.iter().filter_map(|target| Some((target, doubt(target, &candidates)?)));
	let doubts: Vec<_> = doubts.collect();
	let doubted: Vec<_> = doubts.iter().map(|(target, _)| Address::from(*target)).collect();
	let names = context.names(view, &json::of(&doubted)).await;
	for (target, doubt) in doubts {
		context.note(&format!("{} {doubt}", names.address(target)));
	}
	Ok(targets)
}

/// Each account once, in the order given.
fn once(named: &[Account]) -> Vec<Account> {
	let mut targets: Vec<Account> = Vec::new();
	for target in named {
		if !targets.contains(target) {
			targets.push(target.clone());
		}
	}
	targets
}

/// Why nothing may come of a nomination.
fn doubt(target: &Account, candidates: &[(Account, Prefs)]) -> Option<&'static str> {
	match candidates.iter().find(|(one, _)| one == target) {
		None => Some(
			"does not validate, so nothing is staked behind it as long as that is so: openledger \
			 staking validators lists who does",
		),
		Some((_, prefs)) if prefs.blocked => Some("takes no more nominations"),
		Some(_) => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn each_validator_should_be_nominated_once() {
		let [a, b] = [1, 2].map(|n| Account::new([n; 32]));
		let named = [b.clone(), a.clone(), b.clone(), b.clone()];
		assert_eq!(once(&named), [b, a]);
	}

	#[test]
	fn a_nomination_of_who_does_not_validate_should_be_doubted() {
		let [a, b, c] = [1, 2, 3].map(|n| Account::new([n; 32]));
		let prefs = |blocked| Prefs { commission: 0, blocked };
		let candidates = [(a.clone(), prefs(false)), (b.clone(), prefs(true))];
		assert_eq!(doubt(&a, &candidates), None);
		assert!(doubt(&b, &candidates).is_some_and(|doubt| doubt.contains("no more")));
		assert!(doubt(&c, &candidates).is_some_and(|doubt| doubt.contains("does not validate")));
	}
}
