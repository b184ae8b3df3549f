// SPDX-License-Identifier: Apache-2.0

//! Answers to [`openledger_runtime_api::OpenLedgerApi`] about governance, from the pallets' own
//! rules: curves, tallies and limits are theirs.

use crate::{
	configs::governance::{tracks, voting::VotingIssuance},
	Balance, BlockNumber, Runtime, System,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::traits::{Get, VoteTally};
use openledger_runtime_api::{Stage, StandingInfo, TrackInfo};
use pallet_referenda::{
	Config, ReferendumInfo, ReferendumInfoFor, ReferendumStatusOf, TrackInfoOf, TracksInfo,
};
use sp_runtime::Perbill;

type Status = ReferendumStatusOf<Runtime, ()>;
type Track = TrackInfoOf<Runtime, ()>;
type Tracks = <Runtime as Config>::Tracks;

/// Blocks by which a curve's delay may be too early, as it is rounded twice.
const ROUNDING: BlockNumber = 4;

pub fn tracks() -> Vec<TrackInfo> {
	<Tracks as TracksInfo<Balance, BlockNumber>>::tracks()
		.map(|track| {
			let info = &track.info;
			let name = info.name.split(|byte| *byte == 0).next().unwrap_or_default();
			TrackInfo {
				id: track.id,
				name: name.to_vec(),
				origin: tracks::origin_of(track.id)
					.map(|origin| origin.encode())
					.unwrap_or_default(),
				max_spend: tracks::max_spend(track.id),
				decision_deposit: info.decision_deposit,
				prepare_period: info.prepare_period,
				decision_period: info.decision_period,
				confirm_period: info.confirm_period,
				min_enactment_period: info.min_enactment_period,
			}
		})
		.collect()
}

pub fn standing(referendum: u32) -> Option<StandingInfo> {
	let ReferendumInfo::Ongoing(status) = ReferendumInfoFor::<Runtime>::get(referendum)? else {
		return None;
	};
	let track = <Tracks as TracksInfo<Balance, BlockNumber>>::info(status.track)?;
	let now = System::block_number();
	let elapsed = status.deciding.as_ref().map_or(0, |deciding| now.saturating_sub(deciding.since));
	let at = passed(&track, elapsed);
	Some(StandingInfo {
		approval: approval(&status).deconstruct(),
		approval_needed: track.min_approval.threshold(at).deconstruct(),
		support: support(&status).deconstruct(),
		support_needed: track.min_support.threshold(at).deconstruct(),
		electorate: VotingIssuance::get(),
		stage: stage(&status, &track, now),
	})
}

fn approval(status: &Status) -> Perbill {
	status.tally.approval(status.track)
}

fn support(status: &Status) -> Perbill {
	status.tally.support(status.track)
}

/// The part of a decision that has passed after `elapsed` blocks.
fn passed(track: &Track, elapsed: BlockNumber) -> Perbill {
	Perbill::from_rational(elapsed.min(track.decision_period), track.decision_period)
}

fn stage(status: &Status, track: &Track, now: BlockNumber) -> Stage {
	let after_submission = |blocks| status.submitted.saturating_add(blocks);
	match &status.deciding {
		Some(deciding) => match deciding.confirming {
			Some(at) => Stage::Confirming { at },
			None => Stage::Deciding {
				ends: deciding.since.saturating_add(track.decision_period),
				passes: first_passing(status, track, deciding.since, now),
			},
		},
		None if status.in_queue => Stage::Queued,
		None if status.decision_deposit.is_some() => {
			Stage::Preparing { until: after_submission(track.prepare_period) }
		}
		None => {
			let timeout = <Runtime as Config>::UndecidingTimeout::get();
			Stage::NoDeposit { ends: after_submission(timeout) }
		}
	}
}

/// The first block after `now` in which the votes of a referendum are enough, if one is before its
/// decision ends.
fn first_passing(
	status: &Status,
	track: &Track,
	since: BlockNumber,
	now: BlockNumber,
) -> Option<BlockNumber> {
	let (approval, support) = (approval(status), support(status));
	let delay = track.min_approval.delay(approval).max(track.min_support.delay(support));
	let near = since.saturating_add(delay.mul_floor(track.decision_period));
	let first = near.max(now.saturating_add(1));
	let ends = since.saturating_add(track.decision_period);
	(first..=first.saturating_add(ROUNDING).min(ends)).find(|block| {
		let at = passed(track, block.saturating_sub(since));
		track.min_approval.passing(at, approval) && track.min_support.passing(at, support)
	})
}
