// SPDX-License-Identifier: Apache-2.0

//! Whatever is called in whatever order, every planck is in exactly one place, and what is held up
//! never exceeds what is at stake.

use crate::{mock::*, *};
use frame_support::storage::with_storage_layer;
use openledger_primitives::{interfaces::Escrow, Balance, ContributionId};
use proptest::prelude::*;
use sp_runtime::DispatchResult;

const CASES: u32 = 64;
const ACCOUNTS: [AccountId; 7] = [OWNER, CURATOR, SECOND_CURATOR, THIEF, AUTHOR, REMIXER, OTHER];

#[derive(Clone, Debug)]
enum Step {
	Open(AccountId, ContributionId, Balance),
	Raise(AccountId, ContributionId, Balance),
	Answer(AccountId, ContributionId),
	Concede(AccountId, ContributionId),
	Rule(AccountId, ContributionId, Outcome),
	Appeal(AccountId, ContributionId),
	Decide(ContributionId, Outcome),
	Conclude(ContributionId),
	Earn(ContributionId, Balance),
	Claim(AccountId),
	Withdraw(AccountId, ContributionId),
	Payout(AccountId, ContributionId, AccountId),
	Offer(AccountId, ContributionId, AccountId),
	Take(AccountId, ContributionId),
	Curator(AccountId, bool),
	Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
	let who = || prop::sample::select(ACCOUNTS.to_vec());
	let work = || 0u64..3;
	let outcome =
		|| prop_oneof![Just(Outcome::Reject), Just(Outcome::Strike), Just(Outcome::Transfer)];
	prop_oneof![
		8 => (who(), work(), BOND / 2..4 * BOND).prop_map(|(w, c, b)| Step::Open(w, c, b)),
		3 => (who(), work(), 0..BOND).prop_map(|(w, c, b)| Step::Raise(w, c, b)),
		8 => (who(), work()).prop_map(|(w, c)| Step::Answer(w, c)),
		1 => (who(), work()).prop_map(|(w, c)| Step::Concede(w, c)),
		10 => (who(), work(), outcome()).prop_map(|(w, c, o)| Step::Rule(w, c, o)),
		6 => (who(), work()).prop_map(|(w, c)| Step::Appeal(w, c)),
		3 => (work(), outcome()).prop_map(|(c, o)| Step::Decide(c, o)),
		6 => work().prop_map(Step::Conclude),
		14 => (work(), 1..2 * BOND).prop_map(|(c, a)| Step::Earn(c, a)),
		4 => who().prop_map(Step::Claim),
		1 => (who(), work()).prop_map(|(w, c)| Step::Withdraw(w, c)),
		2 => (who(), work(), who()).prop_map(|(w, c, p)| Step::Payout(w, c, p)),
		2 => (who(), work(), who()).prop_map(|(w, c, p)| Step::Offer(w, c, p)),
		2 => (who(), work()).prop_map(|(w, c)| Step::Take(w, c)),
		1 => (who(), any::<bool>()).prop_map(|(w, add)| Step::Curator(w, add)),
		8 => (1u64..20).prop_map(Step::Pass),
	]
}

fn perform(step: &Step) -> DispatchResult {
	let signed = RuntimeOrigin::signed;
	match *step {
		Step::Open(who, id, bond) => Disputed::open(signed(who), id, bond, evidence(1)),
		Step::Raise(who, id, amount) => Disputed::raise(signed(who), id, amount),
		Step::Answer(who, id) => Disputed::answer(signed(who), id, evidence(2)),
		Step::Concede(who, id) => Disputed::concede(signed(who), id),
		Step::Rule(who, id, outcome) => Disputed::rule(signed(who), id, outcome),
		Step::Appeal(who, id) => Disputed::appeal(signed(who), id),
		Step::Decide(id, outcome) => Disputed::decide(RuntimeOrigin::root(), id, outcome),
		Step::Conclude(id) => Disputed::conclude(signed(OTHER), id),
		Step::Earn(id, amount) => {
			if pallet_contributions::NextContributionId::<Test>::get() > id {
				earn(id, amount);
			}
			Ok(())
		}
		Step::Claim(who) => Rewards::claim(signed(who)),
		Step::Withdraw(who, id) => Registry::withdraw(signed(who), id),
		Step::Payout(who, id, to) => Registry::set_payout(signed(who), id, Some(to)),
		Step::Offer(who, id, to) => Registry::transfer_ownership(signed(who), id, Some(to)),
		Step::Take(who, id) => Registry::accept_ownership(signed(who), id),
		Step::Curator(who, true) => Registry::add_curator(signed(OWNER), 0, who),
		Step::Curator(who, false) => Registry::remove_curator(signed(OWNER), 0, who),
		Step::Pass(blocks) => {
			pass(blocks);
			Ok(())
		}
	}
}

/// All that there is, in accounts and owed, but for the pot's own: it only keeps what is others'.
fn everywhere() -> Balance {
	let accounts = ACCOUNTS.into_iter().chain([PAYER, TREASURY, STAKERS]);
	let wealth: Balance = accounts.map(wealth).sum();
	wealth + pallet_rewards::TotalHeldBack::<Test>::get()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(CASES))]

	#[test]
	fn every_planck_should_be_in_one_place(steps in prop::collection::vec(step(), 20..120)) {
		build_and_execute(|| {
			let work = register(OTHER, create(pallet_contributions::Admission::Open), 3, &[]);
			assert_eq!(work, 2);
			let start = everywhere();
			for step in steps {
				let disputes: Vec<_> = Disputes::<Test>::iter().collect();
				let done = with_storage_layer(|| perform(&step));
				check();
				assert_eq!(everywhere(), start, "{step:?}: {done:?}");
				for (key, before) in disputes {
					ended(ContributionId::from(key), &before);
				}
			}
		});
	}
}

/// What an ended dispute must have left behind.
fn ended(id: ContributionId, before: &DisputeOf<Test>) {
	let held_back = Rewards::held_back(id);
	if Disputed::dispute(id).is_some() {
		assert!(held_back.is_some_and(|held| held.amount <= before.bond.max(held.most)));
		return;
	}
	assert_eq!(held_back, None);
	let Some(Event::DisputeEnded { outcome, held_back, .. }) = last_end() else {
		panic!("a dispute ended without an event");
	};
	// Whoever loses a claim loses no less than it held up.
	assert!(held_back <= before.bond);
	match outcome {
		Outcome::Transfer => assert_eq!(owner(id), before.claimant),
		Outcome::Reject => assert_ne!(owner(id), before.claimant),
		Outcome::Strike => {
			let struck = matches!(status(id), pallet_contributions::Status::Struck { .. });
			assert!(struck);
		}
	}
}

fn last_end() -> Option<Event<Test>> {
	System::events().into_iter().rev().find_map(|record| match record.event {
		RuntimeEvent::Disputed(event @ Event::DisputeEnded { .. }) => Some(event),
		_ => None,
	})
}
