// SPDX-License-Identifier: Apache-2.0

//! The calls that the commands make, shaped by the chain's own metadata when they are encoded.

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

/// An account as calls have it.
pub fn id(account: &Account) -> AccountId32 {
	AccountId32(account::bytes(account))
}

/// An account that calls look up.
pub type Lookup = MultiAddress<AccountId32, ()>;

pub fn lookup(account: &Account) -> Lookup {
	MultiAddress::Id(id(account))
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ClaimFor {
	who: AccountId32,
}

pub fn claim_for(who: &Account) -> DynamicPayload<ClaimFor> {
	dynamic("Rewards", "claim_for", ClaimFor { who: id(who) })
}

/// Claims for the caller, and bonds it.
pub fn claim_and_bond() -> DynamicPayload<()> {
	dynamic("Rewards", "claim_and_bond", ())
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SetPayout {
	payee: AccountId32,
}

pub fn set_payout(payee: &Account) -> DynamicPayload<SetPayout> {
	dynamic("Rewards", "set_payout", SetPayout { payee: id(payee) })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Transfer {
	dest: Lookup,
	value: u128,
}

pub fn transfer(to: &Account, value: u128) -> DynamicPayload<Transfer> {
	let dest = lookup(to);
	dynamic("Balances", "transfer_keep_alive", Transfer { dest, value })
}

/// A call in a batch of calls.
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Inner {
	Balances(BalancesCall),
	Rewards(RewardsCall),
}

impl Inner {
	pub fn transfer(to: &Account, value: u128) -> Self {
		let dest = lookup(to);
		Self::Balances(BalancesCall::transfer_keep_alive { dest, value })
	}

	pub fn claim_for(who: &Account) -> Self {
		Self::Rewards(RewardsCall::claim_for { who: id(who) })
	}
}

// The chain finds a variant by its name, which is that of the call.
#[allow(non_camel_case_types)]
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum BalancesCall {
	transfer_keep_alive { dest: Lookup, value: u128 },
}

#[allow(non_camel_case_types)]
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum RewardsCall {
	claim_for { who: AccountId32 },
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Batch {
	calls: Vec<Inner>,
}

/// All of the calls, or none of them.
pub fn batch_all(calls: Vec<Inner>) -> DynamicPayload<Batch> {
	dynamic("Utility", "batch_all", Batch { calls })
}
