// SPDX-License-Identifier: Apache-2.0

//! What token holders vote about, and by which rules.
//!
//! A track is a kind of question: what a referendum on it may act as, what it takes to have it
//! decided, and how many have to agree. Two curves fall while it is being decided: *approval*, the
//! ayes among the votes cast, each times its conviction; and *support*, the tokens behind the ayes
//! and abstentions among all that [can vote](super::voting::VotingIssuance). A referendum passes
//! when both are reached and stay so for the confirmation period: what many want passes soon, what
//! few care about passes late and only by a clear majority of those who do. The reasons for the
//! numbers are in `docs/spec/governance.md`.

use super::treasury::SpendOrigin;
use crate::{
	constants::{
		currency::OPEN,
		time::{DAYS, HOURS, MINUTES},
	},
	pace::{CurrentPace, Pace},
	Balance, BlockNumber, OriginCaller, RuntimeOrigin,
};
use alloc::borrow::Cow;
use frame_support::traits::{EnsureOrigin, OriginTrait};
use frame_system::RawOrigin;
use pallet_origins::Origin;
use pallet_referenda::{Curve, Track, TrackInfo};
use sp_runtime::{str_array, FixedI64};

pub type TrackId = u16;

/// What the treasury may spend at once, by track.
pub mod limits {
	use super::{Balance, OPEN};

	pub const SMALL_SPEND: Balance = 10_000 * OPEN;
	pub const BIG_SPEND: Balance = 1_000_000 * OPEN;
}

const fn percent(of_a_hundred: u128) -> FixedI64 {
	FixedI64::from_rational(of_a_hundred, 100)
}

const fn permille(of_a_thousand: u128) -> FixedI64 {
	FixedI64::from_rational(of_a_thousand, 1_000)
}

/// Approval that falls evenly from all to half.
const EVEN_APPROVAL: Curve = Curve::make_linear(1, 1, percent(50), percent(100));
/// Approval that falls to 80 % in a seventh of the time, and to half in the end.
const EARLY_APPROVAL: Curve = Curve::make_reciprocal(1, 7, percent(80), percent(50), percent(100));
/// Support that falls to 10 % in a seventh of the time, and to 1 % in the end.
const PARAMETER_SUPPORT: Curve = Curve::make_reciprocal(1, 7, percent(10), percent(1), percent(50));

/// A track as it is on a live chain.
struct Rules {
	id: TrackId,
	name: &'static str,
	/// `None` is root.
	origin: Option<Origin>,
	max_deciding: u32,
	decision_deposit: Balance,
	prepare: BlockNumber,
	decision: BlockNumber,
	confirm: BlockNumber,
	enactment: BlockNumber,
	approval: Curve,
	support: Curve,
}

/// By id. Ids are part of what clients know: they never change.
const TRACKS: [Rules; 8] = [
	Rules {
		id: 0,
		name: "root",
		origin: None,
		max_deciding: 1,
		decision_deposit: 10_000 * OPEN,
		prepare: 2 * HOURS,
		decision: 14 * DAYS,
		confirm: DAYS,
		enactment: DAYS,
		approval: EARLY_APPROVAL,
		support: Curve::make_linear(1, 1, percent(5), percent(50)),
	},
	Rules {
		id: 1,
		name: "whitelisted_caller",
		origin: Some(Origin::WhitelistedCaller),
		max_deciding: 10,
		decision_deposit: 1_000 * OPEN,
		prepare: 30 * MINUTES,
		decision: 14 * DAYS,
		confirm: 10 * MINUTES,
		enactment: 10 * MINUTES,
		approval: EARLY_APPROVAL,
		support: Curve::make_reciprocal(1, 14, percent(5), percent(1), percent(50)),
	},
	Rules {
		id: 10,
		name: "attribution",
		origin: Some(Origin::Attribution),
		max_deciding: 5,
		decision_deposit: 1_000 * OPEN,
		prepare: 2 * HOURS,
		decision: 7 * DAYS,
		confirm: 12 * HOURS,
		enactment: HOURS,
		approval: EVEN_APPROVAL,
		support: PARAMETER_SUPPORT,
	},
	Rules {
		id: 11,
		name: "fee_split",
		origin: Some(Origin::FeeSplit),
		max_deciding: 2,
		decision_deposit: 1_000 * OPEN,
		prepare: 2 * HOURS,
		decision: 7 * DAYS,
		confirm: 12 * HOURS,
		enactment: HOURS,
		approval: EVEN_APPROVAL,
		support: PARAMETER_SUPPORT,
	},
	Rules {
		id: 12,
		name: "datanets",
		origin: Some(Origin::Datanets),
		max_deciding: 20,
		decision_deposit: 50 * OPEN,
		prepare: HOURS,
		decision: 7 * DAYS,
		confirm: 12 * HOURS,
		enactment: 10 * MINUTES,
		approval: EVEN_APPROVAL,
		support: Curve::make_reciprocal(1, 7, percent(1), permille(1), percent(50)),
	},
	Rules {
		id: 20,
		name: "staking",
		origin: Some(Origin::Staking),
		max_deciding: 5,
		decision_deposit: 500 * OPEN,
		prepare: 2 * HOURS,
		decision: 7 * DAYS,
		confirm: 12 * HOURS,
		enactment: HOURS,
		approval: EVEN_APPROVAL,
		support: PARAMETER_SUPPORT,
	},
	Rules {
		id: 30,
		name: "small_spender",
		origin: Some(Origin::SmallSpender),
		max_deciding: 20,
		decision_deposit: 100 * OPEN,
		prepare: 2 * HOURS,
		decision: 7 * DAYS,
		confirm: 12 * HOURS,
		enactment: HOURS,
		approval: EVEN_APPROVAL,
		support: Curve::make_reciprocal(1, 7, percent(5), permille(5), percent(50)),
	},
	Rules {
		id: 31,
		name: "big_spender",
		origin: Some(Origin::BigSpender),
		max_deciding: 5,
		decision_deposit: 1_000 * OPEN,
		prepare: 2 * HOURS,
		decision: 14 * DAYS,
		confirm: 2 * DAYS,
		enactment: DAYS,
		approval: EVEN_APPROVAL,
		support: Curve::make_linear(1, 1, percent(2), percent(50)),
	},
];

impl Rules {
	fn at(&self, pace: Pace) -> Track<TrackId, Balance, BlockNumber> {
		Track {
			id: self.id,
			info: TrackInfo {
				name: str_array(self.name),
				max_deciding: self.max_deciding,
				decision_deposit: self.decision_deposit,
				prepare_period: pace.governance(self.prepare),
				decision_period: pace.governance(self.decision),
				confirm_period: pace.governance(self.confirm),
				min_enactment_period: pace.governance(self.enactment),
				min_approval: self.approval.clone(),
				min_support: self.support.clone(),
			},
		}
	}
}

fn by_id(id: TrackId) -> Option<&'static Rules> {
	TRACKS.iter().find(|rules| rules.id == id)
}

/// The origin that the referenda of a track dispatch calls with. `None` when there is no such track.
pub fn origin_of(id: TrackId) -> Option<OriginCaller> {
	by_id(id).map(|rules| match rules.origin {
		Some(origin) => OriginCaller::Origins(origin),
		None => OriginCaller::system(RawOrigin::Root),
	})
}

/// The most that a referendum on a track can spend of the treasury, in planck. `None` when it can
/// spend nothing.
pub fn max_spend(id: TrackId) -> Option<Balance> {
	let origin = origin_of(id)?;
	SpendOrigin::try_origin(RuntimeOrigin::from(origin)).ok()
}

/// The name of the track whose referenda act as `origin`.
pub fn name_of(origin: Origin) -> Option<&'static str> {
	TRACKS.iter().find(|rules| rules.origin == Some(origin)).map(|rules| rules.name)
}

pub struct TracksInfo;
impl pallet_referenda::TracksInfo<Balance, BlockNumber> for TracksInfo {
	type Id = TrackId;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<TrackId, Balance, BlockNumber>>> {
		let pace = CurrentPace::get();
		TRACKS.iter().map(move |rules| Cow::Owned(rules.at(pace)))
	}

	fn track_for(origin: &OriginCaller) -> Result<TrackId, ()> {
		let origin = match origin {
			OriginCaller::system(RawOrigin::Root) => None,
			OriginCaller::Origins(origin) => Some(*origin),
			_ => return Err(()),
		};
		TRACKS.iter().find(|rules| rules.origin == origin).map(|rules| rules.id).ok_or(())
	}
}
