// SPDX-License-Identifier: Apache-2.0

//! The verification of a signed receipt: by itself, against the chain, and down to the state of a block.

use openledger_attributor::NormalText;
use openledger_primitives::{history::BatchRecord, merkle, receipt::Receipt, BatchId, ChannelId};
use sp_core::{Blake2Hasher, H256};

use super::{
	channel_of, check, difference,
	locate::{locate, Answer, Located},
	proof::{check_receipt, Proof},
	search::{history, Became, Record, Search},
	status::{unsettled_keys, AsOf, ReceiptStatus, Settled},
	steps::Steps,
};
use crate::{
	account,
	chain::{proof::HISTORY_KEY, BlockView, Chain, End, Roots},
	convert::to_usize,
	error::{AuditError, Error, Kind, Step},
	files::receipt::{ReceiptFileError, SignedReceipt},
	progress,
	store::Store,
	texts::corpus,
};

/// The parameters of a verification.
pub struct Options {
	/// The batch that the receipt was settled in. `None` to look for it.
	pub batch: Option<BatchId>,
	/// The most batches to look through, from the last one back.
	pub back: u64,
	/// The output that the receipt should be about. `None` to take it from the store.
	pub output: Option<NormalText>,
	/// Whether to attribute the output again.
	pub attribute: bool,
	/// A key that the operator had before.
	pub former_key: Option<H256>,
}

/// What was found of a receipt.
#[derive(Default)]
pub struct Verification {
	/// The receipt, once its file was read.
	pub signed: Option<SignedReceipt>,
	/// The steps that were taken.
	pub steps: Steps,
	/// What became of it, once that is known.
	pub status: Option<ReceiptStatus>,
	/// The block as of which that is so.
	pub as_of: Option<AsOf>,
	/// The proof of that, where there is one.
	pub proof: Option<Proof>,
}

impl Verification {
	/// Reads the text of a receipt's file. Fails when it is none, or says something else for people
	/// than the receipt itself.
	pub fn read(&mut self, text: &str) -> Result<SignedReceipt, AuditError> {
		let signed = match SignedReceipt::parse(text) {
			Ok(signed) => signed,
			Err(reason) => {
				self.steps.take(Step::File, Err(reason.clone()))?;
				return Err(AuditError::Step { step: Step::File, reason });
			}
		};
		self.signed = Some(signed.clone());
		self.steps.take(Step::File, check::words_of(&signed, text))?;
		Ok(signed)
	}

	/// Verifies a receipt against a chain. Fails at the first step that is wrong, which
	/// [`steps`](Self::steps) then has; or when something keeps from finding out.
	pub async fn verify(
		&mut self,
		chain: &Chain,
		store: &Store,
		signed: SignedReceipt,
		options: &Options,
	) -> Result<(), Error> {
		let place = signed.place().ok_or(ReceiptFileError::NotByChannel)?;
		let view = chain.view().await?;
		self.as_of = Some(AsOf { number: view.number(), hash: view.hash() });
		self.steps.take(Step::Genesis, check::genesis(&signed, chain.genesis()))?;
		self.steps.pass(Step::Commitment, format!("{:?}", signed.commitment()));
		self.steps.take(Step::Credits, check::credits(&signed.receipt))?;
		self.check_output(&view, store, &signed.receipt, options).await?;

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
		let mut search = Search::new(chain, &view).await?;
		let open = channel.map(|info| info.next_sequence);
		let located = match options.batch {
			Some(id) => self.in_batch(&mut search, &signed, place, id).await?,
			None if has_ended && open.is_some_and(|open| open <= place.1) => {
				Located::Not(ReceiptStatus::Uncharged)
			}
			None => locate(&mut search, &signed.operator, place, open, options.back).await?,
		};
		let mut keys = match &located {
			Located::In(answer) => answer.signers.keys.clone(),
			Located::Not(status) => {
				let operator = view.operator(&signed.operator).await?;
				unsettled_keys(operator.as_ref(), *status, next)
			}
		};
		// Where the chain keeps the keys with the batch, no other counts.
		let is_kept =
			matches!(&located, Located::In(answer) if !answer.record.info.signers.is_empty());
		keys.extend(options.former_key.filter(|_| !is_kept));
		let signer = check::signer(&signed, &keys);
		self.steps.take(Step::Signature, check::signature(signer, &keys))?;
		match located {
			Located::Not(status) => {
				self.status = Some(status);
				self.steps.skip(Step::Batch, &status.to_string());
				Ok(())
			}
			Located::In(answer) => {
				let settled = answer.settled(next);
				self.status = Some(ReceiptStatus::Settled(settled));
				let block = answer.record.info.settled_at;
				let found = format!("batch {}, settled in block {block}", settled.batch);
				self.steps.pass(Step::Batch, found);
				self.prove(chain, &view, (signed, signer), &answer, settled).await
			}
		}
	}

	/// Checks what a receipt says of an output, if that is at hand.
	async fn check_output(
		&mut self,
		view: &BlockView,
		store: &Store,
		receipt: &Receipt,
		options: &Options,
	) -> Result<(), Error> {
		let output = match &options.output {
			Some(output) => Some(output.clone()),
			None => store.load_output(receipt.output_root)?,
		};
		let Some(output) = output else {
			self.steps.skip(Step::Output, "the answer is not at hand: name it with --output FILE");
			if options.attribute {
				let why =
					"to attribute the answer again takes the answer: --output FILE".to_owned();
				self.steps.take(Step::Attribution, Err(why))?;
			}
			return Ok(());
		};
		self.steps.take(Step::Output, check::output(receipt, &output))?;
		if !options.attribute {
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
		let missing = || Error::not_found(Kind::Batch, id, count);
		let record = search.record(id).await?.ok_or_else(missing)?;
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
		Err(failed.err().map_or(Error::Inconsistent, Error::from))
	}

	/// Follows a receipt from its batch to the state of a block.
	async fn prove(
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
		let path = merkle::path::<Blake2Hasher>(&leaves, *index).ok_or(Error::Inconsistent)?;
		let (entry, why) = match history(chain, record.id, view.hash()).await {
			Ok(entry) => (entry, "the node's history does not have the batch".to_owned()),
			Err(Error::Audit(AuditError::NoHistory(why))) => (None, why),
			Err(error) => return Err(error),
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
		self.status = Some(ReceiptStatus::Settled(Settled { became, ..said }));
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
}

/// The record of a batch that is on the chain, as the history would have it.
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::{proof::record, receipt::signed};
	use openledger_primitives::history::Outcome;

	#[test]
	fn a_file_should_be_read_before_anything_is_asked() {
		let signed = signed(4, 3, 5);
		let mut verification = Verification::default();
		let read = verification.read(&signed.to_json().to_string()).unwrap();
		assert_eq!((Some(&read), &read), (verification.signed.as_ref(), &signed));
		let mut verification = Verification::default();
		let error = verification.read("{}").unwrap_err();
		assert!(matches!(error, AuditError::Step { step: Step::File, .. }));
		assert!(verification.signed.is_none() && verification.steps.has_failed());
	}

	#[test]
	fn the_history_of_another_batch_should_be_refused() {
		let mut verification = Verification::default();
		let found = record(Outcome::Final, H256::zero(), H256::zero());
		let own = Record::of_history(found.clone());
		assert!(verification.ensure_of(&found, &own).is_ok());
		assert!(!verification.steps.has_failed());
		// By its number alone it may be another one.
		let mut committed = own.clone();
		committed.info.commitments = H256::repeat_byte(1);
		for other in [Record { id: 8, ..own }, committed] {
			let error = verification.ensure_of(&found, &other).unwrap_err();
			assert!(matches!(error, AuditError::Step { step: Step::History, .. }), "{error}");
			assert!(verification.steps.has_failed());
		}
	}
}
