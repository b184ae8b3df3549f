// SPDX-License-Identifier: Apache-2.0

//! Vouchers for the answers that a payer asks for.

use openledger_primitives::{
	voucher::{Promise, Voucher},
	Balance,
};
use openledger_runtime_api::ChannelInfo;
use sp_core::H256;

use super::{promises::Promises, redeemable::added_by};
use crate::{
	account::Account,
	chain::{End, Reach},
	error::{AuditError, Error, SettlementError, Signs},
	keys::Key,
	settlement::voucher_check::{is_signed_by_any, voucher_keys},
};

/// A request for an answer.
pub struct Request {
	/// The most that the answer costs, in planck. `None` for what was promised before.
	pub price: Option<Balance>,
	/// The sequence of the answer. `None` for the next.
	pub sequence: Option<u64>,
	/// The most requests that may be without a receipt, with this one.
	pub in_flight: usize,
	/// Whether to write off what was settled beyond what the receipts charge.
	pub write_off: bool,
}

/// The signer of a channel's vouchers.
pub struct Signer {
	/// The channel's key.
	pub key: Key,
	/// The hash of the chain's genesis block.
	pub genesis: H256,
	/// The channel.
	pub info: ChannelInfo<Account>,
	/// The channels that its operator can settle. `None` if the operator has left.
	pub reach: Option<Reach>,
	/// The first block in which a voucher could be settled.
	pub next: u64,
}

/// A voucher that the chain will take.
#[derive(Debug)]
pub struct SignedVoucher {
	/// The voucher.
	pub voucher: Voucher,
	/// The hash of the chain's genesis block.
	pub genesis: H256,
	/// The account of the key that signed it.
	pub by: Account,
	/// The amount, in planck, that it adds to what is settled.
	pub added: Balance,
	/// The most that the last of its answers costs, in planck. `None` where that is not known.
	pub price: Option<Balance>,
	/// The block before which it has to be settled. `None` if it does not expire.
	pub until: Option<u32>,
}

impl Signer {
	/// Signs for the first `answers` answers of a channel. Fails when the chain would not take the
	/// voucher, or it would add nothing.
	pub fn sign(
		&self,
		answers: u64,
		cumulative: Balance,
	) -> Result<SignedVoucher, SettlementError> {
		let Self { key, genesis, info, .. } = self;
		let channel = info.channel;
		if !self.keys().contains(&key.public()) {
			let signs = Signs::Vouchers(channel);
			return Err(SettlementError::OtherKey { signs, key: info.key });
		}
		let promise = Promise { channel, answers, cumulative };
		let signature = key.sign(&promise.message(*genesis))?;
		self.signed(Voucher { channel, answers, cumulative, signature })
	}

	/// The keys whose vouchers the channel pays by.
	fn keys(&self) -> Vec<H256> {
		voucher_keys(&self.info, self.next)
	}

	/// Describes a voucher that one of the channel's keys has signed.
	fn signed(&self, voucher: Voucher) -> Result<SignedVoucher, SettlementError> {
		let Self { genesis, info, reach, next, .. } = self;
		let end = End::ahead(info, reach.as_ref(), *next)?;
		let added = added_by(info, voucher.answers, voucher.cumulative)?;
		let is_by_current = is_signed_by_any(&voucher, &[info.key], *genesis);
		let former = info.former_key.filter(|_| !is_by_current);
		let by = former.map_or(info.key, |former| former.key);
		let ends = [end.and_then(End::block), former.map(|former| former.until)];
		let until = ends.into_iter().flatten().min();
		let by = Account::new(by.0);
		Ok(SignedVoucher { voucher, genesis: *genesis, by, added, price: None, until })
	}

	/// Signs a voucher for a request, and notes the promise in `promises`; or returns the one that was
	/// given for the request before.
	///
	/// `unreceipted` planck were [settled without a receipt](Promises::unreceipted). `fee_of` returns
	/// the fee, in planck, of an answer by its sequence, or `None` where there is no receipt of it.
	pub fn promise(
		&self,
		promises: &mut Promises,
		request: &Request,
		unreceipted: Balance,
		fee_of: impl Fn(u64) -> Option<Balance>,
	) -> Result<SignedVoucher, Error> {
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
		Ok(SignedVoucher { price: Some(price), ..signed })
	}

	/// The voucher that was given for a request before.
	fn again(
		&self,
		promises: &Promises,
		sequence: u64,
		price: Option<Balance>,
		next: u64,
	) -> Result<SignedVoucher, SettlementError> {
		let channel = self.info.channel;
		let Some(promised) = promises.get(sequence).copied() else {
			return Err(SettlementError::NotPromised { channel, sequence, next });
		};
		if let Some(price) = price.filter(|price| *price != promised.price) {
			let promised = promised.price;
			return Err(SettlementError::OtherPrice { channel, sequence, promised, price });
		}
		let voucher = promised.voucher;
		let signed = match is_signed_by_any(&voucher, &self.keys(), self.genesis) {
			true => self.signed(voucher)?,
			// The key that signed it counts no longer: the same promise by another.
			false => self.sign(voucher.answers, voucher.cumulative)?,
		};
		Ok(SignedVoucher { price: Some(promised.price), ..signed })
	}
}

impl SignedVoucher {
	/// The sequence of the last answer that it is good for.
	pub fn sequence(&self) -> u64 {
		self.voucher.answers.saturating_sub(1)
	}
}

#[cfg(test)]
mod tests;
