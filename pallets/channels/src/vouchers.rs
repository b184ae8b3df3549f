// SPDX-License-Identifier: Apache-2.0

//! Vouchers that are redeemed, and what settlement asks of operators and channels besides.

use crate::*;
use alloc::vec::Vec;
use frame_support::{
	defensive_assert, ensure,
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	interfaces::{self, Promises, Redemption, Slash},
	Balance, BatchId, ChannelId,
};
use openledger_promises::hand_over;
use sp_core::{sr25519, H256};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	/// The hash of the chain's first block, which vouchers name it by.
	fn genesis() -> H256 {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		H256::from_slice(genesis.as_ref())
	}

	/// Moves what a channel's receipts cost to `pot`. Returns the channel's payer.
	fn redeem_one(
		who: &AccountIdOf<T>,
		operator: &OperatorOf<T>,
		batch: BatchId,
		redemption: &Redemption,
		genesis: H256,
		pot: &AccountIdOf<T>,
	) -> Result<AccountIdOf<T>, DispatchError> {
		let Redemption { voucher, sum } = redemption;
		// Settlement nets a channel's receipts, and checks their sequences against its voucher.
		defensive_assert!(sum.channel == voucher.channel, "a sum is of its voucher's channel");
		defensive_assert!(sum.next <= voucher.answers, "receipts are within their voucher");
		let id = voucher.channel;
		let (mut channel, now) = (Self::channel_of(id)?, Self::now());
		ensure!(channel.operator == *who, Error::<T>::NotChannelOperator);
		ensure!(id >= operator.first_channel_at(now), Error::<T>::ChannelOutdated);
		// Whether its payer has withdrawn by then or not.
		ensure!(channel.closing.is_none_or(|until| now < until), Error::<T>::ChannelClosing);
		ensure!(sum.first >= channel.next_sequence, Error::<T>::SequenceSettled);
		let amount = sum.amount;
		let settled = channel
			.settled
			.checked_add(amount)
			.filter(|settled| *settled <= voucher.cumulative)
			.ok_or(Error::<T>::VoucherExceeded)?;
		let funds = channel.funds.checked_sub(amount).ok_or(Error::<T>::VoucherExceedsFunds)?;
		let is_signed = channel.voucher_keys.at(now).any(|key| voucher.is_signed_by(&key, genesis));
		ensure!(is_signed, Error::<T>::InvalidVoucherSignature);

		let payer = channel.payer.clone();
		hand_over::<T::Currency, T::Promises, _>(&HoldReason::Channel.into(), &payer, pot, amount)?;
		channel.funds = funds;
		channel.settled = settled;
		channel.next_sequence = sum.next;
		Channels::<T>::insert(ChannelKey::from(id), channel);
		Self::deposit_event(Event::ChannelSettled {
			channel: id,
			batch,
			amount,
			next_sequence: sum.next,
		});
		Ok(payer)
	}
}

impl<T: Config> interfaces::Channels<AccountIdOf<T>, BlockNumberFor<T>> for Pallet<T> {
	fn expose(
		operator: &AccountIdOf<T>,
		fees: Balance,
		finalizable_at: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::do_expose(operator, fees, finalizable_at)
	}

	fn relieve(operator: &AccountIdOf<T>, fees: Balance) -> DispatchResult {
		Self::do_relieve(operator, fees)
	}

	fn redeem(
		operator: &AccountIdOf<T>,
		batch: BatchId,
		redemptions: &[Redemption],
		pot: &AccountIdOf<T>,
	) -> Result<Vec<AccountIdOf<T>>, DispatchError> {
		let (record, genesis) = (Self::operator_of(operator)?, Self::genesis());
		redemptions
			.iter()
			.map(|redemption| Self::redeem_one(operator, &record, batch, redemption, genesis, pot))
			.collect()
	}

	fn refund(
		batch: BatchId,
		id: ChannelId,
		amount: Balance,
		pot: &AccountIdOf<T>,
	) -> Result<bool, DispatchError> {
		let Some(mut channel) = Channels::<T>::get(ChannelKey::from(id)) else {
			return Ok(false);
		};
		T::Currency::transfer_and_hold(
			&HoldReason::Channel.into(),
			pot,
			&channel.payer,
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		T::Promises::changed(&channel.payer);
		// What is settled, and the next sequence, stay: the same answers can't be settled again.
		channel.funds = channel.funds.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Channels::<T>::insert(ChannelKey::from(id), channel);
		Self::deposit_event(Event::ChannelRefunded { channel: id, batch, amount });
		Ok(true)
	}

	fn keys(operator: &AccountIdOf<T>) -> Vec<sr25519::Public> {
		Operators::<T>::get(operator)
			.map(|operator| operator.receipt_keys.at(Self::now()).collect())
			.unwrap_or_default()
	}

	fn slash(
		operator: &AccountIdOf<T>,
		challenger: &AccountIdOf<T>,
		reward: impl FnOnce(Balance) -> Balance,
	) -> Result<Slash, DispatchError> {
		Self::do_slash(operator, challenger, reward)
	}
}
