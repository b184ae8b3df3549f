// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: a work in a datanet with as many curators as there can be, the longest pointers, and
//! the ends that move the most.

// Panics end a benchmark, which is what they are for.
#![allow(clippy::expect_used)]

use super::*;
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::{assert_ok, pallet_prelude::*, traits::fungible::Mutate};
use frame_system::RawOrigin;
use openledger_primitives::{limits::MaxUri, Balance, ContributionId};
use sp_core::H256;
use sp_runtime::traits::{One, Saturating};

/// More than any benchmark holds.
const ENDOWMENT: Balance = 10_000_000_000_000_000_000_000_000;

/// The maker of what benchmarks need: contributions that can be disputed, and their earnings.
pub trait BenchmarkHelper<AccountId> {
	/// Makes an accepted contribution of `owner`, in the datanet of another account, with as many
	/// curators as there can be, `curator` the last.
	fn work(owner: &AccountId, curator: &AccountId) -> ContributionId;
	/// Lets a contribution earn `amount` planck.
	fn earn(contribution: ContributionId, amount: Balance);
}

fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who = account(name, 0, 0);
	T::Currency::mint_into(&who, ENDOWMENT).expect("the account can be made");
	who
}

fn evidence() -> Evidence {
	let bytes = vec![b'x'; usize::try_from(MaxUri::get()).expect("32 bits fit")];
	Evidence { hash: H256::repeat_byte(7), uri: BoundedVec::truncate_from(bytes) }
}

struct World<T: Config> {
	owner: T::AccountId,
	claimant: T::AccountId,
	curator: T::AccountId,
	work: ContributionId,
}

fn world<T: Config>() -> World<T> {
	let (owner, curator) = (funded::<T>("thief"), account("curator", 0, 0));
	let work = T::BenchmarkHelper::work(&owner, &curator);
	World { owner, claimant: funded::<T>("claimant"), curator, work }
}

fn opened<T: Config>(world: &World<T>) {
	let origin = RawOrigin::Signed(world.claimant.clone()).into();
	assert_ok!(Pallet::<T>::open(origin, world.work, T::MinBond::get(), evidence()));
}

fn answered<T: Config>(world: &World<T>) {
	let origin = RawOrigin::Signed(world.owner.clone()).into();
	assert_ok!(Pallet::<T>::answer(origin, world.work, evidence()));
}

fn ruled<T: Config>(world: &World<T>, outcome: Outcome) {
	let origin = RawOrigin::Signed(world.curator.clone()).into();
	assert_ok!(Pallet::<T>::rule(origin, world.work, outcome));
}

fn appealed<T: Config>(who: &T::AccountId, work: ContributionId) {
	assert_ok!(Pallet::<T>::appeal(RawOrigin::Signed(who.clone()).into(), work));
	// Nobody rules on it.
	let later = T::GovernancePeriod::get().saturating_add(One::one());
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(later));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open() {
		let world = world::<T>();
		let (origin, bond) = (RawOrigin::Signed(world.claimant), T::MinBond::get());
		#[extrinsic_call]
		_(origin, world.work, bond, evidence());
		assert!(Disputes::<T>::contains_key(DisputeKey::from(world.work)));
	}

	#[benchmark]
	fn raise() {
		let world = world::<T>();
		opened::<T>(&world);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.claimant), world.work, 1);
		let dispute = Disputes::<T>::get(DisputeKey::from(world.work));
		assert!(dispute.is_some_and(|dispute| dispute.bond > T::MinBond::get()));
	}

	#[benchmark]
	fn answer() {
		let world = world::<T>();
		opened::<T>(&world);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), world.work, evidence());
		let dispute = Disputes::<T>::get(DisputeKey::from(world.work));
		assert!(dispute.is_some_and(|dispute| dispute.answer.is_some()));
	}

	#[benchmark]
	fn rule() {
		let world = world::<T>();
		opened::<T>(&world);
		answered::<T>(&world);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.curator), world.work, Outcome::Transfer);
		let dispute = Disputes::<T>::get(DisputeKey::from(world.work));
		assert!(dispute.is_some_and(|dispute| dispute.verdict.is_some()));
	}

	#[benchmark]
	fn appeal() {
		let world = world::<T>();
		opened::<T>(&world);
		answered::<T>(&world);
		ruled::<T>(&world, Outcome::Strike);
		#[extrinsic_call]
		_(RawOrigin::Signed(world.owner), world.work);
		let dispute = Disputes::<T>::get(DisputeKey::from(world.work));
		assert!(dispute.is_some_and(|dispute| dispute.appeal.is_some()));
	}

	/// The owner loses its work, its bond and its appeal's.
	#[benchmark]
	fn end_transfer() {
		let world = world::<T>();
		opened::<T>(&world);
		T::BenchmarkHelper::earn(world.work, T::MinBond::get());
		answered::<T>(&world);
		ruled::<T>(&world, Outcome::Transfer);
		appealed::<T>(&world.owner, world.work);
		#[extrinsic_call]
		conclude(RawOrigin::Signed(world.curator), world.work);
		assert!(!Disputes::<T>::contains_key(DisputeKey::from(world.work)));
	}

	/// The claimant wanted more, and the treasury gets the bond of its appeal.
	#[benchmark]
	fn end_strike() {
		let world = world::<T>();
		opened::<T>(&world);
		T::BenchmarkHelper::earn(world.work, T::MinBond::get());
		answered::<T>(&world);
		ruled::<T>(&world, Outcome::Strike);
		appealed::<T>(&world.claimant, world.work);
		#[extrinsic_call]
		conclude(RawOrigin::Signed(world.curator), world.work);
		assert!(!Disputes::<T>::contains_key(DisputeKey::from(world.work)));
	}
}
