// SPDX-License-Identifier: Apache-2.0

//! Referenda, and the tracks that they are on.

use openledger_primitives::Balance;
use openledger_runtime_api::{StandingInfo, TrackInfo};
use sp_core::H256;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::BlockView;
use crate::{
	convert::saturating_u32,
	error::{Error, GovernanceError, Kind},
	interface::api::runtime_types::{
		frame_support::traits::{preimages::Bounded, schedule::DispatchTime},
		openledger_runtime::RuntimeCall,
		pallet_conviction_voting,
		pallet_referenda::types,
		sp_runtime::traits::BlakeTwo256,
	},
	text::printable,
};

const PALLET: &str = "Referenda";

/// A kind of referendum, and what it takes to have one decided.
#[derive(Clone, Debug)]
pub struct Track {
	/// The number of the track.
	pub id: u16,
	/// The name of the track.
	pub name: String,
	/// Its origin, its deposit, its periods, and what it may spend.
	pub rules: TrackInfo,
}

/// A deposit of a referendum: the account that placed it, and the amount in planck.
pub type Deposit = types::Deposit<AccountId32, Balance>;

/// The call that a referendum proposes, or the hash that it is kept by.
pub type Proposal = Bounded<RuntimeCall, BlakeTwo256>;

/// When an approved call is dispatched: in a block, or as many blocks after its approval.
pub type Enactment = DispatchTime<u32>;

/// The decision of a referendum that has begun: the block in which it began, and the block that
/// confirms it if it passes until then.
pub type Deciding = types::DecidingStatus<u32>;

/// The votes on a referendum so far, in planck: ayes and nays with conviction, and the tokens behind
/// ayes and abstentions.
pub type Tally = pallet_conviction_voting::types::Tally<Balance>;

impl Proposal {
	/// The hash that the call is kept by elsewhere. `None` for a call that is here.
	pub fn hash(&self) -> Option<H256> {
		match self {
			Self::Legacy { hash } | Self::Lookup { hash, .. } => Some(*hash),
			_ => None,
		}
	}
}

/// A referendum that is not over.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Ongoing {
	/// The number of its track.
	pub track: u16,
	/// The call that it proposes.
	pub proposal: Proposal,
	/// When the call is dispatched if it is approved.
	pub enactment: Enactment,
	/// The block in which it was submitted.
	pub submitted: u32,
	/// The deposit of the account that submitted it.
	pub submission_deposit: Deposit,
	/// The deposit without which it is not decided. `None` until it is placed.
	pub decision_deposit: Option<Deposit>,
	/// Its decision. `None` before that begins.
	pub deciding: Option<Deciding>,
	/// The votes so far.
	pub tally: Tally,
	/// Whether it waits for a place among those that its track decides at the same time.
	pub in_queue: bool,
}

/// A referendum. One that is over has the block of its end, and the deposits that were not returned
/// yet: that of its submission, then that of its decision.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Referendum {
	/// It is not over.
	Ongoing(Ongoing),
	/// It was approved.
	Approved(u32, Option<Deposit>, Option<Deposit>),
	/// It was rejected.
	Rejected(u32, Option<Deposit>, Option<Deposit>),
	/// Governance has ended it, and its deposits can be returned.
	Cancelled(u32, Option<Deposit>, Option<Deposit>),
	/// Its decision did not begin in time.
	TimedOut(u32, Option<Deposit>, Option<Deposit>),
	/// Governance has ended it, and its deposits are lost.
	Killed(u32),
}

impl Referendum {
	/// Its status, to go behind "it is".
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

	/// The deposits of submission and decision that can be returned: the first only of a referendum
	/// that was approved or canceled.
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

impl BlockView {
	/// All tracks, by id.
	pub async fn tracks(&self) -> Result<Vec<Track>, Error> {
		let tracks: Vec<TrackInfo> = self.ask("tracks", ()).await?;
		let named = |rules: TrackInfo| {
			let name = printable(&String::from_utf8_lossy(&rules.name));
			Track { id: rules.id, name, rules }
		};
		Ok(tracks.into_iter().map(named).collect())
	}

	/// How an ongoing referendum stands. `None` when there is none with this number, or it is over.
	pub async fn standing(&self, referendum: u32) -> Result<Option<StandingInfo>, Error> {
		self.ask("standing", referendum).await
	}

	/// The track with this name, or with the id that `name` is. Fails when there is none.
	pub async fn track(&self, name: &str) -> Result<Track, Error> {
		let tracks = self.tracks().await?;
		let names: Vec<_> = tracks.iter().map(|track| track.name.clone()).collect();
		let is_it = |track: &Track| track.name == name || name.parse::<u16>() == Ok(track.id);
		Ok(tracks.into_iter().find(is_it).ok_or_else(|| GovernanceError::NoTrack {
			name: name.to_owned(),
			names: names.join(", "),
		})?)
	}

	/// The number of referenda that there have been.
	pub async fn referendum_count(&self) -> Result<u32, Error> {
		Ok(self.stored(PALLET, "ReferendumCount", ()).await?.unwrap_or_default())
	}

	/// The referendum with a number. Fails when there is none.
	pub async fn referendum(&self, id: u32) -> Result<Referendum, Error> {
		match self.stored(PALLET, "ReferendumInfoFor", (id,)).await? {
			Some(referendum) => Ok(referendum),
			None => {
				let count = self.referendum_count().await?;
				Err(Error::not_found(Kind::Referendum, id, count))
			}
		}
	}

	/// The ongoing referendum with a number. Fails when there is none, or it is over.
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

	/// The encoded call that a referendum proposes. `None` when nobody has put it on chain.
	pub async fn proposed(&self, proposal: &Proposal) -> Result<Option<Vec<u8>>, Error> {
		match proposal {
			Proposal::Inline(call) => Ok(Some(call.clone())),
			Proposal::Lookup { hash, len } => self.preimage(*hash, *len).await,
			_ => Ok(None),
		}
	}

	/// The preimage of a hash that has `len` bytes. `None` when it is not kept on chain.
	pub async fn preimage(&self, hash: H256, len: u32) -> Result<Option<Vec<u8>>, Error> {
		self.stored("Preimage", "PreimageFor", ((hash.0, len),)).await
	}

	/// Whether `bytes`, whose hash is `hash`, are kept on chain as a preimage.
	pub async fn is_noted(&self, bytes: &[u8], hash: H256) -> Result<bool, Error> {
		Ok(self.preimage(hash, saturating_u32(bytes.len())).await?.is_some())
	}
}
