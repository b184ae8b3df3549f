// SPDX-License-Identifier: Apache-2.0

//! What was decided happens, however many tasks somebody places in the way.

use super::*;
use crate::{
	configs::governance::{
		schedule::{NeverFull, LOOK_AHEAD},
		veto::VetoPeriod,
		voting::{SubmissionDeposit, UndecidingTimeout},
		MaxScheduledPerBlock,
	},
	constants::time::{DAYS, HOURS},
	Balances, Referenda, Veto,
};
use frame_support::{
	hypothetically,
	storage::unhashed,
	traits::{
		fungible::Inspect,
		schedule::v3::{Anon, Named, TaskName},
		Bounded,
	},
};
use pallet_conviction_voting::Tally;
use pallet_referenda::{DecidingCount, DecidingStatus};
use pallet_scheduler::{Agenda, Lookup, TaskAddress};
use pallet_veto::Changes;
use sp_runtime::traits::BlakeTwo256;

const ROOT: TrackId = 0;
const STAKING: TrackId = 20;

fn wealth(who: Key) -> Balance {
	<Balances as Inspect<AccountId>>::total_balance(&who.to_account_id())
}

fn free(who: Key) -> Balance {
	Balances::free_balance(who.to_account_id())
}

/// Tasks of a block.
fn tasks(block: BlockNumber) -> usize {
	Agenda::<Runtime>::get(block).iter().flatten().count()
}

fn is_full(block: BlockNumber) -> bool {
	tasks(block) == usize::try_from(MaxScheduledPerBlock::get()).unwrap()
}

/// Opens so many referenda without a decision deposit, which all time out in the same block. Returns
/// that.
fn place_alarms(count: u32) -> BlockNumber {
	for _ in 0..count {
		submit_by(Key::Eve, Origin::Datanets, set_emission(0));
	}
	System::block_number() + UndecidingTimeout::get()
}

/// As many as fit in the block in which they time out.
fn fill() -> BlockNumber {
	let block = place_alarms(MaxScheduledPerBlock::get());
	assert!(is_full(block));
	block
}

fn run_to(block: BlockNumber) {
	pass(block - System::block_number());
}

fn wins(referendum: u32) {
	for who in VOTERS {
		assert_ok!(vote(who, referendum, standard(true, Conviction::Locked1x, VOTE)));
	}
}

fn is_approved(referendum: u32) -> bool {
	matches!(info(referendum), ReferendumInfo::Approved(..))
}

/// Blocks from the opening of a referendum on staking for which everybody is to that in which it is
/// approved.
fn blocks_to_approval() -> BlockNumber {
	hypothetically!({
		let from = System::block_number();
		let referendum = open(Origin::Staking, set_emission(1));
		wins(referendum);
		while !is_approved(referendum) {
			pass(1);
		}
		System::block_number() - from
	})
}

/// And from there to its enactment.
const ENACTED: BlockNumber = 2;

#[test]
fn a_full_block_should_not_lose_what_was_approved() {
	on_development(|| {
		let (before, held) = (wealth(Key::Eve), free(Key::Eve));
		let carried = blocks_to_approval();
		let block = fill();
		run_to(block - carried - ENACTED);
		let referendum = open(Origin::Staking, set_emission(1_234));
		wins(referendum);
		pass(carried);
		assert!(is_approved(referendum));
		pass(ENACTED);
		assert_eq!(System::block_number(), block);
		assert_ne!(staking::Emission::get().get(), 1_234);
		pass(1);
		assert_eq!(staking::Emission::get().get(), 1_234);
		assert_eq!(DecidingCount::<Runtime>::get(STAKING), 0);

		// It delayed by a block what it wanted to stop, and its deposits are held for good.
		let spent = SubmissionDeposit::get() * Balance::from(MaxScheduledPerBlock::get());
		assert_eq!(spent, 5_120 * OPEN);
		assert_eq!((wealth(Key::Eve), free(Key::Eve)), (before, held - spent));
		let refund = Referenda::refund_submission_deposit(signed(Key::Eve), 0);
		assert_eq!(refund, Err(pallet_referenda::Error::<Runtime>::BadStatus.into()));
	});
}

#[test]
fn a_full_block_should_not_take_a_place_of_a_track() {
	on_development(|| {
		// The attacker's own, which is rejected when the decision period ends.
		let free_before = free(Key::Bob);
		let own = open(root(), set_emission(1));
		pass(Pace::scaled(2 * HOURS));
		let since = ongoing(own).deciding.expect("it is prepared").since;
		let end = since + Pace::scaled(14 * DAYS);
		run_to(end + 1 - UndecidingTimeout::get());
		assert_eq!(fill(), end + 1);
		run_to(end);
		assert!(matches!(info(own), ReferendumInfo::Rejected(..)));
		assert_eq!(DecidingCount::<Runtime>::get(ROOT), 1);
		pass(1);
		assert_eq!(DecidingCount::<Runtime>::get(ROOT), 1);
		pass(1);
		assert_eq!(DecidingCount::<Runtime>::get(ROOT), 0);

		let next = open(root(), set_emission(2));
		pass(Pace::scaled(2 * HOURS));
		assert!(ongoing(next).deciding.is_some());
		assert_ok!(Referenda::refund_decision_deposit(signed(Key::Bob), own));
		assert_eq!(free(Key::Bob), free_before - 10_000 * OPEN);
	});
}

#[test]
fn a_full_block_should_not_put_a_referendum_to_sleep() {
	on_development(|| {
		let carried = blocks_to_approval();
		let block = fill();
		run_to(block - carried + 1);
		let target = open(Origin::Staking, set_emission(1_234));
		wins(target);
		run_to(block - 1);
		// A vote of next to nothing sets the alarm to the next block, which is full.
		assert!(is_full(block));
		let spent = free(Key::Eve);
		assert_ok!(vote(Key::EveStash, target, standard(false, Conviction::None, 10)));
		let (asked, address) = ongoing(target).alarm.expect("it wakes");
		assert_eq!((asked, address), (block, (block + 1, 0)));
		assert_eq!(free(Key::Eve), spent);
		pass(2);
		assert!(is_approved(target));
		pass(ENACTED);
		assert_eq!(staking::Emission::get().get(), 1_234);
	});
}

/// What each of many referenda writes.
fn key(referendum: u32) -> Vec<u8> {
	[&b":test:"[..], &referendum.to_le_bytes()].concat()
}

#[test]
fn six_hundred_referenda_that_end_at_once_should_all_be_enacted() {
	const COUNT: u32 = 600;
	on_development(|| {
		let support = Tally::from_parts(VOTE * 6, 0, VOTE * 6);
		let end = System::block_number() + UndecidingTimeout::get();
		for referendum in 0..COUNT {
			let items = vec![(key(referendum), vec![1])];
			let call = frame_system::Call::<Runtime>::set_storage { items };
			assert_eq!(submit_by(Key::Eve, root(), call), referendum);
			// Tracks don't decide so many: this is as if one did. They are confirmed until their alarms
			// go off.
			let mut status = ongoing(referendum);
			let since = System::block_number();
			status.deciding = Some(DecidingStatus { since, confirming: Some(end) });
			status.tally = support.clone();
			ReferendumInfoFor::<Runtime>::insert(referendum, ReferendumInfo::Ongoing(status));
		}
		DecidingCount::<Runtime>::insert(ROOT, COUNT);
		assert!(is_full(end));
		assert_eq!(tasks(end + 1), 88);

		run_to(end);
		let approved =
			|| (0..COUNT).filter(|id| matches!(info(*id), ReferendumInfo::Approved(..))).count();
		assert_eq!(approved(), 512);
		// The 512 places that are to be free again found 424 places in the next block, and 88 in the one
		// after it. Calls come a day of this pace, 4 blocks, later.
		assert!(is_full(end + 1));
		assert_eq!(tasks(end + 2), 88);
		assert!(is_full(end + 4));
		pass(1);
		assert_eq!(approved(), 600);
		assert_eq!(DecidingCount::<Runtime>::get(ROOT), COUNT - 424);
		assert_eq!(tasks(end + 5), 88);
		pass(4);
		assert_eq!(DecidingCount::<Runtime>::get(ROOT), 0);
		for referendum in 0..COUNT {
			assert_eq!(unhashed::get_raw(&key(referendum)), Some(vec![1]), "{referendum}");
		}
		assert_eq!(Agenda::<Runtime>::iter().count(), 0);
		assert_eq!(Lookup::<Runtime>::iter().count(), 0);
	});
}

#[test]
fn a_change_should_be_proposed_whatever_is_to_happen_a_week_later() {
	on_development(|| {
		let (before, held) = (wealth(Key::Eve), free(Key::Eve));
		let at = place_alarms(MaxScheduledPerBlock::get());
		run_to(at - VetoPeriod::get());
		assert!(is_full(at));
		assert_ok!(Veto::propose(Origin::FeeSplit.into(), Box::new(change_to(split(7)))));
		assert_eq!(Changes::<Runtime>::get(0).unwrap().enactable_at, at);
		run_to(at);
		assert_eq!(split_in_force(), FeeSplit::DEFAULT);
		pass(1);
		assert_eq!(split_in_force(), split(7));
		// Whoever did that delayed it by a block, and its deposits are held for good.
		let spent = SubmissionDeposit::get() * Balance::from(MaxScheduledPerBlock::get());
		assert_eq!((wealth(Key::Eve), free(Key::Eve)), (before, held - spent));
	});
}

fn nothing() -> Bounded<RuntimeCall, BlakeTwo256> {
	Preimage::bound(frame_system::Call::<Runtime>::remark { remark: vec![] }.into()).unwrap()
}

fn schedule(at: DispatchTime<BlockNumber>) -> Result<TaskAddress<BlockNumber>, DispatchError> {
	<NeverFull as Anon<_, _, _>>::schedule(at, None, 0, root(), nothing())
}

fn schedule_named(
	name: TaskName,
	at: BlockNumber,
) -> Result<TaskAddress<BlockNumber>, DispatchError> {
	let at = DispatchTime::At(at);
	<NeverFull as Named<_, _, _>>::schedule_named(name, at, None, 0, root(), nothing())
}

/// Fills the agenda of a block, past the front.
fn fill_block(block: BlockNumber) {
	while !is_full(block) {
		let at = DispatchTime::At(block);
		assert_ok!(<Scheduler as Anon<_, _, _>>::schedule(at, None, 0, root(), nothing()));
	}
}

#[test]
fn tasks_should_go_where_they_are_asked_for_or_as_soon_after_as_there_is_room() {
	on_development(|| {
		System::set_block_number(10);
		assert_eq!(schedule(DispatchTime::At(20)), Ok((20, 0)));
		assert_eq!(schedule(DispatchTime::After(9)), Ok((20, 1)));
		// What has passed is done next.
		for late in [0, 9, 10] {
			assert_eq!(schedule(DispatchTime::At(late)).unwrap().0, 11);
		}
		for block in 20..25 {
			fill_block(block);
		}
		assert_eq!(schedule(DispatchTime::At(20)), Ok((25, 0)));
		assert_eq!(schedule_named([1; 32], 22), Ok((25, 1)));
		assert_eq!(Lookup::<Runtime>::get([1; 32]), Some((25, 1)));
		// A task that was cancelled leaves its place.
		assert_ok!(<NeverFull as Anon<_, _, _>>::cancel((20, 1)));
		assert_eq!(schedule(DispatchTime::At(20)), Ok((20, 1)));
		assert_eq!(schedule(DispatchTime::At(20)), Ok((25, 2)));
		// A name is not given twice, and a task that is not there not cancelled.
		let taken = pallet_scheduler::Error::<Runtime>::FailedToSchedule.into();
		assert_eq!(schedule_named([1; 32], 22), Err(taken));
		assert_ok!(<NeverFull as Named<_, _, _>>::cancel_named([1; 32]));
		let cancelled = <NeverFull as Named<_, _, _>>::cancel_named([1; 32]);
		assert_eq!(cancelled, Err(DispatchError::Unavailable));
	});
}

#[test]
fn tasks_should_be_moved_to_blocks_with_room() {
	on_development(|| {
		for block in [20, 21] {
			fill_block(block);
		}
		let named = [1; 32];
		assert_eq!(schedule(DispatchTime::At(30)), Ok((30, 0)));
		assert_eq!(schedule_named(named, 30), Ok((30, 1)));
		let at = DispatchTime::At;
		let anonymous = <NeverFull as Anon<_, _, _>>::reschedule;
		assert_eq!(anonymous((30, 0), at(20)), Ok((22, 0)));
		assert_eq!(<NeverFull as Anon<_, _, _>>::next_dispatch_time((22, 0)), Ok(22));
		// It is there already.
		assert_eq!(anonymous((22, 0), at(21)), Ok((22, 0)));
		let same = pallet_scheduler::Error::<Runtime>::RescheduleNoChange.into();
		assert_eq!(anonymous((22, 0), at(22)), Err(same));
		assert_eq!(anonymous((40, 0), at(50)), Err(DispatchError::Unavailable));

		let by_name = <NeverFull as Named<_, _, _>>::reschedule_named;
		assert_eq!(by_name(named, at(21)), Ok((22, 1)));
		assert_eq!(by_name(named, at(20)), Ok((22, 1)));
		assert_eq!(<NeverFull as Named<_, _, _>>::next_dispatch_time(named), Ok(22));
		assert_eq!(by_name([2; 32], at(20)), Err(DispatchError::Unavailable));
		assert_eq!(tasks(30), 0);
	});
}

/// A bound there is: more agendas than anybody fills.
#[test]
fn two_hundred_full_blocks_should_be_passed_over_and_no_more() {
	on_development(|| {
		let from = 10;
		fill_block(from);
		let full = Agenda::<Runtime>::get(from);
		for later in 1..LOOK_AHEAD {
			Agenda::<Runtime>::insert(from + later, full.clone());
		}
		let weight = || System::block_weight().total().ref_time();
		let before = weight();
		assert_eq!(schedule(DispatchTime::At(from)), Ok((from + LOOK_AHEAD, 0)));
		// The block pays for the search.
		assert!(weight() - before > u64::from(LOOK_AHEAD) * 8_000_000);
		Agenda::<Runtime>::insert(from + LOOK_AHEAD, full);
		assert_eq!(schedule(DispatchTime::At(from)), Err(DispatchError::Exhausted));
	});
}
