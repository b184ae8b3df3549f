// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: records at their largest. And operators and channels for benchmarks of settlement.

// Panics end a benchmark, which is what they are for.
#![allow(clippy::expect_used, clippy::arithmetic_side_effects)]

use super::*;
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::{assert_ok, pallet_prelude::*, traits::fungible::Mutate};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use openledger_primitives::{
	limits::{MaxUnbonding, MaxUri},
	Balance, ChannelId,
};
use sp_core::sr25519;
use sp_runtime::traits::{One, Saturating};

/// More than any benchmark takes of an account.
const ENDOWMENT: Balance = 10_000_000_000_000_000_000_000_000;
/// What is put into a channel, or is bonded more.
const AMOUNT: Balance = 1_000_000_000_000_000_000_000;

/// Gives an account more than any benchmark takes.
pub fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	T::Currency::mint_into(&who, ENDOWMENT).expect("the account can be made");
	who
}

/// Makes `who` an operator that can settle any batch: its record is as long as it can be, and both of
/// its keys count.
pub fn operator_with<T: Config>(
	who: &T::AccountId,
	former: sr25519::Public,
	current: sr25519::Public,
) {
	let origin = RawOrigin::Signed(funded::<T>(who.clone()));
	let bond = T::MinBond::get().max(AMOUNT * 100) + Balance::from(MaxUnbonding::get());
	assert_ok!(Pallet::<T>::register_operator(origin.clone().into(), longest(), former, bond));
	assert_ok!(Pallet::<T>::set_operator_key(origin.clone().into(), current));
	for _ in 0..MaxUnbonding::get() {
		assert_ok!(Pallet::<T>::unbond(origin.clone().into(), 1));
	}
}

/// Opens a channel of `payer` to `operator` with `funds` in it, both of whose keys count.
pub fn channel_with<T: Config>(
	payer: &T::AccountId,
	operator: &T::AccountId,
	funds: Balance,
	former: sr25519::Public,
	current: sr25519::Public,
) -> ChannelId {
	let origin = RawOrigin::Signed(funded::<T>(payer.clone()));
	let (id, to) = (NextChannelId::<T>::get(), operator.clone());
	assert_ok!(Pallet::<T>::open_channel(origin.clone().into(), to, former, funds));
	assert_ok!(Pallet::<T>::set_channel_key(origin.into(), id, current));
	id
}

fn longest() -> Endpoint {
	let bytes = vec![b'x'; usize::try_from(MaxUri::get()).expect("32 bits fit")];
	BoundedVec::truncate_from(bytes)
}

fn key(seed: u8) -> sr25519::Public {
	sr25519::Public::from_raw([seed; 32])
}

/// An operator whose bond is all there, and its origin.
fn operator<T: Config>() -> (T::AccountId, RawOrigin<T::AccountId>) {
	let who = funded::<T>(whitelisted_caller());
	let origin = RawOrigin::Signed(who.clone());
	let bond = T::MinBond::get().max(AMOUNT);
	assert_ok!(Pallet::<T>::register_operator(origin.clone().into(), longest(), key(1), bond));
	assert_ok!(Pallet::<T>::set_operator_key(origin.clone().into(), key(2)));
	(who, origin)
}

/// The payer of channel 0, and the channel's operator.
fn channel<T: Config>() -> (RawOrigin<T::AccountId>, RawOrigin<T::AccountId>) {
	let (who, operator) = operator::<T>();
	let payer = account("payer", 0, 0);
	channel_with::<T>(&payer, &who, AMOUNT, key(3), key(4));
	(RawOrigin::Signed(payer), operator)
}

/// Lets so much time pass, and a bit more.
fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let later = frame_system::Pallet::<T>::block_number().saturating_add(blocks);
	frame_system::Pallet::<T>::set_block_number(later.saturating_add(One::one()));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_operator() {
		let who = funded::<T>(whitelisted_caller());
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), longest(), key(1), T::MinBond::get());
		assert!(Operators::<T>::contains_key(who));
	}

	#[benchmark]
	fn bond_extra() {
		let (_, origin) = operator::<T>();
		#[extrinsic_call]
		_(origin, AMOUNT);
	}

	#[benchmark]
	fn set_endpoint() {
		let (_, origin) = operator::<T>();
		#[extrinsic_call]
		_(origin, longest());
	}

	/// With a former key that counts no longer.
	#[benchmark]
	fn set_operator_key() {
		let (who, origin) = operator::<T>();
		pass::<T>(T::GracePeriod::get().saturating_add(T::CloseDelay::get()));
		#[extrinsic_call]
		_(origin, key(9));
		let operator = Operators::<T>::get(who).expect("it was registered");
		assert_eq!(operator.receipt_keys.current, key(9));
	}

	/// With as many parts unbonding as there can be.
	#[benchmark]
	fn unbond() {
		let (who, origin) = operator::<T>();
		for _ in 1..MaxUnbonding::get() {
			assert_ok!(Pallet::<T>::unbond(origin.clone().into(), 1));
		}
		#[extrinsic_call]
		_(origin, 1);
		let operator = Operators::<T>::get(who).expect("it was registered");
		assert!(operator.unbonding.is_full());
	}

	#[benchmark]
	fn withdraw_unbonded() {
		let (who, origin) = operator::<T>();
		for _ in 0..MaxUnbonding::get() {
			assert_ok!(Pallet::<T>::unbond(origin.clone().into(), 1));
		}
		pass::<T>(T::UnbondingDelay::get());
		#[extrinsic_call]
		_(origin);
		let operator = Operators::<T>::get(who).expect("it was registered");
		assert!(operator.unbonding.is_empty());
	}

	#[benchmark]
	fn deregister_operator() {
		let (who, origin) = operator::<T>();
		let bond = Operators::<T>::get(&who).expect("it was registered").bond;
		assert_ok!(Pallet::<T>::unbond(origin.clone().into(), bond));
		pass::<T>(T::UnbondingDelay::get());
		assert_ok!(Pallet::<T>::withdraw_unbonded(origin.clone().into()));
		#[extrinsic_call]
		_(origin);
		assert!(!Operators::<T>::contains_key(who));
	}

	#[benchmark]
	fn open_channel() {
		let (operator, _) = operator::<T>();
		let payer = funded::<T>(account("payer", 0, 0));
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), operator, key(3), AMOUNT);
		assert_eq!(NextChannelId::<T>::get(), 1);
	}

	#[benchmark]
	fn top_up() {
		let (payer, _) = channel::<T>();
		#[extrinsic_call]
		_(payer, 0, AMOUNT);
	}

	/// With a former key that counts no longer.
	#[benchmark]
	fn set_channel_key() {
		let (payer, _) = channel::<T>();
		pass::<T>(T::CloseDelay::get());
		#[extrinsic_call]
		_(payer, 0, key(9));
	}

	/// By the operator, which returns the funds.
	#[benchmark]
	fn close_channel() {
		let (_, operator) = channel::<T>();
		#[extrinsic_call]
		_(operator, 0);
		assert!(!Channels::<T>::contains_key(ChannelKey::from(0)));
	}

	#[benchmark]
	fn withdraw_channel() {
		let (payer, _) = channel::<T>();
		assert_ok!(Pallet::<T>::close_channel(payer.clone().into(), 0));
		pass::<T>(T::CloseDelay::get());
		#[extrinsic_call]
		_(payer, 0);
		assert!(!Channels::<T>::contains_key(ChannelKey::from(0)));
	}
}
