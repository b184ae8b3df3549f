// SPDX-License-Identifier: Apache-2.0

//! Merit's veto: what token holders voted for waits until those who earn have had their say.

use super::schedule::NeverFull;
use crate::{
	configs::parameters::{Authority, RuntimeParametersKey},
	constants::{currency::EXISTENTIAL_DEPOSIT, time::DAYS},
	pace::Pace,
	Balance, BlockNumber, Preimage, Rewards, Runtime, RuntimeCall, RuntimeOrigin,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EnsureOriginWithArg},
};
use sp_runtime::Perbill;

parameter_types! {
	pub VetoPeriod: BlockNumber = Pace::scaled(7 * DAYS);
	/// More than a few who disagree, less than most of those who are asleep.
	pub VetoShare: Perbill = Perbill::from_rational(1u32, 3);
	/// Less is dust, and not worth an entry.
	pub const MinMerit: Balance = EXISTENTIAL_DEPOSIT;
}

/// The track of what merit may veto. What it may not is set by its track at once.
pub struct ProposeOrigin;
impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ProposeOrigin {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, key: &RuntimeParametersKey) -> Result<(), RuntimeOrigin> {
		let authority = Authority::over(key);
		match authority.merit_may_veto {
			true => authority.ensure_track(origin),
			false => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(key: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		let Authority { track, merit_may_veto } = Authority::over(key);
		merit_may_veto.then(|| track.into()).ok_or(())
	}
}

impl pallet_veto::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type ProposeOrigin = ProposeOrigin;
	type Merits = Rewards;
	type Scheduler = NeverFull;
	type Preimages = Preimage;
	type Period = VetoPeriod;
	type Share = VetoShare;
	type MinMerit = MinMerit;
	type MaxChanges = ConstU32<16>;
	type WeightInfo = pallet_veto::weights::Measured<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
