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
	Base,
	FineTune,
	Adapter,
	Merge,
}

/// How answers are attributed.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Method {
	Span,
}

/// Whether a model may be derived from.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Derivatives {
	Forbidden,
	/// Royalty in parts per billion.
	Allowed {
		least_royalty: u32,
	},
}

/// Accepted contributions of a datanet.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Dataset {
	pub datanet: DatanetId,
	pub upto: u32,
	pub excluded: Vec<u32>,
}

/// What a developer says of a model.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Proposal {
	pub kind: Kind,
	pub artefact: [u8; 32],
	pub metadata: Vec<u8>,
	/// With royalties in parts per billion.
	pub parents: Vec<(ModelId, u32)>,
	pub datasets: Vec<Dataset>,
	pub method: Method,
	/// Whether its answers may be paid for.
	pub commercial: bool,
	pub price_floor: u128,
	pub derivatives: Derivatives,
	pub payout: Option<AccountId32>,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RegisterModel {
	model: Proposal,
}

pub fn register_model(model: Proposal) -> DynamicPayload<RegisterModel> {
	dynamic("Models", "register", RegisterModel { model })
}

/// Whether a model takes requests.
#[derive(EncodeAsType, Clone, Copy)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Status {
	Active,
	Paused,
	Retired,
}

call!("Models" set_status SetStatus { model: ModelId, status: Status });
call!("Models" set_payout SetPayout { model: ModelId, payout: Option<AccountId32> });
call!("Models" transfer_ownership TransferOwnership {
	model: ModelId,
	new_developer: Option<AccountId32>,
});
call!("Models" accept_ownership AcceptOwnership { model: ModelId });
