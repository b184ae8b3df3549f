// SPDX-License-Identifier: Apache-2.0

//! Waiting for what takes its time, and not forever.

use std::{
	thread,
	time::{Duration, Instant},
};

/// How often is looked.
const POLL: Duration = Duration::from_millis(300);

/// Looks until there is something. Fails when there is nothing after `limit`.
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
