// SPDX-License-Identifier: Apache-2.0

//! Payments that the treasury owes by referenda that were enacted.

use openledger_primitives::Balance;
use subxt::utils::AccountId32;

use super::BlockView;
use crate::{
	error::Error,
	interface::api::runtime_types::pallet_treasury::{PaymentState, SpendStatus},
};

/// A payment of the treasury that was approved.
pub type Spend = SpendStatus<(), Balance, AccountId32, u32, ()>;
type Payment = PaymentState<()>;

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
			asset_kind: (),
			amount: 1,
			beneficiary: AccountId32([1; 32]),
			valid_from: 10,
			expire_at: 20,
			status,
			__ignore: Default::default(),
		};
		let payable = |block| spend(Payment::Pending).is_payable(block);
		assert_eq!([9, 10, 19, 20].map(payable), [false, true, true, false]);
		assert!(spend(Payment::Failed).is_payable(15));
		assert!(!spend(Payment::Attempted { id: () }).is_payable(15));
	}
}
