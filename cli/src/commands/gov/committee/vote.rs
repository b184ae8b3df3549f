// SPDX-License-Identifier: Apache-2.0

//! `openledger gov committee vote`

use clap::{Args, ValueEnum};
use openledger_client::{
	chain::{affordable::sign, calls::committee},
	convert::to_usize,
	names::Names,
};
use serde::Serialize;
use sp_core::H256;

use crate::{args::hash, context::Context, error::Error, output::shown::Shown};

/// Vote about a motion.
#[derive(Args)]
pub struct Vote {
	/// The hash of what it proposes.
	#[arg(value_parser = hash)]
	hash: H256,

	/// Its number.
	index: u32,

	/// Which way.
	side: Side,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
enum Side {
	Aye,
	Nay,
}

impl Vote {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { hash, index, side } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let call = committee::vote(hash.0, index, side == Side::Aye);
		let events = sign(&chain, &key, &call, "the vote").await?;
		let motion = chain.view_of(events.block).await?.motion(hash).await?;
		let voted = Voted {
			motion: hash,
			ayes: motion.ayes.len(),
			nays: motion.nays.len(),
			threshold: motion.threshold,
			block: events.block,
			index,
		};
		context.show(&voted);
		Ok(())
	}
}

#[derive(Serialize)]
struct Voted {
	motion: H256,
	ayes: usize,
	nays: usize,
	/// How many ayes it takes.
	threshold: u32,
	block: H256,
	#[serde(skip)]
	index: u32,
}

impl Shown for Voted {
	fn text(&self, _: &Names) -> String {
		let Self { motion, ayes, nays, threshold, index, .. } = self;
		let mut text = format!("{ayes} aye, {nays} nay; it takes {threshold} ayes");
		if *ayes >= to_usize(*threshold) {
			text.push_str(&format!(": openledger gov committee close {motion:?} {index}"));
		}
		text
	}
}
