// SPDX-License-Identifier: Apache-2.0

//! Calls of those who stake, alone or in a pool.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::{AccountId32, Encoded, Static},
};

use super::{id, Lookup};
use crate::chain::staking::Payee;

/// Where a staker's pay goes, as an argument of a call.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum RewardDestination {
	/// To the stash, which bonds it.
	Staked,
	/// To the stash, free.
	Stash,
	/// To another account, free.
	Account(AccountId32),
}

impl From<&Payee> for RewardDestination {
	fn from(payee: &Payee) -> Self {
		match payee {
			Payee::Staked => Self::Staked,
			Payee::Stash => Self::Stash,
			Payee::Account(account) => Self::Account(id(account)),
		}
	}
}

/// A validator's preferences: how it divides its pay, and whether it can be nominated.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ValidatorPrefs {
	/// The part of its pay that it keeps before the rest is divided, in parts per billion.
	pub commission: u32,
	/// Whether it takes no new nominations.
	pub blocked: bool,
}

/// What a member adds to its stake in a pool.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum BondExtra {
	/// An amount of its account, in planck.
	FreeBalance(u128),
	/// Its pay that has come in.
	Rewards,
}

/// More slashing spans than an account can have been slashed in and still have a bond.
pub const SPANS: u32 = 64;

call!(
	/// Bonds `value`, in planck, of the caller, a new staker whose pay goes to `payee`.
	"Staking" bond Bond { value: u128, payee: RewardDestination }
);
call!(
	/// Bonds up to `max_additional` planck more of the caller.
	"Staking" bond_extra More { max_additional: u128 }
);
call!(
	/// Sets the validators that the calling nominator backs.
	"Staking" nominate Nominate { targets: Vec<Lookup> }
);
call!(
	/// Makes the caller a candidate for validator, with these preferences.
	"Staking" validate Validate { prefs: ValidatorPrefs }
);
call!(
	/// Stops the caller from nominating or validating from the next election on.
	"Staking" chill Chill {}
);
call!(
	/// Unbonds `value`, in planck, of the caller. It is free after the bonding duration.
	"Staking" unbond Unbond { value: u128 }
);
call!(
	/// Bonds again `value`, in planck, of what the caller is unbonding.
	"Staking" rebond Rebond { value: u128 }
);
call!(
	/// Frees what the caller has unbonded and whose bonding duration is over. `num_slashing_spans`
	/// is at least the number of the account's slashing spans.
	"Staking" withdraw_unbonded Withdraw { num_slashing_spans: u32 }
);
call!(
	/// Pays one page of the stakers behind a validator for an era. Anyone can call it.
	"Staking" payout_stakers_by_page PayPage {
		validator_stash: AccountId32,
		era: u32,
		page: u32,
	}
);
call!(
	/// Sets the session keys of the calling validator. The keys are as the node has encoded them,
	/// and `proof` shows that it has them.
	"Session" set_keys SetKeys { keys: Static<Encoded>, proof: Vec<u8> }
);

/// Calls of members of pools, some of which have the same names.
pub mod pools {
	use super::*;

	/// The state that a pool is set to.
	#[derive(EncodeAsType)]
	#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
	pub enum NewState {
		/// It is being ended: it takes no members, and anyone can unbond those it has.
		Destroying,
	}

	call!(
		/// Creates a pool with `amount`, in planck, of the caller, its depositor, and these roles.
		"NominationPools" create Create {
			amount: u128,
			root: Lookup,
			nominator: Lookup,
			bouncer: Lookup,
		}
	);
	call!(
		/// Sets the name of a pool. The caller is its root.
		"NominationPools" set_metadata SetMetadata { pool_id: u32, metadata: Vec<u8> }
	);
	call!(
		/// Joins a pool with `amount`, in planck, of the caller.
		"NominationPools" join Join { amount: u128, pool_id: u32 }
	);
	call!(
		/// Adds to the caller's stake in its pool.
		"NominationPools" bond_extra Extra { extra: BondExtra }
	);
	call!(
		/// Sets the validators that a pool backs. The caller is its nominator or its root.
		"NominationPools" nominate Back { pool_id: u32, validators: Vec<AccountId32> }
	);
	call!(
		/// Stops a pool from backing validators. The caller is its nominator or its root.
		"NominationPools" chill StopBacking { pool_id: u32 }
	);
	call!(
		/// Sets the state of a pool. The caller is its root or its bouncer.
		"NominationPools" set_state SetState { pool_id: u32, state: NewState }
	);
	call!(
		/// Pays the caller's pay from its pool to its account.
		"NominationPools" claim_payout ClaimPayout {}
	);
	call!(
		/// Unbonds points of a member of a pool. The member can call it; root and bouncer can where
		/// the pool is blocked, and anyone where it is being ended.
		"NominationPools" unbond Leave { member_account: Lookup, unbonding_points: u128 }
	);
	call!(
		/// Frees what a member has unbonded and whose bonding duration is over.
		/// `num_slashing_spans` is at least the number of the pool account's slashing spans.
		"NominationPools" withdraw_unbonded TakeBack {
			member_account: Lookup,
			num_slashing_spans: u32,
		}
	);
}
