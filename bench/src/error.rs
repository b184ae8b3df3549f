// SPDX-License-Identifier: Apache-2.0

//! What stops a bench.

use std::fmt::{self, Display};

/// What went wrong, and where it helps what to do about it.
#[derive(Debug)]
pub struct Error(String);

impl Error {
	pub fn new(message: impl Into<String>) -> Self {
		Self(message.into())
	}
}

impl Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

/// For `map_err`: what could not be done, and the reason.
pub fn cannot<E: Display>(what: impl Display) -> impl FnOnce(E) -> Error {
	move |reason| Error(format!("can't {what}: {reason}"))
}
