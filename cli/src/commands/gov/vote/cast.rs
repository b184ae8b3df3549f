// SPDX-License-Identifier: Apache-2.0

//! `openledger gov vote REFERENDUM`

use clap::{Args, ValueEnum};
use openledger_client::{
	chain::{
		affordable::sign,
		calls::voting,
		voting::{AccountVote, Conviction},
	},
	json::Planck,
	names::Names,
	units::amount,
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::{conviction, ensure_has};
use crate::{args::positive, context::Context, error::Error, output::shown::Shown};

#[derive(Args)]
pub struct Cast {
	/// The referendum, by its number.
	referendum: u32,

	/// Which way.
	pub side: Side,

	/// How much to vote with: 1.5, or 1500planck. It stays yours, and is locked.
	#[arg(value_name = "OPEN", value_parser = positive)]
	pub amount: Balance,

	/// For how many locking periods the amount stays locked if the vote wins, doubled each time:
	/// 1 to 6, and the vote counts so many times. `none` locks nothing, and counts a tenth. By
	/// default 1. What abstains has none.
	#[arg(long, value_name = "LEVEL", value_parser = conviction)]
	pub conviction: Option<Conviction>,
}

#[derive(ValueEnum, Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Side {
	Aye,
	Nay,
	/// Counts for the support that a referendum needs, and for neither side.
	Abstain,
}

impl Cast {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { referendum, side, amount, conviction } = self;
		let level = conviction.unwrap_or(Conviction::Locked1x);
		let (vote, votes) = match side {
			Side::Aye => (AccountVote::standard(true, level, amount), level.votes(amount)),
			Side::Nay => (AccountVote::standard(false, level, amount), level.votes(amount)),
			Side::Abstain => (AccountVote::abstain(amount), 0),
		};
		if side == Side::Abstain && conviction.is_some() {
			return Err(Error::misuse(
				"who abstains has no conviction",
				"leave --conviction out: what abstains is free when the referendum is over",
			));
		}
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let track = view.track(&view.ongoing(referendum).await?.track.to_string()).await?.name;
		ensure_has(&view, &key.account(), amount).await?;
		let call = voting::vote(referendum, vote);
		let events = sign(&chain, &key, &call, "the vote").await?;
		let lock_blocks = vote.periods(side == Side::Aye).saturating_mul(view.locking_period()?);
		let voted = Voted {
			referendum,
			track,
			side,
			amount: Planck(amount),
			votes: Planck(votes),
			lock_blocks,
			block: events.block,
			lock_time: words::lasting(lock_blocks, view.block_time()?),
		};
		context.show(&voted);
		Ok(())
	}
}

#[derive(Serialize)]
struct Voted {
	referendum: u32,
	track: String,
	side: Side,
	amount: Planck,
	/// What it counts.
	votes: Planck,
	/// For how long it stays locked if the vote wins.
	lock_blocks: u32,
	block: H256,
	#[serde(skip)]
	lock_time: String,
}

impl Shown for Voted {
	fn text(&self, _: &Names) -> String {
		let Self { referendum, lock_time, .. } = self;
		let votes = amount::number(self.votes.0);
		let counts = match self.side {
			Side::Aye => format!("counts {votes} for"),
			Side::Nay => format!("counts {votes} against"),
			Side::Abstain => "counts for neither side".to_owned(),
		};
		let after = match self.lock_blocks {
			0 => "and is free after that".to_owned(),
			_ => format!("and, if the vote wins, for {lock_time} after that"),
		};
		format!(
			"{} {counts} in referendum {referendum}; the amount is locked until the referendum is \
			 over, {after}: openledger gov vote unlock",
			amount::format(self.amount.0)
		)
	}
}
