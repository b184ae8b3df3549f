// SPDX-License-Identifier: Apache-2.0

//! Calls of the registry of models.

use openledger_primitives::ModelId;
use subxt::{transactions::StaticPayload, utils::AccountId32};

use crate::interface::api;

use api::runtime_types::pallet_models::types;
pub use api::runtime_types::{
	openledger_primitives::corpus::Dataset,
	pallet_models::types::{Derivatives, Kind, Method, Status},
};

/// A model as its developer registers it.
pub type Proposal = types::Proposal<AccountId32>;

/// Registers a model with the caller as its developer.
pub fn register_model(model: Proposal) -> StaticPayload<api::models::calls::Register> {
	api::tx().models().register(model).unvalidated()
}

call!(
	/// Pauses, resumes or retires a model of the calling developer. Answers that it gave before are
	/// settled for the grace period.
	models SetStatus set_status(model: ModelId, status: Status)
);
call!(
	/// Sets the account that is credited with what a model of the caller earns. `None` is its
	/// developer.
	models SetPayout set_payout(model: ModelId, payout: Option<AccountId32>)
);
call!(
	/// Offers a model of the caller to `new_developer`, who has to accept it. `None` takes the
	/// offer back.
	models TransferOwnership transfer_ownership(
		model: ModelId,
		new_developer: Option<AccountId32>,
	)
);
call!(
	/// Accepts a model that its developer has offered to the caller.
	models AcceptOwnership accept_ownership(model: ModelId)
);
