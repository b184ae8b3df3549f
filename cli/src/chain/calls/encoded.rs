// SPDX-License-Identifier: Apache-2.0

//! Calls within calls, encoded.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::{Encoded, Static},
};

/// A call as the chain encodes it.
pub type EncodedCall = Static<Encoded>;

/// A call of which there are only the bytes.
pub fn of_bytes(bytes: Vec<u8>) -> EncodedCall {
	Static(Encoded(bytes))
}

call!("Utility" batch_all BatchAll { calls: Vec<EncodedCall> });
call!("Utility" force_batch ForceBatch { calls: Vec<EncodedCall> });
