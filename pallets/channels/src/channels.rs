// SPDX-License-Identifier: Apache-2.0

//! Payment channels: opened, filled, and closed.

use crate::*;
use frame_support::{ensure, pallet_prelude::*};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{keys::Keys, Balance, ChannelId};
use openledger_promises::{give_back, promise};
use sp_core::sr25519;

impl<T: Config> Pallet<T> {
	pub(crate) fn channel_of(id: ChannelId) -> Result<ChannelOf<T>, Error<T>> {
		Channels::<T>::get(ChannelKey::from(id)).ok_or(Error::ChannelNotFound)
	}

	/// A channel, for its payer.
	fn channel_by(payer: &AccountIdOf<T>, id: ChannelId) -> Result<ChannelOf<T>, Error<T>> {
		let channel = Self::channel_of(id)?;
		ensure!(channel.payer == *payer, Error::NotPayer);
		Ok(channel)
	}

	/// The end of the time that an operator has to settle what it was promised.
	fn close_delayed() -> Result<BlockNumberFor<T>, Error<T>> {
		Self::after(T::CloseDelay::get())
	}

	pub(crate) fn do_open_channel(
		payer: AccountIdOf<T>,
		operator: AccountIdOf<T>,
		key: sr25519::Public,
		amount: Balance,
	) -> DispatchResult {
		ensure!(Operators::<T>::contains_key(&operator), Error::<T>::OperatorNotFound);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let deposit = Self::hold_for_longest::<ChannelOf<T>>(&payer)?;
		promise::<T::Currency, T::Promises, _>(&HoldReason::Channel.into(), &payer, amount)?;
		let id = NextChannelId::<T>::get();
		NextChannelId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let channel = Channel {
			payer: payer.clone(),
			operator: operator.clone(),
			voucher_keys: Keys::new(key),
			funds: amount,
			settled: 0,
			next_sequence: 0,
			closing: None,
			deposit,
		};
		Channels::<T>::insert(ChannelKey::from(id), channel);
		Self::deposit_event(Event::ChannelOpened {
			channel: id,
			payer,
			operator,
			key,
			funds: amount,
		});
		Ok(())
	}

	pub(crate) fn do_top_up(
		payer: AccountIdOf<T>,
		id: ChannelId,
		amount: Balance,
	) -> DispatchResult {
		let mut channel = Self::channel_by(&payer, id)?;
		ensure!(channel.closing.is_none(), Error::<T>::ChannelClosing);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		promise::<T::Currency, T::Promises, _>(&HoldReason::Channel.into(), &payer, amount)?;
		let funds = channel.funds.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		channel.funds = funds;
		Channels::<T>::insert(ChannelKey::from(id), channel);
		Self::deposit_event(Event::ChannelToppedUp { channel: id, amount, funds });
		Ok(())
	}

	pub(crate) fn do_set_channel_key(
		payer: AccountIdOf<T>,
		id: ChannelId,
		key: sr25519::Public,
	) -> DispatchResult {
		let mut channel = Self::channel_by(&payer, id)?;
		Self::ensure_settled(&channel.voucher_keys)?;
		// Or a payer could change the key to owe nothing for what it was served.
		let until = Self::close_delayed()?;
		channel.voucher_keys.change(key, until);
		Channels::<T>::insert(ChannelKey::from(id), channel);
		Self::deposit_event(Event::ChannelKeySet { channel: id, key, until });
		Ok(())
	}

	pub(crate) fn do_close_channel(who: AccountIdOf<T>, id: ChannelId) -> DispatchResult {
		let mut channel = Self::channel_of(id)?;
		if who == channel.operator {
			return Self::remove_channel(id, channel);
		}
		ensure!(who == channel.payer, Error::<T>::NotChannelParty);
		ensure!(channel.closing.is_none(), Error::<T>::ChannelClosing);
		let until = Self::close_delayed()?;
		channel.closing = Some(until);
		Channels::<T>::insert(ChannelKey::from(id), channel);
		Self::deposit_event(Event::ChannelClosing { channel: id, until });
		Ok(())
	}

	pub(crate) fn do_withdraw_channel(id: ChannelId) -> DispatchResult {
		let channel = Self::channel_of(id)?;
		let until = channel.closing.ok_or(Error::<T>::NotClosing)?;
		ensure!(Self::now() >= until, Error::<T>::NotYetClosed);
		Self::remove_channel(id, channel)
	}

	fn remove_channel(id: ChannelId, channel: ChannelOf<T>) -> DispatchResult {
		let Channel { payer, funds, deposit, .. } = channel;
		// The deposit first, which is no less than the existential deposit: who has nothing free can't
		// be given less.
		Self::return_deposit(&payer, deposit)?;
		give_back::<T::Currency, T::Promises, _>(&HoldReason::Channel.into(), &payer, funds)?;
		Channels::<T>::remove(ChannelKey::from(id));
		Self::deposit_event(Event::ChannelClosed { channel: id, returned: funds });
		Ok(())
	}
}
