// SPDX-License-Identifier: Apache-2.0

//! Who validates and who stands behind it is paid, and pays for what it did wrong.

use std::{thread, time::Duration};

use openledger_testing::{
	account, keypair, send_all, wait_for, Client, Network, State, TestNode, OPEN,
};
use sp_arithmetic::Perbill;
use subxt::{
	dynamic::{self, Value},
	ext::codec::Compact,
	utils::AccountId32,
};

/// Comes later than the others, with a node and keys of its own.
const NEW: &str = "//Eve";
/// Where its pay goes: an account that does not exist yet.
const PAYEE: &str = "//Eve//pay";
const BOND: u128 = 20_000 * OPEN;
/// Who stake in a pool that backs it, and how many OPEN; the first makes the pool.
const MEMBERS: [(&str, u128); 2] = [("//Ferdie", 1_000), ("//Bob", 500)];
const POOLED: u128 = 1_500;
/// The first pool.
const POOL: u32 = 1;
/// Runs two nodes with the same keys.
const CHEAT: &str = "//Dave//stash";
const CHEAT_BOND: u128 = 100_000 * OPEN;
/// Who backs it all the same.
const BACKER: &str = "//Ferdie//stash";
const BACKER_BOND: u128 = 5_000 * OPEN;
/// How many there are with the new one.
const VALIDATORS: u32 = 5;

/// Longer than some eras, on a machine that has other things to do.
const LIMIT: Duration = Duration::from_secs(240);
/// Eras between the one of an offence and the one that begins with its slash.
const DEFERRED: u32 = 2;
/// The points of one block.
const BLOCK: u32 = 20;
/// More than a transaction costs.
const FEE: u128 = OPEN / 100;
/// More than elections round off a stake, in planck.
const DUST: u128 = 100_000_000;
/// Most that pools round off a member's pay: they count to a planck for each OPEN in them.
const ROUNDED: u128 = POOLED + 2;

#[test]
fn validators_should_be_paid_for_blocks_and_slashed_for_equivocation() {
	let mut network = Network::start(4);
	let own = network.add(&["--validator"]);
	let client = Client::of(network.node(0));
	let state = State::of(network.node(0));
	stake(&client, network.node(own));
	count(&network);
	let era = an_era_of_all(&state);
	count(&network);

	let twin = network.add(&["--dave"]);
	let slash = a_report(&state, era);
	network.kill9(twin);
	assert_eq!(bonded(&state, CHEAT), CHEAT_BOND, "governance can still cancel it");
	assert_eq!(bonded(&state, BACKER), BACKER_BOND);
	count(&network);

	wait_for("the era's end", LIMIT, || (active_era(&state) > era).then_some(()));
	everyone_is_paid(&client, network.node(0), &state, era);
	count(&network);

	wait_for("the slash", LIMIT, || slash.is_applied(&state).then_some(()));
	assert_eq!(bonded(&state, CHEAT), CHEAT_BOND - slash.own);
	assert_eq!(bonded(&state, BACKER), BACKER_BOND - slash.of_backer);
	assert_eq!(bonded(&state, NEW), BOND);
	count(&network);
	network.wait_until_final(network.node(0).best());
	client.check();
}

/// There is as much as ever.
fn count(network: &Network) {
	assert_eq!(network.node(0).issuance(), 1_000_000_000 * OPEN);
}

/// Has everyone stake. The new validator's keys are made by its own node.
fn stake(client: &Client, own: &TestNode) {
	let [(first, created), (second, joined)] = MEMBERS;
	thread::scope(|scope| {
		scope.spawn(|| {
			client.must(&format!("staking bond {BOND}planck --payee {PAYEE} --key {NEW}"));
			client.must(&format!("staking keys --node {} --key {NEW}", own.url()));
			client.must(&format!("staking validate --commission 5 --key {NEW}"));
		});
		scope.spawn(|| {
			client.must(&format!("staking pool create {created} --name village --key {first}"));
			// Before it validates: an era that is elected too early would take another minute.
			client.must(&format!("staking pool nominate {POOL} {NEW} --key {first}"));
			client.must(&format!("staking pool join {POOL} {joined} --key {second}"));
		});
		scope.spawn(|| {
			client.must(&format!("staking bond {BACKER_BOND}planck --key {BACKER}"));
			client.must(&format!("staking nominate {CHEAT} --key {BACKER}"));
		});
	});
}

fn key(name: &str) -> Value {
	Value::from_bytes(account(name))
}

/// All that an account has at stake.
fn bonded(state: &State, who: &str) -> u128 {
	type First = ([u8; 32], Compact<u128>);
	let ledger: Option<First> = state.read("Staking", "Ledger", [key(who)]);
	let (_, Compact(total)) = ledger.expect("it stakes");
	total
}

fn active_era(state: &State) -> u32 {
	state.read("Staking", "ActiveEra", []).expect("there is always one")
}

/// What stands behind a validator in an era.
struct Exposure {
	total: u128,
	own: u128,
	backers: u32,
}

impl Exposure {
	fn read(state: &State, era: u32, stash: &str) -> Option<Self> {
		type First = (Compact<u128>, Compact<u128>, u32);
		let overview: Option<First> =
			state.read("Staking", "ErasStakersOverview", [era.into(), key(stash)]);
		let (Compact(total), Compact(own), backers) = overview?;
		Some(Self { total, own, backers })
	}

	fn of_backers(&self) -> u128 {
		self.total - self.own
	}
}

/// Waits for an era in which all that was staked counts.
fn an_era_of_all(state: &State) -> u32 {
	let (era, exposure) = wait_for("an era with all that was staked", LIMIT, || {
		let era = active_era(state);
		let [new, cheat] = [NEW, CHEAT].map(|stash| Exposure::read(state, era, stash));
		let (new, cheat) = (new?, cheat?);
		((new.backers, cheat.backers) == (1, 1)).then_some((era, new))
	});
	for (bond, exposed) in [(BOND, exposure.own), (POOLED * OPEN, exposure.of_backers())] {
		assert!(exposed <= bond && bond - exposed < DUST, "{exposed} of {bond}");
	}
	let validators: Option<Vec<[u8; 32]>> = state.read("Session", "Validators", []);
	let validators = validators.expect("there are always some");
	assert_eq!(u32::try_from(validators.len()), Ok(VALIDATORS));
	assert!(validators.contains(&account(NEW)));
	era
}

/// A slash that waits.
struct Slash {
	/// The era that begins with it.
	era: u32,
	own: u128,
	of_backer: u128,
}

/// The same as the chain has it: the validator and what it loses, what its backers lose, who
/// reported it, and what for.
type Unapplied = ([u8; 32], u128, Vec<([u8; 32], u128)>, Vec<[u8; 32]>, u128);

fn unapplied(state: &State, era: u32) -> Vec<Unapplied> {
	state.read("Staking", "UnappliedSlashes", [era.into()]).unwrap_or_default()
}

impl Slash {
	fn is_applied(&self, state: &State) -> bool {
		active_era(state) >= self.era && unapplied(state, self.era).is_empty()
	}
}

/// Waits until nodes that saw it have reported the equivocation, in era `era` or a later one: it takes
/// both nodes to make a block before they hear of the other's.
fn a_report(state: &State, era: u32) -> Slash {
	let (offence, mut slashes) = wait_for("a report of the equivocation", LIMIT, || {
		let mut slashes =
			(era..=active_era(state)).map(|era| (era, unapplied(state, era + DEFERRED)));
		slashes.find(|(_, slashes)| !slashes.is_empty())
	});
	assert_eq!(slashes.len(), 1, "{slashes:?}");
	let (validator, own, backers, reporters, _) = slashes.remove(0);
	// (3 ⁄ validators)², for one of them.
	let share = Perbill::from_rational(3, VALIDATORS).square();
	let exposure = Exposure::read(state, offence, CHEAT).expect("it validated");
	assert_eq!((validator, own), (account(CHEAT), share * exposure.own));
	let of_backer = share * exposure.of_backers();
	assert_eq!(backers, [(account(BACKER), of_backer)]);
	assert_eq!(reporters.len(), 1, "the author of the block with the report");
	Slash { era: offence + DEFERRED, own, of_backer }
}

/// The new validator and its pool are paid for an era, to the planck, and once.
fn everyone_is_paid(client: &Client, node: &TestNode, state: &State, era: u32) {
	let (own, pool) = pay_of_new(state, era);
	client.must(&format!("staking payout --era {era} --stash {NEW} --key {NEW}"));
	let again = [dynamic::tx("Staking", "payout_stakers", (AccountId32(account(NEW)), era))];
	let again = send_all(node, &keypair(NEW), &again).remove(0);
	assert_eq!(again.expect_err("it was paid"), "Staking::AlreadyClaimed");
	let [payee] = node.funds([account(PAYEE)], node.finalized());
	assert_eq!(payee.total(), own);

	for (member, staked) in MEMBERS {
		let before = node.finalized();
		client.must(&format!("staking pool claim --key {member}"));
		let after = node.finalized();
		let events = node.events(before + 1..=after);
		let paid = events.iter().find(|event| event.is("NominationPools", "PaidOut"));
		let (who, _, paid): ([u8; 32], u32, u128) = paid.expect("there is something").read();
		assert_eq!(who, account(member));
		let share = pool * staked / POOLED;
		assert!(paid <= share && share - paid <= ROUNDED, "{member}: {paid} of {share}");
		let [[had], [has]] = [before, after].map(|block| node.funds([account(member)], block));
		let paid = had.free + paid;
		assert!(has.free < paid && has.free > paid - FEE, "{member}: {has:?}, not {paid}");
	}
}

/// What the new validator and its pool get for an era, by the rules of staking.
fn pay_of_new(state: &State, era: u32) -> (u128, u128) {
	type Points = (u32, Vec<([u8; 32], u32)>);
	let points: Option<Points> = state.read("Staking", "ErasRewardPoints", [era.into()]);
	let (all, points) = points.expect("there were blocks");
	let points = points.into_iter().find(|(who, _)| *who == account(NEW));
	let (_, points) = points.expect("the new validator has made blocks");
	assert!(points >= BLOCK && points % BLOCK == 0, "{points}");

	let budget: Option<u128> = state.read("Staking", "ErasValidatorReward", [era.into()]);
	let paid = Perbill::from_rational(points, all) * budget.expect("the era has ended");
	let commission = Perbill::from_percent(5) * paid;
	let exposure = Exposure::read(state, era, NEW).expect("it validated");
	let part = |stake: u128| Perbill::from_rational(stake, exposure.total) * (paid - commission);
	(part(exposure.own) + commission, part(exposure.of_backers()))
}
