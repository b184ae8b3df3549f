// SPDX-License-Identifier: Apache-2.0

//! The cost of a call, found by trying it: whatever it holds, bonds or pays, by the pallets' own
//! rules.

use crate::{constants::currency::TOTAL_ISSUANCE, AccountId, Balance, Balances, RuntimeCall};
use alloc::vec::Vec;
use codec::DecodeLimit;
use frame_support::traits::fungible::{Inspect, Mutate};
use frame_support::MAX_EXTRINSIC_DEPTH;
use frame_system::RawOrigin;
use sp_runtime::{traits::Dispatchable, DispatchError};

/// The answer to `call_cost`. `who` is given plenty before, so that what it lacks is no reason for
/// the call to fail; nothing of it stays, as the state after a read is thrown away.
pub fn call_cost(who: AccountId, call: Vec<u8>) -> Result<Balance, DispatchError> {
	let call = RuntimeCall::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &call[..])
		.map_err(|_| DispatchError::Other("not a call of this runtime"))?;
	Balances::mint_into(&who, TOTAL_ISSUANCE)?;
	let before = Balances::balance(&who);
	call.dispatch(RawOrigin::Signed(who.clone()).into()).map_err(|failed| failed.error)?;
	Ok(before.saturating_sub(Balances::balance(&who)))
}
