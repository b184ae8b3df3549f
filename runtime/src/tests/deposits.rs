// SPDX-License-Identifier: Apache-2.0

//! The deposits that `docs/spec/deposits.md` prints.

use super::development;
use crate::{
	constants::currency::MILLI_OPEN, AccountId, Contributions, Models, Runtime, RuntimeOrigin,
};
use frame_support::{assert_ok, BoundedVec};
use openledger_primitives::corpus::Dataset;
use pallet_contributions::{Admission, Datanets, License, LicenseTerms, Submission};
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Perbill;

fn alice() -> RuntimeOrigin {
	RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id())
}

pub(super) fn create(admission: Admission<AccountId>) -> u128 {
	let id = pallet_contributions::NextDatanetId::<Runtime>::get();
	assert_ok!(Contributions::create_datanet(
		alice(),
		BoundedVec::truncate_from(b"texts".to_vec()),
		admission,
		License {
			terms: LicenseTerms::Spdx(BoundedVec::truncate_from(b"CC-BY-4.0".to_vec())),
			commercial_training: true,
			derivatives: true,
		},
		Default::default(),
	));
	Datanets::<Runtime>::get(id).unwrap().deposit
}

pub(super) fn register(seed: u8, uri: usize, sources: &[u64]) -> u128 {
	let id = pallet_contributions::NextContributionId::<Runtime>::get();
	let sources: Vec<_> =
		sources.iter().map(|source| (*source, Perbill::from_percent(10))).collect();
	assert_ok!(Contributions::register(
		alice(),
		0,
		Submission {
			content_root: H256::repeat_byte(seed),
			length: 1_000,
			uri: BoundedVec::truncate_from(vec![b'u'; uri]),
			sources: BoundedVec::truncate_from(sources),
			payout: None,
		},
	));
	pallet_contributions::Contributions::<Runtime>::get(
		pallet_contributions::ContributionKey::from(id),
	)
	.unwrap()
	.deposit
}

/// A base model that was made from the first text of the first datanet.
pub(super) fn model(derivatives: Derivatives) -> Proposal<AccountId> {
	let dataset = Dataset { datanet: 0, end: 1, excluded: Default::default() };
	Proposal {
		kind: Kind::Base,
		artifact: H256::zero(),
		metadata: Default::default(),
		parents: Default::default(),
		datasets: BoundedVec::truncate_from(vec![dataset]),
		method: Method::Span,
		commercial: true,
		price_floor: 0,
		derivatives,
		payout: None,
	}
}

#[test]
fn deposits_should_be_as_printed() {
	development().execute_with(|| {
		assert_eq!(create(Admission::Open), 379 * MILLI_OPEN);
		let curators = [Sr25519Keyring::Bob, Sr25519Keyring::Eve].map(|key| key.to_account_id());
		let curated = Admission::Curated(BoundedVec::truncate_from(curators.to_vec()));
		assert_eq!(create(curated), 444 * MILLI_OPEN);

		assert_eq!(register(1, 0, &[]), 405 * MILLI_OPEN);
		assert_eq!(register(2, 53, &[]), 458 * MILLI_OPEN);
		assert_eq!(register(3, 0, &[0]), 430 * MILLI_OPEN);

		let derivatives = Derivatives::Allowed { min_royalty: Perbill::zero() };
		assert_ok!(Models::register(alice(), model(derivatives)));
		let model = pallet_models::Models::<Runtime>::get(0).unwrap();
		assert_eq!(model.deposit, 458 * MILLI_OPEN);
	});
}
