// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use openledger_primitives::{Balance, ChannelId};
use sp_runtime::TryRuntimeError;

/// What records say is held, by account: as bond, in channels, and for records.
type Held<T> = BTreeMap<AccountIdOf<T>, [Balance; 3]>;

const REASONS: [HoldReason; 3] = [HoldReason::Bond, HoldReason::Channel, HoldReason::Record];

impl<T: Config> Pallet<T> {
	/// - Of every account exactly what its records say is held, for each reason.
	/// - Ids of channels are below their counter, and no operator registered, or set its key, beyond it.
	///   No channel that is outdated can be settled later.
	/// - Nothing that is unbonding is nothing.
	/// - Of a channel something is settled exactly if a sequence is.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = Held::<T>::new();
		Self::try_operators(&mut held)?;
		Self::try_channels(&mut held)?;
		for (who, amounts) in held {
			for (reason, amount) in REASONS.into_iter().zip(amounts) {
				let on_hold = T::Currency::balance_on_hold(&reason.into(), &who);
				ensure!(on_hold == amount, "what is held is not what records say");
			}
		}
		Ok(())
	}

	fn hold(held: &mut Held<T>, reason: HoldReason, who: &AccountIdOf<T>, amount: Balance) {
		let sums = held.entry(who.clone()).or_default();
		for (sum, _) in sums.iter_mut().zip(REASONS).filter(|(_, other)| *other == reason) {
			*sum = sum.saturating_add(amount);
		}
	}

	fn try_operators(held: &mut Held<T>) -> Result<(), TryRuntimeError> {
		for (who, operator) in Operators::<T>::iter() {
			let is_known = operator.first_of_key <= NextChannelId::<T>::get();
			ensure!(is_known, "an operator's key was set beyond the last channel");
			let ascends = operator.first_channel <= operator.first_of_key;
			ensure!(ascends, "an outdated channel can be settled once a key ends");
			ensure!(operator.unbonding.iter().all(|part| part.amount > 0), "nothing is unbonding");
			let parts = operator.unbonding.iter().map(|part| part.amount);
			let bonded = parts.fold(operator.bond, Balance::saturating_add);
			Self::hold(held, HoldReason::Bond, &who, bonded);
			Self::hold(held, HoldReason::Record, &who, operator.deposit);
		}
		Ok(())
	}

	fn try_channels(held: &mut Held<T>) -> Result<(), TryRuntimeError> {
		for (key, channel) in Channels::<T>::iter() {
			let id = ChannelId::from(key);
			ensure!(id < NextChannelId::<T>::get(), "channel id not yet given");
			let has_settled = channel.settled > 0;
			ensure!(has_settled == (channel.next_sequence > 0), "money without answers");
			Self::hold(held, HoldReason::Channel, &channel.payer, channel.funds);
			Self::hold(held, HoldReason::Record, &channel.payer, channel.deposit);
		}
		Ok(())
	}
}
