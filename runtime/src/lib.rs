// SPDX-License-Identifier: Apache-2.0

//! # The OpenLedger runtime
//!
//! Composition only: which pallets there are, in which order, and how each is configured.
//!
//! - [`types`]: the chain's types, the transaction extensions, session keys.
//! - [`constants`]: OPEN, time, and accounts without a key.
//! - [`configs`]: one file a domain. What governance may change is in [`configs::parameters`].
//! - [`apis`]: what the node and clients may ask.
//! - [`genesis`], [`genesis_config_presets`], [`pace`]: the first state.
//!
//! Two invariants hold across all of it:
//!
//! - **Issuance never exceeds what it was at genesis.** What an era may pay its stakers is burned from
//!   pots first and minted as they claim it; fees, dust and slashes go to the treasury and block
//!   authors, never to nowhere.
//! - **Blocks go on.** Neither safe mode nor a paused call can stop inherents, reports of
//!   misbehaviour or governance.

#![cfg_attr(not(feature = "std"), no_std)]
// The runtime macro recurses for each pallet and each of its parts.
#![recursion_limit = "512"]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

// First, because `apis` uses its macros.
#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benchmarks;

pub mod apis;
#[cfg(feature = "std")]
mod check_state;
pub mod configs;
pub mod constants;
pub mod genesis;
pub mod genesis_config_presets;
pub mod pace;
mod reads;
pub mod types;
mod weights;

#[cfg(test)]
mod tests;

pub use apis::{RuntimeApi, RUNTIME_API_VERSIONS};
#[cfg(feature = "std")]
pub use check_state::check_state;
#[cfg(feature = "std")]
pub use reads::settlement::history_key;
pub use types::{
	opaque::{self, SessionKeys},
	AccountId, Address, Balance, Block, BlockId, BlockNumber, Executive, Hash, Header, Moment,
	Nonce, Signature, SignedBlock, SignedPayload, TxExtension, UncheckedExtrinsic,
};

// The runtime macro names it without a path.
use alloc::vec::Vec;
use pallet_session::historical as pallet_session_historical;
use sp_version::RuntimeVersion;

#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("openledger"),
	impl_name: alloc::borrow::Cow::Borrowed("openledger-node"),
	authoring_version: 1,
	spec_version: 109,
	impl_version: 1,
	apis: RUNTIME_API_VERSIONS,
	transaction_version: 5,
	system_version: 1,
};

/// The pallets.
///
/// Indices are part of the encoding of calls, events and errors: they never change and are never
/// used again. Between domains there is room.
///
/// Hooks, inherents and genesis run in the order of the indices. What depends on it: Balances
/// before Staking (genesis bonds), Staking before Session (genesis elects the first validators),
/// Authorship before Session (an author's points belong to the session that its block ends).
/// Timestamp and Babe do not depend on each other: Babe reads its slot when a block begins, and
/// compares it with the time only when the timestamp inherent is applied.
#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// System and blocks.
	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Runtime>;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
	#[runtime::pallet_index(2)]
	pub type Babe = pallet_babe::Pallet<Runtime>;
	#[runtime::pallet_index(3)]
	pub type Authorship = pallet_authorship::Pallet<Runtime>;

	// Money.
	#[runtime::pallet_index(5)]
	pub type Balances = pallet_balances::Pallet<Runtime>;
	#[runtime::pallet_index(6)]
	pub type TransactionPayment = pallet_transaction_payment::Pallet<Runtime>;

	// Validators.
	#[runtime::pallet_index(10)]
	pub type Staking = pallet_staking::Pallet<Runtime>;
	#[runtime::pallet_index(11)]
	pub type Session = pallet_session::Pallet<Runtime>;
	#[runtime::pallet_index(12)]
	pub type Historical = pallet_session_historical::Pallet<Runtime>;
	#[runtime::pallet_index(13)]
	pub type Offences = pallet_offences::Pallet<Runtime>;
	#[runtime::pallet_index(14)]
	pub type Grandpa = pallet_grandpa::Pallet<Runtime>;
	#[runtime::pallet_index(15)]
	pub type AuthorityDiscovery = pallet_authority_discovery::Pallet<Runtime>;
	#[runtime::pallet_index(16)]
	pub type VoterList = pallet_bags_list::Pallet<Runtime, Instance1>;
	#[runtime::pallet_index(17)]
	pub type DelegatedStaking = pallet_delegated_staking::Pallet<Runtime>;
	#[runtime::pallet_index(18)]
	pub type NominationPools = pallet_nomination_pools::Pallet<Runtime>;

	// Accounts and common goods.
	#[runtime::pallet_index(20)]
	pub type Utility = pallet_utility::Pallet<Runtime>;
	#[runtime::pallet_index(21)]
	pub type Proxy = pallet_proxy::Pallet<Runtime>;
	#[runtime::pallet_index(22)]
	pub type Multisig = pallet_multisig::Pallet<Runtime>;
	#[runtime::pallet_index(23)]
	pub type Preimage = pallet_preimage::Pallet<Runtime>;
	#[runtime::pallet_index(24)]
	pub type Scheduler = pallet_scheduler::Pallet<Runtime>;
	#[runtime::pallet_index(25)]
	pub type Treasury = pallet_treasury::Pallet<Runtime>;
	#[runtime::pallet_index(26)]
	pub type Identity = pallet_identity::Pallet<Runtime>;

	// Governance and emergencies.
	#[runtime::pallet_index(30)]
	pub type Parameters = pallet_parameters::Pallet<Runtime>;
	#[runtime::pallet_index(31)]
	pub type MultiBlockMigrations = pallet_migrations::Pallet<Runtime>;
	#[runtime::pallet_index(32)]
	pub type SafeMode = pallet_safe_mode::Pallet<Runtime>;
	#[runtime::pallet_index(33)]
	pub type TxPause = pallet_tx_pause::Pallet<Runtime>;
	#[runtime::pallet_index(34)]
	pub type Sudo = pallet_sudo::Pallet<Runtime>;
	#[runtime::pallet_index(35)]
	pub type Referenda = pallet_referenda::Pallet<Runtime>;
	#[runtime::pallet_index(36)]
	pub type ConvictionVoting = pallet_conviction_voting::Pallet<Runtime>;
	#[runtime::pallet_index(37)]
	pub type Whitelist = pallet_whitelist::Pallet<Runtime>;
	#[runtime::pallet_index(38)]
	pub type TechnicalCommittee = pallet_collective::Pallet<Runtime, Instance1>;

	// OpenLedger.
	#[runtime::pallet_index(40)]
	pub type Contributions = pallet_contributions::Pallet<Runtime>;
	#[runtime::pallet_index(41)]
	pub type Models = pallet_models::Pallet<Runtime>;
	#[runtime::pallet_index(42)]
	pub type Attribution = pallet_attribution::Pallet<Runtime>;
	#[runtime::pallet_index(43)]
	pub type Rewards = pallet_rewards::Pallet<Runtime>;
	#[runtime::pallet_index(44)]
	pub type Origins = pallet_origins::Pallet<Runtime>;
	#[runtime::pallet_index(45)]
	pub type Veto = pallet_veto::Pallet<Runtime>;
	#[runtime::pallet_index(46)]
	pub type Disputes = pallet_disputes::Pallet<Runtime>;
	#[runtime::pallet_index(47)]
	pub type Channels = pallet_channels::Pallet<Runtime>;
}
