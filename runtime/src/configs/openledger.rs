// SPDX-License-Identifier: Apache-2.0

//! Contributions, models, settlement and rewards.

use super::{money::TreasuryAccount, parameters::dynamic_params};
use crate::{
	constants::{
		accounts,
		currency::{deposit, OPEN},
		time::DAYS,
	},
	AccountId, Balance, Balances, BlockNumber, Contributions, Models, Rewards, Runtime,
	RuntimeHoldReason,
};
use frame_support::{
	parameter_types,
	traits::{EitherOf, Get},
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_origins::EnsureDatanets;
use sp_runtime::traits::AccountIdConversion;

parameter_types! {
	/// A record and the entries that lead to it, three at the most.
	pub const RecordDepositBase: Balance = deposit(3, 0);
	pub const RecordDepositPerByte: Balance = deposit(0, 1);
	/// More than voters' time is worth to a spammer, less than a wronged author has to lose.
	pub const AppealDeposit: Balance = 10 * OPEN;
	/// Time for a referendum: 28 days.
	pub const AppealPeriod: BlockNumber = 28 * DAYS;
	pub const RewardsPalletId: PalletId = accounts::REWARDS;
	pub StakersPot: AccountId = accounts::STAKERS.into_account_truncating();
}

impl pallet_contributions::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type DepositBase = RecordDepositBase;
	type DepositPerByte = RecordDepositPerByte;
	type AppealDeposit = AppealDeposit;
	type AppealPeriod = AppealPeriod;
	type Treasury = TreasuryAccount;
	type AppealOrigin = EitherOf<EnsureRoot<AccountId>, EnsureDatanets>;
	type WeightInfo = pallet_contributions::weights::Measured<Runtime>;
}

impl pallet_models::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Contributions = Contributions;
	type DepositBase = RecordDepositBase;
	type DepositPerByte = RecordDepositPerByte;
	type WeightInfo = pallet_models::weights::Measured<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// The governed window, in blocks.
pub struct ChallengeWindow;
impl Get<BlockNumber> for ChallengeWindow {
	fn get() -> BlockNumber {
		dynamic_params::attribution::ChallengeWindow::get().get()
	}
}

impl pallet_attribution::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type DepositBase = RecordDepositBase;
	type DepositPerByte = RecordDepositPerByte;
	type Contributions = Contributions;
	type Models = Models;
	type Ledger = Rewards;
	type SpanParams = dynamic_params::attribution::SpanParams;
	type FeeSplit = dynamic_params::fees::FeeSplit;
	type ChallengeWindow = ChallengeWindow;
	type WeightInfo = pallet_attribution::weights::Measured<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

impl pallet_rewards::Config for Runtime {
	type Currency = Balances;
	type PalletId = RewardsPalletId;
	type Treasury = TreasuryAccount;
	type StakersPot = StakersPot;
	type WeightInfo = pallet_rewards::weights::Measured<Runtime>;
}

impl pallet_origins::Config for Runtime {}
