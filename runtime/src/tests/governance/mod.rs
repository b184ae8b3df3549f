// SPDX-License-Identifier: Apache-2.0

//! Who decides, on the chain as it is: by signed calls, at the brisk pace of the presets.
//!
//! What governance does by itself it does through the scheduler, and settlement sees what was changed
//! when the next block begins: no other hooks run.
//! Signed calls go through the filters that a transaction's call goes through.

mod agenda;
mod committee;
mod disputes;
mod grace;
mod identity;
mod locks;
mod locks_random;
mod market;
mod origins;
mod reads;
mod referenda;
mod treasury;
mod veto;

use super::{deposits, development, ensure_sound, filters};
use crate::{
	configs::{
		governance::{committee::TechnicalCollective, tracks::TrackId},
		parameters::{
			dynamic_params::{fees, staking},
			EmissionBasisPoints, RuntimeParameters,
		},
	},
	constants::{currency::OPEN, time::DAYS},
	pace::Pace,
	AccountId, Attribution, Balance, BlockNumber, OriginCaller, Preimage, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, Scheduler, System,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::{schedule::DispatchTime, Get, OnInitialize, StorePreimage},
};
use frame_system::RawOrigin;
use openledger_primitives::split::FeeSplit;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_origins::Origin;
use pallet_referenda::{ReferendumCount, ReferendumInfo, ReferendumInfoFor, ReferendumStatusOf};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult, Perbill};

/// Those who vote in these tests, with half of what they have: a quarter of all that can vote.
const VOTERS: [Key; 6] = [Key::Alice, Key::Bob, Key::Charlie, Key::Dave, Key::Eve, Key::Ferdie];
const VOTE: Balance = 500_000 * OPEN;

/// Runs a test in block 1 of the preset `development`; after it the invariants.
fn on_development(test: impl FnOnce()) {
	development().execute_with(|| {
		System::set_block_number(1);
		test();
		ensure_sound();
	});
}

fn pass(blocks: BlockNumber) {
	for _ in 0..blocks {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		Scheduler::on_initialize(next);
		Attribution::on_initialize(next);
	}
}

fn signed(who: Key) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

fn send(who: Key, call: impl Into<RuntimeCall>) -> DispatchResult {
	dispatch(signed(who), call)
}

/// Alice submits a call that is to be dispatched as `origin`; without the decision deposit.
fn submit(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> u32 {
	submit_by(Key::Alice, origin, call)
}

/// The same, by whoever.
fn submit_by(who: Key, origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> u32 {
	let referendum = ReferendumCount::<Runtime>::get();
	let submit = pallet_referenda::Call::<Runtime>::submit {
		proposal_origin: Box::new(origin.into()),
		proposal: Preimage::bound(call.into()).unwrap(),
		enactment_moment: DispatchTime::After(0),
	};
	assert_ok!(send(who, submit));
	referendum
}

/// The same, and Bob puts the decision deposit down.
fn open(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> u32 {
	let index = submit(origin, call);
	let deposit = pallet_referenda::Call::<Runtime>::place_decision_deposit { index };
	assert_ok!(send(Key::Bob, deposit));
	index
}

fn vote(who: Key, poll_index: u32, vote: AccountVote<Balance>) -> DispatchResult {
	send(who, pallet_conviction_voting::Call::<Runtime>::vote { poll_index, vote })
}

fn standard(aye: bool, conviction: Conviction, balance: Balance) -> AccountVote<Balance> {
	AccountVote::Standard { vote: Vote { aye, conviction }, balance }
}

fn info(referendum: u32) -> pallet_referenda::ReferendumInfoOf<Runtime, ()> {
	ReferendumInfoFor::<Runtime>::get(referendum).expect("it was submitted")
}

fn ongoing(referendum: u32) -> ReferendumStatusOf<Runtime, ()> {
	match info(referendum) {
		ReferendumInfo::Ongoing(status) => status,
		ended => panic!("referendum {referendum} has ended: {ended:?}"),
	}
}

/// Opens a referendum that everybody who votes is for, and goes on until its call is dispatched.
fn carry(origin: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> DispatchResult {
	let referendum = open(origin, call);
	for who in VOTERS {
		assert_ok!(vote(who, referendum, standard(true, Conviction::Locked1x, VOTE)));
	}
	System::reset_events();
	// The longest decision period.
	for _ in 0..Pace::scaled(14 * DAYS) {
		pass(1);
		if let Some(result) = last_enacted() {
			return result;
		}
	}
	panic!("it should have passed: {:?}", info(referendum));
}

/// What came of the last task that was scheduled by name: a referendum's call, or a change.
fn last_enacted() -> Option<DispatchResult> {
	System::events().into_iter().rev().find_map(|record| match record.event {
		RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched {
			id: Some(_),
			result,
			..
		}) => Some(result),
		_ => None,
	})
}

/// With so many percent for the platform.
fn split(platform: u32) -> FeeSplit {
	FeeSplit { platform: Perbill::from_percent(platform), ..FeeSplit::DEFAULT }
}

fn split_in_force() -> FeeSplit {
	fees::FeeSplit::get()
}

fn change_to(split: FeeSplit) -> RuntimeParameters {
	RuntimeParameters::Fees(fees::Parameters::FeeSplit(fees::FeeSplit, Some(split)))
}

fn propose(split: FeeSplit) -> RuntimeCall {
	pallet_veto::Call::<Runtime>::propose { parameter: Box::new(change_to(split)) }.into()
}

fn set_emission(basis_points: u32) -> RuntimeCall {
	let value = EmissionBasisPoints::new(basis_points).expect("tests keep to the bounds");
	let emission = staking::Parameters::Emission(staking::Emission, Some(value));
	let key_value = RuntimeParameters::Staking(emission);
	pallet_parameters::Call::<Runtime>::set_parameter { key_value }.into()
}

fn root() -> OriginCaller {
	OriginCaller::system(RawOrigin::Root)
}

fn only_if(is_allowed: bool) -> DispatchResult {
	is_allowed.then_some(()).ok_or(DispatchError::BadOrigin)
}

/// Every origin that a call can have here, with each number of members of the committee.
fn every_origin() -> Vec<RuntimeOrigin> {
	type Members = pallet_collective::RawOrigin<AccountId, TechnicalCollective>;
	let tracks = [
		Origin::Attribution,
		Origin::FeeSplit,
		Origin::Datanets,
		Origin::Staking,
		Origin::SmallSpender,
		Origin::BigSpender,
		Origin::WhitelistedCaller,
	];
	let committee = [
		Members::Members(1, 3),
		Members::Members(2, 3),
		Members::Members(3, 3),
		Members::Member(Key::Alice.to_account_id()),
	];
	let others = [
		RuntimeOrigin::root(),
		RuntimeOrigin::none(),
		signed(Key::Alice),
		pallet_veto::Origin::Unopposed.into(),
	];
	let tracks = tracks.into_iter().map(RuntimeOrigin::from);
	tracks.chain(committee.into_iter().map(RuntimeOrigin::from)).chain(others).collect()
}
