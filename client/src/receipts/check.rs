// SPDX-License-Identifier: Apache-2.0

//! What a signed receipt shows by itself: each check says what it found, or what is not right.

use openledger_attributor::{Attribution, NormalText};
use openledger_primitives::receipt::{HeldSpan, Receipt};
use openledger_runtime_api::ChannelInfo;
use serde_json::Value;
use sp_core::H256;

use crate::{
	account::{self, Account},
	files::receipt::{describe, SignedReceipt},
	text::count,
	units::{amount, percent},
	words,
};

/// Whether what a file says for people is what its receipt says.
pub fn words_of(signed: &SignedReceipt, text: &str) -> Result<String, String> {
	let written: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
	let said = describe(&signed.receipt);
	for (field, expected) in said.as_object().into_iter().flatten() {
		match written.get(field) {
			Some(found) if found != expected => {
				return Err(format!("its `{field}` is {found}, and the receipt says {expected}"));
			}
			_ => {}
		}
	}
	let answer = signed.place().map_or_else(
		|| "an answer".to_owned(),
		|(channel, sequence)| format!("answer {sequence} of channel {channel}"),
	);
	Ok(format!(
		"{answer}, of model {}, for {}, by {}",
		signed.receipt.model,
		amount::format(signed.receipt.fee),
		account::address(&signed.operator)
	))
}

/// Whether it is of the chain that began with block `genesis`.
pub fn genesis(signed: &SignedReceipt, genesis: H256) -> Result<String, String> {
	match signed.genesis == genesis {
		true => Ok(format!("of this chain, {genesis:?}")),
		false => Err(format!("it is of the chain {:?}, not {genesis:?}", signed.genesis)),
	}
}

/// Which of `keys` signed it.
pub fn signer(signed: &SignedReceipt, keys: &[H256]) -> Option<H256> {
	keys.iter().copied().find(|key| signed.is_signed_by(&[*key]))
}

/// What there is to say of who signed it.
pub fn signature(signer: Option<H256>, keys: &[H256]) -> Result<String, String> {
	match signer {
		Some(key) => Ok(format!("by the key {}", words::key(key))),
		None if keys.is_empty() => Err("no key of the operator that counts is known".to_owned()),
		None => {
			let keys: Vec<_> = keys.iter().copied().map(words::key).collect();
			Err(format!(
				"it is by none of the operator's keys that count for it: {}",
				keys.join(", ")
			))
		}
	}
}

/// Whether a channel pays its operator.
pub fn channel(signed: &SignedReceipt, info: &ChannelInfo<Account>) -> Result<String, String> {
	let (channel, whose) = (info.channel, account::address(&info.operator));
	match info.operator == signed.operator {
		true => Ok(format!("channel {channel} pays its operator")),
		false => Err(format!("channel {channel} pays another operator, {whose}")),
	}
}

/// Whether credits follow from its spans that its output can earn.
pub fn credits(receipt: &Receipt) -> Result<String, String> {
	let compact = receipt.compact().ok_or("its spans can't be, and give no credits")?;
	let capacity = compact
		.answer
		.check()
		.map_err(|error| format!("what follows from its spans can't be settled ({error:?})"))?;
	let credits = &compact.answer.credits;
	let points = credits.iter().map(|credit| u64::from(credit.points)).sum();
	Ok(format!(
		"{} in {}, with {} of the points",
		count(credits.len(), "contribution"),
		count(receipt.spans.len(), "span"),
		percent::of(points, capacity)
	))
}

/// Whether it is about an output.
pub fn output(receipt: &Receipt, output: &NormalText) -> Result<String, String> {
	let (root, len) = (output.content_root(), output.len());
	match (root, len) == (receipt.output_root, receipt.output_len) {
		true => Ok(format!("its {len} bytes have the root {root:?}")),
		false => Err(format!(
			"it is about an output of {} bytes with the root {:?}, not about this one of {len} bytes \
			 with {root:?}",
			receipt.output_len, receipt.output_root
		)),
	}
}

/// Whether its spans, with their holders, are those that the rule gives. Where a holder has the same
/// bytes twice, either place is right.
pub fn attribution(receipt: &Receipt, attribution: &Attribution) -> Result<String, String> {
	let spans = |all: &[HeldSpan]| -> Vec<_> {
		all.iter().map(|held| (held.span, held.contribution)).collect()
	};
	match spans(&receipt.spans) == spans(&attribution.spans) {
		true => Ok("the same spans and holders".to_owned()),
		false => Err(format!(
			"it lists {}, and the rule gives {}, or others",
			count(receipt.spans.len(), "span"),
			count(attribution.spans.len(), "span")
		)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::{
		batch::GENESIS,
		receipt::{key, signed},
	};
	use openledger_attributor::{Corpus, Index};
	use openledger_primitives::{
		receipt::Payment,
		span::{Span, SpanParams},
	};

	#[test]
	fn what_is_said_for_people_should_be_what_the_receipt_says() {
		let signed = signed(4, 3, 50);
		let mut json = signed.to_json();
		let found = words_of(&signed, &json.to_string()).unwrap();
		assert!(found.starts_with("answer 3 of channel 4, of model 3"), "{found}");
		json["fee"] = "49".into();
		let reason = words_of(&signed, &json.to_string()).unwrap_err();
		assert_eq!(reason, "its `fee` is \"49\", and the receipt says \"50\"");
		// What is not said is not wrong.
		json.as_object_mut().unwrap().remove("fee");
		assert!(words_of(&signed, &json.to_string()).is_ok());
	}

	#[test]
	fn it_should_be_of_the_chain_and_of_its_operator() {
		let signed = signed(4, 3, 50);
		assert!(genesis(&signed, GENESIS).is_ok() && genesis(&signed, H256::zero()).is_err());
		let (own, other) = (key().public(), H256::repeat_byte(9));
		assert_eq!(signer(&signed, &[other, own]), Some(own));
		assert_eq!(signer(&signed, &[other]), None);
		assert!(signature(Some(own), &[own]).unwrap().contains(&words::key(own)));
		assert!(signature(None, &[other]).unwrap_err().contains(&words::key(other)));
		assert!(signature(None, &[]).is_err());
	}

	#[test]
	fn its_channel_should_pay_its_operator() {
		let signed = signed(4, 3, 50);
		let of = |operator: Account| ChannelInfo {
			channel: 4,
			payer: Account::new([5; 32]),
			operator,
			key: H256::zero(),
			former_key: None,
			funds: 0,
			settled: 0,
			next_sequence: 0,
			closing: None,
			deposit: 0,
		};
		assert!(channel(&signed, &of(signed.operator.clone())).is_ok());
		assert!(channel(&signed, &of(Account::new([9; 32]))).is_err());
	}

	#[test]
	fn credits_that_cannot_be_should_be_refused() {
		let mut receipt = signed(4, 3, 50).receipt;
		assert!(credits(&receipt).unwrap().starts_with("0 contributions in 0 spans"));
		receipt.output_len = 0;
		assert!(credits(&receipt).is_err());
		let held = HeldSpan { span: Span { start: 0, len: 5 }, contribution: 1, offset: 0 };
		receipt.spans = vec![held].try_into().unwrap();
		assert!(credits(&receipt).is_err());
	}

	#[test]
	fn an_answer_should_be_attributed_as_the_receipt_says() {
		let text = |text: &str| NormalText::from_bytes(text.as_bytes()).unwrap();
		let song = "It was the bells that he had waited for, and now they would not stop.";
		let mut corpus = Corpus::new();
		corpus.insert(4, text(song)).unwrap();
		let index = Index::build(corpus).unwrap();
		let given = text(&format!("He said: {song}"));
		let payment = Payment::Channel { channel: 4, sequence: 3 };
		let attribute = || index.attribute(&given, SpanParams::DEFAULT).unwrap();
		let mut receipt = attribute().into_receipt(3, payment, 50, [7; 32]);
		assert!(output(&receipt, &given).is_ok());
		assert!(output(&receipt, &text("another")).is_err());
		assert!(attribution(&receipt, &attribute()).is_ok());
		receipt.spans = Default::default();
		assert!(attribution(&receipt, &attribute()).is_err());
	}
}
