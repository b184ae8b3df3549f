// SPDX-License-Identifier: Apache-2.0

//! The traits by which the pallets ask each other. No pallet names another: the runtime ties them.

use alloc::vec::Vec;
use sp_arithmetic::Perbill;
use sp_runtime::{DispatchError, DispatchResult};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::sr25519;

use crate::{
	batch::ChannelSum,
	challenge::Content,
	corpus::{Corpus, Position},
	merit::{Merit, Time},
	voucher::Voucher,
	Balance, BatchId, ChannelId, ContributionId, DatanetId, ModelId,
};

/// Accounts with their shares, which sum to exactly 100 %.
pub type Payees<AccountId> = Vec<(AccountId, Perbill)>;

/// The contributions that share in what one of them earns, each with the account that is paid for
/// it and its share. The shares sum to 100 %, less those of contributions that were struck or shown
/// to be malformed, which nobody gets.
pub type Earners<AccountId> = Vec<((ContributionId, AccountId), Perbill)>;

/// A datanet, as a model that names it sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DatanetTerms {
	/// The number of contributions accepted so far.
	pub accepted: u32,
	/// The number of these that were withdrawn, struck or shown to be malformed so far.
	pub withdrawals: u32,
	/// Whether commercial models may be trained on the texts.
	pub commercial_training: bool,
	/// Whether models trained on the texts may be derived from.
	pub derivatives: bool,
}

/// The registry of contributions, as models and settlement see it.
pub trait Contributions<AccountId> {
	/// The terms of a datanet. `None` when there is no such datanet.
	fn datanet(datanet: DatanetId) -> Option<DatanetTerms>;
	/// Where a contribution was accepted, withdrawn or not. `None` if it never was, or was shown to
	/// be malformed.
	fn position(contribution: ContributionId) -> Option<Position>;
	/// The root and the length of a contribution's text. `None` when there is no such contribution,
	/// or it was shown to be malformed.
	fn content(contribution: ContributionId) -> Option<Content>;
	/// The accounts that a contribution pays, at most `MaxSourceStack`. `None` when there is no
	/// such contribution.
	fn payees(contribution: ContributionId) -> Option<Earners<AccountId>>;
}

/// A contribution that can be disputed, and those who have a say in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disputable<AccountId> {
	/// The account that owns the contribution.
	pub owner: AccountId,
	/// The account that is credited with what the contribution earns.
	pub payee: AccountId,
	/// The account that owns the contribution's datanet.
	pub datanet_owner: AccountId,
	/// The curators of the datanet; an open one has none.
	pub curators: Vec<AccountId>,
}

/// The registry of contributions, as disputes see it.
pub trait DisputedRegistry<AccountId> {
	/// The parties to a dispute about a contribution. `None` when the contribution earns nothing:
	/// it was never accepted, or it was struck, or it was shown to be malformed and no dispute is
	/// open.
	fn disputable(contribution: ContributionId) -> Option<Disputable<AccountId>>;
	/// Makes `to` the owner of a contribution, and credits it with what the contribution earns from
	/// now on. The registry holds the deposit of `to`, and returns that of the former owner.
	fn transfer(contribution: ContributionId, to: &AccountId) -> DispatchResult;
	/// Strikes a contribution: it never earns anything again.
	fn strike(contribution: ContributionId) -> DispatchResult;
	/// The largest deposit that a contribution can have, in planck.
	fn most_deposit() -> Balance;
}

/// Disputes, as the registry of contributions sees them.
pub trait Disputes {
	/// Whether a dispute about a contribution is open.
	fn is_open(contribution: ContributionId) -> bool;
}

/// A runtime without disputes.
impl Disputes for () {
	fn is_open(_: ContributionId) -> bool {
		false
	}
}

/// The terms on which answers of a model are settled now. Answers that were served stay payable: a
/// change by the developer that is worse for the operator counts after the grace period only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ModelTerms {
	/// Whether the model takes requests, or did within the grace period.
	pub is_active: bool,
	/// Whether its answers may be paid for.
	pub is_commercial: bool,
	/// The least fee of an answer, in planck: the lowest that was in force within the grace period.
	pub price_floor: Balance,
}

/// The registry of models, as settlement sees it.
pub trait Models<AccountId> {
	/// The terms of a model. `None` when there is no such model.
	fn terms(model: ModelId) -> Option<ModelTerms>;
	/// The contributions that a model was made from. `None` when there is no such model.
	fn corpus(model: ModelId) -> Option<Corpus>;
	/// The accounts that a model pays, at most `MaxRoyaltyStack`. `None` when there is no such
	/// model.
	fn payees(model: ModelId) -> Option<Payees<AccountId>>;
}

/// A channel's part of a batch: the amount that it pays, and the voucher that it pays by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Redemption {
	/// The voucher that the channel pays by.
	pub voucher: Voucher,
	/// The channel's receipts in the batch, and what they cost.
	pub sum: ChannelSum,
}

/// A slash of an operator's bond.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slash {
	/// The amount that the operator lost, in planck.
	pub amount: Balance,
	/// The part of it that the challenger got, in planck; the treasury got the rest.
	pub reward: Balance,
}

/// Operators, their bonds, and the channels that pay them, as settlement sees them.
pub trait Channels<AccountId, BlockNumber> {
	/// Counts the `fees` of a batch, in planck, against what the bond of `operator` backs. The
	/// batch can be refuted before block `finalizable_at`, and the bond stays until then. Fails if
	/// `operator` is not registered, has bonded less than the least bond, or would be exposed
	/// beyond its limit.
	fn expose(operator: &AccountId, fees: Balance, finalizable_at: BlockNumber) -> DispatchResult;

	/// Ends the exposure of `operator` to a batch with these `fees`, in planck: the batch is final
	/// or void, and can't be refuted any more.
	fn relieve(operator: &AccountId, fees: Balance) -> DispatchResult;

	/// Moves the sums of `redemptions` from channels of `operator` to `pot`, and keeps their
	/// sequences from being settled again. Returns the channels' payers, in order. Fails if a
	/// channel can't be settled by `operator`, or its voucher does not cover the sum.
	fn redeem(
		operator: &AccountId,
		batch: BatchId,
		redemptions: &[Redemption],
		pot: &AccountId,
	) -> Result<Vec<AccountId>, DispatchError>;

	/// Returns `amount` planck from `pot` to a channel that paid for a batch that is void. `false`
	/// if the channel is closed: nothing was moved, and the payer has to be credited instead. The
	/// same goes for an error: a payer that has nothing free can't hold less than the existential
	/// deposit.
	fn refund(
		batch: BatchId,
		channel: ChannelId,
		amount: Balance,
		pot: &AccountId,
	) -> Result<bool, DispatchError>;

	/// The keys whose signatures over receipts count for batches that `operator` settles now.
	fn keys(operator: &AccountId) -> Vec<sr25519::Public>;

	/// Takes the governed share of an operator's bond. `reward` maps the amount taken to the part
	/// that the `challenger` gets, both in planck; the treasury gets the rest.
	fn slash(
		operator: &AccountId,
		challenger: &AccountId,
		reward: impl FnOnce(Balance) -> Balance,
	) -> Result<Slash, DispatchError>;
}

/// The reason for which an account is credited.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
// The derive of `Encode` casts variant indices.
#[allow(clippy::cast_possible_truncation)]
pub enum Source {
	/// Answers of a batch credit a contribution, and the account is the payee of a work that shares
	/// in it.
	Contribution {
		/// The batch that has the answers.
		batch: BatchId,
		/// The contribution that the answers credit.
		contribution: ContributionId,
		/// The contribution itself, or one of its sources.
		work: ContributionId,
	},
	/// Answers of a batch are of a model whose royalty stack pays the account.
	Model {
		/// The batch that has the answers.
		batch: BatchId,
		/// The model that gave the answers.
		model: ModelId,
	},
	/// The account served the answers of a batch.
	Operator {
		/// The batch that has the answers.
		batch: BatchId,
	},
	/// A channel of the account paid for a batch that is void, and is closed or can't take it back.
	Channel {
		/// The batch that is void.
		batch: BatchId,
		/// The channel that paid for it.
		channel: ChannelId,
	},
	/// A dispute ended, and the account is given what the contribution earned while it was
	/// disputed.
	Dispute {
		/// The contribution that was disputed.
		work: ContributionId,
	},
}

/// Promised money: money that is held of an account, and that may become another account's.
///
/// Promised money must not stand behind a vote of the first account: the vote would go on, and the
/// other account could vote with the same money. So promised money never votes, and money that
/// votes is never promised. A pallet calls this after each change of what it holds for such a
/// reason.
pub trait Promises<AccountId> {
	/// Notes that more money of `who` is promised. Fails if `who` needs that money for its votes.
	fn ensure_kept(who: &AccountId) -> DispatchResult;
	/// Notes that less money of `who` is promised, because it was given back or handed over; or
	/// that more is, of money that `who` got for that purpose.
	fn changed(who: &AccountId);
}

/// A runtime in which nothing votes.
impl<AccountId> Promises<AccountId> for () {
	fn ensure_kept(_: &AccountId) -> DispatchResult {
		Ok(())
	}

	fn changed(_: &AccountId) {}
}

/// Staking, as claims that are bonded see it.
pub trait Stake<AccountId> {
	/// Bonds `amount` planck of the free balance of `who`, on top of what it has bonded. Fails
	/// where staking refuses the bond.
	fn bond(who: &AccountId, amount: Balance) -> DispatchResult;
}

/// The merit that accounts have earned with their work, as voting sees it.
pub trait Merits<AccountId> {
	/// The current time, as merit measures it.
	fn now() -> Time;
	/// The merit of an account.
	fn of(who: &AccountId) -> Merit;
	/// The merit of all accounts: at least the sum of everybody's.
	fn total() -> Merit;
}

/// The ledger of what accounts are owed, and the pot behind it.
pub trait Ledger<AccountId> {
	/// The collected money: money in the pot that is not yet owed to anyone, in planck.
	fn collected() -> Balance;
	/// Moves `amount` planck from `payer` into the pot, not yet owed to anyone. Fails if `payer`
	/// would not keep the existential deposit.
	fn collect(payer: &AccountId, amount: Balance) -> DispatchResult;
	/// Collects `amount` planck by `pay`, which is given the account of the pot and has to move
	/// exactly that amount to it.
	fn collect_by(
		amount: Balance,
		pay: impl FnOnce(&AccountId) -> DispatchResult,
	) -> DispatchResult;
	/// Gives `amount` planck of the collected money back by `pay`, which is given the account of
	/// the pot and has to move exactly that amount from it.
	fn refund_by(amount: Balance, pay: impl FnOnce(&AccountId) -> DispatchResult)
		-> DispatchResult;
	/// Owes `amount` planck of the collected money to `who`, for the reason `source`.
	fn credit(who: &AccountId, amount: Balance, source: Source) -> DispatchResult;
	/// Does what [`Self::credit`] does, for work that is in an answer: `who` earns merit too.
	fn reward(who: &AccountId, amount: Balance, source: Source) -> DispatchResult;
	/// Does what [`Self::reward`] does, for the contribution `work`, and holds back what a dispute
	/// about it requires. Returns how many entries of the ledger it wrote.
	fn reward_for(
		work: ContributionId,
		who: &AccountId,
		amount: Balance,
		source: Source,
	) -> Result<u32, DispatchError>;
	/// Moves `amount` planck of the collected money to the treasury. `batch` is the batch that it
	/// is of, if it is of one.
	fn pay_treasury(amount: Balance, batch: Option<BatchId>) -> DispatchResult;
	/// Moves `amount` planck of the collected money to the stakers' pot. `batch` is as in
	/// [`Self::pay_treasury`].
	fn pay_stakers(amount: Balance, batch: Option<BatchId>) -> DispatchResult;
}

/// The earnings of a disputed contribution that are held back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HeldBack {
	/// The amount that is held back now, in planck.
	pub amount: Balance,
	/// The most that may be held back, in planck.
	pub most: Balance,
}

/// The ledger, as disputes see it.
pub trait Escrow<AccountId> {
	/// Holds back what a contribution earns from now on, until that is `most` planck in all.
	fn hold_back(contribution: ContributionId, most: Balance);
	/// The earnings of a contribution that are held back. `None` if none are to be.
	fn held_back(contribution: ContributionId) -> Option<HeldBack>;
	/// Owes what was held back to `to`, with the merit that it earned, or moves it to the treasury
	/// if `to` is `None`. Nothing is held back from now on. Returns the amount, in planck.
	fn release(
		contribution: ContributionId,
		to: Option<&AccountId>,
	) -> Result<Balance, DispatchError>;
	/// The contributions whose earnings are to be held back; for checks of the whole state.
	fn contributions() -> Vec<ContributionId>;
}
