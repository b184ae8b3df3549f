// SPDX-License-Identifier: Apache-2.0

//! Work on many texts, several at a time.

use std::{
	panic,
	sync::atomic::{AtomicUsize, Ordering},
	thread,
};

/// The number of texts that are read, or fetched, at the same time.
const WORKERS: usize = 8;

/// The results of `work` on each item, in order. Several are worked on at a time: most of it is
/// waiting.
pub fn of_each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
	let next = AtomicUsize::new(0);
	let some = || {
		let mut done = Vec::new();
		loop {
			let position = next.fetch_add(1, Ordering::Relaxed);
			let Some(item) = items.get(position) else { return done };
			done.push((position, work(item)));
		}
	};
	let mut done: Vec<_> = thread::scope(|scope| {
		let workers: Vec<_> = (0..WORKERS.min(items.len())).map(|_| scope.spawn(some)).collect();
		workers
			.into_iter()
			.flat_map(|worker| worker.join().unwrap_or_else(|cause| panic::resume_unwind(cause)))
			.collect()
	});
	done.sort_by_key(|(position, _)| *position);
	done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_made_of_many_should_keep_their_order() {
		let numbers: Vec<_> = (0..1_000).collect();
		assert_eq!(of_each(&numbers, |number| number * 2)[..3], [0, 2, 4]);
		assert_eq!(of_each(&numbers, |number| *number), numbers);
		assert!(of_each(&[0; 0], |number| *number).is_empty());
	}
}
