// SPDX-License-Identifier: Apache-2.0

//! What was served stays payable: receipts under the span parameters before the last change.
//!
//! An answer is settled some time after it was given, and its receipt, which the payer has, names the
//! parameters that it follows. They are a governed number of the runtime, which this pallet does not
//! set: so each block looks whether they are still those that the block before saw.

use crate::*;
use frame_support::{ensure, pallet_prelude::*};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::span::SpanParams;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Notes a change of the span parameters since the last block.
	pub(crate) fn note_span_params() {
		let current = T::SpanParams::get();
		let former = match SpanParamsSeen::<T>::get() {
			Some(seen) if seen.current == current => return,
			Some(SeenSpanParams { current: former, .. }) => {
				let until = Self::end_of_grace();
				Self::deposit_event(Event::SpanParamsChanged { former, current, until });
				Some((former, until))
			}
			None => None,
		};
		SpanParamsSeen::<T>::put(SeenSpanParams { current, former });
	}

	/// The span parameters before the last change, and before which block receipts under them are
	/// settled. `None` if that is over.
	pub fn former_span_params() -> Option<(SpanParams, BlockNumberFor<T>)> {
		let seen = SpanParamsSeen::<T>::get()?;
		if seen.current != T::SpanParams::get() {
			// They were changed in this block. The next one notes it.
			return Some((seen.current, Self::end_of_grace()));
		}
		let now = frame_system::Pallet::<T>::block_number();
		seen.former.filter(|(_, until)| now < *until)
	}

	/// Checks that receipts under these parameters are settled.
	pub(crate) fn ensure_in_force(span_params: SpanParams) -> Result<(), Error<T>> {
		let is_former =
			|| Self::former_span_params().is_some_and(|(former, _)| former == span_params);
		let is_in_force = span_params == T::SpanParams::get() || is_former();
		ensure!(is_in_force, Error::SpanParamsNotInForce);
		Ok(())
	}

	fn end_of_grace() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number().saturating_add(T::GracePeriod::get())
	}
}
