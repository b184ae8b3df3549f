// SPDX-License-Identifier: Apache-2.0

//! Refuting a batch that has something else than what its operator signed.

use openledger_attributor::signed_exhibit;
use openledger_client::{
	chain::{calls::attribution, events::Slashed, seen::Settlement, Chain, Until},
	convert::to_usize,
	files::receipt::SignedReceipt,
	keys::Key,
	Error as ClientError,
};
use openledger_primitives::{
	challenge::{self, Exhibit, Proof, SettledBatch, Substitute},
	Balance, BatchId,
};
use sp_core::Blake2Hasher;

use crate::{urgency::urgency, Error};

/// What refutes a batch.
#[derive(Debug)]
pub(super) struct Case {
	pub batch: BatchId,
	exhibit: Exhibit,
	proof: Proof,
}

/// What came of a refutation.
#[derive(Debug)]
pub struct Refutation {
	/// The batch.
	pub batch: BatchId,
	/// The reward.
	pub result: Result<Balance, Error>,
}

impl Refutation {
	/// Whether the batch is void now, by this or by somebody else.
	pub fn is_done(&self) -> bool {
		match &self.result {
			Ok(_) => true,
			Err(error) => error.lost_race() == Some("AlreadyVoid"),
		}
	}
}

impl Case {
	/// By a receipt that was signed for the answer of receipt `index` of a batch. `None` when it does
	/// not refute it.
	pub fn of(
		batch: BatchId,
		settled: &SettledBatch,
		settlement: &Settlement,
		index: u32,
		signed: &SignedReceipt,
	) -> Option<Self> {
		let (receipt, signature) = (signed.receipt.clone(), signed.signature);
		let exhibit = signed_exhibit(&settlement.leaves(), index, receipt, signature)?;
		let compact = settlement.receipts.get(to_usize(index))?.clone();
		let proof = Proof::Substituted { settled: Substitute::Receipt { compact } };
		challenge::refute::<Blake2Hasher>(&exhibit, &proof, settled, |_| None).ok()?;
		Some(Self { batch, exhibit, proof })
	}

	/// Refutes the batch, if nobody has. Returns the reward.
	pub async fn refute(
		self,
		chain: &Chain,
		key: &Key,
		max_tip: Option<Balance>,
	) -> Result<Balance, Error> {
		let Self { batch, exhibit, proof } = self;
		let call = attribution::refute(batch, &exhibit, &proof);
		// What fails in a block costs its fee.
		chain.dry_run(&call, key).await?;
		let view = chain.best_view().await?;
		let info = view.batch(batch).await?.ok_or(ClientError::Inconsistent)?;
		let urgency = urgency(&view, batch, &info, max_tip).await?;
		let events = chain.submit_urgent(&call, key, Until::Final, urgency).await?;
		Ok(events.all::<Slashed>()?.into_iter().map(|slashed| slashed.reward).sum())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{
		account,
		fixtures::{
			batch::GENESIS,
			receipt::{key, operator, signed},
		},
	};
	use openledger_primitives::{merkle, receipt::signature::Signer};
	use sp_core::sr25519;
	use sp_core::H256;

	#[test]
	fn only_what_differs_from_what_was_signed_should_be_a_case() {
		let receipts: Vec<_> = [(2, 50), (3, 61), (5, 70)]
			.into_iter()
			.map(|(sequence, fee)| signed(4, sequence, fee).compact().unwrap())
			.collect();
		let settlement = Settlement { receipts, commitments: H256::zero() };
		let keys = vec![sr25519::Public::from_raw(key().public().0)];
		let batch = SettledBatch {
			receipts: 3,
			root: merkle::root::<Blake2Hasher>(&settlement.leaves()).unwrap(),
			commitments: H256::zero(),
			signer: Some(Signer { genesis: GENESIS, operator: account::bytes(&operator()), keys }),
		};
		let case = |index, signed: &SignedReceipt| Case::of(9, &batch, &settlement, index, signed);
		let found = case(1, &signed(4, 3, 60)).unwrap();
		assert_eq!((found.batch, found.exhibit.index), (9, 1));
		// What was settled as it was signed, another answer, and what there is not.
		assert!(case(0, &signed(4, 2, 50)).is_none());
		assert!(case(0, &signed(4, 3, 60)).is_none());
		assert!(case(3, &signed(4, 9, 60)).is_none());
		let other = account::Account::new([9; 32]);
		let forged = SignedReceipt { operator: other, ..signed(4, 3, 60) };
		// What is signed names its operator: the chain asks for that of the batch.
		assert!(case(1, &forged).is_some());
		let mut altered = signed(4, 3, 60);
		altered.receipt.fee = 59;
		assert!(case(1, &altered).is_none());
	}
}
