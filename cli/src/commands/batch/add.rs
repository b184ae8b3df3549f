// SPDX-License-Identifier: Apache-2.0

//! `openledger batch add`
//!
//! An operator signs one receipt for each answer, whatever happens: it is in a file before anybody
//! gets it, and whoever adds the answer again gets the same.

use std::path::{Path, PathBuf};

use codec::Encode;
use openledger_attributor::Attribution;
use openledger_primitives::{receipt::Payment, voucher::Voucher, Balance, ChannelId, ModelId};
use openledger_runtime_api::{ChannelInfo, ModelStatus, OperatorInfo};
use serde_json::json;
use sp_core::{sr25519, H256};

use super::shared::{look, Elsewhere, Shared};
use crate::{
	account::Account,
	amount,
	args::AddReceipt,
	batch_file::{self, name, BatchFile, Place, Signed},
	commands::{
		attribute::{attribute, Attributed},
		channel::signers,
		settle::{ensure_settleable, salt},
		warning,
	},
	context::Context,
	error::{Error, SettlementError},
	input,
	key::Key,
	output::{json, progress, table, words},
	receipt_file::{hex, SignedReceipt},
	store::{Store, StoreError},
	voucher_file::{self, GivenVoucher},
};

/// Who pays for an answer, and by what.
#[derive(Clone)]
struct Terms {
	genesis: H256,
	info: ChannelInfo<Account>,
	/// The keys that sign the channel's vouchers now.
	keys: Vec<H256>,
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

/// A receipt in a file.
struct Added {
	signed: SignedReceipt,
	/// The file that has it.
	path: PathBuf,
	index: Option<usize>,
	is_new: bool,
	charged: Option<Balance>,
}

pub async fn run(context: &Context, args: AddReceipt) -> Result<(), Error> {
	let AddReceipt { file: path, output, model, fee, voucher, channel, sequence, receipt_key, out } =
		args;
	let store = context.store()?;
	let read = move || -> Result<_, Error> {
		let voucher = voucher.as_deref().map(voucher_file::read).transpose()?;
		Ok((input::read_output(&output)?, voucher))
	};
	let (output, voucher) = progress::computing(read).await??;
	let key = match receipt_key {
		Some(source) => Key::load(&source, None)?,
		None => context.key()?,
	};
	let chain = context.chain().await?;
	let genesis = chain.genesis();
	let (channel, voucher) = for_channel(channel, voucher, genesis)?;
	let view = chain.view().await?;
	let next = chain.next_block().await?;
	let about = view.model(model).await?;
	ensure_settleable(model, &about, fee, next)?;
	if about.status != ModelStatus::Active {
		context.note(&format!(
			"model {model} takes no more requests: only what it gave before it stopped can be settled"
		));
	}
	let info = view.channel(channel).await?;
	let operator = view.registered(&info.operator).await?;
	ensure_own(&info, &operator, &key)?;
	if let Some(until) = info.closing {
		if next >= u64::from(until) {
			return Err(SettlementError::Closing { channel, until }.into());
		}
		let until = words::when(until, view.number(), view.block_time()?);
		context.note(&format!(
			"channel {channel} is closing: what is settled of it has to be before {until}"
		));
	}
	let keys = signers(&info, next);
	let terms = Terms { genesis, info, keys, voucher, sequence, fee };
	let asked = Asked { model, fee, output_root: output.normal().content_root() };

	// What is wrong with the file is said before the long work; and what was signed is not made again.
	let before = progress::computing({
		let (store, path, terms) = (store.clone(), path.clone(), terms.clone());
		move || -> Result<Option<Added>, Error> {
			let file = BatchFile::load(&path)?.unwrap_or_else(|| BatchFile::new(genesis));
			file.ensure_of(&path, &terms.info.operator)?;
			let elsewhere = look(&store, genesis, channel, &path)?;
			if let Some(earlier) = earlier(&file, &path, &elsewhere, &terms, asked)? {
				return Ok(Some(earlier));
			}
			let sequence = sequence_of(&file, &elsewhere, &terms);
			if sequence < terms.info.next_sequence {
				if let Some((signed, path)) = settled_before(&store, genesis, (channel, sequence))?
				{
					return Ok(Some(asked.ensure_same(signed, path)?));
				}
			}
			file.ensure_editable(&path, genesis)?;
			ensure_fit(&file, &elsewhere, &terms)?;
			Ok(None)
		}
	})
	.await??;
	if let Some(before) = before {
		context.note("the answer was added before: this is the receipt that was signed then");
		return show(context, before, out, json!([]));
	}
	let operator = terms.info.operator.clone();
	let Attributed { output, attribution, warnings, .. } =
		attribute(&view, &store, model, &about, Some(&operator), output).await?;
	warning::say(context, &view, &warnings).await;
	// Before the receipt is anywhere: whoever settles it may have to show the output.
	store.save_output(output.normal())?;
	let edit = move || -> Result<Added, Error> {
		let first = terms.info.next_sequence;
		let mut shared = Shared::open(&store, genesis, channel)?;
		let elsewhere = shared.elsewhere(&path);
		// Before the receipt is in it: a file that has none of the channel does no harm.
		shared.has(&path, elsewhere.next, first)?;
		let added = batch_file::edit(&path, genesis, |file| {
			file.ensure_of(&path, &terms.info.operator)?;
			if let Some(earlier) = earlier(file, &path, &elsewhere, &terms, asked)? {
				return Ok(earlier);
			}
			add(file, &path, attribution, &terms, model, &elsewhere, &key)
		})?;
		if let Some((_, sequence)) = added.signed.place() {
			shared.has(&path, sequence.saturating_add(1), first)?;
			shared.signs(sequence)?;
		}
		Ok(added)
	};
	let added = progress::computing(edit).await??;
	show(context, added, out, warning::json(&warnings))
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

/// Fails unless a key signs the receipts of the operator of a channel, which can settle them.
fn ensure_own(
	info: &ChannelInfo<Account>,
	operator: &OperatorInfo<Account>,
	key: &Key,
) -> Result<(), SettlementError> {
	key.ensure_signs_vouchers()?;
	let (channel, who) = (info.channel, operator.operator.clone());
	if key.public() != operator.key {
		return Err(SettlementError::NotReceiptKey { operator: who, key: operator.key });
	}
	match channel < operator.first_channel {
		true => Err(SettlementError::ChannelOutdated { channel, operator: who }),
		false => Ok(()),
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
			true => Err(SettlementError::SignedAndGone { channel, sequence }),
			false => Ok(None),
		};
	};
	let index = file.position((channel, sequence));
	Ok(Some(Added { index, ..asked.ensure_same(signed, path)? }))
}

/// The receipt of an answer that was settled, in the store's copies of what was.
fn settled_before(
	store: &Store,
	genesis: H256,
	place: Place,
) -> Result<Option<(SignedReceipt, PathBuf)>, StoreError> {
	let paths = store.receipt_files(genesis)?;
	Ok(paths.into_iter().find_map(|path| {
		let file = BatchFile::load(&path).ok()??;
		let signed = file.signed(place).filter(|_| file.genesis == genesis)?;
		Some((signed, path))
	}))
}

impl Asked {
	/// What was signed before, in the file at `path`. Fails if it is another answer.
	fn ensure_same(self, signed: SignedReceipt, path: PathBuf) -> Result<Added, SettlementError> {
		let Self { model, fee, output_root } = self;
		let receipt = &signed.receipt;
		if (receipt.model, receipt.fee, receipt.output_root) != (model, fee, output_root) {
			let (channel, sequence) = signed.place().unwrap_or_default();
			return Err(SettlementError::SignedBefore { channel, sequence, path: name(&path) });
		}
		Ok(Added { signed, path, index: None, is_new: false, charged: None })
	}
}

/// Fails when a file can't take an answer on these terms.
fn ensure_fit(
	file: &BatchFile,
	elsewhere: &Elsewhere,
	terms: &Terms,
) -> Result<Fit, SettlementError> {
	let Terms { genesis, info, keys, voucher, fee, .. } = terms;
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
	let is_good = |voucher: &Voucher| {
		let signs = |key: &H256| voucher.is_signed_by(&sr25519::Public::from_raw(key.0), *genesis);
		keys.iter().any(signs)
	};
	if voucher.is_some_and(|voucher| !is_good(&voucher)) {
		return Err(SettlementError::InvalidSignature { channel, key: info.key });
	}
	let known = file.vouchers.get(&channel).into_iter().chain(&elsewhere.vouchers).copied();
	let best = known
		.filter(is_good)
		.chain(*voucher)
		.max_by_key(|voucher| (voucher.answers, voucher.cumulative))
		.ok_or(SettlementError::NoVoucher { channel, sequence })?;
	// What is promised for an answer must cover what it costs, and all before it.
	let charged = |end: u64| {
		let own = file.of_channel(channel).filter(|(at, _)| (next_sequence..end).contains(at));
		own.fold(elsewhere.fees(next_sequence, end), |sum, (_, signed)| {
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
	let receipt = attribution.into_receipt(model, payment, terms.fee, salt());
	// What nobody could settle is not promised to anyone.
	receipt.credits().ok_or(Error::Inconsistent)?;
	let signed = SignedReceipt::sign(key, terms.genesis, operator, receipt)?;
	let SignedReceipt { receipt, signature, .. } = signed.clone();
	file.operator = Some(operator.clone());
	file.vouchers.insert(channel, voucher);
	file.answers.insert((channel, sequence), Signed { receipt, signature });
	let index = file.position((channel, sequence));
	Ok(Added { signed, path: path.to_owned(), index, is_new: true, charged: Some(charged) })
}

/// Shows a receipt, and writes it for whoever pays: it is in its file by now.
fn show(
	context: &Context,
	added: Added,
	out: Option<PathBuf>,
	warnings: serde_json::Value,
) -> Result<(), Error> {
	let Added { signed, path, index, is_new, charged } = added;
	if let Some(out) = &out {
		signed.write(out)?;
	}
	let SignedReceipt { operator, receipt, signature, .. } = &signed;
	let (channel, sequence) = signed.place().ok_or(Error::Inconsistent)?;
	let (file, out) = (name(&path), out.as_deref().map(name));
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	let commitment = signed.commitment();
	let json = json!({
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
		"cumulative": charged.map(json::amount),
		"warnings": warnings,
	});
	context.show(json, || {
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
	use crate::{
		batch_file::tests::{file, receipt, unsigned, GENESIS},
		commands::{channel, operator},
		receipt_file::tests::{key, signed},
	};
	use openledger_primitives::{span::SpanParams, voucher::Promise};
	use std::collections::BTreeSet;

	fn payer() -> Key {
		Key::load("//Alice//hot", None).unwrap()
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
			..channel::info()
		};
		let keys = vec![payer().public()];
		Terms { genesis: GENESIS, info, keys, voucher, sequence: None, fee: 10 }
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
		let gone = Elsewhere { signed: BTreeSet::from([2]), ..Elsewhere::default() };
		let error = earlier(&new, path, &gone, &terms, asked).err().unwrap();
		assert!(matches!(error, SettlementError::SignedAndGone { sequence: 2, .. }));
		assert!(earlier(&new, path, &none, &terms, asked).unwrap().is_none());
	}

	#[test]
	fn a_receipt_that_was_settled_should_be_given_again() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		assert!(settled_before(&store, GENESIS, (1, 2)).unwrap().is_none());
		let mut file = file();
		let first = added(&mut file, &terms(Some(promise(3, 660)))).signed;
		let path = store.receipts(GENESIS).join("7.json");
		BatchFile { batch: Some(7), ..file }.save(&path).unwrap();
		let found = settled_before(&store, GENESIS, (1, 2)).unwrap();
		assert_eq!(found, Some((first, path)));
		assert!(settled_before(&store, GENESIS, (1, 3)).unwrap().is_none());
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
		};
		let fit =
			|voucher, elsewhere: &Elsewhere| ensure_fit(&file(), elsewhere, &terms(Some(voucher)));
		let found = fit(promise(3, 660), &elsewhere).unwrap();
		assert_eq!((found.sequence, found.voucher.answers, found.charged), (2, 4, 700));
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
		let info = channel::info();
		let own = OperatorInfo { key: key().public(), first_channel: 3, ..operator::info() };
		assert!(ensure_own(&info, &own, &key()).is_ok());
		let error = ensure_own(&info, &own, &payer()).unwrap_err();
		assert!(matches!(error, SettlementError::NotReceiptKey { .. }));
		let later = OperatorInfo { first_channel: 4, ..own };
		let error = ensure_own(&info, &later, &key()).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelOutdated { channel: 3, .. }));
		// What is in the file already has its place there.
		let mut file = file();
		file.answers.extend([unsigned(receipt(1, 7, 5))]);
		let terms = Terms { sequence: None, voucher: None, ..terms(None) };
		assert_eq!(sequence_of(&file, &Elsewhere::default(), &terms), 8);
	}
}
