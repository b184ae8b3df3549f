// SPDX-License-Identifier: Apache-2.0

//! A call that is heavier than the normal class could never be included.

use crate::{
	configs::system::{RuntimeBlockLength, RuntimeBlockWeights},
	AccountId, RuntimeCall,
};
use codec::Encode;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	BoundedVec,
};
use openledger_primitives::{
	corpus::Dataset,
	limits::{MaxBulk, MaxCorpus, MaxCurators, MaxExcluded, MaxParents, MaxSources, MaxSpans},
	receipt::{CompactReceipt, Credit},
	span::SpanParams,
};
use pallet_contributions::{Admission, Licence, LicenceTerms, Submission};
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::{Get, H256};
use sp_runtime::Perbill;

fn full<T: Clone, Max: Get<u32>>(item: T) -> BoundedVec<T, Max> {
	let len = usize::try_from(Max::get()).unwrap();
	BoundedVec::truncate_from(vec![item; len])
}

fn account() -> AccountId {
	AccountId::from([7; 32])
}

/// Every call of ours that grows with its input, at the largest input that its types allow.
fn largest_calls() -> Vec<RuntimeCall> {
	let submission = Submission {
		content_root: H256::repeat_byte(7),
		length: u32::MAX,
		uri: full(b'u'),
		sources: full::<_, MaxSources>((u64::MAX, Perbill::one())),
		payout: Some(account()),
	};
	let dataset =
		Dataset { datanet: u32::MAX, upto: u32::MAX, excluded: full::<_, MaxExcluded>(u32::MAX) };
	let model = Proposal {
		kind: Kind::Merge,
		artefact: H256::repeat_byte(7),
		metadata: full(b'u'),
		parents: full::<_, MaxParents>((u32::MAX, Perbill::one())),
		datasets: full::<_, MaxCorpus>(dataset),
		method: Method::Span,
		price_floor: u128::MAX,
		derivatives: Derivatives::Allowed { least_royalty: Perbill::one() },
		payout: Some(account()),
	};
	let receipt = CompactReceipt {
		rule: SpanParams::DEFAULT,
		fee: u128::MAX,
		output_len: u32::MAX,
		credits: full::<_, MaxSpans>(Credit { contribution: u64::MAX, points: u32::MAX }),
		commitment: H256::repeat_byte(7),
	};
	vec![
		RuntimeCall::Contributions(pallet_contributions::Call::create_datanet {
			name: full(b'n'),
			admission: Admission::Curated(full::<_, MaxCurators>(account())),
			licence: Licence {
				terms: LicenceTerms::Spdx(full(b's')),
				commercial_training: true,
				derivatives: true,
			},
			metadata: full(b'u'),
		}),
		RuntimeCall::Contributions(pallet_contributions::Call::register_many {
			datanet: u32::MAX,
			submissions: full::<_, MaxBulk>(submission),
		}),
		RuntimeCall::Contributions(pallet_contributions::Call::accept_many {
			contributions: full::<_, MaxBulk>(u64::MAX),
		}),
		RuntimeCall::Models(pallet_models::Call::register { model }),
		RuntimeCall::Attribution(pallet_attribution::Call::settle_one {
			model: u32::MAX,
			operator: account(),
			receipt,
		}),
		RuntimeCall::Attribution(pallet_attribution::Call::finalise {
			batch: u64::MAX,
			max_contributions: u32::MAX,
		}),
	]
}

#[test]
fn the_largest_of_our_calls_should_fit_in_a_block() {
	let weights = RuntimeBlockWeights::get();
	let normal = weights.get(DispatchClass::Normal);
	let length =
		usize::try_from(*RuntimeBlockLength::get().max.get(DispatchClass::Normal)).unwrap();
	for call in largest_calls() {
		let info = call.get_dispatch_info();
		assert_eq!(info.class, DispatchClass::Normal);
		assert!(
			info.call_weight.all_lte(normal.max_extrinsic.unwrap()),
			"{call:?} weighs {:?}",
			info.call_weight
		);
		assert!(call.encoded_size() < length);
	}
}

#[test]
fn weights_should_grow_with_the_input() {
	let weight = |max_contributions| {
		RuntimeCall::Attribution(pallet_attribution::Call::finalise { batch: 0, max_contributions })
			.get_dispatch_info()
			.call_weight
			.ref_time()
	};
	assert!(weight(1) < weight(100));
	assert_eq!(weight(128), weight(u32::MAX));
}
