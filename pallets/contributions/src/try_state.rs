// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use openledger_primitives::{
	interfaces::{DisputedRegistry, Disputes},
	Balance, ContributionId, DatanetId,
};
use sp_runtime::TryRuntimeError;

/// What the records of an account say is held of it.
#[derive(Default)]
struct Held {
	contributions: Balance,
	datanets: Balance,
	appeals: Balance,
}

/// What the records of a datanet's contributions say of it.
#[derive(Default)]
struct Counts {
	accepted: u32,
	withdrawals: BTreeSet<u32>,
}

impl<T: Config> Pallet<T> {
	/// - Of every account exactly the deposits of its records and appeals are held, by reason, and
	///   every record holds what it costs.
	/// - Every content root maps to one contribution and back.
	/// - The accepted contributions of a datanet, withdrawn, struck and malformed ones too, have the
	///   indices from 0 without a gap, and point back at them; its withdrawals are numbered from 0
	///   without a gap.
	/// - Exactly what is pending is in a curated datanet's queue, and exactly what is appealed has
	///   an appeal.
	/// - Every source stack sums to 100 % and names contributions that were accepted, all but itself
	///   registered before, of datanets that permit derivatives, and commercial training if the
	///   contribution's own datanet does.
	/// - A curated datanet has curators, each once.
	/// - Only what was accepted, and not struck since, is disputed; what became malformed meanwhile
	///   stays so until its dispute ends.
	/// - Ids are below the counters.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<_, Held>::new();
		let mut counts = BTreeMap::<DatanetId, Counts>::new();
		let (mut roots, mut queued, mut appealed): (usize, usize, usize) = (0, 0, 0);
		for (key, record) in Contributions::<T>::iter() {
			let id = ContributionId::from(key);
			Self::try_contribution(id, &record)?;
			let counts = counts.entry(record.datanet).or_default();
			match record.status {
				Status::Pending => queued = queued.saturating_add(1),
				Status::Appealed => appealed = appealed.saturating_add(1),
				Status::Rejected { .. } => (),
				Status::Accepted { .. } => counts.accepted = counts.accepted.saturating_add(1),
				Status::Withdrawn { withdrawal, .. }
				| Status::Struck { withdrawal, .. }
				| Status::Malformed { withdrawal, .. } => {
					counts.accepted = counts.accepted.saturating_add(1);
					ensure!(counts.withdrawals.insert(withdrawal), "withdrawals with one number");
				}
			}
			let held = held.entry(record.owner).or_default();
			held.contributions = held.contributions.saturating_add(record.deposit);
			let appeal = Appeals::<T>::get(id).map_or(0, |appeal| appeal.deposit);
			held.appeals = held.appeals.saturating_add(appeal);
			roots = roots.saturating_add(1);
		}
		ensure!(ByRoot::<T>::iter_keys().count() == roots, "root without contribution");
		ensure!(Queue::<T>::iter_keys().count() == queued, "queue without contribution");
		ensure!(Appeals::<T>::iter_keys().count() == appealed, "appeal without contribution");

		let mut indices: usize = 0;
		for (id, net) in Datanets::<T>::iter() {
			Self::try_datanet(id, &net, counts.remove(&id).unwrap_or_default())?;
			indices = indices.saturating_add(usize::try_from(net.accepted).unwrap_or(usize::MAX));
			let held = held.entry(net.owner).or_default();
			held.datanets = held.datanets.saturating_add(net.deposit);
		}
		ensure!(counts.is_empty(), "contribution without datanet");
		for (datanet, key) in Accepted::<T>::iter_keys() {
			let index = u32::from(key);
			let count = Datanets::<T>::get(datanet).map_or(0, |net| net.accepted);
			ensure!(index < count, "index beyond the datanet's count");
			indices = indices.saturating_sub(1);
		}
		ensure!(indices == 0, "indices with a gap");
		for (account, deposits) in held {
			let on_hold =
				|reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &account);
			ensure!(
				on_hold(HoldReason::Contribution) == deposits.contributions,
				"deposits of contributions"
			);
			ensure!(on_hold(HoldReason::Datanet) == deposits.datanets, "deposits of datanets");
			ensure!(on_hold(HoldReason::Appeal) == deposits.appeals, "deposits of appeals");
		}
		Ok(())
	}

	fn try_contribution(
		id: ContributionId,
		record: &ContributionOf<T>,
	) -> Result<(), TryRuntimeError> {
		ensure!(id < NextContributionId::<T>::get(), "contribution id not yet given");
		ensure!(ByRoot::<T>::get(record.content_root) == Some(id), "root names another");
		ensure!(record.deposit == Self::contribution_deposit(record), "deposit of a contribution");
		ensure!(record.payout.as_ref() != Some(&record.owner), "payout to the owner");
		ensure!(
			Queue::<T>::contains_key(record.datanet, ContributionKey::from(id))
				== (record.status == Status::Pending),
			"queue differs from the status"
		);
		ensure!(
			Appeals::<T>::contains_key(id) == (record.status == Status::Appealed),
			"appeal differs from the status"
		);
		ensure!(
			!T::Disputes::is_open(id) || Self::disputable(id).is_some(),
			"a dispute about what earns nothing"
		);
		if let Some(position) = record.position() {
			ensure!(
				Accepted::<T>::get(position.datanet, IndexKey::from(position.index)) == Some(id),
				"index names another contribution"
			);
		}
		let Some(stack) = &record.sources else { return Ok(()) };
		ensure!(stack.is_sound(), "source stack is not 100 %");
		let own = Datanets::<T>::get(record.datanet).ok_or("contribution without datanet")?;
		for (source, _) in stack.entries() {
			if *source == id {
				continue;
			}
			let source_record = Contributions::<T>::get(ContributionKey::from(*source))
				.ok_or("source is not there")?;
			ensure!(*source < id, "source registered later");
			ensure!(source_record.position().is_some(), "source was never accepted");
			let net = Datanets::<T>::get(source_record.datanet).ok_or("source without datanet")?;
			ensure!(net.license.derivatives, "source whose license forbids it");
			ensure!(
				net.license.commercial_training || !own.license.commercial_training,
				"source whose license forbids commercial training"
			);
		}
		Ok(())
	}

	fn try_datanet(
		id: DatanetId,
		net: &DatanetOf<T>,
		counts: Counts,
	) -> Result<(), TryRuntimeError> {
		ensure!(id < NextDatanetId::<T>::get(), "datanet id not yet given");
		// Distinct contributions with distinct indices, each below the count: dense.
		ensure!(net.accepted == counts.accepted, "accepted count");
		let withdrawals = usize::try_from(net.withdrawals).unwrap_or(usize::MAX);
		ensure!(counts.withdrawals.len() == withdrawals, "withdrawals with a gap");
		ensure!(
			counts.withdrawals.last().is_none_or(|last| *last < net.withdrawals),
			"withdrawal beyond the datanet's count"
		);
		if let Admission::Curated(curators) = &net.admission {
			let each_once: BTreeSet<_> = curators.iter().collect();
			ensure!(!curators.is_empty() && each_once.len() == curators.len(), "curators");
		}
		Ok(())
	}
}
