// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum submit`, and what every proposal does

use openledger_primitives::Balance;
use serde_json::{json, Value};

use crate::{args::Submission, context::Context, error::Error, output::table};
use openledger_client::chain::affordable::sign_for;
use openledger_client::names::Names;
use openledger_client::{
	chain::{
		calldata::{hash_of, ReadCall},
		calls::{encoded, preimage, referenda},
		events::{Events, Held, Reserved, Submitted},
		referenda::{Rules, Track},
		BlockView, Chain,
	},
	convert::saturating_u32,
	error::GovernanceError,
	json,
	keys::Key,
	units::amount,
	words,
};

/// Longest call that a referendum holds itself.
const MAX_INLINE: usize = 128;
/// Longest call that is kept on chain.
const MAX_PREIMAGE: usize = 4 << 20;

/// What is proposed.
pub struct Question {
	pub track: Track,
	/// The bytes of the call.
	pub call: Vec<u8>,
	/// Something that the call refers to by its hash.
	pub attached: Option<Vec<u8>>,
	/// What happens besides, once it is approved.
	pub outcome: String,
}

pub async fn run(
	context: &Context,
	track: &str,
	call: &str,
	submission: Submission,
) -> Result<(), Error> {
	let call = bytes(call)?;
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let question = Question {
		track: view.track(track)?,
		call,
		attached: None,
		outcome: "the call is dispatched then".to_owned(),
	};
	submit(context, (&chain, &view, &key), question, submission).await
}

/// The bytes that are given in hex, or in a file.
fn bytes(call: &str) -> Result<Vec<u8>, Error> {
	match call.strip_prefix('@') {
		Some(path) => {
			let bytes = std::fs::read(path)
				.map_err(|reason| GovernanceError::Unreadable { path: path.into(), reason })?;
			// In hex too, as other programs write them.
			Ok(std::str::from_utf8(&bytes).ok().and_then(from_hex).unwrap_or(bytes))
		}
		None => Ok(from_hex(call)
			.ok_or_else(|| GovernanceError::NotACall("they are not in hex".to_owned()))?),
	}
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
	let text = text.trim();
	hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok().filter(|bytes| !bytes.is_empty())
}

/// Submits a referendum, in one transaction with the bytes that it needs, and shows it. The decision
/// deposit follows in another, because the chain gives the number.
pub async fn submit(
	context: &Context,
	(chain, view, key): (&Chain, &BlockView, &Key),
	question: Question,
	submission: Submission,
) -> Result<(), Error> {
	let Question { track, call, attached, outcome } = question;
	let read = view.read_call(&call)?;
	let mut calls = Vec::new();
	for bytes in attached.iter().chain((call.len() > MAX_INLINE).then_some(&call)) {
		if bytes.len() > MAX_PREIMAGE {
			let bytes = bytes.len();
			return Err(GovernanceError::CallTooLong { bytes, max: MAX_PREIMAGE }.into());
		}
		if !view.is_noted(bytes, hash_of(bytes)).await? {
			calls.push(view.encoded(&preimage::note_preimage(bytes.clone()))?);
		}
	}
	let enactment = referenda::Enactment::After(submission.after);
	let origin = referenda::origin_of(&track.name);
	calls.push(view.encoded(&referenda::submit(origin, proposal(call), enactment))?);
	let mut deposits = view.submission_deposit()?;
	if submission.deposit {
		deposits = deposits.saturating_add(track.rules.decision_deposit);
	}
	let batch = encoded::batch_all(calls);
	let purpose = (deposits, "the deposits and the fee of the referendum");
	let events = sign_for(chain, view, key, &batch, purpose, "submitting the referendum").await?;
	let referendum = events.one::<Submitted>()?.index;
	let mut held = held(&events)?;
	if submission.deposit {
		let call = referenda::place_decision_deposit(referendum);
		let purpose = (track.rules.decision_deposit, "the decision deposit and the fee");
		let placed = sign_for(chain, view, key, &call, purpose, "putting up the deposit").await;
		let placed = placed.map_err(Error::from);
		let placed = placed.and_then(|events| self::held(&events));
		let without = |reason| Error::WithoutDeposit { id: referendum, reason: Box::new(reason) };
		held = held.saturating_add(placed.map_err(without)?);
	}
	let json = json!({
		"referendum": referendum,
		"track": track.name,
		"call": call_json(&read),
		"held": json::amount(held),
		"decision_deposit": submission.deposit,
		"block": json::hash(events.block),
	});
	let millis = view.block_time()?;
	let text = |_: &Names| {
		let mut text = table::fields(&[
			("referendum", referendum.to_string()),
			("track", track.name.clone()),
			("proposes", read.name.clone()),
			("held", amount::format(held)),
		]);
		let steps = steps(referendum, &track.rules, submission, millis);
		text.push_str(&format!("\n\n{steps}\n{outcome}"));
		text
	};
	context.show_named_json(view, json, text).await;
	Ok(())
}

/// What was held and reserved of whoever signed.
fn held(events: &Events) -> Result<Balance, Error> {
	let reserved = events.all::<Reserved>()?.into_iter().map(|one| one.amount);
	let held = events.all::<Held>()?.into_iter().map(|one| one.amount);
	Ok(reserved.chain(held).fold(0, Balance::saturating_add))
}

/// A call as a referendum holds it.
fn proposal(call: Vec<u8>) -> referenda::Proposal {
	match call.len() {
		0..=MAX_INLINE => referenda::Proposal::Inline(call),
		len => referenda::Proposal::Lookup { hash: hash_of(&call), len: saturating_u32(len) },
	}
}

/// What a call says, for machines.
pub fn call_json(call: &ReadCall) -> Value {
	let arguments: serde_json::Map<_, _> =
		call.arguments.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
	json!({ "name": call.name, "arguments": arguments })
}

/// What happens next to a new referendum.
fn steps(referendum: u32, rules: &Rules, submission: Submission, millis: u64) -> String {
	let time = |blocks| words::lasting(blocks, millis);
	let enactment = rules.min_enactment_period.max(submission.after);
	let first = match submission.deposit {
		true => format!("it can be decided in {}", time(rules.prepare_period)),
		false => format!(
			"it can be decided in {} once someone has put up the decision deposit of {}: openledger \
			 referendum deposit {referendum}",
			time(rules.prepare_period),
			amount::format(rules.decision_deposit)
		),
	};
	format!(
		"{first}\nit then has {} to be approved, for {} without a break, and is enacted {} after \
		 that\nvote about it with: openledger vote {referendum} aye|nay|abstain AMOUNT",
		time(rules.decision_period),
		time(rules.confirm_period),
		time(enactment)
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_call_should_be_read_from_hex_and_from_files() {
		assert_eq!(bytes("0x0001ff").unwrap(), [0, 1, 255]);
		assert_eq!(bytes("0001").unwrap(), [0, 1]);
		for bad in ["", "0x", "0x0", "zz"] {
			assert!(bytes(bad).is_err(), "{bad}");
		}
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("call");
		let read = || bytes(&format!("@{}", path.display()));
		assert!(read().is_err());
		std::fs::write(&path, "0x0001\n").unwrap();
		assert_eq!(read().unwrap(), [0, 1]);
		std::fs::write(&path, [0, 255]).unwrap();
		assert_eq!(read().unwrap(), [0, 255]);
	}

	#[test]
	fn only_a_long_call_should_be_kept_elsewhere() {
		let call = vec![7; MAX_INLINE];
		assert_eq!(proposal(call.clone()), referenda::Proposal::Inline(call));
		let call = vec![7; MAX_INLINE + 1];
		let hash = hash_of(&call);
		assert_eq!(proposal(call), referenda::Proposal::Lookup { hash, len: 129 });
	}
}
