// SPDX-License-Identifier: Apache-2.0

//! What can be done as whom.

use super::*;
use crate::{
	configs::{
		governance::tracks::TracksInfo,
		parameters::RuntimeParametersKey::{Attribution, Fees, Staking},
	},
	Contributions, Parameters, Referenda, Veto,
};
use codec::DecodeAll;
use frame_support::{
	hypothetically,
	traits::{dynamic_params::AggregatedKeyValue, OriginTrait},
	BoundedVec,
};
use pallet_contributions::{Admission, ContributionKey, Ruling, Status};
use pallet_veto::Origin::Unopposed;

/// Every parameter that there is, found by the bytes that bring its default back.
fn every_parameter() -> Vec<RuntimeParameters> {
	let encoded = (0..=u8::MAX).flat_map(|group| (0..=u8::MAX).map(move |key| [group, key, 0]));
	let found: Vec<_> = encoded
		.filter_map(|encoded| RuntimeParameters::decode_all(&mut &encoded[..]).ok())
		.collect();
	assert_eq!(found.len(), 13);
	found
}

fn track_of(origin: &OriginCaller) -> Result<TrackId, ()> {
	<TracksInfo as pallet_referenda::TracksInfo<Balance, BlockNumber>>::track_for(origin)
}

#[test]
fn each_parameter_should_be_reached_by_its_track_alone() {
	on_development(|| {
		for parameter in every_parameter() {
			let (key, _) = parameter.clone().into_parts();
			let (proposer, setter): (Option<OriginCaller>, OriginCaller) = match key {
				Attribution(_) => (Some(Origin::Attribution.into()), Unopposed.into()),
				Fees(_) => (Some(Origin::FeeSplit.into()), Unopposed.into()),
				Staking(_) => (None, Origin::Staking.into()),
			};
			for origin in every_origin() {
				let caller = origin.caller().clone();
				let set = Parameters::set_parameter(origin.clone(), parameter.clone());
				assert_eq!(set, only_if(caller == setter), "{caller:?} sets {parameter:?}");
				let proposed = hypothetically!(Veto::propose(origin, Box::new(parameter.clone())));
				let may_propose = proposer.as_ref() == Some(&caller);
				assert_eq!(proposed, only_if(may_propose), "{caller:?} proposes {parameter:?}");
			}
		}
	});
}

#[test]
fn each_track_should_have_an_origin_of_its_own() {
	on_development(|| {
		let origins = every_origin();
		let mut tracks: Vec<_> =
			origins.iter().filter_map(|origin| track_of(origin.caller()).ok()).collect();
		tracks.sort();
		assert_eq!(tracks, [0, 1, 10, 11, 12, 20, 30, 31]);
		let ids = <TracksInfo as pallet_referenda::TracksInfo<Balance, BlockNumber>>::track_ids();
		assert_eq!(tracks, ids.collect::<Vec<_>>());
	});
}

#[test]
fn no_referendum_should_act_as_an_account_the_committee_or_merit() {
	on_development(|| {
		for origin in every_origin() {
			let caller = origin.into_caller();
			let has_track = track_of(&caller).is_ok();
			let proposal = Preimage::bound(set_emission(1)).unwrap();
			let submit = || {
				let after = DispatchTime::After(0);
				Referenda::submit(signed(Key::Alice), Box::new(caller), proposal, after)
			};
			if has_track {
				assert_ok!(submit());
			} else {
				assert_noop!(submit(), pallet_referenda::Error::<Runtime>::NoTrack);
			}
		}
	});
}

/// The call of one track's referendum is no good on another.
#[test]
fn a_referendum_should_not_reach_the_parameters_of_another_track() {
	on_development(|| {
		assert_eq!(carry(Origin::Staking, propose(split(7))), only_if(false));
		assert_eq!(carry(Origin::FeeSplit, set_emission(1)), only_if(false));
		assert_eq!(carry(root(), propose(split(7))), only_if(false));
		assert_eq!(carry(root(), set_emission(1)), only_if(false));
	});
}

#[test]
fn an_appeal_should_be_won_on_its_track() {
	on_development(|| {
		let curators = BoundedVec::truncate_from(vec![Key::Bob.to_account_id()]);
		deposits::create(Admission::Curated(curators));
		deposits::register(1, 0, &[]);
		assert_ok!(Contributions::reject(signed(Key::Bob), 0));
		assert_ok!(Contributions::appeal(signed(Key::Alice), 0));

		let (contribution, ruling) = (0, Ruling::Overturn);
		for origin in every_origin() {
			let caller = origin.caller().clone();
			let rules = [Origin::Datanets.into(), root()];
			let ruled =
				hypothetically!(Contributions::resolve_appeal(origin, contribution, ruling));
			assert_eq!(ruled, only_if(rules.contains(&caller)), "{caller:?}");
		}
		let rule = pallet_contributions::Call::<Runtime>::resolve_appeal { contribution, ruling };
		assert_ok!(carry(Origin::Datanets, rule));
		let record = pallet_contributions::Contributions::<Runtime>::get(ContributionKey::from(0));
		assert_eq!(record.unwrap().status, Status::Accepted { index: 0 });
	});
}
