// SPDX-License-Identifier: Apache-2.0

//! A development chain that is begun anew has the genesis of the one before, and gives the same ids to
//! other channels. What a store knows of a channel is of the chain before then, and nothing of it fits:
//! a store remembers the first block of the chain that it was begun with, by which they differ.

use std::path::PathBuf;

use openledger_primitives::ChannelId;
use sp_core::H256;

use crate::error::Error;
use openledger_client::progress;
use openledger_client::Error as ClientError;
use openledger_client::{
	chain::Chain,
	error::{AuditError, Behind, SettlementError},
	files::batch::name,
	store::Store,
};

/// Takes note of which chain a store is begun with, before it knows anything of a channel.
pub async fn remember(chain: &Chain, store: &Store) -> Result<(), Error> {
	let (genesis, asked) = (chain.genesis(), store.clone());
	let is_known = progress::computing(move || {
		asked.first_block(genesis).is_some() || asked.knows_channels(genesis)
	});
	// A block that is not final may be replaced.
	if is_known.await? || chain.view().await?.number() == 0 {
		return Ok(());
	}
	let Some(first) = chain.hash_of(1).await? else { return Ok(()) };
	let store = store.clone();
	Ok(progress::computing(move || store.save_first_block(genesis, first)).await??)
}

/// An error with what the store has to do with it, where that may be of a chain that is no more.
pub async fn explained(chain: &Chain, store: &Store, error: Error) -> Error {
	let genesis = chain.genesis();
	let Some(path) = source(&error, store, genesis) else { return error };
	let first = store.first_block(genesis);
	let is_plausible = match first {
		Some(first) => matches!(chain.hash_of(1).await, Ok(Some(now)) if now != first),
		// Nobody wrote it down.
		None => chain.is_development().await,
	};
	match is_plausible {
		true => {
			let (error, path, is_certain) = (Box::new(error), name(&path), first.is_some());
			Error::OfEarlierChain { error, path, is_certain }
		}
		false => error,
	}
}

/// Where the store has what an error follows from, if it has.
fn source(error: &Error, store: &Store, genesis: H256) -> Option<PathBuf> {
	use SettlementError as S;
	let Error::Client(error) = error else { return None };
	let path = match error {
		ClientError::Settlement(
			S::SignedBefore { channel, .. }
			| S::TooLate { channel, behind: Behind::File { .. }, .. }
			| S::Earlier { channel, .. },
		) => store.channel_path(genesis, *channel),
		ClientError::Settlement(
			S::ReceiptsMissing { channel, .. }
			| S::NotPromised { channel, .. }
			| S::OtherPrice { channel, .. }
			| S::FeeBeyondPromise { channel, .. },
		)
		| ClientError::Audit(
			AuditError::Unreceipted { channel, .. } | AuditError::Behind { channel, .. },
		) => store.promises_path(genesis, *channel),
		ClientError::Settlement(S::SignedTwice { channel, .. }) => {
			received(store, genesis, *channel)
		}
		_ => return None,
	};
	path.exists().then_some(path)
}

fn received(store: &Store, genesis: H256, channel: ChannelId) -> PathBuf {
	store.received(genesis).join(channel.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{error::Kept, fixtures::batch::GENESIS};
	use std::fs;

	#[test]
	fn only_what_the_store_knows_should_be_of_an_earlier_chain() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let signed = || -> Error {
			let kept = Kept::In("day.json".to_owned());
			SettlementError::SignedBefore { channel: 3, sequence: 1, kept }.into()
		};
		assert_eq!(source(&signed(), &store, GENESIS), None);
		let own = store.channel_path(GENESIS, 3);
		for path in [&own, &store.promises_path(GENESIS, 3)] {
			fs::create_dir_all(path.parent().unwrap()).unwrap();
			fs::write(path, "{}").unwrap();
		}
		assert_eq!(source(&signed(), &store, GENESIS), Some(own));
		let missing = SettlementError::ReceiptsMissing { channel: 3, missing: vec![1] };
		let expected = Some(store.promises_path(GENESIS, 3));
		assert_eq!(source(&missing.into(), &store, GENESIS), expected);
		let behind = AuditError::Behind { channel: 3, seen: 9, next: 0 };
		assert_eq!(source(&behind.into(), &store, GENESIS), expected);
		// What the chain itself says is not the store's.
		let behind = Behind::Settled { next: 2 };
		let settled = SettlementError::TooLate { channel: 3, sequence: 1, behind };
		assert_eq!(source(&settled.into(), &store, GENESIS), None);
	}

	#[test]
	fn the_hint_should_name_what_is_of_an_earlier_chain() {
		let error = |is_certain| {
			let missing = SettlementError::ReceiptsMissing { channel: 3, missing: vec![1] };
			let error: Box<Error> = Box::new(missing.into());
			Error::OfEarlierChain { error, path: "promised/3.json".to_owned(), is_certain }
		};
		assert!(error(true).to_string().starts_with("the receipt of answer 1 of channel 3"));
		for is_certain in [true, false] {
			let hint = crate::hints::of(&error(is_certain)).unwrap();
			for part in ["promised/3.json", "--store", "channel accept FILE"] {
				assert!(hint.contains(part), "{part} in {hint}");
			}
			assert_eq!(hint.starts_with("the chain was begun anew"), is_certain, "{hint}");
		}
	}
}
