// SPDX-License-Identifier: Apache-2.0

//! Who spends what the chain earned.

use super::*;
use crate::{
	configs::governance::tracks::limits::{BIG_SPEND, SMALL_SPEND},
	constants::currency::TOTAL_ISSUANCE,
	Balances, SafeMode, Treasury,
};
use frame_support::{hypothetically, traits::OriginTrait};

type Error = pallet_treasury::Error<Runtime>;

fn spend(amount: Balance) -> RuntimeCall {
	let beneficiary = Box::new(Key::Dave.to_account_id());
	let (asset_kind, valid_from) = (Box::new(()), None);
	pallet_treasury::Call::<Runtime>::spend { asset_kind, amount, beneficiary, valid_from }.into()
}

#[test]
fn each_spender_should_have_its_limit() {
	on_development(|| {
		for origin in every_origin() {
			let most = match origin.caller() {
				OriginCaller::system(RawOrigin::Root) => TOTAL_ISSUANCE,
				OriginCaller::Origins(Origin::SmallSpender) => SMALL_SPEND,
				OriginCaller::Origins(Origin::BigSpender) => BIG_SPEND,
				_ => {
					assert_eq!(dispatch(origin, spend(1)), only_if(false));
					continue;
				}
			};
			assert_ok!(hypothetically!(dispatch(origin.clone(), spend(most))));
			let too_much: DispatchResult = Err(Error::InsufficientPermission.into());
			assert_eq!(dispatch(origin.clone(), spend(most + 1)), too_much);
			// Nor in parts.
			let calls = vec![spend(most), spend(1)];
			let batch = pallet_utility::Call::<Runtime>::batch_all { calls };
			assert_eq!(dispatch(origin, batch), too_much);
		}
	});
}

#[test]
fn what_a_referendum_spends_should_be_paid_when_anyone_asks() {
	on_development(|| {
		let dave = Key::Dave.to_account_id();
		let before = Balances::free_balance(&dave);
		assert_ok!(carry(Origin::SmallSpender, spend(SMALL_SPEND)));
		assert_eq!(Balances::free_balance(&dave), before);
		assert_ok!(Treasury::payout(signed(Key::Eve), 0));
		assert_eq!(Balances::free_balance(&dave), before + SMALL_SPEND);
		assert_noop!(Treasury::payout(signed(Key::Eve), 0), Error::AlreadyAttempted);

		assert_ok!(carry(Origin::BigSpender, spend(BIG_SPEND)));
		assert_ok!(Treasury::payout(signed(Key::Eve), 1));
		assert_eq!(Balances::free_balance(&dave), before + SMALL_SPEND + BIG_SPEND);
	});
}

/// What a referendum dispatches is refused like any other call, unless it acts as root.
#[test]
fn safe_mode_should_hold_the_treasurys_money() {
	on_development(|| {
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		let filtered = frame_system::Error::<Runtime>::CallFiltered;
		assert_eq!(carry(Origin::SmallSpender, spend(1)), Err(filtered.into()));
		assert_ok!(carry(root(), spend(1)));
	});
}
