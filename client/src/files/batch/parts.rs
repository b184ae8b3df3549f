// SPDX-License-Identifier: Apache-2.0

//! The division of receipts into batches: those of one have the same span parameters, and no more
//! than a batch has room for.
//!
//! A channel's sequences only ascend on the chain, so a part has the next answers of each channel.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use openledger_primitives::{
	limits::{
		MaxBatchContributions, MaxBatchCredits, MaxBatchModels, MaxBatchReceipts, MaxVouchers,
	},
	receipt::Receipt,
	span::SpanParams,
	Balance, ChannelId, ContributionId, ModelId,
};

use super::{Place, Signed};
use crate::convert::to_usize;

/// Divides the receipts of a file into parts that each have room in one batch, in the order in
/// which they have to be settled. The parts are gathered greedily, so there may be more than
/// necessary.
pub fn parts(answers: &BTreeMap<Place, Signed>) -> Vec<Vec<Place>> {
	let mut left = BTreeMap::<ChannelId, VecDeque<(Place, &Receipt)>>::new();
	for (place, signed) in answers {
		left.entry(place.0).or_default().push_back((*place, &signed.receipt));
	}
	let mut parts = Vec::new();
	while let Some((_, first)) = left.values().find_map(VecDeque::front) {
		let mut part = Part::new(first.span_params);
		for queue in left.values_mut() {
			let mut is_paying = false;
			while let Some((place, receipt)) = queue.front() {
				if !part.takes(receipt, is_paying) {
					break;
				}
				part.places.push(*place);
				is_paying = true;
				queue.pop_front();
			}
		}
		left.retain(|_, queue| !queue.is_empty());
		parts.push(part.places);
	}
	parts
}

/// A part as it is gathered.
struct Part {
	params: SpanParams,
	places: Vec<Place>,
	channels: usize,
	models: BTreeSet<ModelId>,
	contributions: BTreeSet<(ModelId, ContributionId)>,
	credits: usize,
	/// The greatest common divisor of all fees, and the largest fee, in planck.
	unit: Balance,
	most: Balance,
}

impl Part {
	fn new(params: SpanParams) -> Self {
		Self {
			params,
			places: Vec::new(),
			channels: 0,
			models: BTreeSet::new(),
			contributions: BTreeSet::new(),
			credits: 0,
			unit: 0,
			most: 0,
		}
	}

	/// Adds a receipt if there is room for it: always if it is the first. `is_paying` says whether
	/// its channel pays for others of the part.
	fn takes(&mut self, receipt: &Receipt, is_paying: bool) -> bool {
		if receipt.span_params != self.params {
			return false;
		}
		// That a receipt is malformed is said when the batch is drawn up.
		let credits = receipt.credits().unwrap_or_default();
		let new: Vec<_> = credits
			.iter()
			.map(|credit| (receipt.model, credit.contribution))
			.filter(|place| !self.contributions.contains(place))
			.collect();
		let channels = self.channels + usize::from(!is_paying);
		let models = self.models.len() + usize::from(!self.models.contains(&receipt.model));
		let all = self.credits + credits.len();
		let (unit, most) = (divisor(self.unit, receipt.fee), self.most.max(receipt.fee));
		let has_room = self.places.len() < to_usize(MaxBatchReceipts::get())
			&& channels <= to_usize(MaxVouchers::get())
			&& models <= to_usize(MaxBatchModels::get())
			&& self.contributions.len() + new.len() <= to_usize(MaxBatchContributions::get())
			&& all <= to_usize(MaxBatchCredits::get())
			&& most / unit.max(1) <= Balance::from(u64::MAX);
		if !has_room && !self.places.is_empty() {
			return false;
		}
		self.models.insert(receipt.model);
		self.contributions.extend(new);
		(self.channels, self.credits) = (channels, all);
		(self.unit, self.most) = (unit, most);
		true
	}
}

/// The greatest common divisor.
fn divisor(mut a: Balance, mut b: Balance) -> Balance {
	while let Some(rest) = a.checked_rem(b) {
		(a, b) = (b, rest);
	}
	a
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		fixtures::batch::{receipt, unsigned},
		units::amount::OPEN,
	};

	fn parts_of(receipts: impl IntoIterator<Item = Receipt>) -> Vec<Vec<Place>> {
		parts(&receipts.into_iter().map(unsigned).collect())
	}

	#[test]
	fn what_has_room_should_be_one_part() {
		assert!(parts_of([]).is_empty());
		let parts = parts_of([receipt(4, 7, 1), receipt(1, 3, 2), receipt(1, 0, 3)]);
		assert_eq!(parts, [[(1, 0), (1, 3), (4, 7)]]);
	}

	#[test]
	fn each_rule_should_have_a_part_and_a_channels_answers_stay_in_order() {
		let rule = SpanParams { min_span: 40, ..SpanParams::DEFAULT };
		let other =
			|channel, sequence| Receipt { span_params: rule, ..receipt(channel, sequence, 1) };
		let receipts = [receipt(1, 0, 1), other(1, 1), receipt(1, 2, 1), other(4, 0), other(5, 9)];
		let parts = parts_of(receipts);
		assert_eq!(parts, [vec![(1, 0)], vec![(1, 1), (4, 0), (5, 9)], vec![(1, 2)]]);
	}

	#[test]
	fn a_part_should_have_no_more_than_a_batch_has_room_for() {
		let models = (0..17).map(|model| {
			let receipt = receipt(1, u64::from(model), 1);
			Receipt { model, ..receipt }
		});
		let sizes: Vec<_> = parts_of(models).iter().map(Vec::len).collect();
		assert_eq!(sizes, [16, 1]);
		let channels = (0..1_025).map(|channel| receipt(channel, 0, 1));
		let sizes: Vec<_> = parts_of(channels).iter().map(Vec::len).collect();
		assert_eq!(sizes, [1_024, 1]);
	}

	#[test]
	fn fees_that_are_too_unlike_should_be_apart() {
		let parts = parts_of([receipt(1, 0, 100 * OPEN), receipt(1, 1, 1)]);
		assert_eq!(parts, [[(1, 0)], [(1, 1)]]);
		let parts = parts_of([receipt(1, 0, 100 * OPEN), receipt(1, 1, 3 * OPEN)]);
		assert_eq!(parts.len(), 1);
		// One that nothing has room for is alone, and is said to be wrong later.
		assert_eq!(parts_of([receipt(1, 0, 0), receipt(1, 1, 5)]).len(), 1);
	}
}
