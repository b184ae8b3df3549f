// SPDX-License-Identifier: Apache-2.0

//! Answers that a channel pays for: the payer promises, the operator signs, and each checks what the
//! other gives.

use openledger_attributor::Attribution;
use openledger_primitives::{
	batch::Draft,
	receipt::{Payment, Receipt},
	voucher::{Promise, Voucher},
	Balance, ChannelId, ModelId,
};
use sp_core::{sr25519, Blake2Hasher, H256};

use super::roles::{Operator, Roles};
use crate::error::Error;
use openledger_client::settlement::{receipt_store::Unpaid, salt};
use openledger_client::Error as ClientError;
use openledger_client::{
	chain::{
		calls::{self, attribution::settle_batch},
		events::{BatchSettled, ChannelOpened},
		BlockView, Chain, Roots, Until,
	},
	error::SettlementError,
	files::{
		batch::{BatchFile, Place, Signed},
		receipt::{keep, SignedReceipt},
	},
	keys::Key,
	store::Store,
};

/// Where an operator takes requests, as far as anybody asks.
const ENDPOINT: &[u8] = b"https://example.org/demonstration";

/// A channel from a payer to an operator.
pub struct Till<'a> {
	genesis: H256,
	operator: &'a Operator,
	/// Signs the vouchers.
	hot: &'a Key,
	pub channel: ChannelId,
	/// The receipts that were given, by sequence.
	given: Vec<SignedReceipt>,
	/// The last voucher: it is worth all before it.
	voucher: Option<Voucher>,
}

/// Has an operator be registered, with the least bond.
pub async fn register(chain: &Chain, view: &BlockView, operator: &Operator) -> Result<(), Error> {
	let least = view.terms().await?.min_bond;
	let public = operator.receipts.public().0;
	match view.operator(&operator.key.account()).await? {
		None => {
			let call = calls::channels::register_operator(ENDPOINT.to_vec(), public, least);
			chain.submit(&call, &operator.key).await?;
		}
		Some(info) if info.bond < least => {
			let call = calls::channels::bond_extra(least.saturating_sub(info.bond));
			chain.submit(&call, &operator.key).await?;
		}
		Some(_) => {}
	}
	Ok(())
}

impl<'a> Till<'a> {
	/// Opens a channel from the dApp to an operator.
	pub async fn open(
		chain: &Chain,
		roles: &'a Roles,
		operator: &'a Operator,
		funds: Balance,
	) -> Result<Self, Error> {
		let to = calls::id(&operator.key.account());
		let call = calls::channels::open_channel(to, roles.hot.public().0, funds);
		let ChannelOpened { channel, .. } = chain.submit(&call, &roles.dapp).await?.one()?;
		let genesis = chain.genesis();
		Ok(Self { genesis, operator, hot: &roles.hot, channel, given: Vec::new(), voucher: None })
	}

	/// Has an answer be paid for and its receipt be given. The payer keeps it.
	pub fn serve(
		&mut self,
		store: &Store,
		model: ModelId,
		attribution: Attribution,
		fee: Balance,
	) -> Result<(), Error> {
		let sequence = self.sequence();
		let voucher = self.promise(fee)?;
		let payment = Payment::Channel { channel: self.channel, sequence };
		let receipt = attribution.into_receipt(model, payment, fee, salt());
		let signed = self.take(voucher, receipt)?;
		keep(store, &signed)?;
		Ok(())
	}

	/// The number of the next request.
	fn sequence(&self) -> u64 {
		self.voucher.map_or(0, |voucher| voucher.answers)
	}

	/// What the payer signs for its next request.
	fn promise(&self, price: Balance) -> Result<Voucher, Error> {
		let before = self.voucher.map_or(0, |voucher| voucher.cumulative);
		let promise = Promise {
			channel: self.channel,
			answers: self.sequence().saturating_add(1),
			cumulative: before.saturating_add(price),
		};
		let Promise { channel, answers, cumulative } = promise;
		let signature = self.hot.sign(&promise.message(self.genesis))?;
		Ok(Voucher { channel, answers, cumulative, signature })
	}

	/// Has the operator take a voucher and sign the receipt; and the payer take that.
	fn take(&mut self, voucher: Voucher, receipt: Receipt) -> Result<SignedReceipt, Error> {
		let hot = sr25519::Public::from_raw(self.hot.public().0);
		let charged: Balance = self.given.iter().map(|given| given.receipt.fee).sum();
		if !voucher.is_signed_by(&hot, self.genesis)
			|| voucher.cumulative < charged.saturating_add(receipt.fee)
		{
			return Err(Error::Mismatch("a voucher does not pay for its answer".to_owned()));
		}
		let operator = self.operator.key.account();
		let signed =
			SignedReceipt::sign(&self.operator.receipts, self.genesis, &operator, receipt)?;
		signed.verify(self.genesis, &operator, &[self.operator.receipts.public()])?;
		self.voucher = Some(voucher);
		self.given.push(signed.clone());
		Ok(signed)
	}

	/// The receipts that were given, by sequence.
	pub fn given(&self) -> &[SignedReceipt] {
		&self.given
	}

	/// Has the operator settle receipts by the last voucher, as one batch: those that were given, or
	/// others.
	pub async fn settle(
		&self,
		chain: &Chain,
		store: &Store,
		receipts: Vec<SignedReceipt>,
		until: Until,
	) -> Result<BatchSettled, Error> {
		let mut file = BatchFile::new(self.genesis);
		file.operator = Some(self.operator.key.account());
		file.vouchers.extend(self.voucher.map(|voucher| (self.channel, voucher)));
		file.answers = receipts.into_iter().filter_map(placed).collect();
		let draft = Draft::of::<Blake2Hasher>(&file.receipts(), &file.paying())
			.map_err(SettlementError::Draft)?;
		let roots = Roots::of_draft(&draft).ok_or(ClientError::Inconsistent)?;
		file.roots = Some(roots);
		let unpaid = Unpaid::keep_many(store, self.genesis, roots, file.to_json())?;
		let call = settle_batch(&draft.batch);
		let events = chain.submit_until(&call, &self.operator.key, until).await?;
		let settled: BatchSettled = events.one()?;
		unpaid.paid(store, &settled);
		match settled.roots() == roots {
			true => Ok(settled),
			false => Err(Error::Mismatch(format!(
				"batch {} has {:?} instead of {roots:?}",
				settled.batch,
				settled.roots()
			))),
		}
	}
}

fn placed(signed: SignedReceipt) -> Option<(Place, Signed)> {
	let place = signed.place()?;
	let SignedReceipt { receipt, signature, .. } = signed;
	Some((place, Signed { receipt, signature }))
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::{answer::attribution, batch::GENESIS};

	fn roles() -> Roles {
		Roles::of(Key::from_uri("//Alice").unwrap()).unwrap()
	}

	fn till(roles: &Roles) -> Till<'_> {
		Till {
			genesis: GENESIS,
			operator: &roles.operator,
			hot: &roles.hot,
			channel: 5,
			given: Vec::new(),
			voucher: None,
		}
	}

	#[test]
	fn each_answer_should_have_a_voucher_and_a_signed_receipt() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let roles = roles();
		let mut till = till(&roles);
		for fee in [7, 11] {
			till.serve(&store, 3, attribution(), fee).unwrap();
		}
		let voucher = till.voucher.unwrap();
		assert_eq!((voucher.answers, voucher.cumulative), (2, 18));
		let places: Vec<_> = till.given().iter().filter_map(SignedReceipt::place).collect();
		assert_eq!(places, [(5, 0), (5, 1)]);
		let receipts: Vec<_> = till.given().iter().map(|given| given.receipt.clone()).collect();
		let draft = Draft::of::<Blake2Hasher>(&receipts, &[voucher]).unwrap();
		assert_eq!(draft.fees(), Some(18));
	}

	#[test]
	fn a_voucher_that_does_not_pay_should_not_be_taken() {
		let roles = roles();
		let mut till = till(&roles);
		let voucher = till.promise(7).unwrap();
		let payment = Payment::Channel { channel: 5, sequence: 0 };
		let receipt = attribution().into_receipt(3, payment, 8, [0; 32]);
		assert!(till.take(voucher, receipt.clone()).is_err());
		let forged = Voucher { cumulative: 8, ..voucher };
		assert!(till.take(forged, receipt).is_err());
		assert!(till.given().is_empty());
	}
}
