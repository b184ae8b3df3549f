// SPDX-License-Identifier: Apache-2.0

//! Token holders decide on a network that nobody controls, and those who earn may object.

#[path = "governance/answers.rs"]
mod answers;
#[path = "governance/referenda.rs"]
mod referenda;

use std::thread;

use openledger_primitives::split::FeeSplit;
use openledger_testing::{
	account, keypair, planck, pot, send_all, set_parameter, wait_for, Client, Event, Network,
	State, TestNode, OPEN,
};
use serde_json::json;
use sp_arithmetic::Perbill;
use sp_core::bytes::to_hex;
use subxt::{
	dynamic::{self, Value},
	ext::codec::Encode,
	rpcs::client::rpc_params,
};

use crate::{
	answers::{Settled, AUTHOR, DEVELOPER, OTHER_AUTHOR},
	referenda::{
		changes, on_track, outcome, tally, vote_aye, wait_for_change, wait_until_approved,
		ATTRIBUTION, BAD_ORIGIN, DATANETS, FEE_SPLIT, LIMIT, ROOT, SMALL_SPENDER,
	},
};

/// The split that is voted for.
const SPLIT: FeeSplit = FeeSplit {
	platform: Perbill::from_percent(4),
	operator: Perbill::from_percent(25),
	model: Perbill::from_percent(15),
	stakers: Perbill::from_percent(12),
	unattributed_to_model: Perbill::from_percent(60),
};
const SPLIT_IN_PERCENT: &str = "platform=4%,operator=25%,model=15%,stakers=12%,unattributed=60%";
/// Parameters, by the numbers of their groups and their keys.
const FEE_SPLIT_KEY: (u8, u8) = (1, 0);
const LEVERAGE: (u8, u8) = (0, 2);
const EMISSION: (u8, u8) = (2, 0);

/// Who proposes the split, and pays the deposits.
const PROPOSER: &str = "//Alice";
/// Votes for itself and for [`DELEGATOR`].
const DELEGATE: &str = "//Bob";
const DELEGATOR: &str = "//Dave//stash";
const OPPONENT: &str = "//Ferdie//stash";
/// What is paid from the treasury, and to whom: an account that does not exist yet.
const SPEND: u128 = 1_234 * OPEN + 5;
const BENEFICIARY: &str = "//Beneficiary";
const EXISTENTIAL_DEPOSIT: u128 = OPEN / 1_000;
/// Of a referendum about the split.
const DEPOSITS: u128 = 1_010 * OPEN;
/// Blocks before a change is due in which an answer is settled: in time, and not final by then.
const SHORTLY: u64 = 11;
/// A few blocks: what is due is final by then.
const FEW: u64 = 3;

#[test]
fn token_holders_should_decide_and_merit_object() {
	let network = Network::start(4);
	let node = network.node(0);
	let client = Client::of(node);
	let issued = node.issuance();
	assert_eq!(issued, 1_000_000_000 * OPEN);
	let first = thread::scope(|scope| {
		scope.spawn(|| nobody_has_sudo(node));
		scope.spawn(|| an_appeal_is_won(node, &client));
		scope.spawn(|| the_treasury_spends(node, &client));
		scope.spawn(|| {
			let delegate = format!("gov delegate fee_split {DELEGATE} 700000 --conviction 2");
			client.must(&format!("{delegate} --key {DELEGATOR}"))
		});
		answers::prepare(&client);
		answers::settle(&client, 0)
	});
	let (split, root) = thread::scope(|scope| {
		scope.spawn(|| merit_objects(node, &client, &first));
		let root = scope.spawn(|| root_tries(node, &client));
		(the_split_is_changed(node, &client), root.join().expect("it was voted"))
	});

	everyone_is_owed(node, &client, &split.batches);
	let last = node.finalized();
	let events = node.events(1..=last);
	// The delegate's votes count once, the delegator's twice, and the opponent's a tenth.
	let ayes = (800_000 + 2 * 700_000) * OPEN;
	assert_eq!(tally(&events, split.referendum), (ayes, 500 * OPEN, 1_500_000 * OPEN));
	assert_eq!(outcome(&events, split.referendum), Ok(()));
	assert_eq!(outcome(&events, root), Err(BAD_ORIGIN));
	stakers_are_paid(node, &events, &split.batches, last);
	votes_are_taken_back(node, &client, split.referendum);
	network.wait_until_final(node.best());
	client.check();
	assert_eq!(node.issuance(), issued);
}

fn nobody_has_sudo(node: &TestNode) {
	assert_eq!(State::of(node).read::<[u8; 32]>("Sudo", "Key", []), None);
	let outcome = send_all(node, &keypair("//Alice"), &[set_parameter(0, 1, 7_200)]).remove(0);
	assert_eq!(outcome.expect_err("nobody has it"), "Sudo::RequireSudo");
}

/// A contribution that its datanet's curator rejects is accepted by a vote.
fn an_appeal_is_won(node: &TestNode, client: &Client) {
	client.write("spurned.txt", "What the curators did not want to hear, the voters did.");
	let curated = "datanet create valley --curator //Bob//stash --key //Alice//stash";
	let datanet = client.must(curated)["datanet"].clone();
	let contribute =
		format!("contribution register spurned.txt --datanet {datanet} --key //Charlie//stash");
	let contribution = client.must(&contribute)["contributions"][0]["contribution"].clone();
	client.must(&format!("contribution reject {contribution} --key //Bob//stash"));
	client.must(&format!("contribution appeal {contribution} --key //Charlie//stash"));
	let appeal = format!("gov referendum appeal {contribution} overturn --deposit");
	client.must(&format!("{appeal} --key //Charlie//stash"));
	let state = State::of(node);
	let referendum = on_track(&state, DATANETS);
	vote_aye(client, referendum, &["//Alice//stash"]);
	wait_until_approved(&state, referendum);
	wait_for("the contribution to be accepted", LIMIT, || {
		let shown = client.must(&format!("contribution show {contribution}"));
		(shown["status"] == json!({ "accepted": { "index": 0 } })).then_some(())
	});
}

/// A spend that is voted for is paid, whoever asks for it.
fn the_treasury_spends(node: &TestNode, client: &Client) {
	let spend = format!("gov referendum spend {BENEFICIARY} {SPEND}planck --deposit");
	client.must(&format!("{spend} --key //Bob"));
	let state = State::of(node);
	let referendum = on_track(&state, SMALL_SPENDER);
	vote_aye(client, referendum, &["//Bob"]);
	wait_until_approved(&state, referendum);
	wait_for("the spend to be approved", LIMIT, || {
		state.read::<u128>("Treasury", "Spends", [0u32.into()])
	});
	let payout = [dynamic::tx("Treasury", "payout", (0u32,))];
	send_all(node, &keypair("//Bob"), &payout).remove(0).expect("it was approved");
	let [beneficiary] = node.funds([account(BENEFICIARY)], node.finalized());
	assert_eq!(beneficiary.total(), SPEND);
}

/// A change that was voted for is stopped by those with a third of all merit.
fn merit_objects(node: &TestNode, client: &Client, first: &Settled) {
	client.must(&format!(
		"gov params propose attribution.leverage 20 --deposit --key {OTHER_AUTHOR}"
	));
	let state = State::of(node);
	vote_aye(client, on_track(&state, ATTRIBUTION), &["//Charlie//stash"]);
	node.wait_until_final(first.finalizable_at + FEW);
	let (owed, _) = answers::paid(0, FeeSplit::DEFAULT);
	let holders = [AUTHOR, OTHER_AUTHOR, DEVELOPER];
	let all: u128 = holders.iter().map(|who| owed[who]).sum();
	for who in holders {
		assert_eq!(client.owed(who), owed[who], "{who}");
		let merit = node.call("openledger_merit", rpc_params![client.address(who)]);
		let merit = merit.expect("the node answers");
		// It melts from the first block on, though not much in a minute.
		for (shown, earned) in [(&merit["merit"], owed[who]), (&merit["total"], all)] {
			let shown = planck(shown);
			assert!(shown <= earned && shown > earned / 1_000 * 999, "{shown} of {earned}");
		}
	}
	assert!(owed[OTHER_AUTHOR] < all / 3 && owed[AUTHOR] > all / 3, "{owed:?}");

	let change = wait_for_change::<u32>(&state, LEVERAGE);
	assert_eq!(change.value, 20);
	let veto = |who: &str| format!("gov change veto {} --key {who}", change.id);
	client.must_fail(&veto("//Charlie//stash"), &[]);
	client.must(&veto(OTHER_AUTHOR));
	assert_eq!(changes(&state, change.id), Some(LEVERAGE), "it takes a third");
	client.must(&veto(AUTHOR));
	assert_eq!(changes(&state, change.id), None);
	client.must_fail(&veto(DEVELOPER), &[]);
	node.wait_until_final(change.enactable_at + FEW);
	assert_eq!(client.must("status")["terms"]["leverage"], 10);
}

/// Even root can't set what is another track's. Returns the referendum that tries.
fn root_tries(node: &TestNode, client: &Client) -> u32 {
	let (group, key) = EMISSION;
	// `Parameters.set_parameter`, as the chain numbers it.
	let call = to_hex(&(30u8, 0u8, (group, key, Some(5_000u32))).encode(), false);
	let submit = format!("gov referendum submit --track root --call {call} --deposit");
	client.must(&format!("{submit} --key //Eve//stash"));
	let state = State::of(node);
	let referendum = on_track(&state, ROOT);
	vote_aye(client, referendum, &["//Eve//stash", "//Alice//stash", "//Bob//stash"]);
	wait_until_approved(&state, referendum);
	referendum
}

/// A referendum, and the answers before and after what it changed.
struct Changed {
	referendum: u32,
	/// By number, with the split that holds for each.
	batches: [(usize, FeeSplit); 3],
}

/// The split is changed for what is settled later, and for nothing that is settled already.
fn the_split_is_changed(node: &TestNode, client: &Client) -> Changed {
	let propose = format!("gov params propose fees.split {SPLIT_IN_PERCENT} --deposit");
	client.must(&format!("{propose} --key {PROPOSER}"));
	let state = State::of(node);
	let referendum = on_track(&state, FEE_SPLIT);
	// In this order, because the second may decide it.
	client.must(&format!("gov vote {referendum} nay 5000 --conviction none --key {OPPONENT}"));
	client.must(&format!("gov vote {referendum} aye 800000 --conviction 1 --key {DELEGATE}"));
	let change = wait_for_change::<FeeSplit>(&state, FEE_SPLIT_KEY);
	assert_eq!(change.value, SPLIT);

	node.wait_until_final(change.enactable_at - SHORTLY);
	let before = answers::settle(client, 1);
	assert!(changes(&state, change.id).is_some() && before.finalizable_at > change.enactable_at);
	node.wait_until_final(change.enactable_at);
	assert_eq!(changes(&state, change.id), None, "nobody objected");
	let terms = &client.must("status")["terms"];
	assert_eq!(terms["split"]["operator"], SPLIT.operator.deconstruct());
	assert_eq!(terms["split"]["data"], SPLIT.data().deconstruct());
	let after = answers::settle(client, 2);
	assert!(before.batch < after.batch);
	node.wait_until_final(after.finalizable_at + FEW);
	let batches = [(0, FeeSplit::DEFAULT), (1, FeeSplit::DEFAULT), (2, SPLIT)];
	Changed { referendum, batches }
}

/// Each is owed what the split gives that held when each answer was settled.
fn everyone_is_owed(node: &TestNode, client: &Client, batches: &[(usize, FeeSplit)]) {
	let paid: Vec<_> =
		batches.iter().map(|(number, split)| answers::paid(*number, *split).0).collect();
	for who in paid[0].keys() {
		let owed: u128 = paid.iter().map(|owed| owed[who]).sum();
		assert!(owed > 0);
		assert_eq!(client.owed(who), owed, "{who} in block {}", node.finalized());
	}
}

/// Eras are paid what stakers get of the answers, to the planck; and something of the reserve.
fn stakers_are_paid(node: &TestNode, events: &[Event], batches: &[(usize, FeeSplit)], last: u64) {
	let earned: u128 = batches.iter().map(|(number, split)| answers::paid(*number, *split).1).sum();
	let funded = events.iter().filter(|event| event.is("Rewards", "EraFunded"));
	let funded: Vec<(u128, u128)> = funded.map(Event::read).collect();
	let fees: u128 = funded.iter().map(|(fees, _)| fees).sum();
	let [left] = node.funds([account(&pot(b"ol/stkrs"))], last);
	assert_eq!(fees + left.free, earned + EXISTENTIAL_DEPOSIT);
	assert!(!funded.is_empty() && funded.iter().all(|(_, emission)| *emission > 0), "{funded:?}");
}

/// Who voted without conviction has the tokens back at once, and who proposed has the deposits.
fn votes_are_taken_back(node: &TestNode, client: &Client, referendum: u32) {
	let state = State::of(node);
	let locks = || {
		let opponent = Value::from_bytes(account(OPPONENT));
		let locks: Option<Vec<([u8; 8], u128, u8)>> = state.read("Balances", "Locks", [opponent]);
		let locks = locks.unwrap_or_default().into_iter();
		locks.map(|(id, amount, _)| (id, amount)).collect::<Vec<_>>()
	};
	assert_eq!(locks(), [(*b"pyconvot", 5_000 * OPEN)]);
	client.must(&format!("gov vote unlock --key {OPPONENT}"));
	assert!(locks().is_empty());

	let held = || planck(&client.must(&format!("account balance {PROPOSER}"))["held"]);
	let before = held();
	client.must(&format!("gov referendum refund {referendum} --key {PROPOSER}"));
	assert!(held() + DEPOSITS <= before);
}
