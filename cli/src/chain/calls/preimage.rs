// SPDX-License-Identifier: Apache-2.0

//! Calls that keep what others refer to by its hash, and that put such a call on the whitelist's
//! way.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
};

/// Weight of a call.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Weight {
	pub ref_time: u64,
	pub proof_size: u64,
}

call!("Preimage" note_preimage NotePreimage { bytes: Vec<u8> });
call!("Whitelist" whitelist_call WhitelistCall { call_hash: [u8; 32] });
call!("Whitelist" dispatch_whitelisted_call DispatchWhitelistedCall {
	call_hash: [u8; 32],
	call_encoded_len: u32,
	call_weight_witness: Weight,
});
call!("System" authorize_upgrade AuthorizeUpgrade { code_hash: [u8; 32] });
call!("System" apply_authorized_upgrade ApplyAuthorizedUpgrade { code: Vec<u8> });
