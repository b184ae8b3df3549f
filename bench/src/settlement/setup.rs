// SPDX-License-Identifier: Apache-2.0

//! What must be on the chain before anything is measured.

use codec::Encode;
use openledger_primitives::limits::MaxBulk;
use openledger_runtime_api::Terms;
use openledger_testing::OPEN;
use sp_core::{Blake2Hasher, Hasher};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;

use crate::{
	batches::{Common, Counts, Served},
	blocks::decoded,
	calls::{self, Admission},
	chain::Chain,
	driver::Driver,
	error::{cannot, Error},
	works::{self, Works},
};

const DOMAIN: &[u8] = b"openledger-bench/settlement";
/// Contributions that the answers are credited to.
pub const CONTRIBUTIONS: u32 = 1_000;
/// Models that the answers of each batch are of.
pub const MODELS: u32 = 4;
/// Contributions that answers of a model are credited to that is not the first. In all they are as
/// many as a batch may have.
const OF_OTHERS: usize = 8;
/// Accounts that transfers go to.
const RECIPIENTS: u32 = 4_096;
/// What each of them has before.
const ENDOWMENT: u128 = OPEN / 100;
/// What each account has that pays for transfers, for answers and for a channel.
const FUNDS: u128 = 1_000 * OPEN;
/// Transfers in a call that funds accounts.
const BULK: usize = 100;
/// Values of the state that are read together.
const READ: usize = 512;

/// Accounts that transfers go to. Nobody has their keys.
pub struct Recipients {
	ids: Vec<AccountId32>,
	/// Where their records are in the state.
	keys: Vec<Vec<u8>>,
}

impl Recipients {
	pub async fn of(chain: &Chain) -> Result<Self, Error> {
		let ids: Vec<_> = (0..RECIPIENTS).map(|nth| AccountId32(seed("recipient", nth))).collect();
		let described = chain.described().await?;
		let account = subxt::dynamic::storage::<([u8; 32],), u32>("System", "Account");
		let entry = described.at.storage().entry(account);
		let entry = entry.map_err(cannot("find System.Account"))?;
		let keys = ids.iter().map(|id| entry.fetch_key((id.0,)));
		let keys = keys.collect::<Result<Vec<_>, _>>().map_err(cannot("encode an account"))?;
		Ok(Self { ids, keys })
	}

	pub fn ids(&self) -> &[AccountId32] {
		&self.ids
	}

	/// What all of them have after a block.
	pub async fn total(&self, chain: &Chain, block: u64) -> Result<u128, Error> {
		let mut total = 0;
		for keys in self.keys.chunks(READ) {
			for value in chain.values(keys, block).await? {
				// A nonce and three counters of references come before what is free.
				let (_, _, _, _, free): (u32, u32, u32, u32, u128) =
					decoded(value, (0, 0, 0, 0, 0))?;
				total += free;
			}
		}
		Ok(total)
	}
}

/// The accounts that pay for transfers, for answers and for channels.
pub fn payers(count: u32) -> Result<Vec<Keypair>, Error> {
	(0..count)
		.map(|nth| Keypair::from_secret_key(seed("payer", nth)).map_err(cannot("make a key")))
		.collect()
}

fn seed(what: &str, nth: u32) -> [u8; 32] {
	Blake2Hasher::hash(&(DOMAIN, what, nth).encode()).0
}

/// Gives the payers and the recipients what they need.
pub async fn fund(
	driver: &mut Driver,
	developers: &[usize],
	payers: &[usize],
	recipients: &Recipients,
) -> Result<(), Error> {
	let ids = driver.ids();
	let payers = payers.iter().map(|nth| (ids[*nth], FUNDS));
	let gifts: Vec<_> = payers.chain(recipients.ids.iter().map(|id| (*id, ENDOWMENT))).collect();
	let chain = driver.chain.described().await?;
	let mut calls = Vec::new();
	for gifts in gifts.chunks(BULK) {
		let transfers =
			gifts.iter().map(|(id, amount)| chain.encode(&calls::transfer(*id, *amount)));
		calls.push(calls::batch_all(&transfers.collect::<Result<Vec<_>, _>>()?));
	}
	driver.run_by(developers, &calls).await?;
	let total = recipients.total(&driver.chain, driver.state().number).await?;
	if total != u128::from(RECIPIENTS) * ENDOWMENT {
		return Err(Error::new("not all accounts were funded; is the chain a fresh one?"));
	}
	Ok(())
}

/// A datanet with contributions, and commercial models of all of them.
pub async fn models(driver: &mut Driver, developers: &[usize]) -> Result<Common, Error> {
	let (datanet, first, model, ..): Counts = driver.chain.ask("counts", ()).await?;
	driver.run_by(developers, &[calls::create_datanet("bench", Admission::Open)]).await?;
	let numbers: Vec<_> = Works::new().take(CONTRIBUTIONS.into()).collect();
	let calls: Vec<_> = numbers
		.chunks(usize::try_from(MaxBulk::get()).unwrap_or(usize::MAX))
		.map(|numbers| {
			let submissions = numbers.iter().copied().map(works::submission).collect();
			calls::register_many(datanet, submissions)
		})
		.collect();
	driver.run_by(developers, &calls).await?;
	let calls: Vec<_> = (0..MODELS)
		.map(|nth| calls::register_model(seed("model", nth), datanet, CONTRIBUTIONS))
		.collect();
	driver.run_by(developers, &calls).await?;

	let (_, end, next, ..): Counts = driver.chain.ask("counts", ()).await?;
	if end != first + u64::from(CONTRIBUTIONS) || next != model + MODELS {
		return Err(Error::new("models were not registered; is the chain a fresh one?"));
	}
	let terms: Terms = driver.chain.ask("terms", ()).await?;
	let served = |id| {
		let count = if id == model { usize::MAX } else { OF_OTHERS };
		Served { model: id, contributions: (first..end).take(count).collect() }
	};
	Ok(Common { span_params: terms.span_params, models: (model..next).map(served).collect() })
}
