// SPDX-License-Identifier: Apache-2.0

//! Settling answers: what can be settled, paying for it, the receipts that are kept meanwhile, and
//! making batches final.
//!
//! An operator [adds](add) answers to a file, [divides](divide) what it has signed into files that
//! have room in a batch each, moves out what is [unpayable] now, and settles each of the
//! [files](mod@file).

pub mod add;
pub mod batch;
pub mod divide;
pub mod file;
pub mod finalize;
mod pay;
pub mod proof;
pub mod receipt_store;
pub mod unpayable;
pub mod voucher_check;

pub use pay::{ensure_roots, settle_answer, settle_receipts, Paid};

use openledger_primitives::{receipt::Receipt, span::SpanParams, Balance, ModelId};
use openledger_runtime_api::{ModelInfo, ModelStatus, Terms};
use sp_core::{sr25519, Blake2Hasher, Pair};
use subxt::transactions::DynamicPayload;

use crate::{
	account::Account,
	chain::calls::attribution::{self, Encoded},
	error::{Error, SettlementError, Unpayable},
};

/// Fails when a model takes no requests, or none for this fee.
pub fn ensure_acceptable(
	model: ModelId,
	info: &ModelInfo<Account>,
	fee: Balance,
) -> Result<(), Error> {
	if !info.commercial {
		return Err(Error::Unpayable { model, why: Unpayable::NotCommercial });
	}
	if info.status != ModelStatus::Active {
		return Err(Error::Unpayable { model, why: Unpayable::Inactive });
	}
	let floor = info.price_floor.max(1);
	if fee < floor {
		return Err(Error::FeeBelowFloor { model, fee, floor });
	}
	Ok(())
}

/// Fails when what an answer of a model costs could not be settled in block `next`: the model stopped
/// too long ago, or has been dearer for too long.
pub fn ensure_settleable(
	model: ModelId,
	info: &ModelInfo<Account>,
	fee: Balance,
	next: u64,
) -> Result<(), Error> {
	if !info.commercial {
		return Err(Error::Unpayable { model, why: Unpayable::NotCommercial });
	}
	let counts = |until: u32| next < u64::from(until);
	if info.status != ModelStatus::Active && !info.served_until.is_some_and(counts) {
		return Err(Error::Unpayable { model, why: Unpayable::Inactive });
	}
	let former = info.former_floor.filter(|former| counts(former.until));
	let former = former.map(|former| former.price_floor);
	let floor = former.map_or(info.price_floor, |former| former.min(info.price_floor)).max(1);
	match fee >= floor {
		true => Ok(()),
		false => Err(Error::FeeBelowFloor { model, fee, floor }),
	}
}

/// Fails when receipts under a span rule can't be settled: it is neither in force, nor the one before
/// while that counts.
pub fn ensure_in_force(params: SpanParams, terms: &Terms) -> Result<(), SettlementError> {
	let former = terms.former_span_params.map(|former| former.span_params);
	match params == terms.span_params || former == Some(params) {
		true => Ok(()),
		false => Err(SettlementError::SpanParamsNotInForce),
	}
}

/// Bytes that nobody can guess.
pub fn salt() -> [u8; 32] {
	// The seed of a new key is 32 bytes of the system's randomness.
	sr25519::Pair::generate().1
}

/// The call that pays for an answer.
pub fn settle_one(receipt: &Receipt, operator: &Account) -> Result<DynamicPayload<Encoded>, Error> {
	let compact = receipt.compact().ok_or(Error::Inconsistent)?;
	Ok(attribution::settle_one(operator, &compact.answer, receipt.commitment::<Blake2Hasher>()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::{model::info, terms::terms};
	use openledger_runtime_api::{FormerFloor, FormerSpanParams};

	#[test]
	fn what_was_served_before_a_model_changed_should_be_settled_for_a_while() {
		let info = ModelInfo { commercial: true, price_floor: 50, ..info() };
		let active = ModelInfo { status: ModelStatus::Active, ..info.clone() };
		assert!(ensure_settleable(3, &active, 50, 9).is_ok());
		let dearer = |until| {
			let former_floor = Some(FormerFloor { price_floor: 20, until });
			ModelInfo { former_floor, ..active.clone() }
		};
		assert!(ensure_settleable(3, &dearer(10), 20, 9).is_ok());
		for (info, fee) in [(dearer(10), 19), (dearer(9), 20), (active, 0)] {
			let error = ensure_settleable(3, &info, fee, 9).unwrap_err();
			assert!(matches!(error, Error::FeeBelowFloor { .. }), "{error}");
		}
		let stopped =
			|served_until| ModelInfo { status: ModelStatus::Paused, served_until, ..info.clone() };
		assert!(ensure_settleable(3, &stopped(Some(10)), 50, 9).is_ok());
		for until in [Some(9), None] {
			let error = ensure_settleable(3, &stopped(until), 50, 9).unwrap_err();
			assert!(matches!(error, Error::Unpayable { model: 3, .. }), "{error}");
		}
		let other = ModelInfo { commercial: false, ..info };
		assert!(ensure_settleable(3, &other, 50, 9).is_err());
	}

	#[test]
	fn the_rule_before_should_count_for_a_while() {
		let (rule, former) = (SpanParams::DEFAULT, SpanParams { min_span: 40, full_span: 256 });
		let now = Terms { span_params: rule, ..terms() };
		assert!(ensure_in_force(rule, &now).is_ok() && ensure_in_force(former, &now).is_err());
		let former_span_params = Some(FormerSpanParams { span_params: former, until: 9 });
		let changed = Terms { former_span_params, ..now };
		assert!(ensure_in_force(rule, &changed).is_ok());
		assert!(ensure_in_force(former, &changed).is_ok());
	}
}
