// SPDX-License-Identifier: Apache-2.0

//! Referenda, and the tracks that they are on.

use openledger_primitives::Balance;
use sp_core::H256;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::{curve::Curve, read::pot_account, View};
use crate::{
	convert::to_u32,
	error::{Error, GovernanceError},
};

const PALLET: &str = "Referenda";
/// Pots that no key controls, by their pallets' ids: what is in them can't vote.
const POTS: [&[u8; 8]; 7] =
	[b"py/trsry", b"py/rsrve", b"ol/rwrds", b"ol/stkrs", b"ol/team_", b"ol/invst", b"ol/liqdy"];

/// A kind of question, and what it takes to have it decided.
#[derive(Clone, Debug)]
pub struct Track {
	pub id: u16,
	pub name: String,
	pub rules: Rules,
}

/// Periods are in blocks.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Rules {
	/// Padded with zeros.
	pub name: String,
	pub decision_deposit: Balance,
	pub prepare_period: u32,
	pub decision_period: u32,
	pub confirm_period: u32,
	pub min_enactment_period: u32,
	pub min_approval: Curve,
	pub min_support: Curve,
}

#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Deposit {
	pub who: AccountId32,
	pub amount: Balance,
}

/// A call, or the hash that it is kept by.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Proposal {
	Legacy { hash: H256 },
	Inline(Vec<u8>),
	Lookup { hash: H256, len: u32 },
}

impl Proposal {
	/// The hash that the call is kept by elsewhere.
	pub fn hash(&self) -> Option<H256> {
		match self {
			Self::Inline(_) => None,
			Self::Legacy { hash } | Self::Lookup { hash, .. } => Some(*hash),
		}
	}
}

/// When a call is dispatched that was approved.
#[derive(DecodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Enactment {
	At(u32),
	After(u32),
}

#[derive(DecodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Deciding {
	pub since: u32,
	/// The block that confirms it, if it passes until then.
	pub confirming: Option<u32>,
}

#[derive(DecodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Tally {
	/// With conviction.
	pub ayes: Balance,
	/// With conviction.
	pub nays: Balance,
	/// Tokens behind ayes and abstentions.
	pub support: Balance,
}

#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Ongoing {
	pub track: u16,
	pub proposal: Proposal,
	pub enactment: Enactment,
	pub submitted: u32,
	pub submission_deposit: Deposit,
	pub decision_deposit: Option<Deposit>,
	pub deciding: Option<Deciding>,
	pub tally: Tally,
	pub in_queue: bool,
}

/// A referendum; one that is over has its block, and what is left of its deposits: that of its
/// submission, that of its decision.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Referendum {
	Ongoing(Ongoing),
	Approved(u32, Option<Deposit>, Option<Deposit>),
	Rejected(u32, Option<Deposit>, Option<Deposit>),
	Cancelled(u32, Option<Deposit>, Option<Deposit>),
	TimedOut(u32, Option<Deposit>, Option<Deposit>),
	Killed(u32),
}

impl Referendum {
	/// Where it stands: it is …
	pub fn status(&self) -> &'static str {
		match self {
			Self::Ongoing(_) => "ongoing",
			Self::Approved(..) => "approved",
			Self::Rejected(..) => "rejected",
			Self::Cancelled(..) => "cancelled",
			Self::TimedOut(..) => "timed out",
			Self::Killed(_) => "killed",
		}
	}

	/// The deposits that can be taken back: that of its submission only if it was not in vain.
	pub fn refundable(&self) -> (Option<&Deposit>, Option<&Deposit>) {
		match self {
			Self::Approved(_, submission, decision) | Self::Cancelled(_, submission, decision) => {
				(submission.as_ref(), decision.as_ref())
			}
			Self::Rejected(_, _, decision) | Self::TimedOut(_, _, decision) => {
				(None, decision.as_ref())
			}
			Self::Ongoing(_) | Self::Killed(_) => (None, None),
		}
	}
}

impl View {
	/// All tracks, by id.
	pub fn tracks(&self) -> Result<Vec<Track>, Error> {
		let tracks: Vec<(u16, Rules)> = self.constant(PALLET, "Tracks")?;
		let named = |(id, rules): (u16, Rules)| {
			let name = rules.name.trim_end_matches('\0').to_owned();
			Track { id, name, rules }
		};
		Ok(tracks.into_iter().map(named).collect())
	}

	/// A track by its name or its id.
	pub fn track(&self, name: &str) -> Result<Track, Error> {
		let tracks = self.tracks()?;
		let names: Vec<_> = tracks.iter().map(|track| track.name.clone()).collect();
		let is_it = |track: &Track| track.name == name || name.parse::<u16>() == Ok(track.id);
		Ok(tracks.into_iter().find(is_it).ok_or_else(|| GovernanceError::NoTrack {
			name: name.to_owned(),
			names: names.join(", "),
		})?)
	}

	/// How many referenda there have been.
	pub async fn referendum_count(&self) -> Result<u32, Error> {
		Ok(self.stored(PALLET, "ReferendumCount", ()).await?.unwrap_or_default())
	}

	/// A referendum that must be there.
	pub async fn referendum(&self, id: u32) -> Result<Referendum, Error> {
		match self.stored(PALLET, "ReferendumInfoFor", (id,)).await? {
			Some(referendum) => Ok(referendum),
			None => {
				let count = self.referendum_count().await?;
				Err(GovernanceError::NoReferendum { id, count }.into())
			}
		}
	}

	/// A referendum that must be ongoing.
	pub async fn ongoing(&self, id: u32) -> Result<Ongoing, Error> {
		match self.referendum(id).await? {
			Referendum::Ongoing(ongoing) => Ok(ongoing),
			over => Err(GovernanceError::NotOngoing { id, status: over.status() }.into()),
		}
	}

	/// All referenda, by number.
	pub async fn referenda(&self) -> Result<Vec<(u32, Referendum)>, Error> {
		self.entries(PALLET, "ReferendumInfoFor").await
	}

	/// The call that a referendum proposes. `None` when nobody has put it on chain.
	pub async fn proposed(&self, proposal: &Proposal) -> Result<Option<Vec<u8>>, Error> {
		match proposal {
			Proposal::Legacy { .. } => Ok(None),
			Proposal::Inline(call) => Ok(Some(call.clone())),
			Proposal::Lookup { hash, len } => self.preimage(*hash, *len).await,
		}
	}

	/// The bytes of a hash.
	pub async fn preimage(&self, hash: H256, len: u32) -> Result<Option<Vec<u8>>, Error> {
		self.stored("Preimage", "PreimageFor", ((hash.0, len),)).await
	}

	/// Whether these bytes are kept on chain.
	pub async fn is_noted(&self, bytes: &[u8], hash: H256) -> Result<bool, Error> {
		Ok(self.preimage(hash, to_u32(bytes.len())).await?.is_some())
	}

	/// What is held of who submits a referendum.
	pub fn submission_deposit(&self) -> Result<Balance, Error> {
		self.constant(PALLET, "SubmissionDeposit")
	}

	/// Blocks after which a referendum ends whose decision has not begun.
	pub fn undeciding_timeout(&self) -> Result<u32, Error> {
		self.constant(PALLET, "UndecidingTimeout")
	}

	/// All tokens that can vote.
	pub async fn electorate(&self) -> Result<Balance, Error> {
		let mut electorate = self.issuance().await?;
		for pot in POTS {
			let funds = self.funds(&pot_account(pot)).await?;
			let total = funds.free.saturating_add(funds.reserved);
			electorate = electorate.saturating_sub(total);
		}
		Ok(electorate)
	}
}
