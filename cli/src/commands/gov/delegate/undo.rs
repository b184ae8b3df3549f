// SPDX-License-Identifier: Apache-2.0

//! `openledger gov delegate undo`

use clap::Args;
use openledger_client::{
	chain::{
		affordable::sign,
		calls::{encoded, voting},
		voting::{Delegating, Voting},
	},
	convert::block,
	names::Names,
};
use serde::Serialize;
use sp_core::H256;

use super::{names, tracks};
use crate::{
	commands::locks::{after_undo, locks, Lock},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Take votes back.
#[derive(Args)]
pub struct Undo {
	/// The track, by name or id; or all.
	track: String,
}

impl Undo {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let (key, chain) = (context.key()?, context.chain().await?);
		let who = key.account();
		let view = chain.view().await?;
		let (mut undone, mut delegated, mut periods) = (Vec::new(), Vec::new(), 0);
		let mut tracks = tracks(&view, &self.track).await?;
		for track in &tracks {
			let voting = view.voting(&who, track.id).await?;
			let Voting::Delegating(Delegating { conviction, balance, .. }) = voting else {
				continue;
			};
			delegated.push((balance, conviction.periods()));
			periods = conviction.periods().max(periods);
			undone.push(track.clone());
		}
		if undone.is_empty() {
			// The chain says that nothing is delegated.
			tracks.truncate(1);
			undone = tracks;
		}
		let mut pending = Vec::new();
		for track in &undone {
			pending.push(view.encoded(&voting::undelegate(track.id))?);
		}
		let batch = encoded::batch_all(pending);
		let events = sign(&chain, &key, &batch, "taking votes back").await?;
		let period = view.locking_period()?;
		// What was taken back before may be locked for longer.
		let view = chain.view().await?;
		let (now, millis) = (view.number(), view.block_time()?);
		let (mut locked, mut lines) = (Vec::new(), Vec::new());
		for (track, (balance, periods)) in undone.iter().zip(delegated) {
			let until = block(now).saturating_add(periods.saturating_mul(period));
			let left = locks(&view, &who, track.id, block(now)).await?;
			for lock in left.on(&undone, track.id) {
				lines.push(after_undo(&lock, balance, until, now, millis));
				locked.push(lock);
			}
		}
		let undone = Undone {
			tracks: names(undone),
			lock_blocks: periods.saturating_mul(period),
			locked,
			block: events.block,
			lines,
		};
		context.show(&undone);
		Ok(())
	}
}

#[derive(Serialize)]
struct Undone {
	tracks: Vec<String>,
	lock_blocks: u32,
	/// What stays locked.
	locked: Vec<Lock>,
	block: H256,
	/// The same in words.
	#[serde(skip)]
	lines: Vec<String>,
}

impl Shown for Undone {
	fn text(&self, _: &Names) -> String {
		let mut text = format!("you vote for yourself again on {}; ", self.tracks.join(", "));
		if self.lines.is_empty() {
			text.push_str("what was locked can be freed now: openledger gov vote unlock");
			return text;
		}
		text.push_str(
			"what stays locked, and can be freed after that with openledger gov vote unlock:",
		);
		for line in &self.lines {
			text.push_str(&format!("\n{line}"));
		}
		text
	}
}
