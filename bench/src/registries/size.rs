// SPDX-License-Identifier: Apache-2.0

//! What is measured at each size of the registries.

use std::time::Instant;

use openledger_primitives::{
	limits::MaxBulk, span::SpanParams, Balance, ContributionId, DatanetId, ModelId,
};
use openledger_runtime_api::{DatanetInfo, Terms};
use serde_json::{json, Value};

use super::{Args, Bench, CHANNELS, OPERATOR};
use crate::{
	batches::{Common, Counts, Served, CREDITS},
	calls,
	cost::{Cost, Durations, Empty, Latency},
	error::Error,
	works,
};

/// What each answer is paid, in planck: a thousandth of an OPEN.
const FEE: Balance = 1_000_000_000_000_000;
/// Batches that are measured, receipts of each, and contributions that they credit.
const BATCHES: u32 = 8;
const RECEIPTS: u32 = 2_000;
const CONTRIBUTIONS: usize = 1_000;

/// What calls and lookups take at a size.
pub struct Row {
	pub contributions: u64,
	pub register: Cost,
	accept: Cost,
	settle_one: Cost,
	/// Of each receipt.
	settle_batch: Cost,
	/// Lookups of a root through `state_call`.
	lookup: Latency,
	/// The same through the node's own method.
	rpc_lookup: Latency,
}

impl Bench {
	/// Measures at the present size.
	pub async fn row(&mut self, args: &Args) -> Result<Row, Error> {
		self.driver.catch_up().await?;
		let contributions = self.driver.state().contributions;
		println!("{contributions} contributions: lookups, then {} calls each", args.samples);
		let (lookup, rpc_lookup) = self.look_up(args.lookups).await?;
		let empty = Empty::measure(&mut self.driver, &self.log).await?;
		// First, as a model's answers can only be credited to what was there before it.
		let model = self.model().await?;
		let terms: Terms = self.driver.chain.ask("terms", ()).await?;
		let settle_one = self.settle_one(model, terms.span_params, args.samples, &empty).await?;
		let settle_batch = self.settle_batch(model, terms.span_params, &empty).await?;
		// What is measured next should not have the end of these batches in its blocks.
		self.driver.until_paid().await?;
		let register = self.register(args.samples, &empty).await?;
		let accept = self.accept(args.samples, &empty).await?;
		Ok(Row { contributions, register, accept, settle_one, settle_batch, lookup, rpc_lookup })
	}

	/// Looks works up by their roots, one after the other.
	async fn look_up(&mut self, count: u32) -> Result<(Latency, Latency), Error> {
		let lost = || Error::new("a registered work is not found by its root");
		let (mut state_call, mut rpc) = (Durations::default(), Durations::default());
		for _ in 0..count {
			let root = self.works.any_root();
			let start = Instant::now();
			let id: Option<ContributionId> =
				self.driver.chain.ask("contribution_by_root", root).await?;
			state_call.since(start);
			id.ok_or_else(lost)?;
		}
		for _ in 0..count {
			let root = self.works.any_root();
			let start = Instant::now();
			let id = self.driver.chain.contribution_by_root(root).await?;
			rpc.since(start);
			if id.is_null() {
				return Err(lost());
			}
		}
		Ok((state_call.latency(), rpc.latency()))
	}

	/// A model of all that is accepted.
	async fn model(&mut self) -> Result<ModelId, Error> {
		let (_, _, model, ..): Counts = self.driver.chain.ask("counts", ()).await?;
		let end = self.accepted(self.open).await?;
		let artifact = self.works.any_hash();
		self.driver.run(&[calls::register_model(artifact, self.open, end)]).await?;
		let (_, _, models, ..): Counts = self.driver.chain.ask("counts", ()).await?;
		ensure("models", models.into(), u64::from(model).saturating_add(1))?;
		Ok(model)
	}

	/// Settles answers, one a call.
	async fn settle_one(
		&mut self,
		model: ModelId,
		span_params: SpanParams,
		count: u32,
		empty: &Empty,
	) -> Result<Cost, Error> {
		let operator = self.driver.ids()[OPERATOR];
		let works = &mut self.works;
		let calls: Vec<_> = (0..count)
			.map(|_| {
				let credited = works.any_open(CREDITS);
				calls::settle_one(model, operator, span_params, FEE, credited, works.any_hash())
			})
			.collect();
		let signed = self.driver.sign(&calls).await?;
		self.settled(signed, 1, empty).await
	}

	/// Settles answers by batches of thousands.
	async fn settle_batch(
		&mut self,
		model: ModelId,
		span_params: SpanParams,
		empty: &Empty,
	) -> Result<Cost, Error> {
		let contributions = self.works.any_open(CONTRIBUTIONS).into_iter().collect();
		let common = Common { span_params, models: vec![Served { model, contributions }] };
		let count = usize::try_from(RECEIPTS).unwrap_or(usize::MAX);
		let calls: Vec<_> = (0..BATCHES)
			.map(|_| {
				let batch = self.operator.pay(common.draw(&mut self.random, count, CHANNELS));
				self.operator.settle(&common, &batch)
			})
			.collect();
		let signed = self.driver.sign_by(&[OPERATOR], &calls).await?;
		self.settled(signed, RECEIPTS, empty).await
	}

	/// Measures what it takes to settle, `receipts` by each transaction.
	async fn settled(
		&mut self,
		signed: Vec<Vec<u8>>,
		receipts: u32,
		empty: &Empty,
	) -> Result<Cost, Error> {
		let (_, _, _, batches, _): Counts = self.driver.chain.ask("counts", ()).await?;
		let cost = Cost::measure(&mut self.driver, &self.log, empty, &signed, receipts).await?;
		let (_, _, _, settled, _): Counts = self.driver.chain.ask("counts", ()).await?;
		let sent = u64::try_from(signed.len()).unwrap_or(u64::MAX);
		ensure("batches", settled, batches.saturating_add(sent))?;
		Ok(cost)
	}

	/// Registers works, one a call.
	async fn register(&mut self, count: u32, empty: &Empty) -> Result<Cost, Error> {
		let first = self.driver.state().contributions;
		let open = self.open;
		let calls: Vec<_> = self
			.works
			.take(count.into())
			.map(|number| calls::register(open, works::submission(number)))
			.collect();
		let signed = self.driver.sign(&calls).await?;
		let cost = Cost::measure(&mut self.driver, &self.log, empty, &signed, 1).await?;
		self.registered(first, first.saturating_add(count.into()))?;
		Ok(cost)
	}

	/// Accepts works of the curated datanet, one a call.
	async fn accept(&mut self, count: u32, empty: &Empty) -> Result<Cost, Error> {
		let first = self.driver.state().contributions;
		let numbers: Vec<_> = self.works.take(count.into()).collect();
		let bulk = usize::try_from(MaxBulk::get()).unwrap_or(usize::MAX);
		let pending: Vec<_> = numbers
			.chunks(bulk)
			.map(|numbers| {
				let submissions = numbers.iter().copied().map(works::submission).collect();
				calls::register_many(self.curated, submissions)
			})
			.collect();
		self.driver.run(&pending).await?;
		let end = self.driver.state().contributions;
		ensure("contributions", end, first.saturating_add(count.into()))?;

		let before = self.accepted(self.curated).await?;
		let calls: Vec<_> = (first..end).map(calls::accept).collect();
		let signed = self.driver.sign(&calls).await?;
		let cost = Cost::measure(&mut self.driver, &self.log, empty, &signed, 1).await?;
		let accepted = self.accepted(self.curated).await?;
		ensure("accepted works", accepted.into(), u64::from(before).saturating_add(count.into()))?;
		Ok(cost)
	}

	/// How many contributions a datanet has accepted.
	async fn accepted(&self, datanet: DatanetId) -> Result<u32, Error> {
		let info: Option<DatanetInfo<[u8; 32]>> = self.driver.chain.ask("datanet", datanet).await?;
		let info = info.ok_or_else(|| Error::new(format!("there is no datanet {datanet}")))?;
		Ok(info.accepted)
	}
}

/// Fails when calls were in blocks but did nothing.
fn ensure(what: &str, found: u64, expected: u64) -> Result<(), Error> {
	if found == expected {
		return Ok(());
	}
	Err(Error::new(format!(
		"there are {found} {what}, not {expected}: some calls failed; see the node's log"
	)))
}

impl Row {
	pub const HEADER: [&'static str; 9] = [
		"contributions",
		"register, us",
		"accept, us",
		"settle_one, us",
		"settle_batch, us a receipt",
		"declared, us",
		"lookup, us",
		"p95, us",
		"by RPC, us",
	];

	pub fn cells(&self) -> Vec<String> {
		let costs = [self.register, self.accept, self.settle_one, self.settle_batch];
		let mut cells = vec![self.contributions.to_string()];
		cells.extend(costs.map(|cost| cost.us.to_string()));
		cells.push(costs.map(|cost| cost.declared_us.to_string()).join(" / "));
		cells.push(self.lookup.mean_us.to_string());
		cells.push(self.lookup.p95_us.to_string());
		cells.push(self.rpc_lookup.mean_us.to_string());
		cells
	}

	pub fn json(&self) -> Value {
		json!({
			"contributions": self.contributions,
			"register_us": self.register.us,
			"register_declared_us": self.register.declared_us,
			"register_blocks": self.register.blocks,
			"accept_us": self.accept.us,
			"accept_declared_us": self.accept.declared_us,
			"accept_blocks": self.accept.blocks,
			"settle_one_us": self.settle_one.us,
			"settle_one_declared_us": self.settle_one.declared_us,
			"settle_one_blocks": self.settle_one.blocks,
			"settle_batch_us_per_receipt": self.settle_batch.us,
			"settle_batch_declared_us_per_receipt": self.settle_batch.declared_us,
			"settle_batch_blocks": self.settle_batch.blocks,
			"lookup_us": self.lookup.mean_us,
			"lookup_p95_us": self.lookup.p95_us,
			"rpc_lookup_us": self.rpc_lookup.mean_us,
			"rpc_lookup_p95_us": self.rpc_lookup.p95_us,
		})
	}
}
