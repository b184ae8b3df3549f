// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use openledger_primitives::{corpus::Corpus, interfaces::Contributions, Balance, ModelId};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - Of every developer exactly the deposits of its models are held, and every model holds what
	///   it costs.
	/// - Royalty stacks sum to 100 % and name only the model and models before it.
	/// - A corpus includes those of all parents, and nothing beyond what its datanets have accepted
	///   and withdrawn.
	/// - A commercial model has only commercial parents and datanets that permit it; one with a
	///   datanet that forbids derivatives forbids them.
	/// - Models and corpora have the same ids, below the counter.
	/// - A model that is not active, and no other, was served until some block; and a former floor is
	///   below the one in force.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<_, Balance>::new();
		let mut models: usize = 0;
		for (id, record) in Models::<T>::iter() {
			let corpus = Corpora::<T>::get(id).ok_or("model without corpus")?;
			Self::try_model(id, &record, &corpus)?;
			Self::try_corpus(&record, &corpus)?;
			let sum = held.entry(record.developer).or_default();
			*sum = sum.saturating_add(record.deposit);
			models = models.saturating_add(1);
		}
		ensure!(Corpora::<T>::iter_keys().count() == models, "corpus without model");
		for (developer, deposits) in held {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::Model.into(), &developer);
			ensure!(on_hold == deposits, "deposits of models");
		}
		Ok(())
	}

	fn try_model(id: ModelId, record: &ModelOf<T>, corpus: &Corpus) -> Result<(), TryRuntimeError> {
		ensure!(id < NextModelId::<T>::get(), "model id not yet given");
		ensure!(record.deposit == Self::deposit_of(record, corpus), "deposit of a model");
		ensure!(record.payout.as_ref() != Some(&record.developer), "payout to the developer");
		ensure!(record.royalties.is_sound(), "royalty stack is not 100 %");
		ensure!(record.royalties.entries().iter().all(|(m, _)| *m <= id), "royalty forward");
		ensure!(record.kind.fits(record.parents.len()), "parents do not fit the kind");
		let is_active = record.status == Status::Active;
		ensure!(record.served_until.is_none() == is_active, "grace of an active model");
		let is_lower = |(floor, _)| floor < record.price_floor;
		ensure!(record.former_floor.is_none_or(is_lower), "a former floor that is not lower");
		for (parent, _) in &record.parents {
			ensure!(*parent < id, "parent registered later");
			let inherited = Corpora::<T>::get(parent).ok_or("parent without corpus")?;
			ensure!(corpus.includes(&inherited), "corpus lacks a parent's");
			let parent = Models::<T>::get(parent).ok_or("parent is not there")?;
			ensure!(parent.commercial || !record.commercial, "commercial child");
			ensure!(parent.derivatives != Derivatives::Forbidden, "forbidden child");
		}
		Ok(())
	}

	fn try_corpus(record: &ModelOf<T>, corpus: &Corpus) -> Result<(), TryRuntimeError> {
		ensure!(corpus.is_sound(), "corpus is not in order");
		for entry in corpus.entries() {
			let net =
				T::Contributions::datanet(entry.dataset.datanet).ok_or("corpus without datanet")?;
			ensure!(entry.dataset.end <= net.accepted, "corpus beyond its datanet");
			ensure!(entry.withdrawals <= net.withdrawals, "corpus after its datanet");
			ensure!(net.commercial_training || !record.commercial, "forbidden training");
			ensure!(
				net.derivatives || record.derivatives == Derivatives::Forbidden,
				"derivatives that a license forbids"
			);
		}
		Ok(())
	}
}
