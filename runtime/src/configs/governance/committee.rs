// SPDX-License-Identifier: Apache-2.0

//! The technical committee: a few engineers, whom root may replace at any time.
//!
//! Two thirds of them can put a call on the whitelist, which shortens the periods of a referendum
//! about it but decides nothing; and act in an [emergency](super::emergency). That is all.

use crate::{
	configs::system::RuntimeBlockWeights, constants::time::DAYS, AccountId, BlockNumber, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeOrigin,
};
use frame_support::{parameter_types, traits::ConstU32, weights::Weight};
use frame_system::EnsureRoot;
use sp_runtime::Perbill;

pub type TechnicalCollective = pallet_collective::Instance1;

/// At least two thirds of the members.
pub type TwoThirds =
	pallet_collective::EnsureProportionAtLeast<AccountId, TechnicalCollective, 2, 3>;

parameter_types! {
	pub const MotionDuration: BlockNumber = 3 * DAYS;
	pub MaxMotionWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
}

impl pallet_collective::Config<TechnicalCollective> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<20>;
	type MaxMembers = ConstU32<21>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxMotionWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	// Motions are few and end after days: there is nothing to charge members for.
	type Consideration = ();
}
