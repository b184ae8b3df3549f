// SPDX-License-Identifier: Apache-2.0

//! What the options that every command has lead to.

use serde_json::Value;

use crate::{args::Global, chain::Chain, error::Error, key::Key, output::progress, store::Store};

pub struct Context {
	options: Global,
}

impl Context {
	pub fn new(options: Global) -> Self {
		Self { options }
	}

	pub async fn chain(&self) -> Result<Chain, Error> {
		let Global { url, genesis, .. } = &self.options;
		progress::during(format!("connecting to {url}"), Chain::connect(url, *genesis)).await
	}

	pub fn key(&self) -> Result<Key, Error> {
		Key::load(self.options.key.as_deref().ok_or(Error::NoKey)?)
	}

	/// The key, if one is given.
	pub fn any_key(&self) -> Result<Option<Key>, Error> {
		self.options.key.as_deref().map(Key::load).transpose()
	}

	pub fn store(&self) -> Result<Store, Error> {
		Ok(Store::open(self.options.store.as_deref())?)
	}

	/// Shows a result: to a machine, or to a person.
	pub fn show(&self, json: Value, text: impl FnOnce() -> String) {
		if self.options.json {
			anstream::println!("{json:#}");
		} else {
			anstream::println!("{}", text().trim_end());
		}
	}

	/// Says something that is no result.
	pub fn note(&self, text: &str) {
		anstream::eprintln!("{text}");
	}
}
