// SPDX-License-Identifier: Apache-2.0

//! The SDK's pallets that can be weighed, for `frame-omni-bencher`.
//!
//! The pallets of this project count their storage access instead, in their `weights` modules.

pub use crate::{
	Babe, Balances, Grandpa, MultiBlockMigrations, Multisig, Parameters, Preimage, Proxy, SafeMode,
	Scheduler, Staking, Sudo, Timestamp, TransactionPayment, Treasury, TxPause, Utility, VoterList,
};
pub use frame_benchmarking::baseline::Pallet as BaselineBench;
pub use frame_system_benchmarking::{
	extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
};

use crate::Runtime;

impl frame_benchmarking::baseline::Config for Runtime {}
impl frame_system_benchmarking::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

// Session and Offences can only be weighed by crates of their own, which this runtime does not
// depend on; both use the weights of the SDK.
frame_benchmarking::define_benchmarks!(
	[frame_benchmarking, BaselineBench::<Runtime>]
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_timestamp, Timestamp]
	[pallet_babe, Babe]
	[pallet_balances, Balances]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_staking, Staking]
	[pallet_grandpa, Grandpa]
	[pallet_bags_list, VoterList]
	[pallet_utility, Utility]
	[pallet_proxy, Proxy]
	[pallet_multisig, Multisig]
	[pallet_preimage, Preimage]
	[pallet_scheduler, Scheduler]
	[pallet_treasury, Treasury]
	[pallet_parameters, Parameters]
	[pallet_migrations, MultiBlockMigrations]
	[pallet_safe_mode, SafeMode]
	[pallet_tx_pause, TxPause]
	[pallet_sudo, Sudo]
);
