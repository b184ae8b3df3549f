// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: every call with the longest names, URIs and lists of curators.

// Panics end a benchmark, which is what they are for.
#![allow(clippy::expect_used, clippy::arithmetic_side_effects)]

use super::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	pallet_prelude::*,
	traits::{fungible::Mutate, EnsureOrigin},
};
use frame_system::RawOrigin;
use openledger_primitives::{
	challenge::Excerpt,
	content::{chunk_count, chunk_hashes, CHUNK_BYTES},
	limits::{MaxBulk, MaxCurators, MaxName, MaxSources, MaxSpdx, MaxUri, MAX_CONTENT_BYTES},
	merkle,
	normal::MAX_FLAW_BYTES,
	Balance, ContributionId, DatanetId,
};
use sp_core::{Get, H256};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	Perbill,
};

/// More than any benchmark holds.
const ENDOWMENT: Balance = 10_000_000_000_000_000_000_000_000;

fn full<Max: Get<u32>>() -> BoundedVec<u8, Max> {
	BoundedVec::truncate_from(vec![b'x'; usize::try_from(Max::get()).expect("32 bits fit")])
}

fn funded<T: Config>(name: &'static str, n: u32) -> T::AccountId {
	let who = account(name, n, 0);
	T::Currency::mint_into(&who, ENDOWMENT).expect("the account can be made");
	who
}

fn caller<T: Config>() -> T::AccountId {
	let who = whitelisted_caller();
	T::Currency::mint_into(&who, ENDOWMENT).expect("the account can be made");
	who
}

fn license() -> License {
	License {
		terms: LicenseTerms::Spdx(full::<MaxSpdx>()),
		commercial_training: true,
		derivatives: true,
	}
}

/// As many curators as there can be, `last` at the end.
fn curators<T: Config>(last: T::AccountId) -> AdmissionOf<T> {
	let mut curators: Vec<T::AccountId> =
		(1..MaxCurators::get()).map(|n| account("curator", n, 0)).collect();
	curators.push(last);
	Admission::Curated(BoundedVec::truncate_from(curators))
}

fn datanet<T: Config>(owner: &T::AccountId, admission: AdmissionOf<T>) -> DatanetId {
	let id = NextDatanetId::<T>::get();
	let origin = RawOrigin::Signed(owner.clone()).into();
	let (name, uri) = (full::<MaxName>(), full::<MaxUri>());
	assert_ok!(Pallet::<T>::create_datanet(origin, name, admission, license(), uri));
	id
}

fn submission<T: Config>(n: u64) -> SubmissionOf<T> {
	Submission {
		content_root: BlakeTwo256::hash_of(&n),
		length: 1_000,
		uri: full::<MaxUri>(),
		sources: Default::default(),
		payout: Some(account("payout", 0, 0)),
	}
}

fn registered<T: Config>(owner: &T::AccountId, datanet: DatanetId) -> ContributionId {
	let id = NextContributionId::<T>::get();
	let origin = RawOrigin::Signed(owner.clone()).into();
	assert_ok!(Pallet::<T>::register(origin, datanet, submission::<T>(id)));
	id
}

/// A contribution of `owner` that waits for `curator`.
fn pending<T: Config>(owner: &T::AccountId, curator: &T::AccountId) -> ContributionId {
	let net = datanet::<T>(&funded::<T>("owner", 0), curators::<T>(curator.clone()));
	registered::<T>(owner, net)
}

fn rejected<T: Config>(owner: &T::AccountId) -> ContributionId {
	let curator = funded::<T>("curator", 0);
	let id = pending::<T>(owner, &curator);
	assert_ok!(Pallet::<T>::reject(RawOrigin::Signed(curator).into(), id));
	id
}

fn appealed<T: Config>(owner: &T::AccountId) -> ContributionId {
	let id = rejected::<T>(owner);
	assert_ok!(Pallet::<T>::appeal(RawOrigin::Signed(owner.clone()).into(), id));
	id
}

/// An accepted contribution of `owner`.
fn accepted<T: Config>(owner: &T::AccountId) -> ContributionId {
	let net = datanet::<T>(&funded::<T>("owner", 0), Admission::Open);
	registered::<T>(owner, net)
}

/// Sources of datanets of their own, whose stacks have as many entries as still leave room for
/// them all.
fn sources<T: Config>(count: u32) -> BoundedVec<(ContributionId, Perbill), MaxSources> {
	const SHARED: u64 = 11;
	let owner = funded::<T>("author", 0);
	for _ in 0..SHARED {
		accepted::<T>(&owner);
	}
	let shared = (0..SHARED)
		.map(|id| (id, Perbill::from_percent(5), SourceStack::whole(id).expect("one entry fits")));
	let shared: Vec<_> = shared.collect();
	let sources: Vec<_> = (0..count)
		.map(|_| {
			let id = accepted::<T>(&owner);
			let stack = SourceStack::flatten(id, shared.clone()).expect("12 entries fit");
			Contributions::<T>::mutate(ContributionKey::from(id), |record| {
				record.as_mut().expect("it was registered").sources = Some(stack);
			});
			(id, Perbill::from_percent(10))
		})
		.collect();
	BoundedVec::truncate_from(sources)
}

/// The root of a text of 64 MiB, two of its chunks with as many siblings as they can have, and where
/// between them it is not in normal form: what takes longest to find out.
fn longest_flaw() -> (H256, Excerpt, u32) {
	let chunk = u32::try_from(CHUNK_BYTES).expect("32 bits fit");
	// The accent after a letter that it does not compose with: only the last is composed.
	let mut flaw = "aq\u{301}".as_bytes().to_vec();
	while flaw.len() < 253 {
		flaw.extend("q\u{301}".as_bytes());
	}
	flaw.extend("e\u{301}".as_bytes());
	let mut bytes = vec![b'a'; 2 * CHUNK_BYTES];
	let start = CHUNK_BYTES - flaw.len() / 2;
	let place = bytes.get_mut(start..start + flaw.len()).expect("it is within them");
	place.copy_from_slice(&flaw);

	// The two in the middle, which have a neighbour on both sides on every level but the highest.
	let count = chunk_count(MAX_CONTENT_BYTES);
	let first = count / 2 - 1;
	let hashes = chunk_hashes::<BlakeTwo256>(&bytes);
	let (path, tree) = (0..=32)
		.find_map(|siblings| {
			let path = vec![H256::repeat_byte(7); siblings];
			let tree = merkle::root_from_range::<BlakeTwo256>(hashes.clone(), first, count, &path);
			Some((path, tree?))
		})
		.expect("a path of some length leads to a root");
	let len = u64::from(MAX_CONTENT_BYTES).to_le_bytes();
	let root = [&[2u8][..], &len[..], tree.as_bytes()].concat();
	let at = first * chunk + u32::try_from(start).expect("32 bits fit");
	let excerpt = Excerpt {
		first,
		bytes: BoundedVec::truncate_from(bytes),
		path: BoundedVec::truncate_from(path),
	};
	(BlakeTwo256::hash(&root), excerpt, at)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create_datanet() {
		let owner = caller::<T>();
		let admission = curators::<T>(owner.clone());
		let (name, uri) = (full::<MaxName>(), full::<MaxUri>());
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), name, admission, license(), uri);
		assert!(Datanets::<T>::contains_key(0));
	}

	#[benchmark]
	fn register() {
		let owner = caller::<T>();
		let net = datanet::<T>(&funded::<T>("owner", 0), Admission::Open);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), net, submission::<T>(0));
		assert!(Contributions::<T>::contains_key(ContributionKey::from(0)));
	}

	#[benchmark]
	fn register_many(n: Linear<1, { MaxBulk::get() }>) {
		let owner = caller::<T>();
		let net = datanet::<T>(&funded::<T>("owner", 0), Admission::Open);
		let many = BoundedVec::truncate_from((0..n.into()).map(submission::<T>).collect());
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), net, many);
		assert_eq!(NextContributionId::<T>::get(), u64::from(n));
	}

	/// What a registration costs more for its sources.
	#[benchmark]
	fn flatten(s: Linear<1, 4>) {
		let sources = sources::<T>(s);
		let net = datanet::<T>(&funded::<T>("owner", 0), Admission::Open);
		let record = Datanets::<T>::get(net).expect("it was created");
		let id = NextContributionId::<T>::get();
		let stack;
		#[block]
		{
			stack = Pallet::<T>::flatten(id, (net, &record), &sources);
		}
		assert!(stack.is_ok_and(|stack| stack.is_some()));
	}

	#[benchmark]
	fn accept() {
		let curator = caller::<T>();
		let id = pending::<T>(&funded::<T>("author", 0), &curator);
		#[extrinsic_call]
		_(RawOrigin::Signed(curator), id);
		assert!(Accepted::<T>::contains_key(0, IndexKey::from(0)));
	}

	#[benchmark]
	fn accept_many(n: Linear<1, { MaxBulk::get() }>) {
		let (author, curator) = (funded::<T>("author", 0), caller::<T>());
		let net = datanet::<T>(&funded::<T>("owner", 0), curators::<T>(curator.clone()));
		let ids =
			BoundedVec::truncate_from((0..n).map(|_| registered::<T>(&author, net)).collect());
		#[extrinsic_call]
		_(RawOrigin::Signed(curator), net, ids);
		assert!(Accepted::<T>::contains_key(net, IndexKey::from(n - 1)));
	}

	#[benchmark]
	fn reject() {
		let curator = caller::<T>();
		let id = pending::<T>(&funded::<T>("author", 0), &curator);
		#[extrinsic_call]
		_(RawOrigin::Signed(curator), id);
		assert!(!Queue::<T>::contains_key(0, ContributionKey::from(id)));
	}

	#[benchmark]
	fn retract() {
		let owner = caller::<T>();
		let id = pending::<T>(&owner, &funded::<T>("curator", 0));
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);
		assert!(!Contributions::<T>::contains_key(ContributionKey::from(id)));
	}

	#[benchmark]
	fn withdraw() {
		let owner = caller::<T>();
		let curator = funded::<T>("curator", 0);
		let id = pending::<T>(&owner, &curator);
		assert_ok!(Pallet::<T>::accept(RawOrigin::Signed(curator).into(), id));
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);
		assert_eq!(Datanets::<T>::get(0).map(|net| net.withdrawals), Some(1));
	}

	#[benchmark]
	fn appeal() {
		let owner = caller::<T>();
		let id = rejected::<T>(&owner);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);
		assert!(Appeals::<T>::contains_key(id));
	}

	#[benchmark]
	fn rule_overturn() -> Result<(), BenchmarkError> {
		let id = appealed::<T>(&funded::<T>("author", 0));
		let origin =
			T::AppealOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		resolve_appeal(origin as T::RuntimeOrigin, id, Ruling::Overturn);
		assert!(Accepted::<T>::contains_key(0, IndexKey::from(0)));
		Ok(())
	}

	#[benchmark]
	fn rule_abuse() -> Result<(), BenchmarkError> {
		let id = appealed::<T>(&funded::<T>("author", 0));
		let origin =
			T::AppealOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		resolve_appeal(origin as T::RuntimeOrigin, id, Ruling::Abuse);
		assert!(!Contributions::<T>::contains_key(ContributionKey::from(id)));
		Ok(())
	}

	#[benchmark]
	fn set_payout() {
		let owner = caller::<T>();
		let id = accepted::<T>(&owner);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, None);
		assert!(Contributions::<T>::get(ContributionKey::from(id))
			.is_some_and(|record| record.payout.is_none()));
	}

	#[benchmark]
	fn set_uri() {
		let owner = caller::<T>();
		let id = accepted::<T>(&owner);
		let uri = Uri::truncate_from(vec![b'y'; 255]);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, uri.clone());
		assert!(Contributions::<T>::get(ContributionKey::from(id))
			.is_some_and(|record| record.uri == uri));
	}

	#[benchmark]
	fn transfer_ownership() {
		let owner = caller::<T>();
		let id = accepted::<T>(&owner);
		let to = account("to", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, Some(to));
		assert!(Contributions::<T>::get(ContributionKey::from(id))
			.is_some_and(|record| record.new_owner.is_some()));
	}

	#[benchmark]
	fn accept_ownership() {
		let (owner, to) = (funded::<T>("author", 0), caller::<T>());
		let id = accepted::<T>(&owner);
		let origin = RawOrigin::Signed(owner).into();
		assert_ok!(Pallet::<T>::transfer_ownership(origin, id, Some(to.clone())));
		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id);
		assert!(Contributions::<T>::get(ContributionKey::from(id))
			.is_some_and(|record| record.owner == to));
	}

	#[benchmark]
	fn add_curator() {
		let owner = caller::<T>();
		let last = account("last", 0, 0);
		let mut admission = curators::<T>(account("curator", 0, 0));
		if let Admission::Curated(curators) = &mut admission {
			curators.pop();
		}
		let net = datanet::<T>(&owner, admission);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), net, last);
		assert!(Datanets::<T>::contains_key(net));
	}

	#[benchmark]
	fn remove_curator() {
		let owner = caller::<T>();
		let last: T::AccountId = account("last", 0, 0);
		let net = datanet::<T>(&owner, curators::<T>(last.clone()));
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), net, last);
		assert!(Datanets::<T>::contains_key(net));
	}

	#[benchmark]
	fn set_frozen() {
		let owner = caller::<T>();
		let net = datanet::<T>(&owner, curators::<T>(account("curator", 0, 0)));
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), net, true);
		assert!(Datanets::<T>::get(net).is_some_and(|record| record.frozen));
	}

	#[benchmark]
	fn set_datanet_metadata() {
		let owner = caller::<T>();
		let net = datanet::<T>(&owner, curators::<T>(account("curator", 0, 0)));
		let uri = Uri::truncate_from(vec![b'y'; 255]);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), net, uri.clone());
		assert!(Datanets::<T>::get(net).is_some_and(|record| record.metadata == uri));
	}

	#[benchmark]
	fn transfer_datanet() {
		let owner = caller::<T>();
		let net = datanet::<T>(&owner, curators::<T>(account("curator", 0, 0)));
		let to = account("to", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), net, Some(to));
		assert!(Datanets::<T>::get(net).is_some_and(|record| record.new_owner.is_some()));
	}

	#[benchmark]
	fn accept_datanet() {
		let (owner, to) = (funded::<T>("owner", 0), caller::<T>());
		let net = datanet::<T>(&owner, curators::<T>(account("curator", 0, 0)));
		let origin = RawOrigin::Signed(owner).into();
		assert_ok!(Pallet::<T>::transfer_datanet(origin, net, Some(to.clone())));
		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), net);
		assert!(Datanets::<T>::get(net).is_some_and(|record| record.owner == to));
	}

	/// Of an accepted text, whose datanet counts it.
	#[benchmark]
	fn strike_malformed() {
		let (root, excerpt, at) = longest_flaw();
		let curator = funded::<T>("curator", 0);
		let id = pending::<T>(&funded::<T>("author", 0), &curator);
		assert_ok!(Pallet::<T>::accept(RawOrigin::Signed(curator).into(), id));
		Contributions::<T>::mutate(ContributionKey::from(id), |record| {
			let record = record.as_mut().expect("it was registered");
			(record.content_root, record.length) = (root, MAX_CONTENT_BYTES);
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(caller::<T>()), id, at, MAX_FLAW_BYTES, excerpt);
		assert!(Contributions::<T>::get(ContributionKey::from(id))
			.is_some_and(|record| matches!(record.status, Status::Malformed { .. })));
	}
}
