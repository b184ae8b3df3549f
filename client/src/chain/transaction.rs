// SPDX-License-Identifier: Apache-2.0

//! Transactions that are in blocks already: their calls, and what came of each.

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::Balance;
use sp_core::H256;
use subxt::{
	client::OnlineClientAtBlockImpl, error::DispatchError, events::Phase, extrinsics::Extrinsic,
	SubstrateConfig,
};

use super::{
	calldata::{self, ReadCall},
	events::{read, TransactionFeePaid},
	sent::failure,
	BlockView, Chain,
};
use crate::{
	account::Account,
	error::{Error, GovernanceError},
};

/// Blocks that are fetched at the same time.
const FETCHED: usize = 16;

/// A transaction that is in a block.
#[derive(Clone, Debug)]
pub struct Transaction {
	/// The hash of the whole encoded transaction.
	pub hash: H256,
	/// The number of its block.
	pub number: u64,
	/// The hash of its block.
	pub block: H256,
	/// Whether its block is final.
	pub is_final: bool,
	/// Its number in the block.
	pub index: u32,
	/// The account that signed it. `None` for what the block's author put there unsigned.
	pub signer: Option<Account>,
	/// The nonce of the signer's account that it used. `None` if it was not signed.
	pub nonce: Option<u64>,
	/// Its call.
	pub call: ReadCall,
	/// The name and the documentation of the error that its call failed with, as in
	/// [`Error::Dispatch`]. `None` if the call succeeded.
	pub failure: Option<(String, String)>,
	/// The network fee that its signer paid, tip included, in planck. `None` if it paid none.
	pub fee: Option<Balance>,
	/// The part of the fee that is the tip, in planck.
	pub tip: Balance,
	/// The events that it had, in order.
	pub events: Vec<ReadCall>,
}

impl Chain {
	/// Looks for a transaction by its hash in `blocks` blocks, from block `last` (by default the
	/// best one) down. `None` when it is in none of them.
	pub async fn transaction(
		&self,
		hash: H256,
		last: Option<u64>,
		blocks: u64,
	) -> Result<Option<Transaction>, Error> {
		let last = match last {
			Some(last) => last,
			None => self.best().await?,
		};
		let first = last.saturating_sub(blocks.saturating_sub(1));
		let mut found = stream::iter((first..=last).rev())
			.map(|number| async move {
				let block = self.hash_of(number).await?.ok_or(Error::NoBlock(number))?;
				Ok::<_, Error>(self.find_in(block, &[hash]).await?.map(|_| block))
			})
			.buffered(FETCHED);
		while let Some(block) = found.try_next().await? {
			if let Some(block) = block {
				return self.transaction_in(block, hash).await.map(Some);
			}
		}
		Ok(None)
	}

	/// Reads a transaction of a block.
	async fn transaction_in(&self, block: H256, hash: H256) -> Result<Transaction, Error> {
		let unread =
			|reason: String| Error::Unread { call: "the transaction".to_owned(), hash, reason };
		let at = self.api.at_block(block).await.map_err(Error::node)?;
		let all = at.extrinsics().fetch().await.map_err(Error::node)?;
		let found = all.iter().filter_map(Result::ok).find(|extrinsic| extrinsic.hash() == hash);
		let extrinsic = found.ok_or_else(|| unread("it can't be decoded".to_owned()))?;
		let index = u32::try_from(extrinsic.index()).unwrap_or(u32::MAX);
		let metadata = at.metadata();
		let call = calldata::read(&metadata, extrinsic.call_data_bytes())
			.map_err(Error::NoThread)?
			.map_err(GovernanceError::NotACall)?;
		let extensions = extrinsic.transaction_extensions();
		let mut transaction = Transaction {
			hash,
			number: at.block_number(),
			block,
			is_final: at.block_number() <= self.view().await?.number(),
			index,
			signer: signer(&extrinsic),
			nonce: extensions.as_ref().and_then(|extensions| extensions.nonce()),
			call,
			failure: None,
			fee: None,
			tip: 0,
			events: Vec::new(),
		};
		let events = at.events().fetch().await.map_err(|error| unread(error.to_string()))?;
		for event in events.iter() {
			let event = event.map_err(|error| unread(error.to_string()))?;
			if event.phase() != Phase::ApplyExtrinsic(index) {
				continue;
			}
			if let Some(paid) = read::<TransactionFeePaid>(&event) {
				let paid = paid.map_err(|error| unread(error.to_string()))?;
				transaction.fee = Some(paid.actual_fee);
				transaction.tip = paid.tip;
			}
			if (event.pallet_name(), event.event_name()) == ("System", "ExtrinsicFailed") {
				let error = DispatchError::decode_from(event.field_bytes(), at.metadata())
					.map_err(|error| unread(error.to_string()))?;
				if let Error::Dispatch { name, doc, .. } = failure(String::new(), error) {
					transaction.failure = Some((name, doc));
				}
			}
			transaction.events.push(calldata::read_event(&metadata, &event));
		}
		Ok(transaction)
	}
}

impl BlockView {
	/// Reads the call that bytes are, or else that of the whole transaction that they are.
	pub async fn read_call_or_transaction(&self, bytes: &[u8]) -> Result<ReadCall, Error> {
		let as_call = self.read_call(bytes);
		if as_call.is_ok() {
			return as_call;
		}
		let all = self.at.extrinsics().from_bytes(vec![bytes.to_vec()]).await;
		let call = all.iter().find_map(Result::ok).map(|it| it.call_data_bytes().to_vec());
		match call {
			Some(call) => self.read_call(&call),
			// The bytes are more often meant as a call.
			None => as_call,
		}
	}
}

/// The account that signed, where the address is a plain account, as all are here.
fn signer(
	extrinsic: &Extrinsic<'_, SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>,
) -> Option<Account> {
	// `MultiAddress::Id` and the account's 32 bytes.
	let bytes = extrinsic.address_bytes()?.strip_prefix(&[0])?;
	Some(Account::new(bytes.try_into().ok()?))
}
