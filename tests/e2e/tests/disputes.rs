// SPDX-License-Identifier: Apache-2.0

//! Stolen work is won back, and a malicious dispute costs more than it holds up: with real nodes,
//! through the client.

#[path = "disputes/works.rs"]
mod works;

use std::time::Duration;

use openledger_testing::{account, planck, wait_for, Client, Event, Funds, TestNode, OPEN};
use serde_json::{json, Value};

use works::{Answers, AUTHOR, CURATOR, PAYER, THIEF};

/// Longer than any step takes, on a machine that has other things to do.
const LIMIT: Duration = Duration::from_secs(240);
/// The least bond of a claim, of an answer and of an appeal.
const BOND: u128 = 10 * OPEN;
/// Who has nothing to do with any of it.
const STRANGER: &str = "//Ferdie";

fn show(client: &Client, what: &str) -> Value {
	client.must(&format!("{what} show 0"))
}

fn held_back(client: &Client) -> u128 {
	planck(&show(client, "dispute")["held_back"])
}

/// What accounts have before and after the block in which the dispute ended, and how it ended:
/// whom it moved money to and from, and nobody's fees.
fn end<const N: usize>(node: &TestNode, who: [&str; N]) -> ([(Funds, Funds); N], u128) {
	let last = node.finalized();
	let block = node.block_with("Disputes", "DisputeEnded", 1..=last);
	let accounts = who.map(account);
	let (before, after) = (node.funds(accounts, block - 1), node.funds(accounts, block));
	let events = node.events(block..=block);
	let ended: Vec<(u64, u8, u8, u128)> = events
		.iter()
		.filter(|event| event.is("Disputes", "DisputeEnded"))
		.map(Event::read)
		.collect();
	let [(0, _, _, held_back)] = ended[..] else { panic!("one dispute ends, not {ended:?}") };
	let mut pairs = before.into_iter().zip(after);
	(who.map(|_| pairs.next().expect("there is a pair for each")), held_back)
}

#[test]
fn a_stolen_text_should_be_won_back_by_its_author() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let issued = node.issuance();
	works::prepare(&client);
	let mut answers = Answers::default();
	let before = answers.pay(&client, OPEN + 7);
	assert_eq!(client.owed(THIEF), before);

	// The author finds its own words registered, and disputes that.
	client.write("letter.txt", "Dated before anyone registered it: the draft, and who printed it.");
	let evidence = "--evidence letter.txt --uri https://example.org/letter";
	let open = format!("dispute open 0 {evidence}");
	client.refuses(&format!("{open} --key {THIEF}"), &["Disputes.OwnWork"]);
	client.refuses(&format!("{open} --bond 1 --key {AUTHOR}"), &["Disputes.BondTooLow"]);
	let opened = client.must(&format!("{open} --key {AUTHOR}"));
	assert_eq!(planck(&opened["bond"]), BOND);
	client.refuses(&format!("{open} --key {PAYER}"), &["Disputes.AlreadyDisputed"]);
	let shown = show(&client, "contribution");
	assert_eq!(shown["dispute"]["claimant"], client.address(AUTHOR));
	assert_eq!(shown["dispute"]["claim"]["uri"], "https://example.org/letter");
	for refused in ["contribution withdraw 0", "contribution transfer 0 //Eve"] {
		client.refuses(&format!("{refused} --key {THIEF}"), &["Contributions.DisputeOpen"]);
	}

	let rule = format!("dispute rule 0 reject --key {CURATOR}");
	client.refuses(&rule, &["Disputes.TooEarly"]);
	client.must(&format!("dispute answer 0 {evidence} --key {THIEF}"));

	// What it earns from now on waits for whoever wins.
	let meanwhile = answers.pay(&client, 3 * OPEN + 11);
	assert_eq!((held_back(&client), client.owed(THIEF)), (meanwhile, before));
	client.must(&format!("dispute raise 0 5 --key {AUTHOR}"));
	assert_eq!(planck(&show(&client, "dispute")["bond"]), BOND + 5 * OPEN);

	// A curator believes the thief.
	client.refuses(&format!("dispute rule 0 reject --key {STRANGER}"), &["Disputes.NotJudge"]);
	client.must(&rule);
	client.refuses(&format!("dispute conclude 0 --key {STRANGER}"), &["Disputes.TooEarly"]);
	client.refuses(&format!("dispute appeal 0 --key {THIEF}"), &["Disputes.Won"]);
	let early = format!("gov referendum dispute 0 transfer --deposit --key {AUTHOR}");
	client.refuses(&early, &["another stage"]);

	// Token holders do not.
	let appealed = client.must(&format!("dispute appeal 0 --key {AUTHOR}"));
	assert_eq!(planck(&appealed["bond"]), BOND);
	client.must(&format!("gov referendum dispute 0 transfer --deposit --key {AUTHOR}"));
	// One vote is enough, and nobody knows whether there would be time for another.
	client.must("gov vote 0 aye 900000 --conviction 1 --key //Alice//stash");
	let won = wait_for("the dispute to be decided", LIMIT, || {
		let shown = show(&client, "contribution");
		shown["dispute"].is_null().then_some(shown)
	});
	let author = json!(client.address(AUTHOR));
	assert_eq!((&won["owner"], &won["payout"]), (&author, &author));
	assert_eq!(won["status"], json!({ "accepted": { "index": 0 } }));

	// To the planck: the income of the dispute's time, and the bond of the thief's answer.
	assert_eq!(client.owed(AUTHOR), meanwhile);
	assert_eq!(client.owed(THIEF), before);
	let ([of_author, of_thief], held_back) = end(&node, [AUTHOR, THIEF]);
	assert_eq!(held_back, meanwhile);
	assert_eq!(of_author.1.total(), of_author.0.total() + BOND);
	assert_eq!(of_thief.1.total(), of_thief.0.total() - BOND);
	let deposit = planck(&won["deposit"]);
	// Its own three bonds are free, and the deposit of what it won is held.
	assert_eq!(of_author.1.held, of_author.0.held - (2 * BOND + 5 * OPEN) + deposit);
	assert_eq!(of_thief.1.held, of_thief.0.held - BOND - deposit);

	let after = answers.pay(&client, 2 * OPEN + 1);
	assert_eq!(client.owed(AUTHOR), meanwhile + after);
	client.must(&format!("account claim --key {AUTHOR}"));
	client.check();
	assert_eq!(node.issuance(), issued);
}

#[test]
fn a_malicious_dispute_should_cost_more_than_it_holds_up() {
	let node = TestNode::start();
	let client = Client::of(&node);
	works::prepare(&client);
	let mut answers = Answers::default();
	// Here the first to register is the author, and whoever disputes it the thief.
	let (owner, attacker) = (THIEF, AUTHOR);
	client.write("nothing.txt", "Because I say so.");
	let evidence = "--evidence nothing.txt --uri https://example.org/nothing";
	client.must(&format!("dispute open 0 {evidence} --key {attacker}"));
	client.must(&format!("dispute answer 0 {evidence} --key {owner}"));

	// So much that a part of it is beyond the bond, and flows.
	let earned = answers.pay(&client, 40 * OPEN + 9);
	assert!(earned > BOND);
	assert_eq!((held_back(&client), client.owed(owner)), (BOND, earned - BOND));
	let listed = client.must("dispute list");
	assert_eq!(listed[0]["held_back"], BOND.to_string());

	client.must(&format!("dispute rule 0 reject --key {CURATOR}"));
	let concluded = client.must(&format!("dispute conclude 0 --wait --key {STRANGER}"));
	assert_eq!(planck(&concluded["held_back"]), BOND);
	client.refuses("dispute show 0", &["is not disputed"]);
	assert_eq!(client.owed(owner), earned);
	let ([of_owner, of_attacker], held_up) = end(&node, [owner, attacker]);
	assert_eq!(of_attacker.1.total(), of_attacker.0.total() - BOND);
	assert_eq!(of_owner.1.total(), of_owner.0.total() + BOND);
	assert!(BOND >= held_up);
	assert_eq!(show(&client, "contribution")["owner"], client.address(owner));
	client.check();
}

/// Who does not answer has not lost, and still may.
#[test]
fn what_is_struck_should_earn_nothing_any_more() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let issued = node.issuance();
	works::prepare(&client);
	let mut answers = Answers::default();
	client.write("proof.txt", "Neither of us has written it.");
	let evidence = "--evidence proof.txt --uri https://example.org/proof";
	client.must(&format!("dispute open 0 {evidence} --key {AUTHOR}"));
	let meanwhile = answers.pay(&client, OPEN + 3);
	assert_eq!(held_back(&client), meanwhile);
	let rule = format!("dispute rule 0 strike --key {CURATOR}");
	wait_for("the owner's time to be over", LIMIT, || client.run(&rule).ok());
	client.must(&format!("dispute conclude 0 --wait --key {STRANGER}"));
	let struck = show(&client, "contribution");
	assert_eq!(struck["status"], json!({ "struck": { "index": 0, "withdrawal": 0 } }));
	answers.pay(&client, 2 * OPEN + 5);
	assert_eq!([client.owed(THIEF), client.owed(AUTHOR)], [0, 0]);
	// The claimant was right, and has its bond back.
	assert_eq!(planck(&client.must(&format!("account balance {AUTHOR}"))["held"]), 0);
	client
		.refuses(&format!("dispute open 0 {evidence} --key {AUTHOR}"), &["Disputes.NotDisputable"]);
	client.check();
	assert_eq!(node.issuance(), issued);
}
