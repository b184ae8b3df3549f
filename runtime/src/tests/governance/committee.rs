// SPDX-License-Identifier: Apache-2.0

//! What the technical committee can do, and what nobody can keep from voters.

use super::*;
use crate::{SafeMode, TechnicalCommittee, TxPause};
use codec::Encode;
use frame_support::{
	hypothetically,
	traits::{GetCallMetadata, OriginTrait},
	weights::Weight,
};
use pallet_collective::ProposalCount;
use pallet_whitelist::WhitelistedCall;
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// The committee moves a call for which these members vote. Returns what came of it.
fn moved(ayes: &[Key], call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = call.into();
	let threshold = u32::try_from(ayes.len()).unwrap();
	let len = u32::try_from(call.encoded_size()).unwrap();
	let hash = BlakeTwo256::hash_of(&call);
	let index = ProposalCount::<Runtime, TechnicalCollective>::get();
	System::reset_events();
	assert_ok!(TechnicalCommittee::propose(signed(ayes[0]), threshold, Box::new(call), len));
	// What one member can do is done at once.
	if threshold > 1 {
		for member in ayes {
			assert_ok!(TechnicalCommittee::vote(signed(*member), hash, index, true));
		}
		let weight = Weight::MAX;
		assert_ok!(TechnicalCommittee::close(signed(Key::Eve), hash, index, weight, len));
	}
	System::events()
		.into_iter()
		.find_map(|record| match record.event {
			RuntimeEvent::TechnicalCommittee(pallet_collective::Event::Executed {
				result, ..
			}) => Some(result),
			_ => None,
		})
		.expect("the motion was executed")
}

fn upgrade() -> RuntimeCall {
	frame_system::Call::<Runtime>::authorize_upgrade { code_hash: H256::repeat_byte(7) }.into()
}

fn whitelist() -> RuntimeCall {
	let call_hash = BlakeTwo256::hash_of(&upgrade());
	pallet_whitelist::Call::<Runtime>::whitelist_call { call_hash }.into()
}

fn dispatch_upgrade() -> RuntimeCall {
	let call = Box::new(upgrade());
	pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call_with_preimage { call }.into()
}

fn is_authorized() -> bool {
	System::authorized_upgrade().is_some()
}

#[test]
fn two_thirds_and_nobody_else_should_whitelist() {
	on_development(|| {
		assert_eq!(moved(&[Key::Alice], whitelist()), only_if(false));
		for origin in every_origin() {
			let is_committee = matches!(
				origin.caller(),
				OriginCaller::TechnicalCommittee(pallet_collective::RawOrigin::Members(2.., 3))
			);
			let whitelisted = hypothetically!(dispatch(origin, whitelist()));
			assert_eq!(whitelisted, only_if(is_committee));
		}
		assert_ok!(moved(&[Key::Alice, Key::Bob], whitelist()));
		assert!(WhitelistedCall::<Runtime>::contains_key(BlakeTwo256::hash_of(&upgrade())));
	});
}

#[test]
fn a_whitelisted_call_should_take_a_referendum() {
	on_development(|| {
		let all = [Key::Alice, Key::Bob, Key::Charlie];
		assert_ok!(moved(&all, whitelist()));
		assert_eq!(moved(&all, dispatch_upgrade()), only_if(false));
		assert_eq!(moved(&all, upgrade()), only_if(false));
		let refused = pallet_whitelist::Error::<Runtime>::DeferredDispatchNotFound;
		assert_eq!(send(Key::Alice, dispatch_upgrade()), Err(refused.into()));
		assert!(!is_authorized());
		assert_ok!(carry(Origin::WhitelistedCaller, dispatch_upgrade()));
		assert!(is_authorized());
	});
}

#[test]
fn a_referendum_should_wait_for_the_whitelist() {
	on_development(|| {
		assert_ok!(carry(Origin::WhitelistedCaller, dispatch_upgrade()));
		let dispatched = send(Key::Eve, dispatch_upgrade());
		let refused = pallet_whitelist::Error::<Runtime>::CallIsNotWhitelisted;
		assert_eq!(dispatched, Err(refused.into()));
		assert_ok!(moved(&[Key::Bob, Key::Charlie], whitelist()));
		assert!(!is_authorized());
		assert_ok!(send(Key::Eve, dispatch_upgrade()));
		assert!(is_authorized());
	});
}

#[test]
fn two_thirds_should_act_in_an_emergency() {
	on_development(|| {
		let (one, two) = ([Key::Charlie], [Key::Alice, Key::Charlie]);
		let enter = pallet_safe_mode::Call::<Runtime>::force_enter {};
		let exit = pallet_safe_mode::Call::<Runtime>::force_exit {};
		assert_eq!(moved(&one, enter.clone()), only_if(false));
		assert_ok!(moved(&two, enter));
		assert!(SafeMode::is_entered());
		assert_eq!(moved(&one, exit.clone()), only_if(false));
		assert_ok!(moved(&two, exit));
		assert!(!SafeMode::is_entered());

		let full_name = filters::name("Attribution", "settle_batch");
		let pause = pallet_tx_pause::Call::<Runtime>::pause { full_name: full_name.clone() };
		let unpause = pallet_tx_pause::Call::<Runtime>::unpause { ident: full_name.clone() };
		assert_eq!(moved(&one, pause.clone()), only_if(false));
		assert_ok!(moved(&two, pause));
		assert!(TxPause::is_paused(&full_name));
		assert_eq!(moved(&one, unpause.clone()), only_if(false));
		assert_ok!(moved(&two, unpause));
		assert!(!TxPause::is_paused(&full_name));
	});
}

/// Whatever two thirds do, voters can undo it, and replace them.
#[test]
fn safe_mode_should_not_stop_voters() {
	on_development(|| {
		let enter = pallet_safe_mode::Call::<Runtime>::force_enter {};
		assert_ok!(moved(&[Key::Alice, Key::Bob], enter));
		let new_members = vec![Key::Eve.to_account_id(), Key::Ferdie.to_account_id()];
		let replace = pallet_collective::Call::<Runtime, TechnicalCollective>::set_members {
			new_members: new_members.clone(),
			prime: None,
			old_count: 3,
		};
		assert_ok!(carry(root(), replace));
		let members = pallet_collective::Members::<Runtime, TechnicalCollective>::get();
		assert_eq!(members.len(), 2);
		assert!(new_members.iter().all(|member| members.contains(member)));
		assert_ok!(carry(Origin::Staking, set_emission(5)));
		assert_eq!(staking::Emission::get().get(), 5);
		assert!(SafeMode::is_entered());
		assert_ok!(carry(root(), pallet_safe_mode::Call::<Runtime>::force_exit {}));
		assert!(!SafeMode::is_entered());
	});
}

#[test]
fn no_call_of_governance_should_be_paused() {
	on_development(|| {
		for pallet in [
			"Preimage",
			"Scheduler",
			"Parameters",
			"SafeMode",
			"TxPause",
			"Referenda",
			"ConvictionVoting",
			"Whitelist",
			"TechnicalCommittee",
			"Veto",
		] {
			for call in RuntimeCall::get_call_names(pallet) {
				let paused = TxPause::pause(RuntimeOrigin::root(), filters::name(pallet, call));
				let unpausable = pallet_tx_pause::Error::<Runtime>::Unpausable;
				assert_eq!(paused, Err(unpausable.into()), "{pallet}::{call}");
			}
		}
	});
}
