// SPDX-License-Identifier: Apache-2.0

//! Answers what is demanded about several batches, each in a task of its own, as a server would beside
//! its other work.
//!
//! ```text
//! OPENLEDGER_KEY=//Bob cargo run -p openledger-watchtower --example respond -- FILE…
//! ```
//!
//! Each `FILE` is a batch file or a receipt, as it was settled. It ends once nothing more can be
//! demanded about any of them, or with Ctrl-C.

use std::{env, error::Error, sync::Arc};

use openledger_client::{chain::Chain, json, keys::Key, store::Store};
use openledger_watchtower::{Note, Report, Reporter, Responder, ResponderOptions};
use tokio::{sync::watch, task::JoinSet};

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
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let key = Key::from_uri(&env::var("OPENLEDGER_KEY")?)?;
	let store = Store::open(None)?;
	// One connection: transactions of one account take turns on it.
	let chain = Arc::new(Chain::connect(&url, None).await?);

	let (end, ended) = watch::channel(());
	let mut tasks = JoinSet::new();
	for path in env::args().skip(1) {
		let options = ResponderOptions { follow: true, ..ResponderOptions::of(path) };
		let responder = Responder::new(chain.clone(), key.clone(), store.clone(), options);
		let mut ended = ended.clone();
		tasks.spawn(async move {
			let shutdown = async {
				// An error says that `end` was dropped.
				let _ = ended.changed().await;
			};
			responder.run(&Lines, shutdown).await
		});
	}
	let mut end = Some(end);
	while !tasks.is_empty() {
		tokio::select! {
			Some(done) = tasks.join_next() => println!("{}", json::of(&done??)),
			interrupted = tokio::signal::ctrl_c(), if end.is_some() => {
				interrupted?;
				end = None;
			}
		}
	}
	Ok(())
}
