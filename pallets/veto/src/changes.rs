// SPDX-License-Identifier: Apache-2.0

//! Changes that wait, and how they end.

use crate::*;
use frame_support::{
	pallet_prelude::*,
	traits::{
		schedule::{
			v3::{Named, TaskName},
			DispatchTime,
		},
		StorePreimage,
	},
	weights::WeightMeter,
};
use openledger_primitives::{interfaces::Merits, merit::Merit};
use sp_runtime::traits::{BlakeTwo256, Hash, Saturating};

/// The scheduler's priority of what must happen at its block.
const PRIORITY: u8 = 0;

impl<T: Config> Pallet<T> {
	/// The name of a change's task with the scheduler.
	pub(crate) fn task(change: ChangeId) -> TaskName {
		BlakeTwo256::hash_of(&(b"pallet-veto", change)).0
	}

	pub(crate) fn do_propose(parameter: T::RuntimeParameters) -> DispatchResult {
		ensure!(Changes::<T>::count() < T::MaxChanges::get(), Error::<T>::TooManyChanges);
		let change = NextChange::<T>::get();
		let next = change.checked_add(1).ok_or(Error::<T>::Overflow)?;
		let enactable_at =
			frame_system::Pallet::<T>::block_number().saturating_add(T::Period::get());
		let enact = T::Preimages::bound(<T as Config>::RuntimeCall::from(Call::enact { change }))?;
		// Without room for it, anyone can enact the change. That it can't be scheduled is no reason not
		// to ask merit.
		let _ = T::Scheduler::schedule_named(
			Self::task(change),
			DispatchTime::At(enactable_at),
			None,
			PRIORITY,
			frame_system::RawOrigin::Root.into(),
			enact,
		);
		NextChange::<T>::put(next);
		let (opposed, total) = (Merit::default(), T::Merits::total());
		Changes::<T>::insert(change, Change { parameter, enactable_at, opposed, total });
		Self::deposit_event(Event::ChangeProposed { change, enactable_at });
		Ok(())
	}

	pub(crate) fn do_veto(who: T::AccountId, id: ChangeId) -> DispatchResult {
		let mut change = Changes::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(
			frame_system::Pallet::<T>::block_number() < change.enactable_at,
			Error::<T>::TooLate
		);
		let merit = T::Merits::of(&who);
		let now = merit.at(T::Merits::now());
		ensure!(now > 0 && now >= T::MinMerit::get(), Error::<T>::NoMerit);
		ensure!(!Vetoes::<T>::contains_key(id, &who), Error::<T>::AlreadyVetoed);

		Vetoes::<T>::insert(id, &who, merit);
		Self::deposit_event(Event::VetoCast { change: id, who, merit: now });
		change.opposed = change.opposed.plus(merit);
		if change.opposed.is_share(T::Share::get(), change.total) {
			Self::close(id);
			Self::deposit_event(Event::ChangeVetoed { change: id });
		} else {
			Changes::<T>::insert(id, change);
		}
		Ok(())
	}

	pub(crate) fn do_enact(id: ChangeId) -> DispatchResult {
		let change = Changes::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(
			frame_system::Pallet::<T>::block_number() >= change.enactable_at,
			Error::<T>::TooEarly
		);
		Self::close(id);
		let result = pallet_parameters::Pallet::<T>::set_parameter(
			Origin::Unopposed.into(),
			change.parameter,
		);
		Self::deposit_event(Event::ChangeEnacted { change: id, result });
		Ok(())
	}

	fn close(id: ChangeId) {
		// The scheduler takes a task out before it runs it, and may have lost one that was too late.
		let _ = T::Scheduler::cancel_named(Self::task(id));
		Changes::<T>::remove(id);
		Closed::<T>::insert(id, ());
	}

	/// Clears vetoes of changes that are gone, as far as the weight goes.
	pub(crate) fn clear_vetoes(meter: &mut WeightMeter) {
		while meter.try_consume(<T as Config>::WeightInfo::clear_veto()).is_ok() {
			let Some((id, ())) = Closed::<T>::iter().next() else { return };
			let Some(who) = Vetoes::<T>::iter_key_prefix(id).next() else {
				Closed::<T>::remove(id);
				continue;
			};
			Vetoes::<T>::remove(id, who);
		}
	}
}
