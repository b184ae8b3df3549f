// SPDX-License-Identifier: Apache-2.0

//! Texts that are registered, and that nobody gets to see.

use std::{fs, thread};

use openledger_testing::{Client, TestNode};
use serde_json::{json, Value};
use tempfile::TempDir;

use crate::{
	web::Web,
	works::texts,
	world::{register, root, AUTHOR, COPYIST, DEVELOPER, LIMIT, OPERATOR, PAYERS},
};

#[test]
fn a_text_that_is_withheld_should_be_named_and_left_out() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let (web, public) = (Web::start(), TempDir::with_prefix("openledger-e2e-"));
	let public = public.expect("a directory can be made");
	let texts = texts();
	let [mill, kites, scrapbook, ferry] = texts.each_ref().map(String::as_str);
	fs::write(public.path().join(root(mill)), mill).expect("a file can be written");
	// Something is served in place of the ferry, and nothing in place of the scrapbook.
	web.put(&root(ferry), "The ferry does not run today.");
	client.must(&format!("datanet create valley --key {AUTHOR}"));

	// In no order that is known before.
	let file = |directory: &str| format!("file://{}/{directory}", public.path().display());
	let works = [
		("mill", mill, file(""), AUTHOR),
		("kites", kites, file("elsewhere/"), COPYIST),
		("scrapbook", scrapbook, web.base(), PAYERS[0]),
		("ferry", ferry, web.base(), OPERATOR),
	];
	let registered = thread::scope(|scope| {
		let client = &client;
		works
			.each_ref()
			.map(|(name, text, base, key)| {
				scope.spawn(move || register(client, base, key, &[(*name, *text)]).remove(0))
			})
			.map(|registered| registered.join().expect("it is registered"))
	});
	client.must(&format!("model register --kind base --dataset 0 --key {DEVELOPER}"));

	let reader = Client::of(&node);
	let failed = reader.must_fail("model corpus 0", &["error: ", "\nhint: "]);
	let shown: Value = serde_json::from_str(&failed.stdout).expect("it is JSON");
	assert_eq!(shown["texts"], 4);
	let missing = shown["missing"].as_array().expect("there is a list");
	assert_eq!(missing.len(), 3, "{shown}");
	let reasons = ["neither in the store nor at its URI", "status 404", "another text"];
	for ((work, registered), reason) in works.iter().zip(&registered).skip(1).zip(reasons) {
		let (name, text, base, _) = work;
		let contribution = &registered["contribution"];
		let text_is = |missing: &&Value| missing["contribution"] == *contribution;
		let missing = missing.iter().find(text_is).unwrap_or_else(|| panic!("{name}: {shown}"));
		assert_eq!(missing["uri"], format!("{base}{}", root(text)), "{name}");
		assert_eq!(missing["index"], registered["index"], "{name}");
		let told = missing["reason"].as_str().expect("there is a reason");
		assert!(told.contains(reason), "{name}: {told}");
	}
	watching_names_them(&reader, missing);
	a_model_without_them_is_whole(&client, &reader, &shown["register_with"]);
}

/// Who watches is told why it can't audit.
fn watching_names_them(reader: &Client, missing: &[Value]) {
	let ended = reader.spawn("watch --model 0 --once --dry-run").wait(LIMIT);
	assert_eq!(ended.code, Some(0), "{}", ended.stderr);
	let lines = ended.lines();
	let unindexed = lines.iter().find(|line| line["event"] == "unindexed");
	let reason = unindexed.and_then(|line| line["reason"].as_str());
	let reason = reason.unwrap_or_else(|| panic!("no text is missing: {lines:?}"));
	for text in missing {
		for part in ["uri", "reason"] {
			let part = text[part].as_str().expect("it is text");
			assert!(reason.contains(part), "no `{part}` in {reason}");
		}
	}
}

/// As `index` says that it is registered.
fn a_model_without_them_is_whole(client: &Client, reader: &Client, arguments: &Value) {
	let arguments = arguments.as_array().expect("there is a list").iter();
	let arguments: Vec<_> = arguments.map(|part| part.as_str().expect("it is text")).collect();
	let arguments = arguments.join(" ");
	let register = format!("model register --kind base {arguments} --key {DEVELOPER}");
	assert_eq!(client.must(&register)["model"], 1);
	let whole = reader.must("model corpus 1");
	assert_eq!((&whole["texts"], &whole["missing"]), (&json!(1), &json!([])));
}
