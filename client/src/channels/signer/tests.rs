// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	error::Past,
	fixtures::{
		batch::GENESIS,
		channel::info,
		ending::{ALL, ROTATED},
	},
	units::amount::OPEN,
};
use openledger_runtime_api::FormerKeyInfo;
use sp_core::sr25519;

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

fn sign(info: ChannelInfo<Account>, cumulative: Balance) -> Result<SignedVoucher, SettlementError> {
	signer(info).sign(3, cumulative)
}

#[test]
fn a_voucher_should_be_signed_for_the_channel_and_the_chain() {
	let signed = sign(channel(), 3 * OPEN).unwrap();
	let public = sr25519::Public::from(key().public().0);
	assert!(signed.voucher.is_signed_by(&public, GENESIS));
	assert!(!signed.voucher.is_signed_by(&public, H256::zero()));
	assert_eq!((signed.voucher.channel, signed.added), (3, 2 * OPEN));
	assert_eq!((signed.voucher.cumulative, signed.until), (3 * OPEN, None));
	assert_eq!((signed.voucher.answers, signed.sequence()), (3, 2));
}

#[test]
fn what_would_be_worth_nothing_should_not_be_signed() {
	let error = sign(channel(), OPEN).unwrap_err();
	assert!(matches!(error, SettlementError::AddsNothing { promised: Past::Amount { .. }, .. }));
	let error = sign(channel(), 5 * OPEN + 1).unwrap_err();
	assert!(matches!(error, SettlementError::BeyondFunds { .. }));
	let error = signer(channel()).sign(2, 3 * OPEN).unwrap_err();
	assert!(matches!(
		error,
		SettlementError::AddsNothing { promised: Past::Answers { next: 2, .. }, .. }
	));
	let other = ChannelInfo { key: H256::repeat_byte(9), ..channel() };
	let error = sign(other, 3 * OPEN).unwrap_err();
	assert!(matches!(error, SettlementError::OtherKey { signs: Signs::Vouchers(_), .. }));
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
	assert!(matches!(
		error,
		SettlementError::Ended { channel: 3, end: End::NewKey { until: 60 }, .. }
	));
	let closing = ChannelInfo { closing: Some(50), ..channel() };
	let error = sign(closing, 3 * OPEN).unwrap_err();
	assert!(matches!(
		error,
		SettlementError::Ended { channel: 3, end: End::Closing { until: 50 }, .. }
	));
	let left = Signer { reach: None, ..signer(channel()) };
	let error = left.sign(3, 3 * OPEN).unwrap_err();
	assert!(matches!(error, SettlementError::Ended { end: End::Outdated, .. }));
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
		Error::Settlement(SettlementError::ReceiptsMissing { missing, .. }) => {
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
	assert!(matches!(error, Error::Settlement(SettlementError::BeyondFunds { .. })));
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
	assert!(matches!(error, Error::Audit(AuditError::Unreceipted { channel: 3, amount: 7 })));
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
		matches!(error, Error::Settlement(SettlementError::OtherPrice { promised: OPEN, .. }))
	};
	assert!(is_other(&error), "{error}");
	// Neither a number that was left out, nor one without a price, nor one of long ago.
	for (price, sequence) in [(Some(OPEN), 4), (None, 3), (None, 1)] {
		let error = ask(&mut promises, price, Some(sequence)).unwrap_err();
		let is_unknown = |error: &Error| {
			matches!(error, Error::Settlement(SettlementError::NotPromised { next: 3, .. }))
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
