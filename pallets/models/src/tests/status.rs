// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::interfaces::{ModelTerms, Models as _};

#[test]
fn a_developer_should_pause_resume_and_retire() {
	build_and_execute(|| {
		assert_ok!(register(LAB, base()));
		let set = |who, status| ModelRegistry::set_status(RuntimeOrigin::signed(who), 0, status);
		assert_noop!(set(TUNER, Status::Paused), Error::<Test>::NotDeveloper);
		assert_ok!(set(LAB, Status::Paused));
		let terms = |is_active| Some(ModelTerms { is_active, is_commercial: true, price_floor: 5 });
		assert_eq!(ModelRegistry::terms(0), terms(false));
		assert_ok!(set(LAB, Status::Active));
		assert_eq!(ModelRegistry::terms(0), terms(true));
		assert_ok!(set(LAB, Status::Retired));
		assert_noop!(set(LAB, Status::Active), Error::<Test>::Retired);
		assert_eq!(ModelRegistry::terms(0), terms(false));
	});
}
