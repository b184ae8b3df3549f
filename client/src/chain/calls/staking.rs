// SPDX-License-Identifier: Apache-2.0

//! Calls of those who stake, alone or in a pool.

use subxt::{
	transactions::{dynamic, StaticPayload},
	utils::{AccountId32, Encoded, Static},
};

use super::{id, Lookup};
use crate::{chain::staking::Payee, interface::api};

pub use api::runtime_types::pallet_staking::ValidatorPrefs;
use api::runtime_types::{pallet_nomination_pools, pallet_staking};

/// Where a staker's pay goes, as an argument of a call.
pub type RewardDestination = pallet_staking::RewardDestination<AccountId32>;

impl From<&Payee> for RewardDestination {
	fn from(payee: &Payee) -> Self {
		match payee {
			Payee::Staked => Self::Staked,
			Payee::Stash => Self::Stash,
			Payee::Account(account) => Self::Account(id(account)),
		}
	}
}

/// What a member adds to its stake in a pool.
pub type BondExtra = pallet_nomination_pools::BondExtra<u128>;

/// More slashing spans than an account can have been slashed in and still have a bond.
pub const SPANS: u32 = 64;

call!(
	/// Bonds `value`, in planck, of the caller, a new staker whose pay goes to `payee`.
	staking Bond bond(value: u128, payee: RewardDestination)
);
call!(
	/// Bonds up to `max_additional` planck more of the caller.
	staking BondExtra bond_extra(max_additional: u128)
);
call!(
	/// Sets the validators that the calling nominator backs.
	staking Nominate nominate(targets: Vec<Lookup>)
);
call!(
	/// Makes the caller a candidate for validator, with these preferences.
	staking Validate validate(prefs: ValidatorPrefs)
);
call!(
	/// Stops the caller from nominating or validating from the next election on.
	staking Chill chill()
);
call!(
	/// Unbonds `value`, in planck, of the caller. It is free after the bonding duration.
	staking Unbond unbond(value: u128)
);
call!(
	/// Bonds again `value`, in planck, of what the caller is unbonding.
	staking Rebond rebond(value: u128)
);
call!(
	/// Frees what the caller has unbonded and whose bonding duration is over. `num_slashing_spans`
	/// is at least the number of the account's slashing spans.
	staking WithdrawUnbonded withdraw_unbonded(num_slashing_spans: u32)
);
call!(
	/// Pays one page of the stakers behind a validator for an era. Anyone can call it.
	staking PayoutStakersByPage payout_stakers_by_page(
		validator_stash: AccountId32,
		era: u32,
		page: u32,
	)
);
call!(
	/// Sets the session keys of the calling validator. The keys are as the node has encoded them,
	/// and `proof` shows that it has them.
	"Session" set_keys(keys: Static<Encoded>, proof: Vec<u8>)
);

/// Calls of members of pools, some of which have the same names.
pub mod pools {
	use super::*;

	pub use pallet_nomination_pools::PoolState;

	call!(
		/// Creates a pool with `amount`, in planck, of the caller, its depositor, and these roles.
		nomination_pools Create create(
			amount: u128,
			root: Lookup,
			nominator: Lookup,
			bouncer: Lookup,
		)
	);
	call!(
		/// Sets the name of a pool. The caller is its root.
		nomination_pools SetMetadata set_metadata(pool_id: u32, metadata: Vec<u8>)
	);
	call!(
		/// Joins a pool with `amount`, in planck, of the caller.
		nomination_pools Join join(amount: u128, pool_id: u32)
	);
	call!(
		/// Adds to the caller's stake in its pool.
		nomination_pools BondExtra bond_extra(extra: BondExtra)
	);
	call!(
		/// Sets the validators that a pool backs. The caller is its nominator or its root.
		nomination_pools Nominate nominate(pool_id: u32, validators: Vec<AccountId32>)
	);
	call!(
		/// Stops a pool from backing validators. The caller is its nominator or its root.
		nomination_pools Chill chill(pool_id: u32)
	);
	call!(
		/// Sets the state of a pool. The caller is its root or its bouncer.
		nomination_pools SetState set_state(pool_id: u32, state: PoolState)
	);
	call!(
		/// Pays the caller's pay from its pool to its account.
		nomination_pools ClaimPayout claim_payout()
	);
	call!(
		/// Unbonds points of a member of a pool. The member can call it; root and bouncer can where
		/// the pool is blocked, and anyone where it is being ended.
		nomination_pools Unbond unbond(member_account: Lookup, unbonding_points: u128)
	);
	call!(
		/// Frees what a member has unbonded and whose bonding duration is over.
		/// `num_slashing_spans` is at least the number of the pool account's slashing spans.
		nomination_pools WithdrawUnbonded withdraw_unbonded(
			member_account: Lookup,
			num_slashing_spans: u32,
		)
	);
}
