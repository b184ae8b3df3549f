// SPDX-License-Identifier: Apache-2.0

//! Calls of the registry of datanets and contributions.

use openledger_primitives::{challenge, ContributionId, DatanetId};
use sp_core::H256;
use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::AccountId32,
};

use super::id;
use crate::account::Account;

/// The accounts that let contributions into a datanet.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Admission {
	/// Everything is accepted.
	Open,
	/// What one of these accounts accepts.
	Curated(Vec<AccountId32>),
}

impl Admission {
	/// Admission by `curators`, or of everything if there are none.
	pub fn by(curators: &[Account]) -> Self {
		match curators {
			[] => Self::Open,
			curators => Self::Curated(curators.iter().map(id).collect()),
		}
	}
}

/// The terms of a license.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum LicenseTerms {
	/// An SPDX license id.
	Spdx(Vec<u8>),
	/// The hash of other terms.
	Terms([u8; 32]),
}

/// A license, and the uses that it permits.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct License {
	/// The license itself.
	pub terms: LicenseTerms,
	/// Whether commercial models may be trained on the texts.
	pub commercial_training: bool,
	/// Whether the texts may be sources of others, and models trained on them be derived from.
	pub derivatives: bool,
}

/// The arguments of the call `Contributions.create_datanet`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct CreateDatanet {
	/// The name, in UTF-8.
	pub name: Vec<u8>,
	/// The accounts whose acceptance lets contributions in, if any has to.
	pub admission: Admission,
	/// The license of all of its texts, which never changes.
	pub license: License,
	/// The URI at which more is said about it.
	pub metadata: Vec<u8>,
}

/// Creates a datanet of the caller.
pub fn create_datanet(datanet: CreateDatanet) -> DynamicPayload<CreateDatanet> {
	dynamic("Contributions", "create_datanet", datanet)
}

/// A text as its contributor registers it.
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Submission {
	content_root: [u8; 32],
	length: u32,
	uri: Vec<u8>,
	sources: Vec<(ContributionId, u32)>,
	payout: Option<AccountId32>,
}

/// The bytes of a submission besides its URI, its sources and its payout account.
const SUBMISSION_BYTES: usize = 48;
const SOURCE_BYTES: usize = 12;
const ACCOUNT_BYTES: usize = 32;

impl Submission {
	/// A text of `length` bytes in normal form, without sources, that pays its contributor.
	pub fn new(content_root: H256, length: u32, uri: Vec<u8>) -> Self {
		Self { content_root: content_root.0, length, uri, sources: Vec::new(), payout: None }
	}

	/// The same submission with sources, each with its share in parts per billion, and with the
	/// account that is paid. `None` is the contributor.
	pub fn with(self, sources: Vec<(ContributionId, u32)>, payout: Option<&Account>) -> Self {
		Self { sources, payout: payout.map(id), ..self }
	}

	/// The URI at which the text can be found.
	pub fn uri(&self) -> &[u8] {
		&self.uri
	}

	/// The content root of the text.
	pub fn root(&self) -> H256 {
		H256(self.content_root)
	}

	/// The same submission without its URI, and that URI.
	pub fn without_uri(self) -> (Self, Vec<u8>) {
		let Self { uri, .. } = self;
		(Self { uri: Vec::new(), ..self }, uri)
	}

	/// Whether it names an account that is paid instead of its contributor.
	pub fn has_payout(&self) -> bool {
		self.payout.is_some()
	}

	/// An upper bound of the bytes that it takes in a call.
	pub fn bytes(&self) -> usize {
		let payout = if self.payout.is_some() { ACCOUNT_BYTES } else { 0 };
		SUBMISSION_BYTES + self.uri.len() + self.sources.len() * SOURCE_BYTES + payout
	}
}

/// Chunks of a text, and the hashes that lead from them to its content root.
#[derive(EncodeAsType, Clone, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Excerpt {
	first: u32,
	bytes: Vec<u8>,
	path: Vec<[u8; 32]>,
}

impl From<challenge::Excerpt> for Excerpt {
	fn from(excerpt: challenge::Excerpt) -> Self {
		let path = excerpt.path.iter().map(|hash| hash.0).collect();
		Self { first: excerpt.first, bytes: excerpt.bytes.into_inner(), path }
	}
}

call!(
	/// Registers texts in a datanet, in this order, with the caller as their owner.
	"Contributions" register_many RegisterMany {
		datanet: DatanetId,
		submissions: Vec<Submission>,
	}
);
call!(
	/// Accepts pending contributions of a datanet, in this order. The caller is one of its
	/// curators.
	"Contributions" accept_many AcceptMany {
		datanet: DatanetId,
		contributions: Vec<ContributionId>,
	}
);
call!(
	/// Rejects a pending contribution. The caller is a curator of its datanet.
	"Contributions" reject Reject { contribution: ContributionId }
);
call!(
	/// Removes a contribution of the caller that was not accepted, and returns its deposit.
	"Contributions" retract Retract { contribution: ContributionId }
);
call!(
	/// Withdraws an accepted contribution of the caller: models that are registered from then on
	/// are without it.
	"Contributions" withdraw Withdraw { contribution: ContributionId }
);
call!(
	/// Appeals to governance against the rejection of a contribution of the caller, for a deposit.
	"Contributions" appeal Appeal { contribution: ContributionId }
);
call!(
	/// Proves that the text of a contribution is not in normal form: by the chunks in `excerpt`,
	/// which have the `len` bytes from byte `at` on.
	"Contributions" strike_malformed StrikeMalformed {
		contribution: ContributionId,
		at: u32,
		len: u32,
		excerpt: Excerpt,
	}
);
call!(
	/// Sets the account that is credited with what a contribution of the caller earns. `None` is
	/// its owner.
	"Contributions" set_payout SetPayout {
		contribution: ContributionId,
		payout: Option<AccountId32>,
	}
);
call!(
	/// Sets the URI at which the text of a contribution of the caller can be found.
	"Contributions" set_uri SetUri { contribution: ContributionId, uri: Vec<u8> }
);
call!(
	/// Offers a contribution of the caller to `new_owner`, who has to accept it. `None` takes the
	/// offer back.
	"Contributions" transfer_ownership TransferOwnership {
		contribution: ContributionId,
		new_owner: Option<AccountId32>,
	}
);
call!(
	/// Accepts a contribution that its owner has offered to the caller.
	"Contributions" accept_ownership AcceptOwnership { contribution: ContributionId }
);
call!(
	/// Adds a curator to a curated datanet of the caller.
	"Contributions" add_curator AddCurator { datanet: DatanetId, curator: AccountId32 }
);
call!(
	/// Removes a curator from a datanet of the caller. The last one can't be removed.
	"Contributions" remove_curator RemoveCurator { datanet: DatanetId, curator: AccountId32 }
);
call!(
	/// Stops a datanet of the caller from taking contributions, or lets it take them again.
	"Contributions" set_frozen SetFrozen { datanet: DatanetId, frozen: bool }
);
call!(
	/// Sets the URI at which more is said about a datanet of the caller.
	"Contributions" set_datanet_metadata SetDatanetMetadata {
		datanet: DatanetId,
		metadata: Vec<u8>,
	}
);
call!(
	/// Offers a datanet of the caller to `new_owner`, who has to accept it. `None` takes the offer
	/// back.
	"Contributions" transfer_datanet TransferDatanet {
		datanet: DatanetId,
		new_owner: Option<AccountId32>,
	}
);
call!(
	/// Accepts a datanet that its owner has offered to the caller.
	"Contributions" accept_datanet AcceptDatanet { datanet: DatanetId }
);
