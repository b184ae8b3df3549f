// SPDX-License-Identifier: Apache-2.0

//! The cost of a call that the runtime API tells is what the call takes.

use super::{development, signed};
use crate::{
	constants::currency::OPEN, reads::cost::call_cost, AccountId, Balances, Runtime, RuntimeCall,
	System,
};
use codec::Encode;
use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, Mutate},
};
use pallet_channels::{ChannelKey, Channels as Records};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Ferdie};
use sp_runtime::{traits::Dispatchable, DispatchError};

fn register(bond: u128) -> RuntimeCall {
	RuntimeCall::Channels(pallet_channels::Call::register_operator {
		endpoint: Default::default(),
		key: sp_core::sr25519::Public::from_raw([1; 32]),
		bond,
	})
}

fn cost(who: &AccountId, call: &RuntimeCall) -> Result<u128, DispatchError> {
	frame_support::hypothetically!(call_cost(who.clone(), call.encode()))
}

fn told(who: Sr25519Keyring, call: RuntimeCall) {
	let account = who.to_account_id();
	let expected = cost(&account, &call).unwrap();
	let before = Balances::balance(&account);
	assert_ok!(call.dispatch(signed(who)));
	assert_eq!(before - Balances::balance(&account), expected);
}

#[test]
fn what_a_call_takes_should_be_told_before() {
	development().execute_with(|| {
		told(Bob, register(2_000 * OPEN));
		let dest = Bob.to_account_id().into();
		let transfer = pallet_balances::Call::transfer_keep_alive { dest, value: 3 * OPEN };
		told(Alice, transfer.into());
		told(Alice, frame_system::Call::remark { remark: vec![1] }.into());
	});
}

#[test]
fn what_a_call_takes_should_be_told_to_those_who_lack_it() {
	development().execute_with(|| {
		let poor = AccountId::new([9; 32]);
		assert_ok!(Balances::mint_into(&poor, OPEN));
		let rich = cost(&Ferdie.to_account_id(), &register(2_000 * OPEN));
		assert_eq!(cost(&poor, &register(2_000 * OPEN)), rich);
		assert!(rich.unwrap() > 2_000 * OPEN);
		assert_eq!(Balances::balance(&poor), OPEN);
	});
}

#[test]
fn the_reason_of_a_call_that_fails_should_be_the_chains() {
	development().execute_with(|| {
		let who = Alice.to_account_id();
		let error = pallet_channels::Error::<Runtime>::BondTooLow;
		assert_eq!(cost(&who, &register(1)), Err(error.into()));
		let root = frame_system::Call::set_heap_pages { pages: 1 };
		assert_eq!(cost(&who, &root.into()), Err(DispatchError::BadOrigin));
		let more = [register(2_000 * OPEN).encode(), vec![0]].concat();
		let unread = frame_support::hypothetically!(call_cost(who, more));
		assert!(matches!(unread, Err(DispatchError::Other(_))));
	});
}

#[test]
fn what_a_call_takes_should_depend_on_what_there_is() {
	development().execute_with(|| {
		let dest = Bob.to_account_id().into();
		told(Alice, pallet_balances::Call::transfer_all { dest, keep_alive: true }.into());
		let poor = AccountId::new([9; 32]);
		let call = frame_system::Call::remark { remark: vec![1] };
		assert_eq!(cost(&poor, &call.into()), Ok(0), "what it lacks is the fee");
	});
}

#[test]
fn a_call_should_be_tried_as_in_the_next_block() {
	development().execute_with(|| {
		told(Bob, register(2_000 * OPEN));
		let key = sp_core::sr25519::Public::from_raw([2; 32]);
		let operator = Bob.to_account_id();
		let open = pallet_channels::Call::open_channel { operator, key, amount: 5 * OPEN };
		told(Alice, open.into());
		let channel = 0;
		told(Alice, pallet_channels::Call::close_channel { channel }.into());
		let until = Records::<Runtime>::get(ChannelKey::from(channel)).unwrap().closing.unwrap();
		let withdraw = RuntimeCall::Channels(pallet_channels::Call::withdraw_channel { channel });
		let at = |block| {
			System::set_block_number(block);
			cost(&Alice.to_account_id(), &withdraw)
		};
		assert_eq!(at(until - 1), Ok(0));
		assert_eq!(at(until - 2), Err(pallet_channels::Error::<Runtime>::NotYetClosed.into()));
	});
}

#[test]
fn no_more_should_be_tried_than_a_transaction_can_do() {
	development().execute_with(|| {
		let transfer = || {
			let dest = Bob.to_account_id().into();
			RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value: 1 })
		};
		let many = |count| {
			let calls = (0..count).map(|_| transfer()).collect();
			RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
		};
		assert_eq!(cost(&Alice.to_account_id(), &many(2)), Ok(2));
		let too_many = cost(&Alice.to_account_id(), &many(100_000));
		assert_eq!(too_many, Err(DispatchError::Exhausted));
	});
}
