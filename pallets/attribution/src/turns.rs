// SPDX-License-Identifier: Apache-2.0

//! What blocks do by themselves with the weight that they have left: batches take turns.
//!
//! A batch has its first turn in the block in which it can be finalized, or was refuted. A block goes
//! through the turns that have come, the oldest first, and gives each batch a page; one that is not
//! done has its next turn in the next block, behind all that waited. So a batch of many pages takes
//! many blocks, and holds up others by a page each: what waits is served before anything is served
//! twice.

use crate::*;
use frame_support::{
	defensive, pallet_prelude::*, storage::with_storage_layer, traits::Contains,
	weights::WeightMeter,
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{limits::MaxPaidByCall, BatchId};
use sp_runtime::traits::{One, Saturating, UniqueSaturatedInto};

/// What became of a batch's turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Progress {
	/// The block has too little left for it.
	NoRoom,
	/// It can't go on now: its next turn comes.
	Refused,
	Made,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn turn(from: BlockNumberFor<T>, id: BatchId) -> Turn {
		let from: u64 = from.unique_saturated_into();
		(from.into(), id.into())
	}

	/// It is the turn of a batch now that was refuted before it could be finalized.
	pub(crate) fn hasten(id: BatchId, batch: &BatchOf<T>) {
		if Self::is_finalizable(batch) {
			return;
		}
		Turns::<T>::remove(Self::turn(batch.finalizable_at, id));
		Turns::<T>::insert(Self::turn(frame_system::Pallet::<T>::block_number(), id), ());
	}

	/// Finalizes what can be, as far as `meter` has weight: each batch at most a page. A batch with a
	/// demand that nobody answered is refuted before.
	pub(crate) fn finalize_idle(meter: &mut WeightMeter) {
		let finalize = Call::<T>::finalize { batch: 0, max_payments: 0 };
		let now: u64 = frame_system::Pallet::<T>::block_number().unique_saturated_into();
		// Turns that are given while it goes on are in later blocks.
		let mut turns = Turns::<T>::iter_keys();
		let mut is_any_over = false;
		while meter.try_consume(T::WeightInfo::advance()).is_ok() {
			if !T::BaseCallFilter::contains(&finalize.clone().into()) {
				return;
			}
			let Some(turn) = turns.next().filter(|(from, _)| u64::from(*from) <= now) else {
				break;
			};
			let id = turn.1.into();
			if Self::serve(meter, id) == Progress::NoRoom {
				break;
			}
			Turns::<T>::remove(turn);
			is_any_over = true;
			if Batches::<T>::contains_key(id) {
				let next = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
				Turns::<T>::insert(Self::turn(next, id), ());
			}
		}
		// What is gone had a turn, whoever made it final.
		if is_any_over {
			Self::pass_over(meter);
		}
	}

	/// Goes on with a batch whose turn it is, if there still is one.
	fn serve(meter: &mut WeightMeter, id: BatchId) -> Progress {
		let Some(mut batch) = Batches::<T>::get(id) else {
			return Progress::Made;
		};
		if !batch.is_void && !Self::is_finalizable(&batch) {
			defensive!("a batch has no turn before it can be finalized");
			return Progress::Refused;
		}
		if let Some(key) = Self::first_demand(id).filter(|_| !batch.is_void) {
			let expired = Self::expire_in(meter, id, key);
			if expired != Progress::Made {
				return expired;
			}
			let Some(refuted) = Batches::<T>::get(id) else {
				return Progress::Made;
			};
			batch = refuted;
		}
		Self::finalize_in(meter, id, batch)
	}

	/// Pays a page of a batch, or what of it `meter` has weight for.
	fn finalize_in(meter: &mut WeightMeter, id: BatchId, batch: BatchOf<T>) -> Progress {
		let left = meter.remaining();
		let has_room = |work: &Work| {
			work.payments() < MaxPaidByCall::get()
				&& Self::weight_of(&work.with_one_more()).all_lte(left)
		};
		if !has_room(&Work::default()) {
			return Progress::NoRoom;
		}
		match with_storage_layer(|| Self::pay(id, batch, has_room)) {
			Ok(work) => {
				meter.consume(Self::weight_of(&work));
				Progress::Made
			}
			Err(_) => {
				defensive!("a batch pays what was collected for it");
				// Nothing of it was paid; what it tried is not known.
				meter.consume(left.min(Self::weight_of(&Work::most(MaxPaidByCall::get()))));
				Progress::Refused
			}
		}
	}

	/// Moves the least id that may be left past those that are gone.
	fn pass_over(meter: &mut WeightMeter) {
		let (first, next) = (NextToFinalize::<T>::get(), NextBatchId::<T>::get());
		let mut left = first;
		while left < next
			&& meter.try_consume(T::WeightInfo::advance()).is_ok()
			&& !Batches::<T>::contains_key(left)
		{
			left = left.saturating_add(1);
		}
		if left > first {
			NextToFinalize::<T>::put(left);
		}
	}
}
