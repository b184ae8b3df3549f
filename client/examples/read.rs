// SPDX-License-Identifier: Apache-2.0

//! Reads a contribution, as of the last final block, and prints what the chain knows of it and what
//! its payee is owed.
//!
//! ```text
//! cargo run -p openledger-client --example read -- CONTRIBUTION
//! ```
//!
//! `CONTRIBUTION` is an id, such as `register` prints. All examples connect to the node at
//! `OPENLEDGER_URL`, which is `ws://127.0.0.1:9944` if it is not set.

use std::{env, error::Error};

use openledger_client::{account, chain::Chain, text::printable, units::amount};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let [contribution] = &arguments[..] else { return Err("give CONTRIBUTION".into()) };
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());

	let chain = Chain::connect(&url, None).await?;
	// All reads of a view are of one block.
	let view = chain.view().await?;
	let info = view.existing(contribution.parse()?).await?;
	let (id, datanet) = (info.contribution, info.datanet);
	println!("contribution {id} of datanet {datanet}, as of block {}", view.number());
	println!("owner {}", account::address(&info.owner));
	println!("status {:?}", info.status);
	println!("content root {:?} over {} bytes", info.content_root, info.length);
	// A URI is a stranger's text: it must not reach the terminal as it is.
	println!("uri {:?}", printable(&String::from_utf8_lossy(&info.uri)));
	let owed = view.owed(&info.payout).await?;
	println!("payee {} is owed {}", account::address(&info.payout), amount::format(owed));
	Ok(())
}
