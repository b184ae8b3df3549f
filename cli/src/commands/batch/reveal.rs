// SPDX-License-Identifier: Apache-2.0

//! `openledger batch reveal`

use std::{
	collections::{BTreeMap, BTreeSet},
	path::{Path, PathBuf},
	time::Duration,
};

use futures::{stream, StreamExt};
use openledger_attributor::{exhibit, Index, NormalText};
use openledger_primitives::{
	challenge::{Evidence, Exhibit},
	merkle,
	receipt::{CompactReceipt, Receipt},
	BatchId, ContributionId,
};
use openledger_runtime_api::{BatchInfo, DemandInfo};
use serde_json::json;
use sp_core::{Blake2Hasher, H256};

use crate::{
	account::Account,
	amount,
	answer_file::AnswerFile,
	batch_file,
	chain::{calls::attribution::reveal, events::ReceiptRevealed, Chain, Until, View, CONCURRENT},
	commands::finalise::ensure_was,
	context::Context,
	corpus,
	error::{ChallengeError, Error},
	key::Key,
	output::{count, json, progress},
	store::Store,
};

/// How often the chain is asked for new demands.
const POLL: Duration = Duration::from_secs(2);
/// The same failure of the node that many times in a row, and it is gone.
const MAX_FAILURES: u32 = 30;

/// A demand's place in its batch: the receipt's number, and the span's.
type Place = (u32, u32);

pub async fn run(context: &Context, path: PathBuf, follow: bool) -> Result<(), Error> {
	let key = context.key()?;
	let store = context.store()?;
	let answers = progress::computing({
		let path = path.clone();
		move || Answers::read(&path)
	})
	.await??;
	let chain = context.chain().await?;
	if answers.genesis != chain.genesis() {
		return Err(ChallengeError::OtherChain { path: batch_file::name(&path) }.into());
	}
	let batch = answers.batch;
	let mut operator = Operator { context, chain, key, store, answers, told: BTreeSet::new() };
	let (mut revealed, mut failures) = (0, 0);
	let unanswered = loop {
		match operator.answer(&path, follow).await {
			Ok(Round::Closed(why)) => {
				context.note(&format!("nothing more can be revealed: batch {batch} {why}"));
				break 0;
			}
			Ok(Round::Answered { now, left }) => {
				(revealed, failures) = (revealed + now, 0);
				// A page of demands may not have been all of them.
				if !follow && now == 0 {
					break left;
				}
			}
			Err(Error::Node(_) | Error::Unknown { .. }) if follow && failures < MAX_FAILURES => {
				failures += 1;
				operator.reconnect().await;
			}
			Err(error) => return Err(error),
		}
		if follow {
			tokio::time::sleep(POLL).await;
		}
	};
	let json = json!({ "batch": batch, "revealed": revealed, "unanswered": unanswered });
	context
		.show_line(&json, || format!("{} about batch {batch} answered", count(revealed, "demand")));
	match unanswered {
		0 => Ok(()),
		demands => Err(ChallengeError::Unanswered { batch, demands }.into()),
	}
}

/// What a batch's receipts and their outputs are.
struct Answers {
	genesis: H256,
	batch: BatchId,
	receipts: Vec<Receipt>,
	compacts: Vec<CompactReceipt>,
	/// The root over them.
	root: H256,
	/// What the file itself has.
	output: Option<NormalText>,
}

impl Answers {
	fn read(path: &Path) -> Result<Self, Error> {
		let AnswerFile { genesis, batch, receipts, output } = AnswerFile::load(path)?;
		let name = || batch_file::name(path);
		let batch = batch.ok_or_else(|| ChallengeError::NotSettled(name()))?;
		let compacts: Option<Vec<_>> =
			receipts.iter().map(|receipt| receipt.compact::<Blake2Hasher>()).collect();
		let root = |compacts: &[CompactReceipt]| {
			let leaves: Vec<_> =
				compacts.iter().map(|compact| compact.leaf::<Blake2Hasher>()).collect();
			merkle::root::<Blake2Hasher>(&leaves)
		};
		let other = || ChallengeError::OtherBatch { path: name(), batch };
		let compacts = compacts.ok_or_else(other)?;
		let root = root(&compacts).ok_or_else(other)?;
		Ok(Self { genesis, batch, receipts, compacts, root, output })
	}

	fn receipt(&self, number: u32) -> Option<&Receipt> {
		self.receipts.get(usize::try_from(number).ok()?)
	}

	/// The output of a receipt: in the store, or in the file.
	fn output(&self, store: &Store, receipt: &Receipt) -> Result<NormalText, String> {
		let own = || self.output.clone().filter(|own| own.content_root() == receipt.output_root);
		match store.load_output(receipt.output_root) {
			Ok(Some(output)) => Ok(output),
			Ok(None) => own().ok_or_else(|| {
				format!("its output (root {:?}) is not in the store", receipt.output_root)
			}),
			Err(error) => own().ok_or_else(|| error.to_string()),
		}
	}

	/// The contributions whose texts show what was demanded.
	fn wanted(&self, demands: &[DemandInfo<Account>]) -> BTreeSet<ContributionId> {
		let held = |demand: &DemandInfo<Account>| {
			let span = usize::try_from(demand.span).ok()?;
			Some(self.receipt(demand.receipt)?.spans.get(span)?.contribution)
		};
		demands.iter().filter_map(held).collect()
	}
}

/// What came of looking for demands once.
enum Round {
	/// Demands that were answered, and demands that could not be.
	Answered { now: usize, left: usize },
	/// No demand can be answered any more.
	Closed(&'static str),
}

/// What answers a demand.
struct Answer {
	exhibit: Exhibit,
	evidence: Evidence,
}

struct Operator<'c> {
	context: &'c Context,
	chain: Chain,
	key: Key,
	store: Store,
	answers: Answers,
	/// What was said to be impossible to answer.
	told: BTreeSet<Place>,
}

impl Operator<'_> {
	/// Answers all demands that there are.
	async fn answer(&mut self, path: &Path, follow: bool) -> Result<Round, Error> {
		let batch = self.answers.batch;
		let view = self.chain.best_view().await?;
		let Some(info) = view.batch(batch).await? else {
			ensure_was(&view, batch).await?;
			return Ok(Round::Closed("is final, or was paid back"));
		};
		if info.root != self.answers.root {
			let path = batch_file::name(path);
			return Err(ChallengeError::OtherBatch { path, batch }.into());
		}
		if info.is_void {
			return Ok(Round::Closed("was refuted"));
		}
		let next = view.number().saturating_add(1);
		if next >= u64::from(info.due) {
			return Ok(Round::Closed("is due"));
		}
		let demands = view.demands(batch).await?;
		if demands.is_empty() {
			return Ok(Round::Answered { now: 0, left: 0 });
		}
		let all = demands.len();
		let prepared = self.prepare(&view, &info, demands, next).await?;
		let until = if follow { Until::Best } else { Until::Final };
		let now = self.send(prepared, until).await?;
		Ok(Round::Answered { now, left: all.saturating_sub(now) })
	}

	/// What answers demands. Says which can't be answered, and why.
	async fn prepare(
		&mut self,
		view: &View,
		info: &BatchInfo<Account>,
		mut demands: Vec<DemandInfo<Account>>,
		next: u64,
	) -> Result<Vec<(DemandInfo<Account>, Answer)>, Error> {
		demands.retain(|demand| {
			let is_in_time = next <= u64::from(demand.due);
			if !is_in_time {
				let reason = format!("it was due in block {}", demand.due);
				tell(self.context, &mut self.told, demand, &reason);
			}
			is_in_time
		});
		let model = view.model(info.model).await?;
		let wanted = self.answers.wanted(&demands);
		let gathered = corpus::gather_some(view, &self.store, &model.corpus, &wanted).await?;
		let missing: BTreeMap<_, _> = gathered
			.missing
			.into_iter()
			.map(|text| (text.contribution, format!("{} ({})", text.reason, text.uri)))
			.collect();
		let index = corpus::build(gathered.corpus).await?;
		let mut prepared = Vec::with_capacity(demands.len());
		for demand in demands {
			match self.answer_to(&index, &missing, &demand) {
				Ok(answer) => prepared.push((demand, answer)),
				Err(reason) => tell(self.context, &mut self.told, &demand, &reason),
			}
		}
		Ok(prepared)
	}

	/// What answers a demand, or why nothing does.
	fn answer_to(
		&self,
		index: &Index,
		missing: &BTreeMap<ContributionId, String>,
		demand: &DemandInfo<Account>,
	) -> Result<Answer, String> {
		let number = demand.receipt;
		let receipt = self.answers.receipt(number).ok_or("the file has no such receipt")?;
		let output = self.answers.output(&self.store, receipt)?;
		if let Some(held) = usize::try_from(demand.span).ok().and_then(|at| receipt.spans.get(at)) {
			if let Some(reason) = missing.get(&held.contribution) {
				return Err(format!("the text of contribution {}: {reason}", held.contribution));
			}
		}
		let evidence = index
			.evidence(receipt, &output, demand.span)
			.ok_or("output and texts don't show what the receipt says")?;
		let exhibit = exhibit(&self.answers.compacts, number, receipt.clone())
			.ok_or("the receipt is not in the batch")?;
		Ok(Answer { exhibit, evidence })
	}

	/// Sends answers. Returns how many demands they ended.
	async fn send(
		&self,
		prepared: Vec<(DemandInfo<Account>, Answer)>,
		until: Until,
	) -> Result<usize, Error> {
		let batch = self.answers.batch;
		let sent: Vec<_> = stream::iter(prepared)
			.map(|(demand, Answer { exhibit, evidence })| async move {
				let call = reveal(batch, demand.span, &exhibit, &evidence);
				let outcome = self.chain.submit_in_turn(&call, &self.key, until).await;
				(demand, outcome)
			})
			.buffered(CONCURRENT)
			.collect()
			.await;
		let (mut answered, mut lost) = (0, None);
		for (DemandInfo { receipt, span, .. }, outcome) in sent {
			let place = format!("batch {batch}, receipt {receipt}, span {span}");
			match outcome {
				Ok(events) => {
					answered += 1;
					let bond = events.one::<ReceiptRevealed>()?.bond;
					let json = json!({
						"batch": batch,
						"receipt": receipt,
						"span": span,
						"bond": json::amount(bond),
					});
					self.context.show_line(&json, || {
						format!("{place}: revealed, for {}", amount::format(bond))
					});
				}
				Err(error @ (Error::Node(_) | Error::Unknown { .. })) => lost = Some(error),
				Err(error) => self.context.note(&format!("{place}: {error}")),
			}
		}
		match lost {
			Some(error) => Err(error),
			None => Ok(answered),
		}
	}

	/// Connects to the node again, if it is there.
	async fn reconnect(&mut self) {
		if let Ok(chain) = self.context.chain().await {
			if chain.genesis() == self.answers.genesis {
				self.chain = chain;
			}
		}
	}
}

/// Says once why a demand can't be answered.
fn tell(context: &Context, told: &mut BTreeSet<Place>, demand: &DemandInfo<Account>, reason: &str) {
	let DemandInfo { receipt, span, due, .. } = demand;
	if told.insert((*receipt, *span)) {
		context.note(&format!(
			"receipt {receipt}, span {span}, demanded until block {due}, can't be revealed: {reason}"
		));
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		answer_file::tests::written,
		batch_file::{tests::file, BatchFile},
	};
	use openledger_primitives::{
		batch::Draft,
		receipt::{HeldSpan, Payment},
		span::{Span, SpanParams},
	};
	use std::fs;

	#[test]
	fn receipts_should_have_the_root_that_the_chain_has() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("a.json");
		file().save(&path).unwrap();
		let refused = Answers::read(&path).err().unwrap();
		assert!(matches!(refused, Error::Challenge(ChallengeError::NotSettled(_))));
		let settled = BatchFile { batch: Some(9), ..file() };
		settled.save(&path).unwrap();
		let answers = Answers::read(&path).unwrap();
		let draft = Draft::of::<Blake2Hasher>(&settled.receipts).unwrap();
		assert_eq!((answers.batch, Some(answers.root)), (9, draft.root::<Blake2Hasher>()));
		assert_eq!(answers.compacts.len(), 3);
		assert!(answers.receipt(3).is_none());
	}

	/// A receipt of an account, with two spans.
	fn receipt(output: &NormalText) -> Receipt {
		let held = |start, contribution| HeldSpan {
			span: Span { start, len: 40 },
			contribution,
			offset: 0,
		};
		Receipt {
			model: 3,
			payment: Payment::Direct { payer: [1; 32] },
			fee: 5,
			rule: SpanParams::DEFAULT,
			output_len: output.len(),
			output_root: output.content_root(),
			spans: vec![held(0, 12), held(50, 8)].try_into().unwrap(),
			salt: [0; 32],
		}
	}

	fn demand(receipt: u32, span: u32) -> DemandInfo<Account> {
		DemandInfo { receipt, span, demander: Account::new([5; 32]), bond: 2, due: 75 }
	}

	#[test]
	fn the_receipt_of_one_answer_should_do_too() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("7.json");
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let output = NormalText::from_bytes("word ".repeat(30).as_bytes()).unwrap();
		let receipt = receipt(&output);
		fs::write(&path, written(&receipt, output.as_str()).to_string()).unwrap();
		let answers = Answers::read(&path).unwrap();
		let compact = receipt.compact::<Blake2Hasher>().unwrap();
		assert_eq!((answers.batch, answers.root), (7, compact.leaf::<Blake2Hasher>()));
		// The output is in the file, and need not be in the store.
		assert_eq!(answers.output(&store, &receipt), Ok(output.clone()));
		let answers = Answers { output: None, ..answers };
		assert!(answers.output(&store, &receipt).unwrap_err().contains("not in the store"));
		store.save_output(&output).unwrap();
		assert_eq!(answers.output(&store, &receipt), Ok(output));
		// Only the texts of the spans that are demanded are needed.
		let wanted = answers.wanted(&[demand(0, 1), demand(0, 9), demand(4, 0)]);
		assert_eq!(wanted, BTreeSet::from([8]));
	}
}
