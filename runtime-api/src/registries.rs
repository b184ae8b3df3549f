// SPDX-License-Identifier: Apache-2.0

//! Datanets, contributions and models.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{corpus::Corpus, Balance, ContributionId, DatanetId, ModelId};
use scale_info::TypeInfo;
use sp_core::H256;

#[cfg(feature = "std")]
use crate::json;

/// The way in which contributions get into a datanet.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum AdmissionInfo<AccountId> {
	/// Every contribution is accepted.
	Open,
	/// One of these curators accepts a contribution, or rejects it.
	Curated(Vec<AccountId>),
}

/// The license terms of a datanet's texts.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum LicenseTermsInfo {
	/// The SPDX id of a license.
	Spdx(#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))] Vec<u8>),
	/// The hash of other terms.
	Terms(H256),
}

/// The license of a datanet's texts, and the uses that it permits.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct LicenseInfo {
	/// The terms, by id or hash.
	pub terms: LicenseTermsInfo,
	/// Whether commercial models may be trained on the texts.
	pub commercial_training: bool,
	/// Whether the texts may be sources of others, and models trained on them may be derived from.
	pub derivatives: bool,
}

/// A datanet: a named, append-only list of contributions.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct DatanetInfo<AccountId> {
	/// The id of the datanet.
	pub datanet: DatanetId,
	/// The account that owns the datanet.
	pub owner: AccountId,
	/// The account that the owner offers the datanet to, if it does.
	pub new_owner: Option<AccountId>,
	/// The name of the datanet.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub name: Vec<u8>,
	/// The way in which contributions get into the datanet.
	pub admission: AdmissionInfo<AccountId>,
	/// The license of the datanet's texts.
	pub license: LicenseInfo,
	/// The address of metadata about the datanet.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub metadata: Vec<u8>,
	/// The number of contributions accepted so far.
	pub accepted: u32,
	/// The number of these that were withdrawn, struck or shown to be malformed so far.
	pub withdrawals: u32,
	/// Whether the datanet takes no more contributions.
	pub frozen: bool,
	/// The deposit for the datanet's record, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// The status of a contribution.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ContributionStatus {
	/// The contribution waits for a curator.
	Pending,
	/// The datanet has accepted the contribution.
	Accepted {
		/// The contribution's place in the datanet, from 0.
		index: u32,
	},
	/// A curator has rejected the contribution.
	Rejected {
		/// Whether there is no further appeal: governance upheld the rejection, or the text was
		/// shown not to be in normal form.
		upheld: bool,
	},
	/// A curator has rejected the contribution, and its owner has appealed to governance.
	Appealed,
	/// The owner has withdrawn the contribution: later models don't have it.
	Withdrawn {
		/// The contribution's place in the datanet, from 0.
		index: u32,
		/// The number of withdrawals from the datanet before this one.
		withdrawal: u32,
	},
	/// A ruling in a dispute has struck the contribution: it earns nothing, and later models don't
	/// have it.
	Struck {
		/// The contribution's place in the datanet, from 0.
		index: u32,
		/// The number of withdrawals from the datanet before the contribution was withdrawn or
		/// struck.
		withdrawal: u32,
	},
	/// The text was shown not to be in normal form: the contribution earns nothing, and no model
	/// has it, whenever the model was registered.
	Malformed {
		/// The contribution's place in the datanet, from 0.
		index: u32,
		/// The number of withdrawals from the datanet before the contribution was withdrawn, struck
		/// or shown to be malformed.
		withdrawal: u32,
	},
}

/// A contribution: a registered text.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct ContributionInfo<AccountId> {
	/// The id of the contribution.
	pub contribution: ContributionId,
	/// The datanet that it was given to.
	pub datanet: DatanetId,
	/// The account that owns the contribution.
	pub owner: AccountId,
	/// The account that is credited with what the contribution earns.
	pub payout: AccountId,
	/// The account that the owner offers the contribution to, if it does.
	pub new_owner: Option<AccountId>,
	/// The content root of the text in normal form.
	pub content_root: H256,
	/// The length of the text in normal form, in bytes.
	pub length: u32,
	/// The address of the text; empty if none was given.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub uri: Vec<u8>,
	/// The status of the contribution.
	pub status: ContributionStatus,
	/// The contributions that share in what it earns, itself among them, with their shares in parts
	/// per billion.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::contribution_shares"))]
	pub sources: Vec<(ContributionId, u32)>,
	/// The number of the block that it was registered in.
	pub registered_at: u32,
	/// The deposit for the contribution's record, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// The address of an accepted text, and the numbers to check it by.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct TextInfo {
	/// The id of the contribution whose text it is.
	pub contribution: ContributionId,
	/// The contribution's place in the datanet, from 0.
	pub index: u32,
	/// The number of withdrawals from the datanet before this contribution was withdrawn, struck or
	/// shown to be malformed. `None` if it was not.
	pub withdrawal: Option<u32>,
	/// Whether the text was shown not to be in normal form: then no model has it.
	pub malformed: bool,
	/// The content root of the text in normal form.
	pub content_root: H256,
	/// The length of the text in normal form, in bytes.
	pub length: u32,
	/// The address of the text; empty if none was given.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub uri: Vec<u8>,
}

/// The way in which a model was made.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ModelKind {
	/// The model has no parent.
	Base,
	/// The model is its one parent, trained on.
	FineTune,
	/// The model is weights beside those of its one parent.
	Adapter,
	/// The model is made from at least two parents.
	Merge,
}

/// Whether a model takes requests.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ModelStatus {
	/// The model takes requests.
	Active,
	/// The model takes no requests; its developer can resume it.
	Paused,
	/// The model takes no requests, for good.
	Retired,
}

/// A registered model.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct ModelInfo<AccountId> {
	/// The id of the model.
	pub model: ModelId,
	/// The account that owns the model.
	pub developer: AccountId,
	/// The account that is credited with what the model earns.
	pub payout: AccountId,
	/// The account that the developer offers the model to, if it does.
	pub new_developer: Option<AccountId>,
	/// The way in which the model was made.
	pub kind: ModelKind,
	/// Whether the model takes requests.
	pub status: ModelStatus,
	/// Whether its answers may be paid for.
	pub commercial: bool,
	/// The hash of the model's weights.
	pub artifact: H256,
	/// The address of metadata about the model.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub metadata: Vec<u8>,
	/// The first block in which answers that the model gave before it stopped can't be settled any
	/// more. `None` while it takes requests.
	pub served_until: Option<u32>,
	/// The least fee of a request, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub price_floor: Balance,
	/// A lower price floor that was in force before, as long as answers at it can be settled.
	pub former_floor: Option<FormerFloor>,
	/// The least royalty that a model derived from this one must offer, in parts per billion.
	/// `None` if no model may be derived from it.
	pub min_royalty: Option<u32>,
	/// The parents, each with its royalty in parts per billion.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_shares"))]
	pub parents: Vec<(ModelId, u32)>,
	/// The models that share in the model's part of a fee, itself among them, with their shares in
	/// parts per billion.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_shares"))]
	pub royalties: Vec<(ModelId, u32)>,
	/// The contributions that the model was made from.
	pub corpus: Corpus,
	/// The deposit for the model's record and corpus, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// A price floor that was lower than the one in force.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct FormerFloor {
	/// The least fee of a request that was in force, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub price_floor: Balance,
	/// The first block in which answers at it can't be settled any more.
	pub until: u32,
}

/// A model of a lineage: the model itself, or one of its ancestors.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Ancestor<AccountId> {
	/// The id of the model.
	pub model: ModelId,
	/// The account that owns the model.
	pub developer: AccountId,
	/// The way in which the model was made.
	pub kind: ModelKind,
	/// Whether the model takes requests.
	pub status: ModelStatus,
	/// The parents, each with its royalty in parts per billion.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_shares"))]
	pub parents: Vec<(ModelId, u32)>,
	/// Its share in the part of a fee that is for the lineage's first model, in parts per billion.
	pub share: u32,
}

/// A model and its ancestors.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Lineage<AccountId> {
	/// The model first, then its parents, then theirs; each model once.
	pub models: Vec<Ancestor<AccountId>>,
	/// Whether these are all. A lineage lists at most [`MAX_LINEAGE`](crate::MAX_LINEAGE) models.
	pub complete: bool,
}

/// The price of a request to a model, and the division of a fee whose answer is fully attributed.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Quote {
	/// The id of the model.
	pub model: ModelId,
	/// Whether the model takes paid requests now.
	pub takes_requests: bool,
	/// The least fee of a request, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub least_fee: Balance,
	/// The fee that the following parts sum to, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub fee: Balance,
	/// The part of the treasury, in planck, with what rounding leaves.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub platform: Balance,
	/// The part of the operator, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub operator: Balance,
	/// The part of the stakers' pot, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub stakers: Balance,
	/// The part of the contributions in the answer, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub data: Balance,
	/// The parts of the model and its ancestors, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_amounts"))]
	pub models: Vec<(ModelId, Balance)>,
}
