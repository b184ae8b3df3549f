// SPDX-License-Identifier: Apache-2.0

//! Whether the vouchers of a batch file pay for its receipts.

use openledger_primitives::{voucher::Voucher, Balance};
use openledger_runtime_api::ChannelInfo;
use sp_core::{sr25519, H256};

use crate::{
	account::Account,
	chain::{End, Reach},
	error::{Behind, SettlementError},
	files::batch::BatchFile,
};

/// The keys whose vouchers a channel pays by in block `next`.
pub fn voucher_keys(info: &ChannelInfo<Account>, next: u64) -> Vec<H256> {
	let former = info.former_key.filter(|former| next < u64::from(former.until));
	std::iter::once(info.key).chain(former.map(|former| former.key)).collect()
}

/// Whether one of `keys` has signed a voucher, on the chain that began with block `genesis`.
pub fn is_signed_by_any(voucher: &Voucher, keys: &[H256], genesis: H256) -> bool {
	keys.iter().any(|key| voucher.is_signed_by(&sr25519::Public::from_raw(key.0), genesis))
}

/// Fails unless a channel of an operator that can settle what is within its `reach` pays for its
/// receipts in a file, in block `next`.
///
/// The chain refuses the whole batch then, and does not say which channel it was.
pub fn ensure_paid(
	file: &BatchFile,
	info: &ChannelInfo<Account>,
	reach: &Reach,
	next: u64,
) -> Result<(), SettlementError> {
	let ChannelInfo { channel, funds, settled, next_sequence, .. } = *info;
	End::ahead(info, Some(reach), next)?;
	let (mut first, mut last, mut fees): (Option<u64>, u64, Balance) = (None, 0, 0);
	for (sequence, signed) in file.of_channel(channel) {
		first = first.or(Some(sequence));
		last = sequence;
		fees = fees.saturating_add(signed.receipt.fee);
	}
	if let Some(sequence) = first.filter(|first| *first < next_sequence) {
		let behind = Behind::Settled { next: next_sequence };
		return Err(SettlementError::TooLate { channel, sequence, behind });
	}
	let voucher = file.vouchers.get(&channel).filter(|voucher| voucher.answers > last);
	let voucher = voucher.ok_or(SettlementError::NoVoucher { channel, sequence: last })?;
	if !is_signed_by_any(voucher, &voucher_keys(info, next), file.genesis) {
		return Err(SettlementError::InvalidSignature { channel, key: info.key });
	}
	let (answers, cumulative) = (voucher.answers, voucher.cumulative);
	let charged = settled.saturating_add(fees);
	if charged > cumulative {
		return Err(SettlementError::FeesBeyondVoucher { channel, answers, charged, cumulative });
	}
	match fees <= funds {
		true => Ok(()),
		false => Err(SettlementError::FeesBeyondFunds { channel, fees, funds }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		fixtures::{
			self,
			batch::{file, GENESIS},
			channel as fixture,
			ending::{ALL, ROTATED},
		},
		keys::Key,
	};
	use openledger_primitives::voucher::Promise;
	use openledger_runtime_api::FormerKeyInfo;

	fn key() -> Key {
		Key::from_uri("//Alice//hot").unwrap()
	}

	/// Channel 1, of which 100 planck are settled and 200 left.
	fn info() -> ChannelInfo<Account> {
		ChannelInfo {
			channel: 1,
			operator: fixtures::operator::info().operator,
			key: key().public(),
			former_key: None,
			settled: 100,
			funds: 200,
			next_sequence: 0,
			closing: None,
			..fixture::info()
		}
	}

	/// A file in which channel 1 pays 150 for two answers, by this voucher.
	fn paid_by(answers: u64, cumulative: Balance) -> BatchFile {
		let promise = Promise { channel: 1, answers, cumulative };
		let signature = key().sign(&promise.message(GENESIS)).unwrap();
		let mut file = file();
		file.vouchers.insert(1, Voucher { channel: 1, answers, cumulative, signature });
		file
	}

	fn check(file: &BatchFile, info: &ChannelInfo<Account>) -> Result<(), SettlementError> {
		ensure_paid(file, info, &ALL, 50)
	}

	#[test]
	fn a_voucher_should_pay_for_its_receipts() {
		assert!(check(&paid_by(2, 250), &info()).is_ok());
		// What else it promises can be charged later.
		assert!(check(&paid_by(9, 1_000), &info()).is_ok());
		match check(&paid_by(2, 249), &info()).unwrap_err() {
			SettlementError::FeesBeyondVoucher { charged: 250, cumulative: 249, .. } => {}
			other => panic!("{other}"),
		}
		let error = check(&paid_by(1, 250), &info()).unwrap_err();
		assert!(matches!(error, SettlementError::NoVoucher { channel: 1, sequence: 1 }));
		let mut without = paid_by(2, 250);
		without.vouchers.remove(&1);
		let error = check(&without, &info()).unwrap_err();
		assert!(matches!(error, SettlementError::NoVoucher { .. }));
		let poor = ChannelInfo { funds: 149, ..info() };
		let error = check(&paid_by(2, 250), &poor).unwrap_err();
		assert!(matches!(error, SettlementError::FeesBeyondFunds { fees: 150, .. }));
	}

	#[test]
	fn what_was_settled_should_not_be_settled_again() {
		let settled = ChannelInfo { next_sequence: 1, ..info() };
		let error = check(&paid_by(2, 250), &settled).unwrap_err();
		let expected = Behind::Settled { next: 1 };
		let SettlementError::TooLate { sequence: 0, behind, .. } = error else { panic!("{error}") };
		assert_eq!(behind, expected);
	}

	#[test]
	fn a_voucher_should_be_signed_by_a_key_of_the_channel() {
		let rekeyed = ChannelInfo { key: H256::repeat_byte(9), ..info() };
		let error = check(&paid_by(2, 250), &rekeyed).unwrap_err();
		assert!(matches!(error, SettlementError::InvalidSignature { .. }));
		let former = |until| Some(FormerKeyInfo { key: key().public(), until });
		let changed = |until| ChannelInfo { former_key: former(until), ..rekeyed.clone() };
		assert!(check(&paid_by(2, 250), &changed(51)).is_ok());
		assert!(check(&paid_by(2, 250), &changed(50)).is_err());
	}

	#[test]
	fn a_channel_should_pay_until_it_ends() {
		let check = |info: &ChannelInfo<Account>, reach: &Reach, next| {
			ensure_paid(&paid_by(2, 250), info, reach, next)
		};
		let later = Reach { first: 2, ..ALL };
		let error = check(&info(), &later, 50).unwrap_err();
		assert!(matches!(error, SettlementError::Ended { channel: 1, end: End::Outdated, .. }));
		assert!(check(&info(), &ROTATED, 59).is_ok());
		let error = check(&info(), &ROTATED, 60).unwrap_err();
		assert!(matches!(
			error,
			SettlementError::Ended { channel: 1, end: End::NewKey { until: 60 }, .. }
		));
		let closing = ChannelInfo { closing: Some(55), ..info() };
		assert!(check(&closing, &ALL, 54).is_ok());
		let error = check(&closing, &ALL, 55).unwrap_err();
		assert!(matches!(
			error,
			SettlementError::Ended { channel: 1, end: End::Closing { until: 55 }, .. }
		));
	}
}
