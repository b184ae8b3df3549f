// SPDX-License-Identifier: Apache-2.0

//! Calls of the registry of datanets and contributions.

use openledger_primitives::{challenge, ContributionId, DatanetId};
use sp_core::H256;
use subxt::{
	transactions::{dynamic, StaticPayload},
	utils::AccountId32,
};

use super::id;
use crate::{account::Account, interface::api};

use api::runtime_types::{
	openledger_primitives::challenge::excerpt::Excerpt, pallet_contributions::types,
};
pub use api::{
	contributions::calls::CreateDatanet,
	runtime_types::pallet_contributions::types::{License, LicenseTerms},
};

/// The accounts that let contributions into a datanet.
pub type Admission = types::Admission<AccountId32>;

/// A text as its contributor registers it.
pub type Submission = types::Submission<AccountId32>;

impl Admission {
	/// Admission by `curators`, or of everything if there are none.
	pub fn by(curators: &[Account]) -> Self {
		match curators {
			[] => Self::Open,
			curators => Self::Curated(curators.iter().map(id).collect()),
		}
	}
}

/// Creates a datanet of the caller.
pub fn create_datanet(datanet: CreateDatanet) -> StaticPayload<CreateDatanet> {
	dynamic("Contributions", "create_datanet", datanet)
}

/// The bytes of a submission besides its URI, its sources and its payout account.
const SUBMISSION_BYTES: usize = 48;
const SOURCE_BYTES: usize = 12;
const ACCOUNT_BYTES: usize = 32;

impl Submission {
	/// A text of `length` bytes in normal form, without sources, that pays its contributor.
	pub fn new(content_root: H256, length: u32, uri: Vec<u8>) -> Self {
		Self { content_root, length, uri, sources: Vec::new(), payout: None }
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
		self.content_root
	}

	/// The same submission without its URI, and that URI.
	pub fn without_uri(self) -> (Self, Vec<u8>) {
		let Self { uri, .. } = self;
		(Self { uri: Vec::new(), ..self }, uri)
	}

	/// An upper bound of the bytes that it takes in a call.
	pub fn bytes(&self) -> usize {
		let payout = if self.payout.is_some() { ACCOUNT_BYTES } else { 0 };
		SUBMISSION_BYTES + self.uri.len() + self.sources.len() * SOURCE_BYTES + payout
	}
}

impl From<challenge::Excerpt> for Excerpt {
	fn from(excerpt: challenge::Excerpt) -> Self {
		let challenge::Excerpt { first, bytes, path } = excerpt;
		Self { first, bytes: bytes.into_inner(), path: path.into_inner() }
	}
}

call!(
	/// Registers texts in a datanet, in this order, with the caller as their owner.
	contributions RegisterMany register_many(
		datanet: DatanetId,
		submissions: Vec<Submission>,
	)
);
call!(
	/// Accepts pending contributions of a datanet, in this order. The caller is one of its
	/// curators.
	contributions AcceptMany accept_many(
		datanet: DatanetId,
		contributions: Vec<ContributionId>,
	)
);
call!(
	/// Rejects a pending contribution. The caller is a curator of its datanet.
	contributions Reject reject(contribution: ContributionId)
);
call!(
	/// Removes a contribution of the caller that was not accepted, and returns its deposit.
	contributions Retract retract(contribution: ContributionId)
);
call!(
	/// Withdraws an accepted contribution of the caller: models that are registered from then on
	/// are without it.
	contributions Withdraw withdraw(contribution: ContributionId)
);
call!(
	/// Appeals to governance against the rejection of a contribution of the caller, for a deposit.
	contributions Appeal appeal(contribution: ContributionId)
);
call!(
	/// Proves that the text of a contribution is not in normal form: by the chunks in `excerpt`,
	/// which have the `len` bytes from byte `at` on.
	contributions StrikeMalformed strike_malformed(
		contribution: ContributionId,
		at: u32,
		len: u32,
		excerpt: Excerpt,
	)
);
call!(
	/// Sets the account that is credited with what a contribution of the caller earns. `None` is
	/// its owner.
	contributions SetPayout set_payout(
		contribution: ContributionId,
		payout: Option<AccountId32>,
	)
);
call!(
	/// Sets the URI at which the text of a contribution of the caller can be found.
	contributions SetUri set_uri(contribution: ContributionId, uri: Vec<u8>)
);
call!(
	/// Offers a contribution of the caller to `new_owner`, who has to accept it. `None` takes the
	/// offer back.
	contributions TransferOwnership transfer_ownership(
		contribution: ContributionId,
		new_owner: Option<AccountId32>,
	)
);
call!(
	/// Accepts a contribution that its owner has offered to the caller.
	contributions AcceptOwnership accept_ownership(contribution: ContributionId)
);
call!(
	/// Adds a curator to a curated datanet of the caller.
	contributions AddCurator add_curator(datanet: DatanetId, curator: AccountId32)
);
call!(
	/// Removes a curator from a datanet of the caller. The last one can't be removed.
	contributions RemoveCurator remove_curator(datanet: DatanetId, curator: AccountId32)
);
call!(
	/// Stops a datanet of the caller from taking contributions, or lets it take them again.
	contributions SetFrozen set_frozen(datanet: DatanetId, frozen: bool)
);
call!(
	/// Sets the URI at which more is said about a datanet of the caller.
	contributions SetDatanetMetadata set_datanet_metadata(
		datanet: DatanetId,
		metadata: Vec<u8>,
	)
);
call!(
	/// Offers a datanet of the caller to `new_owner`, who has to accept it. `None` takes the offer
	/// back.
	contributions TransferDatanet transfer_datanet(
		datanet: DatanetId,
		new_owner: Option<AccountId32>,
	)
);
call!(
	/// Accepts a datanet that its owner has offered to the caller.
	contributions AcceptDatanet accept_datanet(datanet: DatanetId)
);
