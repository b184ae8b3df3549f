// SPDX-License-Identifier: Apache-2.0

//! What was decided happens.
//!
//! A block's agenda holds only so many tasks, and anyone can place some: a referendum has an alarm in
//! a block that its author knows. Referenda take a task that finds no room for placed, and so would
//! lose the call of one that was approved, or a place on its track for good. [`NeverFull`] places such
//! a task in one of the next blocks instead. To refuse it one, somebody has to fill
//! `LOOK_AHEAD + 1` agendas, each task for the deposit of a referendum that is lost.

use super::MaxScheduledPerBlock;
use crate::{BlockNumber, OriginCaller, Runtime, RuntimeCall, Scheduler, System};
use frame_support::{
	dispatch::DispatchClass,
	traits::{
		schedule::{
			v3::{Anon, Named, TaskName},
			DispatchTime, Period, Priority,
		},
		Bounded,
	},
	weights::Weight,
};
use pallet_scheduler::{Agenda, Lookup, TaskAddress, WeightInfo};
use sp_runtime::{traits::BlakeTwo256, DispatchError};

/// How many blocks later than asked for a task may be placed: less than seven minutes.
pub const LOOK_AHEAD: BlockNumber = 200;

type Address = TaskAddress<BlockNumber>;
type Call = Bounded<RuntimeCall, BlakeTwo256>;
type Weights = <Runtime as pallet_scheduler::Config>::WeightInfo;

/// The scheduler, with a place for every task.
pub struct NeverFull;

impl NeverFull {
	/// The first block with room, from the one that is asked for on. One that has passed is the next.
	fn block_for(when: DispatchTime<BlockNumber>) -> BlockNumber {
		let next = System::block_number().saturating_add(1);
		let asked = match when {
			DispatchTime::At(block) => block.max(next),
			DispatchTime::After(blocks) => next.saturating_add(blocks),
		};
		if Self::has_end(asked) || Self::has_hole(asked) {
			return asked;
		}
		let later = (1..=LOOK_AHEAD).map(|blocks| asked.saturating_add(blocks)).find(|block| {
			Self::count(<Runtime as frame_system::Config>::DbWeight::get().reads(1));
			Self::has_end(*block)
		});
		// With none, the scheduler says so.
		later.unwrap_or(asked)
	}

	/// Tasks of a block, the places of those that were cancelled included. Does not read them.
	fn tasks(block: BlockNumber) -> u32 {
		let tasks = Agenda::<Runtime>::decode_len(block).unwrap_or_default();
		u32::try_from(tasks).unwrap_or(u32::MAX)
	}

	/// Whether a task can be added to the others.
	fn has_end(block: BlockNumber) -> bool {
		Self::tasks(block) < MaxScheduledPerBlock::get()
	}

	/// Whether a task can take the place of one that was cancelled.
	fn has_hole(block: BlockNumber) -> bool {
		Self::weigh(block, Weights::schedule);
		Agenda::<Runtime>::get(block).iter().any(Option::is_none)
	}

	/// Who uses the scheduler is weighed with an agenda that is almost empty. What a longer one costs
	/// more counts in the block.
	fn weigh(block: BlockNumber, of: fn(u32) -> Weight) {
		let tasks = Self::tasks(block).min(MaxScheduledPerBlock::get());
		Self::count(of(tasks).saturating_sub(of(0)));
	}

	fn count(weight: Weight) {
		System::register_extra_weight_unchecked(weight, DispatchClass::Normal);
	}

	fn place(when: DispatchTime<BlockNumber>) -> DispatchTime<BlockNumber> {
		let block = Self::block_for(when);
		Self::weigh(block, Weights::schedule);
		DispatchTime::At(block)
	}

	/// Where a task that is in block `from` goes, if that is another block.
	fn replace(
		from: BlockNumber,
		when: DispatchTime<BlockNumber>,
	) -> Option<DispatchTime<BlockNumber>> {
		if when == DispatchTime::At(from) {
			// The scheduler's own error.
			return Some(when);
		}
		let to = Self::place(when);
		Self::weigh(from, Weights::cancel);
		(to != DispatchTime::At(from)).then_some(to)
	}
}

impl Anon<BlockNumber, RuntimeCall, OriginCaller> for NeverFull {
	type Address = Address;
	type Hasher = BlakeTwo256;

	fn schedule(
		when: DispatchTime<BlockNumber>,
		maybe_periodic: Option<Period<BlockNumber>>,
		priority: Priority,
		origin: OriginCaller,
		call: Call,
	) -> Result<Address, DispatchError> {
		let when = Self::place(when);
		<Scheduler as Anon<_, _, _>>::schedule(when, maybe_periodic, priority, origin, call)
	}

	fn cancel(address: Address) -> Result<(), DispatchError> {
		Self::weigh(address.0, Weights::cancel);
		<Scheduler as Anon<_, _, _>>::cancel(address)
	}

	fn reschedule(
		address: Address,
		when: DispatchTime<BlockNumber>,
	) -> Result<Address, DispatchError> {
		match Self::replace(address.0, when) {
			Some(when) => <Scheduler as Anon<_, _, _>>::reschedule(address, when),
			None => Ok(address),
		}
	}

	fn next_dispatch_time(address: Address) -> Result<BlockNumber, DispatchError> {
		<Scheduler as Anon<_, _, _>>::next_dispatch_time(address)
	}
}

impl Named<BlockNumber, RuntimeCall, OriginCaller> for NeverFull {
	type Address = Address;
	type Hasher = BlakeTwo256;

	fn schedule_named(
		id: TaskName,
		when: DispatchTime<BlockNumber>,
		maybe_periodic: Option<Period<BlockNumber>>,
		priority: Priority,
		origin: OriginCaller,
		call: Call,
	) -> Result<Address, DispatchError> {
		let when = Self::place(when);
		<Scheduler as Named<_, _, _>>::schedule_named(
			id,
			when,
			maybe_periodic,
			priority,
			origin,
			call,
		)
	}

	fn cancel_named(id: TaskName) -> Result<(), DispatchError> {
		if let Some((block, _)) = Lookup::<Runtime>::get(id) {
			Self::weigh(block, Weights::cancel_named);
		}
		<Scheduler as Named<_, _, _>>::cancel_named(id)
	}

	fn reschedule_named(
		id: TaskName,
		when: DispatchTime<BlockNumber>,
	) -> Result<Address, DispatchError> {
		let address = Lookup::<Runtime>::get(id).ok_or(DispatchError::Unavailable)?;
		match Self::replace(address.0, when) {
			Some(when) => <Scheduler as Named<_, _, _>>::reschedule_named(id, when),
			None => Ok(address),
		}
	}

	fn next_dispatch_time(id: TaskName) -> Result<BlockNumber, DispatchError> {
		<Scheduler as Named<_, _, _>>::next_dispatch_time(id)
	}
}
