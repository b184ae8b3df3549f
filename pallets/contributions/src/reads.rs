// SPDX-License-Identifier: Apache-2.0

//! What other pallets and clients read.

use crate::*;
use alloc::vec::Vec;
use openledger_primitives::{
	challenge::Content,
	corpus::Position,
	interfaces::{self, DatanetTerms, Earners},
	ContributionId, DatanetId,
};
use sp_core::H256;
use sp_runtime::Perbill;

impl<T: Config> Pallet<T> {
	/// The contribution that holds a content root.
	pub fn holder_of(root: H256) -> Option<ContributionId> {
		ByRoot::<T>::get(root)
	}

	/// The contributions that wait for a datanet's curators, by id: at most `limit` of those after
	/// contribution `after`, or of all.
	pub fn pending(
		datanet: DatanetId,
		after: Option<ContributionId>,
		limit: usize,
	) -> Vec<(ContributionId, ContributionOf<T>)> {
		let keys = match after {
			Some(after) => Queue::<T>::iter_key_prefix_from(
				datanet,
				Queue::<T>::hashed_key_for(datanet, ContributionKey::from(after)),
			),
			None => Queue::<T>::iter_key_prefix(datanet),
		};
		keys.take(limit)
			.filter_map(|key| Contributions::<T>::get(key).map(|record| (key.into(), record)))
			.collect()
	}
}

impl<T: Config> Pallet<T> {
	/// A contribution that a corpus can have. What was shown not to be in normal form is in none:
	/// the rule matches with nothing else.
	fn matchable(contribution: ContributionId) -> Option<ContributionOf<T>> {
		Contributions::<T>::get(ContributionKey::from(contribution))
			.filter(|record| !matches!(record.status, Status::Malformed { .. }))
	}
}

impl<T: Config> interfaces::Contributions<T::AccountId> for Pallet<T> {
	fn datanet(datanet: DatanetId) -> Option<DatanetTerms> {
		Datanets::<T>::get(datanet).map(|net| net.terms())
	}

	fn position(contribution: ContributionId) -> Option<Position> {
		Self::matchable(contribution)?.position()
	}

	fn content(contribution: ContributionId) -> Option<Content> {
		let record = Self::matchable(contribution)?;
		Some(Content { root: record.content_root, len: record.length })
	}

	fn payees(contribution: ContributionId) -> Option<Earners<T::AccountId>> {
		let record = Contributions::<T>::get(ContributionKey::from(contribution))?;
		// The rule never matched with it, so its sources have no part in it either.
		if matches!(record.status, Status::Malformed { .. }) {
			return Some(Vec::new());
		}
		let earner = |id, record: &ContributionOf<T>| Some((id, record.earner()?.clone()));
		let Some(stack) = &record.sources else {
			let whole = earner(contribution, &record).map(|earner| (earner, Perbill::one()));
			return Some(whole.into_iter().collect());
		};
		let mut earners = Vec::new();
		for (id, share) in stack.entries() {
			let earner = match *id == contribution {
				true => earner(*id, &record),
				false => earner(*id, &Contributions::<T>::get(ContributionKey::from(*id))?),
			};
			earners.extend(earner.map(|earner| (earner, *share)));
		}
		Some(earners)
	}
}
