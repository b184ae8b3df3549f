// SPDX-License-Identifier: Apache-2.0

//! Why an input gives no text.

use std::io;

use openledger_primitives::limits::{MAX_CONTENT_BYTES, MAX_OUTPUT_BYTES};

use crate::text::count;

/// The purpose that a text is read for, which bounds its size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
	/// The text of a contribution.
	Contribution,
	/// The output of an answer.
	Output,
}

impl Purpose {
	pub(super) fn max_bytes(self) -> u64 {
		match self {
			Self::Contribution => MAX_CONTENT_BYTES.into(),
			Self::Output => MAX_OUTPUT_BYTES.into(),
		}
	}

	fn name(self) -> &'static str {
		match self {
			Self::Contribution => "a text",
			Self::Output => "an output",
		}
	}
}

/// Why an input gives no text. Paths are as they can be shown.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
	/// The input can't be read.
	#[error("{path} can't be read: {reason}")]
	Unreadable {
		/// The path.
		path: String,
		/// The error of the system.
		reason: io::Error,
	},
	/// Something else than a file or a directory is there.
	#[error("{path} is neither a file nor a directory")]
	NotAFile {
		/// The path.
		path: String,
	},
	/// The input, or its normal form, is larger than the purpose allows.
	#[error(
		"{path} has {bytes} bytes, more than the {} that {} can have",
		.purpose.max_bytes(), .purpose.name()
	)]
	TooLarge {
		/// The path.
		path: String,
		/// The size, in bytes: of standard input, as much of it as was read.
		bytes: u64,
		/// The purpose.
		purpose: Purpose,
	},
	/// The input is not UTF-8.
	#[error("{path} is not UTF-8 at byte {at}")]
	NotUtf8 {
		/// The path.
		path: String,
		/// The byte from which on it is not.
		at: usize,
	},
	/// Nothing is left of the input in normal form.
	#[error("{path} has no text: {}", nothing_left(*.bytes))]
	Empty {
		/// The path.
		path: String,
		/// The size of the input, in bytes.
		bytes: usize,
		/// The purpose.
		purpose: Purpose,
	},
	/// The directory has no file to read.
	#[error("{path} has no file to read")]
	NoFiles {
		/// The path.
		path: String,
	},
}

/// The reason, in words, why `bytes` bytes are not a text.
fn nothing_left(bytes: usize) -> String {
	match bytes {
		0 => "it is empty".to_owned(),
		bytes => format!("nothing is left of its {} in normal form", count(bytes, "byte")),
	}
}
