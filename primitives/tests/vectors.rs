// SPDX-License-Identifier: Apache-2.0

//! The vectors and worked examples of the specification, `docs/spec`: what it prints is what this code
//! gives.

use codec::{Decode, Encode};
use openledger_primitives::{
	batch::{BatchTerms, BatchedReceipt, ChannelSum, Draft, Netted, PlacedCredit},
	challenge::{
		check_reveal, refute, Binding, ChallengeError, Content, Evidence, Excerpt, Exhibit, Proof,
		ReceiptPath, Reference, SettledBatch, Substitute,
	},
	content::{chunk_hashes, content_root},
	corpus::{Corpus, Dataset, Snapshot},
	history::{number_key, BatchRecord, History, Outcome},
	merkle,
	normal::normalize,
	receipt::{
		commitment_leaf, credits_of,
		signature::{self, Signer},
		Answer, CompactReceipt, Credit, HeldSpan, Payment, Receipt,
	},
	shares::ShareStack,
	span::{due, listed_spans, owned_stretches, Span, SpanParams},
	split::{FeeSplit, Payments},
	token::token_starts,
	voucher::{Promise, Voucher},
};
use sp_arithmetic::Perbill;
use sp_core::{hexdisplay::HexDisplay, sr25519, Blake2Hasher, Pair, H256};

/// The pages of the specification, by their names.
macro_rules! pages {
	($($name:literal),* $(,)?) => {
		[$(include_str!(concat!("../../docs/spec/", $name, ".md"))),*]
	};
}

const PAGES: [&str; 32] = pages![
	"protocol",
	"content-roots",
	"normal-form",
	"contributions",
	"deposits",
	"models",
	"span-rule",
	"receipts",
	"operators",
	"channels",
	"batches",
	"settlement",
	"challenges",
	"proofs",
	"soundness",
	"economics",
	"auditing",
	"rewards",
	"open",
	"disputes",
	"governance",
	"veto",
	"upgrades",
	"attacks",
	"parameters",
	"history",
	"calls",
	"events",
	"reads",
	"files",
	"limits",
	"examples",
];

/// What is expected below is what the pages print.
#[test]
fn every_hash_should_be_on_a_page() {
	let pages = PAGES.concat();
	let is_hash =
		|part: &&str| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
	for hash in include_str!("vectors.rs").split('"').filter(is_hash) {
		assert!(pages.contains(hash), "the specification does not print {hash}");
	}
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
	HexDisplay::from(&bytes.as_ref()).to_string()
}

/// Root of a content, in hex.
fn root_of(content: &[u8]) -> String {
	hex(content_root::<Blake2Hasher>(content).unwrap())
}

/// "Normal form v1": the bytes that the normal form's vector has.
#[test]
fn the_content_root_of_the_normal_form_should_be_as_printed() {
	let normal = normalize("\u{feff}  Cafe\u{301}\tau\u{a0} lait\r\n");
	assert_eq!(hex(&normal), "436166c3a9206175206c616974");
	assert_eq!(
		root_of(normal.as_bytes()),
		"1fe55d076341a5db0799491587a98631ee51b3425e4e240a1e1cc1e8f92889a7"
	);
}

/// "Vectors of the normal form".
#[test]
fn normal_forms_should_be_as_printed() {
	let (many, most) = ("\u{301}".repeat(31), "\u{301}".repeat(30));
	let vectors = [
		("co\u{ad}oper\u{200b}ate", "cooperate"),
		("a\u{378}b\u{e000}", "ab\u{e000}"),
		("e\u{200d}\u{301}", "\u{e9}"),
		("\u{1112}\u{1161}\u{11ab} \u{212b}", "\u{d55c} \u{c5}"),
		(
			"\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
			"\u{645}\u{6cc}\u{62e}\u{648}\u{627}\u{647}\u{645}",
		),
		("\u{1f469}\u{200d}\u{1f4bb} \u{2764}\u{fe0f}", "\u{1f469}\u{1f4bb} \u{2764}"),
		(&format!("q{many}a"), &format!("q{most}a")),
		("x\u{7}y\u{85}z", "xy z"),
		(" \u{301}", "\u{301}"),
		("\u{200b}\u{ad} ", ""),
	];
	for (text, normal) in vectors {
		assert_eq!(normalize(text), normal);
	}
}

/// "Content roots".
#[test]
fn content_roots_should_be_as_printed() {
	let vectors: [(&[u8], &[&str], &str, &str); 4] = [
		(
			b"abc",
			&["4b44b5a5f9e6fafead231e4d609a8e88053a6053c087b68e24e31faf0fb8dfe7"],
			"4b44b5a5f9e6fafead231e4d609a8e88053a6053c087b68e24e31faf0fb8dfe7",
			"8214a26538527d80eb032366b094a47d46122ccfb09c57e8d76843b07183fd14",
		),
		(
			b"The quick brown fox jumps over the lazy dog.",
			&["301c1a42f7dbc75d66d7b49bb025c388da6eb710580b4646a28dec22f16a54cd"],
			"301c1a42f7dbc75d66d7b49bb025c388da6eb710580b4646a28dec22f16a54cd",
			"63d0f82e6c973311ba8aaffedd089ad90313480b1b63904c2ddd1d4bf2f0a456",
		),
		(
			&[b'a'; 1_500],
			&[
				"5c61835d7f87a04fb7dfb619850183d88997ee6f8e1155be88929c5d33aa8c2d",
				"b99c9b2e4d3343d0c99c9d47ff16fa1f9de90ffb37871dda193699a134c6fcb2",
			],
			"655d1cbe4ff15bd3676cb5a767dc5adef0069aa3ebbc14898d7fb3ab11333855",
			"e0ea5bfa2b53fb5d08a6d58240de84e04f6fe3a64a57788cb29f9b99a935fed9",
		),
		(
			&[b'a'; 3_000],
			&[
				"5c61835d7f87a04fb7dfb619850183d88997ee6f8e1155be88929c5d33aa8c2d",
				"5c61835d7f87a04fb7dfb619850183d88997ee6f8e1155be88929c5d33aa8c2d",
				"48b973b3aa36c01e2904c18dc73e792121467ae821a92cd0a8e66005eca93ef7",
			],
			"97844cbbbba9288128808e3151a9ef36511d0ef4ac4d44496e53c9b240e7150c",
			"1607cb42f6dc2f40434cb913831a2c04c7b9fe95aa348967e79a5d3a6a90c754",
		),
	];
	for (content, leaves, tree, root) in vectors {
		let hashes = chunk_hashes::<Blake2Hasher>(content);
		assert_eq!(hashes.iter().map(hex).collect::<Vec<_>>(), leaves);
		assert_eq!(hex(merkle::root::<Blake2Hasher>(&hashes).unwrap()), tree);
		assert_eq!(root_of(content), root);
	}
}

/// "Merkle trees and paths": the tree of three leaves.
#[test]
fn paths_of_three_leaves_should_be_as_printed() {
	let leaves = chunk_hashes::<Blake2Hasher>(&[b'a'; 3_000]);
	let node = merkle::root::<Blake2Hasher>(&leaves[..2]).unwrap();
	assert_eq!(hex(node), "81731843f862ebd023cc8ad15d799f5aadd09e44f72e1d3e2b16e0758421f0b4");
	let path = |index| merkle::path::<Blake2Hasher>(&leaves, index).unwrap();
	assert_eq!(path(0), [leaves[1], leaves[2]]);
	assert_eq!(path(1), [leaves[0], leaves[2]]);
	assert_eq!(path(2), [node]);
}

/// Entries of a stack, in parts per billion.
fn parts<Id: Ord + Copy, const MAX: u32>(stack: &ShareStack<Id, MAX>) -> Vec<(Id, u32)> {
	stack.entries().iter().map(|(id, share)| (*id, share.deconstruct())).collect()
}

/// "Sources and share stacks".
#[test]
fn the_source_stacks_of_the_example_should_be_as_printed() {
	type Stack = ShareStack<u64, 16>;
	let third = Perbill::from_parts(333_333_333);
	let ten = Stack::whole(10).unwrap();
	let eleven = Stack::flatten(11, [(10, third, ten.clone())]).unwrap();
	let twelve = Stack::flatten(12, [(11, third, eleven.clone())]).unwrap();
	assert_eq!(parts(&ten), [(10, 1_000_000_000)]);
	assert_eq!(parts(&eleven), [(10, 333_333_333), (11, 666_666_667)]);
	assert_eq!(parts(&twelve), [(10, 111_111_110), (11, 222_222_222), (12, 666_666_668)]);
	assert_eq!(twelve.divide(1_000), (vec![(10, 111), (11, 222), (12, 666)], 1));
}

/// "Models": the royalty stack.
#[test]
fn the_royalty_stacks_of_the_example_should_be_as_printed() {
	type Stack = ShareStack<u32, 32>;
	let percent = Perbill::from_percent;
	let base = Stack::whole(0).unwrap();
	let tune = Stack::flatten(1, [(0, percent(30), base.clone())]).unwrap();
	let given = [(0, percent(10), base), (1, percent(20), tune.clone())];
	let merge = Stack::flatten(2, given).unwrap();
	assert_eq!(parts(&tune), [(0, 300_000_000), (1, 700_000_000)]);
	assert_eq!(parts(&merge), [(0, 160_000_000), (1, 140_000_000), (2, 700_000_000)]);

	let paid = vec![
		(0, 53_600_000_000_000_000),
		(1, 46_900_000_000_000_000),
		(2, 234_500_000_000_000_000),
	];
	assert_eq!(merge.divide(335_000_000_000_000_000), (paid, 0));
	// "A worked payment", with rounding.
	assert_eq!(tune.divide(385_686), (vec![(0, 115_705), (1, 269_980)], 1));
}

/// "Models": the union of two datasets.
#[test]
fn the_corpus_of_the_example_should_be_as_printed() {
	let snapshot = |datanet, end, excluded: &[u32], withdrawals| Snapshot {
		dataset: Dataset { datanet, end, excluded: excluded.to_vec().try_into().unwrap() },
		withdrawals,
	};
	let parent = Corpus::flatten([snapshot(0, 5, &[1, 2], 0)], []).unwrap();
	let own = [snapshot(0, 10, &[2, 4], 0), snapshot(1, 10, &[], 0)];
	let child = Corpus::flatten(own, [parent.clone()]).unwrap();
	assert_eq!(child.entries(), [snapshot(0, 10, &[2], 0), snapshot(1, 10, &[], 0)]);
	// With a withdrawal from datanet 0 in between.
	let own = [snapshot(0, 10, &[2, 4], 1), snapshot(1, 10, &[], 0)];
	let child = Corpus::flatten(own, [parent]).unwrap();
	assert_eq!(
		child.entries(),
		[snapshot(0, 5, &[1, 2], 0), snapshot(0, 10, &[2, 4], 1), snapshot(1, 10, &[], 0)]
	);
}

/// Corpus of "The span rule, v1", by id.
const TEXTS: [(u64, &str); 3] = [
	(3, "Foxharbour bell rings twice when fog hides the northern pier."),
	(5, "The harbour bell rings twice when fog hides the northern pier."),
	(
		8,
		"At sea, fog hides the northern pier until the lamp is lit at dusk. \
		 The harbour bell rings twice when fog hides the northern pier.",
	),
];
const OUTPUT: &str = "Old rule: the harbour bell rings twice when fog hides the northern pier \
                      until the lamp is lit again.";

fn small(number: usize) -> u32 {
	u32::try_from(number).unwrap()
}

fn span(start: u32, len: u32) -> Span {
	Span { start, len }
}

fn held(start: u32, len: u32, contribution: u64, offset: u32) -> HeldSpan {
	HeldSpan { span: span(start, len), contribution, offset }
}

/// The longest match of the output from a token start on, its holder, and where that has it.
fn longest_match(start: usize) -> HeldSpan {
	let mut longest = held(small(start), 0, 0, 0);
	for (contribution, text) in TEXTS {
		for offset in token_starts(text.as_bytes()) {
			let theirs = &text.as_bytes()[offset..];
			let ours = &OUTPUT.as_bytes()[start..];
			let len = small(ours.iter().zip(theirs).take_while(|(a, b)| a == b).count());
			if len > longest.span.len {
				longest = held(small(start), len, contribution, small(offset));
			}
		}
	}
	longest
}

fn worked_spans() -> [HeldSpan; 2] {
	[held(14, 57, 5, 4), held(44, 51, 8, 8)]
}

fn worked_credits() -> [Credit; 2] {
	[Credit { contribution: 5, points: 3_249 }, Credit { contribution: 8, points: 1_224 }]
}

/// "The span rule, v1".
#[test]
fn token_starts_should_be_as_printed() {
	let starts = |text: &str| token_starts(text.as_bytes()).collect::<Vec<_>>();
	assert_eq!(starts("let x1 = a.b();"), [0, 4, 7, 9, 10, 11, 12, 13, 14]);
	assert_eq!(starts("Log\u{2014}harbour"), [0, 3, 6]);
	assert_eq!(starts("Foxharbour"), [0]);
	assert_eq!(starts("“Yes,” she said…"), [0, 3, 6, 7, 11, 15, 19]);
	assert_eq!(starts("naïve Größe"), [0, 7]);
	assert!(starts("春眠不觉晓，处处闻啼鸟").into_iter().eq((0..=30).step_by(3)));
	assert!(starts("น้ำขึ้น").into_iter().eq((0..=18).step_by(3)));
	assert_eq!(starts("हिन्दी में"), [0, 19]);
}

/// "The span rule, v1", steps 1 to 7.
#[test]
fn the_worked_spans_should_be_as_printed() {
	let params = SpanParams::DEFAULT;
	assert_eq!((params.min_span, params.full_span), (32, 256));
	assert_eq!(OUTPUT.len(), 100);
	assert_eq!(TEXTS.map(|(_, text)| text.len()), [61, 62, 129]);

	let matches: Vec<HeldSpan> = token_starts(OUTPUT.as_bytes()).map(longest_match).collect();
	let long: Vec<Span> =
		matches.iter().map(|found| found.span).filter(|found| found.len >= 32).collect();
	let in_the_first = [span(14, 57), span(22, 49), span(27, 44), span(33, 38), span(39, 32)];
	let in_the_second = [span(44, 51), span(48, 47), span(54, 41), span(58, 37)];
	assert_eq!(long, [&in_the_first[..], &in_the_second[..]].concat());
	let at_the = matches.iter().find(|found| found.span.start == 10).unwrap();
	assert_eq!(at_the.span.len, 4);

	let spans = listed_spans(&long, params, 1_024);
	assert_eq!(spans, [span(14, 57), span(44, 51)]);
	assert_eq!(owned_stretches(&spans).unwrap(), [span(14, 57), span(71, 24)]);
	assert_eq!((due(57, 32), due(51, 32)), (13, 10));
	for found in worked_spans() {
		assert!(matches.contains(&found), "{found:?}");
	}

	let credits = credits_of(&worked_spans(), params, 100).unwrap();
	assert_eq!(credits.to_vec(), worked_credits());
	assert_eq!(params.capacity(100), 25_600);
	let credited: u32 = credits.iter().map(|credit| credit.points).sum();
	assert_eq!(25_600 - credited, 21_127);
}

fn worked_receipt() -> Receipt {
	Receipt {
		payment: Payment::Direct { payer: [1; 32] },
		model: 1,
		span_params: SpanParams::DEFAULT,
		fee: 1_000_000,
		output_len: small(OUTPUT.len()),
		output_root: content_root::<Blake2Hasher>(OUTPUT.as_bytes()).unwrap(),
		spans: worked_spans().to_vec().try_into().unwrap(),
		salt: [7; 32],
	}
}

/// All of the worked receipt but its payment.
const REST: [&str; 9] = [
	"01000000",
	"20000001",
	"40420f00000000000000000000000000",
	"64000000",
	"9d65937828110b5fc6a40eecd4b74af555853ab8ac614f6f54f599e8d18caa88",
	"08",
	"0e00000039000000050000000000000004000000",
	"2c00000033000000080000000000000008000000",
	"0707070707070707070707070707070707070707070707070707070707070707",
];

/// "Receipts".
#[test]
fn the_receipt_should_be_encoded_as_printed() {
	let receipt = worked_receipt();
	assert_eq!(receipt.encode().len(), 166);
	let payer = "0101010101010101010101010101010101010101010101010101010101010101";
	let direct = ["00", payer].concat();
	assert_eq!(hex(receipt.encode()), [&direct, &*REST.concat()].concat());
	let commitment = "94648716d41380ec322baa58c0632c228679f80b534ed509bcd275aa02ee817b";
	assert_eq!(hex(receipt.commitment::<Blake2Hasher>()), commitment);

	let [by_channel, _] = batched_receipts();
	assert_eq!(by_channel.encode().len(), 150);
	let channel = ["01", "0500000000000000", "0000000000000000"].concat();
	assert_eq!(hex(by_channel.encode()), [&channel, &*REST.concat()].concat());
	let commitment = "9121de1d596516802edd61a39df476abd94e71b15c2d5ba8a1e4626396d3708a";
	assert_eq!(hex(by_channel.commitment::<Blake2Hasher>()), commitment);

	// What is hashed.
	let domain = ["5c", "6f70656e6c65646765722f636f6d6d69746d656e742f32"].concat();
	assert_eq!(domain, hex("openledger/commitment/2".encode()));
	let input = ["openledger/commitment/2".encode(), by_channel.encode()].concat();
	let hashed = <Blake2Hasher as sp_core::Hasher>::hash(&input);
	assert_eq!(by_channel.commitment::<Blake2Hasher>(), hashed);
}

/// "Receipts".
#[test]
fn the_compact_receipt_should_be_encoded_as_printed() {
	let receipt = worked_receipt();
	let compact = receipt.compact().unwrap();
	assert_eq!(compact.answer.check(), Ok(25_600));
	assert_eq!(compact.answer.credits.to_vec(), worked_credits());
	let answer = ["04", "20000001", "02093d00", "9101", "08", "14c532", "202113"].concat();
	assert_eq!((compact.answer.encode().len(), hex(compact.answer.encode())), (18, answer.clone()));
	let payer = "0101010101010101010101010101010101010101010101010101010101010101";
	assert_eq!(compact.encode().len(), 51);
	assert_eq!(hex(compact.encode()), ["00", payer, &answer].concat());
	// The roots of a batch of it alone.
	let leaf = compact.leaf::<Blake2Hasher>();
	assert_eq!(merkle::root::<Blake2Hasher>(&[leaf]), Some(leaf));
	assert_eq!(hex(leaf), "27e93de04c3d3c0be3c0bc570e6d6a8daa0c65b7d17a979b921761d3a036cf1e");
	let commitments = commitment_leaf::<Blake2Hasher>(receipt.commitment::<Blake2Hasher>());
	assert_eq!(
		hex(commitments),
		"2caa020940c9f758ff3e5088825da2f7eeab05f87bb9c2c240ac1688c6908faf"
	);
}

/// "Receipts": span parameters out of their bounds do not decode.
#[test]
fn a_receipt_with_unsound_span_parameters_should_not_decode() {
	let compact = worked_receipt().compact().unwrap();
	let mut bytes = compact.answer.encode();
	assert_eq!(Answer::decode(&mut &bytes[..]), Ok(compact.answer));
	bytes[1] = 15;
	assert!(Answer::decode(&mut &bytes[..]).is_err());
}

fn signature_of(hex: &str) -> sr25519::Signature {
	let byte = |n: usize| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap();
	sr25519::Signature::from_raw(std::array::from_fn(byte))
}

const BLOCK_0: H256 = H256::repeat_byte(2);
const OPERATOR: [u8; 32] = [3; 32];
/// By the operator's key, over the worked receipt that a channel pays.
const RECEIPT_SIGNATURE: &str = "7a8f1554e22abaa07016686f649466e6d5da7f35e47affec46a888b202672b60\
                         5ec845b6769a32f57d43cbb871170c67cdc7b7ee26ee596d993c872f25d08789";

fn signer() -> Signer {
	let key = sr25519::Pair::from_seed(&[4; 32]).public();
	Signer { genesis: BLOCK_0, operator: OPERATOR, keys: vec![key] }
}

/// "Signed receipts".
#[test]
fn the_signed_receipt_should_be_as_printed() {
	let signer = signer();
	assert_eq!(
		hex(signer.keys[0]),
		"c2e2bd71e04a6af2897c3414d6fd403477245060fd22daaa412ff51b83c0c22e"
	);
	let [receipt, second] = batched_receipts();
	let commitment = receipt.commitment::<Blake2Hasher>();
	let message = signature::message(BLOCK_0, &OPERATOR, commitment);
	assert_eq!(message.len(), 116);
	let fields = [
		"6f70656e6c65646765722f726563656970742f32",
		"0202020202020202020202020202020202020202020202020202020202020202",
		"0303030303030303030303030303030303030303030303030303030303030303",
		"9121de1d596516802edd61a39df476abd94e71b15c2d5ba8a1e4626396d3708a",
	];
	assert_eq!(hex(message), fields.concat());
	let signature = signature_of(RECEIPT_SIGNATURE);
	assert!(signer.has_signed(commitment, &signature));
	assert!(!signer.has_signed(second.commitment::<Blake2Hasher>(), &signature));
}

const VOUCHER_SIGNATURE: &str = "ee844fdc6ec82ee2d49ff2323942898b120309ef45ded629c626d2609ba0cf58\
                         a3d432515966c4a3fee4dd6e13740758d1e907d9c3709cbd1d3d7266c0970388";

fn worked_voucher() -> Voucher {
	let signature = signature_of(VOUCHER_SIGNATURE);
	Voucher { channel: 5, answers: 2, cumulative: 2_500_000, signature }
}

/// "Vouchers".
#[test]
fn the_voucher_should_be_as_printed() {
	let key = sr25519::Pair::from_seed(&[1; 32]).public();
	assert_eq!(hex(key), "189dac29296d31814dc8c56cf3d36a0543372bba7538fa322a4aebfebc39e056");
	let fields = [
		"6f70656e6c65646765722f766f75636865722f32",
		"0202020202020202020202020202020202020202020202020202020202020202",
		"0500000000000000",
		"0200000000000000",
		"a0252600000000000000000000000000",
	];
	let promise = Promise { channel: 5, answers: 2, cumulative: 2_500_000 };
	assert_eq!(promise.message(BLOCK_0).len(), 84);
	assert_eq!(hex(promise.message(BLOCK_0)), fields.concat());
	let voucher = worked_voucher();
	assert_eq!(voucher.promise(), promise);
	assert!(voucher.is_signed_by(&key, BLOCK_0));
	assert!(!voucher.is_signed_by(&key, H256::zero()));
	assert_eq!(voucher.encode().len(), 70);
	assert_eq!(hex(voucher.encode()), ["14", "08", "82969800", VOUCHER_SIGNATURE].concat());
}

/// "Batches": a receipt of six credits.
#[test]
fn the_batched_receipt_should_be_encoded_as_printed() {
	let credits =
		[(7, 1_600), (163, 3_600), (402, 6_400), (555, 10_000), (801, 14_400), (999, 19_600)];
	let credits = credits.map(|(place, points)| PlacedCredit { place, points });
	let receipt = BatchedReceipt {
		skipped: 0,
		model: 0,
		fee: 120,
		output_len: 2_000,
		credits: credits.to_vec().try_into().unwrap(),
	};
	assert_eq!(receipt.encode().len(), 32);
	let fields = [
		"00",
		"00",
		"e101",
		"411f",
		"18",
		"1c0119",
		"8d024138",
		"49060164",
		"ad08419c",
		"850c01e1",
		"9d0f42320100",
	];
	assert_eq!(hex(receipt.encode()), fields.concat());

	// "Decisions": the same with a fee of 0.12 OPEN, by ids.
	let credits = credits.map(|PlacedCredit { place, points }| Credit {
		contribution: 16_384 + u64::from(place),
		points,
	});
	let answer = Answer {
		model: 1,
		span_params: SpanParams::DEFAULT,
		fee: 120_000_000_000_000_000,
		output_len: 2_000,
		credits: credits.to_vec().try_into().unwrap(),
	};
	assert_eq!(answer.encode().len(), 55);
	let payment = Payment::Channel { channel: 5, sequence: 0 };
	assert_eq!(CompactReceipt { payment, answer }.encode().len(), 72);
}

/// The worked receipt, paid by a channel, and another: text 5, word for word.
fn batched_receipts() -> [Receipt; 2] {
	let paid = |sequence| Payment::Channel { channel: 5, sequence };
	let quotation = TEXTS[1].1.as_bytes();
	let second = Receipt {
		payment: paid(1),
		fee: 1_500_000,
		output_len: small(quotation.len()),
		output_root: content_root::<Blake2Hasher>(quotation).unwrap(),
		spans: vec![held(0, 62, 5, 0)].try_into().unwrap(),
		salt: [8; 32],
		..worked_receipt()
	};
	[Receipt { payment: paid(0), ..worked_receipt() }, second]
}

fn worked_draft() -> Draft {
	Draft::of::<Blake2Hasher>(&batched_receipts(), &[worked_voucher()]).unwrap()
}

/// "Batches".
#[test]
fn the_batch_should_be_encoded_as_printed() {
	let receipts = batched_receipts();
	let [first, second] = &receipts;
	assert_eq!([first, second].map(|receipt| receipt.encode().len()), [150, 130]);
	assert_eq!(
		hex(second.output_root),
		"9baa728fc0288e5118db2f0a0e15cb719347d14938df335ceddc89ba3007637f"
	);
	let credit = Credit { contribution: 5, points: 3_844 };
	assert_eq!(second.credits().unwrap().to_vec(), [credit]);
	assert_eq!(second.span_params.capacity(second.output_len), 15_872);

	let draft = worked_draft();
	let commitments = [
		"9121de1d596516802edd61a39df476abd94e71b15c2d5ba8a1e4626396d3708a",
		"de9e93473ef2a7de585dea341f42bc4fc8a39cc4d8cf5b7cdb16c02ff3641db0",
	];
	assert_eq!(draft.commitments.iter().map(hex).collect::<Vec<_>>(), commitments);
	let encoded = draft.batch.encode();
	assert_eq!(encoded.len(), 138);
	let fields = [
		"20000001",
		"82841e00",
		"04",
		"04",
		"08",
		"1420",
		"04",
		"1408",
		"82969800",
		VOUCHER_SIGNATURE,
		"00",
		"08",
		"0000",
		"08",
		"9101",
		"08",
		"00c532",
		"042113",
		"0000",
		"0c",
		"f8",
		"04",
		"00113c",
		"4bf3c8f1a9132d26c804b0f4204ca637eb4d98f6962c9cbafed1a77c2f3f93ec",
	];
	assert_eq!(hex(encoded), fields.concat());
}

/// "Batches": the trees are over the compact receipts, and over the commitments.
#[test]
fn the_trees_of_the_batch_should_be_as_printed() {
	let receipts = batched_receipts();
	let draft = worked_draft();
	let compacts: Vec<CompactReceipt> =
		draft.batch.compact().map(|compact| compact.unwrap()).collect();
	for (receipt, compact) in receipts.iter().zip(&compacts) {
		assert_eq!(receipt.compact().as_ref(), Some(compact));
	}
	assert_eq!([0, 1].map(|nth: usize| compacts[nth].encode().len()), [35, 31]);
	let first = [
		"0105000000000000000000000000000000",
		"04",
		"20000001",
		"02093d00",
		"9101",
		"08",
		"14c532",
		"202113",
	];
	assert_eq!(hex(compacts[0].encode()), first.concat());
	let second =
		["0105000000000000000100000000000000", "04", "20000001", "828d5b00", "f8", "04", "14113c"];
	assert_eq!(hex(compacts[1].encode()), second.concat());

	let leaves = draft.batch.leaves::<Blake2Hasher>().unwrap();
	let printed = [
		"7b5dd5cf08f940955433bd3baeb191d932964ad0b44508e330e5354869c794a1",
		"2f41854c6ec4f22b7bf48da003e5fd488c24d21991607179115337c12c42f650",
	];
	assert_eq!(leaves.iter().map(hex).collect::<Vec<_>>(), printed);
	assert_eq!(compacts[1].leaf::<Blake2Hasher>(), leaves[1]);
	assert_eq!(
		hex(draft.root::<Blake2Hasher>().unwrap()),
		"8493573b21350a726147ffc907685d7b185e06adad64e6180883c1e6fa844185"
	);
	assert_eq!(draft.path::<Blake2Hasher>(0).unwrap(), [leaves[1]]);
	assert_eq!(draft.path::<Blake2Hasher>(1).unwrap(), [leaves[0]]);

	let committed =
		[0, 1].map(|nth: usize| commitment_leaf::<Blake2Hasher>(draft.commitments[nth]));
	let printed = [
		"4885614cfce8ca1aded4a2a199e7de863333b90a562a5b6084fcbee9c3642299",
		"e76be7849ddfab061f616233283ff47fe8b966633cdd4f0d71b360e5d242075a",
	];
	assert_eq!(committed.map(hex), printed);
	assert_eq!(
		hex(draft.batch.commitments),
		"4bf3c8f1a9132d26c804b0f4204ca637eb4d98f6962c9cbafed1a77c2f3f93ec"
	);
	assert_eq!(draft.commitment_path::<Blake2Hasher>(0).unwrap(), [committed[1]]);
	assert_eq!(draft.commitment_path::<Blake2Hasher>(1).unwrap(), [committed[0]]);
}

/// "A worked payment".
#[test]
fn the_worked_payments_should_be_as_printed() {
	const MILLI_OPEN: u128 = 1_000_000_000_000_000;
	let paid = FeeSplit::DEFAULT.divide(1_000 * MILLI_OPEN, &[153_600, 51_200], 512_000).unwrap();
	assert_eq!(
		paid,
		Payments {
			operator: 200 * MILLI_OPEN,
			model: 335 * MILLI_OPEN,
			stakers: 100 * MILLI_OPEN,
			contributions: vec![135 * MILLI_OPEN, 45 * MILLI_OPEN],
			platform: 185 * MILLI_OPEN,
		}
	);

	let points = worked_credits().map(|credit| credit.points);
	let paid = FeeSplit::DEFAULT.divide(1_000_000, &points, 25_600).unwrap();
	assert_eq!(
		paid,
		Payments {
			operator: 200_000,
			model: 385_686,
			stakers: 100_000,
			contributions: vec![57_111, 21_515],
			platform: 235_688,
		}
	);
}

/// "A worked payment", netted.
#[test]
fn the_netted_payments_should_be_as_printed() {
	let draft = worked_draft();
	let alone = FeeSplit::DEFAULT.divide(1_500_000, &[3_844], 15_872).unwrap();
	assert_eq!(
		alone,
		Payments {
			operator: 300_000,
			model: 555_761,
			stakers: 150_000,
			contributions: vec![163_476],
			platform: 330_763,
		}
	);
	let terms = BatchTerms { split: FeeSplit::DEFAULT, price_floors: &[1_000_000] };
	assert_eq!(
		draft.batch.net::<Blake2Hasher>(&terms),
		Ok(Netted {
			fees: 2_500_000,
			receipts: 2,
			channels: vec![ChannelSum { channel: 5, first: 0, next: 2, amount: 2_500_000 }],
			operator: 500_000,
			models: vec![941_447],
			stakers: 250_000,
			contributions: vec![220_587, 21_515],
			platform: 566_451,
			root: draft.root::<Blake2Hasher>().unwrap(),
		})
	);
	assert_eq!(draft.fees(), Some(worked_voucher().cumulative));
}

/// "Challenges": chunks of 3,000 times `a`.
#[test]
fn excerpts_should_be_encoded_as_printed() {
	let content = [b'a'; 3_000];
	let excerpt = |from, to| Excerpt::of::<Blake2Hasher>(&content, from, to).unwrap().encode();
	let one = excerpt(1_024, 2_048);
	assert_eq!(one.len(), 1_092);
	assert_eq!(hex(&one[..3]), "040110");
	let siblings = [
		"08",
		"5c61835d7f87a04fb7dfb619850183d88997ee6f8e1155be88929c5d33aa8c2d",
		"48b973b3aa36c01e2904c18dc73e792121467ae821a92cd0a8e66005eca93ef7",
	];
	assert_eq!(hex(&one[3 + 1_024..]), siblings.concat());
	let two = excerpt(1_024, 3_000);
	assert_eq!((two.len(), hex(&two[1..3])), (2_012, "e11e".to_owned()));
}

/// All of one of the worked texts, or of the output.
fn whole(text: &str) -> Excerpt {
	Excerpt::of::<Blake2Hasher>(text.as_bytes(), 0, small(text.len())).unwrap()
}

/// Texts 5 and 8.
fn content_of(contribution: u64) -> Option<Content> {
	let (_, text) = TEXTS.iter().find(|(id, _)| *id == contribution && *id > 3)?;
	let root = content_root::<Blake2Hasher>(text.as_bytes())?;
	Some(Content { root, len: small(text.len()) })
}

/// A batch of one receipt, which the chain has as `settled`, and that commits to `committed`.
fn alone(settled: &CompactReceipt, committed: &Receipt) -> SettledBatch {
	SettledBatch {
		receipts: 1,
		root: settled.leaf::<Blake2Hasher>(),
		commitments: commitment_leaf::<Blake2Hasher>(committed.commitment::<Blake2Hasher>()),
		signer: Some(signer()),
	}
}

/// "Challenges": a receipt that credits the later holder, and what refutes it.
#[test]
fn the_false_receipt_should_be_refuted_as_printed() {
	let [first, _] = batched_receipts();
	let spans = vec![held(14, 57, 8, 71), first.spans[1]];
	let receipt = Receipt { spans: spans.try_into().unwrap(), ..first };
	let compact = receipt.compact().unwrap();
	let fields = [
		"0105000000000000000000000000000000",
		"04",
		"20000001",
		"02093d00",
		"9101",
		"04",
		"20e545",
	];
	assert_eq!(hex(compact.encode()), fields.concat());
	let batch = alone(&compact, &receipt);
	assert_eq!(hex(batch.root), "ff3656ac090c6dad82edc1d6b1763f9c9b09768060bdd541880b0972fae56433");
	assert_eq!(
		hex(receipt.commitment::<Blake2Hasher>()),
		"cdb86aa02d6911f03c703d9ac8048ef2e902eaa1d3a07b940b7a2b870b87028a"
	);
	assert_eq!(
		hex(batch.commitments),
		"f2c9ea38be6495fb72f0f5a23a41d566862b485e1eeaa7e1dcbff679747e19bc"
	);
	let binding = Binding::Committed(ReceiptPath::default());
	let exhibit = Exhibit { index: 0, path: Default::default(), receipt, binding };
	assert_eq!(exhibit.encode().len(), 154);
	assert_eq!(hex(&exhibit.encode()[..2]), "0000");
	assert_eq!(hex(&exhibit.encode()[152..]), "0000");
	let proof = Proof::EarlierHolder {
		span: 0,
		contribution: 5,
		offset: 4,
		text: whole(TEXTS[1].1),
		reference: Reference::Holder(whole(TEXTS[2].1)),
	};
	let encoded = proof.encode();
	assert_eq!((encoded.len(), hex(&encoded[..6])), (203, "0200141000f8".to_owned()));
	assert_eq!(refute::<Blake2Hasher>(&exhibit, &proof, &batch, content_of), Ok(()));

	// By the operator's signature it takes 64 bytes more, whatever the batch commits to.
	let key = sr25519::Pair::from_seed(&[4; 32]);
	let commitment = exhibit.receipt.commitment::<Blake2Hasher>();
	let signature = signature::sign(&key, BLOCK_0, &OPERATOR, commitment);
	let exhibit = Exhibit { binding: Binding::Signed(signature), ..exhibit };
	assert_eq!(exhibit.encode().len(), 217);
	let batch = SettledBatch { commitments: H256::zero(), ..batch };
	assert_eq!(refute::<Blake2Hasher>(&exhibit, &proof, &batch, content_of), Ok(()));
}

/// "Challenges": a receipt for a higher fee than that of the one that was signed.
#[test]
fn the_substitute_should_be_refuted_as_printed() {
	let [given, _] = batched_receipts();
	let dearer = Receipt { fee: 1_100_000, ..given.clone() };
	let settled = dearer.compact().unwrap();
	let batch = alone(&settled, &dearer);
	let binding = Binding::Signed(signature_of(RECEIPT_SIGNATURE));
	let exhibit = Exhibit { index: 0, path: Default::default(), receipt: given, binding };
	let fields =
		["00", "00", "0105000000000000000000000000000000", &REST.concat(), "01", RECEIPT_SIGNATURE];
	assert_eq!(exhibit.encode().len(), 217);
	assert_eq!(hex(exhibit.encode()), fields.concat());
	let proof = Proof::Substituted { settled: Substitute::Receipt { compact: settled } };
	let fields = [
		"05",
		"00",
		"0105000000000000000000000000000000",
		"04",
		"20000001",
		"82234300",
		"9101",
		"08",
		"14c532",
		"202113",
	];
	assert_eq!(proof.encode().len(), 37);
	assert_eq!(hex(proof.encode()), fields.concat());
	assert_eq!(refute::<Blake2Hasher>(&exhibit, &proof, &batch, content_of), Ok(()));
	// Of the batch that has the receipt itself nothing is shown.
	let own = exhibit.receipt.compact().unwrap();
	let batch = alone(&own, &exhibit.receipt);
	let refused = refute::<Blake2Hasher>(&exhibit, &proof, &batch, content_of);
	assert_eq!(refused, Err(ChallengeError::NotInBatch));

	// The same for the chain, and another commitment: that of a receipt with another salt.
	let other = Receipt { salt: [9; 32], ..exhibit.receipt.clone() };
	let batch = alone(&own, &other);
	let commitment = other.commitment::<Blake2Hasher>();
	let settled = Substitute::Commitment { commitment, path: Default::default() };
	let proof = Proof::Substituted { settled };
	assert_eq!(hex(proof.encode()), ["0501", &*hex(commitment), "00"].concat());
	assert_eq!(hex(commitment), "682501909b806cc6e105e89371a5819df75f03e925b2624156ce468732201a3f");
	assert_eq!(refute::<Blake2Hasher>(&exhibit, &proof, &batch, content_of), Ok(()));
}

/// "Challenges": the answer to a demand for receipt 1 of the batch of two.
#[test]
fn the_answer_should_be_as_printed() {
	let [_, receipt] = batched_receipts();
	let draft = worked_draft();
	let path = |path: Option<Vec<H256>>| ReceiptPath::try_from(path.unwrap()).unwrap();
	let committed = path(draft.commitment_path::<Blake2Hasher>(1));
	let exhibit = Exhibit {
		index: 1,
		path: path(draft.path::<Blake2Hasher>(1)),
		receipt,
		binding: Binding::Committed(committed),
	};
	let text = TEXTS[1].1;
	let evidence = Evidence::Span { output: whole(text), text: whole(text) };
	assert_eq!((7u64, 0u32, &exhibit, &evidence).encode().len(), 341);
	let batch = SettledBatch {
		receipts: 2,
		root: draft.root::<Blake2Hasher>().unwrap(),
		commitments: draft.batch.commitments,
		signer: Some(signer()),
	};
	let shown = check_reveal::<Blake2Hasher>(&exhibit, 0, &evidence, &batch, content_of);
	assert_eq!(shown, Ok(()));
}

/// "History": the batch of two, settled in block 100 with id 7, and final.
#[test]
fn the_history_should_be_as_printed() {
	let draft = worked_draft();
	let settled = BatchRecord {
		batch: 7,
		outcome: Outcome::Settled,
		settled_at: 100,
		operator: OPERATOR,
		payer: None,
		span_params: SpanParams::DEFAULT,
		receipts: 2,
		root: draft.root::<Blake2Hasher>().unwrap(),
		commitments: draft.batch.commitments,
		fees: 2_500_000,
	};
	let fields = [
		"0700000000000000",
		"00",
		"64000000",
		"0303030303030303030303030303030303030303030303030303030303030303",
		"00",
		"20000001",
		"02000000",
		"8493573b21350a726147ffc907685d7b185e06adad64e6180883c1e6fa844185",
		"4bf3c8f1a9132d26c804b0f4204ca637eb4d98f6962c9cbafed1a77c2f3f93ec",
		"a0252600000000000000000000000000",
	];
	assert_eq!(settled.encode().len(), 134);
	assert_eq!(hex(settled.encode()), fields.concat());
	let last = BatchRecord { outcome: Outcome::Final, ..settled.clone() };
	let leaves = [&settled, &last].map(|record| record.leaf::<Blake2Hasher>());
	let printed = [
		"1926bfcf54fd54e01f0c1d5b62df4a41de9a539d37f1105ff04ab77a0a7c976f",
		"0f5c95397b316fc937377bed7456140f7f3184c73e0903d8c17c40fd1273b19b",
	];
	assert_eq!(leaves.map(hex), printed);

	let (mut history, mut nodes) = (History::default(), Vec::new());
	assert_eq!(hex(history.encode()), "000000000000000000");
	for (leaf, index) in leaves.into_iter().zip(0..) {
		let number =
			history.append::<Blake2Hasher>(leaf, |node, children| nodes.push((node, children)));
		assert_eq!(number, Some(index));
	}
	let peak = "e59d4b424a9ee4f91e6f9e8638bf347353ca12ba2ee7be8c508f49f97ec9a417";
	assert_eq!(hex(history.encode()), ["0200000000000000", "04", peak].concat());
	let [(node, children)] = nodes[..] else { panic!("one inner node") };
	assert_eq!((hex(node), children), (peak.to_owned(), leaves));
	assert!(history.has::<Blake2Hasher>(leaves[1], 1, &[leaves[0]]));
	assert_eq!(
		hex(number_key(7, Outcome::Final)),
		["6f70656e6c65646765722f686973746f72792f6e756d6265722f", "0700000000000000", "01"].concat()
	);
}
