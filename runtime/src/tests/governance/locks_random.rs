// SPDX-License-Identifier: Apache-2.0

//! Whatever is done in whatever order, no more votes stand than there are tokens.

use super::{
	identity::{add_registrar, ask, judge, set_name, set_subs},
	locks::{locked, promised_by, transfer, wealth},
	market::{channel, open_channel, open_market, register_operator, Answer},
	*,
};
use crate::{
	configs::{governance::voting::VotingIssuance, openledger::MinBond, promises::voting},
	Attribution, Balances, Channels, Contributions, ConvictionVoting, Identity, NominationPools,
	Referenda, Rewards, Staking,
};
use frame_support::{storage::with_storage_layer, BoundedVec};
use pallet_contributions::{Admission, Ruling, Submission};
use pallet_conviction_voting::{Casting, Delegating, Voting, VotingFor};
use pallet_staking::RewardDestination;
use proptest::prelude::*;

/// More with `PROPTEST_CASES`. With the steps, more than ten thousand.
const CASES: u32 = 64;
const STEPS: usize = 160;

const ACTORS: [Key; 5] = [Key::Bob, Key::Charlie, Key::Dave, Key::Eve, Key::Ferdie];
const TRACKS: [(TrackId, Origin); 2] = [(11, Origin::FeeSplit), (20, Origin::Staking)];

/// Vouches for names, for a fee.
const REGISTRAR: Key = Key::Ferdie;

/// A datanet that takes what Alice accepts.
const CURATED: u32 = 1;

/// Of what an account has: all of it, what can vote, what is free, or so many 256ths; and a planck
/// more or less.
#[derive(Clone, Copy, Debug)]
enum Amount {
	All,
	CanVote,
	Free,
	Part(u8),
	Bond,
}

impl Amount {
	fn of(self, who: Key) -> Balance {
		match self {
			Self::All => wealth(who),
			Self::CanVote => wealth(who).saturating_sub(promised_by(who)),
			Self::Free => Balances::free_balance(who.to_account_id()),
			Self::Part(part) => wealth(who) / 256 * Balance::from(part) + 1,
			Self::Bond => MinBond::get(),
		}
	}
}

/// What someone does, or time. Most of it makes sense only at times.
#[derive(Clone, Debug)]
enum Step {
	Refer { who: Key, track: usize },
	Vote { who: Key, nth: usize, aye: bool, conviction: u8, amount: Amount },
	Split { who: Key, nth: usize, amount: Amount },
	RemoveVote { who: Key, nth: usize },
	Delegate { who: Key, to: Key, track: usize, conviction: u8, amount: Amount },
	Undelegate { who: Key, track: usize },
	Unlock { who: Key, track: usize },
	Bond { who: Key, amount: Amount },
	Unbond { who: Key, amount: Amount },
	JoinPool { who: Key, amount: Amount },
	LeavePool { who: Key, amount: Amount },
	RegisterOperator { who: Key, amount: Amount },
	BondExtra { who: Key, amount: Amount },
	UnbondOperator { who: Key, amount: Amount },
	WithdrawUnbonded { who: Key },
	OpenChannel { who: Key, operator: Key, amount: Amount },
	TopUp { who: Key, nth: u64, amount: Amount },
	CloseChannel { by_payer: bool, nth: u64 },
	WithdrawChannel { nth: u64 },
	SettleOne { who: Key, operator: Key },
	SettleChannel { nth: u64, part: u8, is_false: bool },
	Demand { who: Key, nth: usize, span: u32 },
	Reveal { who: Key, nth: usize, span: u32 },
	Expire { nth: usize, span: u32 },
	Refute { who: Key, nth: usize },
	Finalize { nth: usize },
	Claim { who: Key },
	Register { who: Key, seed: u8 },
	Reject { contribution: u64, is_abuse: bool },
	Appeal { who: Key, contribution: u64 },
	Retract { who: Key, contribution: u64 },
	SetName { who: Key, bytes: u8 },
	SetSub { who: Key, sub: Key },
	LeaveName { who: Key },
	ClearName { who: Key },
	SetFee { amount: Amount },
	Ask { who: Key },
	Judge { who: Key },
	Transfer { who: Key, to: Key, amount: Amount },
	Pass { blocks: BlockNumber },
	Window,
}

fn actor() -> impl Strategy<Value = Key> {
	prop::sample::select(ACTORS.to_vec())
}

fn amount() -> impl Strategy<Value = Amount> {
	prop_oneof![
		2 => Just(Amount::All),
		4 => Just(Amount::CanVote),
		3 => Just(Amount::Free),
		3 => any::<u8>().prop_map(Amount::Part),
		1 => Just(Amount::Bond),
	]
}

fn voting_step() -> impl Strategy<Value = Step> {
	let (nth, track, conviction) = (0..6usize, 0..TRACKS.len(), 0..=6u8);
	prop_oneof![
		1 => (actor(), track.clone()).prop_map(|(who, track)| Step::Refer { who, track }),
		8 => (actor(), nth.clone(), any::<bool>(), conviction.clone(), amount()).prop_map(
			|(who, nth, aye, conviction, amount)| Step::Vote { who, nth, aye, conviction, amount }
		),
		1 => (actor(), nth.clone(), amount())
			.prop_map(|(who, nth, amount)| Step::Split { who, nth, amount }),
		2 => (actor(), nth).prop_map(|(who, nth)| Step::RemoveVote { who, nth }),
		3 => (actor(), actor(), track.clone(), conviction, amount()).prop_map(
			|(who, to, track, conviction, amount)| Step::Delegate {
				who, to, track, conviction, amount
			}
		),
		1 => (actor(), track.clone()).prop_map(|(who, track)| Step::Undelegate { who, track }),
		3 => (actor(), track).prop_map(|(who, track)| Step::Unlock { who, track }),
	]
}

fn staking_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		2 => (actor(), amount()).prop_map(|(who, amount)| Step::Bond { who, amount }),
		1 => (actor(), amount()).prop_map(|(who, amount)| Step::Unbond { who, amount }),
		1 => (actor(), amount()).prop_map(|(who, amount)| Step::JoinPool { who, amount }),
		1 => (actor(), amount()).prop_map(|(who, amount)| Step::LeavePool { who, amount }),
	]
}

fn market_step() -> impl Strategy<Value = Step> {
	let (nth, channel, span) = (0..8usize, 0..6u64, 0..3u32);
	prop_oneof![
		2 => (actor(), amount()).prop_map(|(who, amount)| Step::RegisterOperator { who, amount }),
		1 => (actor(), amount()).prop_map(|(who, amount)| Step::BondExtra { who, amount }),
		1 => (actor(), amount()).prop_map(|(who, amount)| Step::UnbondOperator { who, amount }),
		1 => actor().prop_map(|who| Step::WithdrawUnbonded { who }),
		4 => (actor(), actor(), amount())
			.prop_map(|(who, operator, amount)| Step::OpenChannel { who, operator, amount }),
		2 => (actor(), channel.clone(), amount())
			.prop_map(|(who, nth, amount)| Step::TopUp { who, nth, amount }),
		2 => (any::<bool>(), channel.clone())
			.prop_map(|(by_payer, nth)| Step::CloseChannel { by_payer, nth }),
		1 => channel.clone().prop_map(|nth| Step::WithdrawChannel { nth }),
		2 => (actor(), actor()).prop_map(|(who, operator)| Step::SettleOne { who, operator }),
		5 => (channel, any::<u8>(), any::<bool>())
			.prop_map(|(nth, part, is_false)| Step::SettleChannel { nth, part, is_false }),
		4 => (actor(), nth.clone(), span.clone())
			.prop_map(|(who, nth, span)| Step::Demand { who, nth, span }),
		3 => (actor(), nth.clone(), span.clone())
			.prop_map(|(who, nth, span)| Step::Reveal { who, nth, span }),
		1 => (nth.clone(), span).prop_map(|(nth, span)| Step::Expire { nth, span }),
		3 => (actor(), nth.clone()).prop_map(|(who, nth)| Step::Refute { who, nth }),
		2 => nth.prop_map(|nth| Step::Finalize { nth }),
		2 => actor().prop_map(|who| Step::Claim { who }),
		2 => (actor(), any::<u8>()).prop_map(|(who, seed)| Step::Register { who, seed }),
		1 => (1..4u64, any::<bool>()).prop_map(|(contribution, is_abuse)| Step::Reject {
			contribution, is_abuse
		}),
		1 => (actor(), 1..4u64)
			.prop_map(|(who, contribution)| Step::Appeal { who, contribution }),
		1 => (actor(), 1..4u64)
			.prop_map(|(who, contribution)| Step::Retract { who, contribution }),
	]
}

fn naming_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => (actor(), any::<u8>()).prop_map(|(who, bytes)| Step::SetName { who, bytes }),
		3 => (actor(), actor()).prop_map(|(who, sub)| Step::SetSub { who, sub }),
		2 => actor().prop_map(|who| Step::LeaveName { who }),
		1 => actor().prop_map(|who| Step::ClearName { who }),
		1 => amount().prop_map(|amount| Step::SetFee { amount }),
		3 => actor().prop_map(|who| Step::Ask { who }),
		3 => actor().prop_map(|who| Step::Judge { who }),
	]
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		10 => voting_step(),
		2 => staking_step(),
		12 => market_step(),
		4 => naming_step(),
		5 => (actor(), actor(), amount())
			.prop_map(|(who, to, amount)| Step::Transfer { who, to, amount }),
		2 => (1..6 as BlockNumber).prop_map(|blocks| Step::Pass { blocks }),
		1 => Just(Step::Window),
	]
}

/// What the steps so far have made.
#[derive(Default)]
struct Made {
	answers: Vec<Answer>,
}

fn conviction(number: u8) -> Conviction {
	Conviction::try_from(number).expect("there are seven")
}

/// One of the last that there are.
fn latest(nth: usize) -> Option<u32> {
	ReferendumCount::<Runtime>::get().checked_sub(u32::try_from(nth).unwrap() + 1)
}

fn key_of(who: &AccountId) -> Option<Key> {
	ACTORS.into_iter().find(|key| key.to_account_id() == *who)
}

/// Does a step. Whether it made sense shows in what it left behind only.
fn perform(step: Step, made: &mut Made) -> DispatchResult {
	let last = |made: &Made, nth: usize| {
		let index = made.answers.len().checked_sub(nth + 1);
		index.and_then(|index| made.answers.get(index)).cloned().ok_or("there is no such answer")
	};
	match step {
		Step::Refer { who, track } => {
			let (_, origin) = TRACKS[track];
			let index = ReferendumCount::<Runtime>::get();
			let submit = pallet_referenda::Call::<Runtime>::submit {
				proposal_origin: Box::new(origin.into()),
				proposal: Preimage::bound(set_emission(1))?,
				enactment_moment: DispatchTime::After(0),
			};
			send(who, submit)?;
			Referenda::place_decision_deposit(signed(who), index).map_err(|error| error.error)?;
		}
		Step::Vote { who, nth, aye, conviction: number, amount } => {
			let index = latest(nth).ok_or("none is so old")?;
			vote(who, index, standard(aye, conviction(number), amount.of(who)))?;
		}
		Step::Split { who, nth, amount } => {
			let (index, all) = (latest(nth).ok_or("none is so old")?, amount.of(who));
			let (aye, nay) = (all / 2, all / 3);
			let split = AccountVote::SplitAbstain { aye, nay, abstain: all - aye - nay };
			vote(who, index, split)?;
		}
		Step::RemoveVote { who, nth } => {
			let index = latest(nth).ok_or("none is so old")?;
			let status = info(index);
			let class = match status {
				ReferendumInfo::Ongoing(status) => Some(status.track),
				_ => Some(TRACKS[nth % TRACKS.len()].0),
			};
			ConvictionVoting::remove_vote(signed(who), class, index)?;
		}
		Step::Delegate { who, to, track, conviction: number, amount } => {
			let (class, to) = (TRACKS[track].0, to.to_account_id().into());
			let balance = amount.of(who);
			ConvictionVoting::delegate(signed(who), class, to, conviction(number), balance)
				.map_err(|error| error.error)?;
		}
		Step::Undelegate { who, track } => {
			ConvictionVoting::undelegate(signed(who), TRACKS[track].0)
				.map_err(|error| error.error)?;
		}
		Step::Unlock { who, track } => {
			ConvictionVoting::unlock(signed(who), TRACKS[track].0, who.to_account_id().into())?;
		}
		Step::Bond { who, amount } => {
			let amount = amount.of(who);
			let again = Staking::bond_extra(signed(who), amount);
			if again.is_err() {
				Staking::bond(signed(who), amount, RewardDestination::Staked)?;
			}
		}
		Step::Unbond { who, amount } => {
			Staking::unbond(signed(who), amount.of(who)).map_err(|error| error.error)?;
		}
		Step::JoinPool { who, amount } => NominationPools::join(signed(who), amount.of(who), 1)?,
		Step::LeavePool { who, amount } => {
			let points = amount.of(who);
			NominationPools::unbond(signed(who), who.to_account_id().into(), points)?;
		}
		Step::RegisterOperator { who, amount } => register_operator(who, amount.of(who))?,
		Step::BondExtra { who, amount } => Channels::bond_extra(signed(who), amount.of(who))?,
		Step::UnbondOperator { who, amount } => Channels::unbond(signed(who), amount.of(who))?,
		Step::WithdrawUnbonded { who } => Channels::withdraw_unbonded(signed(who))?,
		Step::OpenChannel { who, operator, amount } => {
			open_channel(who, operator, amount.of(who))?;
		}
		Step::TopUp { who, nth, amount } => Channels::top_up(signed(who), nth, amount.of(who))?,
		Step::CloseChannel { by_payer, nth } => {
			let channel = channel(nth).ok_or("there is none")?;
			let who = if by_payer { channel.payer } else { channel.operator };
			Channels::close_channel(RuntimeOrigin::signed(who), nth)?;
		}
		Step::WithdrawChannel { nth } => Channels::withdraw_channel(signed(Key::Alice), nth)?,
		Step::SettleOne { who, operator } => {
			made.answers.push(Answer::paid_by(who, operator, OPEN)?);
		}
		Step::SettleChannel { nth, part, is_false } => {
			let channel = channel(nth).ok_or("there is none")?;
			let payer = key_of(&channel.payer).ok_or("it is nobody's here")?;
			let operator = key_of(&channel.operator).ok_or("it is nobody's here")?;
			let fee = match part {
				0..=99 => channel.funds,
				part => channel.funds / 256 * Balance::from(part),
			};
			made.answers.push(Answer::by_channel(payer, operator, nth, fee, is_false)?);
		}
		Step::Demand { who, nth, span } => last(made, nth)?.demand(who, span)?,
		Step::Reveal { who, nth, span } => last(made, nth)?.reveal(who, span)?,
		Step::Expire { nth, span } => {
			let batch = last(made, nth)?.batch;
			Attribution::expire_demand(signed(Key::Alice), batch, 0, span)?;
		}
		Step::Refute { who, nth } => last(made, nth)?.refute(who)?,
		Step::Finalize { nth } => last(made, nth)?.finalize(Key::Alice)?,
		Step::Claim { who } => Rewards::claim(signed(who))?,
		Step::Register { who, seed } => {
			let submission = Submission {
				content_root: [seed; 32].into(),
				length: 1,
				uri: Default::default(),
				sources: Default::default(),
				payout: None,
			};
			Contributions::register(signed(who), CURATED, submission)?;
		}
		Step::Reject { contribution, is_abuse } => {
			Contributions::reject(signed(Key::Alice), contribution)?;
			if is_abuse {
				Contributions::resolve_appeal(RuntimeOrigin::root(), contribution, Ruling::Abuse)?;
			}
		}
		Step::Appeal { who, contribution } => {
			Contributions::appeal(signed(who), contribution)?;
		}
		Step::Retract { who, contribution } => {
			Contributions::retract(signed(who), contribution)?;
		}
		Step::SetName { who, bytes } => set_name(who, usize::from(bytes) % 33)?,
		Step::SetSub { who, sub } => set_subs(who, &[sub])?,
		Step::LeaveName { who } => Identity::quit_sub(signed(who))?,
		Step::ClearName { who } => {
			Identity::clear_identity(signed(who)).map_err(|error| error.error)?;
		}
		Step::SetFee { amount } => {
			let fee = amount.of(REGISTRAR);
			Identity::set_fee(signed(REGISTRAR), 0, fee).map_err(|error| error.error)?;
		}
		Step::Ask { who } => ask(who)?,
		Step::Judge { who } => judge(REGISTRAR, who)?,
		Step::Transfer { who, to, amount } => transfer(who, to, amount.of(who))?,
		Step::Pass { blocks } => pass(blocks),
		Step::Window => {
			let window = <Runtime as pallet_attribution::Config>::ChallengeWindow::get();
			System::set_block_number(System::block_number() + window);
		}
	}
	Ok(())
}

/// Votes and delegations that stand for referendum `index`, without conviction.
fn standing(index: u32, track: TrackId) -> Balance {
	let mut all = 0;
	for (_, class, voting) in VotingFor::<Runtime>::iter() {
		if class != track {
			continue;
		}
		if let Voting::Casting(Casting { votes, delegations, .. }) = voting {
			for (poll, vote) in votes {
				if poll == index {
					all += vote.balance();
					if matches!(vote, AccountVote::Standard { .. }) {
						all += delegations.capital;
					}
				}
			}
		}
	}
	all
}

fn check_votes() {
	for (index, info) in ReferendumInfoFor::<Runtime>::iter() {
		if let ReferendumInfo::Ongoing(status) = info {
			let votes = standing(index, status.track);
			let promised: Balance = Key::well_known().map(promised_by).sum();
			assert!(votes <= VotingIssuance::get() - promised, "{votes} vote");
			assert!(status.tally.support <= votes);
		}
	}
	for who in Key::well_known() {
		let (id, promised) = (who.to_account_id(), promised_by(who));
		let votes = voting(&id);
		assert!(votes + promised <= wealth(who), "{who:?} votes with {votes}");
		assert_eq!(locked(who), if votes > 0 { votes + promised } else { 0 });
		for (track, _) in TRACKS {
			let most = match VotingFor::<Runtime>::get(&id, track) {
				Voting::Casting(Casting { votes, .. }) => {
					votes.iter().map(|(_, vote)| vote.balance()).max().unwrap_or_default()
				}
				Voting::Delegating(Delegating { balance, .. }) => balance,
			};
			assert!(most <= votes, "{who:?} votes with {most}, and {votes} are locked");
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: CASES, max_shrink_iters: 200, ..Default::default()
	})]

	#[test]
	fn no_token_should_vote_twice(steps in prop::collection::vec(step(), STEPS)) {
		on_development(|| {
			open_market();
			let curators = vec![Key::Alice.to_account_id()];
			deposits::create(Admission::Curated(BoundedVec::truncate_from(curators)));
			assert_ok!(add_registrar(REGISTRAR));
			let role = || Key::Alice.to_account_id().into();
			let own = 10_000 * OPEN;
			let created = NominationPools::create(signed(Key::Alice), own, role(), role(), role());
			assert_ok!(created);
			for (_, origin) in TRACKS {
				open(origin, set_emission(1));
			}
			let mut made = Made::default();
			for (nth, step) in steps.into_iter().enumerate() {
				// As a transaction is: what fails leaves nothing behind.
				let answers = made.answers.len();
				let done = with_storage_layer(|| perform(step, &mut made));
				if done.is_err() {
					made.answers.truncate(answers);
				}
				check_votes();
				if nth % 20 == 0 {
					ensure_sound();
				}
			}
		});
	}
}
