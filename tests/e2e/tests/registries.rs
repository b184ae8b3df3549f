// SPDX-License-Identifier: Apache-2.0

//! The life of datanets, contributions and models, as their owners see it through the client.

use openledger_testing::{
	api::{
		self,
		runtime_types::{
			openledger_runtime::RuntimeCall,
			pallet_contributions::{pallet::Call, types::Ruling},
		},
	},
	block_on, planck, Client, TestNode, OPEN,
};
use serde_json::{json, Value};
use subxt::rpcs::client::rpc_params;
use subxt_signer::sr25519::dev;

/// By Charlie.
const TIDE: &str =
	"Nobody in the harbour remembers who first wrote the times of the tide on the wall, but \
	everybody remembers who painted over them.";
/// By Dave, made from it.
const REMIX: &str =
	"A play in one act. The harbour wall speaks: nobody remembers who first wrote upon me, and \
	everybody remembers who painted over it.";
/// By Ferdie.
const SPURNED: &str = "What the curators did not want to hear, the voters of the coast did.";

/// Rules on an appeal, as the development chain's sudo.
fn rule(node: &TestNode, contribution: u64, ruling: Ruling) {
	let call = RuntimeCall::Contributions(Call::resolve_appeal { contribution, ruling });
	let sudo = api::tx().sudo().sudo(call).unvalidated();
	block_on(async {
		let mut transactions = node.api().await.tx().await.unwrap();
		let sent = transactions.sign_and_submit_then_watch_default(&sudo, &dev::alice()).await;
		sent.unwrap().wait_for_finalized_success().await.unwrap();
	});
}

fn status(client: &Client, contribution: u64) -> Value {
	client.must(&format!("contribution show {contribution}"))["status"].clone()
}

#[test]
fn a_datanet_should_live_by_its_owner_and_curators() {
	let node = TestNode::start();
	let client = Client::of(&node);
	for (name, text) in [("tide.txt", TIDE), ("remix.txt", REMIX), ("spurned.txt", SPURNED)] {
		client.write(name, text);
	}
	client.must("datanet create coast --curator //Bob --license CC0-1.0 --key //Alice");
	client.must("contribution register tide.txt --datanet 0 --key //Charlie");
	client.must("contribution register spurned.txt --datanet 0 --key //Ferdie");
	curators_decide(&node, &client);
	a_remix_shares(&client);
	the_owner_closes_and_hands_over(&client);
	texts_change_hands(&client);
	client.check();
}

fn curators_decide(node: &TestNode, client: &Client) {
	let pending = client.must("datanet pending 0");
	assert_eq!(pending.as_array().map(Vec::len), Some(2), "{pending}");
	client.must_fail("contribution accept 0 --key //Eve", &["Contributions.NotCurator"]);
	client.must("datanet curator add 0 //Eve --key //Alice");
	client.must("contribution accept 0 --key //Eve");
	client.must("contribution reject 1 --key //Bob");
	client.must_fail(
		"datanet curator remove 0 //Dave --key //Alice",
		&["Contributions.NotCurator", "hint: "],
	);
	client.must("datanet curator remove 0 //Eve --key //Alice");
	client
		.must_fail("datanet curator remove 0 //Bob --key //Alice", &["Contributions.LastCurator"]);

	client.must_fail("contribution appeal 1 --key //Charlie", &["Contributions.NotOwner"]);
	let appealed = client.must("contribution appeal 1 --key //Ferdie");
	assert_eq!(planck(&appealed["deposit"]), 10 * OPEN);
	assert_eq!(status(client, 1), "appealed");
	client.must_fail("contribution retract 1 --key //Ferdie", &["Contributions.AppealPending"]);
	rule(node, 1, Ruling::Overturn);
	assert_eq!(status(client, 1), json!({ "accepted": { "index": 1 } }));
	assert_eq!(client.must("datanet pending 0"), json!([]));
}

fn a_remix_shares(client: &Client) {
	client.must_fail(
		"contribution register remix.txt --datanet 0 --source 7:10 --key //Dave",
		&["there is no contribution 7"],
	);
	client.must(
		"contribution register remix.txt --datanet 0 --source 0:12.5 --payout //Eve --key //Dave",
	);
	let remix = client.must("contribution show 2");
	assert_eq!(
		remix["sources"],
		json!([
			{ "contribution": 0, "parts": 125_000_000 },
			{ "contribution": 2, "parts": 875_000_000 },
		])
	);
	assert_eq!(remix["payout"], client.address("//Eve"));
	client.must("contribution accept 2 --key //Bob");
}

fn the_owner_closes_and_hands_over(client: &Client) {
	client.must("datanet freeze 0 --key //Alice");
	client.write("late.txt", "Too late for this datanet.");
	client.must_fail(
		"contribution register late.txt --datanet 0 --key //Dave",
		&["Contributions.DatanetFrozen"],
	);
	client.must("datanet transfer 0 //Ferdie --key //Alice");
	client.must_fail("datanet accept-ownership 0 --key //Eve", &["Contributions.NotOffered"]);
	client.must("datanet accept-ownership 0 --key //Ferdie");
	client.must_fail("datanet thaw 0 --key //Alice", &["Contributions.NotOwner"]);
	client.must("datanet thaw 0 --key //Ferdie");
	client.must("datanet metadata 0 https://example.org/coast --key //Ferdie");
	let shown = client.must("datanet show 0");
	assert_eq!(shown["owner"], client.address("//Ferdie"));
	assert_eq!(shown["metadata"], "https://example.org/coast");
	assert_eq!(client.must("datanet list"), json!([without_curators(shown)]));
}

/// `show` lists curators once more, for programs that expect them there.
fn without_curators(mut shown: Value) -> Value {
	shown.as_object_mut().expect("an object").remove("curators");
	shown
}

fn texts_change_hands(client: &Client) {
	client.must("contribution payout 0 //Dave --key //Charlie");
	client.must("contribution uri 0 https://example.org/tide --key //Charlie");
	client.must("contribution transfer 0 //Eve --key //Charlie");
	client.must("contribution transfer 0 --cancel --key //Charlie");
	client.must_fail("contribution accept-ownership 0 --key //Eve", &["Contributions.NotOffered"]);
	client.must("contribution transfer 0 //Eve --key //Charlie");
	client.must("contribution accept-ownership 0 --key //Eve");
	let shown = client.must("contribution show 0");
	let eve = client.address("//Eve");
	assert_eq!((&shown["owner"], &shown["payout"]), (&json!(eve), &json!(eve)));
	assert_eq!(shown["uri"], "https://example.org/tide");
	let root = shown["content_root"].as_str().expect("a root is text");
	assert_eq!(client.must(&format!("contribution show {root}")), shown);
}

#[test]
fn a_withdrawn_text_should_be_paid_by_earlier_models_only() {
	let node = TestNode::start();
	let client = Client::of(&node);
	client.write("tide.txt", TIDE);
	client.write("remix.txt", REMIX);
	client.must("datanet create everyone --key //Alice");
	client.must("contribution register tide.txt --datanet 0 --key //Charlie");
	client.must("contribution register remix.txt --datanet 0 --key //Dave");
	client.must("model register --kind base --dataset 0 --price 0.5 --key //Eve");
	client.must("contribution withdraw 0 --key //Charlie");
	client.must_fail("contribution withdraw 0 --key //Charlie", &["Contributions.NotAccepted"]);
	client.must("model register --kind base --dataset 0 --key //Eve");
	client.must("model register --kind fine-tune --parent 0:30 --dataset 0 --key //Ferdie");

	// By contribution, what an output that is all of the withdrawn text credits.
	let credited = |model: u32| {
		let shown = client.must(&format!("answer attribute tide.txt --model {model}"));
		let credits = shown["credits"].as_array().expect("a list");
		credits.iter().any(|credit| credit["contribution"] == 0)
	};
	assert_eq!([0, 1, 2].map(credited), [true, false, true]);

	client.must("answer settle tide.txt --model 2 --fee 1 --key //Alice");
	client.must("batch finalize 0 --wait --key //Bob");
	assert!(client.owed("//Charlie") > 0);
	let (tuner, base) = (client.owed("//Ferdie"), client.owed("//Eve"));
	assert!(tuner > base && base > 0, "{tuner} and {base}");

	// What the chain says over JSON-RPC is what the client shows.
	let rpc = |method: &str, params| node.call(method, params).expect("the node answers");
	let lineage = client.must("model lineage 2");
	assert_eq!(lineage["models"].as_array().map(Vec::len), Some(2));
	assert_eq!(rpc("openledger_lineage", rpc_params![2]), lineage);
	let quote = client.must("model quote 0");
	assert_eq!(planck(&quote["fee"]), OPEN / 2);
	assert_eq!(rpc("openledger_quote", rpc_params![0]), quote);
	assert_eq!(
		rpc("openledger_texts", rpc_params![0, 0, 10])[0]["withdrawal"],
		json!(0),
		"the first withdrawal"
	);
}

#[test]
fn licenses_should_bind_models() {
	let node = TestNode::start();
	let client = Client::of(&node);
	client.write("tide.txt", TIDE);
	client.must("datanet create study --no-commercial --license CC-BY-NC-4.0 --key //Alice");
	client.must("contribution register tide.txt --datanet 0 --key //Charlie");
	let register = "model register --kind base --dataset 0 --key //Eve";
	client.must_fail(register, &["Models.CommercialTrainingForbidden"]);
	client.must(&format!("{register} --non-commercial"));
	client.must_fail(
		"answer settle tide.txt --model 0 --fee 1 --key //Alice",
		&["model 0 is not commercial"],
	);
	let child = "model register --kind fine-tune --parent 0:30 --key //Ferdie";
	client.must_fail(child, &["Models.ParentNotCommercial"]);
	client.must("model transfer 0 //Ferdie --key //Eve");
	client.must("model accept-ownership 0 --key //Ferdie");
	client.must("model payout 0 //Dave --key //Ferdie");
	let shown = client.must("model show 0");
	assert_eq!(shown["developer"], client.address("//Ferdie"));
	assert_eq!(shown["payout"], client.address("//Dave"));
	assert_eq!(shown["commercial"], false);

	client.must("datanet create as-it-is --no-derivatives --key //Alice");
	client.write("remix.txt", REMIX);
	client.must("contribution register remix.txt --datanet 1 --key //Dave");
	client.write("more.txt", "Made from what must not be derived from.");
	client.must_fail(
		"contribution register more.txt --datanet 1 --source 1:10 --key //Dave",
		&["Contributions.DerivativesForbidden"],
	);
	client.must_fail(
		"model register --kind base --dataset 1 --key //Eve",
		&["Models.LicenseForbidsDerivatives"],
	);
	client.must("model register --kind base --dataset 1 --no-derivatives --key //Eve");
	client.must_fail(
		"model register --kind fine-tune --parent 1:30 --key //Ferdie",
		&["Models.DerivativesForbidden"],
	);
}
