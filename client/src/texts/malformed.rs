// SPDX-License-Identifier: Apache-2.0

//! Malformed contents: they have the root that the chain knows, and are not in normal form, as no
//! honest registration is. Nothing is matched with them, and anyone can show the chain what is
//! wrong with them.

use openledger_primitives::{challenge::Excerpt, content::content_root, normal::find_flaw};
use sp_core::{Blake2Hasher, H256};

use crate::convert::saturating_u32;

/// A content that is not in normal form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
	bytes: Vec<u8>,
	/// The byte at which the first flaw begins.
	pub at: u32,
	/// The number of bytes that show the flaw.
	pub len: u32,
}

impl Malformed {
	/// The content with these bytes. `None` unless they have this root, and are not in normal form.
	pub fn of(bytes: Vec<u8>, root: H256) -> Option<Self> {
		if content_root::<Blake2Hasher>(&bytes) != Some(root) {
			return None;
		}
		let (at, len) = find_flaw(&bytes)?;
		Some(Self { bytes, at, len })
	}

	/// The bytes of the content.
	pub fn content(&self) -> &[u8] {
		&self.bytes
	}

	/// The number of bytes of the content.
	pub fn bytes(&self) -> u32 {
		saturating_u32(self.bytes.len())
	}

	/// The chunks with the flaw, and the hashes that prove that they are the content's. `None` if
	/// an excerpt can't hold them.
	pub fn excerpt(&self) -> Option<Excerpt> {
		Excerpt::of::<Blake2Hasher>(&self.bytes, self.at, self.at.checked_add(self.len)?)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_primitives::challenge::Content;

	fn root(bytes: &[u8]) -> H256 {
		content_root::<Blake2Hasher>(bytes).unwrap()
	}

	#[test]
	fn a_flaw_should_be_found_and_shown() {
		let long = [&[b'a'; 5_000][..], b"  two spaces"].concat();
		for bytes in [&b"two  spaces"[..], b" begins with one", b"no UTF-8 \xff", &long[..]] {
			let root = root(bytes);
			let malformed = Malformed::of(bytes.to_vec(), root).unwrap();
			let content = Content { root, len: malformed.bytes() };
			let excerpt = malformed.excerpt().unwrap();
			let shown = excerpt.verify::<Blake2Hasher>(&content).unwrap();
			assert!(shown.get(malformed.at, malformed.len).is_some());
		}
	}

	#[test]
	fn what_is_in_normal_form_or_another_content_should_not_be_malformed() {
		let root = root(b"as it is");
		assert_eq!(Malformed::of(b"as it is".to_vec(), root), None);
		assert_eq!(Malformed::of(b"as  it is".to_vec(), root), None);
		assert_eq!(Malformed::of(Vec::new(), root), None);
	}
}
