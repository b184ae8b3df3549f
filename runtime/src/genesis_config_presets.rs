// SPDX-License-Identifier: Apache-2.0

//! Genesis of the networks that the runtime knows: `development` and `local_testnet`.
//!
//! Each issues all the OPEN that there will ever be.

use crate::{
	configs::{
		consensus::BABE_GENESIS_EPOCH_CONFIG,
		parameters::{
			dynamic_params::attribution::{
				ChallengeWindow, CloseDelay, GracePeriod, Parameters, UnbondingDelay,
			},
			ChallengeBlocks, CloseBlocks, GraceBlocks, RuntimeParameters, UnbondingBlocks,
		},
		staking::{MAX_POOLS, MAX_TARGETS},
	},
	constants::{
		accounts,
		currency::{
			COMMUNITY, EXISTENTIAL_DEPOSIT, INVESTORS, LIQUIDITY, OPEN, STAKING_RESERVE, TEAM,
		},
	},
	genesis::{encode_pace, encode_parameters, PARAMETERS},
	pace::{Pace, PACE},
	AccountId, BabeConfig, Balance, BalancesConfig, BlockNumber, NominationPoolsConfig,
	RuntimeGenesisConfig, SessionConfig, SessionKeys, StakingConfig, SudoConfig,
	TechnicalCommitteeConfig,
};
use alloc::{vec, vec::Vec};
use frame_support::{build_struct_json_patch, PalletId};
use pallet_staking::StakerStatus;
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::AccountIdConversion, Perbill};

/// What each well-known account has, out of the community's share.
pub const DEV_ENDOWMENT: Balance = 1_000_000 * OPEN;
/// What the first validators bond, out of that.
pub const DEV_BOND: Balance = 100_000 * OPEN;
const MIN_VALIDATOR_BOND: Balance = 1_000 * OPEN;
const MIN_NOMINATOR_BOND: Balance = 10 * OPEN;
const MIN_POOL_BOND: Balance = 100 * OPEN;
const MIN_JOIN_BOND: Balance = OPEN;
/// Places for validators: more than there are at first, so that others can join.
const VALIDATORS: u32 = 8;

/// A first validator: its stash, and the session keys that a node of that name has.
struct Validator {
	stash: AccountId,
	keys: SessionKeys,
}

impl Validator {
	fn new(stash: Sr25519Keyring, session: Sr25519Keyring, finality: Ed25519Keyring) -> Self {
		Self {
			stash: stash.to_account_id(),
			keys: SessionKeys {
				babe: session.public().into(),
				grandpa: finality.public().into(),
				authority_discovery: session.public().into(),
			},
		}
	}

	fn alice() -> Self {
		Self::new(Sr25519Keyring::AliceStash, Sr25519Keyring::Alice, Ed25519Keyring::Alice)
	}

	fn bob() -> Self {
		Self::new(Sr25519Keyring::BobStash, Sr25519Keyring::Bob, Ed25519Keyring::Bob)
	}

	fn charlie() -> Self {
		Self::new(Sr25519Keyring::CharlieStash, Sr25519Keyring::Charlie, Ed25519Keyring::Charlie)
	}

	fn dave() -> Self {
		Self::new(Sr25519Keyring::DaveStash, Sr25519Keyring::Dave, Ed25519Keyring::Dave)
	}
}

fn account(pot: PalletId) -> AccountId {
	pot.into_account_truncating()
}

/// Who has what at genesis. The treasury has what is left of the community's share.
fn endowments() -> Vec<(AccountId, Balance)> {
	let mut community = vec![
		(account(accounts::STAKING_RESERVE), STAKING_RESERVE),
		// Pots start with what an account needs to exist, so that they can take any amount.
		(account(accounts::REWARDS), EXISTENTIAL_DEPOSIT),
		(account(accounts::STAKERS), EXISTENTIAL_DEPOSIT),
	];
	community.extend(Sr25519Keyring::well_known().map(|key| (key.to_account_id(), DEV_ENDOWMENT)));
	let given: Balance = community.iter().map(|(_, amount)| amount).sum();
	community.push((account(accounts::TREASURY), COMMUNITY - given));

	community
		.into_iter()
		.chain([
			(account(accounts::INVESTORS), INVESTORS),
			(account(accounts::TEAM), TEAM),
			(account(accounts::LIQUIDITY), LIQUIDITY),
		])
		.collect()
}

fn genesis(
	validators: Vec<Validator>,
	sudo: Option<AccountId>,
	parameters: &[RuntimeParameters],
) -> Value {
	let session_keys: Vec<_> = validators
		.iter()
		.map(|validator| (validator.stash.clone(), validator.stash.clone(), validator.keys.clone()))
		.collect();
	let stakers: Vec<_> = validators
		.into_iter()
		.map(|Validator { stash, .. }| {
			(stash.clone(), stash, DEV_BOND, StakerStatus::<AccountId>::Validator)
		})
		.collect();

	// Authorities come from staking, through Session: Babe and Grandpa list none of their own.
	let mut patch = build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: endowments() },
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		session: SessionConfig { keys: session_keys },
		staking: StakingConfig {
			validator_count: VALIDATORS,
			minimum_validator_count: 1,
			stakers,
			slash_reward_fraction: Perbill::from_percent(10),
			min_nominator_bond: MIN_NOMINATOR_BOND,
			min_validator_bond: MIN_VALIDATOR_BOND,
			// More candidates than an election considers would make it fail.
			max_validator_count: Some(MAX_TARGETS),
		},
		nomination_pools: NominationPoolsConfig {
			min_join_bond: MIN_JOIN_BOND,
			min_create_bond: MIN_POOL_BOND,
			max_pools: Some(MAX_POOLS),
			// A member's entry is paid for by what it holds; there may be any number.
			max_members_per_pool: None,
			max_members: None,
			global_max_commission: Some(Perbill::from_percent(50)),
		},
		technical_committee: TechnicalCommitteeConfig {
			members: [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie]
				.map(|key| key.to_account_id())
				.to_vec(),
			..Default::default()
		},
		sudo: SudoConfig { key: sudo },
	});
	patch[PACE] = encode_pace(&Pace::BRISK);
	patch[PARAMETERS] = encode_parameters(parameters);
	patch
}

/// What a window of so many blocks at the pace of the presets takes on a live chain.
fn live(blocks: BlockNumber) -> BlockNumber {
	blocks * Pace::BRISK.windows_divisor()
}

/// One node. Alice validates, and has sudo.
fn development() -> Value {
	genesis(
		vec![Validator::alice()],
		Some(Sr25519Keyring::Alice.to_account_id()),
		// The least, which at this pace is 20 seconds for most, so that one can watch a batch become
		// final or a channel close.
		&[
			Parameters::ChallengeWindow(ChallengeWindow, ChallengeBlocks::new(live(10))),
			Parameters::UnbondingDelay(UnbondingDelay, UnbondingBlocks::new(live(20))),
			Parameters::CloseDelay(CloseDelay, CloseBlocks::new(live(10))),
			Parameters::GracePeriod(GracePeriod, GraceBlocks::new(live(20))),
		]
		.map(RuntimeParameters::Attribution),
	)
}

/// Four validators, and nobody with sudo.
fn local_testnet() -> Value {
	let validators =
		vec![Validator::alice(), Validator::bob(), Validator::charlie(), Validator::dave()];
	// Half a minute, so that a network can be watched at work.
	let window = ChallengeBlocks::new(live(15));
	let window = Parameters::ChallengeWindow(ChallengeWindow, window);
	genesis(validators, None, &[RuntimeParameters::Attribution(window)])
}

/// The preset with this name, as JSON that is merged into the default genesis config.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_str() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		_ => return None,
	};
	Some(serde_json::to_vec(&patch).expect("a JSON value has a text; qed"))
}

/// All names that [`get_preset`] knows.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
