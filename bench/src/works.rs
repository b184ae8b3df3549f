// SPDX-License-Identifier: Apache-2.0

//! Works that nobody wrote: their roots, and the ids that they got.

use std::{collections::BTreeSet, ops::Range};

use codec::Encode;
use openledger_primitives::ContributionId;
use sp_core::{Blake2Hasher, Hasher, H256};

use crate::{calls::Submission, random::Random};

const DOMAIN: &[u8] = b"openledger-bench";
/// Bytes that a work is said to have.
const LENGTH: u32 = 20_000;

/// Roots are hashes of numbers from 0, so that none must be kept.
pub struct Works {
	next: u64,
	/// Ids in the open datanet.
	open: Vec<Range<ContributionId>>,
	random: Random,
}

impl Works {
	pub fn new() -> Self {
		Self { next: 0, open: Vec::new(), random: Random::new(0) }
	}

	/// The numbers of works that were not registered before.
	pub fn take(&mut self, count: u64) -> Range<u64> {
		let first = self.next;
		self.next += count;
		first..self.next
	}

	/// Notes ids that works got in the open datanet.
	pub fn opened(&mut self, ids: Range<ContributionId>) {
		self.open.push(ids);
	}

	/// The root of any work that was registered.
	pub fn any_root(&mut self) -> H256 {
		root(self.random.below(self.next))
	}

	/// Ids of `count` works in the open datanet, ascending. Fewer if there are fewer.
	pub fn any_open(&mut self, count: usize) -> BTreeSet<ContributionId> {
		let total: u64 = self.open.iter().map(|ids| ids.end - ids.start).sum();
		let count = usize::try_from(total).unwrap_or(usize::MAX).min(count);
		let mut ids = BTreeSet::new();
		while ids.len() < count {
			let nth = self.random.below(total);
			ids.extend(self.nth_open(nth));
		}
		ids
	}

	fn nth_open(&self, mut nth: u64) -> Option<ContributionId> {
		for ids in &self.open {
			let length = ids.end - ids.start;
			if nth < length {
				return Some(ids.start + nth);
			}
			nth -= length;
		}
		None
	}

	/// Bytes that no call had before.
	pub fn any_hash(&mut self) -> [u8; 32] {
		Blake2Hasher::hash(&(DOMAIN, "hash", self.random.number()).encode()).0
	}
}

pub fn root(number: u64) -> H256 {
	Blake2Hasher::hash(&(DOMAIN, number).encode())
}

pub fn submission(number: u64) -> Submission {
	submission_of(number, LENGTH)
}

/// A work that is said to have `length` bytes.
pub fn submission_of(number: u64, length: u32) -> Submission {
	let uri = format!("https://x.example/{number}").into_bytes();
	Submission::new(root(number), length, uri)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn works_should_be_found_again() {
		let mut works = Works::new();
		assert_eq!(works.take(3), 0..3);
		assert_eq!(works.take(2), 3..5);
		works.opened(0..3);
		works.opened(10..12);
		let roots: Vec<_> = (0..5).map(root).collect();
		assert!((0..100).all(|_| roots.contains(&works.any_root())));
		assert_eq!(works.any_open(9), BTreeSet::from([0, 1, 2, 10, 11]));
		assert_eq!(works.any_open(2).len(), 2);
		assert_ne!(works.any_hash(), works.any_hash());
	}
}
