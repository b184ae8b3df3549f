// SPDX-License-Identifier: Apache-2.0

//! Texts, a model that was made from them, and batches of answers by it as an operator has them.

use crate::{mock::*, *};
use frame_support::{assert_ok, dispatch::DispatchResultWithPostInfo, BoundedVec};
use openledger_primitives::{
	batch::{BatchedReceipt, PlacedCredit},
	challenge::{Difference, Evidence, Excerpt, Exhibit, Proof, Reference},
	content::content_root,
	corpus::Dataset,
	merkle,
	receipt::{CompactReceipt, HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
	Balance, BatchId, ChannelId, ContributionId, ModelId,
};
use pallet_contributions::Submission;
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::H256;
use sp_runtime::{traits::BlakeTwo256, DispatchResult};

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
		Dataset { datanet: 0, upto: u32::try_from(LATE_ID).unwrap(), excluded: Default::default() };
	let reader = Proposal {
		kind: Kind::Base,
		artefact: H256::zero(),
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
		None => Evidence::NoSuchSpan { output },
	}
}

/// The whole receipt of an answer with these spans.
pub fn answer(payment: Payment, fee: Balance, spans: &[HeldSpan]) -> Receipt {
	Receipt {
		model: READER,
		payment,
		fee,
		rule: SpanParams::DEFAULT,
		output_len: len_of(OUTPUT),
		output_root: root_of(OUTPUT),
		spans: spans.to_vec().try_into().unwrap(),
		salt: [7; 32],
	}
}

/// A batch as who settles it has it.
pub struct Served {
	/// The next that the chain gives.
	pub id: BatchId,
	pub receipts: Vec<Receipt>,
	/// What the chain sees of them.
	pub compacts: Vec<CompactReceipt>,
}

impl Served {
	fn of(receipts: Vec<Receipt>) -> Self {
		let compacts =
			receipts.iter().map(|receipt| receipt.compact::<BlakeTwo256>().unwrap()).collect();
		Self { id: NextBatchId::<Test>::get(), receipts, compacts }
	}

	/// Answers that the channel pays for.
	pub fn by_channel(channel: ChannelId, fee: Balance, answers: &[Vec<HeldSpan>]) -> Self {
		let numbered = (0..).zip(answers);
		let receipts = numbered
			.map(|(sequence, spans)| answer(Payment::Channel { channel, sequence }, fee, spans));
		Self::of(receipts.collect())
	}

	/// An answer that `payer` pays for itself.
	pub fn by_payer(payer: AccountId, fee: Balance, spans: &[HeldSpan]) -> Self {
		let payer = Attribution::account_bytes(&payer);
		Self::of(vec![answer(Payment::Direct { payer }, fee, spans)])
	}

	pub fn fees(&self) -> Balance {
		self.compacts.iter().map(|compact| compact.fee).sum()
	}

	/// The receipts as `settle_batch` takes them, over [`OLD_ID`] and [`NEW_ID`].
	pub fn batched(&self, unit: Balance) -> Vec<BatchedReceipt> {
		let placed = |compact: &CompactReceipt| BatchedReceipt {
			fee: u64::try_from(compact.fee / unit).unwrap(),
			output_len: compact.output_len,
			credits: BoundedVec::truncate_from(
				compact
					.credits
					.iter()
					.map(|credit| PlacedCredit {
						place: u32::try_from(credit.contribution - OLD_ID).unwrap(),
						points: credit.points,
					})
					.collect(),
			),
			commitment: compact.commitment,
		};
		self.compacts.iter().map(placed).collect()
	}

	/// Settles all of it for `OPERATOR`, with the next voucher of the channel.
	pub fn settle(self, channel_id: ChannelId) -> Self {
		let next = voucher(channel_id, channel(channel_id).settled + self.fees());
		assert_ok!(Attribution::settle_batch(
			RuntimeOrigin::signed(OPERATOR),
			READER,
			SpanParams::DEFAULT,
			1,
			BoundedVec::truncate_from(vec![in_full(next)]),
			BoundedVec::truncate_from(vec![OLD_ID.into(), NEW_ID.into()]),
			BoundedVec::truncate_from(self.batched(1)),
		));
		self
	}

	/// Settles its only receipt for the payer.
	pub fn settle_alone(self, payer: AccountId) -> Self {
		let origin = RuntimeOrigin::signed(payer);
		assert_ok!(Attribution::settle_one(origin, READER, OPERATOR, self.compacts[0].clone()));
		self
	}

	/// Receipt number `nth`, with its path over all of them.
	pub fn exhibit(&self, nth: usize) -> Box<Exhibit> {
		let leaves: Vec<_> =
			self.compacts.iter().map(|compact| compact.leaf::<BlakeTwo256>()).collect();
		let index = u32::try_from(nth).unwrap();
		let path = merkle::path::<BlakeTwo256>(&leaves, index).unwrap();
		Box::new(Exhibit {
			index,
			path: path.try_into().unwrap(),
			receipt: self.receipts[nth].clone(),
		})
	}
}

/// Settles answers of `OPERATOR` with these spans, paid by channel 0.
pub fn serve_answers(answers: &[Vec<HeldSpan>]) -> Served {
	Served::by_channel(0, FEE, answers).settle(0)
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
	let exhibit = served.exhibit(nth);
	Attribution::refute(RuntimeOrigin::signed(who), served.id, exhibit, Box::new(proof))
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

/// What is free of the challenger, of the operator, and of the treasury.
pub fn purses() -> [Balance; 3] {
	[CHALLENGER, OPERATOR, TREASURY].map(Balances::free_balance)
}
