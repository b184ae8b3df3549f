// SPDX-License-Identifier: Apache-2.0

//! `openledger gov vote unlock`

use clap::Args;
use openledger_client::{
	chain::calls::{self, encoded, voting},
	convert::{block, to_u64},
	error::Idle,
	json::Planck,
	names::Names,
	progress,
	units::amount,
};
use serde::Serialize;

use crate::{
	commands::locks::{locks, Lock},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Calls of one transaction: each may read all votes of a track.
const MAX_CALLS: usize = 16;

/// Free what votes and delegations have locked, as far as their time has come.
#[derive(Args)]
pub struct Unlock {}

impl Unlock {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let (who, tracks, now) = (key.account(), view.tracks().await?, block(view.number()));
		let (mut before, mut after) = (0, 0);
		let (mut pending, mut left) = (Vec::new(), Vec::new());
		for (track, locked) in view.vote_locks(&who).await? {
			let locks = locks(&view, &who, track, now).await?;
			let needed = locks.needed();
			(before, after) = (locked.max(before), needed.max(after));
			for id in &locks.over {
				pending.push(view.encoded(&voting::remove_vote(Some(track), *id))?);
			}
			if needed < locked || !locks.over.is_empty() {
				let target = calls::lookup(&who);
				pending.push(view.encoded(&voting::unlock(track, target))?);
			}
			left.extend(locks.on(&tracks, track));
		}
		if pending.is_empty() {
			return Err(Idle::NothingToUnlock(who).into());
		}
		let batches: Vec<_> =
			pending.chunks(MAX_CALLS).map(|calls| encoded::batch_all(calls.to_vec())).collect();
		let bar = progress::bar(to_u64(batches.len()), "unlocking");
		chain.submit_all(&batches, &key, &bar).await?;
		bar.finish();
		let unlocked = Unlocked {
			unlocked: Planck(before.saturating_sub(after)),
			locked: Planck(after),
			left,
			now: view.number(),
			millis: view.block_time()?,
		};
		context.show(&unlocked);
		Ok(())
	}
}

#[derive(Serialize)]
struct Unlocked {
	unlocked: Planck,
	/// What still is.
	locked: Planck,
	left: Vec<Lock>,
	#[serde(skip)]
	now: u64,
	#[serde(skip)]
	millis: u64,
}

impl Shown for Unlocked {
	fn text(&self, _: &Names) -> String {
		let (less, locked) = (amount::format(self.unlocked.0), amount::format(self.locked.0));
		let mut text = format!("{less} less are locked by votes; {locked} still are");
		for lock in &self.left {
			text.push_str(&format!("\n{}", lock.to_text(self.now, self.millis)));
		}
		text
	}
}
