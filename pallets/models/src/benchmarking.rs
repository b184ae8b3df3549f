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
	limits::{MaxCorpus, MaxExcluded, MaxUri},
	Balance, DatanetId, ModelId,
};
use sp_core::{Get, H256};
use sp_runtime::Perbill;

/// What benchmarks need of the registry of contributions.
pub trait BenchmarkHelper {
	/// A datanet whose licence permits everything, with so many accepted contributions.
	fn datanet(accepted: u32) -> DatanetId;
}

/// More than any benchmark holds.
const ENDOWMENT: Balance = 10_000_000_000_000_000_000_000_000;
/// Ancestors that all parents have in common. With 8 parents and the model: a full stack.
const SHARED: ModelId = 23;
const UPTO: u32 = 1_000;

fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	T::Currency::mint_into(&who, ENDOWMENT).expect("the account can be made");
	who
}

/// Every index up to twice the number of those that can be excluded, but every other one.
fn dataset(datanet: DatanetId) -> Dataset {
	let excluded: Vec<_> = (0..MaxExcluded::get()).map(|n| 2 * n).collect();
	Dataset { datanet, upto: UPTO, excluded: BoundedVec::truncate_from(excluded) }
}

fn full_corpus<T: Config>() -> Corpus {
	let own = (0..MaxCorpus::get())
		.map(|_| Snapshot { dataset: dataset(T::BenchmarkHelper::datanet(UPTO)), withdrawals: 0 });
	Corpus::flatten(own.collect::<Vec<_>>(), []).expect("a full corpus fits")
}

fn proposal<T: Config>(kind: Kind, parents: Parents, datasets: Vec<Dataset>) -> ProposalOf<T> {
	Proposal {
		kind,
		artefact: H256::repeat_byte(7),
		metadata: BoundedVec::truncate_from(vec![
			b'x';
			usize::try_from(MaxUri::get()).expect("fits")
		]),
		parents,
		datasets: BoundedVec::truncate_from(datasets),
		method: Method::Span,
		commercial: true,
		price_floor: 1,
		derivatives: Derivatives::Allowed { least_royalty: Perbill::from_percent(1) },
		payout: Some(account("payout", 0, 0)),
	}
}

/// Parents with full corpora of the same datanets, and stacks that share as many ancestors as fit.
fn parents<T: Config>(count: u32, corpus: &Corpus) -> Parents {
	let developer = funded::<T>(account("developer", 0, 0));
	let whole = |id| RoyaltyStack::whole(id).expect("one entry fits");
	let ancestors: Vec<_> =
		(0..SHARED).map(|id| (id, Perbill::from_percent(1), whole(id))).collect();
	let parents: Vec<_> = (SHARED..SHARED + count)
		.map(|id| {
			let origin = RawOrigin::Signed(developer.clone()).into();
			NextModelId::<T>::put(id);
			assert_ok!(Pallet::<T>::register(
				origin,
				proposal::<T>(
					Kind::Base,
					Default::default(),
					vec![dataset(corpus.entries()[0].dataset.datanet)]
				)
			));
			Models::<T>::mutate(id, |record| {
				record.as_mut().expect("it was registered").royalties =
					RoyaltyStack::flatten(id, ancestors.clone()).expect("24 entries fit");
			});
			Corpora::<T>::insert(id, corpus);
			(id, Perbill::from_percent(5))
		})
		.collect();
	BoundedVec::truncate_from(parents)
}

fn kind(parents: u32) -> Kind {
	match parents {
		0 => Kind::Base,
		1 => Kind::FineTune,
		_ => Kind::Merge,
	}
}

/// A model of `developer` with a full corpus.
fn model<T: Config>(developer: &T::AccountId) -> ModelId {
	let datasets = full_corpus::<T>().entries().iter().map(|entry| entry.dataset.clone()).collect();
	let id = NextModelId::<T>::get();
	let origin = RawOrigin::Signed(developer.clone()).into();
	assert_ok!(Pallet::<T>::register(
		origin,
		proposal::<T>(Kind::Base, Default::default(), datasets)
	));
	id
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register(p: Linear<0, 8>, d: Linear<1, 64>) {
		let developer = funded::<T>(whitelisted_caller());
		let corpus = full_corpus::<T>();
		let parents = parents::<T>(p, &corpus);
		let own = corpus.entries().iter().take(d as usize).map(|entry| entry.dataset.clone());
		let proposal = proposal::<T>(kind(p), parents, own.collect());
		let id = NextModelId::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(developer), proposal);
		assert!(Models::<T>::contains_key(id));
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
