// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::interfaces::Models as _;
use sp_runtime::Perbill;

fn on(datanet: u32, commercial: bool, derivatives: Derivatives) -> ProposalOf<Test> {
	Proposal {
		datasets: BoundedVec::truncate_from(vec![dataset(datanet, 1, &[])]),
		commercial,
		derivatives,
		..base()
	}
}

fn allowed() -> Derivatives {
	Derivatives::Allowed { min_royalty: Perbill::from_percent(10) }
}

#[test]
fn a_license_should_keep_models_and_their_children_from_commerce() {
	build_and_execute(|| {
		let net = open_datanet(1, license(false, true));
		assert_noop!(
			register(LAB, on(net, true, allowed())),
			Error::<Test>::CommercialTrainingForbidden
		);
		assert_ok!(register(LAB, on(net, false, allowed())));
		assert!(!ModelRegistry::terms(0).unwrap().is_commercial);
		assert_noop!(
			register(TUNER, child(Kind::FineTune, &[(0, 20)])),
			Error::<Test>::ParentNotCommercial
		);
		assert_ok!(register(
			TUNER,
			Proposal { commercial: false, ..child(Kind::FineTune, &[(0, 20)]) }
		));
		// One such parent is enough.
		assert_ok!(register(LAB, base()));
		assert_noop!(
			register(TUNER, child(Kind::Merge, &[(0, 20), (2, 20)])),
			Error::<Test>::ParentNotCommercial
		);
	});
}

#[test]
fn a_license_should_keep_models_from_being_derived_from() {
	build_and_execute(|| {
		let net = open_datanet(1, license(true, false));
		assert_noop!(
			register(LAB, on(net, true, allowed())),
			Error::<Test>::LicenseForbidsDerivatives
		);
		assert_ok!(register(LAB, on(net, true, Derivatives::Forbidden)));
		assert_noop!(
			register(TUNER, child(Kind::FineTune, &[(0, 20)])),
			Error::<Test>::DerivativesForbidden
		);
	});
}
