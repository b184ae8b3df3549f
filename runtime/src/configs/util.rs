// SPDX-License-Identifier: Apache-2.0

//! Batches, proxies, multisigs and migrations.

use crate::{
	configs::system::RuntimeBlockWeights, constants::currency::deposit, Balance, Balances,
	OriginCaller, Runtime, RuntimeCall, RuntimeEvent, SafeMode, System,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	migrations::{EnterSafeModeOnFailedMigration, FreezeChainOnFailedMigration},
	parameter_types,
	traits::{ConstU32, InstanceFilter},
	weights::Weight,
};
use scale_info::TypeInfo;
use sp_runtime::{traits::BlakeTwo256, Perbill};

parameter_types! {
	/// An account, a hash, a height, an amount and whoever began it.
	pub const MultisigDepositBase: Balance = deposit(1, 120);
	/// An account.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
	pub const ProxyDepositBase: Balance = deposit(1, 16);
	/// An account, a kind and a delay.
	pub const ProxyDepositFactor: Balance = deposit(0, 37);
	pub const AnnouncementDepositBase: Balance = deposit(1, 16);
	/// An account, a hash and a height.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 68);
	pub MigrationsServiceWeight: Weight =
		Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

/// What a proxy may do for the account that it stands for.
///
/// Everything but `Any` is a list of what is allowed: a pallet that is added later is not, until
/// someone has thought about it. What is about works, their curation and disputes about them, is for
/// `Any`: it holds money of the account, or speaks for a curator.
#[derive(
	Copy,
	Clone,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// What the others may, and care for keys, proxies and multisigs; no transfers.
	#[codec(index = 1)]
	NonTransfer,
	/// Referenda, votes and the preimages of proposals, the committee, merit's veto, parameters and
	/// the treasury.
	#[codec(index = 2)]
	Governance,
	/// Staking, alone or in a pool, with session keys and the account's place in the voter list.
	#[codec(index = 3)]
	Staking,
	/// Claiming what the account is owed, which goes where the account wants it.
	#[codec(index = 4)]
	Claims,
	/// Settling and finalizing batches for an operator, whose bond it can't touch, and answering
	/// demands to reveal their receipts. Demands and refutations are for `Any`: they hold money of
	/// the account, or earn it.
	#[codec(index = 5)]
	Settlement,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => {
				[Self::Governance, Self::Staking, Self::Claims, Self::Settlement]
					.iter()
					.any(|kind| kind.filter(call))
					|| matches!(
						call,
						RuntimeCall::System(_) | RuntimeCall::Multisig(_) | RuntimeCall::Proxy(_)
					)
			}
			// A batch is allowed, and each call in it judged by itself.
			Self::Governance => matches!(
				call,
				RuntimeCall::Treasury(_)
					| RuntimeCall::Parameters(_)
					| RuntimeCall::Preimage(_)
					| RuntimeCall::Referenda(_)
					| RuntimeCall::ConvictionVoting(_)
					| RuntimeCall::Whitelist(_)
					| RuntimeCall::TechnicalCommittee(_)
					| RuntimeCall::Veto(_)
					| RuntimeCall::Utility(_)
			),
			Self::Staking => matches!(
				call,
				RuntimeCall::Staking(_)
					| RuntimeCall::Session(_)
					| RuntimeCall::VoterList(_)
					| RuntimeCall::NominationPools(_)
					| RuntimeCall::Utility(_)
			),
			// Not `set_payout`, which would send the money elsewhere.
			Self::Claims => matches!(
				call,
				RuntimeCall::Rewards(
					pallet_rewards::Call::claim { .. } | pallet_rewards::Call::claim_for { .. }
				) | RuntimeCall::Utility(_)
			),
			Self::Settlement => matches!(
				call,
				RuntimeCall::Attribution(
					pallet_attribution::Call::settle_batch { .. }
						| pallet_attribution::Call::finalize { .. }
						| pallet_attribution::Call::reveal { .. }
				) | RuntimeCall::Utility(_)
			),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(own, other) if own == other => true,
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(Self::NonTransfer, _) => true,
			_ => false,
		}
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations =
		(pallet_rewards::migrations::ToAccounts<Runtime>, super::promises::LockPromises<Runtime>);
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	// Half-migrated state must not be used: governance decides what comes next.
	type FailedMigrationHandler =
		EnterSafeModeOnFailedMigration<SafeMode, FreezeChainOnFailedMigration>;
	type MaxServiceWeight = MigrationsServiceWeight;
	type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}
