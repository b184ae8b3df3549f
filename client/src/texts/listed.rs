// SPDX-License-Identifier: Apache-2.0

//! The texts that a corpus lists.

use std::collections::BTreeMap;

use openledger_primitives::{
	corpus::{Corpus as Snapshots, Position},
	DatanetId,
};
use openledger_runtime_api::{ContributionInfo, ContributionStatus, TextInfo};

use crate::{account::Account, chain::BlockView, error::Error};

/// A text of a corpus.
pub struct Listed {
	pub datanet: DatanetId,
	pub text: TextInfo,
}

/// The texts of a corpus, by datanet and index.
pub async fn list(view: &BlockView, corpus: &Snapshots) -> Result<Vec<Listed>, Error> {
	let mut listed = Vec::new();
	for (datanet, end) in reach(corpus) {
		let texts = view.texts(datanet, 0, end).await?;
		let own = texts.into_iter().filter(|text| is_in(corpus, datanet, text));
		listed.extend(own.map(|text| Listed { datanet, text }));
	}
	Ok(listed)
}

/// The datanets of a corpus, each with the index that all of the corpus is below.
fn reach(corpus: &Snapshots) -> BTreeMap<DatanetId, u32> {
	let mut reach = BTreeMap::new();
	for snapshot in corpus.entries() {
		let end = reach.entry(snapshot.dataset.datanet).or_insert(0);
		*end = snapshot.dataset.end.max(*end);
	}
	reach
}

fn is_in(corpus: &Snapshots, datanet: DatanetId, text: &TextInfo) -> bool {
	corpus.contains(&Position { datanet, index: text.index, withdrawal: text.withdrawal })
}

/// A contribution as a corpus lists it.
pub fn listed_of(info: ContributionInfo<Account>) -> Listed {
	let (index, withdrawal) = match info.status {
		ContributionStatus::Accepted { index } => (index, None),
		ContributionStatus::Withdrawn { index, withdrawal }
		| ContributionStatus::Struck { index, withdrawal } => (index, Some(withdrawal)),
		_ => (0, None),
	};
	let malformed = is_known_malformed(&info);
	let ContributionInfo { contribution, datanet, content_root, length, uri, .. } = info;
	Listed {
		datanet,
		text: TextInfo { contribution, index, withdrawal, content_root, length, uri, malformed },
	}
}

/// Whether the chain was shown that the content of a contribution is not in normal form.
pub fn is_known_malformed(info: &ContributionInfo<Account>) -> bool {
	matches!(info.status, ContributionStatus::Malformed { .. })
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_attributor::NormalText;
	use openledger_primitives::corpus::{Dataset, Snapshot};

	fn snapshot(datanet: DatanetId, end: u32, withdrawals: u32) -> Snapshot {
		let excluded = Default::default();
		Snapshot { dataset: Dataset { datanet, end, excluded }, withdrawals }
	}

	#[test]
	fn a_corpus_should_have_what_was_there_at_each_of_its_snapshots() {
		// The child was registered after two withdrawals, its parent before.
		let parent = Snapshots::flatten([snapshot(3, 4, 0)], []).unwrap();
		let own = [snapshot(3, 8, 2), snapshot(5, 1, 0)];
		let corpus = Snapshots::flatten(own, [parent]).unwrap();
		assert_eq!(reach(&corpus), BTreeMap::from([(3, 8), (5, 1)]));

		let normal = NormalText::from_bytes(b"a text").unwrap();
		let text = |index: u32, withdrawal| TextInfo {
			index,
			withdrawal,
			contribution: index.into(),
			content_root: normal.content_root(),
			length: normal.len(),
			uri: Vec::new(),
			malformed: false,
		};
		// In the parent's snapshot: stays. Only the child could have it: is not in.
		assert!(is_in(&corpus, 3, &text(1, Some(0))));
		assert!(!is_in(&corpus, 3, &text(5, Some(1))));
		// Withdrawn after both, and never.
		assert!(is_in(&corpus, 3, &text(5, Some(2))));
		assert!(is_in(&corpus, 3, &text(7, None)));
		assert!(!is_in(&corpus, 3, &text(8, None)));
		assert!(!is_in(&corpus, 4, &text(0, None)));
	}
}
