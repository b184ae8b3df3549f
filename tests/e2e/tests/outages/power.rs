// SPDX-License-Identifier: Apache-2.0

//! Half of the validators lose their power.

use std::{
	thread,
	time::{Duration, Instant},
};

use openledger_testing::{account, wait_for, Client, Network, OPEN};
use subxt::{
	dynamic,
	utils::{AccountId32, MultiAddress},
};

use crate::answers::Answers;

/// Answers that are settled before, and while two are off: with each, a transfer.
const BEFORE: usize = 2;
const MEANWHILE: usize = 4;
const PAYEE: &str = "//Gift";
const GIFT: u128 = OPEN;
/// Votes that were on their way have come by then.
const SETTLED: Duration = Duration::from_secs(8);
/// How long finality may take to catch up.
const CATCH_UP: Duration = Duration::from_secs(60);

#[test]
fn finality_should_wait_for_two_thirds_and_nothing_be_lost() {
	let mut network = Network::start(4);
	let client = Client::of(network.node(0));
	let mut answers = Answers::begin(&client);
	pay(&mut answers, &network, BEFORE);

	network.kill9(2);
	network.kill9(3);
	thread::sleep(SETTLED);
	let heads = network.heads();
	pay(&mut answers, &network, MEANWHILE);
	for ((best, last), (best_before, last_before)) in network.heads().into_iter().zip(heads) {
		assert!(best > best_before, "blocks go on, but not after {best}");
		assert_eq!(last, last_before, "two of four can't make a block final");
	}

	network.restart(2);
	network.restart(3);
	let head = network.node(0).best();
	let start = Instant::now();
	wait_for("finality to catch up", CATCH_UP, || {
		network.heads().iter().all(|(_, last)| *last >= head).then_some(())
	});
	eprintln!("block {head} was final after {:?}", start.elapsed());
	network.wait_until_final(head);
	for node in network.running() {
		answers.ensure_kept(node);
	}
	let gifts = u128::try_from(BEFORE + MEANWHILE).expect("there are few") * GIFT;
	let last = network.node(3);
	let [payee] = last.funds([account(PAYEE)], last.finalized());
	assert_eq!(payee.free, gifts);
	answers.wait_until_paid(&client);
	client.check();
}

/// Settles answers, and makes a transfer with each.
fn pay(answers: &mut Answers, network: &Network, count: usize) {
	let to = MultiAddress::<AccountId32, ()>::Id(AccountId32(account(PAYEE)));
	let gift = dynamic::tx("Balances", "transfer_keep_alive", (to, GIFT));
	for _ in 0..count {
		answers.settle(network.node(0));
		answers.include(network.node(1), &gift);
	}
}
