// SPDX-License-Identifier: Apache-2.0

//! An operator that settles what is false, and a client that watches.

use std::{
	collections::{BTreeMap, BTreeSet},
	fs, thread,
};

use openledger_primitives::receipt::Receipt;
use openledger_testing::{
	account, keypair, planck, pot, send_all, settle_one, signed_receipt, wait_for, Background,
	Client, Event, Records, Settled, TestNode, Till,
};
use sp_core::Blake2Hasher;
use subxt::utils::AccountId32;

use crate::{
	outputs::{frauds, outside, unattributed, withheld, Fraud},
	paper::answer_file,
	works::texts,
	world::{
		root, World, AUTHOR, BOND, COPYIST, DEMAND_BOND, DEVELOPER, FUNDS, LIMIT, OPERATOR, PAYERS,
		UNANSWERED, WATCHER,
	},
};

/// What the developer's own batch is refuted by.
const UNATTRIBUTED: &str = "LongerMatch";

/// A batch that was settled, what refutes it, and which receipt of it.
struct Committed {
	settled: Settled,
	ground: &'static str,
	number: u32,
}

#[test]
fn every_kind_of_fraud_should_be_refuted_by_whoever_watches() {
	let world = World::begin(60, 20);
	let node = &world.node;
	let watcher = Client::of(node);
	let (issued, before) = (node.issuance(), node.finalized());
	let frauds = frauds(world.channels);
	let own = unattributed(account(DEVELOPER));
	tell(&world, &watcher, &frauds, &own);
	let mut watch = watcher.spawn(&format!("watch --answers answers --demand 100 --key {WATCHER}"));

	let mut till = world.till();
	let committed = commit(&world, &frauds, own.0, &mut till);
	let batches: Vec<_> = committed.iter().map(|batch| batch.settled.batch).collect();
	wait_for("the end of all batches, and of all demands about them", LIMIT, || {
		watch.ensure_running();
		world.is_over(&batches).then_some(())
	});
	let after = node.finalized();
	let records = Records::between(node, before, after);
	batches_are_refuted(&records, &committed);
	money_is_where_it_belongs(node, &records, before, after);
	nothing_is_left(&world, &records, &till);
	assert_eq!(node.issuance(), issued);
	assert!(world.web.served(&root(&texts()[2])) > 0, "it is on the web alone");
	are_told(&watch, &committed);
	suspended(&world, &mut till);
	world.client.check();
}

/// Who reads along is told what the chain has recorded.
fn are_told(watch: &Background, committed: &[Committed]) {
	let told = |event: &str, key: &str| -> BTreeSet<_> {
		let lines = watch.lines().into_iter().filter(|line| line["event"] == event);
		lines
			.filter_map(|line| Some((line["batch"].as_u64()?, line[key].as_str()?.to_owned())))
			.collect()
	};
	let all = committed.iter().map(|batch| (batch.settled.batch, batch.ground.to_owned()));
	let shown: BTreeSet<_> = all.filter(|(_, ground)| ground != "Unanswered").collect();
	// It is told after the chain knows.
	wait_for("all rewards to be told", LIMIT, || {
		let refuted = told("refuted", "reward").len();
		let expired = told("returned", "reward").len();
		((refuted, expired) == (shown.len(), 1)).then_some(())
	});
	assert_eq!(told("false", "proof"), shown);
}

/// Gives the watcher what the payer has: its answers, and their receipts.
fn tell(world: &World, watcher: &Client, frauds: &[Fraud], (receipt, output): &(Receipt, String)) {
	fs::create_dir(watcher.path("answers")).expect("a directory can be made");
	let genesis = world.genesis();
	for (number, fraud) in frauds.iter().enumerate() {
		for (nth, (receipt, output)) in fraud.known.iter().enumerate() {
			// All commitments of the others' batches can be known without what was signed.
			let file = match fraud.receipts.len() {
				1 => answer_file(genesis, receipt, output),
				_ => signed_receipt(genesis, OPERATOR, OPERATOR, receipt),
			};
			watcher.write(&format!("answers/{number}-{nth}.json"), file.to_string());
			watcher.write(&format!("answers/{number}-{nth}.txt"), output);
		}
	}
	watcher.write("answers/own.json", answer_file(genesis, receipt, output).to_string());
}

/// Settles all of it, and what the chain can see to be false.
fn commit(world: &World, frauds: &[Fraud], own: Receipt, till: &mut Till) -> Vec<Committed> {
	let outside = outside(world.channels[0]);
	let mut batches: Vec<_> =
		frauds.iter().map(|fraud| fraud.batch(&till.pay(&fraud.receipts))).collect();
	// It is not settled, so what is signed for it is not owed.
	batches.push(outside.batch(&world.till().pay(&outside.receipts)));
	let (outcomes, own) = thread::scope(|scope| {
		let own = scope.spawn(|| settle_own(&world.node, &own));
		(world.settle(&batches), own.join().expect("it is settled"))
	});
	let mut outcomes = outcomes.into_iter();
	let mut committed: Vec<_> = frauds
		.iter()
		.zip(outcomes.by_ref())
		.map(|(fraud, outcome)| {
			let settled = the_batch(outcome.expect("the chain can't see it"));
			Committed { settled, ground: fraud.ground, number: fraud.number }
		})
		.collect();
	let refused: Vec<_> = outcomes.map(|outcome| outcome.expect_err("the chain sees it")).collect();
	assert_eq!(refused, ["Attribution::NotInCorpus"]);
	committed.push(Committed { settled: own, ground: UNATTRIBUTED, number: 0 });
	committed
}

/// Settles an answer of the developer, which it has paid for itself.
fn settle_own(node: &TestNode, receipt: &Receipt) -> Settled {
	let answer = receipt.compact().expect("its spans can be").answer;
	let operator = AccountId32(account(DEVELOPER));
	let calls = [settle_one(operator, answer, receipt.commitment::<Blake2Hasher>())];
	let outcome = send_all(node, &keypair(DEVELOPER), &calls).remove(0);
	the_batch(outcome.expect("the chain can't see it"))
}

fn the_batch(events: Vec<Event>) -> Settled {
	Records::of(events).settled().pop().expect("a batch was settled")
}

/// Each batch was refuted once, by the watcher, by what it is refuted by, and in time.
fn batches_are_refuted(records: &Records, committed: &[Committed]) {
	let refuted = records.refuted();
	assert_eq!(refuted.len(), committed.len(), "{refuted:?}");
	for Committed { settled: Settled { batch, finalizable_at, .. }, ground, number } in committed {
		let refuted = refuted.iter().find(|refuted| refuted.batch == *batch);
		let refuted = refuted.unwrap_or_else(|| panic!("batch {batch} was not refuted"));
		assert_eq!((refuted.ground, refuted.receipt), (*ground, *number), "batch {batch}");
		assert_eq!(refuted.challenger, account(WATCHER), "batch {batch}");
		assert!(
			refuted.block < *finalizable_at,
			"batch {batch} could be final in {finalizable_at}: {refuted:?}"
		);
	}
	// All that was put up for demands came back to the watcher.
	let (demanded, returned) = (records.demanded(), records.returned());
	assert!(!demanded.is_empty() && demanded.len() == returned.len(), "{demanded:?} {returned:?}");
	for demand in demanded.iter().chain(&returned) {
		assert_eq!((demand.who, demand.bond), (account(WATCHER), DEMAND_BOND), "{demand:?}");
	}
	assert!(records.revealed().is_empty());
}

/// To the planck: who was slashed, who was rewarded, who paid fees, and nobody else.
fn money_is_where_it_belongs(node: &TestNode, records: &Records, before: u64, after: u64) {
	let [operator, developer, watcher] = [OPERATOR, DEVELOPER, WATCHER].map(account);
	let [treasury, rewards] = [b"py/trsry", b"ol/rwrds"].map(|id| account(&pot(id)));
	let [first, second] = PAYERS.map(account);
	let accounts = [operator, developer, watcher, treasury, rewards, first, second];
	let were = node.funds(accounts, before);
	let are = node.funds(accounts, after);

	// What the developer has at stake in its own batch is the deposit of it.
	let own = records.settled().into_iter().find(|settled| settled.fees == own_fee());
	let own = own.expect("the developer has settled");
	let [at_stake] = node.funds([developer], own.block);
	let deposit = at_stake.held - were[1].held;
	assert!(deposit > 0);

	let (mut bond, mut rewarded, mut to_treasury) = (BOND, 0, 0);
	let refuted = records.refuted();
	for slashed in records.slashed() {
		let ground = refuted.iter().find(|refuted| refuted.batch == slashed.batch);
		let is_proof = ground.expect("it was refuted").ground != "Unanswered";
		let reward = slashed.amount / 5;
		// For an answer's absence there is less.
		let reward = if is_proof { reward } else { reward.min(UNANSWERED) };
		match slashed.batch == own.batch {
			true => assert_eq!((slashed.who, slashed.amount), (developer, deposit)),
			false => {
				assert_eq!((slashed.who, slashed.amount), (operator, bond / 2), "{slashed:?}");
				bond -= slashed.amount;
			}
		}
		assert_eq!((slashed.challenger, slashed.reward), (watcher, reward), "{slashed:?}");
		rewarded += slashed.reward;
		to_treasury += slashed.amount - slashed.reward;
	}
	// Five times half of what was left; then it is below the least bond, and was not before.
	assert_eq!(records.suspended(), [operator]);
	let lost = BOND - bond;
	assert_eq!(are[0].held, were[0].held - lost);
	assert_eq!(are[0].free, were[0].free - records.fees_of(operator));
	assert_eq!(are[1].held, were[1].held);
	// It does not have back what it paid, of which others have got their parts.
	let paid = own_fee() + deposit + records.fees_of(developer);
	assert_eq!(are[1].total(), were[1].total() - paid);
	let stakers = own_fee() / 10;
	to_treasury += own_fee() - own_owed() - stakers;
	assert_eq!(are[2].held, were[2].held);
	assert_eq!(are[2].free, were[2].free + rewarded - records.fees_of(watcher));
	// Of each fee the author of the block gets a fifth.
	let fees: u128 = records.fees().into_iter().map(|(_, fee)| fee * 80 / 100).sum();
	assert_eq!(are[3].free, were[3].free + to_treasury + fees);
	// The pot has what the developer is owed, and who paid by channels lost nothing.
	assert_eq!(are[4].free, were[4].free + own_owed());
	assert_eq!(are[5..], were[5..]);
}

fn own_fee() -> u128 {
	unattributed(account(DEVELOPER)).0.fee
}

/// What the developer gets of its own batch, as its operator and by its model: nothing was credited,
/// so half of the data share is the model's.
fn own_owed() -> u128 {
	own_fee() / 5 + own_fee() / 5 + own_fee() * 45 / 100 / 2
}

/// Channels have their funds back, and what was signed for stays spent; nobody is owed anything but
/// the developer, by its own batch.
fn nothing_is_left(world: &World, records: &Records, till: &Till) {
	let mut signed = BTreeMap::new();
	for channel in world.channels {
		let shown = world.client.must(&format!("channel show {channel}"));
		assert_eq!(planck(&shown["funds"]), FUNDS);
		assert_eq!(planck(&shown["settled"]), till.owed(channel));
		signed.insert(channel, till.owed(channel));
	}
	assert_eq!(records.refunds(), signed);
	let operator = world.client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["exposure"]), 0);
	assert_eq!(planck(&operator["limit"]), 0, "it settles nothing more");
	let mut slashed = records.slashed();
	slashed.retain(|slashed| slashed.who == account(OPERATOR));
	let lost: u128 = slashed.iter().map(|slashed| slashed.amount).sum();
	assert_eq!(planck(&operator["bond"]), BOND - lost);
	for who in [AUTHOR, COPYIST, OPERATOR] {
		assert_eq!(world.client.owed(who), 0, "{who}");
	}
	assert_eq!(world.client.owed(DEVELOPER), own_owed());
}

/// Whose bond is too small settles not even what is right.
fn suspended(world: &World, till: &mut Till) {
	let right = withheld(world.channels[0], 10);
	let outcome = world.settle(&[right.batch(&till.pay(&right.receipts))]).remove(0);
	assert_eq!(outcome.expect_err("its bond is too small"), "Channels::BondTooLow");
}
