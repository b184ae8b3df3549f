// SPDX-License-Identifier: Apache-2.0

//! Calls of disputes.

use openledger_primitives::ContributionId;
use sp_core::H256;
use subxt::transactions::StaticPayload;

use crate::interface::api;

pub use api::runtime_types::pallet_disputes::types::{Evidence, Outcome};

impl Evidence {
	/// Evidence with the BLAKE2b-256 hash `hash` at `uri`.
	pub fn new(hash: H256, uri: Vec<u8>) -> Self {
		Self { hash, uri }
	}
}

call!(
	/// Opens a dispute: the caller claims a contribution as its own, and `bond`, in planck, is held
	/// of it.
	disputes Open open(contribution: ContributionId, bond: u128, evidence: Evidence)
);
call!(
	/// Adds `amount`, in planck, to the bond of the calling claimant.
	disputes Raise raise(contribution: ContributionId, amount: u128)
);
call!(
	/// Answers the claim as the owner of the contribution, for a bond.
	disputes Answer answer(contribution: ContributionId, evidence: Evidence)
);
call!(
	/// Ends a dispute as the other side wants it. The caller is a party to it.
	disputes Concede concede(contribution: ContributionId)
);
call!(
	/// Rules as a curator of the datanet. The outcome comes into force unless it is appealed in
	/// time.
	disputes Rule rule(contribution: ContributionId, outcome: Outcome)
);
call!(
	/// Appeals to governance against a curator's ruling, for a bond. The caller is the party that
	/// lost.
	disputes Appeal appeal(contribution: ContributionId)
);
call!(
	/// Ends a dispute as governance decides.
	disputes Decide decide(contribution: ContributionId, outcome: Outcome)
);
call!(
	/// Ends a dispute whose time is over, with the ruling that it has. Anyone can call it.
	disputes Conclude conclude(contribution: ContributionId)
);
