// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum list`

use openledger_primitives::Balance;
use serde_json::{json, Value};

use super::standing::{Shares, Stage};
use crate::{context::Context, error::Error, output::table};
use openledger_client::progress;
use openledger_client::{
	chain::{
		referenda::{Referendum, Track},
		BlockView,
	},
	convert::block,
	units::percent,
};

pub async fn run(context: &Context, all: bool) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let (tracks, timeout) = (view.tracks()?, view.undeciding_timeout()?);
	let referenda = progress::during("reading referenda", async {
		Ok::<_, Error>((view.referenda().await?, view.electorate().await?))
	});
	let (referenda, electorate) = referenda.await?;
	let mut rows = Vec::new();
	for (id, referendum) in referenda {
		if !all && !matches!(referendum, Referendum::Ongoing(_)) {
			continue;
		}
		let proposes = proposes(&view, &referendum).await?;
		let terms = (tracks.as_slice(), electorate, timeout, block(view.number()));
		rows.push(Row::of(id, &referendum, proposes, terms));
	}
	let json = rows.iter().map(Row::json).collect();
	context.show_json(Value::Array(json), || list_table(&rows));
	Ok(())
}

/// The name of the call that an ongoing referendum proposes.
async fn proposes(view: &BlockView, referendum: &Referendum) -> Result<String, Error> {
	let Referendum::Ongoing(ongoing) = referendum else { return Ok(String::new()) };
	match view.proposed(&ongoing.proposal).await? {
		Some(call) => Ok(view.describe(&call)?.name),
		None => Ok("not on chain".to_owned()),
	}
}

/// A referendum in short.
struct Row {
	id: u32,
	track: String,
	status: &'static str,
	/// What it has and what it needs, while it is ongoing.
	shares: Option<(Shares, Shares)>,
	proposes: String,
}

impl Row {
	fn of(
		id: u32,
		referendum: &Referendum,
		proposes: String,
		(tracks, electorate, timeout, now): (&[Track], Balance, u32, u32),
	) -> Self {
		let status = referendum.status();
		let bare = Self { id, track: String::new(), status, shares: None, proposes };
		let Referendum::Ongoing(ongoing) = referendum else { return bare };
		let Some(track) = tracks.iter().find(|track| track.id == ongoing.track) else {
			return bare;
		};
		let shares = Shares::of(&ongoing.tally, electorate);
		let needed = Shares::needed(&track.rules, ongoing.deciding, now);
		Self {
			track: track.name.clone(),
			status: Stage::of(ongoing, &track.rules, shares, now, timeout).name(),
			shares: Some((shares, needed)),
			..bare
		}
	}

	fn json(&self) -> Value {
		let parts = |shares: Shares| {
			json!({
				"approval": shares.approval,
				"support": shares.support,
			})
		};
		json!({
			"referendum": self.id,
			"track": self.track,
			"status": self.status,
			"has": self.shares.map(|(has, _)| parts(has)),
			"needs": self.shares.map(|(_, needs)| parts(needs)),
			"call": self.proposes,
		})
	}

	fn cells(&self) -> Vec<String> {
		let of = |has: u32, needs: u32| {
			let percent = |parts: u32| percent::from_millionths((parts / 1_000).into());
			format!("{} of {}", percent(has), percent(needs))
		};
		let (approval, support) = match self.shares {
			Some((has, needs)) => {
				(of(has.approval, needs.approval), of(has.support, needs.support))
			}
			None => Default::default(),
		};
		let (track, proposes) = (self.track.clone(), self.proposes.clone());
		vec![self.id.to_string(), track, self.status.to_owned(), approval, support, proposes]
	}
}

fn list_table(rows: &[Row]) -> String {
	if rows.is_empty() {
		return "there is no referendum to list: --all lists those that are over too".to_owned();
	}
	let header = [">number", "track", "status", ">approval", ">support", "proposes"];
	table::table(&header, rows.iter().map(Row::cells)).trim_fmt()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::referendum::standing::tests::{ongoing, rules};

	#[test]
	fn a_list_should_say_what_each_has_and_needs() {
		let tracks = [Track { id: 11, name: "fee_split".to_owned(), rules: rules() }];
		let terms = (tracks.as_slice(), 100, 60, 125);
		let referendum = Referendum::Ongoing(ongoing(30, 10));
		let row = Row::of(3, &referendum, "Veto.propose".to_owned(), terms);
		let text = list_table(&[row]);
		for part in ["fee_split", "deciding", "75 % of 75 %", "30 % of 25 %", "Veto.propose"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let over = Row::of(2, &Referendum::Killed(7), String::new(), terms);
		assert_eq!(over.json()["status"], "killed");
		assert_eq!(over.json()["has"], Value::Null);
		assert!(list_table(&[]).contains("--all"));
	}
}
