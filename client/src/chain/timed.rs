// SPDX-License-Identifier: Apache-2.0

//! Time limits of requests: a node that hangs does not hang its clients.

use std::time::Duration;

use subxt::rpcs::{
	client::{RawRpcFuture, RawRpcSubscription, RawValue, RpcClientT},
	Error, RpcClient,
};
use tokio::time::timeout;

/// How long a node may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The method that takes a node long on a large state.
const SLOW: &str = "openledger_checkState";
/// How long a node may take for that method.
const SLOW_TIMEOUT: Duration = Duration::from_secs(60);

/// An RPC client whose requests end in time.
pub struct Timed {
	inner: RpcClient,
	limit: Duration,
}

impl Timed {
	/// A client that sends its requests through `inner`.
	pub fn new(inner: RpcClient) -> Self {
		Self { inner, limit: TIMEOUT }
	}

	fn silent(&self, method: &str) -> Error {
		let seconds = self.limit.as_secs();
		Error::Client(format!("no answer to {method} for {seconds} seconds").into())
	}
}

impl RpcClientT for Timed {
	fn request_raw<'a>(
		&'a self,
		method: &'a str,
		params: Option<Box<RawValue>>,
	) -> RawRpcFuture<'a, Box<RawValue>> {
		Box::pin(async move {
			let limit = if method == SLOW { SLOW_TIMEOUT } else { self.limit };
			let answer = timeout(limit, self.inner.request_raw(method, params)).await;
			answer.unwrap_or_else(|_| Err(self.silent(method)))
		})
	}

	fn subscribe_raw<'a>(
		&'a self,
		method: &'a str,
		params: Option<Box<RawValue>>,
		unsub: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		Box::pin(async move {
			let answer = timeout(self.limit, self.inner.subscribe_raw(method, params, unsub)).await;
			answer.unwrap_or_else(|_| Err(self.silent(method)))
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::future;

	/// A node that says nothing.
	struct Hanging;

	impl RpcClientT for Hanging {
		fn request_raw<'a>(
			&'a self,
			_: &'a str,
			_: Option<Box<RawValue>>,
		) -> RawRpcFuture<'a, Box<RawValue>> {
			Box::pin(future::pending())
		}

		fn subscribe_raw<'a>(
			&'a self,
			_: &'a str,
			_: Option<Box<RawValue>>,
			_: &'a str,
		) -> RawRpcFuture<'a, RawRpcSubscription> {
			Box::pin(future::pending())
		}
	}

	#[tokio::test]
	async fn a_node_that_hangs_should_be_given_up() {
		let limit = Duration::from_millis(20);
		let client = RpcClient::new(Timed { inner: RpcClient::new(Hanging), limit });
		let params = subxt::rpcs::client::RpcParams::new();
		let answer = client.request::<String>("system_name", params.clone()).await;
		assert!(answer.unwrap_err().to_string().contains("system_name"));
		let answer = client.subscribe::<String>("a", params, "b").await;
		assert!(answer.is_err());
	}
}
