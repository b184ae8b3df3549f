// SPDX-License-Identifier: Apache-2.0

//! Receipts that are refuted, and receipts that have to be revealed.

use crate::{turns::Progress, *};
use alloc::vec::Vec;
use frame_support::{
	defensive, ensure, pallet_prelude::*, storage::with_storage_layer, traits::Contains,
	weights::WeightMeter,
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	challenge::{
		check_reveal, refute, reveal_window, ChallengeError, Content, Evidence, Excerpt, Exhibit,
		Proof, SettledBatch, DEMANDABLE_SPANS,
	},
	interfaces::{Contributions, Models},
	Balance, BatchId, ContributionId,
};
use sp_runtime::{
	traits::{BlakeTwo256, Saturating, UniqueSaturatedInto},
	Percent,
};

impl<T> From<ChallengeError> for Error<T> {
	fn from(error: ChallengeError) -> Self {
		match error {
			ChallengeError::NotInBatch => Error::NotInBatch,
			ChallengeError::NoSuchSpan => Error::NoSuchSpan,
			ChallengeError::NotInCorpus => Error::NotInCorpus,
			ChallengeError::InvalidExcerpt => Error::InvalidExcerpt,
			ChallengeError::NotRefuted => Error::NotRefuted,
			ChallengeError::NotShown => Error::NotShown,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_refute(
		challenger: AccountIdOf<T>,
		id: BatchId,
		exhibit: &Exhibit,
		proof: &Proof,
	) -> DispatchResult {
		let batch = Self::challenged(id)?;
		let content_of = Self::contents(&batch)?;
		refute::<BlakeTwo256>(exhibit, proof, &Self::settled(&batch), content_of)
			.map_err(Error::<T>::from)?;
		Self::void(id, batch, exhibit.index, challenger, proof.into())
	}

	pub(crate) fn do_demand_reveal(
		demander: AccountIdOf<T>,
		id: BatchId,
		receipt: u32,
		span: u32,
	) -> DispatchResult {
		let batch = Self::challenged(id)?;
		ensure!(receipt < batch.receipts, Error::<T>::NoSuchReceipt);
		ensure!(span < DEMANDABLE_SPANS, Error::<T>::NoSuchSpan);
		let key = (receipt, span);
		ensure!(!Demands::<T>::contains_key(id, key), Error::<T>::AlreadyDemanded);
		let time = Self::time_to_reveal(&batch);
		let due = Self::after(time)?;
		ensure!(due.saturating_add(time) <= batch.due, Error::<T>::NoTimeToReveal);
		let bond = T::DemandBond::get();
		Self::promise(HoldReason::Demand, &demander, bond)?;
		Demands::<T>::insert(id, key, Demand { demander: demander.clone(), bond, due });
		Self::deposit_event(Event::RevealDemanded {
			batch: id,
			receipt,
			span,
			demander,
			bond,
			due,
		});
		Ok(())
	}

	pub(crate) fn do_reveal(
		id: BatchId,
		span: u32,
		exhibit: &Exhibit,
		evidence: &Evidence,
	) -> DispatchResult {
		let key = (exhibit.index, span);
		let demand = Demands::<T>::get(id, key).ok_or(Error::<T>::DemandNotFound)?;
		let batch = Self::challenged(id)?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now <= demand.due, Error::<T>::RevealTooLate);
		let content_of = Self::contents(&batch)?;
		check_reveal::<BlakeTwo256>(exhibit, span, evidence, &Self::settled(&batch), content_of)
			.map_err(Error::<T>::from)?;
		let who = batch.depositor().clone();
		Self::take(HoldReason::Demand, &demand.demander, &who, demand.bond)?;
		Demands::<T>::remove(id, key);
		Self::deposit_event(Event::ReceiptRevealed {
			batch: id,
			receipt: exhibit.index,
			span,
			who,
			bond: demand.bond,
		});
		Ok(())
	}

	pub(crate) fn do_expire_demand(id: BatchId, key: DemandKey) -> DispatchResult {
		let Demand { demander, bond, due } =
			Demands::<T>::take(id, key).ok_or(Error::<T>::DemandNotFound)?;
		let (receipt, span) = key;
		Self::give_back(HoldReason::Demand, &demander, bond)?;
		let batch = Batches::<T>::get(id).filter(|batch| !batch.is_void);
		let finder = demander.clone();
		Self::deposit_event(Event::DemandReturned { batch: id, receipt, span, demander, bond });
		if let Some(batch) = batch {
			let now = frame_system::Pallet::<T>::block_number();
			ensure!(now > due, Error::<T>::NotYetExpired);
			Self::void(id, batch, receipt, finder, Ground::Unanswered)?;
		}
		Ok(())
	}

	/// A demand about a batch that was not answered, if there is one.
	pub(crate) fn first_demand(id: BatchId) -> Option<DemandKey> {
		Demands::<T>::iter_key_prefix(id).next()
	}

	/// Refutes a due batch whose demand was not answered, if `meter` has the weight and the call
	/// would be let through.
	pub(crate) fn expire_in(meter: &mut WeightMeter, id: BatchId, key: DemandKey) -> Progress {
		let (receipt, span) = key;
		let call = Call::<T>::expire_demand { batch: id, receipt, span };
		if !T::BaseCallFilter::contains(&call.into()) {
			return Progress::Refused;
		}
		if meter.try_consume(Self::weight_of_expiry()).is_err() {
			return Progress::NoRoom;
		}
		let expired = with_storage_layer(|| Self::do_expire_demand(id, key));
		if expired.is_err() {
			defensive!("a demand ends before its batch is due");
			return Progress::Refused;
		}
		Progress::Made
	}

	/// A batch that can be challenged.
	pub(crate) fn challenged(id: BatchId) -> Result<BatchOf<T>, Error<T>> {
		let batch = Batches::<T>::get(id).ok_or(Error::BatchNotFound)?;
		ensure!(!batch.is_void, Error::AlreadyVoid);
		ensure!(!Self::is_due(&batch), Error::WindowClosed);
		Ok(batch)
	}

	fn settled(batch: &BatchOf<T>) -> SettledBatch {
		let payer = batch.payer.as_ref().map(Self::account_bytes);
		SettledBatch { model: batch.model, payer, receipts: batch.receipts, root: batch.root }
	}

	/// An account as receipts name it: its 32 bytes.
	pub(crate) fn account_bytes(who: &AccountIdOf<T>) -> [u8; 32] {
		who.using_encoded(|encoded| {
			let mut bytes = [0; 32];
			bytes.iter_mut().zip(encoded).for_each(|(to, from)| *to = *from);
			bytes
		})
	}

	/// What is known of the contributions in the corpus of a batch's model. Nothing of those that were
	/// shown not to be in normal form, whenever that was: the rule never matched with them, so no
	/// honest receipt lists one, and none is refuted with one.
	fn contents(
		batch: &BatchOf<T>,
	) -> Result<impl Fn(ContributionId) -> Option<Content>, Error<T>> {
		let corpus = T::Models::corpus(batch.model).ok_or(Error::ModelNotFound)?;
		Ok(move |contribution| {
			let position = T::Contributions::position(contribution)?;
			corpus.contains(&position).then(|| T::Contributions::content(contribution))?
		})
	}

	/// A third of the batch's window at the most: then a demand, its answer and a refutation of
	/// what that shows have a third each.
	fn time_to_reveal(batch: &BatchOf<T>) -> BlockNumberFor<T> {
		let blocks = |number: BlockNumberFor<T>| -> u32 { number.unique_saturated_into() };
		let window = blocks(batch.due.saturating_sub(batch.settled_at));
		let governed = blocks(T::RevealWindow::get());
		reveal_window(governed, window, batch.payer.is_some()).into()
	}

	/// Voids a batch: no contribution in it is paid, and who settled it is slashed. Costs the same
	/// whatever the batch's size: what is still to be paid, or paid back, `finalise` pays.
	pub(crate) fn void(
		id: BatchId,
		mut batch: BatchOf<T>,
		receipt: u32,
		finder: AccountIdOf<T>,
		ground: Ground,
	) -> DispatchResult {
		let challenger = finder.clone();
		Self::deposit_event(Event::ReceiptRefuted { batch: id, receipt, challenger, ground });
		Pending::<T>::remove(id);
		match batch.payer.clone() {
			Some(payer) => {
				let deposit = core::mem::take(&mut batch.deposit);
				Self::slash(id, HoldReason::Batch, payer, deposit, finder, ground)?;
				Self::forfeit(id, &mut batch)?;
			}
			None => {
				Self::relieve(&batch)?;
				Self::slash_operator(id, &batch.operator, finder, ground)?;
			}
		}
		batch.is_void = true;
		Self::hasten(id, &batch);
		Batches::<T>::insert(id, batch);
		Self::deposit_event(Event::BatchVoided { batch: id });
		Ok(())
	}

	/// Gives the treasury what the contributions would have got. None of them is paid yet: what is
	/// paid is due, and has no demand.
	fn forfeit(id: BatchId, batch: &mut BatchOf<T>) -> DispatchResult {
		let kept = [batch.to_operator, batch.to_model, batch.to_stakers, batch.to_treasury];
		let amount = kept
			.into_iter()
			.try_fold(batch.fees, Balance::checked_sub)
			.ok_or(Error::<T>::Overflow)?;
		batch.to_treasury = batch.to_treasury.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Self::deposit_event(Event::BatchForfeited { batch: id, amount });
		Ok(())
	}

	/// Slashes the bond, then what is unbonding and not free yet.
	fn slash_operator(
		id: BatchId,
		who: &AccountIdOf<T>,
		finder: AccountIdOf<T>,
		ground: Ground,
	) -> DispatchResult {
		let mut operator = Self::operator_of(who)?;
		let now = frame_system::Pallet::<T>::block_number();
		let bound = operator.unbonding.iter_mut().filter(|part| now < part.due);
		let mut stakes: Vec<&mut Balance> = core::iter::once(&mut operator.bond)
			.chain(bound.map(|part| &mut part.amount))
			.collect();
		let all = stakes.iter().fold(0, |sum: Balance, stake| sum.saturating_add(**stake));
		let amount = share(T::SlashShare::get(), all);
		let mut left = amount;
		for stake in &mut stakes {
			let taken = left.min(**stake);
			**stake = stake.saturating_sub(taken);
			left = left.saturating_sub(taken);
		}
		operator.unbonding.retain(|part| part.amount > 0);
		let is_suspended = operator.bond < T::MinBond::get();
		Operators::<T>::insert(who, operator);
		Self::slash(id, HoldReason::Bond, who.clone(), amount, finder, ground)?;
		if is_suspended {
			Self::deposit_event(Event::OperatorSuspended { operator: who.clone() });
		}
		Ok(())
	}

	/// Takes `amount` of what is held of `who`: a part for the finder, the rest for the treasury.
	fn slash(
		batch: BatchId,
		reason: HoldReason,
		who: AccountIdOf<T>,
		amount: Balance,
		finder: AccountIdOf<T>,
		ground: Ground,
	) -> DispatchResult {
		let reward = share(T::FindersShare::get(), amount).min(Self::most_for(ground, reason));
		Self::take(reason, &who, &finder, reward)?;
		Self::take(reason, &who, &T::Treasury::get(), amount.saturating_sub(reward))?;
		Self::deposit_event(Event::Slashed { batch, who, amount, finder, reward });
		Ok(())
	}

	/// The most that the finder gets. That nobody answered is no work of whoever asked: it must not
	/// pay to see to it, least of all where a payer answers, who serves nobody.
	fn most_for(ground: Ground, reason: HoldReason) -> Balance {
		match (ground, reason) {
			(Ground::Unanswered, HoldReason::Bond) => T::UnansweredReward::get(),
			(Ground::Unanswered, _) => 0,
			_ => Balance::MAX,
		}
	}

	/// Moves what is held of `from` to what is free of `to`, who may be the same.
	fn take(
		reason: HoldReason,
		from: &AccountIdOf<T>,
		to: &AccountIdOf<T>,
		amount: Balance,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		if from == to {
			return Self::give_back(reason, from, amount);
		}
		Self::hand_over(reason, from, to, amount)
	}

	/// By the spans or credits that are listed, by the chunks and hashes that are shown, and by what
	/// is looked at for flaws.
	pub(crate) fn weight_of_proof(exhibit: &Exhibit, proof: &Proof) -> Weight {
		let credits = match proof {
			Proof::ScoreMismatch { compact } => compact.credits.len(),
			_ => 0,
		};
		let listed = count(exhibit.receipt.spans.len().saturating_add(credits));
		let flaw = match proof {
			Proof::Malformed { .. } => T::WeightInfo::show_flaw(),
			_ => Weight::zero(),
		};
		T::WeightInfo::refute(listed)
			.saturating_add(flaw)
			.saturating_add(Self::weight_of_shown(exhibit, &proof.excerpts()))
	}

	pub(crate) fn weight_of_reveal(exhibit: &Exhibit, evidence: &Evidence) -> Weight {
		T::WeightInfo::reveal(count(exhibit.receipt.spans.len()))
			.saturating_add(Self::weight_of_shown(exhibit, &evidence.excerpts()))
			// Of who settled the batch. It is the benchmark's caller, whose account is not counted.
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}

	pub(crate) fn weight_of_expiry() -> Weight {
		T::WeightInfo::expire_demand()
	}

	fn weight_of_shown(exhibit: &Exhibit, excerpts: &[&Excerpt]) -> Weight {
		let chunks = excerpts.iter().map(|excerpt| excerpt.chunks()).sum();
		let siblings: usize = excerpts.iter().map(|excerpt| excerpt.path.len()).sum();
		let hashes = siblings.saturating_add(exhibit.path.len());
		T::WeightInfo::show_chunks(count(chunks))
			.saturating_add(T::WeightInfo::show_hashes(count(hashes)))
	}
}

pub(crate) fn count(len: usize) -> u32 {
	u32::try_from(len).unwrap_or(u32::MAX)
}

/// The part of `amount`, rounded down.
fn share(of: Percent, amount: Balance) -> Balance {
	of.mul_floor(amount)
}
