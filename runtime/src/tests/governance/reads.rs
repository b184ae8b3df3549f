// SPDX-License-Identifier: Apache-2.0

//! What the runtime API says of tracks and referenda is what governance does.

use super::*;
use crate::{
	configs::governance::tracks::{limits, TracksInfo},
	constants::currency::TOTAL_ISSUANCE,
	reads::governance,
	Referenda,
};
use codec::Decode;
use frame_support::hypothetically;
use openledger_runtime_api::{Stage, StandingInfo, TrackInfo};
use pallet_referenda::TracksInfo as _;

fn standing(referendum: u32) -> StandingInfo {
	governance::standing(referendum).expect("it is ongoing")
}

fn is_passing(referendum: u32) -> bool {
	Referenda::is_referendum_passing(referendum).expect("it is ongoing")
}

#[test]
fn each_track_should_be_reached_by_its_origin() {
	on_development(|| {
		let tracks = governance::tracks();
		assert_eq!(tracks.len(), 8);
		for TrackInfo { id, origin, .. } in &tracks {
			let origin = OriginCaller::decode(&mut &origin[..]).unwrap();
			assert_eq!(TracksInfo::track_for(&origin), Ok(*id));
		}
		let spend = |name: &str| {
			let found = tracks.iter().find(|track| track.name == name.as_bytes());
			found.expect("there is the track").max_spend
		};
		assert_eq!(spend("small_spender"), Some(limits::SMALL_SPEND));
		assert_eq!(spend("big_spender"), Some(limits::BIG_SPEND));
		assert_eq!(spend("root"), Some(TOTAL_ISSUANCE));
		assert_eq!(spend("fee_split"), None);
	});
}

#[test]
fn each_stage_of_a_referendum_should_be_told() {
	on_development(|| {
		let index = submit(Origin::FeeSplit, propose(split(7)));
		assert!(matches!(standing(index).stage, Stage::NoDeposit { .. }));
		let deposit = pallet_referenda::Call::<Runtime>::place_decision_deposit { index };
		assert_ok!(send(Key::Bob, deposit));
		let Stage::Preparing { until } = standing(index).stage else {
			panic!("{:?}", standing(index))
		};
		pass(until - System::block_number());
		let Stage::Deciding { ends, passes: None } = standing(index).stage else {
			panic!("{:?}", standing(index))
		};
		assert!(hypothetically!({
			pass(ends - System::block_number());
			governance::standing(index).is_none()
		}));
		for voter in VOTERS {
			assert_ok!(vote(voter, index, standard(true, Conviction::Locked1x, VOTE)));
		}
		let now = standing(index);
		assert_eq!(now.approval, 1_000_000_000);
		assert!(now.support > 0 && now.support < now.support_needed, "{now:?}");
		let Stage::Deciding { passes: Some(passes), .. } = now.stage else { panic!("{now:?}") };
		assert!(!is_passing(index));
		pass(passes - 1 - System::block_number());
		assert!(!is_passing(index));
		pass(1);
		assert!(is_passing(index) || matches!(standing(index).stage, Stage::Confirming { .. }));
		let Stage::Confirming { at } = standing(index).stage else {
			panic!("{:?}", standing(index))
		};
		pass(at - System::block_number());
		assert_eq!(governance::standing(index), None);
	});
}
