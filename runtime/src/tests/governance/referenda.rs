// SPDX-License-Identifier: Apache-2.0

//! How a referendum goes, and whose tokens count.

use super::*;
use crate::{
	configs::{
		governance::{
			veto::VetoPeriod,
			voting::{SubmissionDeposit, UndecidingTimeout, VoteLockingPeriod, VotingIssuance},
		},
		money::TreasuryAccount,
	},
	Balances, ConvictionVoting, Referenda, Veto,
};
use frame_support::traits::{fungible::Inspect, OriginTrait, VoteTally};
use pallet_conviction_voting::Tally;
use pallet_veto::Changes;

type Error = pallet_referenda::Error<Runtime>;
type VotingError = pallet_conviction_voting::Error<Runtime>;

const FEE_SPLIT: TrackId = 11;
const FEE_SPLIT_DEPOSIT: Balance = 1_000 * OPEN;

fn tally(referendum: u32) -> Tally<Balance, VotingIssuance> {
	ongoing(referendum).tally
}

fn held(who: Key) -> Balance {
	System::account(who.to_account_id()).data.reserved
}

fn locked(who: Key) -> Balance {
	System::account(who.to_account_id()).data.frozen
}

fn delegate(who: Key, to: Key, conviction: Conviction, balance: Balance) -> DispatchResult {
	let (class, to) = (FEE_SPLIT, to.to_account_id().into());
	ConvictionVoting::delegate(signed(who), class, to, conviction, balance)
		.map(|_| ())
		.map_err(|error| error.error)
}

fn unlock(who: Key) {
	assert_ok!(ConvictionVoting::unlock(signed(who), FEE_SPLIT, who.to_account_id().into()));
}

fn return_deposits(referendum: u32) -> [DispatchResult; 2] {
	[
		Referenda::refund_decision_deposit(signed(Key::Eve), referendum),
		Referenda::refund_submission_deposit(signed(Key::Eve), referendum),
	]
}

#[test]
fn a_referendum_should_change_the_split_once_merit_has_had_its_say() {
	on_development(|| {
		assert_ok!(carry(Origin::FeeSplit, propose(split(7))));
		let change = Changes::<Runtime>::get(0).unwrap();
		assert_eq!(change.enactable_at, System::block_number() + VetoPeriod::get());
		assert_eq!(split_in_force(), FeeSplit::DEFAULT);

		pass(VetoPeriod::get() - 1);
		let early = pallet_veto::Error::<Runtime>::TooEarly;
		assert_noop!(Veto::enact(signed(Key::Ferdie), 0), early);
		assert_eq!(split_in_force(), FeeSplit::DEFAULT);
		pass(1);
		assert_eq!(split_in_force(), split(7));
		assert_eq!(last_enacted(), Some(Ok(())));
	});
}

#[test]
fn a_vote_of_stakers_pay_should_hold_at_once() {
	on_development(|| {
		assert_ok!(carry(Origin::Staking, set_emission(1_234)));
		assert_eq!(staking::Emission::get().get(), 1_234);
	});
}

#[test]
fn a_referendum_should_be_decided_after_preparation_and_with_its_deposit() {
	on_development(|| {
		let referendum = submit(Origin::FeeSplit, propose(split(7)));
		assert_eq!(held(Key::Alice), SubmissionDeposit::get());
		assert_ok!(vote(Key::Eve, referendum, standard(true, Conviction::Locked1x, VOTE)));
		pass(5);
		assert!(ongoing(referendum).deciding.is_none());
		assert_ok!(Referenda::place_decision_deposit(signed(Key::Bob), referendum));
		assert_eq!(held(Key::Bob), FEE_SPLIT_DEPOSIT);
		assert_eq!(ongoing(referendum).deciding.unwrap().since, System::block_number());

		let other = open(Origin::FeeSplit, propose(split(8)));
		pass(1);
		assert!(ongoing(other).deciding.is_none());
		pass(1);
		assert!(ongoing(other).deciding.is_some());
		let refused = [Err(Error::Unfinished.into()), Err(Error::BadStatus.into())];
		assert_eq!(return_deposits(other), refused);
	});
}

#[test]
fn deposits_of_an_approved_referendum_should_return() {
	on_development(|| {
		assert_ok!(carry(Origin::FeeSplit, propose(split(7))));
		assert_eq!(return_deposits(0), [Ok(()), Ok(())]);
		assert_eq!((held(Key::Alice), held(Key::Bob)), (0, 0));
	});
}

/// Who opens referenda that nobody wants pays for each.
#[test]
fn the_submission_deposit_of_a_rejected_referendum_should_stay() {
	on_development(|| {
		let referendum = open(Origin::FeeSplit, propose(split(7)));
		assert_ok!(vote(Key::Eve, referendum, standard(true, Conviction::Locked1x, VOTE)));
		assert_ok!(vote(Key::Ferdie, referendum, standard(false, Conviction::Locked2x, VOTE)));
		pass(2 + Pace::scaled(7 * DAYS));
		assert!(matches!(info(referendum), ReferendumInfo::Rejected(..)));
		assert_eq!(return_deposits(referendum), [Ok(()), Err(Error::BadStatus.into())]);
		assert_eq!((held(Key::Alice), held(Key::Bob)), (SubmissionDeposit::get(), 0));
		assert_eq!(Changes::<Runtime>::count(), 0);
	});
}

#[test]
fn a_referendum_without_its_deposit_should_time_out() {
	on_development(|| {
		let referendum = submit(Origin::FeeSplit, propose(split(7)));
		for who in VOTERS {
			assert_ok!(vote(who, referendum, standard(true, Conviction::Locked1x, VOTE)));
		}
		pass(UndecidingTimeout::get());
		assert!(matches!(info(referendum), ReferendumInfo::TimedOut(..)));
		let [decision, submission] = return_deposits(referendum);
		assert_eq!(decision, Err(Error::NoDeposit.into()));
		assert_eq!(submission, Err(Error::BadStatus.into()));
	});
}

#[test]
fn killing_should_take_both_deposits_and_cancelling_none() {
	on_development(|| {
		let treasury = || Balances::free_balance(TreasuryAccount::get());
		let before = treasury();
		let cancelled = open(Origin::FeeSplit, propose(split(7)));
		assert_ok!(Referenda::cancel(RuntimeOrigin::root(), cancelled));
		assert_eq!(return_deposits(cancelled), [Ok(()), Ok(())]);
		assert_eq!(treasury(), before);

		let killed = open(Origin::FeeSplit, propose(split(7)));
		assert_ok!(Referenda::kill(RuntimeOrigin::root(), killed));
		assert_eq!((held(Key::Alice), held(Key::Bob)), (0, 0));
		assert_eq!(treasury(), before + SubmissionDeposit::get() + FEE_SPLIT_DEPOSIT);
	});
}

#[test]
fn only_root_should_cancel_and_kill() {
	on_development(|| {
		let referendum = open(Origin::FeeSplit, propose(split(7)));
		for origin in every_origin() {
			if *origin.caller() == root() {
				continue;
			}
			let refused = DispatchError::BadOrigin;
			assert_noop!(Referenda::cancel(origin.clone(), referendum), refused);
			assert_noop!(Referenda::kill(origin, referendum), refused);
		}
	});
}

#[test]
fn votes_should_weigh_by_conviction_and_support_should_not() {
	on_development(|| {
		let referendum = open(Origin::FeeSplit, propose(split(7)));
		for (conviction, times_ten) in [
			(Conviction::None, 1),
			(Conviction::Locked1x, 10),
			(Conviction::Locked2x, 20),
			(Conviction::Locked3x, 30),
			(Conviction::Locked4x, 40),
			(Conviction::Locked5x, 50),
			(Conviction::Locked6x, 60),
		] {
			assert_ok!(vote(Key::Eve, referendum, standard(true, conviction, 10 * OPEN)));
			let Tally { ayes, nays, support, .. } = tally(referendum);
			assert_eq!((ayes, nays, support), (times_ten * OPEN, 0, 10 * OPEN));
			assert_ok!(vote(Key::Eve, referendum, standard(false, conviction, 10 * OPEN)));
			let Tally { ayes, nays, support, .. } = tally(referendum);
			assert_eq!((ayes, nays, support), (0, times_ten * OPEN, 0));
		}
		let abstention = AccountVote::SplitAbstain { aye: 0, nay: 0, abstain: 10 * OPEN };
		assert_ok!(vote(Key::Eve, referendum, abstention));
		let Tally { nays, support, .. } = tally(referendum);
		assert_eq!((nays, support), (0, 10 * OPEN));
	});
}

/// What no key controls can't vote, and must not make it harder for others.
#[test]
fn all_that_keys_control_should_be_full_support() {
	on_development(|| {
		let wealth =
			|key: &Key| <Balances as Inspect<AccountId>>::total_balance(&key.to_account_id());
		let keys: Vec<_> = Key::well_known().collect();
		let voting: Balance = keys.iter().map(wealth).sum();
		assert_eq!(VotingIssuance::get(), voting);
		let treasury = TreasuryAccount::get().into();
		assert_ok!(Balances::transfer_keep_alive(signed(Key::Eve), treasury, OPEN));
		assert_eq!(VotingIssuance::get(), voting - OPEN);

		let referendum = open(Origin::FeeSplit, propose(split(7)));
		for key in &keys {
			// Deposits and what is staked included.
			assert_ok!(vote(*key, referendum, standard(true, Conviction::None, wealth(key))));
		}
		assert_eq!(tally(referendum).support(FEE_SPLIT), Perbill::one());
		let too_much = standard(true, Conviction::None, wealth(&Key::Eve) + 1);
		let refused = vote(Key::Eve, referendum, too_much);
		assert_eq!(refused, Err(VotingError::InsufficientFunds.into()));
	});
}

#[test]
fn delegated_tokens_should_vote_with_their_delegate() {
	on_development(|| {
		let referendum = open(Origin::FeeSplit, propose(split(7)));
		let elsewhere = open(Origin::Staking, set_emission(1));
		for referendum in [referendum, elsewhere] {
			let aye = standard(true, Conviction::Locked1x, 100 * OPEN);
			assert_ok!(vote(Key::Dave, referendum, aye));
		}
		assert_ok!(delegate(Key::Eve, Key::Dave, Conviction::Locked2x, 1_000 * OPEN));
		// Not further on.
		assert_ok!(delegate(Key::Ferdie, Key::Eve, Conviction::Locked6x, 1_000 * OPEN));

		let both = tally(referendum);
		assert_eq!((both.ayes, both.support), (2_100 * OPEN, 1_100 * OPEN));
		assert_eq!(tally(elsewhere).ayes, 100 * OPEN);
		let own = vote(Key::Eve, referendum, standard(false, Conviction::Locked1x, OPEN));
		assert_eq!(own, Err(VotingError::AlreadyDelegating.into()));
		// With whatever the delegate says.
		assert_ok!(vote(Key::Dave, referendum, standard(false, Conviction::None, OPEN)));
		assert_eq!(tally(referendum).nays, 2_000 * OPEN + OPEN / 10);

		assert_ok!(ConvictionVoting::undelegate(signed(Key::Eve), FEE_SPLIT));
		assert_eq!(tally(referendum).nays, OPEN / 10);
		// For two periods it stays locked.
		pass(2 * VoteLockingPeriod::get() - 1);
		unlock(Key::Eve);
		assert_eq!(locked(Key::Eve), 1_000 * OPEN);
		pass(1);
		unlock(Key::Eve);
		assert_eq!(locked(Key::Eve), 0);
	});
}

/// Those who were for what passed keep what they wanted; who was against is free.
#[test]
fn only_the_side_that_won_should_stay_locked() {
	on_development(|| {
		let remove = |who: Key| {
			assert_ok!(ConvictionVoting::remove_vote(signed(who), Some(FEE_SPLIT), 0));
			unlock(who);
		};
		let referendum = open(Origin::FeeSplit, propose(split(7)));
		for who in [Key::Alice, Key::Bob, Key::Charlie, Key::Dave, Key::Eve] {
			assert_ok!(vote(who, referendum, standard(true, Conviction::Locked3x, VOTE)));
		}
		assert_ok!(vote(Key::Ferdie, referendum, standard(false, Conviction::Locked6x, OPEN)));
		pass(15);
		assert!(matches!(info(referendum), ReferendumInfo::Approved(..)));
		for who in [Key::Eve, Key::Ferdie] {
			remove(who);
		}
		assert_eq!((locked(Key::Eve), locked(Key::Ferdie)), (VOTE, 0));
		pass(4 * VoteLockingPeriod::get());
		unlock(Key::Eve);
		assert_eq!(locked(Key::Eve), 0);
	});
}
