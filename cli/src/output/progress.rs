// SPDX-License-Identifier: Apache-2.0

//! What is going on, on standard error. Nothing is drawn where that is no terminal.

use std::{borrow::Cow, future::Future, sync::LazyLock, time::Duration};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::error::Error;

const TICK: Duration = Duration::from_millis(120);
const SPINNER: &str = "{spinner} {msg} ({elapsed})";
const BAR: &str = "{msg} [{bar:32}] {pos}/{len} ({elapsed}, {eta} left)";

/// All that is drawn, so that it can make room for a line. Global, as lines come from anywhere.
static DRAWN: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Writes while nothing is drawn where that would be.
pub fn aside<T>(write: impl FnOnce() -> T) -> T {
	DRAWN.suspend(write)
}

fn style(template: &str) -> ProgressStyle {
	ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Something of which nobody knows how long it takes.
pub fn spinner(message: impl Into<Cow<'static, str>>) -> ProgressBar {
	let bar = ProgressBar::new_spinner().with_style(style(SPINNER)).with_message(message);
	let bar = DRAWN.add(bar);
	bar.enable_steady_tick(TICK);
	bar
}

/// Something with `length` steps. A single one has no progress to show but that it goes on.
pub fn bar(length: u64, message: impl Into<Cow<'static, str>>) -> ProgressBar {
	if length <= 1 {
		return spinner(message);
	}
	let bar = ProgressBar::new(length).with_style(style(BAR)).with_message(message);
	let bar = DRAWN.add(bar);
	bar.enable_steady_tick(TICK);
	bar
}

/// Shows a spinner until `work` is done.
pub async fn during<T>(message: impl Into<Cow<'static, str>>, work: impl Future<Output = T>) -> T {
	let spinner = spinner(message);
	let result = work.await;
	spinner.finish_and_clear();
	result
}

/// Runs a long computation where it holds nothing else up.
pub async fn computing<T: Send + 'static>(
	work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
	tokio::task::spawn_blocking(work).await.map_err(Error::Computation)
}
