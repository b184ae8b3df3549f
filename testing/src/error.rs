// SPDX-License-Identifier: Apache-2.0

//! What stops a node, a network or a bench.

use std::{
	error,
	fmt::{self, Display},
};

/// What went wrong, and where it helps what to do about it.
#[derive(Debug)]
pub struct Error(String);

impl Error {
	/// An error that tells a person this.
	pub fn new(message: impl Into<String>) -> Self {
		Self(message.into())
	}
}

impl Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

impl error::Error for Error {}

/// For `map_err`: what could not be done, and the reason.
pub fn cannot<E: Display>(what: impl Display) -> impl FnOnce(E) -> Error {
	move |reason| Error(format!("can't {what}: {reason}"))
}

/// What a test can't go on without.
#[track_caller]
pub(crate) fn must<T>(result: Result<T, Error>) -> T {
	result.unwrap_or_else(|error| panic!("{error}"))
}
