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
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::{AccountId32, MultiAddress},
};

use crate::account::{self, Account};

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

/// The arguments of the call `Rewards.claim_for`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ClaimFor {
	who: AccountId32,
}

/// Pays all that `who` is owed to its payout account. Anyone can call it.
pub fn claim_for(who: &Account) -> DynamicPayload<ClaimFor> {
	dynamic("Rewards", "claim_for", ClaimFor { who: id(who) })
}

/// Pays all that the caller is owed to its own account, and bonds it there.
pub fn claim_and_bond() -> DynamicPayload<()> {
	dynamic("Rewards", "claim_and_bond", ())
}

/// The arguments of the call `Rewards.set_payout`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SetPayout {
	payee: AccountId32,
}

/// Sets the account that all the caller is owed is paid to. Its own account removes the setting.
pub fn set_payout(payee: &Account) -> DynamicPayload<SetPayout> {
	dynamic("Rewards", "set_payout", SetPayout { payee: id(payee) })
}

/// The arguments of the call `Balances.transfer_keep_alive`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Transfer {
	dest: Lookup,
	value: u128,
}

/// Transfers `value` planck from the caller to `to`, unless that would close the caller's account.
pub fn transfer(to: &Account, value: u128) -> DynamicPayload<Transfer> {
	let dest = lookup(to);
	dynamic("Balances", "transfer_keep_alive", Transfer { dest, value })
}

/// A call within a batch of calls, by its pallet.
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Inner {
	/// A call of the pallet `Balances`.
	Balances(BalancesCall),
	/// A call of the pallet `Rewards`.
	Rewards(RewardsCall),
}

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

/// The calls of the pallet `Balances` that can be in a batch.
// The chain finds a variant by its name, which is that of the call.
#[allow(non_camel_case_types)]
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum BalancesCall {
	/// Transfers an amount, unless that would close the caller's account.
	transfer_keep_alive {
		/// The account that gets the amount.
		dest: Lookup,
		/// The amount, in planck.
		value: u128,
	},
}

/// The calls of the pallet `Rewards` that can be in a batch.
#[allow(non_camel_case_types)]
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum RewardsCall {
	/// Pays all that an account is owed to its payout account.
	claim_for {
		/// The account that is owed.
		who: AccountId32,
	},
}

/// The arguments of the call `Utility.batch_all`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Batch {
	calls: Vec<Inner>,
}

/// Dispatches calls in this order, all of them or none.
pub fn batch_all(calls: Vec<Inner>) -> DynamicPayload<Batch> {
	dynamic("Utility", "batch_all", Batch { calls })
}
