// SPDX-License-Identifier: Apache-2.0

//! `openledger gov delegate TRACK`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		affordable::sign,
		calls::{self, encoded, voting},
		voting::Conviction,
	},
	json::{Address, Planck},
	names::Names,
	units::amount,
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::{
	super::vote::{conviction, ensure_has},
	names, tracks,
};
use crate::{
	args::{positive, ReadAccount},
	context::Context,
	error::Error,
	output::shown::Shown,
};

#[derive(Args)]
pub struct Give {
	/// The track, by name or id; or all.
	track: String,

	/// Who votes with it from now on.
	#[arg(value_parser = ReadAccount)]
	to: Account,

	/// How much they vote with: 1.5, or 1500planck. It stays yours, and is locked.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,

	/// How many times it counts, and for how long it stays locked once the delegation is undone: as
	/// of a vote.
	#[arg(long, value_name = "LEVEL", value_parser = conviction, default_value = "1")]
	conviction: Conviction,
}

impl Give {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { track, to, amount, conviction } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		ensure_has(&view, &key.account(), amount).await?;
		let tracks = tracks(&view, &track).await?;
		let mut pending = Vec::new();
		for track in &tracks {
			let call = voting::delegate(track.id, calls::lookup(&to), conviction, amount);
			pending.push(view.encoded(&call)?);
		}
		let batch = encoded::batch_all(pending);
		let events = sign(&chain, &key, &batch, "delegating").await?;
		let lock_blocks = conviction.periods().saturating_mul(view.locking_period()?);
		let delegated = Delegated {
			to: Address(to),
			tracks: names(tracks),
			amount: Planck(amount),
			votes: Planck(conviction.votes(amount)),
			block: events.block,
			track,
			lock_time: (lock_blocks > 0).then_some(words::lasting(lock_blocks, view.block_time()?)),
		};
		context.show_named(&view, &delegated).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Delegated {
	to: Address,
	tracks: Vec<String>,
	amount: Planck,
	/// What that counts.
	votes: Planck,
	block: H256,
	/// The track as it was given: one, or all.
	#[serde(skip)]
	track: String,
	/// For how long the amount stays locked once it is undone.
	#[serde(skip)]
	lock_time: Option<String>,
}

impl Shown for Delegated {
	fn text(&self, names: &Names) -> String {
		let Self { track, lock_time, .. } = self;
		let after = lock_time.as_ref().map(|time| format!(", and for {time} after that"));
		format!(
			"{} votes with {} more on {}; {} are locked until you undo it{}: openledger gov delegate \
			 undo {track}",
			names.address(&self.to.0),
			amount::number(self.votes.0),
			self.tracks.join(", "),
			amount::format(self.amount.0),
			after.unwrap_or_default()
		)
	}
}
