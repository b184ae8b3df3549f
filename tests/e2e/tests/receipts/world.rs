// SPDX-License-Identifier: Apache-2.0

//! What is there before the first answer: a text, models that know it, an operator, and channels.

use std::{
	fs, slice,
	sync::atomic::{AtomicU32, Ordering},
	thread,
	time::Duration,
};

use openledger_primitives::{
	batch::{Draft, ReceiptBatch},
	content::content_root,
	receipt::{HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
	split::FeeSplit,
	voucher::Voucher,
	BatchId, ChannelId, ModelId,
};
use openledger_testing::{
	account, decoded, hash, keypair, planck, pot, send_all, set_windows, settle_batch,
	signed_receipt, Client, Event, Records, Settled, TestNode, OPEN,
};
use serde_json::{json, Value};
use sp_core::{sr25519, Blake2Hasher, Pair, H256};
use subxt::rpcs::client::rpc_params;
use tempfile::TempDir;

pub const AUTHOR: &str = "//Charlie";
pub const DEVELOPER: &str = "//Eve";
pub const OPERATOR: &str = "//Bob//stash";
pub const PAYER: &str = "//Ferdie";
/// Signs the vouchers of all channels, and has no account.
pub const HOT: &str = "//Ferdie//hot";
/// More than enough to be slashed by half eight times, and no multiple of anything.
pub const BOND: u128 = 300_000 * OPEN + 7;
/// What is in each channel.
pub const FUNDS: u128 = 20 * OPEN;
/// The most that a payer agrees to pay for an answer.
pub const PRICE: u128 = 2 * OPEN;
/// Longer than any window of these tests, on a machine that has other things to do.
pub const LIMIT: Duration = Duration::from_secs(240);
/// What a demand takes, and the most that it earns when nobody answers.
const DEMAND_BOND: u128 = 2 * OPEN;
const UNANSWERED: u128 = 10 * OPEN;

const TEXT: &str =
	"The postmistress of the island read no letters but her own, and stamped the others twice, so \
	that whoever got one would know that it had been weighed by someone who was in no hurry.";
const QUOTED: &str = "stamped the others twice, so that whoever got one would know";

/// An output that quotes the text, about something.
pub fn quoting(what: &str) -> String {
	format!("Of {what} it is said: \"{QUOTED}\". That was all.")
}

/// Commands are run in both directories at once.
pub struct World {
	pub node: TestNode,
	/// The operator's.
	pub client: Client,
	/// The payer's, with a store of its own.
	pub payer: Client,
	pub genesis: H256,
	/// Files that were written so far.
	files: AtomicU32,
	/// Where the text is, for everybody to read.
	_public: TempDir,
}

/// An answer as its payer has it.
#[derive(Clone)]
pub struct Given {
	pub receipt: Receipt,
	pub output: String,
}

impl World {
	/// Batches can be challenged for `window` blocks, and demands answered for `reveal`. There are so
	/// many models, and so many channels, all of the same payer.
	pub fn begin(window: u32, reveal: u32, models: u32, channels: u32) -> Self {
		let node = TestNode::start();
		let (client, payer) = (Client::of(&node), Client::of(&node));
		client.write("letters.txt", TEXT);
		let public = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
		let root = content_root::<Blake2Hasher>(text()).expect("it is not empty");
		let name = format!("{root:?}").trim_start_matches("0x").to_owned();
		fs::write(public.path().join(name), TEXT).expect("a file can be written");
		let base = format!("file://{}/", public.path().display());
		thread::scope(|scope| {
			scope.spawn(|| set_windows(&node, &client, window, reveal));
			scope.spawn(|| fund(&client, &payer, channels));
			client.must(&format!("datanet create island --key {AUTHOR}"));
			let contribute =
				format!("contribution register letters.txt --datanet 0 --uri-base {base}");
			client.must(&format!("{contribute} --key {AUTHOR}"));
			for model in 0..models {
				let register = format!("model register --kind base --dataset 0 --key {DEVELOPER}");
				assert_eq!(client.must(&register)["model"], model);
			}
		});
		let genesis = hash(&client.must("status")["genesis"]);
		Self { node, client, payer, genesis, files: AtomicU32::new(0), _public: public }
	}

	/// The name of a file that is not there yet.
	pub fn file(&self, kind: &str) -> String {
		format!("{}-{kind}", self.files.fetch_add(1, Ordering::Relaxed))
	}

	/// Has the payer sign for an answer of a channel: by default for the next one.
	pub fn request(&self, channel: ChannelId, price: u128, options: &str) -> Value {
		let sign = format!("channel voucher {channel} --price {price}planck --key {HOT}");
		self.payer.must(&format!("{sign} {options}"))
	}

	/// Has the payer take an answer with its receipt, which the operator's first key signs, and keep
	/// the answer too or not. Returns the receipt's file.
	pub fn accept(&self, given: &Given, is_kept: bool) -> String {
		let (receipt, output) = (self.file("receipt.json"), self.file("output.txt"));
		let signed = signed_receipt(self.genesis, OPERATOR, OPERATOR, &given.receipt);
		self.payer.write(&receipt, signed.to_string());
		self.payer.write(&output, &given.output);
		let option = if is_kept { format!("--output {output}") } else { String::new() };
		self.payer.must(&format!("channel accept {receipt} {option}"));
		receipt
	}

	/// Has the operator give the next answer of a channel to the payer, with a receipt that is right.
	pub fn give(&self, channel: ChannelId, what: &str, is_kept: bool) -> (Given, Voucher) {
		let signed = self.request(channel, PRICE, "");
		let sequence = signed["sequence"].as_u64().expect("answers are numbered");
		let given = Given::right(channel, sequence, 0, what);
		self.accept(&given, is_kept);
		(given, decoded(&signed["voucher"]))
	}

	/// Settles batches as the operator, in this order.
	pub fn settle(&self, batches: &[ReceiptBatch]) -> Vec<Result<Vec<Event>, String>> {
		let calls: Vec<_> = batches.iter().map(settle_batch).collect();
		send_all(&self.node, &keypair(OPERATOR), &calls)
	}

	/// Settles one that the chain takes.
	pub fn settled(&self, batch: &ReceiptBatch) -> Settled {
		Self::the_batch(self.settle(slice::from_ref(batch)).remove(0))
	}

	/// The batch that was settled.
	pub fn the_batch(outcome: Result<Vec<Event>, String>) -> Settled {
		let settled = Records::of(outcome.expect("the chain takes it")).settled();
		settled.into_iter().next().expect("a batch was settled")
	}

	/// Has the payer hold what was settled of a channel against its receipts, and refute it.
	pub fn audit(&self, channel: ChannelId) -> Value {
		self.payer.must(&format!("batch audit {channel} --refute --key {PAYER}"))
	}

	/// A batch in the last final block, while it is there.
	pub fn batch(&self, batch: BatchId) -> Value {
		let head = self.node.call("chain_getFinalizedHead", rpc_params![]);
		let record =
			self.node.call("openledger_batch", rpc_params![batch, head.expect("there is one")]);
		record.expect("the node answers")
	}

	/// The demands about a batch.
	pub fn demands(&self, batch: BatchId) -> Vec<Value> {
		let demands = self.node.call("openledger_demands", rpc_params![batch, 100]);
		demands.expect("the node answers").as_array().expect("there is a list").clone()
	}

	/// Whether nothing is left of a batch, and of demands about it.
	pub fn is_over(&self, batch: BatchId) -> bool {
		self.batch(batch) == json!(null) && self.demands(batch).is_empty()
	}

	/// What a channel still has, and what was settled of it.
	pub fn channel(&self, channel: ChannelId) -> (u128, u128) {
		let shown = self.client.must(&format!("channel show {channel}"));
		(planck(&shown["funds"]), planck(&shown["settled"]))
	}

	/// What the operator has bonded.
	pub fn bond(&self) -> u128 {
		planck(&self.client.must(&format!("operator show {OPERATOR}"))["bond"])
	}
}

impl Given {
	/// An answer that quotes the text, with a receipt that is right.
	pub fn right(channel: ChannelId, sequence: u64, model: ModelId, what: &str) -> Self {
		let output = quoting(what);
		let payment = Payment::Channel { channel, sequence };
		Self { receipt: receipt(payment, model, &output), output }
	}
}

/// The receipt of an output that quotes the text. It costs 1 OPEN.
pub fn receipt(payment: Payment, model: ModelId, output: &str) -> Receipt {
	let position = |at: usize| u32::try_from(at).expect("texts are short");
	let start = output.find(QUOTED).expect("the output quotes the text");
	let held = HeldSpan {
		span: Span { start: position(start), len: position(QUOTED.len()) },
		contribution: 0,
		offset: position(TEXT.find(QUOTED).expect("the text has it")),
	};
	Receipt {
		payment,
		model,
		span_params: SpanParams::DEFAULT,
		fee: OPEN,
		output_len: position(output.len()),
		// Outputs are written in normal form.
		output_root: content_root::<Blake2Hasher>(output.as_bytes()).expect("it is not empty"),
		spans: vec![held].try_into().expect("one is no crowd"),
		salt: sr25519::Pair::generate().1,
	}
}

/// The text, as everybody knows it.
pub fn text() -> &'static [u8] {
	TEXT.as_bytes()
}

/// What settles receipts as they are.
pub fn batch(receipts: &[Receipt], vouchers: &[Voucher]) -> ReceiptBatch {
	Draft::of::<Blake2Hasher>(receipts, vouchers).expect("receipts make a batch").batch
}

/// What everyone is owed, by the rules as `openledger-primitives` has them.
pub fn owed(receipts: &[Receipt]) -> [(&'static str, u128); 3] {
	let (mut operator, mut author, mut developer) = (0, 0, 0);
	for receipt in receipts {
		let credits = receipt.credits().expect("its spans can be");
		let points: Vec<_> = credits.iter().map(|credit| credit.points).collect();
		let capacity = receipt.span_params.capacity(receipt.output_len);
		let paid = FeeSplit::DEFAULT
			.divide(receipt.fee, &points, capacity)
			.expect("no answer has more than it can");
		operator += paid.operator;
		developer += paid.model;
		author += paid.contributions.iter().sum::<u128>();
	}
	[(OPERATOR, operator), (AUTHOR, author), (DEVELOPER, developer)]
}

/// Registers the operator, and opens the channels to it.
fn fund(client: &Client, payer: &Client, channels: u32) {
	client.must(&format!(
		"operator register --bond {BOND}planck --endpoint https://operator.example --key {OPERATOR}"
	));
	for channel in 0..channels {
		let opened = payer.must(&format!(
			"channel open --operator {OPERATOR} --amount {FUNDS}planck --hot-key {HOT} --key {PAYER}"
		));
		assert_eq!(opened["channel"], channel);
	}
}

/// What accounts had before, and have now.
pub struct Money {
	accounts: [[u8; 32]; 4],
	before: u64,
	issued: u128,
}

impl Money {
	/// Of the operator, the payer, the treasury, and the pot of what is owed.
	pub fn now(world: &World) -> Self {
		let [operator, payer] = [OPERATOR, PAYER].map(account);
		let [treasury, rewards] = [b"py/trsry", b"ol/rwrds"].map(|id| account(&pot(id)));
		let accounts = [operator, payer, treasury, rewards];
		let (before, issued) = (world.node.finalized(), world.node.issuance());
		Self { accounts, before, issued }
	}

	/// Fails unless what has been refuted since was refuted by the payer, and each had half of the
	/// operator's bond taken, of which the payer got a fifth and the treasury the rest; and nothing
	/// else has changed but fees of the network, and what is owed.
	pub fn is_where_it_belongs(&self, world: &World, refuted: &[(BatchId, &str)], owed: u128) {
		let after = world.node.finalized();
		let records = Records::between(&world.node, self.before, after);
		let found: Vec<_> =
			records.refuted().into_iter().map(|refuted| (refuted.batch, refuted.ground)).collect();
		let mut expected = refuted.to_vec();
		let mut sorted = found.clone();
		expected.sort_unstable();
		sorted.sort_unstable();
		assert_eq!(sorted, expected);

		let were = world.node.funds(self.accounts, self.before);
		let are = world.node.funds(self.accounts, after);
		let [operator, payer, ..] = self.accounts;
		let (mut bond, mut rewarded, mut forfeited) = (BOND, 0, 0);
		for slashed in records.slashed() {
			assert_eq!((slashed.who, slashed.challenger), (operator, payer));
			assert_eq!(slashed.amount, bond / 2, "{slashed:?}");
			bond -= slashed.amount;
			rewarded += slashed.reward;
			forfeited += slashed.amount - slashed.reward;
			// For an answer's absence there is less.
			let most = if is_unanswered(&found, slashed.batch) { UNANSWERED } else { u128::MAX };
			assert_eq!(slashed.reward, (slashed.amount / 5).min(most), "{slashed:?}");
		}
		// What was answered has earned the operator what the payer put up for it.
		let revealed = DEMAND_BOND * records.revealed().iter().map(|_| 1).sum::<u128>();
		assert_eq!(are[0].held, were[0].held - (BOND - bond));
		assert_eq!(are[0].free, were[0].free + revealed - records.fees_of(operator));
		assert_eq!(are[1].held, were[1].held);
		assert_eq!(are[1].free, were[1].free + rewarded - revealed - records.fees_of(payer));
		// Of each fee the author of the block gets a fifth.
		let fees: u128 = records.fees().into_iter().map(|(_, fee)| fee * 80 / 100).sum();
		assert_eq!(are[2].free, were[2].free + forfeited + fees);
		assert_eq!(are[3].free, were[3].free + owed);
		assert_eq!(world.node.issuance(), self.issued);
		assert_eq!(world.bond(), bond);
	}
}

fn is_unanswered(refuted: &[(BatchId, &str)], batch: BatchId) -> bool {
	refuted.iter().any(|(found, ground)| *found == batch && *ground == "Unanswered")
}
