// SPDX-License-Identifier: Apache-2.0

//! Datanets, contributions and models.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{corpus::Corpus, Balance, ContributionId, DatanetId, ModelId};
use scale_info::TypeInfo;
use sp_core::H256;

#[cfg(feature = "std")]
use crate::json;

/// Who lets contributions into a datanet.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum AdmissionInfo<AccountId> {
	/// Everything is accepted.
	Open,
	/// What one of these accepts.
	Curated(Vec<AccountId>),
}

/// The terms of a datanet's texts.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum LicenceTermsInfo {
	/// An SPDX licence id.
	Spdx(#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))] Vec<u8>),
	/// The hash of other terms.
	Terms(H256),
}

/// A licence, and what it permits models.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct LicenceInfo {
	pub terms: LicenceTermsInfo,
	/// Commercial models may be trained on the texts.
	pub commercial_training: bool,
	/// The texts, and models trained on them, may be derived from.
	pub derivatives: bool,
}

/// A datanet.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct DatanetInfo<AccountId> {
	pub datanet: DatanetId,
	pub owner: AccountId,
	/// To whom the owner offers it.
	pub new_owner: Option<AccountId>,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub name: Vec<u8>,
	pub admission: AdmissionInfo<AccountId>,
	pub licence: LicenceInfo,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub metadata: Vec<u8>,
	/// Contributions accepted so far.
	pub accepted: u32,
	/// Of these, contributions withdrawn, struck or shown to be malformed so far.
	pub withdrawals: u32,
	/// Whether it takes no contributions.
	pub frozen: bool,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// Where a contribution stands.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ContributionStatus {
	/// Waits for a curator.
	Pending,
	/// Accepted, at this index of its datanet.
	Accepted { index: u32 },
	/// Rejected by a curator; `upheld` by governance if it was appealed, or because the text was shown
	/// not to be in normal form.
	Rejected { upheld: bool },
	/// Rejected, and waits for governance.
	Appealed,
	/// Withdrawn, as the datanet's withdrawal number `withdrawal` from 0.
	Withdrawn { index: u32, withdrawal: u32 },
	/// Struck by a ruling in a dispute: it earns nothing, and later models don't have it, as if
	/// withdrawn.
	Struck { index: u32, withdrawal: u32 },
	/// Shown not to be in normal form: it earns nothing, and no model has it, whenever it was
	/// registered.
	Malformed { index: u32, withdrawal: u32 },
}

/// A contribution.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct ContributionInfo<AccountId> {
	pub contribution: ContributionId,
	pub datanet: DatanetId,
	pub owner: AccountId,
	/// The account that is credited with what it earns.
	pub payout: AccountId,
	/// To whom the owner offers it.
	pub new_owner: Option<AccountId>,
	pub content_root: H256,
	/// Bytes of the normal form.
	pub length: u32,
	/// Where the text can be found.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub uri: Vec<u8>,
	pub status: ContributionStatus,
	/// Which contributions share in what it earns, itself among them.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::contribution_shares"))]
	pub sources: Vec<(ContributionId, u32)>,
	/// The block that it was registered in.
	pub registered_at: u32,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// What it takes to find and to check an accepted text.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct TextInfo {
	pub contribution: ContributionId,
	pub index: u32,
	/// The number of its withdrawal, if it was withdrawn, struck or shown to be malformed.
	pub withdrawal: Option<u32>,
	/// Whether it was shown not to be in normal form: then no model has it.
	pub malformed: bool,
	pub content_root: H256,
	/// Bytes of the normal form.
	pub length: u32,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub uri: Vec<u8>,
}

/// How a model came to be.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ModelKind {
	Base,
	FineTune,
	Adapter,
	Merge,
}

/// Whether a model takes requests.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ModelStatus {
	Active,
	Paused,
	/// For good.
	Retired,
}

/// A model.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct ModelInfo<AccountId> {
	pub model: ModelId,
	pub developer: AccountId,
	/// The account that is credited with what it earns.
	pub payout: AccountId,
	/// To whom the developer offers it.
	pub new_developer: Option<AccountId>,
	pub kind: ModelKind,
	pub status: ModelStatus,
	/// Whether its answers may be paid for.
	pub commercial: bool,
	/// Hash of the weights.
	pub artefact: H256,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub metadata: Vec<u8>,
	/// First block in which answers that it gave before it stopped can't be settled any more. `None`
	/// while it takes requests.
	pub served_until: Option<u32>,
	/// Least fee of a request.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub price_floor: Balance,
	/// A lower price floor that was in force, while answers at it can be settled.
	pub former_floor: Option<FormerFloor>,
	/// The least royalty that a model derived from this one must offer. `None` if it must not be
	/// derived from.
	pub least_royalty: Option<u32>,
	/// Parents, each with its royalty.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_shares"))]
	pub parents: Vec<(ModelId, u32)>,
	/// Whom the model's part of a fee pays, itself among them.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_shares"))]
	pub royalties: Vec<(ModelId, u32)>,
	pub corpus: Corpus,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub deposit: Balance,
}

/// A price floor that was lower than the one in force.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct FormerFloor {
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub price_floor: Balance,
	/// First block in which answers at it can't be settled any more.
	pub until: u32,
}

/// A model among the ancestors of another.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Ancestor<AccountId> {
	pub model: ModelId,
	pub developer: AccountId,
	pub kind: ModelKind,
	pub status: ModelStatus,
	/// Parents, each with its royalty.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_shares"))]
	pub parents: Vec<(ModelId, u32)>,
	/// What it gets of the model's part of a fee.
	pub share: u32,
}

/// A model and its ancestors.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Lineage<AccountId> {
	/// The model first, then its parents, then theirs; each model once.
	pub models: Vec<Ancestor<AccountId>>,
	/// Whether these are all. More than `MAX_LINEAGE` are not listed.
	pub complete: bool,
}

/// What a request to a model costs, and who gets what of it when its answer is fully attributed.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Quote {
	pub model: ModelId,
	/// Whether the model takes paid requests now.
	pub takes_requests: bool,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub least_fee: Balance,
	/// What is divided below.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub fee: Balance,
	/// To the treasury, with what rounding leaves.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub platform: Balance,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub operator: Balance,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub stakers: Balance,
	/// To the contributions in the answer.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub data: Balance,
	/// To the model and its ancestors.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_amounts"))]
	pub models: Vec<(ModelId, Balance)>,
}
