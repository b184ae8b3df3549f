// SPDX-License-Identifier: Apache-2.0

//! Disputes, before the referenda that decide them.

use super::*;
use crate::{
	configs::{
		openledger::{DisputeBond, DisputeGovernancePeriod, RulingAppealPeriod},
		promises::promised,
	},
	Contributions, Disputes, Rewards,
};
use frame_support::{hypothetically, traits::OriginTrait, BoundedVec};
use openledger_primitives::interfaces::{DisputedRegistry, Ledger, Merits, Source};
use pallet_contributions::{Admission, ContributionKey, Submission};
use pallet_disputes::{Evidence, Outcome};
use sp_core::H256;
use sp_runtime::TokenError;

const CURATOR: Key = Key::Bob;
const THIEF: Key = Key::Charlie;
const AUTHOR: Key = Key::Dave;
const PAYER: Key = Key::Eve;
const EARNED: Balance = 7 * OPEN + 3;

fn evidence() -> Evidence {
	Evidence { hash: H256::repeat_byte(1), uri: BoundedVec::truncate_from(b"ipfs://x".to_vec()) }
}

/// A stolen text, accepted in a datanet of Alice; and the author's dispute about it.
fn disputed() {
	let curators = BoundedVec::truncate_from(vec![CURATOR.to_account_id()]);
	deposits::create(Admission::Curated(curators));
	let submission = Submission {
		content_root: H256::repeat_byte(7),
		length: 1_000,
		uri: Default::default(),
		sources: Default::default(),
		payout: None,
	};
	assert_ok!(Contributions::register(signed(THIEF), 0, submission));
	assert_ok!(Contributions::accept(signed(CURATOR), 0));
	assert_ok!(Disputes::open(signed(AUTHOR), 0, DisputeBond::get(), evidence()));
	assert_ok!(Disputes::answer(signed(THIEF), 0, evidence()));
}

/// What an answer pays the contribution, once its batch is final.
fn earn(amount: Balance) {
	let owner = Contributions::disputable(0).unwrap().payee;
	assert_ok!(Rewards::collect(&PAYER.to_account_id(), amount));
	let source = Source::Contribution { batch: 0, contribution: 0, work: 0 };
	assert_ok!(Rewards::reward_for(0, &owner, amount, source));
}

fn owner() -> AccountId {
	let key = ContributionKey::from(0);
	pallet_contributions::Contributions::<Runtime>::get(key).unwrap().owner
}

fn wealth(who: Key) -> Balance {
	let data = System::account(who.to_account_id()).data;
	data.free + data.reserved
}

fn decide(outcome: Outcome) -> RuntimeCall {
	pallet_disputes::Call::<Runtime>::decide { contribution: 0, outcome }.into()
}

#[test]
fn an_appeal_should_be_decided_by_a_referendum_on_its_track() {
	on_development(|| {
		disputed();
		earn(EARNED);
		assert_ok!(Disputes::rule(signed(CURATOR), 0, Outcome::Reject));
		let before = [wealth(AUTHOR), wealth(THIEF)];
		assert_ok!(Disputes::appeal(signed(AUTHOR), 0));

		for origin in every_origin() {
			let caller = origin.caller().clone();
			let rules = [Origin::Datanets.into(), root()];
			let decided = hypothetically!(Disputes::decide(origin, 0, Outcome::Strike));
			assert_eq!(decided, only_if(rules.contains(&caller)), "{caller:?}");
		}
		assert_ok!(carry(Origin::Datanets, decide(Outcome::Transfer)));
		assert_eq!(owner(), AUTHOR.to_account_id());
		assert_eq!(Rewards::owed(&AUTHOR.to_account_id()), EARNED);
		let merit = Rewards::of(&AUTHOR.to_account_id()).at(Rewards::now());
		assert!(merit > EARNED / 1_000 * 999 && merit <= EARNED, "{merit}");
		let after = [wealth(AUTHOR), wealth(THIEF)];
		let bond = DisputeBond::get();
		assert_eq!(after, [before[0] + bond, before[1] - bond]);
	});
}

#[test]
fn referenda_on_other_tracks_should_decide_no_dispute() {
	on_development(|| {
		disputed();
		assert_ok!(Disputes::rule(signed(CURATOR), 0, Outcome::Transfer));
		assert_ok!(Disputes::appeal(signed(THIEF), 0));
		for track in [Origin::SmallSpender, Origin::Attribution] {
			assert_eq!(carry(track, decide(Outcome::Reject)), only_if(false));
		}
		assert_eq!(owner(), THIEF.to_account_id());
	});
}

/// Whatever is voted before it is asked for comes too early, and whatever nobody votes on ends.
#[test]
fn a_ruling_should_take_effect_when_nobody_appeals_in_time() {
	on_development(|| {
		disputed();
		assert_ok!(Disputes::rule(signed(CURATOR), 0, Outcome::Transfer));
		let early = pallet_disputes::Error::<Runtime>::NotBeforeGovernance;
		assert_noop!(Disputes::decide(RuntimeOrigin::root(), 0, Outcome::Reject), early);
		pass(RulingAppealPeriod::get());
		assert_ok!(Disputes::conclude(signed(Key::Ferdie), 0));
		assert_eq!(owner(), AUTHOR.to_account_id());
	});
}

#[test]
fn there_should_be_time_for_a_referendum() {
	on_development(|| {
		disputed();
		assert_ok!(Disputes::rule(signed(CURATOR), 0, Outcome::Transfer));
		assert_ok!(Disputes::appeal(signed(THIEF), 0));
		let start = System::block_number();
		assert_ok!(carry(Origin::Datanets, decide(Outcome::Reject)));
		let took = System::block_number() - start;
		assert!(took * 2 < DisputeGovernancePeriod::get(), "{took} blocks");
	});
}

/// Bonds stand behind no vote, and so go where they must, whatever the parties vote.
#[test]
fn votes_should_not_keep_a_dispute_from_ending() {
	on_development(|| {
		disputed();
		let referendum = open(Origin::Datanets, decide(Outcome::Strike));
		for who in [THIEF, AUTHOR] {
			let all = wealth(who) - promised(&who.to_account_id());
			let refused = pallet_conviction_voting::Error::<Runtime>::InsufficientFunds;
			let too_much = standard(true, Conviction::Locked1x, all + 1);
			assert_eq!(vote(who, referendum, too_much), Err(refused.into()));
			assert_ok!(vote(who, referendum, standard(true, Conviction::Locked1x, all)));
		}
		let raise = pallet_disputes::Call::<Runtime>::raise { contribution: 0, amount: OPEN };
		assert_eq!(send(AUTHOR, raise), Err(TokenError::Frozen.into()));
		assert_ok!(Disputes::rule(signed(CURATOR), 0, Outcome::Transfer));
		pass(RulingAppealPeriod::get());
		let before = wealth(AUTHOR);
		assert_ok!(Disputes::conclude(signed(Key::Ferdie), 0));
		assert_eq!(owner(), AUTHOR.to_account_id());
		assert_eq!(wealth(AUTHOR), before + DisputeBond::get());
	});
}
