// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use openledger_primitives::{interfaces::Contributions, Balance};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - Of every developer exactly the deposits of its models are held.
	/// - Royalty stacks sum to 100 % and name only the model and models before it.
	/// - A corpus includes those of all parents, and nothing that was not accepted.
	/// - Models and corpora have the same ids, below the counter.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<_, Balance>::new();
		let mut models: usize = 0;
		for (id, record) in Models::<T>::iter() {
			ensure!(id < NextModelId::<T>::get(), "model id not yet given");
			ensure!(record.royalties.is_sound(), "royalty stack is not 100 %");
			ensure!(record.royalties.entries().iter().all(|(m, _)| *m <= id), "royalty forward");
			ensure!(record.kind.fits(record.parents.len()), "parents do not fit the kind");
			let corpus = Corpora::<T>::get(id).ok_or("model without corpus")?;
			for (parent, _) in &record.parents {
				let inherited = Corpora::<T>::get(parent).ok_or("parent without corpus")?;
				ensure!(*parent < id && corpus.includes(&inherited), "corpus lacks a parent's");
			}
			for dataset in corpus.entries() {
				let accepted = T::Contributions::accepted_in(dataset.datanet);
				ensure!(
					dataset.is_sound() && accepted.is_some_and(|count| dataset.upto <= count),
					"corpus beyond its datanet"
				);
			}
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
}
