// SPDX-License-Identifier: Apache-2.0

//! Benchmarks: receipts that credit many contributions, batches that pay many accounts, records at
//! their largest.

// Panics end a benchmark, which is what they are for.
#![allow(
	clippy::expect_used,
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::cast_possible_truncation
)]

use super::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::Compact;
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok, pallet_prelude::*, traits::UnfilteredDispatchable, weights::WeightMeter,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use openledger_primitives::{
	batch::{BatchedReceipt, PlacedCredit},
	challenge::{range_of_match, Content, Evidence, Excerpt, Exhibit, Proof},
	content::content_root,
	interfaces::Ledger,
	limits::{MaxBatchContributions, MaxPaidByCall, MaxSourceStack, MaxSpans, MaxUnbonding},
	merkle::root_from_path,
	normal::{is_flawed, MAX_FLAW_BYTES},
	receipt::{CompactReceipt, Credit, HeldSpan, Payment, Receipt},
	span::Span,
	voucher::{self, Redemption, Voucher},
	Balance, ChannelId, ContributionId, ModelId,
};
use sp_core::{crypto::KeyTypeId, sr25519, Get, H256};
use sp_runtime::traits::{BlakeTwo256, One, Saturating, Zero};

/// What benchmarks need of the registries and of balances.
pub trait BenchmarkHelper<AccountId> {
	/// Gives an account more than any benchmark takes.
	fn fund(who: &AccountId);
	/// A model with a full corpus and a price floor of nothing that pays one account, and so many
	/// contributions in its corpus, each paying an account of its own.
	fn model(contributions: u32) -> (ModelId, Vec<ContributionId>);
	/// A contribution that pays itself and so many sources, each an account of its own.
	fn remix(sources: u32) -> ContributionId;
	/// Makes a contribution one of this text.
	fn set_content(contribution: ContributionId, content: Content);
}

const FEE: Balance = 1_000_000_000_000_000_000_000;

fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	T::BenchmarkHelper::fund(&who);
	who
}

/// A receipt that credits so many contributions of a model.
fn receipt<T: Config>(contributions: u32) -> (ModelId, CompactReceipt) {
	let (model, ids) = T::BenchmarkHelper::model(contributions);
	let credits: Vec<_> =
		ids.into_iter().map(|contribution| Credit { contribution, points: 1_000 }).collect();
	let receipt = CompactReceipt {
		rule: T::SpanParams::get(),
		fee: FEE,
		output_len: 65_536,
		credits: BoundedVec::truncate_from(credits),
		commitment: H256::repeat_byte(7),
	};
	(model, receipt)
}

/// Planck that a fee of 1 stands for: so many that what is divided does not fit 64 bits.
const UNIT: Balance = 100_000_000_000_000_000;
const KEYS: KeyTypeId = KeyTypeId(*b"vchr");

fn longest() -> Endpoint {
	BoundedVec::truncate_from(vec![b'x'; 256])
}

fn new_key() -> sr25519::Public {
	sp_io::crypto::sr25519_generate(KEYS, None)
}

/// An operator that can settle any batch.
fn operator<T: Config>() -> T::AccountId {
	let who = funded::<T>(whitelisted_caller());
	let origin = RawOrigin::Signed(who.clone());
	let bond = T::MinBond::get().max(FEE.saturating_mul(100));
	assert_ok!(Pallet::<T>::register_operator(origin.into(), longest(), new_key(), bond));
	who
}

/// Channels of so many payers to an operator, whose keys have been changed once; and the former
/// key. To make a key takes long.
fn channels<T: Config>(operator: &T::AccountId, count: u32) -> (Vec<ChannelId>, sr25519::Public) {
	let (former, current) = (new_key(), new_key());
	let ids = (0..count)
		.map(|n| {
			let payer = RawOrigin::Signed(funded::<T>(account("payer", n, 0)));
			let (id, operator) = (NextChannelId::<T>::get(), operator.clone());
			assert_ok!(Pallet::<T>::open_channel(payer.clone().into(), operator, former, FEE));
			assert_ok!(Pallet::<T>::set_channel_key(payer.into(), id, current));
			id
		})
		.collect();
	(ids, former)
}

/// A voucher by a channel's former key, which is the second to be tried.
fn voucher<T: Config>(channel: ChannelId, key: sr25519::Public, amount: Balance) -> Redemption {
	let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
	let genesis = H256::from_slice(genesis.as_ref());
	let message = voucher::message(genesis, channel, amount);
	let signature = sp_io::crypto::sr25519_sign(KEYS, &key, &message).expect("the key was made");
	Redemption { voucher: Voucher { channel, cumulative: amount, signature }, amount }
}

/// A batch that is ready to be settled.
struct Ready<T: Config> {
	operator: T::AccountId,
	model: ModelId,
	vouchers: Redemptions,
	contributions: ContributionTable,
	receipts: BatchedReceipts,
}

impl<T: Config> Ready<T> {
	/// With so many of each; the credits are spread over receipts and contributions.
	fn with(vouchers: u32, contributions: u32, receipts: u32, credits: u32) -> Self {
		let operator = operator::<T>();
		let (model, ids) = T::BenchmarkHelper::model(contributions);
		let (channels, key) = channels::<T>(&operator, vouchers);
		// The first receipt costs what the others leave.
		let units = receipts.max(vouchers);
		let first = units - (receipts - 1);
		// Each of the first channels pays the least, and the last the rest.
		let (fees, others) = (Balance::from(units) * UNIT, Balance::from(vouchers - 1) * UNIT);
		let last = channels.len() - 1;
		let vouchers: Vec<_> = channels
			.into_iter()
			.enumerate()
			.map(|(n, channel)| {
				voucher::<T>(channel, key, if n == last { fees - others } else { UNIT })
			})
			.collect();
		let receipts: Vec<_> = (0..receipts)
			.map(|n| {
				let credits = credits / receipts + u32::from(n < credits % receipts);
				BatchedReceipt {
					fee: if n == 0 { first.into() } else { 1 },
					output_len: 65_536,
					credits: spread(credits, contributions, n),
					commitment: H256::repeat_byte(7),
				}
			})
			.collect();
		Self {
			operator,
			model,
			vouchers: BoundedVec::truncate_from(vouchers),
			contributions: BoundedVec::truncate_from(ids.into_iter().map(Compact).collect()),
			receipts: BoundedVec::truncate_from(receipts),
		}
	}

	fn encoded(self) -> (T::AccountId, Vec<u8>) {
		let Self { operator, model, vouchers, contributions, receipts } = self;
		let (rule, unit) = (T::SpanParams::get(), UNIT);
		let call = Call::<T>::settle_batch { model, rule, unit, vouchers, contributions, receipts };
		(operator, call.encode())
	}

	fn settle(self) {
		let (operator, call) = self.encoded();
		apply::<T>(operator, &call);
	}
}

/// What a block does with a call that is long enough for that to matter: it decodes it, and encodes
/// and hashes it for its signature and for the root of all transactions.
fn apply<T: Config>(operator: T::AccountId, call: &[u8]) {
	let call = Call::<T>::decode(&mut &call[..]).expect("it was encoded");
	for _ in 0..2 {
		sp_io::hashing::blake2_256(&call.encode());
	}
	assert_ok!(call.dispatch_bypass_filter(RawOrigin::Signed(operator).into()));
}

/// So many credits at places all over the table, different ones for each receipt.
fn spread(credits: u32, contributions: u32, receipt: u32) -> BoundedVec<PlacedCredit, MaxSpans> {
	let gap = contributions.checked_div(credits).unwrap_or(1).max(1);
	let places = (0..credits).map(|n| n * gap + receipt % gap);
	BoundedVec::truncate_from(places.map(|place| PlacedCredit { place, points: 16_384 }).collect())
}

/// An output of 64 KiB, in words of eight bytes.
fn output() -> Vec<u8> {
	(0..8_192u32).flat_map(|n| alloc::format!("{n:07} ").into_bytes()).collect()
}

fn content(text: &[u8]) -> Content {
	let root = content_root::<BlakeTwo256>(text).expect("there is a text");
	Content { root, len: text.len() as u32 }
}

/// A pending batch of an operator, whose only receipt lists so many spans of an output of 64 KiB;
/// of contributions of their own, but for the first, which has the output's last 1,024 bytes.
fn exhibit<T: Config>(spans: u32) -> Exhibit {
	let ready = Ready::<T>::with(1, 1, 1, 0);
	let (model, contribution) = (ready.model, ready.contributions[0].0);
	let operator = RawOrigin::Signed(ready.operator.clone());
	ready.settle();
	for _ in 0..MaxUnbonding::get() {
		assert_ok!(Pallet::<T>::unbond(operator.clone().into(), 1));
	}
	let output = output();
	T::BenchmarkHelper::set_content(contribution, content(&output[64_512..]));
	let held = |n: u32| HeldSpan {
		span: Span { start: if n == 0 { 64_512 } else { (n - 1) * 56 }, len: 48 },
		contribution: if n == 0 { contribution } else { contribution + u64::from(n) },
		offset: 0,
	};
	let Content { root, len } = content(&output);
	let receipt = Receipt {
		model,
		payment: Payment::Channel { channel: 0, sequence: 0 },
		fee: FEE,
		rule: T::SpanParams::get(),
		output_len: len,
		output_root: root,
		// Ascending: the first contribution's is the last.
		spans: BoundedVec::truncate_from((1..spans).chain([0]).map(held).collect()),
		salt: [7; 32],
	};
	let compact = receipt.compact::<BlakeTwo256>().expect("the spans are well formed");
	Batches::<T>::mutate(0, |batch| {
		let batch = batch.as_mut().expect("it was settled");
		batch.root = compact.leaf::<BlakeTwo256>();
	});
	Exhibit { index: 0, path: Default::default(), receipt }
}

/// The output's bytes from 64,512 on, in the output and in the first contribution.
fn excerpts(len: u32) -> (Excerpt, Excerpt) {
	let output = output();
	let (from, to) = range_of_match(64_512, len);
	let text = Excerpt::of::<BlakeTwo256>(&output[64_512..], 0, len).expect("it has these bytes");
	let output = Excerpt::of::<BlakeTwo256>(&output, from, to).expect("it has these bytes");
	(output, text)
}

fn demand<T: Config>(span: u32) -> T::AccountId {
	let demander = funded::<T>(account("demander", 0, 0));
	let origin = RawOrigin::Signed(demander.clone());
	assert_ok!(Pallet::<T>::demand_reveal(origin.into(), 0, 0, span));
	demander
}

fn pass_window<T: Config>() {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(T::ChallengeWindow::get()));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn settle_one(c: Linear<0, { MaxSpans::get() }>) {
		let payer = funded::<T>(whitelisted_caller());
		let (model, receipt) = receipt::<T>(c);
		let operator = account("operator", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), model, operator, receipt);
		assert!(Batches::<T>::contains_key(0));
	}

	/// The call that pays `c` contributions with one payee each, and then operator, model, stakers
	/// and treasury.
	#[benchmark]
	fn finalise(c: Linear<0, { MaxPaidByCall::get() }>) {
		Ready::<T>::with(1, c, 1, c).settle();
		pass_window::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), 0, MaxPaidByCall::get());
		assert!(!Batches::<T>::contains_key(0));
	}

	/// `finalise` of a void batch that pays `n` channels back.
	#[benchmark]
	fn refund(n: Linear<1, { MaxPaidByCall::get() }>) {
		Ready::<T>::with(n, 0, 1, 0).settle();
		let batch = Batches::<T>::get(0).expect("it was settled");
		assert_ok!(Pallet::<T>::void(0, batch, 0, whitelisted_caller(), Ground::Unanswered));
		#[extrinsic_call]
		finalise(RawOrigin::Signed(whitelisted_caller()), 0, MaxPaidByCall::get());
		assert!(!Batches::<T>::contains_key(0));
	}

	/// A step of what blocks do by themselves: a turn of a batch that is final already, and what the
	/// turn of one that is not takes beyond its page: the look for a demand, and the next turn.
	#[benchmark]
	fn advance() {
		NextBatchId::<T>::put(2);
		Turns::<T>::insert(Pallet::<T>::turn(0u32.into(), 0), ());
		let mut meter = WeightMeter::with_limit(T::WeightInfo::advance());
		#[block]
		{
			Pallet::<T>::finalise_idle(&mut meter);
			assert_eq!(Pallet::<T>::first_demand(1), None);
			Turns::<T>::insert(Pallet::<T>::turn(1u32.into(), 1), ());
		}
		assert_eq!(Turns::<T>::iter_keys().count(), 1);
	}

	/// A batch of one receipt that credits `c` contributions.
	#[benchmark]
	fn settle_batch(c: Linear<0, { MaxBatchContributions::get() }>) {
		let (operator, call) = Ready::<T>::with(1, c, 1, c).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What `settle_batch` costs with more vouchers.
	#[benchmark]
	fn settle_vouchers(v: Linear<1, 256>) {
		let (operator, call) = Ready::<T>::with(v, 0, 1, 0).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What it costs with more receipts.
	#[benchmark]
	fn settle_receipts(r: Linear<1, 8_192>) {
		let (operator, call) = Ready::<T>::with(1, 0, r, 0).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What it costs with more credits: of 1,024 contributions in as many receipts.
	#[benchmark]
	fn settle_credits(k: Linear<0, 32_768>) {
		let (operator, call) = Ready::<T>::with(1, 1_024, 1_024, k).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	#[benchmark]
	fn register_operator() {
		let who = funded::<T>(whitelisted_caller());
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), longest(), new_key(), T::MinBond::get());
		assert!(Operators::<T>::contains_key(who));
	}

	#[benchmark]
	fn bond_extra() {
		let who = operator::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), FEE);
	}

	#[benchmark]
	fn set_endpoint() {
		let who = operator::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), longest());
	}

	#[benchmark]
	fn set_operator_key() {
		let who = operator::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), new_key());
	}

	/// With as many parts unbonding as there can be.
	#[benchmark]
	fn unbond() {
		let who = operator::<T>();
		let origin = RawOrigin::Signed(who.clone());
		for _ in 1..MaxUnbonding::get() {
			assert_ok!(Pallet::<T>::unbond(origin.clone().into(), 1));
		}
		#[extrinsic_call]
		_(origin, 1);
		let operator = Operators::<T>::get(who).expect("it was registered");
		assert!(operator.unbonding.is_full());
	}

	#[benchmark]
	fn withdraw_unbonded() {
		let who = operator::<T>();
		let origin = RawOrigin::Signed(who.clone());
		for _ in 0..MaxUnbonding::get() {
			assert_ok!(Pallet::<T>::unbond(origin.clone().into(), 1));
		}
		let due = T::UnbondingDelay::get().saturating_add(One::one());
		frame_system::Pallet::<T>::set_block_number(due.saturating_mul(2u32.into()));
		#[extrinsic_call]
		_(origin);
		let operator = Operators::<T>::get(who).expect("it was registered");
		assert!(operator.unbonding.is_empty());
	}

	#[benchmark]
	fn deregister() {
		let who = operator::<T>();
		let origin = RawOrigin::Signed(who.clone());
		let bond = Operators::<T>::get(&who).expect("it was registered").bond;
		assert_ok!(Pallet::<T>::unbond(origin.clone().into(), bond));
		let due = T::UnbondingDelay::get().saturating_add(One::one());
		frame_system::Pallet::<T>::set_block_number(due.saturating_mul(2u32.into()));
		assert_ok!(Pallet::<T>::withdraw_unbonded(origin.clone().into()));
		#[extrinsic_call]
		_(origin);
		assert!(!Operators::<T>::contains_key(who));
	}

	#[benchmark]
	fn open_channel() {
		let operator = operator::<T>();
		let payer = funded::<T>(account("payer", 0, 0));
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), operator, new_key(), FEE);
		assert_eq!(NextChannelId::<T>::get(), 1);
	}

	#[benchmark]
	fn top_up() {
		channels::<T>(&operator::<T>(), 1);
		let payer = account("payer", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), 0, FEE);
	}

	#[benchmark]
	fn set_channel_key() {
		channels::<T>(&operator::<T>(), 1);
		let payer = account("payer", 0, 0);
		let later = T::CloseDelay::get().saturating_add(One::one());
		frame_system::Pallet::<T>::set_block_number(later.saturating_mul(2u32.into()));
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), 0, new_key());
	}

	/// By the operator, which returns the funds.
	#[benchmark]
	fn close_channel() {
		let operator = operator::<T>();
		channels::<T>(&operator, 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), 0);
		assert!(!Channels::<T>::contains_key(ChannelKey::from(0)));
	}

	#[benchmark]
	fn withdraw_channel() {
		channels::<T>(&operator::<T>(), 1);
		let payer: T::AccountId = account("payer", 0, 0);
		assert_ok!(Pallet::<T>::close_channel(RawOrigin::Signed(payer.clone()).into(), 0));
		let later = T::CloseDelay::get().saturating_add(One::one());
		frame_system::Pallet::<T>::set_block_number(later.saturating_mul(2u32.into()));
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), 0);
		assert!(!Channels::<T>::contains_key(ChannelKey::from(0)));
	}

	/// What `finalise` costs more for each payee beyond those: a record to look up, whether it is
	/// disputed, and an entry of the ledger. A payment to a disputed contribution, of which a part is
	/// held back, counts as two.
	#[benchmark]
	fn credit(p: Linear<0, { MaxSourceStack::get() - 1 }>) {
		let payer = funded::<T>(account("payer", 0, 0));
		assert_ok!(T::Ledger::collect(&payer, FEE));
		let contribution = T::BenchmarkHelper::remix(p);
		let (mut treasury, mut count) = (0, 0);
		#[block]
		{
			Pallet::<T>::credit_contribution(contribution, FEE, &mut treasury, &mut count)
				.expect("the fee is collected");
		}
		assert_eq!(count, p + 1);
	}

	/// A receipt that lists `s` spans, refuted by a match that is longer than one of them.
	#[benchmark]
	fn refute(s: Linear<1, { MaxSpans::get() }>) {
		let challenger = funded::<T>(account("challenger", 0, 0));
		let exhibit = exhibit::<T>(s);
		let contribution = exhibit.receipt.spans[exhibit.receipt.spans.len() - 1].contribution;
		let (output, text) = excerpts(64);
		let span = Span { start: 64_512, len: 64 };
		let found = HeldSpan { span, contribution, offset: 0 };
		let proof = Proof::LongerMatch { found, output, text };
		let (exhibit, proof) = (Box::new(exhibit), Box::new(proof));
		let call = Call::<T>::refute { batch: 0, exhibit, proof }.encode();
		#[block]
		{
			apply::<T>(challenger, &call);
		}
		assert!(Batches::<T>::get(0).is_some_and(|batch| batch.is_void));
	}

	/// The answer to a demand for the last of `s` spans.
	#[benchmark]
	fn reveal(s: Linear<1, { MaxSpans::get() }>) {
		let caller = funded::<T>(account("challenger", 0, 0));
		let exhibit = Box::new(exhibit::<T>(s));
		let span = s - 1;
		demand::<T>(span);
		let (output, text) = excerpts(48);
		let evidence = Box::new(Evidence::Span { output, text });
		let call = Call::<T>::reveal { batch: 0, span, exhibit, evidence }.encode();
		#[block]
		{
			apply::<T>(caller, &call);
		}
		assert!(!Demands::<T>::contains_key(0, (0, span)));
	}

	/// What `refute` and `reveal` cost with more chunks, which are decoded and hashed for the call.
	#[benchmark]
	fn show_chunks(c: Linear<1, 5>) {
		let text = &output()[..1_024 * c as usize];
		let known = content(text);
		let excerpt = Excerpt::of::<BlakeTwo256>(text, 0, known.len).expect("it is all of it");
		let encoded = excerpt.encode();
		#[block]
		{
			let excerpt = Excerpt::decode(&mut &encoded[..]).expect("it was encoded");
			for _ in 0..2 {
				sp_io::hashing::blake2_256(&excerpt.encode());
			}
			assert!(excerpt.verify::<BlakeTwo256>(&known).is_some());
		}
	}

	/// What they cost with more hashes.
	#[benchmark]
	fn show_hashes(h: Linear<0, 31>) {
		let encoded = vec![H256::repeat_byte(1); h as usize].encode();
		#[block]
		{
			for _ in 0..2 {
				sp_io::hashing::blake2_256(&encoded);
			}
			let path = Vec::<H256>::decode(&mut &encoded[..]).expect("it was encoded");
			let leaf = H256::repeat_byte(2);
			assert!(root_from_path::<BlakeTwo256>(leaf, 0, 1 << h, &path).is_some());
		}
	}

	/// What `refute` costs more when the output is not in normal form: as many bytes as can show it,
	/// of letters with an accent that only the last is composed with.
	#[benchmark]
	fn show_flaw() {
		let mut window = "aq\u{301}".as_bytes().to_vec();
		while window.len() < 253 {
			window.extend("q\u{301}".as_bytes());
		}
		window.extend("e\u{301}".as_bytes());
		assert_eq!(window.len(), MAX_FLAW_BYTES as usize);
		let is_shown;
		#[block]
		{
			is_shown = is_flawed(&window, false, false);
		}
		assert!(is_shown);
	}

	#[benchmark]
	fn demand_reveal() {
		exhibit::<T>(1);
		let demander = funded::<T>(whitelisted_caller());
		#[extrinsic_call]
		_(RawOrigin::Signed(demander), 0, 0, 0);
		assert!(Demands::<T>::contains_key(0, (0, 0)));
	}

	/// The batch is refuted before it is due.
	#[benchmark]
	fn expire_demand() {
		exhibit::<T>(1);
		demand::<T>(0);
		let due = Demands::<T>::get(0, (0, 0)).expect("it was demanded").due;
		frame_system::Pallet::<T>::set_block_number(due.saturating_add(One::one()));
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), 0, 0, 0);
		assert!(Batches::<T>::get(0).is_some_and(|batch| batch.is_void));
	}
}
