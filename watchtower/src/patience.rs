// SPDX-License-Identifier: Apache-2.0

//! What answers for a bond does not end because its node does: it waits, and says so.

use std::{mem, time::Duration};

use openledger_client::{chain::Chain, Error as ClientError};
use sp_core::H256;

use crate::{report::Reporter, Error, Note};

/// The first pause before a node is called again.
const FIRST: Duration = Duration::from_secs(1);
/// The longest: no demand may be due before the node is asked again.
const LONGEST: Duration = Duration::from_secs(15);

/// How long to wait for a node: twice as long each time.
pub struct Patience<'r> {
	reporter: &'r dyn Reporter,
	pause: Duration,
	/// Whether it was said that it is gone.
	has_warned: bool,
}

impl<'r> Patience<'r> {
	/// Tells `reporter` when the node goes and comes.
	pub fn new(reporter: &'r dyn Reporter) -> Self {
		Self { reporter, pause: FIRST, has_warned: false }
	}

	/// Takes note that the node is there. Says so, if it was said to be gone.
	pub fn is_back(&mut self) {
		if self.has_warned {
			self.reporter.note(&Note::NodeBack);
		}
		*self = Self::new(self.reporter);
	}

	/// Waits before the node is called again. Says once why.
	pub async fn wait(&mut self, error: Error) {
		if !mem::replace(&mut self.has_warned, true) {
			self.reporter.note(&Note::NodeGone { error });
		}
		tokio::time::sleep(self.pause).await;
		self.pause = self.longer();
	}

	fn longer(&self) -> Duration {
		(self.pause * 2).min(LONGEST)
	}

	/// Connects to the node at `url`, for as long as it takes. Where `genesis` is given, another chain
	/// that answers there is waited out too.
	pub async fn connect(&mut self, url: &str, genesis: Option<H256>) -> Result<Chain, Error> {
		loop {
			let error = match Chain::connect(url, genesis).await {
				Ok(chain) => return Ok(chain),
				Err(error) => Error::Client(error),
			};
			let is_other = matches!(error, Error::Client(ClientError::OtherGenesis { .. }));
			if !error.is_passing() && !is_other {
				return Err(error);
			}
			self.wait(error).await;
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::report::tests::Silent;

	#[test]
	fn a_node_should_be_called_ever_less_often_and_still_in_time() {
		let mut patience = Patience::new(&Silent);
		let mut all = Duration::ZERO;
		for _ in 0..20 {
			all += patience.pause;
			assert!(patience.longer() >= patience.pause && patience.pause <= LONGEST);
			patience.pause = patience.longer();
		}
		assert_eq!(patience.pause, LONGEST);
		assert!(all > Duration::from_secs(200));
	}
}
