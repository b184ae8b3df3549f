// SPDX-License-Identifier: Apache-2.0

//! Whatever is called in whatever order, every unit is in exactly one place, and comes back to whom
//! it belongs.

use crate::{mock::*, *};
use frame_support::{
	assert_ok,
	storage::with_storage_layer,
	traits::fungible::{Inspect, InspectHold},
};
use openledger_primitives::{
	batch::ChannelSum, interfaces::Redemption, keys::FormerKey, Balance, ChannelId,
};
use proptest::{prelude::*, sample::Index};
use sp_core::{sr25519, Pair};
use sp_runtime::DispatchError;
use std::collections::BTreeMap;

/// Steps of one case.
const STEPS: usize = 60;
const CASES: u32 = 32;
const OPERATORS: [AccountId; 2] = [OPERATOR, OTHER];
const PAYERS: [AccountId; 2] = [PAYER, FRIEND];
/// Who challenges batches: who settled them, too.
const ACCOUNTS: [AccountId; 5] = [PAYER, OPERATOR, OTHER, FRIEND, CHALLENGER];
/// Seeds of the keys that channels have.
const KEYS: [u8; 3] = [1, 8, 9];

/// A call with whatever arguments.
#[derive(Clone, Debug)]
enum Step {
	Operator(Index, OperatorCall),
	Open { payer: Index, operator: Index, amount: u64 },
	Channel(Index, ChannelCall),
	Settle { operator: Index, parts: Vec<Part>, flaw: Option<Flaw> },
	Final(Index),
	Void { batch: Index, challenger: Index, percent: u8 },
	Pass(u64),
}

#[derive(Clone, Copy, Debug)]
enum OperatorCall {
	Register(u64),
	BondExtra(u64),
	Unbond(u64),
	Withdraw,
	SetKey(u8),
	Deregister,
}

#[derive(Clone, Copy, Debug)]
enum ChannelCall {
	TopUp(u64),
	SetKey(Index),
	Close,
	CloseByOperator,
	Withdraw,
}

/// Answers of a channel, and the voucher that pays for them.
#[derive(Clone, Debug)]
struct Part {
	/// Among those of the operator.
	channel: Index,
	skipped: u64,
	count: u64,
	amount: u64,
	/// What the voucher promises beyond that.
	spare: u64,
	/// Signed by the channel's former key, if it has one.
	by_former: bool,
}

/// What makes the first of a batch's vouchers worthless.
#[derive(Clone, Copy, Debug)]
enum Flaw {
	/// Nobody's key signed it.
	Forged,
	/// It pays for an answer that was settled already.
	Replayed,
	/// It promises less than is taken.
	Short,
	/// Another operator settles it.
	Foreign,
}

fn operator_call() -> impl Strategy<Value = OperatorCall> {
	use OperatorCall::*;
	prop_oneof![
		(500u64..20_000).prop_map(Register),
		(0u64..5_000).prop_map(BondExtra),
		(0u64..8_000).prop_map(Unbond),
		Just(Withdraw),
		(2u8..5).prop_map(SetKey),
		Just(Deregister),
	]
}

fn channel_call() -> impl Strategy<Value = ChannelCall> {
	use ChannelCall::*;
	prop_oneof![
		3 => (0u64..5_000).prop_map(TopUp),
		2 => any::<Index>().prop_map(SetKey),
		1 => Just(Close),
		1 => Just(CloseByOperator),
		2 => Just(Withdraw),
	]
}

fn settle() -> impl Strategy<Value = Step> {
	let part = (any::<Index>(), 0u64..3, 1u64..5, 1u64..3_000, 0u64..2_000, any::<bool>())
		.prop_map(|(channel, skipped, count, amount, spare, by_former)| Part {
			channel,
			skipped,
			count,
			amount,
			spare,
			by_former,
		});
	let flaw = prop_oneof![
		Just(Flaw::Forged),
		Just(Flaw::Replayed),
		Just(Flaw::Short),
		Just(Flaw::Foreign),
	];
	(any::<Index>(), prop::collection::vec(part, 1..4), prop::option::weighted(0.2, flaw))
		.prop_map(|(operator, parts, flaw)| Step::Settle { operator, parts, flaw })
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (any::<Index>(), operator_call()).prop_map(|(who, call)| Step::Operator(who, call)),
		2 => (any::<Index>(), any::<Index>(), 0u64..10_000)
			.prop_map(|(payer, operator, amount)| Step::Open { payer, operator, amount }),
		4 => (any::<Index>(), channel_call()).prop_map(|(id, call)| Step::Channel(id, call)),
		8 => settle(),
		2 => any::<Index>().prop_map(Step::Final),
		2 => (any::<Index>(), any::<Index>(), 0u8..=100)
			.prop_map(|(batch, challenger, percent)| Step::Void { batch, challenger, percent }),
		3 => (1u64..12).prop_map(Step::Pass),
	]
}

/// A batch that can be refuted.
struct Batch {
	operator: AccountId,
	fees: Balance,
	finalizable_at: u64,
	paid: Vec<(ChannelId, AccountId, Balance)>,
}

/// What there should be.
struct World {
	/// Those that channels have.
	keys: [sr25519::Pair; 3],
	/// One that none has.
	nobodys: sr25519::Pair,
	pending: Vec<Batch>,
	/// What accounts have beyond what they had at first.
	change: BTreeMap<AccountId, i128>,
	/// What was settled of channels, and the next sequence.
	settled: BTreeMap<ChannelId, (Balance, u64)>,
	/// Whether the bond covered whatever was exposed so far.
	is_covered: BTreeMap<AccountId, bool>,
}

fn signed(amount: Balance) -> i128 {
	i128::try_from(amount).unwrap()
}

/// The channels to an operator, whoever opened them.
fn channels_to(who: AccountId) -> Vec<ChannelId> {
	let to = |(key, channel): (ChannelKey, ChannelOf<Test>)| {
		(channel.operator == who).then(|| ChannelId::from(key))
	};
	let mut ids: Vec<_> = Channels::<Test>::iter().filter_map(to).collect();
	ids.sort_unstable();
	ids
}

impl World {
	fn new() -> Self {
		Self {
			keys: KEYS.map(key),
			nobodys: key(30),
			pending: Vec::new(),
			change: BTreeMap::new(),
			settled: BTreeMap::new(),
			is_covered: BTreeMap::new(),
		}
	}

	fn pair_of(&self, public: sr25519::Public) -> &sr25519::Pair {
		self.keys.iter().find(|pair| pair.public() == public).unwrap()
	}

	fn gain(&mut self, who: AccountId, amount: i128) {
		*self.change.entry(who).or_default() += amount;
	}

	fn begin(&mut self) {
		for who in OPERATORS {
			assert_ok!(register_operator(who, 10_000));
			for payer in PAYERS {
				let origin = RuntimeOrigin::signed(payer);
				assert_ok!(Payments::open_channel(origin, who, hot_key().public(), 5_000));
			}
		}
	}

	/// Does what can be done.
	fn take(&mut self, step: &Step) {
		match step {
			Step::Operator(who, call) => call_operator(*who.get(&OPERATORS), *call),
			Step::Open { payer, operator, amount } => {
				let origin = RuntimeOrigin::signed(*payer.get(&PAYERS));
				let (to, amount) = (*operator.get(&OPERATORS), (*amount).into());
				let _ = Payments::open_channel(origin, to, hot_key().public(), amount);
			}
			Step::Channel(id, call) => {
				let given = usize::try_from(NextChannelId::<Test>::get()).unwrap();
				// One that was never opened, too.
				self.call_channel(ChannelId::try_from(id.index(given + 1)).unwrap(), *call);
			}
			Step::Settle { operator, parts, flaw } => {
				self.settle(*operator.get(&OPERATORS), parts, *flaw);
			}
			Step::Final(nth) => {
				if let Some(batch) = self.pop(nth) {
					assert_ok!(relieve(batch.operator, batch.fees));
				}
			}
			Step::Void { batch, challenger, percent } => {
				if let Some(batch) = self.pop(batch) {
					self.void(batch, *challenger.get(&ACCOUNTS), *percent);
				}
			}
			Step::Pass(blocks) => System::set_block_number(System::block_number() + blocks),
		}
	}

	fn pop(&mut self, nth: &Index) -> Option<Batch> {
		let count = self.pending.len();
		(count > 0).then(|| self.pending.remove(nth.index(count)))
	}

	fn call_channel(&self, id: ChannelId, call: ChannelCall) {
		let (payer, operator) = Channels::<Test>::get(ChannelKey::from(id))
			.map_or((PAYER, OPERATOR), |channel| (channel.payer, channel.operator));
		let origin = RuntimeOrigin::signed(payer);
		let _ = match call {
			ChannelCall::TopUp(amount) => Payments::top_up(origin, id, amount.into()),
			ChannelCall::SetKey(nth) => {
				Payments::set_channel_key(origin, id, nth.get(&self.keys).public())
			}
			ChannelCall::Close => Payments::close_channel(origin, id),
			ChannelCall::CloseByOperator => {
				Payments::close_channel(RuntimeOrigin::signed(operator), id)
			}
			ChannelCall::Withdraw => Payments::withdraw_channel(origin, id),
		};
	}

	fn redemption_of(&self, id: ChannelId, part: &Part) -> Redemption {
		let Channel { voucher_keys, settled, next_sequence, .. } = channel(id);
		let signer = match voucher_keys.former {
			Some(FormerKey { key, .. }) if part.by_former => key,
			_ => voucher_keys.current,
		};
		let (amount, spare) = (Balance::from(part.amount), Balance::from(part.spare));
		let first = next_sequence + part.skipped;
		let next = first + part.count;
		let voucher = signed_by(self.pair_of(signer), id, next, settled + amount + spare);
		Redemption { voucher, sum: ChannelSum { channel: id, first, next, amount } }
	}

	fn settle(&mut self, who: AccountId, parts: &[Part], flaw: Option<Flaw>) {
		let ids = channels_to(who);
		if ids.is_empty() {
			return;
		}
		// Settlement has each channel once.
		let parts: BTreeMap<_, _> =
			parts.iter().map(|part| (*part.channel.get(&ids), part)).collect();
		let mut redemptions: Vec<_> =
			parts.iter().map(|(id, part)| self.redemption_of(*id, part)).collect();
		let (mut by, mut is_flawed) = (who, flaw.is_some());
		let spoiled = &mut redemptions[0];
		let of = channel(spoiled.voucher.channel);
		match flaw {
			Some(Flaw::Forged) => {
				let promise = spoiled.voucher.promise();
				spoiled.voucher =
					signed_by(&self.nobodys, promise.channel, promise.answers, promise.cumulative);
			}
			Some(Flaw::Replayed) if of.next_sequence == 0 => is_flawed = false,
			Some(Flaw::Replayed) => spoiled.sum.first = of.next_sequence - 1,
			Some(Flaw::Short) => {
				let promise = spoiled.voucher.promise();
				let short = of.settled + spoiled.sum.amount - 1;
				let pair = self.pair_of(of.voucher_keys.current);
				spoiled.voucher = signed_by(pair, promise.channel, promise.answers, short);
			}
			Some(Flaw::Foreign) => by = OPERATORS.into_iter().find(|other| *other != who).unwrap(),
			None => {}
		}
		let fees: Balance = redemptions.iter().map(|redemption| redemption.sum.amount).sum();
		let batch = with_storage_layer(|| {
			expose(by, fees)?;
			redeem(by, BATCH, &redemptions)
		});
		let Ok(payers): Result<Vec<_>, DispatchError> = batch else {
			return;
		};
		assert!(!is_flawed, "{flaw:?} was settled");
		let mut paid = Vec::new();
		for (Redemption { voucher, sum }, payer) in redemptions.into_iter().zip(payers) {
			let ChannelSum { channel: id, first, next, amount } = sum;
			assert_eq!(channel(id).payer, payer);
			let (settled, next_sequence) = self.settled.entry(id).or_default();
			assert!(first >= *next_sequence && next > first);
			(*settled, *next_sequence) = (*settled + amount, next);
			assert!(*settled <= voucher.cumulative);
			paid.push((id, payer, amount));
			self.gain(payer, -signed(amount));
			self.gain(POT, signed(amount));
		}
		let finalizable_at = System::block_number() + WINDOW;
		self.pending.push(Batch { operator: by, fees, finalizable_at, paid });
	}

	fn void(&mut self, batch: Batch, challenger: AccountId, percent: u8) {
		let Batch { operator: who, fees, paid, .. } = batch;
		assert_ok!(relieve(who, fees));
		let before = held(who, HoldReason::Bond);
		let slashed =
			slash_for(who, challenger, |amount| amount * Balance::from(percent) / 100).unwrap();
		assert_eq!(held(who, HoldReason::Bond), before - slashed.amount);
		self.is_covered.insert(who, false);
		self.gain(who, -signed(slashed.amount));
		self.gain(challenger, signed(slashed.reward));
		self.gain(TREASURY, signed(slashed.amount - slashed.reward));
		for (id, payer, amount) in paid {
			let is_open = Channels::<Test>::contains_key(ChannelKey::from(id));
			assert_eq!(refund(BATCH, id, amount), Ok(is_open));
			// Or the payer is owed it: it stays in the pot.
			if is_open {
				self.gain(payer, signed(amount));
				self.gain(POT, -signed(amount));
			}
		}
	}

	fn check(&self) {
		Payments::do_try_state().unwrap();
		for who in ACCOUNTS {
			let change = self.change.get(&who).copied().unwrap_or_default();
			assert_eq!(signed(Balances::total_balance(&who)), signed(ENDOWMENT) + change);
		}
		for who in [POT, TREASURY] {
			let change = self.change.get(&who).copied().unwrap_or_default();
			assert_eq!(signed(Balances::free_balance(who)), 1 + change);
		}
		for who in OPERATORS {
			let pending = self.pending.iter().filter(|batch| batch.operator == who);
			let fees: Balance = pending.clone().map(|batch| batch.fees).sum();
			let Some(operator) = Operators::<Test>::get(who) else {
				assert_eq!(fees, 0);
				continue;
			};
			assert_eq!(operator.exposure, fees);
			let last = operator.last_finalizable_at;
			assert!(pending.clone().all(|batch| batch.finalizable_at <= last));
			// What was slashed no longer covers what was settled before.
			if self.is_covered.get(&who).copied().unwrap_or(true) {
				assert!(fees <= operator.bond * Balance::from(LEVERAGE));
			}
		}
		for (id, settled) in &self.settled {
			let Some(channel) = Channels::<Test>::get(ChannelKey::from(*id)) else {
				continue;
			};
			assert_eq!((channel.settled, channel.next_sequence), *settled);
		}
	}

	/// Everything goes back to whom it belongs.
	fn end(mut self) {
		for batch in std::mem::take(&mut self.pending) {
			assert_ok!(relieve(batch.operator, batch.fees));
		}
		for who in OPERATORS {
			for id in channels_to(who) {
				assert_ok!(Payments::close_channel(RuntimeOrigin::signed(who), id));
			}
			let Some(Operator { bond, .. }) = Operators::<Test>::get(who) else {
				continue;
			};
			let origin = || RuntimeOrigin::signed(who);
			for part in [bond, 0] {
				System::set_block_number(System::block_number() + 1_000);
				let _ = Payments::withdraw_unbonded(origin());
				if part > 0 {
					assert_ok!(Payments::unbond(origin(), part));
				}
			}
			assert_ok!(Payments::deregister_operator(origin()));
		}
		for who in ACCOUNTS {
			assert_eq!(Balances::total_balance_on_hold(&who), 0);
		}
		self.check();
	}
}

fn call_operator(who: AccountId, call: OperatorCall) {
	let origin = RuntimeOrigin::signed(who);
	let _ = match call {
		OperatorCall::Register(bond) => register_operator(who, bond.into()),
		OperatorCall::BondExtra(amount) => Payments::bond_extra(origin, amount.into()),
		OperatorCall::Unbond(amount) => Payments::unbond(origin, amount.into()),
		OperatorCall::Withdraw => Payments::withdraw_unbonded(origin),
		OperatorCall::SetKey(seed) => Payments::set_operator_key(origin, key(seed).public()),
		OperatorCall::Deregister => Payments::deregister_operator(origin),
	};
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(CASES))]

	#[test]
	fn every_unit_should_be_in_one_place_whatever_happens(
		steps in prop::collection::vec(step(), 1..=STEPS),
	) {
		build_and_execute(|| {
			let mut world = World::new();
			world.begin();
			world.check();
			for step in &steps {
				world.take(step);
				world.check();
			}
			world.end();
		});
	}
}
