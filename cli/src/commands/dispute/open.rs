// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute open`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{affordable::sign, calls::disputes as calls, events::DisputeOpened},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use openledger_primitives::{Balance, ContributionId};
use openledger_runtime_api::ContributionInfo;
use serde::Serialize;
use sp_core::H256;

use super::Evidence;
use crate::{
	args::positive, commands::ownership::Change, context::Context, error::Error,
	output::shown::Shown,
};

/// Say that an accepted contribution is your own. It holds a bond, and as much is held back of what
/// the contribution earns.
#[derive(Args)]
pub struct Open {
	/// The contribution.
	contribution: ContributionId,

	#[command(flatten)]
	evidence: Evidence,

	/// What to put up: 15, or 1500planck. By default the least that the chain takes.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	bond: Option<Balance>,
}

impl Open {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { contribution: id, evidence, bond } = self;
		let (hash, evidence) = evidence.read()?;
		let Change { key, chain, view, info } =
			Change::<ContributionInfo<Account>>::prepare(context, id).await?;
		let bond = match bond {
			Some(bond) => bond,
			None => view.min_dispute_bond()?,
		};
		let call = calls::open(id, bond, evidence);
		let events = sign(&chain, &key, &call, "the dispute").await?;
		let opened = Opened {
			disputed: id,
			owner: Address(info.owner),
			bond: Planck(bond),
			evidence: hash,
			answer_by: events.one::<DisputeOpened>()?.answer_by,
			block: events.block,
		};
		context.show_named(&view, &opened).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Opened {
	disputed: ContributionId,
	owner: Address,
	bond: Planck,
	evidence: H256,
	/// The block before which its owner can answer.
	answer_by: u32,
	block: H256,
}

impl Shown for Opened {
	fn text(&self, names: &Names) -> String {
		format!(
			"it is disputed now that contribution {id} is that of {}: {} are held, and so much of \
			 what it earns is held back\n\
			 - its owner can answer before block {}; then curators and governance rule\n\
			 - to hold back more: openledger dispute raise {id} AMOUNT\n\
			 see how it stands with: openledger dispute show {id}",
			names.address(&self.owner.0),
			amount::format(self.bond.0),
			self.answer_by,
			id = self.disputed
		)
	}
}
