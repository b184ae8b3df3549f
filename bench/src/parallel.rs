// SPDX-License-Identifier: Apache-2.0

//! Work on all cores, before something is measured.

use std::{panic, thread};

use crate::report::cores;

/// Works on each item, in the order of the items.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
	let work = &work;
	let part = items.len().div_ceil(cores()).max(1);
	thread::scope(|scope| {
		let threads: Vec<_> = items
			.chunks(part)
			.map(|items| scope.spawn(move || items.iter().map(work).collect::<Vec<R>>()))
			.collect();
		let done = threads.into_iter();
		done.flat_map(|thread| thread.join().unwrap_or_else(|why| panic::resume_unwind(why)))
			.collect()
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn results_should_be_in_the_order_of_the_items() {
		let items: Vec<u64> = (0..1_001).collect();
		let doubled: Vec<u64> = items.iter().map(|item| item * 2).collect();
		assert_eq!(in_parallel(&items, |item| item * 2), doubled);
		assert!(in_parallel(&[], |item: &u64| *item).is_empty());
	}
}
