// SPDX-License-Identifier: Apache-2.0

//! `openledger gov committee list`

use clap::Args;
use openledger_client::{account::Account, json::Address, names::Names, words};
use serde::Serialize;
use sp_core::H256;
use subxt::utils::AccountId32;

use super::super::referendum::ProposedCall;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List the members, and the motions that they vote about.
#[derive(Args)]
pub struct List {}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let members = view.committee().await?.into_iter().map(Address).collect();
		let millis = view.block_time()?;
		let mut motions = Vec::new();
		for hash in view.motions().await? {
			let (motion, call) = (view.motion(hash).await?, view.moved(hash).await?);
			motions.push(Motion {
				motion: hash,
				index: motion.index,
				call: view.describe(&call)?.into(),
				ayes: addresses(motion.ayes),
				nays: addresses(motion.nays),
				threshold: motion.threshold,
				end: motion.end,
				ends: words::when(motion.end, view.number(), millis),
			});
		}
		context.show_named(&view, &Committee { members, motions }).await;
		Ok(())
	}
}

fn addresses(members: Vec<AccountId32>) -> Vec<Address> {
	members.into_iter().map(|member| Address(Account::new(member.0))).collect()
}

#[derive(Serialize)]
struct Committee {
	members: Vec<Address>,
	motions: Vec<Motion>,
}

#[derive(Serialize)]
struct Motion {
	/// The hash of what it proposes.
	motion: H256,
	index: u32,
	call: ProposedCall,
	ayes: Vec<Address>,
	nays: Vec<Address>,
	/// How many ayes it takes.
	threshold: u32,
	/// The block from which on it can be closed all the same.
	end: u32,
	#[serde(skip)]
	ends: String,
}

impl Motion {
	fn cells(&self) -> Vec<String> {
		let arguments = self.call.arguments.iter().map(|(name, value)| format!("{name}: {value}"));
		vec![
			format!("{:?}", self.motion),
			self.index.to_string(),
			format!("{} of {}", self.ayes.len(), self.threshold),
			self.nays.len().to_string(),
			self.ends.clone(),
			format!("{} {}", self.call.name, arguments.collect::<Vec<_>>().join(", ")),
		]
	}
}

impl Shown for Committee {
	fn text(&self, names: &Names) -> String {
		let members: Vec<_> = self.members.iter().map(|member| names.address(&member.0)).collect();
		let mut text = format!("members:\n{}", members.join("\n"));
		if !self.motions.is_empty() {
			let header = ["motion", ">index", ">ayes", ">nays", "ends", "proposes"];
			let motions = table::table(&header, self.motions.iter().map(Motion::cells));
			text.push_str(&format!("\n\n{motions}"));
		}
		text
	}
}
