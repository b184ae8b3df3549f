// SPDX-License-Identifier: Apache-2.0

//! `openledger check`

use crate::{context::Context, error::Error, output::table};
use openledger_client::progress;
use openledger_client::{chain::StateCheck, error::RegistryError, json};

pub async fn run(context: &Context) -> Result<(), Error> {
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let message = format!("checking the state of block {}", view.number());
	let check = progress::during(message, chain.check_state(view.hash())).await?;
	context.show_json(json::of(&check), || to_text(&check, view.number()));
	let (broken, all) = (broken(&check), check.pallets.len());
	match broken {
		0 => Ok(()),
		_ => Err(RegistryError::Broken { broken, all }.into()),
	}
}

/// How many pallets have a broken invariant.
fn broken(check: &StateCheck) -> usize {
	check.pallets.iter().filter(|pallet| pallet.error.is_some()).count()
}

fn to_text(check: &StateCheck, number: u64) -> String {
	let rows = check.pallets.iter().map(|pallet| {
		let result = pallet.error.clone().unwrap_or_else(|| "all invariants hold".to_owned());
		vec![pallet.pallet.clone(), result]
	});
	format!(
		"block {number} ({:?}), runtime {}\n\n{}",
		check.block,
		check.spec_version,
		table::table(&["pallet", "result"], rows).trim_fmt()
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_broken_invariant_should_be_shown_and_counted() {
		let check: StateCheck = serde_json::from_value(serde_json::json!({
			"block": format!("0x{}", "1".repeat(64)),
			"spec_version": 2,
			"pallets": [
				{ "pallet": "Models", "error": null },
				{ "pallet": "Rewards", "error": "more is owed than there is" },
			],
		}))
		.unwrap();
		assert_eq!(broken(&check), 1);
		let text = to_text(&check, 7);
		assert!(text.starts_with("block 7 (0x1111"));
		assert!(text.contains("all invariants hold"));
		assert!(text.contains("more is owed than there is"));
	}
}
