// SPDX-License-Identifier: Apache-2.0

//! Notes to the user that are neither results nor errors, as [`tracing`] events of the target
//! [`TARGET`]: a program shows or logs them.

use tracing::warn;

/// The target of these events, whose message is the note. It may repeat what strangers wrote.
pub const TARGET: &str = "openledger::note";

/// Emits a note.
pub fn note(text: &str) {
	warn!(target: TARGET, "{text}");
}
