// SPDX-License-Identifier: Apache-2.0

//! Votes, delegations, and their locks.

use openledger_primitives::Balance;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::BlockView;
use crate::{
	account::{self, Account},
	error::Error,
	interface::api::runtime_types::pallet_conviction_voting::vote,
};

/// The time for which a vote's tokens are locked if it wins, and the weight that it has for that.
/// `None` is a tenth of the tokens with no lock; `Locked1x` to `Locked6x` are the tokens once to six
/// times, locked for 1, 2, 4, 8, 16 or 32 locking periods.
pub use crate::interface::api::runtime_types::pallet_conviction_voting::conviction::Conviction;

const PALLET: &str = "ConvictionVoting";
/// The bit of a vote that says aye.
const AYE: u8 = 0b1000_0000;

/// A vote of an account.
pub type AccountVote = vote::AccountVote<Balance>;

/// The lock of votes and delegations that are gone: its last block, and its amount in planck.
pub use vote::PriorLock;

/// All of them, by level.
const CONVICTIONS: [Conviction; 7] = [
	Conviction::None,
	Conviction::Locked1x,
	Conviction::Locked2x,
	Conviction::Locked3x,
	Conviction::Locked4x,
	Conviction::Locked5x,
	Conviction::Locked6x,
];

impl Conviction {
	/// The conviction of a level from 0 to 6. `None` for any other.
	pub fn of_level(level: u8) -> Option<Self> {
		CONVICTIONS.get(usize::from(level)).copied()
	}

	/// Its level, from 0 to 6.
	pub fn level(self) -> u8 {
		(0..).zip(CONVICTIONS).find_map(|(level, one)| (one == self).then_some(level)).unwrap_or(0)
	}

	/// The number of locking periods that the tokens stay locked after a vote that won.
	pub fn periods(self) -> u32 {
		match self.level().checked_sub(1) {
			None => 0,
			Some(doublings) => 1 << doublings,
		}
	}

	/// The votes that `tokens` planck count as.
	pub fn votes(self, tokens: Balance) -> Balance {
		match self.level() {
			0 => tokens / 10,
			level => tokens.saturating_mul(level.into()),
		}
	}
}

impl AccountVote {
	/// A vote of `balance` planck for one side.
	pub fn standard(is_aye: bool, conviction: Conviction, balance: Balance) -> Self {
		let side = if is_aye { AYE } else { 0 };
		Self::Standard { vote: side | conviction.level(), balance }
	}

	/// A vote of `abstain` planck for neither side.
	pub fn abstain(abstain: Balance) -> Self {
		Self::SplitAbstain { aye: 0, nay: 0, abstain }
	}

	/// The tokens that it locks, in planck.
	pub fn balance(self) -> Balance {
		match self {
			Self::Standard { balance, .. } => balance,
			Self::Split { aye, nay } => aye.saturating_add(nay),
			Self::SplitAbstain { aye, nay, abstain } => {
				aye.saturating_add(nay).saturating_add(abstain)
			}
		}
	}

	/// Whether it is for the referendum or against it, and its conviction. `None` for a vote that is
	/// split, or abstains.
	pub fn side(self) -> Option<(bool, Conviction)> {
		match self {
			Self::Standard { vote, .. } => {
				Some((vote & AYE != 0, Conviction::of_level(vote & !AYE)?))
			}
			Self::Split { .. } | Self::SplitAbstain { .. } => None,
		}
	}

	/// The number of locking periods that its tokens stay locked after a referendum, which was
	/// approved or not: 0 for those that lost.
	pub fn periods(self, is_approved: bool) -> u32 {
		match self {
			Self::Standard { vote, .. } if (vote & AYE != 0) == is_approved => {
				Conviction::of_level(vote & !AYE).map_or(0, Conviction::periods)
			}
			_ => 0,
		}
	}
}

/// The votes or the delegation of an account on a track.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Voting {
	/// It votes itself.
	Casting(Casting),
	/// It leaves voting to another account.
	Delegating(Delegating),
}

/// The votes of an account on a track.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Casting {
	/// The votes, each after the number of its referendum.
	pub votes: Vec<(u32, AccountVote)>,
	/// The lock of votes and delegations that are gone.
	pub prior: PriorLock<u32, Balance>,
}

/// The delegation of an account on a track: the tokens, the account that votes with them, and the
/// conviction that they count with.
pub type Delegating = vote::Delegating<Balance, AccountId32, u32>;

impl BlockView {
	/// The votes or the delegation of an account on a track: no votes if it has neither.
	pub async fn voting(&self, who: &Account, track: u16) -> Result<Voting, Error> {
		let key = (account::bytes(who), track);
		let nothing = || Voting::Casting(Casting { votes: Vec::new(), prior: PriorLock(0, 0) });
		Ok(self.stored(PALLET, "VotingFor", key).await?.unwrap_or_else(nothing))
	}

	/// The tracks on which an account has tokens locked, each with the amount in planck.
	pub async fn vote_locks(&self, who: &Account) -> Result<Vec<(u16, Balance)>, Error> {
		let key = (account::bytes(who),);
		Ok(self.stored(PALLET, "ClassLocksFor", key).await?.unwrap_or_default())
	}

	/// The number of blocks of a locking period, for which a conviction of 1 locks tokens.
	pub fn locking_period(&self) -> Result<u32, Error> {
		self.constant(PALLET, "VoteLockingPeriod")
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn conviction_should_count_and_lock_as_the_chain_has_it() {
		let all = CONVICTIONS.map(|conviction| (conviction.periods(), conviction.votes(100)));
		let expected = [(0, 10), (1, 100), (2, 200), (4, 300), (8, 400), (16, 500), (32, 600)];
		assert_eq!(all, expected);
		for level in 0..7 {
			assert_eq!(Conviction::of_level(level).unwrap().level(), level);
		}
		assert_eq!(Conviction::of_level(7), None);
	}

	#[test]
	fn only_a_vote_that_won_should_stay_locked() {
		let aye = AccountVote::standard(true, Conviction::Locked3x, 5);
		assert_eq!(aye, AccountVote::Standard { vote: 0x83, balance: 5 });
		assert_eq!((aye.periods(true), aye.periods(false)), (4, 0));
		let nay = AccountVote::standard(false, Conviction::Locked1x, 5);
		assert_eq!(nay, AccountVote::Standard { vote: 1, balance: 5 });
		assert_eq!((nay.periods(true), nay.periods(false)), (0, 1));
		let abstain = AccountVote::abstain(7);
		assert_eq!((abstain.balance(), abstain.periods(true)), (7, 0));
		assert_eq!(aye.side(), Some((true, Conviction::Locked3x)));
		assert_eq!((nay.side(), abstain.side()), (Some((false, Conviction::Locked1x)), None));
	}
}
