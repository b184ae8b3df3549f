// SPDX-License-Identifier: Apache-2.0

//! Calls that keep what others refer to by its hash, that whitelist such a call, and that upgrade
//! the runtime.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
};

/// The weight of a call.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Weight {
	/// Time on the reference machine, in picoseconds.
	pub ref_time: u64,
	/// Bytes of state that a proof of it takes.
	pub proof_size: u64,
}

call!(
	/// Keeps bytes on chain under their hash, for a deposit.
	"Preimage" note_preimage NotePreimage { bytes: Vec<u8> }
);
call!(
	/// Puts the call with this hash on the whitelist. The origin is the technical committee.
	"Whitelist" whitelist_call WhitelistCall { call_hash: [u8; 32] }
);
call!(
	/// Dispatches a whitelisted call as root, by its hash and length in bytes, from its preimage.
	/// The weight is at least that of the call.
	"Whitelist" dispatch_whitelisted_call DispatchWhitelistedCall {
		call_hash: [u8; 32],
		call_encoded_len: u32,
		call_weight_witness: Weight,
	}
);
call!(
	/// Authorizes the runtime whose code has this hash. The origin is root.
	"System" authorize_upgrade AuthorizeUpgrade { code_hash: [u8; 32] }
);
call!(
	/// Replaces the runtime by the authorized code. Anyone can call it.
	"System" apply_authorized_upgrade ApplyAuthorizedUpgrade { code: Vec<u8> }
);
