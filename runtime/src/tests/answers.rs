// SPDX-License-Identifier: Apache-2.0

//! Answers that quote nothing, and batches of one of them.

use super::signed;
use crate::{Attribution, Balance, Runtime, System};
use codec::Compact;
use frame_support::BoundedVec;
use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch},
	challenge::{Binding, Exhibit, Proof},
	content::content_root,
	receipt::{commitment_leaf, signature, CompactReceipt, Credit, Payment, Receipt},
	span::SpanParams,
	voucher::{Promise, Voucher},
	BatchId, ChannelId,
};
use pallet_attribution::NextBatchId;
use sp_core::{sr25519, Pair, H256};
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::{traits::BlakeTwo256, DispatchError};

/// What all answers say.
pub(super) const OUTPUT: [u8; 1_000] = [b'a'; 1_000];

/// An answer of model 0: its receipt, and what the chain is told of it.
#[derive(Clone, Debug)]
pub(super) struct Answer {
	pub receipt: Receipt,
	pub compact: CompactReceipt,
}

pub(super) fn by_channel(channel: ChannelId, sequence: u64) -> Payment {
	Payment::Channel { channel, sequence }
}

/// A voucher of `payer` for the answers below `answers`.
pub(super) fn voucher(
	payer: Key,
	channel: ChannelId,
	answers: u64,
	cumulative: Balance,
) -> Voucher {
	let promise = Promise { channel, answers, cumulative };
	Voucher::sign(&payer.pair(), System::block_hash(0), promise)
}

impl Answer {
	/// A true one, under the default span parameters.
	pub fn new(payment: Payment, fee: Balance) -> Self {
		Self::of(Receipt {
			payment,
			model: 0,
			span_params: SpanParams::DEFAULT,
			fee,
			output_len: 1_000,
			output_root: content_root::<BlakeTwo256>(&OUTPUT).expect("it has bytes"),
			spans: Default::default(),
			salt: [7; 32],
		})
	}

	/// A true one.
	pub fn of(receipt: Receipt) -> Self {
		let compact = receipt.compact().expect("no spans are well-formed");
		Self { receipt, compact }
	}

	/// The same receipt, though the chain is told that contribution 0 has `points` in it.
	pub fn crediting(mut self, points: u32) -> Self {
		let credit = Credit { contribution: 0, points };
		self.compact.answer.credits = BoundedVec::truncate_from(vec![credit]);
		self
	}

	pub fn commitment(&self) -> H256 {
		self.receipt.commitment::<BlakeTwo256>()
	}

	/// A batch of it alone, which commits to `commitment`.
	pub fn batch_with(&self, voucher: Voucher, commitment: H256) -> Box<ReceiptBatch> {
		let Payment::Channel { sequence, .. } = self.receipt.payment else {
			panic!("an account pays for it")
		};
		let answer = &self.compact.answer;
		let placed = |credit: &Credit| PlacedCredit { place: 0, points: credit.points };
		let batched = BatchedReceipt {
			skipped: 0,
			model: 0,
			fee: 1,
			output_len: answer.output_len,
			credits: BoundedVec::truncate_from(answer.credits.iter().map(placed).collect()),
		};
		let receipts = BoundedVec::truncate_from(vec![batched]);
		let channel = ChannelReceipts { voucher, first: sequence, receipts };
		let contributions = BoundedVec::truncate_from(vec![Compact(0)]);
		let table = ModelTable { model: answer.model, contributions };
		Box::new(ReceiptBatch {
			span_params: answer.span_params,
			unit: answer.fee,
			models: BoundedVec::truncate_from(vec![table]),
			channels: BoundedVec::truncate_from(vec![channel]),
			commitments: commitment_leaf::<BlakeTwo256>(commitment),
		})
	}

	/// A batch of it alone.
	pub fn batch(&self, voucher: Voucher) -> Box<ReceiptBatch> {
		self.batch_with(voucher, self.commitment())
	}

	/// Settles a batch of it alone.
	pub fn settle(&self, operator: Key, voucher: Voucher) -> Result<BatchId, DispatchError> {
		let batch = NextBatchId::<Runtime>::get();
		Attribution::settle_batch(signed(operator), self.batch(voucher)).map(|()| batch)
	}

	/// It is the only one in its batch, which commits to it.
	pub fn exhibit(&self) -> Box<Exhibit> {
		self.exhibit_by(Binding::Committed(Default::default()))
	}

	/// It is the only one in its batch, and `key` signed it for `operator`.
	pub fn signed_exhibit(&self, operator: Key, key: &sr25519::Pair) -> Box<Exhibit> {
		self.exhibit_by(Binding::Signed(self.sign(operator, key)))
	}

	pub fn sign(&self, operator: Key, key: &sr25519::Pair) -> sr25519::Signature {
		let operator: [u8; 32] = operator.to_account_id().into();
		signature::sign(key, System::block_hash(0), &operator, self.commitment())
	}

	fn exhibit_by(&self, binding: Binding) -> Box<Exhibit> {
		let (path, receipt) = (Default::default(), self.receipt.clone());
		Box::new(Exhibit { index: 0, path, receipt, binding })
	}

	/// That the chain was told something else than the receipt says.
	pub fn score_mismatch(&self) -> Box<Proof> {
		Box::new(Proof::ScoreMismatch { compact: self.compact.clone() })
	}
}

/// A key that is no account's.
pub(super) fn key(seed: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[seed; 32])
}
