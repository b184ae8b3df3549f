// SPDX-License-Identifier: Apache-2.0

//! Texts that are shown not to be in normal form.
//!
//! The rule matches outputs with texts in normal form, so such a text is in nobody's index. The chain
//! knows only its root, and would take it for a match: whoever registered it could refute with it
//! what honest operators serve. Once it is struck here no proof can use it.

use crate::*;
use frame_support::{ensure, pallet_prelude::*};
use openledger_primitives::{
	challenge::{Content, Excerpt},
	ContributionId,
};
use sp_runtime::traits::BlakeTwo256;

/// Chunks that what shows a flaw can touch. No excerpt has to be longer.
pub(crate) const MAX_CHUNKS: usize = 2;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_strike_malformed(
		by: T::AccountId,
		contribution: ContributionId,
		at: u32,
		len: u32,
		excerpt: &Excerpt,
	) -> DispatchResult {
		ensure!(excerpt.chunks() <= MAX_CHUNKS, Error::<T>::InvalidExcerpt);
		let mut record = Contributions::<T>::get(ContributionKey::from(contribution))
			.ok_or(Error::<T>::ContributionNotFound)?;
		Self::ensure_flawed(&record, at, len, excerpt)?;
		let datanet = record.datanet;
		record.status = match record.status {
			// Later models are without it, as if it were withdrawn.
			Status::Accepted { index } => {
				Status::Malformed { index, withdrawal: Self::next_withdrawal(datanet)? }
			}
			// They are without it already, but earlier ones are not: it could be used there.
			Status::Withdrawn { index, withdrawal } | Status::Struck { index, withdrawal } => {
				Status::Malformed { index, withdrawal }
			}
			// No curator has to find it out, and no appeal can change it.
			Status::Pending => {
				Queue::<T>::remove(datanet, ContributionKey::from(contribution));
				Status::Rejected { upheld: true }
			}
			// No corpus has it. Should governance accept it after all, it can be struck then.
			Status::Rejected { .. } | Status::Appealed => {
				return Err(Error::<T>::NotAccepted.into())
			}
			Status::Malformed { .. } => return Err(Error::<T>::AlreadyMalformed.into()),
		};
		// The deposit counts the status at its longest. Like that of what a dispute struck it stays
		// held: the root stays taken, so the same bytes can't come back.
		Contributions::<T>::insert(ContributionKey::from(contribution), record);
		Self::deposit_event(Event::ContributionMalformed { contribution, datanet, by });
		Ok(())
	}

	/// Fails unless the `len` bytes of the text from `at` on are shown, and are in no normal form.
	fn ensure_flawed(
		record: &ContributionOf<T>,
		at: u32,
		len: u32,
		excerpt: &Excerpt,
	) -> Result<(), Error<T>> {
		let content = Content { root: record.content_root, len: record.length };
		let is_flawed = excerpt
			.verify::<BlakeTwo256>(&content)
			.and_then(|shown| shown.is_flawed(at, len))
			.ok_or(Error::InvalidExcerpt)?;
		ensure!(is_flawed, Error::NotMalformed);
		Ok(())
	}
}
