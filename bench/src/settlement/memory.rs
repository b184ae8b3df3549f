// SPDX-License-Identifier: Apache-2.0

//! What the node's process has in memory.

use std::fs;

use crate::report::{bytes_of, float, rounded};

const RESIDENT: &str = "VmRSS:";
const PEAK: &str = "VmHWM:";

/// The memory of a process, by what the system says of it.
pub struct Memory {
	process: Option<u32>,
	/// The most that was noted, in bytes.
	most: Option<u64>,
}

impl Memory {
	/// Of a process, or of none.
	pub fn of(process: Option<u32>) -> Self {
		Self { process, most: None }
	}

	/// Notes what the process has now.
	pub fn note(&mut self) {
		self.most = self.most.max(self.bytes(RESIDENT));
	}

	/// The most that was noted, in megabytes.
	pub fn most_mb(&self) -> Option<f64> {
		self.most.map(megabytes)
	}

	/// The most that the process ever had, in megabytes.
	pub fn peak_mb(&self) -> Option<f64> {
		self.bytes(PEAK).map(megabytes)
	}

	fn bytes(&self, name: &str) -> Option<u64> {
		bytes_of(&fs::read_to_string(format!("/proc/{}/status", self.process?)).ok()?, name)
	}
}

/// In whole kilobytes, so that the number stays small.
fn megabytes(bytes: u64) -> f64 {
	rounded(float(bytes / 1_000) / 1_000.0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn this_process_should_have_memory() {
		let mut memory = Memory::of(Some(std::process::id()));
		assert_eq!(memory.most_mb(), None);
		memory.note();
		assert!(memory.most_mb() > Some(0.0));
		assert!(memory.peak_mb() >= memory.most_mb());
		assert_eq!(Memory::of(None).peak_mb(), None);
	}
}
