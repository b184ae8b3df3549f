// SPDX-License-Identifier: Apache-2.0

//! Transactions: signed, sent, and watched until they are final, or in a block.

use std::{
	future::Future,
	sync::{Mutex, MutexGuard, PoisonError},
	time::Duration,
};

use futures::{stream, Stream, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use openledger_primitives::Balance;
use sp_core::H256;
use subxt::{
	client::OnlineClientAtBlockImpl,
	config::DefaultExtrinsicParamsBuilder,
	error::{
		BackendError, DispatchError, ExtrinsicError, RpcError, TransactionEventsError,
		TransactionProgressError, TransactionStatusError,
	},
	transactions::{
		Payload, SubmittableTransaction, TransactionInBlock, TransactionProgress, TransactionStatus,
	},
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
/// What subxt calls "dropped" although it is in a block: the node only stopped watching it.
const FINALITY_TIMEOUT: &str = "Finality timeout";

/// When a transaction is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
	/// In a best block, which another may still replace.
	Best,
	Final,
}

type Signed = SubmittableTransaction<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;
type Progress = TransactionProgress<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;
type Included = TransactionInBlock<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

/// The transactions that are under way. Global, as whoever handles an interrupt has no [`Chain`].
static UNDER_WAY: Mutex<Vec<(String, H256)>> = Mutex::new(Vec::new());

/// The transactions, by call and hash, that are sent and of which nothing final is known.
pub fn under_way() -> Vec<(String, H256)> {
	lock_under_way().clone()
}

fn lock_under_way() -> MutexGuard<'static, Vec<(String, H256)>> {
	// A list of which each change is one step is right whoever panicked.
	UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Chain {
	/// Sends a call and waits until it is final. Fails when the call fails.
	pub async fn submit<C: Payload>(&self, call: &C, key: &Key) -> Result<Events, Error> {
		let nonce = self.next_nonce(&key.account()).await?;
		self.submit_at(call, key, nonce).await
	}

	/// Sends calls of one account, in this order, and waits until all are final. Stops at the first
	/// that fails.
	pub async fn submit_all<C: Payload>(
		&self,
		calls: &[C],
		key: &Key,
		bar: &ProgressBar,
	) -> Result<Vec<Events>, Error> {
		let first = self.next_nonce(&key.account()).await?;
		self.outcomes(calls, key, bar, first).try_collect().await
	}

	/// Sends calls of one account, in this order, and waits until all are final or have failed.
	pub async fn submit_each<C: Payload>(
		&self,
		calls: &[C],
		key: &Key,
		bar: &ProgressBar,
	) -> Result<Vec<Result<Events, Error>>, Error> {
		let first = self.next_nonce(&key.account()).await?;
		Ok(self.outcomes(calls, key, bar, first).collect().await)
	}

	/// What comes of calls of one account that are sent in this order, from nonce `first` on.
	fn outcomes<'a, C: Payload>(
		&'a self,
		calls: &'a [C],
		key: &'a Key,
		bar: &'a ProgressBar,
		first: u64,
	) -> impl Stream<Item = Result<Events, Error>> + 'a {
		stream::iter(first..)
			.zip(stream::iter(calls))
			.map(move |(nonce, call)| async move {
				let outcome = self.submit_at(call, key, nonce).await;
				bar.inc(1);
				outcome
			})
			.buffered(CONCURRENT)
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

	/// Sends a call once the node has taken what the same key sends at the same time: so each gets a
	/// nonce of its own. Fails when the call fails.
	pub async fn submit_in_turn<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		until: Until,
	) -> Result<Events, Error> {
		let turn = self.turn.lock().await;
		let nonce = self.next_nonce(&key.account()).await?;
		let signed = self.sign(call, key, nonce).await?;
		let name = name(call);
		while_under_way(&signed, &name, async {
			let progress = self.send(&signed, &name, key).await?;
			drop(turn);
			self.watch(progress, &signed, &name, until).await
		})
		.await
	}

	async fn submit_at<C: Payload>(
		&self,
		call: &C,
		key: &Key,
		nonce: u64,
	) -> Result<Events, Error> {
		let signed = self.sign(call, key, nonce).await?;
		let name = name(call);
		while_under_way(&signed, &name, async {
			let progress = self.send(&signed, &name, key).await?;
			self.watch(progress, &signed, &name, Until::Final).await
		})
		.await
	}

	async fn send(&self, signed: &Signed, call: &str, key: &Key) -> Result<Progress, Error> {
		match signed.submit_and_watch().await {
			Ok(progress) => Ok(progress),
			Err(error) => Err(self.refusal(call.to_owned(), signed.hash(), key, error).await),
		}
	}

	async fn watch(
		&self,
		progress: Progress,
		signed: &Signed,
		call: &str,
		until: Until,
	) -> Result<Events, Error> {
		let (call, hash) = (call.to_owned(), signed.hash());
		let included = match until {
			Until::Best => timeout(PATIENCE, wait_for_best(progress)).await,
			Until::Final => timeout(PATIENCE, progress.wait_for_finalized()).await,
		};
		let Ok(included) = included else {
			let reason = format!("it was not final after {} seconds", PATIENCE.as_secs());
			return Err(Error::Unknown { call, hash, reason });
		};
		let included = match included {
			Ok(included) => included,
			Err(error) => return Err(loss(call, hash, error)),
		};
		let block = included.block_hash();
		match included.wait_for_success().await {
			Ok(inner) => Ok(Events { call, block, inner }),
			Err(error) => Err(failure(call, hash, error)),
		}
	}

	/// Why the node did not take a transaction.
	async fn refusal(&self, call: String, hash: H256, key: &Key, error: ExtrinsicError) -> Error {
		let ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(
			subxt::rpcs::Error::User(refusal),
		))) = &error
		else {
			// The node may have taken it before it went away.
			return Error::Unknown { call, hash, reason: error.to_string() };
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

fn name<C: Payload>(call: &C) -> String {
	format!("{}.{}", call.pallet_name(), call.call_name())
}

/// Has a transaction be known to be under way while `outcome` is waited for.
async fn while_under_way<T>(signed: &Signed, call: &str, outcome: impl Future<Output = T>) -> T {
	let hash = signed.hash();
	lock_under_way().push((call.to_owned(), hash));
	let result = outcome.await;
	// Not in a destructor: an interrupted program drops this first and then asks what was sent.
	lock_under_way().retain(|(_, other)| *other != hash);
	result
}

/// The best block that a transaction is in.
async fn wait_for_best(mut progress: Progress) -> Result<Included, TransactionProgressError> {
	while let Some(status) = progress.next().await {
		let failed = match status? {
			TransactionStatus::InBestBlock(block) | TransactionStatus::InFinalizedBlock(block) => {
				return Ok(block)
			}
			TransactionStatus::Error { message } => TransactionStatusError::Error(message),
			TransactionStatus::Invalid { message } => TransactionStatusError::Invalid(message),
			TransactionStatus::Dropped { message } => TransactionStatusError::Dropped(message),
			_ => continue,
		};
		return Err(failed.into());
	}
	Err(TransactionProgressError::UnexpectedEndOfTransactionStatusStream)
}

/// Why a transaction did not become final.
fn loss(call: String, hash: H256, error: TransactionProgressError) -> Error {
	use TransactionStatusError::{Dropped, Invalid};
	let reason = error.to_string();
	match error {
		TransactionProgressError::TransactionStatusError(Dropped(message))
			if message == FINALITY_TIMEOUT =>
		{
			Error::Unknown { call, hash, reason: "it is in a block that does not get final".into() }
		}
		TransactionProgressError::TransactionStatusError(Dropped(_) | Invalid(_)) => {
			Error::Lost { call, reason }
		}
		_ => Error::Unknown { call, hash, reason },
	}
}

/// Why a call failed, in the words of the chain's metadata.
fn failure(call: String, hash: H256, error: TransactionEventsError) -> Error {
	let TransactionEventsError::ExtrinsicFailed(error) = error else {
		return Error::Unread { call, hash, reason: error.to_string() };
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
