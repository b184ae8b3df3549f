// SPDX-License-Identifier: Apache-2.0

//! A text that is registered, and is not in normal form: no client would have registered it.

use openledger_primitives::content::content_root;
use openledger_testing::{account, keypair, send_all, Client, TestNode};
use serde_json::{json, Value};
use sp_core::Blake2Hasher;
use subxt::dynamic::{self, Value as Argument};

use crate::{
	web::Web,
	world::{register, root, AUTHOR, COPYIST, DEVELOPER, WATCHER},
};

/// Two spaces, at byte 11.
const MALFORMED: &str = "The harbour  bell rings twice when fog hides the northern pier.";
const FERRY: &str = "The ferryman counts his passengers by their voices when the lamps are out.";

#[test]
fn a_malformed_text_should_be_named_and_struck_for_nothing() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let web = Web::start();
	web.put(&root(MALFORMED), MALFORMED);
	web.put(&root(FERRY), FERRY);
	client.must(&format!("datanet create valley --key {AUTHOR}"));
	register_as_it_is(&node, &web, MALFORMED);
	register(&client, &web.base(), AUTHOR, &[("ferry", FERRY)]);
	client.must(&format!("model register --kind base --dataset 0 --key {DEVELOPER}"));

	let reader = Client::of(&node);
	let failed = reader.must_fail("model corpus 0", &["strike what is malformed"]);
	let shown: Value = serde_json::from_str(&failed.stdout).expect("it is JSON");
	let missing = shown["missing"].as_array().expect("there is a list");
	assert_eq!(missing.len(), 1, "{shown}");
	assert_eq!((&missing[0]["contribution"], &missing[0]["malformed"]), (&json!(0), &json!(true)));
	let reason = missing[0]["reason"].as_str().expect("there is a reason");
	assert!(reason.contains("openledger contribution strike 0"), "{reason}");

	let free = || node.funds([account(WATCHER)], node.finalized())[0].free;
	let before = free();
	let strike = format!("contribution strike 0 --key {WATCHER}");
	let struck = reader.must(&strike);
	assert_eq!((&struck["struck"], &struck["at"]), (&json!(0), &json!(11)));
	assert_eq!(free(), before);
	reader.must_fail(&strike, &["malformed"]);
	reader.must_fail(&format!("contribution strike 1 --key {WATCHER}"), &["normal form"]);

	let whole = reader.must("model corpus 0");
	assert_eq!((&whole["texts"], &whole["missing"]), (&json!(1), &json!([])));
}

/// Registers bytes as no client does: as they are.
fn register_as_it_is(node: &TestNode, web: &Web, text: &str) {
	let content = content_root::<Blake2Hasher>(text.as_bytes()).expect("it is not empty");
	let length = u32::try_from(text.len()).expect("it is short");
	let uri = format!("{}{}", web.base(), root(text));
	let submission = Argument::named_composite([
		("content_root", Argument::from_bytes(content)),
		("length", Argument::from(length)),
		("uri", Argument::from_bytes(uri)),
		("sources", Argument::unnamed_composite([])),
		("payout", Argument::unnamed_variant("None", [])),
	]);
	let call = dynamic::tx("Contributions", "register", (Argument::from(0u32), submission));
	send_all(node, &keypair(COPYIST), &[call]).remove(0).expect("the chain sees a root only");
}
