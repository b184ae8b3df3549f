// SPDX-License-Identifier: Apache-2.0

//! The technical committee: its members and its motions.

use sp_core::H256;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::BlockView;
use crate::{
	account::Account,
	error::{Error, GovernanceError},
};

const PALLET: &str = "TechnicalCommittee";

/// A motion of the committee, and its votes so far.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Motion {
	/// The number of the motion.
	pub index: u32,
	/// The number of ayes that it takes.
	pub threshold: u32,
	/// The members that approve.
	pub ayes: Vec<AccountId32>,
	/// The members that reject.
	pub nays: Vec<AccountId32>,
	/// The first block in which it can be closed although members have not voted.
	pub end: u32,
}

impl BlockView {
	/// The members of the committee.
	pub async fn committee(&self) -> Result<Vec<Account>, Error> {
		let members: Vec<AccountId32> =
			self.stored(PALLET, "Members", ()).await?.unwrap_or_default();
		Ok(members.into_iter().map(|member| Account::new(member.0)).collect())
	}

	/// The open motions, by the hash of the call that each proposes.
	pub async fn motions(&self) -> Result<Vec<H256>, Error> {
		Ok(self.stored(PALLET, "Proposals", ()).await?.unwrap_or_default())
	}

	/// The open motion on the call with this hash. Fails when there is none.
	pub async fn motion(&self, hash: H256) -> Result<Motion, Error> {
		let motion = self.stored(PALLET, "Voting", (hash.0,)).await?;
		Ok(motion.ok_or(GovernanceError::NoMotion(hash))?)
	}

	/// The encoded call that an open motion proposes. Fails when there is no such motion.
	pub async fn moved(&self, hash: H256) -> Result<Vec<u8>, Error> {
		let moved = self.stored_bytes(PALLET, "ProposalOf", (hash.0,)).await?;
		Ok(moved.ok_or(GovernanceError::NoMotion(hash))?)
	}

	/// Whether the committee has put a call on the whitelist.
	pub async fn is_whitelisted(&self, call: H256) -> Result<bool, Error> {
		let entry = self.stored_bytes("Whitelist", "WhitelistedCall", (call.0,)).await?;
		Ok(entry.is_some())
	}
}
