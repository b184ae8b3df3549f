// SPDX-License-Identifier: Apache-2.0

//! Names: an account says who it is, a registrar verifies it, and people see that wherever the account
//! is. Nothing in a name can make it seem verified.

use openledger_testing::{
	account, add_registrar, add_username_authority, keypair, planck, send_all, Client, TestNode,
	OPEN,
};
use serde_json::{json, Value};
use subxt::utils::AccountId32;

/// Has sudo on a development chain.
const ROOT: &str = "//Alice";
const ADA: &str = "//Charlie";
const REGISTRAR: &str = "//Dave";
const IMPOSTOR: &str = "//Eve";
const PRESS: &str = "//Ferdie";

const NAME: &str = "Ada Lovelace";
/// What looks like a verified name, clears the screen, and turns the rest around.
const FALSE_NAME: &str = "Ada Lovelace ✓\u{1b}[2J\u{202e}";
const ESCAPED: &str = r"Ada Lovelace \u{2713}\u{1b}[2J\u{202e} (unverified)";

const TEXT: &str =
	"The Analytical Engine weaves algebraic patterns just as the Jacquard loom weaves \
                    flowers and leaves.";
const OTHER_TEXT: &str = "It might act upon other things besides number, were objects found whose \
                          mutual fundamental relations could be expressed.";

#[test]
fn names_should_be_shown_for_what_they_are_worth() {
	let node = TestNode::start();
	let client = Client::of(&node);
	ada_works(&client);
	ada_says_who_she_is(&client);
	a_registrar_is_added(&node, &client);
	the_registrar_verifies_her(&client);
	an_impostor_does_not_pass_for_her(&client);
	deals_bear_names(&client);
	her_name_covers_other_accounts(&client);
	usernames_are_given_away(&node, &client);
	judgements_end(&client);
	client.check();
}

/// Where her account is shown: to people by what, to machines in which field of what.
fn places() -> [(&'static str, &'static str); 3] {
	[
		("staking validators", "validator_name"),
		("contribution show 0", "owner_name"),
		("operator show //Charlie", "operator_name"),
	]
}

fn words(command: &str) -> Vec<&str> {
	command.split_whitespace().collect()
}

/// What machines read of her name in each place.
fn read_by_machines(client: &Client) -> Vec<Value> {
	let address = client.address(ADA);
	let own = |result: Value| match result["validators"].as_array() {
		Some(rows) => rows.iter().find(|row| row["validator"] == *address).cloned(),
		None => Some(result),
	};
	let read = |(command, field): (&str, &str)| {
		let row = own(client.must(command)).expect("she is one of them");
		row[field].clone()
	};
	places().into_iter().map(read).collect()
}

/// That people and machines see this name in all places.
fn is_called(client: &Client, shown: &str, is_verified: bool) {
	let address = client.address(ADA);
	for (command, _) in places() {
		let text = client.shown(&words(command));
		assert!(text.contains(&format!("{address} {shown}")), "{command}: {text}");
	}
	for name in read_by_machines(client) {
		assert_eq!(name["name"], NAME);
		assert_eq!(name["verified"], is_verified, "{name}");
	}
}

fn ada_works(client: &Client) {
	client.must("datanet create engines --key //Alice");
	client.write("text.txt", TEXT);
	client.must(&format!("contribution register text.txt --datanet 0 --key {ADA}"));
	client
		.must(&format!("operator register --bond 1000 --endpoint https://ada.example --key {ADA}"));
	client.must(&format!("staking bond 1000 --key {ADA}"));
	client.must(&format!("staking validate --key {ADA}"));
	assert!(read_by_machines(client).iter().all(Value::is_null));
	client.refuses(&format!("account identity show {ADA}"), &["has not said who it is"]);
	client.refuses(&format!("account identity clear --key {ADA}"), &["Identity.NoIdentity"]);
}

fn ada_says_who_she_is(client: &Client) {
	let long = format!("account identity set --display {} --key {ADA}", "x".repeat(33));
	client.refuses(&long, &["the name has 33 bytes", "shorten it"]);
	let before = client.free(ADA);
	let set = ["account", "identity", "set", "--display", NAME, "--github", "ada", "--key", ADA];
	client.shown(&set);
	let identity = client.must(&format!("account identity show {ADA}"))["identity"].clone();
	assert_eq!(identity["fields"]["display"], NAME);
	assert_eq!(identity["fields"]["github"], "ada");
	let deposit = planck(&identity["deposit"]);
	assert!(deposit > 0 && client.free(ADA) < before - deposit, "{identity}");
	assert_eq!(reserved(client), deposit);
	is_called(client, "Ada Lovelace (unverified)", false);
	let again = format!("account identity set --github ada --key {ADA}");
	client.refuses(&again, &["says that already"]);
}

/// What her balance says is reserved for who she is.
fn reserved(client: &Client) -> u128 {
	let balance = client.must(&format!("account balance {ADA}"));
	let holds = balance["holds"].as_array().expect("a list");
	let own = holds.iter().find(|hold| hold["reason"] == "Identity.Reserved");
	own.map_or(0, |hold| planck(&hold["amount"]))
}

fn a_registrar_is_added(node: &TestNode, client: &Client) {
	assert_eq!(client.must("account identity registrars"), json!([]));
	let ask = format!("account identity request-judgement --registrar 0 --key {ADA}");
	client.refuses(&ask, &["there is no registrar 0", "openledger gov referendum registrar"]);

	// Referenda can do it too.
	let referendum = client.must(&format!("gov referendum registrar {REGISTRAR} --key //Bob"));
	assert_eq!(referendum["call"]["name"], "Identity.add_registrar");

	let calls = [add_registrar(AccountId32(account(REGISTRAR)))];
	for outcome in send_all(node, &keypair(ROOT), &calls) {
		outcome.expect("sudo may do anything");
	}
	let fee = format!("account identity set-fee 2 --registrar 0 --key {REGISTRAR}");
	client
		.refuses(&fee.replace(REGISTRAR, IMPOSTOR), &["Identity.InvalidIndex", "registrar's key"]);
	client.must(&fee);
	let registrars = client.must("account identity registrars");
	assert_eq!(registrars[0]["account"], client.address(REGISTRAR));
	assert_eq!(planck(&registrars[0]["fee"]), 2 * OPEN);
}

fn the_registrar_verifies_her(client: &Client) {
	let ask = format!("account identity request-judgement --registrar 0 --key {ADA}");
	client.refuses(&format!("{ask} --max-fee 1"), &["Identity.FeeChanged", "--max-fee"]);
	client.must(&ask);
	client.refuses(&ask, &["Identity.StickyJudgement", "was asked already"]);
	client.must(&format!("account identity cancel-request --registrar 0 --key {ADA}"));
	client.must(&ask);
	// That it was asked verifies nothing.
	is_called(client, "Ada Lovelace (unverified)", false);

	let hash = client.must(&format!("account identity show {ADA}"))["identity"]["hash"].clone();
	let hash = hash.as_str().expect("a hash is text");
	let judge = format!("account identity judge {ADA} --registrar 0 --judgement known-good");
	let other = format!("{judge} --hash 0x{} --key {REGISTRAR}", "11".repeat(32));
	client.refuses(&other, &["look at it again"]);
	client.refuses(&format!("{judge} --key {IMPOSTOR}"), &["Identity.InvalidIndex"]);
	let before = client.free(REGISTRAR);
	let judged = client.must(&format!("{judge} --hash {hash} --key {REGISTRAR}"));
	assert_eq!(planck(&judged["paid"]), 2 * OPEN);
	assert!(client.free(REGISTRAR) > before + OPEN);
	is_called(client, "Ada Lovelace ✓", true);
}

fn an_impostor_does_not_pass_for_her(client: &Client) {
	client.shown(&["account", "identity", "set", "--display", FALSE_NAME, "--key", IMPOSTOR]);
	client.write("other.txt", OTHER_TEXT);
	client.must(&format!("contribution register other.txt --datanet 0 --key {IMPOSTOR}"));
	let (address, show) = (client.address(IMPOSTOR), "contribution show 1");
	let text = client.shown(&words(show));
	assert!(text.contains(&format!("{address} {ESCAPED}")), "{text}");
	assert!(!text.contains(['✓', '\u{1b}', '\u{202e}']), "{text}");
	let name = client.must(show)["owner_name"].clone();
	assert_eq!((&name["name"], &name["verified"]), (&json!(FALSE_NAME), &json!(false)));

	// In a list both are what they are.
	let text = client.shown(&["contribution", "list"]);
	assert!(text.contains("Ada Lovelace ✓") && text.contains(ESCAPED), "{text}");
	assert_eq!(text.matches('✓').count(), 1, "{text}");

	// A registrar that finds it wrong is seen.
	let judge = format!("account identity judge {IMPOSTOR} --registrar 0 --judgement erroneous");
	client.must(&format!("{judge} --key {REGISTRAR}"));
	let text = client.shown(&words(show));
	assert!(text.contains("(erroneous)") && !text.contains('✓'), "{text}");
}

/// Offers and channels are between people.
fn deals_bear_names(client: &Client) {
	let offer = client.must(&format!("contribution transfer 1 {ADA} --key {IMPOSTOR}"));
	assert_eq!(offer["offered_to_name"]["name"], NAME);
	let taken = client.shown(&words(&format!("contribution accept-ownership 1 --key {ADA}")));
	let to = format!("(erroneous) to {} Ada Lovelace ✓", client.address(ADA));
	assert!(taken.contains(&to), "{taken}");

	let open = format!("channel open --operator {ADA} --amount 1 --key {IMPOSTOR}");
	let opened = client.must(&open);
	assert_eq!(opened["operator_name"]["verified"], true, "{opened}");
	let closed = client.must(&format!("channel close {} --key {ADA}", opened["channel"]));
	assert_eq!(closed["payer_name"]["erroneous"], true, "{closed}");
}

fn her_name_covers_other_accounts(client: &Client) {
	let add = format!("account identity sub add {PRESS} --name press --key {ADA}");
	client.must(&add);
	client.refuses(&add, &["Identity.AlreadyClaimed", "sub quit"]);
	let text = client.shown(&["account", "balance", PRESS]);
	assert!(text.contains("Ada Lovelace/press ✓"), "{text}");
	let name = client.must(&format!("account balance {PRESS}"))["account_name"].clone();
	assert_eq!(name["name"], "Ada Lovelace/press");
	assert_eq!((&name["verified"], &name["parent"]), (&json!(true), &json!(client.address(ADA))));
	client.must(&format!("account identity sub rename {PRESS} --name print --key {ADA}"));
	assert!(client.shown(&["account", "balance", PRESS]).contains("Ada Lovelace/print ✓"));
	// Nobody has to be anybody's.
	client.must(&format!("account identity sub quit --key {PRESS}"));
	assert_eq!(client.must(&format!("account balance {PRESS}")).get("account_name"), None);
}

fn usernames_are_given_away(node: &TestNode, client: &Client) {
	let calls = [add_username_authority(AccountId32(account(REGISTRAR)), "open", 1)];
	for outcome in send_all(node, &keypair(ROOT), &calls) {
		outcome.expect("sudo may do anything");
	}
	let set_for = format!("account identity username set-for {PRESS} press.open");
	client.must_fail(&format!("{set_for} --key {IMPOSTOR}"), &["NotUsernameAuthority"]);
	client.must(&format!("{set_for} --key {REGISTRAR}"));
	let accept = "account identity username accept press.open";
	client
		.refuses(&format!("{accept} --key {ADA}"), &["Identity.InvalidUsername", "username show"]);
	client.must(&format!("{accept} --key {PRESS}"));
	assert!(client.shown(&["account", "balance", PRESS]).contains("@press.open"));
	let shown = client.must("account identity username show press.open");
	assert_eq!(shown["owner"], client.address(PRESS));
	assert_eq!(shown["owner_name"]["username"], "press.open");
	assert_eq!(shown["owner_name"]["verified"], false);
	client.must(&format!("account identity username set-primary press.open --key {PRESS}"));
}

/// What she says anew nobody has judged; and what she put up comes back.
fn judgements_end(client: &Client) {
	client.must(&format!("account identity set --web https://ada.example --key {ADA}"));
	is_called(client, "Ada Lovelace (unverified)", false);
	let cleared = client.must(&format!("account identity clear --key {ADA}"));
	assert!(planck(&cleared["deposit"]) > 0, "{cleared}");
	assert_eq!(reserved(client), 0);
	assert!(read_by_machines(client).iter().all(Value::is_null));
}
