// SPDX-License-Identifier: Apache-2.0

//! An answer that was added before, and whose receipt or voucher counts no longer, or not for long.

use super::{earlier::Added, terms::Terms};
use crate::{
	error::{Error, SettlementError},
	files::{
		self,
		batch::{BatchFile, Signed},
		receipt::SignedReceipt,
	},
	keys::Key,
};

/// A receipt that was added before, signed by the key that counts now, and with its file's voucher
/// replaced by a better one that is given. What is being settled, or was, stays as it is: it is bound
/// by the keys of that time.
pub fn renewed(added: Added, terms: &Terms, key: &Key) -> Result<Added, Error> {
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
}

#[cfg(test)]
mod tests {
	use super::{
		super::{earlier::Asked, setting::*},
		*,
	};
	use crate::fixtures::{
		batch::{file, GENESIS, ROOTS},
		receipt::key,
	};
	use openledger_primitives::{
		receipt::Receipt,
		voucher::{Promise, Voucher},
	};
	use openledger_runtime_api::ChannelInfo;
	use std::path::Path;

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
}
