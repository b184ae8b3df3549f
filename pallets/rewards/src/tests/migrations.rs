// SPDX-License-Identifier: Apache-2.0

//! From the ledger of amounts to the one with merit.

use crate::{
	migrations::{put_old, v1, ToAccounts},
	mock::*,
	*,
};
use frame_support::{
	assert_ok,
	migrations::{SteppedMigration, SteppedMigrationError},
	traits::{GetStorageVersion, StorageVersion},
	weights::{Weight, WeightMeter},
};
use openledger_primitives::{interfaces::Ledger, merit::Merit, Balance};

const OLD: [(AccountId, Balance); 3] = [(AUTHOR, 500), (OTHER, 700), (9, 1)];

/// An old ledger, and the money behind it.
fn begin() {
	for (who, owed) in OLD {
		assert_ok!(Balances::transfer_keep_alive(
			RuntimeOrigin::signed(PAYER),
			Rewards::pot(),
			owed
		));
		put_old::<Test>(&who, owed);
	}
	Rewards::do_try_state().unwrap();
}

/// A step with the weight of so many entries. `Ok(true)` when there is another.
fn step(entries: u64) -> Result<bool, SteppedMigrationError> {
	let limit = <<Test as Config>::WeightInfo as WeightInfo>::migrate() * entries;
	let next = ToAccounts::<Test>::step(None, &mut WeightMeter::with_limit(limit))?;
	Ok(next.is_some())
}

fn version() -> StorageVersion {
	Rewards::on_chain_storage_version()
}

#[test]
fn all_that_was_owed_should_be_owed() {
	build_and_execute(|| {
		begin();
		let total = TotalOwed::<Test>::get();
		assert!(!step(100).unwrap());
		assert_eq!(version(), 2);
		assert_eq!(v1::Owed::<Test>::iter().count(), 0);
		for (who, owed) in OLD {
			assert_eq!(Accounts::<Test>::get(who), Account { owed, merit: Merit::default() });
		}
		assert_eq!(TotalOwed::<Test>::get(), total);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(AUTHOR)));
		assert_eq!(Balances::free_balance(AUTHOR), 500);
	});
}

#[test]
fn each_step_should_keep_to_its_weight() {
	build_and_execute(|| {
		begin();
		for moved in 1..=3 {
			assert!(step(1).unwrap());
			assert_eq!(Accounts::<Test>::iter().count(), moved);
			assert_eq!(v1::Owed::<Test>::iter().count(), 3 - moved);
			assert_eq!(version(), 1);
			// Half-way, the books balance too.
			Rewards::do_try_state().unwrap();
		}
		assert!(!step(1).unwrap());
		assert_eq!(version(), 2);
	});
}

#[test]
fn a_step_without_weight_should_move_nothing() {
	build_and_execute(|| {
		begin();
		let required = <<Test as Config>::WeightInfo as WeightInfo>::migrate();
		let limit = required - Weight::from_parts(1, 0);
		let stepped = ToAccounts::<Test>::step(None, &mut WeightMeter::with_limit(limit));
		assert_eq!(stepped, Err(SteppedMigrationError::InsufficientWeight { required }));
		assert_eq!(v1::Owed::<Test>::iter().count(), 3);
	});
}

#[test]
fn what_was_credited_meanwhile_should_be_added() {
	build_and_execute(|| {
		begin();
		assert_ok!(Rewards::collect(&PAYER, 40));
		assert_ok!(Rewards::reward(&AUTHOR, 40, SERVICE));
		let merit = Accounts::<Test>::get(AUTHOR).merit;
		assert!(!step(100).unwrap());
		assert_eq!(Accounts::<Test>::get(AUTHOR), Account { owed: 540, merit });
	});
}

#[test]
fn a_ledger_that_was_moved_should_not_be_moved_again() {
	build_and_execute(|| {
		begin();
		assert!(!step(100).unwrap());
		let accounts: Vec<_> = Accounts::<Test>::iter().collect();
		assert!(!step(100).unwrap());
		assert!(Accounts::<Test>::iter().eq(accounts));
	});
}

#[cfg(feature = "try-runtime")]
#[test]
fn checks_of_the_upgrade_should_pass_after_it_and_fail_before() {
	build_and_execute(|| {
		begin();
		let state = ToAccounts::<Test>::pre_upgrade().unwrap();
		assert!(ToAccounts::<Test>::post_upgrade(state.clone()).is_err());
		assert!(!step(100).unwrap());
		assert_ok!(ToAccounts::<Test>::post_upgrade(state));
	});
}
