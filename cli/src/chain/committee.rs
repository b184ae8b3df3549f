// SPDX-License-Identifier: Apache-2.0

//! The technical committee: its members and its motions.

use sp_core::H256;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::View;
use crate::{
	account::Account,
	error::{Error, GovernanceError},
};

const PALLET: &str = "TechnicalCommittee";

/// How a motion stands.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Motion {
	pub index: u32,
	/// The ayes that it takes.
	pub threshold: u32,
	pub ayes: Vec<AccountId32>,
	pub nays: Vec<AccountId32>,
	/// The block from which on it can be closed whoever has not voted.
	pub end: u32,
}

impl View {
	/// Who is in the committee.
	pub async fn committee(&self) -> Result<Vec<Account>, Error> {
		let members: Vec<AccountId32> =
			self.stored(PALLET, "Members", ()).await?.unwrap_or_default();
		Ok(members.into_iter().map(|member| Account::new(member.0)).collect())
	}

	/// The motions that are voted about, by the hash of what they propose.
	pub async fn motions(&self) -> Result<Vec<H256>, Error> {
		Ok(self.stored(PALLET, "Proposals", ()).await?.unwrap_or_default())
	}

	/// How a motion stands that must be there.
	pub async fn motion(&self, hash: H256) -> Result<Motion, Error> {
		let motion = self.stored(PALLET, "Voting", (hash.0,)).await?;
		Ok(motion.ok_or(GovernanceError::NoMotion(hash))?)
	}

	/// The call that a motion proposes.
	pub async fn moved(&self, hash: H256) -> Result<Vec<u8>, Error> {
		let moved = self.stored_bytes(PALLET, "ProposalOf", (hash.0,)).await?;
		Ok(moved.ok_or(GovernanceError::NoMotion(hash))?)
	}

	/// Whether the committee has put a call on the whitelist.
	pub async fn is_whitelisted(&self, call: H256) -> Result<bool, Error> {
		let entry = self.stored_bytes("Whitelist", "WhitelistedCall", (call.0,)).await?;
		Ok(entry.is_some())
	}

	/// The hash of the runtime that may be applied.
	pub async fn authorised_upgrade(&self) -> Result<Option<H256>, Error> {
		let upgrade: Option<Upgrade> = self.stored("System", "AuthorizedUpgrade", ()).await?;
		Ok(upgrade.map(|upgrade| upgrade.code_hash))
	}
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Upgrade {
	code_hash: H256,
}
