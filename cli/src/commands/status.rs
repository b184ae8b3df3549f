// SPDX-License-Identifier: Apache-2.0

//! `openledger status`

use serde_json::json;

use crate::{context::Context, error::Error, output::table};
use openledger_client::names::Names;
use openledger_client::{
	json,
	units::{amount, percent},
};
use openledger_runtime_api::Counts;

pub async fn run(context: &Context) -> Result<(), Error> {
	let key = context.any_key()?;
	let chain = context.chain().await?;
	let node = chain.node().await?;
	let view = chain.view().await?;
	let Counts { datanets, contributions, models, batches, channels } = view.counts().await?;
	let terms = view.terms().await?;
	let blocks = |number: u32| {
		let delay = view.delay(number.into())?;
		Ok::<_, Error>(format!("{} blocks, about {} seconds", delay.blocks, delay.seconds))
	};
	let window = blocks(terms.challenge_window)?;
	let (unbonding, closing) = (blocks(terms.unbonding_delay)?, blocks(terms.close_delay)?);
	let (grace, reveal) = (blocks(terms.grace_period)?, blocks(terms.reveal_window)?);
	let who = key.map(|key| key.account());
	let funds = match &who {
		Some(who) => Some((view.funds(who).await?, view.owed(who).await?)),
		None => None,
	};
	let split = [
		("data", terms.split.data()),
		("model", terms.split.model),
		("operator", terms.split.operator),
		("stakers", terms.split.stakers),
		("platform", terms.split.platform),
	]
	.map(|(name, share)| (name, share.deconstruct()));
	// No part of the fee, but of what the data share leaves.
	let unattributed = terms.split.unattributed_to_model.deconstruct();

	let mut parts: serde_json::Map<_, _> =
		split.iter().map(|(name, parts)| ((*name).to_owned(), json!(parts))).collect();
	parts.insert("unattributed_to_model".to_owned(), json!(unattributed));
	let json = json!({
		"node": { "name": node.name, "version": node.version, "peers": node.peers },
		"chain": node.chain,
		"genesis": json::hash(chain.genesis()),
		"syncing": node.is_syncing,
		"best": node.best,
		"finalized": { "number": view.number(), "hash": json::hash(view.hash()) },
		"counts": {
			"datanets": datanets,
			"contributions": contributions,
			"models": models,
			"batches": batches,
			"channels": channels,
		},
		"terms": {
			"span_params": json::span_params(terms.span_params),
			"former_span_params": terms.former_span_params.map(|former| json::of(&former)),
			"split": parts,
			"challenge_window": terms.challenge_window,
			"leverage": terms.leverage,
			"min_bond": json::amount(terms.min_bond),
			"unbonding_delay": terms.unbonding_delay,
			"close_delay": terms.close_delay,
			"grace_period": terms.grace_period,
			"reveal_window": terms.reveal_window,
			"demand_bond": json::amount(terms.demand_bond),
			"slash_share": terms.slash_share,
			"challenger_share": terms.challenger_share,
		},
		"account": who.as_ref().map(json::account),
		"free": funds.map(|(funds, _)| json::amount(funds.free)),
		"held": funds.map(|(funds, _)| json::amount(funds.reserved)),
		"owed": funds.map(|(_, owed)| json::amount(owed)),
	});
	let text = |names: &Names| {
		let split: Vec<_> = split
			.iter()
			.map(|(name, parts)| format!("{name} {}", percent::format(*parts)))
			.collect();
		let mut rows = vec![
			("node", format!("{} {}", node.name, node.version)),
			("peers", node.peers.to_string()),
			("chain", node.chain.clone()),
			("genesis", format!("{:?}", chain.genesis())),
			(
				"best block",
				match node.is_syncing {
					true => format!("{}, syncing", node.best),
					false => node.best.to_string(),
				},
			),
			("finalized block", view.number().to_string()),
			("datanets", datanets.to_string()),
			("contributions", contributions.to_string()),
			("models", models.to_string()),
			("batches", batches.to_string()),
			("channels", channels.to_string()),
			("shortest span", format!("{} bytes", terms.span_params.min_span)),
			("full credit from", format!("{} bytes", terms.span_params.full_span)),
			("fee split", split.join(", ")),
			(
				"unattributed data",
				format!("{} to the model, the rest to the treasury", percent::format(unattributed)),
			),
			("challenge window", window),
			("least bond", amount::format(terms.min_bond)),
			("answers for", format!("{} times the bond", terms.leverage)),
			("unbonding", unbonding),
			("closing a channel", closing),
			("after a change, answers stay payable", grace),
			("to answer a demand", format!("{reveal}, a third of the challenge window at most")),
			("bond of a demand", amount::format(terms.demand_bond)),
			("false receipts cost", format!("{} of the bond", percent::format(terms.slash_share))),
			("of it to the challenger", percent::format(terms.challenger_share)),
		];
		if let (Some(who), Some((funds, owed))) = (&who, funds) {
			rows.push(("account", names.address(who)));
			rows.push(("free", amount::format(funds.free)));
			rows.push(("held", amount::format(funds.reserved)));
			rows.push(("owed", amount::format(owed)));
		}
		table::fields(&rows)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
