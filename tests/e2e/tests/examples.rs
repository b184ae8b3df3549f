// SPDX-License-Identifier: Apache-2.0

//! The examples of the client library, run as programs on one chain: each takes what those before it
//! have printed. The one in Python, on another. And transactions, as the program shows them.

use std::{
	collections::BTreeMap,
	env::{self, consts::EXE_SUFFIX},
	fs,
	path::PathBuf,
	process::{Command, Stdio},
};

use openledger_testing::{binary_path, checkout, planck, set_windows, Client, TestNode, OPEN};
use sp_core::{bytes::from_hex, Blake2Hasher, Hasher};
use subxt::rpcs::client::rpc_params;

/// Blocks in which a batch can be refuted: it is audited before it is final.
const WINDOW: u32 = 60;
const REVEAL: u32 = 15;
/// A few blocks: what is due is final by then.
const FEW: u64 = 3;
/// A text, and an answer that quotes it.
const FILES: [&str; 2] = ["essay.md", "answer.txt"];
/// The variable that names a Python with the packages of `examples/python/requirements.txt`.
const PYTHON: &str = "OPENLEDGER_PYTHON";

/// The program of an example, which cargo builds with the tests of the workspace.
fn program(name: &str) -> PathBuf {
	let test = env::current_exe().expect("a test has a path");
	let folder = test.parent().and_then(|deps| deps.parent()).expect("tests are in `deps`");
	let program = folder.join("examples").join(format!("{name}{EXE_SUFFIX}"));
	assert!(
		program.is_file(),
		"there is no {}: cargo build -p openledger-client --examples",
		program.display()
	);
	program
}

/// Runs an example with the files and the store of a client, and returns what it prints.
fn run(node: &TestNode, client: &Client, command: &str) -> String {
	let (name, arguments) = command.split_once(' ').expect("all have an argument");
	let output = Command::new(program(name))
		.args(arguments.split(' '))
		.current_dir(client.path(""))
		.env("OPENLEDGER_URL", node.url())
		.env("OPENLEDGER_STORE", client.path("store"))
		.stdin(Stdio::null())
		.output()
		.expect("an example can be started");
	let stderr = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "`{command}` failed, {}: {stderr}", output.status);
	String::from_utf8(output.stdout).expect("what people read is UTF-8")
}

/// The word after another one in what was printed.
fn after<'a>(printed: &'a str, word: &str) -> &'a str {
	let mut words = printed.split_whitespace().skip_while(|found| *found != word).skip(1);
	words.next().unwrap_or_else(|| panic!("nothing comes after `{word}` in: {printed}"))
}

fn number(printed: &str, word: &str) -> u64 {
	let found = after(printed, word);
	found.parse().unwrap_or_else(|_| panic!("`{found}` is no number, after `{word}` in: {printed}"))
}

#[test]
fn the_examples_of_the_library_should_run_one_after_the_other() {
	let node = TestNode::start();
	let client = Client::of(&node);
	set_windows(&node, &client, WINDOW, REVEAL);
	for name in FILES {
		let file = fs::read(checkout().join("examples").join(name));
		client.write(name, file.expect("the example can be read"));
	}
	let run = |command: &str| run(&node, &client, command);
	let [charlie, eve, bob] = ["//Charlie", "//Eve", "//Bob"].map(|who| client.address(who));

	let model = texts(&client, &run, &charlie);
	let first = answer(&client, &run, model);
	let last = channel(&client, &run, model);

	node.wait_until_final(last + FEW);
	let credited = credits(&run, first - u64::from(WINDOW), last);
	for (who, address) in [("//Charlie", &charlie), ("//Eve", &eve), ("//Bob", &bob)] {
		let [one, other] = credited[address][..] else { panic!("{who}: {credited:?}") };
		// An OPEN was paid for the one, and half of it for the same output in the other.
		assert!(one > other && other > 0, "{who}: {credited:?}");
		assert_eq!(client.owed(who), one + other, "{who}");
	}
	let shown = run("read 0");
	assert!(!shown.contains("is owed 0 OPEN"), "{shown}");
	client.check();
}

/// A text is registered, read, and found in an answer of a model. Returns the model.
fn texts(client: &Client, run: &impl Fn(&str) -> String, charlie: &str) -> u64 {
	let registered = run("register essay.md");
	assert_eq!((number(&registered, "datanet"), number(&registered, "contribution")), (0, 0));
	let shown = run("read 0");
	assert_eq!((after(&shown, "owner"), after(&shown, "payee")), (charlie, charlie));
	assert!(shown.contains("status Accepted") && shown.contains("is owed 0 OPEN"), "{shown}");

	let attributed = run("attribution answer.txt datanet 0");
	let model = number(&attributed, "model");
	assert_eq!(client.counts()["models"], model + 1);
	let found = client.must(&format!("answer attribute answer.txt --model {model}"));
	assert_eq!(number(&attributed, "has"), found["credits"][0]["points"], "{attributed}");
	assert_eq!(number(&attributed, "bytes"), found["spans"][0]["start"], "{attributed}");
	// Of a model that is there the same is said.
	assert_eq!(run(&format!("attribution answer.txt model {model}")), attributed);
	model
}

/// An account pays for an answer. Returns the block in which that can be final.
fn answer(client: &Client, run: &impl Fn(&str) -> String, model: u64) -> u64 {
	let settled = run(&format!("settle answer.txt {model} 1"));
	assert_eq!((number(&settled, "batch"), after(&settled, "of")), (0, "1"), "{settled}");
	let receipt = fs::read_to_string(after(&settled, "receipt")).expect("the receipt is a file");
	let receipt: serde_json::Value = serde_json::from_str(&receipt).expect("it is JSON");
	assert_eq!((&receipt["batch"], &receipt["fee"]), (&0.into(), &OPEN.to_string().into()));
	// The program knows what the example has done, as they have one store.
	let again = format!("answer settle answer.txt --model {model} --fee 1 --key //Dave");
	client.must_fail(&again, &["paid for as batch 0"]);
	number(&settled, "block")
}

/// A channel pays for an answer, and its payer checks that. Returns the block in which it can be
/// final.
fn channel(client: &Client, run: &impl Fn(&str) -> String, model: u64) -> u64 {
	let opened = run("channel 10 0.5");
	assert_eq!(number(&opened, "channel"), 0);
	let voucher = after(&opened, "voucher");
	let settled = run(&format!("batch answer.txt {model} {voucher} receipt.json"));
	assert_eq!((number(&settled, "batch"), after(&settled, "of")), (1, "0.5"), "{settled}");

	let audited = run("audit receipt.json");
	assert!(audited.contains("batch 1 has answer 0 for 0.5 OPEN, as it was given"), "{audited}");
	assert!(audited.contains("has paid 0.5 OPEN, of which 0.5 OPEN can be refuted"), "{audited}");
	// The program comes to the same, and goes on with the next request.
	client.must("batch audit 0");
	let next = client.must("channel voucher 0 --price 0.1 --key //Dave//hot");
	assert_eq!(next["sequence"], 1, "{next}");
	number(&settled, "block")
}

/// Follows the blocks from `first` on, until some that are not there yet. Returns what accounts are
/// credited in them, up to block `last` and a few more.
fn credits(run: &impl Fn(&str) -> String, first: u64, last: u64) -> BTreeMap<String, Vec<u128>> {
	let blocks = last + FEW * 3 - first;
	let followed = run(&format!("follow {blocks} {first}"));
	let count = |name: &str| followed.lines().filter(|line| line.contains(name)).count();
	assert_eq!(count(" Attribution.BatchSettled "), 2, "{followed}");
	assert_eq!(count(" Attribution.BatchFinalized "), 2, "{followed}");
	let mut credited = BTreeMap::<String, Vec<u128>>::new();
	for line in followed.lines().filter(|line| line.contains(" Rewards.Credited ")) {
		let amount = after(line, "amount").parse().expect("an amount is a number of planck");
		credited.entry(after(line, "who").to_owned()).or_default().push(amount);
	}
	credited
}

#[test]
fn the_example_in_python_should_pay_for_an_answer_in_two_ways() {
	let python = env::var_os(PYTHON).unwrap_or_else(|| {
		panic!(
			"{PYTHON} has to name a Python that has the packages of examples/python/requirements.txt; \
			scripts/test.sh makes one"
		)
	});
	let node = TestNode::start();
	let client = Client::of(&node);
	let programs = binary_path("openledger").parent().expect("a program is in a folder").to_owned();
	let path = env::var_os("PATH").unwrap_or_default();
	let path = env::join_paths([programs].into_iter().chain(env::split_paths(&path)));
	let ended = Command::new(python)
		.arg(checkout().join("examples/python/pay.py"))
		.env("PATH", path.expect("the path has no colon in a folder's name"))
		.env("OPENLEDGER_URL", node.url())
		.env("OPENLEDGER_STORE", client.path("store"))
		.env("PYTHONDONTWRITEBYTECODE", "1")
		.stdin(Stdio::null())
		.output()
		.expect("Python can be started");
	let stderr = String::from_utf8_lossy(&ended.stderr);
	assert!(ended.status.success(), "pay.py ended with {}: {stderr}", ended.status);
	let shown = String::from_utf8_lossy(&ended.stdout);
	for batch in 0..2 {
		for (who, reason) in
			[("//Charlie", "Contribution"), ("//Eve", "Model"), ("//Bob", "Operator")]
		{
			let start = format!("batch {batch} credits {} with ", client.address(who));
			let is_credited =
				|line: &str| line.starts_with(&start) && line.ends_with(&format!(" as {reason}"));
			assert!(shown.lines().any(is_credited), "{who}: {shown}");
		}
	}
	assert!(client.owed("//Charlie") > 0, "{shown}");
	client.check();
}

#[test]
fn a_transaction_should_be_shown_with_what_it_cost_and_did() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let sent = client.must("--key //Alice account transfer //Bob 2");
	let block = sent["block"].as_str().expect("the block is named");
	let block = node.call("chain_getBlock", rpc_params![block]).expect("the block is there");
	let all = block["block"]["extrinsics"].as_array().expect("a block has transactions");
	let encoded = all.last().and_then(|bytes| bytes.as_str()).expect("a transaction is text");
	let bytes = from_hex(encoded).expect("it is hex");
	let hash = format!("{:?}", Blake2Hasher::hash(&bytes));

	let shown = client.must(&format!("tx {hash}"));
	assert_eq!((&shown["hash"], &shown["succeeded"]), (&hash.into(), &true.into()));
	assert_eq!(shown["signer"], client.address("//Alice"));
	assert!(planck(&shown["fee"]) > 0, "{shown}");
	let events = shown["events"].as_array().expect("it has events");
	let named = |name: &str| events.iter().find(|event| event["name"] == name);
	let transfer = named("Balances.Transfer").expect("it is a transfer");
	let of = |name: &str| {
		let fields = transfer["arguments"].as_array().expect("an event has fields");
		fields.iter().find(|field| field["name"] == name).map(|field| field["value"].clone())
	};
	assert_eq!(of("to"), Some(client.address("//Bob").into()));
	assert_eq!(of("amount"), Some((2 * OPEN).to_string().into()));
	assert!(named("System.ExtrinsicSuccess").is_some(), "{shown}");

	// The same bytes say what they call, and a transaction that is nowhere is not found.
	let decoded = client.must(&format!("decode {encoded}"));
	assert_eq!(decoded, shown["call"]);
	client.must_fail(&format!("tx 0x{} --within 5", "07".repeat(32)), &["is no transaction"]);
	client.must_fail("decode 0x00", &["call"]);
}
