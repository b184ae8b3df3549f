// SPDX-License-Identifier: Apache-2.0

//! Staking over many eras, on the chain as it is, at the brisk pace of the presets.
//!
//! Blocks are made as on a live chain: the author in the digest, the time by its inherent, the hooks
//! of all pallets in their order. There are only some of them, two to a session. After each, nothing
//! has been made or lost.

mod bonds;
mod pay;
mod pools;
mod random;
mod slashes;

use super::{development, preset};
use crate::{
	check_state::check_issuance,
	configs::{
		openledger::StakersPot,
		parameters::{dynamic_params::staking, EmissionBasisPoints, RuntimeParameters},
	},
	constants::time::SLOT_DURATION,
	AccountId, AllPalletsWithSystem, Authorship, Babe, Balance, Balances, Hash, Offences,
	Parameters, Runtime, RuntimeEvent, RuntimeOrigin, Session, Staking, System, Timestamp,
};
use frame_support::{
	assert_ok,
	traits::{fungible::Inspect, OnFinalize, OnIdle, OnInitialize},
	weights::Weight,
};
use pallet_babe::EquivocationOffence;
use pallet_origins::Origin;
use pallet_rewards::StakersUnpaid;
use pallet_staking::{RewardDestination, ValidatorPrefs};
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	Slot,
};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::{Digest, DigestItem, DispatchResult, Perbill};
use sp_staking::{
	offence::{OffenceError, ReportOffence},
	EraIndex,
	StakingAccount::Stash,
};

/// Half a session.
const SLOTS_A_BLOCK: u64 = 5;
const FIRST_SLOT: u64 = 1_000;
/// What staking measures of an era: from its first block to its last, the sixth.
const ERA_MILLIS: u64 = 5 * SLOTS_A_BLOCK * SLOT_DURATION;

/// Runs a test in the first block after a genesis; after it the invariants, and that what eras were
/// given was paid, returned, or is still to be paid.
fn on(mut genesis: sp_io::TestExternalities, test: impl FnOnce()) {
	genesis.execute_with(|| {
		next_block();
		test();
		next_block();
		check();
	});
}

/// On a chain with Alice for its only validator.
fn on_development(test: impl FnOnce()) {
	on(development(), test);
}

/// On a chain with four validators of equal stake.
fn on_testnet(test: impl FnOnce()) {
	on(preset(LOCAL_TESTNET_RUNTIME_PRESET), test);
}

fn check() {
	check_issuance().unwrap();
	let Books { burned, paid, returned } = books();
	assert_eq!(burned, paid + returned + StakersUnpaid::<Runtime>::get());
	#[cfg(feature = "try-runtime")]
	{
		use frame_support::traits::{PalletsInfoAccess, TryState, TryStateSelect};
		// Two checks of the SDK's own do not allow for all that may be: after a slash, what members of
		// a pool have by its points is some planck less than what the pool has; and in the block that
		// changes the authorities, the index of its author means another.
		let pallets = AllPalletsWithSystem::infos().into_iter().map(|pallet| pallet.name);
		let checked = pallets.filter(|name| !["NominationPools", "Authorship"].contains(name));
		let select = TryStateSelect::Only(checked.map(Into::into).collect());
		AllPalletsWithSystem::try_state(System::block_number(), select).unwrap();
	}
}

/// What became of what eras were given, by the events since genesis.
#[derive(Default)]
struct Books {
	burned: Balance,
	paid: Balance,
	returned: Balance,
}

fn books() -> Books {
	let mut books = Books::default();
	for record in System::events() {
		match record.event {
			RuntimeEvent::Rewards(pallet_rewards::Event::EraFunded { fees, emission }) => {
				books.burned += fees + emission;
			}
			RuntimeEvent::Rewards(pallet_rewards::Event::EraReturned { amount }) => {
				books.returned += amount;
			}
			RuntimeEvent::Staking(pallet_staking::Event::Rewarded { amount, .. }) => {
				books.paid += amount;
			}
			RuntimeEvent::Staking(pallet_staking::Event::EraPaid { remainder, .. }) => {
				books.paid += remainder;
			}
			_ => {}
		}
	}
	books
}

/// What the last era to end was given, of fees and by the reserve.
fn last_funded() -> (Balance, Balance) {
	let funded = |record: frame_system::EventRecord<RuntimeEvent, Hash>| match record.event {
		RuntimeEvent::Rewards(pallet_rewards::Event::EraFunded { fees, emission }) => {
			Some((fees, emission))
		}
		_ => None,
	};
	System::events().into_iter().rev().find_map(funded).expect("an era has ended")
}

/// Ends the block and begins another, so many slots later. Its author is the next validator that is
/// not disabled.
fn block_after(slots: u64) {
	let ended = System::block_number();
	if ended > 0 {
		AllPalletsWithSystem::on_idle(ended, Weight::MAX);
		AllPalletsWithSystem::on_finalize(ended);
		check_issuance().unwrap();
	}
	let number = ended + 1;
	let slot = Slot::from(FIRST_SLOT.max(*Babe::current_slot()) + slots);
	let disabled = Session::disabled_validators();
	let count = u32::try_from(Session::validators().len()).unwrap();
	let authority_index = (0..count)
		.map(|next| (number + next) % count)
		.find(|index| !disabled.contains(index))
		.expect("not all validators are disabled");
	let author = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot });
	let digest = Digest { logs: vec![DigestItem::babe_pre_digest(author)] };
	System::initialize(&number, &Hash::default(), &digest);
	AllPalletsWithSystem::on_initialize(number);
	assert_ok!(Timestamp::set(RuntimeOrigin::none(), *slot * SLOT_DURATION));
	check_issuance().unwrap();
}

fn next_block() {
	block_after(SLOTS_A_BLOCK);
}

fn active_era() -> EraIndex {
	Staking::active_era().expect("there is an era from genesis on").index
}

/// Goes on to the first block of era `era`.
fn run_to_era(era: EraIndex) {
	assert!(active_era() <= era);
	let enough = 7 * (era - active_era());
	for _ in 0..enough {
		if active_era() == era {
			return;
		}
		next_block();
	}
	assert_eq!(active_era(), era, "eras end");
}

fn next_era() {
	run_to_era(active_era() + 1);
}

fn signed(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

fn account(key: Key) -> AccountId {
	key.to_account_id()
}

/// All that `who` has, held or not.
fn wealth(who: &AccountId) -> Balance {
	<Balances as Inspect<AccountId>>::total_balance(who)
}

/// What is bonded for `who`, unbonding included.
fn bonded(who: &AccountId) -> Balance {
	Staking::ledger(Stash(who.clone())).map(|ledger| ledger.total).unwrap_or_default()
}

/// Bonds `amount` of `who`, and backs `targets` with it from the next era on.
fn nominate(
	who: &AccountId,
	amount: Balance,
	payee: RewardDestination<AccountId>,
	targets: &[&AccountId],
) {
	assert_ok!(Staking::bond(signed(who), amount, payee));
	let targets = targets.iter().map(|&target| target.clone().into()).collect();
	assert_ok!(Staking::nominate(signed(who), targets));
}

fn validate(who: &AccountId, percent: u32) {
	let commission = Perbill::from_percent(percent);
	assert_ok!(Staking::validate(signed(who), ValidatorPrefs { commission, blocked: false }));
}

/// Anyone claims for a validator and those who back it.
fn payout(validator: &AccountId, era: EraIndex) -> DispatchResult {
	Staking::payout_stakers(signed(&account(Key::Ferdie)), validator.clone(), era)
		.map(|_| ())
		.map_err(|error| error.error)
}

/// Puts so much into the stakers' pot, as settlement does.
fn pay_stakers(amount: Balance) -> DispatchResult {
	let pot = StakersPot::get();
	Balances::transfer_keep_alive(signed(&account(Key::Eve)), pot.into(), amount)
}

fn set_emission(basis_points: u32) {
	let value = EmissionBasisPoints::new(basis_points).expect("tests keep to the bounds");
	let emission = staking::Parameters::Emission(staking::Emission, Some(value));
	let parameter = RuntimeParameters::Staking(emission);
	assert_ok!(Parameters::set_parameter(Origin::Staking.into(), parameter));
}

/// Reports that `offender` made two blocks in the slot. Goes on a block if it is the author: it would
/// be disabled in its own block.
fn report(offender: &AccountId, reporter: &AccountId) -> Result<(), OffenceError> {
	while Authorship::author().as_ref() == Some(offender) {
		next_block();
	}
	let offence = EquivocationOffence {
		slot: Babe::current_slot(),
		session_index: Session::current_index(),
		validator_set_count: u32::try_from(Session::validators().len()).unwrap(),
		offender: (offender.clone(), ()),
	};
	Offences::report_offence(vec![reporter.clone()], offence)
}
