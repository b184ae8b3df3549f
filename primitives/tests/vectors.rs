// SPDX-License-Identifier: Apache-2.0

//! The vectors and worked examples of `docs/protocol.md`: what it prints is what this code gives.

use codec::{Compact, Decode, Encode};
use openledger_primitives::{
	batch::{net, BatchTerms, BatchedReceipt, Draft, Netted, PlacedCredit},
	challenge::{
		check_reveal, refute, Content, Evidence, Excerpt, Exhibit, Proof, Reference, SettledBatch,
	},
	content::{chunk_hashes, content_root},
	corpus::{Corpus, Dataset, Snapshot},
	merkle,
	normal::normalize,
	receipt::{credits_of, CompactReceipt, Credit, HeldSpan, Payment, Receipt},
	shares::ShareStack,
	span::{due, listed_spans, owned_stretches, Span, SpanParams},
	split::{FeeSplit, Payments},
	token::token_starts,
	voucher::{self, Redemption, Voucher},
};
use sp_arithmetic::Perbill;
use sp_core::{hexdisplay::HexDisplay, sr25519, Blake2Hasher, Pair, H256};

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
	let snapshot = |datanet, upto, excluded: &[u32], withdrawals| Snapshot {
		dataset: Dataset { datanet, upto, excluded: excluded.to_vec().try_into().unwrap() },
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
	let rule = SpanParams::DEFAULT;
	assert_eq!((rule.min_span, rule.full_span), (32, 256));
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

	let spans = listed_spans(&long, rule, 1_024);
	assert_eq!(spans, [span(14, 57), span(44, 51)]);
	assert_eq!(owned_stretches(&spans).unwrap(), [span(14, 57), span(71, 24)]);
	assert_eq!((due(57, 32), due(51, 32)), (13, 10));
	for found in worked_spans() {
		assert!(matches.contains(&found), "{found:?}");
	}

	let credits = credits_of(&worked_spans(), rule, 100).unwrap();
	assert_eq!(credits.to_vec(), worked_credits());
	assert_eq!(rule.capacity(100), 25_600);
	let credited: u32 = credits.iter().map(|credit| credit.points).sum();
	assert_eq!(25_600 - credited, 21_127);
}

fn worked_receipt() -> Receipt {
	Receipt {
		model: 1,
		payment: Payment::Direct { payer: [1; 32] },
		fee: 1_000_000,
		rule: SpanParams::DEFAULT,
		output_len: small(OUTPUT.len()),
		output_root: content_root::<Blake2Hasher>(OUTPUT.as_bytes()).unwrap(),
		spans: worked_spans().to_vec().try_into().unwrap(),
		salt: [7; 32],
	}
}

/// "Receipts".
#[test]
fn the_receipt_should_be_encoded_as_printed() {
	let receipt = worked_receipt();
	assert_eq!(receipt.encode().len(), 166);
	let fields = [
		"01000000",
		"00",
		"0101010101010101010101010101010101010101010101010101010101010101",
		"40420f00000000000000000000000000",
		"20000001",
		"64000000",
		"9d65937828110b5fc6a40eecd4b74af555853ab8ac614f6f54f599e8d18caa88",
		"08",
		"0e00000039000000050000000000000004000000",
		"2c00000033000000080000000000000008000000",
		"0707070707070707070707070707070707070707070707070707070707070707",
	];
	assert_eq!(hex(receipt.encode()), fields.concat());
	assert_eq!(
		hex(receipt.commitment::<Blake2Hasher>()),
		"2a153406206bb14616b1984f523a7e065cdd9de70eaea3648b5e2b52dfaf125b"
	);
}

/// "Receipts".
#[test]
fn the_compact_receipt_should_be_encoded_as_printed() {
	let compact = worked_receipt().compact::<Blake2Hasher>().unwrap();
	assert_eq!(compact.check(), Ok(25_600));
	assert_eq!(compact.credits.to_vec(), worked_credits());
	assert_eq!(compact.encode().len(), 49);
	let fields = [
		"20000001",
		"02093d00",
		"9101",
		"08",
		"14c532",
		"202113",
		"2a153406206bb14616b1984f523a7e065cdd9de70eaea3648b5e2b52dfaf125b",
	];
	assert_eq!(hex(compact.encode()), fields.concat());
	let root = merkle::root::<Blake2Hasher>(&[compact.leaf::<Blake2Hasher>()]).unwrap();
	assert_eq!(hex(root), "a226a415a7c49f459edb9f779fefb170a62f08171207d6244fdd85b23040a358");
}

/// "Receipts": a rule out of its bounds does not decode.
#[test]
fn a_compact_receipt_with_an_unsound_rule_should_not_decode() {
	let mut bytes = worked_receipt().compact::<Blake2Hasher>().unwrap().encode();
	assert!(CompactReceipt::decode(&mut &bytes[..]).is_ok());
	bytes[0] = 15;
	assert!(CompactReceipt::decode(&mut &bytes[..]).is_err());
}

const BLOCK_0: H256 = H256::repeat_byte(2);
const SIGNATURE: &str = "b435663c455b11d2595e136e2b8997a2a3a3bcf867b0809995c7d2b07b459b5b\
                         1866d3e81d190fa602e314ba32aa55b1c91c6bb723899b989f8f6463661bbf88";

fn worked_voucher() -> Voucher {
	let byte = |n: usize| u8::from_str_radix(&SIGNATURE[2 * n..2 * n + 2], 16).unwrap();
	let signature = sr25519::Signature::from_raw(std::array::from_fn(byte));
	Voucher { channel: 5, cumulative: 2_500_000, signature }
}

/// "Vouchers".
#[test]
fn the_voucher_should_be_as_printed() {
	let key = sr25519::Pair::from_seed(&[1; 32]).public();
	assert_eq!(hex(key), "189dac29296d31814dc8c56cf3d36a0543372bba7538fa322a4aebfebc39e056");
	let fields = [
		"6f70656e6c65646765722f766f75636865722f31",
		"0202020202020202020202020202020202020202020202020202020202020202",
		"0500000000000000",
		"a0252600000000000000000000000000",
	];
	assert_eq!(hex(voucher::message(BLOCK_0, 5, 2_500_000)), fields.concat());
	let voucher = worked_voucher();
	assert!(voucher.is_signed_by(&key, BLOCK_0));
	assert!(!voucher.is_signed_by(&key, H256::zero()));
	assert_eq!(voucher.encode().len(), 69);
	assert_eq!(hex(voucher.encode()), ["14", "82969800", SIGNATURE].concat());
}

/// "Batches": a receipt of six credits.
#[test]
fn the_batched_receipt_should_be_encoded_as_printed() {
	let credits =
		[(7, 1_600), (163, 3_600), (402, 6_400), (555, 10_000), (801, 14_400), (999, 19_600)];
	let credits = credits.map(|(place, points)| PlacedCredit { place, points });
	let receipt = BatchedReceipt {
		fee: 120,
		output_len: 2_000,
		credits: credits.to_vec().try_into().unwrap(),
		commitment: H256::repeat_byte(9),
	};
	assert_eq!(receipt.encode().len(), 62);
	let fields = [
		"e101",
		"411f",
		"18",
		"1c0119",
		"8d024138",
		"49060164",
		"ad08419c",
		"850c01e1",
		"9d0f42320100",
		"0909090909090909090909090909090909090909090909090909090909090909",
	];
	assert_eq!(hex(receipt.encode()), fields.concat());

	// "Decisions": the same with a fee of 0.12 OPEN, by ids.
	let credits = credits.map(|PlacedCredit { place, points }| Credit {
		contribution: 16_384 + u64::from(place),
		points,
	});
	let compact = CompactReceipt {
		rule: SpanParams::DEFAULT,
		fee: 120_000_000_000_000_000,
		output_len: 2_000,
		credits: credits.to_vec().try_into().unwrap(),
		commitment: H256::repeat_byte(9),
	};
	assert_eq!(compact.encode().len(), 86);
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

/// "Batches".
#[test]
fn the_batch_should_be_encoded_as_printed() {
	let receipts = batched_receipts();
	let [first, second] = &receipts;
	assert_eq!([first, second].map(|receipt| receipt.encode().len()), [150, 130]);
	assert_eq!(hex(first.payment.encode()), "0105000000000000000000000000000000");
	assert_eq!(
		hex(second.output_root),
		"9baa728fc0288e5118db2f0a0e15cb719347d14938df335ceddc89ba3007637f"
	);
	let credit = Credit { contribution: 5, points: 3_844 };
	assert_eq!(second.credits().unwrap().to_vec(), [credit]);
	assert_eq!(second.rule.capacity(second.output_len), 15_872);

	let draft = Draft::of::<Blake2Hasher>(&receipts).unwrap();
	assert_eq!((draft.unit, &draft.contributions[..]), (500_000, &[5, 8][..]));
	let voucher = worked_voucher();
	let vouchers = vec![Redemption { voucher, amount: voucher.cumulative }];
	let contributions: Vec<Compact<u64>> =
		draft.contributions.iter().copied().map(Compact).collect();
	let common = (draft.model, draft.rule, Compact(draft.unit));
	let arguments = (common, vouchers, contributions, &draft.receipts).encode();
	assert_eq!(arguments.len(), 170);
	let fields = [
		"01000000",
		"20000001",
		"82841e00",
		"04",
		"1482969800",
		SIGNATURE,
		"82969800",
		"08",
		"1420",
		"08",
		"08",
		"9101",
		"08",
		"00c532",
		"042113",
		"235af3182055665a11ba94b5b07ff70a6bf7a94c62f95c1b9bf11d487e94bfff",
		"0c",
		"f8",
		"04",
		"00113c",
		"56b68446d65f69b562a38f453cb3e7c38494b76ad8f3185ae286902ebfa6a07f",
	];
	assert_eq!(hex(arguments), fields.concat());
}

/// "Batches": the tree is over the compact receipts.
#[test]
fn the_tree_of_the_batch_should_be_as_printed() {
	let receipts = batched_receipts();
	let draft = Draft::of::<Blake2Hasher>(&receipts).unwrap();
	let compact = draft.compact(1).unwrap();
	assert_eq!(receipts[1].compact::<Blake2Hasher>(), Some(compact.clone()));
	assert_eq!(compact.encode().len(), 45);
	let fields = [
		"20000001",
		"828d5b00",
		"f8",
		"04",
		"14113c",
		"56b68446d65f69b562a38f453cb3e7c38494b76ad8f3185ae286902ebfa6a07f",
	];
	assert_eq!(hex(compact.encode()), fields.concat());

	let leaves = draft.leaves::<Blake2Hasher>();
	let printed = [
		"c82167be41ccec9c1ab2b48f96352ce370bc9a38a983e266b13d58fb4c73135f",
		"1af6660a786be39eec35088edcaa37975c4ad7e6e76f736e1792a894a6c574b1",
	];
	assert_eq!(leaves.iter().map(hex).collect::<Vec<_>>(), printed);
	assert_eq!(compact.leaf::<Blake2Hasher>(), leaves[1]);
	assert_eq!(
		hex(draft.root::<Blake2Hasher>().unwrap()),
		"b99f547d15e854b0d5ec38e9b720843919c58e2f640ac5f343db51a31734efb2"
	);
	assert_eq!(draft.path::<Blake2Hasher>(0).unwrap(), [leaves[1]]);
	assert_eq!(draft.path::<Blake2Hasher>(1).unwrap(), [leaves[0]]);
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
	let draft = Draft::of::<Blake2Hasher>(&batched_receipts()).unwrap();
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
	let terms =
		BatchTerms { common: draft.common(), split: FeeSplit::DEFAULT, price_floor: 1_000_000 };
	assert_eq!(
		net::<Blake2Hasher>(&terms, &draft.receipts),
		Ok(Netted {
			fees: 2_500_000,
			operator: 500_000,
			model: 941_447,
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

/// "Challenges": a receipt that credits the later holder, and what refutes it.
#[test]
fn the_false_receipt_should_be_refuted_as_printed() {
	let [first, _] = batched_receipts();
	let spans = vec![held(14, 57, 8, 71), first.spans[1]];
	let receipt = Receipt { spans: spans.try_into().unwrap(), ..first };
	let compact = receipt.compact::<Blake2Hasher>().unwrap();
	let fields = [
		"20000001",
		"02093d00",
		"9101",
		"04",
		"20e545",
		"2184e1c0bbf98fc9ac44482a0550b2a86625b57c4ad37a20d360932f034f5d25",
	];
	assert_eq!(hex(compact.encode()), fields.concat());
	let root = compact.leaf::<Blake2Hasher>();
	assert_eq!(hex(root), "534c5d016638e5dd37adb91434735d6116ebaabbd2d4ede94515e513902ad729");
	let exhibit = Exhibit { index: 0, path: Default::default(), receipt };
	assert_eq!(exhibit.encode().len(), 152);
	let proof = Proof::EarlierHolder {
		span: 0,
		contribution: 5,
		offset: 4,
		text: whole(TEXTS[1].1),
		reference: Reference::Holder(whole(TEXTS[2].1)),
	};
	let encoded = proof.encode();
	assert_eq!((encoded.len(), hex(&encoded[..6])), (203, "0200141000f8".to_owned()));
	let batch = SettledBatch { model: 1, payer: None, receipts: 1, root };
	assert_eq!(refute::<Blake2Hasher>(&exhibit, &proof, &batch, content_of), Ok(()));
}

/// "Challenges": the answer to a demand for receipt 1 of the batch of two.
#[test]
fn the_answer_should_be_as_printed() {
	let receipts = batched_receipts();
	let leaves: Vec<H256> = receipts
		.iter()
		.map(|receipt| receipt.compact::<Blake2Hasher>().unwrap().leaf::<Blake2Hasher>())
		.collect();
	let root = merkle::root::<Blake2Hasher>(&leaves).unwrap();
	let path = merkle::path::<Blake2Hasher>(&leaves, 1).unwrap().try_into().unwrap();
	let [_, receipt] = receipts;
	let exhibit = Exhibit { index: 1, path, receipt };
	let text = TEXTS[1].1;
	let evidence = Evidence::Span { output: whole(text), text: whole(text) };
	assert_eq!((7u64, 0u32, &exhibit, &evidence).encode().len(), 307);
	let batch = SettledBatch { model: 1, payer: None, receipts: 2, root };
	let shown = check_reveal::<Blake2Hasher>(&exhibit, 0, &evidence, &batch, content_of);
	assert_eq!(shown, Ok(()));
}
