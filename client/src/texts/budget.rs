// SPDX-License-Identifier: Apache-2.0

//! The memory that texts may take which are under way at the same time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A number of bytes that are handed out, and come back.
pub struct Budget {
	all: u64,
	left: Mutex<u64>,
	returned: Condvar,
}

/// Bytes that a budget has handed out, until this is dropped.
pub struct Held<'b> {
	budget: &'b Budget,
	bytes: u64,
}

impl Budget {
	pub fn of(all: u64) -> Self {
		Self { all, left: Mutex::new(all), returned: Condvar::new() }
	}

	/// Waits until `bytes` bytes are left, or all of them if there are fewer in all.
	pub fn hold(&self, bytes: u64) -> Held<'_> {
		let bytes = bytes.min(self.all);
		let mut left = lock(&self.left);
		while *left < bytes {
			left = self.returned.wait(left).unwrap_or_else(PoisonError::into_inner);
		}
		*left = left.saturating_sub(bytes);
		Held { budget: self, bytes }
	}
}

impl Drop for Held<'_> {
	fn drop(&mut self) {
		let mut left = lock(&self.budget.left);
		*left = left.saturating_add(self.bytes);
		self.budget.returned.notify_all();
	}
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
	// What is changed under it is changed in one step.
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{thread, time::Duration};

	#[test]
	fn bytes_under_way_should_stay_within_the_budget() {
		let budget = Budget::of(100);
		// What needs more than there is gets all of it, alone.
		drop(budget.hold(1_000));
		let first = budget.hold(60);
		thread::scope(|scope| {
			let waiting = scope.spawn(|| drop(budget.hold(60)));
			thread::sleep(Duration::from_millis(50));
			assert!(!waiting.is_finished());
			drop(first);
		});
		assert_eq!(*lock(&budget.left), 100);
	}
}
