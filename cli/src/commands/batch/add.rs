// SPDX-License-Identifier: Apache-2.0

//! `openledger batch add`
//!
//! An operator signs one receipt for each answer, whatever happens: it is in a file before anybody
//! gets it, and whoever adds the answer again gets the same. Where no file has it any more, and no store
//! knows of it, the same answer has the same receipt all the same, but for the signature.

use std::path::{Path, PathBuf};

use codec::Encode;
use openledger_attributor::Attribution;
use openledger_primitives::{
	receipt::Payment, voucher::Voucher, Balance, BatchId, ChannelId, ModelId,
};
use openledger_runtime_api::{ChannelInfo, ModelInfo, ModelStatus, OperatorInfo};
use serde_json::json;
use sp_core::{sr25519, H256};

use super::{
	salt::salt,
	shared::{look, names, Elsewhere, Shared},
};
use crate::{
	args::AddReceipt,
	commands::{
		anew,
		attribute::{attribute, Attributed},
		channel::{ending, signers},
		warning,
	},
	context::Context,
	error::Error,
	output::table,
	passwords,
};
use openledger_client::progress;
use openledger_client::settlement::ensure_settleable;
use openledger_client::Error as ClientError;
use openledger_client::{
	account::Account,
	chain::{BlockView, Chain, End, Roots},
	error::SettlementError,
	files::{
		self,
		batch::{name, whole, BatchFile, Place, Signed},
		receipt::{hex, SignedReceipt},
		voucher::GivenVoucher,
	},
	json,
	keys::Key,
	store::{Store, StoreError},
	texts::input,
	units::amount,
};

/// What an operator wants to be paid for an answer.
#[derive(Clone, Copy)]
struct Request {
	model: ModelId,
	fee: Balance,
	channel: ChannelId,
	voucher: Option<Voucher>,
	sequence: Option<u64>,
}

/// Who pays for an answer, and by what.
#[derive(Clone)]
struct Terms {
	genesis: H256,
	info: ChannelInfo<Account>,
	/// The keys that sign the channel's vouchers now.
	keys: Vec<H256>,
	/// What ends the channel, if that is certain.
	end: Option<End>,
	voucher: Option<Voucher>,
	sequence: Option<u64>,
	fee: Balance,
}

/// Where an answer has its place, and what is owed with it.
#[derive(Debug)]
struct Fit {
	sequence: u64,
	/// The voucher that covers most.
	voucher: Voucher,
	/// What the channel has paid, or owes then.
	charged: Balance,
}

/// What an answer must be to be the same.
#[derive(Clone, Copy)]
struct Asked {
	model: ModelId,
	fee: Balance,
	output_root: H256,
}

/// What there is of an answer before it is attributed.
enum Before {
	/// Its receipt, in a file.
	Added(Box<Added>),
	/// It was settled: the receipts of it that files of the store have.
	Settled(Vec<SettledCopy>),
	Nothing,
}

/// A receipt in a file of the store.
#[derive(Clone, PartialEq, Eq, Debug)]
struct SettledCopy {
	signed: SignedReceipt,
	path: PathBuf,
	/// The batch that the file says it is of, and what that is known by.
	batch: Option<(BatchId, Roots)>,
}

/// A receipt in a file.
struct Added {
	signed: SignedReceipt,
	/// The file that has it.
	path: PathBuf,
	index: Option<usize>,
	is_new: bool,
	charged: Option<Balance>,
	/// What the file has anew of an answer that was added before.
	renewed: Vec<&'static str>,
}

pub async fn run(context: &Context, args: AddReceipt) -> Result<(), Error> {
	let AddReceipt { file: path, output, model, fee, voucher, channel, sequence, receipt_key, out } =
		args;
	let store = context.store()?;
	let read = {
		let (path, out) = (path.clone(), out.clone());
		move || -> Result<_, Error> {
			if let Some(out) = &out {
				ensure_free(out, &path)?;
			}
			let voucher = voucher.as_deref().map(files::voucher::read).transpose()?;
			Ok((input::read_output(&output)?, voucher))
		}
	};
	let (output, voucher) = progress::computing(read).await??;
	let key = match receipt_key {
		Some(source) => passwords::load(&source, None)?,
		None => context.key()?,
	};
	let chain = context.chain().await?;
	let genesis = chain.genesis();
	anew::remember(&chain, &store).await?;
	let (channel, voucher) = for_channel(channel, voucher, genesis)?;
	let request = Request { model, fee, channel, voucher, sequence };
	let (view, about, terms) = request.terms(&chain, &key).await?;
	if about.status != ModelStatus::Active {
		context.note(&format!(
			"model {model} takes no more requests: only what it gave before it stopped can be settled"
		));
	}
	let next = view.number().saturating_add(1);
	ending::say(context, &view, next, terms.end.map(|end| (channel, end)))?;
	let asked = Asked { model, fee, output_root: output.normal().content_root() };

	// What is wrong with the file is said before the long work; and what was signed is not made again.
	let before = progress::computing({
		let (store, path, terms) = (store.clone(), path.clone(), terms.clone());
		let key = key.clone();
		move || -> Result<Before, Error> {
			let file = BatchFile::load(&path)?.unwrap_or_else(|| BatchFile::new(genesis));
			file.ensure_of(&path, &terms.info.operator)?;
			let elsewhere = look(&store, genesis, channel, &path)?;
			if let Some(earlier) = earlier(&file, &path, &elsewhere, &terms, asked)? {
				// If whoever signed it was ended before it was noted.
				let place = earlier.signed.place();
				if let Some((_, sequence)) = place.filter(|(_, at)| !elsewhere.signed.contains(at))
				{
					Shared::open(&store, genesis, channel)?.signs(sequence)?;
				}
				return Ok(Before::Added(renewed(earlier, &terms, &key)?.into()));
			}
			let sequence = sequence_of(&file, &elsewhere, &terms);
			if sequence < terms.info.next_sequence {
				let copies = settled_before(&store, genesis, (channel, sequence))?;
				if !copies.is_empty() {
					return Ok(Before::Settled(copies));
				}
			}
			file.ensure_editable(&path, genesis)?;
			ensure_fit(&file, &elsewhere, &terms)?;
			Ok(Before::Nothing)
		}
	})
	.await?;
	let before = match before {
		Ok(Before::Nothing) => Ok(None),
		Ok(Before::Added(added)) => Ok(Some(*added)),
		Ok(Before::Settled(copies)) => {
			asked.settled_before(&chain, &view, copies, &terms).await.map(Some)
		}
		Err(error) => Err(error),
	};
	match before {
		Ok(None) => {}
		Ok(Some(before)) => {
			before.say(context);
			return show(context, before, out, json!([]));
		}
		Err(error) => return Err(anew::explained(&chain, &store, error).await),
	}
	let operator = terms.info.operator.clone();
	let Attributed { output, attribution, warnings, .. } =
		attribute(&view, &store, model, &about, Some(&operator), output).await?;
	warning::say(context, &view, &warnings).await;
	// Before the receipt is anywhere: whoever settles it may have to show the output.
	store.save_output(output.normal())?;
	// That may have taken a while.
	let (_, _, terms) = request.terms(&chain, &key).await?;
	let own = store.clone();
	let edit = move || -> Result<Added, Error> {
		let (added, mut shared) = files::batch::edit(&path, genesis, |file| {
			file.ensure_of(&path, &terms.info.operator)?;
			let mut shared = Shared::open(&own, genesis, channel)?;
			// Before the receipt is in it: a file that has none of the channel does no harm.
			let elsewhere = shared.enter(&path, terms.info.next_sequence)?;
			let added = match earlier(file, &path, &elsewhere, &terms, asked)? {
				Some(earlier) => earlier,
				None => add(file, &path, attribution, &terms, model, &elsewhere, &key)?,
			};
			Ok::<_, Error>((added, shared))
		})?;
		if let Some((_, sequence)) = added.signed.place() {
			shared.signs(sequence)?;
		}
		drop(shared);
		match added.is_new {
			true => Ok(added),
			false => renewed(added, &terms, &key),
		}
	};
	let added = match progress::computing(edit).await? {
		Ok(added) => added,
		Err(error) => return Err(anew::explained(&chain, &store, error).await),
	};
	if !added.is_new {
		added.say(context);
	}
	show(context, added, out, warning::json(&warnings))
}

impl Request {
	/// What the chain says of it now. Fails when nothing could be settled of it, or another key signs.
	async fn terms(
		self,
		chain: &Chain,
		key: &Key,
	) -> Result<(BlockView, ModelInfo<Account>, Terms), Error> {
		let Self { model, fee, channel, voucher, sequence } = self;
		let view = chain.view().await?;
		let next = chain.next_block().await?;
		let about = view.model(model).await?;
		ensure_settleable(model, &about, fee, next)?;
		let info = view.channel(channel).await?;
		let operator = view.registered(&info.operator).await?;
		ensure_own(&operator, key)?;
		let end = End::ahead(&info, Some(&view.reach(&operator).await?), next)?;
		let (genesis, keys) = (chain.genesis(), signers(&info, next));
		let terms = Terms { genesis, info, keys, end, voucher, sequence, fee };
		Ok((view, about, terms))
	}
}

impl Terms {
	/// Whether one of the channel's keys has signed a voucher.
	fn is_good(&self, voucher: &Voucher) -> bool {
		self.keys.iter().any(|key| self.is_by(voucher, key))
	}

	fn is_by(&self, voucher: &Voucher, key: &H256) -> bool {
		voucher.is_signed_by(&sr25519::Public::from_raw(key.0), self.genesis)
	}

	/// The given voucher, if it is worth more than the one that a file has: it is signed by a key that
	/// counts, or counts for longer, and promises no less.
	fn better(&self, held: Option<&Voucher>) -> Option<Voucher> {
		let given = self.voucher.filter(|given| self.is_good(given))?;
		let rank = |it: &Voucher| (it.answers, it.cumulative, self.is_by(it, &self.info.key));
		let is_less = |held: &Voucher| {
			let covers = given.answers >= held.answers && given.cumulative >= held.cumulative;
			!self.is_good(held) || (covers && rank(&given) > rank(held))
		};
		held.is_none_or(is_less).then_some(given)
	}
}

/// Fails when the receipt can't be written to `out` without something else being lost.
fn ensure_free(out: &Path, file: &Path) -> Result<(), Error> {
	let there = files::batch::read(out)?;
	let is_receipt = |text: &String| text.trim().is_empty() || SignedReceipt::parse(text).is_ok();
	match there.as_ref().is_none_or(is_receipt) && whole(out) != whole(file) {
		true => Ok(()),
		false => Err(SettlementError::NoPlace(name(out)).into()),
	}
}

/// The channel that pays, and its voucher, if one is given.
fn for_channel(
	channel: Option<ChannelId>,
	given: Option<GivenVoucher>,
	genesis: H256,
) -> Result<(ChannelId, Option<Voucher>), SettlementError> {
	let Some(GivenVoucher { voucher, genesis: found }) = given else {
		// The command line has one of them.
		let channel = channel.ok_or_else(|| SettlementError::BadVoucher("there is none".into()))?;
		return Ok((channel, None));
	};
	if let Some(found) = found.filter(|found| *found != genesis) {
		return Err(SettlementError::VoucherOfOtherChain { found, expected: genesis });
	}
	match channel.filter(|channel| *channel != voucher.channel) {
		Some(expected) => {
			Err(SettlementError::VoucherOfOtherChannel { found: voucher.channel, expected })
		}
		None => Ok((voucher.channel, Some(voucher))),
	}
}

/// Fails unless a key signs the receipts of an operator.
fn ensure_own(operator: &OperatorInfo<Account>, key: &Key) -> Result<(), SettlementError> {
	key.ensure_signs_vouchers()?;
	match key.public() == operator.key {
		true => Ok(()),
		false => {
			let (operator, key) = (operator.operator.clone(), operator.key);
			Err(SettlementError::NotReceiptKey { operator, key })
		}
	}
}

/// The answer's number: the given one, the voucher's last, or the next.
fn sequence_of(file: &BatchFile, elsewhere: &Elsewhere, terms: &Terms) -> u64 {
	let ChannelInfo { channel, next_sequence, .. } = terms.info;
	let of_voucher = terms.voucher.and_then(|voucher| voucher.answers.checked_sub(1));
	let next = file.next_sequence(channel).max(elsewhere.next).max(next_sequence);
	terms.sequence.or(of_voucher).unwrap_or(next)
}

/// The receipt that was signed for the answer before. Fails when it is of another answer, or nowhere
/// any more.
fn earlier(
	file: &BatchFile,
	path: &Path,
	elsewhere: &Elsewhere,
	terms: &Terms,
	asked: Asked,
) -> Result<Option<Added>, SettlementError> {
	let channel = terms.info.channel;
	let sequence = sequence_of(file, elsewhere, terms);
	let own = file.signed((channel, sequence)).map(|signed| (signed, path.to_owned()));
	let other = || elsewhere.answers.get(&sequence);
	let found = own.or_else(|| other().map(|other| (other.signed.clone(), other.path.clone())));
	let Some((signed, path)) = found else {
		return match elsewhere.signed.contains(&sequence) && sequence >= terms.info.next_sequence {
			true => {
				let unread = names(&elsewhere.unread);
				Err(SettlementError::SignedAndGone { channel, sequence, unread })
			}
			false => Ok(None),
		};
	};
	let index = file.position((channel, sequence));
	Ok(Some(Added { index, ..asked.ensure_same(signed, path)? }))
}

/// The receipts of an answer that was settled, in the store's copies of what was.
fn settled_before(
	store: &Store,
	genesis: H256,
	place: Place,
) -> Result<Vec<SettledCopy>, StoreError> {
	let paths = store.receipt_files(genesis)?;
	let copy = |path: PathBuf| {
		let file = BatchFile::load(&path).ok()??;
		let signed = file.signed(place).filter(|_| file.genesis == genesis)?;
		Some(SettledCopy { signed, path, batch: file.batch.zip(file.roots) })
	};
	Ok(paths.into_iter().filter_map(copy).collect())
}

/// Which of the receipts of an answer was settled on this chain: one that was begun anew may have others
/// by the same numbers. Where the node does not know it, the first that may be.
async fn settled_here(
	chain: &Chain,
	view: &BlockView,
	copies: Vec<SettledCopy>,
) -> Result<Option<SettledCopy>, Error> {
	let mut possible = None;
	for copy in copies {
		let is_it = match copy.batch {
			Some((batch, roots)) => chain.has_roots(view, batch, roots).await?,
			None => None,
		};
		match is_it {
			Some(true) => return Ok(Some(copy)),
			Some(false) => {}
			None => possible = possible.or(Some(copy)),
		}
	}
	Ok(possible)
}

impl Asked {
	/// What was signed of an answer that was settled.
	async fn settled_before(
		self,
		chain: &Chain,
		view: &BlockView,
		copies: Vec<SettledCopy>,
		terms: &Terms,
	) -> Result<Added, Error> {
		let ChannelInfo { channel, next_sequence: next, .. } = terms.info;
		let place = copies.first().and_then(|copy| copy.signed.place());
		let sequence = place.unwrap_or_default().1;
		let here = settled_here(chain, view, copies).await?;
		let copy = here.ok_or(SettlementError::SequenceSettled { channel, sequence, next })?;
		Ok(self.ensure_same(copy.signed, copy.path)?)
	}

	/// What was signed before, in the file at `path`. Fails if it is another answer.
	fn ensure_same(self, signed: SignedReceipt, path: PathBuf) -> Result<Added, SettlementError> {
		let Self { model, fee, output_root } = self;
		let receipt = &signed.receipt;
		if (receipt.model, receipt.fee, receipt.output_root) != (model, fee, output_root) {
			let (channel, sequence) = signed.place().unwrap_or_default();
			return Err(SettlementError::SignedBefore { channel, sequence, path: name(&path) });
		}
		let renewed = Vec::new();
		Ok(Added { signed, path, index: None, is_new: false, charged: None, renewed })
	}
}

/// A receipt that was added before, signed by the key that counts now, and with its file's voucher
/// replaced by a better one that is given. What is being settled, or was, stays as it is: it is bound
/// by the keys of that time.
fn renewed(added: Added, terms: &Terms, key: &Key) -> Result<Added, Error> {
	let path = &added.path;
	let is_editable = |file: &BatchFile| {
		file.ensure_editable(path, terms.genesis).is_ok() && !file.is_being_settled()
	};
	// Most often nothing is to be done, and nobody to be waited for.
	let seen = BatchFile::load(path)?.filter(is_editable);
	let Some(mut seen) = seen else { return Ok(added) };
	if added.anew(&mut seen, terms, key)?.is_none() {
		return Ok(added);
	}
	let (_lock, mut file) = files::batch::open(path)?;
	let new = match is_editable(&file) {
		true => added.anew(&mut file, terms, key)?,
		false => None,
	};
	if new.is_some() {
		file.save(path)?;
	}
	Ok(new.unwrap_or(added))
}

impl Added {
	/// Renews in its file what counts no longer, or not for long. `None` if there is nothing new.
	fn anew(
		&self,
		file: &mut BatchFile,
		terms: &Terms,
		key: &Key,
	) -> Result<Option<Self>, SettlementError> {
		let (place, channel) = (self.signed.place().unwrap_or_default(), terms.info.channel);
		let own = file.signed(place).filter(|own| own.receipt == self.signed.receipt);
		let Some(mut signed) = own else { return Ok(None) };
		let mut renewed = Vec::new();
		if !signed.is_signed_by(&[key.public()]) {
			let SignedReceipt { genesis, operator, receipt, .. } = signed;
			signed = SignedReceipt::sign(key, genesis, &operator, receipt)?;
			let SignedReceipt { receipt, signature, .. } = signed.clone();
			file.answers.insert(place, Signed { receipt, signature });
			renewed.push("signature");
		}
		if let Some(voucher) = terms.better(file.vouchers.get(&channel)) {
			file.vouchers.insert(channel, voucher);
			renewed.push("voucher");
		}
		let is_new = !renewed.is_empty() || signed != self.signed;
		let (path, index, charged) = (self.path.clone(), self.index, None);
		Ok(is_new.then_some(Self { signed, path, index, is_new: false, charged, renewed }))
	}

	/// Says what became of an answer that was added before.
	fn say(&self, context: &Context) {
		context.note("the answer was added before: this is the receipt that was signed then");
		for what in &self.renewed {
			context.note(&format!("{} has a new {what} for it", name(&self.path)));
		}
	}
}

/// Fails when a file can't take an answer on these terms.
fn ensure_fit(
	file: &BatchFile,
	elsewhere: &Elsewhere,
	terms: &Terms,
) -> Result<Fit, SettlementError> {
	let Terms { info, voucher, fee, .. } = terms;
	let ChannelInfo { channel, funds, settled, next_sequence, .. } = *info;
	let sequence = sequence_of(file, elsewhere, terms);
	if sequence < next_sequence {
		return Err(SettlementError::SequenceSettled { channel, sequence, next: next_sequence });
	}
	let passed = elsewhere.answers.range(sequence..).find(|(_, other)| other.is_sent);
	if let Some((_, other)) = passed {
		let path = name(&other.path);
		return Err(SettlementError::SequencePassed { channel, sequence, path });
	}
	if voucher.is_some_and(|voucher| !terms.is_good(&voucher)) {
		return Err(SettlementError::InvalidSignature { channel, key: info.key });
	}
	let known = file.vouchers.get(&channel).into_iter().chain(&elsewhere.vouchers).copied();
	let best = known
		.filter(|voucher| terms.is_good(voucher))
		.chain(*voucher)
		.max_by_key(|voucher| (voucher.answers, voucher.cumulative))
		.ok_or(SettlementError::NoVoucher { channel, sequence })?;
	// What is promised for an answer must cover what it costs, and all before it.
	let charged = |end: u64| {
		let own = file.of_channel(channel).filter(|(at, _)| (next_sequence..end).contains(at));
		let is_own = |sequence| file.answers.contains_key(&(channel, sequence));
		own.fold(elsewhere.fees(next_sequence, end, is_own), |sum, (_, signed)| {
			sum.saturating_add(signed.receipt.fee)
		})
		.saturating_add(*fee)
	};
	for voucher in voucher.iter().chain([&best]) {
		let Voucher { answers, cumulative, .. } = *voucher;
		if sequence >= answers {
			return Err(SettlementError::NoVoucher { channel, sequence });
		}
		let charged = settled.saturating_add(charged(answers));
		if charged > cumulative {
			return Err(SettlementError::FeesBeyondVoucher {
				channel,
				answers,
				charged,
				cumulative,
			});
		}
	}
	let fees = charged(u64::MAX);
	if fees > funds {
		return Err(SettlementError::FeesBeyondFunds { channel, fees, funds });
	}
	Ok(Fit { sequence, voucher: best, charged: settled.saturating_add(fees) })
}

/// Signs the receipt of an answer, and puts it into a file.
fn add(
	file: &mut BatchFile,
	path: &Path,
	attribution: Attribution,
	terms: &Terms,
	model: ModelId,
	elsewhere: &Elsewhere,
	key: &Key,
) -> Result<Added, Error> {
	let Fit { sequence, voucher, charged } = ensure_fit(file, elsewhere, terms)?;
	let (channel, operator) = (terms.info.channel, &terms.info.operator);
	let payment = Payment::Channel { channel, sequence };
	let salt = salt(key, terms.genesis, (channel, sequence), model, attribution.output_root)?;
	let receipt = attribution.into_receipt(model, payment, terms.fee, salt);
	// What nobody could settle is not promised to anyone.
	receipt.credits().ok_or(ClientError::Inconsistent)?;
	let signed = SignedReceipt::sign(key, terms.genesis, operator, receipt)?;
	let SignedReceipt { receipt, signature, .. } = signed.clone();
	file.operator = Some(operator.clone());
	file.vouchers.insert(channel, voucher);
	file.answers.insert((channel, sequence), Signed { receipt, signature });
	let index = file.position((channel, sequence));
	let (path, charged, renewed) = (path.to_owned(), Some(charged), Vec::new());
	Ok(Added { signed, path, index, is_new: true, charged, renewed })
}

/// Shows a receipt, and writes it for whoever pays: it is in its file by now.
fn show(
	context: &Context,
	added: Added,
	out: Option<PathBuf>,
	warnings: serde_json::Value,
) -> Result<(), Error> {
	let Added { signed, path, index, is_new, charged, renewed } = added;
	if let Some(out) = &out {
		signed.write(out)?;
	}
	let SignedReceipt { genesis, operator, receipt, signature } = &signed;
	let (channel, sequence) = signed.place().ok_or(ClientError::Inconsistent)?;
	let (file, out) = (name(&path), out.as_deref().map(name));
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	let commitment = signed.commitment();
	let json = json!({
		"genesis": json::hash(*genesis),
		"file": file,
		"index": index,
		"channel": channel,
		"sequence": sequence,
		"fee": json::amount(receipt.fee),
		"credits": json::credits(&credits),
		"commitment": json::hash(commitment),
		"receipt": hex(receipt.encode()),
		"signature": hex(signature),
		"operator": json::account(operator),
		"out": out,
		"is_new": is_new,
		"renewed": renewed,
		"cumulative": charged.map(json::amount),
		"warnings": warnings,
	});
	context.show_json(json, || {
		let mut fields = vec![
			("file", file),
			("channel", channel.to_string()),
			("answer of the channel", sequence.to_string()),
			("fee", amount::format(receipt.fee)),
			("contributions", credits.len().to_string()),
			("commitment", format!("{commitment:?}")),
			("signature", hex(signature)),
		];
		if let Some(charged) = charged {
			fields.push(("the channel's answers cost in all", amount::format(charged)));
		}
		if let Some(out) = out {
			fields.push(("for whoever pays", out));
		}
		table::fields(&fields)
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::{super::shared::Other, *};
	use openledger_client::fixtures;
	use openledger_client::fixtures::{
		batch::{file, receipt, unsigned, GENESIS, ROOTS},
		channel::info,
		receipt::{key, signed},
	};
	use openledger_primitives::{receipt::Receipt, span::SpanParams, voucher::Promise};
	use std::collections::BTreeSet;

	fn payer() -> Key {
		Key::from_uri("//Alice//hot").unwrap()
	}

	fn promise(answers: u64, cumulative: Balance) -> Voucher {
		let promise = Promise { channel: 1, answers, cumulative };
		let signature = payer().sign(&promise.message(GENESIS)).unwrap();
		Voucher { channel: 1, answers, cumulative, signature }
	}

	/// Of channel 1, which can pay 1,000, has paid 500, and has 0 and 1 in the file for 150.
	fn terms(voucher: Option<Voucher>) -> Terms {
		let info = ChannelInfo {
			channel: 1,
			operator: Account::new([2; 32]),
			key: payer().public(),
			former_key: None,
			funds: 1_000,
			settled: 500,
			next_sequence: 0,
			closing: None,
			..info()
		};
		let keys = vec![payer().public()];
		Terms { genesis: GENESIS, info, keys, end: None, voucher, sequence: None, fee: 10 }
	}

	fn attribution() -> Attribution {
		Attribution {
			output_len: 500,
			output_root: H256::zero(),
			span_params: SpanParams::DEFAULT,
			spans: Default::default(),
			credits: Default::default(),
		}
	}

	fn added(file: &mut BatchFile, terms: &Terms) -> Added {
		let path = Path::new("batch.json");
		add(file, path, attribution(), terms, 3, &Elsewhere::default(), &key()).unwrap()
	}

	#[test]
	fn a_receipt_should_be_that_of_its_voucher_and_signed() {
		let mut file = file();
		let terms = terms(Some(promise(3, 660)));
		let added = added(&mut file, &terms);
		assert_eq!((added.index, added.is_new, added.charged), (Some(2), true, Some(660)));
		assert_eq!(added.signed.place(), Some((1, 2)));
		assert!(added.signed.is_signed_by(&[key().public()]));
		assert_eq!(file.signed((1, 2)), Some(added.signed));
		assert_eq!(file.vouchers[&1].promise(), promise(3, 660).promise());
	}

	#[test]
	fn the_same_answer_should_have_one_receipt() {
		let mut file = file();
		let terms = terms(Some(promise(3, 660)));
		let first = added(&mut file, &terms).signed;
		let path = Path::new("batch.json");
		let asked = Asked { model: 3, fee: 10, output_root: H256::zero() };
		let none = Elsewhere::default();
		let again = earlier(&file, path, &none, &terms, asked).unwrap().unwrap();
		assert_eq!((again.signed, again.is_new, again.index), (first.clone(), false, Some(2)));
		for other in [
			Asked { model: 4, ..asked },
			Asked { fee: 11, ..asked },
			Asked { output_root: H256::repeat_byte(1), ..asked },
		] {
			let error = earlier(&file, path, &none, &terms, other).err().unwrap();
			assert!(matches!(error, SettlementError::SignedBefore { sequence: 2, .. }));
		}
		// The same if another file has it; and none if it is in no file any more.
		let new = BatchFile::new(GENESIS);
		let other =
			Other { path: PathBuf::from("other.json"), signed: first.clone(), is_sent: true };
		let elsewhere = Elsewhere { answers: [(2, other)].into(), ..Elsewhere::default() };
		let again = earlier(&new, path, &elsewhere, &terms, asked).unwrap().unwrap();
		assert_eq!((again.signed, again.path), (first, PathBuf::from("other.json")));
		let unread = vec![PathBuf::from("away.json")];
		let gone = Elsewhere { signed: BTreeSet::from([2]), unread, ..Elsewhere::default() };
		let error = earlier(&new, path, &gone, &terms, asked).err().unwrap();
		assert!(matches!(error, SettlementError::SignedAndGone { sequence: 2, .. }));
		assert!(error.to_string().contains("away.json"));
		assert!(earlier(&new, path, &none, &terms, asked).unwrap().is_none());
	}

	/// An answer in a file, that is added again.
	fn again(path: &Path, signed: &SignedReceipt, terms: &Terms, key: &Key) -> Added {
		let Receipt { model, fee, output_root, .. } = signed.receipt;
		let asked = Asked { model, fee, output_root };
		renewed(asked.ensure_same(signed.clone(), path.to_owned()).unwrap(), terms, key).unwrap()
	}

	#[test]
	fn a_receipt_should_be_signed_anew_once_another_key_signs() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		let terms = terms(Some(promise(3, 660)));
		let mut file = file();
		let first = added(&mut file, &terms).signed;
		file.save(&path).unwrap();
		let same = again(&path, &first, &terms, &key());
		assert_eq!((&same.signed, same.renewed.len()), (&first, 0));
		let new = payer();
		let renewed = again(&path, &first, &terms, &new);
		assert_eq!(
			(renewed.renewed, renewed.signed.commitment()),
			(vec!["signature"], first.commitment())
		);
		assert!(renewed.signed.is_signed_by(&[new.public()]));
		let kept = BatchFile::existing(&path).unwrap();
		assert_eq!(kept.signed((1, 2)), Some(renewed.signed.clone()));
		// Once: whoever asks again gets this one, whatever he had.
		let same = again(&path, &first, &terms, &new);
		assert_eq!((same.signed, same.renewed.len()), (renewed.signed, 0));
		// What is being settled, or was, is bound by the keys of that time.
		for (roots, batch) in [(Some(ROOTS), None), (None, Some(7))] {
			let sent = BatchFile { roots, batch, ..kept.clone() };
			sent.save(&path).unwrap();
			assert_eq!(again(&path, &first, &terms, &key()).signed, first);
			assert_eq!(BatchFile::existing(&path).unwrap(), sent);
		}
	}

	#[test]
	fn a_better_voucher_should_be_taken_for_an_answer_that_is_there() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		let mut file = file();
		let first = added(&mut file, &terms(Some(promise(3, 660)))).signed;
		file.save(&path).unwrap();
		let kept = || BatchFile::existing(&path).unwrap().vouchers[&1].promise();
		let give = |voucher| again(&path, &first, &terms(Some(voucher)), &key()).renewed;
		// No more than there is, less, more answers for less, and signed by nobody.
		let unsigned = Voucher { cumulative: 900, ..promise(3, 700) };
		for voucher in [promise(3, 660), promise(2, 900), promise(9, 600), unsigned] {
			assert!(give(voucher).is_empty());
			assert_eq!(kept(), promise(3, 660).promise());
		}
		assert_eq!(give(promise(3, 700)), ["voucher"]);
		assert_eq!(kept(), promise(3, 700).promise());
		// One whose key counts no more is worth nothing, and one that counts for a while is replaced.
		let other = key();
		let Voucher { channel, answers, cumulative, .. } = promise(3, 700);
		let message = Promise { channel, answers, cumulative }.message(GENESIS);
		let signature = other.sign(&message).unwrap();
		let by_other = Voucher { channel, answers, cumulative, signature };
		let of_payer = terms(Some(by_other));
		let info = ChannelInfo { key: other.public(), ..of_payer.info.clone() };
		let keys = vec![other.public(), payer().public()];
		let changed = Terms { info, keys, ..of_payer };
		assert_eq!(changed.better(Some(&promise(3, 700))), Some(by_other));
		assert_eq!(changed.better(Some(&by_other)), None);
		assert_eq!(changed.better(Some(&promise(3, 701))), None);
		let over = Terms { keys: vec![other.public()], ..changed };
		assert_eq!(over.better(Some(&promise(3, 701))), Some(by_other));
		assert_eq!(over.better(None), Some(by_other));
	}

	#[test]
	fn a_receipt_should_not_be_written_over_anything_else() {
		let directory = tempfile::tempdir().unwrap();
		let path = |name: &str| directory.path().join(name);
		let (file, out) = (path("batch.json"), path("receipt.json"));
		assert!(ensure_free(&out, &file).is_ok() && ensure_free(&file, &file).is_err());
		signed(1, 0, 5).write(&out).unwrap();
		assert!(ensure_free(&out, &file).is_ok());
		std::fs::write(path("output.txt"), "an answer").unwrap();
		self::file().save(&path("other.json")).unwrap();
		for taken in ["output.txt", "other.json"] {
			let error = ensure_free(&path(taken), &file).unwrap_err();
			assert!(error.to_string().contains(taken));
		}
		assert!(ensure_free(directory.path(), &file).is_err());
	}

	#[test]
	fn a_receipt_that_was_settled_should_be_given_again() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		assert!(settled_before(&store, GENESIS, (1, 2)).unwrap().is_empty());
		let mut file = file();
		let first = added(&mut file, &terms(Some(promise(3, 660)))).signed;
		let save = |name: &str, batch, roots| {
			let path = store.receipts(GENESIS).join(name);
			BatchFile { batch, roots, ..file.clone() }.save(&path).unwrap();
			path
		};
		let settled = save("7.json", Some(7), Some(ROOTS));
		let copy = |path, batch| SettledCopy { signed: first.clone(), path, batch };
		let settled = copy(settled, Some((7, ROOTS)));
		let found = || settled_before(&store, GENESIS, (1, 2)).unwrap();
		assert_eq!(found(), std::slice::from_ref(&settled));
		// Of a chain before, or one that was sent and never heard of: the chain knows which it has.
		let other = copy(save("8.json", None, Some(ROOTS)), None);
		assert_eq!(found(), [settled, other]);
		assert!(settled_before(&store, GENESIS, (1, 3)).unwrap().is_empty());
	}

	#[test]
	fn an_answer_that_nothing_is_known_of_any_more_should_have_the_same_receipt() {
		let terms = terms(Some(promise(3, 660)));
		let [first, again] = [(), ()].map(|()| added(&mut file(), &terms).signed);
		assert_eq!(first.receipt, again.receipt);
		assert_eq!(first.commitment(), again.commitment());
		let later = Terms { sequence: Some(3), voucher: Some(promise(4, 660)), ..terms };
		assert_ne!(added(&mut file(), &later).signed.receipt.salt, first.receipt.salt);
	}

	#[test]
	fn a_voucher_should_cover_what_was_charged_and_what_is_new() {
		let fit = |voucher| ensure_fit(&file(), &Elsewhere::default(), &terms(Some(voucher)));
		assert_eq!(fit(promise(3, 660)).unwrap().charged, 660);
		match fit(promise(3, 659)).unwrap_err() {
			SettlementError::FeesBeyondVoucher { answers: 3, charged: 660, .. } => {}
			other => panic!("{other}"),
		}
		// Other files have charged too.
		let other =
			Other { path: PathBuf::from("other.json"), signed: signed(1, 3, 40), is_sent: false };
		let elsewhere = Elsewhere {
			answers: [(3, other)].into(),
			vouchers: vec![promise(4, 700)],
			next: 4,
			signed: BTreeSet::from([3]),
			unread: Vec::new(),
		};
		let fit =
			|voucher, elsewhere: &Elsewhere| ensure_fit(&file(), elsewhere, &terms(Some(voucher)));
		let found = fit(promise(3, 660), &elsewhere).unwrap();
		assert_eq!((found.sequence, found.voucher.answers, found.charged), (2, 4, 700));
		// What this one has too is charged once.
		let mut twice = elsewhere.clone();
		let other =
			Other { path: PathBuf::from("other.json"), signed: signed(1, 1, 100), is_sent: false };
		twice.answers.insert(1, other);
		assert_eq!(fit(promise(3, 660), &twice).unwrap().charged, 700);
		let less = Elsewhere { vouchers: vec![promise(4, 699)], ..elsewhere.clone() };
		let error = fit(promise(3, 660), &less).unwrap_err();
		assert!(matches!(error, SettlementError::FeesBeyondVoucher { answers: 4, .. }));
		// What was settled meanwhile costs nothing more.
		let mut settled = terms(Some(promise(3, 660)));
		(settled.info.next_sequence, settled.info.settled) = (2, 650);
		assert_eq!(ensure_fit(&file(), &Elsewhere::default(), &settled).unwrap().charged, 660);
	}

	#[test]
	fn what_the_chain_would_refuse_should_not_be_signed() {
		let refused = |terms: Terms, elsewhere: &Elsewhere| {
			ensure_fit(&file(), elsewhere, &terms).unwrap_err()
		};
		let none = Elsewhere::default();
		let good = terms(Some(promise(9, 5_000)));
		let error = refused(Terms { keys: vec![H256::zero()], ..good.clone() }, &none);
		assert!(matches!(error, SettlementError::InvalidSignature { .. }));
		let error = refused(Terms { fee: 851, ..good.clone() }, &none);
		assert!(matches!(error, SettlementError::FeesBeyondFunds { fees: 1_001, .. }));
		let error = refused(Terms { sequence: Some(9), ..good.clone() }, &none);
		assert!(matches!(error, SettlementError::NoVoucher { sequence: 9, .. }));
		let info = ChannelInfo { next_sequence: 9, ..good.info.clone() };
		let error = refused(Terms { info, ..good.clone() }, &none);
		assert!(matches!(error, SettlementError::SequenceSettled { sequence: 8, next: 9, .. }));
		// The file's own voucher was signed by nobody, so there is none.
		let error = refused(terms(None), &none);
		assert!(matches!(error, SettlementError::NoVoucher { sequence: 2, .. }));
		let other =
			Other { path: PathBuf::from("other.json"), signed: signed(1, 9, 40), is_sent: true };
		let sent = Elsewhere { answers: [(9, other)].into(), ..Elsewhere::default() };
		let error = refused(good, &sent);
		assert!(matches!(error, SettlementError::SequencePassed { sequence: 8, .. }));
	}

	#[test]
	fn a_voucher_of_another_channel_or_chain_should_be_refused() {
		let voucher = promise(3, 660);
		let given = |genesis| Some(GivenVoucher { voucher, genesis });
		let good = for_channel(None, given(Some(GENESIS)), GENESIS).unwrap();
		assert_eq!(good, (1, Some(voucher)));
		assert_eq!(for_channel(Some(1), given(None), GENESIS).unwrap().0, 1);
		assert_eq!(for_channel(Some(7), None, GENESIS).unwrap(), (7, None));
		let error = for_channel(Some(7), given(None), GENESIS).unwrap_err();
		assert!(matches!(error, SettlementError::VoucherOfOtherChannel { found: 1, .. }));
		let error = for_channel(None, given(Some(H256::zero())), GENESIS).unwrap_err();
		assert!(matches!(error, SettlementError::VoucherOfOtherChain { .. }));
	}

	#[test]
	fn only_the_operators_receipt_key_should_sign() {
		let own = OperatorInfo { key: key().public(), ..fixtures::operator::info() };
		assert!(ensure_own(&own, &key()).is_ok());
		let error = ensure_own(&own, &payer()).unwrap_err();
		assert!(matches!(error, SettlementError::NotReceiptKey { .. }));
		// What is in the file already has its place there.
		let mut file = file();
		file.answers.extend([unsigned(receipt(1, 7, 5))]);
		let terms = Terms { sequence: None, voucher: None, ..terms(None) };
		assert_eq!(sequence_of(&file, &Elsewhere::default(), &terms), 8);
	}
}
