// SPDX-License-Identifier: Apache-2.0

//! The cost of a call, found by trying it: whatever it holds, bonds or pays, by the pallets' own
//! rules.

use crate::{
	configs::system::RuntimeBlockWeights, constants::currency::TOTAL_ISSUANCE, AccountId, Balance,
	Balances, RuntimeCall, System,
};
use alloc::vec::Vec;
use codec::DecodeLimit;
use frame_support::{
	dispatch::GetDispatchInfo,
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
	},
	MAX_EXTRINSIC_DEPTH,
};
use frame_system::RawOrigin;
use sp_runtime::{traits::Dispatchable, DispatchError};

/// The answer to `call_cost`. Nothing of the attempts stays, as the state after a read is thrown
/// away.
///
/// A call that fails is tried once more by a `who` that has plenty: if that costs more than `who` can
/// spend, the money is what was lacking, and otherwise the first reason counts.
pub fn call_cost(who: AccountId, call: Vec<u8>) -> Result<Balance, DispatchError> {
	let call = RuntimeCall::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &call[..])
		.map_err(|_| DispatchError::Other("not a call of this runtime"))?;
	// No transaction could do more, and a read must not either.
	let (weights, info) = (RuntimeBlockWeights::get(), call.get_dispatch_info());
	let most = weights.get(info.class).max_extrinsic.unwrap_or(weights.max_block);
	ensure!(info.call_weight.all_lte(most), DispatchError::Exhausted);
	// A transaction runs in the next block at the earliest: what begins there is no failure.
	let next = System::block_number().saturating_add(1);
	System::initialize(&next, &System::parent_hash(), &Default::default());

	let refused = match try_call(&who, call.clone()) {
		Err(error) => error,
		cost => return cost,
	};
	let spendable = Balances::reducible_balance(&who, Preservation::Preserve, Fortitude::Polite);
	Balances::mint_into(&who, TOTAL_ISSUANCE)?;
	let cost = try_call(&who, call)?;
	// Who has nothing lacks the fee at least.
	match spendable > 0 && cost <= spendable {
		true => Err(refused),
		false => Ok(cost),
	}
}

/// The amount that a call takes of `who`. The state stays as it was if the call fails.
fn try_call(who: &AccountId, call: RuntimeCall) -> Result<Balance, DispatchError> {
	let before = Balances::balance(who);
	let origin = RawOrigin::Signed(who.clone()).into();
	with_storage_layer(|| call.dispatch(origin).map_err(|failed| failed.error))?;
	Ok(before.saturating_sub(Balances::balance(who)))
}
