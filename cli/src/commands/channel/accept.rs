// SPDX-License-Identifier: Apache-2.0

//! `openledger channel accept`

use std::path::PathBuf;

use clap::Args;
use openledger_client::{
	account,
	chain::BlockView,
	channels::{
		acceptance::{ensure_promised, ensure_signed, keep_all, outlived, AnswerState},
		promises,
	},
	error::{SettlementError, Unlike},
	files::{
		batch::name,
		receipt::{Kept, ReceiptFileError, SignedReceipt},
	},
	json::Planck,
	names::Names,
	progress,
	receipts::channel_of,
	settlement::{ensure_in_force, ensure_settleable},
	texts::input,
	units::amount,
};
use openledger_primitives::{Balance, ChannelId, ModelId};
use serde::Serialize;
use sp_core::H256;

use super::ending;
use crate::{
	args::positive,
	commands::anew,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// What a receipt is good for that came when its channel had ended.
const KEPT: &str =
	"The receipt is kept all the same: it speaks for or against what was settled before";

/// Accept the receipt that an operator gave with an answer: check that it is signed, and charges no
/// more than was promised; and keep it. It is what refutes another one that is settled in its place.
#[derive(Args)]
pub struct Accept {
	/// The signed receipt.
	file: PathBuf,

	/// The answer: the receipt has to be about it, and it is kept too, as whoever audits needs it.
	#[arg(long, value_name = "FILE")]
	output: Option<PathBuf>,

	/// The model that was asked: the receipt has to be of it.
	#[arg(long, value_name = "ID")]
	model: Option<ModelId>,

	/// The most that the answer may cost, where the store does not know what was promised, or less was
	/// agreed.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	max_fee: Option<Balance>,
}

impl Accept {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file, output, model, max_fee } = self;
		let store = context.store()?;
		let signed = progress::computing(move || SignedReceipt::read(&file)).await??;
		let output = match output {
			Some(path) => Some(progress::computing(move || input::read_output(&path)).await??),
			None => None,
		};
		let (channel, sequence) = signed.place().ok_or(ReceiptFileError::NotByChannel)?;
		let (model_of, fee) = (signed.receipt.model, signed.receipt.fee);
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
		let state = AnswerState::of(info.as_ref(), reach.as_ref(), sequence, next);
		signed.ensure_sound(genesis, &who)?;
		let is_signed = ensure_signed(&signed, operator.as_ref(), next, state)?;
		if let Some(expected) = model.filter(|model| *model != model_of) {
			let unlike = Unlike::Model { found: model_of, expected };
			return Err(SettlementError::OtherAnswer(unlike).into());
		}
		if let AnswerState::Open { .. } = state {
			ensure_in_force(signed.receipt.span_params, &view.terms().await?)?;
			ensure_settleable(model_of, &view.model(model_of).await?, fee, next)?;
		}
		say(state, context, &view, &signed, next)?;
		if !is_signed {
			context.note(
				"neither the operator's key of now nor the one before signed it: it is kept, and \
				 speaks only for or against a batch whose keys did",
			);
		}
		if let Some(until) = operator.and_then(|operator| outlived(&signed, &operator, state)) {
			context.note(&format!(
				"a key that the operator had before signed it: that counts only if answer {sequence} \
				 is settled before block {until}, and the channel was opened since; ask for the \
				 receipt by the key of now, and accept that too"
			));
		}

		let commitment = signed.commitment();
		let kept = progress::computing({
			let store = store.clone();
			move || -> Result<Kept, Error> {
				let output = output.as_ref().map(|given| given.normal());
				let Some(info) = info else {
					// What was promised by it is owed no more.
					let _locked = locked;
					return Ok(keep_all(&store, &signed, is_signed, output)?);
				};
				locked.edit(&info, |promises| {
					// Of what has ended nothing can be charged, and its receipt may be needed all the
					// same.
					if !state.has_ended() {
						let promised = promises.get(sequence);
						let place = (channel, sequence);
						ensure_promised(&signed.receipt, place, promised, max_fee)?;
					}
					// First, so that no promise is said to have a receipt that is nowhere.
					let kept = keep_all(&store, &signed, is_signed, output)?;
					if is_signed && matches!(kept, Kept::At(_)) {
						promises.accept(sequence, fee);
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
		context.show(&Accepted {
			channel,
			sequence,
			model: model_of,
			fee: Planck(fee),
			commitment,
			verified: is_signed,
			end: state,
			kept_as: name(&path),
			path: path.display().to_string(),
		});
		Ok(())
	}
}

#[derive(Serialize)]
struct Accepted {
	channel: ChannelId,
	sequence: u64,
	model: ModelId,
	fee: Planck,
	commitment: H256,
	/// Whether one of the operator's keys signed it.
	verified: bool,
	/// Of its channel.
	end: AnswerState,
	path: String,
	/// The path as it can be shown.
	#[serde(skip)]
	kept_as: String,
}

impl Shown for Accepted {
	fn text(&self, _: &Names) -> String {
		table::fields(&[
			("channel", self.channel.to_string()),
			("answer of the channel", self.sequence.to_string()),
			("model", self.model.to_string()),
			("fee", amount::format(self.fee.0)),
			("commitment", format!("{:?}", self.commitment)),
			("kept as", self.kept_as.clone()),
		])
	}
}

/// Says what the state of an answer means for whoever keeps its receipt.
fn say(
	state: AnswerState,
	context: &Context,
	view: &BlockView,
	signed: &SignedReceipt,
	next: u64,
) -> Result<(), Error> {
	let (channel, sequence) = signed.place().unwrap_or_default();
	match state {
		AnswerState::Open { end } => {
			return ending::say(context, view, next, end.map(|end| (channel, end)));
		}
		AnswerState::Over => context.note(&format!(
			"answer {sequence} of channel {channel} was settled, or passed over, before its receipt \
			 came: openledger batch audit {channel} says which"
		)),
		AnswerState::Ended(end) => {
			ending::say(context, view, next, [(channel, end)])?;
			context.note(&format!("{KEPT}: openledger batch audit {channel}"));
		}
		AnswerState::Gone => {
			let whose = account::address(&signed.operator);
			context.note(&format!(
				"channel {channel} is closed, and whose it was is forgotten: the file says that it was \
				 with {whose}. {KEPT}: openledger batch audit {channel}"
			));
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use crate::args::Cli;
	use clap::Parser;

	#[test]
	fn a_receipt_should_be_accepted_from_a_file() {
		let parse = |words: &str| {
			let words = format!("openledger channel accept {words}");
			Cli::try_parse_from(words.split_whitespace()).is_ok()
		};
		assert!(parse("r.json --max-fee 1.5 --model 2") && parse("r.json --output a.txt"));
		assert!(!parse("") && !parse("r.json --max-fee 0"));
	}
}
