// SPDX-License-Identifier: Apache-2.0

//! Waiting for what takes its time, and not forever.

use std::{
	thread,
	time::{Duration, Instant},
};

use crate::Error;

/// How often [`wait_for`] looks.
const POLL: Duration = Duration::from_millis(300);

/// Looks until there is something. Panics when there is nothing after `limit`.
pub fn wait_for<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
	let deadline = Instant::now() + limit;
	loop {
		if let Some(found) = look() {
			return found;
		}
		assert!(Instant::now() < deadline, "waited {limit:?} in vain for {what}");
		thread::sleep(POLL);
	}
}

/// Looks until there is something, each time after a `pause`. Returns `None` when there is nothing
/// after `limit`.
pub async fn poll<T>(
	limit: Duration,
	pause: Duration,
	mut look: impl AsyncFnMut() -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
	let deadline = Instant::now() + limit;
	loop {
		if let Some(found) = look().await? {
			return Ok(Some(found));
		}
		if Instant::now() > deadline {
			return Ok(None);
		}
		tokio::time::sleep(pause).await;
	}
}
