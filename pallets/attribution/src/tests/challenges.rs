// SPDX-License-Identifier: Apache-2.0

//! Receipts that are refuted, and what that costs who settled them.

use super::world::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use openledger_primitives::{
	challenge::{Binding, Difference, Exhibit, Proof, Reference, Substitute},
	interfaces::Ledger as _,
	receipt::{CompactReceipt, HeldSpan, Payment, Receipt},
	Balance,
};
use sp_core::H256;
use sp_runtime::{traits::BlakeTwo256, DispatchError, DispatchResult, Percent};

type ChannelEvent = pallet_channels::Event<Test>;
type ChannelsError = pallet_channels::Error<Test>;

/// Runs a test for each kind of false receipt: it is number 1 of batch 0, between two true ones.
fn for_each_lie(test: impl Fn(&Served, Proof, Ground)) {
	let by_spans = [
		(too_long(), mismatch(), Ground::Mismatch),
		(too_short(), longer_match(), Ground::LongerMatch),
		(later(), earlier_holder(), Ground::EarlierHolder),
	];
	for (spans, proof, ground) in by_spans {
		in_world(MIN_BOND, || {
			test(&serve_answers(&[truth(), spans, truth()]), proof, ground);
		});
	}
	in_world(MIN_BOND, || {
		let served = serve_inflated();
		let compact = served.compacts[1].clone();
		test(&served, Proof::ScoreMismatch { compact }, Ground::ScoreMismatch);
	});
}

/// Settles three true receipts, of which the chain has of number 1 a point too much.
fn serve_inflated() -> Served {
	let mut served = Served::by_channel(0, FEE, &[truth(), truth(), truth()]);
	served.compacts[1].answer.credits[1].points += 1;
	served.settle()
}

/// Settles a batch of one false receipt.
fn serve_lie() -> Served {
	serve_answers(&[too_long()])
}

/// An event of batch 0.
fn slashed(who: AccountId, amount: Balance, challenger: AccountId, reward: Balance) -> Event<Test> {
	Event::Slashed { batch: 0, who, amount, challenger, reward }
}

fn unbond(amount: Balance) -> DispatchResult {
	Channels::unbond(RuntimeOrigin::signed(OPERATOR), amount)
}

fn withdraw() -> DispatchResult {
	Channels::withdraw_unbonded(RuntimeOrigin::signed(OPERATOR))
}

/// What of the bond is on its way out.
fn unbonding() -> Vec<(Balance, u64)> {
	operator(OPERATOR).unbonding.iter().map(|part| (part.amount, part.unlocks_at)).collect()
}

#[test]
fn each_proof_should_void_the_batch_and_slash_its_operator() {
	for_each_lie(|served, proof, ground| {
		System::reset_events();
		let [challenger, _, treasury] = purses();
		let deposit = held(OPERATOR, HoldReason::Batch);
		assert_eq!(operator(OPERATOR).exposure, 3_000);
		assert_eq!(refute(served, 1, proof).unwrap().pays_fee, Pays::No);
		let expected = [
			Event::ReceiptRefuted { batch: 0, receipt: 1, challenger: CHALLENGER, ground },
			slashed(OPERATOR, 500, CHALLENGER, 100),
			Event::BatchVoided { batch: 0, leaf: 1 },
		];
		assert_eq!(events(), expected);
		assert_eq!(channel_events(), [ChannelEvent::OperatorSuspended { operator: OPERATOR }]);

		assert_eq!((operator(OPERATOR).bond, held(OPERATOR, InChannels::Bond)), (500, 500));
		assert_eq!(operator(OPERATOR).exposure, 0);
		let [found, _, kept] = purses();
		assert_eq!([found - challenger, kept - treasury], [100, 400]);
		assert!(Batches::<Test>::get(0).unwrap().is_void);
		assert!(!Pending::<Test>::contains_key(0));
		// The record is there until the channels are paid back.
		assert_eq!(held(OPERATOR, HoldReason::Batch), deposit);
		Attribution::do_try_state().unwrap();
	});
}

#[test]
fn what_channels_paid_for_a_refuted_batch_should_return() {
	for_each_lie(|served, proof, _| {
		assert_eq!((channel(0).settled, channel(0).funds), (3_000, 47_000));
		assert_ok!(refute(served, 1, proof));
		assert_eq!(channel(0).funds, 47_000);
		assert_eq!(Rewards::collected(), 3_000);
		// At once, and the vouchers stay settled.
		assert_ok!(finalize(0));
		assert_eq!((channel(0).settled, channel(0).funds), (3_000, 50_000));
		assert_eq!(Rewards::collected(), 0);
		assert_eq!(pallet_rewards::TotalOwed::<Test>::get(), 0);
		assert_eq!(held(OPERATOR, HoldReason::Batch), 0);
		assert!(!Batches::<Test>::contains_key(0));
	});
}

#[test]
fn credits_should_weigh_beside_spans() {
	in_world(MIN_BOND, || {
		let served = serve_inflated();
		let exhibit = served.exhibit(1);
		let weight = |credits: usize| {
			let mut compact = served.compacts[1].clone();
			compact.answer.credits.truncate(credits);
			Attribution::weight_of_proof(&exhibit, &Proof::ScoreMismatch { compact }).ref_time()
		};
		// The receipt lists two spans.
		assert!(weight(0) < weight(1) && weight(1) < weight(2));
	});
}

#[test]
fn no_proof_should_refute_a_true_receipt() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[truth(), truth(), truth()]);
		let compact = served.compacts[1].clone();
		let agreeing = Proof::ScoreMismatch { compact };
		for proof in [mismatch(), longer_match(), earlier_holder(), agreeing] {
			assert_noop!(refute(&served, 1, proof.clone()), Error::<Test>::NotRefuted);
			let refused = refute(&served, 1, proof).unwrap_err();
			assert_eq!(refused.post_info.pays_fee, Pays::Yes);
		}
	});
}

#[test]
fn refute_should_fail_for_nobody() {
	in_world(MIN_BOND, || {
		let served = serve_lie();
		let proof = Box::new(mismatch());
		let refuted = Attribution::refute(RuntimeOrigin::none(), 0, served.exhibit(0), proof);
		assert_eq!(refuted.unwrap_err().error, DispatchError::BadOrigin);
	});
}

#[test]
fn a_proof_that_does_not_fit_the_receipt_should_be_refused() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[too_long(), truth()]);
		let refused = |proof, error: Error<Test>| {
			assert_noop!(refute(&served, 0, proof), error);
		};
		let byte = |span, at| {
			let (output, text) = (all_of(OUTPUT), all_of(OLD));
			Proof::Mismatch { span, difference: Difference::Byte { at, output, text } }
		};
		refused(byte(0, 56), Error::NotRefuted);
		refused(byte(0, 58), Error::InvalidExcerpt);
		refused(byte(2, 0), Error::SpanNotFound);
		refused(byte(u32::MAX, 0), Error::SpanNotFound);
		// The second span is the later text's.
		refused(byte(1, 0), Error::InvalidExcerpt);
	});
}

#[test]
fn a_contribution_outside_the_corpus_should_refute_nothing() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[truth()]);
		// It has the most of the output, but was registered after the model; and one never was.
		for id in [LATE_ID, LATE_ID + 1] {
			let longer = Proof::LongerMatch {
				found: span(10, 90, id, 3),
				output: all_of(OUTPUT),
				text: all_of(LATE),
			};
			assert_noop!(refute(&served, 0, longer), Error::<Test>::NotInCorpus);
			let earlier = Proof::EarlierHolder {
				span: 0,
				contribution: id,
				offset: 7,
				text: all_of(LATE),
				reference: Reference::Output(all_of(OUTPUT)),
			};
			assert_noop!(refute(&served, 0, earlier), Error::<Test>::NotInCorpus);
		}
	});
}

#[test]
fn a_receipt_that_the_batch_does_not_have_should_be_refused() {
	in_world(MIN_BOND, || {
		let lies = serve_answers(&[truth(), too_long(), truth()]);
		let truths = serve_answers(&[truth(), truth(), truth()]);
		// A right proof, of another batch.
		let elsewhere = Served { receipts: lies.receipts.clone(), ..truths };
		assert_noop!(refute(&elsewhere, 1, mismatch()), Error::<Test>::NotInBatch);

		let refused = |change: &dyn Fn(&mut Exhibit)| {
			let mut exhibit = lies.exhibit(1);
			change(&mut exhibit);
			assert_noop!(show(lies.id, exhibit, mismatch()), Error::<Test>::NotInBatch);
		};
		let swap = |receipt: &mut Receipt, spans: Vec<HeldSpan>| {
			receipt.spans = spans.try_into().unwrap();
		};
		refused(&|exhibit| exhibit.index = 0);
		refused(&|exhibit| exhibit.index = 3);
		refused(&|exhibit| exhibit.path[0] = H256::zero());
		refused(&|exhibit| exhibit.path.truncate(1));
		refused(&|exhibit| exhibit.binding = Binding::Committed(Default::default()));
		refused(&|exhibit| exhibit.binding = Binding::Committed(lies.commitment_path(0)));
		refused(&|exhibit| exhibit.receipt.salt = [8; 32]);
		refused(&|exhibit| swap(&mut exhibit.receipt, too_short()));
		refused(&|exhibit| exhibit.receipt.payment = Payment::Direct { payer: [0; 32] });
		refused(&|exhibit| exhibit.receipt.payment = by_channel(0, 2));
		refused(&|exhibit| exhibit.receipt.model = 1);
		// There is no such model at all.
		refused(&|exhibit| exhibit.receipt.model = u32::MAX);
		// The batch has no such credits.
		let mut compact = lies.compacts[1].clone();
		compact.answer.credits[0].points += 1;
		let proof = Proof::ScoreMismatch { compact };
		assert_noop!(refute(&lies, 1, proof), Error::<Test>::NotInBatch);
		assert_ok!(refute(&lies, 1, mismatch()));
	});
}

#[test]
fn a_batch_should_be_refuted_in_its_window_and_no_later() {
	in_world(MIN_BOND, || {
		let (first, second) = (serve_lie(), serve_lie());
		System::set_block_number(WINDOW);
		assert_ok!(refute(&first, 0, mismatch()));
		System::set_block_number(1 + WINDOW);
		assert_noop!(refute(&second, 0, mismatch()), Error::<Test>::WindowClosed);
		// What nobody refuted is paid.
		assert_ok!(finalize(second.id));
		System::assert_last_event(
			Event::BatchFinalized { batch: second.id, leaf: last_leaf() }.into(),
		);
		assert_noop!(refute(&second, 0, mismatch()), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn a_batch_should_be_refuted_once() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[too_long(), too_short()]);
		assert_noop!(show(1, served.exhibit(0), mismatch()), Error::<Test>::BatchNotFound);
		assert_ok!(refute(&served, 0, mismatch()));
		assert_noop!(refute(&served, 0, mismatch()), Error::<Test>::AlreadyVoid);
		assert_noop!(refute(&served, 1, longer_match()), Error::<Test>::AlreadyVoid);
		assert_ok!(finalize(0));
		assert_noop!(refute(&served, 1, longer_match()), Error::<Test>::BatchNotFound);
		assert_eq!(operator(OPERATOR).bond, 500);
	});
}

#[test]
fn what_the_bond_has_should_be_slashed_first() {
	in_world(3_000, || {
		assert_ok!(unbond(1_000));
		let served = serve_lie();
		System::reset_events();
		assert_ok!(refute(&served, 0, mismatch()));
		// Half of all that is held.
		assert_eq!(events()[1], slashed(OPERATOR, 1_500, CHALLENGER, 300));
		assert_eq!(operator(OPERATOR).bond, 500);
		assert_eq!(unbonding(), [(1_000, 1 + UNBONDING_DELAY)]);
	});
}

#[test]
fn what_is_unbonding_should_be_slashed_where_the_bond_does_not_do() {
	SlashCase { share: 90, refuted_at: None }.check(|| {
		// 2,700 of 3,000: the bond, one part, and most of the other.
		assert_eq!(events()[1], slashed(OPERATOR, 2_700, CHALLENGER, 540));
		assert_eq!(operator(OPERATOR).bond, 0);
		assert_eq!(unbonding(), [(300, 15 + UNBONDING_DELAY)]);
		assert_eq!(held(OPERATOR, InChannels::Bond), 300);
		System::set_block_number(15 + UNBONDING_DELAY);
		assert_ok!(withdraw());
		assert_eq!(held(OPERATOR, InChannels::Bond), 0);
	});
}

#[test]
fn what_is_free_should_not_be_slashed() {
	SlashCase { share: 90, refuted_at: Some(1 + UNBONDING_DELAY) }.check(|| {
		// 1,800 of 2,000: the first part could have been withdrawn.
		assert_eq!(events()[1], slashed(OPERATOR, 1_800, CHALLENGER, 360));
		assert_eq!(operator(OPERATOR).bond, 0);
		assert_eq!(unbonding(), [(1_000, 1 + UNBONDING_DELAY), (200, 15 + UNBONDING_DELAY)]);
		assert_ok!(withdraw());
		assert_eq!(unbonding(), [(200, 15 + UNBONDING_DELAY)]);
		assert_eq!(held(OPERATOR, InChannels::Bond), 200);
	});
}

#[test]
fn a_part_should_be_slashed_until_the_block_in_which_it_is_free() {
	SlashCase { share: 90, refuted_at: Some(UNBONDING_DELAY) }.check(|| {
		assert_noop!(withdraw(), ChannelsError::NothingUnbonded);
		assert_eq!(events()[1], slashed(OPERATOR, 2_700, CHALLENGER, 540));
		assert_eq!(unbonding(), [(300, 15 + UNBONDING_DELAY)]);
	});
}

/// An operator with a bond of 1,000, as much unbonding since block 1, and as much since block 15,
/// that settled a false receipt then.
struct SlashCase {
	share: u8,
	/// The block in which it is refuted, if not that in which it was settled.
	refuted_at: Option<u64>,
}

impl SlashCase {
	fn check(self, test: impl FnOnce()) {
		in_world(3_000, || {
			SlashShare::set(&Percent::from_percent(self.share));
			assert_ok!(unbond(1_000));
			System::set_block_number(15);
			assert_ok!(unbond(1_000));
			let served = serve_lie();
			if let Some(block) = self.refuted_at {
				System::set_block_number(block);
			}
			System::reset_events();
			assert_ok!(refute(&served, 0, mismatch()));
			Attribution::do_try_state().unwrap();
			test();
		});
	}
}

#[test]
fn each_refuted_batch_should_cost_half_of_what_is_left() {
	in_world(4_000, || {
		let lies = [serve_lie(), serve_lie(), serve_lie()];
		let suspended = ChannelEvent::OperatorSuspended { operator: OPERATOR };
		for (served, (left, is_suspended)) in
			lies.iter().zip([(2_000, false), (1_000, false), (500, true)])
		{
			let [challenger, _, treasury] = purses();
			System::reset_events();
			assert_ok!(refute(served, 0, mismatch()));
			assert_eq!(operator(OPERATOR).bond, left);
			assert_eq!(channel_events().contains(&suspended), is_suspended);
			let [found, _, kept] = purses();
			assert_eq!([found - challenger, kept - treasury], [left / 5, left / 5 * 4]);
		}
		assert_eq!(operator(OPERATOR).exposure, 0);
		for served in &lies {
			assert_ok!(finalize(served.id));
		}
		assert_eq!(channel(0).funds, 50_000);
	});
}

#[test]
fn a_slashed_operator_should_settle_again_when_it_has_bonded_more() {
	in_world(MIN_BOND, || {
		assert_ok!(refute(&serve_lie(), 0, mismatch()));
		assert_noop!(serve(0, 100), ChannelsError::BondTooLow);
		let bond_extra = |amount| Channels::bond_extra(RuntimeOrigin::signed(OPERATOR), amount);
		assert_ok!(bond_extra(499));
		assert_noop!(serve(0, 100), ChannelsError::BondTooLow);
		assert_ok!(bond_extra(1));
		assert_ok!(serve(0, 100));
	});
}

#[test]
fn a_suspended_operators_other_batches_should_end_as_they_would() {
	in_world(MIN_BOND, || {
		let lie = serve_lie();
		assert_ok!(serve(0, 1_000));
		assert_ok!(refute(&lie, 0, mismatch()));
		assert_eq!(operator(OPERATOR).exposure, 1_000);
		pass_window();
		assert_ok!(finalize(1));
		assert_eq!(Rewards::owed(&OPERATOR), 200);
	});
}

#[test]
fn a_slashed_operator_should_leave_with_what_it_has_left() {
	in_world(MIN_BOND, || {
		let lie = serve_lie();
		assert_ok!(serve(0, 3_000));
		assert_ok!(refute(&lie, 0, mismatch()));
		// What is pending stays covered.
		assert_noop!(unbond(201), ChannelsError::TooMuchExposure);
		pass_window();
		assert_ok!(finalize(1));
		assert_ok!(finalize(0));
		assert_noop!(unbond(501), ChannelsError::NotEnoughBond);
		assert_ok!(unbond(500));
		System::set_block_number(1 + WINDOW + UNBONDING_DELAY);
		assert_ok!(withdraw());
		assert_ok!(Channels::deregister_operator(RuntimeOrigin::signed(OPERATOR)));
		assert_eq!(Balances::free_balance(OPERATOR), ENDOWMENT - 500);
	});
}

#[test]
fn who_refutes_itself_should_get_its_reward_and_no_more() {
	in_world(MIN_BOND, || {
		let served = serve_lie();
		System::reset_events();
		let [challenger, own, treasury] = purses();
		assert_ok!(refute_as(OPERATOR, &served, 0, mismatch()));
		assert_eq!(events()[1], slashed(OPERATOR, 500, OPERATOR, 100));
		assert_eq!(held(OPERATOR, InChannels::Bond), 500);
		assert_eq!(purses(), [challenger, own + 100, treasury + 400]);
	});
}

#[test]
fn the_share_in_force_should_be_slashed() {
	// Bond, share; slashed, reward.
	for (bond, share, amount, reward) in
		[(1_000, 25, 250, 50), (1_000, 90, 900, 180), (1_003, 50, 501, 100), (1_009, 90, 908, 181)]
	{
		in_world(bond, || {
			let served = serve_lie();
			SlashShare::set(&Percent::from_percent(share));
			System::reset_events();
			let [challenger, own, treasury] = purses();
			assert_ok!(refute(&served, 0, mismatch()));
			assert_eq!(events()[1], slashed(OPERATOR, amount, CHALLENGER, reward));
			assert_eq!(operator(OPERATOR).bond, bond - amount);
			assert_eq!(purses(), [challenger + reward, own, treasury + amount - reward]);
		});
	}
}

#[test]
fn a_reward_of_nothing_should_not_keep_a_batch_from_being_refuted() {
	for (bond, amount) in [(8, 4), (1, 0)] {
		build_and_execute(|| {
			register_texts();
			MinBond::set(&1);
			Leverage::set(&10_000);
			assert_ok!(register_operator(OPERATOR, bond));
			open_channel(OPERATOR, 50_000);
			let served = serve_lie();
			System::reset_events();
			let [challenger, own, treasury] = purses();
			assert_ok!(refute(&served, 0, mismatch()));
			assert_eq!(events()[1], slashed(OPERATOR, amount, CHALLENGER, 0));
			assert_eq!(purses(), [challenger, own, treasury + amount]);
			assert_eq!(operator(OPERATOR).bond, bond - amount);
			assert_ok!(finalize(0));
			assert_eq!(channel(0).funds, 50_000);
		});
	}
}

#[test]
fn settle_one_should_be_refuted_at_once() {
	in_world(MIN_BOND, || {
		let (free, [challenger, own, treasury]) = (Balances::free_balance(PAYER), purses());
		let served = pay_for(PAYER, &too_long());
		let deposit = held(PAYER, HoldReason::Batch);
		assert_eq!(Balances::free_balance(PAYER), free - FEE - deposit);
		let texts = Pending::<Test>::get(0).unwrap().iter().map(|(_, amount)| amount).sum();
		System::reset_events();
		assert_eq!(refute(&served, 0, mismatch()).unwrap().pays_fee, Pays::No);
		let reward = deposit / 5;
		let ground = Ground::Mismatch;
		let expected = [
			Event::ReceiptRefuted { batch: 0, receipt: 0, challenger: CHALLENGER, ground },
			slashed(PAYER, deposit, CHALLENGER, reward),
			Event::BatchForfeited { batch: 0, amount: texts },
			Event::BatchVoided { batch: 0, leaf: 1 },
		];
		assert_eq!(events(), expected);
		assert_eq!(Balances::free_balance(PAYER), free - FEE - deposit);
		assert_eq!(held(PAYER, HoldReason::Batch), 0);
		// It is not the operator's.
		assert_eq!(operator(OPERATOR).bond, MIN_BOND);
		assert_eq!(purses(), [challenger + reward, own, treasury + deposit - reward]);
		assert!(!Pending::<Test>::contains_key(0));
		assert_eq!(Rewards::collected(), FEE);
		assert_noop!(refute(&served, 0, mismatch()), Error::<Test>::AlreadyVoid);
		assert_ok!(finalize(0));
		assert_eq!(Rewards::collected(), 0);
		assert_noop!(refute(&served, 0, mismatch()), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn a_payer_that_refutes_itself_should_lose_by_it() {
	in_world(MIN_BOND, || {
		let (free, treasury) = (Balances::free_balance(PAYER), Balances::free_balance(TREASURY));
		let served = pay_for(PAYER, &later());
		let deposit = held(PAYER, HoldReason::Batch);
		assert_ok!(refute_as(PAYER, &served, 0, earlier_holder()));
		let lost = deposit - deposit / 5;
		assert_eq!(held(PAYER, HoldReason::Batch), 0);
		assert_eq!(Balances::free_balance(PAYER), free - FEE - lost);
		assert_eq!(Balances::free_balance(TREASURY), treasury + lost);
	});
}

#[test]
fn a_payer_that_has_nothing_else_should_lose_its_deposit() {
	in_world(MIN_BOND, || {
		// What the same costs another payer.
		pay_for(PAYER, &too_long());
		let deposit = held(PAYER, HoldReason::Batch);
		let least: Balance = 1;
		let poor = 77;
		let all = FEE + deposit + least;
		assert_ok!(Balances::transfer_keep_alive(RuntimeOrigin::signed(LAB), poor, all));
		let served = pay_for(poor, &too_long());
		assert_eq!(held(poor, HoldReason::Batch), deposit);
		assert_eq!(Balances::free_balance(poor), least);
		assert_ok!(refute(&served, 0, mismatch()));
		assert_eq!(held(poor, HoldReason::Batch), 0);
		assert_eq!(Balances::free_balance(poor), least);
	});
}

/// What one account pays for is an answer to it: the whole receipt must say so, and the rest of what
/// the chain has.
#[test]
fn a_receipt_of_another_payer_model_or_length_should_be_refuted() {
	in_world(MIN_BOND, || {
		let changes: [fn(&mut Receipt); 6] = [
			|receipt| receipt.payment = Payment::Direct { payer: [9; 32] },
			|receipt| receipt.payment = by_channel(0, 0),
			|receipt| receipt.model = 1,
			|receipt| receipt.fee += 1,
			|receipt| receipt.output_len += 1,
			|receipt| receipt.span_params.full_span += 1,
		];
		for change in changes {
			let mut served = Served::by_payer(PAYER, FEE, &truth());
			change(&mut served.receipts[0]);
			// It commits to the changed one.
			served.commitments[0] = served.receipts[0].commitment::<BlakeTwo256>();
			let served = served.settle_alone(PAYER);
			let compact = served.compacts[0].clone();
			assert_noop!(refute(&served, 0, mismatch()), Error::<Test>::NotInBatch);
			assert_ok!(refute(&served, 0, Proof::ScoreMismatch { compact }));
		}
		assert_eq!(NextBatchId::<Test>::get(), 6);
	});
}

/// What an operator has signed speaks against it, and not against who pays for itself.
#[test]
fn a_signature_should_not_speak_against_a_payer() {
	in_world(MIN_BOND, || {
		let served = pay_for(PAYER, &truth());
		let mut given = served.receipts[0].clone();
		given.spans = too_long().try_into().unwrap();
		let compact = served.compacts[0].clone();
		let substituted = Proof::Substituted { settled: Substitute::Receipt { compact } };
		for proof in [substituted, mismatch()] {
			let shown = served.given(0, given.clone());
			assert_noop!(show(0, shown, proof), Error::<Test>::NotSigned);
		}
		let alike = served.given(0, served.receipts[0].clone());
		assert_noop!(show(0, alike, mismatch()), Error::<Test>::NotSigned);
	});
}

/// Every proof of what the rule gives works with the operator's signature as it does with the
/// batch's commitments, and needs nothing of these.
#[test]
fn a_signed_receipt_should_be_refuted_like_one_that_is_committed_to() {
	let lies = [
		(too_long(), mismatch(), Ground::Mismatch),
		(too_short(), longer_match(), Ground::LongerMatch),
		(later(), earlier_holder(), Ground::EarlierHolder),
	];
	for (spans, proof, ground) in lies {
		in_world(MIN_BOND, || {
			let served = Served::by_channel(0, FEE, &[truth(), spans]);
			let mut batch = served.batch();
			batch.commitments = COMMITMENT;
			assert_ok!(submit(OPERATOR, batch));
			assert_noop!(refute(&served, 1, proof.clone()), Error::<Test>::NotInBatch);
			System::reset_events();
			let exhibit = served.given(1, served.receipts[1].clone());
			assert_eq!(show(0, exhibit, proof).unwrap().pays_fee, Pays::No);
			let (receipt, challenger) = (1, CHALLENGER);
			let refuted = Event::ReceiptRefuted { batch: 0, receipt, challenger, ground };
			assert_eq!(events()[0], refuted);
		});
	}
	// That the chain has something else needs the commitment: a signature shows that otherwise.
	in_world(MIN_BOND, || {
		let served = serve_inflated();
		let compact = served.compacts[1].clone();
		let exhibit = served.given(1, served.receipts[1].clone());
		let proof = Proof::ScoreMismatch { compact };
		assert_noop!(show(0, exhibit, proof), Error::<Test>::NotCommitted);
	});
}

#[test]
fn a_signature_and_siblings_should_weigh() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[truth(), truth(), truth()]);
		let weight = |exhibit: &Exhibit, proof: &Proof| {
			Attribution::weight_of_proof(exhibit, proof).ref_time()
		};
		let (committed, signed) = (served.exhibit(1), served.given(1, served.receipts[1].clone()));
		let signature = <Test as Config>::WeightInfo::show_signature().ref_time();
		let hash = |n| <Test as Config>::WeightInfo::show_hashes(n).ref_time();
		// The commitment has two siblings, as the leaf has.
		let committed = weight(&committed, &mismatch());
		assert_eq!(weight(&signed, &mismatch()) + hash(4) - hash(2), committed + signature);
		let of_path = |path| {
			let settled = Substitute::Commitment { commitment: COMMITMENT, path };
			weight(&signed, &Proof::Substituted { settled })
		};
		let more = of_path(served.commitment_path(1)) - of_path(Default::default());
		assert_eq!(more, hash(2) - hash(0));
		let of_credits = |count: usize| {
			let mut compact: CompactReceipt = served.compacts[1].clone();
			compact.answer.credits.truncate(count);
			let settled = Substitute::Receipt { compact };
			weight(&signed, &Proof::Substituted { settled })
		};
		assert!(of_credits(0) < of_credits(1) && of_credits(1) < of_credits(2));
	});
}
