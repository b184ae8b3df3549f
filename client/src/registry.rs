// SPDX-License-Identifier: Apache-2.0

//! Registering datanets, texts and models, and accepting texts.

use std::collections::HashMap;

use openledger_primitives::{limits::MaxBulk, ContributionId, DatanetId, ModelId};
use sp_core::H256;

use crate::{
	chain::{
		calls::{
			contributions::{self as calls, CreateDatanet, Submission},
			models::{register_model as call_of_model, Proposal},
		},
		events::{ContributionAccepted, ContributionRegistered, DatanetCreated, ModelRegistered},
		Chain,
	},
	convert::{to_u64, to_usize},
	error::Error,
	keys::Key,
	progress::{self, Progress},
};

/// Most bytes of the submissions of one call.
const MAX_CALL_BYTES: usize = 100_000;

/// Creates a datanet.
pub async fn create_datanet(
	chain: &Chain,
	key: &Key,
	datanet: CreateDatanet,
) -> Result<DatanetId, Error> {
	let events = chain.submit(&calls::create_datanet(datanet), key).await?;
	Ok(events.one::<DatanetCreated>()?.datanet)
}

/// A text that the chain has just taken.
pub struct Registered {
	/// Its id.
	pub contribution: ContributionId,
	/// Its content root.
	pub root: H256,
	/// Its index in an open datanet.
	pub index: Option<u32>,
}

/// Submissions in groups that each fit in a call.
pub fn groups(submissions: Vec<Submission>) -> Vec<Vec<Submission>> {
	let mut groups = Vec::<Vec<Submission>>::new();
	let mut bytes = 0;
	for submission in submissions {
		bytes += submission.bytes();
		match groups.last_mut() {
			Some(group) if group.len() < to_usize(MaxBulk::get()) && bytes <= MAX_CALL_BYTES => {
				group.push(submission)
			}
			_ => {
				bytes = submission.bytes();
				groups.push(vec![submission]);
			}
		}
	}
	groups
}

/// Registers texts of one contributor.
pub async fn register_texts(
	chain: &Chain,
	key: &Key,
	datanet: DatanetId,
	submissions: Vec<Submission>,
	bar: &Progress,
) -> Result<Vec<Registered>, Error> {
	let mut registered = Vec::new();
	for group in groups(submissions) {
		let count = to_u64(group.len());
		let events = chain.submit(&calls::register_many(datanet, group), key).await?;
		let accepted: HashMap<_, _> = events
			.all::<ContributionAccepted>()?
			.into_iter()
			.map(|accepted| (accepted.contribution, accepted.index))
			.collect();
		for event in events.all::<ContributionRegistered>()? {
			let ContributionRegistered { contribution, content_root: root, .. } = event;
			let index = accepted.get(&contribution).copied();
			registered.push(Registered { contribution, root, index });
		}
		bar.inc(count);
	}
	Ok(registered)
}

/// Contributions of one datanet that are to be accepted, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToAccept {
	/// The datanet that they wait in.
	pub datanet: DatanetId,
	/// The contributions, in the order in which they get their indices.
	pub ids: Vec<ContributionId>,
}

/// Accepts contributions, those of each datanet in their order. Nothing is sent when the chain would
/// refuse some of them.
pub async fn accept(
	chain: &Chain,
	key: &Key,
	groups: &[ToAccept],
) -> Result<Vec<ContributionAccepted>, Error> {
	let calls: Vec<_> = groups
		.iter()
		.flat_map(|group| {
			let parts = group.ids.chunks(to_usize(MaxBulk::get()));
			parts.map(move |ids| calls::accept_many(group.datanet, ids.to_vec()))
		})
		.collect();
	for call in &calls {
		chain.dry_run(call, key).await?;
	}
	let bar = progress::bar(to_u64(calls.len()), "accepting contributions");
	let events = chain.submit_all(&calls, key, &bar).await?;
	bar.finish();
	let mut accepted = Vec::new();
	for events in events {
		accepted.extend(events.all::<ContributionAccepted>()?);
	}
	Ok(accepted)
}

/// Registers a model.
pub async fn register_model(
	chain: &Chain,
	key: &Key,
	proposal: Proposal,
) -> Result<ModelId, Error> {
	let events = chain.submit(&call_of_model(proposal), key).await?;
	Ok(events.one::<ModelRegistered>()?.model)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::account::Account;

	#[test]
	fn groups_should_fit_in_calls_and_keep_the_order() {
		let submission = |n: u32, uri: usize| Submission::new(H256::zero(), n, vec![b'x'; uri]);
		let sizes = |uri: usize| {
			let all: Vec<_> = (0..1_000).map(|n| submission(n, uri)).collect();
			groups(all).iter().map(Vec::len).collect::<Vec<_>>()
		};
		assert_eq!(sizes(10), [256, 256, 256, 232]);
		let long = sizes(256);
		assert_eq!(long.iter().sum::<usize>(), 1_000);
		assert!(long.iter().all(|count| *count * (48 + 256) <= MAX_CALL_BYTES && *count > 1));
		assert!(groups(Vec::new()).is_empty());
		let payout = Account::new([1; 32]);
		let full = submission(0, 256).with(vec![(0, 1); 4], Some(&payout));
		assert_eq!(full.bytes(), 48 + 256 + 4 * 12 + 32);
	}
}
