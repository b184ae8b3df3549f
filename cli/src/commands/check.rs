// SPDX-License-Identifier: Apache-2.0

//! `openledger check`

use clap::Args;
use openledger_client::{chain::StateCheck, error::RegistryError, names::Names, progress};
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Have the node check the invariants of its state. Fails when one is broken.
#[derive(Args)]
pub struct Check {}

impl Check {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let number = view.number();
		let message = format!("checking the state of block {number}");
		let check = progress::during(message, chain.check_state(view.hash())).await?;
		let checked = Checked { check, number };
		context.show(&checked);
		match checked.broken() {
			0 => Ok(()),
			broken => {
				Err(RegistryError::Broken { broken, all: checked.check.pallets.len() }.into())
			}
		}
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct Checked {
	check: StateCheck,
	/// Of the block.
	#[serde(skip)]
	number: u64,
}

impl Checked {
	/// How many pallets have a broken invariant.
	fn broken(&self) -> usize {
		self.check.pallets.iter().filter(|pallet| pallet.error.is_some()).count()
	}
}

impl Shown for Checked {
	fn text(&self, _: &Names) -> String {
		let Self { check, number } = self;
		let rows = check.pallets.iter().map(|pallet| {
			let result = pallet.error.clone().unwrap_or_else(|| "all invariants hold".to_owned());
			vec![pallet.pallet.clone(), result]
		});
		format!(
			"block {number} ({:?}), runtime {}\n\n{}",
			check.block,
			check.spec_version,
			table::table(&["pallet", "result"], rows)
		)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_broken_invariant_should_be_shown_and_counted() {
		let check = serde_json::from_value(json!({
			"block": format!("0x{}", "1".repeat(64)),
			"spec_version": 2,
			"pallets": [
				{ "pallet": "Models", "error": null },
				{ "pallet": "Rewards", "error": "more is owed than there is" },
			],
		}))
		.unwrap();
		let checked = Checked { check, number: 7 };
		assert_eq!(checked.broken(), 1);
		let text = checked.text(&Names::default());
		assert!(text.starts_with("block 7 (0x1111"));
		assert!(text.contains("all invariants hold"));
		assert!(text.contains("more is owed than there is"));
	}
}
