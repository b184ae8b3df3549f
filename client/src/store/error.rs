// SPDX-License-Identifier: Apache-2.0

//! Why the store can't be used.

use std::{io, path::PathBuf};

/// Why the store can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
	/// The user has no directory for data.
	#[error("this account has no directory for data")]
	NoDirectory,
	/// A file or a directory can't be read or written.
	#[error("{path} of the store can't be used: {reason}")]
	Unusable {
		/// The path.
		path: PathBuf,
		/// The error of the system.
		reason: io::Error,
	},
	/// The text at this path does not have the root that its name says.
	#[error("{0} of the store is damaged: it is not the text that its name says")]
	Damaged(PathBuf),
	/// This path is not Unicode, so it has no URI.
	#[error("{0} has no URI: its path is not Unicode")]
	NoUri(PathBuf),
	/// A file about a channel can't be understood.
	#[error("{path} of the store does not say what is known of a channel: {reason}")]
	BadChannel {
		/// The path.
		path: PathBuf,
		/// What is wrong with the file.
		reason: String,
	},
}
