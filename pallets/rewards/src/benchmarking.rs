// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: claims paid to an account that does not exist yet.

// Panics end a benchmark, which is what they are for.
#![allow(clippy::expect_used)]

use super::*;
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok, migrations::SteppedMigration, traits::fungible::Mutate, weights::WeightMeter,
};
use frame_system::RawOrigin;
use openledger_primitives::{
	interfaces::{Ledger, Source},
	Balance,
};

const AMOUNT: Balance = 1_000_000_000_000_000_000_000;
const SOURCE: Source = Source::Model { batch: 0, model: 0 };

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn claim() {
		let who: T::AccountId = whitelisted_caller();
		let payer: T::AccountId = account("payer", 0, 0);
		let payee: T::AccountId = account("payee", 0, 0);
		for account in [&payer, &Pallet::<T>::pot()] {
			T::Currency::mint_into(account, AMOUNT.saturating_mul(2)).expect("it can be made");
		}
		assert_ok!(<Pallet<T> as Ledger<_>>::collect(&payer, AMOUNT));
		assert_ok!(<Pallet<T> as Ledger<_>>::reward(&who, AMOUNT, SOURCE));
		let origin = RawOrigin::Signed(who.clone());
		assert_ok!(Pallet::<T>::set_payout(origin.clone().into(), payee));
		#[extrinsic_call]
		_(origin);
		assert_eq!(Pallet::<T>::owed(&who), 0);
	}

	/// A first bond, which writes the most.
	#[benchmark]
	fn claim_and_bond() {
		let who: T::AccountId = whitelisted_caller();
		let payer: T::AccountId = account("payer", 0, 0);
		for account in [&payer, &Pallet::<T>::pot()] {
			T::Currency::mint_into(account, AMOUNT.saturating_mul(2)).expect("it can be made");
		}
		assert_ok!(<Pallet<T> as Ledger<_>>::collect(&payer, AMOUNT));
		assert_ok!(<Pallet<T> as Ledger<_>>::reward(&who, AMOUNT, SOURCE));
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_eq!(Pallet::<T>::owed(&who), 0);
	}

	#[benchmark]
	fn set_payout() {
		let who: T::AccountId = whitelisted_caller();
		let payee: T::AccountId = account("payee", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), payee);
		assert!(Payouts::<T>::contains_key(who));
	}

	/// An entry of the old ledger.
	#[benchmark]
	fn migrate() {
		let who: T::AccountId = whitelisted_caller();
		migrations::put_old::<T>(&who, AMOUNT);
		let mut meter = WeightMeter::with_limit(T::WeightInfo::migrate());
		#[block]
		{
			assert!(migrations::ToAccounts::<T>::step(None, &mut meter).is_ok());
		}
		assert_eq!(Pallet::<T>::owed(&who), AMOUNT);
	}
}
