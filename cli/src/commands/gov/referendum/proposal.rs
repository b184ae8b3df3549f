// SPDX-License-Identifier: Apache-2.0

//! What every command that proposes something does.

use clap::Args;
use openledger_client::{
	chain::{
		affordable::{sign, sign_before},
		calldata::{hash_of, ReadCall},
		calls::{encoded, preimage, referenda},
		events::{Events, Held, Reserved, Submitted},
		referenda::Track,
		BlockView, Chain,
	},
	convert::saturating_u32,
	json::Planck,
	keys::Key,
	names::Names,
	units::amount,
	words,
};
use openledger_primitives::Balance;
use openledger_runtime_api::TrackInfo;
use serde::{Serialize, Serializer};
use sp_core::H256;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Longest call that a referendum holds itself.
const MAX_INLINE: usize = 128;

/// How something is proposed.
#[derive(Args, Clone, Copy)]
pub struct Submission {
	/// Put up the decision deposit too.
	#[arg(long)]
	deposit: bool,

	/// Blocks from its approval until it is enacted. By default as few as the track has.
	#[arg(long, value_name = "BLOCKS", default_value_t = 0, hide_default_value = true)]
	after: u32,
}

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

/// The account that proposes something, and the chain as it sees it.
pub struct Proposer {
	pub chain: Chain,
	pub view: BlockView,
	key: Key,
}

impl Proposer {
	pub async fn prepare(context: &Context) -> Result<Self, Error> {
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		Ok(Self { chain, view, key })
	}

	/// Submits a referendum, in one transaction with the bytes that it needs, and shows it. The
	/// decision deposit follows in another, because the chain gives the number.
	pub async fn submit(
		self,
		context: &Context,
		question: Question,
		submission: Submission,
	) -> Result<(), Error> {
		let Self { chain, view, key } = self;
		let Question { track, call, attached, outcome } = question;
		let read = view.read_call(&call)?;
		let mut calls = Vec::new();
		for bytes in attached.iter().chain((call.len() > MAX_INLINE).then_some(&call)) {
			if !view.is_noted(bytes, hash_of(bytes)).await? {
				calls.push(view.encoded(&preimage::note_preimage(bytes.clone()))?);
			}
		}
		let enactment = referenda::Enactment::After(submission.after);
		let origin = encoded::of_bytes(track.rules.origin.clone());
		calls.push(view.encoded(&referenda::submit(origin, proposal(call), enactment))?);
		// The decision deposit is put up afterwards.
		let then = if submission.deposit { track.rules.decision_deposit } else { 0 };
		let batch = encoded::batch_all(calls);
		let events = sign_before(&chain, &key, &batch, then, "submitting the referendum").await?;
		let referendum = events.one::<Submitted>()?.index;
		let mut held = held(&events)?;
		if submission.deposit {
			let call = referenda::place_decision_deposit(referendum);
			let doing = "putting up the deposit";
			let placed = sign(&chain, &key, &call, doing).await;
			let placed =
				placed.map_err(Error::from).and_then(|events| self::held(&events)).map_err(
					|reason| Error::WithoutDeposit { id: referendum, reason: Box::new(reason) },
				)?;
			held = held.saturating_add(placed);
		}
		let steps = steps(referendum, &track.rules, submission, view.block_time()?);
		let proposed = Proposed {
			referendum,
			track: track.name,
			call: read.into(),
			held: Planck(held),
			decision_deposit: submission.deposit,
			block: events.block,
			next: format!("{steps}\n{outcome}"),
		};
		context.show_named(&view, &proposed).await;
		Ok(())
	}
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

/// What happens next to a new referendum.
fn steps(referendum: u32, rules: &TrackInfo, submission: Submission, millis: u64) -> String {
	let time = |blocks| words::lasting(blocks, millis);
	let enactment = rules.min_enactment_period.max(submission.after);
	let first = match submission.deposit {
		true => format!("it can be decided in {}", time(rules.prepare_period)),
		false => format!(
			"it can be decided in {} once someone has put up the decision deposit of {}: openledger \
			 gov referendum deposit {referendum}",
			time(rules.prepare_period),
			amount::format(rules.decision_deposit)
		),
	};
	format!(
		"{first}\nit then has {} to be approved, for {} without a break, and is enacted {} after \
		 that\nvote about it with: openledger gov vote {referendum} aye|nay|abstain AMOUNT",
		time(rules.decision_period),
		time(rules.confirm_period),
		time(enactment)
	)
}

/// A call that is proposed.
#[derive(Serialize)]
pub struct ProposedCall {
	pub name: String,
	/// Their names and values.
	#[serde(serialize_with = "by_name")]
	pub arguments: Vec<(String, String)>,
}

impl From<ReadCall> for ProposedCall {
	fn from(ReadCall { name, arguments }: ReadCall) -> Self {
		Self { name, arguments }
	}
}

fn by_name<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

#[derive(Serialize)]
struct Proposed {
	referendum: u32,
	track: String,
	call: ProposedCall,
	/// All that is held for it.
	held: Planck,
	/// Whether that is put up.
	decision_deposit: bool,
	block: H256,
	#[serde(skip)]
	next: String,
}

impl Shown for Proposed {
	fn text(&self, _: &Names) -> String {
		let fields = table::fields(&[
			("referendum", self.referendum.to_string()),
			("track", self.track.clone()),
			("proposes", self.call.name.clone()),
			("held", amount::format(self.held.0)),
		]);
		format!("{fields}\n\n{}", self.next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_a_long_call_should_be_kept_elsewhere() {
		let call = vec![7; MAX_INLINE];
		assert_eq!(proposal(call.clone()), referenda::Proposal::Inline(call));
		let call = vec![7; MAX_INLINE + 1];
		let hash = hash_of(&call);
		assert_eq!(proposal(call), referenda::Proposal::Lookup { hash, len: 129 });
	}
}
