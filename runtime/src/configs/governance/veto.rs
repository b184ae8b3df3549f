// SPDX-License-Identifier: Apache-2.0

//! Merit's veto: what token holders voted for waits until those who earn have had their say.

use super::schedule::NeverFull;
use crate::{
	configs::parameters::RuntimeParametersKey,
	constants::{currency::EXISTENTIAL_DEPOSIT, time::DAYS},
	pace::Pace,
	Balance, BlockNumber, Preimage, Rewards, Runtime, RuntimeCall, RuntimeOrigin,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EnsureOrigin, EnsureOriginWithArg},
};
use pallet_origins::{EnsureAttribution, EnsureFeeSplit};
use sp_runtime::Perbill;

parameter_types! {
	pub VetoPeriod: BlockNumber = Pace::scaled(7 * DAYS);
	/// More than a few who disagree, less than most of those who are asleep.
	pub VetoShare: Perbill = Perbill::from_rational(1u32, 3);
	/// Less is dust, and not worth an entry.
	pub const LeastMerit: Balance = EXISTENTIAL_DEPOSIT;
}

/// The track of what merit may veto.
pub struct ProposeOrigin;
impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ProposeOrigin {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, key: &RuntimeParametersKey) -> Result<(), RuntimeOrigin> {
		match key {
			RuntimeParametersKey::Attribution(_) => EnsureAttribution::try_origin(origin),
			RuntimeParametersKey::Fees(_) => EnsureFeeSplit::try_origin(origin),
			// Set by its track at once.
			RuntimeParametersKey::Staking(_) => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(key: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		match key {
			RuntimeParametersKey::Attribution(_) => EnsureAttribution::try_successful_origin(),
			RuntimeParametersKey::Fees(_) => EnsureFeeSplit::try_successful_origin(),
			RuntimeParametersKey::Staking(_) => Err(()),
		}
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
	type LeastMerit = LeastMerit;
	type MaxChanges = ConstU32<16>;
	type WeightInfo = pallet_veto::weights::Measured<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}
