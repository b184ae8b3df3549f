// SPDX-License-Identifier: Apache-2.0

//! Payment channels and their vouchers.

use crate::*;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	interfaces::{Ledger, Promises},
	voucher::Redemption,
	Balance, BatchId, ChannelId,
};
use sp_core::{sr25519, H256};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	fn channel_of(id: ChannelId) -> Result<ChannelOf<T>, Error<T>> {
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
		Self::promise(HoldReason::Channel, &payer, amount)?;
		let id = NextChannelId::<T>::get();
		NextChannelId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let channel = Channel {
			payer: payer.clone(),
			operator: operator.clone(),
			key,
			former_key: None,
			funds: amount,
			settled: 0,
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
		Self::promise(HoldReason::Channel, &payer, amount)?;
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
		let now = frame_system::Pallet::<T>::block_number();
		let is_changing = channel.former_key.is_some_and(|(_, until)| now < until);
		ensure!(!is_changing, Error::<T>::KeyChanging);
		// Or a payer could change the key to owe nothing for what it was served.
		let until = Self::close_delayed()?;
		channel.former_key = Some((channel.key, until));
		channel.key = key;
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
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now >= until, Error::<T>::NotYetClosed);
		Self::remove_channel(id, channel)
	}

	fn remove_channel(id: ChannelId, channel: ChannelOf<T>) -> DispatchResult {
		let Channel { payer, funds, deposit, .. } = channel;
		Self::give_back(HoldReason::Channel, &payer, funds)?;
		T::Currency::release(&HoldReason::Record.into(), &payer, deposit, Precision::Exact)?;
		Channels::<T>::remove(ChannelKey::from(id));
		Self::deposit_event(Event::ChannelClosed { channel: id, returned: funds });
		Ok(())
	}

	/// Moves what is redeemed of `vouchers` to the pot: exactly `fees` in all.
	pub(crate) fn redeem(
		operator: &AccountIdOf<T>,
		batch: BatchId,
		vouchers: &[Redemption],
		fees: Balance,
	) -> Result<RefundList<AccountIdOf<T>>, DispatchError> {
		let mut pairs = vouchers.iter().zip(vouchers.iter().skip(1));
		let ascend = pairs.all(|(a, b)| a.voucher.channel < b.voucher.channel);
		ensure!(ascend, Error::<T>::VouchersOutOfOrder);
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let genesis = H256::from_slice(genesis.as_ref());
		let mut paid = RefundList::default();
		let mut sum: Balance = 0;
		T::Ledger::collect_by(fees, |pot| {
			for redemption in vouchers {
				let refund = Self::redeem_one(operator, batch, redemption, genesis, pot)?;
				sum = sum.checked_add(refund.amount).ok_or(Error::<T>::Overflow)?;
				paid.try_push(refund).map_err(|_| Error::<T>::Overflow)?;
			}
			ensure!(sum == fees, Error::<T>::FeesDontMatchVouchers);
			Ok(())
		})?;
		Ok(paid)
	}

	fn redeem_one(
		operator: &AccountIdOf<T>,
		batch: BatchId,
		redemption: &Redemption,
		genesis: H256,
		pot: &AccountIdOf<T>,
	) -> Result<Refund<AccountIdOf<T>>, DispatchError> {
		let Redemption { voucher, amount } = *redemption;
		let mut channel = Self::channel_of(voucher.channel)?;
		ensure!(channel.operator == *operator, Error::<T>::NotChannelOperator);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let settled = channel
			.settled
			.checked_add(amount)
			.filter(|settled| *settled <= voucher.cumulative)
			.ok_or(Error::<T>::VoucherAlreadySettled)?;
		let funds = channel.funds.checked_sub(amount).ok_or(Error::<T>::VoucherExceedsFunds)?;
		let now = frame_system::Pallet::<T>::block_number();
		let former = channel.former_key.filter(|(_, until)| now < *until).map(|(key, _)| key);
		let is_signed = voucher.is_signed_by(&channel.key, genesis)
			|| former.is_some_and(|key| voucher.is_signed_by(&key, genesis));
		ensure!(is_signed, Error::<T>::InvalidVoucherSignature);

		Self::hand_over(HoldReason::Channel, &channel.payer, pot, amount)?;
		channel.funds = funds;
		channel.settled = settled;
		let payer = channel.payer.clone();
		Channels::<T>::insert(ChannelKey::from(voucher.channel), channel);
		Self::deposit_event(Event::ChannelSettled { channel: voucher.channel, batch, amount });
		Ok(Refund { channel: voucher.channel, payer, amount })
	}

	/// Gives a channel back what it paid for a batch that is void. Its watermark stays: the same
	/// vouchers can't be settled again.
	pub(crate) fn refund_channel(batch: BatchId, refund: Refund<AccountIdOf<T>>) -> DispatchResult {
		let Refund { channel: id, payer, amount } = refund;
		Self::deposit_event(Event::ChannelRefunded { channel: id, batch, amount });
		let Some(mut channel) = Channels::<T>::get(ChannelKey::from(id)) else {
			// It is closed, and the account may be too.
			return T::Ledger::credit(&payer, amount);
		};
		T::Ledger::refund_by(amount, |pot| {
			T::Currency::transfer_and_hold(
				&HoldReason::Channel.into(),
				pot,
				&payer,
				amount,
				Precision::Exact,
				Preservation::Preserve,
				Fortitude::Polite,
			)?;
			T::Promises::changed(&payer);
			Ok(())
		})?;
		channel.funds = channel.funds.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Channels::<T>::insert(ChannelKey::from(id), channel);
		Ok(())
	}
}
