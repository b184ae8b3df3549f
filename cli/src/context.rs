// SPDX-License-Identifier: Apache-2.0

//! What the options that every command has lead to.

use std::{
	io::{self, ErrorKind, Write},
	sync::OnceLock,
	time::{Duration, Instant},
};

use serde_json::Value;
use sp_core::H256;

use crate::{args::Global, chain::Chain, error::Error, key::Key, output::progress, store::Store};

/// How long to wait before a node that did not answer is tried again.
const RETRY: Duration = Duration::from_millis(500);
/// How long nothing is said about that.
const SILENCE: Duration = Duration::from_secs(1);

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
		let Global { url, genesis, patience, .. } = &self.options;
		let connect = connect(url, *genesis, Duration::from_secs(*patience));
		progress::during(format!("connecting to {url}"), connect).await
	}

	/// The address of the node.
	pub fn url(&self) -> &str {
		&self.options.url
	}

	pub fn key(&self) -> Result<Key, Error> {
		self.any_key()?.ok_or(Error::NoKey)
	}

	/// The key, if one is given.
	pub fn any_key(&self) -> Result<Option<Key>, Error> {
		let Global { key, key_account, .. } = &self.options;
		key.as_deref().map(|key| Key::load(key, key_account.as_ref())).transpose()
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

	/// Says something that is no result.
	pub fn note(&self, text: &str) {
		warn(text);
	}
}

/// Connects to a node, and tries again for a while where none answers: it may just be starting.
async fn connect(url: &str, genesis: Option<H256>, patience: Duration) -> Result<Chain, Error> {
	let since = Instant::now();
	let mut has_said = false;
	loop {
		match Chain::connect(url, genesis).await {
			Err(Error::NoNode { .. }) if since.elapsed() < patience => {}
			result => return result,
		}
		if !has_said && since.elapsed() > SILENCE {
			let seconds = patience.as_secs();
			warn(&format!("no node answers at {url} yet: trying for {seconds} seconds"));
			has_said = true;
		}
		tokio::time::sleep(RETRY).await;
	}
}

/// Says something on standard error. When nobody can hear it, that changes nothing.
pub fn warn(text: &str) {
	progress::aside(|| {
		let _ = writeln!(anstream::stderr(), "{text}");
	});
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::net::TcpListener;

	#[tokio::test]
	async fn a_node_that_does_not_answer_should_be_waited_for_a_moment() {
		// A port that was free a moment ago.
		let free = TcpListener::bind("127.0.0.1:0").unwrap();
		let url = format!("ws://{}", free.local_addr().unwrap());
		drop(free);
		for patience in [Duration::ZERO, Duration::from_secs(2)] {
			let since = Instant::now();
			let error = connect(&url, None, patience).await.err().unwrap();
			assert!(matches!(error, Error::NoNode { .. }), "{error}");
			assert!(since.elapsed() >= patience, "{patience:?}");
		}
		// What is no address will never answer.
		let since = Instant::now();
		let error = connect("127.0.0.1:1", None, Duration::from_secs(60)).await.err().unwrap();
		assert!(matches!(error, Error::BadUrl(_)) && since.elapsed() < Duration::from_secs(5));
	}
}
