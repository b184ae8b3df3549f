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

/// Who lets contributions into a datanet.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Admission {
	Open,
	Curated(Vec<AccountId32>),
}

impl Admission {
	/// By these accounts, or of everything if there are none.
	pub fn by(curators: &[Account]) -> Self {
		match curators {
			[] => Self::Open,
			curators => Self::Curated(curators.iter().map(id).collect()),
		}
	}
}

/// The terms of a datanet's texts.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum LicenceTerms {
	Spdx(Vec<u8>),
	Terms([u8; 32]),
}

/// A licence, and what it permits models.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Licence {
	pub terms: LicenceTerms,
	pub commercial_training: bool,
	pub derivatives: bool,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct CreateDatanet {
	pub name: Vec<u8>,
	pub admission: Admission,
	pub licence: Licence,
	pub metadata: Vec<u8>,
}

pub fn create_datanet(datanet: CreateDatanet) -> DynamicPayload<CreateDatanet> {
	dynamic("Contributions", "create_datanet", datanet)
}

/// What a contributor says of a text.
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Submission {
	content_root: [u8; 32],
	length: u32,
	uri: Vec<u8>,
	sources: Vec<(ContributionId, u32)>,
	payout: Option<AccountId32>,
}

/// Bytes of a submission besides its URI, its sources and its payout account.
const SUBMISSION_BYTES: usize = 48;
const SOURCE_BYTES: usize = 12;
const ACCOUNT_BYTES: usize = 32;

impl Submission {
	/// A text without sources that pays its contributor.
	pub fn new(content_root: H256, length: u32, uri: Vec<u8>) -> Self {
		Self { content_root: content_root.0, length, uri, sources: Vec::new(), payout: None }
	}

	/// The same with sources, their shares in parts per billion, and whom to pay.
	pub fn with(self, sources: Vec<(ContributionId, u32)>, payout: Option<&Account>) -> Self {
		Self { sources, payout: payout.map(id), ..self }
	}

	pub fn uri(&self) -> &[u8] {
		&self.uri
	}

	pub fn root(&self) -> H256 {
		H256(self.content_root)
	}

	/// The same without where the text is, and that.
	pub fn without_uri(self) -> (Self, Vec<u8>) {
		let Self { uri, .. } = self;
		(Self { uri: Vec::new(), ..self }, uri)
	}

	pub fn has_payout(&self) -> bool {
		self.payout.is_some()
	}

	/// No fewer bytes than it takes in a call.
	pub fn bytes(&self) -> usize {
		let payout = if self.payout.is_some() { ACCOUNT_BYTES } else { 0 };
		SUBMISSION_BYTES + self.uri.len() + self.sources.len() * SOURCE_BYTES + payout
	}
}

/// Chunks of a text, and what proves that they are its own.
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

call!("Contributions" register_many RegisterMany {
	datanet: DatanetId,
	submissions: Vec<Submission>,
});
call!("Contributions" accept_many AcceptMany {
	datanet: DatanetId,
	contributions: Vec<ContributionId>,
});
call!("Contributions" reject Reject { contribution: ContributionId });
call!("Contributions" retract Retract { contribution: ContributionId });
call!("Contributions" withdraw Withdraw { contribution: ContributionId });
call!("Contributions" appeal Appeal { contribution: ContributionId });
call!("Contributions" strike_malformed StrikeMalformed {
	contribution: ContributionId,
	at: u32,
	len: u32,
	excerpt: Excerpt,
});
call!("Contributions" set_payout SetPayout {
	contribution: ContributionId,
	payout: Option<AccountId32>,
});
call!("Contributions" set_uri SetUri { contribution: ContributionId, uri: Vec<u8> });
call!("Contributions" transfer_ownership TransferOwnership {
	contribution: ContributionId,
	new_owner: Option<AccountId32>,
});
call!("Contributions" accept_ownership AcceptOwnership { contribution: ContributionId });
call!("Contributions" add_curator AddCurator { datanet: DatanetId, curator: AccountId32 });
call!("Contributions" remove_curator RemoveCurator { datanet: DatanetId, curator: AccountId32 });
call!("Contributions" set_frozen SetFrozen { datanet: DatanetId, frozen: bool });
call!("Contributions" set_datanet_metadata SetDatanetMetadata {
	datanet: DatanetId,
	metadata: Vec<u8>,
});
call!("Contributions" transfer_datanet TransferDatanet {
	datanet: DatanetId,
	new_owner: Option<AccountId32>,
});
call!("Contributions" accept_datanet AcceptDatanet { datanet: DatanetId });
