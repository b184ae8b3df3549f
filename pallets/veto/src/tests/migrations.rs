// SPDX-License-Identifier: Apache-2.0

//! From changes without a total to those with one.

use super::*;
use crate::migrations::{v1, ToTotals};
use frame_support::{
	storage_alias,
	traits::{Get, GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
	Twox64Concat,
};
use frame_system::limits::BlockWeights;
use openledger_primitives::{interfaces::Merits, merit::Merit};

#[storage_alias]
type Changes = StorageMap<Veto, Twox64Concat, ChangeId, v1::ChangeOf<Test>>;

fn upgrade() {
	let weight = ToTotals::<Test>::on_runtime_upgrade();
	let block: BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
	assert!(weight.all_lte(block.max_block));
}

/// Changes that wait, as version 1 wrote them, with these vetoes.
fn begin() -> Merit {
	earn(ALICE, 40_000);
	earn(BOB, 60_000);
	for value in 1..=MAX_CHANGES {
		let id = proposed(value);
		let Change { parameter, enactable_at, opposed, .. } =
			crate::Changes::<Test>::get(id).unwrap();
		Changes::insert(id, v1::Change { parameter, enactable_at, opposed });
	}
	StorageVersion::new(1).put::<Veto>();
	Ledger::total()
}

#[test]
fn changes_that_wait_should_know_the_merit_of_the_upgrade() {
	build_and_execute(|| {
		let total = begin();
		upgrade();
		assert_eq!(Veto::on_chain_storage_version(), 2);
		let changes: Vec<_> = crate::Changes::<Test>::iter().collect();
		assert_eq!(changes.len(), 3);
		assert!(changes.iter().all(|(_, change)| change.total == total));
		assert_ok!(veto(ALICE, 1));
		assert!(!waits(1));
		run_to(1 + PERIOD);
		assert_eq!(current(), 3);
		assert_eq!(enactments(), 2);
	});
}

#[test]
fn changes_should_be_rewritten_once() {
	build_and_execute(|| {
		let total = begin();
		upgrade();
		earn(CHARLIE, 1_000_000);
		upgrade();
		let changes: Vec<_> = crate::Changes::<Test>::iter_values().collect();
		assert!(changes.iter().all(|change| change.total == total));
	});
}

#[cfg(feature = "try-runtime")]
#[test]
fn checks_of_the_upgrade_should_pass_after_it_and_fail_before() {
	build_and_execute(|| {
		begin();
		let state = ToTotals::<Test>::pre_upgrade().unwrap();
		assert!(ToTotals::<Test>::post_upgrade(state.clone()).is_err());
		upgrade();
		assert_ok!(ToTotals::<Test>::post_upgrade(state));
	});
}
