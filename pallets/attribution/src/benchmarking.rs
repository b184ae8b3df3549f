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
	batch::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch},
	challenge::{range_of_match, Binding, Content, Evidence, Excerpt, Exhibit, Proof},
	content::content_root,
	history::History as Peaks,
	interfaces::Ledger,
	limits::{
		MaxBatchContributions, MaxBatchModels, MaxPaidByCall, MaxSourceStack, MaxSpans,
		MAX_FULL_SPAN,
	},
	merkle::root_from_path,
	normal::{is_flawed, MAX_FLAW_BYTES},
	receipt::{
		commitment_leaf,
		signature::{self, Signer},
		Answer, Credit, HeldSpan, Payment, Receipt,
	},
	span::{Span, SpanParams},
	voucher::{Promise, Voucher},
	Balance, ChannelId, ContributionId, ModelId,
};
use sp_core::{crypto::KeyTypeId, sr25519, Get, H256};
use sp_runtime::traits::{BlakeTwo256, One, Saturating, Zero};

/// The maker of what benchmarks need of the registries, of operators and channels, and of balances.
pub trait BenchmarkHelper<AccountId> {
	/// Gives an account more than any benchmark takes.
	fn fund(who: &AccountId);
	/// Makes a model with a full corpus and a price floor of 0 that pays one account, which no
	/// other model pays; and `contributions` contributions in its corpus, each paying an account of
	/// its own.
	fn model(contributions: u32) -> (ModelId, Vec<ContributionId>);
	/// Makes a contribution that pays itself and `sources` sources, each an account of its own.
	fn remix(sources: u32) -> ContributionId;
	/// Makes `content` the text of a contribution.
	fn set_content(contribution: ContributionId, content: Content);
	/// Makes an account an operator whose bond covers any batch, and whose record is as long as it
	/// can be: its key was changed from `former` to `current`, and both count.
	fn operator(who: &AccountId, former: sr25519::Public, current: sr25519::Public);
	/// Opens a channel whose key was changed from `former` to `current`, and both count.
	fn channel(
		payer: &AccountId,
		operator: &AccountId,
		funds: Balance,
		former: sr25519::Public,
		current: sr25519::Public,
	) -> ChannelId;
}

const FEE: Balance = 1_000_000_000_000_000_000_000;
/// Planck that a fee of 1 stands for: so many that what is divided does not fit 64 bits.
const UNIT: Balance = 100_000_000_000_000_000;
const KEYS: KeyTypeId = KeyTypeId(*b"vchr");

fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	T::BenchmarkHelper::fund(&who);
	who
}

/// Span parameters that are in force no more since this block: to see that they still count takes
/// the most looks.
fn changed_span_params<T: Config>() -> SpanParams {
	let mut params = T::SpanParams::get();
	if params.full_span < MAX_FULL_SPAN {
		params.full_span += 1;
	} else {
		params.full_span -= 1;
	}
	// And another one before, which counts, too.
	let before = SpanParams { min_span: params.min_span, full_span: params.min_span };
	let until = Pallet::<T>::after(1_000u32.into()).expect("it is early");
	let former = BoundedVec::truncate_from(vec![(before, until)]);
	SpanParamsSeen::<T>::put(SeenSpanParams { current: params, former });
	params
}

/// A history whose next leaf makes one tree of forty: a chain has not so many batches.
fn fill_history<T: Config>() {
	let peaks = BoundedVec::truncate_from(vec![H256::repeat_byte(9); 40]);
	History::<T>::put(Peaks { leaves: (1 << 40) - 1, peaks });
}

/// An answer that credits so many contributions of a model.
fn answer<T: Config>(contributions: u32) -> Answer {
	let (model, ids) = T::BenchmarkHelper::model(contributions);
	let credits: Vec<_> =
		ids.into_iter().map(|contribution| Credit { contribution, points: 1_000 }).collect();
	Answer {
		model,
		span_params: changed_span_params::<T>(),
		fee: FEE,
		output_len: 65_536,
		credits: BoundedVec::truncate_from(credits),
	}
}

fn new_key() -> sr25519::Public {
	sp_io::crypto::sr25519_generate(KEYS, None)
}

fn sign(key: &sr25519::Public, message: &[u8]) -> sr25519::Signature {
	sp_io::crypto::sr25519_sign(KEYS, key, message).expect("the key was made")
}

fn genesis<T: Config>() -> H256 {
	let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
	H256::from_slice(genesis.as_ref())
}

/// How much of everything a batch has.
#[derive(Clone, Copy)]
struct Size {
	/// The first has all contributions in its table, and all credits if there are any.
	models: u32,
	contributions: u32,
	/// No more than receipts.
	channels: u32,
	/// Each of one of the models, in turn.
	receipts: u32,
	/// Spread over receipts and contributions.
	credits: u32,
}

const ONE: Size = Size { models: 1, contributions: 0, channels: 1, receipts: 1, credits: 0 };

/// A batch that is ready to be settled.
struct Ready<T: Config> {
	operator: T::AccountId,
	batch: ReceiptBatch,
}

impl<T: Config> Ready<T> {
	fn of(size: Size) -> Self {
		let operator: T::AccountId = whitelisted_caller();
		let (former, current) = (new_key(), new_key());
		T::BenchmarkHelper::operator(&operator, former, current);
		let models: Vec<_> = (0..size.models)
			.map(|n| {
				let count = if n == 0 { size.contributions } else { 0 };
				let (model, ids) = T::BenchmarkHelper::model(count);
				let contributions: Vec<_> = ids.into_iter().map(Compact).collect();
				ModelTable { model, contributions: BoundedVec::truncate_from(contributions) }
			})
			.collect();
		// To make a key takes long.
		let (former, current) = (new_key(), new_key());
		let mut receipts = (0..size.receipts).map(|n| BatchedReceipt {
			skipped: 0,
			model: n % size.models,
			fee: 1,
			output_len: 65_536,
			credits: size.credits_of(n),
		});
		let channels: Vec<_> = (0..size.channels)
			.map(|n| {
				let payer = account("payer", n, 0);
				let channel = T::BenchmarkHelper::channel(&payer, &operator, FEE, former, current);
				let more = u32::from(n < size.receipts % size.channels);
				let count = size.receipts / size.channels + more;
				let receipts: Vec<_> = receipts.by_ref().take(count as usize).collect();
				ChannelReceipts {
					voucher: voucher::<T>(channel, former, count),
					first: 0,
					receipts: BoundedVec::truncate_from(receipts),
				}
			})
			.collect();
		let batch = ReceiptBatch {
			span_params: changed_span_params::<T>(),
			unit: UNIT,
			models: BoundedVec::truncate_from(models),
			channels: BoundedVec::truncate_from(channels),
			commitments: H256::repeat_byte(7),
		};
		Self { operator, batch }
	}

	fn encoded(self) -> (T::AccountId, Vec<u8>) {
		fill_history::<T>();
		let call = Call::<T>::settle_batch { batch: Box::new(self.batch) };
		(self.operator, call.encode())
	}

	fn settle(self) {
		let (operator, call) = self.encoded();
		apply::<T>(operator, &call);
	}
}

impl Size {
	/// So many credits of receipt number `nth`, at places all over the table, which are different
	/// ones for each receipt.
	fn credits_of(&self, nth: u32) -> BoundedVec<PlacedCredit, MaxSpans> {
		let credits = self.credits / self.receipts + u32::from(nth < self.credits % self.receipts);
		let gap = self.contributions.checked_div(credits).unwrap_or(1).max(1);
		let places = (0..credits).map(|n| n * gap + nth % gap);
		let placed = places.map(|place| PlacedCredit { place, points: 16_384 });
		BoundedVec::truncate_from(placed.collect())
	}
}

/// A voucher for so many answers by a channel's former key, which is the second to be tried.
fn voucher<T: Config>(channel: ChannelId, key: sr25519::Public, answers: u32) -> Voucher {
	let (cumulative, answers) = (Balance::from(answers) * UNIT, u64::from(answers));
	let message = Promise { channel, answers, cumulative }.message(genesis::<T>());
	Voucher { channel, answers, cumulative, signature: sign(&key, &message) }
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
	let ready = Ready::<T>::of(Size { contributions: 1, ..ONE });
	let table = &ready.batch.models[0];
	let (model, contribution) = (table.model, table.contributions[0].0);
	let (channel, span_params) = (ready.batch.channels[0].channel(), ready.batch.span_params);
	ready.settle();
	let output = output();
	T::BenchmarkHelper::set_content(contribution, content(&output[64_512..]));
	let held = |n: u32| HeldSpan {
		span: Span { start: if n == 0 { 64_512 } else { (n - 1) * 56 }, len: 48 },
		contribution: if n == 0 { contribution } else { contribution + u64::from(n) },
		offset: 0,
	};
	let Content { root, len } = content(&output);
	let receipt = Receipt {
		payment: Payment::Channel { channel, sequence: 0 },
		model,
		span_params,
		fee: UNIT,
		output_len: len,
		output_root: root,
		// Ascending: the first contribution's is the last.
		spans: BoundedVec::truncate_from((1..spans).chain([0]).map(held).collect()),
		salt: [7; 32],
	};
	let compact = receipt.compact().expect("the spans are well formed");
	Batches::<T>::mutate(0, |batch| {
		let batch = batch.as_mut().expect("it was settled");
		batch.root = compact.leaf::<BlakeTwo256>();
		let commitment = receipt.commitment::<BlakeTwo256>();
		batch.commitments = commitment_leaf::<BlakeTwo256>(commitment);
	});
	let binding = Binding::Committed(Default::default());
	Exhibit { index: 0, path: Default::default(), receipt, binding }
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
		let answer = Box::new(answer::<T>(c));
		let operator = account("operator", 0, 0);
		fill_history::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(payer), operator, answer, H256::repeat_byte(7));
		assert!(Batches::<T>::contains_key(0));
	}

	/// The call that pays `c` contributions and a model with one payee each, and then operator,
	/// stakers and treasury.
	#[benchmark]
	fn finalize(c: Linear<0, { MaxPaidByCall::get() - 1 }>) {
		Ready::<T>::of(Size { contributions: c, credits: c, ..ONE }).settle();
		pass_window::<T>();
		fill_history::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), 0, MaxPaidByCall::get());
		assert!(!Batches::<T>::contains_key(0));
	}

	/// The call that pays `m` models with one payee each, and then operator, stakers and treasury.
	#[benchmark]
	fn finalize_models(m: Linear<1, { MaxBatchModels::get() }>) {
		Ready::<T>::of(Size { models: m, receipts: m, ..ONE }).settle();
		pass_window::<T>();
		fill_history::<T>();
		#[extrinsic_call]
		finalize(RawOrigin::Signed(whitelisted_caller()), 0, MaxPaidByCall::get());
		assert!(!Batches::<T>::contains_key(0));
	}

	/// `finalize` of a void batch that pays `n` channels back.
	#[benchmark]
	fn refund(n: Linear<1, { MaxPaidByCall::get() }>) {
		Ready::<T>::of(Size { channels: n, receipts: n, ..ONE }).settle();
		let batch = Batches::<T>::get(0).expect("it was settled");
		assert_ok!(Pallet::<T>::void(0, batch, 0, whitelisted_caller(), Ground::Unanswered));
		#[extrinsic_call]
		finalize(RawOrigin::Signed(whitelisted_caller()), 0, MaxPaidByCall::get());
		assert!(!Batches::<T>::contains_key(0));
	}

	/// A step of what blocks do by themselves: a turn of a batch that is final already, and what
	/// the turn of one that is not takes beyond its page: the look for a demand, and the next turn.
	#[benchmark]
	fn advance() {
		NextBatchId::<T>::put(2);
		Turns::<T>::insert(Pallet::<T>::turn(0u32.into(), 0), ());
		let mut meter = WeightMeter::with_limit(T::WeightInfo::advance());
		#[block]
		{
			Pallet::<T>::finalize_idle(&mut meter);
			assert_eq!(Pallet::<T>::first_demand(1), None);
			Turns::<T>::insert(Pallet::<T>::turn(1u32.into(), 1), ());
		}
		assert_eq!(Turns::<T>::iter_keys().count(), 1);
	}

	/// A batch of one receipt that credits `c` contributions.
	#[benchmark]
	fn settle_batch(c: Linear<0, { MaxBatchContributions::get() }>) {
		let size = Size { contributions: c, credits: c, ..ONE };
		let (operator, call) = Ready::<T>::of(size).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What `settle_batch` costs with more models: a receipt of each.
	#[benchmark]
	fn settle_models(m: Linear<1, { MaxBatchModels::get() }>) {
		let (operator, call) = Ready::<T>::of(Size { models: m, receipts: m, ..ONE }).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What it costs with more channels: a voucher and a receipt of each.
	#[benchmark]
	fn settle_channels(n: Linear<1, 256>) {
		let (operator, call) = Ready::<T>::of(Size { channels: n, receipts: n, ..ONE }).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What it costs with more receipts.
	#[benchmark]
	fn settle_receipts(r: Linear<1, 8_192>) {
		let (operator, call) = Ready::<T>::of(Size { receipts: r, ..ONE }).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What it costs with more credits: of 1,024 contributions in as many receipts.
	#[benchmark]
	fn settle_credits(k: Linear<0, 32_768>) {
		let size = Size { contributions: 1_024, receipts: 1_024, credits: k, ..ONE };
		let (operator, call) = Ready::<T>::of(size).encoded();
		#[block]
		{
			apply::<T>(operator, &call);
		}
		assert!(Batches::<T>::contains_key(0));
	}

	/// What `finalize` costs more for each payee beyond those: a record to look up, whether it is
	/// disputed, and an entry of the ledger. A payment to a disputed contribution, of which a part
	/// is held back, counts as two.
	#[benchmark]
	fn credit(p: Linear<0, { MaxSourceStack::get() - 1 }>) {
		let payer = funded::<T>(account("payer", 0, 0));
		assert_ok!(T::Ledger::collect(&payer, FEE));
		let contribution = T::BenchmarkHelper::remix(p);
		let (mut treasury, mut count) = (0, 0);
		#[block]
		{
			Pallet::<T>::credit_contribution(0, contribution, FEE, &mut treasury, &mut count)
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
		fill_history::<T>();
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

	/// What `refute` costs more when the output is not in normal form: as many bytes as can show
	/// it, of letters with an accent that only the last is composed with.
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

	/// What `refute` costs more when the operator's signature shows the receipt: that of its former
	/// key, which is the second to be tried.
	#[benchmark]
	fn show_signature() {
		let (former, current) = (new_key(), new_key());
		let (genesis, operator, commitment) = (genesis::<T>(), [1; 32], H256::repeat_byte(2));
		let signature = sign(&former, &signature::message(genesis, &operator, commitment));
		let signer = Signer { genesis, operator, keys: vec![current, former] };
		let is_shown;
		#[block]
		{
			is_shown = signer.has_signed(commitment, &signature);
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

	/// The batch is refuted before it can be finalized.
	#[benchmark]
	fn expire_demand() {
		exhibit::<T>(1);
		demand::<T>(0);
		let respond_by = Demands::<T>::get(0, (0, 0)).expect("it was demanded").respond_by;
		frame_system::Pallet::<T>::set_block_number(respond_by.saturating_add(One::one()));
		fill_history::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), 0, 0, 0);
		assert!(Batches::<T>::get(0).is_some_and(|batch| batch.is_void));
	}

	/// What a block does in which they have changed.
	#[benchmark]
	fn note_span_params() {
		let former = changed_span_params::<T>();
		#[block]
		{
			Pallet::<T>::note_span_params();
		}
		let seen = SpanParamsSeen::<T>::get().expect("they were noted");
		assert_eq!(seen.former.last().map(|(params, _)| *params), Some(former));
	}
}
