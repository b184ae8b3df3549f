// SPDX-License-Identifier: Apache-2.0

//! Whether the vouchers of a batch pay for its receipts.

use std::collections::BTreeMap;

use openledger_primitives::{limits::MaxVouchers, voucher::Voucher, Balance, ChannelId};
use openledger_runtime_api::{ChannelInfo, OperatorInfo};
use sp_core::sr25519;

use crate::{
	account::Account,
	batch_file::BatchFile,
	commands::channel::{added_by, signers},
	convert::to_usize,
	error::SettlementError,
};

/// Fails unless the file has a voucher for each channel of its receipts, and no other.
pub fn ensure_vouchers(
	file: &BatchFile,
	channels: &BTreeMap<ChannelId, ChannelInfo<Account>>,
) -> Result<(), SettlementError> {
	let fees = file.fees();
	if fees.len() > to_usize(MaxVouchers::get()) {
		return Err(SettlementError::TooManyVouchers(fees.len()));
	}
	for (channel, fees) in fees.iter().map(|(channel, fees)| (*channel, *fees)) {
		if !file.vouchers.contains_key(&channel) {
			let settled = channels.get(&channel).map_or(0, |info| info.settled);
			let cumulative = settled.saturating_add(fees);
			return Err(SettlementError::NoVoucher { channel, fees, cumulative });
		}
	}
	match file.vouchers.keys().find(|channel| !fees.contains_key(channel)) {
		Some(channel) => Err(SettlementError::UnusedVoucher(*channel)),
		None => Ok(()),
	}
}

/// Fails unless a voucher pays an operator at least `fees`, in block `next`.
pub fn ensure_covered(
	file: &BatchFile,
	voucher: &Voucher,
	info: &ChannelInfo<Account>,
	operator: &Account,
	fees: Balance,
	next: u64,
) -> Result<(), SettlementError> {
	let channel = info.channel;
	if info.operator != *operator {
		let operator = info.operator.clone();
		return Err(SettlementError::NotChannelOperator { channel, operator });
	}
	let is_signed = signers(info, next)
		.into_iter()
		.any(|key| voucher.is_signed_by(&sr25519::Public::from_raw(key.0), file.genesis));
	if !is_signed {
		return Err(SettlementError::InvalidSignature { channel, key: info.key });
	}
	let added = added_by(info, voucher.cumulative)?;
	if added < fees {
		let cumulative = info.settled.saturating_add(fees);
		return Err(SettlementError::FeesBeyondVoucher { channel, added, fees, cumulative });
	}
	Ok(())
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
	use crate::{
		amount::OPEN,
		batch_file::tests::{file, voucher, GENESIS},
		commands::{channel::info, operator},
		key::Key,
	};
	use openledger_primitives::voucher::message;
	use sp_core::H256;

	/// A channel of a key, of which 100 planck are settled and 200 left, and its operator.
	fn channel(key: &Key) -> (ChannelInfo<Account>, Account) {
		let info = ChannelInfo { key: key.public(), former_key: None, closing: None, ..info() };
		let operator = info.operator.clone();
		(ChannelInfo { settled: 100, funds: 200, ..info }, operator)
	}

	fn signed(key: &Key, cumulative: Balance) -> Voucher {
		let signature = key.sign(&message(GENESIS, info().channel, cumulative)).unwrap();
		Voucher { signature, ..voucher(info().channel, cumulative) }
	}

	#[test]
	fn every_channel_should_have_a_voucher_and_every_voucher_a_receipt() {
		let channels = BTreeMap::from([(4, ChannelInfo { channel: 4, settled: 500, ..info() })]);
		assert!(ensure_vouchers(&file(), &channels).is_ok());
		let mut missing = file();
		missing.vouchers.remove(&4);
		match ensure_vouchers(&missing, &channels).unwrap_err() {
			SettlementError::NoVoucher { channel: 4, fees: 25, cumulative } => {
				assert_eq!(cumulative, 525)
			}
			other => panic!("{other}"),
		}
		let mut unused = file();
		unused.vouchers.insert(9, voucher(9, 1));
		let error = ensure_vouchers(&unused, &channels).unwrap_err();
		assert!(matches!(error, SettlementError::UnusedVoucher(9)));
	}

	#[test]
	fn a_voucher_should_pay_for_its_receipts() {
		let key = Key::load("//Alice//hot", None).unwrap();
		let (info, operator) = channel(&key);
		let check = |voucher: &Voucher, info: &ChannelInfo<Account>, fees| {
			ensure_covered(&file(), voucher, info, &operator, fees, 50)
		};
		let voucher = signed(&key, 250);
		assert!(check(&voucher, &info, 150).is_ok());
		// What is left of it can be settled later.
		assert!(check(&voucher, &info, 149).is_ok());
		match check(&voucher, &info, 151).unwrap_err() {
			SettlementError::FeesBeyondVoucher { added: 150, cumulative: 251, .. } => {}
			other => panic!("{other}"),
		}
		let error = check(&signed(&key, 301), &info, 201).unwrap_err();
		assert!(matches!(error, SettlementError::BeyondFunds { most: 300, .. }));
		let error = check(&signed(&key, 100), &info, 0).unwrap_err();
		assert!(matches!(error, SettlementError::AlreadySettled { .. }));
	}

	#[test]
	fn a_voucher_should_be_signed_for_the_operator_by_the_channels_key() {
		let key = Key::load("//Alice//hot", None).unwrap();
		let (info, operator) = channel(&key);
		let voucher = signed(&key, 250);
		let check = |info: ChannelInfo<Account>, operator: &Account| {
			ensure_covered(&file(), &voucher, &info, operator, 150, 50).unwrap_err()
		};
		let rekeyed = ChannelInfo { key: H256::repeat_byte(9), ..info.clone() };
		assert!(matches!(check(rekeyed, &operator), SettlementError::InvalidSignature { .. }));
		let other = Account::new([9; 32]);
		assert!(matches!(check(info, &other), SettlementError::NotChannelOperator { .. }));
	}

	#[test]
	fn a_bond_should_answer_for_the_batch() {
		let info = OperatorInfo {
			bond: 10 * OPEN,
			exposure: 60 * OPEN,
			limit: 100 * OPEN,
			..operator::info()
		};
		assert!(ensure_bonded(&info, 40 * OPEN, 10 * OPEN).is_ok());
		let error = ensure_bonded(&info, 40 * OPEN + 1, 10 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::TooMuchExposure { .. }));
		let error = ensure_bonded(&info, OPEN, 11 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::Underbonded { .. }));
	}
}
