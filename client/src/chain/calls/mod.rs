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

#[cfg(test)]
mod tests {
	use super::*;
	use subxt::{
		ext::scale_encode::{EncodeAsFields, Field},
		transactions::Payload,
		Metadata,
	};

	/// The arguments of a call, as the runtime of this repository takes them.
	fn arguments<C: Payload>(call: &C) -> Vec<u8> {
		let bytes = include_bytes!("../../../metadata.scale");
		let metadata = Metadata::decode_from(&bytes[..]).unwrap();
		let pallet = metadata.pallet_by_name(call.pallet_name()).unwrap();
		let variant = pallet.call_variant_by_name(call.call_name()).unwrap();
		let fields = variant.fields.iter();
		let mut fields = fields.map(|field| Field::new(field.ty.id, field.name.as_deref()));
		let mut encoded = Vec::new();
		call.call_data().encode_as_fields_to(&mut fields, metadata.types(), &mut encoded).unwrap();
		encoded
	}

	#[test]
	fn calls_with_encoded_arguments_should_fit_the_runtime() {
		let call = || encoded::of_bytes(vec![7, 8]);
		assert_eq!(arguments(&encoded::batch_all(vec![call(), call()])), [8, 7, 8, 7, 8]);
		assert_eq!(arguments(&encoded::force_batch(vec![call()])), [4, 7, 8]);
		assert_eq!(arguments(&committee::propose(2, call(), 2)), [8, 7, 8, 8]);
		assert_eq!(arguments(&staking::set_keys(call(), vec![9])), [7, 8, 4, 9]);
		let proposal = referenda::Proposal::Inline(vec![7, 8]);
		let after = referenda::Enactment::After(1);
		let submit = referenda::submit(encoded::of_bytes(vec![0, 0]), proposal, after);
		assert_eq!(arguments(&submit), [0, 0, 1, 8, 7, 8, 1, 1, 0, 0, 0]);
	}

	#[test]
	fn generated_calls_should_be_encoded_as_the_runtime_decodes_them() {
		let (who, key) = (Account::new([1; 32]), [2; 32]);
		let opened = arguments(&channels::open_channel(id(&who), key, 3));
		assert_eq!(opened, [&[1; 32][..], &key, &[12]].concat());
		let prefs = staking::ValidatorPrefs { commission: 5, blocked: true };
		assert_eq!(arguments(&staking::validate(prefs)), [20, 1]);
		let vote = crate::chain::voting::AccountVote::Standard { vote: 0x81, balance: 1 };
		let voted = arguments(&voting::vote(4, vote));
		assert_eq!(voted, [&[16, 0, 0x81, 1][..], &[0; 15]].concat());
	}
}
