// SPDX-License-Identifier: Apache-2.0

//! Calls that keep what others refer to by its hash, that whitelist such a call, and that upgrade
//! the runtime.

use subxt::transactions::StaticPayload;

use crate::interface::api;

pub use api::runtime_types::sp_weights::weight_v2::Weight;

call!(
	/// Keeps bytes on chain under their hash, for a deposit.
	preimage NotePreimage note_preimage(bytes: Vec<u8>)
);
call!(
	/// Puts the call with this hash on the whitelist. The origin is the technical committee.
	whitelist WhitelistCall whitelist_call(call_hash: [u8; 32])
);
call!(
	/// Dispatches a whitelisted call as root, by its hash and length in bytes, from its preimage.
	/// The weight is at least that of the call.
	whitelist DispatchWhitelistedCall dispatch_whitelisted_call(
		call_hash: [u8; 32],
		call_encoded_len: u32,
		call_weight_witness: Weight,
	)
);
call!(
	/// Authorizes the runtime whose code has this hash. The origin is root.
	system AuthorizeUpgrade authorize_upgrade(code_hash: [u8; 32])
);
call!(
	/// Replaces the runtime by the authorized code. Anyone can call it.
	system ApplyAuthorizedUpgrade apply_authorized_upgrade(code: Vec<u8>)
);
