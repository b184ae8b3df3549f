// SPDX-License-Identifier: Apache-2.0

//! Shows how far the bencher is, and what goes wrong.

use log::{Level, LevelFilter, Log, Metadata, Record};

/// Where the bencher says how far it is.
const PROGRESS: &str = "frame::benchmark::pallet";

struct Logger;

static LOGGER: Logger = Logger;

pub fn start() {
	// Fails only if there is a logger already.
	if log::set_logger(&LOGGER).is_ok() {
		log::set_max_level(LevelFilter::Info);
	}
}

impl Log for Logger {
	fn enabled(&self, metadata: &Metadata<'_>) -> bool {
		metadata.level() <= Level::Error || metadata.target() == PROGRESS
	}

	fn log(&self, record: &Record<'_>) {
		if self.enabled(record.metadata()) {
			eprintln!("{}", record.args());
		}
	}

	fn flush(&self) {}
}
