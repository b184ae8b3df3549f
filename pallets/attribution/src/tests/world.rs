// SPDX-License-Identifier: Apache-2.0

//! Texts, a model that was made from them, and batches of answers by it as an operator has them.

use crate::{mock::*, *};
use frame_support::{assert_ok, dispatch::DispatchResultWithPostInfo, BoundedVec};
use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch},
	challenge::{Binding, Difference, Evidence, Excerpt, Exhibit, Proof, ReceiptPath, Reference},
	content::content_root,
	corpus::Dataset,
	merkle,
	receipt::{commitment_leaf, signature, CompactReceipt, HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
	Balance, BatchId, ChannelId, ContributionId, ModelId,
};
use pallet_contributions::Submission;
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::{sr25519, H256};
use sp_runtime::{traits::BlakeTwo256, DispatchResult};
use std::collections::{BTreeMap, BTreeSet};

pub const OLD: &str = "The harbour bell rings twice when fog hides the northern pier.";
pub const NEW: &str = "At sea, fog hides the northern pier until the lamp is lit at dusk. \
                       The harbour bell rings twice when fog hides the northern pier.";
/// Registered after the model, so not in its corpus. It has the most of the output.
pub const LATE: &str = "So the harbour bell rings twice when fog hides the northern pier \
                        until the lamp is lit again.";
pub const OUTPUT: &str = "Old rule: the harbour bell rings twice when fog hides the northern pier \
                          until the lamp is lit again.";

pub const OLD_ID: ContributionId = AUTHORS;
pub const NEW_ID: ContributionId = AUTHORS + 1;
pub const LATE_ID: ContributionId = AUTHORS + 2;
/// The model that was made from the texts.
pub const READER: ModelId = 2;
/// Who has nothing to do with any batch.
pub const CHALLENGER: AccountId = AUTHOR + 5;

/// Of each answer, in planck.
pub const FEE: Balance = 1_000;

/// Runs a test on a chain with the texts and their model, where `OPERATOR` has this bond, and
/// `PAYER` channel 0 of 50,000 to it.
pub fn in_world(bond: Balance, test: impl FnOnce()) {
	build_and_execute(|| {
		register_texts();
		assert_ok!(register_operator(OPERATOR, bond));
		assert_eq!(open_channel(OPERATOR, 50_000), 0);
		System::reset_events();
		test();
	});
}

/// Registers the texts, the model after all but the last.
pub fn register_texts() {
	register_text(0, OLD);
	register_text(1, NEW);
	let dataset =
		Dataset { datanet: 0, end: u32::try_from(LATE_ID).unwrap(), excluded: Default::default() };
	let reader = Proposal {
		kind: Kind::Base,
		artifact: H256::zero(),
		metadata: Default::default(),
		parents: Default::default(),
		datasets: BoundedVec::truncate_from(vec![dataset]),
		method: Method::Span,
		commercial: true,
		price_floor: 100,
		derivatives: Derivatives::Forbidden,
		payout: None,
	};
	assert_ok!(ModelRegistry::register(RuntimeOrigin::signed(LAB), reader));
	register_text(2, LATE);
}

fn register_text(author: u64, text: &str) {
	let submission = Submission {
		content_root: root_of(text),
		length: len_of(text),
		uri: Default::default(),
		sources: Default::default(),
		payout: None,
	};
	assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR + author), 0, submission));
}

pub fn root_of(text: &str) -> H256 {
	content_root::<BlakeTwo256>(text.as_bytes()).unwrap()
}

pub fn len_of(text: &str) -> u32 {
	u32::try_from(text.len()).unwrap()
}

pub fn all_of(text: &str) -> Excerpt {
	Excerpt::of::<BlakeTwo256>(text.as_bytes(), 0, len_of(text)).unwrap()
}

pub fn span(start: u32, len: u32, contribution: ContributionId, offset: u32) -> HeldSpan {
	HeldSpan { span: Span { start, len }, contribution, offset }
}

/// What the rule gives.
pub fn truth() -> Vec<HeldSpan> {
	vec![span(14, 57, OLD_ID, 4), span(44, 51, NEW_ID, 8)]
}

/// A byte more than the text has.
pub fn too_long() -> Vec<HeldSpan> {
	vec![span(14, 58, OLD_ID, 4), span(44, 51, NEW_ID, 8)]
}

/// Less than the text has.
pub fn too_short() -> Vec<HeldSpan> {
	vec![span(14, 40, OLD_ID, 4), span(44, 51, NEW_ID, 8)]
}

/// All of it by the later text.
pub fn later() -> Vec<HeldSpan> {
	vec![span(14, 57, NEW_ID, 71), span(44, 51, NEW_ID, 8)]
}

/// Refutes [`too_long`].
pub fn mismatch() -> Proof {
	let difference = Difference::Byte { at: 57, output: all_of(OUTPUT), text: all_of(OLD) };
	Proof::Mismatch { span: 0, difference }
}

/// Refutes [`too_short`].
pub fn longer_match() -> Proof {
	let found = span(14, 57, OLD_ID, 4);
	Proof::LongerMatch { found, output: all_of(OUTPUT), text: all_of(OLD) }
}

/// Refutes [`later`].
pub fn earlier_holder() -> Proof {
	Proof::EarlierHolder {
		span: 0,
		contribution: OLD_ID,
		offset: 4,
		text: all_of(OLD),
		reference: Reference::Output(all_of(OUTPUT)),
	}
}

/// What shows span number `nth` of `spans`, or that there are fewer.
pub fn evidence(spans: &[HeldSpan], nth: usize) -> Evidence {
	let output = all_of(OUTPUT);
	match spans.get(nth) {
		Some(held) => {
			let text = all_of(if held.contribution == OLD_ID { OLD } else { NEW });
			Evidence::Span { output, text }
		}
		None => Evidence::SpanNotFound { output },
	}
}

/// The whole receipt of an answer with these spans.
pub fn whole(payment: Payment, fee: Balance, spans: &[HeldSpan]) -> Receipt {
	Receipt {
		payment,
		model: READER,
		span_params: SpanParams::DEFAULT,
		fee,
		output_len: len_of(OUTPUT),
		output_root: root_of(OUTPUT),
		spans: spans.to_vec().try_into().unwrap(),
		salt: [7; 32],
	}
}

pub fn by_channel(channel: ChannelId, sequence: u64) -> Payment {
	Payment::Channel { channel, sequence }
}

/// The operator's signature over a receipt that it gave, by one of its keys.
pub fn signed_by(pair: &sr25519::Pair, operator: AccountId, receipt: &Receipt) -> Binding {
	let (genesis, operator) = (System::block_hash(0), Attribution::account_bytes(&operator));
	let commitment = receipt.commitment::<BlakeTwo256>();
	Binding::Signed(signature::sign(pair, genesis, &operator, commitment))
}

/// A batch as who settles it has it.
#[derive(Clone)]
pub struct Served {
	/// The next that the chain gives.
	pub id: BatchId,
	/// Ascending by channel and sequence.
	pub receipts: Vec<Receipt>,
	/// What the chain sees of them.
	pub compacts: Vec<CompactReceipt>,
	/// What the batch commits to.
	pub commitments: Vec<H256>,
}

impl Served {
	pub fn of(receipts: Vec<Receipt>) -> Self {
		let compacts = receipts.iter().map(|receipt| receipt.compact().unwrap()).collect();
		let commitments =
			receipts.iter().map(|receipt| receipt.commitment::<BlakeTwo256>()).collect();
		Self { id: NextBatchId::<Test>::get(), receipts, compacts, commitments }
	}

	/// The next answers that the channel pays for.
	pub fn by_channel(channel_id: ChannelId, fee: Balance, answers: &[Vec<HeldSpan>]) -> Self {
		let numbered = (channel(channel_id).next_sequence..).zip(answers);
		let receipts =
			numbered.map(|(sequence, spans)| whole(by_channel(channel_id, sequence), fee, spans));
		Self::of(receipts.collect())
	}

	/// An answer that `payer` pays for itself.
	pub fn by_payer(payer: AccountId, fee: Balance, spans: &[HeldSpan]) -> Self {
		let payer = Attribution::account_bytes(&payer);
		Self::of(vec![whole(Payment::Direct { payer }, fee, spans)])
	}

	/// What the operator settles in place of receipt number `nth`.
	pub fn replace(&mut self, nth: usize, receipt: Receipt) {
		self.compacts[nth] = receipt.compact().unwrap();
		self.commitments[nth] = receipt.commitment::<BlakeTwo256>();
		self.receipts[nth] = receipt;
	}

	/// The batch as `settle_batch` takes it, with fees in planck and vouchers that are just enough.
	pub fn batch(&self) -> ReceiptBatch {
		self.batch_in(1, |_| hot_key())
	}

	/// The same with fees in such units, and these keys of channels.
	pub fn batch_in(
		&self,
		unit: Balance,
		key_of: impl Fn(ChannelId) -> sr25519::Pair,
	) -> ReceiptBatch {
		let mut tables = BTreeMap::<ModelId, BTreeSet<ContributionId>>::new();
		for CompactReceipt { answer, .. } in &self.compacts {
			let credited = answer.credits.iter().map(|credit| credit.contribution);
			tables.entry(answer.model).or_default().extend(credited);
		}
		let mut parts = BTreeMap::<ChannelId, Vec<(u64, BatchedReceipt)>>::new();
		for CompactReceipt { payment, answer } in &self.compacts {
			let Payment::Channel { channel, sequence } = *payment else { panic!("not by channel") };
			let table = &tables[&answer.model];
			let place_of = |id| table.iter().position(|other| *other == id).unwrap();
			let credits = answer.credits.iter().map(|credit| PlacedCredit {
				place: u32::try_from(place_of(credit.contribution)).unwrap(),
				points: credit.points,
			});
			let model = tables.keys().position(|model| *model == answer.model).unwrap();
			let receipt = BatchedReceipt {
				skipped: 0,
				model: u32::try_from(model).unwrap(),
				fee: u64::try_from(answer.fee / unit).unwrap(),
				output_len: answer.output_len,
				credits: BoundedVec::truncate_from(credits.collect()),
			};
			parts.entry(channel).or_default().push((sequence, receipt));
		}
		let models = tables.into_iter().map(|(model, ids)| ModelTable {
			model,
			contributions: BoundedVec::truncate_from(ids.into_iter().map(Into::into).collect()),
		});
		let channels =
			parts.into_iter().map(|(id, receipts)| paid_from(unit, id, &key_of(id), receipts));
		ReceiptBatch {
			span_params: self.receipts[0].span_params,
			unit,
			models: BoundedVec::truncate_from(models.collect()),
			channels: BoundedVec::truncate_from(channels.collect()),
			commitments: merkle::root::<BlakeTwo256>(&self.commitment_leaves()).unwrap(),
		}
	}

	fn leaves(&self) -> Vec<H256> {
		self.compacts.iter().map(|compact| compact.leaf::<BlakeTwo256>()).collect()
	}

	fn commitment_leaves(&self) -> Vec<H256> {
		let leaf = |commitment: &H256| commitment_leaf::<BlakeTwo256>(*commitment);
		self.commitments.iter().map(leaf).collect()
	}

	/// Settles all of it for `OPERATOR`.
	pub fn settle(self) -> Self {
		assert_ok!(submit(OPERATOR, self.batch()));
		self
	}

	/// Settles its only receipt for the payer.
	pub fn settle_alone(self, payer: AccountId) -> Self {
		assert_ok!(self.try_alone(payer));
		self
	}

	pub fn try_alone(&self, payer: AccountId) -> DispatchResult {
		let answer = Box::new(self.compacts[0].answer.clone());
		let origin = RuntimeOrigin::signed(payer);
		Attribution::settle_one(origin, OPERATOR, answer, self.commitments[0])
	}

	/// Receipt number `nth`, with its paths over all of them.
	pub fn exhibit(&self, nth: usize) -> Box<Exhibit> {
		let index = u32::try_from(nth).unwrap();
		let path = merkle::path::<BlakeTwo256>(&self.commitment_leaves(), index).unwrap();
		let binding = Binding::Committed(path.try_into().unwrap());
		self.exhibit_of(nth, self.receipts[nth].clone(), binding)
	}

	/// A receipt that the operator gave for number `nth`, and signed.
	pub fn given(&self, nth: usize, receipt: Receipt) -> Box<Exhibit> {
		let binding = signed_by(&receipt_key(), OPERATOR, &receipt);
		self.exhibit_of(nth, receipt, binding)
	}

	/// A receipt at place `nth`.
	pub fn exhibit_of(&self, nth: usize, receipt: Receipt, binding: Binding) -> Box<Exhibit> {
		let index = u32::try_from(nth).unwrap();
		let path = merkle::path::<BlakeTwo256>(&self.leaves(), index).unwrap();
		Box::new(Exhibit { index, path: path.try_into().unwrap(), receipt, binding })
	}

	/// The path of commitment number `nth`.
	pub fn commitment_path(&self, nth: usize) -> ReceiptPath {
		let index = u32::try_from(nth).unwrap();
		let path = merkle::path::<BlakeTwo256>(&self.commitment_leaves(), index).unwrap();
		path.try_into().unwrap()
	}
}

/// Numbered receipts of a channel, and a voucher for them.
fn paid_from(
	unit: Balance,
	id: ChannelId,
	key: &sr25519::Pair,
	mut receipts: Vec<(u64, BatchedReceipt)>,
) -> ChannelReceipts {
	let first = receipts[0].0;
	let (mut next, mut cumulative) = (first, channel(id).settled);
	for (sequence, receipt) in &mut receipts {
		receipt.skipped = *sequence - next;
		next = *sequence + 1;
		cumulative += receipt.fee(unit).unwrap();
	}
	let receipts = receipts.into_iter().map(|(_, receipt)| receipt);
	ChannelReceipts {
		voucher: voucher_by(key, id, next, cumulative),
		first,
		receipts: BoundedVec::truncate_from(receipts.collect()),
	}
}

/// Settles answers of `OPERATOR` with these spans, paid by channel 0.
pub fn serve_answers(answers: &[Vec<HeldSpan>]) -> Served {
	Served::by_channel(0, FEE, answers).settle()
}

/// Settles an answer with these spans for the payer.
pub fn pay_for(payer: AccountId, spans: &[HeldSpan]) -> Served {
	Served::by_payer(payer, FEE, spans).settle_alone(payer)
}

/// `CHALLENGER` refutes receipt number `nth`.
pub fn refute(served: &Served, nth: usize, proof: Proof) -> DispatchResultWithPostInfo {
	refute_as(CHALLENGER, served, nth, proof)
}

pub fn refute_as(
	who: AccountId,
	served: &Served,
	nth: usize,
	proof: Proof,
) -> DispatchResultWithPostInfo {
	show_as(who, served.id, served.exhibit(nth), proof)
}

/// `CHALLENGER` refutes what it exhibits.
pub fn show(batch: BatchId, exhibit: Box<Exhibit>, proof: Proof) -> DispatchResultWithPostInfo {
	show_as(CHALLENGER, batch, exhibit, proof)
}

pub fn show_as(
	who: AccountId,
	batch: BatchId,
	exhibit: Box<Exhibit>,
	proof: Proof,
) -> DispatchResultWithPostInfo {
	Attribution::refute(RuntimeOrigin::signed(who), batch, exhibit, Box::new(proof))
}

/// `CHALLENGER` demands to see a span.
pub fn demand(batch: BatchId, receipt: u32, span: u32) -> DispatchResult {
	Attribution::demand_reveal(RuntimeOrigin::signed(CHALLENGER), batch, receipt, span)
}

/// Someone reveals span number `span` of receipt number `nth`.
pub fn reveal(served: &Served, nth: usize, span: u32, evidence: Evidence) -> DispatchResult {
	let exhibit = served.exhibit(nth);
	Attribution::reveal(RuntimeOrigin::signed(LAB), served.id, span, exhibit, Box::new(evidence))
}

/// Someone ends a demand that was not answered.
pub fn expire(batch: BatchId, receipt: u32, span: u32) -> DispatchResult {
	Attribution::expire_demand(RuntimeOrigin::signed(LAB), batch, receipt, span)
}

/// This pallet's events since they were reset.
pub fn events() -> Vec<Event<Test>> {
	let ours = |event| match event {
		RuntimeEvent::Attribution(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().filter_map(|record| ours(record.event)).collect()
}

/// Those of operators and channels.
pub fn channel_events() -> Vec<pallet_channels::Event<Test>> {
	let theirs = |event| match event {
		RuntimeEvent::Channels(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().filter_map(|record| theirs(record.event)).collect()
}

/// Number of the last leaf of the history.
pub fn last_leaf() -> u64 {
	History::<Test>::get().leaves - 1
}

/// What is free of the challenger, of the operator, and of the treasury.
pub fn purses() -> [Balance; 3] {
	[CHALLENGER, OPERATOR, TREASURY].map(Balances::free_balance)
}
