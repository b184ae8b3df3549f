// SPDX-License-Identifier: Apache-2.0

//! Payments that the treasury owes by referenda that were enacted.

use openledger_primitives::Balance;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::BlockView;
use crate::error::Error;

/// A payment of the treasury that was approved.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Spend {
	/// The amount, in planck.
	pub amount: Balance,
	/// The account that it is for.
	pub beneficiary: AccountId32,
	valid_from: u32,
	expire_at: u32,
	status: Payment,
}

#[derive(DecodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum Payment {
	Pending,
	Attempted { id: () },
	Failed,
}

impl Spend {
	/// Whether it can be paid in the block with number `block`.
	pub fn is_payable(&self, block: u64) -> bool {
		let is_time = u64::from(self.valid_from) <= block && block < u64::from(self.expire_at);
		is_time && !matches!(self.status, Payment::Attempted { id: () })
	}
}

impl BlockView {
	/// The payments that were approved and are not removed yet, by id.
	pub async fn spends(&self) -> Result<Vec<(u32, Spend)>, Error> {
		self.entries("Treasury", "Spends").await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_what_is_due_should_be_paid_and_only_once() {
		let spend = |status| Spend {
			amount: 1,
			beneficiary: AccountId32([1; 32]),
			valid_from: 10,
			expire_at: 20,
			status,
		};
		let payable = |block| spend(Payment::Pending).is_payable(block);
		assert_eq!([9, 10, 19, 20].map(payable), [false, true, true, false]);
		assert!(spend(Payment::Failed).is_payable(15));
		assert!(!spend(Payment::Attempted { id: () }).is_payable(15));
	}
}
