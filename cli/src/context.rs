// SPDX-License-Identifier: Apache-2.0

//! What the options that every command has lead to.

use std::{
	io::{self, ErrorKind, Write},
	sync::{
		atomic::{AtomicBool, Ordering},
		OnceLock,
	},
	time::{Duration, Instant},
};

use serde_json::Value;
use sp_core::H256;

use crate::{
	args::Global,
	error::Error,
	output::{drawn, shown::Shown},
	passwords,
};
use openledger_client::Error as ClientError;
use openledger_client::{
	chain::{BlockView, Chain},
	json,
	keys::Key,
	store::Store,
	text::printable,
};
use openledger_client::{
	names::{self, Names},
	progress,
};

/// How long to wait before a node that did not answer is tried again.
const RETRY: Duration = Duration::from_millis(500);
/// How long nothing is said about that.
const SILENCE: Duration = Duration::from_secs(1);

/// Whether a result was written. Global, as whoever handles an error has no [`Context`].
static HAS_SHOWN: AtomicBool = AtomicBool::new(false);

/// Whether a result was written to standard output.
pub fn has_shown() -> bool {
	HAS_SHOWN.load(Ordering::Relaxed)
}

pub struct Context {
	options: Global,
	/// Why a result could not be shown.
	unshown: OnceLock<Unshown>,
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
		key.as_deref().map(|key| passwords::load(key, key_account.as_ref())).transpose()
	}

	pub fn store(&self) -> Result<Store, Error> {
		Ok(Store::open(self.options.store.as_deref())?)
	}

	/// Shows a result: to a machine, or to a person. [`Self::ensure_shown`] tells of a failure.
	pub fn show(&self, result: &impl Shown) {
		self.show_json(json::of(result), || result.text(&Names::default()));
	}

	/// The same with what the accounts in the result are called.
	pub async fn show_named(&self, view: &BlockView, result: &impl Shown) {
		let mut json = json::of(result);
		let names = self.names(view, &json).await;
		names.annotate(&mut json);
		self.show_json(json, || result.text(&names));
	}

	/// Shows one of many results, each on a line of its own.
	pub fn show_line(&self, result: &impl Shown) {
		self.show_json_line(&json::of(result), || result.text(&Names::default()));
	}

	/// The same with what the accounts in it are called, which was read for all of them.
	pub fn show_named_line(&self, names: &Names, result: &impl Shown) {
		let mut json = json::of(result);
		names.annotate(&mut json);
		self.show_json_line(&json, || result.text(names));
	}

	fn show_json(&self, json: Value, text: impl FnOnce() -> String) {
		match &self.options.get {
			Some(field) => self.write_field(&json, field),
			None if self.options.json => self.write(format!("{json:#}")),
			None => self.write(text()),
		}
	}

	/// What the accounts in a result are called. It is worth showing without.
	pub async fn names(&self, view: &BlockView, json: &Value) -> Names {
		// Scripts that want another field need not wait.
		let is_wanted = |field: &String| field.contains(names::SUFFIX);
		if !self.options.get.as_ref().is_none_or(is_wanted) {
			return Names::default();
		}
		view.names(&names::accounts(json)).await.unwrap_or_else(|error| {
			self.note(&format!("the names of accounts can't be read: {error}"));
			Names::default()
		})
	}

	fn show_json_line(&self, json: &Value, text: impl FnOnce() -> String) {
		match &self.options.get {
			Some(field) => self.write_field(json, field),
			None if self.options.json => self.write(json.to_string()),
			None => self.write(text()),
		}
	}

	fn write_field(&self, json: &Value, field: &str) {
		match find(json, field) {
			// It may be what a stranger wrote.
			Some(Value::String(text)) => self.write(printable(text)),
			Some(value) => self.write(value.to_string()),
			None => {
				let unshown = Unshown::Field { field: field.to_owned(), result: json.clone() };
				let _ = self.unshown.set(unshown);
			}
		}
	}

	fn write(&self, result: String) {
		HAS_SHOWN.store(true, Ordering::Relaxed);
		let result = match self.options.json {
			true => json::escaped(&result),
			false => result,
		};
		let written = drawn::aside(|| {
			// `println!` would panic when it can't write.
			let mut stdout = anstream::stdout().lock();
			writeln!(stdout, "{}", result.trim_end()).and_then(|()| stdout.flush())
		});
		if let Err(error) = written {
			// Later failures are of the same kind.
			let _ = self.unshown.set(Unshown::Output(error));
		}
	}

	/// Fails when a result was not shown, unless nobody reads any more.
	pub fn ensure_shown(self) -> Result<(), Error> {
		match self.unshown.into_inner() {
			Some(Unshown::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
			Some(Unshown::Output(error)) => Err(Error::Unshown(error)),
			Some(Unshown::Field { field, result }) => Err(Error::NoField { field, result }),
			None => Ok(()),
		}
	}

	/// Says something that is no result, and may repeat what a stranger wrote.
	pub fn note(&self, text: &str) {
		warn(&harmless(text));
	}
}

/// Lines that can't control the terminal that they are shown on.
pub fn harmless(text: &str) -> String {
	let lines: Vec<_> = text.lines().map(printable).collect();
	lines.join("\n")
}

/// Why a result was not shown.
enum Unshown {
	Output(io::Error),
	/// There is no such field in it.
	Field {
		field: String,
		result: Value,
	},
}

/// A field of a result: names and numbers of places, with a dot between each two.
fn find<'a>(json: &'a Value, field: &str) -> Option<&'a Value> {
	field.split('.').try_fold(json, |value, part| match value {
		Value::Array(values) => values.get(part.parse::<usize>().ok()?),
		value => value.get(part),
	})
}

/// Connects to a node, and tries again for a while where none answers: it may just be starting.
async fn connect(url: &str, genesis: Option<H256>, patience: Duration) -> Result<Chain, Error> {
	let since = Instant::now();
	let mut has_said = false;
	loop {
		match Chain::connect(url, genesis).await {
			Err(ClientError::NoNode { .. }) if since.elapsed() < patience => {}
			result => return Ok(result?),
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
	drawn::aside(|| {
		let _ = writeln!(anstream::stderr(), "{text}");
	});
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;
	use std::net::TcpListener;

	/// As in the URI of a text that is missing, which its contributor can change at any time.
	#[test]
	fn what_a_stranger_wrote_should_not_control_the_terminal_in_a_note() {
		let uri = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
		let shown = harmless(&format!("the text of contribution 12: it is away ({uri})\nsecond"));
		assert!(shown.chars().all(|c| c == '\n' || printable(&c.to_string()) == c.to_string()));
		assert!(!shown.contains('\u{1b}') && shown.contains(r"\u{1b}]0;owned\u{7}"), "{shown}");
		assert_eq!(shown.lines().count(), 2);
	}

	#[test]
	fn a_field_should_be_found_by_its_path() {
		let result = json!({ "batch": 7, "receipts": [{ "root": "0x12" }, { "root": null }] });
		assert_eq!(find(&result, "batch"), Some(&json!(7)));
		assert_eq!(find(&result, "receipts.0.root"), Some(&json!("0x12")));
		assert_eq!(find(&result, "receipts.1.root"), Some(&Value::Null));
		for field in ["", "batches", "receipts.2", "receipts.root", "batch.0", "receipts.0.", "0"] {
			assert_eq!(find(&result, field), None, "{field}");
		}
	}

	#[tokio::test]
	async fn a_node_that_does_not_answer_should_be_waited_for_a_moment() {
		// A port that was free a moment ago.
		let free = TcpListener::bind("127.0.0.1:0").unwrap();
		let url = format!("ws://{}", free.local_addr().unwrap());
		drop(free);
		for patience in [Duration::ZERO, Duration::from_secs(2)] {
			let since = Instant::now();
			let error = connect(&url, None, patience).await.err().unwrap();
			assert!(matches!(error, Error::Client(ClientError::NoNode { .. })), "{error}");
			assert!(since.elapsed() >= patience, "{patience:?}");
		}
		// What is no address will never answer.
		let since = Instant::now();
		let error = connect("127.0.0.1:1", None, Duration::from_secs(60)).await.err().unwrap();
		assert!(
			matches!(error, Error::Client(ClientError::BadUrl(_)))
				&& since.elapsed() < Duration::from_secs(5)
		);
	}
}
