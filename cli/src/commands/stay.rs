// SPDX-License-Identifier: Apache-2.0

//! What answers for a bond does not end because its node does: it waits, and says so.

use std::time::Duration;

use sp_core::H256;

use crate::{context::Context, error::Error};
use openledger_client::chain::Chain;
use openledger_client::Error as ClientError;

/// The first pause before a node is called again.
const FIRST: Duration = Duration::from_secs(1);
/// The longest: no demand may be due before the node is asked again.
const LONGEST: Duration = Duration::from_secs(15);

/// Whether an error is of a node that went away, and may come back.
pub fn is_passing(error: &Error) -> bool {
	matches!(
		error,
		Error::Client(
			ClientError::NoNode { .. }
				| ClientError::Node(_)
				| ClientError::Unknown { .. }
				| ClientError::NoBlock(_)
		)
	)
}

/// How long to wait for a node: twice as long each time.
pub struct Patience {
	pause: Duration,
	/// Whether it was said that it is gone.
	is_told: bool,
}

impl Patience {
	pub fn new() -> Self {
		Self { pause: FIRST, is_told: false }
	}

	/// Takes note that the node is there. Says so, if it was said to be gone.
	pub fn is_back(&mut self, context: &Context) {
		if self.is_told {
			context.note("the node is back");
		}
		*self = Self::new();
	}

	/// Waits before the node is called again. Says once why.
	pub async fn wait(&mut self, context: &Context, error: &Error) {
		if !std::mem::replace(&mut self.is_told, true) {
			context.note(&format!("{error}; waiting for the node"));
		}
		tokio::time::sleep(self.pause).await;
		self.pause = self.longer();
	}

	fn longer(&self) -> Duration {
		(self.pause * 2).min(LONGEST)
	}

	/// Connects to the node, for as long as it takes. It must be on the chain that began with
	/// `genesis`, where one is known: what answers there instead of it is waited out too.
	pub async fn connect(
		&mut self,
		context: &Context,
		genesis: Option<H256>,
	) -> Result<Chain, Error> {
		loop {
			let error = match context.chain().await {
				Ok(chain) if genesis.is_none_or(|genesis| genesis == chain.genesis()) => {
					return Ok(chain)
				}
				Ok(chain) => Error::Client(ClientError::OtherGenesis {
					url: context.url().to_owned(),
					found: chain.genesis(),
					expected: genesis.unwrap_or_default(),
				}),
				Err(error) => error,
			};
			let is_other = matches!(error, Error::Client(ClientError::OtherGenesis { .. }))
				&& genesis.is_some();
			if !is_passing(&error) && !is_other {
				return Err(error);
			}
			self.wait(context, &error).await;
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_a_node_that_is_gone_should_be_waited_for() {
		let (url, reason) = ("ws://x".to_owned(), "refused".to_owned());
		let gone = Error::Client(ClientError::NoNode { url, reason });
		assert!(is_passing(&gone));
		assert!(
			!is_passing(&Error::NoKey) && !is_passing(&Error::Client(ClientError::Inconsistent))
		);
	}

	#[test]
	fn a_node_should_be_called_ever_less_often_and_still_in_time() {
		let mut patience = Patience::new();
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
