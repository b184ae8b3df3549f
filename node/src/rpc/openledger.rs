// SPDX-License-Identifier: Apache-2.0

//! `openledger_*`: the runtime API as JSON, for programs that don't decode SCALE.
//!
//! The answers are the runtime API's own types, in the JSON form that
//! [`openledger_runtime_api::json`] describes.

use super::{
	block, error,
	runtime::{ask, Api},
};
use crate::service::FullClient;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use openledger_primitives::{Balance, BatchId, ChannelId, ContributionId, DatanetId, ModelId};
use openledger_runtime::{AccountId, Hash};
use openledger_runtime_api::{
	json, BatchInfo, ChannelInfo, ContributionInfo, Counts, DatanetInfo, DemandInfo, DisputeInfo,
	Lineage, MeritInfo, ModelInfo, OpenLedgerApi, OperatorInfo, ParameterInfo, Quote, StandingInfo,
	Terms, TextInfo, TrackInfo, MAX_MODELS, MAX_PAGE,
};
use serde::Serialize;
use sp_api::ApiError;
use sp_core::Bytes;
use std::sync::Arc;

/// An amount, in planck: a string, as in the records.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Amount(#[serde(serialize_with = "json::amount")] Balance);

/// Reads of the registries, of settlement and of the ledger, at block `at` or at the best block.
///
/// What is not there is `null`. Pages have at most `limit` rows, from 1 to [`MAX_PAGE`].
#[rpc(server)]
pub trait OpenLedgerRpc {
	/// The governed numbers in force.
	#[method(name = "openledger_terms", blocking)]
	fn terms(&self, at: Option<Hash>) -> RpcResult<Terms>;

	/// The governed parameters, by group and key.
	#[method(name = "openledger_parameters", blocking)]
	fn parameters(&self, at: Option<Hash>) -> RpcResult<Vec<ParameterInfo>>;

	/// A datanet.
	#[method(name = "openledger_datanet", blocking)]
	fn datanet(&self, id: DatanetId, at: Option<Hash>)
		-> RpcResult<Option<DatanetInfo<AccountId>>>;

	/// Datanets from id `from` on.
	#[method(name = "openledger_datanets", blocking)]
	fn datanets(
		&self,
		from: DatanetId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<DatanetInfo<AccountId>>>;

	/// A contribution.
	#[method(name = "openledger_contribution", blocking)]
	fn contribution(
		&self,
		id: ContributionId,
		at: Option<Hash>,
	) -> RpcResult<Option<ContributionInfo<AccountId>>>;

	/// The id of the contribution that holds a content root.
	#[method(name = "openledger_contributionByRoot", blocking)]
	fn contribution_by_root(
		&self,
		root: Hash,
		at: Option<Hash>,
	) -> RpcResult<Option<ContributionId>>;

	/// Contributions from id `from` on, of any datanet and status. Ids that were retracted make a
	/// page shorter.
	#[method(name = "openledger_contributions", blocking)]
	fn contributions(
		&self,
		from: ContributionId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ContributionInfo<AccountId>>>;

	/// The texts that a datanet accepted from index `from` on, withdrawn or not.
	#[method(name = "openledger_texts", blocking)]
	fn texts(
		&self,
		datanet: DatanetId,
		from: u32,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<TextInfo>>;

	/// What waits for a datanet's curators, by id: the page after contribution `after`.
	#[method(name = "openledger_pending", blocking)]
	fn pending(
		&self,
		datanet: DatanetId,
		after: Option<ContributionId>,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ContributionInfo<AccountId>>>;

	/// The open dispute about a contribution.
	#[method(name = "openledger_dispute", blocking)]
	fn dispute(
		&self,
		contribution: ContributionId,
		at: Option<Hash>,
	) -> RpcResult<Option<DisputeInfo<AccountId>>>;

	/// Open disputes, by contribution: the page after that about contribution `after`.
	#[method(name = "openledger_disputes", blocking)]
	fn disputes(
		&self,
		after: Option<ContributionId>,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<DisputeInfo<AccountId>>>;

	/// A model.
	#[method(name = "openledger_model", blocking)]
	fn model(&self, id: ModelId, at: Option<Hash>) -> RpcResult<Option<ModelInfo<AccountId>>>;

	/// Models from id `from` on; `limit` is at most [`MAX_MODELS`].
	#[method(name = "openledger_models", blocking)]
	fn models(
		&self,
		from: ModelId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ModelInfo<AccountId>>>;

	/// A model and its ancestors, nearest first.
	#[method(name = "openledger_lineage", blocking)]
	fn lineage(&self, id: ModelId, at: Option<Hash>) -> RpcResult<Option<Lineage<AccountId>>>;

	/// What a request to a model costs, and who gets what of `fee`, planck in a string, or of the
	/// least fee.
	#[method(name = "openledger_quote", blocking)]
	fn quote(&self, id: ModelId, fee: Option<String>, at: Option<Hash>)
		-> RpcResult<Option<Quote>>;

	/// A batch, while it is not final.
	#[method(name = "openledger_batch", blocking)]
	fn batch(&self, id: BatchId, at: Option<Hash>) -> RpcResult<Option<BatchInfo<AccountId>>>;

	/// The demands about a batch that nobody has answered, in the order of their keys in the state.
	#[method(name = "openledger_demands", blocking)]
	fn demands(
		&self,
		batch: BatchId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<DemandInfo<AccountId>>>;

	/// The operator that an account is registered as.
	#[method(name = "openledger_operator", blocking)]
	fn operator(
		&self,
		who: AccountId,
		at: Option<Hash>,
	) -> RpcResult<Option<OperatorInfo<AccountId>>>;

	/// Operators, in the order of their keys in the state: the page after operator `after`.
	#[method(name = "openledger_operators", blocking)]
	fn operators(
		&self,
		after: Option<AccountId>,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<OperatorInfo<AccountId>>>;

	/// A channel, while it is not closed.
	#[method(name = "openledger_channel", blocking)]
	fn channel(&self, id: ChannelId, at: Option<Hash>)
		-> RpcResult<Option<ChannelInfo<AccountId>>>;

	/// Channels from id `from` on. Ids that were closed make a page shorter.
	#[method(name = "openledger_channels", blocking)]
	fn channels(
		&self,
		from: ChannelId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ChannelInfo<AccountId>>>;

	/// What an account is owed.
	#[method(name = "openledger_owed", blocking)]
	fn owed(&self, who: AccountId, at: Option<Hash>) -> RpcResult<Amount>;

	/// What an account has earned with its work, halving every 90 days, beside everybody's.
	#[method(name = "openledger_merit", blocking)]
	fn merit(&self, who: AccountId, at: Option<Hash>) -> RpcResult<MeritInfo>;

	/// How many records of each kind there have been.
	#[method(name = "openledger_counts", blocking)]
	fn counts(&self, at: Option<Hash>) -> RpcResult<Counts>;

	/// The tracks of governance, by id.
	#[method(name = "openledger_tracks", blocking)]
	fn tracks(&self, at: Option<Hash>) -> RpcResult<Vec<TrackInfo>>;

	/// How an ongoing referendum stands.
	#[method(name = "openledger_standing", blocking)]
	fn standing(&self, referendum: u32, at: Option<Hash>) -> RpcResult<Option<StandingInfo>>;

	/// What an account spends with an encoded call besides its fee: deposits, bonds and payments, if it
	/// has enough. Fails where the call would fail for another reason.
	#[method(name = "openledger_callCost", blocking)]
	fn call_cost(&self, who: AccountId, call: Bytes, at: Option<Hash>) -> RpcResult<Amount>;
}

/// Answers from the runtime of the block that is asked about.
pub struct OpenLedger {
	client: Arc<FullClient>,
}

impl OpenLedger {
	pub fn new(client: Arc<FullClient>) -> Self {
		Self { client }
	}

	fn ask<T>(
		&self,
		at: Option<Hash>,
		question: impl FnOnce(&Api, Hash) -> Result<T, ApiError>,
	) -> RpcResult<T> {
		ask(&self.client, block::or_best(&self.client, at)?, question)
	}
}

/// Refuses what the runtime would cut to less, or to nothing.
fn page(limit: u32, most: u32) -> RpcResult<u32> {
	if (1..=most).contains(&limit) {
		Ok(limit)
	} else {
		Err(error::invalid(format!("limit is {limit}: ask for 1 to {most} rows")))
	}
}

/// Reads an amount of planck.
fn planck(amount: &str) -> RpcResult<Balance> {
	amount.parse().map_err(|_| {
		error::invalid(format!(
			"fee is {amount:?}: write planck as a string of digits, such as \"1000000000000000000\""
		))
	})
}

impl OpenLedgerRpcServer for OpenLedger {
	fn terms(&self, at: Option<Hash>) -> RpcResult<Terms> {
		self.ask(at, |api, at| api.terms(at))
	}

	fn parameters(&self, at: Option<Hash>) -> RpcResult<Vec<ParameterInfo>> {
		self.ask(at, |api, at| api.parameters(at))
	}

	fn datanet(
		&self,
		id: DatanetId,
		at: Option<Hash>,
	) -> RpcResult<Option<DatanetInfo<AccountId>>> {
		self.ask(at, |api, at| api.datanet(at, id))
	}

	fn datanets(
		&self,
		from: DatanetId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<DatanetInfo<AccountId>>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.datanets(at, from, limit))
	}

	fn contribution(
		&self,
		id: ContributionId,
		at: Option<Hash>,
	) -> RpcResult<Option<ContributionInfo<AccountId>>> {
		self.ask(at, |api, at| api.contribution(at, id))
	}

	fn contribution_by_root(
		&self,
		root: Hash,
		at: Option<Hash>,
	) -> RpcResult<Option<ContributionId>> {
		self.ask(at, |api, at| api.contribution_by_root(at, root))
	}

	fn contributions(
		&self,
		from: ContributionId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ContributionInfo<AccountId>>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.contributions(at, from, limit))
	}

	fn texts(
		&self,
		datanet: DatanetId,
		from: u32,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<TextInfo>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.texts(at, datanet, from, limit))
	}

	fn pending(
		&self,
		datanet: DatanetId,
		after: Option<ContributionId>,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ContributionInfo<AccountId>>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.pending(at, datanet, after, limit))
	}

	fn dispute(
		&self,
		contribution: ContributionId,
		at: Option<Hash>,
	) -> RpcResult<Option<DisputeInfo<AccountId>>> {
		self.ask(at, |api, at| api.dispute(at, contribution))
	}

	fn disputes(
		&self,
		after: Option<ContributionId>,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<DisputeInfo<AccountId>>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.disputes(at, after, limit))
	}

	fn model(&self, id: ModelId, at: Option<Hash>) -> RpcResult<Option<ModelInfo<AccountId>>> {
		self.ask(at, |api, at| api.model(at, id))
	}

	fn models(
		&self,
		from: ModelId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ModelInfo<AccountId>>> {
		let limit = page(limit, MAX_MODELS)?;
		self.ask(at, |api, at| api.models(at, from, limit))
	}

	fn lineage(&self, id: ModelId, at: Option<Hash>) -> RpcResult<Option<Lineage<AccountId>>> {
		self.ask(at, |api, at| api.lineage(at, id))
	}

	fn quote(
		&self,
		id: ModelId,
		fee: Option<String>,
		at: Option<Hash>,
	) -> RpcResult<Option<Quote>> {
		let fee = fee.as_deref().map(planck).transpose()?;
		self.ask(at, |api, at| api.quote(at, id, fee))
	}

	fn batch(&self, id: BatchId, at: Option<Hash>) -> RpcResult<Option<BatchInfo<AccountId>>> {
		self.ask(at, |api, at| api.batch(at, id))
	}

	fn demands(
		&self,
		batch: BatchId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<DemandInfo<AccountId>>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.demands(at, batch, limit))
	}

	fn operator(
		&self,
		who: AccountId,
		at: Option<Hash>,
	) -> RpcResult<Option<OperatorInfo<AccountId>>> {
		self.ask(at, |api, at| api.operator(at, who))
	}

	fn operators(
		&self,
		after: Option<AccountId>,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<OperatorInfo<AccountId>>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.operators(at, after, limit))
	}

	fn channel(
		&self,
		id: ChannelId,
		at: Option<Hash>,
	) -> RpcResult<Option<ChannelInfo<AccountId>>> {
		self.ask(at, |api, at| api.channel(at, id))
	}

	fn channels(
		&self,
		from: ChannelId,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<Vec<ChannelInfo<AccountId>>> {
		let limit = page(limit, MAX_PAGE)?;
		self.ask(at, |api, at| api.channels(at, from, limit))
	}

	fn owed(&self, who: AccountId, at: Option<Hash>) -> RpcResult<Amount> {
		self.ask(at, |api, at| api.owed(at, who)).map(Amount)
	}

	fn merit(&self, who: AccountId, at: Option<Hash>) -> RpcResult<MeritInfo> {
		self.ask(at, |api, at| api.merit(at, who))
	}

	fn counts(&self, at: Option<Hash>) -> RpcResult<Counts> {
		self.ask(at, |api, at| api.counts(at))
	}

	fn tracks(&self, at: Option<Hash>) -> RpcResult<Vec<TrackInfo>> {
		self.ask(at, |api, at| api.tracks(at))
	}

	fn standing(&self, referendum: u32, at: Option<Hash>) -> RpcResult<Option<StandingInfo>> {
		self.ask(at, |api, at| api.standing(at, referendum))
	}

	fn call_cost(&self, who: AccountId, call: Bytes, at: Option<Hash>) -> RpcResult<Amount> {
		let cost = self.ask(at, |api, at| api.call_cost(at, who, call.0))?;
		cost.map(Amount).map_err(|reason| error::failed(format!("the call would fail: {reason:?}")))
	}
}
