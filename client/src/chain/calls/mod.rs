// SPDX-License-Identifier: Apache-2.0

//! The calls of the chain that a client makes, shaped by the chain's own metadata when they are
//! encoded.

#[macro_use]
mod call;
pub mod attribution;
pub mod channels;
pub mod committee;
pub mod contributions;
pub mod disputes;
pub mod encoded;
pub mod identity;
pub mod models;
pub mod preimage;
pub mod referenda;
pub mod staking;
pub mod veto;
pub mod voting;

use subxt::{
	transactions::StaticPayload,
	utils::{AccountId32, MultiAddress},
};

use crate::{
	account::{self, Account},
	interface::api::{self, runtime_types},
};

use runtime_types::{
	pallet_balances::pallet::Call as BalancesCall, pallet_rewards::pallet::Call as RewardsCall,
};

/// The account as an argument of a call.
pub fn id(account: &Account) -> AccountId32 {
	AccountId32(account::bytes(account))
}

/// An account as an argument of a call that looks it up.
pub type Lookup = MultiAddress<AccountId32, ()>;

/// The account as an argument of a call that looks it up.
pub fn lookup(account: &Account) -> Lookup {
	MultiAddress::Id(id(account))
}

/// Pays all that `who` is owed to its payout account. Anyone can call it.
pub fn claim_for(who: &Account) -> StaticPayload<api::rewards::calls::ClaimFor> {
	api::tx().rewards().claim_for(id(who)).unvalidated()
}

/// Pays all that the caller is owed to its own account, and bonds it there.
pub fn claim_and_bond() -> StaticPayload<api::rewards::calls::ClaimAndBond> {
	api::tx().rewards().claim_and_bond().unvalidated()
}

/// Sets the account that all the caller is owed is paid to. Its own account removes the setting.
pub fn set_payout(payee: &Account) -> StaticPayload<api::rewards::calls::SetPayout> {
	api::tx().rewards().set_payout(id(payee)).unvalidated()
}

/// Transfers `value` planck from the caller to `to`, unless that would close the caller's account.
pub fn transfer(
	to: &Account,
	value: u128,
) -> StaticPayload<api::balances::calls::TransferKeepAlive> {
	api::tx().balances().transfer_keep_alive(lookup(to), value).unvalidated()
}

/// A call within a batch of calls.
pub type Inner = runtime_types::openledger_runtime::RuntimeCall;

impl Inner {
	/// Transfers `value` planck from the caller to `to`, as [`transfer`] does.
	pub fn transfer(to: &Account, value: u128) -> Self {
		let dest = lookup(to);
		Self::Balances(BalancesCall::transfer_keep_alive { dest, value })
	}

	/// Pays all that `who` is owed to its payout account, as [`claim_for`] does.
	pub fn claim_for(who: &Account) -> Self {
		Self::Rewards(RewardsCall::claim_for { who: id(who) })
	}
}

/// Dispatches calls in this order, all of them or none.
pub fn batch_all(calls: Vec<Inner>) -> StaticPayload<api::utility::calls::BatchAll> {
	api::tx().utility().batch_all(calls).unvalidated()
}
