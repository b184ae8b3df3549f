// SPDX-License-Identifier: Apache-2.0

//! Shares that flatten: the parts of a model's, or a contribution's, earnings that others get.
//!
//! A model passes a royalty to each parent, a contribution a share to each source; each of those
//! passes on parts of its own. The chain computes the stack of a new model or contribution once,
//! when it is registered, from the stacks of its parents or sources, so that paying never walks a
//! graph. Parts are rounded down and the new one keeps what rounding leaves, so a stack always sums
//! to exactly 100 %.

use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_arithmetic::Perbill;
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

use crate::{split::part, Balance};

/// Shares by ascending id that sum to exactly 100 %. Only the owner's may be zero.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ShareStack<Id, const MAX: u32>(BoundedVec<(Id, Perbill), ConstU32<MAX>>);

/// Why a stack can't be built.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	MaxEncodedLen,
)]
pub enum ShareError {
	/// The shares that are given away exceed 100 %.
	Overflow,
	/// The stack would have more than `MAX` entries.
	TooManyEntries,
	/// An id is named twice, or the owner names itself.
	Duplicate,
	/// A share that is given away is zero.
	ZeroShare,
}

impl<Id: Ord + Copy, const MAX: u32> ShareStack<Id, MAX> {
	/// The stack of `owner`. `given` has the id, the share and the stack of each that `owner`
	/// passes a share to; the share is passed on by that stack.
	pub fn flatten(
		owner: Id,
		given: impl IntoIterator<Item = (Id, Perbill, Self)>,
	) -> Result<Self, ShareError> {
		let mut parts = BTreeMap::<Id, u32>::new();
		let mut named = Vec::new();
		let mut left = Perbill::one().deconstruct();
		for (id, share, stack) in given {
			if share.is_zero() {
				return Err(ShareError::ZeroShare);
			}
			if id == owner || named.contains(&id) {
				return Err(ShareError::Duplicate);
			}
			named.push(id);
			for (member, member_share) in stack.0 {
				// Rounds down; `Mul` of two `Perbill` would round to the nearest.
				let passed = u64::from(share.deconstruct())
					.saturating_mul(u64::from(member_share.deconstruct()))
					.checked_div(u64::from(Perbill::one().deconstruct()))
					.and_then(|parts| u32::try_from(parts).ok())
					.ok_or(ShareError::Overflow)?;
				if passed == 0 {
					continue;
				}
				left = left.checked_sub(passed).ok_or(ShareError::Overflow)?;
				let entry = parts.entry(member).or_default();
				*entry = entry.checked_add(passed).ok_or(ShareError::Overflow)?;
			}
		}
		let own = parts.entry(owner).or_default();
		*own = own.checked_add(left).ok_or(ShareError::Overflow)?;
		let entries: Vec<_> =
			parts.into_iter().map(|(id, parts)| (id, Perbill::from_parts(parts))).collect();
		BoundedVec::try_from(entries).map(Self).map_err(|_| ShareError::TooManyEntries)
	}

	/// The stack of an `owner` that keeps everything. Fails if `MAX` is 0.
	pub fn whole(owner: Id) -> Result<Self, ShareError> {
		Self::flatten(owner, [])
	}

	/// The ids with their shares, by ascending id.
	pub fn entries(&self) -> &[(Id, Perbill)] {
		&self.0
	}

	/// Whether the shares sum to exactly 100 % and the ids ascend, as in every stored stack.
	pub fn is_sound(&self) -> bool {
		let total: u64 = self.0.iter().map(|(_, share)| u64::from(share.deconstruct())).sum();
		total == u64::from(Perbill::one().deconstruct())
			&& self.0.iter().zip(self.0.iter().skip(1)).all(|((a, _), (b, _))| a < b)
	}

	/// The part of each entry in `amount`, rounded down, and the remainder, which is less than the
	/// number of entries; all in planck.
	pub fn divide(&self, amount: Balance) -> (Vec<(Id, Balance)>, Balance) {
		divide(amount, self.0.iter().copied())
	}
}

/// The part of each share in `amount`, rounded down, and the remainder; all in planck. The parts
/// are never more than `amount` in all.
pub fn divide<Who>(
	amount: Balance,
	shares: impl IntoIterator<Item = (Who, Perbill)>,
) -> (Vec<(Who, Balance)>, Balance) {
	let mut left = amount;
	let parts = shares
		.into_iter()
		.map(|(who, share)| {
			let given = part(amount, share).min(left);
			left = left.saturating_sub(given);
			(who, given)
		})
		.collect();
	(parts, left)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	type Stack = ShareStack<u32, 32>;

	fn percent(parts: u32) -> Perbill {
		Perbill::from_percent(parts)
	}

	#[test]
	fn flatten_should_pass_royalties_on_through_ancestors() {
		let base = Stack::whole(0).unwrap();
		let tune = Stack::flatten(1, [(0, percent(30), base.clone())]).unwrap();
		assert_eq!(tune.entries(), [(0, percent(30)), (1, percent(70))]);
		let merge = Stack::flatten(2, [(0, percent(10), base), (1, percent(20), tune)]).unwrap();
		assert_eq!(merge.entries(), [(0, percent(16)), (1, percent(14)), (2, percent(70))]);
	}

	#[test]
	fn flatten_should_refuse_what_cannot_be_paid() {
		let whole = |id| Stack::whole(id).unwrap();
		let refused = |given: Vec<(u32, Perbill, Stack)>| Stack::flatten(9, given).unwrap_err();
		assert_eq!(
			refused(vec![(0, percent(60), whole(0)), (1, percent(41), whole(1))]),
			ShareError::Overflow
		);
		assert_eq!(
			refused(vec![(0, percent(1), whole(0)), (0, percent(1), whole(0))]),
			ShareError::Duplicate
		);
		assert_eq!(refused(vec![(9, percent(1), whole(9))]), ShareError::Duplicate);
		assert_eq!(refused(vec![(0, Perbill::zero(), whole(0))]), ShareError::ZeroShare);
		let many = (0..32).map(|id| (id + 10, percent(1), whole(id + 10)));
		assert_eq!(refused(many.collect()), ShareError::TooManyEntries);
	}

	proptest! {
		#[test]
		fn random_graphs_should_keep_every_stack_at_100_percent(
			choices in prop::collection::vec(
				prop::collection::vec((any::<prop::sample::Index>(), 1u32..=250_000_000), 0..4), 1..24),
			amount: u128,
		) {
			let mut stacks: Vec<Stack> = Vec::new();
			for (id, parents) in choices.into_iter().enumerate() {
				let mut given = BTreeMap::new();
				for (pick, share) in parents {
					if id > 0 {
						let parent = pick.index(id);
						given.insert(parent, Perbill::from_parts(share));
					}
				}
				let given = given
					.into_iter()
					.map(|(parent, share)| (parent as u32, share, stacks[parent].clone()));
				let stack = Stack::flatten(id as u32, given).unwrap();
				prop_assert!(stack.is_sound());
				let (parts, left) = stack.divide(amount);
				let paid: u128 = parts.iter().map(|(_, part)| part).sum();
				prop_assert_eq!(paid + left, amount);
				prop_assert!(left < 32);
				stacks.push(stack);
			}
		}

		/// With shares up to all there is, as many parents as a model may have, and ids up to the
		/// largest: either refused, or exactly 100 %.
		#[test]
		fn graphs_at_their_maxima_should_be_refused_or_conserve(
			choices in prop::collection::vec(
				prop::collection::vec(
					(
						any::<prop::sample::Index>(),
						prop_oneof![
							Just(0u32), Just(1), Just(999_999_999), Just(1_000_000_000),
							1u32..=125_000_000, 1u32..=1_000_000_000,
						],
					),
					0..=8,
				),
				1..48,
			),
			amount in prop_oneof![Just(u128::MAX), Just(0), any::<u128>()],
		) {
			let mut stacks: Vec<(u32, Stack)> = Vec::new();
			for (at, parents) in choices.into_iter().enumerate() {
				let id = u32::MAX - 48 + at as u32;
				let given: Vec<_> = parents
					.into_iter()
					.filter(|_| !stacks.is_empty())
					.map(|(pick, share)| {
						let (parent, stack) = pick.get(&stacks).clone();
						(parent, Perbill::from_parts(share), stack)
					})
					.collect();
				let offered: u64 =
					given.iter().map(|(_, share, _)| u64::from(share.deconstruct())).sum();
				match Stack::flatten(id, given) {
					Ok(stack) => {
						prop_assert!(stack.is_sound() && stack.entries().len() <= 32);
						// Nothing is passed on that was not offered.
						let own = stack.entries().iter().find(|(member, _)| *member == id);
						let own = own.map_or(0, |(_, share)| u64::from(share.deconstruct()));
						prop_assert!(own + offered >= 1_000_000_000);
						let (parts, left) = stack.divide(amount);
						let paid: u128 = parts.iter().map(|(_, part)| part).sum();
						prop_assert_eq!(paid + left, amount);
						prop_assert!(left < 32);
						stacks.push((id, stack));
					}
					Err(ShareError::Overflow) => prop_assert!(offered > 1_000_000_000),
					Err(_) => {}
				}
			}
		}
	}
}
