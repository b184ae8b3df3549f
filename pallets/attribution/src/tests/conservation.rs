// SPDX-License-Identifier: Apache-2.0

//! Whatever is called in whatever order, every unit is in exactly one place, and comes back to whom
//! it belongs.

use super::world::*;
use crate::{mock::*, *};
use frame_support::{assert_ok, storage::with_storage_layer, weights::Weight, BoundedVec};
use openledger_primitives::{
	interfaces::Ledger as _,
	receipt::{CompactReceipt, HeldSpan},
	span::SpanParams,
	split::FeeSplit,
	voucher::{Redemption, Voucher},
	Balance, BatchId, ChannelId,
};
use proptest::{prelude::*, sample::Index};
use sp_core::{sr25519, Pair};
use sp_runtime::{traits::BlakeTwo256, DispatchResult, Perbill, Percent};
use std::collections::BTreeMap;

fn arbitrary_receipt() -> impl Strategy<Value = CompactReceipt> {
	let credits = prop::collection::btree_map(0..AUTHORS - 1, 1u32..=40_000, 0..19);
	(100u128..u64::MAX as u128 / 50, 1u32..=65_536, credits).prop_map(|(fee, len, credits)| {
		let credits: Vec<_> = credits.into_iter().collect();
		CompactReceipt { output_len: len, ..receipt(fee, &credits) }
	})
}

/// What is owed or collected, and what treasury and stakers have.
fn everywhere() -> Balance {
	let owed = pallet_rewards::TotalOwed::<Test>::get();
	let pots = [TREASURY, STAKERS].map(Balances::free_balance);
	owed + Rewards::collected() + pots[0] + pots[1]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn every_unit_of_a_fee_should_be_in_one_place(
		receipts in prop::collection::vec((arbitrary_receipt(), 0u32..2, 1u32..20), 1..12),
	) {
		build_and_execute(|| {
			let (start, mut fees) = (everywhere(), 0);
			for (receipt, model, _) in &receipts {
				if settle(*model, receipt.clone()).is_ok() {
					fees += receipt.fee;
				}
				assert_eq!(everywhere(), start + fees);
			}
			pass_window();
			for batch in 0..NextBatchId::<Test>::get() {
				let max = receipts[batch as usize].2;
				while Batches::<Test>::contains_key(batch) {
					Attribution::finalise(RuntimeOrigin::signed(PAYER), batch, max).unwrap();
					Attribution::do_try_state().unwrap();
					assert_eq!(everywhere(), start + fees);
				}
			}
			assert_eq!(Rewards::collected(), 0);
		});
	}
}

/// Steps of one case.
const STEPS: usize = 60;
const CASES: u32 = 32;
const OPERATORS: [AccountId; 2] = [OPERATOR, LAB];
const PAYERS: [AccountId; 2] = [PAYER, TUNER];
/// Who challenges batches: who settled them, too.
const FINDERS: [AccountId; 5] = [PAYER, TUNER, OPERATOR, LAB, AUTHOR];
/// So much that the sums of what anyone does in a case fit, at the largest scale too.
const RICH: Balance = 1 << 124;

/// A call with whatever arguments; ids are picked among those given so far, and one beyond. Amounts
/// are in the case's unit. An `Answer` is made from the texts, and paid by a channel or else by
/// `payer`.
#[derive(Clone, Debug)]
enum Step {
	SettleOne { payer: Index, operator: Index, model: u32, fee: u64, credits: Credits },
	SettleBatch { operator: Index, parts: Vec<Part>, flaw: Option<Flaw> },
	Answer { payer: Index, channel: Option<Index>, fee: u64, is_true: bool },
	Challenge(ChallengeCall),
	Finalise(Index, u32),
	Idle(Weight),
	Operator(Index, OperatorCall),
	Open { payer: Index, operator: Index, amount: u64 },
	Channel { payer: Index, channel: Index, call: ChannelCall },
	Claim(u64),
	Split(FeeSplit),
	Window(u64),
	Pass(u64),
}

#[derive(Clone, Debug)]
enum OperatorCall {
	Register(u64),
	BondExtra(u64),
	Unbond(u64),
	Withdraw,
	Deregister,
}

#[derive(Clone, Debug)]
enum ChannelCall {
	TopUp(u64),
	SetKey(Index),
	Close,
	CloseByOperator,
	Withdraw,
}

/// Who reveals or expires picks among all demands. A `Vote` is on the time to answer, in blocks, and
/// on what a refuted batch costs, in percent.
#[derive(Clone, Debug)]
enum ChallengeCall {
	Void(Index),
	Refute(Index, AccountId),
	Demand { batch: Index, receipt: u32, span: u32, demander: AccountId },
	Reveal(Index),
	Expire(Index),
	Vote(u64, u8),
}

/// Points by contribution.
type Credits = BTreeMap<u32, u32>;

/// A receipt, and the voucher that pays for it.
#[derive(Clone, Debug)]
struct Part {
	channel: Index,
	fee: u64,
	credits: Credits,
	/// What the voucher promises beyond the fee.
	spare: u64,
	/// Signed by the channel's former key, if it has one.
	by_former: bool,
}

/// What makes a batch's vouchers worthless.
#[derive(Clone, Copy, Debug)]
enum Flaw {
	/// One is signed by nobody's key.
	Forged,
	/// One promises what was settled already.
	Replayed,
	/// One promises less than is taken.
	Short,
	/// Of one nothing is taken.
	Nothing,
	/// One is there twice.
	Twice,
	/// One pays more than the fees.
	TooMuch,
	/// One pays more than there can be.
	Absurd,
	/// They are for the other operator.
	Foreign,
}

/// The keys of channels, and at last one that no channel has; and the planck of a unit.
struct Setting {
	keys: [sr25519::Pair; 3],
	unit: Balance,
}

impl Setting {
	/// The pair of a channel's key.
	fn pair_of(&self, key: sr25519::Public) -> &sr25519::Pair {
		self.keys.iter().find(|pair| pair.public() == key).unwrap()
	}
}

fn credits() -> impl Strategy<Value = Credits> {
	prop::collection::btree_map(0..AUTHORS as u32 - 1, 1u32..=13_000, 0..8)
}

fn sound_split() -> impl Strategy<Value = FeeSplit> {
	let shares = [200_000_000u32, 500_000_000, 500_000_000, 200_000_000, 1_000_000_000];
	let share = |most: u32| (0..=most).prop_map(Perbill::from_parts);
	shares
		.map(share)
		.prop_map(|[platform, operator, model, stakers, unattributed_to_model]| FeeSplit {
			platform,
			operator,
			model,
			stakers,
			unattributed_to_model,
		})
		.prop_filter("sound", FeeSplit::is_sound)
}

fn batch() -> impl Strategy<Value = Step> {
	let part = (any::<Index>(), 100u64..20_000, credits(), 0u64..5_000, any::<bool>()).prop_map(
		|(channel, fee, credits, spare, by_former)| Part {
			channel,
			fee,
			credits,
			spare,
			by_former,
		},
	);
	let flaw = prop_oneof![
		Just(Flaw::Forged),
		Just(Flaw::Replayed),
		Just(Flaw::Short),
		Just(Flaw::Nothing),
		Just(Flaw::Twice),
		Just(Flaw::TooMuch),
		Just(Flaw::Absurd),
		Just(Flaw::Foreign),
	];
	(any::<Index>(), prop::collection::vec(part, 1..4), prop::option::weighted(0.3, flaw))
		.prop_map(|(operator, parts, flaw)| Step::SettleBatch { operator, parts, flaw })
}

fn operator_call() -> impl Strategy<Value = OperatorCall> {
	prop_oneof![
		(0u64..20_000).prop_map(OperatorCall::Register),
		(0u64..5_000).prop_map(OperatorCall::BondExtra),
		(0u64..20_000).prop_map(OperatorCall::Unbond),
		Just(OperatorCall::Withdraw),
		Just(OperatorCall::Deregister),
	]
}

fn channel_call() -> impl Strategy<Value = ChannelCall> {
	prop_oneof![
		(0u64..50_000).prop_map(ChannelCall::TopUp),
		any::<Index>().prop_map(ChannelCall::SetKey),
		Just(ChannelCall::Close),
		Just(ChannelCall::CloseByOperator),
		Just(ChannelCall::Withdraw),
	]
}

fn weight() -> impl Strategy<Value = Weight> {
	type Weights = <Test as Config>::WeightInfo;
	let most = Weights::finalise(16).saturating_add(Weights::credit(64));
	prop_oneof![
		Just(Weight::MAX),
		(0..=most.ref_time(), 0..=most.proof_size())
			.prop_map(|(ref_time, proof_size)| Weight::from_parts(ref_time, proof_size)),
	]
}

fn answer_step() -> impl Strategy<Value = Step> {
	let channel = prop::option::weighted(0.7, any::<Index>());
	(any::<Index>(), channel, 100u64..20_000, any::<bool>())
		.prop_map(|(payer, channel, fee, is_true)| Step::Answer { payer, channel, fee, is_true })
}

fn challenge_call() -> impl Strategy<Value = ChallengeCall> {
	let finder = || prop::sample::select(FINDERS.to_vec());
	let demand = (any::<Index>(), 0u32..3, 0u32..4, finder()).prop_map(
		|(batch, receipt, span, demander)| ChallengeCall::Demand { batch, receipt, span, demander },
	);
	prop_oneof![
		3 => any::<Index>().prop_map(ChallengeCall::Void),
		4 => (any::<Index>(), finder()).prop_map(|(id, who)| ChallengeCall::Refute(id, who)),
		10 => demand,
		8 => any::<Index>().prop_map(ChallengeCall::Reveal),
		4 => any::<Index>().prop_map(ChallengeCall::Expire),
		1 => (1u64..12, 25u8..=90).prop_map(|(time, share)| ChallengeCall::Vote(time, share)),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let settle_one = (any::<Index>(), any::<Index>(), 0u32..2, 100u64..20_000, credits()).prop_map(
		|(payer, operator, model, fee, credits)| Step::SettleOne {
			payer,
			operator,
			model,
			fee,
			credits,
		},
	);
	let open = (any::<Index>(), any::<Index>(), 0u64..50_000)
		.prop_map(|(payer, operator, amount)| Step::Open { payer, operator, amount });
	let channel = (any::<Index>(), any::<Index>(), channel_call())
		.prop_map(|(payer, channel, call)| Step::Channel { payer, channel, call });
	prop_oneof![
		4 => settle_one,
		12 => batch(),
		10 => answer_step(),
		24 => challenge_call().prop_map(Step::Challenge),
		4 => (any::<Index>(), 0u32..12).prop_map(|(id, max)| Step::Finalise(id, max)),
		4 => weight().prop_map(Step::Idle),
		5 => (any::<Index>(), operator_call()).prop_map(|(who, call)| Step::Operator(who, call)),
		4 => open,
		6 => channel,
		2 => (0..AUTHORS + 4).prop_map(Step::Claim),
		2 => sound_split().prop_map(Step::Split),
		1 => (1u64..30).prop_map(Step::Window),
		5 => (1u64..12).prop_map(Step::Pass),
	]
}

/// An id below `next`, or `next`.
fn any_id(index: Index, next: u64) -> u64 {
	index.index(usize::try_from(next).unwrap() + 1) as u64
}

/// Makes a call. A refused call changes nothing, as in a block.
fn perform(setting: &Setting, step: Step) -> DispatchResult {
	let planck = |amount: u64| setting.unit * Balance::from(amount);
	let signed = RuntimeOrigin::signed;
	match step {
		Step::SettleOne { payer, operator, model, fee, credits } => {
			let credits: Vec<_> =
				credits.into_iter().map(|(id, points)| (u64::from(id), points)).collect();
			let (payer, operator) = (*payer.get(&PAYERS), *operator.get(&OPERATORS));
			Attribution::settle_one(signed(payer), model, operator, receipt(planck(fee), &credits))
		}
		Step::SettleBatch { operator, parts, flaw } => {
			settle_parts(setting, operator.index(2), parts, flaw)
		}
		Step::Answer { payer, channel, fee, is_true } => {
			let spans = if is_true { truth() } else { later() };
			settle_answer(setting, *payer.get(&PAYERS), channel, planck(fee), spans)
		}
		Step::Challenge(call) => challenge(call),
		Step::Finalise(id, max) => {
			let id = any_id(id, NextBatchId::<Test>::get());
			let paid = Attribution::finalise(signed(PAYER), id, max);
			paid.map(|_| ()).map_err(|refused| refused.error)
		}
		Step::Idle(left) => {
			let used = idle(left);
			assert!(used.all_lte(left), "{used:?} of {left:?}");
			Ok(())
		}
		Step::Operator(who, call) => {
			let origin = signed(*who.get(&OPERATORS));
			let key = setting.keys[0].public();
			match call {
				OperatorCall::Register(bond) => {
					let bond = planck(bond);
					Attribution::register_operator(origin, Endpoint::default(), key, bond)
				}
				OperatorCall::BondExtra(amount) => Attribution::bond_extra(origin, planck(amount)),
				OperatorCall::Unbond(amount) => Attribution::unbond(origin, planck(amount)),
				OperatorCall::Withdraw => Attribution::withdraw_unbonded(origin),
				OperatorCall::Deregister => Attribution::deregister(origin),
			}
		}
		Step::Open { payer, operator, amount } => {
			let (payer, operator) = (*payer.get(&PAYERS), *operator.get(&OPERATORS));
			let key = setting.keys[0].public();
			Attribution::open_channel(signed(payer), operator, key, planck(amount))
		}
		Step::Channel { payer, channel, call } => {
			let origin = signed(*payer.get(&PAYERS));
			let id = any_id(channel, NextChannelId::<Test>::get());
			match call {
				ChannelCall::TopUp(amount) => Attribution::top_up(origin, id, planck(amount)),
				ChannelCall::SetKey(key) => {
					let key = key.get(&setting.keys[..2]).public();
					Attribution::set_channel_key(origin, id, key)
				}
				ChannelCall::Close => Attribution::close_channel(origin, id),
				ChannelCall::CloseByOperator => {
					let operator = Channels::<Test>::get(ChannelKey::from(id))
						.map_or(OPERATOR, |channel| channel.operator);
					Attribution::close_channel(signed(operator), id)
				}
				ChannelCall::Withdraw => Attribution::withdraw_channel(origin, id),
			}
		}
		Step::Claim(nth) => {
			let who = [PAYER, OPERATOR, LAB, TUNER].into_iter().chain(AUTHOR..).nth(nth as usize);
			Rewards::claim_for(signed(PAYER), who.unwrap())
		}
		Step::Split(split) => {
			Split::set(&split);
			Ok(())
		}
		Step::Window(blocks) => {
			ChallengeWindow::set(&blocks);
			Ok(())
		}
		Step::Pass(blocks) => {
			System::set_block_number(System::block_number() + blocks);
			Ok(())
		}
	}
}

/// Challenges a batch, or answers a challenge, and checks that this does what it should.
fn challenge(call: ChallengeCall) -> DispatchResult {
	let batch_of = |index| any_id(index, NextBatchId::<Test>::get());
	let can_be_challenged = |id| Attribution::challenged(id).is_ok();
	match call {
		ChallengeCall::Void(index) => {
			let id = batch_of(index);
			let can_be = can_be_challenged(id);
			let voided = with_storage_layer(|| void(id));
			assert_eq!(voided.is_ok(), can_be);
			voided
		}
		ChallengeCall::Refute(index, finder) => {
			let id = batch_of(index);
			let (served, spans) = opened(id).ok_or("no answer from the texts")?;
			let can_be = can_be_challenged(id) && spans == later();
			let refuted = refute_as(finder, &served, 0, earlier_holder());
			assert_eq!(refuted.is_ok(), can_be);
			refuted.map(|_| ()).map_err(|refused| refused.error)
		}
		ChallengeCall::Demand { batch, receipt, span, demander } => {
			let origin = RuntimeOrigin::signed(demander);
			Attribution::demand_reveal(origin, batch_of(batch), receipt, span)
		}
		ChallengeCall::Reveal(index) => {
			let (id, (_, span), due) = any_demand(index).ok_or("no demand")?;
			let (served, spans) = opened(id).ok_or("no answer from the texts")?;
			let in_time = can_be_challenged(id) && System::block_number() <= due;
			let nth = usize::try_from(span).unwrap();
			let revealed = reveal(&served, 0, span, evidence(&spans, nth));
			assert_eq!(revealed.is_ok(), in_time);
			revealed
		}
		ChallengeCall::Expire(index) => {
			let (id, (receipt, span), due) = any_demand(index).ok_or("no demand")?;
			let is_pending = Batches::<Test>::get(id).is_some_and(|batch| !batch.is_void);
			let is_over = System::block_number() > due;
			let expired = expire(id, receipt, span);
			assert_eq!(expired.is_ok(), is_over || !is_pending);
			expired
		}
		ChallengeCall::Vote(reveal_window, slash_share) => {
			RevealWindow::set(&reveal_window);
			SlashShare::set(&Percent::from_percent(slash_share));
			Ok(())
		}
	}
}

/// A demand that is not answered, and its last block.
fn any_demand(index: Index) -> Option<(BatchId, DemandKey, u64)> {
	let all: Vec<_> = Demands::<Test>::iter().collect();
	(!all.is_empty()).then(|| {
		let (batch, key, demand) = index.get(&all);
		(*batch, *key, demand.due)
	})
}

/// A batch of one answer from the texts as who settled it has it, and the spans that it lists.
fn opened(id: BatchId) -> Option<(Served, Vec<HeldSpan>)> {
	let batch = Batches::<Test>::get(id).filter(|batch| batch.model == READER)?;
	[truth(), later()].into_iter().find_map(|spans| {
		let mut served = match batch.payer {
			Some(payer) => Served::by_payer(payer, batch.fees, &spans),
			None => {
				let channel = Refunds::<Test>::get(id)?.first()?.channel;
				Served::by_channel(channel, batch.fees, std::slice::from_ref(&spans))
			}
		};
		served.id = id;
		let root = served.compacts[0].leaf::<BlakeTwo256>();
		(root == batch.root).then_some((served, spans))
	})
}

/// Settles an answer with these spans, paid by any of all channels or else by `payer`.
fn settle_answer(
	setting: &Setting,
	payer: AccountId,
	channel: Option<Index>,
	fee: Balance,
	spans: Vec<HeldSpan>,
) -> DispatchResult {
	let Some(index) = channel else {
		let compact = Served::by_payer(payer, fee, &spans).compacts[0].clone();
		return Attribution::settle_one(RuntimeOrigin::signed(payer), READER, OPERATOR, compact);
	};
	let channels: Vec<_> = Channels::<Test>::iter().collect();
	if channels.is_empty() {
		return Err("no channel".into());
	}
	let (key, channel) = index.get(&channels);
	let id = ChannelId::from(*key);
	let pair = setting.pair_of(channel.key);
	let voucher = Voucher::sign(pair, System::block_hash(0), id, channel.settled + fee);
	Attribution::settle_batch(
		RuntimeOrigin::signed(channel.operator),
		READER,
		SpanParams::DEFAULT,
		setting.unit,
		BoundedVec::truncate_from(vec![Redemption { voucher, amount: fee }]),
		BoundedVec::truncate_from(vec![OLD_ID.into(), NEW_ID.into()]),
		BoundedVec::truncate_from(Served::by_channel(id, fee, &[spans]).batched(setting.unit)),
	)
}

/// Settles a receipt and a voucher for each of `parts`, of whatever channels the operator has.
fn settle_parts(
	setting: &Setting,
	nth: usize,
	parts: Vec<Part>,
	flaw: Option<Flaw>,
) -> DispatchResult {
	let (operator, other) = (OPERATORS[nth], OPERATORS[1 - nth]);
	let channels: Vec<(ChannelId, ChannelOf<Test>)> = Channels::<Test>::iter()
		.filter(|(_, channel)| channel.operator == operator)
		.map(|(id, channel)| (id.into(), channel))
		.collect();
	if channels.is_empty() {
		return Err("no channel".into());
	}
	// Ascending, and each channel once.
	let parts: BTreeMap<usize, Part> =
		parts.into_iter().map(|part| (part.channel.index(channels.len()), part)).collect();
	let (mut redemptions, mut receipts) = (Vec::new(), Vec::new());
	for (place, part) in parts {
		let (id, channel) = &channels[place];
		let former = channel.former_key.map(|(key, _)| key).filter(|_| part.by_former);
		let signer = former.unwrap_or(channel.key);
		let mut pair = setting.pair_of(signer);
		let mut amount = setting.unit * Balance::from(part.fee);
		let mut cumulative = channel.settled + amount + setting.unit * Balance::from(part.spare);
		if redemptions.is_empty() {
			match flaw {
				Some(Flaw::Forged) => pair = &setting.keys[2],
				Some(Flaw::Replayed) => cumulative = channel.settled,
				Some(Flaw::Short) => cumulative = channel.settled + amount - 1,
				Some(Flaw::Nothing) => amount = 0,
				Some(Flaw::TooMuch) => (amount, cumulative) = (amount + 1, cumulative + 1),
				Some(Flaw::Absurd) => (amount, cumulative) = (Balance::MAX, Balance::MAX),
				Some(Flaw::Twice | Flaw::Foreign) | None => {}
			}
		}
		let voucher = Voucher::sign(pair, System::block_hash(0), *id, cumulative);
		redemptions.push(Redemption { voucher, amount });
		let credits: Vec<_> = part.credits.into_iter().collect();
		receipts.push(batched(part.fee, &credits));
	}
	if let Some(Flaw::Twice) = flaw {
		redemptions.insert(0, redemptions[0]);
	}
	let caller = if let Some(Flaw::Foreign) = flaw { other } else { operator };
	let contributions = (0..AUTHORS - 1).map(Into::into).collect();
	Attribution::settle_batch(
		RuntimeOrigin::signed(caller),
		1,
		SpanParams::DEFAULT,
		setting.unit,
		BoundedVec::truncate_from(redemptions),
		BoundedVec::truncate_from(contributions),
		BoundedVec::truncate_from(receipts),
	)
}

/// What went into the pot as fees, what left it for accounts, and what was slashed, by the events of
/// all steps.
#[derive(Default)]
struct Flows {
	fees: Balance,
	claimed: Balance,
	/// To channels of void batches.
	refunded: Balance,
	/// From bonds and deposits to the treasury.
	slashed: Balance,
}

impl Flows {
	/// Takes what happened since it was asked before.
	fn note(&mut self) {
		let pot = Rewards::pot();
		let (mut paid, mut claimed) = (0, 0);
		for record in System::events() {
			match record.event {
				RuntimeEvent::Attribution(Event::BatchSettled { fees, .. }) => self.fees += fees,
				RuntimeEvent::Attribution(Event::Slashed { amount, reward, .. }) => {
					self.slashed += amount - reward;
				}
				RuntimeEvent::Rewards(pallet_rewards::Event::Claimed { amount, .. }) => {
					claimed += amount;
				}
				RuntimeEvent::Balances(pallet_balances::Event::Transfer { from, to, amount })
					if from == pot && to != TREASURY && to != STAKERS =>
				{
					paid += amount;
				}
				RuntimeEvent::Balances(pallet_balances::Event::TransferAndHold {
					source,
					transferred,
					..
				}) if source == pot => self.refunded += transferred,
				_ => {}
			}
		}
		self.claimed += claimed;
		// Nothing goes back to what is free of a payer.
		assert_eq!(paid, claimed);
		System::reset_events();
	}
}

/// Registers the texts and the operators, and opens a channel to each.
fn begin(setting: &Setting) {
	register_texts();
	let key = setting.keys[0].public();
	for (payer, operator) in PAYERS.into_iter().zip(OPERATORS) {
		let (origin, bond) = (RuntimeOrigin::signed(operator), MIN_BOND.max(20_000 * setting.unit));
		assert_ok!(Attribution::register_operator(origin, Endpoint::default(), key, bond));
		let (origin, funds) = (RuntimeOrigin::signed(payer), 50_000 * setting.unit);
		assert_ok!(Attribution::open_channel(origin, operator, key, funds));
	}
}

/// Ends all that is pending: demands, batches, channels, operators, and what anyone is owed.
fn end_everything() {
	let pass = || System::set_block_number(System::block_number() + 1_000);
	pass();
	for (batch, (receipt, span)) in Demands::<Test>::iter_keys().collect::<Vec<_>>() {
		assert_ok!(expire(batch, receipt, span));
	}
	for batch in 0..NextBatchId::<Test>::get() {
		if Batches::<Test>::contains_key(batch) {
			assert_ok!(finalise(batch));
		}
	}
	for (id, channel) in Channels::<Test>::iter().collect::<Vec<_>>() {
		let origin = RuntimeOrigin::signed(channel.operator);
		assert_ok!(Attribution::close_channel(origin, id.into()));
	}
	for (who, operator) in Operators::<Test>::iter().collect::<Vec<_>>() {
		let origin = || RuntimeOrigin::signed(who);
		if !operator.unbonding.is_empty() {
			assert_ok!(Attribution::withdraw_unbonded(origin()));
		}
		if operator.bond > 0 {
			assert_ok!(Attribution::unbond(origin(), operator.bond));
			pass();
			assert_ok!(Attribution::withdraw_unbonded(origin()));
		}
		assert_ok!(Attribution::deregister(origin()));
	}
	let owed = |(_, account): &(_, pallet_rewards::Account)| account.owed > 0;
	for (who, _) in pallet_rewards::Accounts::<Test>::iter().filter(owed).collect::<Vec<_>>() {
		assert_ok!(Rewards::claim_for(RuntimeOrigin::signed(PAYER), who));
	}
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: CASES, max_shrink_iters: 500, ..Default::default()
	})]

	#[test]
	fn any_sequence_of_calls_should_keep_every_unit_in_one_place(
		steps in prop::collection::vec(step(), STEPS),
		unit in prop_oneof![Just(1u128), Just(3), Just((1 << 64) + 1), Just((1 << 100) + 7)],
	) {
		build_with(RICH, || {
			let setting = Setting { keys: [1, 3, 99].map(key), unit };
			let (start, issuance) = (everywhere(), Balances::total_issuance());
			let pot = Balances::free_balance(Rewards::pot());
			let mut flows = Flows::default();
			let check = |flows: &mut Flows| {
				flows.note();
				Attribution::do_try_state().unwrap();
				Rewards::do_try_state().unwrap();
				let out = flows.claimed + flows.refunded;
				assert_eq!(everywhere() + out, start + flows.fees + flows.slashed);
				assert_eq!(Balances::total_issuance(), issuance);
			};
			begin(&setting);
			System::reset_events();
			for step in steps {
				let is_flawed = matches!(step, Step::SettleBatch { flaw: Some(_), .. });
				let done = perform(&setting, step);
				assert!(!is_flawed || done.is_err());
				check(&mut flows);
			}

			end_everything();
			check(&mut flows);
			// Nothing is left but what everyone got.
			assert_eq!(Rewards::collected(), 0);
			assert_eq!(pallet_rewards::TotalOwed::<Test>::get(), 0);
			assert_eq!(Balances::free_balance(Rewards::pot()), pot);
			for who in FINDERS {
				for reason in [
					HoldReason::Batch,
					HoldReason::Bond,
					HoldReason::Channel,
					HoldReason::Record,
					HoldReason::Demand,
				] {
					assert_eq!(held(who, reason), 0);
				}
			}
		});
	}
}
