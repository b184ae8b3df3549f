// SPDX-License-Identifier: Apache-2.0

//! The sources of texts that are contributed.

use std::collections::HashMap;

use openledger_primitives::{
	limits::{MaxSourceStack, MaxSources},
	shares::{ShareError, ShareStack},
	ContributionId, DatanetId,
};
use openledger_runtime_api::ContributionStatus;
use sp_arithmetic::Perbill;

use crate::{args::Source, error::Error};
use openledger_client::{chain::BlockView, convert::to_usize, error::RegistryError, words};

/// No contribution has this id yet: it stands for the one that is to be registered.
const NEW: ContributionId = ContributionId::MAX;

/// As in the chain's records.
type Stack = ShareStack<ContributionId, { MaxSourceStack::get() }>;

/// Contributions, and what each gets in parts per billion.
type Shares = Vec<(ContributionId, u32)>;

/// Sources that the chain takes.
#[derive(Default)]
pub struct Sources {
	pub shares: Shares,
	/// Entries of the text's source stack, itself among them; 0 without sources.
	pub stack: usize,
}

/// Looks sources up, and fails when one of them can't be a source.
pub async fn look_up(view: &BlockView, given: &[Source]) -> Result<Sources, Error> {
	if given.is_empty() {
		return Ok(Sources::default());
	}
	if given.len() > to_usize(MaxSources::get()) {
		return Err(RegistryError::TooManySources { given: given.len() }.into());
	}
	let mut permits = HashMap::<DatanetId, bool>::new();
	let mut stacks = Vec::new();
	for Source { contribution: id, share } in given.iter().copied() {
		let info = view.existing(id).await?;
		let datanet = info.datanet;
		if !matches!(info.status, ContributionStatus::Accepted { .. }) {
			return Err(RegistryError::Source { id, status: words::status(info.status) }.into());
		}
		let is_permitted = match permits.get(&datanet) {
			Some(is_permitted) => *is_permitted,
			None => view.datanet(datanet).await?.license.derivatives,
		};
		permits.insert(datanet, is_permitted);
		if !is_permitted {
			return Err(RegistryError::NoRemix { id, datanet }.into());
		}
		stacks.push((id, share, info.sources));
	}
	Ok(Sources { shares: shares(given), stack: stack(stacks)? })
}

fn shares(given: &[Source]) -> Shares {
	given.iter().map(|source| (source.contribution, source.share)).collect()
}

/// How long the stack is of a text that gives shares to sources with stacks of their own.
fn stack(given: Vec<(ContributionId, u32, Shares)>) -> Result<usize, RegistryError> {
	let mut sources = Vec::new();
	for (id, share, entries) in given {
		sources.push((id, Perbill::from_parts(share), own_stack(id, entries)?));
	}
	match Stack::flatten(NEW, sources) {
		Ok(stack) => Ok(stack.entries().len()),
		Err(error) => Err(refused(error)),
	}
}

/// The stack of a source: that of one that passes its entries on, and keeps the rest.
fn own_stack(id: ContributionId, entries: Shares) -> Result<Stack, RegistryError> {
	let mut passed = Vec::new();
	for (member, parts) in entries.into_iter().filter(|(member, _)| *member != id) {
		let whole = Stack::whole(member).map_err(refused)?;
		passed.push((member, Perbill::from_parts(parts), whole));
	}
	Stack::flatten(id, passed).map_err(refused)
}

fn refused(error: ShareError) -> RegistryError {
	let reason = match error {
		ShareError::Overflow => "they get more than 100 % together",
		ShareError::TooManyEntries => "they have too many sources of their own",
		ShareError::Duplicate => "one is named twice",
		ShareError::ZeroShare => "one gets nothing",
	};
	RegistryError::Shares(reason.to_owned())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::percent::WHOLE;

	const PERCENT: u32 = WHOLE / 100;

	#[test]
	fn a_stack_should_have_the_sources_of_sources() {
		let alone = |id| vec![(id, WHOLE)];
		assert_eq!(stack(vec![(3, 10 * PERCENT, alone(3))]).unwrap(), 2);
		// Two sources that both have a third one.
		let remix = |id| vec![(3, 20 * PERCENT), (id, 80 * PERCENT)];
		let given = vec![(5, 10 * PERCENT, remix(5)), (6, 90 * PERCENT, remix(6))];
		assert_eq!(stack(given).unwrap(), 4);
	}

	#[test]
	fn shares_that_do_not_fit_should_be_refused() {
		let alone = |id| vec![(id, WHOLE)];
		let reason = |given| stack(given).unwrap_err().to_string();
		let given = vec![(3, 60 * PERCENT, alone(3)), (4, 41 * PERCENT, alone(4))];
		assert!(reason(given).ends_with("more than 100 % together"));
		let given = vec![(3, PERCENT, alone(3)), (3, PERCENT, alone(3))];
		assert!(reason(given).ends_with("named twice"));
		let many = |id: u64| (0..15).map(|n| (id + n, 5 * PERCENT)).collect::<Vec<_>>();
		let given = vec![(100, 10 * PERCENT, many(200)), (101, 10 * PERCENT, many(300))];
		assert!(reason(given).ends_with("sources of their own"));
	}
}
