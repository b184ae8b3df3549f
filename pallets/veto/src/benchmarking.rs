// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: as many changes wait as can, and the veto that ends one.

// Panics end a benchmark, which is what they are for.
#![allow(clippy::expect_used)]

use super::*;
use alloc::boxed::Box;
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	traits::{dynamic_params::AggregatedKeyValue, EnsureOriginWithArg, Get},
	weights::WeightMeter,
};
use frame_system::RawOrigin;
use openledger_primitives::Balance;
use sp_runtime::traits::Saturating;

const MERIT: Balance = 1_000_000_000_000_000_000_000;

/// The maker of what benchmarks need: changes, and merit for vetoes.
pub trait BenchmarkHelper<T: Config> {
	/// The longest change that can be proposed.
	fn parameter() -> T::RuntimeParameters;
	/// Lets an account earn merit.
	fn earn(who: &T::AccountId, amount: Balance);
}

/// Proposes a change, by the pallet's own way.
fn proposed<T: Config>() -> ChangeId {
	let change = NextChange::<T>::get();
	assert_ok!(Pallet::<T>::do_propose(T::BenchmarkHelper::parameter()));
	change
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn propose() -> Result<(), BenchmarkError> {
		let parameter = T::BenchmarkHelper::parameter();
		let (key, _) = parameter.clone().into_parts();
		let origin = T::ProposeOrigin::try_successful_origin(&key)
			.map_err(|()| BenchmarkError::Weightless)?;
		for _ in 1..T::MaxChanges::get() {
			proposed::<T>();
		}
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Box::new(parameter));
		assert_eq!(Changes::<T>::count(), T::MaxChanges::get());
		Ok(())
	}

	#[benchmark]
	fn veto() {
		let who: T::AccountId = whitelisted_caller();
		T::BenchmarkHelper::earn(&who, MERIT);
		let change = proposed::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), change);
		assert!(!Changes::<T>::contains_key(change));
	}

	#[benchmark]
	fn enact() {
		let who: T::AccountId = whitelisted_caller();
		let change = proposed::<T>();
		let enactable_at =
			frame_system::Pallet::<T>::block_number().saturating_add(T::Period::get());
		frame_system::Pallet::<T>::set_block_number(enactable_at);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), change);
		assert!(!Changes::<T>::contains_key(change));
	}

	#[benchmark]
	fn clear_veto() {
		let who: T::AccountId = whitelisted_caller();
		T::BenchmarkHelper::earn(&who, MERIT);
		let change = proposed::<T>();
		assert_ok!(Pallet::<T>::do_veto(who.clone(), change));
		let mut meter = WeightMeter::with_limit(<T as Config>::WeightInfo::clear_veto());
		#[block]
		{
			Pallet::<T>::clear_vetoes(&mut meter);
		}
		assert!(!Vetoes::<T>::contains_key(change, who));
	}
}
