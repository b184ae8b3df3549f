// SPDX-License-Identifier: Apache-2.0

//! The progress of long work, as [`tracing`] spans of the target [`TARGET`]: a program that shows
//! progress listens to them, others need not know of them.
//!
//! The span of a piece of work has the fields `title` and `length`, the number of its steps (0 if
//! nobody knows how many there are), and records `position` as steps are done. It closes when the
//! work is over.

use std::{
	future::Future,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
};

use tracing::{field, info_span, Span};

use crate::error::Error;

/// The target of these spans.
pub const TARGET: &str = "openledger::progress";

/// A piece of work, until it is finished, or dropped with all its clones.
#[derive(Clone, Debug)]
pub struct Progress {
	span: Span,
	position: Arc<AtomicU64>,
}

impl Progress {
	fn new(length: u64, title: &str) -> Self {
		let span = info_span!(target: TARGET, "work", title, length, position = field::Empty);
		Self { span, position: Arc::default() }
	}

	/// Takes note of `steps` more that are done.
	pub fn inc(&self, steps: u64) {
		let before = self.position.fetch_add(steps, Ordering::Relaxed);
		self.span.record("position", before.saturating_add(steps));
	}

	/// Takes note that `position` steps are done.
	pub fn set_position(&self, position: u64) {
		self.position.store(position, Ordering::Relaxed);
		self.span.record("position", position);
	}

	/// Changes the title of the work.
	pub fn set_title(&self, title: &str) {
		self.span.record("title", title);
	}

	/// Ends the work. Dropping does the same.
	pub fn finish(self) {}
}

/// Begins work whose length is not known.
pub fn spinner(title: impl AsRef<str>) -> Progress {
	Progress::new(0, title.as_ref())
}

/// Begins work of `length` steps. A single step has no progress to show but that it goes on.
pub fn bar(length: u64, title: impl AsRef<str>) -> Progress {
	Progress::new(if length <= 1 { 0 } else { length }, title.as_ref())
}

/// Awaits `work`, with a piece of work of unknown length around it.
pub async fn during<T>(title: impl AsRef<str>, work: impl Future<Output = T>) -> T {
	let progress = spinner(title);
	let result = work.await;
	progress.finish();
	result
}

/// Runs a long computation on a thread where it holds nothing else up. Fails when it panics.
pub async fn computing<T: Send + 'static>(
	work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
	tokio::task::spawn_blocking(work).await.map_err(Error::Computation)
}
