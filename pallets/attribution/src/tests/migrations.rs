// SPDX-License-Identifier: Apache-2.0

//! From batches in order of their ids to those that take turns.

use crate::{migrations::ToTurns, mock::*, *};
use frame_support::{
	assert_ok,
	migrations::{SteppedMigration, SteppedMigrationError},
	traits::{GetStorageVersion, StorageVersion},
	weights::{Weight, WeightMeter},
};

type Weights = <Test as Config>::WeightInfo;

/// Makes the state that of version 2, where batches had no turns.
fn go_back() {
	let _ = Turns::<Test>::clear(u32::MAX, None);
	StorageVersion::new(2).put::<Attribution>();
}

/// Runs the migration with so much weight in each block. Returns how many blocks it took.
fn migrate(in_block: Weight) -> u32 {
	let mut cursor = None;
	for blocks in 1.. {
		let mut meter = WeightMeter::with_limit(in_block);
		cursor = ToTurns::<Test>::step(cursor, &mut meter).unwrap();
		if cursor.is_none() {
			return blocks;
		}
	}
	unreachable!("it ends");
}

#[test]
fn each_batch_should_get_its_turn() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let channel = open_channel(OPERATOR, 5_000);
		for block in 1..=6 {
			System::set_block_number(block);
			assert_ok!(serve(channel, 100));
		}
		// Of batches that were voided before, only those that channels paid for are left.
		assert_ok!(void(4));
		System::set_block_number(1 + WINDOW);
		assert_ok!(finalise(0));
		go_back();
		Attribution::do_try_state().unwrap_err();

		assert_eq!(migrate(Weights::advance().saturating_mul(2)), 4);
		assert_eq!(Attribution::on_chain_storage_version(), 3);
		Attribution::do_try_state().unwrap();
		let turns: Vec<(u64, u64)> =
			Turns::<Test>::iter_keys().map(|(from, id)| (from.into(), id.into())).collect();
		let due = [(2, 1), (3, 2), (4, 3), (6, 5)].map(|(at, id)| (at + WINDOW, id));
		assert_eq!(turns, [&[(1 + WINDOW, 4)], &due[..]].concat());
		// Once.
		assert_eq!(migrate(Weight::zero()), 1);
		for _ in 0..WINDOW {
			idle(Weight::MAX);
			System::set_block_number(System::block_number() + 1);
		}
		assert_eq!((Batches::<Test>::iter().count(), Turns::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn a_block_without_room_should_say_so() {
	build_and_execute(|| {
		go_back();
		let required = Weights::advance();
		let mut meter = WeightMeter::with_limit(required.saturating_sub(Weight::from_parts(1, 0)));
		let stepped = ToTurns::<Test>::step(None, &mut meter);
		assert_eq!(stepped, Err(SteppedMigrationError::InsufficientWeight { required }));
		assert_eq!(migrate(required), 1);
	});
}
