// SPDX-License-Identifier: Apache-2.0

//! `openledger gov committee whitelist`

use clap::Args;
use openledger_client::{
	chain::{
		affordable::sign,
		calls::{committee, preimage},
		events::{CallWhitelisted, Proposed},
	},
	convert::saturating_u32,
	error::Idle,
	names::Names,
};
use serde::Serialize;
use sp_core::H256;

use crate::{args::hash, context::Context, error::Error, output::shown::Shown};

/// Propose to put a call on the whitelist.
#[derive(Args)]
pub struct Whitelist {
	/// The hash of the call.
	#[arg(value_parser = hash)]
	hash: H256,
}

impl Whitelist {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { hash: call } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		// The chain would take the motion, which could do nothing.
		if view.is_whitelisted(call).await? {
			return Err(Idle::IsWhitelisted(call).into());
		}
		let members = view.committee().await?.len();
		let proposal = view.encoded(&preimage::whitelist_call(call.0))?;
		let (threshold, length) = (two_thirds(members), saturating_u32(proposal.0 .0.len()));
		let motion = committee::propose(threshold, proposal, length);
		let events = sign(&chain, &key, &motion, "the motion").await?;
		// One member is a committee that needs no vote.
		let is_done =
			events.all::<CallWhitelisted>()?.iter().any(|listed| listed.call_hash == call);
		let motion = match is_done {
			true => None,
			false => {
				let Proposed { proposal_index: index, proposal_hash, .. } = events.one()?;
				Some(Motion { motion: proposal_hash, index, threshold, members })
			}
		};
		context.show(&Whitelisted { call, motion, block: events.block });
		Ok(())
	}
}

/// The ayes that the whitelist takes: two thirds of the members.
fn two_thirds(members: usize) -> u32 {
	saturating_u32(members.saturating_mul(2).div_ceil(3))
}

#[derive(Serialize)]
struct Whitelisted {
	call: H256,
	/// What is voted about, unless the call is on the whitelist.
	#[serde(flatten)]
	motion: Option<Motion>,
	block: H256,
}

#[derive(Serialize)]
struct Motion {
	/// The hash of what it proposes.
	motion: H256,
	index: u32,
	threshold: u32,
	#[serde(skip)]
	members: usize,
}

impl Shown for Whitelisted {
	fn text(&self, _: &Names) -> String {
		match &self.motion {
			None => format!("the call {:?} is on the whitelist", self.call),
			Some(Motion { motion, index, threshold, members }) => format!(
				"it takes {threshold} ayes of {members} members, each with: openledger gov committee vote \
				 {motion:?} {index} aye\nthen it is done by: openledger gov committee close {motion:?} \
				 {index}"
			),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_whitelist_should_take_two_thirds() {
		let ayes = [1, 2, 3, 4, 5, 6, 21].map(two_thirds);
		assert_eq!(ayes, [1, 2, 2, 3, 4, 4, 14]);
	}
}
