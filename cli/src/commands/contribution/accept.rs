// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution accept`

use clap::Args;
use openledger_client::{
	chain::events::ContributionAccepted,
	convert::to_u64,
	names::Names,
	progress,
	registry::{accept, ToAccept},
};
use openledger_primitives::{ContributionId, DatanetId};
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Accept pending contributions, as a curator: you vouch that you have read the texts, and that they
/// can be had.
#[derive(Args)]
pub struct Accept {
	/// Which contributions: `datanet pending` lists them.
	#[arg(required = true, value_name = "CONTRIBUTION")]
	ids: Vec<ContributionId>,
}

impl Accept {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { ids } = self;
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let mut groups = Vec::new();
		let bar = progress::bar(to_u64(ids.len()), "looking up contributions");
		for id in ids {
			add(&mut groups, view.existing(id).await?.datanet, id);
			bar.inc(1);
		}
		bar.finish();
		let accepted = accept(&chain, &key, &groups).await?;
		context.show(&Accepted { accepted: accepted.iter().map(Place::from).collect() });
		Ok(())
	}
}

/// Adds a contribution to those of its datanet, once.
fn add(groups: &mut Vec<ToAccept>, datanet: DatanetId, id: ContributionId) {
	match groups.iter_mut().find(|group| group.datanet == datanet) {
		Some(group) if group.ids.contains(&id) => {}
		Some(group) => group.ids.push(id),
		None => groups.push(ToAccept { datanet, ids: vec![id] }),
	}
}

#[derive(Serialize)]
struct Accepted {
	accepted: Vec<Place>,
}

/// The index that an accepted contribution got in its datanet.
#[derive(Serialize)]
struct Place {
	contribution: ContributionId,
	index: u32,
}

impl From<&ContributionAccepted> for Place {
	fn from(event: &ContributionAccepted) -> Self {
		Self { contribution: event.contribution, index: event.index }
	}
}

impl Shown for Accepted {
	fn text(&self, _: &Names) -> String {
		let rows = self
			.accepted
			.iter()
			.map(|place| vec![place.contribution.to_string(), place.index.to_string()]);
		table::table(&[">contribution", ">index"], rows)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn contributions_should_be_grouped_by_datanet_and_keep_their_order() {
		let mut groups = Vec::new();
		for (datanet, id) in [(4, 9), (2, 7), (4, 3), (4, 9), (2, 8)] {
			add(&mut groups, datanet, id);
		}
		let group = |datanet, ids: &[u64]| ToAccept { datanet, ids: ids.to_vec() };
		assert_eq!(groups, [group(4, &[9, 3]), group(2, &[7, 8])]);
	}
}
