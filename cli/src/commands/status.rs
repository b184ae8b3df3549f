// SPDX-License-Identifier: Apache-2.0

//! `openledger status`

use clap::Args;
use openledger_client::{
	chain::{BlockView, Chain},
	json::{Address, Planck},
	names::Names,
	units::{amount, percent},
};
use openledger_runtime_api::{Counts, Terms};
use serde::Serialize;
use sp_core::H256;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show the node, the chain and its terms.
#[derive(Args)]
pub struct Status {}

impl Status {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let key = context.any_key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let mut report = Report::read(&chain, &view).await?;
		if let Some(key) = key {
			let who = key.account();
			let funds = view.funds(&who).await?;
			report.free = Some(Planck(funds.free));
			report.held = Some(Planck(funds.reserved));
			report.owed = Some(Planck(view.owed(&who).await?));
			report.account = Some(Address(who));
		}
		context.show_named(&view, &report).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Report {
	node: Node,
	chain: String,
	genesis: H256,
	syncing: bool,
	best: u64,
	finalized: Block,
	counts: Counts,
	terms: Terms,
	/// The key's account, if there is a key, and what it has.
	account: Option<Address>,
	free: Option<Planck>,
	held: Option<Planck>,
	owed: Option<Planck>,
	#[serde(skip)]
	times: Times,
}

#[derive(Serialize)]
struct Node {
	name: String,
	version: String,
	peers: usize,
}

#[derive(Serialize)]
struct Block {
	number: u64,
	hash: H256,
}

/// The periods of the terms, in words.
struct Times {
	window: String,
	unbonding: String,
	closing: String,
	grace: String,
	reveal: String,
}

impl Times {
	fn of(terms: &Terms, view: &BlockView) -> Result<Self, Error> {
		let time = |number: u32| {
			let delay = view.delay(number.into())?;
			Ok::<_, Error>(format!("{} blocks, about {} seconds", delay.blocks, delay.seconds))
		};
		Ok(Self {
			window: time(terms.challenge_window)?,
			unbonding: time(terms.unbonding_delay)?,
			closing: time(terms.close_delay)?,
			grace: time(terms.grace_period)?,
			reveal: time(terms.reveal_window)?,
		})
	}
}

impl Report {
	async fn read(chain: &Chain, view: &BlockView) -> Result<Self, Error> {
		let node = chain.node().await?;
		let terms = view.terms().await?;
		Ok(Self {
			node: Node { name: node.name, version: node.version, peers: node.peers },
			chain: node.chain,
			genesis: chain.genesis(),
			syncing: node.is_syncing,
			best: node.best,
			finalized: Block { number: view.number(), hash: view.hash() },
			counts: view.counts().await?,
			times: Times::of(&terms, view)?,
			terms,
			account: None,
			free: None,
			held: None,
			owed: None,
		})
	}
}

impl Shown for Report {
	fn text(&self, names: &Names) -> String {
		let Self { node, counts, terms, times, .. } = self;
		let best = match self.syncing {
			true => format!("{}, syncing", self.best),
			false => self.best.to_string(),
		};
		let mut rows = vec![
			("node", format!("{} {}", node.name, node.version)),
			("peers", node.peers.to_string()),
			("chain", self.chain.clone()),
			("genesis", format!("{:?}", self.genesis)),
			("best block", best),
			("finalized block", self.finalized.number.to_string()),
			("datanets", counts.datanets.to_string()),
			("contributions", counts.contributions.to_string()),
			("models", counts.models.to_string()),
			("batches", counts.batches.to_string()),
			("channels", counts.channels.to_string()),
		];
		rows.extend(terms_rows(terms, times));
		if let Some(who) = &self.account {
			rows.push(("account", names.address(&who.0)));
		}
		for (name, amount) in [("free", self.free), ("held", self.held), ("owed", self.owed)] {
			rows.extend(amount.map(|amount| (name, amount::format(amount.0))));
		}
		table::fields(&rows)
	}
}

fn terms_rows(terms: &Terms, times: &Times) -> Vec<(&'static str, String)> {
	let Times { window, unbonding, closing, grace, reveal } = times;
	let split = [
		("data", terms.split.data()),
		("model", terms.split.model),
		("operator", terms.split.operator),
		("stakers", terms.split.stakers),
		("platform", terms.split.platform),
	]
	.map(|(name, share)| format!("{name} {}", percent::format(share.deconstruct())));
	// No part of the fee, but of what the data share leaves.
	let unattributed = percent::format(terms.split.unattributed_to_model.deconstruct());
	vec![
		("shortest span", format!("{} bytes", terms.span_params.min_span)),
		("full credit from", format!("{} bytes", terms.span_params.full_span)),
		("fee split", split.join(", ")),
		("unattributed data", format!("{unattributed} to the model, the rest to the treasury")),
		("challenge window", window.clone()),
		("least bond", amount::format(terms.min_bond)),
		("answers for", format!("{} times the bond", terms.leverage)),
		("unbonding", unbonding.clone()),
		("closing a channel", closing.clone()),
		("after a change, answers stay payable", grace.clone()),
		("to answer a demand", format!("{reveal}, a third of the challenge window at most")),
		("bond of a demand", amount::format(terms.demand_bond)),
		("false receipts cost", format!("{} of the bond", percent::format(terms.slash_share))),
		("of it to the challenger", percent::format(terms.challenger_share)),
	]
}
