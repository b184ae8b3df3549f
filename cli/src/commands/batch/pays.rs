// SPDX-License-Identifier: Apache-2.0

//! Whether the vouchers of a batch pay for its receipts.

use openledger_primitives::Balance;
use openledger_runtime_api::{ChannelInfo, OperatorInfo};
use sp_core::sr25519;

use crate::commands::channel::signers;
use openledger_client::{
	account::Account,
	chain::{End, Reach},
	error::SettlementError,
	files::batch::BatchFile,
};

/// Fails unless a channel pays an operator, which can settle what is within its `reach`, for its receipts
/// in a file, in block `next`.
pub fn ensure_paid(
	file: &BatchFile,
	info: &ChannelInfo<Account>,
	(operator, reach): (&Account, &Reach),
	next: u64,
) -> Result<(), SettlementError> {
	let ChannelInfo { channel, funds, settled, next_sequence, .. } = *info;
	if info.operator != *operator {
		let operator = info.operator.clone();
		return Err(SettlementError::NotChannelOperator { channel, operator });
	}
	End::ahead(info, Some(reach), next)?;
	let (mut first, mut last, mut fees): (Option<u64>, u64, Balance) = (None, 0, 0);
	for (sequence, signed) in file.of_channel(channel) {
		first = first.or(Some(sequence));
		last = sequence;
		fees = fees.saturating_add(signed.receipt.fee);
	}
	if let Some(sequence) = first.filter(|first| *first < next_sequence) {
		return Err(SettlementError::SequenceSettled { channel, sequence, next: next_sequence });
	}
	let voucher = file.vouchers.get(&channel).filter(|voucher| voucher.answers > last);
	let voucher = voucher.ok_or(SettlementError::NoVoucher { channel, sequence: last })?;
	let is_signed = signers(info, next)
		.into_iter()
		.any(|key| voucher.is_signed_by(&sr25519::Public::from_raw(key.0), file.genesis));
	if !is_signed {
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

/// Fails unless an operator's bond answers for a batch of such fees.
pub fn ensure_bonded(
	info: &OperatorInfo<Account>,
	fees: Balance,
	least: Balance,
) -> Result<(), SettlementError> {
	let OperatorInfo { bond, exposure, limit, .. } = *info;
	if bond < least {
		return Err(SettlementError::Underbonded { bond, least });
	}
	if exposure.saturating_add(fees) > limit {
		return Err(SettlementError::TooMuchExposure { exposure, fees, limit });
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures;
	use openledger_client::{
		fixtures::{
			batch::{file, GENESIS},
			channel as fixture,
			ending::{ALL, ROTATED},
		},
		keys::Key,
		units::amount::OPEN,
	};
	use openledger_primitives::voucher::{Promise, Voucher};
	use sp_core::H256;

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
		ensure_paid(file, info, (&fixtures::operator::info().operator, &ALL), 50)
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
		assert!(matches!(error, SettlementError::SequenceSettled { sequence: 0, next: 1, .. }));
	}

	#[test]
	fn a_voucher_should_be_signed_for_the_operator_by_the_channels_key() {
		let error = |info| check(&paid_by(2, 250), &info).unwrap_err();
		let rekeyed = ChannelInfo { key: H256::repeat_byte(9), ..info() };
		assert!(matches!(error(rekeyed), SettlementError::InvalidSignature { .. }));
		let other = ChannelInfo { operator: Account::new([9; 32]), ..info() };
		assert!(matches!(error(other), SettlementError::NotChannelOperator { .. }));
	}

	#[test]
	fn a_channel_should_pay_until_it_ends() {
		let operator = fixtures::operator::info().operator;
		let check = |info: &ChannelInfo<Account>, reach: &Reach, next| {
			ensure_paid(&paid_by(2, 250), info, (&operator, reach), next)
		};
		let later = Reach { first: 2, ..ALL };
		let error = check(&info(), &later, 50).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelOutdated { channel: 1, .. }));
		assert!(check(&info(), &ROTATED, 59).is_ok());
		let error = check(&info(), &ROTATED, 60).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelEnded { channel: 1, until: 60 }));
		let closing = ChannelInfo { closing: Some(55), ..info() };
		assert!(check(&closing, &ALL, 54).is_ok());
		let error = check(&closing, &ALL, 55).unwrap_err();
		assert!(matches!(error, SettlementError::ChannelClosed { channel: 1, until: 55 }));
	}

	#[test]
	fn a_bond_should_answer_for_the_batch() {
		let info = OperatorInfo {
			bond: 10 * OPEN,
			exposure: 60 * OPEN,
			limit: 100 * OPEN,
			..fixtures::operator::info()
		};
		assert!(ensure_bonded(&info, 40 * OPEN, 10 * OPEN).is_ok());
		let error = ensure_bonded(&info, 40 * OPEN + 1, 10 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::TooMuchExposure { .. }));
		let error = ensure_bonded(&info, OPEN, 11 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::Underbonded { .. }));
	}
}
