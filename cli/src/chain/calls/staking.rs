// SPDX-License-Identifier: Apache-2.0

//! Calls of those who stake, alone or in a pool.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::{AccountId32, Encoded, Static},
};

use super::{id, Lookup};
use crate::args::Payee;

/// Where pay goes.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum RewardDestination {
	Staked,
	Stash,
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

/// How a validator divides its pay, and whether it can be nominated.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ValidatorPrefs {
	/// In parts per billion.
	pub commission: u32,
	pub blocked: bool,
}

/// What a member adds to its pool.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum BondExtra {
	FreeBalance(u128),
	Rewards,
}

/// More spans than an account can have been slashed in and still have a bond.
pub const SPANS: u32 = 64;

call!("Staking" bond Bond { value: u128, payee: RewardDestination });
call!("Staking" bond_extra More { max_additional: u128 });
call!("Staking" nominate Nominate { targets: Vec<Lookup> });
call!("Staking" validate Validate { prefs: ValidatorPrefs });
call!("Staking" chill Chill {});
call!("Staking" unbond Unbond { value: u128 });
call!("Staking" rebond Rebond { value: u128 });
call!("Staking" withdraw_unbonded Withdraw { num_slashing_spans: u32 });
call!("Staking" payout_stakers_by_page PayPage {
	validator_stash: AccountId32,
	era: u32,
	page: u32,
});
// The keys are as the node has encoded them.
call!("Session" set_keys SetKeys { keys: Static<Encoded>, proof: Vec<u8> });

/// Calls of members of pools, some of which have the same names.
pub mod pools {
	use super::*;

	/// What a pool becomes.
	#[derive(EncodeAsType)]
	#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
	pub enum NewState {
		Destroying,
	}

	call!("NominationPools" create Create {
		amount: u128,
		root: Lookup,
		nominator: Lookup,
		bouncer: Lookup,
	});
	call!("NominationPools" set_metadata SetMetadata { pool_id: u32, metadata: Vec<u8> });
	call!("NominationPools" join Join { amount: u128, pool_id: u32 });
	call!("NominationPools" bond_extra Extra { extra: BondExtra });
	call!("NominationPools" nominate Back { pool_id: u32, validators: Vec<AccountId32> });
	call!("NominationPools" chill StopBacking { pool_id: u32 });
	call!("NominationPools" set_state SetState { pool_id: u32, state: NewState });
	call!("NominationPools" claim_payout ClaimPayout {});
	call!("NominationPools" unbond Leave { member_account: Lookup, unbonding_points: u128 });
	call!("NominationPools" withdraw_unbonded TakeBack {
		member_account: Lookup,
		num_slashing_spans: u32,
	});
}
