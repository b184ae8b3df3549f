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

/// The accounts of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// The admission rule of a datanet in a runtime.
pub type AdmissionOf<T> = Admission<AccountIdOf<T>>;
/// The record of a datanet in a runtime.
pub type DatanetOf<T> = Datanet<AccountIdOf<T>>;
/// The record of a contribution in a runtime.
pub type ContributionOf<T> =
	Contribution<AccountIdOf<T>, frame_system::pallet_prelude::BlockNumberFor<T>>;
/// The record of an appeal in a runtime.
pub type AppealOf<T> = Appeal<frame_system::pallet_prelude::BlockNumberFor<T>>;
/// A submitted text in a runtime.
pub type SubmissionOf<T> = Submission<AccountIdOf<T>>;

/// The id of a contribution, as a key of storage.
pub type ContributionKey = Ordered64;
/// The index of an accepted contribution, as a key of storage.
pub type IndexKey = Ordered32;

/// The name of a datanet, in UTF-8.
pub type Name = BoundedVec<u8, MaxName>;
/// The URI of metadata, or of a text itself.
pub type Uri = BoundedVec<u8, MaxUri>;
/// The contributions that share in what one of them earns, with their shares.
pub type SourceStack = ShareStack<ContributionId, { MaxSourceStack::get() }>;

/// The admission rule of a datanet: how contributions are accepted.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Admission<AccountId> {
	/// Every contribution is accepted at once.
	Open,
	/// One of these accounts, the curators, accepts each contribution.
	Curated(BoundedVec<AccountId, MaxCurators>),
}

/// The terms of a datanet's texts.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum LicenseTerms {
	/// The SPDX id of a license.
	Spdx(BoundedVec<u8, MaxSpdx>),
	/// The hash of a text with other terms.
	Terms(H256),
}

/// A license, and what it permits. It never changes: models and remixes were made under it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct License {
	/// The terms in full.
	pub terms: LicenseTerms,
	/// Whether commercial models may be trained on the texts.
	pub commercial_training: bool,
	/// Whether the texts may be sources of others, and models trained on them may be derived from.
	pub derivatives: bool,
}

/// A datanet: a named, append-only list of contributions.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Datanet<AccountId> {
	/// The account that created the datanet, or that took it over.
	pub owner: AccountId,
	/// The account that the owner offers the datanet to, if it does.
	pub new_owner: Option<AccountId>,
	/// The name.
	pub name: Name,
	/// The admission rule.
	pub admission: Admission<AccountId>,
	/// The license of its texts.
	pub license: License,
	/// The URI of more about the datanet.
	pub metadata: Uri,
	/// Whether it takes no contributions.
	pub frozen: bool,
	/// The number of contributions accepted so far, and so the next index.
	pub accepted: u32,
	/// The number of these that were withdrawn, struck or shown to be malformed so far.
	pub withdrawals: u32,
	/// The deposit that is held of the owner for the record, in planck.
	pub deposit: Balance,
}

impl<AccountId> Datanet<AccountId> {
	/// The terms of the datanet, as models and remixes see them.
	pub fn terms(&self) -> DatanetTerms {
		DatanetTerms {
			accepted: self.accepted,
			withdrawals: self.withdrawals,
			commercial_training: self.license.commercial_training,
			derivatives: self.license.derivatives,
		}
	}
}

/// The status of a contribution.
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
	/// It waits for a curator.
	Pending,
	/// It is accepted.
	Accepted {
		/// The index that it was accepted at.
		index: u32,
	},
	/// It is rejected, by a curator or because its text was shown not to be in normal form.
	Rejected {
		/// Whether there is no further appeal: governance upheld the rejection, or the text was
		/// shown not to be in normal form.
		upheld: bool,
	},
	/// It was rejected, and its owner has appealed to governance.
	Appealed,
	/// It was accepted, and its owner has withdrawn it: it is in no snapshot that was made since.
	Withdrawn {
		/// The index that it was accepted at.
		index: u32,
		/// The number of withdrawals from the datanet before this one.
		withdrawal: u32,
	},
	/// It was accepted, and a ruling in a dispute has struck it: it earns nothing any more, and is
	/// in no snapshot that was made since, as if withdrawn.
	Struck {
		/// The index that it was accepted at.
		index: u32,
		/// The number of withdrawals from the datanet before it was withdrawn or struck.
		withdrawal: u32,
	},
	/// It was accepted, and its text was shown not to be in normal form: it earns nothing any more,
	/// and is in no model's corpus, whenever the model was registered.
	Malformed {
		/// The index that it was accepted at.
		index: u32,
		/// The number of withdrawals from the datanet before it was withdrawn, struck or shown to
		/// be malformed.
		withdrawal: u32,
	},
}

/// An appeal that governance has not ruled on.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Appeal<BlockNumber> {
	/// The deposit that is held of the owner for the appeal, in planck.
	pub deposit: Balance,
	/// The first block in which the owner may take the contribution back.
	pub expires: BlockNumber,
}

/// A ruling of governance on a rejection.
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
	/// The contribution stays rejected.
	Uphold,
	/// The contribution was abuse: the treasury gets its deposits, and the record goes.
	Abuse,
}

/// A contribution: a registered text.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Contribution<AccountId, BlockNumber> {
	/// The datanet that it is registered in.
	pub datanet: DatanetId,
	/// The account that registered the text, or that it was transferred to.
	pub owner: AccountId,
	/// The account that is credited with the contribution's earnings; the owner if `None`.
	pub payout: Option<AccountId>,
	/// The account that the owner offers the contribution to, if it does.
	pub new_owner: Option<AccountId>,
	/// The content root of the text.
	pub content_root: H256,
	/// The length of the text's normal form, in bytes.
	pub length: u32,
	/// The URI at which the text can be found.
	pub uri: Uri,
	/// The status.
	pub status: Status,
	/// The contributions that share in its earnings, itself among them; it keeps all if `None`.
	pub sources: Option<SourceStack>,
	/// The block in which it was registered.
	pub registered_at: BlockNumber,
	/// The deposit that is held of the owner for the record, in planck.
	pub deposit: Balance,
}

impl<AccountId, BlockNumber> Contribution<AccountId, BlockNumber> {
	/// The account that is credited with the contribution's earnings.
	pub fn payee(&self) -> &AccountId {
		self.payout.as_ref().unwrap_or(&self.owner)
	}

	/// The account that is paid for the contribution: none, once it was struck or shown to be
	/// malformed.
	pub fn earner(&self) -> Option<&AccountId> {
		match self.status {
			Status::Struck { .. } | Status::Malformed { .. } => None,
			_ => Some(self.payee()),
		}
	}

	/// The position that the contribution was accepted at, whatever became of it since.
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

/// A submitted text: what its contributor says of it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Submission<AccountId> {
	/// The content root of the text.
	pub content_root: H256,
	/// The length of the text's normal form, in bytes.
	pub length: u32,
	/// The URI at which the text can be found.
	pub uri: Uri,
	/// The accepted contributions that the text is made from, with their shares of what it earns.
	pub sources: BoundedVec<(ContributionId, Perbill), MaxSources>,
	/// The account that is credited with the contribution's earnings; the contributor if `None`.
	pub payout: Option<AccountId>,
}
