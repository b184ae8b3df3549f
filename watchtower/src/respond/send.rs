// SPDX-License-Identifier: Apache-2.0

//! Making answers, and sending them.

use std::{mem, sync::Arc};

use openledger_attributor::Index;
use openledger_client::{
	account::Account,
	chain::{BlockView, Chain, Until, Urgency},
	progress,
	store::Store,
};
use openledger_primitives::{Balance, BatchId};
use openledger_runtime_api::{BatchInfo, DemandInfo};

use super::{
	answers::{Answers, Exhibits},
	group::{groups, Answer, Group, MOST},
	session::{Done, Jobs, Session},
	texts::{self, Text},
};
use crate::{urgency::slashed, Error, SpanRef};

/// Transactions that are under way at the same time.
const UNDER_WAY: usize = 64;

impl Session<'_> {
	/// Begins to answer demands, those first that have to be answered first, as far as there is room
	/// for them.
	pub(super) async fn begin<'j>(
		&mut self,
		chain: &'j Chain,
		view: &BlockView,
		info: &BatchInfo<Account>,
		batch: BatchId,
		demands: Vec<DemandInfo<Account>>,
		jobs: &mut Jobs<'j>,
	) -> Result<(), Error> {
		let free = UNDER_WAY.saturating_sub(jobs.len());
		if free == 0 || demands.is_empty() {
			return Ok(());
		}
		let mut ready = Vec::new();
		let mut unknown = Vec::new();
		for demand in demands {
			if ready.len() >= free.saturating_mul(MOST) {
				break;
			}
			let id = self.answers.text_for(&demand);
			match self.texts.text(id) {
				Text::Here(index) => ready.push((demand, index)),
				Text::Missing(reason) => {
					unknown.extend(id);
					let id = id.unwrap_or_default();
					let reason = format!("the text of contribution {id}: {reason}");
					self.warn(SpanRef::of(batch, &demand), demand.respond_by, reason);
				}
				Text::Unknown => unknown.extend(id),
			}
		}
		if let Some(wanted) = self.texts.begin(unknown) {
			let store = self.store.clone();
			jobs.push(Box::pin(
				async move { Done::Texts(texts::get(chain, &store, wanted).await) },
			));
		}
		let prepared = self.prepare(batch, ready).await?;
		let mut all = groups(view, batch, prepared)?;
		all.truncate(free);
		if all.is_empty() {
			return Ok(());
		}
		let most_tip = self.most_tip(view, info, all.len().saturating_add(jobs.len())).await?;
		let until = if self.options.follow { Until::Best } else { Until::Final };
		for group in all {
			self.demands.begin(&group.spans);
			let (key, urgency) =
				(self.key.clone(), Urgency { deadline: group.respond_by, most_tip });
			jobs.push(Box::pin(async move {
				let result = chain.submit_urgent(&group.call(), &key, until, urgency).await;
				let Group { spans, .. } = group;
				Done::Sent { spans, result: result.map_err(Error::from) }
			}));
		}
		Ok(())
	}

	/// Makes answers. Says which can't be made, and why.
	async fn prepare(
		&mut self,
		batch: BatchId,
		ready: Vec<(DemandInfo<Account>, Arc<Index>)>,
	) -> Result<Vec<Answer>, Error> {
		let (answers, store) = (self.answers.clone(), self.store.clone());
		let mut exhibits = mem::take(&mut self.exhibits);
		let (exhibits, made) = progress::computing(move || {
			let made: Vec<_> = ready
				.into_iter()
				.map(|(demand, index)| {
					let answer = answer_to(&answers, &store, &index, &mut exhibits, &demand);
					answer.map_err(|reason| (demand, reason))
				})
				.collect();
			(exhibits, made)
		})
		.await?;
		self.exhibits = exhibits;
		let mut prepared = Vec::with_capacity(made.len());
		for answer in made {
			match answer {
				Ok(answer) => prepared.push(answer),
				Err((demand, reason)) => {
					self.warn(SpanRef::of(batch, &demand), demand.respond_by, reason);
				}
			}
		}
		Ok(prepared)
	}

	/// The highest tip of one of `transactions`: all of them together never cost more than what
	/// is lost without.
	async fn most_tip(
		&self,
		view: &BlockView,
		info: &BatchInfo<Account>,
		transactions: usize,
	) -> Result<Balance, Error> {
		let at_stake = match &info.payer {
			Some(_) => info.fees,
			None => slashed(view, info, &view.terms().await?).await?,
		};
		let at_stake = self.options.max_tip.map_or(at_stake, |most| most.min(at_stake));
		Ok(at_stake / Balance::try_from(transactions.max(1)).unwrap_or(Balance::MAX))
	}
}

/// What answers a demand, or why nothing does.
fn answer_to(
	answers: &Answers,
	store: &Store,
	index: &Index,
	exhibits: &mut Exhibits,
	demand: &DemandInfo<Account>,
) -> Result<Answer, String> {
	let number = demand.receipt;
	let receipt = answers.receipt(number).ok_or("the file has no such receipt")?;
	let output = answers.output(store, receipt)?;
	let evidence = index
		.evidence(receipt, &output, demand.span)
		.ok_or("output and texts don't show what the receipt says")?;
	let exhibit = exhibits.of(answers, number).ok_or("the receipt is not in the batch")?;
	Ok(Answer { demand: demand.clone(), exhibit, evidence })
}
