// SPDX-License-Identifier: Apache-2.0

//! Commands of one key at once: each has a nonce of its own.

use openledger_testing::{is_soak, Client, TestNode};

use crate::world::LIMIT;

const KEY: &str = "//Charlie";

#[test]
fn commands_of_one_key_should_not_be_in_each_others_way() {
	let node = TestNode::start();
	// Two with stores of their own, as two people who share a key.
	let clients = [Client::of(&node), Client::of(&node)];
	let rounds: u32 = if is_soak() { 20 } else { 3 };
	let before = clients[0].free("//Eve");
	for round in 0..rounds {
		let mut running = Vec::new();
		for (nth, client) in clients.iter().enumerate() {
			for transfer in 0..6 {
				let amount = 1 + transfer;
				running.push(
					client.spawn(&format!("account transfer //Eve {amount}planck --key {KEY}")),
				);
			}
			let name = format!("net-{round}-{nth}");
			running.push(client.spawn(&format!("datanet create {name} --key {KEY}")));
		}
		if round == 0 {
			let register = "operator register --bond 1000 --endpoint https://operator.example";
			running.push(clients[0].spawn(&format!("{register} --key {KEY}")));
		}
		for command in running {
			let ended = command.wait(LIMIT);
			assert_eq!(ended.code, Some(0), "{}", ended.stderr);
		}
	}
	// Each once.
	let sent = u128::from(rounds) * 2 * (1..=6).sum::<u128>();
	assert_eq!(clients[0].free("//Eve"), before + sent);
	let datanets = clients[0].counts()["datanets"].as_u64();
	assert_eq!(datanets, Some(u64::from(rounds) * 2));
	clients[0].check();
}
