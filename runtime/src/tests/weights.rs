// SPDX-License-Identifier: Apache-2.0

//! A call that is heavier than the normal class could never be included.

use crate::{
	configs::{
		parameters::{
			dynamic_params::fees::{FeeSplit, Parameters},
			RuntimeParameters,
		},
		system::{RuntimeBlockLength, RuntimeBlockWeights},
	},
	AccountId, Runtime, RuntimeCall,
};
use codec::{Compact, Encode};
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::{GetCallMetadata, GetCallName},
	BoundedVec,
};
use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch},
	challenge::{Binding, Evidence, Excerpt, Exhibit, Proof, Substitute},
	corpus::Dataset,
	limits::{
		MaxBatchContributions, MaxBatchCredits, MaxBatchModels, MaxBatchReceipts, MaxBulk,
		MaxCorpus, MaxCurators, MaxExcluded, MaxParents, MaxSources, MaxSpans, MaxVouchers,
		MAX_MATCH_BYTES, MAX_OUTPUT_BYTES,
	},
	receipt::{Answer, CompactReceipt, Credit, HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
	voucher::Voucher,
};
use pallet_contributions::{Admission, License, LicenseTerms, Ruling, Submission};
use pallet_models::{Derivatives, Kind, Method, Proposal, Status};
use sp_core::{sr25519, Get, H256};
use sp_runtime::Perbill;

fn full<T: Clone, Max: Get<u32>>(item: T) -> BoundedVec<T, Max> {
	let len = usize::try_from(Max::get()).unwrap();
	BoundedVec::truncate_from(vec![item; len])
}

fn account() -> AccountId {
	AccountId::from([7; 32])
}

fn contributions() -> Vec<pallet_contributions::Call<Runtime>> {
	use pallet_contributions::Call;
	let (datanet, contribution) = (u32::MAX, u64::MAX);
	let submission = Submission {
		content_root: H256::repeat_byte(7),
		length: u32::MAX,
		uri: full(b'u'),
		sources: full::<_, MaxSources>((u64::MAX, Perbill::one())),
		payout: Some(account()),
	};
	vec![
		Call::create_datanet {
			name: full(b'n'),
			admission: Admission::Curated(full::<_, MaxCurators>(account())),
			license: License {
				terms: LicenseTerms::Spdx(full(b's')),
				commercial_training: true,
				derivatives: true,
			},
			metadata: full(b'u'),
		},
		Call::register { datanet, submission: submission.clone() },
		Call::register_many { datanet, submissions: full::<_, MaxBulk>(submission) },
		Call::accept { contribution },
		Call::accept_many { datanet, contributions: full::<_, MaxBulk>(u64::MAX) },
		Call::reject { contribution },
		Call::retract { contribution },
		Call::withdraw { contribution },
		Call::appeal { contribution },
		Call::resolve_appeal { contribution, ruling: Ruling::Abuse },
		Call::set_payout { contribution, payout: Some(account()) },
		Call::set_uri { contribution, uri: full(b'u') },
		Call::transfer_ownership { contribution, new_owner: Some(account()) },
		Call::accept_ownership { contribution },
		Call::add_curator { datanet, curator: account() },
		Call::remove_curator { datanet, curator: account() },
		Call::set_frozen { datanet, frozen: true },
		Call::set_datanet_metadata { datanet, metadata: full(b'u') },
		Call::transfer_datanet { datanet, new_owner: Some(account()) },
		Call::accept_datanet { datanet },
		Call::strike_malformed { contribution, at: u32::MAX, len: u32::MAX, excerpt: excerpt() },
	]
}

fn models() -> Vec<pallet_models::Call<Runtime>> {
	use pallet_models::Call;
	let model = u32::MAX;
	let dataset =
		Dataset { datanet: u32::MAX, end: u32::MAX, excluded: full::<_, MaxExcluded>(u32::MAX) };
	let proposal = Proposal {
		kind: Kind::Merge,
		artifact: H256::repeat_byte(7),
		metadata: full(b'u'),
		parents: full::<_, MaxParents>((u32::MAX, Perbill::one())),
		datasets: full::<_, MaxCorpus>(dataset),
		method: Method::Span,
		commercial: true,
		price_floor: u128::MAX,
		derivatives: Derivatives::Allowed { min_royalty: Perbill::one() },
		payout: Some(account()),
	};
	vec![
		Call::register { model: proposal },
		Call::set_status { model, status: Status::Retired },
		Call::set_payout { model, payout: Some(account()) },
		Call::transfer_ownership { model, new_developer: Some(account()) },
		Call::accept_ownership { model },
		Call::set_price_floor { model, price_floor: u128::MAX },
	]
}

fn veto() -> Vec<pallet_veto::Call<Runtime>> {
	use pallet_veto::Call;
	let split =
		Parameters::FeeSplit(FeeSplit, Some(openledger_primitives::split::FeeSplit::DEFAULT));
	let change = u32::MAX;
	vec![
		Call::propose { parameter: Box::new(RuntimeParameters::Fees(split)) },
		Call::veto { change },
		Call::enact { change },
	]
}

fn attribution() -> Vec<pallet_attribution::Call<Runtime>> {
	use pallet_attribution::Call;
	let (batch, receipt, span) = (u64::MAX, u32::MAX, u32::MAX);
	let [_, refute, _] = largest_refutations();
	vec![
		Call::settle_one {
			operator: account(),
			answer: Box::new(compact().answer),
			commitment: H256::repeat_byte(7),
		},
		Call::finalize { batch, max_payments: u32::MAX },
		largest_batch(),
		refute,
		Call::demand_reveal { batch, receipt, span },
		largest_reveal(),
		Call::expire_demand { batch, receipt, span },
	]
}

pub(super) fn channels() -> Vec<pallet_channels::Call<Runtime>> {
	use pallet_channels::Call;
	let (key, channel) = (sr25519::Public::from_raw([7; 32]), u64::MAX);
	vec![
		Call::register_operator { endpoint: full(b'e'), key, bond: u128::MAX },
		Call::bond_extra { amount: u128::MAX },
		Call::set_endpoint { endpoint: full(b'e') },
		Call::set_operator_key { key },
		Call::unbond { amount: u128::MAX },
		Call::withdraw_unbonded {},
		Call::deregister_operator {},
		Call::open_channel { operator: account(), key, amount: u128::MAX },
		Call::top_up { channel, amount: u128::MAX },
		Call::set_channel_key { channel, key },
		Call::close_channel { channel },
		Call::withdraw_channel { channel },
	]
}

fn compact() -> CompactReceipt {
	CompactReceipt {
		payment: payment(),
		answer: Answer {
			model: u32::MAX,
			span_params: SpanParams::DEFAULT,
			fee: u128::MAX,
			output_len: u32::MAX,
			credits: full::<_, MaxSpans>(Credit { contribution: u64::MAX, points: u32::MAX }),
		},
	}
}

fn payment() -> Payment {
	Payment::Direct { payer: [7; 32] }
}

fn held() -> HeldSpan {
	let span = Span { start: u32::MAX, len: u32::MAX };
	HeldSpan { span, contribution: u64::MAX, offset: u32::MAX }
}

fn committed() -> Binding {
	Binding::Committed(full(H256::repeat_byte(7)))
}

fn signed() -> Binding {
	Binding::Signed(sr25519::Signature::from_raw([7; 64]))
}

fn exhibit(binding: Binding) -> Box<Exhibit> {
	let receipt = Receipt {
		payment: payment(),
		model: u32::MAX,
		span_params: SpanParams::DEFAULT,
		fee: u128::MAX,
		output_len: u32::MAX,
		output_root: H256::repeat_byte(7),
		spans: full::<_, MaxSpans>(held()),
		salt: [7; 32],
	};
	Box::new(Exhibit { index: u32::MAX, path: full(H256::repeat_byte(7)), receipt, binding })
}

fn excerpt() -> Excerpt {
	Excerpt { first: u32::MAX, bytes: full(b'x'), path: full(H256::repeat_byte(7)) }
}

/// The one with the longest excerpts, the one that is longest, and the same by a signature.
fn largest_refutations() -> [pallet_attribution::Call<Runtime>; 3] {
	let longer_match = Proof::LongerMatch { found: held(), output: excerpt(), text: excerpt() };
	let substituted = Proof::Substituted { settled: Substitute::Receipt { compact: compact() } };
	[
		(committed(), longer_match),
		(committed(), Proof::ScoreMismatch { compact: compact() }),
		(signed(), substituted),
	]
	.map(|(binding, proof)| refute(binding, proof))
}

fn refute(binding: Binding, proof: Proof) -> pallet_attribution::Call<Runtime> {
	let (exhibit, proof) = (exhibit(binding), Box::new(proof));
	pallet_attribution::Call::refute { batch: u64::MAX, exhibit, proof }
}

/// The largest answer to a demand.
pub(super) fn largest_reveal() -> pallet_attribution::Call<Runtime> {
	let evidence = Box::new(Evidence::Span { output: excerpt(), text: excerpt() });
	pallet_attribution::Call::reveal {
		batch: u64::MAX,
		span: u32::MAX,
		exhibit: exhibit(committed()),
		evidence,
	}
}

/// Its types allow more receipts, contributions and credits, and larger numbers in them: with those it
/// fails.
fn largest_batch() -> pallet_attribution::Call<Runtime> {
	batch(MaxBatchReceipts::get(), MaxVouchers::get(), MaxBatchCredits::get())
}

/// As many receipts, of as many channels, with as many credits in all.
fn batch(receipts: u32, channels: u32, credits: u32) -> pallet_attribution::Call<Runtime> {
	let (place, points) = (MaxBatchContributions::get() - 1, MAX_OUTPUT_BYTES * MAX_MATCH_BYTES);
	let credit = PlacedCredit { place, points };
	let credits = credits / receipts;
	let receipt = BatchedReceipt {
		skipped: u64::MAX,
		model: MaxBatchModels::get() - 1,
		fee: u64::MAX,
		output_len: MAX_OUTPUT_BYTES,
		credits: BoundedVec::truncate_from(vec![credit; usize::try_from(credits).unwrap()]),
	};
	let voucher = Voucher {
		channel: u64::MAX,
		answers: u64::MAX,
		cumulative: u128::MAX,
		signature: sr25519::Signature::from_raw([7; 64]),
	};
	let each = usize::try_from(receipts / channels).unwrap();
	let channel = ChannelReceipts {
		voucher,
		first: u64::MAX,
		receipts: BoundedVec::truncate_from(vec![receipt; each]),
	};
	let each = usize::try_from(MaxBatchContributions::get() / MaxBatchModels::get()).unwrap();
	let contributions = BoundedVec::truncate_from(vec![Compact(u64::MAX); each]);
	let channels = usize::try_from(channels).unwrap();
	let batch = Box::new(ReceiptBatch {
		span_params: SpanParams::DEFAULT,
		unit: u128::MAX,
		models: full::<_, MaxBatchModels>(ModelTable { model: u32::MAX, contributions }),
		channels: BoundedVec::truncate_from(vec![channel; channels]),
		commitments: H256::repeat_byte(7),
	});
	pallet_attribution::Call::settle_batch { batch }
}

fn rewards() -> Vec<pallet_rewards::Call<Runtime>> {
	use pallet_rewards::Call;
	vec![
		Call::claim {},
		Call::claim_for { who: account() },
		Call::set_payout { payee: account() },
		Call::claim_and_bond {},
	]
}

fn disputes() -> Vec<pallet_disputes::Call<Runtime>> {
	use pallet_disputes::{Call, Evidence, Outcome};
	let contribution = u64::MAX;
	let evidence = Evidence { hash: H256::repeat_byte(7), uri: full(b'u') };
	vec![
		Call::open { contribution, bond: u128::MAX, evidence: evidence.clone() },
		Call::raise { contribution, amount: u128::MAX },
		Call::answer { contribution, evidence },
		Call::concede { contribution },
		Call::rule { contribution, outcome: Outcome::Transfer },
		Call::appeal { contribution },
		Call::decide { contribution, outcome: Outcome::Transfer },
		Call::conclude { contribution },
	]
}

/// `calls`, of which there must be one of each.
fn all<C: GetCallName + Into<RuntimeCall>>(calls: Vec<C>) -> Vec<RuntimeCall> {
	let names: Vec<_> = calls.iter().map(|call| call.get_call_name()).collect();
	assert_eq!(names, C::get_call_names());
	calls.into_iter().map(Into::into).collect()
}

/// Every call of ours, at the largest input that its types allow.
fn largest_calls() -> Vec<RuntimeCall> {
	[
		all(contributions()),
		all(models()),
		all(channels()),
		all(attribution()),
		all(rewards()),
		all(veto()),
		all(disputes()),
	]
	.concat()
}

#[test]
fn the_largest_of_our_calls_should_fit_in_a_block() {
	let weights = RuntimeBlockWeights::get();
	let normal = weights.get(DispatchClass::Normal);
	let length =
		usize::try_from(*RuntimeBlockLength::get().max.get(DispatchClass::Normal)).unwrap();
	for call in largest_calls() {
		let info = call.get_dispatch_info();
		assert!(matches!(info.class, DispatchClass::Normal | DispatchClass::Operational));
		assert!(
			info.call_weight.all_lte(normal.max_extrinsic.unwrap()),
			"{call:?} weighs {:?}",
			info.call_weight
		);
		assert!(call.encoded_size() < length);
	}
}

/// What answers and refutes has a part of each block that nothing else has.
#[test]
fn only_what_answers_and_refutes_should_be_operational() {
	let is_operational =
		|call: &RuntimeCall| call.get_dispatch_info().class == DispatchClass::Operational;
	let names: Vec<_> = largest_calls()
		.iter()
		.filter(|call| is_operational(call))
		.map(|call| call.get_call_metadata().function_name)
		.collect();
	assert_eq!(names, ["refute", "reveal", "expire_demand"]);

	// Several of them at once too, and for another account; not beside anything else.
	let reveal = RuntimeCall::from(largest_reveal());
	let others = RuntimeCall::from(frame_system::Call::remark { remark: Vec::new() });
	let calls = vec![reveal.clone(), reveal.clone()];
	for batch in [
		pallet_utility::Call::batch { calls: calls.clone() },
		pallet_utility::Call::batch_all { calls: calls.clone() },
		pallet_utility::Call::force_batch { calls },
	] {
		assert!(is_operational(&batch.into()));
	}
	let proxied = pallet_proxy::Call::proxy {
		real: account().into(),
		force_proxy_type: None,
		call: Box::new(reveal.clone()),
	};
	assert!(is_operational(&proxied.into()));
	for calls in [vec![reveal.clone(), others.clone()], vec![others, reveal]] {
		assert!(!is_operational(&pallet_utility::Call::batch { calls }.into()));
	}
}

/// Who fills blocks with ordinary calls must not keep answers and refutations out: of the largest
/// thirty find room in any.
#[test]
fn thirty_of_the_largest_answers_should_fit_beside_a_full_block() {
	let (weights, lengths) = (RuntimeBlockWeights::get(), RuntimeBlockLength::get());
	let operational = weights.get(DispatchClass::Operational);
	let length =
		lengths.max.get(DispatchClass::Operational) - lengths.max.get(DispatchClass::Normal);
	let [longer, longest, substituted] = largest_refutations();
	for call in [longer, longest, substituted, largest_reveal()].map(RuntimeCall::from) {
		let weight =
			call.get_dispatch_info().call_weight.saturating_add(operational.base_extrinsic);
		assert!(weight.saturating_mul(30).all_lte(operational.reserved.unwrap()), "{weight:?}");
		assert!(call.encoded_size() * 30 < usize::try_from(length).unwrap());
	}
}

#[test]
fn proofs_should_weigh_what_they_show() {
	let weight = |receipt: Receipt, excerpt: Excerpt| {
		let binding = Binding::Committed(Default::default());
		let exhibit = Box::new(Exhibit { index: 0, path: Default::default(), receipt, binding });
		let evidence = Box::new(Evidence::SpanNotFound { output: excerpt });
		RuntimeCall::Attribution(pallet_attribution::Call::reveal {
			batch: 0,
			span: 0,
			exhibit,
			evidence,
		})
		.get_dispatch_info()
		.call_weight
		.ref_time()
	};
	let (receipt, shown) = (exhibit(committed()).receipt, excerpt());
	let all = weight(receipt.clone(), shown.clone());
	let no_spans = Receipt { spans: Default::default(), ..receipt.clone() };
	assert!(weight(no_spans, shown.clone()) < all);
	let no_bytes = Excerpt { bytes: Default::default(), ..shown.clone() };
	assert!(weight(receipt.clone(), no_bytes) < all);
	let no_path = Excerpt { path: Default::default(), ..shown };
	assert!(weight(receipt, no_path) < all);
}

/// A signature is verified, and so are the siblings of both paths.
#[test]
fn refutations_should_weigh_how_the_receipt_is_bound() {
	let weight = |binding: Binding, settled: Substitute| {
		let refute = refute(binding, Proof::Substituted { settled });
		RuntimeCall::from(refute).get_dispatch_info().call_weight.ref_time()
	};
	let commitment = |siblings: usize| Substitute::Commitment {
		commitment: H256::zero(),
		path: BoundedVec::truncate_from(vec![H256::zero(); siblings]),
	};
	let by_signature = weight(signed(), commitment(0));
	assert!(by_signature > weight(Binding::Committed(Default::default()), commitment(0)));
	assert!(by_signature < weight(signed(), commitment(15)));
	assert!(
		weight(Binding::Committed(Default::default()), commitment(0))
			< weight(committed(), commitment(0))
	);
	let shown = Substitute::Receipt { compact: compact() };
	assert!(by_signature < weight(signed(), shown));
}

/// A block is filled by one batch or by many, and what is in it counts whatever it is divided into: by
/// receipt, channel and credit, and once for each batch.
#[test]
fn batches_should_weigh_what_is_in_them() {
	let weight = |receipts, channels, credits| {
		let call = RuntimeCall::from(batch(receipts, channels, credits));
		call.get_dispatch_info().call_weight.ref_time()
	};
	let whole = weight(32_768, 1_024, 262_144);
	for parts in [2, 8, 32] {
		let part = weight(32_768 / parts, 1_024 / parts, 262_144 / parts);
		assert!(part * u64::from(parts) > whole);
	}
	let small = weight(1_024, 1, 1_024);
	for larger in [weight(2_048, 1, 2_048), weight(1_024, 2, 1_024), weight(1_024, 1, 2_048)] {
		assert!(larger > small);
	}
}

/// Half as many receipts as a batch may have, of six credits each, from sixty-four channels.
fn ordinary_batch() -> pallet_attribution::Call<Runtime> {
	let credits = (58..64).map(|place| PlacedCredit { place, points: 20_000 }).collect();
	let receipt = BatchedReceipt {
		skipped: 0,
		model: 0,
		fee: 60,
		output_len: 2_000,
		credits: BoundedVec::truncate_from(credits),
	};
	let channel = |channel| ChannelReceipts {
		voucher: Voucher {
			channel,
			answers: 1 << 20,
			cumulative: 1 << 70,
			signature: sr25519::Signature::from_raw([7; 64]),
		},
		first: 1 << 19,
		receipts: BoundedVec::truncate_from(vec![receipt.clone(); 256]),
	};
	let contributions = BoundedVec::truncate_from((0..64).map(Compact).collect());
	let batch = Box::new(ReceiptBatch {
		span_params: SpanParams::DEFAULT,
		unit: 1 << 50,
		models: BoundedVec::truncate_from(vec![ModelTable { model: 1, contributions }]),
		channels: BoundedVec::truncate_from((0..64).map(channel).collect()),
		commitments: H256::repeat_byte(7),
	});
	pallet_attribution::Call::settle_batch { batch }
}

/// How many answers a block can take is a matter of its length. Of what they weigh there is to spare.
#[test]
fn blocks_full_of_receipts_should_have_weight_to_spare() {
	let call = RuntimeCall::from(ordinary_batch());
	let length = u64::from(*RuntimeBlockLength::get().max.get(DispatchClass::Normal));
	let calls = length.div_ceil(u64::try_from(call.encoded_size()).unwrap());
	let all = RuntimeBlockWeights::get().get(DispatchClass::Normal).max_total.unwrap();
	let weight = call.get_dispatch_info().call_weight.saturating_mul(calls);
	assert!(weight.ref_time() < all.ref_time(), "{calls} weigh {weight:?}");
	// 45,000 a second, at two seconds a block.
	assert!(calls.saturating_sub(1) * 16_384 > 90_000, "{calls}");
}

#[test]
fn weights_should_grow_with_the_input() {
	let weight = |max_payments| {
		RuntimeCall::Attribution(pallet_attribution::Call::finalize { batch: 0, max_payments })
			.get_dispatch_info()
			.call_weight
			.ref_time()
	};
	assert!(weight(1) < weight(100));
	assert_eq!(weight(128), weight(u32::MAX));
}

/// Weights come from runs of `scripts/bench.sh weights`, with as many steps and repeats as make them
/// worth something; not by hand, and not for nothing.
#[test]
fn our_weights_should_be_measured() {
	let measured = [
		("create_datanet", include_str!("../../../pallets/contributions/src/weights.rs")),
		("inherit", include_str!("../../../pallets/models/src/weights.rs")),
		("settle_one", include_str!("../../../pallets/attribution/src/weights.rs")),
		("open_channel", include_str!("../../../pallets/channels/src/weights.rs")),
		("claim", include_str!("../../../pallets/rewards/src/weights.rs")),
		("check_nonce", include_str!("../weights/frame_system_extensions.rs")),
		("charge_transaction_payment", include_str!("../weights/pallet_transaction_payment.rs")),
	];
	for (function, file) in measured {
		assert!(file.contains("Generated by `scripts/bench.sh weights`"), "{function}");
		// The largest batches would take most of an hour as often as that.
		let (steps, repeat) = if function == "settle_one" { (16, 10) } else { (50, 20) };
		assert!(file.contains(&format!("Steps: {steps}, repeat: {repeat}.")), "{function}");
		assert!(file.contains(&format!("fn {function}(")), "{function}");
	}
	fn is_measured<Weights>() -> bool {
		core::any::type_name::<Weights>().contains("weights::Measured<")
	}
	assert!(is_measured::<<Runtime as pallet_contributions::Config>::WeightInfo>());
	assert!(is_measured::<<Runtime as pallet_models::Config>::WeightInfo>());
	assert!(is_measured::<<Runtime as pallet_attribution::Config>::WeightInfo>());
	assert!(is_measured::<<Runtime as pallet_channels::Config>::WeightInfo>());
	assert!(is_measured::<<Runtime as pallet_rewards::Config>::WeightInfo>());
	// No call is free, whatever it is given.
	for call in largest_calls() {
		let weight = call.get_dispatch_info().call_weight;
		assert!(weight.ref_time() > 10_000_000, "{call:?} weighs {weight:?}");
	}
}
