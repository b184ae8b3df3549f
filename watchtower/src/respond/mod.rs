// SPDX-License-Identifier: Apache-2.0

//! The responder: it answers what is demanded of a batch.
//!
//! A demand that is not answered in time costs the bond. So nothing waits for anything else here: the
//! demands that have to be answered first are answered first, many in a transaction; what does not
//! get into a block is sent again with a tip that rises to what is at stake; a text that is missing
//! holds up none but its own demands; and a node that goes away is waited for.

mod answers;
mod demands;
mod group;
mod identify;
mod send;
mod session;
mod texts;

use std::{future::Future, path::PathBuf, pin::pin, sync::Arc};

use openledger_client::{
	chain::Chain, error::Kind, files, keys::Key, progress, store::Store, Error as ClientError,
};
use openledger_primitives::{Balance, BatchId};
use serde::Serialize;

use self::{answers::Answers, session::Session};
use crate::{patience::Patience, Error, Reporter};

/// What a responder answers for, and what it may spend.
#[derive(Clone, Debug)]
pub struct Options {
	/// The batch file, or the receipt of a single answer.
	pub path: PathBuf,
	/// Whether to go on until nothing more can be demanded, whatever becomes of the node.
	pub follow: bool,
	/// The most to give for answers as tips, all that are under way together. By default, and in any
	/// case, no more than what is lost without an answer.
	pub max_tip: Option<Balance>,
}

impl Options {
	/// Answers what is demanded now of the receipts of a file.
	pub fn of(path: impl Into<PathBuf>) -> Self {
		Self { path: path.into(), follow: false, max_tip: None }
	}
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Answered {
	/// The batch that has the receipts of the file. `None` where that was not known before the
	/// responder was shut down.
	pub batch: Option<BatchId>,
	/// The number of demands that were answered.
	pub revealed: usize,
	/// The number of demands that could not be.
	pub unanswered: usize,
}

/// Answers what is demanded of a batch.
pub struct Responder {
	chain: Arc<Chain>,
	key: Key,
	store: Store,
	options: Options,
}

impl Responder {
	/// Answers with the account of `key`, which need not be that of the operator, and with the outputs
	/// and texts in `store`. Responders of one account share a connection, so that they take turns.
	pub fn new(chain: impl Into<Arc<Chain>>, key: Key, store: Store, options: Options) -> Self {
		Self { chain: chain.into(), key, store, options }
	}

	/// Answers until nothing more can be demanded, or `shutdown` is over; or, where it does not follow,
	/// until all that is demanded now was answered.
	///
	/// It can be dropped at any time: the chain says what is still to be answered.
	pub async fn run(
		self,
		reporter: &dyn Reporter,
		shutdown: impl Future<Output = ()> + Send,
	) -> Result<Answered, Error> {
		let Self { chain, key, store, options } = self;
		let path = options.path.clone();
		let answers = progress::computing(move || Answers::read(&path)).await??;
		if answers.genesis != chain.genesis() {
			return Err(Error::OtherChain(files::batch::name(&options.path)));
		}
		let mut session = Session::new(reporter, key, store, options, answers).await?;
		let mut shutdown = pin!(shutdown);
		tokio::select! {
			result = follow(&mut session, reporter, chain) => result,
			() = &mut shutdown => Ok(session.outcome(0)),
		}
	}
}

/// Answers, whatever becomes of the node where the session follows.
async fn follow(
	session: &mut Session<'_>,
	reporter: &dyn Reporter,
	first: Arc<Chain>,
) -> Result<Answered, Error> {
	let (url, genesis) = (first.url().to_owned(), first.genesis());
	let mut connected = Some(first);
	let mut patience = Patience::new(reporter);
	loop {
		let chain = match connected.take() {
			Some(chain) => chain,
			None => Arc::new(patience.connect(&url, Some(genesis)).await?),
		};
		patience.is_back();
		let error = match session.run(&chain).await {
			Ok(unanswered) => return Ok(session.outcome(unanswered)),
			Err(error) => error,
		};
		// A node that is catching up does not have the batch yet.
		let is_behind =
			matches!(error, Error::Client(ClientError::NotFound { kind: Kind::Batch, .. }));
		if !session.follows() || !(error.is_passing() || (is_behind && session.has_batch())) {
			return Err(error);
		}
		session.interrupt();
		patience.wait(error).await;
	}
}
