// SPDX-License-Identifier: Apache-2.0

//! What governance may change without an upgrade.
//!
//! Every value has a type that absurd values do not decode to, so that no vote can set one. A value
//! that was never set is the default below; a genesis config may set it from the start (see
//! [`crate::genesis`]).
//!
//! Windows and delays are in blocks of a live chain, and their bounds leave time to answer there. A
//! chain with another pace divides them, see [`crate::pace`].

use crate::{
	constants::time::{DAYS, HOURS},
	OriginCaller, Runtime, RuntimeEvent, RuntimeOrigin,
};
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::{EnsureOrigin, EnsureOriginWithArg, OriginTrait},
};
use openledger_primitives::bounded::BoundedU32;
use pallet_origins::Origin;
use pallet_veto::EnsureUnopposed;

/// Blocks in which a batch can be challenged: 4 hours to 30 days.
pub type ChallengeBlocks = BoundedU32<7_200, 1_296_000>;

/// How many times its bond an operator's pending batches may be worth.
pub type LeverageBound = BoundedU32<1, 100>;
/// What an operator bonds at least: 100 to 1,000,000 OPEN. With the least of the shares below, who
/// refutes it gets 1.25 OPEN, and pays no fee.
pub type MinBondOpen = BoundedU32<100, 1_000_000>;
/// Blocks that unbonding takes: 8 hours to 60 days.
pub type UnbondingBlocks = BoundedU32<14_400, 2_592_000>;
/// Blocks that closing a channel takes: 4 hours to 14 days.
pub type CloseBlocks = BoundedU32<7_200, 604_800>;
/// Blocks in which what was served before a change stays payable: as long as closing a channel may
/// take.
pub type GraceBlocks = BoundedU32<7_200, 604_800>;
/// Blocks in which a demand can be answered: an hour to 10 days, a third of the challenge window.
pub type RevealBlocks = BoundedU32<1_800, 432_000>;
/// What is put up for a demand: 2 to 10,000 OPEN. The least pays the fee of any answer.
pub type DemandBondOpen = BoundedU32<2, 10_000>;
/// How much of its bond an operator loses: 25 to 90 %. Never all, so that its next false batch still
/// has a reward.
pub type SlashPercent = BoundedU32<25, 90>;
/// How much of that a challenger gets: 5 to 50 %. Not more, so that who refutes itself still loses.
pub type ChallengerPercent = BoundedU32<5, 50>;
/// How much of the staking reserve is paid in a year, in basis points: up to half.
pub type EmissionBasisPoints = BoundedU32<0, 5_000>;

#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// How outputs are attributed, and for how long that can be refuted.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod attribution {
		/// The span rule's numbers: shortest match that counts, and length that counts in full.
		#[codec(index = 0)]
		pub static SpanParams: openledger_primitives::span::SpanParams =
			openledger_primitives::span::SpanParams::DEFAULT;

		/// Blocks in which a batch can be challenged. A day by default.
		#[codec(index = 1)]
		pub static ChallengeWindow: ChallengeBlocks = ChallengeBlocks::clamp_from(DAYS);

		/// How many times its bond an operator's batches that are not final may be worth.
		#[codec(index = 2)]
		pub static Leverage: LeverageBound = LeverageBound::clamp_from(10);

		/// What an operator must bond at least to settle batches, in OPEN.
		#[codec(index = 3)]
		pub static MinBond: MinBondOpen = MinBondOpen::clamp_from(1_000);

		/// Blocks that what an operator unbonds stays held at least. A week by default.
		#[codec(index = 4)]
		pub static UnbondingDelay: UnbondingBlocks = UnbondingBlocks::clamp_from(7 * DAYS);

		/// Blocks that an operator has to settle the vouchers of a channel that is being closed, or
		/// of a key that was changed. A day by default.
		#[codec(index = 5)]
		pub static CloseDelay: CloseBlocks = CloseBlocks::clamp_from(DAYS);

		/// Blocks in which a demand can be answered; never more than a third of the batch's window.
		/// Four hours by default.
		#[codec(index = 6)]
		pub static RevealWindow: RevealBlocks = RevealBlocks::clamp_from(4 * HOURS);

		/// What is held of whoever demands that a receipt be revealed, in OPEN.
		#[codec(index = 7)]
		pub static DemandBond: DemandBondOpen = DemandBondOpen::clamp_from(2);

		/// How much of all that an operator has at stake a refuted batch costs it, in percent.
		#[codec(index = 8)]
		pub static SlashShare: SlashPercent = SlashPercent::clamp_from(50);

		/// How much of what is slashed the challenger gets, in percent; the treasury gets the rest.
		#[codec(index = 9)]
		pub static ChallengerShare: ChallengerPercent = ChallengerPercent::clamp_from(20);

		/// Blocks in which answers stay payable that were given before a change: of the span
		/// parameters, of a model's status or price floor, of an operator's key. Never less than the
		/// close delay. Two days by default.
		#[codec(index = 10)]
		pub static GracePeriod: GraceBlocks = GraceBlocks::clamp_from(2 * DAYS);
	}

	/// Who gets which part of the fees that are paid for answers.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod fees {
		/// Shares of platform, operator, model and stakers; data gets the rest.
		#[codec(index = 0)]
		pub static FeeSplit: openledger_primitives::split::FeeSplit =
			openledger_primitives::split::FeeSplit::DEFAULT;
	}

	/// What stakers get.
	#[dynamic_pallet_params]
	#[codec(index = 2)]
	pub mod staking {
		/// How much of what is left in the staking reserve is paid in a year, in basis points. A
		/// fifth by default, so that it lasts and gets less by itself.
		#[codec(index = 0)]
		pub static Emission: EmissionBasisPoints = EmissionBasisPoints::clamp_from(2_000);
	}
}

/// Who changes a parameter. Decided here alone: origins are checked by it, and clients
/// [are told](openledger_runtime_api::ParameterInfo) it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Authority {
	/// What the referenda of its group's track act as.
	pub track: Origin,
	/// Whether the track only [proposes](super::governance::veto), and the change is set when merit
	/// has not vetoed it. Otherwise the track sets it.
	pub merit_may_veto: bool,
}

impl Authority {
	/// The authority over the parameter with this key.
	pub fn over(key: &RuntimeParametersKey) -> Self {
		match key {
			RuntimeParametersKey::Attribution(_) => {
				Self { track: Origin::Attribution, merit_may_veto: true }
			}
			RuntimeParametersKey::Fees(_) => Self { track: Origin::FeeSplit, merit_may_veto: true },
			RuntimeParametersKey::Staking(_) => {
				Self { track: Origin::Staking, merit_may_veto: false }
			}
		}
	}

	/// Fails unless `origin` is a referendum of the track.
	pub fn ensure_track(&self, origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		let is_it = matches!(origin.caller(), OriginCaller::Origins(track) if *track == self.track);
		is_it.then_some(()).ok_or(origin)
	}
}

/// Who may set which parameter: its [`Authority`], and nobody else.
pub struct ParameterOrigin;
impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ParameterOrigin {
	type Success = ();

	fn try_origin(
		origin: RuntimeOrigin,
		key: &RuntimeParametersKey,
	) -> Result<Self::Success, RuntimeOrigin> {
		let authority = Authority::over(key);
		match authority.merit_may_veto {
			true => EnsureUnopposed::try_origin(origin),
			false => authority.ensure_track(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(key: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		let Authority { track, merit_may_veto } = Authority::over(key);
		match merit_may_veto {
			true => EnsureUnopposed::try_successful_origin(),
			false => Ok(track.into()),
		}
	}
}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = ParameterOrigin;
	type WeightInfo = ();
}

/// The longest parameter, for weighing.
#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		use dynamic_params::fees::{FeeSplit, Parameters};
		Self::Fees(Parameters::FeeSplit(
			FeeSplit,
			Some(openledger_primitives::split::FeeSplit::DEFAULT),
		))
	}
}
