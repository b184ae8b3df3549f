// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: models with the longest stacks and corpora.

// Panics end a benchmark, which is what they are for.
#![allow(clippy::expect_used, clippy::arithmetic_side_effects)]

use super::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{assert_ok, pallet_prelude::*, traits::fungible::Mutate};
use frame_system::RawOrigin;
use openledger_primitives::{
	corpus::{Corpus, Dataset, Snapshot},
	limits::{MaxCorpus, MaxExcluded, MaxParents, MaxUri},
	Balance, DatanetId, ModelId,
};
use sp_core::H256;
use sp_runtime::Perbill;

/// The maker of what benchmarks need of the registry of contributions.
pub trait BenchmarkHelper {
	/// Makes a datanet whose license permits everything, with `accepted` contributions.
	fn datanet(accepted: u32) -> DatanetId;
}

/// More than any benchmark holds.
const ENDOWMENT: Balance = 10_000_000_000_000_000_000_000_000;
/// Ancestors that all parents have in common. With 8 parents and the model: a full stack.
const SHARED: ModelId = 23;
const END: u32 = 1_000;

fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	T::Currency::mint_into(&who, ENDOWMENT).expect("the account can be made");
	who
}

/// Every index up to twice the number of those that can be excluded, but every other one.
fn dataset(datanet: DatanetId) -> Dataset {
	let excluded: Vec<_> = (0..MaxExcluded::get()).map(|n| 2 * n).collect();
	Dataset { datanet, end: END, excluded: BoundedVec::truncate_from(excluded) }
}

/// So many datasets, each of a datanet of its own.
fn datasets<T: Config>(count: u32) -> Vec<Dataset> {
	(0..count).map(|_| dataset(T::BenchmarkHelper::datanet(END))).collect()
}

/// A base model.
fn proposal<T: Config>(datasets: Vec<Dataset>) -> ProposalOf<T> {
	Proposal {
		kind: Kind::Base,
		artifact: H256::repeat_byte(7),
		metadata: BoundedVec::truncate_from(vec![
			b'x';
			usize::try_from(MaxUri::get()).expect("fits")
		]),
		parents: Default::default(),
		datasets: BoundedVec::truncate_from(datasets),
		method: Method::Span,
		commercial: true,
		price_floor: 1,
		derivatives: Derivatives::Allowed { min_royalty: Perbill::from_percent(1) },
		payout: Some(account("payout", 0, 0)),
	}
}

/// Entry `k` of the corpus of parent `j`: all are of one datanet, and none covers another of its
/// own corpus. Those of all parents but the first are covered by the last entry of the first alone,
/// and it takes nearly all of what an entry excludes to see that another does not.
fn entry(datanet: DatanetId, j: u32, k: u32) -> Snapshot {
	let (most, entries) = (MaxExcluded::get(), MaxCorpus::get());
	let mut excluded: Vec<_> = (0..most - 2).collect();
	if j == 0 {
		excluded.push(most + k);
	} else {
		excluded.extend([most + entries - 1, most + j * entries + k]);
	}
	Snapshot {
		dataset: Dataset { datanet, end: END, excluded: BoundedVec::truncate_from(excluded) },
		withdrawals: j * entries + k,
	}
}

/// Parents whose corpora are the slowest to unite, and whose stacks share as many ancestors as fit.
fn parents<T: Config>(count: u32) -> Parents {
	let developer = funded::<T>(account("developer", 0, 0));
	let datanet = T::BenchmarkHelper::datanet(END);
	let whole = |id| RoyaltyStack::whole(id).expect("one entry fits");
	let ancestors: Vec<_> =
		(0..SHARED).map(|id| (id, Perbill::from_percent(1), whole(id))).collect();
	let parents: Vec<_> = (0..count)
		.map(|j| {
			let id = SHARED + j;
			let origin = RawOrigin::Signed(developer.clone()).into();
			NextModelId::<T>::put(id);
			let base = proposal::<T>(vec![dataset(datanet)]);
			assert_ok!(Pallet::<T>::register(origin, base));
			Models::<T>::mutate(id, |record| {
				record.as_mut().expect("it was registered").royalties =
					RoyaltyStack::flatten(id, ancestors.clone()).expect("24 entries fit");
			});
			// As a line of fine-tunes would have made it.
			let line = (0..MaxCorpus::get())
				.map(|k| Corpus::flatten([entry(datanet, j, k)], []).expect("one entry fits"));
			let corpus = Corpus::flatten([], line).expect("as many entries as fit");
			Corpora::<T>::insert(id, corpus);
			(id, Perbill::from_percent(5))
		})
		.collect();
	BoundedVec::truncate_from(parents)
}

/// A model of `developer` with a full corpus.
fn model<T: Config>(developer: &T::AccountId) -> ModelId {
	let id = NextModelId::<T>::get();
	let proposal = proposal::<T>(datasets::<T>(MaxCorpus::get()));
	assert_ok!(Pallet::<T>::register(RawOrigin::Signed(developer.clone()).into(), proposal));
	id
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register(d: Linear<1, { MaxCorpus::get() }>) {
		let developer = funded::<T>(whitelisted_caller());
		let proposal = proposal::<T>(datasets::<T>(d));
		#[extrinsic_call]
		_(RawOrigin::Signed(developer), proposal);
		assert!(Models::<T>::contains_key(0));
	}

	/// What a registration costs more for its parents.
	#[benchmark]
	fn inherit(p: Linear<1, { MaxParents::get() }>) {
		let parents = parents::<T>(p);
		let id = NextModelId::<T>::get();
		let inherited;
		#[block]
		{
			let (royalties, corpora) =
				Pallet::<T>::inherit(&parents, true).expect("the parents allow it");
			inherited = RoyaltyStack::flatten(id, royalties).is_ok()
				&& Corpus::flatten([], corpora).is_ok();
		}
		assert!(inherited);
	}

	#[benchmark]
	fn set_status() {
		let developer = funded::<T>(whitelisted_caller());
		let id = model::<T>(&developer);
		#[extrinsic_call]
		_(RawOrigin::Signed(developer), id, Status::Paused);
		assert!(Models::<T>::get(id).is_some_and(|record| record.status == Status::Paused));
	}

	#[benchmark]
	fn set_price_floor() {
		let developer = funded::<T>(whitelisted_caller());
		let id = model::<T>(&developer);
		#[extrinsic_call]
		_(RawOrigin::Signed(developer), id, Balance::MAX);
		assert!(Models::<T>::get(id).is_some_and(|record| record.former_floor.is_some()));
	}

	#[benchmark]
	fn set_payout() {
		let developer = funded::<T>(whitelisted_caller());
		let id = model::<T>(&developer);
		#[extrinsic_call]
		_(RawOrigin::Signed(developer), id, None);
		assert!(Models::<T>::get(id).is_some_and(|record| record.payout.is_none()));
	}

	#[benchmark]
	fn transfer_ownership() {
		let developer = funded::<T>(whitelisted_caller());
		let id = model::<T>(&developer);
		let to = account("to", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(developer), id, Some(to));
		assert!(Models::<T>::get(id).is_some_and(|record| record.new_developer.is_some()));
	}

	#[benchmark]
	fn accept_ownership() {
		let developer = funded::<T>(account("developer", 0, 0));
		let to = funded::<T>(whitelisted_caller());
		let id = model::<T>(&developer);
		let origin = RawOrigin::Signed(developer).into();
		assert_ok!(Pallet::<T>::transfer_ownership(origin, id, Some(to.clone())));
		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id);
		assert!(Models::<T>::get(id).is_some_and(|record| record.developer == to));
	}
}
