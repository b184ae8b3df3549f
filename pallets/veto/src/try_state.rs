// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use frame_support::{ensure, traits::Get};
use openledger_primitives::{interfaces::Merits, merit::Merit};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - No more changes wait than can, all with ids that were given out, none of them closed.
	/// - What is against a change is at least the sum of its vetoes, and less than would end it.
	/// - There are vetoes only of changes that wait or are closed.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(Changes::<T>::count() <= T::MaxChanges::get(), "too many changes");
		let (now, next) = (T::Merits::now(), NextChange::<T>::get());
		for (id, change) in Changes::<T>::iter() {
			ensure!(id < next, "a change without an id");
			ensure!(!Closed::<T>::contains_key(id), "a change that waits is closed");
			let cast = Vetoes::<T>::iter_prefix_values(id).fold(Merit::default(), Merit::plus);
			ensure!(cast.at(now) <= change.opposed.at(now), "vetoes do not count");
			let is_vetoed = change.opposed.is_share(T::Share::get(), change.total);
			ensure!(!is_vetoed, "a vetoed change waits");
		}
		for (id, _, _) in Vetoes::<T>::iter() {
			let is_known = Changes::<T>::contains_key(id) || Closed::<T>::contains_key(id);
			ensure!(is_known, "a veto of nothing");
		}
		Ok(())
	}
}
