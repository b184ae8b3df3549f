// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum list`

use clap::Args;
use openledger_client::{
	chain::{
		referenda::{Referendum, Track},
		BlockView,
	},
	names::Names,
	progress::during,
	units::percent,
};
use openledger_runtime_api::StandingInfo;
use serde::Serialize;

use super::progress::{self, Shares};
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List the referenda that are not over.
#[derive(Args)]
pub struct List {
	/// List those that are over too.
	#[arg(long)]
	all: bool,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let tracks = view.tracks().await?;
		let referenda = during("reading referenda", view.referenda()).await?;
		let mut rows = Vec::new();
		for (id, referendum) in referenda {
			if !self.all && !matches!(referendum, Referendum::Ongoing(_)) {
				continue;
			}
			let call = proposed(&view, &referendum).await?;
			let standing = view.standing(id).await?;
			rows.push(Row::of(id, &referendum, call, &tracks, standing));
		}
		context.show(&All(rows));
		Ok(())
	}
}

/// The name of the call that an ongoing referendum proposes.
async fn proposed(view: &BlockView, referendum: &Referendum) -> Result<String, Error> {
	let Referendum::Ongoing(ongoing) = referendum else { return Ok(String::new()) };
	match view.proposed(&ongoing.proposal).await? {
		Some(call) => Ok(view.describe(&call)?.name),
		None => Ok("not on chain".to_owned()),
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct All(Vec<Row>);

/// A referendum in short.
#[derive(Serialize)]
struct Row {
	referendum: u32,
	track: String,
	status: &'static str,
	/// What it has and what it needs, while it is ongoing.
	has: Option<Shares>,
	needs: Option<Shares>,
	call: String,
}

impl Row {
	fn of(
		id: u32,
		referendum: &Referendum,
		call: String,
		tracks: &[Track],
		standing: Option<StandingInfo>,
	) -> Self {
		let status = referendum.status();
		let track = String::new();
		let bare = Self { referendum: id, track, status, has: None, needs: None, call };
		let (Referendum::Ongoing(ongoing), Some(standing)) = (referendum, standing) else {
			return bare;
		};
		let Some(track) = tracks.iter().find(|track| track.id == ongoing.track) else {
			return bare;
		};
		Self {
			track: track.name.clone(),
			status: progress::name(standing.stage),
			has: Some(Shares::had(&standing)),
			needs: Some(Shares::needed(&standing)),
			..bare
		}
	}

	fn cells(&self) -> Vec<String> {
		let of = |part: fn(Shares) -> u32| {
			let percent = |shares| percent::from_millionths((part(shares) / 1_000).into());
			let both = self.has.zip(self.needs);
			both.map(|(has, needs)| format!("{} of {}", percent(has), percent(needs)))
				.unwrap_or_default()
		};
		vec![
			self.referendum.to_string(),
			self.track.clone(),
			self.status.to_owned(),
			of(|shares| shares.approval),
			of(|shares| shares.support),
			self.call.clone(),
		]
	}
}

impl Shown for All {
	fn text(&self, _: &Names) -> String {
		let Self(rows) = self;
		if rows.is_empty() {
			return "there is no referendum to list: --all lists those that are over too"
				.to_owned();
		}
		let header = [">number", "track", "status", ">approval", ">support", "proposes"];
		table::table(&header, rows.iter().map(Row::cells))
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::progress::tests::{ongoing, standing},
		*,
	};
	use openledger_client::{fixtures::track::track, json};
	use serde_json::Value;

	#[test]
	fn a_list_should_say_what_each_has_and_needs() {
		let tracks = [track(11)];
		let referendum = Referendum::Ongoing(ongoing(30, 10));
		let row = Row::of(3, &referendum, "Veto.propose".to_owned(), &tracks, Some(standing()));
		let text = All(vec![row]).text(&Names::default());
		for part in ["fee_split", "deciding", "75 % of 75 %", "30 % of 25 %", "Veto.propose"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let over = Row::of(2, &Referendum::Killed(7), String::new(), &tracks, None);
		assert_eq!(json::of(&over)["status"], "killed");
		assert_eq!(json::of(&over)["has"], Value::Null);
		assert!(All(Vec::new()).text(&Names::default()).contains("--all"));
	}
}
