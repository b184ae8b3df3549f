// SPDX-License-Identifier: Apache-2.0

//! Proofs that are not built yet: what each would take is known before any text is hashed.

use openledger_primitives::challenge::{Excerpt, Proof};

use super::excerpts::Cut;

/// A proof that lacks its excerpts.
pub(super) struct Plan<'a> {
	size: u32,
	build: Box<dyn FnOnce() -> Option<Proof> + 'a>,
}

impl<'a> Plan<'a> {
	/// What `proof` makes of the excerpts that are cut.
	pub(super) fn of<const N: usize>(
		cuts: [Cut<'a>; N],
		proof: impl FnOnce([Excerpt; N]) -> Proof + 'a,
	) -> Self {
		let size = cuts.iter().map(Cut::size).fold(0, u32::saturating_add);
		let build = move || {
			let excerpts: Option<Vec<Excerpt>> = cuts.iter().map(Cut::excerpt).collect();
			let excerpts: [Excerpt; N] = excerpts?.try_into().ok()?;
			Some(proof(excerpts))
		};
		Self { size, build: Box::new(build) }
	}

	/// Bytes of its excerpts. What else a proof has is as good as nothing beside them.
	pub(super) fn size(&self) -> u32 {
		self.size
	}

	/// The proof itself. Hashes all of the texts that it shows something of.
	pub(super) fn build(self) -> Option<Proof> {
		(self.build)()
	}
}
