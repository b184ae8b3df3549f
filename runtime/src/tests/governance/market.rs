// SPDX-License-Identifier: Apache-2.0

//! Answers that are paid for, true and false ones, by whoever.

use super::*;
use crate::{Attribution, Models};
use codec::Compact;
use frame_support::BoundedVec;
use openledger_primitives::{
	batch::{BatchedReceipt, PlacedCredit},
	challenge::{Evidence, Excerpt, Exhibit, Proof},
	content::content_root,
	receipt::{CompactReceipt, Credit, Payment, Receipt},
	span::SpanParams,
	voucher::{Redemption, Voucher},
	BatchId, ChannelId,
};
use pallet_attribution::{ChannelKey, Channels, NextBatchId, NextChannelId};
use pallet_contributions::Admission;
use pallet_models::Derivatives;
use sp_runtime::traits::BlakeTwo256;

/// All that an answer says.
const OUTPUT: &[u8] = b"x";

/// A text of Alice's, and a model of hers that was made from it.
pub(super) fn open_market() {
	deposits::create(Admission::Open);
	deposits::register(1, 0, &[]);
	let model = deposits::model(Derivatives::Forbidden);
	assert_ok!(Models::register(signed(Key::Alice), model));
}

pub(super) fn register_operator(who: Key, bond: Balance) -> DispatchResult {
	Attribution::register_operator(signed(who), Default::default(), who.public(), bond)
}

/// The id that the next channel gets is returned if it is opened.
pub(super) fn open_channel(
	payer: Key,
	operator: Key,
	amount: Balance,
) -> Result<ChannelId, DispatchError> {
	let id = NextChannelId::<Runtime>::get();
	let to = operator.to_account_id();
	Attribution::open_channel(signed(payer), to, payer.public(), amount).map(|()| id)
}

/// An answer, settled.
#[derive(Clone, Debug)]
pub(super) struct Answer {
	pub batch: BatchId,
	receipt: Receipt,
	compact: CompactReceipt,
}

impl Answer {
	fn of(payment: Payment, fee: Balance) -> Self {
		let receipt = Receipt {
			model: 0,
			payment,
			fee,
			rule: SpanParams::DEFAULT,
			output_len: 1,
			output_root: content_root::<BlakeTwo256>(OUTPUT).expect("it is not empty"),
			spans: Default::default(),
			salt: [7; 32],
		};
		let compact = receipt.compact::<BlakeTwo256>().expect("no spans are well-formed");
		Self { batch: NextBatchId::<Runtime>::get(), receipt, compact }
	}

	/// One that is true, and paid by `payer` itself.
	pub fn paid_by(payer: Key, operator: Key, fee: Balance) -> Result<Self, DispatchError> {
		let answer = Self::of(Payment::Direct { payer: payer.to_account_id().into() }, fee);
		let (to, compact) = (operator.to_account_id(), answer.compact.clone());
		Attribution::settle_one(signed(payer), 0, to, compact).map(|()| answer)
	}

	/// One that a channel of `payer` pays. A false one credits the text with a point.
	pub fn by_channel(
		payer: Key,
		operator: Key,
		channel: ChannelId,
		fee: Balance,
		is_false: bool,
	) -> Result<Self, DispatchError> {
		let settled = Channels::<Runtime>::get(ChannelKey::from(channel))
			.map_or(0, |channel| channel.settled);
		let mut answer = Self::of(Payment::Channel { channel, sequence: 0 }, fee);
		let credits = match is_false {
			true => vec![Credit { contribution: 0, points: 1 }],
			false => vec![],
		};
		answer.compact.credits = BoundedVec::truncate_from(credits);
		let placed = |credit: &Credit| PlacedCredit { place: 0, points: credit.points };
		let batched = BatchedReceipt {
			fee: 1,
			output_len: 1,
			credits: BoundedVec::truncate_from(answer.compact.credits.iter().map(placed).collect()),
			commitment: answer.compact.commitment,
		};
		let owed = settled.saturating_add(fee);
		let voucher = Voucher::sign(&payer.pair(), System::block_hash(0), channel, owed);
		Attribution::settle_batch(
			signed(operator),
			0,
			SpanParams::DEFAULT,
			fee,
			BoundedVec::truncate_from(vec![Redemption { voucher, amount: fee }]),
			BoundedVec::truncate_from(vec![Compact(0)]),
			BoundedVec::truncate_from(vec![batched]),
		)
		.map(|()| answer)
	}

	pub fn demand(&self, who: Key, span: u32) -> DispatchResult {
		Attribution::demand_reveal(signed(who), self.batch, 0, span)
	}

	fn exhibit(&self) -> Box<Exhibit> {
		let receipt = self.receipt.clone();
		Box::new(Exhibit { index: 0, path: Default::default(), receipt })
	}

	pub fn reveal(&self, who: Key, span: u32) -> DispatchResult {
		let output = Excerpt::of::<BlakeTwo256>(OUTPUT, 0, 1).expect("it is all of it");
		let evidence = Box::new(Evidence::NoSuchSpan { output });
		Attribution::reveal(signed(who), self.batch, span, self.exhibit(), evidence)
	}

	pub fn refute(&self, who: Key) -> DispatchResult {
		let proof = Box::new(Proof::ScoreMismatch { compact: self.compact.clone() });
		Attribution::refute(signed(who), self.batch, self.exhibit(), proof)
			.map(|_| ())
			.map_err(|error| error.error)
	}

	pub fn finalise(&self, who: Key) -> DispatchResult {
		Attribution::finalise(signed(who), self.batch, 16).map(|_| ()).map_err(|error| error.error)
	}
}
