// SPDX-License-Identifier: Apache-2.0

use super::{development, weights::largest_reveal};
use crate::{
	configs::{
		money::{DealWithFees, TreasuryAccount},
		parameters::DemandBondOpen,
	},
	constants::currency::{EXISTENTIAL_DEPOSIT, MICRO_OPEN, MILLI_OPEN, OPEN, TOTAL_ISSUANCE},
	AccountId, Address, Balances, Rewards, Runtime, RuntimeCall, RuntimeOrigin, Signature, Staking,
	TransactionPayment, TxExtension, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
	assert_ok,
	storage::{storage_prefix, unhashed},
	traits::{
		fungible::{Balanced, Credit},
		tokens::{Fortitude, Precision, Preservation},
		OnUnbalanced,
	},
};
use openledger_primitives::interfaces::{Ledger, Source};
use pallet_staking::RewardDestination;
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring;
use sp_runtime::generic::Era;
use sp_staking::StakingAccount::Stash;

fn signed(call: RuntimeCall) -> UncheckedExtrinsic {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::<Runtime>::new(),
		frame_system::CheckNonZeroSender::<Runtime>::new(),
		frame_system::CheckSpecVersion::<Runtime>::new(),
		frame_system::CheckTxVersion::<Runtime>::new(),
		frame_system::CheckGenesis::<Runtime>::new(),
		frame_system::CheckEra::<Runtime>::from(Era::mortal(64, 0)),
		frame_system::CheckNonce::<Runtime>::from(0),
		frame_system::CheckWeight::<Runtime>::new(),
		pallet_transaction_payment::ChargeTransactionPayment::<Runtime>::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::<Runtime>::new(false),
		frame_system::WeightReclaim::<Runtime>::new(),
	);
	UncheckedExtrinsic::new_signed(
		call,
		Address::Id(Sr25519Keyring::Alice.to_account_id()),
		Signature::Sr25519(sr25519::Signature::from_raw([0; 64])),
		extension,
	)
}

fn withdraw(who: &AccountId, amount: u128) -> Credit<AccountId, Balances> {
	<Balances as Balanced<AccountId>>::withdraw(
		who,
		amount,
		Precision::Exact,
		Preservation::Preserve,
		Fortitude::Polite,
	)
	.expect("the account has that much")
}

#[test]
fn a_transfer_should_cost_less_than_a_thousandth() {
	development().execute_with(|| {
		let dest = Sr25519Keyring::Bob.to_account_id().into();
		let call = pallet_balances::Call::transfer_allow_death { dest, value: OPEN };
		let transfer = signed(RuntimeCall::Balances(call));
		let length = u32::try_from(transfer.encoded_size()).expect("a transfer is short");
		let fee = TransactionPayment::query_info(transfer, length).partial_fee;
		assert!(fee <= MILLI_OPEN, "{fee}");
		assert!(fee >= 500 * MICRO_OPEN, "{fee}");
	});
}

/// Many times over: fees rise when blocks are full.
#[test]
fn the_least_bond_of_a_demand_should_pay_for_any_answer() {
	development().execute_with(|| {
		let answer = signed(largest_reveal().into());
		let length = u32::try_from(answer.encoded_size()).expect("an answer is short");
		let fee = TransactionPayment::query_info(answer, length).partial_fee;
		let least = OPEN * u128::from(DemandBondOpen::clamp_from(0).get());
		assert!(fee * 10 <= least, "{fee}");
	});
}

#[test]
fn fees_and_tips_should_reach_the_treasury_without_an_author() {
	development().execute_with(|| {
		let alice = Sr25519Keyring::Alice.to_account_id();
		let before = Balances::free_balance(TreasuryAccount::get());
		let (fee, tip) = (withdraw(&alice, 7), withdraw(&alice, 6));

		DealWithFees::on_unbalanceds([fee, tip].into_iter());

		assert_eq!(Balances::free_balance(TreasuryAccount::get()), before + 13);
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	});
}

#[test]
fn an_author_should_get_a_fifth_of_fees() {
	development().execute_with(|| {
		let (alice, author) =
			(Sr25519Keyring::Alice.to_account_id(), Sr25519Keyring::BobStash.to_account_id());
		// What Authorship notes of the block that is being made; it lets nobody else write it.
		unhashed::put(&storage_prefix(b"Authorship", b"Author"), &author);
		let treasury = Balances::free_balance(TreasuryAccount::get());
		let before = Balances::free_balance(&author);

		DealWithFees::on_unbalanced(withdraw(&alice, 100));

		assert_eq!(Balances::free_balance(&author), before + 20);
		assert_eq!(Balances::free_balance(TreasuryAccount::get()), treasury + 80);
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	});
}

#[test]
fn dust_should_reach_the_treasury() {
	development().execute_with(|| {
		let eve = Sr25519Keyring::Eve.to_account_id();
		let before = Balances::free_balance(TreasuryAccount::get());
		let dust = EXISTENTIAL_DEPOSIT - 1;
		let value = Balances::free_balance(&eve) - dust;

		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(eve.clone()),
			Sr25519Keyring::Bob.to_account_id().into(),
			value
		));

		assert_eq!(Balances::free_balance(&eve), 0);
		assert_eq!(Balances::free_balance(TreasuryAccount::get()), before + dust);
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	});
}

#[test]
fn claims_should_be_bonded_at_once_and_on_top() {
	development().execute_with(|| {
		let owe = |who: &AccountId, amount| {
			let payer = Sr25519Keyring::Alice.to_account_id();
			assert_ok!(Rewards::collect(&payer, amount));
			assert_ok!(Rewards::credit(who, amount, Source::Operator { batch: 0 }));
		};
		let bonded = |who: &AccountId| Staking::ledger(Stash(who.clone())).unwrap().active;
		// An account that has nothing keeps what makes it an account.
		let new = AccountId::from([9; 32]);
		owe(&new, 5 * OPEN);
		assert_ok!(Rewards::claim_and_bond(RuntimeOrigin::signed(new.clone())));
		assert_eq!(bonded(&new), 5 * OPEN - EXISTENTIAL_DEPOSIT);
		assert_eq!(Balances::free_balance(&new), EXISTENTIAL_DEPOSIT);
		assert_eq!(Staking::payee(Stash(new)), Some(RewardDestination::Staked));

		let stash = Sr25519Keyring::AliceStash.to_account_id();
		let before = bonded(&stash);
		owe(&stash, 7 * OPEN);
		assert_ok!(Rewards::claim_and_bond(RuntimeOrigin::signed(stash.clone())));
		assert_eq!(bonded(&stash), before + 7 * OPEN);
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	});
}
