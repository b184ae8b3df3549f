// SPDX-License-Identifier: Apache-2.0

//! The receipt of a new answer, and its place in a file.

use std::path::Path;

use openledger_attributor::Attribution;
use openledger_primitives::{receipt::Payment, voucher::Voucher, Balance, ModelId};
use openledger_runtime_api::ChannelInfo;

use super::{
	earlier::{sequence_of, Added},
	terms::Terms,
};
use crate::{
	channels::{salt::salt, shared::Elsewhere},
	error::{Behind, Error, SettlementError},
	files::{
		batch::{name, BatchFile, Signed},
		receipt::SignedReceipt,
	},
	keys::Key,
};

/// Where an answer has its place, and what is owed with it.
#[derive(Debug)]
pub struct Fit {
	pub sequence: u64,
	/// The voucher that covers most.
	pub voucher: Voucher,
	/// What the channel has paid, or owes then.
	pub charged: Balance,
}

/// Fails when a file can't take an answer on these terms.
pub fn ensure_fit(
	file: &BatchFile,
	elsewhere: &Elsewhere,
	terms: &Terms,
) -> Result<Fit, SettlementError> {
	let Terms { info, voucher, fee, .. } = terms;
	let ChannelInfo { channel, funds, settled, next_sequence, .. } = *info;
	let sequence = sequence_of(file, elsewhere, terms);
	if sequence < next_sequence {
		let behind = Behind::Settled { next: next_sequence };
		return Err(SettlementError::TooLate { channel, sequence, behind });
	}
	let passed = elsewhere.answers.range(sequence..).find(|(_, other)| other.is_sent);
	if let Some((_, other)) = passed {
		let behind = Behind::File { path: name(&other.path) };
		return Err(SettlementError::TooLate { channel, sequence, behind });
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
pub fn add(
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
	receipt.credits().ok_or(Error::Inconsistent)?;
	let signed = SignedReceipt::sign(key, terms.genesis, operator, receipt)?;
	let SignedReceipt { receipt, signature, .. } = signed.clone();
	file.operator = Some(operator.clone());
	file.vouchers.insert(channel, voucher);
	file.answers.insert((channel, sequence), Signed { receipt, signature });
	let index = file.position((channel, sequence));
	let (path, charged, renewed) = (path.to_owned(), Some(charged), Vec::new());
	Ok(Added { signed, path, index, is_new: true, charged, renewed })
}

#[cfg(test)]
mod tests {
	use super::{super::setting::*, *};
	use crate::{
		channels::shared::Other,
		fixtures::{
			batch::file,
			receipt::{key, signed},
		},
	};
	use sp_core::H256;
	use std::{collections::BTreeSet, path::PathBuf};

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
		assert!(matches!(
			error,
			SettlementError::TooLate { sequence: 8, behind: Behind::Settled { next: 9 }, .. }
		));
		// The file's own voucher was signed by nobody, so there is none.
		let error = refused(terms(None), &none);
		assert!(matches!(error, SettlementError::NoVoucher { sequence: 2, .. }));
		let other =
			Other { path: PathBuf::from("other.json"), signed: signed(1, 9, 40), is_sent: true };
		let sent = Elsewhere { answers: [(9, other)].into(), ..Elsewhere::default() };
		let error = refused(good, &sent);
		assert!(matches!(
			error,
			SettlementError::TooLate { sequence: 8, behind: Behind::File { .. }, .. }
		));
	}
}
