// SPDX-License-Identifier: Apache-2.0

//! How fast time passes for staking, governance and answers.
//!
//! People need days to vote, hours to answer a demand, and validators hours for an era; a development
//! chain should show all of it within minutes, with the same runtime. So the periods are part of the first state: the key
//! [`PACE`] of a genesis config sets them, and nothing else can. Without it they are [`Pace::LIVE`].

use crate::{
	constants::time::{
		BONDING_ERAS, EPOCH_DURATION_IN_SLOTS, SESSIONS_PER_ERA, SLASH_DEFER_ERAS, SLOT_DURATION,
	},
	BlockNumber, Moment,
};
use codec::{Decode, Encode};
use frame_support::{parameter_types, traits::Get};
use sp_staking::{EraIndex, SessionIndex};

/// The key of the genesis config that holds a [`Pace`], SCALE-encoded in hex.
pub const PACE: &str = "pace";

/// The shortest period of governance, in blocks: what has to follow another does.
const SHORTEST: BlockNumber = 2;
/// How much less than the periods of governance the windows of answers are shortened: what takes
/// people days there takes machines hours here, and has to leave some blocks to each step.
const WINDOWS_ARE_LONGER: BlockNumber = 14;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Pace {
	/// Slots of an epoch, which is a session too.
	pub epoch_slots: u64,
	pub sessions_per_era: SessionIndex,
	/// Eras until unbonded stake is free.
	pub bonding_eras: EraIndex,
	/// Eras in which governance can cancel a slash. Fewer than the above.
	pub slash_defer_eras: EraIndex,
	/// What the periods of governance are divided by, and, less, the windows of answers.
	pub governance_divisor: BlockNumber,
}

impl Pace {
	pub const LIVE: Self = Self {
		epoch_slots: EPOCH_DURATION_IN_SLOTS,
		sessions_per_era: SESSIONS_PER_ERA,
		bonding_eras: BONDING_ERAS,
		slash_defer_eras: SLASH_DEFER_ERAS,
		governance_divisor: 1,
	};

	/// An era passes in a minute, and so does a week of governance. Windows of answers are divided by
	/// 720: a day of them is two minutes.
	pub const BRISK: Self = Self {
		epoch_slots: 10,
		sessions_per_era: 3,
		bonding_eras: 4,
		slash_defer_eras: 1,
		governance_divisor: 7 * 24 * 60,
	};

	/// Whether the chain works at this pace.
	pub fn is_sound(&self) -> bool {
		// An epoch of fewer slots may well have no block, and then no next epoch.
		self.epoch_slots >= 5
			&& self.sessions_per_era > 0
			&& self.slash_defer_eras < self.bonding_eras
			&& self.governance_divisor > 0
	}

	/// How long a period of governance takes that takes `live` blocks on a live chain.
	pub fn governance(&self, live: BlockNumber) -> BlockNumber {
		live.checked_div(self.governance_divisor).unwrap_or(live).max(SHORTEST)
	}

	/// Blocks in which what people vote about is decided, where they have `live` blocks on a live
	/// chain.
	pub fn scaled(live: BlockNumber) -> BlockNumber {
		CurrentPace::get().governance(live)
	}

	/// What the windows of answers are divided by.
	pub fn windows_divisor(&self) -> BlockNumber {
		self.governance_divisor.checked_div(WINDOWS_ARE_LONGER).unwrap_or_default().max(1)
	}

	/// How long a window of answers takes that takes `live` blocks on a live chain.
	pub fn window(&self, live: BlockNumber) -> BlockNumber {
		live.checked_div(self.windows_divisor()).unwrap_or(live).max(1)
	}

	/// Sessions that a bond outlasts.
	pub fn bonding_sessions(&self) -> u64 {
		u64::from(self.bonding_eras).saturating_mul(self.sessions_per_era.into())
	}

	/// Milliseconds of an era whose slots all have a block.
	pub fn era_millis(&self) -> Moment {
		SLOT_DURATION.saturating_mul(self.epoch_slots).saturating_mul(self.sessions_per_era.into())
	}
}

parameter_types! {
	pub storage CurrentPace: Pace = Pace::LIVE;
}

/// Numbers of the current pace, as the pallets take them.
macro_rules! paced {
	($($(#[$doc:meta])* $name:ident: $type:ty = |$pace:ident| $value:expr;)+) => {
		$(
			$(#[$doc])*
			pub struct $name;
			impl Get<$type> for $name {
				fn get() -> $type {
					let $pace = CurrentPace::get();
					$value
				}
			}
		)+
	};
}
paced! {
	EpochDuration: u64 = |pace| pace.epoch_slots;
	SessionsPerEra: SessionIndex = |pace| pace.sessions_per_era;
	BondingDuration: EraIndex = |pace| pace.bonding_eras;
	SlashDeferDuration: EraIndex = |pace| pace.slash_defer_eras;
	/// Exposures must outlast bonds, because an offence is slashed by the exposure of its own era.
	/// The planned era counts too, the oldest can't be claimed any more, and one is to spare.
	HistoryDepth: EraIndex = |pace| pace.bonding_eras.saturating_add(3);
	/// Slots in which a report of an equivocation is of use: as long as the stake is bonded.
	ReportLongevity: u64 = |pace| pace.bonding_sessions().saturating_mul(pace.epoch_slots);
	MaxSetIdSessionEntries: u64 = |pace| pace.bonding_sessions();
}
