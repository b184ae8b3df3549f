// SPDX-License-Identifier: Apache-2.0

//! Watches the batches of a chain, and prints what it finds as lines of JSON.
//!
//! ```text
//! cargo run -p openledger-watchtower --example watch -- DIRECTORY
//! OPENLEDGER_KEY=//Alice cargo run -p openledger-watchtower --example watch -- DIRECTORY
//! ```
//!
//! `DIRECTORY` has receipts and outputs that are known. Without a key it only looks: what is false is
//! told, and not refuted. It ends with Ctrl-C.

use std::{env, error::Error, path::PathBuf};

use openledger_client::{chain::Chain, json, keys::Key, store::Store};
use openledger_watchtower::{Note, Report, Reporter, Watcher, WatcherOptions};

/// Prints all that it gets.
struct Lines;

impl Reporter for Lines {
	fn report(&self, report: &Report) {
		println!("{}", json::of(report));
	}

	fn note(&self, note: &Note) {
		eprintln!("{note}");
	}
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let files: Vec<_> = env::args().skip(1).map(PathBuf::from).collect();
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let key = env::var("OPENLEDGER_KEY").ok().map(|key| Key::from_uri(&key)).transpose()?;

	let chain = Chain::connect(&url, None).await?;
	let store = Store::open(None)?;
	let options = WatcherOptions { files, ..WatcherOptions::default() };
	let watcher = Watcher::new(chain, key, store, options);
	// As a program with other tasks would: it runs beside them until it is told to end.
	let (end, ended) = tokio::sync::oneshot::channel::<()>();
	let shutdown = async {
		// If nobody can tell it to end any more, it is to end too.
		let _ = ended.await;
	};
	let watching = tokio::spawn(async move { watcher.run(&Lines, shutdown).await });
	tokio::signal::ctrl_c().await?;
	drop(end);
	Ok(watching.await??)
}
