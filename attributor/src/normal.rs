// SPDX-License-Identifier: Apache-2.0

//! Texts in normal form, which are hashed and matched.

use openledger_primitives::{content, limits::MAX_CONTENT_BYTES, normal};
use sp_core::{Blake2Hasher, H256};

use crate::position::{to_index, to_position};

/// Why bytes can't be a text in normal form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NormalError {
	/// The normal form of the text is empty.
	#[error("nothing is left of the text in normal form")]
	Empty,
	/// The bytes are not UTF-8.
	#[error("not UTF-8 at byte {at}")]
	NotUtf8 {
		/// The position of the first byte that is not UTF-8.
		at: usize,
	},
	/// The normal form of the text is longer than a contribution may be.
	#[error("{bytes} bytes in normal form, more than {max}")]
	TooLong {
		/// The length of the normal form, in bytes.
		bytes: usize,
		/// The most that it may be, in bytes: [`MAX_CONTENT_BYTES`].
		max: u32,
	},
}

/// A text in [normal form v1](openledger_primitives::normal), not empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NormalText(String);

impl NormalText {
	/// The normal form of a text. The normal form of a normal form is itself. Fails for bytes that
	/// are not UTF-8, and for a normal form that is empty or too long.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, NormalError> {
		let text = read(bytes)?;
		Self::of_normal(normal::normalize(text))
	}

	/// What is in normal form already, if its length can be.
	pub(crate) fn of_normal(normal: String) -> Result<Self, NormalError> {
		if normal.is_empty() {
			return Err(NormalError::Empty);
		}
		if normal.len() > to_index(MAX_CONTENT_BYTES) {
			return Err(NormalError::TooLong { bytes: normal.len(), max: MAX_CONTENT_BYTES });
		}
		Ok(Self(normal))
	}

	/// The text.
	pub fn as_str(&self) -> &str {
		&self.0
	}

	/// The text's bytes, in UTF-8.
	pub fn as_bytes(&self) -> &[u8] {
		self.0.as_bytes()
	}

	/// The text's length in bytes, at least 1.
	#[allow(clippy::len_without_is_empty)]
	pub fn len(&self) -> u32 {
		to_position(self.0.len())
	}

	/// The content root by which the chain knows this text: the `content_root` of a contribution,
	/// the `output_root` of an answer.
	pub fn content_root(&self) -> H256 {
		// Only a content of no bytes has no root.
		content::content_root::<Blake2Hasher>(self.as_bytes()).unwrap_or_default()
	}
}

impl AsRef<str> for NormalText {
	fn as_ref(&self) -> &str {
		self.as_str()
	}
}

/// Bytes as text.
pub(crate) fn read(bytes: &[u8]) -> Result<&str, NormalError> {
	std::str::from_utf8(bytes).map_err(|error| NormalError::NotUtf8 { at: error.valid_up_to() })
}
