// SPDX-License-Identifier: Apache-2.0

mod cleaning;
mod enact;
mod integrity;
mod migrations;
mod propose;
mod veto;

use crate::{mock::*, *};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;

/// The track proposes `value`.
fn propose(value: u32) -> DispatchResult {
	Veto::propose(RuntimeOrigin::signed(TRACK), Box::new(number(Some(value))))
}

/// The same, where it must work. Returns the change's id.
fn proposed(value: u32) -> ChangeId {
	assert_ok!(propose(value));
	NextChange::<Test>::get() - 1
}

fn veto(who: AccountId, change: ChangeId) -> DispatchResult {
	Veto::veto(RuntimeOrigin::signed(who), change)
}

fn waits(change: ChangeId) -> bool {
	Changes::<Test>::contains_key(change)
}

/// How often a change was enacted.
fn enactments() -> usize {
	System::events()
		.into_iter()
		.filter(|record| matches!(record.event, RuntimeEvent::Veto(Event::ChangeEnacted { .. })))
		.count()
}
