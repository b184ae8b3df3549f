// SPDX-License-Identifier: Apache-2.0

//! Follows final blocks, and prints who was credited how much for what.
//!
//! ```text
//! cargo run -p openledger-client --example follow -- BLOCKS
//! cargo run -p openledger-client --example follow -- BLOCKS FIRST
//! ```
//!
//! It reads `BLOCKS` blocks, from block number `FIRST` on or from the next that becomes final, and
//! ends. It prints each event of the pallets `Attribution` and `Rewards`: a batch is settled, and
//! final later; then accounts are credited. Amounts are in planck, of which an OPEN has 10^18.

use std::{env, error::Error, pin::pin};

use futures::{StreamExt, TryStreamExt};
use openledger_client::chain::Chain;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let (blocks, first) = match &arguments[..] {
		[blocks] => (blocks.parse()?, None),
		[blocks, first] => (blocks.parse()?, Some(first.parse()?)),
		_ => return Err("give BLOCKS, and FIRST if you like".into()),
	};
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let chain = Chain::connect(&url, None).await?;

	let mut final_blocks = pin!(chain.finalized_blocks(first).take(blocks));
	while let Some(view) = final_blocks.try_next().await? {
		for event in view.events().await? {
			let event = event.event;
			if event.name.starts_with("Attribution.") || event.name.starts_with("Rewards.") {
				print!("block {} {}", view.number(), event.name);
				event.arguments.iter().for_each(|(name, value)| print!(" {name} {value}"));
				println!();
			}
		}
	}
	Ok(())
}
