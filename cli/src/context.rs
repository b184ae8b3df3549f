// SPDX-License-Identifier: Apache-2.0

//! What the options that every command has lead to.

use std::{
	io::{self, ErrorKind, Write},
	sync::OnceLock,
};

use serde_json::Value;

use crate::{
	args::Global,
	chain::Chain,
	error::Error,
	key::Key,
	output::{json, printable, progress},
	store::Store,
};

pub struct Context {
	options: Global,
	/// Why a result could not be shown.
	unshown: OnceLock<io::Error>,
}

impl Context {
	pub fn new(options: Global) -> Self {
		Self { options, unshown: OnceLock::new() }
	}

	pub async fn chain(&self) -> Result<Chain, Error> {
		let Global { url, genesis, .. } = &self.options;
		progress::during(format!("connecting to {url}"), Chain::connect(url, *genesis)).await
	}

	/// The address of the node.
	pub fn url(&self) -> &str {
		&self.options.url
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

	/// Shows a result: to a machine, or to a person. [`Self::ensure_shown`] tells of a failure.
	pub fn show(&self, json: Value, text: impl FnOnce() -> String) {
		self.write(if self.options.json { format!("{json:#}") } else { text() });
	}

	/// Shows one of many results, each on a line of its own.
	pub fn show_line(&self, json: &Value, text: impl FnOnce() -> String) {
		self.write(if self.options.json { json.to_string() } else { text() });
	}

	fn write(&self, result: String) {
		let result = match self.options.json {
			true => json::escaped(&result),
			false => result,
		};
		let written = progress::aside(|| {
			// `println!` would panic when it can't write.
			let mut stdout = anstream::stdout().lock();
			writeln!(stdout, "{}", result.trim_end()).and_then(|()| stdout.flush())
		});
		if let Err(error) = written {
			// Later failures are of the same kind.
			let _ = self.unshown.set(error);
		}
	}

	/// Fails when a result was not shown, unless nobody reads any more.
	pub fn ensure_shown(self) -> Result<(), Error> {
		match self.unshown.into_inner() {
			Some(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Unshown(error)),
			_ => Ok(()),
		}
	}

	/// Says something that is no result, and may repeat what a stranger wrote.
	pub fn note(&self, text: &str) {
		let lines: Vec<_> = text.lines().map(printable).collect();
		warn(&lines.join("\n"));
	}
}

/// Says something on standard error. When nobody can hear it, that changes nothing.
pub fn warn(text: &str) {
	progress::aside(|| {
		let _ = writeln!(anstream::stderr(), "{text}");
	});
}
