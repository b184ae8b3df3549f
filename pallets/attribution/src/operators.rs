// SPDX-License-Identifier: Apache-2.0

//! Operators and their bonds.

use crate::*;
use frame_support::{
	ensure,
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision},
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{deposit::deposit_for, Balance};
use sp_core::sr25519;
use sp_runtime::traits::{CheckedAdd, One};

impl<T: Config> Pallet<T> {
	/// What an operator's batches that are not final may be worth, in planck.
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

	pub(crate) fn do_register_operator(
		who: AccountIdOf<T>,
		endpoint: Endpoint,
		key: sr25519::Public,
		bond: Balance,
	) -> DispatchResult {
		ensure!(!Operators::<T>::contains_key(&who), Error::<T>::AlreadyRegistered);
		ensure!(bond >= T::MinBond::get(), Error::<T>::BondTooLow);
		let deposit = Self::hold_for_longest::<OperatorOf<T>>(&who)?;
		Self::promise(HoldReason::Bond, &who, bond)?;
		let operator = Operator {
			bond,
			unbonding: Default::default(),
			exposure: 0,
			last_due: Default::default(),
			endpoint,
			key,
			deposit,
		};
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorRegistered { operator: who, key, bond });
		Ok(())
	}

	pub(crate) fn do_bond_extra(who: AccountIdOf<T>, amount: Balance) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::promise(HoldReason::Bond, &who, amount)?;
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
		operator.key = key;
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorKeySet { operator: who, key });
		Ok(())
	}

	pub(crate) fn do_unbond(who: AccountIdOf<T>, amount: Balance) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let bond = operator.bond.checked_sub(amount).ok_or(Error::<T>::NotEnoughBond)?;
		ensure!(operator.exposure <= Self::covered_by(bond), Error::<T>::TooMuchExposure);
		// It backs every batch that it was bonded for until none of them can be refuted.
		let delayed = Self::after(T::UnbondingDelay::get())?;
		let final_at = operator.last_due.checked_add(&One::one()).ok_or(Error::<T>::Overflow)?;
		let due = delayed.max(final_at);
		operator.bond = bond;
		operator
			.unbonding
			.try_push(Unbonding { amount, due })
			.map_err(|_| Error::<T>::TooManyUnbonding)?;
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorUnbonded { operator: who, amount, due });
		Ok(())
	}

	pub(crate) fn do_withdraw_unbonded(who: AccountIdOf<T>) -> DispatchResult {
		let mut operator = Self::operator_of(&who)?;
		let now = frame_system::Pallet::<T>::block_number();
		let mut amount: Balance = 0;
		operator.unbonding.retain(|part| {
			let is_due = now >= part.due;
			if is_due {
				amount = amount.saturating_add(part.amount);
			}
			!is_due
		});
		ensure!(amount > 0, Error::<T>::NothingUnbonded);
		Self::give_back(HoldReason::Bond, &who, amount)?;
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorWithdrew { operator: who, amount });
		Ok(())
	}

	pub(crate) fn do_deregister(who: AccountIdOf<T>) -> DispatchResult {
		let operator = Self::operator_of(&who)?;
		let is_free = operator.bond == 0 && operator.unbonding.is_empty();
		ensure!(is_free && operator.exposure == 0, Error::<T>::StillBonded);
		T::Currency::release(&HoldReason::Record.into(), &who, operator.deposit, Precision::Exact)?;
		Operators::<T>::remove(&who);
		Self::deposit_event(Event::OperatorDeregistered { operator: who });
		Ok(())
	}

	/// Lets an operator's batches be worth `fees` more until `due`, if its bond covers that.
	pub(crate) fn expose(
		who: &AccountIdOf<T>,
		mut operator: OperatorOf<T>,
		fees: Balance,
		due: BlockNumberFor<T>,
	) -> Result<(), Error<T>> {
		let exposure = operator.exposure.checked_add(fees).ok_or(Error::Overflow)?;
		ensure!(exposure <= Self::limit_of(&operator), Error::TooMuchExposure);
		operator.exposure = exposure;
		operator.last_due = operator.last_due.max(due);
		Operators::<T>::insert(who, operator);
		Ok(())
	}

	/// A batch that channels paid for is final or void.
	pub(crate) fn relieve(batch: &BatchOf<T>) -> Result<(), Error<T>> {
		if batch.payer.is_some() {
			return Ok(());
		}
		// An operator can't deregister while it is exposed.
		Operators::<T>::try_mutate(&batch.operator, |operator| {
			let operator = operator.as_mut().ok_or(Error::OperatorNotFound)?;
			operator.exposure = operator.exposure.checked_sub(batch.fees).ok_or(Error::Overflow)?;
			Ok(())
		})
	}
}
