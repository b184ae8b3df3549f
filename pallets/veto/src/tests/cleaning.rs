// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::{assert_storage_noop, traits::Hooks, weights::Weight};

/// What it takes to clear so many entries.
fn clearing(entries: u64) -> Weight {
	<<Test as Config>::WeightInfo as WeightInfo>::clear_veto() * entries
}

fn vetoes(change: ChangeId) -> usize {
	Vetoes::<Test>::iter_key_prefix(change).count()
}

/// Lets three accounts veto a change; the last ends it.
fn vetoed() -> ChangeId {
	let change = proposed(50);
	for who in [ALICE, BOB, CHARLIE] {
		assert_ok!(veto(who, change));
	}
	assert!(!waits(change));
	change
}

/// Three of many who earned as much: enough together, two are not.
fn earn_equally() {
	for who in [ALICE, BOB, CHARLIE, 11, 12, 13, 14] {
		earn(who, 10_000);
	}
}

#[test]
fn vetoes_of_a_change_that_is_gone_should_be_cleared() {
	build_and_execute(|| {
		earn_equally();
		let change = vetoed();
		assert_eq!(vetoes(change), 3);
		for left in [2, 1, 0] {
			assert_eq!(Veto::on_idle(1, clearing(1)), clearing(1));
			assert_eq!(vetoes(change), left);
			assert!(Closed::<Test>::contains_key(change));
			Veto::do_try_state().unwrap();
		}
		Veto::on_idle(1, clearing(1));
		assert!(!Closed::<Test>::contains_key(change));
	});
}

#[test]
fn clearing_should_keep_to_what_is_left_of_a_block() {
	build_and_execute(|| {
		earn_equally();
		let change = vetoed();
		for less in [Weight::zero(), clearing(1) - Weight::from_parts(1, 0)] {
			assert_storage_noop!(assert_eq!(Veto::on_idle(1, less), Weight::zero()));
		}
		let consumed = Veto::on_idle(1, Weight::MAX);
		assert!(consumed.all_lte(clearing(5)));
		assert_eq!(vetoes(change), 0);
		assert!(!Closed::<Test>::contains_key(change));
	});
}

#[test]
fn vetoes_of_a_change_that_waits_should_stay() {
	build_and_execute(|| {
		earn_equally();
		let waiting = proposed(40);
		assert_ok!(veto(ALICE, waiting));
		let gone = vetoed();
		Veto::on_idle(1, Weight::MAX);
		assert_eq!((vetoes(waiting), vetoes(gone)), (1, 0));
		// And go with it.
		run_to(1 + PERIOD);
		assert_eq!(current(), 40);
		assert_eq!(vetoes(waiting), 1);
		run_to(2 + PERIOD);
		assert_eq!(vetoes(waiting), 0);
		assert_eq!(Closed::<Test>::iter().count(), 0);
	});
}
