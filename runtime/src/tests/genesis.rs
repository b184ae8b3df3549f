// SPDX-License-Identifier: Apache-2.0

use super::{preset, preset_config, try_build};
use crate::{
	configs::{
		money::TreasuryAccount,
		openledger::{ChallengeWindow, CloseDelay, GracePeriod, RevealWindow, UnbondingDelay},
	},
	constants::{
		accounts,
		currency::{
			EXISTENTIAL_DEPOSIT, INVESTORS, LIQUIDITY, STAKING_RESERVE, TEAM, TOTAL_ISSUANCE,
		},
		time::{DAYS, MINUTES},
	},
	genesis::{encode_pace, PARAMETERS},
	genesis_config_presets::{get_preset, preset_names, DEV_BOND},
	pace::{CurrentPace, EpochDuration, Pace, PACE},
	AccountId, AuthorityDiscovery, Babe, Balance, Balances, Grandpa, Runtime, Session,
};
use frame_support::{traits::Get, PalletId};
use openledger_primitives::challenge::reveal_window;
use serde_json::json;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;
use sp_runtime::traits::AccountIdConversion;

fn balance(pot: PalletId) -> Balance {
	Balances::free_balance(AccountIdConversion::<AccountId>::into_account_truncating(&pot))
}

#[test]
fn presets_should_issue_exactly_all_open() {
	for id in preset_names() {
		preset(&id).execute_with(|| {
			assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE, "{id}");
			let held: Balance = frame_system::Account::<Runtime>::iter_values()
				.map(|account| account.data.free + account.data.reserved)
				.sum();
			assert_eq!(held, TOTAL_ISSUANCE, "{id}");
		});
	}
}

#[test]
fn presets_should_fund_every_pot() {
	for id in preset_names() {
		preset(&id).execute_with(|| {
			assert_eq!(balance(accounts::INVESTORS), INVESTORS);
			assert_eq!(balance(accounts::TEAM), TEAM);
			assert_eq!(balance(accounts::LIQUIDITY), LIQUIDITY);
			assert_eq!(balance(accounts::STAKING_RESERVE), STAKING_RESERVE);
			assert_eq!(balance(accounts::REWARDS), EXISTENTIAL_DEPOSIT);
			assert_eq!(balance(accounts::STAKERS), EXISTENTIAL_DEPOSIT);
			assert_eq!(balance(accounts::TREASURY), Balances::free_balance(TreasuryAccount::get()));
			assert!(balance(accounts::TREASURY) > STAKING_RESERVE);
		});
	}
}

#[test]
fn validators_should_come_from_staking() {
	for (id, stashes) in [
		(DEV_RUNTIME_PRESET, vec![Sr25519Keyring::AliceStash]),
		(
			LOCAL_TESTNET_RUNTIME_PRESET,
			vec![
				Sr25519Keyring::AliceStash,
				Sr25519Keyring::BobStash,
				Sr25519Keyring::CharlieStash,
				Sr25519Keyring::DaveStash,
			],
		),
	] {
		preset(id).execute_with(|| {
			let mut expected: Vec<_> = stashes.iter().map(|stash| stash.to_account_id()).collect();
			let mut validators = Session::validators();
			expected.sort();
			validators.sort();
			assert_eq!(validators, expected);
			assert_eq!(Babe::authorities().len(), expected.len());
			assert_eq!(Grandpa::grandpa_authorities().len(), expected.len());
			assert_eq!(AuthorityDiscovery::authorities().len(), expected.len());
			for stash in expected {
				let bonded =
					pallet_staking::Ledger::<Runtime>::get(&stash).map(|ledger| ledger.active);
				assert_eq!(bonded, Some(DEV_BOND));
			}
		});
	}
}

#[test]
fn only_development_should_have_sudo() {
	preset(DEV_RUNTIME_PRESET).execute_with(|| {
		let alice = Sr25519Keyring::Alice.to_account_id();
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(alice));
	});
	preset(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
	});
}

#[test]
fn presets_should_set_parameters() {
	let time_to_reveal = || reveal_window(RevealWindow::get(), ChallengeWindow::get(), false);

	preset(DEV_RUNTIME_PRESET).execute_with(|| {
		assert_eq!((ChallengeWindow::get(), time_to_reveal()), (10, 3));
		assert_eq!((UnbondingDelay::get(), CloseDelay::get()), (20, 10));
		assert_eq!(GracePeriod::get(), 20);
	});
	preset(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		assert_eq!((ChallengeWindow::get(), time_to_reveal()), (15, 5));
		assert_eq!((UnbondingDelay::get(), CloseDelay::get()), (420, 60));
		assert_eq!(GracePeriod::get(), 120);
		assert_eq!(pallet_parameters::Parameters::<Runtime>::iter().count(), 1);
	});
}

#[test]
fn presets_should_set_the_pace_and_nothing_else_should() {
	preset(DEV_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(CurrentPace::get(), Pace::BRISK);
		assert_eq!(Pace::scaled(7 * DAYS), MINUTES);
		assert_eq!(Pace::scaled(10 * MINUTES), 2);
		assert_eq!(Pace::BRISK.era_millis(), 60_000);
	});
	let mut config = preset_config(DEV_RUNTIME_PRESET);
	config.as_object_mut().unwrap().remove(PACE);
	try_build(&config).unwrap().execute_with(|| {
		assert_eq!(CurrentPace::get(), Pace::LIVE);
		assert_eq!(Pace::scaled(7 * DAYS), 7 * DAYS);
		assert_eq!(EpochDuration::get(), 300);
		assert_eq!(Pace::LIVE.era_millis(), 3_600_000);
	});
}

#[test]
fn build_state_should_refuse_a_pace_that_stops_the_chain() {
	for absurd in [
		Pace { epoch_slots: 4, ..Pace::LIVE },
		Pace { sessions_per_era: 0, ..Pace::LIVE },
		Pace { slash_defer_eras: Pace::LIVE.bonding_eras, ..Pace::LIVE },
		Pace { governance_divisor: 0, ..Pace::LIVE },
	] {
		let mut config = preset_config(DEV_RUNTIME_PRESET);
		config[PACE] = encode_pace(&absurd);
		assert!(try_build(&config).is_err(), "{absurd:?}");
	}
}

#[test]
fn build_state_should_refuse_what_it_does_not_know() {
	let mut config = preset_config(DEV_RUNTIME_PRESET);
	config["paramaters"] = json!([]);
	assert!(try_build(&config).is_err());
}

#[test]
fn build_state_should_refuse_absurd_parameters() {
	// A challenge window (group 0, key 1, `Some`) of 7,199 blocks, one less than the least.
	for absurd in ["0x0001011f1c0000", "0x000101201c000000", "0xff", "oops"] {
		let mut config = preset_config(DEV_RUNTIME_PRESET);
		config[PARAMETERS] = json!([absurd]);
		assert!(try_build(&config).is_err(), "{absurd}");
	}
	let mut config = preset_config(DEV_RUNTIME_PRESET);
	config[PARAMETERS] = json!(["0x000101201c0000"]);
	assert!(try_build(&config).is_ok());
}

#[test]
fn an_unknown_preset_should_be_none() {
	assert_eq!(get_preset(&PresetId::from("mainnet")), None);
}

#[cfg(feature = "try-runtime")]
#[test]
fn every_pallet_should_be_sound_after_genesis() {
	use crate::{AllPalletsWithSystem, BlockNumber};
	use frame_support::traits::{TryState, TryStateSelect};

	for id in preset_names() {
		preset(&id).execute_with(|| {
			<AllPalletsWithSystem as TryState<BlockNumber>>::try_state(0, TryStateSelect::All)
				.expect("the state after genesis is sound");
		});
	}
}
