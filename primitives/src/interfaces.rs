// SPDX-License-Identifier: Apache-2.0

//! What the pallets ask of each other. No pallet names another: the runtime ties them.

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

/// Shares of accounts that sum to exactly 100 %.
pub type Payees<AccountId> = Vec<(AccountId, Perbill)>;

/// Shares of contributions in what one of them earns, each with the account that is paid for it.
/// They sum to 100 %, less the shares of what was struck, which are nobody's.
pub type Earners<AccountId> = Vec<((ContributionId, AccountId), Perbill)>;

/// A datanet, as a model that names it sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DatanetTerms {
	/// Contributions accepted so far.
	pub accepted: u32,
	/// Of these, contributions withdrawn so far.
	pub withdrawals: u32,
	/// Commercial models may be trained on the texts.
	pub commercial_training: bool,
	/// Models trained on the texts may be derived from.
	pub derivatives: bool,
}

/// The registry of contributions, as models and settlement see it.
pub trait Contributions<AccountId> {
	/// `None` when there is no such datanet.
	fn datanet(datanet: DatanetId) -> Option<DatanetTerms>;
	/// Where a contribution was accepted, withdrawn or not.
	fn position(contribution: ContributionId) -> Option<Position>;
	/// What is known of a contribution's text.
	fn content(contribution: ContributionId) -> Option<Content>;
	/// Whom a contribution pays, at most `MaxSourceStack`.
	fn payees(contribution: ContributionId) -> Option<Earners<AccountId>>;
}

/// A contribution that can be disputed, and those who have a say in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disputable<AccountId> {
	pub owner: AccountId,
	/// The account that is credited with what it earns.
	pub payee: AccountId,
	pub datanet_owner: AccountId,
	/// Of the datanet; an open one has none.
	pub curators: Vec<AccountId>,
}

/// The registry of contributions, as disputes see it.
pub trait DisputedRegistry<AccountId> {
	/// `None` when a contribution earns nothing: it was never accepted, or it was struck.
	fn disputable(contribution: ContributionId) -> Option<Disputable<AccountId>>;
	/// Makes a contribution that of `to`, which is credited with what it earns from now on. Its
	/// deposit is held of `to`, and returned to the owner before.
	fn transfer(contribution: ContributionId, to: &AccountId) -> DispatchResult;
	/// Ends what a contribution earns, for good.
	fn strike(contribution: ContributionId) -> DispatchResult;
	/// No contribution's deposit is larger.
	fn most_deposit() -> Balance;
}

/// Disputes, as the registry of contributions sees them.
pub trait Disputes {
	/// Whether it is being disputed whose a contribution is.
	fn is_open(contribution: ContributionId) -> bool;
}

/// Nothing is disputed.
impl Disputes for () {
	fn is_open(_: ContributionId) -> bool {
		false
	}
}

/// On which terms answers of a model are settled now. What was served stays payable: a change that its
/// developer made counts after the grace period only, where it would be worse for the operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ModelTerms {
	/// Whether it takes requests, or did within the grace period.
	pub is_active: bool,
	/// Whether it may be paid for.
	pub is_commercial: bool,
	/// Least fee of an answer, in planck: the least that was in force within the grace period.
	pub price_floor: Balance,
}

/// The registry of models, as settlement sees it.
pub trait Models<AccountId> {
	fn terms(model: ModelId) -> Option<ModelTerms>;
	fn corpus(model: ModelId) -> Option<Corpus>;
	/// Whom a model pays, at most `MaxRoyaltyStack`.
	fn payees(model: ModelId) -> Option<Payees<AccountId>>;
}

/// A channel's part of a batch: what it pays, and by which voucher.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Redemption {
	pub voucher: Voucher,
	pub sum: ChannelSum,
}

/// What an operator lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slash {
	/// In planck.
	pub amount: Balance,
	/// Of that, what the challenger got; the treasury got the rest.
	pub reward: Balance,
}

/// Operators, their bonds, and the channels that pay them, as settlement sees them.
pub trait Channels<AccountId, BlockNumber> {
	/// Counts `fees` of a batch against what an operator's bond backs. The batch can be refuted before
	/// block `finalizable_at`, and so long the bond stays. Fails for whoever is no operator, has too
	/// little bonded, or has no room for so much.
	fn expose(operator: &AccountId, fees: Balance, finalizable_at: BlockNumber) -> DispatchResult;

	/// A batch with these fees can't be refuted any more: it is final, or void.
	fn relieve(operator: &AccountId, fees: Balance) -> DispatchResult;

	/// Moves what `redemptions` are worth from channels of `operator` to `pot`, and keeps their
	/// sequences from being settled again. Returns the channels' payers, in order.
	fn redeem(
		operator: &AccountId,
		batch: BatchId,
		redemptions: &[Redemption],
		pot: &AccountId,
	) -> Result<Vec<AccountId>, DispatchError>;

	/// Gives a channel back what it paid for a batch that is void, from `pot`. `false` if the channel
	/// is closed: nothing was moved, and its payer is owed it. So it is where this fails: a payer that
	/// has nothing free can't hold less than the existential deposit.
	fn refund(
		batch: BatchId,
		channel: ChannelId,
		amount: Balance,
		pot: &AccountId,
	) -> Result<bool, DispatchError>;

	/// The keys whose signatures over receipts count for what an operator settles now.
	fn keys(operator: &AccountId) -> Vec<sr25519::Public>;

	/// Takes the governed share of an operator's bond. `reward` says how much of it is the
	/// `challenger`'s; the rest is the treasury's.
	fn slash(
		operator: &AccountId,
		challenger: &AccountId,
		reward: impl FnOnce(Balance) -> Balance,
	) -> Result<Slash, DispatchError>;
}

/// What an account is credited for.
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
	/// Answers of a batch credit `contribution`, which is `work` or has it as a source; the account is
	/// `work`'s payee.
	Contribution { batch: BatchId, contribution: ContributionId, work: ContributionId },
	/// Answers of a batch are of this model, whose royalty stack has the account.
	Model { batch: BatchId, model: ModelId },
	/// The account served the answers of a batch.
	Operator { batch: BatchId },
	/// A channel of the account paid for a batch that is void, and is closed, or can't take it back.
	Channel { batch: BatchId, channel: ChannelId },
	/// What a contribution earned while it was disputed.
	Dispute { work: ContributionId },
}

/// Money that is held of an account and may become another's by it.
///
/// It must not stand behind a vote of the first: the vote would go on, and the other could vote with
/// the same money. So what is promised never votes, and what votes is never promised. A pallet says
/// so after each change of what it holds for such a reason.
pub trait Promises<AccountId> {
	/// More of `who` is promised. Fails if that is needed for its votes.
	fn ensure_kept(who: &AccountId) -> DispatchResult;
	/// Less of `who` is promised, because it was given back or handed over; or more is, of money that
	/// `who` got for it.
	fn changed(who: &AccountId);
}

/// Where nothing votes.
impl<AccountId> Promises<AccountId> for () {
	fn ensure_kept(_: &AccountId) -> DispatchResult {
		Ok(())
	}

	fn changed(_: &AccountId) {}
}

/// Where claims can be bonded.
pub trait Stake<AccountId> {
	/// Bonds `amount` of what is free of `who`, on top of what it has bonded.
	fn bond(who: &AccountId, amount: Balance) -> DispatchResult;
}

/// What accounts have earned with their work, as voters see it.
pub trait Merits<AccountId> {
	fn now() -> Time;
	fn of(who: &AccountId) -> Merit;
	/// At least the sum of everybody's.
	fn total() -> Merit;
}

/// The ledger of what accounts are owed, and the pot behind it.
pub trait Ledger<AccountId> {
	/// Money in the pot that is not yet owed to anyone.
	fn collected() -> Balance;
	/// Moves `amount` from `payer` into the pot, not yet owed to anyone.
	fn collect(payer: &AccountId, amount: Balance) -> DispatchResult;
	/// The same by `pay`, which moves exactly `amount` to the pot, whose account it is given.
	fn collect_by(
		amount: Balance,
		pay: impl FnOnce(&AccountId) -> DispatchResult,
	) -> DispatchResult;
	/// Gives `amount` of the collected money back by `pay`, which moves it from the pot.
	fn refund_by(amount: Balance, pay: impl FnOnce(&AccountId) -> DispatchResult)
		-> DispatchResult;
	/// Owes `amount` of the collected money to `who`.
	fn credit(who: &AccountId, amount: Balance, source: Source) -> DispatchResult;
	/// The same, for work that is in an answer: it earns merit too.
	fn reward(who: &AccountId, amount: Balance, source: Source) -> DispatchResult;
	/// The same, for a contribution: the work that `source` names. What has to be held back of it, is.
	/// Returns how many entries of the ledger that took.
	fn reward_for(
		work: ContributionId,
		who: &AccountId,
		amount: Balance,
		source: Source,
	) -> Result<u32, DispatchError>;
	/// Moves `amount` of the collected money to the treasury: of `batch`, if it is of one.
	fn pay_treasury(amount: Balance, batch: Option<BatchId>) -> DispatchResult;
	/// Moves `amount` of the collected money to the stakers' pot, likewise.
	fn pay_stakers(amount: Balance, batch: Option<BatchId>) -> DispatchResult;
}

/// What is held back of what disputed contributions earn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HeldBack {
	pub amount: Balance,
	/// It never becomes more.
	pub most: Balance,
}

/// The ledger, as disputes see it.
pub trait Escrow<AccountId> {
	/// Holds back what a contribution earns from now on, until it is `most` in all.
	fn hold_back(contribution: ContributionId, most: Balance);
	/// What is held back of what a contribution has earned, if anything is to be.
	fn held_back(contribution: ContributionId) -> Option<HeldBack>;
	/// Owes what was held back to `to`, with the merit that it earned; with `None` it goes to the
	/// treasury. Nothing is held back from now on. Returns how much it was.
	fn release(
		contribution: ContributionId,
		to: Option<&AccountId>,
	) -> Result<Balance, DispatchError>;
	/// The contributions of which something is to be held back; for checks of the whole state.
	fn contributions() -> Vec<ContributionId>;
}
