// SPDX-License-Identifier: Apache-2.0

//! Records of the registry.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use openledger_primitives::{
	corpus::Position,
	interfaces::DatanetTerms,
	limits::{MaxCurators, MaxName, MaxSourceStack, MaxSources, MaxSpdx, MaxUri},
	ordered::{Ordered32, Ordered64},
	shares::ShareStack,
	Balance, ContributionId, DatanetId,
};
use sp_core::H256;
use sp_runtime::Perbill;

pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
pub type AdmissionOf<T> = Admission<AccountIdOf<T>>;
pub type DatanetOf<T> = Datanet<AccountIdOf<T>>;
pub type ContributionOf<T> =
	Contribution<AccountIdOf<T>, frame_system::pallet_prelude::BlockNumberFor<T>>;
pub type AppealOf<T> = Appeal<frame_system::pallet_prelude::BlockNumberFor<T>>;
pub type SubmissionOf<T> = Submission<AccountIdOf<T>>;

/// The id of a contribution, as a key of storage.
pub type ContributionKey = Ordered64;
/// The index of an accepted contribution, as a key of storage.
pub type IndexKey = Ordered32;

/// A name, UTF-8.
pub type Name = BoundedVec<u8, MaxName>;
/// Where metadata, or a text itself, can be found.
pub type Uri = BoundedVec<u8, MaxUri>;
/// Which part of its earnings a contribution passes to which others.
pub type SourceStack = ShareStack<ContributionId, { MaxSourceStack::get() }>;

/// Who lets contributions into a datanet.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Admission<AccountId> {
	/// Everything is accepted.
	Open,
	/// What one of these accounts accepts.
	Curated(BoundedVec<AccountId, MaxCurators>),
}

/// The terms of a datanet's texts.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum LicenceTerms {
	/// An SPDX licence id.
	Spdx(BoundedVec<u8, MaxSpdx>),
	/// The hash of other terms.
	Terms(H256),
}

/// A licence, and what it permits. It never changes: models and remixes were made under it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Licence {
	pub terms: LicenceTerms,
	/// Commercial models may be trained on the texts.
	pub commercial_training: bool,
	/// The texts may be sources of others, and models trained on them may be derived from.
	pub derivatives: bool,
}

/// A named, append-only list of contributions.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Datanet<AccountId> {
	pub owner: AccountId,
	/// To whom the owner offers it.
	pub new_owner: Option<AccountId>,
	pub name: Name,
	pub admission: Admission<AccountId>,
	pub licence: Licence,
	pub metadata: Uri,
	/// Whether it takes no contributions.
	pub frozen: bool,
	/// Contributions accepted so far, and so the next index.
	pub accepted: u32,
	/// Of these, contributions withdrawn, struck or shown to be malformed so far.
	pub withdrawals: u32,
	/// Held of the owner, in planck.
	pub deposit: Balance,
}

impl<AccountId> Datanet<AccountId> {
	/// What models and remixes have to know of it.
	pub fn terms(&self) -> DatanetTerms {
		DatanetTerms {
			accepted: self.accepted,
			withdrawals: self.withdrawals,
			commercial_training: self.licence.commercial_training,
			derivatives: self.licence.derivatives,
		}
	}
}

/// Where a contribution stands.
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
	/// Waits for a curator.
	Pending,
	/// Accepted, at this index of its datanet.
	Accepted { index: u32 },
	/// Rejected by a curator.
	Rejected {
		/// Governance upheld it, or the text was shown not to be in normal form: there is no further
		/// appeal.
		upheld: bool,
	},
	/// Rejected, and its owner has appealed to governance.
	Appealed,
	/// Accepted once, and in no snapshot that was made since it was withdrawn.
	Withdrawn {
		index: u32,
		/// Withdrawals from the datanet before this one.
		withdrawal: u32,
	},
	/// Accepted once, and struck by a ruling in a dispute: it earns nothing any more, and is in no
	/// snapshot that was made since, as if withdrawn.
	Struck {
		index: u32,
		/// Withdrawals from the datanet before it was withdrawn or struck.
		withdrawal: u32,
	},
	/// Accepted once, and shown not to be in normal form: it earns nothing any more, and is in no
	/// model's corpus, whenever the model was registered.
	Malformed {
		index: u32,
		/// Withdrawals from the datanet before it was withdrawn, struck or shown to be malformed.
		withdrawal: u32,
	},
}

/// An appeal that governance has not ruled on.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Appeal<BlockNumber> {
	/// Held of the owner, in planck.
	pub deposit: Balance,
	/// From this block on the owner may take the contribution back.
	pub expires: BlockNumber,
}

/// What governance says of a rejection.
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
pub enum Ruling {
	/// The contribution is accepted.
	Overturn,
	/// It stays rejected.
	Uphold,
	/// It was abuse: the record goes, and its deposits with it.
	Abuse,
}

/// A registered text.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Contribution<AccountId, BlockNumber> {
	pub datanet: DatanetId,
	/// The contributor, or whom it was transferred to.
	pub owner: AccountId,
	/// The account that is credited with what this contribution earns; the owner if `None`.
	pub payout: Option<AccountId>,
	/// To whom the owner offers it.
	pub new_owner: Option<AccountId>,
	pub content_root: H256,
	/// Bytes of the normal form.
	pub length: u32,
	pub uri: Uri,
	pub status: Status,
	/// Who shares in what it earns; it keeps everything if `None`.
	pub sources: Option<SourceStack>,
	pub registered_at: BlockNumber,
	/// Held of the owner, in planck.
	pub deposit: Balance,
}

impl<AccountId, BlockNumber> Contribution<AccountId, BlockNumber> {
	/// The account that is credited with what this contribution earns.
	pub fn payee(&self) -> &AccountId {
		self.payout.as_ref().unwrap_or(&self.owner)
	}

	/// The account that is paid for it: none, once it was struck or shown to be malformed.
	pub fn earner(&self) -> Option<&AccountId> {
		match self.status {
			Status::Struck { .. } | Status::Malformed { .. } => None,
			_ => Some(self.payee()),
		}
	}

	/// Where it was accepted, whatever became of it since.
	pub fn position(&self) -> Option<Position> {
		let (index, withdrawal) = match self.status {
			Status::Accepted { index } => (index, None),
			Status::Withdrawn { index, withdrawal }
			| Status::Struck { index, withdrawal }
			| Status::Malformed { index, withdrawal } => (index, Some(withdrawal)),
			Status::Pending | Status::Rejected { .. } | Status::Appealed => return None,
		};
		Some(Position { datanet: self.datanet, index, withdrawal })
	}
}

/// What a contributor says of a text.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Submission<AccountId> {
	pub content_root: H256,
	/// Bytes of the normal form.
	pub length: u32,
	pub uri: Uri,
	/// Accepted contributions that this text is made from, and their shares of what it earns.
	pub sources: BoundedVec<(ContributionId, Perbill), MaxSources>,
	/// The account to credit; the contributor if `None`.
	pub payout: Option<AccountId>,
}
