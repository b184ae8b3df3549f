// SPDX-License-Identifier: Apache-2.0

//! Lists, read page by page.

use codec::{Decode, Encode};
use openledger_primitives::{ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{ContributionInfo, DatanetInfo, ModelInfo, TextInfo, MAX_PAGE};

use super::View;
use crate::{
	account::Account,
	convert::{to_u32, to_usize},
	error::Error,
};

/// Fewest ids that a page of contributions covers: those that were retracted leave gaps.
const LEAST_IDS: u32 = 100;

impl View {
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
			left = left.saturating_sub(to_u32(found.len()));
			rows.extend(found);
		}
		Ok(rows)
	}

	/// Datanets from id `from` on.
	pub async fn datanets(
		&self,
		from: DatanetId,
		limit: u32,
	) -> Result<Vec<DatanetInfo<Account>>, Error> {
		let next = |row: &DatanetInfo<Account>| row.datanet.saturating_add(1);
		self.pages("datanets", (from, limit), |from, limit| (*from, limit), next).await
	}

	/// Models from id `from` on.
	pub async fn models(
		&self,
		from: ModelId,
		limit: u32,
	) -> Result<Vec<ModelInfo<Account>>, Error> {
		let next = |row: &ModelInfo<Account>| row.model.saturating_add(1);
		self.pages("models", (from, limit), |from, limit| (*from, limit), next).await
	}

	/// The texts that a datanet accepted from index `from` on, withdrawn or not, by index.
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

	/// What waits for the curators of a datanet, after a contribution.
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

	/// Contributions from id `from` on.
	pub async fn contributions(
		&self,
		from: ContributionId,
		limit: u32,
	) -> Result<Vec<ContributionInfo<Account>>, Error> {
		let end = self.counts().await?.1;
		let mut rows: Vec<ContributionInfo<Account>> = Vec::new();
		let mut from = from;
		while from < end {
			let left = limit.saturating_sub(to_u32(rows.len()));
			if left == 0 {
				break;
			}
			let ids = left.clamp(LEAST_IDS, MAX_PAGE);
			let page: Vec<ContributionInfo<Account>> =
				self.ask("contributions", (from, ids)).await?;
			rows.extend(page);
			from = from.saturating_add(ids.into());
		}
		rows.truncate(to_usize(limit));
		Ok(rows)
	}
}
