// SPDX-License-Identifier: Apache-2.0

//! Lists, read page by page.

use std::ops::Range;

use codec::{Decode, Encode};
use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{BatchId, ChannelId, ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{
	BatchInfo, ChannelInfo, ContributionInfo, DatanetInfo, DisputeInfo, ModelInfo, OperatorInfo,
	TextInfo, MAX_PAGE,
};

use super::{BlockView, CONCURRENT};
use crate::{
	account::Account,
	convert::{saturating_u32, to_usize},
	error::Error,
};

/// The fewest ids that a page covers where removed records leave gaps.
const LEAST_IDS: u32 = 100;

impl BlockView {
	/// At most `limit` rows, the first of them at `from`. `page` makes the arguments of one page,
	/// and `next` says where the page after a row begins.
	async fn pages<At, Row: Decode, Arguments: Encode>(
		&self,
		method: &str,
		(from, limit): (At, u32),
		page: impl Fn(&At, u32) -> Arguments,
		next: impl Fn(&Row) -> At,
	) -> Result<Vec<Row>, Error> {
		let mut rows: Vec<Row> = Vec::new();
		let (mut at, mut left) = (from, limit);
		while left > 0 {
			let found: Vec<Row> = self.ask(method, page(&at, left.min(MAX_PAGE))).await?;
			let Some(last) = found.last() else { break };
			at = next(last);
			left = left.saturating_sub(saturating_u32(found.len()));
			rows.extend(found);
		}
		Ok(rows)
	}

	/// At most `limit` of the rows that `keep` accepts, the first of them at `from` or later. Reads
	/// all that are not kept, too.
	async fn search<At, Row: Decode, Arguments: Encode>(
		&self,
		method: &str,
		(from, limit): (At, u32),
		page: impl Fn(&At, u32) -> Arguments,
		next: impl Fn(&Row) -> At,
		keep: impl Fn(&Row) -> bool,
	) -> Result<Vec<Row>, Error> {
		let mut rows: Vec<Row> = Vec::new();
		let mut at = from;
		while saturating_u32(rows.len()) < limit {
			let found: Vec<Row> = self.ask(method, page(&at, MAX_PAGE)).await?;
			let Some(last) = found.last() else { break };
			at = next(last);
			rows.extend(found.into_iter().filter(&keep));
		}
		rows.truncate(to_usize(limit));
		Ok(rows)
	}

	/// At most `limit` datanets of an owner, from id `from` on. Reads those of others too.
	pub async fn datanets_of(
		&self,
		owner: &Account,
		from: DatanetId,
		limit: u32,
	) -> Result<Vec<DatanetInfo<Account>>, Error> {
		let next = |row: &DatanetInfo<Account>| row.datanet.saturating_add(1);
		let keep = |row: &DatanetInfo<Account>| row.owner == *owner;
		self.search("datanets", (from, limit), |from, limit| (*from, limit), next, keep).await
	}

	/// At most `limit` models of a developer, from id `from` on. Reads those of others too.
	pub async fn models_of(
		&self,
		developer: &Account,
		from: ModelId,
		limit: u32,
	) -> Result<Vec<ModelInfo<Account>>, Error> {
		let next = |row: &ModelInfo<Account>| row.model.saturating_add(1);
		let keep = |row: &ModelInfo<Account>| row.developer == *developer;
		self.search("models", (from, limit), |from, limit| (*from, limit), next, keep).await
	}

	/// At most `limit` datanets, from id `from` on.
	pub async fn datanets(
		&self,
		from: DatanetId,
		limit: u32,
	) -> Result<Vec<DatanetInfo<Account>>, Error> {
		let next = |row: &DatanetInfo<Account>| row.datanet.saturating_add(1);
		self.pages("datanets", (from, limit), |from, limit| (*from, limit), next).await
	}

	/// At most `limit` models, from id `from` on.
	pub async fn models(
		&self,
		from: ModelId,
		limit: u32,
	) -> Result<Vec<ModelInfo<Account>>, Error> {
		let next = |row: &ModelInfo<Account>| row.model.saturating_add(1);
		self.pages("models", (from, limit), |from, limit| (*from, limit), next).await
	}

	/// At most `limit` texts that a datanet has accepted, from index `from` on, by index, withdrawn
	/// or not.
	pub async fn texts(
		&self,
		datanet: DatanetId,
		from: u32,
		limit: u32,
	) -> Result<Vec<TextInfo>, Error> {
		let page = |from: &u32, limit| (datanet, *from, limit);
		let next = |row: &TextInfo| row.index.saturating_add(1);
		self.pages("texts", (from, limit), page, next).await
	}

	/// At most `limit` contributions that wait for the curators of a datanet, after contribution
	/// `after`.
	pub async fn pending(
		&self,
		datanet: DatanetId,
		after: Option<ContributionId>,
		limit: u32,
	) -> Result<Vec<ContributionInfo<Account>>, Error> {
		let page = |after: &Option<ContributionId>, limit| (datanet, *after, limit);
		let next = |row: &ContributionInfo<Account>| Some(row.contribution);
		self.pages("pending", (after, limit), page, next).await
	}

	/// At most `limit` open disputes, by contribution, after that about contribution `after`.
	pub async fn disputes(
		&self,
		after: Option<ContributionId>,
		limit: u32,
	) -> Result<Vec<DisputeInfo<Account>>, Error> {
		let page = |after: &Option<ContributionId>, limit| (*after, limit);
		let next = |row: &DisputeInfo<Account>| Some(row.contribution);
		self.pages("disputes", (after, limit), page, next).await
	}

	/// At most `limit` operators after the operator `after`, in no meaningful order.
	pub async fn operators(
		&self,
		after: Option<Account>,
		limit: u32,
	) -> Result<Vec<OperatorInfo<Account>>, Error> {
		let page = |after: &Option<Account>, limit| (after.clone(), limit);
		let next = |row: &OperatorInfo<Account>| Some(row.operator.clone());
		self.pages("operators", (after, limit), page, next).await
	}

	/// At most `limit` contributions, from id `from` on.
	pub async fn contributions(
		&self,
		from: ContributionId,
		limit: u32,
	) -> Result<Vec<ContributionInfo<Account>>, Error> {
		let end = self.counts().await?.contributions;
		self.with_gaps("contributions", from..end, limit, |_| true).await
	}

	/// At most `limit` contributions of an owner, from id `from` on. Reads those of others too.
	pub async fn contributions_of(
		&self,
		owner: &Account,
		from: ContributionId,
		limit: u32,
	) -> Result<Vec<ContributionInfo<Account>>, Error> {
		let end = self.counts().await?.contributions;
		let keep = |row: &ContributionInfo<Account>| row.owner == *owner;
		self.with_gaps("contributions", from..end, limit, keep).await
	}

	/// At most `limit` of the batches that are on the chain, from id `from` on: those that are
	/// neither final nor paid back in full.
	pub async fn batches(
		&self,
		from: BatchId,
		limit: u32,
	) -> Result<Vec<(BatchId, BatchInfo<Account>)>, Error> {
		let from = from.max(self.first_pending().await?);
		let mut batches = Vec::new();
		let mut found = stream::iter(from..self.counts().await?.batches)
			.map(|id| async move { Ok::<_, Error>((id, self.batch(id).await?)) })
			.buffered(CONCURRENT);
		while saturating_u32(batches.len()) < limit {
			let Some((id, info)) = found.try_next().await? else { break };
			batches.extend(info.map(|info| (id, info)));
		}
		Ok(batches)
	}

	/// At most `limit` of the channels that `keep` accepts, from id `from` on.
	pub async fn channels(
		&self,
		from: ChannelId,
		limit: u32,
		keep: impl Fn(&ChannelInfo<Account>) -> bool,
	) -> Result<Vec<ChannelInfo<Account>>, Error> {
		let end = self.counts().await?.channels;
		self.with_gaps("channels", from..end, limit, keep).await
	}

	/// At most `limit` of the rows that `keep` accepts, with an id in `ids`. The limit of a page of
	/// the method counts ids, not rows.
	async fn with_gaps<Row: Decode>(
		&self,
		method: &str,
		ids: Range<u64>,
		limit: u32,
		keep: impl Fn(&Row) -> bool,
	) -> Result<Vec<Row>, Error> {
		let mut rows: Vec<Row> = Vec::new();
		let (mut from, mut covered) = (ids.start, limit.clamp(LEAST_IDS, MAX_PAGE));
		while from < ids.end && saturating_u32(rows.len()) < limit {
			let page: Vec<Row> = self.ask(method, (from, covered)).await?;
			rows.extend(page.into_iter().filter(&keep));
			from = from.saturating_add(covered.into());
			// There are gaps, and nobody knows how many.
			covered = MAX_PAGE;
		}
		rows.truncate(to_usize(limit));
		Ok(rows)
	}
}
