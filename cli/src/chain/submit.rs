// SPDX-License-Identifier: Apache-2.0

//! Transactions: signed, sent, and watched until they are final.

use std::time::Duration;

use futures::{stream, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use openledger_primitives::Balance;
use subxt::{
	client::OnlineClientAtBlockImpl,
	config::DefaultExtrinsicParamsBuilder,
	error::{
		BackendError, DispatchError, ExtrinsicError, RpcError, TransactionEventsError,
		TransactionProgressError,
	},
	transactions::{Payload, SubmittableTransaction},
	utils::AccountId32,
	SubstrateConfig,
};
use tokio::time::timeout;

use super::{events::Events, Chain};
use crate::{
	account::{self, Account},
	error::Error,
	key::Key,
};

/// Transactions that are under way at the same time.
pub const CONCURRENT: usize = 64;
/// How long a transaction can be included.
const MORTAL_BLOCKS: u64 = 256;
/// As long as that, and until the last of those blocks is final.
const PATIENCE: Duration = Duration::from_secs(600);
/// How a node says that the account can't pay the fee.
const UNPAYABLE: &str = "Inability to pay";

type Signed = SubmittableTransaction<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

impl Chain {
	/// Sends a call and waits until it is final. Fails when the call fails.
	pub async fn submit<C: Payload>(&self, call: &C, key: &Key) -> Result<Events, Error> {
		let nonce = self.next_nonce(&key.account()).await?;
		self.submit_at(call, key, nonce).await
	}

	/// Sends calls of one account, in this order, and waits until all are final.
	pub async fn submit_all<C: Payload>(
		&self,
		calls: &[C],
		key: &Key,
		bar: &ProgressBar,
	) -> Result<Vec<Events>, Error> {
		let first = self.next_nonce(&key.account()).await?;
		stream::iter(first..)
			.zip(stream::iter(calls))
			.map(|(nonce, call)| async move {
				let events = self.submit_at(call, key, nonce).await?;
				bar.inc(1);
				Ok::<_, Error>(events)
			})
			.buffered(CONCURRENT)
			.try_collect()
			.await
	}

	/// The fee that a call would cost, at the present load.
	pub async fn fee<C: Payload>(&self, call: &C, key: &Key) -> Result<Balance, Error> {
		let signed = self.sign(call, key, 0).await?;
		signed.partial_fee_estimate().await.map_err(Error::node)
	}

	/// The nonce after those of all transactions that the node knows of.
	async fn next_nonce(&self, who: &Account) -> Result<u64, Error> {
		let who = AccountId32(account::bytes(who));
		self.rpc.system_account_next_index(&who).await.map_err(Error::node)
	}

	async fn sign<C: Payload>(&self, call: &C, key: &Key, nonce: u64) -> Result<Signed, Error> {
		let at = self.api.at_current_block().await.map_err(Error::node)?;
		let params = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new()
			.mortal_from_unchecked(MORTAL_BLOCKS, at.block_number(), at.block_hash())
			.nonce(nonce)
			.build();
		let mut signable =
			at.transactions().create_signable_offline(call, params).map_err(Error::node)?;
		signable.sign(key.pair()).map_err(Error::node)
	}

	async fn submit_at<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		nonce: u64,
	) -> Result<Events, Error> {
		let signed = self.sign(call, key, nonce).await?;
		let name = format!("{}.{}", call.pallet_name(), call.call_name());
		let progress = match signed.submit_and_watch().await {
			Ok(progress) => progress,
			Err(error) => return Err(self.refusal(name, key, error).await),
		};
		let Ok(included) = timeout(PATIENCE, progress.wait_for_finalized()).await else {
			return Err(Error::NotFinal { call: name, seconds: PATIENCE.as_secs() });
		};
		let included = included.map_err(|error| loss(&name, error))?;
		let block = included.block_hash();
		match included.wait_for_success().await {
			Ok(inner) => Ok(Events { call: name, block, inner }),
			Err(error) => Err(failure(name, error)),
		}
	}

	/// Why the node did not take a transaction.
	async fn refusal(&self, call: String, key: &Key, error: ExtrinsicError) -> Error {
		let ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(
			subxt::rpcs::Error::User(refusal),
		))) = &error
		else {
			return Error::node(error);
		};
		let data = refusal.data.as_ref().map_or("", |data| data.get().trim_matches('"'));
		if data.contains(UNPAYABLE) {
			let who = key.account();
			let spendable = match self.view().await {
				Ok(view) => view.spendable(&who).await,
				Err(error) => Err(error),
			};
			return match spendable {
				Ok(spendable) => Error::Fee { who, call, spendable },
				Err(error) => error,
			};
		}
		let reason = match data {
			"" => refusal.message.clone(),
			data => format!("{}: {data}", refusal.message),
		};
		Error::Refused { call, reason }
	}
}

/// Why a transaction did not become final.
fn loss(call: &str, error: TransactionProgressError) -> Error {
	match error {
		TransactionProgressError::TransactionStatusError(reason) => {
			Error::Lost { call: call.to_owned(), reason: reason.to_string() }
		}
		other => Error::node(other),
	}
}

/// Why a call failed, in the words of the chain's metadata.
fn failure(call: String, error: TransactionEventsError) -> Error {
	let TransactionEventsError::ExtrinsicFailed(error) = error else {
		return Error::node(error);
	};
	let (name, doc) = match &error {
		DispatchError::Module(module) => match module.details() {
			Ok(details) => (
				format!("{}.{}", details.pallet.name(), details.variant.name),
				details.variant.docs.join(" "),
			),
			Err(error) => (module.details_string(), error.to_string()),
		},
		DispatchError::Token(token) => (format!("Token.{token:?}"), token.to_string()),
		other => ("an error of the runtime".to_owned(), other.to_string()),
	};
	Error::Dispatch { call, name, doc: doc.trim().to_owned() }
}
