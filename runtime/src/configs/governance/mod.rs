// SPDX-License-Identifier: Apache-2.0

//! Who decides, how, and what to do in an emergency.
//!
//! - [`tracks`]: what token holders vote about, and by which rules.
//! - [`voting`]: referenda, votes, and the whitelist that shortens them.
//! - [`voting_currency`]: which tokens of an account can vote.
//! - [`committee`]: who may put calls on that list, and stop what harms.
//! - [`treasury`]: what the chain earned, and who may spend it.
//! - [`veto`]: what those who earn can stop.
//! - [`schedule`]: what was decided happens, however much else does.
//! - [`emergency`]: safe mode and paused calls.
//!
//! Below: calls for later, and sudo, which has a key in the development preset only; elsewhere it
//! can do nothing.

pub mod committee;
pub mod emergency;
pub mod schedule;
pub mod tracks;
pub mod treasury;
pub mod veto;
pub mod voting;
pub mod voting_currency;

use crate::{
	configs::system::RuntimeBlockWeights, constants::currency::deposit, AccountId, Balance,
	Balances, OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason,
	RuntimeOrigin, System,
};
use core::cmp::Ordering;
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, LinearStoragePrice, PrivilegeCmp},
	weights::Weight,
};
use frame_system::{EnsureRoot, RawOrigin};
use sp_runtime::Perbill;

parameter_types! {
	/// The weight of tasks is metered as they run: this is about the room that their list takes. What
	/// does not fit goes to a later block, see [`schedule`].
	pub const MaxScheduledPerBlock: u32 = 512;
	pub MaximumSchedulerWeight: Weight =
		Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
	/// The preimage's status and its bytes.
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

/// Root may cancel what others scheduled; nobody else may what another origin did.
pub struct RootAboveAll;
impl PrivilegeCmp<OriginCaller> for RootAboveAll {
	fn cmp_privilege(left: &OriginCaller, right: &OriginCaller) -> Option<Ordering> {
		let is_root =
			|origin: &OriginCaller| matches!(origin, OriginCaller::system(RawOrigin::Root));
		match (is_root(left), is_root(right)) {
			_ if left == right => Some(Ordering::Equal),
			(true, _) => Some(Ordering::Greater),
			(_, true) => Some(Ordering::Less),
			_ => None,
		}
	}
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = RootAboveAll;
	type MaxScheduledPerBlock = MaxScheduledPerBlock;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
