// SPDX-License-Identifier: Apache-2.0

//! Operators and their bonds.

use crate::*;
use alloc::vec::Vec;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision},
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{deposit::deposit_for, interfaces::Slash, keys::Keys, Balance};
use openledger_promises::{give_back, promise, take};
use sp_core::sr25519;
use sp_runtime::traits::{CheckedAdd, One};

impl<T: Config> Pallet<T> {
	/// The limit of an operator: the most that its batches that are not final may be worth, in
	/// planck.
	pub fn limit_of(operator: &OperatorOf<T>) -> Balance {
		if operator.bond < T::MinBond::get() {
			return 0;
		}
		Self::covered_by(operator.bond)
	}

	fn covered_by(bond: Balance) -> Balance {
		bond.saturating_mul(T::Leverage::get().into())
	}

	pub(crate) fn operator_of(who: &AccountIdOf<T>) -> Result<OperatorOf<T>, Error<T>> {
		Operators::<T>::get(who).ok_or(Error::OperatorNotFound)
	}

	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// The number of the block that is `delay` blocks from now.
	pub(crate) fn after(delay: BlockNumberFor<T>) -> Result<BlockNumberFor<T>, Error<T>> {
		Self::now().checked_add(&delay).ok_or(Error::Overflow)
	}

	/// Fails while what the former one of `keys` signed counts: two changes in a row would make it
	/// worthless.
	pub(crate) fn ensure_settled(keys: &Keys<BlockNumberFor<T>>) -> Result<(), Error<T>> {
		let is_changing = keys.former.is_some_and(|former| Self::now() < former.until);
		ensure!(!is_changing, Error::KeyChanging);
		Ok(())
	}

	/// Holds the deposit of a record in its longest form, so that no later call changes it. Returns
	/// it.
	pub(crate) fn hold_for_longest<Record: MaxEncodedLen>(
		who: &AccountIdOf<T>,
	) -> Result<Balance, DispatchError> {
		let (base, per_byte) = (T::DepositBase::get(), T::DepositPerByte::get());
		let deposit = deposit_for(base, per_byte, Record::max_encoded_len());
		T::Currency::hold(&HoldReason::Record.into(), who, deposit)?;
		Ok(deposit)
	}

	/// Returns the deposit of a record.
	pub(crate) fn return_deposit(who: &AccountIdOf<T>, deposit: Balance) -> DispatchResult {
		T::Currency::release(&HoldReason::Record.into(), who, deposit, Precision::Exact)?;
		Ok(())
	}

	pub(crate) fn do_register_operator(
		who: AccountIdOf<T>,
		endpoint: Endpoint,
		key: sr25519::Public,
		bond: Balance,
	) -> DispatchResult {
		ensure!(!Operators::<T>::contains_key(&who), Error::<T>::AlreadyRegistered);
		ensure!(bond >= T::MinBond::get(), Error::<T>::BondTooLow);
		let deposit = Self::hold_for_longest::<OperatorOf<T>>(&who)?;
		promise::<T::Currency, T::Promises, _>(&HoldReason::Bond.into(), &who, bond)?;
		let first_channel = NextChannelId::<T>::get();
		let operator = Operator {
			bond,
			unbonding: Default::default(),
			exposure: 0,
			last_finalizable_at: Default::default(),
			endpoint,
			receipt_keys: Keys::new(key),
			first_channel,
			first_of_key: first_channel,
			deposit,
		};
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorRegistered { operator: who, key, bond });
		Ok(())
	}

	pub(crate) fn do_bond_extra(who: AccountIdOf<T>, amount: Balance) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		promise::<T::Currency, T::Promises, _>(&HoldReason::Bond.into(), &who, amount)?;
		let bond = operator.bond.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		operator.bond = bond;
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorBonded { operator: who, amount, bond });
		Ok(())
	}

	pub(crate) fn do_set_endpoint(who: AccountIdOf<T>, endpoint: Endpoint) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		operator.endpoint = endpoint;
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::EndpointSet { operator: who });
		Ok(())
	}

	pub(crate) fn do_set_operator_key(who: AccountIdOf<T>, key: sr25519::Public) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		Self::ensure_settled(&operator.receipt_keys)?;
		// Or an operator could wait until its signatures count no longer, and settle other receipts
		// than it gave. So payers have the grace period to notice, and are out of their channels in
		// time.
		let counted =
			T::GracePeriod::get().checked_add(&T::CloseDelay::get()).ok_or(Error::<T>::Overflow)?;
		let until = Self::after(counted)?;
		// Then it is as if it had registered anew: for the channels of now it has signed nothing
		// that counts.
		operator.first_channel = operator.first_channel_at(Self::now());
		operator.first_of_key = NextChannelId::<T>::get();
		operator.receipt_keys.change(key, until);
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorKeySet { operator: who, key, until });
		Ok(())
	}

	pub(crate) fn do_unbond(who: AccountIdOf<T>, amount: Balance) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let bond = operator.bond.checked_sub(amount).ok_or(Error::<T>::NotEnoughBond)?;
		ensure!(operator.exposure <= Self::covered_by(bond), Error::<T>::TooMuchExposure);
		// It backs every batch that it was bonded for until none of them can be refuted.
		let delayed = Self::after(T::UnbondingDelay::get())?;
		let final_at =
			operator.last_finalizable_at.checked_add(&One::one()).ok_or(Error::<T>::Overflow)?;
		let unlocks_at = delayed.max(final_at);
		operator.bond = bond;
		operator
			.unbonding
			.try_push(Unbonding { amount, unlocks_at })
			.map_err(|_| Error::<T>::TooManyUnbonding)?;
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorUnbonded { operator: who, amount, unlocks_at });
		Ok(())
	}

	pub(crate) fn do_withdraw_unbonded(who: AccountIdOf<T>) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		let now = Self::now();
		let mut amount: Balance = 0;
		operator.unbonding.retain(|part| {
			let is_unlocked = now >= part.unlocks_at;
			if is_unlocked {
				amount = amount.saturating_add(part.amount);
			}
			!is_unlocked
		});
		ensure!(amount > 0, Error::<T>::NothingUnbonded);
		give_back::<T::Currency, T::Promises, _>(&HoldReason::Bond.into(), &who, amount)?;
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorWithdrew { operator: who, amount });
		Ok(())
	}

	pub(crate) fn do_deregister_operator(who: AccountIdOf<T>) -> DispatchResult {
		let operator = Self::operator_of(&who)?;
		let is_free = operator.bond == 0 && operator.unbonding.is_empty();
		ensure!(is_free && operator.exposure == 0, Error::<T>::StillBonded);
		Self::return_deposit(&who, operator.deposit)?;
		Operators::<T>::remove(&who);
		Self::deposit_event(Event::OperatorDeregistered { operator: who });
		Ok(())
	}

	/// Lets an operator's batches be worth `fees` more until `finalizable_at`, if its bond covers
	/// that.
	pub(crate) fn do_expose(
		who: &AccountIdOf<T>,
		fees: Balance,
		finalizable_at: BlockNumberFor<T>,
	) -> DispatchResult {
		let mut operator = Self::operator_of(who)?;
		ensure!(operator.bond >= T::MinBond::get(), Error::<T>::BondTooLow);
		let exposure = operator.exposure.checked_add(fees).ok_or(Error::<T>::Overflow)?;
		ensure!(exposure <= Self::covered_by(operator.bond), Error::<T>::TooMuchExposure);
		operator.exposure = exposure;
		operator.last_finalizable_at = operator.last_finalizable_at.max(finalizable_at);
		Operators::<T>::insert(who, operator);
		Ok(())
	}

	/// A batch that was worth `fees` backs nothing any more. An operator can't deregister while it
	/// is exposed.
	pub(crate) fn do_relieve(who: &AccountIdOf<T>, fees: Balance) -> DispatchResult {
		let mut operator = Self::operator_of(who)?;
		operator.exposure = operator.exposure.checked_sub(fees).ok_or(Error::<T>::Overflow)?;
		Operators::<T>::insert(who, operator);
		Ok(())
	}

	/// Slashes the bond, then what is unbonding and can't be withdrawn yet.
	pub(crate) fn do_slash(
		who: &AccountIdOf<T>,
		challenger: &AccountIdOf<T>,
		reward: impl FnOnce(Balance) -> Balance,
	) -> Result<Slash, DispatchError> {
		let mut operator = Self::operator_of(who)?;
		let now = Self::now();
		let bound = operator.unbonding.iter_mut().filter(|part| now < part.unlocks_at);
		let mut stakes: Vec<&mut Balance> = core::iter::once(&mut operator.bond)
			.chain(bound.map(|part| &mut part.amount))
			.collect();
		let all = stakes.iter().fold(0, |sum: Balance, stake| sum.saturating_add(**stake));
		let amount = T::SlashShare::get().mul_floor(all);
		let mut left = amount;
		for stake in &mut stakes {
			let taken = left.min(**stake);
			**stake = stake.saturating_sub(taken);
			left = left.saturating_sub(taken);
		}
		operator.unbonding.retain(|part| part.amount > 0);
		let is_suspended = operator.bond < T::MinBond::get();
		Operators::<T>::insert(who, operator);

		let reason: T::RuntimeHoldReason = HoldReason::Bond.into();
		let reward = reward(amount).min(amount);
		take::<T::Currency, T::Promises, _>(&reason, who, challenger, reward)?;
		let rest = amount.saturating_sub(reward);
		take::<T::Currency, T::Promises, _>(&reason, who, &T::Treasury::get(), rest)?;
		if is_suspended {
			Self::deposit_event(Event::OperatorSuspended { operator: who.clone() });
		}
		Ok(Slash { amount, reward })
	}
}
