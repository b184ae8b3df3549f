// SPDX-License-Identifier: Apache-2.0

//! Records of the registry.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	corpus::Dataset,
	limits::{MaxCorpus, MaxParents, MaxRoyaltyStack, MaxUri},
	shares::ShareStack,
	Balance, ModelId,
};
use sp_core::H256;
use sp_runtime::Perbill;

/// The accounts of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// The record of a model in a runtime.
pub type ModelOf<T> = Model<AccountIdOf<T>, BlockNumberFor<T>>;
/// A proposed model in a runtime.
pub type ProposalOf<T> = Proposal<AccountIdOf<T>>;

/// The URI of a model's metadata.
pub type Uri = BoundedVec<u8, MaxUri>;
/// The models that share in what one of them earns, with their shares.
pub type RoyaltyStack = ShareStack<ModelId, { MaxRoyaltyStack::get() }>;
/// The parents of a model, with the royalty that each gets.
pub type Parents = BoundedVec<(ModelId, Perbill), MaxParents>;

/// The kind of a model: how it came to be.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Kind {
	/// A base model, trained from nothing: no parent.
	Base,
	/// A fine-tune: one parent, trained on.
	FineTune,
	/// An adapter: one parent, with weights beside it.
	Adapter,
	/// A merge of models: at least two parents.
	Merge,
}

impl Kind {
	/// Whether a model of this kind can have this number of `parents`.
	pub fn fits(self, parents: usize) -> bool {
		match self {
			Kind::Base => parents == 0,
			Kind::FineTune | Kind::Adapter => parents == 1,
			Kind::Merge => parents >= 2,
		}
	}
}

/// The method by which answers of a model are attributed.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Method {
	/// The span rule, version 1.
	Span,
}

/// The terms on which other models may be derived from a model.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Derivatives {
	/// No model may be derived from it.
	Forbidden,
	/// Models that pay it a royalty may be derived from it.
	Allowed {
		/// The least royalty of a child. It binds a model's own children only: they say what their
		/// children have to pay.
		min_royalty: Perbill,
	},
}

/// The status of a model: whether it takes requests.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Status {
	/// It takes requests.
	Active,
	/// It takes no requests until its developer resumes it.
	Paused,
	/// It takes no requests, for good.
	Retired,
}

/// A registered model.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Model<AccountId, BlockNumber> {
	/// The account that registered the model, or that took it over.
	pub developer: AccountId,
	/// The account that is credited with the model's earnings; the developer if `None`.
	pub payout: Option<AccountId>,
	/// The account that the developer offers the model to, if it does.
	pub new_developer: Option<AccountId>,
	/// The kind of the model.
	pub kind: Kind,
	/// The hash of the weights.
	pub artifact: H256,
	/// The URI of more about the model.
	pub metadata: Uri,
	/// The parents, with the royalty that each gets.
	pub parents: Parents,
	/// The models that share in the model's earnings, itself among them.
	pub royalties: RoyaltyStack,
	/// The method by which its answers are attributed.
	pub method: Method,
	/// Whether its answers may be paid for.
	pub commercial: bool,
	/// The least fee of a request, in planck.
	pub price_floor: Balance,
	/// The terms on which other models may be derived from it.
	pub derivatives: Derivatives,
	/// Whether it takes requests.
	pub status: Status,
	/// The first block in which answers that it gave before are not settled any more. `None` while
	/// it is active.
	pub served_until: Option<BlockNumber>,
	/// The lowest floor that was raised and may still count, in planck; and the first block in
	/// which it does not any more.
	pub former_floor: Option<(Balance, BlockNumber)>,
	/// The deposit that is held of the developer for the record and the corpus, in planck.
	pub deposit: Balance,
}

impl<AccountId, BlockNumber: Copy + PartialOrd> Model<AccountId, BlockNumber> {
	/// The account that is credited with the model's earnings.
	pub fn payee(&self) -> &AccountId {
		self.payout.as_ref().unwrap_or(&self.developer)
	}

	/// Whether answers of this model are settled in `block`.
	pub fn is_settled_at(&self, block: BlockNumber) -> bool {
		self.status == Status::Active || self.served_until.is_some_and(|until| block < until)
	}

	/// The least fee of an answer that is settled in `block`, in planck.
	pub fn price_floor_at(&self, block: BlockNumber) -> Balance {
		let former = self.former_floor.filter(|(_, until)| block < *until);
		former.map_or(self.price_floor, |(floor, _)| floor.min(self.price_floor))
	}
}

/// A proposed model: what its developer says of it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Proposal<AccountId> {
	/// The kind of the model.
	pub kind: Kind,
	/// The hash of the weights.
	pub artifact: H256,
	/// The URI of more about the model.
	pub metadata: Uri,
	/// The parents, with the royalty that each gets.
	pub parents: Parents,
	/// The model's own datasets; those of its ancestors come by themselves.
	pub datasets: BoundedVec<Dataset, MaxCorpus>,
	/// The method by which its answers are attributed.
	pub method: Method,
	/// Whether its answers may be paid for. They can't be if a license of its corpus forbids it.
	pub commercial: bool,
	/// The least fee of a request, in planck.
	pub price_floor: Balance,
	/// The terms on which other models may be derived from it.
	pub derivatives: Derivatives,
	/// The account that is credited with the model's earnings; the developer if `None`.
	pub payout: Option<AccountId>,
}
