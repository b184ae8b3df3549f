// SPDX-License-Identifier: Apache-2.0

//! What always holds.

use crate::*;
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use openledger_primitives::Balance;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// - Of every account exactly the deposits of its records are held, by reason.
	/// - Every content root maps to one contribution and back.
	/// - The accepted contributions of a datanet have the indices from 0 without a gap, and point
	///   back at them.
	/// - Every source stack sums to 100 % and names accepted contributions and its own.
	/// - Ids are below the counters.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<_, (Balance, Balance)>::new();
		let mut accepted = BTreeMap::<_, u32>::new();
		let mut roots: usize = 0;
		for (id, record) in Contributions::<T>::iter() {
			ensure!(id < NextContributionId::<T>::get(), "contribution id not yet given");
			ensure!(ByRoot::<T>::get(record.content_root) == Some(id), "root names another");
			ensure!(Datanets::<T>::contains_key(record.datanet), "contribution without datanet");
			ensure!(record.sources.is_sound(), "source stack is not 100 %");
			for (source, _) in record.sources.entries() {
				ensure!(
					*source == id
						|| Contributions::<T>::get(source)
							.is_some_and(|s| matches!(s.status, Status::Accepted { .. })),
					"source is not accepted"
				);
			}
			if let Status::Accepted { index } = record.status {
				ensure!(
					Accepted::<T>::get(record.datanet, index) == Some(id),
					"index names another contribution"
				);
				let count = accepted.entry(record.datanet).or_default();
				*count = count.saturating_add(1);
			}
			let sums = held.entry(record.contributor).or_default();
			sums.0 = sums.0.saturating_add(record.deposit);
			roots = roots.saturating_add(1);
		}
		ensure!(ByRoot::<T>::iter().count() == roots, "root without contribution");
		let mut indices: usize = 0;
		for (id, net) in Datanets::<T>::iter() {
			ensure!(id < NextDatanetId::<T>::get(), "datanet id not yet given");
			// Distinct contributions with distinct indices, each below the count: dense.
			ensure!(net.accepted == accepted.get(&id).copied().unwrap_or(0), "accepted count");
			indices = indices.saturating_add(usize::try_from(net.accepted).unwrap_or(usize::MAX));
			let sums = held.entry(net.owner).or_default();
			sums.1 = sums.1.saturating_add(net.deposit);
		}
		for (datanet, index, _) in Accepted::<T>::iter() {
			let count = Datanets::<T>::get(datanet).map_or(0, |net| net.accepted);
			ensure!(index < count, "index beyond the datanet's count");
			indices = indices.saturating_sub(1);
		}
		ensure!(indices == 0, "indices with a gap");
		for (account, (contributions, datanets)) in held {
			let on_hold =
				|reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &account);
			ensure!(
				on_hold(HoldReason::Contribution) == contributions,
				"deposits of contributions"
			);
			ensure!(on_hold(HoldReason::Datanet) == datanets, "deposits of datanets");
		}
		Ok(())
	}
}
