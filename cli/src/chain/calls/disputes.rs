// SPDX-License-Identifier: Apache-2.0

//! Calls of disputes.

use openledger_primitives::ContributionId;
use sp_core::H256;
use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
};

/// Where evidence can be found, and its hash.
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Evidence {
	hash: [u8; 32],
	uri: Vec<u8>,
}

impl Evidence {
	pub fn new(hash: H256, uri: Vec<u8>) -> Self {
		Self { hash: hash.0, uri }
	}
}

/// How a dispute ends.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Outcome {
	Reject,
	Strike,
	Transfer,
}

call!("Disputes" open Open { contribution: ContributionId, bond: u128, evidence: Evidence });
call!("Disputes" raise Raise { contribution: ContributionId, amount: u128 });
call!("Disputes" answer Answer { contribution: ContributionId, evidence: Evidence });
call!("Disputes" concede Concede { contribution: ContributionId });
call!("Disputes" rule Rule { contribution: ContributionId, outcome: Outcome });
call!("Disputes" appeal Appeal { contribution: ContributionId });
call!("Disputes" decide Decide { contribution: ContributionId, outcome: Outcome });
call!("Disputes" conclude Conclude { contribution: ContributionId });
