// SPDX-License-Identifier: Apache-2.0

//! `openledger channel accept`

use std::path::Path;

use openledger_primitives::{receipt::Receipt, Balance};
use openledger_runtime_api::{ChannelInfo, OperatorInfo};
use serde_json::{json, Value};

use super::ending;
use crate::{
	args::AcceptReceipt,
	commands::{
		anew,
		operator::{all_keys, receipt_keys},
		receipt::channel_of,
	},
	context::Context,
	error::Error,
	output::table,
};
use openledger_client::progress;
use openledger_client::settlement::{ensure_in_force, ensure_settleable};
use openledger_client::{
	account::{self, Account},
	chain::{BlockView, End, Reach},
	channels::promises::{self, Promised},
	error::SettlementError,
	files::{
		batch::name,
		receipt::{keep, keep_beside, Kept, ReceiptFileError, SignedReceipt},
	},
	json,
	store::Store,
	texts::input,
	units::amount,
};

pub async fn run(context: &Context, args: AcceptReceipt) -> Result<(), Error> {
	let AcceptReceipt { file, output, model, max_fee } = args;
	let store = context.store()?;
	let signed = progress::computing(move || SignedReceipt::read(&file)).await??;
	let (channel, sequence) = signed.place().ok_or(ReceiptFileError::NotByChannel)?;
	let receipt = signed.receipt.clone();
	let chain = context.chain().await?;
	let genesis = chain.genesis();
	anew::remember(&chain, &store).await?;
	let lock = {
		let store = store.clone();
		move || promises::lock(&store, genesis, channel)
	};
	let locked = progress::computing(lock).await??;
	let view = chain.view().await?;
	let info = channel_of(&view, channel).await?;
	let next = chain.next_block().await?;
	// Whose a channel was is forgotten once it is closed.
	let who = info.as_ref().map_or(&signed.operator, |info| &info.operator).clone();
	let operator = view.operator(&who).await?;
	let reach = match &operator {
		Some(operator) => Some(view.reach(operator).await?),
		None => None,
	};
	let fate = Fate::of(info.as_ref(), reach.as_ref(), sequence, next);
	signed.ensure_sound(genesis, &who)?;
	let is_signed = ensure_signed(&signed, operator.as_ref(), next, fate)?;
	if let Some(expected) = model.filter(|model| *model != receipt.model) {
		return Err(SettlementError::OtherModel { found: receipt.model, expected }.into());
	}
	if let Fate::Open { .. } = fate {
		ensure_in_force(receipt.span_params, &view.terms().await?)?;
		let about = view.model(receipt.model).await?;
		ensure_settleable(receipt.model, &about, receipt.fee, next)?;
	}
	fate.say(context, &view, &signed, next)?;
	if !is_signed {
		context.note(
			"neither the operator's key of now nor the one before signed it: it is kept, and speaks \
			 only for or against a batch whose keys did",
		);
	}
	if let Some(until) = operator.and_then(|operator| outlived(&signed, &operator, fate)) {
		context.note(&format!(
			"a key that the operator had before signed it: that counts only if answer {sequence} is \
			 settled before block {until}, and the channel was opened since; ask for the receipt by \
			 the key of now, and accept that too"
		));
	}

	let commitment = signed.commitment();
	let kept = progress::computing({
		let (store, receipt) = (store.clone(), receipt.clone());
		move || -> Result<Kept, Error> {
			let Some(info) = info else {
				// What was promised by it is owed no more.
				let _locked = locked;
				return keep_all(&store, &signed, is_signed, output.as_deref());
			};
			locked.edit(&info, |promises| {
				// Of what has ended nothing can be charged, and its receipt may be needed all the same.
				if !fate.has_ended() {
					let promised = promises.get(sequence);
					ensure_promised(&receipt, sequence, channel, promised, max_fee)?;
				}
				// First, so that no promise is said to have a receipt that is nowhere.
				let kept = keep_all(&store, &signed, is_signed, output.as_deref())?;
				if is_signed && matches!(kept, Kept::At(_)) {
					promises.accept(sequence, receipt.fee);
				}
				Ok(kept)
			})
		}
	});
	let path = match kept.await? {
		Ok(Kept::At(path)) => path,
		Ok(Kept::Beside { path, first }) => {
			let (first, second) = (name(&first), name(&path));
			let twice = SettlementError::SignedTwice { channel, sequence, first, second };
			return Err(anew::explained(&chain, &store, twice.into()).await);
		}
		Err(error) => return Err(anew::explained(&chain, &store, error).await),
	};
	let json = json!({
		"channel": channel,
		"sequence": sequence,
		"model": receipt.model,
		"fee": json::amount(receipt.fee),
		"commitment": json::hash(commitment),
		"verified": is_signed,
		"end": fate.to_json(),
		"path": path.display().to_string(),
	});
	context.show_json(json, || {
		table::fields(&[
			("channel", channel.to_string()),
			("answer of the channel", sequence.to_string()),
			("model", receipt.model.to_string()),
			("fee", amount::format(receipt.fee)),
			("commitment", format!("{commitment:?}")),
			("kept as", name(&path)),
		])
	});
	Ok(())
}

/// What can still become of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
	/// It can be settled: until its channel ends, where that is certain.
	Open { end: Option<End> },
	/// It was settled, or passed over.
	Over,
	/// Its channel has ended.
	Ended(End),
	/// Its channel is closed, and whose it was is forgotten.
	Gone,
}

impl Fate {
	/// That of an answer of a channel, which is there unless it is closed.
	fn of(
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
	fn has_ended(self) -> bool {
		matches!(self, Self::Ended(_) | Self::Gone)
	}

	/// Says what that means for whoever keeps its receipt.
	fn say(
		self,
		context: &Context,
		view: &BlockView,
		signed: &SignedReceipt,
		next: u64,
	) -> Result<(), Error> {
		let (channel, sequence) = signed.place().unwrap_or_default();
		match self {
			Self::Open { end } => ending::say(context, view, next, end.map(|end| (channel, end))),
			Self::Over => {
				context.note(&format!(
					"answer {sequence} of channel {channel} was settled, or passed over, before its \
					 receipt came: openledger batch audit {channel} says which"
				));
				Ok(())
			}
			Self::Ended(end) => {
				ending::say(context, view, next, [(channel, end)])?;
				context.note(&format!("{KEPT}: openledger batch audit {channel}"));
				Ok(())
			}
			Self::Gone => {
				let whose = account::address(&signed.operator);
				context.note(&format!(
					"channel {channel} is closed, and whose it was is forgotten: the file says that it \
					 was with {whose}. {KEPT}: openledger batch audit {channel}"
				));
				Ok(())
			}
		}
	}

	/// What has ended its channel, or will.
	fn to_json(self) -> Value {
		match self {
			Self::Open { end } => ending::to_json(end),
			Self::Over => Value::Null,
			Self::Ended(end) => ending::to_json(Some(end)),
			Self::Gone => json!({ "reason": "closed", "block": null }),
		}
	}
}

/// What a receipt is good for that came when its channel had ended.
const KEPT: &str =
	"The receipt is kept all the same: it speaks for or against what was settled before";

/// Whether one of the operator's keys signed a receipt: one that counts in block `next`, or, where its
/// answer can't be settled any more, one that counted when it could. Fails where none did, unless the
/// answer can't.
fn ensure_signed(
	signed: &SignedReceipt,
	operator: Option<&OperatorInfo<Account>>,
	next: u64,
	fate: Fate,
) -> Result<bool, ReceiptFileError> {
	let is_open = matches!(fate, Fate::Open { .. });
	let keys = operator.map(|operator| match is_open {
		true => receipt_keys(operator, next),
		false => all_keys(operator),
	});
	match signed.is_signed_by(&keys.unwrap_or_default()) {
		false if is_open => Err(ReceiptFileError::NotSigned(signed.operator.clone())),
		is_signed => Ok(is_signed),
	}
}

/// Before which block an answer has to be settled for its receipt's signature to count, where the channel
/// goes on longer than the operator's former key, by which the signature is.
fn outlived(signed: &SignedReceipt, operator: &OperatorInfo<Account>, fate: Fate) -> Option<u32> {
	let Fate::Open { end } = fate else { return None };
	let former = operator.former_key.filter(|former| signed.is_signed_by(&[former.key]))?;
	let ends_before = end.and_then(End::block).is_some_and(|block| block <= former.until);
	(!ends_before).then_some(former.until)
}

/// Keeps a receipt, and its answer if that is given.
fn keep_all(
	store: &Store,
	signed: &SignedReceipt,
	is_signed: bool,
	output: Option<&Path>,
) -> Result<Kept, Error> {
	keep_output(store, output, &signed.receipt)?;
	match is_signed {
		true => Ok(keep(store, signed)?),
		false => Ok(Kept::At(keep_beside(store, signed)?)),
	}
}

/// Fails when a receipt charges more than was promised for its answer.
fn ensure_promised(
	receipt: &Receipt,
	sequence: u64,
	channel: u64,
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

/// Keeps the output, if it is given: whoever audits the receipt needs it. Fails unless the receipt is
/// about it.
fn keep_output(store: &Store, path: Option<&Path>, receipt: &Receipt) -> Result<(), Error> {
	let Some(path) = path else { return Ok(()) };
	let output = input::read_output(path)?.into_normal();
	if (output.content_root(), output.len()) != (receipt.output_root, receipt.output_len) {
		return Err(SettlementError::OtherOutput.into());
	}
	Ok(store.save_output(&output)?)
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_attributor::NormalText;
	use openledger_client::fixtures;
	use openledger_client::fixtures::channel::info;
	use openledger_client::fixtures::{
		batch::{receipt, voucher},
		ending::{ALL, ROTATED},
		receipt::{key, signed},
	};
	use openledger_client::Error as ClientError;
	use openledger_runtime_api::FormerKeyInfo;
	use sp_core::H256;
	use std::fs;

	#[test]
	fn no_more_should_be_charged_than_was_promised() {
		let promised = |price| Promised { price, voucher: voucher(4, 3, 90), fee: None };
		let check = |price: Option<Balance>, max_fee| {
			let promised = price.map(promised);
			ensure_promised(&receipt(4, 2, 50), 2, 4, promised.as_ref(), max_fee)
		};
		assert!(check(Some(50), None).is_ok() && check(None, Some(50)).is_ok());
		for (price, max_fee) in [(Some(49), None), (None, Some(49)), (Some(49), Some(99))] {
			let error = check(price, max_fee).unwrap_err();
			assert!(matches!(error, SettlementError::FeeBeyondPromise { fee: 50, most: 49, .. }));
		}
		let error = check(None, None).unwrap_err();
		assert!(matches!(error, SettlementError::UnknownPromise { .. }));
	}

	const OPEN: Fate = Fate::Open { end: None };

	#[test]
	fn only_of_an_answer_that_is_over_should_the_signature_count_for_nothing() {
		let signed = signed(4, 2, 50);
		let with = |key| OperatorInfo { key, former_key: None, ..fixtures::operator::info() };
		let (own, other) = (with(key().public()), with(H256::repeat_byte(9)));
		let check =
			|info: Option<&OperatorInfo<Account>>, fate| ensure_signed(&signed, info, 50, fate);
		let over = [Fate::Over, Fate::Ended(End::Outdated), Fate::Gone];
		assert!(over.iter().chain(&[OPEN]).all(|fate| check(Some(&own), *fate).unwrap()));
		for info in [Some(&other), None] {
			assert!(matches!(check(info, OPEN), Err(ReceiptFileError::NotSigned(_))));
			assert!(over.iter().all(|fate| !check(info, *fate).unwrap()));
		}
		// A key whose time is over counts for what was settled in its time.
		let former = |until| FormerKeyInfo { key: key().public(), until };
		let changed = |until| OperatorInfo { former_key: Some(former(until)), ..other.clone() };
		assert!(check(Some(&changed(51)), OPEN).unwrap());
		assert!(check(Some(&changed(50)), OPEN).is_err());
		assert!(over.iter().all(|fate| check(Some(&changed(50)), *fate).unwrap()));
	}

	#[test]
	fn a_receipt_should_be_kept_whatever_became_of_its_channel() {
		let open = ChannelInfo { closing: None, next_sequence: 7, ..info() };
		let fate = |info: &ChannelInfo<Account>, reach, sequence, next| {
			Fate::of(Some(info), Some(reach), sequence, next)
		};
		assert_eq!(fate(&open, &ALL, 7, 50), OPEN);
		assert_eq!(fate(&open, &ALL, 6, 50), Fate::Over);
		let end = End::NewKey { until: 60 };
		assert_eq!(fate(&open, &ROTATED, 7, 59), Fate::Open { end: Some(end) });
		assert_eq!(fate(&open, &ROTATED, 6, 59), Fate::Over);
		for sequence in [6, 7] {
			assert_eq!(fate(&open, &ROTATED, sequence, 60), Fate::Ended(end));
		}
		let closing = ChannelInfo { closing: Some(50), ..open.clone() };
		assert_eq!(fate(&closing, &ALL, 7, 50), Fate::Ended(End::Closing { until: 50 }));
		assert_eq!(Fate::of(Some(&open), None, 7, 50), Fate::Ended(End::Outdated));
		assert_eq!(Fate::of(None, Some(&ALL), 7, 50), Fate::Gone);
		assert!(Fate::Gone.has_ended() && Fate::Ended(end).has_ended());
		assert!(!Fate::Over.has_ended() && !OPEN.has_ended());
		let closed = json!({ "reason": "closed", "block": null });
		assert_eq!((Fate::Gone.to_json(), OPEN.to_json()), (closed, Value::Null));
	}

	#[test]
	fn a_former_key_should_be_told_of_where_the_channel_outlives_it() {
		let signed = signed(4, 2, 50);
		let former = FormerKeyInfo { key: key().public(), until: 60 };
		let changed = OperatorInfo { former_key: Some(former), ..fixtures::operator::info() };
		let ask =
			|operator: &OperatorInfo<Account>, end| outlived(&signed, operator, Fate::Open { end });
		assert_eq!(ask(&changed, None), Some(60));
		assert_eq!(ask(&changed, Some(End::Closing { until: 61 })), Some(60));
		// The channel ends with the key, or before.
		for end in [End::NewKey { until: 60 }, End::Closing { until: 59 }] {
			assert_eq!(ask(&changed, Some(end)), None);
		}
		assert_eq!(outlived(&signed, &changed, Fate::Over), None);
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
		let path = directory.path().join("answer.txt");
		fs::write(&path, "an  answer").unwrap();
		let root = NormalText::from_bytes(b"an answer").unwrap().content_root();
		let receipt = Receipt { output_root: root, output_len: 9, ..receipt(4, 2, 50) };
		keep_output(&store, None, &receipt).unwrap();
		assert!(store.load_output(root).unwrap().is_none());
		keep_output(&store, Some(&path), &receipt).unwrap();
		assert!(store.load_output(root).unwrap().is_some());
		// What is longer earns less for each of its bytes.
		let longer = Receipt { output_len: 10, ..receipt.clone() };
		assert!(keep_output(&store, Some(&path), &longer).is_err());
		fs::write(&path, "another answer").unwrap();
		let error = keep_output(&store, Some(&path), &receipt).unwrap_err();
		assert!(matches!(
			error,
			Error::Client(ClientError::Settlement(SettlementError::OtherOutput))
		));
	}
}
