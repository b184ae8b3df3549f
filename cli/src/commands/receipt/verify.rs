// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt verify`

use openledger_attributor::NormalText;
use openledger_primitives::{history::BatchRecord, merkle, receipt::Receipt, BatchId, ChannelId};
use serde_json::Value;
use sp_core::{Blake2Hasher, H256};

use super::{
	channel_of, check, difference,
	locate::{locate, Answer, Located},
	offline,
	proof::{check_receipt, Proof},
	search::{history, Record, Search},
	standing::{unsettled_keys, AsOf, Became, Settled, Standing},
	steps::Steps,
};
use crate::{args::VerifyReceipt, context::Context, error::Error};
use openledger_client::progress;
use openledger_client::Error as ClientError;
use openledger_client::{
	account,
	chain::{proof::HISTORY_KEY, BlockView, Chain, End, Roots},
	convert::to_usize,
	error::{AuditError, Step},
	files::{
		self,
		batch::name,
		receipt::{describe, ReceiptFileError, SignedReceipt},
	},
	json,
	store::Store,
	texts::{corpus, input},
};

pub async fn run(context: &Context, args: VerifyReceipt) -> Result<(), Error> {
	if let Some(path) = &args.proof {
		return offline::run(context, path, &args).await;
	}
	let mut verified = Verified::default();
	let outcome = verified.verify(context, &args).await;
	// What is not right of the receipt is a result; what keeps from finding out is none.
	if outcome.is_ok() || verified.steps.has_failed() {
		context.show_json(verified.to_json(), || verified.to_text());
	}
	outcome?;
	if let Some(path) = &args.proof_out {
		let proof = verified.proof.ok_or(AuditError::NothingToProve)?;
		files::batch::replace(path, &format!("{:#}\n", proof.to_json()))?;
		context.note(&format!("{} proves it to anyone, without a node", name(path)));
	}
	Ok(())
}

/// What was found of a receipt.
#[derive(Default)]
struct Verified {
	signed: Option<SignedReceipt>,
	steps: Steps,
	standing: Option<Standing>,
	/// As of which block.
	as_of: Option<AsOf>,
	proof: Option<Proof>,
}

impl Verified {
	async fn verify(&mut self, context: &Context, args: &VerifyReceipt) -> Result<(), Error> {
		let Some(path) = &args.file else { return Ok(()) };
		let text =
			files::batch::read(path)?.ok_or_else(|| ReceiptFileError::Missing(name(path)))?;
		let signed = match SignedReceipt::parse(&text) {
			Ok(signed) => signed,
			Err(reason) => return Ok(self.steps.take(Step::File, Err(reason))?),
		};
		self.signed = Some(signed.clone());
		self.steps.take(Step::File, check::words_of(&signed, &text))?;
		let place = signed.place().ok_or(ReceiptFileError::NotByChannel)?;

		let (chain, store) = (context.chain().await?, context.store()?);
		let view = chain.view().await?;
		self.as_of = Some(AsOf { number: view.number(), hash: view.hash() });
		self.steps.take(Step::Genesis, check::genesis(&signed, chain.genesis()))?;
		self.steps.pass(Step::Commitment, format!("{:?}", signed.commitment()));
		self.steps.take(Step::Credits, check::credits(&signed.receipt))?;
		self.about(&view, &store, &signed.receipt, args).await?;

		let channel = channel_of(&view, place.0).await?;
		match &channel {
			Some(info) => self.steps.take(Step::Channel, check::channel(&signed, info))?,
			None => self.steps.skip(Step::Channel, "it is closed, and whose it was is forgotten"),
		}
		let next = view.number().saturating_add(1);
		let end = match &channel {
			Some(info) => End::of(info, view.reach_of(&info.operator).await?.as_ref()),
			None => None,
		};
		let has_ended = end.is_some_and(|end| end.is_over(next));
		let mut search = Search::new(&chain, &view).await?;
		let open = channel.map(|info| info.next_sequence);
		let located = match args.batch {
			Some(id) => self.in_batch(&mut search, &signed, place, id).await?,
			None if has_ended && open.is_some_and(|open| open <= place.1) => {
				Located::Not(Standing::Uncharged)
			}
			None => locate(&mut search, &signed.operator, place, open, args.back).await?,
		};
		let said = args.signed_by.as_ref().map(|key| H256(account::bytes(key)));
		let mut keys = match &located {
			Located::In(answer) => answer.signers.keys.clone(),
			Located::Not(standing) => {
				let operator = view.operator(&signed.operator).await?;
				unsettled_keys(operator.as_ref(), *standing, next)
			}
		};
		// Where the chain keeps the keys with the batch, no other counts.
		let is_kept =
			matches!(&located, Located::In(answer) if !answer.record.info.signers.is_empty());
		keys.extend(said.filter(|_| !is_kept));
		let signer = check::signer(&signed, &keys);
		self.steps.take(Step::Signature, check::signature(signer, &keys))?;
		match located {
			Located::Not(standing) => {
				self.standing = Some(standing);
				self.steps.skip(Step::Batch, &standing.to_text());
				Ok(())
			}
			Located::In(answer) => {
				let settled = answer.settled(next);
				self.standing = Some(Standing::Settled(settled));
				let block = answer.record.info.settled_at;
				let found = format!("batch {}, settled in block {block}", settled.batch);
				self.steps.pass(Step::Batch, found);
				self.settled(&chain, &view, (signed, signer), &answer, settled).await
			}
		}
	}

	/// Checks what it says of an output, if that is at hand.
	async fn about(
		&mut self,
		view: &BlockView,
		store: &Store,
		receipt: &Receipt,
		args: &VerifyReceipt,
	) -> Result<(), Error> {
		let Some(output) = output_of(store, receipt, args).await? else {
			self.steps.skip(Step::Output, "the answer is not at hand: name it with --output FILE");
			if args.attribute {
				let why =
					"to attribute the answer again takes the answer: --output FILE".to_owned();
				self.steps.take(Step::Attribution, Err(why))?;
			}
			return Ok(());
		};
		self.steps.take(Step::Output, check::output(receipt, &output))?;
		if !args.attribute {
			self.steps.skip(Step::Attribution, "--attribute does it again, with the model's texts");
			return Ok(());
		}
		let info = view.model(receipt.model).await?;
		let index = corpus::index(view, store, receipt.model, &info.corpus).await?;
		let params = receipt.span_params;
		let attributed = progress::computing(move || index.attribute(&output, params)).await??;
		Ok(self.steps.take(Step::Attribution, check::attribution(receipt, &attributed))?)
	}

	/// Looks for the answer in one batch.
	async fn in_batch(
		&mut self,
		search: &mut Search<'_>,
		signed: &SignedReceipt,
		(channel, sequence): (ChannelId, u64),
		id: BatchId,
	) -> Result<Located, Error> {
		let count = search.end();
		let record = search.record(id).await?.ok_or(ClientError::NoBatch { id, count })?;
		let settlement = search.settlement(&record.info).await?;
		let settlement = settlement.ok_or_else(|| AuditError::Unreadable(vec![id]))?;
		if let Some(index) = settlement.place_of(channel, sequence) {
			let signers = search.signers(&record).await?;
			return Ok(Located::In(Box::new(Answer { record, settlement, index, signers })));
		}
		let whose = account::address(&record.info.operator);
		let reason = match record.info.operator == signed.operator {
			true => format!("batch {id} has nothing of answer {sequence} of channel {channel}"),
			false => format!("batch {id} is of another operator, {whose}"),
		};
		let failed = self.steps.take(Step::Batch, Err(reason));
		Err(failed.err().map_or_else(|| ClientError::Inconsistent.into(), Error::from))
	}

	/// Follows a receipt from its batch to the state of a block.
	async fn settled(
		&mut self,
		chain: &Chain,
		view: &BlockView,
		(signed, signer): (SignedReceipt, Option<H256>),
		answer: &Answer,
		said: Settled,
	) -> Result<(), Error> {
		let Answer { record, settlement, index, .. } = answer;
		let settled = settlement.receipts.get(to_usize(*index));
		let differs = signed.compact().zip(settled).and_then(|(own, it)| difference(&own, it));
		if let Some(what) = differs {
			let reason = format!("batch {} has another one for this answer: {what}", record.id);
			return Ok(self.steps.take(Step::Receipt, Err(reason))?);
		}
		let leaves = settlement.leaves();
		let path =
			merkle::path::<Blake2Hasher>(&leaves, *index).ok_or(ClientError::Inconsistent)?;
		let (entry, why) = match history(chain, record.id, view.hash()).await {
			Ok(entry) => (entry, "the node's history does not have the batch".to_owned()),
			Err(ClientError::Audit(AuditError::NoHistory(why))) => (None, why),
			Err(error) => return Err(error.into()),
		};
		let Some(entry) = entry else {
			self.steps.skip(Step::State, &why);
			self.steps.skip(Step::History, "what the node says of the batch is taken as it is");
			let found = check_receipt(&signed, &of_chain(record), *index, &path);
			return Ok(self.steps.take(Step::Receipt, found)?);
		};
		self.ensure_of(&entry.record, record)?;
		let header = chain.header_of(view.hash()).await?;
		let nodes = chain.read_proof(&HISTORY_KEY, view.hash()).await?;
		let proof = Proof { header, nodes, entry, index: *index, path, signed, signer };
		proof.check(&mut self.steps)?;
		let became = Became::shown(proof.entry.record.outcome, Some(said.became));
		self.standing = Some(Standing::Settled(Settled { became, ..said }));
		self.proof = Some(proof);
		Ok(())
	}

	/// Fails when what the node's history has is of another batch than what was asked for.
	fn ensure_of(&mut self, found: &BatchRecord, asked: &Record) -> Result<(), AuditError> {
		let id = asked.id;
		let reason = match (found.batch == id, Roots::of_record(found).is_of(&asked.info)) {
			(true, true) => return Ok(()),
			(false, _) => format!("the node has batch {} for batch {id}", found.batch),
			(true, false) => format!("the node has batch {id} once more, with other receipts"),
		};
		self.steps.take(Step::History, Err(reason))
	}

	fn to_json(&self) -> Value {
		let mut json = self.signed.as_ref().map_or_else(
			|| Value::Object(Default::default()),
			|signed| {
				let mut json = describe(&signed.receipt);
				json["operator"] = json::account(&signed.operator);
				json
			},
		);
		json["valid"] = (!self.steps.has_failed()).into();
		json["steps"] = self.steps.to_json();
		let standing = self.standing.map_or(Value::Null, Standing::to_json);
		for field in ["outcome", "batch", "index", "finalizable_at"] {
			json[field] = standing.get(field).cloned().unwrap_or_default();
		}
		json["proven"] = self.proof.is_some().into();
		json["block"] = self.as_of.map_or(Value::Null, |as_of| as_of.number.into());
		json["block_hash"] = self.as_of.map_or(Value::Null, |as_of| json::hash(as_of.hash));
		json
	}

	fn to_text(&self) -> String {
		let mut text = self.steps.to_text();
		if let (Some(standing), false) = (self.standing, self.steps.has_failed()) {
			let at = self.as_of.map_or_else(String::new, |as_of| {
				format!(" (as of block {}, {:?})", as_of.number, as_of.hash)
			});
			text.push_str(&format!("\n\n{}{at}", standing.to_text()));
		}
		text
	}
}

/// The batch of a record that is on the chain, as the history would have it.
fn of_chain(record: &Record) -> BatchRecord {
	let info = &record.info;
	BatchRecord {
		batch: record.id,
		outcome: record.outcome,
		settled_at: info.settled_at,
		operator: account::bytes(&info.operator),
		payer: info.payer.as_ref().map(account::bytes),
		span_params: info.span_params,
		receipts: info.receipts,
		root: info.root,
		commitments: info.commitments,
		fees: info.fees,
	}
}

/// The output of a receipt: the one that is given, or that of the store.
async fn output_of(
	store: &Store,
	receipt: &Receipt,
	args: &VerifyReceipt,
) -> Result<Option<NormalText>, Error> {
	let Some(path) = args.output.clone() else {
		return Ok(store.load_output(receipt.output_root)?);
	};
	let given = progress::computing(move || input::read_output(&path)).await??;
	Ok(Some(given.into_normal()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::{proof::record, receipt::signed};
	use openledger_primitives::history::Outcome;

	#[test]
	fn what_was_found_should_be_said_even_if_it_is_not_right() {
		let mut verified = Verified { signed: Some(signed(4, 3, 5)), ..Verified::default() };
		let settled =
			Settled { batch: 9, index: 1, became: Became::Pending { finalizable_at: 80 } };
		verified.standing = Some(Standing::Settled(settled));
		verified.as_of = Some(AsOf { number: 75, hash: H256::repeat_byte(7) });
		let json = verified.to_json();
		assert_eq!((&json["valid"], &json["proven"]), (&true.into(), &false.into()));
		assert_eq!((&json["outcome"], &json["batch"]), (&"pending".into(), &9.into()));
		assert_eq!((&json["sequence"], &json["block"]), (&3.into(), &75.into()));
		assert!(verified.to_text().contains("until block 80 (as of block 75, 0x0707"));
		let _ = verified.steps.take(Step::Receipt, Err("another fee".to_owned()));
		assert_eq!(verified.to_json()["valid"], false);
		assert!(!verified.to_text().contains("until block 80"));
	}

	#[test]
	fn the_history_of_another_batch_should_be_refused() {
		let mut verified = Verified::default();
		let found = record(Outcome::Final, H256::zero(), H256::zero());
		let own = Record::of_history(found.clone());
		assert!(verified.ensure_of(&found, &own).is_ok() && !verified.steps.has_failed());
		// By its number alone it may be another one.
		let mut committed = own.clone();
		committed.info.commitments = H256::repeat_byte(1);
		for other in [Record { id: 8, ..own }, committed] {
			let error = verified.ensure_of(&found, &other).unwrap_err();
			assert!(matches!(error, AuditError::Step { step: Step::History, .. }), "{error}");
			assert_eq!(verified.to_json()["valid"], false);
		}
	}
}
