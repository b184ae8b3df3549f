// SPDX-License-Identifier: Apache-2.0

//! What was served stays payable: receipts under the span parameters before the last two changes.
//!
//! An answer is settled some time after it was given, and its receipt, which the payer has, names the
//! parameters that it follows. They are a governed number of the runtime, which this pallet does not
//! set: so each block looks whether they are still those that the block before saw.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::span::SpanParams;
use sp_runtime::traits::Saturating;

/// Span parameters, and before which block receipts under them are settled.
type Former<T> = (SpanParams, BlockNumberFor<T>);

impl<T: Config> Pallet<T> {
	/// Notes a change of the span parameters since the last block.
	pub(crate) fn note_span_params() {
		let current = T::SpanParams::get();
		let former = match SpanParamsSeen::<T>::get() {
			Some(seen) if seen.current == current => return,
			Some(seen) => {
				let (former, until) = (seen.current, Self::end_of_grace());
				Self::deposit_event(Event::SpanParamsChanged { former, current, until });
				let mut counting = Self::counting(seen, current);
				// There is room for two: of three changes within a grace period, the first is over.
				let over = counting.len().saturating_sub(2);
				BoundedVec::truncate_from(counting.split_off(over))
			}
			None => BoundedVec::new(),
		};
		SpanParamsSeen::<T>::put(SeenSpanParams { current, former });
	}

	/// The span parameters before the last change, and the first block in which receipts under them
	/// are not settled any more. `None` if that time is over.
	pub fn former_span_params() -> Option<(SpanParams, BlockNumberFor<T>)> {
		Self::all_former_span_params().pop()
	}

	/// The former span parameters under which receipts are settled, each with the first block in
	/// which they are not any more; the last at the end.
	pub fn all_former_span_params() -> Vec<(SpanParams, BlockNumberFor<T>)> {
		SpanParamsSeen::<T>::get()
			.map(|seen| Self::counting(seen, T::SpanParams::get()))
			.unwrap_or_default()
	}

	/// Of the parameters that were `seen` those that still count as former ones, while `current`
	/// are in force. Where these were changed in this block, the next one notes it.
	fn counting(seen: SeenSpanParams<BlockNumberFor<T>>, current: SpanParams) -> Vec<Former<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		let SeenSpanParams { current: last, former } = seen;
		let is_other = |(params, until): &Former<T>| *params != current && now < *until;
		let mut counting: Vec<_> = former.into_iter().filter(is_other).collect();
		if last != current {
			counting.push((last, Self::end_of_grace()));
		}
		counting
	}

	/// Checks that receipts under these parameters are settled.
	pub(crate) fn ensure_in_force(span_params: SpanParams) -> Result<(), Error<T>> {
		let is_former =
			|| Self::all_former_span_params().into_iter().any(|(former, _)| former == span_params);
		let is_in_force = span_params == T::SpanParams::get() || is_former();
		ensure!(is_in_force, Error::SpanParamsNotInForce);
		Ok(())
	}

	fn end_of_grace() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number().saturating_add(T::GracePeriod::get())
	}
}
