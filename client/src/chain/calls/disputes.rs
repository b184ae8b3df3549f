// SPDX-License-Identifier: Apache-2.0

//! Calls of disputes.

use openledger_primitives::ContributionId;
use sp_core::H256;
use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
};

/// The URI at which evidence can be found, and its hash.
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Evidence {
	hash: [u8; 32],
	uri: Vec<u8>,
}

impl Evidence {
	/// Evidence with the BLAKE2b-256 hash `hash` at `uri`.
	pub fn new(hash: H256, uri: Vec<u8>) -> Self {
		Self { hash: hash.0, uri }
	}
}

/// How a dispute ends.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Outcome {
	/// The contribution stays its owner's.
	Reject,
	/// The contribution is struck: it earns nothing any more.
	Strike,
	/// The contribution becomes the claimant's.
	Transfer,
}

call!(
	/// Opens a dispute: the caller claims a contribution as its own, and `bond`, in planck, is held
	/// of it.
	"Disputes" open Open { contribution: ContributionId, bond: u128, evidence: Evidence }
);
call!(
	/// Adds `amount`, in planck, to the bond of the calling claimant.
	"Disputes" raise Raise { contribution: ContributionId, amount: u128 }
);
call!(
	/// Answers the claim as the owner of the contribution, for a bond.
	"Disputes" answer Answer { contribution: ContributionId, evidence: Evidence }
);
call!(
	/// Ends a dispute as the other side wants it. The caller is a party to it.
	"Disputes" concede Concede { contribution: ContributionId }
);
call!(
	/// Rules as a curator of the datanet. The outcome comes into force unless it is appealed in
	/// time.
	"Disputes" rule Rule { contribution: ContributionId, outcome: Outcome }
);
call!(
	/// Appeals to governance against a curator's ruling, for a bond. The caller is the party that
	/// lost.
	"Disputes" appeal Appeal { contribution: ContributionId }
);
call!(
	/// Ends a dispute as governance decides.
	"Disputes" decide Decide { contribution: ContributionId, outcome: Outcome }
);
call!(
	/// Ends a dispute whose time is over, with the ruling that it has. Anyone can call it.
	"Disputes" conclude Conclude { contribution: ContributionId }
);
