// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::InspectHold};

fn held(who: AccountId) -> u128 {
	Balances::balance_on_hold(&HoldReason::Contribution.into(), &who)
}

#[test]
fn a_record_should_cost_by_the_byte_and_give_it_back() {
	build_and_execute(|| {
		let net = create(curated());
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::register(author.clone(), net, text(1)));
		let short = held(AUTHOR);
		let uri = Uri::truncate_from(vec![b'u'; 60]);
		assert_ok!(Registry::register(author.clone(), net, Submission { uri, ..text(2) }));
		assert_eq!(held(AUTHOR), short + short + 60);
		assert_ok!(Registry::retract(author.clone(), 1));
		assert_eq!(held(AUTHOR), short);
		assert_ok!(Registry::retract(author, 0));
		assert_eq!(held(AUTHOR), 0);
		assert_eq!(Balances::free_balance(AUTHOR), ENDOWMENT);
	});
}
