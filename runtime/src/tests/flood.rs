// SPDX-License-Identifier: Apache-2.0

//! Who fills blocks keeps no answer and no refutation out, and loses by trying.

use super::{
	answers::{by_channel, voucher, Answer, OUTPUT},
	development, extremes, signed,
};
use crate::{
	configs::openledger::{RevealWindow, UnansweredReward},
	constants::currency::OPEN,
	pace::{CurrentPace, Pace},
	Attribution, Balance, Balances, BlockNumber, Executive, Nonce, Runtime, RuntimeCall, Signature,
	SignedPayload, System, TransactionPayment, TxExtension, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, DispatchInfo, GetDispatchInfo},
	traits::Get,
};
use openledger_primitives::{
	challenge::{Evidence, Excerpt},
	BatchId,
};
use pallet_attribution::{Batches, Call, Demands};
use pallet_transaction_payment::{ChargeTransactionPayment, Multiplier, NextFeeMultiplier};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::{
	generic::Era,
	traits::BlakeTwo256,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult, FixedPointNumber,
};

pub(super) const OPERATOR: Key = Key::Charlie;
pub(super) const WATCHER: Key = Key::Eve;
pub(super) const ATTACKER: Key = Key::Ferdie;
/// Of each call that fills blocks.
pub(super) const TIP: Balance = OPEN / 20;
/// Operators that someone keeps from answering at the same time.
const OPERATORS: Balance = 10;
/// No operator's batches earn more in all than as many times the most: each slash leaves half, of
/// which a tenth of all OPEN would be the challenger's at first, and the rest is soon nothing.
const BATCHES: Balance = 26;

fn sign(who: Key, nonce: Nonce, tip: Balance, call: RuntimeCall) -> UncheckedExtrinsic {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::<Runtime>::new(),
		frame_system::CheckNonZeroSender::<Runtime>::new(),
		frame_system::CheckSpecVersion::<Runtime>::new(),
		frame_system::CheckTxVersion::<Runtime>::new(),
		frame_system::CheckGenesis::<Runtime>::new(),
		frame_system::CheckEra::<Runtime>::from(Era::Immortal),
		frame_system::CheckNonce::<Runtime>::from(nonce),
		frame_system::CheckWeight::<Runtime>::new(),
		ChargeTransactionPayment::<Runtime>::from(tip),
		frame_metadata_hash_extension::CheckMetadataHash::<Runtime>::new(false),
		frame_system::WeightReclaim::<Runtime>::new(),
	);
	let payload = SignedPayload::new(call, extension).expect("the chain is there");
	let signature = Signature::Sr25519(payload.using_encoded(|bytes| who.sign(bytes)));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, who.to_account_id().into(), signature, extension)
}

pub(super) fn send(who: Key, tip: Balance, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
	let nonce = System::account_nonce(who.to_account_id());
	Executive::apply_extrinsic(sign(who, nonce, tip, call.into()))
}

fn is_full(result: ApplyExtrinsicResult) -> bool {
	let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
	result == Err(full)
}

pub(super) fn begin_block(number: BlockNumber) {
	System::set_block_number(number - 1);
	System::initialize(&number, &System::parent_hash(), &Default::default());
	System::note_finished_initialize();
}

/// Fills what ordinary calls may use of a block, with calls that fail and so keep what they are
/// weighed. Returns what that cost.
pub(super) fn fill_block(tip: Balance) -> Balance {
	let before = Balances::free_balance(ATTACKER.to_account_id());
	let fillers: [RuntimeCall; 4] = [128, 16, 1, 0]
		.map(|max_payments| Call::<Runtime>::finalize { batch: BatchId::MAX, max_payments }.into());
	let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
	for filler in fillers.into_iter().chain([remark]) {
		loop {
			let sent = send(ATTACKER, tip, filler.clone());
			if is_full(sent) {
				break;
			}
			assert!(sent.is_ok(), "{sent:?}");
		}
	}
	before - Balances::free_balance(ATTACKER.to_account_id())
}

/// A batch of one answer that quotes nothing. It is false if it credits a text nevertheless.
pub(super) struct Settled {
	pub(super) batch: BatchId,
	answer: Answer,
}

impl Settled {
	pub(super) fn of(sequence: u64, is_true: bool) -> Self {
		let answer = Answer::new(by_channel(0, sequence), OPEN);
		let answer = if is_true { answer } else { answer.crediting(256_000) };
		let answers = sequence + 1;
		let voucher = voucher(Key::Dave, 0, answers, OPEN * Balance::from(answers));
		let batch = answer.settle(OPERATOR, voucher).expect("it can be settled");
		Self { batch, answer }
	}

	fn demand(&self) {
		assert_ok!(Attribution::demand_reveal(signed(WATCHER), self.batch, 0, 0));
	}

	pub(super) fn reveal(&self) -> Call<Runtime> {
		let output = Excerpt::of::<BlakeTwo256>(&OUTPUT, 0, 1_000).expect("it has these bytes");
		let evidence = Box::new(Evidence::SpanNotFound { output });
		Call::reveal { batch: self.batch, span: 0, exhibit: self.answer.exhibit(), evidence }
	}

	fn refute(&self) -> Call<Runtime> {
		let (exhibit, proof) = (self.answer.exhibit(), self.answer.score_mismatch());
		Call::refute { batch: self.batch, exhibit, proof }
	}
}

/// Runs a test on a live chain whose fees are as low as they get, with an operator and its channel.
pub(super) fn in_quiet_world(test: impl FnOnce()) {
	development().execute_with(|| {
		CurrentPace::set(&Pace::LIVE);
		// With the defaults of a live chain.
		let _ = pallet_parameters::Parameters::<Runtime>::clear(u32::MAX, None);
		begin_block(1);
		NextFeeMultiplier::<Runtime>::put(Multiplier::saturating_from_rational(1, 10));
		extremes::build_world();
		test();
	});
}

/// The most that keeping `OPERATORS` from answering can earn, whatever their bonds.
fn most_gained() -> Balance {
	OPERATORS * BATCHES * UnansweredReward::get()
}

#[test]
fn answers_and_refutations_should_get_into_blocks_that_others_fill() {
	in_quiet_world(|| {
		let [asked, asked_too, hidden] = [0, 1, 2].map(|sequence| Settled::of(sequence, true));
		let lie = Settled::of(3, false);
		for answer in [&asked, &asked_too, &hidden] {
			answer.demand();
		}
		let demand = Demands::<Runtime>::get(asked.batch, (0, 0)).expect("it was demanded");
		let due = demand.respond_by;
		assert_eq!(due, 1 + RevealWindow::get());

		// Every ordinary call of these blocks is the attacker's, with more tip than anyone's.
		let mut cost = Balance::MAX;
		for block in [2, due / 2, due] {
			begin_block(block);
			cost = cost.min(fill_block(TIP));
			assert!(is_full(send(WATCHER, OPEN, frame_system::Call::remark { remark: vec![] })));
		}
		// In the last block for it, and without any tip.
		assert_eq!(send(OPERATOR, 0, asked.reveal()), Ok(Ok(())));
		assert!(Demands::<Runtime>::get(asked.batch, (0, 0)).is_none());
		// Several at once, as a client with many to answer does.
		let calls = vec![asked_too.reveal().into()];
		let batch = pallet_utility::Call::batch_all { calls };
		assert_eq!(send(OPERATOR, 0, RuntimeCall::from(batch)), Ok(Ok(())));
		let free = Balances::free_balance(WATCHER.to_account_id());
		assert_eq!(send(WATCHER, 0, lie.refute()), Ok(Ok(())));
		assert!(Batches::<Runtime>::get(lie.batch).expect("it is there").is_void);
		// It pays no fee.
		let earned = Balances::free_balance(WATCHER.to_account_id()) - free;
		assert_eq!(earned, 100 * OPEN);

		begin_block(due + 1);
		fill_block(TIP);
		let (batch, receipt, span) = (hidden.batch, 0, 0);
		let expire = Call::<Runtime>::expire_demand { batch, receipt, span };
		assert_eq!(send(WATCHER, 0, expire), Ok(Ok(())));
		assert!(Batches::<Runtime>::get(hidden.batch).expect("it is there").is_void);

		// Whoever did that for the whole window has earned less, had it worked.
		let spent = cost * Balance::from(RevealWindow::get());
		assert!(spent > most_gained(), "{spent} for {}", most_gained());
	});
}

/// Operational calls fill blocks too, and of what waits that goes first which pays more for what it
/// takes. So each block without an answer costs what all of it is worth at the answer's price.
#[test]
fn who_outbids_answers_should_lose_by_it() {
	in_quiet_world(|| {
		let answer = Settled::of(0, true);
		// Of a call and its length with the longest tip.
		let measured = |call: RuntimeCall| {
			let length = sign(OPERATOR, 0, 100 * OPEN, call.clone()).encoded_size();
			(call.get_dispatch_info(), length)
		};
		let priority = |tip, (info, length): &(DispatchInfo, usize)| {
			let len = u32::try_from(*length).expect("it is short");
			let fee = TransactionPayment::compute_fee(len, info, tip);
			let priority =
				ChargeTransactionPayment::<Runtime>::get_priority(info, *length, tip, fee);
			(priority, fee, info.call_weight.ref_time())
		};
		let block = crate::configs::system::RuntimeBlockWeights::get().max_block.ref_time();
		let none = Call::<Runtime>::expire_demand { batch: BatchId::MAX, receipt: 0, span: 0 };
		// The least that a block costs in which `filler` goes before whatever has this priority.
		let in_block = |to_beat, filler| {
			let (mut low, mut high) = (0, 100 * OPEN);
			while low < high {
				let tip = low + (high - low) / 2;
				if priority(tip, filler).0 >= to_beat {
					high = tip;
				} else {
					low = tip + 1;
				}
			}
			let (_, fee, weight) = priority(low, filler);
			fee * Balance::from(block / weight)
		};
		let fillers: [RuntimeCall; 4] = [
			none.into(),
			answer.refute().into(),
			answer.reveal().into(),
			Call::<Runtime>::finalize { batch: BatchId::MAX, max_payments: 128 }.into(),
		];
		let fillers = fillers.map(measured);
		let reveal = measured(answer.reveal().into());
		let highest = 51 * OPEN / 10_000;
		for (answers_tip, least) in [(0, OPEN), (highest, 8 * OPEN)] {
			let (to_beat, ..) = priority(answers_tip, &reveal);
			let costs = fillers.each_ref().map(|filler| in_block(to_beat, filler));
			// An answer that ordinary calls go before finds the room that they can't fill.
			for cost in costs {
				assert!(cost > least, "{cost} a block");
				assert!(cost * Balance::from(RevealWindow::get()) > 3 * most_gained());
			}
		}
		// No answer can have more priority, and no tip buys more.
		assert_eq!(priority(highest, &reveal).0, u64::MAX);
	});
}

#[test]
fn ordinary_calls_should_leave_a_quarter_of_a_block() {
	let weights = crate::configs::system::RuntimeBlockWeights::get();
	let lengths = crate::configs::system::RuntimeBlockLength::get();
	let normal = weights.get(DispatchClass::Normal).max_total.expect("it is bounded");
	let reserved = weights.get(DispatchClass::Operational).reserved.expect("there is a reserve");
	assert_eq!(normal.ref_time() + reserved.ref_time(), weights.max_block.ref_time());
	assert_eq!(reserved.ref_time() * 4, weights.max_block.ref_time());
	let [ordinary, all] =
		[DispatchClass::Normal, DispatchClass::Operational].map(|class| *lengths.max.get(class));
	assert_eq!((all - ordinary) * 4, all);
}
