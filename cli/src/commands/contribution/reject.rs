// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution reject`

use clap::Args;
use openledger_client::{
	chain::{
		affordable::sign,
		calls::{contributions as calls, encoded},
	},
	names::Names,
};
use openledger_primitives::ContributionId;
use serde::Serialize;
use sp_core::H256;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Reject pending contributions, as a curator: all of them or none.
#[derive(Args)]
pub struct Reject {
	/// Which contributions: `datanet pending` lists them.
	#[arg(required = true, value_name = "CONTRIBUTION")]
	ids: Vec<ContributionId>,
}

impl Reject {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let ids = once(self.ids);
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		for id in &ids {
			view.existing(*id).await?;
		}
		let events = match ids.as_slice() {
			[id] => sign(&chain, &key, &calls::reject(*id), "rejecting").await?,
			ids => {
				let inner: Result<_, _> =
					ids.iter().map(|id| view.encoded(&calls::reject(*id))).collect();
				let all = encoded::batch_all(inner?);
				sign(&chain, &key, &all, "rejecting").await?
			}
		};
		context.show(&Rejected { rejected: ids, block: events.block });
		Ok(())
	}
}

/// Each of the ids once, in their order.
fn once(all: Vec<ContributionId>) -> Vec<ContributionId> {
	let mut ids = Vec::new();
	for id in all {
		if !ids.contains(&id) {
			ids.push(id);
		}
	}
	ids
}

#[derive(Serialize)]
struct Rejected {
	rejected: Vec<ContributionId>,
	block: H256,
}

impl Shown for Rejected {
	fn text(&self, _: &Names) -> String {
		let what = match self.rejected.as_slice() {
			[id] => format!("contribution {id} rejected: its owner can take it"),
			ids => {
				let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
				format!("contributions {} rejected: their owners can take them", ids.join(", "))
			}
		};
		format!("{what} back, or appeal to governance with a deposit")
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn each_contribution_should_be_rejected_once() {
		assert_eq!(once(vec![7, 3, 7, 4, 3]), [7, 3, 4]);
		let text = |ids: &[ContributionId]| {
			Rejected { rejected: ids.to_vec(), block: H256::zero() }.text(&Names::default())
		};
		assert!(text(&[7]).starts_with("contribution 7 rejected: its owner"));
		assert!(text(&[7, 3]).starts_with("contributions 7, 3 rejected: their owners"));
	}
}
