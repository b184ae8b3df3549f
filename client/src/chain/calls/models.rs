// SPDX-License-Identifier: Apache-2.0

//! Calls of the registry of models.

use openledger_primitives::{DatanetId, ModelId};
use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::AccountId32,
};

/// How a model came to be.
#[derive(EncodeAsType, Clone, Copy)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Kind {
	/// Trained from nothing: no parent.
	Base,
	/// One parent, trained on.
	FineTune,
	/// One parent, with weights beside it.
	Adapter,
	/// At least two parents.
	Merge,
}

/// How a model's answers are attributed.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Method {
	/// By the span rule, version 1.
	Span,
}

/// Whether other models may be derived from a model.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Derivatives {
	/// By nobody.
	Forbidden,
	/// By whoever offers at least a royalty.
	Allowed {
		/// The least royalty, in parts per billion.
		min_royalty: u32,
	},
}

/// The accepted contributions of a datanet that a model was trained on.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Dataset {
	/// The datanet.
	pub datanet: DatanetId,
	/// The index that all of them are below.
	pub end: u32,
	/// The indices below `end` that are not among them, ascending.
	pub excluded: Vec<u32>,
}

/// A model as its developer registers it.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Proposal {
	/// How the model came to be.
	pub kind: Kind,
	/// The hash of the weights.
	pub artifact: [u8; 32],
	/// The URI at which more is said about it.
	pub metadata: Vec<u8>,
	/// The models that it was derived from, each with its royalty in parts per billion.
	pub parents: Vec<(ModelId, u32)>,
	/// The texts that it was trained on.
	pub datasets: Vec<Dataset>,
	/// How its answers are attributed.
	pub method: Method,
	/// Whether its answers may be paid for.
	pub commercial: bool,
	/// The least fee of a request, in planck.
	pub price_floor: u128,
	/// Whether other models may be derived from it.
	pub derivatives: Derivatives,
	/// The account that is credited with what it earns. `None` is its developer.
	pub payout: Option<AccountId32>,
}

/// The arguments of the call `Models.register`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RegisterModel {
	model: Proposal,
}

/// Registers a model with the caller as its developer.
pub fn register_model(model: Proposal) -> DynamicPayload<RegisterModel> {
	dynamic("Models", "register", RegisterModel { model })
}

/// Whether a model takes requests.
#[derive(EncodeAsType, Clone, Copy)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Status {
	/// It takes requests.
	Active,
	/// It takes none until it is resumed.
	Paused,
	/// It never takes requests again.
	Retired,
}

call!(
	/// Pauses, resumes or retires a model of the calling developer. Answers that it gave before are
	/// settled for the grace period.
	"Models" set_status SetStatus { model: ModelId, status: Status }
);
call!(
	/// Sets the account that is credited with what a model of the caller earns. `None` is its
	/// developer.
	"Models" set_payout SetPayout { model: ModelId, payout: Option<AccountId32> }
);
call!(
	/// Offers a model of the caller to `new_developer`, who has to accept it. `None` takes the
	/// offer back.
	"Models" transfer_ownership TransferOwnership {
		model: ModelId,
		new_developer: Option<AccountId32>,
	}
);
call!(
	/// Accepts a model that its developer has offered to the caller.
	"Models" accept_ownership AcceptOwnership { model: ModelId }
);
