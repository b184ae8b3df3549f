// SPDX-License-Identifier: Apache-2.0

//! What was given is what is settled: what an operator could try, and what shows it.

use super::{
	answers::{by_channel, key, voucher, Answer, OUTPUT},
	development, ensure_sound,
	extremes::build_world,
	flood::{begin_block, in_quiet_world, OPERATOR, WATCHER},
	signed,
};
use crate::{
	configs::openledger::{CloseDelay, GracePeriod, MinBond, UnbondingDelay},
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN},
	Attribution, Balance, Balances, Channels, NominationPools, Rewards, Runtime, RuntimeEvent,
	System,
};
use codec::DecodeAll;
use frame_support::{
	assert_noop, assert_ok,
	traits::{Get, OnIdle},
	weights::Weight,
};
use openledger_primitives::{
	challenge::{Evidence, Excerpt, Exhibit, Proof, Substitute},
	history::{node_key, number_key, record_key, BatchRecord, History, Outcome},
	interfaces::{Ledger as _, Source},
	receipt::Payment,
	voucher::Voucher,
	BatchId,
};
use pallet_attribution::{Batches, Demands, Error, Event, Ground, History as Peaks, NextBatchId};
use pallet_channels::{
	ChannelKey, Channels as Records, Error as ChannelError, NextChannelId, Operators,
};
use sp_core::{sr25519, Pair, H256};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::{traits::BlakeTwo256, DispatchError, DispatchResult};

const PAYER: Key = Key::Dave;
/// What the channel has.
const FUNDS: Balance = 1_000 * OPEN;

/// Runs a test with an operator and its channel; after it the invariants.
fn in_world(test: impl FnOnce()) {
	in_quiet_world(|| {
		test();
		ensure_sound();
	});
}

/// What was asked for first, which costs an OPEN.
fn given() -> Answer {
	Answer::new(by_channel(0, 0), OPEN)
}

/// What the channel promises for so many answers.
fn promised(answers: u64, open: Balance) -> Voucher {
	voucher(PAYER, 0, answers, open * OPEN)
}

fn refute(who: Key, batch: BatchId, exhibit: Box<Exhibit>, proof: Proof) -> DispatchResult {
	Attribution::refute(signed(who), batch, exhibit, Box::new(proof))
		.map(|_| ())
		.map_err(|error| error.error)
}

/// That the chain has `settled` for a channel and sequence.
fn instead(settled: &Answer) -> Proof {
	Proof::Substituted { settled: Substitute::Receipt { compact: settled.compact.clone() } }
}

/// That the batch commits to something else.
fn committed_to(commitment: H256) -> Proof {
	Proof::Substituted { settled: Substitute::Commitment { commitment, path: Default::default() } }
}

/// Has a batch be void by a receipt that nobody reveals.
fn void_by_silence(batch: BatchId) {
	assert_ok!(Attribution::demand_reveal(signed(WATCHER), batch, 0, 0));
	let respond_by = Demands::<Runtime>::get(batch, (0, 0)).unwrap().respond_by;
	begin_block(respond_by + 1);
	assert_ok!(Attribution::expire_demand(signed(WATCHER), batch, 0, 0));
	assert!(is_void(batch));
}

fn is_void(batch: BatchId) -> bool {
	Batches::<Runtime>::get(batch).expect("it is there").is_void
}

fn bond() -> Balance {
	Operators::<Runtime>::get(OPERATOR.to_account_id()).expect("it is registered").bond
}

fn grounds() -> Vec<Ground> {
	let ground = |event| match event {
		RuntimeEvent::Attribution(Event::ReceiptRefuted { ground, .. }) => Some(ground),
		_ => None,
	};
	System::events().into_iter().filter_map(|record| ground(record.event)).collect()
}

#[test]
fn a_payer_should_refute_what_was_settled_in_place_of_its_receipt() {
	in_world(|| {
		// Twice the price, and another output.
		let mut other = Answer::new(by_channel(0, 0), 2 * OPEN);
		other.receipt.output_root = H256::repeat_byte(9);
		let batch = other.settle(OPERATOR, promised(1, 2)).unwrap();
		let before = Balances::free_balance(PAYER.to_account_id());
		let exhibit = given().signed_exhibit(OPERATOR, &OPERATOR.pair());
		assert_ok!(refute(PAYER, batch, exhibit, instead(&other)));
		assert_eq!(grounds(), [Ground::Substituted]);
		assert!(is_void(batch));
		// A fifth of half the bond.
		let reward = MinBond::get() / 10;
		assert_eq!(Balances::free_balance(PAYER.to_account_id()), before + reward);

		assert_ok!(Attribution::finalize(signed(WATCHER), batch, 1));
		let channel = Records::<Runtime>::get(ChannelKey::from(0)).unwrap();
		assert_eq!((channel.funds, channel.next_sequence), (FUNDS, 1));
		// Its sequence is settled: what was given is not paid for any more.
		assert_ok!(Channels::bond_extra(signed(OPERATOR), MinBond::get() / 2));
		let again = given().settle(OPERATOR, promised(1, 4));
		assert_eq!(again, Err(ChannelError::<Runtime>::SequenceSettled.into()));
	});
}

#[test]
fn a_payer_should_refute_what_commits_to_another_receipt_than_its_own() {
	in_world(|| {
		let junk = H256::repeat_byte(1);
		let batch = NextBatchId::<Runtime>::get();
		let settled = given().batch_with(promised(1, 1), junk);
		assert_ok!(Attribution::settle_batch(signed(OPERATOR), settled));
		let exhibit = || given().signed_exhibit(OPERATOR, &OPERATOR.pair());
		// The chain has all that the receipt says. What it does not see is another one.
		let same = refute(PAYER, batch, exhibit(), instead(&given()));
		assert_eq!(same, Err(Error::<Runtime>::NotRefuted.into()));
		assert_ok!(refute(PAYER, batch, exhibit(), committed_to(junk)));
		assert_eq!(grounds(), [Ground::Substituted]);
		assert!(is_void(batch));
	});
}

#[test]
fn an_honest_operator_should_not_be_refuted_by_what_it_signed() {
	in_world(|| {
		let answers = [0, 1].map(|sequence| Answer::new(by_channel(0, sequence), OPEN));
		let [first, second] = answers.clone();
		let batch = first.settle(OPERATOR, promised(1, 1)).unwrap();
		let pair = OPERATOR.pair();
		let refused = |exhibit: Box<Exhibit>, proof: Proof, error: Error<Runtime>| {
			assert_eq!(refute(WATCHER, batch, exhibit, proof), Err(error.into()));
		};
		let signed = |answer: &Answer| answer.signed_exhibit(OPERATOR, &pair);
		for proof in [instead(&first), committed_to(first.commitment())] {
			refused(signed(&first), proof, Error::NotRefuted);
		}
		// The next answer, which is not in this batch; or in place of what is.
		refused(signed(&second), instead(&first), Error::NotRefuted);
		refused(signed(&second), instead(&second), Error::NotInBatch);
		// Nobody else's signature, nor none, nor the operator's for another.
		let other = Answer::new(by_channel(0, 0), 2 * OPEN);
		for (operator, pair) in [(OPERATOR, key(1)), (WATCHER, OPERATOR.pair())] {
			let exhibit = other.signed_exhibit(operator, &pair);
			refused(exhibit, instead(&first), Error::NotSigned);
		}
		refused(other.exhibit(), instead(&first), Error::NotSigned);
		assert_eq!(bond(), MinBond::get());
	});
}

/// An account that pays for its own answer has no operator that answers for what it signed.
#[test]
fn a_batch_of_an_account_should_not_be_refuted_by_a_signature() {
	in_world(|| {
		let payment = Payment::Direct { payer: PAYER.to_account_id().into() };
		let (own, other) = (Answer::new(payment.clone(), OPEN), Answer::new(payment, 2 * OPEN));
		let batch = NextBatchId::<Runtime>::get();
		let (to, answer) = (OPERATOR.to_account_id(), Box::new(own.compact.answer.clone()));
		assert_ok!(Attribution::settle_one(signed(PAYER), to, answer, own.commitment()));
		let exhibit = other.signed_exhibit(OPERATOR, &OPERATOR.pair());
		let refused = refute(WATCHER, batch, exhibit, instead(&own));
		assert_eq!(refused, Err(Error::<Runtime>::NotSigned.into()));
	});
}

#[test]
fn no_more_should_be_taken_than_receipts_say_and_vouchers_promise() {
	in_world(|| {
		let at = |sequence| Answer::new(by_channel(0, sequence), OPEN);
		let refused = |result: Result<BatchId, DispatchError>, error: ChannelError<Runtime>| {
			assert_eq!(result, Err(error.into()));
		};
		// Nobody asked for it.
		let invented = at(1).settle(OPERATOR, promised(1, 2));
		assert_eq!(invented, Err(Error::<Runtime>::BeyondVoucher.into()));
		let others = voucher(WATCHER, 0, 1, OPEN);
		refused(at(0).settle(OPERATOR, others), ChannelError::InvalidVoucherSignature);
		let less = voucher(PAYER, 0, 1, OPEN - 1);
		refused(at(0).settle(OPERATOR, less), ChannelError::VoucherExceeded);

		// A hundred were promised.
		at(2).settle(OPERATOR, promised(3, 100)).unwrap();
		let channel = Records::<Runtime>::get(ChannelKey::from(0)).unwrap();
		assert_eq!((channel.funds, channel.settled), (FUNDS - OPEN, OPEN));
		for sequence in 0..3 {
			let again = at(sequence).settle(OPERATOR, promised(3, 100));
			refused(again, ChannelError::SequenceSettled);
		}
		// All that was settled counts against the next promise.
		refused(at(3).settle(OPERATOR, promised(4, 1)), ChannelError::VoucherExceeded);
		at(3).settle(OPERATOR, promised(4, 2)).unwrap();
	});
}

/// A member of a pool exists by its stake, even with nothing free. It can't hold less than the
/// existential deposit then: it is owed its refund, and keeps nobody from theirs.
#[test]
fn a_payer_with_nothing_free_should_be_owed_a_refund_that_it_cannot_hold() {
	in_world(|| {
		let pool = || Key::Alice.to_account_id().into();
		let own = 10_000 * OPEN;
		assert_ok!(NominationPools::create(signed(Key::Alice), own, pool(), pool(), pool()));
		assert_ok!(NominationPools::join(signed(PAYER), 1_000 * OPEN, 1));
		let fee = EXISTENTIAL_DEPOSIT - 1;
		let other = NextChannelId::<Runtime>::get();
		let (to, payers) = (OPERATOR.to_account_id(), WATCHER.public());
		assert_ok!(Channels::open_channel(signed(WATCHER), to.clone(), payers, OPEN));
		let tiny = NextChannelId::<Runtime>::get();
		assert_ok!(Channels::open_channel(signed(PAYER), to, PAYER.public(), fee));

		let batch_of = |channel, payer| {
			let answer = Answer::new(by_channel(channel, 0), fee);
			*answer.batch(voucher(payer, channel, 1, fee))
		};
		let (mut batch, more) = (batch_of(0, PAYER), batch_of(other, WATCHER));
		batch.channels.try_push(more.channels[0].clone()).unwrap();
		let id = NextBatchId::<Runtime>::get();
		assert_ok!(Attribution::settle_batch(signed(OPERATOR), Box::new(batch)));
		void_by_silence(id);

		let all = Balances::free_balance(PAYER.to_account_id());
		let to = WATCHER.to_account_id().into();
		assert_ok!(Balances::transfer_allow_death(signed(PAYER), to, all));
		assert_eq!(Balances::free_balance(PAYER.to_account_id()), 0);
		Attribution::on_idle(System::block_number(), Weight::MAX);
		assert!(!Batches::<Runtime>::contains_key(id));
		let funds = |id| Records::<Runtime>::get(ChannelKey::from(id)).unwrap().funds;
		assert_eq!((funds(0), funds(other)), (FUNDS - fee, OPEN));
		let owed = pallet_rewards::Event::<Runtime>::Credited {
			who: PAYER.to_account_id(),
			amount: fee,
			source: Source::Channel { batch: id, channel: 0 },
		};
		System::assert_has_event(owed.into());
		assert_eq!(Rewards::owed(&PAYER.to_account_id()), fee);
		assert_eq!(Rewards::collected(), 0);
		// With the deposit, which comes first, even so little can be free.
		assert_ok!(Channels::close_channel(signed(OPERATOR), tiny));
		assert!(Balances::free_balance(PAYER.to_account_id()) > fee);
	});
}

/// Whoever registers anew has another key, by which none of the former payers has anything.
#[test]
fn channels_of_a_former_registration_should_not_be_settled() {
	in_world(|| {
		assert_ok!(Channels::unbond(signed(OPERATOR), MinBond::get()));
		begin_block(1 + UnbondingDelay::get());
		assert_ok!(Channels::withdraw_unbonded(signed(OPERATOR)));
		assert_ok!(Channels::deregister_operator(signed(OPERATOR)));
		let anew = key(1).public();
		let bond = MinBond::get();
		assert_ok!(Channels::register_operator(signed(OPERATOR), Default::default(), anew, bond));
		let outdated = given().settle(OPERATOR, promised(1, 1));
		assert_eq!(outdated, Err(ChannelError::<Runtime>::ChannelOutdated.into()));

		let operator = OPERATOR.to_account_id();
		let id = NextChannelId::<Runtime>::get();
		let payers = PAYER.public();
		assert_ok!(Channels::open_channel(signed(PAYER), operator, payers, OPEN));
		let answer = Answer::new(by_channel(id, 0), OPEN);
		answer.settle(OPERATOR, voucher(PAYER, id, 1, OPEN)).unwrap();
	});
}

#[test]
fn a_former_key_should_speak_for_what_it_signed_while_that_can_be_settled() {
	in_world(|| {
		assert_ok!(Channels::set_operator_key(signed(OPERATOR), key(1).public()));
		let new = NextChannelId::<Runtime>::get();
		let (to, payers) = (OPERATOR.to_account_id(), PAYER.public());
		assert_ok!(Channels::open_channel(signed(PAYER), to, payers, 10 * OPEN));
		let until = 1 + GracePeriod::get() + CloseDelay::get();
		begin_block(until - 1);
		let changing = ChannelError::<Runtime>::KeyChanging;
		assert_noop!(Channels::set_operator_key(signed(OPERATOR), key(2).public()), changing);
		let at = |channel, fee| Answer::new(by_channel(channel, 0), fee);
		let first = at(0, 2 * OPEN).settle(OPERATOR, promised(1, 2)).unwrap();

		begin_block(until);
		assert_ok!(Channels::set_operator_key(signed(OPERATOR), key(2).public()));
		// Of a channel that may have receipts by the former key nothing is settled any more.
		let outdated = Answer::new(by_channel(0, 1), 2 * OPEN).settle(OPERATOR, promised(2, 4));
		assert_eq!(outdated, Err(ChannelError::<Runtime>::ChannelOutdated.into()));
		let second = at(new, 2 * OPEN).settle(OPERATOR, voucher(PAYER, new, 1, 2 * OPEN)).unwrap();
		let shown =
			|channel, pair: &sr25519::Pair| at(channel, OPEN).signed_exhibit(OPERATOR, pair);
		let too_late = shown(new, &OPERATOR.pair());
		let refused = refute(PAYER, second, too_late, instead(&at(new, 2 * OPEN)));
		assert_eq!(refused, Err(Error::<Runtime>::NotSigned.into()));
		// A batch keeps the keys that it was settled by.
		let of_first = shown(0, &OPERATOR.pair());
		assert_ok!(refute(PAYER, first, of_first, instead(&at(0, 2 * OPEN))));
		let of_second = shown(new, &key(1));
		assert_ok!(refute(PAYER, second, of_second, instead(&at(new, 2 * OPEN))));
		assert_eq!(bond(), MinBond::get() / 4);
	});
}

/// Nobody can show what a junk root commits to, whatever was signed.
#[test]
fn commitments_that_are_none_should_be_refuted_by_a_demand() {
	in_world(|| {
		let batch = NextBatchId::<Runtime>::get();
		let settled = given().batch_with(promised(1, 1), H256::repeat_byte(1));
		assert_ok!(Attribution::settle_batch(signed(OPERATOR), settled));
		assert_ok!(Attribution::demand_reveal(signed(WATCHER), batch, 0, 0));
		let output = Excerpt::of::<BlakeTwo256>(&OUTPUT, 0, 1_000).unwrap();
		let evidence = || Box::new(Evidence::SpanNotFound { output: output.clone() });
		let reveal = |exhibit| Attribution::reveal(signed(OPERATOR), batch, 0, exhibit, evidence());
		assert_noop!(reveal(given().exhibit()), Error::<Runtime>::NotInBatch);
		let by_signature = given().signed_exhibit(OPERATOR, &OPERATOR.pair());
		assert_noop!(reveal(by_signature), Error::<Runtime>::NotCommitted);
		let respond_by = Demands::<Runtime>::get(batch, (0, 0)).unwrap().respond_by;
		begin_block(respond_by + 1);
		assert_ok!(Attribution::expire_demand(signed(WATCHER), batch, 0, 0));
		assert_eq!(grounds(), [Ground::Unanswered]);
		assert!(is_void(batch));
	});
}

/// All money of a batch that is final: who got it, and for what.
#[test]
fn everything_that_a_batch_pays_should_name_it() {
	in_world(|| {
		let batch = given().crediting(128_000).settle(OPERATOR, promised(1, 1)).unwrap();
		begin_block(Batches::<Runtime>::get(batch).unwrap().finalizable_at);
		System::reset_events();
		assert_ok!(Attribution::finalize(signed(WATCHER), batch, 16));
		let (mut sum, mut sources) = (0, Vec::new());
		for record in System::events() {
			let RuntimeEvent::Rewards(event) = record.event else { continue };
			match event {
				pallet_rewards::Event::Credited { amount, source, .. } => {
					sum += amount;
					sources.push(source);
				}
				pallet_rewards::Event::TreasuryPaid { amount, batch: of }
				| pallet_rewards::Event::StakersPaid { amount, batch: of } => {
					assert_eq!(of, Some(batch));
					sum += amount;
				}
				event => panic!("{event:?}"),
			}
		}
		assert_eq!(sum, OPEN);
		let expected = [
			Source::Contribution { batch, contribution: 0, work: 0 },
			Source::Model { batch, model: 0 },
			Source::Operator { batch },
		];
		assert_eq!(sources, expected);
	});
}

/// Years later, the header of any block since and what a node keeps beside the state prove what became
/// of a batch.
#[test]
fn what_became_of_a_batch_should_stay_provable() {
	let mut chain = development();
	let (batches, root) = chain.execute_with(|| {
		System::set_block_number(1);
		build_world();
		let at = |sequence| Answer::new(by_channel(0, sequence), OPEN);
		let settle = |sequence: u64, answer: Answer| {
			answer.settle(OPERATOR, promised(sequence + 1, u128::from(sequence) + 1)).unwrap()
		};
		let batches = [0, 1, 2].map(|sequence| settle(sequence, at(sequence)));
		let lie = at(3).crediting(1);
		let void = settle(3, lie.clone());
		assert_ok!(Attribution::refute(signed(WATCHER), void, lie.exhibit(), lie.score_mismatch()));
		System::set_block_number(Batches::<Runtime>::get(void).unwrap().finalizable_at);
		for batch in batches.into_iter().chain([void]) {
			assert_ok!(Attribution::finalize(signed(WATCHER), batch, 16));
			assert!(!Batches::<Runtime>::contains_key(batch));
		}
		ensure_sound();
		let root: H256 = at(0).compact.leaf::<BlakeTwo256>();
		([batches[0], batches[1], batches[2], void], root)
	});
	chain.persist_offchain_overlay();
	let kept = chain.offchain_db();
	let history = chain.execute_with(Peaks::<Runtime>::get);
	assert_eq!(history.leaves, 8);

	let children = |node: H256| {
		let bytes = kept.get(&node_key(node))?;
		<[H256; 2]>::decode_all(&mut &bytes[..]).ok()
	};
	let prove = |history: &History, batch: BatchId, outcome: Outcome| {
		let number = kept.get(&number_key(batch, outcome))?;
		let number = u64::decode_all(&mut &number[..]).unwrap();
		let (leaf, path) = history.find(number, children)?;
		assert!(history.has::<BlakeTwo256>(leaf, number, &path));
		let record = BatchRecord::decode_all(&mut &kept.get(&record_key(leaf))?[..]).unwrap();
		assert_eq!(record.leaf::<BlakeTwo256>(), leaf);
		assert_eq!((record.batch, record.outcome), (batch, outcome));
		Some(record)
	};
	let operator: [u8; 32] = OPERATOR.to_account_id().into();
	for batch in batches {
		let settled = prove(&history, batch, Outcome::Settled).unwrap();
		assert_eq!((settled.operator, settled.payer), (operator, None));
		assert_eq!((settled.fees, settled.receipts, settled.settled_at), (OPEN, 1, 1));
		let [end, other] = match batch == batches[3] {
			true => [Outcome::Void, Outcome::Final],
			false => [Outcome::Final, Outcome::Void],
		};
		let ended = prove(&history, batch, end).unwrap();
		assert_eq!((ended.root, ended.commitments), (settled.root, settled.commitments));
		assert_eq!(prove(&history, batch, other), None);
	}
	assert_eq!(prove(&history, batches[0], Outcome::Settled).unwrap().root, root);
}
