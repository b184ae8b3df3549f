// SPDX-License-Identifier: Apache-2.0

//! What a watcher keeps in the store, so that it can be stopped at any time: how far it has come, what
//! it has put up as bonds, and of which batches it has drawn lots.

use std::{
	collections::BTreeMap,
	fs,
	io::{self, ErrorKind},
	path::PathBuf,
};

use openledger_primitives::{Balance, BatchId};
use serde::{Deserialize, Serialize};
use sp_core::H256;

use openledger_client::{
	chain::Roots,
	files::{
		batch::name,
		durable::{self, PRIVATE},
		lock::FileLock,
	},
	json,
};

use crate::{Error, SpanRef};

/// A demand that was made, or is about to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingDemand {
	/// The roots of its batch, so that no other batch is taken for it.
	pub roots: Roots,
	/// When that batch can be final.
	pub batch_finalizable_at: u32,
	/// The block before the first that it could be in.
	pub made_after: u64,
	pub bond: Balance,
	/// The last block in which it can be answered, once it was seen on chain.
	pub respond_by: Option<u32>,
	/// Whether it was seen in a block that is final.
	pub is_final: bool,
}

#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct State {
	/// The last block that was seen to, and its hash.
	pub last: Option<(u64, H256)>,
	/// What was lost by demands that were answered.
	pub spent: Balance,
	/// Demands whose bonds are held.
	pub demands: BTreeMap<SpanRef, PendingDemand>,
	/// What was drawn of each batch. One that is in another block now is known by its roots, and two
	/// of the same receipts by their ids.
	pub drawn: BTreeMap<(BatchId, Roots), Drawn>,
}

/// The lots of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn {
	/// When the batch can be final.
	pub finalizable_at: u32,
	/// What is still to be demanded: receipts and spans. A call that reveals it changes nothing: it
	/// may have failed, and shown nothing that was asked for.
	pub wanted: Vec<(u32, u32)>,
}

#[derive(Serialize, Deserialize)]
struct Written {
	genesis: H256,
	last: Option<WrittenBlock>,
	/// In planck.
	spent: String,
	demands: Vec<WrittenDemand>,
	drawn: Vec<WrittenBatch>,
}

#[derive(Serialize, Deserialize)]
struct WrittenBatch {
	batch: BatchId,
	#[serde(flatten)]
	roots: Roots,
	finalizable_at: u32,
	wanted: Vec<(u32, u32)>,
}

#[derive(Serialize, Deserialize)]
struct WrittenBlock {
	number: u64,
	hash: H256,
}

#[derive(Serialize, Deserialize)]
struct WrittenDemand {
	batch: BatchId,
	receipt: u32,
	span: u32,
	#[serde(flatten)]
	roots: Roots,
	batch_finalizable_at: u32,
	made_after: u64,
	/// In planck.
	bond: String,
	respond_by: Option<u32>,
	is_final: bool,
}

impl State {
	/// What the bonds that are held are worth.
	pub fn at_risk(&self) -> Balance {
		self.demands.values().fold(0, |sum, made| sum.saturating_add(made.bond))
	}

	/// Whether one more bond is within the budget.
	pub fn can_put_up(&self, bond: Balance, budget: Balance) -> bool {
		self.spent.saturating_add(self.at_risk()).saturating_add(bond) <= budget
	}

	fn write(&self, genesis: H256) -> Written {
		Written {
			genesis,
			last: self.last.map(|(number, hash)| WrittenBlock { number, hash }),
			spent: self.spent.to_string(),
			demands: self
				.demands
				.iter()
				.map(|(span, made)| WrittenDemand {
					batch: span.batch,
					receipt: span.receipt,
					span: span.span,
					roots: made.roots,
					batch_finalizable_at: made.batch_finalizable_at,
					made_after: made.made_after,
					bond: made.bond.to_string(),
					respond_by: made.respond_by,
					is_final: made.is_final,
				})
				.collect(),
			drawn: self
				.drawn
				.iter()
				.map(|((batch, roots), Drawn { finalizable_at, wanted })| WrittenBatch {
					batch: *batch,
					roots: *roots,
					finalizable_at: *finalizable_at,
					wanted: wanted.clone(),
				})
				.collect(),
		}
	}

	fn read(written: Written) -> Result<Self, String> {
		let amount = |text: &str| {
			text.parse::<Balance>().map_err(|_| format!("`{text}` is no number of planck"))
		};
		let mut demands = BTreeMap::new();
		for demand in written.demands {
			let made = PendingDemand {
				roots: demand.roots,
				batch_finalizable_at: demand.batch_finalizable_at,
				made_after: demand.made_after,
				bond: amount(&demand.bond)?,
				respond_by: demand.respond_by,
				is_final: demand.is_final,
			};
			let WrittenDemand { batch, receipt, span, .. } = demand;
			demands.insert(SpanRef { batch, receipt, span }, made);
		}
		Ok(Self {
			last: written.last.map(|block| (block.number, block.hash)),
			spent: amount(&written.spent)?,
			demands,
			drawn: written
				.drawn
				.into_iter()
				.map(|WrittenBatch { batch, roots, finalizable_at, wanted }| {
					((batch, roots), Drawn { finalizable_at, wanted })
				})
				.collect(),
		})
	}
}

/// The state, and where it is kept.
pub struct Journal {
	pub state: State,
	path: PathBuf,
	genesis: H256,
	/// What was written last.
	written: State,
	/// Nobody else uses the file as long as this lives. `None` where nothing is written.
	lock: Option<FileLock>,
}

impl Journal {
	/// Reads the state of a chain at `path`, for this process alone. `is_read_only` neither locks
	/// nor writes.
	pub fn open(path: PathBuf, genesis: H256, is_read_only: bool) -> Result<Self, Error> {
		let unusable = |reason: io::Error| Error::Journal { path: name(&path), reason };
		let lock = match is_read_only {
			true => None,
			false => {
				if let Some(directory) = path.parent() {
					fs::create_dir_all(directory).map_err(unusable)?;
				}
				let lock = FileLock::try_for(&path).map_err(unusable)?;
				Some(lock.ok_or_else(|| Error::Running(name(&path)))?)
			}
		};
		let state = match fs::read_to_string(&path) {
			Ok(text) => {
				let bad = |reason| Error::BadJournal { path: name(&path), reason };
				let written: Written =
					serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
				if written.genesis != genesis {
					return Err(bad(format!("it is of the chain {:?}", written.genesis)));
				}
				State::read(written).map_err(bad)?
			}
			Err(error) if error.kind() == ErrorKind::NotFound => State::default(),
			Err(error) => return Err(unusable(error)),
		};
		Ok(Self { written: state.clone(), state, path, genesis, lock })
	}

	/// Writes the state, if it has changed.
	pub fn save(&mut self) -> Result<(), Error> {
		if self.lock.is_none() || self.written == self.state {
			return Ok(());
		}
		let text = format!("{:#}\n", json::of(&self.state.write(self.genesis)));
		durable::write(&self.path, text.as_bytes(), PRIVATE)
			.map_err(|reason| Error::Journal { path: name(&self.path), reason })?;
		self.written = self.state.clone();
		Ok(())
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_client::units::amount::OPEN;

	fn roots() -> Roots {
		Roots { root: H256::repeat_byte(2), commitments: H256::repeat_byte(3) }
	}

	pub fn made(respond_by: Option<u32>) -> PendingDemand {
		PendingDemand {
			roots: roots(),
			batch_finalizable_at: 80,
			made_after: 70,
			bond: 2 * OPEN,
			respond_by,
			is_final: respond_by.is_some(),
		}
	}

	fn state() -> State {
		let place = |receipt| SpanRef { batch: 7, receipt, span: 1 };
		State {
			last: Some((71, H256::repeat_byte(1))),
			spent: 4 * OPEN,
			demands: BTreeMap::from([(place(3), made(Some(75))), (place(5), made(None))]),
			// Two batches of the same receipts.
			drawn: BTreeMap::from([
				((7, roots()), Drawn { finalizable_at: 80, wanted: vec![(4, 0), (1, 1_087)] }),
				((8, roots()), Drawn { finalizable_at: 81, wanted: vec![] }),
			]),
		}
	}

	#[test]
	fn the_state_should_survive_a_restart() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("watch/07070707.json");
		let genesis = H256::repeat_byte(7);
		let open = || Journal::open(path.clone(), genesis, false);
		let mut journal = open().unwrap();
		assert_eq!(journal.state, State::default());
		journal.state = state();
		journal.save().unwrap();
		// As long as it runs, nobody else does.
		assert!(matches!(open(), Err(Error::Running(_))));
		assert_eq!(Journal::open(path.clone(), genesis, true).unwrap().state, state());
		drop(journal);
		assert_eq!(open().unwrap().state, state());
		let other = Journal::open(path.clone(), H256::zero(), false);
		assert!(matches!(other, Err(Error::BadJournal { .. })));
		fs::write(&path, "{").unwrap();
		assert!(matches!(open(), Err(Error::BadJournal { .. })));
	}

	#[test]
	fn who_only_looks_should_write_nothing() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("watch/a.json");
		let mut journal = Journal::open(path.clone(), H256::zero(), true).unwrap();
		journal.state = state();
		journal.save().unwrap();
		assert!(!path.exists() && fs::read_dir(directory.path()).unwrap().count() == 0);
	}

	#[test]
	fn bonds_should_stay_within_the_budget() {
		let state = state();
		assert_eq!(state.at_risk(), 4 * OPEN);
		assert!(state.can_put_up(2 * OPEN, 10 * OPEN));
		assert!(!state.can_put_up(2 * OPEN + 1, 10 * OPEN));
		assert!(!state.can_put_up(2 * OPEN, 0));
	}
}
