// SPDX-License-Identifier: Apache-2.0

//! Receipts that are refuted, and receipts that have to be revealed.

use crate::{turns::Progress, *};
use frame_support::{
	defensive, ensure, pallet_prelude::*, storage::with_storage_layer, traits::Contains,
	weights::WeightMeter,
};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	challenge::{
		check_reveal, refute, reveal_window, Binding, ChallengeError, Content, Evidence, Excerpt,
		Exhibit, Proof, SettledBatch, DEMANDABLE_SPANS,
	},
	history::Outcome,
	interfaces::{Channels, Contributions, Models, Slash},
	receipt::signature::Signer,
	Balance, BatchId, ContributionId, ModelId,
};
use openledger_promises::{give_back, promise, take};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Saturating, UniqueSaturatedInto, Zero};

impl<T> From<ChallengeError> for Error<T> {
	fn from(error: ChallengeError) -> Self {
		match error {
			ChallengeError::NotInBatch => Error::NotInBatch,
			ChallengeError::NotSigned => Error::NotSigned,
			ChallengeError::NotCommitted => Error::NotCommitted,
			ChallengeError::SpanNotFound => Error::SpanNotFound,
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
		let content_of = Self::contents(exhibit.receipt.model);
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
		ensure!(receipt < batch.receipts, Error::<T>::ReceiptNotFound);
		ensure!(span < DEMANDABLE_SPANS, Error::<T>::SpanNotFound);
		let key = (receipt, span);
		ensure!(!Demands::<T>::contains_key(id, key), Error::<T>::AlreadyDemanded);
		let time = Self::time_to_reveal(&batch);
		let respond_by = Self::after(time)?;
		let is_in_time = respond_by.saturating_add(time) <= batch.finalizable_at;
		ensure!(is_in_time, Error::<T>::NoTimeToReveal);
		let bond = T::DemandBond::get();
		promise::<T::Currency, T::Promises, _>(&HoldReason::Demand.into(), &demander, bond)?;
		Demands::<T>::insert(id, key, Demand { demander: demander.clone(), bond, respond_by });
		Self::deposit_event(Event::RevealDemanded {
			batch: id,
			receipt,
			span,
			demander,
			bond,
			respond_by,
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
		ensure!(now <= demand.respond_by, Error::<T>::RevealTooLate);
		let content_of = Self::contents(exhibit.receipt.model);
		check_reveal::<BlakeTwo256>(exhibit, span, evidence, &Self::settled(&batch), content_of)
			.map_err(Error::<T>::from)?;
		let who = batch.depositor().clone();
		take::<T::Currency, T::Promises, _>(
			&HoldReason::Demand.into(),
			&demand.demander,
			&who,
			demand.bond,
		)?;
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
		let Demand { demander, bond, respond_by } =
			Demands::<T>::take(id, key).ok_or(Error::<T>::DemandNotFound)?;
		let (receipt, span) = key;
		give_back::<T::Currency, T::Promises, _>(&HoldReason::Demand.into(), &demander, bond)?;
		let batch = Batches::<T>::get(id).filter(|batch| !batch.is_void);
		let challenger = demander.clone();
		Self::deposit_event(Event::DemandReturned { batch: id, receipt, span, demander, bond });
		if let Some(batch) = batch {
			let now = frame_system::Pallet::<T>::block_number();
			ensure!(now > respond_by, Error::<T>::NotYetExpired);
			Self::void(id, batch, receipt, challenger, Ground::Unanswered)?;
		}
		Ok(())
	}

	/// A demand about a batch that was not answered, if there is one.
	pub(crate) fn first_demand(id: BatchId) -> Option<DemandKey> {
		Demands::<T>::iter_key_prefix(id).next()
	}

	/// Refutes a batch whose window is over and whose demand was not answered, if `meter` has the
	/// weight and the call would be let through.
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
			defensive!("a demand ends before its batch can be finalized");
			return Progress::Refused;
		}
		Progress::Made
	}

	/// A batch that can be challenged.
	pub(crate) fn challenged(id: BatchId) -> Result<BatchOf<T>, Error<T>> {
		let batch = Batches::<T>::get(id).ok_or(Error::BatchNotFound)?;
		ensure!(!batch.is_void, Error::AlreadyVoid);
		ensure!(!Self::is_finalizable(&batch), Error::WindowClosed);
		Ok(batch)
	}

	/// A batch as proofs are checked against it. Where an account paid, nothing that its operator has
	/// signed speaks against it: it is not the operator that answers for it.
	fn settled(batch: &BatchOf<T>) -> SettledBatch {
		let signer = batch.payer.is_none().then(|| Signer {
			genesis: Self::genesis(),
			operator: Self::account_bytes(&batch.operator),
			keys: batch.signers.to_vec(),
		});
		SettledBatch {
			receipts: batch.receipts,
			root: batch.root,
			commitments: batch.commitments,
			signer,
		}
	}

	/// Hash of the chain's first block.
	fn genesis() -> H256 {
		let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		H256(to_bytes(hash.as_ref()))
	}

	/// An account as receipts name it: its 32 bytes.
	pub(crate) fn account_bytes(who: &AccountIdOf<T>) -> [u8; 32] {
		who.using_encoded(to_bytes)
	}

	/// What is known of the contributions in the corpus of a model. Nothing of those that were shown
	/// not to be in normal form, whenever that was: the rule never matched with them, so no honest
	/// receipt lists one, and none is refuted with one.
	fn contents(model: ModelId) -> impl Fn(ContributionId) -> Option<Content> {
		let corpus = T::Models::corpus(model);
		move |contribution| {
			let position = T::Contributions::position(contribution)?;
			corpus.as_ref().filter(|corpus| corpus.contains(&position))?;
			T::Contributions::content(contribution)
		}
	}

	/// A third of the batch's window at the most: then a demand, its answer and a refutation of
	/// what that shows have a third each.
	fn time_to_reveal(batch: &BatchOf<T>) -> BlockNumberFor<T> {
		let blocks = |number: BlockNumberFor<T>| -> u32 { number.unique_saturated_into() };
		let window = blocks(batch.finalizable_at.saturating_sub(batch.settled_at));
		let governed = blocks(T::RevealWindow::get());
		reveal_window(governed, window, batch.payer.is_some()).into()
	}

	/// Voids a batch: no contribution in it is paid, and who settled it is slashed. Costs the same
	/// whatever the batch's size: what is still to be paid, or paid back, `finalize` pays.
	pub(crate) fn void(
		id: BatchId,
		mut batch: BatchOf<T>,
		receipt: u32,
		challenger: AccountIdOf<T>,
		ground: Ground,
	) -> DispatchResult {
		let refuter = challenger.clone();
		Self::deposit_event(Event::ReceiptRefuted { batch: id, receipt, challenger, ground });
		Pending::<T>::remove(id);
		match batch.payer.clone() {
			Some(payer) => {
				let deposit = core::mem::take(&mut batch.deposit);
				Self::slash_payer(id, payer, deposit, refuter, ground)?;
				Self::forfeit(id, &mut batch)?;
			}
			None => {
				T::Channels::relieve(&batch.operator, batch.fees)?;
				Self::slash_operator(id, batch.operator.clone(), refuter, ground)?;
			}
		}
		batch.is_void = true;
		Self::hasten(id, &batch);
		let leaf = Self::record(id, &batch, Outcome::Void)?;
		Batches::<T>::insert(id, batch);
		Self::deposit_event(Event::BatchVoided { batch: id, leaf });
		Ok(())
	}

	/// Gives the treasury what the contributions would have got. Nothing of the batch is paid yet:
	/// what is paid can't be challenged, and has no demand.
	fn forfeit(id: BatchId, batch: &mut BatchOf<T>) -> DispatchResult {
		let kept = [batch.to_operator, batch.to_stakers, batch.to_treasury];
		let amount = batch
			.models
			.iter()
			.map(|(_, amount)| *amount)
			.chain(kept)
			.try_fold(batch.fees, Balance::checked_sub)
			.ok_or(Error::<T>::Overflow)?;
		batch.to_treasury = batch.to_treasury.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Self::deposit_event(Event::BatchForfeited { batch: id, amount });
		Ok(())
	}

	/// Slashes the bond of an operator.
	fn slash_operator(
		batch: BatchId,
		who: AccountIdOf<T>,
		challenger: AccountIdOf<T>,
		ground: Ground,
	) -> DispatchResult {
		// That nobody answered is no work of whoever asked: it must not pay to see to it.
		let most = match ground {
			Ground::Unanswered => T::UnansweredReward::get(),
			_ => Balance::MAX,
		};
		let reward = |amount| Self::share_of_challenger(amount).min(most);
		let Slash { amount, reward } = T::Channels::slash(&who, &challenger, reward)?;
		Self::deposit_event(Event::Slashed { batch, who, amount, challenger, reward });
		Ok(())
	}

	/// Takes the deposit of a payer: a part for the challenger, the rest for the treasury.
	fn slash_payer(
		batch: BatchId,
		who: AccountIdOf<T>,
		amount: Balance,
		challenger: AccountIdOf<T>,
		ground: Ground,
	) -> DispatchResult {
		// Least of all where a payer answers, who serves nobody.
		let reward = match ground {
			Ground::Unanswered => 0,
			_ => Self::share_of_challenger(amount),
		};
		let rest = amount.saturating_sub(reward);
		let reason: T::RuntimeHoldReason = HoldReason::Batch.into();
		take::<T::Currency, T::Promises, _>(&reason, &who, &challenger, reward)?;
		take::<T::Currency, T::Promises, _>(&reason, &who, &T::Treasury::get(), rest)?;
		Self::deposit_event(Event::Slashed { batch, who, amount, challenger, reward });
		Ok(())
	}

	/// Of what is slashed, rounded down.
	fn share_of_challenger(amount: Balance) -> Balance {
		T::ChallengerShare::get().mul_floor(amount)
	}

	/// By the spans or credits that are listed, by the chunks, hashes and signature that are shown, and
	/// by what is looked at for flaws.
	pub(crate) fn weight_of_proof(exhibit: &Exhibit, proof: &Proof) -> Weight {
		let (credits, siblings) = match proof {
			Proof::ScoreMismatch { compact } => (compact.answer.credits.len(), 0),
			Proof::Substituted { settled } => (settled.credits(), settled.siblings()),
			_ => (0, 0),
		};
		let flaw = match proof {
			Proof::Malformed { .. } => T::WeightInfo::show_flaw(),
			_ => Weight::zero(),
		};
		let signature = match exhibit.binding {
			Binding::Signed(_) => T::WeightInfo::show_signature(),
			Binding::Committed(_) => Weight::zero(),
		};
		T::WeightInfo::refute(count(exhibit.receipt.spans.len().saturating_add(credits)))
			.saturating_add(flaw)
			.saturating_add(signature)
			.saturating_add(Self::weight_of_shown(exhibit, &proof.excerpts(), siblings))
	}

	/// A signature is not looked at: it is no answer.
	pub(crate) fn weight_of_reveal(exhibit: &Exhibit, evidence: &Evidence) -> Weight {
		T::WeightInfo::reveal(count(exhibit.receipt.spans.len()))
			.saturating_add(Self::weight_of_shown(exhibit, &evidence.excerpts(), 0))
			// Of who settled the batch. It is the benchmark's caller, whose account is not counted.
			.saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}

	pub(crate) fn weight_of_expiry() -> Weight {
		T::WeightInfo::expire_demand()
	}

	/// `siblings` are those that are neither the exhibit's nor the excerpts'.
	fn weight_of_shown(exhibit: &Exhibit, excerpts: &[&Excerpt], siblings: usize) -> Weight {
		let chunks = excerpts.iter().map(|excerpt| excerpt.chunks()).sum();
		let of_excerpts: usize = excerpts.iter().map(|excerpt| excerpt.path.len()).sum();
		let hashes = of_excerpts.saturating_add(exhibit.siblings()).saturating_add(siblings);
		T::WeightInfo::show_chunks(count(chunks))
			.saturating_add(T::WeightInfo::show_hashes(count(hashes)))
	}
}

pub(crate) fn count(len: usize) -> u32 {
	u32::try_from(len).unwrap_or(u32::MAX)
}

/// The first 32 of `bytes`, which has no more, filled up with zeros.
fn to_bytes(bytes: &[u8]) -> [u8; 32] {
	let mut filled = [0; 32];
	filled.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
	filled
}
