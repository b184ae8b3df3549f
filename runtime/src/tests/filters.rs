// SPDX-License-Identifier: Apache-2.0

use super::{
	answers::{by_channel, Answer},
	development, weights,
};
use crate::{
	configs::util::ProxyType, AccountId, Balance, Runtime, RuntimeCall, RuntimeOrigin, SafeMode,
	TxPause, Utility,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::{Contains, GetCallMetadata, InstanceFilter},
};
use openledger_primitives::challenge::{Evidence, Excerpt};
use pallet_tx_pause::{PalletNameOf, RuntimeCallNameOf};
use sp_core::H256;
use sp_keyring::Sr25519Keyring;

fn allowed(call: &RuntimeCall) -> bool {
	<Runtime as frame_system::Config>::BaseCallFilter::contains(call)
}

fn bounded(text: &str) -> PalletNameOf<Runtime> {
	text.as_bytes().to_vec().try_into().expect("names are short")
}

pub(super) fn name(pallet: &str, call: &str) -> RuntimeCallNameOf<Runtime> {
	(bounded(pallet), bounded(call))
}

fn timestamp() -> RuntimeCall {
	RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: 0 })
}

fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() })
}

fn transfer() -> RuntimeCall {
	let dest = Sr25519Keyring::Bob.to_account_id().into();
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value: Balance::MAX })
}

fn answer() -> Answer {
	Answer::new(by_channel(0, 0), 1)
}

fn refute() -> RuntimeCall {
	let (exhibit, proof) = (answer().exhibit(), answer().score_mismatch());
	RuntimeCall::Attribution(pallet_attribution::Call::refute { batch: 0, exhibit, proof })
}

fn demand_reveal() -> RuntimeCall {
	let call = pallet_attribution::Call::demand_reveal { batch: 0, receipt: 0, span: 0 };
	RuntimeCall::Attribution(call)
}

fn reveal() -> RuntimeCall {
	let output = Excerpt { first: 0, bytes: Default::default(), path: Default::default() };
	RuntimeCall::Attribution(pallet_attribution::Call::reveal {
		batch: 0,
		span: 0,
		exhibit: answer().exhibit(),
		evidence: Box::new(Evidence::SpanNotFound { output }),
	})
}

fn expire_demand() -> RuntimeCall {
	let call = pallet_attribution::Call::expire_demand { batch: 0, receipt: 0, span: 0 };
	RuntimeCall::Attribution(call)
}

fn strike_malformed() -> RuntimeCall {
	let excerpt = Excerpt { first: 0, bytes: Default::default(), path: Default::default() };
	let (contribution, at, len) = (0, 0, 1);
	let call = pallet_contributions::Call::strike_malformed { contribution, at, len, excerpt };
	RuntimeCall::Contributions(call)
}

fn finalize() -> RuntimeCall {
	let call = pallet_attribution::Call::finalize { batch: 0, max_payments: 1 };
	RuntimeCall::Attribution(call)
}

#[test]
fn safe_mode_should_let_blocks_and_repairs_go_on() {
	development().execute_with(|| {
		assert!(allowed(&transfer()));
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));

		assert!(!allowed(&transfer()));
		assert!(!allowed(&remark()));
		assert!(allowed(&timestamp()));
		for call in [
			RuntimeCall::System(frame_system::Call::apply_authorized_upgrade { code: Vec::new() }),
			RuntimeCall::Session(pallet_session::Call::purge_keys {}),
			RuntimeCall::Staking(pallet_staking::Call::chill {}),
			RuntimeCall::Preimage(pallet_preimage::Call::note_preimage { bytes: Vec::new() }),
			RuntimeCall::Sudo(pallet_sudo::Call::sudo { call: Box::new(remark()) }),
			RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {}),
		] {
			assert!(allowed(&call), "{call:?}");
		}
	});
}

/// A batch must not become final because its challenge was kept out, nor an operator be slashed
/// because its answer was.
#[test]
fn safe_mode_should_let_challenges_go_on() {
	development().execute_with(|| {
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		for call in [refute(), demand_reveal(), reveal(), expire_demand(), strike_malformed()] {
			assert!(allowed(&call), "{call:?}");
		}
		assert!(!allowed(&finalize()));
		let withdraw = pallet_contributions::Call::withdraw { contribution: 0 };
		assert!(!allowed(&RuntimeCall::Contributions(withdraw)));
	});
}

/// Money that operators and payers put up, and take back, is theirs to move, and not in an emergency.
#[test]
fn only_a_proxy_for_everything_should_bond_and_open_channels() {
	development().execute_with(|| {
		let calls: Vec<_> = weights::channels().into_iter().map(RuntimeCall::from).collect();
		assert!(calls.iter().all(allowed));
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		for call in calls {
			assert!(!allowed(&call), "{call:?}");
			assert!(ProxyType::Any.filter(&call));
			for kind in [
				ProxyType::NonTransfer,
				ProxyType::Governance,
				ProxyType::Staking,
				ProxyType::Claims,
				ProxyType::Settlement,
			] {
				assert!(!kind.filter(&call), "{call:?}");
			}
		}
	});
}

fn disputes() -> [(RuntimeCall, bool); 8] {
	use pallet_disputes::{Call, Evidence, Outcome};
	let (contribution, outcome) = (0, Outcome::Transfer);
	let evidence = Evidence { hash: H256::zero(), uri: Default::default() };
	[
		(Call::open { contribution, bond: 1, evidence: evidence.clone() }, false),
		(Call::raise { contribution, amount: 1 }, false),
		(Call::answer { contribution, evidence }, true),
		(Call::concede { contribution }, false),
		(Call::rule { contribution, outcome }, true),
		(Call::appeal { contribution }, true),
		(Call::decide { contribution, outcome }, true),
		(Call::conclude { contribution }, false),
	]
	.map(|(call, is_urgent)| (RuntimeCall::Disputes(call), is_urgent))
}

/// Nobody must lose its work because its answer or its appeal was kept out.
#[test]
fn safe_mode_should_let_the_time_of_disputes_be_used() {
	development().execute_with(|| {
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		for (call, is_urgent) in disputes() {
			assert_eq!(allowed(&call), is_urgent, "{call:?}");
		}
	});
}

#[test]
fn only_a_proxy_for_everything_should_dispute() {
	for (call, _) in disputes() {
		assert!(ProxyType::Any.filter(&call));
		for kind in [
			ProxyType::NonTransfer,
			ProxyType::Governance,
			ProxyType::Staking,
			ProxyType::Claims,
			ProxyType::Settlement,
		] {
			assert!(!kind.filter(&call), "{call:?}");
		}
	}
}

#[test]
fn challenges_should_be_paused_when_governance_says_so() {
	development().execute_with(|| {
		for (call, refused) in [
			("refute", refute()),
			("demand_reveal", demand_reveal()),
			("reveal", reveal()),
			("expire_demand", expire_demand()),
		] {
			assert!(allowed(&refused));
			assert_ok!(TxPause::pause(RuntimeOrigin::root(), name("Attribution", call)));
			assert!(!allowed(&refused));
		}
	});
}

#[test]
fn safe_mode_should_judge_the_calls_in_a_batch() {
	development().execute_with(|| {
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		let alice = RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id());
		let batch = Utility::batch_all(alice, vec![transfer()]);
		assert_eq!(
			batch.map_err(|error| error.error).err(),
			Some(frame_system::Error::<Runtime>::CallFiltered.into())
		);
	});
}

#[test]
fn nobody_should_buy_safe_mode() {
	development().execute_with(|| {
		let alice: AccountId = Sr25519Keyring::Alice.to_account_id();
		assert_noop!(
			SafeMode::enter(RuntimeOrigin::signed(alice)),
			pallet_safe_mode::Error::<Runtime>::NotConfigured
		);
	});
}

#[test]
fn what_blocks_need_should_not_be_paused() {
	development().execute_with(|| {
		for (pallet, call) in [
			("Timestamp", "set"),
			("Babe", "report_equivocation_unsigned"),
			("Grandpa", "report_equivocation_unsigned"),
			("Session", "set_keys"),
			("System", "apply_authorized_upgrade"),
			("Sudo", "sudo"),
			("SafeMode", "force_exit"),
			("TxPause", "unpause"),
		] {
			assert!(
				RuntimeCall::get_call_names(pallet).contains(&call),
				"there is no {pallet}::{call}"
			);
			assert_noop!(
				TxPause::pause(RuntimeOrigin::root(), name(pallet, call)),
				pallet_tx_pause::Error::<Runtime>::Unpausable
			);
		}
	});
}

#[test]
fn anything_else_should_be_paused_when_governance_says_so() {
	development().execute_with(|| {
		assert_ok!(TxPause::pause(RuntimeOrigin::root(), name("Balances", "transfer_keep_alive")));
		assert!(!allowed(&transfer()));
		assert!(allowed(&timestamp()));
	});
}

#[test]
fn nobody_should_burn() {
	development().execute_with(|| {
		let burn = pallet_balances::Call::burn { value: 1, keep_alive: true };
		assert!(!allowed(&RuntimeCall::Balances(burn)));
	});
}

#[test]
fn a_non_transfer_proxy_should_not_move_money() {
	assert!(ProxyType::Any.filter(&transfer()));
	for kind in [
		ProxyType::NonTransfer,
		ProxyType::Governance,
		ProxyType::Staking,
		ProxyType::Claims,
		ProxyType::Settlement,
	] {
		assert!(!kind.filter(&transfer()));
		assert!(ProxyType::Any.is_superset(&kind));
		assert!(ProxyType::NonTransfer.is_superset(&kind));
		assert!(!kind.is_superset(&ProxyType::Any));
	}
}

/// Whoever settles for an operator answers for it too; what puts up money is not its business.
#[test]
fn a_settlement_proxy_should_answer_demands_and_make_none() {
	for kind in [ProxyType::Settlement, ProxyType::NonTransfer] {
		assert!(kind.filter(&finalize()));
		assert!(kind.filter(&reveal()));
		for call in [refute(), demand_reveal(), expire_demand(), strike_malformed()] {
			assert!(!kind.filter(&call), "{call:?}");
		}
	}
	for kind in [ProxyType::Governance, ProxyType::Staking, ProxyType::Claims] {
		assert!(!kind.filter(&reveal()));
	}
}

/// A name speaks for the account, and a registrar's fee is paid to whom it wants.
#[test]
fn only_a_proxy_for_everything_should_name_the_account() {
	let call = RuntimeCall::Identity(pallet_identity::Call::request_judgement {
		reg_index: 0,
		max_fee: 1,
	});
	assert!(ProxyType::Any.filter(&call));
	for kind in [
		ProxyType::NonTransfer,
		ProxyType::Governance,
		ProxyType::Staking,
		ProxyType::Claims,
		ProxyType::Settlement,
	] {
		assert!(!kind.filter(&call));
	}
}
