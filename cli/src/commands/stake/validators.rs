// SPDX-License-Identifier: Apache-2.0

//! `openledger stake validators`

use openledger_primitives::Balance;
use serde_json::json;

use super::status::{a_year, returns};
use crate::{context::Context, error::Error, output::table};
use openledger_client::names::Names;
use openledger_client::{
	account::{self, Account},
	chain::staking::{Overview, Prefs},
	convert::saturating_u32,
	json,
	units::{amount, percent},
	words,
};

struct Row {
	who: Account,
	prefs: Option<Prefs>,
	stake: Option<Overview>,
	is_authority: bool,
	points: u32,
	/// What can be expected behind it, after commission.
	yearly: Option<u64>,
}

pub async fn run(context: &Context) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let era = view.active_era().await?;
	let authorities = view.authorities().await?;
	let points = view.era_points(era).await?;
	let mut candidates: Vec<_> =
		view.validators().await?.into_iter().map(|(who, prefs)| (who, Some(prefs))).collect();
	// Who leaves makes blocks until its last era is over.
	for who in &authorities {
		if !candidates.iter().any(|(candidate, _)| candidate == who) {
			candidates.push((who.clone(), None));
		}
	}
	let mut rows = Vec::new();
	for (who, prefs) in candidates {
		let stake = view.overview(era, &who).await?;
		let own = points.individual.iter().find(|(one, _)| one.0 == account::bytes(&who));
		rows.push(Row {
			is_authority: authorities.contains(&who),
			points: own.map_or(0, |(_, points)| *points),
			who,
			prefs,
			stake,
			yearly: None,
		});
	}
	rows.sort_by_key(|row| std::cmp::Reverse(row.stake.as_ref().map_or(0, |stake| stake.total)));
	let last = view.returns().await?;
	let stakes: Vec<_> =
		rows.iter().filter_map(|row| row.stake.as_ref()).map(|stake| stake.total).collect();
	let all = stakes.iter().fold(0, |sum: Balance, stake| sum.saturating_add(*stake));
	for row in &mut rows {
		if let (Some(last), Some(stake), Some(prefs)) = (last, &row.stake, &row.prefs) {
			row.yearly =
				last.behind(stake.total, prefs.commission, all, saturating_u32(stakes.len()));
		}
	}
	let list: Vec<_> = rows.iter().map(Row::to_json).collect();
	let json = json!({
		"era": era,
		"validators": list,
		"yearly": last.map(|returns| returns.yearly),
	});
	let text = |names: &Names| {
		let header = [
			"validator",
			"era",
			"session",
			">own stake",
			">all stake",
			">backers",
			">commission",
			"takes more",
			">points",
			">a year",
		];
		let text = table::table(&header, rows.iter().map(|row| row.to_cells(names))).trim_fmt();
		format!("era {era}; return {}\n\n{text}", returns(last))
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

impl Row {
	fn to_json(&self) -> serde_json::Value {
		let stake = self.stake.as_ref();
		json!({
			"validator": json::account(&self.who),
			"elected": self.stake.is_some(),
			"makes_blocks": self.is_authority,
			"leaves": self.prefs.is_none(),
			"own": json::amount(stake.map_or(0, |stake| stake.own)),
			"total": json::amount(stake.map_or(0, |stake| stake.total)),
			"backers": stake.map_or(0, |stake| stake.nominator_count),
			"commission": self.prefs.as_ref().map(|prefs| prefs.commission),
			"blocked": self.prefs.as_ref().is_some_and(|prefs| prefs.blocked),
			"points": self.points,
			"yearly": self.yearly,
		})
	}

	fn to_cells(&self, names: &Names) -> Vec<String> {
		let elected = match (&self.stake, &self.prefs) {
			(Some(_), Some(_)) => "elected",
			(Some(_), None) => "elected, leaves",
			(None, Some(_)) => "waiting",
			(None, None) => "leaves",
		};
		let stake = |of: fn(&Overview) -> u128| {
			self.stake.as_ref().map_or("-".to_owned(), |stake| amount::number(of(stake)))
		};
		let prefs = self.prefs.as_ref();
		vec![
			names.address(&self.who),
			elected.to_owned(),
			if self.is_authority { "makes blocks" } else { "-" }.to_owned(),
			stake(|stake| stake.own),
			stake(|stake| stake.total),
			self.stake.as_ref().map_or("-".to_owned(), |stake| stake.nominator_count.to_string()),
			prefs.map_or("-".to_owned(), |prefs| percent::format(prefs.commission)),
			prefs.map_or("-".to_owned(), |prefs| words::yes_no(!prefs.blocked)),
			self.points.to_string(),
			self.yearly.map_or("-".to_owned(), a_year),
		]
	}
}
