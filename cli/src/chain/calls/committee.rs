// SPDX-License-Identifier: Apache-2.0

//! Calls of the technical committee's members.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
};

use super::{encoded::EncodedCall, preimage::Weight};

call!("TechnicalCommittee" propose Propose {
	threshold: u32,
	proposal: EncodedCall,
	length_bound: u32,
});
call!("TechnicalCommittee" vote Vote { proposal: [u8; 32], index: u32, approve: bool });
call!("TechnicalCommittee" close Close {
	proposal_hash: [u8; 32],
	index: u32,
	proposal_weight_bound: Weight,
	length_bound: u32,
});
