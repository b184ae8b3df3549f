// SPDX-License-Identifier: Apache-2.0

//! Numbers that more than one domain uses.

/// OPEN and its fractions.
pub mod currency {
	use crate::Balance;

	/// One OPEN, in planck: 18 decimals.
	pub const OPEN: Balance = 1_000_000_000_000_000_000;
	pub const MILLI_OPEN: Balance = OPEN / 1_000;
	pub const MICRO_OPEN: Balance = OPEN / 1_000_000;

	/// What an account must hold to exist.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLI_OPEN;

	/// All the OPEN that there will ever be, issued at genesis.
	pub const TOTAL_ISSUANCE: Balance = 1_000_000_000 * OPEN;
	/// 61.71 %, of which [`STAKING_RESERVE`] is a part.
	pub const COMMUNITY: Balance = 617_100_000 * OPEN;
	/// 18.29 %.
	pub const INVESTORS: Balance = 182_900_000 * OPEN;
	/// 15 %.
	pub const TEAM: Balance = 150_000_000 * OPEN;
	/// 5 %.
	pub const LIQUIDITY: Balance = 50_000_000 * OPEN;
	/// Pays early staking rewards, out of the community's share.
	pub const STAKING_RESERVE: Balance = 100_000_000 * OPEN;

	const _: () = assert!(COMMUNITY + INVESTORS + TEAM + LIQUIDITY == TOTAL_ISSUANCE);

	/// What it takes to keep `items` entries with `bytes` bytes in storage.
	pub const fn deposit(items: Balance, bytes: Balance) -> Balance {
		items * 100 * MILLI_OPEN + bytes * MILLI_OPEN
	}
}

/// Slots, epochs and eras.
pub mod time {
	use crate::{BlockNumber, Moment};
	use sp_staking::{EraIndex, SessionIndex};

	/// Milliseconds of a slot. It can't change while the chain runs: BABE derives slots from it.
	pub const SLOT_DURATION: Moment = 2_000;

	/// Blocks, at one block a slot.
	pub const MINUTES: BlockNumber = 30;
	pub const HOURS: BlockNumber = 60 * MINUTES;
	pub const DAYS: BlockNumber = 24 * HOURS;

	// The next four are a live chain's; see `pace` for the others.

	/// Slots of an epoch: 10 minutes. Like the slot's length, it can't change while the chain runs.
	pub const EPOCH_DURATION_IN_SLOTS: u64 = 300;
	/// A session is an epoch, so that an era takes an hour.
	pub const SESSIONS_PER_ERA: SessionIndex = 6;
	/// Eras until unbonded stake is free: 7 days.
	pub const BONDING_ERAS: EraIndex = 7 * 24;
	/// Eras in which governance can cancel a slash: 2 days.
	pub const SLASH_DEFER_ERAS: EraIndex = 2 * 24;

	/// 1 in 4 slots has a primary author.
	pub const PRIMARY_PROBABILITY: (u64, u64) = (1, 4);
}

/// Accounts that no key controls.
pub mod accounts {
	use frame_support::PalletId;

	pub const TREASURY: PalletId = PalletId(*b"py/trsry");
	/// Pays early staking rewards.
	pub const STAKING_RESERVE: PalletId = PalletId(*b"py/rsrve");
	/// What is collected and not claimed yet.
	pub const REWARDS: PalletId = PalletId(*b"ol/rwrds");
	/// The stakers' share of fees, until eras pay it out.
	pub const STAKERS: PalletId = PalletId(*b"ol/stkrs");
	/// Accounts of nomination pools, and of what is staked through them, derive from these.
	pub const NOMINATION_POOLS: PalletId = PalletId(*b"py/nopls");
	pub const DELEGATED_STAKING: PalletId = PalletId(*b"py/dlstk");
	pub const TEAM: PalletId = PalletId(*b"ol/team_");
	pub const INVESTORS: PalletId = PalletId(*b"ol/invst");
	pub const LIQUIDITY: PalletId = PalletId(*b"ol/liqdy");

	/// Those that hold money of nobody in particular: it can't vote.
	pub const WITHOUT_KEY: [PalletId; 7] =
		[TREASURY, STAKING_RESERVE, REWARDS, STAKERS, TEAM, INVESTORS, LIQUIDITY];
}
