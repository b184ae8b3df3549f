// SPDX-License-Identifier: Apache-2.0

//! Calls within calls, encoded.

use subxt::{
	transactions::{dynamic, StaticPayload},
	utils::{Encoded, Static},
};

/// A call as the chain encodes it.
pub type EncodedCall = Static<Encoded>;

/// The arguments of a call that dispatches others.
pub type Calls = (Vec<EncodedCall>,);

/// The call that `bytes` encode.
pub fn of_bytes(bytes: Vec<u8>) -> EncodedCall {
	Static(Encoded(bytes))
}

call!(
	/// Dispatches calls in this order, all of them or none.
	"Utility" batch_all(calls: Vec<EncodedCall>)
);
call!(
	/// Dispatches calls in this order, and goes on after one that fails.
	"Utility" force_batch(calls: Vec<EncodedCall>)
);
