// SPDX-License-Identifier: Apache-2.0

//! Answers that are paid for, true and false ones, by whoever.

use super::{
	super::answers::{self, by_channel, OUTPUT},
	*,
};
use crate::{Attribution, Channels, Models};
use openledger_primitives::{
	challenge::{Evidence, Excerpt},
	receipt::Payment,
	BatchId, ChannelId,
};
use pallet_attribution::NextBatchId;
use pallet_channels::{ChannelKey, ChannelOf, Channels as Records, NextChannelId};
use pallet_contributions::Admission;
use pallet_models::Derivatives;
use sp_runtime::traits::BlakeTwo256;

/// A text of Alice's, and a model of hers that was made from it.
pub(super) fn open_market() {
	deposits::create(Admission::Open);
	deposits::register(1, 0, &[]);
	let model = deposits::model(Derivatives::Forbidden);
	assert_ok!(Models::register(signed(Key::Alice), model));
}

pub(super) fn register_operator(who: Key, bond: Balance) -> DispatchResult {
	Channels::register_operator(signed(who), Default::default(), who.public(), bond)
}

/// The id that the next channel gets is returned if it is opened.
pub(super) fn open_channel(
	payer: Key,
	operator: Key,
	amount: Balance,
) -> Result<ChannelId, DispatchError> {
	let id = NextChannelId::<Runtime>::get();
	let to = operator.to_account_id();
	Channels::open_channel(signed(payer), to, payer.public(), amount).map(|()| id)
}

pub(super) fn channel(id: ChannelId) -> Option<ChannelOf<Runtime>> {
	Records::<Runtime>::get(ChannelKey::from(id))
}

/// An answer, settled.
#[derive(Clone, Debug)]
pub(super) struct Answer {
	pub batch: BatchId,
	given: answers::Answer,
}

impl Answer {
	/// One that is true, and paid by `payer` itself.
	pub fn paid_by(payer: Key, operator: Key, fee: Balance) -> Result<Self, DispatchError> {
		let payment = Payment::Direct { payer: payer.to_account_id().into() };
		let given = answers::Answer::new(payment, fee);
		let (batch, commitment) = (NextBatchId::<Runtime>::get(), given.commitment());
		let (to, answer) = (operator.to_account_id(), Box::new(given.compact.answer.clone()));
		Attribution::settle_one(signed(payer), to, answer, commitment)?;
		Ok(Self { batch, given })
	}

	/// One that a channel of `payer` pays. A false one credits the text with a point.
	pub fn by_channel(
		payer: Key,
		operator: Key,
		id: ChannelId,
		fee: Balance,
		is_false: bool,
	) -> Result<Self, DispatchError> {
		let (settled, sequence) =
			channel(id).map_or((0, 0), |channel| (channel.settled, channel.next_sequence));
		let given = answers::Answer::new(by_channel(id, sequence), fee);
		let given = if is_false { given.crediting(1) } else { given };
		let voucher = answers::voucher(payer, id, sequence + 1, settled.saturating_add(fee));
		let batch = given.settle(operator, voucher)?;
		Ok(Self { batch, given })
	}

	pub fn demand(&self, who: Key, span: u32) -> DispatchResult {
		Attribution::demand_reveal(signed(who), self.batch, 0, span)
	}

	pub fn reveal(&self, who: Key, span: u32) -> DispatchResult {
		let output = Excerpt::of::<BlakeTwo256>(&OUTPUT, 0, 1_000).expect("it is all of it");
		let evidence = Box::new(Evidence::SpanNotFound { output });
		Attribution::reveal(signed(who), self.batch, span, self.given.exhibit(), evidence)
	}

	pub fn refute(&self, who: Key) -> DispatchResult {
		let (exhibit, proof) = (self.given.exhibit(), self.given.score_mismatch());
		Attribution::refute(signed(who), self.batch, exhibit, proof)
			.map(|_| ())
			.map_err(|error| error.error)
	}

	pub fn finalize(&self, who: Key) -> DispatchResult {
		Attribution::finalize(signed(who), self.batch, 16).map(|_| ()).map_err(|error| error.error)
	}
}
