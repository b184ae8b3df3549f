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

pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
pub type ModelOf<T> = Model<AccountIdOf<T>, BlockNumberFor<T>>;
pub type ProposalOf<T> = Proposal<AccountIdOf<T>>;

/// Where metadata can be found.
pub type Uri = BoundedVec<u8, MaxUri>;
/// Which part of the model share goes to which model.
pub type RoyaltyStack = ShareStack<ModelId, { MaxRoyaltyStack::get() }>;
/// Parents, with the royalty that each gets.
pub type Parents = BoundedVec<(ModelId, Perbill), MaxParents>;

/// How a model came to be.
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
	/// Trained from nothing: no parent.
	Base,
	/// One parent, trained on.
	FineTune,
	/// One parent, with weights beside it.
	Adapter,
	/// At least two parents.
	Merge,
}

impl Kind {
	pub fn fits(self, parents: usize) -> bool {
		match self {
			Kind::Base => parents == 0,
			Kind::FineTune | Kind::Adapter => parents == 1,
			Kind::Merge => parents >= 2,
		}
	}
}

/// How answers are attributed.
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

/// Whether a model may be derived from.
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
	Forbidden,
	/// By whoever offers at least this royalty. A term between a model and its own children: what
	/// their children pass on is for them to ask.
	Allowed {
		least_royalty: Perbill,
	},
}

/// Whether a model takes requests.
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
	Active,
	Paused,
	/// For good.
	Retired,
}

/// A registered model.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Model<AccountId, BlockNumber> {
	pub developer: AccountId,
	/// The account that is credited with what this model earns; the developer if `None`.
	pub payout: Option<AccountId>,
	/// To whom the developer offers it.
	pub new_developer: Option<AccountId>,
	pub kind: Kind,
	/// Hash of the weights.
	pub artefact: H256,
	pub metadata: Uri,
	pub parents: Parents,
	pub royalties: RoyaltyStack,
	pub method: Method,
	/// Whether its answers may be paid for.
	pub commercial: bool,
	/// Least fee of a request, in planck.
	pub price_floor: Balance,
	pub derivatives: Derivatives,
	pub status: Status,
	/// Where it is not active: answers that it gave before are settled before this block.
	pub served_until: Option<BlockNumber>,
	/// The least floor that was raised and still counts, in planck; and before which block it does.
	pub former_floor: Option<(Balance, BlockNumber)>,
	/// Held of the developer, in planck.
	pub deposit: Balance,
}

impl<AccountId, BlockNumber: Copy + PartialOrd> Model<AccountId, BlockNumber> {
	/// The account that is credited with what this model earns.
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

/// What a developer says of a model.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Proposal<AccountId> {
	pub kind: Kind,
	/// Hash of the weights.
	pub artefact: H256,
	pub metadata: Uri,
	pub parents: Parents,
	/// Its own datasets; those of its ancestors come by themselves.
	pub datasets: BoundedVec<Dataset, MaxCorpus>,
	pub method: Method,
	/// Whether its answers may be paid for. Not if a licence of its corpus forbids it.
	pub commercial: bool,
	/// Least fee of a request, in planck.
	pub price_floor: Balance,
	pub derivatives: Derivatives,
	/// The account to credit; the developer if `None`.
	pub payout: Option<AccountId>,
}
