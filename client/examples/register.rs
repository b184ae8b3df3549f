// SPDX-License-Identifier: Apache-2.0

//! Registers a text: from then on answers that repeat it pay its author.
//!
//! ```text
//! cargo run -p openledger-client --example register -- FILE
//! ```
//!
//! Alice creates a datanet that takes every text, Charlie registers that of `FILE` in it, and the
//! store keeps it: the chain has the root of a text, and not the text. It prints
//! `datanet D contribution C`.
//!
//! The store is the folder `OPENLEDGER_STORE`, or that of the program `openledger` if it is not set.

use std::{env, error::Error, path::Path};

use openledger_client::{
	chain::{
		calls::contributions::{Admission, CreateDatanet, License, LicenseTerms, Submission},
		Chain,
	},
	keys::Key,
	progress,
	registry::{create_datanet, register_texts},
	store::Store,
	texts::input,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let [file] = &arguments[..] else { return Err("give FILE".into()) };
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let store = Store::open(env::var_os("OPENLEDGER_STORE").as_deref().map(Path::new))?;
	let (alice, charlie) = (Key::from_uri("//Alice")?, Key::from_uri("//Charlie")?);

	// In normal form, so that it has one root however its lines are broken.
	let text = input::read(Path::new(file), &[])?;
	let root = text.content_root();
	let chain = Chain::connect(&url, None).await?;
	if let Some(held) = chain.view().await?.holder(root).await? {
		return Err(format!("contribution {} has this text", held.contribution).into());
	}

	let datanet = CreateDatanet {
		name: b"Examples".to_vec(),
		admission: Admission::Open,
		license: License {
			terms: LicenseTerms::Spdx(b"CC-BY-4.0".to_vec()),
			commercial_training: true,
			derivatives: true,
		},
		metadata: Vec::new(),
	};
	let datanet = create_datanet(&chain, &alice, datanet).await?;
	store.save_text(root, &text)?;
	// Without a URI nobody finds the text who does not have this store.
	let submissions = vec![Submission::new(root, text.len(), Vec::new())];
	let bar = progress::spinner("registering");
	let registered = register_texts(&chain, &charlie, datanet, submissions, &bar).await?;
	for text in registered {
		println!("datanet {datanet} contribution {}", text.contribution);
	}
	Ok(())
}
