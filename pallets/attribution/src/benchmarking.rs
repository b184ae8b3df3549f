// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: receipts that credit many contributions, and batches that pay many accounts.

// Panics end a benchmark, which is what they are for.
#![allow(clippy::expect_used, clippy::arithmetic_side_effects)]

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{assert_ok, pallet_prelude::*};
use frame_system::RawOrigin;
use openledger_primitives::{
	interfaces::{Contributions, Ledger},
	limits::{MaxPaidByCall, MaxSourceStack, MaxSpans},
	receipt::{CompactReceipt, Credit},
	Balance, ContributionId, ModelId,
};
use sp_core::{Get, H256};

/// What benchmarks need of the registries and of balances.
pub trait BenchmarkHelper<AccountId> {
	/// Gives an account more than any benchmark takes.
	fn fund(who: &AccountId);
	/// A model with a full corpus and a price floor of nothing that pays one account, and so many
	/// contributions in its corpus, each paying an account of its own.
	fn model(contributions: u32) -> (ModelId, Vec<ContributionId>);
	/// A contribution that pays itself and so many sources, each an account of its own.
	fn remix(sources: u32) -> ContributionId;
}

const FEE: Balance = 1_000_000_000_000_000_000_000;

fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	T::BenchmarkHelper::fund(&who);
	who
}

/// A receipt that credits so many contributions of a model.
fn receipt<T: Config>(contributions: u32) -> (ModelId, CompactReceipt) {
	let (model, ids) = T::BenchmarkHelper::model(contributions);
	let credits: Vec<_> =
		ids.into_iter().map(|contribution| Credit { contribution, points: 1_000 }).collect();
	let receipt = CompactReceipt {
		rule: T::SpanParams::get(),
		fee: FEE,
		output_len: 65_536,
		credits: BoundedVec::truncate_from(credits),
		commitment: H256::repeat_byte(7),
	};
	(model, receipt)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn settle_one(c: Linear<0, { MaxSpans::get() }>) {
		let payer = funded::<T>(whitelisted_caller());
		let (model, receipt) = receipt::<T>(c);
		let operator = account("operator", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), model, operator, receipt);
		assert!(Batches::<T>::contains_key(0));
	}

	/// The call that pays `c` contributions with one payee each, and then operator, model, stakers
	/// and treasury.
	#[benchmark]
	fn finalise(c: Linear<0, { MaxPaidByCall::get() }>) {
		let payer = funded::<T>(account("payer", 0, 0));
		let caller: T::AccountId = whitelisted_caller();
		let (model, receipt) = receipt::<T>(c);
		let (operator, origin) = (account("operator", 0, 0), RawOrigin::Signed(payer).into());
		assert_ok!(Pallet::<T>::settle_one(origin, model, operator, receipt));
		let due = Batches::<T>::get(0).expect("it was settled").due;
		frame_system::Pallet::<T>::set_block_number(due);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), 0, MaxPaidByCall::get());
		assert!(!Batches::<T>::contains_key(0));
	}

	/// What `finalise` costs more for each payee beyond those: a record to look up, and an entry of
	/// the ledger.
	#[benchmark]
	fn credit(p: Linear<0, { MaxSourceStack::get() - 1 }>) {
		let payer = funded::<T>(account("payer", 0, 0));
		assert_ok!(T::Ledger::collect(&payer, FEE));
		let contribution = T::BenchmarkHelper::remix(p);
		let (mut treasury, mut count) = (0, 0);
		#[block]
		{
			let payees = T::Contributions::payees(contribution);
			Pallet::<T>::credit(payees, FEE, &mut treasury, &mut count)
				.expect("the fee is collected");
		}
		assert_eq!(count, p + 1);
	}
}
