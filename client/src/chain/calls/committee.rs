// SPDX-License-Identifier: Apache-2.0

//! Calls of the technical committee's members.

use subxt::transactions::{dynamic, StaticPayload};

use super::{encoded::EncodedCall, preimage::Weight};
use crate::interface::api;

call!(
	/// Proposes a call to the committee, of which `threshold` members must approve. `length_bound`
	/// is at least the length of the encoded call, in bytes.
	"TechnicalCommittee" propose(
		threshold: u32,
		proposal: EncodedCall,
		length_bound: u32,
	)
);
call!(
	/// Votes on motion number `index`, by the hash of the call that it proposes.
	technical_committee Vote vote(proposal: [u8; 32], index: u32, approve: bool)
);
call!(
	/// Closes motion number `index`, and dispatches its call if enough members approved. The bounds
	/// are at least the weight of the call and its length, in bytes.
	technical_committee Close close(
		proposal_hash: [u8; 32],
		index: u32,
		proposal_weight_bound: Weight,
		length_bound: u32,
	)
);
