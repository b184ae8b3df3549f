// SPDX-License-Identifier: Apache-2.0

//! `openledger channel voucher`

use openledger_primitives::{
	voucher::{Promise, Voucher},
	Balance,
};
use openledger_runtime_api::ChannelInfo;
use serde_json::Value;
use sp_core::{sr25519, H256};

use super::{added_by, ending, signers};
use crate::{args::SignVoucher, commands::anew, context::Context, error::Error, output::table};
use openledger_client::progress;
use openledger_client::{
	account::{self, Account},
	chain::{End, Reach},
	channels::promises::{self, Promises},
	convert::to_usize,
	error::{AuditError, SettlementError},
	files::{
		self,
		batch::name,
		receipt::{hex, Received},
	},
	json,
	keys::Key,
	units::amount,
};

pub async fn run(context: &Context, args: SignVoucher) -> Result<(), Error> {
	let SignVoucher { id, price, sequence, in_flight, write_off, answers, cumulative, out } = args;
	let key = context.key()?;
	let (store, chain) = (context.store()?, context.chain().await?);
	let genesis = chain.genesis();
	anew::remember(&chain, &store).await?;
	let received = Received::of(&store, genesis, id);
	let locked = progress::computing({
		let store = store.clone();
		move || promises::lock(&store, genesis, id)
	})
	.await??;
	let view = chain.view().await?;
	let info = view.channel(id).await?;
	let reach = view.reach_of(&info.operator).await?;
	let next = chain.next_block().await?;
	let end = End::ahead(&info, reach.as_ref(), next)?;
	let signer = Signer { key, genesis, info, reach, next };
	let request = Request { price, sequence, in_flight: to_usize(in_flight), write_off };
	let sign = move || {
		locked.edit(&signer.info, |promises| match answers.zip(cumulative) {
			Some((answers, cumulative)) => {
				let signed = signer.sign(answers, cumulative)?;
				promises.pass(answers);
				Ok(signed)
			}
			None => {
				let unreceipted = promises.unreceipted(&signer.info, &received)?;
				let fee_of = |sequence| received.first(sequence).map(|kept| kept.receipt.fee);
				signer.promise(promises, &request, unreceipted, fee_of)
			}
		})
	};
	let signed = match progress::computing(sign).await? {
		Ok(signed) => signed,
		Err(error) => return Err(anew::explained(&chain, &store, error).await),
	};
	ending::say(context, &view, next, end.map(|end| (id, end)))?;
	if let Some(path) = &out {
		files::batch::replace(path, &format!("{:#}\n", signed.to_json(None)))?;
	}
	let out = out.as_deref().map(name);
	context.show_json(signed.to_json(out.as_deref()), || table::fields(&signed.fields(out)));
	Ok(())
}

/// What is asked for.
struct Request {
	/// The most that the answer costs. What was promised before if there is none.
	price: Option<Balance>,
	/// The number of the request; the next if there is none.
	sequence: Option<u64>,
	/// Requests without a receipt, at most, with this one.
	in_flight: usize,
	/// Whether to go on all the same where more was settled than receipts charge.
	write_off: bool,
}

/// Who signs for a channel.
struct Signer {
	key: Key,
	genesis: H256,
	info: ChannelInfo<Account>,
	/// Which channels its operator can settle, if it has not left.
	reach: Option<Reach>,
	/// The block in which it would be settled at the earliest.
	next: u64,
}

/// A voucher that the chain will take.
#[derive(Debug)]
struct Signed {
	voucher: Voucher,
	genesis: H256,
	by: Account,
	/// Besides what is settled.
	added: Balance,
	/// The most that the last of the answers costs, where that is known.
	price: Option<Balance>,
	/// The block before which it has to be settled: later it is worth nothing.
	until: Option<u32>,
}

impl Signer {
	/// Signs for the first `answers` answers of a channel. Fails when that would be worth nothing.
	fn sign(&self, answers: u64, cumulative: Balance) -> Result<Signed, SettlementError> {
		let Self { key, genesis, info, next, .. } = self;
		let channel = info.channel;
		if !signers(info, *next).contains(&key.public()) {
			return Err(SettlementError::NotChannelKey { channel, key: info.key });
		}
		let promise = Promise { channel, answers, cumulative };
		let signature = key.sign(&promise.message(*genesis))?;
		self.signed(Voucher { channel, answers, cumulative, signature })
	}

	/// What a voucher that one of the channel's keys has signed is worth.
	fn signed(&self, voucher: Voucher) -> Result<Signed, SettlementError> {
		let Self { genesis, info, reach, next, .. } = self;
		let end = End::ahead(info, reach.as_ref(), *next)?;
		let added = added_by(info, voucher.answers, voucher.cumulative)?;
		let is_by_current = is_signed_by(&voucher, &info.key, *genesis);
		let former = info.former_key.filter(|_| !is_by_current);
		let by = former.map_or(info.key, |former| former.key);
		let ends = [end.and_then(End::block), former.map(|former| former.until)];
		let until = ends.into_iter().flatten().min();
		let by = Account::new(by.0);
		Ok(Signed { voucher, genesis: *genesis, by, added, price: None, until })
	}

	/// The voucher for a request: the one that was given before, or one for the next. `unreceipted` was
	/// settled without a receipt, and `fee_of` knows what answers cost of which there is one.
	fn promise(
		&self,
		promises: &mut Promises,
		request: &Request,
		unreceipted: Balance,
		fee_of: impl Fn(u64) -> Option<Balance>,
	) -> Result<Signed, Error> {
		let info = &self.info;
		let channel = info.channel;
		let next = promises.next(info);
		if let Some(sequence) = request.sequence.filter(|sequence| *sequence != next) {
			return Ok(self.again(promises, sequence, request.price, next)?);
		}
		let unpriced = SettlementError::NotPromised { channel, sequence: next, next };
		let price = request.price.ok_or(unpriced)?;
		if unreceipted > 0 && !request.write_off {
			return Err(AuditError::Unreceipted { channel, amount: unreceipted }.into());
		}
		promises.write_off(unreceipted);
		let owed = promises.owed(info, fee_of);
		if owed.missing.len() >= request.in_flight {
			return Err(SettlementError::ReceiptsMissing { channel, missing: owed.missing }.into());
		}
		let cumulative = info.settled.saturating_add(owed.most()).saturating_add(price);
		let signed = self.sign(next.saturating_add(1), cumulative)?;
		promises.promise(price, signed.voucher);
		Ok(Signed { price: Some(price), ..signed })
	}

	/// The voucher that was given for a request before.
	fn again(
		&self,
		promises: &Promises,
		sequence: u64,
		price: Option<Balance>,
		next: u64,
	) -> Result<Signed, SettlementError> {
		let channel = self.info.channel;
		let Some(promised) = promises.get(sequence).copied() else {
			return Err(SettlementError::NotPromised { channel, sequence, next });
		};
		if let Some(price) = price.filter(|price| *price != promised.price) {
			let promised = promised.price;
			return Err(SettlementError::OtherPrice { channel, sequence, promised, price });
		}
		let voucher = promised.voucher;
		let is_good = |key: &H256| is_signed_by(&voucher, key, self.genesis);
		let signed = match signers(&self.info, self.next).iter().any(is_good) {
			true => self.signed(voucher)?,
			// The key that signed it counts no longer: the same promise by another.
			false => self.sign(voucher.answers, voucher.cumulative)?,
		};
		Ok(Signed { price: Some(promised.price), ..signed })
	}
}

fn is_signed_by(voucher: &Voucher, key: &H256, genesis: H256) -> bool {
	voucher.is_signed_by(&sr25519::Public::from_raw(key.0), genesis)
}

impl Signed {
	/// The last answer that it is good for.
	fn sequence(&self) -> u64 {
		self.voucher.answers.saturating_sub(1)
	}

	fn to_json(&self, out: Option<&str>) -> Value {
		let mut json = files::voucher::to_json(&self.voucher, self.genesis);
		json["sequence"] = self.sequence().into();
		json["key"] = json::hash(H256(account::bytes(&self.by)));
		json["price"] = self.price.map(json::amount).into();
		json["added"] = json::amount(self.added);
		json["until"] = self.until.into();
		json["file"] = out.into();
		json
	}

	fn fields(&self, out: Option<String>) -> Vec<(&'static str, String)> {
		let mut fields = vec![
			("channel", self.voucher.channel.to_string()),
			("for answer", self.sequence().to_string()),
		];
		if let Some(price) = self.price {
			fields.push(("which costs at most", amount::format(price)));
		}
		fields.extend([
			("promises in all", amount::format(self.voucher.cumulative)),
			("of it not settled", amount::format(self.added)),
			("signed by", account::address(&self.by)),
			("signature", hex(self.voucher.signature)),
		]);
		if let Some(until) = self.until {
			fields.push(("settle before block", until.to_string()));
		}
		if let Some(out) = out {
			fields.push(("in file", out));
		}
		fields
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::channel::info;
	use openledger_client::Error as ClientError;
	use openledger_client::{
		fixtures::{
			batch::GENESIS,
			ending::{ALL, ROTATED},
		},
		units::amount::OPEN,
	};
	use openledger_runtime_api::FormerKeyInfo;
	use serde_json::json;

	fn key() -> Key {
		Key::from_uri("//Alice//hot").unwrap()
	}

	/// A channel of that key, with two answers settled for 1 OPEN, and 4 OPEN left.
	fn channel() -> ChannelInfo<Account> {
		let info = ChannelInfo { key: key().public(), former_key: None, closing: None, ..info() };
		ChannelInfo { settled: OPEN, funds: 4 * OPEN, next_sequence: 2, ..info }
	}

	fn signer(info: ChannelInfo<Account>) -> Signer {
		Signer { key: key(), genesis: GENESIS, info, reach: Some(ALL), next: 50 }
	}

	fn sign(info: ChannelInfo<Account>, cumulative: Balance) -> Result<Signed, SettlementError> {
		signer(info).sign(3, cumulative)
	}

	#[test]
	fn a_voucher_should_be_signed_for_the_channel_and_the_chain() {
		let signed = sign(channel(), 3 * OPEN).unwrap();
		let public = sr25519::Public::from(key().public().0);
		assert!(signed.voucher.is_signed_by(&public, GENESIS));
		assert!(!signed.voucher.is_signed_by(&public, H256::zero()));
		assert_eq!((signed.voucher.channel, signed.added), (3, 2 * OPEN));
		let json = signed.to_json(Some("voucher.json"));
		assert_eq!(json["cumulative"], (3 * OPEN).to_string());
		assert_eq!((&json["answers"], &json["sequence"]), (&json!(3), &json!(2)));
		assert_eq!(json["signature"].as_str().unwrap().len(), 2 + 128);
		assert_eq!((json["until"].clone(), &json["file"]), (Value::Null, &json!("voucher.json")));
		assert!(table::fields(&signed.fields(None)).contains("3 OPEN"));
	}

	#[test]
	fn what_would_be_worth_nothing_should_not_be_signed() {
		let error = sign(channel(), OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::AlreadySettled { .. }));
		let error = sign(channel(), 5 * OPEN + 1).unwrap_err();
		assert!(matches!(error, SettlementError::BeyondFunds { .. }));
		let error = signer(channel()).sign(2, 3 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::AnswersSettled { next: 2, .. }));
		let other = ChannelInfo { key: H256::repeat_byte(9), ..channel() };
		let error = sign(other, 3 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::NotChannelKey { .. }));
	}

	#[test]
	fn the_key_before_should_sign_while_it_is_good() {
		let former = |until| FormerKeyInfo { key: key().public(), until };
		let with = |until| ChannelInfo {
			key: H256::repeat_byte(9),
			former_key: Some(former(until)),
			..channel()
		};
		assert_eq!(sign(with(60), 3 * OPEN).unwrap().until, Some(60));
		assert!(sign(with(50), 3 * OPEN).is_err());
		let closing = ChannelInfo { closing: Some(55), ..with(60) };
		assert_eq!(sign(closing, 3 * OPEN).unwrap().until, Some(55));
	}

	#[test]
	fn nothing_should_be_signed_that_can_not_be_settled_in_time() {
		let rotated = |next| {
			let signer = Signer { reach: Some(ROTATED), next, ..signer(channel()) };
			signer.sign(3, 3 * OPEN)
		};
		assert_eq!(rotated(59).unwrap().until, Some(60));
		let error = rotated(60).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelEnded { channel: 3, until: 60 }));
		let closing = ChannelInfo { closing: Some(50), ..channel() };
		let error = sign(closing, 3 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelClosed { channel: 3, until: 50 }));
		let left = Signer { reach: None, ..signer(channel()) };
		let error = left.sign(3, 3 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelOutdated { .. }));
	}

	fn ask(price: Option<Balance>, sequence: Option<u64>, in_flight: usize) -> Request {
		Request { price, sequence, in_flight, write_off: false }
	}

	#[test]
	fn requests_should_be_numbered_without_gaps_and_promised_what_they_may_cost() {
		let signer = signer(channel());
		let mut promises = Promises::default();
		let mut next = |price, in_flight, fees: &[(u64, Balance)]| {
			let fee_of = |at| fees.iter().find(|(sequence, _)| *sequence == at).map(|it| it.1);
			let signed =
				signer.promise(&mut promises, &ask(Some(price), None, in_flight), 0, fee_of)?;
			Ok::<_, Error>((signed.sequence(), signed.voucher.cumulative))
		};
		assert_eq!(next(OPEN, 1, &[]).unwrap(), (2, 2 * OPEN));
		match next(OPEN, 1, &[]).unwrap_err() {
			Error::Client(ClientError::Settlement(SettlementError::ReceiptsMissing {
				missing,
				..
			})) => {
				assert_eq!(missing, [2])
			}
			other => panic!("{other}"),
		}
		// One more may be under way: then both may cost all that was promised.
		assert_eq!(next(OPEN, 2, &[]).unwrap(), (3, 3 * OPEN));
		// What is charged is known by its receipt, and may be less.
		let fees = [(2, OPEN / 4), (3, OPEN / 2)];
		assert_eq!(next(OPEN, 1, &fees).unwrap(), (4, OPEN + OPEN * 3 / 4 + OPEN));
		let error = next(9 * OPEN, 9, &[]).unwrap_err();
		assert!(matches!(
			error,
			Error::Client(ClientError::Settlement(SettlementError::BeyondFunds { .. }))
		));
	}

	#[test]
	fn who_charges_without_a_receipt_should_be_promised_nothing_more() {
		let signer = signer(channel());
		let mut promises = Promises::default();
		let mut ask = |sequence, write_off, unreceipted| {
			let request = Request { write_off, ..ask(Some(OPEN), sequence, 1) };
			signer.promise(&mut promises, &request, unreceipted, |_| None)
		};
		let error = ask(None, false, 7).unwrap_err();
		assert!(matches!(
			error,
			Error::Client(ClientError::Audit(AuditError::Unreceipted { channel: 3, amount: 7 }))
		));
		let signed = ask(None, true, 7).unwrap();
		// What was promised before stays promised.
		assert_eq!(ask(Some(2), false, 7).unwrap().voucher, signed.voucher);
		assert!(ask(None, false, 7).is_err());
	}

	#[test]
	fn a_request_that_is_made_again_should_have_the_same_voucher() {
		let signer = signer(channel());
		let mut promises = Promises::default();
		let ask = |promises: &mut Promises, price, sequence| {
			let signed = signer.promise(promises, &ask(price, sequence, 1), 0, |_| None)?;
			Ok::<_, Error>((signed.voucher, signed.price))
		};
		let first = ask(&mut promises, Some(OPEN), Some(2)).unwrap();
		let kept = promises.clone();
		assert_eq!(ask(&mut promises, None, Some(2)).unwrap(), first);
		assert_eq!(ask(&mut promises, Some(OPEN), Some(2)).unwrap(), first);
		assert_eq!(promises, kept);
		let error = ask(&mut promises, Some(2 * OPEN), Some(2)).unwrap_err();
		let is_other = |error: &Error| {
			matches!(
				error,
				Error::Client(ClientError::Settlement(SettlementError::OtherPrice {
					promised: OPEN,
					..
				}))
			)
		};
		assert!(is_other(&error), "{error}");
		// Neither a number that was left out, nor one without a price, nor one of long ago.
		for (price, sequence) in [(Some(OPEN), 4), (None, 3), (None, 1)] {
			let error = ask(&mut promises, price, Some(sequence)).unwrap_err();
			let is_unknown = |error: &Error| {
				matches!(
					error,
					Error::Client(ClientError::Settlement(SettlementError::NotPromised {
						next: 3,
						..
					}))
				)
			};
			assert!(is_unknown(&error), "{error}");
		}
		// By another key if the one that signed it does not count any more.
		let other = Key::from_uri("//Alice//new").unwrap();
		let info = ChannelInfo { key: other.public(), ..channel() };
		let changed = Signer { key: other, info, reach: Some(ALL), genesis: GENESIS, next: 50 };
		let again = changed.again(&promises, 2, None, 3).unwrap();
		assert_eq!(again.voucher.promise(), first.0.promise());
		assert_ne!(again.voucher, first.0);
	}
}
