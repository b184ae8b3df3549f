// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use openledger_primitives::interfaces::Contributions as _;
use sp_runtime::DispatchError;

const APPEAL: u128 = 50;

fn held(reason: HoldReason) -> u128 {
	Balances::balance_on_hold(&reason.into(), &AUTHOR)
}

/// A rejected contribution of `AUTHOR`, id 0.
fn rejected() -> u32 {
	let net = create(curated());
	assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, text(1)));
	assert_ok!(Registry::reject(RuntimeOrigin::signed(CURATOR), 0));
	net
}

fn appeal() -> sp_runtime::DispatchResult {
	Registry::appeal(RuntimeOrigin::signed(AUTHOR), 0)
}

fn rule(ruling: Ruling) -> sp_runtime::DispatchResult {
	Registry::resolve_appeal(RuntimeOrigin::root(), 0, ruling)
}

#[test]
fn governance_should_overturn_a_rejection() {
	build_and_execute(|| {
		let net = rejected();
		// Governance stands above the owner of a frozen datanet.
		assert_ok!(Registry::set_frozen(RuntimeOrigin::signed(OWNER), net, true));
		assert_ok!(appeal());
		assert_eq!(held(HoldReason::Appeal), APPEAL);
		assert_eq!(status(0), Status::Appealed);
		assert_ok!(rule(Ruling::Overturn));
		assert_eq!(Registry::position(0), Some(at(net, 0)));
		assert_eq!(held(HoldReason::Appeal), 0);
		System::assert_last_event(
			Event::AppealRuled { contribution: 0, ruling: Ruling::Overturn }.into(),
		);
	});
}

#[test]
fn an_upheld_rejection_should_return_the_deposit_and_end_the_matter() {
	build_and_execute(|| {
		rejected();
		assert_ok!(appeal());
		assert_ok!(rule(Ruling::Uphold));
		assert_eq!(held(HoldReason::Appeal), 0);
		assert_noop!(appeal(), Error::<Test>::RejectionUpheld);
		assert_noop!(rule(Ruling::Abuse), Error::<Test>::RejectionUpheld);
		assert_ok!(Registry::retract(RuntimeOrigin::signed(AUTHOR), 0));
		assert_eq!(Balances::free_balance(AUTHOR), ENDOWMENT);
	});
}

#[test]
fn abuse_should_cost_both_deposits_and_free_the_root() {
	build_and_execute(|| {
		rejected();
		let deposit = held(HoldReason::Contribution);
		assert_ok!(appeal());
		assert_ok!(rule(Ruling::Abuse));
		assert_eq!(held(HoldReason::Contribution) + held(HoldReason::Appeal), 0);
		assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + deposit + APPEAL);
		assert_eq!(Registry::holder_of(text(1).content_root), None);
		assert_noop!(rule(Ruling::Abuse), Error::<Test>::ContributionNotFound);
	});
}

#[test]
fn abuse_should_be_punished_without_an_appeal_but_nothing_else_ruled() {
	build_and_execute(|| {
		rejected();
		let deposit = held(HoldReason::Contribution);
		for ruling in [Ruling::Overturn, Ruling::Uphold] {
			assert_noop!(rule(ruling), Error::<Test>::NotAppealed);
		}
		assert_ok!(rule(Ruling::Abuse));
		assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + deposit);
	});
}

#[test]
fn an_appeal_should_wait_for_governance_alone() {
	build_and_execute(|| {
		let net = rejected();
		assert_noop!(Registry::appeal(RuntimeOrigin::signed(OTHER), 0), Error::<Test>::NotOwner);
		assert_ok!(appeal());
		assert_noop!(appeal(), Error::<Test>::AppealPending);
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_noop!(
			frame_support::storage::with_storage_layer(|| Registry::retract(author.clone(), 0)),
			Error::<Test>::AppealPending
		);
		assert_noop!(
			Registry::transfer_ownership(author.clone(), 0, Some(OTHER)),
			Error::<Test>::AppealPending
		);
		for who in [OWNER, CURATOR, AUTHOR] {
			assert_noop!(
				Registry::resolve_appeal(RuntimeOrigin::signed(who), 0, Ruling::Overturn),
				DispatchError::BadOrigin
			);
		}
		assert_noop!(
			Registry::accept(RuntimeOrigin::signed(CURATOR), 0),
			Error::<Test>::NotPending
		);
		assert_ok!(Registry::register(author.clone(), net, text(2)));
		assert_noop!(Registry::appeal(author, 1), Error::<Test>::NotRejected);
		assert_noop!(
			Registry::resolve_appeal(RuntimeOrigin::root(), 1, Ruling::Abuse),
			Error::<Test>::NotRejected
		);
	});
}

#[test]
fn an_appeal_that_nobody_rules_on_should_end_by_itself() {
	build_and_execute(|| {
		rejected();
		assert_ok!(appeal());
		let retract = || Registry::retract(RuntimeOrigin::signed(AUTHOR), 0);
		System::set_block_number(100);
		assert_noop!(
			frame_support::storage::with_storage_layer(retract),
			Error::<Test>::AppealPending
		);
		System::set_block_number(101);
		assert_ok!(retract());
		assert_eq!(Balances::free_balance(AUTHOR), ENDOWMENT);
		assert_eq!(Registry::holder_of(text(1).content_root), None);
	});
}
