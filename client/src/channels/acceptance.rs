// SPDX-License-Identifier: Apache-2.0

//! Receipts that a payer takes for the answers that it asked for.

use openledger_attributor::NormalText;
use openledger_primitives::{receipt::Receipt, Balance, ChannelId};
use openledger_runtime_api::{ChannelInfo, OperatorInfo};
use serde::{Serialize, Serializer};

use super::promises::Promised;
use crate::{
	account::Account,
	chain::{End, Reach},
	error::{Error, SettlementError, Unlike},
	files::receipt::{keep, keep_beside, Kept, ReceiptFileError, SignedReceipt},
	receipts::{all_keys, receipt_keys},
	store::Store,
};

/// Whether an answer can still be settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnswerState {
	/// It can be settled.
	Open {
		/// The end of its channel, if it has one.
		end: Option<End>,
	},
	/// It was settled, or passed over.
	Over,
	/// Its channel has ended.
	Ended(End),
	/// Its channel is closed, and whose it was is forgotten.
	Gone,
}

impl AnswerState {
	/// The state, in block `next`, of the answer of a channel with a sequence. `info` is `None` where
	/// the channel is closed, and `reach` where its operator has left.
	pub fn of(
		info: Option<&ChannelInfo<Account>>,
		reach: Option<&Reach>,
		sequence: u64,
		next: u64,
	) -> Self {
		let Some(info) = info else { return Self::Gone };
		match End::of(info, reach) {
			Some(end) if end.is_over(next) => Self::Ended(end),
			_ if sequence < info.next_sequence => Self::Over,
			end => Self::Open { end },
		}
	}

	/// Whether nothing of its channel can be settled any more.
	pub fn has_ended(self) -> bool {
		matches!(self, Self::Ended(_) | Self::Gone)
	}
}

/// What has ended the channel, or will; `closed` where that is forgotten.
impl Serialize for AnswerState {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		#[derive(Serialize)]
		struct Closed {
			reason: &'static str,
			block: Option<u32>,
		}

		match self {
			Self::Open { end } => end.serialize(serializer),
			Self::Over => serializer.serialize_none(),
			Self::Ended(end) => end.serialize(serializer),
			Self::Gone => Closed { reason: "closed", block: None }.serialize(serializer),
		}
	}
}

/// Whether one of the operator's keys signed a receipt: one that counts in block `next`, or, where its
/// answer can't be settled any more, one that counted when it could. Fails where an answer that can
/// still be settled is signed by none.
pub fn ensure_signed(
	signed: &SignedReceipt,
	operator: Option<&OperatorInfo<Account>>,
	next: u64,
	state: AnswerState,
) -> Result<bool, ReceiptFileError> {
	let is_open = matches!(state, AnswerState::Open { .. });
	let keys = operator.map(|operator| match is_open {
		true => receipt_keys(operator, next),
		false => all_keys(operator),
	});
	match signed.is_signed_by(&keys.unwrap_or_default()) {
		false if is_open => Err(ReceiptFileError::NotSigned(signed.operator.clone())),
		is_signed => Ok(is_signed),
	}
}

/// The block before which an answer has to be settled for its receipt's signature to count, where it is
/// by the operator's former key, and the channel goes on longer than that.
pub fn outlived(
	signed: &SignedReceipt,
	operator: &OperatorInfo<Account>,
	state: AnswerState,
) -> Option<u32> {
	let AnswerState::Open { end } = state else { return None };
	let former = operator.former_key.filter(|former| signed.is_signed_by(&[former.key]))?;
	let ends_before = end.and_then(End::block).is_some_and(|block| block <= former.until);
	(!ends_before).then_some(former.until)
}

/// Keeps a receipt, and its output if that is given: whoever audits the receipt needs it. Fails unless
/// the receipt is about it. One that is not signed is kept beside the others.
pub fn keep_all(
	store: &Store,
	signed: &SignedReceipt,
	is_signed: bool,
	output: Option<&NormalText>,
) -> Result<Kept, Error> {
	if let Some(output) = output {
		keep_output(store, output, &signed.receipt)?;
	}
	match is_signed {
		true => keep(store, signed),
		false => Ok(Kept::At(keep_beside(store, signed)?)),
	}
}

fn keep_output(store: &Store, output: &NormalText, receipt: &Receipt) -> Result<(), Error> {
	if (output.content_root(), output.len()) != (receipt.output_root, receipt.output_len) {
		return Err(SettlementError::OtherAnswer(Unlike::Output).into());
	}
	Ok(store.save_output(output)?)
}

/// Fails when a receipt charges more than was promised for its answer, or than `max_fee` planck; or
/// neither is known.
pub fn ensure_promised(
	receipt: &Receipt,
	(channel, sequence): (ChannelId, u64),
	promised: Option<&Promised>,
	max_fee: Option<Balance>,
) -> Result<(), SettlementError> {
	let fee = receipt.fee;
	let limits = [promised.map(|promised| promised.price), max_fee];
	let most = limits.into_iter().flatten().min();
	let most = most.ok_or(SettlementError::UnknownPromise { channel, sequence, fee })?;
	match fee <= most {
		true => Ok(()),
		false => Err(SettlementError::FeeBeyondPromise { channel, sequence, fee, most }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		fixtures::{
			self,
			batch::{receipt, voucher},
			channel::info,
			ending::{ALL, ROTATED},
			receipt::{key, signed},
		},
		json,
	};
	use openledger_runtime_api::FormerKeyInfo;
	use serde_json::{json, Value};
	use sp_core::H256;

	#[test]
	fn no_more_should_be_charged_than_was_promised() {
		let promised = |price| Promised { price, voucher: voucher(4, 3, 90), fee: None };
		let check = |price: Option<Balance>, max_fee| {
			let promised = price.map(promised);
			ensure_promised(&receipt(4, 2, 50), (4, 2), promised.as_ref(), max_fee)
		};
		assert!(check(Some(50), None).is_ok() && check(None, Some(50)).is_ok());
		for (price, max_fee) in [(Some(49), None), (None, Some(49)), (Some(49), Some(99))] {
			let error = check(price, max_fee).unwrap_err();
			assert!(matches!(error, SettlementError::FeeBeyondPromise { fee: 50, most: 49, .. }));
		}
		let error = check(None, None).unwrap_err();
		assert!(matches!(error, SettlementError::UnknownPromise { .. }));
	}

	const OPEN: AnswerState = AnswerState::Open { end: None };

	#[test]
	fn only_of_an_answer_that_is_over_should_the_signature_count_for_nothing() {
		let signed = signed(4, 2, 50);
		let with = |key| OperatorInfo { key, former_key: None, ..fixtures::operator::info() };
		let (own, other) = (with(key().public()), with(H256::repeat_byte(9)));
		let check =
			|info: Option<&OperatorInfo<Account>>, state| ensure_signed(&signed, info, 50, state);
		let over = [AnswerState::Over, AnswerState::Ended(End::Outdated), AnswerState::Gone];
		assert!(over.iter().chain(&[OPEN]).all(|state| check(Some(&own), *state).unwrap()));
		for info in [Some(&other), None] {
			assert!(matches!(check(info, OPEN), Err(ReceiptFileError::NotSigned(_))));
			assert!(over.iter().all(|state| !check(info, *state).unwrap()));
		}
		// A key whose time is over counts for what was settled in its time.
		let former = |until| FormerKeyInfo { key: key().public(), until };
		let changed = |until| OperatorInfo { former_key: Some(former(until)), ..other.clone() };
		assert!(check(Some(&changed(51)), OPEN).unwrap());
		assert!(check(Some(&changed(50)), OPEN).is_err());
		assert!(over.iter().all(|state| check(Some(&changed(50)), *state).unwrap()));
	}

	#[test]
	fn a_receipt_should_be_kept_whatever_became_of_its_channel() {
		let open = ChannelInfo { closing: None, next_sequence: 7, ..info() };
		let state = |info: &ChannelInfo<Account>, reach, sequence, next| {
			AnswerState::of(Some(info), Some(reach), sequence, next)
		};
		assert_eq!(state(&open, &ALL, 7, 50), OPEN);
		assert_eq!(state(&open, &ALL, 6, 50), AnswerState::Over);
		let end = End::NewKey { until: 60 };
		assert_eq!(state(&open, &ROTATED, 7, 59), AnswerState::Open { end: Some(end) });
		assert_eq!(state(&open, &ROTATED, 6, 59), AnswerState::Over);
		for sequence in [6, 7] {
			assert_eq!(state(&open, &ROTATED, sequence, 60), AnswerState::Ended(end));
		}
		let closing = ChannelInfo { closing: Some(50), ..open.clone() };
		assert_eq!(state(&closing, &ALL, 7, 50), AnswerState::Ended(End::Closing { until: 50 }));
		assert_eq!(AnswerState::of(Some(&open), None, 7, 50), AnswerState::Ended(End::Outdated));
		assert_eq!(AnswerState::of(None, Some(&ALL), 7, 50), AnswerState::Gone);
		assert!(AnswerState::Gone.has_ended() && AnswerState::Ended(end).has_ended());
		assert!(!AnswerState::Over.has_ended() && !OPEN.has_ended());
		let closed = json!({ "reason": "closed", "block": null });
		assert_eq!((json::of(&AnswerState::Gone), json::of(&OPEN)), (closed, Value::Null));
	}

	#[test]
	fn a_former_key_should_be_told_of_where_the_channel_outlives_it() {
		let signed = signed(4, 2, 50);
		let former = FormerKeyInfo { key: key().public(), until: 60 };
		let changed = OperatorInfo { former_key: Some(former), ..fixtures::operator::info() };
		let ask = |operator: &OperatorInfo<Account>, end| {
			outlived(&signed, operator, AnswerState::Open { end })
		};
		assert_eq!(ask(&changed, None), Some(60));
		assert_eq!(ask(&changed, Some(End::Closing { until: 61 })), Some(60));
		// The channel ends with the key, or before.
		for end in [End::NewKey { until: 60 }, End::Closing { until: 59 }] {
			assert_eq!(ask(&changed, Some(end)), None);
		}
		assert_eq!(outlived(&signed, &changed, AnswerState::Over), None);
		let own =
			OperatorInfo { key: key().public(), former_key: None, ..fixtures::operator::info() };
		assert_eq!(ask(&own, None), None);
	}

	#[test]
	fn what_nobody_could_verify_should_be_kept_beside() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let signed = signed(4, 2, 50);
		let path = |is_signed| match keep_all(&store, &signed, is_signed, None).unwrap() {
			Kept::At(path) => path,
			other => panic!("{other:?}"),
		};
		assert!(path(false).to_string_lossy().contains("4/2-"));
		assert!(path(true).ends_with("4/2.json"));
	}

	#[test]
	fn only_the_output_that_the_receipt_is_about_should_be_kept() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let output = NormalText::from_bytes(b"an answer").unwrap();
		let root = output.content_root();
		let receipt = Receipt { output_root: root, output_len: 9, ..receipt(4, 2, 50) };
		// What is longer earns less for each of its bytes.
		let longer = Receipt { output_len: 10, ..receipt.clone() };
		assert!(keep_output(&store, &output, &longer).is_err());
		let other = NormalText::from_bytes(b"another answer").unwrap();
		let error = keep_output(&store, &other, &receipt).unwrap_err();
		assert!(matches!(error, Error::Settlement(SettlementError::OtherAnswer(Unlike::Output))));
		assert!(store.load_output(root).unwrap().is_none());
		keep_output(&store, &output, &receipt).unwrap();
		assert!(store.load_output(root).unwrap().is_some());
	}
}
